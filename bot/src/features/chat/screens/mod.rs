//! What the chat's screens look like. Pure: a value in, a screen out.

mod answer;
mod conversation;
mod conversations;
mod errors;
mod export;
mod files;
mod limit;
mod models;
mod preferences;
mod room;
mod search;
#[cfg(test)]
mod tests;

pub use answer::{
    Outcome, answer, answer_keyboard, asked_again_note, asked_now_note, going_on_note, more_keyboard,
    nothing_to_stop, queued, saved, stopped_note, streaming, streaming_draft, waiting,
};
pub use conversation::{
    ConversationView, conversation, deleted, opened, opened_note, rename, rename_refused, renamed,
    undeleted_note,
};
pub use conversations::{conversations, no_such_page, which_page};
pub use errors::error;
pub use export::{exported, exported_note, nothing_to_export_note, transcript};
pub use files::{ask_about, ask_about_label, not_gathered};
pub use limit::{LimitView, later as limit_later, limit, sent as limit_sent, sent_note as limit_sent_note};
pub use models::{ModelsView, model_note, models};
pub use preferences::{preferences, preferences_note, settings_line};
pub use room::{RoomView, new_conversation, room, room_button};
pub use search::{search, search_results};

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::domain::Conversation;
use crate::{
    domain::{Lang, shorten},
    telegram::screen::{Media, MediaKind, MediaSource},
    tr,
};

/// Where and when a screen is looked at.
#[derive(Clone, Copy, Debug)]
pub struct Reader {
    pub lang: Lang,
    pub zone: Tz,
    pub now: DateTime<Utc>,
}

/// The title of a conversation, or the words for one that has none yet.
fn title(lang: Lang, conversation: &Conversation) -> String {
    titled(lang, conversation.title.as_deref())
}

fn titled(lang: Lang, title: Option<&str>) -> String {
    title.filter(|title| !title.is_empty()).map_or_else(|| tr!(lang, "chat-untitled"), str::to_owned)
}

/// The name of a model as texts take it; "auto" is a word of theirs.
fn model_word(model: Option<&str>, room: usize) -> String {
    shorten(model.unwrap_or("auto"), room)
}

/// Which model answers, as a line of text.
fn model_line(lang: Lang, model: Option<&str>) -> String {
    tr!(lang, "chat-model-text", model = model_word(model, 60))
}

/// A text file to take away.
fn markdown_file(key: String, file_name: String) -> Media {
    let source = MediaSource::Blob(key);
    Media { kind: MediaKind::Document, source, file_name, mime: "text/markdown".to_owned() }
}
