//! How the bot reaches Telegram.

use sha2::{Digest as _, Sha256};
use url::Url;

use super::env::{ConfigError, Env};
use crate::telegram::{outbox::RichMessages, raw::BotToken};

/// How updates come.
#[derive(Clone, PartialEq, Eq)]
pub enum TelegramMode {
    Polling,
    Webhook { url: Url, secret: String },
}

impl std::fmt::Debug for TelegramMode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Polling => f.write_str("Polling"),
            Self::Webhook { url, .. } => write!(f, "Webhook({url})"),
        }
    }
}

#[derive(Clone, Debug)]
pub struct TelegramConfig {
    pub token: BotToken,
    pub api_url: Url,
    pub mode: TelegramMode,
    pub rich: RichMessages,
    /// Calls that go out in a second, to everybody together; at least 1.
    pub calls_per_second: u32,
    /// Calls that go to one person in a second; at least 1.
    pub chat_calls_per_second: u32,
}

impl TelegramConfig {
    pub(super) fn read(env: &Env) -> Result<Self, ConfigError> {
        const TOKEN: &str = "TELEGRAM_BOT_TOKEN";
        let token =
            env.get(TOKEN).ok_or_else(|| ConfigError::new(TOKEN, "not set: BotFather gives you one"))?;
        let token = BotToken::parse(token).ok_or_else(|| {
            ConfigError::new(TOKEN, "expected digits, a colon and a secret, as BotFather gives it")
        })?;
        let mut api_url: Url =
            env.require("TELEGRAM_API_URL", "an address such as https://api.telegram.org/")?;
        if !api_url.path().ends_with('/') {
            api_url.set_path(&format!("{}/", api_url.path()));
        }
        let mode = mode(env, &token)?;
        let rich = match env.get("RICH_MESSAGES") {
            Some("auto") | None => RichMessages::Auto,
            Some("off") => RichMessages::Off,
            Some(_) => return Err(ConfigError::new("RICH_MESSAGES", "expected `auto` or `off`")),
        };
        let calls_per_second = rate(env, "TELEGRAM_CALLS_PER_SECOND")?;
        let chat_calls_per_second = rate(env, "TELEGRAM_CHAT_CALLS_PER_SECOND")?;
        Ok(Self { token, api_url, mode, rich, calls_per_second, chat_calls_per_second })
    }
}

fn rate(env: &Env, name: &str) -> Result<u32, ConfigError> {
    let rate: u32 = env.require(name, "a number from 1 on")?;
    if rate == 0 { Err(ConfigError::new(name, "expected a number from 1 on")) } else { Ok(rate) }
}

fn mode(env: &Env, token: &BotToken) -> Result<TelegramMode, ConfigError> {
    match env.get("TELEGRAM_MODE") {
        Some("polling") | None => Ok(TelegramMode::Polling),
        Some("webhook") => {
            let expected = "the public address of the webhook, such as https://bot.example.org/telegram";
            let url = env.require("TELEGRAM_WEBHOOK_URL", expected)?;
            Ok(TelegramMode::Webhook { url, secret: secret(env, token)? })
        }
        Some(_) => Err(ConfigError::new("TELEGRAM_MODE", "expected `polling` or `webhook`")),
    }
}

fn secret(env: &Env, token: &BotToken) -> Result<String, ConfigError> {
    const SECRET: &str = "TELEGRAM_WEBHOOK_SECRET";
    let Some(secret) = env.get(SECRET) else {
        // The same for every replica, and known to nobody who does not know the token.
        return Ok(hex::encode(Sha256::digest(format!("webhook:{}", token.reveal()))));
    };
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    if secret.len() > 256 || !secret.chars().all(allowed) {
        return Err(ConfigError::new(SECRET, "expected 1 to 256 of A-Z a-z 0-9 _ -"));
    }
    Ok(secret.to_owned())
}
