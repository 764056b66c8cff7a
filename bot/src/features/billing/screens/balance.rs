//! The balance, and the list of operations.

use chrono::{DateTime, Utc};

use super::super::{
    domain::{Allowance, Entry, EntryKind, Overview, Subscription, SubscriptionState, Used},
    tap::BillingTap,
};
use crate::{
    domain::{Coins, Lang},
    features::account::Account,
    i18n::format,
    telegram::{
        keyboard::{Button, Keyboard},
        nav::{self, Door},
        screen::Screen,
        tap::Tap as _,
    },
    tr,
};

#[derive(Clone, Copy, Debug)]
pub struct BalanceView<'a> {
    pub account: &'a Account,
    pub overview: &'a Overview,
    pub subscriptions: &'a [Subscription],
    pub now: DateTime<Utc>,
}

/// The button by which other rooms lead here, with what there is on it.
pub fn balance_button(coins: Coins, lang: Lang) -> Button {
    Button::tap(format!("🪙 {}", format::number(lang, coins.0)), Door::Balance.data())
}

pub fn balance(view: &BalanceView<'_>) -> Screen {
    let BalanceView { account, overview, now, .. } = *view;
    let lang = account.lang();
    let mut lines = vec![has(view)];
    if !overview.balance.debt.is_zero() {
        lines.push(tr!(lang, "billing-balance-debt", coins = overview.balance.debt.0));
    }
    if !overview.balance.held.is_zero() {
        lines.push(tr!(lang, "billing-balance-held", coins = overview.balance.held.0));
    }
    lines.extend(allowances(lang, &overview.used, now));
    let done: Vec<_> = overview.entries.iter().map(|entry| operation(account, entry, now)).collect();
    let text = [lines.join("\n"), done.join("\n")].join("\n\n");
    let tap = |label: String, tap: &BillingTap| Button::tap(label, tap.encode());
    let all = BillingTap::OpenOperations { before: 0 };
    let keyboard = Keyboard::new()
        .row([
            tap(tr!(lang, "billing-balance-packs-half"), &BillingTap::OpenPacks).primary(),
            tap(tr!(lang, "billing-balance-premium-half"), &BillingTap::OpenPremium),
        ])
        .row([tap(tr!(lang, "billing-balance-operations-half"), &all), nav::home(lang)]);
    Screen::new(text.trim_end()).keyboard(keyboard)
}

/// A page of operations; `more` where there are earlier ones.
pub fn operations(
    account: &Account,
    entries: &[Entry],
    first: bool,
    more: bool,
    now: DateTime<Utc>,
) -> Screen {
    let lang = account.lang();
    let mut parts = vec![tr!(lang, "billing-operations-text")];
    if !entries.is_empty() {
        let done: Vec<_> = entries.iter().map(|entry| operation(account, entry, now)).collect();
        parts.push(done.join("\n"));
    }
    match (more, first && entries.is_empty()) {
        (_, true) => parts.push(tr!(lang, "billing-operations-none")),
        (false, false) => parts.push(tr!(lang, "billing-operations-end")),
        (true, false) => {}
    }
    let mut keyboard = Keyboard::new();
    if let Some(last) = entries.last().filter(|_| more) {
        let tap = BillingTap::OpenOperations { before: last.id };
        keyboard = keyboard.row([Button::tap(tr!(lang, "billing-operations-more-button"), tap.encode())]);
    }
    Screen::new(parts.join("\n\n")).keyboard(keyboard.row(nav::back_and_home(lang, Door::Balance)))
}

fn has(view: &BalanceView<'_>) -> String {
    let lang = view.account.lang();
    let balance = &view.overview.balance;
    let coins = tr!(lang, "billing-balance-coins", coins = balance.available.0);
    let Some(until) = balance.premium_until.filter(|until| *until > view.now) else { return coins };
    let renews = view.subscriptions.iter().any(|one| one.state == SubscriptionState::Active);
    let until = format::day(lang, until, &view.account.zone());
    format!("{coins} · {}", tr!(lang, "billing-balance-premium", until = until, renews = renews))
}

/// What is left for nothing, and when there is more.
fn allowances(lang: Lang, used: &[Used], now: DateTime<Utc>) -> Vec<String> {
    let in_use = used.iter().filter(|used| Allowance::IN_USE.contains(&used.allowance));
    let (limited, free): (Vec<&Used>, Vec<&Used>) = in_use.partition(|used| used.left().is_some());
    let mut lines = Vec::new();
    if let Some(soonest) = limited.iter().map(|used| used.resets_at).min() {
        let left = limited.iter().map(|used| {
            let (left, limit) = (used.left().unwrap_or_default(), used.limit.amount().unwrap_or_default());
            tr!(lang, "billing-left", allowance = used.allowance.name(), left = left, limit = limit)
        });
        let list = left.collect::<Vec<_>>().join(", ");
        let wait = format::duration(lang, (soonest - now).to_std().unwrap_or_default());
        lines.push(tr!(lang, "billing-balance-left", list = list, wait = wait));
    }
    if !free.is_empty() {
        let names = free.iter().map(|used| tr!(lang, "billing-unlimited", allowance = used.allowance.name()));
        let list = names.collect::<Vec<_>>().join(", ");
        lines.push(tr!(lang, "billing-balance-unlimited", list = list));
    }
    lines
}

fn operation(account: &Account, entry: &Entry, now: DateTime<Utc>) -> String {
    let lang = account.lang();
    // What a reason is about beyond its kind, such as a code, stands behind a colon.
    let (kind, about) = entry.reason.split_once(':').unwrap_or((&entry.reason, ""));
    let kind = if entry.kind == EntryKind::Settle { "settle" } else { kind };
    let mut reason = tr!(lang, "billing-reason", reason = kind);
    if !about.is_empty() {
        reason = format!("{reason} {about}");
    }
    if entry.kind == EntryKind::Release {
        reason = tr!(lang, "billing-reason-returned", reason = reason);
    }
    let amount = format::signed(lang, entry.change.available.0);
    let when = format::short(lang, entry.at, now, &account.zone());
    tr!(lang, "billing-operation", amount = amount, when = when, reason = reason)
}
