//! What is known of an update while it is being handled, and who is to be told when it cannot be.
//! It holds no words of a person.

use std::fmt;

use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;

use super::foreign::ForeignUpdate;
use crate::{
    domain::{AccountId, Cause, ChatId, Peer, ThreadId},
    ops::trace::Trace,
};

/// The inbox row behind an update in hand. It is good until the row's lease runs out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ticket {
    /// The order in which updates came.
    pub seq: i64,
    pub update_id: i64,
    /// Updates of a lane are in hand one at a time; `None` waits for nobody.
    pub lane: Option<String>,
    /// 1 for the first time.
    pub attempt: u32,
    /// When it was written into the inbox.
    pub received_at: DateTime<Utc>,
    /// Goes with every write that this update brings about.
    pub cause: Cause,
    pub(super) token: Uuid,
}

/// A row that this process has taken, with the update in it.
#[derive(Clone, PartialEq, Eq)]
pub struct Claimed {
    pub ticket: Ticket,
    pub kind: String,
    /// The JSON as it came.
    pub raw: String,
}

/// Ids and kind only: the rest is a person's.
impl fmt::Debug for Claimed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Claimed")
            .field("ticket", &self.ticket)
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

/// An update that was tried as often as it may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Buried {
    pub update_id: i64,
    pub cause: Cause,
    pub kind: String,
    pub attempts: u32,
    pub received_at: DateTime<Utc>,
    /// Whom to tell.
    pub who: Addressee,
}

impl Ticket {
    /// The step of its story that handling it is.
    pub fn trace(&self) -> Trace {
        let first = Trace::of(&self.cause);
        if self.attempt > 1 { first.next() } else { first }
    }
}

/// What the intake has to say beside the updates that the dispatcher reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IntakeEvent {
    /// An update that teloxide cannot name. It is in hand: whoever takes it says when it is done.
    Foreign { update: ForeignUpdate, ticket: Ticket },
    /// An update was given up. Later ones of its lane go on.
    Buried(Buried),
    /// The database is away, so these updates could not be taken; Telegram will bring them again. Sent at every
    /// try: whoever tells people remembers whom they told.
    Unrecorded(Vec<Addressee>),
}

/// Who an update is from and where an answer would go, as far as it says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Addressee {
    pub peer: Option<Peer>,
    pub person: Option<AccountId>,
    /// IETF tag of the person's client.
    pub language: Option<String>,
}

impl Addressee {
    /// Reads whatever the JSON of an update of this kind tells.
    pub(super) fn read(kind: &str, raw: &str) -> Self {
        let update: Value = serde_json::from_str(raw).unwrap_or_default();
        let value = &update[kind];
        let person = Some(&value["from"]).filter(|from| from.is_object()).unwrap_or(&value["user"]);
        let place = if value["message"]["chat"].is_object() { &value["message"] } else { value };
        let id = person["id"].as_i64();
        Self {
            peer: peer(place).or_else(|| id.map(|id| Peer::chat(ChatId(id)))),
            person: id.map(AccountId),
            language: person["language_code"].as_str().map(str::to_owned),
        }
    }
}

fn peer(place: &Value) -> Option<Peer> {
    let chat = ChatId(place["chat"]["id"].as_i64()?);
    let in_topic = place["is_topic_message"].as_bool() == Some(true) || place["draft_id"].is_i64();
    let thread = place["message_thread_id"].as_i64().filter(|_| in_topic).map(ThreadId);
    Some(Peer { chat, thread })
}

#[cfg(test)]
mod tests {
    use super::Addressee;
    use crate::domain::{AccountId, ChatId, Peer, ThreadId};

    #[test]
    fn an_update_says_whom_to_tell() {
        let topic = r#"{"update_id":1,"callback_query":{"from":{"id":9,"language_code":"ru"},
            "message":{"chat":{"id":-5},"message_thread_id":3,"is_topic_message":true}}}"#;
        assert_eq!(
            Addressee::read("callback_query", topic),
            Addressee {
                peer: Some(Peer { chat: ChatId(-5), thread: Some(ThreadId(3)) }),
                person: Some(AccountId(9)),
                language: Some("ru".to_owned()),
            },
        );
        let person = Addressee::read("subscription", r#"{"subscription":{"user":{"id":9}}}"#);
        assert_eq!(person.peer, Some(Peer::chat(ChatId(9))));
        assert_eq!(Addressee::read("message", "no json"), Addressee::default());
    }
}
