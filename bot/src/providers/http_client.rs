//! The one place where HTTP clients for providers are made.
//! It sets no timeout for a whole request: answers stream for minutes, and adapters watch the gaps themselves.

use std::time::Duration;

use reqwest::redirect::Policy;

use super::{ErrorKind, ProviderError};

/// How idle connections are kept, and how a new one is made.
const KEEP_IDLE: Duration = Duration::from_mins(1);
/// Redirects that are followed; a key in a header does not follow to another host (reqwest).
const REDIRECTS: usize = 3;

/// A client with a pool of connections of its own; cloning shares the pool.
///
/// # Errors
/// [`ErrorKind::Unreachable`] where the machine has no usable TLS set-up.
#[expect(clippy::disallowed_methods, reason = "this is the one place that makes clients")]
pub fn http_client(connect_timeout: Duration) -> Result<reqwest::Client, ProviderError> {
    reqwest::Client::builder()
        .user_agent(concat!("Atelier/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(connect_timeout)
        .pool_idle_timeout(KEEP_IDLE)
        .tcp_keepalive(KEEP_IDLE)
        .redirect(Policy::limited(REDIRECTS))
        .build()
        .map_err(|error| ProviderError::new(ErrorKind::Unreachable, error.to_string()))
}
