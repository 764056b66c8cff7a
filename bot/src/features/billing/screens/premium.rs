//! Premium: what it gives, its terms, its renewal and its end.

use chrono::{DateTime, Utc};

use super::super::{
    domain::{Allowance, Balance, Period, Plan, PriceList, Subscription, SubscriptionState, Term},
    tap::BillingTap,
};
use crate::{
    domain::Lang,
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
pub struct PremiumView<'a> {
    pub account: &'a Account,
    pub balance: &'a Balance,
    pub prices: &'a PriceList,
    /// The subscription that is not over, if there is one.
    pub subscription: Option<&'a Subscription>,
    /// Where one begins; `None` where Telegram gave no link.
    pub link: Option<&'a str>,
    pub now: DateTime<Utc>,
}

pub fn premium(view: &PremiumView<'_>) -> Screen {
    let PremiumView { account, balance, prices, now, .. } = *view;
    let lang = account.lang();
    let mut lines = vec![tr!(lang, "billing-premium-text", gives = gives(lang, prices))];
    if let Some(until) = balance.premium_until.filter(|until| *until > now) {
        let until = format::date(lang, until, &account.zone());
        lines.push(tr!(lang, "billing-premium-until", until = until));
    }
    if view.subscription.is_none() && view.link.is_none() {
        lines.push(tr!(lang, "billing-premium-no-link"));
    }
    lines.push(tr!(lang, "billing-packs-terms"));
    let buttons = prices.terms().filter_map(|term| button(view, term));
    let keyboard = Keyboard::new().grid(1, buttons).row(nav::back_and_home(lang, Door::Balance));
    Screen::new(lines.join("\n\n")).keyboard(keyboard)
}

/// The words of the invoice behind the link of a subscription: title and description.
pub fn invoice_words(lang: Lang) -> (String, String) {
    (tr!(lang, "billing-invoice-month-title"), tr!(lang, "billing-invoice-month-about"))
}

/// Whether it renews, and the button that changes that.
pub fn subscription(account: &Account, subscription: Option<&Subscription>) -> Screen {
    let lang = account.lang();
    let back = nav::back_and_home(lang, Door::Premium);
    let Some(one) = subscription else {
        return Screen::new(tr!(lang, "billing-subscription-none")).keyboard(Keyboard::new().row(back));
    };
    let until = format::date(lang, one.expires_at, &account.zone());
    let button = |label: String, tap: &BillingTap| Some(Button::tap(label, tap.encode()));
    let (text, act) = match one.state {
        SubscriptionState::Active => (
            tr!(lang, "billing-subscription-active", until = until, stars = one.stars.0),
            button(tr!(lang, "billing-subscription-off-button"), &BillingTap::EndRenewal),
        ),
        SubscriptionState::Canceled => (
            tr!(lang, "billing-subscription-canceled", until = until),
            button(tr!(lang, "billing-subscription-on-button"), &BillingTap::AllowRenewal),
        ),
        SubscriptionState::Failed => (tr!(lang, "billing-subscription-failed", until = until), None),
    };
    Screen::new(text).keyboard(Keyboard::new().row(act).row(back))
}

pub fn ended_note(lang: Lang) -> String {
    tr!(lang, "billing-subscription-off-toast")
}

/// Where a subscription that was ended here is taken up again.
pub fn allowed(lang: Lang) -> Screen {
    let back = nav::back_and_home(lang, Door::Premium);
    Screen::new(tr!(lang, "billing-subscription-allowed")).keyboard(Keyboard::new().row(back))
}

/// Three days before.
pub fn ending(account: &Account, until: DateTime<Utc>, now: DateTime<Utc>) -> Screen {
    let lang = account.lang();
    let when = format::near(lang, until, now, &account.zone());
    Screen::new(tr!(lang, "billing-ending-text", when = when)).keyboard(to_premium(lang))
}

pub fn ended(account: &Account) -> Screen {
    let lang = account.lang();
    Screen::new(tr!(lang, "billing-ended-text")).keyboard(to_premium(lang))
}

/// Everything that Premium gives for nothing, in words.
fn gives(lang: Lang, prices: &PriceList) -> String {
    let given = Allowance::IN_USE.into_iter().filter_map(|allowance| {
        let limit = prices.limit(Plan::Premium, allowance)?;
        let (name, monthly) = (allowance.name(), limit.every() == Some(Period::Month));
        Some(match limit.amount() {
            None => tr!(lang, "billing-unlimited", allowance = name),
            Some(amount) => {
                tr!(lang, "billing-gives", allowance = name, amount = amount, monthly = monthly)
            }
        })
    });
    given.collect::<Vec<_>>().join(", ")
}

/// A month is a subscription, which has a screen of its own once it is there; the others are invoices.
fn button(view: &PremiumView<'_>, term: Term) -> Option<Button> {
    let lang = view.account.lang();
    let Term { months, stars, saved } = term;
    if months > 1 {
        let label = tr!(lang, "billing-premium-term-button", months = months, stars = stars.0, saved = saved);
        return Some(Button::tap(label, BillingTap::PickTerm { months }.encode()));
    }
    if view.subscription.is_some() {
        let label = tr!(lang, "billing-premium-renewal-button");
        return Some(Button::tap(label, BillingTap::OpenSubscription.encode()));
    }
    let label = tr!(lang, "billing-premium-month-button", stars = stars.0);
    view.link.map(|link| Button::url(label, link))
}

fn to_premium(lang: Lang) -> Keyboard {
    Keyboard::new().row([Button::tap(tr!(lang, "billing-ended-button"), BillingTap::OpenPremium.encode())])
}
