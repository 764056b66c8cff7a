//! The bot on a thread and a runtime of its own, so that it can be stopped as an operator stops it, or die.

use std::thread::JoinHandle;

use atelier::{
    app::{App, Tempo},
    config::Config,
    domain::SharedClock,
};
use tokio::sync::oneshot;

use crate::log::Errors;

enum End {
    /// As by SIGTERM.
    Stop,
    /// As by SIGKILL: nothing is finished, nothing is said.
    Crash,
}

/// A running bot.
pub(crate) struct Process {
    end: oneshot::Sender<End>,
    thread: JoinHandle<bool>,
}

impl Process {
    pub(crate) async fn start(
        config: Config,
        tempo: Tempo,
        clock: SharedClock,
        errors: &Errors,
    ) -> anyhow::Result<Self> {
        let (end, ended) = oneshot::channel();
        let (begun, beginning) = oneshot::channel();
        let dispatch = errors.dispatch();
        let thread = std::thread::spawn(move || {
            tracing::dispatcher::with_default(&dispatch, || live(config, tempo, clock, begun, ended))
        });
        beginning.await??;
        Ok(Self { end, thread })
    }

    /// Stops it; answers whether everything ended in time.
    pub(crate) async fn stop(self) -> bool {
        self.end(End::Stop).await
    }

    pub(crate) async fn crash(self) {
        self.end(End::Crash).await;
    }

    async fn end(self, how: End) -> bool {
        let _ = self.end.send(how);
        let joined = tokio::task::spawn_blocking(|| self.thread.join()).await;
        joined.is_ok_and(|ended| ended.unwrap_or(false))
    }
}

fn live(
    config: Config,
    tempo: Tempo,
    clock: SharedClock,
    begun: oneshot::Sender<anyhow::Result<()>>,
    ended: oneshot::Receiver<End>,
) -> bool {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let in_time = runtime.block_on(async {
        let app = match App::start_by(config, tempo, clock).await {
            Ok(app) => app,
            Err(error) => {
                let _ = begun.send(Err(error));
                return false;
            }
        };
        let _ = begun.send(Ok(()));
        match ended.await {
            Ok(End::Stop) => app.stop().await,
            Ok(End::Crash) | Err(_) => false,
        }
    });
    // Whatever still runs is dropped where it stands.
    drop(runtime);
    in_time
}
