//! Stars: what is asked, paid, renewed, refunded and charged back, and what the bot learns of it.

use std::time::Duration;

use atelier_sandbox::{Mishap, MishapKind, NewGroup, Renewal, Seat, Wanted};
use serde_json::{Value, json};

use crate::stage::{ANN, BORIS, Stage};

const MONTH: i64 = 2_592_000;
const OLD: &str = "400 Bad Request: query is too old and response timeout expired or query ID is invalid";

fn coins() -> Value {
    json!({
        "title": "500 coins",
        "description": "Enough for 100 pictures",
        "payload": "order:1",
        "currency": "XTR",
        "prices": [{ "label": "500 coins", "amount": 350 }],
    })
}

fn premium() -> Value {
    let mut premium = coins();
    premium["subscription_period"] = json!(MONTH);
    premium["payload"] = json!("premium:1");
    premium["prices"][0]["amount"] = json!(500);
    premium
}

impl Stage {
    /// The bot sends Ann an invoice.
    async fn bill(&self, start: &str) -> i64 {
        let mut invoice = coins();
        invoice["chat_id"] = json!(ANN);
        invoice["start_parameter"] = json!(start);
        self.ok("sendInvoice", invoice).await["message_id"].as_i64().unwrap()
    }

    async fn link(&self, of: Value) -> Wanted {
        Wanted::link(self.ok("createInvoiceLink", of).await.as_str().unwrap())
    }

    async fn agree(&self, query: &str) {
        self.ok("answerPreCheckoutQuery", json!({ "pre_checkout_query_id": query, "ok": true })).await;
    }

    /// Somebody pays and the bot agrees; returns what it is told of that.
    async fn pays(&self, at: impl Into<Seat>, wanted: &Wanted) -> Value {
        let query = self.sandbox.pay(at, wanted).unwrap();
        self.agree(&query).await;
        self.take().await.last().unwrap()["message"]["successful_payment"].clone()
    }

    /// What the person was told of the last payment.
    fn outcome(&self, person: i64, since: i64) -> Value {
        let events = self.sandbox.events(person, since).unwrap();
        events.into_iter().rev().find(|event| event["kind"] == json!("payment")).unwrap()
    }

    async fn account(&self) -> Vec<Value> {
        let told = self.ok("getStarTransactions", json!({})).await;
        told["transactions"].as_array().unwrap().clone()
    }

    async fn balance(&self) -> i64 {
        self.ok("getMyStarBalance", json!({})).await["amount"].as_i64().unwrap()
    }

    fn a_month_passes(&self) {
        self.sandbox.advance(Duration::from_secs(MONTH.unsigned_abs() + 60));
    }
}

fn charge(payment: &Value) -> &str {
    payment["telegram_payment_charge_id"].as_str().unwrap()
}

fn refund_of(payment: &Value) -> Value {
    json!({ "user_id": ANN, "telegram_payment_charge_id": charge(payment) })
}

#[tokio::test]
async fn an_invoice_is_asked_about_paid_and_receipted() {
    let stage = Stage::new().await;
    let id = stage.bill("order").await;
    let shown = stage.sandbox.chat(ANN).unwrap()["messages"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(shown["invoice"]["total_amount"], json!(350));
    assert_eq!(shown["reply_markup"]["inline_keyboard"][0][0], json!({ "text": "Pay ⭐️350", "pay": true }));
    assert_eq!(shown["paid_by"], json!([]));

    let cursor = stage.sandbox.cursor();
    let query = stage.sandbox.pay(ANN, &Wanted::message(id)).unwrap();
    let asked = stage.take().await[0]["pre_checkout_query"].clone();
    assert_eq!((&asked["id"], &asked["from"]["id"]), (&json!(query), &json!(ANN)));
    assert_eq!((&asked["total_amount"], &asked["invoice_payload"]), (&json!(350), &json!("order:1")));
    assert_eq!(stage.sandbox.stars(ANN), 10_000, "nothing goes over before the bot agreed");

    stage.agree(&query).await;
    let message = stage.take().await[0]["message"].clone();
    assert_eq!(message["from"]["id"], json!(ANN));
    let payment = &message["successful_payment"];
    assert_eq!((&payment["currency"], &payment["total_amount"]), (&json!("XTR"), &json!(350)));
    assert_eq!((&payment["invoice_payload"], payment.get("is_recurring")), (&json!("order:1"), None));
    assert_eq!(stage.outcome(ANN, cursor)["charge_id"], json!(charge(payment)));
    assert_eq!((stage.sandbox.stars(ANN), stage.balance().await), (9_650, 350));
    let shown = stage.sandbox.chat(ANN).unwrap()["messages"][1].clone();
    assert_eq!(shown["paid_by"], json!([ANN]));
    assert_eq!(
        stage.refused("answerPreCheckoutQuery", json!({ "pre_checkout_query_id": query, "ok": true })).await,
        OLD
    );
}

#[tokio::test]
async fn an_old_invoice_is_paid_again_under_another_charge() {
    let stage = Stage::new().await;
    let wanted = Wanted::message(stage.bill("order").await);
    let (first, second) = (stage.pays(ANN, &wanted).await, stage.pays(ANN, &wanted).await);
    assert_ne!(charge(&first), charge(&second));
    assert_eq!((stage.sandbox.stars(ANN), stage.balance().await), (9_300, 700));
}

#[tokio::test]
async fn the_bot_may_object_and_has_ten_seconds() {
    let stage = Stage::new().await;
    let wanted = Wanted::message(stage.bill("order").await);
    let cursor = stage.sandbox.cursor();
    let query = stage.sandbox.pay(ANN, &wanted).unwrap();
    let silent = json!({ "pre_checkout_query_id": query, "ok": false });
    let no = "400 Bad Request: ERROR_TEXT_EMPTY";
    assert_eq!(stage.refused("answerPreCheckoutQuery", silent).await, no);
    let objection = json!({ "pre_checkout_query_id": query, "ok": false, "error_message": "Sold out" });
    stage.ok("answerPreCheckoutQuery", objection).await;
    assert_eq!(stage.outcome(ANN, cursor)["error"], json!("Sold out"));

    let query = stage.sandbox.pay(ANN, &wanted).unwrap();
    stage.sandbox.advance(Duration::from_secs(11));
    assert_eq!(stage.outcome(ANN, cursor)["code"], json!("BOT_PRECHECKOUT_TIMEOUT"));
    let late = json!({ "pre_checkout_query_id": query, "ok": true });
    assert_eq!(stage.refused("answerPreCheckoutQuery", late).await, OLD);
    assert_eq!((stage.sandbox.stars(ANN), stage.account().await.len()), (10_000, 0));
}

#[tokio::test]
async fn nobody_pays_more_than_they_have() {
    let stage = Stage::new().await;
    let mut dear = coins();
    dear["prices"][0]["amount"] = json!(8_000);
    let wanted = stage.link(dear).await;
    let cursor = stage.sandbox.cursor();
    let queries = [stage.sandbox.pay(ANN, &wanted).unwrap(), stage.sandbox.pay(ANN, &wanted).unwrap()];
    for query in &queries {
        stage.agree(query).await;
    }
    assert_eq!(stage.outcome(ANN, cursor)["code"], json!("BALANCE_TOO_LOW"));
    assert_eq!((stage.sandbox.stars(ANN), stage.account().await.len()), (2_000, 1));
    let refusal = stage.sandbox.pay(ANN, &wanted).unwrap_err();
    assert_eq!(refusal.description, "Bad Request: BALANCE_TOO_LOW");
    assert_eq!(stage.post("people/101/stars", json!({ "top_up": 6_000 })).await["balance"], json!(8_000));
    stage.pays(ANN, &wanted).await;
    assert_eq!(stage.sandbox.stars(ANN), 0);
}

#[tokio::test]
async fn a_link_is_paid_by_whoever_has_it_in_their_own_chat() {
    let stage = Stage::new().await;
    let wanted = stage.link(coins()).await;
    let sheet = stage.get(&format!("people/102/invoice?url={}", wanted.url.clone().unwrap())).await;
    assert_eq!((&sheet["title"], &sheet["balance"]), (&json!("500 coins"), &json!(10_000)));
    let query = stage.sandbox.pay(BORIS, &wanted).unwrap();
    stage.agree(&query).await;
    let message = stage.take().await.last().unwrap()["message"].clone();
    assert_eq!((&message["chat"]["id"], &message["from"]["id"]), (&json!(BORIS), &json!(BORIS)));
    stage.pays(ANN, &wanted).await;
    let unknown = Wanted::link("https://t.me/$nothing");
    assert_eq!(stage.sandbox.pay(ANN, &unknown).unwrap_err().description, "Bad Request: SLUG_INVALID");
}

#[tokio::test]
async fn a_forwarded_invoice_pays_or_leads_to_the_bot() {
    let stage = Stage::new().await;
    let group = stage
        .sandbox
        .make_group(ANN, &NewGroup { title: "Friends".into(), with_bot: true, ..NewGroup::default() })
        .unwrap();
    let (open, own) = (stage.bill("").await, stage.bill("order").await);
    let copy = stage.sandbox.forward(ANN, open, Seat::group(ANN, group)).unwrap();
    stage.take().await;
    let wanted = Wanted::message(copy["message_id"].as_i64().unwrap());
    let query = stage.sandbox.pay(Seat::group(BORIS, group), &wanted).unwrap();
    stage.agree(&query).await;
    let message = stage.take().await.last().unwrap()["message"].clone();
    assert_eq!((&message["chat"]["id"], &message["from"]["id"]), (&json!(group), &json!(BORIS)));
    assert_eq!((stage.sandbox.stars(ANN), stage.sandbox.stars(BORIS)), (10_000, 9_650));

    let copy = stage.sandbox.forward(ANN, own, Seat::group(ANN, group)).unwrap();
    let button = &copy["reply_markup"]["inline_keyboard"][0][0];
    assert_eq!(button["url"], json!("https://t.me/atelier_sandbox_bot?start=order"));
    let wanted = Wanted::message(copy["message_id"].as_i64().unwrap());
    assert!(stage.sandbox.pay(Seat::group(BORIS, group), &wanted).is_err());
    let copy = json!({ "chat_id": ANN, "from_chat_id": ANN, "message_id": own });
    assert_eq!(stage.refused("copyMessage", copy).await, "400 Bad Request: message can't be copied");
}

#[tokio::test]
async fn a_refund_goes_back_once_and_is_told() {
    let stage = Stage::new().await;
    let payment = stage.pays(ANN, &Wanted::message(stage.bill("order").await)).await;
    stage.ok("refundStarPayment", refund_of(&payment)).await;
    let refund = stage.take().await[0]["message"]["refunded_payment"].clone();
    assert_eq!((charge(&refund), &refund["total_amount"]), (charge(&payment), &json!(350)));
    assert_eq!((stage.sandbox.stars(ANN), stage.balance().await), (10_000, 0));
    let again = "400 Bad Request: CHARGE_ALREADY_REFUNDED";
    assert_eq!(stage.refused("refundStarPayment", refund_of(&payment)).await, again);
    let mut foreign = refund_of(&payment);
    foreign["user_id"] = json!(BORIS);
    assert_eq!(stage.refused("refundStarPayment", foreign).await, "400 Bad Request: CHARGE_NOT_FOUND");
    let account = stage.account().await;
    assert_eq!(account[0]["id"], account[1]["id"]);
    assert_eq!(account[0]["source"]["transaction_type"], json!("invoice_payment"));
    assert_eq!(account[1]["receiver"]["user"]["id"], json!(ANN));
}

#[tokio::test]
async fn a_chargeback_is_found_in_the_account_alone() {
    let stage = Stage::new().await;
    let payment = stage.pays(ANN, &Wanted::message(stage.bill("order").await)).await;
    stage.post("control/chargeback", json!({ "charge_id": charge(&payment) })).await;
    assert!(stage.take().await.is_empty());
    assert_eq!(stage.balance().await, 0);
    let account = stage.account().await;
    assert_eq!((&account[1]["id"], &account[1]["amount"]), (&json!(charge(&payment)), &json!(350)));
    assert!(account[1].get("source").is_none());
    let again = "400 Bad Request: CHARGE_ALREADY_REFUNDED";
    assert_eq!(stage.refused("refundStarPayment", refund_of(&payment)).await, again);
}

#[tokio::test]
async fn the_account_has_pages() {
    let stage = Stage::new().await;
    let wanted = stage.link(coins()).await;
    let mut charges = Vec::new();
    for _ in 0..3 {
        charges.push(json!(charge(&stage.pays(ANN, &wanted).await)));
    }
    let page = async |params| stage.ok("getStarTransactions", params).await["transactions"].clone();
    let second = page(json!({ "offset": 1, "limit": 1 })).await;
    assert_eq!((second[0]["id"].clone(), second.as_array().unwrap().len()), (charges[1].clone(), 1));
    assert_eq!(page(json!({ "offset": 3 })).await, json!([]));
    let none = stage.refused("getStarTransactions", json!({ "limit": 0 })).await;
    assert_eq!(none, "400 Bad Request: LIMIT_INVALID");
}

#[tokio::test]
async fn a_subscription_is_paid_again_by_itself_until_it_cannot() {
    let stage = Stage::new().await;
    let first = stage.pays(ANN, &stage.link(premium()).await).await;
    let now = stage.sandbox.clock().unix();
    let until = first["subscription_expiration_date"].as_i64().unwrap();
    assert!((until - now - MONTH).abs() < 5, "{until}");
    assert_eq!((&first["is_recurring"], &first["is_first_recurring"]), (&json!(true), &json!(true)));

    stage.a_month_passes();
    let second = stage.take().await[0]["message"]["successful_payment"].clone();
    assert_ne!(charge(&first), charge(&second));
    assert_eq!((second["is_recurring"].clone(), second.get("is_first_recurring")), (json!(true), None));
    assert_eq!(second["subscription_expiration_date"], json!(until + MONTH));
    assert_eq!((stage.sandbox.stars(ANN), stage.balance().await), (9_000, 1_000));
    let account = stage.account().await;
    assert_eq!(account[1]["source"]["subscription_period"], json!(MONTH));

    let poor = stage.link({
        let mut all = coins();
        all["prices"][0]["amount"] = json!(9_000);
        all
    });
    stage.pays(ANN, &poor.await).await;
    stage.a_month_passes();
    let failed = stage.take().await[0]["subscription"].clone();
    assert_eq!((&failed["state"], &failed["invoice_payload"]), (&json!("failed"), &json!("premium:1")));
    stage.a_month_passes();
    assert!(stage.take().await.is_empty());

    let id = stage.sandbox.subscriptions(ANN)[0]["id"].as_str().unwrap().to_owned();
    assert!(stage.sandbox.edit_subscription(ANN, &id, Renewal::Resume).is_err());
    stage.sandbox.top_up(ANN, 500).unwrap();
    stage.sandbox.edit_subscription(ANN, &id, Renewal::Resume).unwrap();
    let resumed = stage.take().await[0]["message"]["successful_payment"].clone();
    let until = resumed["subscription_expiration_date"].as_i64().unwrap();
    assert!((until - stage.sandbox.clock().unix() - MONTH).abs() < 5, "{until}");
}

#[tokio::test]
async fn a_person_ends_a_subscription_and_goes_on_with_it() {
    let stage = Stage::new().await;
    let wanted = stage.link(premium()).await;
    let (first, second) = (stage.pays(ANN, &wanted).await, stage.pays(ANN, &wanted).await);
    stage.sandbox.edit_subscription(ANN, charge(&first), Renewal::Cancel).unwrap();
    assert_eq!(stage.take().await[0]["subscription"]["state"], json!("canceled"));
    stage.sandbox.edit_subscription(ANN, charge(&first), Renewal::Resume).unwrap();
    let told = stage.take().await[0]["subscription"].clone();
    assert_eq!((&told["state"], &told["user"]["id"]), (&json!("active"), &json!(ANN)));
    stage.sandbox.edit_subscription(ANN, charge(&second), Renewal::Cancel).unwrap();
    stage.take().await;
    stage.a_month_passes();
    assert_eq!(stage.take().await.len(), 1, "one goes on");
    assert_eq!(stage.sandbox.subscriptions(ANN).len(), 1);
}

#[tokio::test]
async fn what_the_bot_ends_only_the_person_goes_on_with() {
    let stage = Stage::new().await;
    let payment = stage.pays(ANN, &stage.link(premium()).await).await;
    let edit = |canceled: bool, charge: &str| json!({ "user_id": ANN, "telegram_payment_charge_id": charge, "is_canceled": canceled });
    let unknown = stage.refused("editUserStarSubscription", edit(true, "stx0")).await;
    assert_eq!(unknown, "400 Bad Request: CHARGE_ID_INVALID");
    stage.ok("editUserStarSubscription", edit(true, charge(&payment))).await;
    assert!(stage.take().await.is_empty(), "the bot is not told what it did itself");
    let resume = || stage.sandbox.edit_subscription(ANN, charge(&payment), Renewal::Resume);
    assert!(resume().is_err());
    stage.ok("editUserStarSubscription", edit(false, charge(&payment))).await;
    assert_eq!(stage.sandbox.subscriptions(ANN)[0]["state"], json!("canceled"));
    resume().unwrap();
    assert_eq!(stage.take().await[0]["subscription"]["state"], json!("active"));
}

#[tokio::test]
async fn a_refunded_subscription_is_over() {
    let stage = Stage::new().await;
    let payment = stage.pays(ANN, &stage.link(premium()).await).await;
    stage.ok("refundStarPayment", refund_of(&payment)).await;
    stage.take().await;
    assert!(stage.sandbox.subscriptions(ANN).is_empty());
    stage.a_month_passes();
    assert!(stage.take().await.is_empty());
}

#[tokio::test]
async fn news_of_a_payment_are_lost_doubled_late_or_overtaken() {
    let stage = Stage::new().await;
    let wanted = stage.link(coins()).await;
    let mishap = |kind| stage.sandbox.add_mishap(Mishap::new(kind).of("successful_payment").times(1));
    let paid = async || {
        let query = stage.sandbox.pay(ANN, &wanted).unwrap();
        stage.agree(&query).await;
        let updates = stage.take().await;
        updates.iter().filter(|update| update["message"].get("successful_payment").is_some()).count()
    };
    mishap(MishapKind::Lost);
    assert_eq!((paid().await, stage.account().await.len()), (0, 1));
    mishap(MishapKind::Twice);
    assert_eq!(paid().await, 2);
    mishap(MishapKind::Overtaken);
    assert_eq!(paid().await, 0);
    stage.say("hello");
    let updates = stage.take().await;
    assert_eq!(updates[0]["message"]["text"], json!("hello"));
    assert!(updates[1]["message"].get("successful_payment").is_some());
    stage.post("control/mishaps", json!({ "kind": "late", "of": "successful_payment" })).await;
    assert_eq!(paid().await, 0);
    stage.say("hello");
    assert_eq!(stage.take().await.len(), 1);
    let url = stage.sandbox.page_url().join("control/mishaps").unwrap();
    stage.http.delete(url).send().await.unwrap();
    assert_eq!(stage.take().await.len(), 1);
    assert_eq!((stage.account().await.len(), paid().await), (4, 1));
}

#[tokio::test]
async fn months_pass_at_once_and_each_is_paid() {
    let stage = Stage::new().await;
    stage.pays(ANN, &stage.link(premium()).await).await;
    stage.post("control/clock", json!({ "advance": 3 * MONTH + 60 })).await;
    let dates = stage.take().await.into_iter().map(|update| update["message"]["date"].as_i64().unwrap());
    let dates: Vec<i64> = dates.collect();
    assert_eq!(dates.len(), 3);
    assert_eq!(dates[2] - dates[0], 2 * MONTH);
    assert_eq!(stage.get("control/clock").await["ahead"], json!(3 * MONTH + 60));
    assert!(stage.say("now")["date"].as_i64().unwrap() > dates[2]);
}

#[tokio::test]
async fn stars_and_the_time_are_there_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let stage = Stage::with(Some(folder.path())).await;
    stage.say("/start");
    let (id, wanted) = (stage.bill("order").await, stage.link(premium()).await);
    let payment = stage.pays(ANN, &wanted).await;
    stage.sandbox.advance(Duration::from_hours(1));
    let query = stage.sandbox.pay(ANN, &Wanted::message(id)).unwrap();
    let (account, mine) = (stage.account().await, stage.sandbox.subscriptions(ANN));
    drop(stage);
    let stage = Stage::with(Some(folder.path())).await;
    assert_eq!((stage.account().await, stage.sandbox.subscriptions(ANN)), (account, mine));
    assert_eq!((stage.sandbox.stars(ANN), stage.sandbox.clock().ahead()), (9_500, 3_600));
    stage.agree(&query).await;
    stage.pays(ANN, &wanted).await;
    stage.ok("refundStarPayment", refund_of(&payment)).await;
    assert_eq!(stage.balance().await, 850);
}
