//! Files that were gathered and have no words: what home makes of them, outside of any update.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::TimeDelta;

use super::{handlers, service::Home};
use crate::{
    domain::{ChatKind, Person},
    features::chat::{Admission, Doorkeeper, Held, Wordless},
    storage::{StorageError, Tx},
    telegram::{
        deliver::Delivery,
        reply::Reply,
        visit::{Input, Visit},
    },
};

/// Who asks what to do with them.
pub struct Door {
    pub home: Arc<Home>,
    pub delivery: Delivery,
}

struct Admitted {
    delivery: Delivery,
    visit: Visit,
    reply: Reply,
    held: Held,
}

#[async_trait]
impl Doorkeeper for Door {
    async fn receive(&self, wordless: Wordless) -> Result<Box<dyn Admission>, StorageError> {
        let visit = self.visit(&wordless).await?;
        let (received, gathering) = (wordless.received, Some(wordless.gathering.0));
        let taken = handlers::take_received(&visit, &self.home, received, gathering).await;
        let (reply, held) = taken.map_err(|failure| StorageError::Setup(failure.chain()))?;
        Ok(Box::new(Admitted { delivery: self.delivery.clone(), visit, reply, held }))
    }
}

impl Door {
    /// The files as if they came now, and together.
    async fn visit(&self, wordless: &Wordless) -> Result<Visit, StorageError> {
        let account = self.home.account(wordless.account).await;
        let account = account.map_err(|error| StorageError::Setup(error.to_string()))?;
        let Some(file) = wordless.received.files.first().cloned() else {
            return Err(StorageError::Setup("files without a file".to_owned()));
        };
        let now = self.home.now();
        Ok(Visit {
            cause: wordless.cause.clone(),
            account: account.id,
            person: Person::known_by_id(account.id),
            lang: account.lang(),
            zone: account.zone(),
            peer: wordless.peer,
            // Elsewhere nobody is asked what to do with files.
            chat_kind: ChatKind::Private,
            message: wordless.received.message,
            replies_to: None,
            origin: None,
            forwarded_from: None,
            replied: None,
            addressed: true,
            first_contact: false,
            waited: TimeDelta::zero(),
            now,
            input: Input::File { file, caption: String::new(), album: None },
        })
    }
}

#[async_trait]
impl Admission for Admitted {
    async fn settle(&self, tx: &mut Tx) -> Result<Held, StorageError> {
        self.delivery.say(tx, &self.visit, self.reply.clone()).await?;
        Ok(self.held)
    }
}
