//! The first screen and the one everything leads back to.

use chrono::{DateTime, Utc};

use super::super::tap::HomeTap;
use crate::{
    domain::{Lang, shorten},
    features::{
        account::Account,
        billing::{self, Balance},
        chat::{self, Glance},
    },
    i18n::format::{self, DayPart},
    telegram::{
        keyboard::{Button, Keyboard},
        nav::Door,
        screen::Screen,
        tap::Tap as _,
    },
    tr,
};

#[derive(Clone, Copy, Debug)]
pub struct HomeView<'a> {
    pub account: &'a Account,
    pub glance: &'a Glance,
    pub balance: &'a Balance,
    pub now: DateTime<Utc>,
}

/// First contact.
pub fn welcome(account: &Account, balance: &Balance, demo: bool) -> Screen {
    let lang = account.lang();
    let mut text = tr!(lang, "home-welcome-text", name = &account.first_name, coins = balance.available.0);
    if demo {
        text = format!("{text}\n\n{}", tr!(lang, "home-demo-text"));
    }
    let keyboard = Keyboard::new()
        .row([chat::room_button(lang), billing::balance_button(balance.available, lang)])
        .row([settings_button(account), other_language_button(lang)]);
    Screen::new(text).keyboard(keyboard)
}

/// Every other time.
pub fn home(view: &HomeView<'_>) -> Screen {
    let account = view.account;
    let lang = account.lang();
    let part = DayPart::of(view.now, &account.zone()).name();
    let mut text = tr!(lang, "home-home-text", part = part, name = &account.first_name);
    text = format!("{text}\n{}", has(view));
    if view.glance.open > 0 {
        text = format!("{text}\n{}", tr!(lang, "home-home-state", count = view.glance.open));
    }
    let mut keyboard = Keyboard::new();
    if let Some(title) = &view.glance.current {
        let label = tr!(lang, "home-resume-button", title = shorten(title, 20));
        keyboard = keyboard.row([Button::tap(label, Door::Chat.data()).primary()]);
    }
    let help = Button::tap(tr!(lang, "home-help-half"), Door::Help.data());
    let keyboard = keyboard
        .row([chat::room_button(lang), billing::balance_button(view.balance.available, lang)])
        .row([settings_button(account), help]);
    Screen::new(text).keyboard(keyboard)
}

/// Coins, and Premium where there is some.
fn has(view: &HomeView<'_>) -> String {
    let lang = view.account.lang();
    let coins = tr!(lang, "home-home-coins", coins = view.balance.available.0);
    match view.balance.premium_until.filter(|until| *until > view.now) {
        None => coins,
        Some(until) => {
            let until = format::day(lang, until, &view.account.zone());
            format!("{coins} · {}", tr!(lang, "home-home-premium", until = until))
        }
    }
}

/// For those whose client speaks another language than they do.
fn other_language_button(lang: Lang) -> Button {
    let other = match lang {
        Lang::En => Lang::Ru,
        Lang::Ru => Lang::En,
    };
    Button::tap(tr!(lang, "home-language-other-half"), HomeTap::PickLanguage { lang: other }.encode())
}

fn settings_button(account: &Account) -> Button {
    Button::tap(tr!(account.lang(), "home-settings-half"), Door::Settings.data())
}
