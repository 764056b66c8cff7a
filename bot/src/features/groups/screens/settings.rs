//! What a group's admins choose: language, model, manner, keyword, and how much it may answer.

use chrono_tz::Tz;

use crate::{
    domain::{Lang, Page, shorten},
    features::{
        chat::ModelChoice,
        groups::{
            domain::{DailyLimit, KEYWORD_LIMIT, MANNER_LIMIT, Manner, Settings, WordFault},
            tap::GroupsTap,
        },
    },
    telegram::{
        keyboard::{Button, Keyboard},
        nav,
        screen::Screen,
        tap::Tap as _,
    },
    tr,
};

/// Models on a page; with "auto", which is on each, eight to choose from.
const PAGE: u32 = 7;
/// Graphemes of a model's name on its button, and on that of the settings.
const NAME: (usize, usize) = (28, 18);
/// Graphemes of a keyword on a button.
const WORD: usize = 14;

/// What the settings show.
#[derive(Clone, Copy, Debug)]
pub struct SettingsView<'a> {
    pub model: Option<&'a str>,
    pub settings: &'a Settings,
    pub asked_today: u64,
}

pub fn settings(lang: Lang, view: &SettingsView<'_>) -> Screen {
    Screen::new(text(lang, view)).keyboard(keyboard(lang, view))
}

fn text(lang: Lang, view: &SettingsView<'_>) -> String {
    let used = match view.settings.limit.get() {
        Some(limit) => tr!(lang, "groups-settings-limited-text", asked = view.asked_today, limit = limit),
        None => tr!(lang, "groups-settings-free-text", asked = view.asked_today),
    };
    let mut text = format!("{}\n{used}", tr!(lang, "groups-settings-text"));
    if let Some(own) = &view.settings.own_manner {
        text.push('\n');
        text.push_str(&tr!(lang, "groups-settings-own-text", manner = own.as_str()));
    }
    text
}

fn keyboard(lang: Lang, view: &SettingsView<'_>) -> Keyboard {
    let other = if lang == Lang::En { Lang::Ru } else { Lang::En };
    let model = shorten(view.model.unwrap_or("auto"), NAME.1);
    let word = view.settings.keyword.as_deref();
    let (set, name) = (word.is_some(), shorten(word.unwrap_or_default(), WORD));
    let one = |label: String, tap: GroupsTap| [Button::tap(label, tap.encode())];
    Keyboard::new()
        .row(one(tr!(lang, "groups-language-button"), GroupsTap::PickLanguage { lang: other }))
        .row(one(tr!(lang, "groups-model-button", model = model), GroupsTap::OpenModels { page: 0 }))
        .row(one(
            tr!(lang, "groups-manner-button", manner = manner_key(view.settings)),
            GroupsTap::OpenManner,
        ))
        .row(one(tr!(lang, "groups-keyword-button", set = set, name = name), GroupsTap::OpenKeyword))
        .row(one(limit_button(lang, view.settings.limit), GroupsTap::OpenLimit))
}

fn limit_button(lang: Lang, limit: DailyLimit) -> String {
    tr!(lang, "groups-limit-button", limit = u64::from(limit.0))
}

fn manner_key(settings: &Settings) -> &'static str {
    if settings.own_manner.is_some() { "own" } else { settings.manner.value() }
}

/// The choice of manner; it waits for own words too.
pub fn manners(lang: Lang, chosen: &Settings) -> Screen {
    let mut keyboard = Keyboard::new();
    for manner in Manner::ALL {
        let current = chosen.own_manner.is_none() && chosen.manner == manner;
        let label = tr!(lang, "groups-manner-item-button", current = current, manner = manner.value());
        keyboard = keyboard.row([Button::tap(label, GroupsTap::PickManner { manner }.encode())]);
    }
    let waiting = nav::waiting(lang, tr!(lang, "groups-manner-waiting", limit = MANNER_LIMIT));
    Screen::new(format!("{}\n\n{waiting}", tr!(lang, "groups-manner-text")))
        .keyboard(keyboard.row(back(lang)))
}

/// The same, when what was typed will not do.
pub fn manner_refused(lang: Lang, chosen: &Settings, fault: WordFault) -> Screen {
    let screen = manners(lang, chosen);
    refused(lang, screen, fault, MANNER_LIMIT)
}

/// The word by which it is called.
pub fn ask_keyword(lang: Lang, chosen: &Settings) -> Screen {
    let name = chosen.keyword.as_deref().unwrap_or_default();
    let waiting = nav::waiting(lang, tr!(lang, "groups-keyword-waiting"));
    let mut keyboard = Keyboard::new();
    if chosen.keyword.is_some() {
        let label = tr!(lang, "groups-keyword-drop-button");
        keyboard = keyboard.row([Button::tap(label, GroupsTap::DropKeyword.encode())]);
    }
    let text = format!(
        "{}\n\n{waiting}",
        tr!(lang, "groups-keyword-text", set = chosen.keyword.is_some(), name = name)
    );
    Screen::new(text).keyboard(keyboard.row(back(lang)))
}

pub fn keyword_refused(lang: Lang, chosen: &Settings, fault: WordFault) -> Screen {
    let screen = ask_keyword(lang, chosen);
    refused(lang, screen, fault, KEYWORD_LIMIT)
}

fn refused(lang: Lang, screen: Screen, fault: WordFault, limit: usize) -> Screen {
    let reason = match fault {
        WordFault::TooShort => tr!(lang, "groups-word-short-text"),
        WordFault::TooLong { length } => tr!(lang, "groups-word-long-text", length = length, limit = limit),
    };
    let keyboard = screen.keyboard.clone();
    Screen::new(format!("{reason}\n\n{}", screen.text.text)).keyboard(keyboard)
}

/// How many answers the group may have in a day, which begins at midnight in this zone.
pub fn limits(lang: Lang, chosen: DailyLimit, zone: Tz) -> Screen {
    let mut keyboard = Keyboard::new();
    for limit in DailyLimit::ALL {
        let label =
            tr!(lang, "groups-limit-item-button", current = limit == chosen, limit = u64::from(limit.0));
        keyboard = keyboard.row([Button::tap(label, GroupsTap::PickLimit { limit }.encode())]);
    }
    Screen::new(tr!(lang, "groups-limit-text", zone = zone.name())).keyboard(keyboard.row(back(lang)))
}

/// The model of this group.
pub fn models(lang: Lang, choice: &ModelChoice, page: u32) -> Screen {
    let total = choice.models.len() as u64;
    let number = Page::<()>::clamp(page, total, PAGE);
    let pick = |label: String, key: String| [Button::tap(label, GroupsTap::PickModel { key }.encode())];
    let auto = tr!(lang, "groups-model-auto-button", current = choice.chosen.is_none());
    let mut keyboard = Keyboard::new().row(pick(auto, String::new()));
    for model in choice.models.iter().skip((number * PAGE) as usize).take(PAGE as usize) {
        let current = choice.chosen.as_deref() == Some(model.id.as_str());
        let name = shorten(&model.name, NAME.0);
        let label = tr!(lang, "groups-model-item-button", current = current, model = name);
        keyboard = keyboard.row(pick(label, model.key()));
    }
    let open = |page| GroupsTap::OpenModels { page }.encode();
    let pages = Page::<()> { items: vec![], number, size: PAGE, total }.count();
    let keyboard = keyboard.row(nav::pager(lang, number, pages, open, open(0)));
    Screen::new(tr!(lang, "groups-model-text")).keyboard(keyboard.row(back(lang)))
}

fn back(lang: Lang) -> [Button; 1] {
    [Button::tap(tr!(lang, "common-back-half"), GroupsTap::OpenSettings.encode())]
}

pub fn settings_note(lang: Lang) -> String {
    tr!(lang, "groups-settings-toast")
}
