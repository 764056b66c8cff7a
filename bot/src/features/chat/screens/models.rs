//! The choice of model: paged, and filtered by typing.

use super::{super::tap::ChatTap, model_word};
use crate::{
    domain::{Lang, Page, graphemes, shorten},
    features::chat::domain::{Model, ModelChoice},
    telegram::{
        keyboard::{Button, Keyboard},
        nav::{self, Door},
        screen::Screen,
        tap::Tap as _,
    },
    tr,
};

/// Models on a page; with "auto", which is on each, eight to choose from.
const PAGE: u32 = 7;
/// Graphemes of a model's name on a button, and beside what it can do.
const NAME: (usize, usize) = (28, 20);
/// Graphemes of what was typed, where it is repeated.
const QUERY: usize = 40;

#[derive(Clone, Copy, Debug)]
pub struct ModelsView<'a> {
    pub choice: &'a ModelChoice,
    pub page: u32,
    /// The choice is for new conversations.
    pub usual: bool,
    /// What was typed.
    pub filter: Option<&'a str>,
}

pub fn models(lang: Lang, view: &ModelsView<'_>) -> Screen {
    let waiting = nav::waiting(lang, tr!(lang, "chat-models-waiting"));
    let back = if view.usual { Door::ChatSettings } else { Door::Chat };
    let keyboard = choices(lang, view).row(nav::back_and_home(lang, back));
    Screen::new(format!("{}\n\n{waiting}", head(lang, view))).keyboard(keyboard)
}

/// Which model it is from now on.
pub fn model_note(lang: Lang, model: Option<&str>) -> String {
    tr!(lang, "chat-models-toast", model = model_word(model, NAME.1))
}

fn head(lang: Lang, view: &ModelsView<'_>) -> String {
    let ModelChoice { models, chosen, listed } = view.choice;
    match view.filter {
        _ if !listed => tr!(lang, "chat-models-unavailable", model = model_word(chosen.as_deref(), QUERY)),
        Some(query) if models.is_empty() => tr!(lang, "chat-models-none", query = shorten(query, QUERY)),
        Some(query) => tr!(lang, "chat-models-found", query = shorten(query, QUERY), count = models.len()),
        None => tr!(lang, "chat-models-text", usual = view.usual),
    }
}

fn choices(lang: Lang, view: &ModelsView<'_>) -> Keyboard {
    let ModelsView { choice, usual, filter, .. } = *view;
    let total = choice.models.len() as u64;
    let number = Page::<()>::clamp(view.page, total, PAGE);
    let mut keyboard = Keyboard::new();
    if filter.is_none() {
        let label = tr!(lang, "chat-models-auto-button", current = choice.chosen.is_none());
        keyboard = keyboard.row([pick(label, String::new(), usual)]);
    }
    for model in choice.models.iter().skip((number * PAGE) as usize).take(PAGE as usize) {
        keyboard = keyboard.row([pick(label(lang, model, choice), model.key(), usual)]);
    }
    let open = |page| ChatTap::OpenModels { page, usual }.encode();
    if filter.is_some() {
        return keyboard.row([Button::tap(tr!(lang, "chat-models-all-half"), open(0))]);
    }
    // The middle leads to the first page: whoever knows what they look for types a part of its name.
    let pages = Page::<()> { items: vec![], number, size: PAGE, total }.count();
    keyboard.row(nav::pager(lang, number, pages, open, open(0)))
}

fn label(lang: Lang, model: &Model, choice: &ModelChoice) -> String {
    let current = choice.chosen.as_deref() == Some(model.id.as_str());
    let room = if model.sees { NAME.1 } else { NAME.0 };
    let whole = model.name.as_str();
    // Where there is no room for both, the model says more than its maker.
    let own = whole.rsplit_once('/').map_or(whole, |(_, own)| own);
    let name = shorten(if graphemes(whole) > room { own } else { whole }, room);
    tr!(lang, "chat-models-item-button", current = current, sees = model.sees, model = name)
}

fn pick(label: String, key: String, usual: bool) -> Button {
    Button::tap(label, ChatTap::PickModel { key, usual }.encode())
}
