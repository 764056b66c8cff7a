//! What the chat does with files: pictures for models that see, and texts.

use std::sync::Arc;

use async_trait::async_trait;

use super::{
    domain::{Reading, reading},
    handlers, screens,
    service::Chat,
    state::ChatStep,
};
use crate::{
    domain::{AccountId, FileRef, Lang, Received},
    telegram::{failure::Handled, receive::Receiver, reply::Reply, steps::StepRecord, visit::Visit},
};

/// "Ask about it".
pub struct AskAbout(pub Arc<Chat>);

#[async_trait]
impl Receiver for AskAbout {
    fn key(&self) -> &'static str {
        "ask"
    }

    async fn offer(&self, account: AccountId, lang: Lang, files: &[FileRef]) -> Option<String> {
        let is = |what| files.iter().any(|file| reading(file) == what && !file.is_too_big());
        let possible = is(Reading::Text) || (is(Reading::Picture) && self.sees(account).await);
        possible.then(|| screens::ask_about_label(lang))
    }

    async fn take(&self, visit: &Visit, received: Received) -> Handled {
        if !received.words.trim().is_empty() {
            return handlers::take_files(visit, &self.0, received.files, &received.words).await;
        }
        let mut files = received.files.into_iter();
        let Some(file) = files.next() else { return Ok(Reply::Nothing) };
        let step = ChatStep::AskAbout { file, message: received.message, more: files.collect() };
        Ok(Reply::Show(screens::ask_about(visit.lang)).awaiting(StepRecord::of(&step)))
    }
}

impl AskAbout {
    async fn sees(&self, account: AccountId) -> bool {
        match self.0.chosen_model(account, false).await {
            Ok(model) => self.0.sees(model.as_deref()).await,
            Err(_) => false,
        }
    }
}
