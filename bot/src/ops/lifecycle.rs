//! Every task of the process is begun here, so that it can be ended here.
//! Stopping: intake first, then what is under way has some seconds, then everything ends; last of all what tells
//! others how the stop is going.

use std::{future::Future, time::Duration};

use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tracing::Span;

use super::trace::Trace;

/// How long what is under way may go on after the stop. Containers are killed after ten seconds.
pub const DRAIN: Duration = Duration::from_secs(8);

/// How long the last tasks may take after the others.
const FAREWELL: Duration = Duration::from_millis(500);

/// The tasks of the process.
#[derive(Clone, Debug, Default)]
pub struct Lifecycle {
    tasks: TaskTracker,
    stop: CancellationToken,
    /// Those that end after all others.
    last: TaskTracker,
    over: CancellationToken,
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

    /// Begins a task that goes on while the others end. It heeds [`Self::over`].
    pub fn spawn_last<F>(&self, task: F)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        self.last.spawn(task);
    }

    /// Cancelled when all but the last tasks have ended.
    pub fn over(&self) -> CancellationToken {
        self.over.clone()
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
        self.over.cancel();
        self.last.close();
        // A connection that somebody keeps open is not waited for.
        let _ = tokio::time::timeout(FAREWELL, self.last.wait()).await;
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

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    };

    use super::Lifecycle;

    #[tokio::test]
    async fn the_last_tasks_go_on_until_the_others_have_ended() {
        let life = Lifecycle::new();
        let (drained, seen) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false)));
        let (stop, done) = (life.stopping(), Arc::clone(&drained));
        life.spawn(async move {
            stop.cancelled().await;
            tokio::task::yield_now().await;
            done.store(true, Ordering::SeqCst);
        });
        let (over, look) = (life.over(), Arc::clone(&seen));
        life.spawn_last(async move {
            over.cancelled().await;
            look.store(drained.load(Ordering::SeqCst), Ordering::SeqCst);
        });
        assert!(life.stop().await);
        assert!(seen.load(Ordering::SeqCst), "it ended before the others");
    }
}
