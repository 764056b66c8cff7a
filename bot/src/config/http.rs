//! Where the program listens.

use std::net::SocketAddr;

use super::env::{ConfigError, Env};

#[derive(Clone, Copy, Debug)]
pub struct HttpConfig {
    /// `None` listens nowhere.
    pub addr: Option<SocketAddr>,
}

impl HttpConfig {
    pub(super) fn read(env: &Env) -> Result<Self, ConfigError> {
        if env.get("HTTP_ADDR") == Some("off") {
            return Ok(Self { addr: None });
        }
        Ok(Self { addr: Some(env.require("HTTP_ADDR", "an address such as 0.0.0.0:8080, or `off`")?) })
    }
}
