//! Words and files that go to the model.

use super::super::domain::Part;
use super::super::service::{Arrival, Ask, Asked, Chat, Edit, Receipt};
use crate::{
    domain::{FileRef, MessageId},
    telegram::{
        failure::Handled,
        reply::Reply,
        visit::{Input, Visit},
    },
};

/// A message that goes to the present conversation, alone or with what it belongs to.
pub async fn take_text(visit: &Visit, chat: &Chat, text: &str) -> Handled {
    let arrival = arrival(visit, text, None, None);
    Ok(match chat.receive(&arrival).await? {
        Receipt::Whole => asked(visit, chat.ask(arrival.into_ask()).await?),
        receipt => taken(visit, receipt),
    })
}

/// Something said to the bot among several people, with what it answers: words, or a file with words.
pub async fn take_call(visit: &Visit, chat: &Chat) -> Handled {
    let answered = visit.replied.as_ref().and_then(|replied| replied.file.clone());
    let (text, file, album) = match &visit.input {
        Input::Text(text) => (text, None, None),
        Input::File { file, caption, album } => (caption, Some(file.clone()), album.clone()),
        Input::Edited { text } => return take_edit(visit, chat, &visit.in_context(text)).await,
        _ => return Ok(Reply::Nothing),
    };
    let text = visit.in_context(text);
    if visit.addressed && album.is_none() && (answered.is_some() || file.is_some()) {
        let files = file.into_iter().chain(answered).collect();
        return take_files(visit, chat, files, &text).await;
    }
    let arrival = arrival(visit, &text, file, album);
    Ok(match chat.receive(&arrival).await? {
        Receipt::Whole if visit.addressed => asked(visit, chat.ask(arrival.into_ask()).await?),
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
        account: visit.person.id,
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
        // Who says it; whose conversation it belongs to is a matter of the place.
        account: visit.person.id,
        peer: visit.peer,
        part: Part {
            message: visit.message,
            text: text.to_owned(),
            file,
            album,
            origin: visit.origin.clone(),
            addressed: visit.addressed,
            at: visit.now,
        },
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
