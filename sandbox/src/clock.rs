//! What time it is, in the forms the Bot API wants.
//! Nothing here can be set: a test that needs another time waits or injects.

use std::time::{SystemTime, UNIX_EPOCH};

/// Seconds since 1970.
pub fn unix() -> i64 {
    millis() / 1000
}

/// Milliseconds since 1970.
#[expect(clippy::disallowed_methods, reason = "this is the sandbox's clock")]
pub fn millis() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
