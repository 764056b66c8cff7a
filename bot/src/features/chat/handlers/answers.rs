//! What can be done with answers.

use super::super::{
    domain::AnswerId,
    screens,
    service::{Chat, Stopped},
};
use crate::telegram::{failure::Handled, reply::Reply, visit::Visit};

/// `/stop`: the answer itself says that it was stopped.
pub async fn stop(visit: &Visit, chat: &Chat) -> Handled {
    Ok(match chat.stop(visit.peer).await? {
        Stopped::Answer => Reply::Nothing,
        Stopped::Nothing => Reply::Send(screens::nothing_to_stop(visit.lang)),
    })
}

/// Telegram's own stop of a draft.
pub async fn stop_draft(visit: &Visit, chat: &Chat, draft: i64) -> Handled {
    chat.stop_draft(visit.peer, draft).await?;
    Ok(Reply::Nothing)
}

pub async fn stop_answer(visit: &Visit, chat: &Chat, answer: AnswerId) -> Handled {
    let stopped = chat.stop_answer(visit.account, answer).await?;
    Ok(Reply::Toast(screens::stopped_note(visit.lang, stopped == Stopped::Answer)))
}

/// Lets a question that waits go first.
pub async fn ask_now(visit: &Visit, chat: &Chat, answer: AnswerId) -> Handled {
    let moved = chat.ask_now(visit.account, answer, &visit.cause).await?;
    Ok(Reply::Toast(screens::asked_now_note(visit.lang, moved)))
}

pub async fn ask_again(visit: &Visit, chat: &Chat, answer: AnswerId) -> Handled {
    let asked = chat.ask_again(visit.account, answer, &visit.cause).await?;
    Ok(Reply::Toast(screens::asked_again_note(visit.lang, asked.at_once())))
}

pub async fn go_on(visit: &Visit, chat: &Chat, answer: AnswerId) -> Handled {
    let asked = chat.go_on(visit.account, answer, &visit.cause).await?;
    Ok(Reply::Toast(screens::going_on_note(visit.lang, asked.at_once())))
}

pub async fn open_more(visit: &Visit, chat: &Chat, id: AnswerId) -> Handled {
    chat.answer_of(visit.account, id).await?;
    Ok(Reply::Rekey(screens::more_keyboard(visit.lang, id, visit.is_private())))
}

pub async fn close_more(visit: &Visit, chat: &Chat, id: AnswerId) -> Handled {
    let answer = chat.answer_of(visit.account, id).await?;
    Ok(Reply::Rekey(screens::answer_keyboard(visit.lang, id, answer.can_continue())))
}

pub async fn save_answer(visit: &Visit, chat: &Chat, id: AnswerId) -> Handled {
    let answer = chat.answer_of(visit.account, id).await?;
    Ok(Reply::Send(screens::saved(id, chat.save(visit.account, &answer.text).await?)))
}
