//! Who writes next where there is one writer: all stand in one line before it, and who is urgent goes past them.
//! It holds no connection.

use std::{sync::Arc, time::Duration};

use tokio::sync::{Mutex, OwnedMutexGuard};

/// The line. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub(super) struct Line(Arc<Mutex<()>>);

/// The first place in the line, until this is dropped.
#[derive(Debug)]
pub(super) struct Turn {
    _first: OwnedMutexGuard<()>,
}

impl Line {
    /// Waits for the first place; nothing when that takes longer than `patience`.
    pub(super) async fn turn(&self, patience: Duration) -> Option<Turn> {
        let first = Arc::clone(&self.0).lock_owned();
        tokio::time::timeout(patience, first).await.ok().map(|first| Turn { _first: first })
    }
}
