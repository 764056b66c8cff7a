//! What the chat's screens wait for.

use serde::{Deserialize, Serialize};

use super::domain::ConversationId;
use crate::{
    domain::{FileRef, MessageId},
    telegram::steps::StepPart,
};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChatStep {
    /// A title; `page` is where its conversation stands in the list.
    Rename {
        conversation: ConversationId,
        #[serde(default)]
        page: u32,
    },
    /// The number of a page of the list.
    Page,
    /// Words to look for.
    Search,
    /// A part of a model's name.
    Model {
        #[serde(default)]
        usual: bool,
    },
    /// A question about a file, or about more.
    AskAbout {
        file: FileRef,
        message: Option<MessageId>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        more: Vec<FileRef>,
    },
}

impl StepPart for ChatStep {
    const FEATURE: &'static str = "chat";
}
