//! Rows of the chat. Every query of somebody's things takes whose they are: a person's, or a group's.

mod answers;
mod conversations;
mod drafts;
mod entities;
mod gatherings;
mod glance;
mod groups;
mod growing;
mod privacy;
mod questions;
mod search;

use std::sync::Arc;

use self::growing::Growing;
use crate::storage::Db;

pub use answers::{End, NewAnswer};
pub use questions::NewQuestion;

/// The rows of the chat.
#[derive(Clone)]
pub struct ChatStore {
    db: Db,
    growing: Arc<Growing>,
}

impl ChatStore {
    pub fn new(db: Db) -> Self {
        Self { db, growing: Arc::default() }
    }
}
