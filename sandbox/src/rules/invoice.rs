//! What may be asked to be paid in Stars: one price, no provider, subscriptions of thirty days.
//! Reads a request and says no as the real server does; who pays and what then happens is the world's.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::refusal::Refusal;

/// The only period that there is, in seconds.
pub const PERIOD: i64 = 2_592_000;

const DEAREST: i64 = 100_000;
const DEAREST_SUBSCRIPTION: i64 = 10_000;
/// What goes with money and not with Stars.
const FOREIGN: [&str; 7] = [
    "need_name",
    "need_phone_number",
    "need_email",
    "need_shipping_address",
    "send_phone_number_to_provider",
    "send_email_to_provider",
    "is_flexible",
];

/// What somebody is asked to pay for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bill {
    pub title: String,
    pub description: String,
    pub payload: String,
    /// In Stars.
    pub price: i64,
    pub start_parameter: String,
    /// A subscription is paid again after so many seconds.
    pub period: Option<i64>,
}

/// Reads the parameters that `sendInvoice` and `createInvoiceLink` share.
pub fn read(args: &Map<String, Value>) -> Result<Bill, Refusal> {
    let text = |name: &str| args.get(name).and_then(Value::as_str).unwrap_or_default();
    check_words(text)?;
    check_stars(args, text)?;
    let price = price(args)?;
    let period = args.get("subscription_period").and_then(Value::as_i64);
    match period {
        Some(period) if period != PERIOD => return Err(Refusal::rule("SUBSCRIPTION_PERIOD_INVALID")),
        Some(_) if price > DEAREST_SUBSCRIPTION => return Err(Refusal::rule("SUBSCRIPTION_AMOUNT_INVALID")),
        _ => {}
    }
    Ok(Bill {
        title: text("title").to_owned(),
        description: text("description").to_owned(),
        payload: text("payload").to_owned(),
        price,
        start_parameter: text("start_parameter").to_owned(),
        period,
    })
}

fn check_words<'a>(text: impl Fn(&str) -> &'a str) -> Result<(), Refusal> {
    let fits = |name: &str, most: usize| (1..=most).contains(&text(name).trim().chars().count());
    if !fits("title", 32) {
        return Err(Refusal::rule("TITLE_INVALID"));
    }
    if !fits("description", 255) {
        return Err(Refusal::rule("DESCRIPTION_INVALID"));
    }
    if !(1..=128).contains(&text("payload").len()) {
        return Err(Refusal::rule("INVOICE_PAYLOAD_INVALID"));
    }
    let start = text("start_parameter");
    if start.len() > 64 || !start.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-')) {
        return Err(Refusal::rule("START_PARAM_INVALID"));
    }
    Ok(())
}

fn check_stars<'a>(args: &Map<String, Value>, text: impl Fn(&str) -> &'a str) -> Result<(), Refusal> {
    if text("currency") != "XTR" {
        return Err(Refusal::rule("CURRENCY_INVALID"));
    }
    let tips = args.get("max_tip_amount").is_some_and(|tip| *tip != json!(0));
    let foreign = FOREIGN.iter().any(|name| args.get(*name) == Some(&json!(true)));
    if !text("provider_token").is_empty() || tips || foreign {
        return Err(Refusal::rule("STARS_INVOICE_INVALID"));
    }
    Ok(())
}

fn price(args: &Map<String, Value>) -> Result<i64, Refusal> {
    let prices = args.get("prices").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let [price] = prices else { return Err(Refusal::rule("STARS_INVOICE_INVALID")) };
    if price["label"].as_str().unwrap_or_default().trim().is_empty() {
        return Err(Refusal::rule("STARS_INVOICE_INVALID"));
    }
    let amount = price["amount"].as_i64().filter(|amount| (1..=DEAREST).contains(amount));
    amount.ok_or_else(|| Refusal::rule("CURRENCY_TOTAL_AMOUNT_INVALID"))
}

impl Bill {
    /// The Bot API's `Invoice`.
    pub fn invoice(&self) -> Value {
        json!({
            "title": self.title,
            "description": self.description,
            "start_parameter": self.start_parameter,
            "currency": "XTR",
            "total_amount": self.price,
        })
    }

    /// The one button under an invoice that was sent without any.
    pub fn pay_button(&self) -> Value {
        pay_button(self.price)
    }
}

/// The keyboard of an invoice that has no other.
pub fn pay_button(price: i64) -> Value {
    json!({ "inline_keyboard": [[{ "text": format!("Pay ⭐️{price}"), "pay": true }]] })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(name: &str, value: Value) -> String {
        let mut args = json!({
            "title": "500 coins",
            "description": "Enough for 100 pictures",
            "payload": "order:1",
            "currency": "XTR",
            "prices": [{ "label": "500 coins", "amount": 350 }],
        });
        assert_eq!(read(args.as_object().unwrap()).map(|bill| bill.price).unwrap(), 350);
        args[name] = value;
        let refusal = read(args.as_object().unwrap()).unwrap_err();
        refusal.description.strip_prefix("Bad Request: ").unwrap().to_owned()
    }

    #[test]
    fn stars_have_one_price_within_limits_and_nothing_of_money() {
        let price = |amount: i64| json!([{ "label": "x", "amount": amount }]);
        assert_eq!(refused("currency", json!("EUR")), "CURRENCY_INVALID");
        assert_eq!(refused("provider_token", json!("1:TEST")), "STARS_INVOICE_INVALID");
        assert_eq!(refused("prices", json!([])), "STARS_INVOICE_INVALID");
        assert_eq!(refused("prices", json!([price(1)[0], price(2)[0]])), "STARS_INVOICE_INVALID");
        assert_eq!(refused("prices", price(0)), "CURRENCY_TOTAL_AMOUNT_INVALID");
        assert_eq!(refused("prices", price(100_001)), "CURRENCY_TOTAL_AMOUNT_INVALID");
        assert_eq!(refused("max_tip_amount", json!(5)), "STARS_INVOICE_INVALID");
        assert_eq!(refused("need_email", json!(true)), "STARS_INVOICE_INVALID");
    }

    #[test]
    fn words_have_their_length_and_the_payload_is_counted_in_bytes() {
        assert_eq!(refused("title", json!("x".repeat(33))), "TITLE_INVALID");
        assert_eq!(refused("title", json!(" ")), "TITLE_INVALID");
        assert_eq!(refused("description", json!("x".repeat(256))), "DESCRIPTION_INVALID");
        assert_eq!(refused("payload", json!("ё".repeat(65))), "INVOICE_PAYLOAD_INVALID");
        assert_eq!(refused("payload", json!("")), "INVOICE_PAYLOAD_INVALID");
        assert_eq!(refused("start_parameter", json!("a b")), "START_PARAM_INVALID");
    }

    #[test]
    fn a_subscription_is_of_thirty_days_and_not_too_dear() {
        assert_eq!(refused("subscription_period", json!(86_400)), "SUBSCRIPTION_PERIOD_INVALID");
        let mut args = json!({ "title": "x", "description": "x", "payload": "x", "currency": "XTR" });
        args["subscription_period"] = json!(PERIOD);
        let mut of = |amount: i64| {
            args["prices"] = json!([{ "label": "x", "amount": amount }]);
            read(args.as_object().unwrap()).map(|bill| bill.period)
        };
        assert_eq!(of(10_000).unwrap(), Some(PERIOD));
        assert_eq!(of(10_001).unwrap_err().description, "Bad Request: SUBSCRIPTION_AMOUNT_INVALID");
    }
}
