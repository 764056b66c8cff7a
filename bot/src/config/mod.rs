//! Settings: one file per section, read once from the environment.
//! Nobody else reads the environment; an unknown or impossible value stops the start with one sentence.

mod admin;
mod ai;
mod billing;
mod database;
mod env;
mod http;
mod operation;
mod retention;
mod secrets;
mod telegram;

pub use admin::AdminConfig;
pub use ai::AiConfig;
pub use billing::BillingConfig;
pub use database::StorageConfig;
pub use env::{ConfigError, Env, VARIABLES, Variable};
pub use http::HttpConfig;
pub use operation::{LogFormat, OperationConfig, OtlpConfig, Role};
pub use retention::RetentionConfig;
pub use telegram::{TelegramConfig, TelegramMode};

/// Everything an operator can set.
#[derive(Clone, Debug)]
pub struct Config {
    pub telegram: TelegramConfig,
    pub storage: StorageConfig,
    pub ai: AiConfig,
    pub http: HttpConfig,
    pub operation: OperationConfig,
    pub retention: RetentionConfig,
    pub admin: AdminConfig,
    pub billing: BillingConfig,
}

impl Config {
    /// Reads every section. The first impossible value is named.
    pub fn read(env: &Env, role: Role) -> Result<Self, ConfigError> {
        env.refuse_unknown()?;
        let config = Self {
            telegram: TelegramConfig::read(env)?,
            storage: StorageConfig::read(env)?,
            ai: AiConfig::read(env)?,
            http: HttpConfig::read(env)?,
            operation: OperationConfig::read(env, role)?,
            retention: RetentionConfig::read(env)?,
            admin: AdminConfig::read(env)?,
            billing: BillingConfig::read(env),
        };
        config.hold_together()?;
        Ok(config)
    }

    fn hold_together(&self) -> Result<(), ConfigError> {
        if self.operation.role != Role::All && !self.storage.is_postgres() {
            return Err(ConfigError::new(
                "--role",
                "several processes need Postgres: set DATABASE_URL=postgres://…",
            ));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::AccountId;

    fn read(pairs: &[(&str, &str)]) -> Result<Config, ConfigError> {
        Config::read(&Env::of(pairs.iter().copied()), Role::All)
    }

    #[test]
    fn a_token_is_all_that_is_needed() {
        let config = read(&[("TELEGRAM_BOT_TOKEN", "1:abc")]).unwrap();
        assert_eq!(config.telegram.mode, TelegramMode::Polling);
        assert!(!config.storage.is_postgres());
        assert!(config.ai.api_key.is_none());
    }

    #[test]
    fn impossible_values_are_named_with_their_variable() {
        let cases: [&[(&str, &str)]; 10] = [
            &[("TELEGRAM_BOT_TOKEN", "nonsense")],
            &[("TELEGRAM_BOT_TOKEN", "1:a"), ("TELEGRAM_API_URL", "not a url")],
            &[("TELEGRAM_BOT_TOKEN", "1:a"), ("TELEGRAM_MODE", "webhook")],
            &[("TELEGRAM_BOT_TOKEN", "1:a"), ("TELEGRAM_MODE", "pigeon")],
            &[("TELEGRAM_BOT_TOKEN", "1:a"), ("DATABASE_URL", "mysql://x")],
            &[("TELEGRAM_BOT_TOKEN", "1:a"), ("HTTP_ADDR", "nowhere")],
            &[("TELEGRAM_BOT_TOKEN", "1:a"), ("CHAT_CONTEXT_TOKENS", "ten")],
            &[("TELEGRAM_BOT_TOKEN", "1:a"), ("RETENTION_CHAT_DAYS", "-1")],
            &[("TELEGRAM_BOT_TOKEN", "1:a"), ("ADMIN_IDS", "4242, ann")],
            &[("TELEGRAM_BOT_TOKEN", "1:a"), ("ADMIN_IDS", "-100200")],
        ];
        for pairs in cases {
            let error = read(pairs).unwrap_err().to_string();
            let (name, value) = pairs.last().unwrap();
            let subject = if *value == "webhook" { "TELEGRAM_WEBHOOK_URL" } else { name };
            assert!(error.starts_with(subject), "{pairs:?}: {error}");
        }
    }

    #[test]
    fn owners_are_named_by_their_numbers() {
        let config = read(&[("TELEGRAM_BOT_TOKEN", "1:abc")]).unwrap();
        assert!(config.admin.owners.is_empty());
        let config = read(&[("TELEGRAM_BOT_TOKEN", "1:abc"), ("ADMIN_IDS", "4242, 5151,")]).unwrap();
        assert_eq!(config.admin.owners, [AccountId(4242), AccountId(5151)]);
    }

    #[test]
    fn several_processes_need_postgres() {
        let env = Env::of([("TELEGRAM_BOT_TOKEN", "1:a")]);
        assert!(Config::read(&env, Role::Worker).unwrap_err().to_string().contains("Postgres"));
        let env = env.with("DATABASE_URL", "postgres://localhost/atelier");
        assert!(Config::read(&env, Role::Worker).is_ok());
    }

    #[test]
    fn a_misspelt_variable_is_not_passed_over() {
        let error =
            read(&[("TELEGRAM_BOT_TOKEN", "1:a"), ("TELEGRAM_BOTTOKEN", "x")]).unwrap_err().to_string();
        assert!(error.contains("TELEGRAM_BOT_TOKEN"), "{error}");
    }

    #[test]
    fn secrets_are_not_printed() {
        let pairs = [
            ("TELEGRAM_BOT_TOKEN", "1:sesame"),
            ("OPENAI_API_KEY", "sk-sesame"),
            ("DATABASE_URL", "postgres://atelier:sesame@localhost/atelier"),
            ("REDIS_URL", "redis://:sesame@localhost/"),
            ("TELEGRAM_MODE", "webhook"),
            ("TELEGRAM_WEBHOOK_URL", "https://bot.example.org/telegram"),
            ("TELEGRAM_WEBHOOK_SECRET", "sesame-sesame-sesame"),
        ];
        assert!(!format!("{:?}", read(&pairs).unwrap()).contains("sesame"));
    }
}
