//! Chat: an AI companion that remembers the conversation and streams its answers.
//! Tables `chat_*`; steps `Rename`, `Page`, `Search`, `Model`, `AskAbout`; jobs `chat.answer`,
//! `chat.release_gathering`, `chat.show_line`, `chat.show_limit`,
//! `chat.release_withheld`, `chat.name_conversation`, `chat.purge_conversations`.

mod domain;
mod error;
mod handlers;
mod jobs;
mod ports;
mod receive;
mod routes;
mod screens;
mod service;
mod state;
mod store;
mod tap;

pub use domain::{GatheringId, ModelChoice, Preferences};
pub use error::ChatError;
pub use handlers::{arrival, taken};
pub use jobs::{
    AnswerQuestion, Answering, Limiting, Lining, NameConversation, Naming, PurgeConversations, Purging,
    ReleaseGathering, ReleaseWithheld, Releasing, ShowLimit, ShowLine,
};
pub use ports::{Admission, Doorkeeper, Held, Wordless};
pub use receive::AskAbout;
pub use routes::{COMMANDS, group_talk, routes, talk};
pub use screens::{room_button, settings_line};
pub use service::{Arrival, Asked, Chat, ChatParts, Glance, Receipt};
pub use state::ChatStep;
pub use tap::ChatTap;
