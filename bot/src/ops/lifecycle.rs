//! Every task of the process is begun here, so that it can be ended here.
//! Stopping: intake first, then what is under way has some seconds, then everything ends.

use std::{future::Future, time::Duration};

use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tracing::Span;

use super::trace::Trace;

/// How long what is under way may go on after the stop. Containers are killed after ten seconds.
pub const DRAIN: Duration = Duration::from_secs(8);

/// The tasks of the process.
#[derive(Clone, Debug, Default)]
pub struct Lifecycle {
    tasks: TaskTracker,
    stop: CancellationToken,
}

impl Lifecycle {
    pub fn new() -> Self {
        Self::default()
    }

    /// Begins a task that heeds [`Self::stopping`] or ends by itself soon. It belongs to the story of who began it.
    pub fn spawn<F>(&self, task: F)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        match Trace::current() {
            Some(trace) => self.tasks.spawn(trace.scope(Span::current(), task)),
            None => self.tasks.spawn(task),
        };
    }

    /// Cancelled when the process is to stop.
    pub fn stopping(&self) -> CancellationToken {
        self.stop.clone()
    }

    /// Tells every task to stop, and waits for them at most [`DRAIN`]. Says whether all ended.
    pub async fn stop(&self) -> bool {
        self.stop.cancel();
        self.tasks.close();
        let ended = tokio::time::timeout(DRAIN, self.tasks.wait()).await.is_ok();
        if !ended {
            tracing::warn!(
                left = self.tasks.len(),
                "some tasks did not end in time; what they held is taken up again"
            );
        }
        ended
    }
}

/// Waits for Ctrl-C or SIGTERM.
pub async fn asked_to_stop() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending::<()>().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}
