//! Choosing models, and how answers come.

use super::super::{
    domain::Streaming,
    screens::{self, ModelsView},
    service::Chat,
    state::ChatStep,
};
use crate::{
    telegram::{failure::Handled, reply::Reply, steps::StepRecord, visit::Visit},
    tr,
};

pub async fn open_models(visit: &Visit, chat: &Chat, page: u32, usual: bool) -> Handled {
    show_models(visit, chat, page, usual, None).await
}

/// A part of a model's name.
pub async fn take_model(visit: &Visit, chat: &Chat, usual: bool, text: &str) -> Handled {
    show_models(visit, chat, 0, usual, Some(text.trim())).await
}

pub async fn pick_model(visit: &Visit, chat: &Chat, key: &str, usual: bool) -> Handled {
    let model = chat.pick_model(visit.account, usual, key).await?;
    let model = crate::domain::shorten(model.as_deref().unwrap_or("auto"), 40);
    let shown =
        if usual { open_preferences(visit, chat).await? } else { open_models(visit, chat, 0, usual).await? };
    Ok(shown.toast(tr!(visit.lang, "chat-models-toast", model = model)))
}

pub async fn open_preferences(visit: &Visit, chat: &Chat) -> Handled {
    let preferences = chat.preferences(visit.account).await?;
    Ok(screens::preferences(visit.lang, &preferences).into())
}

pub async fn pick_streaming(visit: &Visit, chat: &Chat, streaming: Streaming) -> Handled {
    let preferences = chat.set_streaming(visit.account, streaming).await?;
    Ok(Reply::Show(screens::preferences(visit.lang, &preferences))
        .toast(tr!(visit.lang, "chat-preferences-toast")))
}

async fn show_models(visit: &Visit, chat: &Chat, page: u32, usual: bool, filter: Option<&str>) -> Handled {
    let choice = chat.models(visit.account, usual, filter).await?;
    let screen = screens::models(visit.lang, &ModelsView { choice: &choice, page, usual, filter });
    Ok(Reply::Show(screen).awaiting(StepRecord::of(&ChatStep::Model { usual })))
}
