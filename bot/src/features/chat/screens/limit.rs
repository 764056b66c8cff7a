//! The day's messages are used up: what was written is kept, and these are the ways on.

use chrono::{DateTime, Utc};

use super::super::{domain::AnswerId, tap::ChatTap};
use crate::{
    domain::Coins,
    features::account::Account,
    i18n::format,
    telegram::{
        keyboard::{Button, Keyboard},
        nav::Door,
        screen::Screen,
        tap::Tap as _,
    },
    tr,
};

/// What stands in the way.
#[derive(Clone, Copy, Debug)]
pub struct LimitView<'a> {
    pub account: &'a Account,
    pub answer: AnswerId,
    /// How many a day.
    pub limit: i64,
    /// What this one costs beyond.
    pub price: Coins,
    pub resets_at: DateTime<Utc>,
    pub now: DateTime<Utc>,
}

pub fn limit(view: &LimitView<'_>) -> Screen {
    let LimitView { account, answer, limit, price, resets_at, now } = *view;
    let lang = account.lang();
    let wait = format::duration(lang, (resets_at - now).to_std().unwrap_or_default());
    let text = tr!(lang, "chat-limit-text", limit = limit, wait = wait);
    let send = tr!(lang, "chat-limit-send-half", price = price.0);
    let keyboard = Keyboard::new()
        .row([
            Button::tap(send, ChatTap::SendNow { answer }.encode()).primary(),
            Button::tap(tr!(lang, "chat-limit-premium-half"), Door::Premium.data()),
        ])
        .row([Button::tap(tr!(lang, "chat-limit-later-button"), ChatTap::SendLater { answer }.encode())]);
    Screen::new(text).keyboard(keyboard)
}

/// It goes out after all.
pub fn sent(account: &Account, left: Coins) -> Screen {
    Screen::new(tr!(account.lang(), "chat-limit-sent", left = left.0))
}

/// It goes out by itself.
pub fn later(account: &Account, at: DateTime<Utc>, now: DateTime<Utc>) -> Screen {
    let lang = account.lang();
    Screen::new(tr!(lang, "chat-limit-later-text", when = format::near(lang, at, now, &account.zone())))
}

/// It was sent before.
pub fn sent_note(account: &Account) -> String {
    tr!(account.lang(), "chat-limit-sent-toast")
}
