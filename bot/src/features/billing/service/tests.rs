//! Coins on both databases: any order of grants, charges, ends, refunds and repetitions, by one process or two.

pub mod fixture;

use std::{collections::BTreeMap, sync::atomic::Ordering, time::Duration};

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use proptest::{prelude::*, test_runner::TestRunner};

use self::fixture::{Stars, billing_by};
use super::*;
use crate::{
    domain::{
        AccountId, Cause, ChargeId, Checkout, Clock as _, Coins, FrozenClock, Lang, Paid, Person, Refunded,
        Renewal,
    },
    features::{
        account::{Accounts, LanguageListener},
        billing::{
            domain::{
                Action, Allowance, Balance, EntryKind, Goods, Order, Plan, SUBSCRIPTION_PERIOD,
                SubscriptionState, Used,
            },
            error::BillingError,
            ports::{StarMove, StarWay},
        },
    },
    providers::http_client,
    storage::{StorageError, Tx, blobs::Blobs, sql::Executor as _, state::State, testing::TestDb},
    telegram::{
        outbox::{Allowed, OutboxParts, RichMessages},
        raw::{Api, BotToken},
    },
};

const ANN: AccountId = AccountId(7);
const BORIS: AccountId = AccountId(8);

struct NobodyListens;

#[async_trait]
impl LanguageListener for NobodyListens {
    async fn language_changed(
        &self,
        _tx: &mut Tx,
        _account: AccountId,
        _own: Option<Lang>,
        _cause: &Cause,
    ) -> Result<(), StorageError> {
        Ok(())
    }
}

fn now() -> DateTime<Utc> {
    "2026-11-20T17:42:00Z".parse().unwrap()
}

fn list() -> PriceList {
    PriceList::default()
}

fn outbox(db: &Db, accounts: &Arc<Accounts>, clock: &SharedClock) -> Outbox {
    let client = http_client(Duration::from_secs(1)).unwrap();
    let token = BotToken::parse("1:a").unwrap();
    Outbox::new(OutboxParts {
        db: db.clone(),
        api: Api::new(client, "http://127.0.0.1:1/".parse().unwrap(), token),
        blobs: Blobs::open(std::env::temp_dir().to_str().unwrap(), None).unwrap(),
        state: State::local(),
        clock: clock.clone(),
        events: accounts.clone(),
        allowed: Allowed::per_second(28, 1),
        rich: RichMessages::Auto,
    })
}

struct Desk {
    billing: Arc<Billing>,
    stars: Arc<Stars>,
    accounts: Arc<Accounts>,
    clock: Arc<FrozenClock>,
}

/// Billing on a database where Ann and Boris are known.
async fn desk(db: &Db) -> Desk {
    let clock = FrozenClock::at(now());
    let accounts = Accounts::new(db.clone(), clock.clone(), Arc::new(NobodyListens));
    for id in [ANN, BORIS] {
        let person = Person { first_name: "Ann".to_owned(), ..Person::known_by_id(id) };
        accounts.identify(&person, None, &Cause::from(format!("u1:{id}"))).await.unwrap();
    }
    let stars = Arc::new(Stars::default());
    let shared: SharedClock = clock.clone();
    let outbox = outbox(db, &accounts, &shared);
    let billing = billing_by(db, &accounts, &outbox, shared, stars.clone());
    Desk { billing, stars, accounts, clock }
}

fn wish(account: AccountId, action: Action, units: u32, reference: &Cause, pay: Pay) -> Wish<'_> {
    Wish { account, zone: Tz::UTC, action, units, reference, pay }
}

impl Desk {
    async fn reserve(&self, wish: &Wish<'_>) -> Result<(), BillingError> {
        let mut tx = self.billing.db.begin().await?;
        self.billing.reserve(&mut tx, wish).await?;
        Ok(tx.commit().await?)
    }

    async fn settle(&self, reference: &Cause, done: u32) -> crate::features::billing::domain::Settled {
        let mut tx = self.billing.db.begin().await.unwrap();
        let settled = self.billing.settle(&mut tx, reference, done).await.unwrap();
        tx.commit().await.unwrap();
        settled
    }

    async fn grant(&self, account: AccountId, coins: i64, reference: &str) -> Balance {
        let mut tx = self.billing.db.begin().await.unwrap();
        let grant = Grant { account, coins: Coins(coins), kind: EntryKind::Grant, reference, reason: "test" };
        let balance = self.billing.grant(&mut tx, grant).await.unwrap();
        tx.commit().await.unwrap();
        balance
    }

    async fn take_back(&self, account: AccountId, coins: i64, reference: &str) -> Balance {
        let mut tx = self.billing.db.begin().await.unwrap();
        let grant =
            Grant { account, coins: Coins(coins), kind: EntryKind::Refund, reference, reason: "test" };
        let balance = self.billing.take_back(&mut tx, grant).await.unwrap();
        tx.commit().await.unwrap();
        balance
    }

    async fn coins(&self, account: AccountId) -> [i64; 3] {
        let balance = self.billing.balance(account).await.unwrap();
        [balance.available.0, balance.held.0, balance.debt.0]
    }

    async fn used(&self, allowance: Allowance) -> i64 {
        let account = self.accounts.find(ANN).await.unwrap();
        let overview = self.billing.overview(&account).await.unwrap();
        overview.used.iter().find(|used| used.allowance == allowance).map_or(0, |used| used.used)
    }

    async fn set_premium(&self, until: DateTime<Utc>) {
        let sql = "UPDATE billing_balances SET premium_until = $2 WHERE account_id = $1";
        self.billing.db.execute(sql, [ANN.0.into(), until.into()]).await.unwrap();
    }
}

fn cause(name: &str) -> Cause {
    Cause::from(format!("u1:{name}"))
}

#[tokio::test]
async fn whoever_is_new_begins_with_a_welcome_once() {
    for db in TestDb::each().await {
        let desk = desk(&db).await;
        assert_eq!(desk.coins(ANN).await, [25, 0, 0], "{db:?}");
        assert_eq!(desk.coins(ANN).await, [25, 0, 0], "{db:?}");
        let account = desk.accounts.find(ANN).await.unwrap();
        let overview = desk.billing.overview(&account).await.unwrap();
        let told: Vec<_> =
            overview.entries.iter().map(|entry| (entry.reason.as_str(), entry.change.available.0)).collect();
        assert_eq!((overview.plan, told), (Plan::Free, vec![("welcome", 25)]), "{db:?}");
        assert_eq!(overview.used.iter().map(Used::left).collect::<Vec<_>>(), [Some(50), Some(10)]);
    }
}

#[tokio::test]
async fn coins_are_set_aside_spent_and_given_back() {
    for db in TestDb::each().await {
        let desk = desk(&db).await;
        let picture = cause("1");
        let four = wish(ANN, Action::PictureBalanced, 4, &picture, Pay::Coins);
        desk.reserve(&four).await.unwrap();
        assert_eq!(desk.coins(ANN).await, [5, 20, 0], "{db:?}");
        // The same again, as after a death.
        desk.reserve(&four).await.unwrap();
        assert_eq!(desk.coins(ANN).await, [5, 20, 0], "{db:?}");
        let settled = desk.settle(&picture, 3).await;
        assert_eq!((settled.spent, settled.returned, settled.available), (Coins(15), Coins(5), Coins(10)));
        desk.settle(&picture, 4).await;
        assert_eq!(desk.coins(ANN).await, [10, 0, 0], "{db:?}");
        let refused = desk.reserve(&wish(ANN, Action::Avatar, 1, &cause("2"), Pay::Coins)).await.unwrap_err();
        assert!(matches!(refused, BillingError::NotEnough { needed: Coins(150), available: Coins(10) }));
        assert_eq!(desk.coins(ANN).await, [10, 0, 0], "{db:?}");
    }
}

#[tokio::test]
async fn an_allowance_is_counted_once_and_given_back_on_failure() {
    for db in TestDb::each().await {
        let desk = desk(&db).await;
        for n in 0..10 {
            desk.reserve(&wish(ANN, Action::Photo, 1, &cause(&format!("p{n}")), Pay::Nothing)).await.unwrap();
        }
        desk.reserve(&wish(ANN, Action::Photo, 1, &cause("p3"), Pay::Nothing)).await.unwrap();
        assert_eq!(desk.used(Allowance::Photos).await, 10, "{db:?}");
        let refused =
            desk.reserve(&wish(ANN, Action::Photo, 2, &cause("q"), Pay::Nothing)).await.unwrap_err();
        let BillingError::Limit(reached) = refused else { panic!("{refused:?}") };
        assert_eq!((reached.limit, reached.price, reached.available), (10, Coins(2), Coins(25)), "{db:?}");
        assert_eq!(reached.resets_at, "2026-11-21T00:00:00Z".parse::<DateTime<Utc>>().unwrap());
        desk.settle(&cause("p3"), 0).await;
        desk.settle(&cause("p4"), 1).await;
        assert_eq!(desk.used(Allowance::Photos).await, 9, "{db:?}");
        // One is covered, one is paid for; what was not done comes back where it came from.
        desk.reserve(&wish(ANN, Action::Photo, 3, &cause("r"), Pay::Coins)).await.unwrap();
        assert_eq!((desk.used(Allowance::Photos).await, desk.coins(ANN).await), (10, [23, 2, 0]), "{db:?}");
        desk.settle(&cause("r"), 2).await;
        assert_eq!((desk.used(Allowance::Photos).await, desk.coins(ANN).await), (10, [24, 0, 0]), "{db:?}");
        desk.reserve(&wish(ANN, Action::Photo, 1, &cause("s"), Pay::OnlyCoins)).await.unwrap();
        desk.settle(&cause("s"), 0).await;
        assert_eq!((desk.used(Allowance::Photos).await, desk.coins(ANN).await), (10, [24, 0, 0]), "{db:?}");
        // After midnight there are as many again, and what belongs to yesterday changes nothing.
        desk.clock.advance(TimeDelta::hours(7));
        desk.settle(&cause("p5"), 0).await;
        assert_eq!(desk.used(Allowance::Photos).await, 0, "{db:?}");
        desk.reserve(&wish(ANN, Action::Photo, 10, &cause("t"), Pay::Nothing)).await.unwrap();
    }
}

#[tokio::test]
async fn premium_has_allowances_of_its_own_until_it_ends() {
    for db in TestDb::each().await {
        let desk = desk(&db).await;
        desk.coins(ANN).await;
        desk.set_premium(now() + TimeDelta::hours(1)).await;
        desk.reserve(&wish(ANN, Action::Message, 70, &cause("m"), Pay::Nothing)).await.unwrap();
        assert_eq!(desk.used(Allowance::Messages).await, 70, "{db:?}");
        desk.clock.advance(TimeDelta::hours(2));
        let refused =
            desk.reserve(&wish(ANN, Action::Message, 1, &cause("n"), Pay::Nothing)).await.unwrap_err();
        assert!(matches!(refused, BillingError::Limit(reached) if reached.limit == 50), "{db:?}");
    }
}

#[tokio::test]
async fn what_was_spent_before_a_refund_is_owed_and_settled_by_the_next_coins() {
    for db in TestDb::each().await {
        let desk = desk(&db).await;
        desk.grant(ANN, 100, "pack").await;
        desk.reserve(&wish(ANN, Action::Upscale, 30, &cause("u"), Pay::Coins)).await.unwrap();
        desk.settle(&cause("u"), 30).await;
        assert_eq!(desk.take_back(ANN, 100, "refund").await.debt, Coins(95), "{db:?}");
        desk.take_back(ANN, 100, "refund").await;
        assert_eq!(desk.coins(ANN).await, [0, 0, 95], "{db:?}");
        desk.grant(ANN, 60, "promo").await;
        assert_eq!(desk.coins(ANN).await, [0, 0, 35], "{db:?}");
        desk.grant(ANN, 60, "promo").await;
        desk.grant(ANN, 40, "more").await;
        assert_eq!(desk.coins(ANN).await, [5, 0, 0], "{db:?}");
        assert_eq!(desk.billing.differences().await.unwrap(), [], "{db:?}");
    }
}

#[tokio::test]
async fn what_nobody_has_ended_comes_back() {
    for db in TestDb::each().await {
        let desk = desk(&db).await;
        desk.reserve(&wish(ANN, Action::Upscale, 5, &cause("u"), Pay::Coins)).await.unwrap();
        desk.clock.advance(TimeDelta::days(2));
        assert_eq!(desk.billing.tidy().await.unwrap(), 0, "{db:?}");
        desk.clock.advance(TimeDelta::days(2));
        assert_eq!(desk.billing.tidy().await.unwrap(), 1, "{db:?}");
        assert_eq!(desk.coins(ANN).await, [25, 0, 0], "{db:?}");
        assert_eq!(desk.settle(&cause("u"), 5).await.spent, Coins(0), "{db:?}");
    }
}

#[tokio::test]
async fn a_price_that_was_set_holds_in_every_process() {
    for db in TestDb::each().await {
        let (here, elsewhere) = (desk(&db).await, desk(&db).await);
        let mut tx = db.begin().await.unwrap();
        here.billing.set_price(&mut tx, "action.photo", 4).await.unwrap();
        assert!(here.billing.set_price(&mut tx, "premium.1", 20_000).await.is_err(), "{db:?}");
        tx.commit().await.unwrap();
        for desk in [&here, &elsewhere] {
            desk.billing.read_prices().await.unwrap();
            assert_eq!(desk.billing.prices().price(Action::Photo), Coins(4), "{db:?}");
        }
        let mut tx = db.begin().await.unwrap();
        here.billing.set_price(&mut tx, "action.photo", 1).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(db.rows("SELECT 1 FROM billing_prices", []).await.unwrap().len(), 0, "{db:?}");
    }
}

fn paid(order: &Order, charge: &str) -> Paid {
    Paid {
        charge: ChargeId(charge.to_owned()),
        payload: order.id.0.clone(),
        stars: order.stars,
        until: None,
        recurring: false,
    }
}

impl Desk {
    async fn order(&self, goods: Goods) -> Order {
        self.billing.order(Wanted::new(ANN, goods)).await.unwrap()
    }

    async fn pay(&self, paid: &Paid) -> bool {
        self.billing.take_payment(ANN, paid, Source::Update, self.clock.now()).await.unwrap()
    }

    async fn premium_until(&self) -> Option<DateTime<Utc>> {
        self.billing.balance(ANN).await.unwrap().premium_until
    }

    /// How many messages are to be sent.
    async fn told(&self) -> usize {
        self.billing.db.rows("SELECT 1 FROM outbox_slots", []).await.unwrap().len()
    }
}

#[tokio::test]
async fn what_is_paid_is_credited_once_and_told_once() {
    for db in TestDb::each().await {
        let desk = desk(&db).await;
        let order = desk.order(Goods::Coins(Coins(500))).await;
        assert!(desk.pay(&paid(&order, "c1")).await, "{db:?}");
        assert!(!desk.pay(&paid(&order, "c1")).await, "{db:?}");
        assert_eq!((desk.coins(ANN).await, desk.told().await), ([525, 0, 0], 1), "{db:?}");
        // The same invoice once more is another payment.
        assert!(desk.pay(&paid(&order, "c2")).await, "{db:?}");
        assert_eq!((desk.coins(ANN).await, desk.told().await), ([1025, 0, 0], 2), "{db:?}");
        assert_eq!(desk.billing.differences().await.unwrap(), [], "{db:?}");
    }
}

#[tokio::test]
async fn what_went_back_is_taken_once_whoever_tells_it() {
    for db in TestDb::each().await {
        let desk = desk(&db).await;
        let order = desk.order(Goods::Coins(Coins(100))).await;
        desk.pay(&paid(&order, "c1")).await;
        desk.reserve(&wish(ANN, Action::Upscale, 30, &cause("u"), Pay::Coins)).await.unwrap();
        desk.settle(&cause("u"), 30).await;
        let charge = ChargeId("c1".to_owned());
        desk.stars.away.store(true, Ordering::Relaxed);
        assert!(desk.billing.refund(&charge, "admin").await.is_err(), "{db:?}");
        assert_eq!(desk.coins(ANN).await, [5, 0, 0], "{db:?}");
        desk.stars.away.store(false, Ordering::Relaxed);
        // It died after Telegram had given the Stars back: asked again, they had gone back already.
        desk.stars.returned.lock().unwrap().push(charge.clone());
        assert!(desk.billing.refund(&charge, "admin").await.unwrap(), "{db:?}");
        assert!(!desk.billing.refund(&charge, "admin").await.unwrap(), "{db:?}");
        let refunded = Refunded { charge, stars: crate::domain::Stars(75) };
        assert!(!desk.billing.take_refunded(&refunded).await.unwrap(), "{db:?}");
        assert_eq!(desk.coins(ANN).await, [0, 0, 95], "{db:?}");
    }
}

#[tokio::test]
async fn premium_is_added_to_its_end_and_only_the_rest_of_it_is_taken_back() {
    for db in TestDb::each().await {
        let desk = desk(&db).await;
        let start = desk.clock.now();
        let (three, six) = (desk.order(Goods::Premium(3)).await, desk.order(Goods::Premium(6)).await);
        desk.pay(&paid(&three, "c1")).await;
        desk.pay(&paid(&six, "c2")).await;
        let until = start.checked_add_months(chrono::Months::new(9)).unwrap();
        assert_eq!(desk.premium_until().await, Some(until), "{db:?}");
        // A month is used when the first goes back: two months of it were left.
        desk.clock.advance(TimeDelta::days(30));
        desk.billing.refund(&ChargeId("c1".to_owned()), "admin").await.unwrap();
        let three_months = start.checked_add_months(chrono::Months::new(3)).unwrap() - start;
        let left = three_months - TimeDelta::days(30);
        assert_eq!(desk.premium_until().await, Some(until - left), "{db:?}");
        desk.billing.refund(&ChargeId("c2".to_owned()), "admin").await.unwrap();
        assert_eq!(desk.premium_until().await, Some(desk.clock.now()), "{db:?}");
    }
}

#[tokio::test]
async fn a_subscription_goes_on_as_telegram_says_in_whatever_order_it_is_told() {
    for db in TestDb::each().await {
        let desk = desk(&db).await;
        let words = Words { title: "Premium", about: "Monthly" };
        let order = desk.billing.offer_subscription(ANN, words).await.unwrap();
        assert_eq!(desk.billing.offer_subscription(ANN, words).await.unwrap(), order, "{db:?}");
        let first = desk.clock.now() + SUBSCRIPTION_PERIOD;
        let month = |n: i32, charge: &str| Paid {
            until: Some(first + SUBSCRIPTION_PERIOD * n),
            recurring: true,
            ..paid(&order, charge)
        };
        desk.pay(&month(0, "c0")).await;
        assert_eq!(desk.premium_until().await, Some(first), "{db:?}");
        desk.clock.advance(SUBSCRIPTION_PERIOD + TimeDelta::hours(1));
        desk.pay(&month(1, "c1")).await;
        assert_eq!(desk.premium_until().await, Some(first + SUBSCRIPTION_PERIOD), "{db:?}");
        let found = desk.billing.subscriptions(ANN).await.unwrap();
        assert_eq!((found.len(), found[0].charge.0.as_str()), (1, "c0"), "{db:?}");
        let state = async || desk.billing.subscriptions(ANN).await.unwrap()[0].state;
        desk.billing.end_renewal(ANN).await.unwrap();
        desk.billing.take_renewal(ANN, &order.id.0, Renewal::Off).await.unwrap();
        assert_eq!(state().await, SubscriptionState::Canceled, "{db:?}");
        // It is the person who goes on with it.
        desk.billing.allow_renewal(ANN).await.unwrap();
        assert_eq!(state().await, SubscriptionState::Canceled, "{db:?}");
        desk.billing.take_renewal(ANN, &order.id.0, Renewal::On).await.unwrap();
        assert_eq!(state().await, SubscriptionState::Active, "{db:?}");
        let again = Checkout {
            query: "q".to_owned(),
            payer: ANN,
            payload: order.id.0.clone(),
            currency: "XTR".to_owned(),
            amount: order.stars,
        };
        let objected = desk.billing.check_out(&again).await.unwrap().unwrap_err();
        assert_eq!(objected.0, crate::features::billing::domain::Objection::Paid, "{db:?}");
    }
}

#[tokio::test]
async fn what_updates_have_lost_the_list_makes_up_for() {
    for db in TestDb::each().await {
        let desk = desk(&db).await;
        let order = desk.order(Goods::Coins(Coins(100))).await;
        desk.pay(&paid(&order, "c1")).await;
        let come = |charge: &str, payload: &str| StarMove {
            charge: ChargeId(charge.to_owned()),
            stars: order.stars,
            at: now(),
            way: StarWay::In { payer: ANN, payload: payload.to_owned(), subscription: false },
        };
        let back = |charge: &str| StarMove { way: StarWay::Back { payer: None }, ..come(charge, "") };
        *desk.stars.movements.lock().unwrap() =
            vec![come("c1", &order.id.0), come("c2", &order.id.0), come("c3", "nobody's")];
        let found = desk.billing.reconcile().await.unwrap();
        assert_eq!((found.read, found.credited, found.returned), (3, 1, 0), "{db:?}");
        assert_eq!(desk.coins(ANN).await, [225, 0, 0], "{db:?}");
        desk.stars.movements.lock().unwrap().push(back("c1"));
        let found = desk.billing.reconcile().await.unwrap();
        assert_eq!((found.credited, found.returned), (0, 1), "{db:?}");
        assert_eq!(desk.coins(ANN).await, [125, 0, 0], "{db:?}");
        let kinds = desk.billing.differences_found(9).await.unwrap();
        let kinds: Vec<_> = kinds.iter().map(|found| found.kind.as_str()).collect();
        assert_eq!(kinds, ["returned", "unmatched", "credited"], "{db:?}");
        // What was sold before this installation stays sold.
        let refunds = "SELECT 1 FROM jobs_queue WHERE name = 'billing.refund_payment'";
        assert_eq!(db.rows(refunds, []).await.unwrap().len(), 0, "{db:?}");
        // What is paid here and now, and nobody has ordered, goes back to whoever paid it.
        let unknown = Paid { payload: "nobody's".to_owned(), ..paid(&order, "c4") };
        assert!(desk.pay(&unknown).await, "{db:?}");
        assert_eq!(db.rows(refunds, []).await.unwrap().len(), 1, "{db:?}");
        assert!(desk.billing.refund(&unknown.charge, "unmatched").await.unwrap(), "{db:?}");
        assert_eq!(desk.coins(ANN).await, [125, 0, 0], "{db:?}");
    }
}

#[tokio::test]
async fn the_end_of_premium_is_told_before_and_after_and_once() {
    for db in TestDb::each().await {
        let desk = desk(&db).await;
        let mut tx = db.begin().await.unwrap();
        desk.billing.give_days(&mut tx, ANN, 10, "gift").await.unwrap();
        desk.billing.give_days(&mut tx, ANN, 10, "gift").await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(desk.premium_until().await, Some(now() + TimeDelta::days(10)), "{db:?}");
        assert_eq!(desk.billing.tell_ends().await.unwrap(), 0, "{db:?}");
        desk.clock.advance(TimeDelta::days(8));
        assert_eq!(desk.billing.tell_ends().await.unwrap(), 1, "{db:?}");
        assert_eq!(desk.billing.tell_ends().await.unwrap(), 0, "{db:?}");
        desk.clock.advance(TimeDelta::days(3));
        assert_eq!(desk.billing.tell_ends().await.unwrap(), 1, "{db:?}");
        assert_eq!((desk.billing.tell_ends().await.unwrap(), desk.told().await), (0, 2), "{db:?}");
        let mut tx = db.begin().await.unwrap();
        assert!(
            !desk.billing.take_days(&mut tx, ANN, 5, "taken").await.unwrap().has_premium(desk.clock.now())
        );
    }
}

/// What may happen to coins.
#[derive(Clone, Debug)]
enum Step {
    Grant {
        boris: bool,
        coins: i64,
    },
    TakeBack {
        boris: bool,
        coins: i64,
    },
    Reserve {
        boris: bool,
        action: Action,
        units: u32,
        pay: Pay,
    },
    Settle {
        which: prop::sample::Index,
        done: u32,
    },
    /// Something that happened already is done once more.
    Again {
        which: prop::sample::Index,
    },
    Pass {
        hours: i64,
    },
    Tidy,
}

fn step() -> impl Strategy<Value = Step> {
    let action = prop_oneof![
        Just(Action::Photo),
        Just(Action::Message),
        Just(Action::PictureHigh),
        Just(Action::Upscale)
    ];
    let pay = prop_oneof![Just(Pay::Nothing), Just(Pay::Coins), Just(Pay::OnlyCoins)];
    let whose = || any::<bool>();
    prop_oneof![
        2 => (whose(), 1..60_i64).prop_map(|(boris, coins)| Step::Grant { boris, coins }),
        1 => (whose(), 1..60_i64).prop_map(|(boris, coins)| Step::TakeBack { boris, coins }),
        5 => (whose(), action, 1..7_u32, pay)
            .prop_map(|(boris, action, units, pay)| Step::Reserve { boris, action, units, pay }),
        4 => (any::<prop::sample::Index>(), 0..8_u32).prop_map(|(which, done)| Step::Settle { which, done }),
        2 => any::<prop::sample::Index>().prop_map(|which| Step::Again { which }),
        1 => (1..40_i64).prop_map(|hours| Step::Pass { hours }),
        1 => Just(Step::Tidy),
    ]
}

/// What the ledger should say, kept beside it.
#[derive(Default)]
struct Model {
    coins: BTreeMap<AccountId, [i64; 3]>,
    held: BTreeMap<usize, (AccountId, i64, u32, i64)>,
}

impl Model {
    fn of(&mut self, account: AccountId) -> &mut [i64; 3] {
        self.coins.entry(account).or_insert([25, 0, 0])
    }

    fn grant(&mut self, account: AccountId, coins: i64) {
        let [available, _, debt] = self.of(account);
        let settled = coins.min(*debt);
        *available += coins - settled;
        *debt -= settled;
    }

    fn take_back(&mut self, account: AccountId, coins: i64) {
        let [available, _, debt] = self.of(account);
        let there = coins.min(*available);
        *available -= there;
        *debt += coins - there;
    }
}

/// Does a step; where its outcome depends on allowances, the model takes it from what moved.
async fn take(desk: &Desk, model: &mut Model, steps: &[Step], n: usize, step: &Step) {
    let whose = |boris: bool| if boris { BORIS } else { ANN };
    match step {
        Step::Grant { boris, coins } => {
            desk.grant(whose(*boris), *coins, &format!("grant:{n}")).await;
            model.grant(whose(*boris), *coins);
        }
        Step::TakeBack { boris, coins } => {
            desk.take_back(whose(*boris), *coins, &format!("refund:{n}")).await;
            model.take_back(whose(*boris), *coins);
        }
        Step::Reserve { boris, action, units, pay } => {
            let account = whose(*boris);
            let price = list().price(*action).0;
            let before = model.of(account)[0];
            let reference = cause(&n.to_string());
            match desk.reserve(&wish(account, *action, *units, &reference, *pay)).await {
                Ok(()) => {
                    let [available, ..] = desk.coins(account).await;
                    let taken = before - available;
                    assert!(taken % price == 0 && taken <= price * i64::from(*units), "{taken} at {price}");
                    assert!(*pay != Pay::Nothing || taken == 0);
                    assert!(*pay != Pay::OnlyCoins || taken == price * i64::from(*units));
                    let sums = model.of(account);
                    sums[0] -= taken;
                    sums[1] += taken;
                    let covered = *units - u32::try_from(taken / price).unwrap();
                    model.held.insert(n, (account, price, covered, taken));
                }
                Err(BillingError::NotEnough { needed, available }) => {
                    assert!(needed > available && available.0 == before);
                }
                Err(BillingError::Limit(reached)) => assert!(*pay == Pay::Nothing && reached.price.0 > 0),
                Err(error) => panic!("{error}"),
            }
        }
        Step::Settle { which, done } => {
            if n == 0 {
                return;
            }
            let which = which.index(n);
            let settled = desk.settle(&cause(&which.to_string()), *done).await;
            if let Some((account, price, covered, taken)) = model.held.remove(&which) {
                let spent = (price * i64::from(done.saturating_sub(covered))).min(taken);
                let sums = model.of(account);
                sums[0] += taken - spent;
                sums[1] -= taken;
                assert_eq!((settled.spent.0, settled.returned.0), (spent, taken - spent));
            } else {
                assert_eq!((settled.spent.0, settled.returned.0), (0, 0));
            }
        }
        Step::Again { which } => {
            if n == 0 {
                return;
            }
            let which = which.index(n);
            repeat(desk, model, which, &steps[which]).await;
        }
        Step::Pass { hours } => desk.clock.advance(TimeDelta::hours(*hours)),
        Step::Tidy => {
            let ended = desk.billing.tidy().await.unwrap();
            // What was forgotten has come back; the model finds out which by asking what is still held.
            if ended > 0 {
                for account in [ANN, BORIS] {
                    let [available, held, _] = desk.coins(account).await;
                    let sums = model.of(account);
                    assert_eq!(sums[0] + sums[1], available + held);
                    (sums[0], sums[1]) = (available, held);
                }
                let open =
                    desk.billing.db.rows("SELECT reference FROM billing_charges WHERE ended_at IS NULL", []);
                let open: Vec<String> =
                    open.await.unwrap().iter().map(|row| row.try_get("", "reference").unwrap()).collect();
                model.held.retain(|n, _| open.contains(&cause(&n.to_string()).to_string()));
            }
        }
    }
}

async fn repeat(desk: &Desk, model: &Model, n: usize, step: &Step) {
    let whose = |boris: bool| if boris { BORIS } else { ANN };
    match step {
        Step::Grant { boris, coins } => {
            desk.grant(whose(*boris), *coins, &format!("grant:{n}")).await;
        }
        Step::TakeBack { boris, coins } => {
            desk.take_back(whose(*boris), *coins, &format!("refund:{n}")).await;
        }
        // Only what was accepted is repeated: a refusal is no effect.
        Step::Reserve { boris, action, units, pay } if model.held.contains_key(&n) => {
            let reference = cause(&n.to_string());
            desk.reserve(&wish(whose(*boris), *action, *units, &reference, *pay)).await.unwrap();
        }
        _ => {}
    }
}

/// Any order of steps gives the sums that a simple reckoning gives, and the ledger's own.
#[tokio::test(flavor = "multi_thread")]
async fn the_balance_is_the_sum_of_the_ledger_whatever_happens() {
    for db in TestDb::each().await {
        let handle = tokio::runtime::Handle::current();
        let cases = if db.name() == "SQLite" { 24 } else { 12 };
        let config = ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() };
        let db = &db;
        tokio::task::block_in_place(|| {
            let run = TestRunner::new(config).run(&prop::collection::vec(step(), 1..40), |steps| {
                handle.block_on(async {
                    for table in ["billing_usage", "billing_charges", "billing_entries", "billing_balances"] {
                        db.execute(&format!("DELETE FROM {table}"), []).await.unwrap();
                    }
                    let desk = desk(db).await;
                    let mut model = Model::default();
                    for (n, step) in steps.iter().enumerate() {
                        take(&desk, &mut model, &steps, n, step).await;
                        for account in [ANN, BORIS] {
                            assert_eq!(desk.coins(account).await, *model.of(account), "{step:?}");
                        }
                        assert_eq!(desk.billing.differences().await.unwrap(), []);
                    }
                });
                Ok(())
            });
            run.unwrap();
        });
    }
}

#[expect(clippy::disallowed_methods, reason = "a test ends what it spawns")]
/// Two processes spend the same coins: nothing is spent twice, nothing is below nothing.
#[tokio::test(flavor = "multi_thread")]
async fn two_processes_spend_no_coin_twice() {
    for db in TestDb::each().await {
        // On SQLite there is one process, whose tasks stand in line; on Postgres a second connects.
        let second = match db.name() {
            "SQLite" => None,
            _ => Some(Db::connect_url(&db.url()).await.unwrap()),
        };
        let others = second.clone().unwrap_or_else(|| (*db).clone());
        let desks = [Arc::new(desk(&db).await), Arc::new(desk(&others).await)];
        desks[0].grant(ANN, 175, "pack").await;
        let spend = |n: usize| {
            let desk = Arc::clone(&desks[n % 2]);
            tokio::spawn(async move {
                let reference = cause(&format!("x{}", n / 2));
                let taken =
                    desk.reserve(&wish(ANN, Action::PictureBalanced, 1, &reference, Pay::Coins)).await;
                match taken {
                    Ok(()) => desk.settle(&reference, u32::from(!n.is_multiple_of(3))).await.spent.0,
                    Err(BillingError::NotEnough { .. }) => 0,
                    Err(error) => panic!("{error}"),
                }
            })
        };
        let spending: Vec<_> = (0..120).map(spend).collect();
        let mut spent = 0;
        for spending in spending {
            spent += tokio::time::timeout(Duration::from_mins(2), spending).await.unwrap().unwrap();
        }
        assert_eq!(desks[0].coins(ANN).await, [200 - spent, 0, 0], "{db:?}");
        assert_eq!(desks[0].billing.differences().await.unwrap(), [], "{db:?}");
        if let Some(second) = second {
            second.close().await.unwrap();
        }
    }
}
