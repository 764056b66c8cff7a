//! Paying in the browser chat: the sheet, its end, a person's Stars, and a month that passes.
//! There is no bot: the test answers for one.

use atelier_sandbox::Options;
use atelier_tests::{Said, Sandbox, until};
use serde_json::{Value, json};

use super::page::Page;

const ANN: i64 = 101;

/// A bot that sells coins.
struct Shop<'a> {
    sandbox: &'a Sandbox,
    http: reqwest::Client,
}

impl Shop<'_> {
    async fn call(&self, method: &str, params: Value) -> Value {
        let url = format!("{}bot{}/{method}", self.sandbox.api_url(), self.sandbox.token());
        let answer = self.http.post(url).json(&params).send().await.expect("an answer");
        let mut answer: Value = answer.json().await.expect("JSON");
        assert_eq!(answer["ok"], true, "{method}: {answer}");
        answer["result"].take()
    }

    /// Waits for the question whether it agrees, and answers it.
    async fn answers(&self, objection: Option<&str>) {
        let asked = || async { Some(self.call("getUpdates", json!({ "offset": -1 })).await[0].clone()) };
        let asked = until(async || asked().await.filter(|update| update.get("pre_checkout_query").is_some()));
        let asked = asked.await.expect("a question");
        let mut answer = json!({ "pre_checkout_query_id": asked["pre_checkout_query"]["id"] });
        answer["ok"] = json!(objection.is_none());
        if let Some(words) = objection {
            answer["error_message"] = json!(words);
        }
        self.call("answerPreCheckoutQuery", answer).await;
    }
}

fn bill(title: &str, stars: i64) -> Value {
    json!({
        "title": title,
        "description": "Enough for 100 pictures",
        "payload": "order:1",
        "currency": "XTR",
        "prices": [{ "label": title, "amount": stars }],
    })
}

#[tokio::test]
#[expect(clippy::disallowed_methods, reason = "a test client needs no providers")]
async fn a_person_pays_by_the_sheet_subscribes_and_lets_a_month_pass() {
    let sandbox = Sandbox::start(Options::default()).await.unwrap();
    let shop = Shop { sandbox: &sandbox, http: reqwest::Client::builder().build().unwrap() };
    sandbox.send(ANN, Said { text: "/start".to_owned(), ..Said::default() }).unwrap();
    let mut invoice = bill("500 coins", 350);
    invoice["chat_id"] = json!(ANN);
    shop.call("sendInvoice", invoice).await;
    let Some(page) = Page::open(&sandbox).await else { return };

    page.presses("Pay ⭐️350").await;
    page.sees("10,000 ⭐").await;
    page.presses("Pay 350 ⭐").await;
    page.sees("Asking the bot…").await;
    shop.answers(Some("This offer is over.")).await;
    page.sees("This offer is over.").await;
    page.presses("Try again").await;
    page.presses("Pay 350 ⭐").await;
    shop.answers(None).await;
    page.sees("9,650 ⭐").await;
    page.presses("Close").await;
    page.sees("Ann paid 350 ⭐").await;
    page.sees("Pay again · 350 ⭐").await;

    let mut premium = bill("Premium, a month", 500);
    premium["subscription_period"] = json!(2_592_000);
    let link = shop.call("createInvoiceLink", premium).await;
    let keyboard = json!({ "inline_keyboard": [[{ "text": "1 month", "url": link }]] });
    shop.call("sendMessage", json!({ "chat_id": ANN, "text": "Premium", "reply_markup": keyboard })).await;
    page.presses("1 month").await;
    page.sees("paid again every 30 days").await;
    page.presses("Pay 500 ⭐").await;
    shop.answers(None).await;
    page.presses("Close").await;
    page.presses("Let time pass").await;
    page.presses("30 days").await;
    page.sees("Renewed for 500 ⭐").await;
    page.presses("Stars: 8,650").await;
    page.presses("End it").await;
    page.sees("ends on").await;
    page.presses("Go on").await;
    page.sees("next on").await;
    page.closes().await;
    sandbox.stop().await;
}
