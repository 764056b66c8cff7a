//! Choosing models, and how answers come.

use super::{
    super::{
        domain::Streaming,
        screens::{self, ModelsView},
        service::Chat,
        state::ChatStep,
    },
    conversations::open_room,
};
use crate::telegram::{failure::Handled, reply::Reply, steps::StepRecord, visit::Visit};

/// `usual`: for new conversations; otherwise for the present one.
pub async fn open_models(visit: &Visit, chat: &Chat, page: u32, usual: bool) -> Handled {
    show_models(visit, chat, page, usual, None).await
}

/// A part of a model's name.
pub async fn take_model(visit: &Visit, chat: &Chat, usual: bool, text: &str) -> Handled {
    show_models(visit, chat, 0, usual, Some(text.trim())).await
}

/// A picker goes back by itself.
pub async fn pick_model(visit: &Visit, chat: &Chat, key: &str, usual: bool) -> Handled {
    let model = chat.pick_model(visit.account, usual, key).await?;
    let back = if usual { open_preferences(visit, chat, false).await } else { open_room(visit, chat).await };
    Ok(back?.toast(screens::model_note(visit.lang, model.as_deref())))
}

pub async fn open_preferences(visit: &Visit, chat: &Chat, room: bool) -> Handled {
    let preferences = chat.preferences(visit.account).await?;
    Ok(screens::preferences(visit.lang, &preferences, chat.offers_rich(), room).into())
}

pub async fn pick_streaming(visit: &Visit, chat: &Chat, streaming: Streaming, room: bool) -> Handled {
    let preferences = chat.set_streaming(visit.account, streaming).await?;
    let shown = Reply::Show(screens::preferences(visit.lang, &preferences, chat.offers_rich(), room));
    Ok(shown.toast(screens::preferences_note(visit.lang)))
}

pub async fn set_rich(visit: &Visit, chat: &Chat, rich: bool, room: bool) -> Handled {
    let preferences = chat.set_rich(visit.account, rich).await?;
    let shown = Reply::Show(screens::preferences(visit.lang, &preferences, chat.offers_rich(), room));
    Ok(shown.toast(screens::preferences_note(visit.lang)))
}

async fn show_models(visit: &Visit, chat: &Chat, page: u32, usual: bool, filter: Option<&str>) -> Handled {
    let choice = chat.models(visit.account, usual, filter).await?;
    let screen = screens::models(visit.lang, &ModelsView { choice: &choice, page, usual, filter });
    Ok(Reply::Show(screen).awaiting(StepRecord::of(&ChatStep::Model { usual })))
}
