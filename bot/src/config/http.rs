//! Where the program listens.

use std::net::SocketAddr;

use super::env::{ConfigError, Env};

#[derive(Clone, Copy, Debug)]
pub struct HttpConfig {
    pub addr: SocketAddr,
}

impl HttpConfig {
    pub(super) fn read(env: &Env) -> Result<Self, ConfigError> {
        Ok(Self { addr: env.require("HTTP_ADDR", "an address such as 0.0.0.0:8080")? })
    }
}
