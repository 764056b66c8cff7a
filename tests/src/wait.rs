//! Waiting for something to become true. Nobody sleeps for a fixed time and hopes.

use std::{future::Future, time::Duration};

use tokio::time::Instant;

/// How long anything may take on a loaded machine before it counts as never: longer than the leases of the dead.
pub const PATIENCE: Duration = Duration::from_secs(40);

/// How often to look at what cannot tell by itself that it has changed.
const LOOK_AGAIN: Duration = Duration::from_millis(15);

/// Waits until an answer is there; `None` when patience is over.
pub async fn until<T, F>(mut look: impl FnMut() -> F) -> Option<T>
where
    F: Future<Output = Option<T>>,
{
    let end = Instant::now() + PATIENCE;
    loop {
        if let Some(found) = look().await {
            return Some(found);
        }
        if Instant::now() >= end {
            return None;
        }
        tokio::time::sleep(LOOK_AGAIN).await;
    }
}
