//! From messages that belong together to a question: when nothing more is to be expected, and again when one of them
//! has changed.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::{Ask, Asked, Chat, asking::Ground};
use crate::{
    domain::{Cause, FileRef, MessageId, Peer},
    features::chat::{
        domain::{Gathering, GatheringId, GatheringState, Part, QuestionId, question_text},
        error::ChatError,
    },
    storage::Tx,
};

/// A release that comes so long after its time was not held up by work: nobody was there.
const LATE: TimeDelta = TimeDelta::seconds(3);
/// Nothing waits for longer: a moment beyond that is of a clock that was set since.
const LONGEST: Duration = Duration::from_secs(15);
/// What waited at Telegram meanwhile comes within that.
const GRACE: TimeDelta = TimeDelta::milliseconds(1500);

/// What is to be done with a gathering whose time has come.
pub enum Ripe {
    /// Nothing: it is over already.
    Over,
    /// Not yet.
    Wait(Duration),
    /// Files, and no words.
    Wordless { gathering: Gathering, parts: Vec<Part> },
    /// It was asked. The answer may have others before it.
    Asked { asked: Asked, message: Option<MessageId>, peer: Peer },
}

impl Chat {
    /// Looks whether a gathering is complete, and asks it if it has words.
    pub async fn ripen(&self, id: GatheringId, now: DateTime<Utc>) -> Result<Ripe, ChatError> {
        let Some(found) = self.store.find_gathering(id).await? else { return Ok(Ripe::Over) };
        let ground = self.ground(found.peer).await?;
        let mut tx = self.db.begin().await?;
        let locked = self.store.lock_gathering(&mut tx, id).await?;
        let Some(gathering) = locked.filter(|gathering| gathering.state == GatheringState::Open) else {
            return Ok(Ripe::Over);
        };
        if let Ok(wait) = (gathering.ready_at - now).to_std()
            && !wait.is_zero()
        {
            return Ok(Ripe::Wait(wait.min(LONGEST)));
        }
        if now - gathering.ready_at > LATE && !gathering.graced {
            self.store.grace_gathering(&mut tx, id, now + GRACE).await?;
            tx.commit().await?;
            return Ok(Ripe::Wait(GRACE.to_std().unwrap_or_default()));
        }
        let parts = self.store.list_parts(&mut tx, id).await?;
        let wordless = !parts.iter().any(Part::is_worded) && parts.iter().any(|part| part.addressed);
        // Among several people nobody is asked what to do with files: what is shown to the bot asks by itself.
        if wordless && gathering.peer.is_private() {
            return Ok(Ripe::Wordless { gathering, parts });
        }
        let (message, peer) = (worded(&parts), gathering.peer);
        let asked = self.ask_gathered(tx, &gathering, parts, ground).await?;
        Ok(asked.map_or(Ripe::Over, |asked| Ripe::Asked { asked, message, peer }))
    }

    /// Makes the question of what was gathered. When none of it was meant for the bot, nothing is made of it, and it is
    /// kept no longer. What is too much to be asked is closed, and the error says why.
    pub(super) async fn ask_gathered(
        &self,
        mut tx: Tx,
        gathering: &Gathering,
        parts: Vec<Part>,
        ground: Ground,
    ) -> Result<Option<Asked>, ChatError> {
        let now = self.clock.now();
        let close = |state| (gathering.id, state, now);
        if !parts.iter().any(|part| part.addressed) {
            self.store.delete_gathering(&mut tx, gathering.id).await?;
            tx.commit().await?;
            return Ok(None);
        }
        let (message, count) = (worded(&parts), parts.len());
        let ask = Ask {
            cause: Cause::from(gathering.cause.clone()),
            account: gathering.account,
            peer: gathering.peer,
            message,
            text: question_text(&in_order(parts)),
            files: Vec::new(),
        };
        if let Some(refused) = ground.refuses(&ask) {
            let (id, state, at) = close(GatheringState::Closed);
            self.store.set_gathering(&mut tx, id, state, None, at, at).await?;
            tx.commit().await?;
            return Err(refused);
        }
        let parts = i16::try_from(count).unwrap_or(i16::MAX);
        let (question, answer) = self.record(&mut tx, &ask, &ground, parts).await?;
        let (id, state, at) = close(GatheringState::Asked);
        self.store.set_gathering(&mut tx, id, state, Some(question), at, at).await?;
        tx.commit().await?;
        self.asked(answer).await.map(Some)
    }

    /// The question of a gathering, after one of its messages came late or was edited.
    pub(super) async fn form_again(&self, tx: &mut Tx, gathering: &Gathering) -> Result<bool, ChatError> {
        let Some(question) = gathering.question else { return Ok(false) };
        let parts = self.store.list_parts(tx, gathering.id).await?;
        let count = i16::try_from(parts.len()).unwrap_or(i16::MAX);
        let text = question_text(&in_order(parts));
        Ok(self.store.set_question(tx, question, &text, count).await?)
    }

    /// Keeps several files that come with one message, as if each had come with one of its own.
    pub(super) async fn keep_files(
        &self,
        tx: &mut Tx,
        ask: &Ask,
        question: QuestionId,
    ) -> Result<(), ChatError> {
        let now = self.clock.now();
        let id = self.store.insert_gathering(tx, ask.account, ask.peer, &ask.cause, now).await?;
        let part = |text: &str, file: Option<FileRef>, message| Part {
            message,
            text: text.to_owned(),
            file,
            album: None,
            origin: None,
            addressed: true,
            at: now,
        };
        let files = ask.files.iter().map(|file| part("", Some(file.clone()), None));
        let parts: Vec<Part> = files.chain([part(&ask.text, None, ask.message)]).collect();
        for (n, part) in parts.iter().enumerate() {
            self.store.insert_part(tx, id, &ask.cause.part(n), ask.peer.chat, part).await?;
        }
        let count = i16::try_from(parts.len()).unwrap_or(i16::MAX);
        self.store.set_question(tx, question, &ask.text, count).await?;
        Ok(self.store.set_gathering(tx, id, GatheringState::Asked, Some(question), now, now).await?)
    }
}

/// As they were sent: an update may be overtaken by another.
fn in_order(mut parts: Vec<Part>) -> Vec<Part> {
    parts.sort_by_key(|part| part.message);
    parts
}

/// The message whose words ask: the last of the person's own, or the first there is.
fn worded(parts: &[Part]) -> Option<MessageId> {
    let own = parts.iter().rev().find(|part| part.origin.is_none() && part.is_worded());
    own.or_else(|| parts.first())?.message
}
