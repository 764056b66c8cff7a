//! The yardstick: a teloxide bot as its book shows one, with the menu that ours has, which keeps nothing.
//! It answers every message and every press, and never learns whether anybody saw it.

use anyhow::Context as _;
use teloxide::{
    dispatching::UpdateFilterExt as _,
    prelude::*,
    types::{InlineKeyboardButton, InlineKeyboardMarkup},
};

const WELCOME: &str = "Good afternoon, Many.";
const SETTINGS: &str = "⚙️ Settings\n\nEach button shows what holds now.";

#[tokio::main]
#[expect(clippy::disallowed_methods, reason = "the yardstick is no part of the house")]
async fn main() -> anyhow::Result<()> {
    let (token, address) = (std::env::var("TELEGRAM_BOT_TOKEN")?, std::env::var("TELEGRAM_API_URL")?);
    let bot = Bot::new(token).set_api_url(address.parse().context("TELEGRAM_API_URL")?);
    let tree = dptree::entry()
        .branch(Update::filter_message().endpoint(answer))
        .branch(Update::filter_callback_query().endpoint(turn));
    Dispatcher::builder(bot, tree).build().dispatch().await;
    Ok(())
}

async fn answer(bot: Bot, message: Message) -> ResponseResult<()> {
    match message.text() {
        Some("/start") => bot.send_message(message.chat.id, WELCOME).reply_markup(home()).await?,
        text => bot.send_message(message.chat.id, text.unwrap_or("?")).await?,
    };
    Ok(())
}

async fn turn(bot: Bot, query: CallbackQuery) -> ResponseResult<()> {
    bot.answer_callback_query(query.id).await?;
    if let Some(message) = query.message {
        let (text, keyboard) = match query.data.as_deref() {
            Some("settings") => (SETTINGS, settings()),
            _ => (WELCOME, home()),
        };
        bot.edit_message_text(message.chat().id, message.id(), text).reply_markup(keyboard).await?;
    }
    Ok(())
}

fn home() -> InlineKeyboardMarkup {
    keyboard(&[&[("💬 Chat", "chat")], &[("⚙️ Settings", "settings"), ("❓ Help", "help")]])
}

fn settings() -> InlineKeyboardMarkup {
    keyboard(&[
        &[("Language: English", "language"), ("Look: plain", "look")],
        &[("Clock: UTC", "clock"), ("Quiet hours: off", "quiet")],
        &[("💬 Chat", "chat"), ("Privacy", "privacy")],
        &[("🏠 Home", "home")],
    ])
}

fn keyboard(rows: &[&[(&str, &str)]]) -> InlineKeyboardMarkup {
    let row = |row: &&[(&str, &str)]| {
        row.iter().map(|(label, data)| InlineKeyboardButton::callback(*label, *data)).collect::<Vec<_>>()
    };
    InlineKeyboardMarkup::new(rows.iter().map(row))
}
