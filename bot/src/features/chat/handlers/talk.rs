//! Words and files that go to the model.

use super::super::service::{Arrival, Ask, Asked, Chat, Edit, Receipt};
use crate::{
    domain::{FileRef, MessageId},
    telegram::{failure::Handled, reply::Reply, visit::Visit},
};

/// A message that goes to the present conversation, alone or with what it belongs to.
pub async fn take_text(visit: &Visit, chat: &Chat, text: &str) -> Handled {
    let arrival = arrival(visit, text, None, None);
    Ok(match chat.receive(&arrival).await? {
        Receipt::Whole => asked(visit, chat.ask(arrival.into_ask()).await?),
        receipt => taken(visit, receipt),
    })
}

/// Files with words, which are the question.
pub async fn take_files(visit: &Visit, chat: &Chat, files: Vec<FileRef>, words: &str) -> Handled {
    let ask = Ask { files, ..arrival(visit, words, None, None).into_ask() };
    Ok(asked(visit, chat.ask(ask).await?))
}

/// The question about files that came before.
pub async fn take_question(
    visit: &Visit,
    chat: &Chat,
    files: Vec<FileRef>,
    message: Option<MessageId>,
    text: &str,
) -> Handled {
    let ask =
        Ask { files, message: visit.message.or(message), ..arrival(visit, text, None, None).into_ask() };
    Ok(asked(visit, chat.ask(ask).await?).and(Reply::Settle))
}

/// Other words for a message that was sent before.
pub async fn take_edit(visit: &Visit, chat: &Chat, text: &str) -> Handled {
    let Some(message) = visit.message else { return Ok(Reply::Nothing) };
    let edit = Edit {
        cause: visit.cause.clone(),
        account: visit.account,
        peer: visit.peer,
        message,
        text: text.to_owned(),
    };
    Ok(chat.edit(&edit).await?.map_or(Reply::Nothing, |answer| asked(visit, answer)))
}

/// A message as the chat takes it in.
pub fn arrival(visit: &Visit, text: &str, file: Option<FileRef>, album: Option<String>) -> Arrival {
    Arrival {
        cause: visit.cause.clone(),
        account: visit.account,
        peer: visit.peer,
        message: visit.message,
        text: text.to_owned(),
        file,
        album,
        origin: visit.origin.clone(),
        addressed: true,
        at: visit.now,
    }
}

/// What there is to show of a message that was taken in.
pub fn taken(visit: &Visit, receipt: Receipt) -> Reply {
    match receipt {
        Receipt::Whole | Receipt::Taken => Reply::Nothing,
        Receipt::Asked { asked: answer, held: false } => asked(visit, answer),
        // The screen that asked what to do with the file has its answer.
        Receipt::Asked { asked: answer, held: true } => asked(visit, answer).and(Reply::Settle),
    }
}

/// In line: the person sees at once that it was taken.
fn asked(visit: &Visit, asked: Asked) -> Reply {
    match visit.message {
        Some(message) if !asked.at_once() => Reply::React { message, emoji: "👀" },
        _ => Reply::Nothing,
    }
}
