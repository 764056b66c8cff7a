//! Billing's screens as they are seen.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;

use super::*;
use crate::{
    domain::{AccountId, Cause, ChargeId, Coins, Lang, Stars},
    features::{
        account::Account,
        billing::{
            domain::{
                Allowance, Balance, Change, Entry, EntryKind, Goods, Limit, ORDER_LIFE, Objection, Order,
                OrderId, Overview, Payment, PaymentStatus, Plan, PriceList, Receipt, Return, Span,
                StarsError, Subscription, SubscriptionState, Used,
            },
            error::BillingError,
        },
    },
    telegram::{render::Gallery, screen::Screen},
};

fn now() -> DateTime<Utc> {
    "2026-11-20T17:42:00Z".parse().unwrap()
}

fn account(lang: Lang) -> Account {
    Account {
        id: AccountId(1),
        first_name: "Ann".to_owned(),
        username: None,
        client_lang: lang,
        chosen_lang: None,
        zone: Some(Tz::Europe__Berlin),
        first_cause: Cause::from("u1:1".to_owned()),
        reachable: true,
        created_at: DateTime::UNIX_EPOCH,
        preferences: std::collections::BTreeMap::new(),
        erasure: None,
        ban: None,
    }
}

fn entry(kind: EntryKind, coins: i64, reason: &str, ago: TimeDelta) -> Entry {
    let change = Change { available: Coins(coins), ..Change::default() };
    Entry { id: 9, account: AccountId(1), kind, change, reason: reason.to_owned(), at: now() - ago }
}

fn entries() -> Vec<Entry> {
    vec![
        entry(EntryKind::Hold, -5, "picture_balanced", TimeDelta::minutes(2)),
        entry(EntryKind::Release, 5, "picture_balanced", TimeDelta::hours(3)),
        entry(EntryKind::Purchase, 500, "pack", TimeDelta::days(17)),
        entry(EntryKind::Settle, -20, "pack", TimeDelta::days(17)),
        entry(EntryKind::Grant, 50, "promo:SPRING", TimeDelta::days(200)),
    ]
}

fn used(plan: Plan) -> Vec<Used> {
    let (prices, resets_at) = (PriceList::default(), now() + TimeDelta::minutes(310));
    let used = |allowance| {
        let limit: Limit = prices.limit(plan, allowance)?;
        Some(Used { allowance, limit, used: 12, resets_at })
    };
    Allowance::ALL.into_iter().filter_map(used).collect()
}

fn has(coins: i64, debt: i64, premium: Option<TimeDelta>) -> Balance {
    let premium_until = premium.map(|ahead| now() + ahead);
    Balance { available: Coins(coins), held: Coins::ZERO, debt: Coins(debt), premium_until }
}

fn order(goods: Goods, stars: i64) -> Order {
    Order {
        id: OrderId("7d9f".to_owned()),
        account: AccountId(1),
        goods,
        gift: false,
        stars: Stars(stars),
        single: false,
        promo: None,
        link: None,
        created_at: now(),
        expires_at: now() + ORDER_LIFE,
        paid_at: None,
    }
}

fn payment(goods: Option<Goods>) -> Payment {
    Payment {
        charge: ChargeId("stxnAbCdEfGhIjKlMnOpQrF2".to_owned()),
        account: AccountId(1),
        order: None,
        goods,
        gift: false,
        stars: Stars(350),
        status: if goods.is_some() { PaymentStatus::Paid } else { PaymentStatus::Unmatched },
        recurring: false,
        paid_at: now(),
        refunded_at: None,
    }
}

fn renewing(state: SubscriptionState) -> Subscription {
    Subscription {
        order: OrderId("7d9f".to_owned()),
        account: AccountId(1),
        charge: ChargeId("stxn1".to_owned()),
        stars: Stars(500),
        state,
        expires_at: now() + TimeDelta::days(13),
    }
}

fn seen(lang: Lang, balance: Balance, plan: Plan, subscriptions: &[Subscription]) -> Screen {
    let overview = Overview { balance, plan, used: used(plan), entries: entries()[..3].to_vec() };
    let view = BalanceView { account: &account(lang), overview: &overview, subscriptions, now: now() };
    super::balance(&view)
}

fn offered(lang: Lang, premium: Option<TimeDelta>, one: Option<&Subscription>, link: Option<&str>) -> Screen {
    super::premium(&PremiumView {
        account: &account(lang),
        balance: &has(140, 0, premium),
        prices: &PriceList::default(),
        subscription: one,
        link,
        now: now(),
    })
}

#[test]
fn money() {
    let renews = [renewing(SubscriptionState::Active)];
    let month = Some(TimeDelta::days(13));
    let prices = PriceList::default();
    let span = Span::after(None, 3, now());
    let invoiced = |lang, goods, stars| invoice(&account(lang), &order(goods, stars), &prices, span);
    let gallery = Gallery::new()
        .show("balance", |lang| seen(lang, has(140, 0, None), Plan::Free, &[]))
        .show("balance, premium", |lang| seen(lang, has(1_250, 0, month), Plan::Premium, &renews))
        .show("balance, owed", |lang| seen(lang, has(0, 20, None), Plan::Free, &[]))
        .show("operations", |lang| operations(&account(lang), &entries(), true, true, now()))
        .show("operations, the end", |lang| operations(&account(lang), &entries()[..1], false, false, now()))
        .show("operations, none", |lang| operations(&account(lang), &[], true, false, now()))
        .show("packs", |lang| packs(lang, &prices))
        .show("invoice, coins", |lang| invoiced(lang, Goods::Coins(Coins(500)), 350))
        .show("invoice, premium", |lang| invoiced(lang, Goods::Premium(3), 1_350))
        .show("premium", |lang| offered(lang, None, None, Some("https://t.me/$7d9f")))
        .show("premium, had", |lang| offered(lang, month, Some(&renews[0]), None))
        .show("premium, no link", |lang| offered(lang, None, None, None))
        .show("support", |lang| {
            support(&account(lang), &[payment(Some(Goods::Premium(3)))], Some(AccountId(5)))
        })
        .show("support, nothing paid and nobody named", |lang| support(&account(lang), &[], None))
        .show("terms", terms);
    insta::assert_snapshot!(gallery.into_text());
}

#[test]
fn what_is_told() {
    let states = [SubscriptionState::Active, SubscriptionState::Canceled, SubscriptionState::Failed];
    let paid = |lang, goods, balance| receipt(&account(lang), &Receipt { payment: payment(goods), balance });
    let back = |lang, goods, balance| {
        let gone = Return { payment: payment(goods), balance, now: now() };
        returned(&account(lang), &gone)
    };
    let coins = Some(Goods::Coins(Coins(500)));
    let month = Some(TimeDelta::days(30));
    let mut gallery = Gallery::new()
        .show("receipt, coins", |lang| paid(lang, coins, has(640, 0, None)))
        .show("receipt, coins and a debt", |lang| paid(lang, coins, has(0, 20, None)))
        .show("receipt, premium", |lang| paid(lang, Some(Goods::Subscription), has(0, 0, month)))
        .show("receipt, of nothing known", |lang| paid(lang, None, has(0, 0, None)))
        .show("returned, coins", |lang| back(lang, coins, has(140, 0, None)))
        .show("returned, spent", |lang| back(lang, coins, has(0, 20, None)))
        .show("returned, premium", |lang| back(lang, Some(Goods::Premium(3)), has(0, 0, month)))
        .show("returned, the last of it", |lang| back(lang, Some(Goods::Premium(3)), has(0, 0, None)))
        .show("ending", |lang| ending(&account(lang), now() + TimeDelta::days(3), now()))
        .show("ended", |lang| ended(&account(lang)))
        .show("renewal allowed", allowed)
        .show("no subscription", |lang| subscription(&account(lang), None));
    for state in states {
        let one = renewing(state);
        gallery = gallery.show(state.name(), |lang| subscription(&account(lang), Some(&one)));
    }
    let errors = [
        BillingError::NotEnough { needed: Coins(150), available: Coins(140) },
        BillingError::NotSold,
        BillingError::Stars(StarsError::Away("gone".to_owned())),
    ];
    for failed in &errors {
        gallery = gallery.show(&format!("{failed}"), |lang| error(failed, lang).unwrap());
    }
    insta::assert_snapshot!(gallery.into_text());
}

#[test]
fn why_one_cannot_pay_fits_an_answer() {
    let all = [Objection::Unknown, Objection::NotYours, Objection::Outdated, Objection::Paid];
    let mut said = Vec::new();
    for lang in Lang::ALL {
        said.extend(all.map(|objection| refusal(lang, objection)));
        said.extend([repaired(lang), ended_note(lang)]);
        said.extend([invoice_words(lang).0, invoice_words(lang).1]);
    }
    assert!(said.iter().all(|text| text.chars().count() <= 200), "{said:#?}");
    insta::assert_snapshot!(said.join("\n"));
}
