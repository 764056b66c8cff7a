//! The choice of model: paged, and filtered by typing.

use super::{super::tap::ChatTap, yes_no};
use crate::{
    domain::{Lang, Page, shorten},
    features::chat::service::{ModelChoice, model_key},
    telegram::{
        keyboard::{Button, Keyboard},
        nav::{self, Door},
        screen::Screen,
        tap::Tap as _,
    },
    tr,
};

/// Models on a page.
const PAGE: usize = 8;
/// Graphemes of a model's name on a button.
const NAME: usize = 28;

#[derive(Clone, Debug)]
pub struct ModelsView<'a> {
    pub choice: &'a ModelChoice,
    pub page: u32,
    pub usual: bool,
    /// What was typed.
    pub filter: Option<&'a str>,
}

pub fn models(lang: Lang, view: &ModelsView<'_>) -> Screen {
    let models = &view.choice.models;
    let size = u32::try_from(PAGE).unwrap_or(u32::MAX);
    let page = Page::<()>::clamp(view.page, models.len() as u64, size);
    let head = match view.filter {
        Some(query) if models.is_empty() => tr!(lang, "chat-models-none", query = shorten(query, 40)),
        Some(query) => tr!(lang, "chat-models-found", query = shorten(query, 40), count = models.len()),
        None => tr!(lang, "chat-models-text"),
    };
    let waiting = tr!(lang, "common-waiting", what = tr!(lang, "chat-models-waiting"));
    let mut keyboard = Keyboard::new();
    if view.filter.is_none() && page == 0 {
        let auto = tr!(lang, "chat-models-auto-button", current = yes_no(view.choice.chosen.is_none()));
        keyboard = keyboard.row([pick(auto, String::new(), view.usual)]);
    }
    for model in models.iter().skip(page as usize * PAGE).take(PAGE) {
        let current = yes_no(view.choice.chosen.as_deref() == Some(model.id.as_str()));
        let name = shorten(&model.name, NAME);
        let label = tr!(lang, "chat-models-item-button", current = current, model = name);
        keyboard = keyboard.row([pick(label, model_key(&model.id), view.usual)]);
    }
    let pages = Page::<()> { items: vec![], number: page, size, total: models.len() as u64 }.count();
    let usual = view.usual;
    if view.filter.is_none() {
        keyboard =
            keyboard.row(nav::pager(lang, page, pages, |page| ChatTap::OpenModels { page, usual }.encode()));
    } else {
        let all =
            Button::tap(tr!(lang, "chat-models-all-half"), ChatTap::OpenModels { page: 0, usual }.encode());
        keyboard = keyboard.row([all]);
    }
    let back = if usual { Door::ChatSettings } else { Door::Chat };
    Screen::new(format!("{head}\n\n{waiting}")).keyboard(keyboard.row(nav::back_and_home(lang, back)))
}

fn pick(label: String, key: String, usual: bool) -> Button {
    Button::tap(label, ChatTap::PickModel { key, usual }.encode())
}
