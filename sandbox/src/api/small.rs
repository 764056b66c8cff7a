//! Methods that send small things without files: places, contacts, polls, dice.
//! Polls are shown and never voted in.

use rand::Rng;
use serde_json::{Map, Value, json};

use super::args::Args;
use super::send::send;
use crate::refusal::Refusal;
use crate::world::World;

pub fn location(world: &mut World, args: &Args) -> Result<Value, Refusal> {
    let number = |name: &str| args.value(name).and_then(Value::as_f64).unwrap_or(f64::NAN);
    let (latitude, longitude) = (number("latitude"), number("longitude"));
    if !(-90.0..=90.0).contains(&latitude) || !(-180.0..=180.0).contains(&longitude) {
        return Err(Refusal::rule("wrong latitude or longitude specified"));
    }
    let location = pick(args, &["latitude", "longitude", "horizontal_accuracy", "live_period", "heading"]);
    send(world, args, Map::from_iter([("location".to_owned(), location)]))
}

pub fn contact(world: &mut World, args: &Args) -> Result<Value, Refusal> {
    let contact = pick(args, &["phone_number", "first_name", "last_name", "vcard"]);
    send(world, args, Map::from_iter([("contact".to_owned(), contact)]))
}

fn pick(args: &Args, names: &[&str]) -> Value {
    let present = names.iter().filter_map(|name| Some(((*name).to_owned(), args.value(name)?.clone())));
    Value::Object(present.collect())
}

pub fn dice(world: &mut World, args: &Args) -> Result<Value, Refusal> {
    let emoji = args.text("emoji").unwrap_or("🎲");
    let sides = match emoji {
        "🎲" | "🎯" | "🎳" => 6,
        "🏀" | "⚽" => 5,
        "🎰" => 64,
        _ => return Err(Refusal::rule("wrong dice emoji specified")),
    };
    let dice = json!({ "emoji": emoji, "value": world.rng.random_range(1..=sides) });
    send(world, args, Map::from_iter([("dice".to_owned(), dice)]))
}

pub fn poll(world: &mut World, args: &Args) -> Result<Value, Refusal> {
    let question = args.text("question").unwrap_or_default();
    let options: Vec<&str> =
        args.list("options").iter().filter_map(|option| option["text"].as_str()).collect();
    let number = world.next_number();
    let poll = new_poll(number, question, &options, args.value("is_anonymous") != Some(&json!(false)))?;
    send(world, args, Map::from_iter([("poll".to_owned(), poll)]))
}

/// A poll nobody has voted in.
pub fn new_poll(number: u64, question: &str, options: &[&str], anonymous: bool) -> Result<Value, Refusal> {
    if !(1..=300).contains(&question.chars().count()) {
        return Err(Refusal::rule("poll question must be of 1-300 characters"));
    }
    if !(1..=12).contains(&options.len()) || options.iter().any(|o| !(1..=100).contains(&o.chars().count())) {
        return Err(Refusal::rule("poll must have 1-12 options of 1-100 characters"));
    }
    let options: Vec<Value> = options
        .iter()
        .enumerate()
        .map(|(index, text)| json!({ "persistent_id": format!("{index}"), "text": text, "voter_count": 0 }))
        .collect();
    Ok(json!({
        "id": format!("{}", 5_000_000_000_000_000_000_u64 + number),
        "question": question,
        "options": options,
        "total_voter_count": 0,
        "is_closed": false,
        "is_anonymous": anonymous,
        "type": "regular",
        "allows_multiple_answers": false,
        "allows_revoting": true,
        "members_only": false,
    }))
}
