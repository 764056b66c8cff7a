//! Chat: an AI companion that remembers the conversation and streams its answers.
//! Tables `chat_*`; steps `Rename`, `Page`, `Search`, `Model`, `AskAbout`; jobs `chat.answer`,
//! `chat.name_conversation`, `chat.purge_conversations`.

mod domain;
mod error;
mod handlers;
mod jobs;
mod receive;
mod routes;
mod screens;
mod service;
mod state;
mod store;
mod tap;

pub use domain::Preferences;
pub use error::ChatError;
pub use jobs::{AnswerQuestion, Answering, NameConversation, Naming, PurgeConversations, Purging};
pub use receive::AskAbout;
pub use routes::{COMMANDS, routes, talk};
pub use screens::{room_button, settings_line};
pub use service::{Chat, ChatParts, Glance};
pub use state::ChatStep;
pub use tap::ChatTap;
