//! Groups: what the bot is among several people. When it is spoken to, who may set it up, how it comes, moves and goes.
//! Table `groups_places`; steps `Manner`, `Keyword`; jobs `groups.move_group`, `groups.forget_groups`. A group is an owner
//! like a person (ADR 11): its settings are preferences of its account, its talk belongs to it in the chat.

mod domain;
mod error;
mod handlers;
mod jobs;
mod ports;
mod routes;
mod screens;
mod service;
mod state;
mod store;
mod tap;

pub use domain::{Call, Hearing};
pub use error::GroupsError;
pub use jobs::{ForgetGroups, Forgetting, MoveGroup, Moving};
pub use ports::Ranks;
pub use routes::{COMMANDS, routes};
pub use screens::{MENU, not_yours_note, only_private_note, spent, spent_note};
pub use service::{Groups, GroupsParts, Press};
pub use state::GroupsStep;
pub use tap::GroupsTap;
