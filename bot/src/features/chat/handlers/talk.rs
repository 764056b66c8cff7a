//! Words and files that go to the model.

use super::super::service::{Ask, Chat};
use crate::{
    domain::{FileRef, MessageId},
    telegram::{failure::Handled, reply::Reply, visit::Visit},
};

/// A message that goes to the present conversation.
pub async fn take_text(visit: &Visit, chat: &Chat, text: &str) -> Handled {
    ask(visit, chat, text, None, visit.message).await
}

/// A file with words, which are the question.
pub async fn take_file(visit: &Visit, chat: &Chat, file: FileRef, words: &str) -> Handled {
    ask(visit, chat, words, Some(file), visit.message).await
}

/// The question about a file that came before.
pub async fn take_question(
    visit: &Visit,
    chat: &Chat,
    file: FileRef,
    message: Option<MessageId>,
    text: &str,
) -> Handled {
    let asked = ask(visit, chat, text, Some(file), visit.message.or(message)).await?;
    Ok(asked.and(Reply::Settle))
}

async fn ask(
    visit: &Visit,
    chat: &Chat,
    text: &str,
    file: Option<FileRef>,
    message: Option<MessageId>,
) -> Handled {
    let ask = Ask {
        cause: visit.cause.clone(),
        account: visit.account,
        peer: visit.peer,
        message,
        text: text.to_owned(),
        file,
    };
    let asked = chat.ask(ask).await?;
    // In line: the person sees at once that it was taken.
    Ok(match message {
        Some(message) if !asked.at_once() => Reply::React { message, emoji: "👀" },
        _ => Reply::Nothing,
    })
}
