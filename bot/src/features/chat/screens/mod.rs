//! What the chat's screens look like. Pure: a value in, a screen out.

mod answer;
mod conversation;
mod conversations;
mod errors;
mod models;
mod preferences;
mod room;
mod search;

pub use answer::{
    Outcome, answer, answer_keyboard, last_part, more_keyboard, saved, streaming, streaming_draft, waiting,
};
pub use conversation::{
    ConversationView, conversation, deleted, exported, opened, rename, rename_too_long, renamed, transcript,
};
pub use conversations::conversations;
pub use errors::error;
pub use models::{ModelsView, models};
pub use preferences::{preferences, settings_line};
pub use room::{RoomView, ask_about, new_conversation, room, room_button, stop_nothing};
pub use search::{search, search_results};

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::domain::Conversation;
use crate::{domain::Lang, tr};

/// Where and when a screen is looked at.
#[derive(Clone, Copy, Debug)]
pub struct Reader {
    pub lang: Lang,
    pub zone: Tz,
    pub now: DateTime<Utc>,
}

/// The title of a conversation, or the words for one that has none yet.
fn title(lang: Lang, conversation: &Conversation) -> String {
    conversation.title.clone().filter(|title| !title.is_empty()).unwrap_or_else(|| tr!(lang, "chat-untitled"))
}

fn yes_no(yes: bool) -> &'static str {
    if yes { "yes" } else { "no" }
}
