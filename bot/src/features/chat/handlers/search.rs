//! Looking through conversations.

use super::{
    super::{screens, service::Chat, state::ChatStep},
    reader,
};
use crate::telegram::{failure::Handled, reply::Reply, steps::StepRecord, visit::Visit};

/// Places shown.
const PLACES: u32 = 6;

pub async fn open_search(visit: &Visit, chat: &Chat, words: &str) -> Handled {
    if !words.trim().is_empty() {
        return take_words(visit, chat, words).await;
    }
    let any = chat.count_conversations(visit.account).await? > 0;
    let shown = Reply::Show(screens::search(visit.lang, any));
    Ok(if any { shown.awaiting(StepRecord::of(&ChatStep::Search)) } else { shown })
}

pub async fn take_words(visit: &Visit, chat: &Chat, words: &str) -> Handled {
    let found = chat.search(visit.account, words, PLACES).await?;
    let screen = screens::search_results(reader(visit), words.trim(), &found);
    Ok(Reply::Show(screen).awaiting(StepRecord::of(&ChatStep::Search)))
}
