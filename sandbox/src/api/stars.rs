//! Methods about Stars: invoices, the word before a payment, refunds, subscriptions, the bot's account.
//! Only Stars are taken; there are no providers here.

use serde_json::{Map, Value, json};

use super::args::Args;
use super::send;
use crate::refusal::Refusal;
use crate::rules::invoice;
use crate::rules::markup;
use crate::world::World;

pub fn invoice(world: &mut World, args: &Args) -> Result<Value, Refusal> {
    send::destination(world, args)?;
    let bill = invoice::read(&args.map)?;
    let keyboard = markup::read_under_invoice(args.value("reply_markup"))?.or_inline(|| bill.pay_button());
    let content = Map::from_iter([("invoice".to_owned(), bill.invoice())]);
    send::post(world, args, content, &keyboard, Some(bill))
}

pub fn link(world: &mut World, args: &Args) -> Result<Value, Refusal> {
    if args.value("business_connection_id").is_some() {
        return Err(Refusal::rule("business connection not found"));
    }
    let bill = invoice::read(&args.map)?;
    Ok(json!(world.make_link(bill)))
}

pub fn answer_checkout(world: &mut World, args: &Args) -> Result<Value, Refusal> {
    let objection = args.text("error_message").unwrap_or_default();
    let agreed = args.flag("ok");
    if !agreed && objection.trim().is_empty() {
        return Err(Refusal::rule("ERROR_TEXT_EMPTY"));
    }
    let id = args.text("pre_checkout_query_id").unwrap_or_default();
    world.answer_checkout(id, (!agreed).then_some(objection))?;
    Ok(json!(true))
}

pub fn refund(world: &mut World, args: &Args) -> Result<Value, Refusal> {
    let (person, charge) = payment(args);
    world.refund(person, charge)?;
    Ok(json!(true))
}

pub fn edit_subscription(world: &mut World, args: &Args) -> Result<Value, Refusal> {
    let (person, charge) = payment(args);
    world.bar_subscription(person, charge, args.flag("is_canceled"))?;
    Ok(json!(true))
}

fn payment(args: &Args) -> (i64, &str) {
    (args.int("user_id").unwrap_or_default(), args.text("telegram_payment_charge_id").unwrap_or_default())
}

pub fn transactions(world: &World, args: &Args) -> Result<Value, Refusal> {
    let number = |name: &str, usual: i64| args.int(name).unwrap_or(usual);
    let (offset, limit) = (number("offset", 0), number("limit", 100));
    if !(1..=100).contains(&limit) {
        return Err(Refusal::rule("LIMIT_INVALID"));
    }
    let offset = usize::try_from(offset).map_err(|_| Refusal::rule("OFFSET_INVALID"))?;
    Ok(json!({ "transactions": world.transactions(offset, usize::try_from(limit).unwrap_or(100)) }))
}

pub fn balance(world: &World) -> Value {
    json!({ "amount": world.bot_stars() })
}
