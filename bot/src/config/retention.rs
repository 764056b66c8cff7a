//! How long what people say is kept.

use super::env::{ConfigError, Env};

#[derive(Clone, Copy, Debug)]
pub struct RetentionConfig {
    /// Days that messages are kept at most; `None` until people delete them.
    pub chat_days: Option<u32>,
}

impl RetentionConfig {
    pub(super) fn read(env: &Env) -> Result<Self, ConfigError> {
        let days: u32 = env.require("RETENTION_CHAT_DAYS", "a number of days, such as 365, or 0 to keep")?;
        Ok(Self { chat_days: (days > 0).then_some(days) })
    }
}
