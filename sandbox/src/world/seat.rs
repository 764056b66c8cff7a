//! Where somebody acts: in their private chat with the bot, or in a group and one of its topics.
//! Says only where; whether they may be there is asked of the world.

/// A person and the chat they have open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seat {
    pub person: i64,
    pub chat: i64,
    /// The topic of a forum; `None` is General, and the only place where there are no topics.
    pub thread: Option<i64>,
}

impl Seat {
    /// In a group, or in the General topic of one.
    pub fn group(person: i64, chat: i64) -> Self {
        Self { person, chat, thread: None }
    }

    pub fn topic(person: i64, chat: i64, thread: i64) -> Self {
        Self { person, chat, thread: Some(thread) }
    }

    /// Whether this is the chat with the bot alone.
    pub fn is_private(&self) -> bool {
        self.person == self.chat
    }
}

/// A person alone sits in their chat with the bot.
impl From<i64> for Seat {
    fn from(person: i64) -> Self {
        Self { person, chat: person, thread: None }
    }
}
