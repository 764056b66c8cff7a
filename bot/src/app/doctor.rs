//! What the doctor looks at, made from the same settings and by the same hands as what runs.

use std::{sync::Arc, time::Duration};

use super::ai;
use crate::{
    config::{Config, Env, Role},
    domain::{SharedClock, SystemClock},
    ops::doctor::{self, Finding, Patient},
    providers::{ChatModel, http_client},
    telegram::raw::Api,
};

/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(5);

/// Looks at everything that a bot with these settings needs.
pub async fn examine(env: Env) -> anyhow::Result<Vec<Finding>> {
    let config = match Config::read(&env, Role::All) {
        Ok(config) => config,
        Err(error) => return Ok(doctor::unreadable(error.to_string())),
    };
    let clock: SharedClock = Arc::new(SystemClock);
    let http = http_client(CONNECT)?;
    let api = Api::new(http.clone(), config.telegram.api_url.clone(), config.telegram.token.clone());
    let provider = || ai::provider(&config.ai, http.clone(), clock.clone());
    let model = (!config.ai.built_in).then(|| Box::new(provider()) as Box<dyn ChatModel>);
    Ok(doctor::examine(&Patient { config, env, api, http, model, clock }).await)
}
