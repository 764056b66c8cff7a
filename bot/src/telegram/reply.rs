//! What a handler gives back: a value that says what the person is to see.
//! Only `deliver` carries it out.

use super::{keyboard::Keyboard, screen::Screen, steps::StepRecord};
use crate::domain::MessageId;

/// The outcome of a handler.
#[derive(Clone, Debug, PartialEq)]
pub enum Reply {
    Nothing,
    /// A short note over the chat, at most 200 characters; without a tap it is not shown.
    Toast(String),
    /// A note that has to be closed; only for a refusal that has no screen.
    Alert(String),
    /// Turns the screen that was tapped into this one, or sends a new screen which takes over from the last one.
    /// Whatever was waited for is waited for no longer.
    Show(Screen),
    /// Gives the message that was tapped other buttons; what it says stays, and so does what was waited for.
    Rekey(Keyboard),
    /// Sends a message that is no screen: the last screen keeps its buttons.
    Send(Screen),
    /// A sign on a message of the person's.
    React {
        message: MessageId,
        emoji: &'static str,
    },
    /// What was waited for has come: the screen that asked for it shrinks to a line.
    Settle,
    /// From here on a message is expected.
    Await(StepRecord),
    Many(Vec<Self>),
}

impl Reply {
    /// This and then the other.
    pub fn and(self, other: Self) -> Self {
        let mut replies = self.into_list();
        replies.extend(other.into_list());
        Self::Many(replies)
    }

    pub fn toast(self, text: impl Into<String>) -> Self {
        self.and(Self::Toast(text.into()))
    }

    pub fn awaiting(self, step: StepRecord) -> Self {
        self.and(Self::Await(step))
    }

    /// The simple replies in their order.
    pub fn into_list(self) -> Vec<Self> {
        match self {
            Self::Nothing => Vec::new(),
            Self::Many(replies) => replies.into_iter().flat_map(Self::into_list).collect(),
            one => vec![one],
        }
    }
}

impl From<Screen> for Reply {
    fn from(screen: Screen) -> Self {
        Self::Show(screen)
    }
}
