//! The chat's long work: answering, and giving a conversation its title.

mod answer;
mod context;
mod title;
mod upkeep;
mod view;

pub use answer::{AnswerQuestion, Answering};
pub use title::{NameConversation, Naming};
pub use upkeep::{PurgeConversations, Purging};
