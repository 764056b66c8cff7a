//! What happens on each intent: a few lines between service and screen.

mod answers;
mod conversations;
mod limit;
mod models;
mod search;
mod talk;

pub(super) use answers::{
    ask_again, ask_now, close_more, go_on, open_more, save_answer, stop, stop_answer, stop_draft,
};
pub(super) use conversations::{
    ask_page, delete_conversation, export_conversation, open_conversation, open_conversations, open_room,
    pick_conversation, rename_conversation, start_conversation, take_page, take_title, undelete_conversation,
};
pub(super) use limit::{send_later, send_now};
pub(super) use models::{open_models, open_preferences, pick_model, pick_streaming, set_rich, take_model};
pub(super) use search::{open_search, take_words};
pub use talk::{arrival, taken};
pub(super) use talk::{take_call, take_edit, take_files, take_question, take_text};

use super::screens::Reader;
use crate::telegram::visit::Visit;

fn reader(visit: &Visit) -> Reader {
    Reader { lang: visit.lang, zone: visit.zone, now: visit.now }
}
