//! Updates that teloxide cannot name, in types of our own.
//! It reads only what something of ours acts on.

use serde::Deserialize;
use serde_json::Value;

use crate::domain::{AccountId, ChatId, Peer, ThreadId};

/// An update that goes its own way, beside the dispatcher.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ForeignUpdate {
    /// The person stopped the draft of an answer (Bot API 10.3, `MessageGenerationStopped`).
    StoppedGeneration { chat: ChatId, thread: Option<ThreadId>, draft_id: i64 },
    /// A subscription in Stars was cancelled, taken up again or failed (Bot API 10.2, `BotSubscriptionUpdated`).
    Subscription { user: AccountId, payload: String, state: SubscriptionState },
    /// A kind that nobody here knows, or one that is known in a shape that is not.
    Unreadable {
        /// The key it came under; empty where there was none.
        kind: String,
    },
}

impl ForeignUpdate {
    /// Where an answer would be shown, if anywhere.
    pub const fn peer(&self) -> Option<Peer> {
        match self {
            Self::StoppedGeneration { chat, thread, .. } => Some(Peer { chat: *chat, thread: *thread }),
            // A private chat has the id of the person in it.
            Self::Subscription { user, .. } => Some(Peer::chat(ChatId(user.0))),
            Self::Unreadable { .. } => None,
        }
    }

    pub(super) fn unreadable(kind: &str) -> Self {
        Self::Unreadable { kind: kind.to_owned() }
    }
}

/// What became of a subscription.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SubscriptionState {
    Active,
    Canceled,
    Failed,
    /// A word that Bot API 10.3 does not have.
    Other(String),
}

#[derive(Deserialize)]
struct Id {
    id: i64,
}

#[derive(Deserialize)]
struct Stopped {
    chat: Id,
    message_thread_id: Option<i64>,
    draft_id: i64,
}

#[derive(Deserialize)]
struct Subscription {
    user: Id,
    invoice_payload: String,
    state: String,
}

/// Reads the value of a kind that teloxide cannot name; `None` where the kind is not one of ours.
pub(super) fn read(kind: &str, value: &Value) -> Option<ForeignUpdate> {
    match kind {
        "stopped_message_generation" => {
            Stopped::deserialize(value).ok().map(|stopped| ForeignUpdate::StoppedGeneration {
                chat: ChatId(stopped.chat.id),
                thread: stopped.message_thread_id.map(ThreadId),
                draft_id: stopped.draft_id,
            })
        }
        "subscription" => Subscription::deserialize(value).ok().map(|changed| ForeignUpdate::Subscription {
            user: AccountId(changed.user.id),
            payload: changed.invoice_payload,
            state: state(changed.state),
        }),
        _ => None,
    }
}

fn state(word: String) -> SubscriptionState {
    match word.as_str() {
        "active" => SubscriptionState::Active,
        "canceled" => SubscriptionState::Canceled,
        "failed" => SubscriptionState::Failed,
        _ => SubscriptionState::Other(word),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{ForeignUpdate, SubscriptionState, read};
    use crate::domain::{AccountId, ChatId, ThreadId};

    #[test]
    fn kinds_beyond_teloxide_are_read() {
        let chat = json!({"id": 5, "type": "private"});
        assert_eq!(
            read("stopped_message_generation", &json!({"chat": chat, "message_thread_id": 3, "draft_id": 8})),
            Some(ForeignUpdate::StoppedGeneration {
                chat: ChatId(5),
                thread: Some(ThreadId(3)),
                draft_id: 8
            }),
        );
        let user = json!({"id": 9, "is_bot": false, "first_name": "Ann"});
        for (word, state) in [
            ("active", SubscriptionState::Active),
            ("canceled", SubscriptionState::Canceled),
            ("failed", SubscriptionState::Failed),
            ("paused", SubscriptionState::Other("paused".to_owned())),
        ] {
            assert_eq!(
                read("subscription", &json!({"user": user, "invoice_payload": "plan", "state": word})),
                Some(ForeignUpdate::Subscription { user: AccountId(9), payload: "plan".to_owned(), state }),
            );
        }
        assert_eq!(read("subscription", &json!({"user": 9})), None);
        assert_eq!(read("managed_bot", &json!({})), None);
    }
}
