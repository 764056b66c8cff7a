//! Buttons of the chat.

use serde::{Deserialize, Serialize};

use super::domain::{AnswerId, ConversationId, Streaming};
use crate::telegram::tap::Tap;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ChatTap {
    #[serde(rename = "r")]
    OpenRoom,
    #[serde(rename = "n")]
    StartConversation,
    #[serde(rename = "l")]
    OpenConversations {
        #[serde(default)]
        page: u32,
    },
    /// Asks for the number of a page.
    #[serde(rename = "j")]
    AskPage,
    /// `page` is where it stands in the list: the way back, here and below.
    #[serde(rename = "c")]
    OpenConversation {
        conversation: ConversationId,
        #[serde(default)]
        page: u32,
    },
    #[serde(rename = "g")]
    GoOn { conversation: ConversationId },
    #[serde(rename = "t")]
    RenameConversation {
        conversation: ConversationId,
        #[serde(default)]
        page: u32,
    },
    #[serde(rename = "x")]
    DeleteConversation {
        conversation: ConversationId,
        #[serde(default)]
        page: u32,
    },
    #[serde(rename = "u")]
    UndeleteConversation {
        conversation: ConversationId,
        #[serde(default)]
        page: u32,
    },
    #[serde(rename = "e")]
    ExportConversation { conversation: ConversationId },
    #[serde(rename = "m")]
    OpenModels {
        #[serde(default)]
        page: u32,
        /// The models are those for new conversations, not for the present one.
        #[serde(default)]
        usual: bool,
    },
    /// `key` is a short hash of the model's id: ids are longer than a button holds. Empty is "auto".
    #[serde(rename = "M")]
    PickModel {
        key: String,
        #[serde(default)]
        usual: bool,
    },
    #[serde(rename = "f")]
    OpenSearch,
    /// `room`: opened from the chat's room, which is the way back, and not from the settings.
    #[serde(rename = "p")]
    OpenPreferences {
        #[serde(default)]
        room: bool,
    },
    #[serde(rename = "P")]
    PickStreaming {
        streaming: Streaming,
        #[serde(default)]
        room: bool,
    },
    #[serde(rename = "R")]
    SetRich {
        rich: bool,
        #[serde(default)]
        room: bool,
    },
    #[serde(rename = "s")]
    Stop { answer: AnswerId },
    #[serde(rename = "a")]
    AskAgain { answer: AnswerId },
    #[serde(rename = "k")]
    Continue { answer: AnswerId },
    #[serde(rename = "o")]
    OpenMore { answer: AnswerId },
    #[serde(rename = "O")]
    CloseMore { answer: AnswerId },
    #[serde(rename = "d")]
    SaveAnswer { answer: AnswerId },
    /// Lets a question that waits go first.
    #[serde(rename = "q")]
    AskNow { answer: AnswerId },
    /// Has what was put off answered for coins.
    #[serde(rename = "b")]
    SendNow { answer: AnswerId },
    /// Has it answered when the allowance begins anew.
    #[serde(rename = "B")]
    SendLater { answer: AnswerId },
}

impl ChatTap {
    /// The answer that a button stands under.
    pub const fn answer(&self) -> Option<AnswerId> {
        match self {
            Self::Stop { answer }
            | Self::AskAgain { answer }
            | Self::Continue { answer }
            | Self::OpenMore { answer }
            | Self::CloseMore { answer }
            | Self::SaveAnswer { answer }
            | Self::AskNow { answer } => Some(*answer),
            _ => None,
        }
    }
}

impl Tap for ChatTap {
    const PREFIX: &'static str = "ch";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{features::chat::domain::Model, telegram::tap::every};

    #[test]
    fn what_is_on_buttons_stays_readable() {
        insta::assert_snapshot!(every::wire_form::<ChatTap>().unwrap());
    }

    #[test]
    fn the_key_of_a_model_fits() {
        let key = Model::known_by_id("provider/model").key();
        let tap = ChatTap::PickModel { key, usual: true };
        assert_eq!(ChatTap::decode(tap.try_encode().unwrap().as_str()), Some(tap));
    }

    #[test]
    fn a_button_from_before_a_field_still_works() {
        let conversation = ConversationId(5);
        assert_eq!(ChatTap::decode("ch:l"), Some(ChatTap::OpenConversations { page: 0 }));
        assert_eq!(ChatTap::decode("ch:c:5"), Some(ChatTap::OpenConversation { conversation, page: 0 }));
        assert_eq!(ChatTap::decode("ch:x:5"), Some(ChatTap::DeleteConversation { conversation, page: 0 }));
        assert_eq!(ChatTap::decode("ch:p"), Some(ChatTap::OpenPreferences { room: false }));
        assert_eq!(ChatTap::decode("ch:m"), Some(ChatTap::OpenModels { page: 0, usual: false }));
    }
}
