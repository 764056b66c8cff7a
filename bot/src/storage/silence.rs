//! When the database was last asked and said nothing. A dead line swallows what is sent and gives no sign of it, for a
//! quarter of an hour where the system decides. Connections that were there at that moment are not used again and not
//! waited for; what is on them is for those who asked to give up.

use std::{sync::Arc, time::Duration};

use sqlx::{Connection as _, postgres::PgPoolOptions};
use tokio::{
    sync::watch,
    time::{Instant, timeout},
};

/// A connection that was used within this time is taken to be there; a question costs a round trip.
const FRESH: Duration = Duration::from_millis(100);
/// How long a connection may take to show that it is there.
const ANSWER: Duration = Duration::from_secs(1);

/// The last silence of a database. Cheap to clone; all clones speak of the same.
#[derive(Clone, Debug, Default)]
pub(crate) struct Silence(Arc<watch::Sender<Option<Instant>>>);

impl Silence {
    /// Something was asked, and no answer came in time.
    pub(super) fn noticed(&self) {
        self.0.send_replace(Some(Instant::now()));
    }

    /// Hears of the next one.
    pub(super) fn follow(&self) -> watch::Receiver<Option<Instant>> {
        self.0.subscribe()
    }

    /// Whether something of this age was there already.
    pub(super) fn concerns(&self, age: Duration) -> bool {
        self.0.borrow().is_some_and(|at| at.elapsed() <= age)
    }

    /// A pool that keeps no connection of which nothing can be expected any more.
    pub(super) fn shun(&self, pool: PgPoolOptions) -> PgPoolOptions {
        let (taking, giving_back) = (self.clone(), self.clone());
        pool.test_before_acquire(false)
            .before_acquire(move |connection, now| {
                let silence = taking.clone();
                Box::pin(async move {
                    if silence.concerns(now.age) {
                        return Ok(false);
                    }
                    if now.idle_for < FRESH {
                        return Ok(true);
                    }
                    if let Ok(answer) = timeout(ANSWER, connection.ping()).await {
                        return answer.map(|()| true);
                    }
                    silence.noticed();
                    Ok(false)
                })
            })
            .after_release(move |_, now| {
                let usable = !giving_back.concerns(now.age);
                Box::pin(async move { Ok(usable) })
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_silence_concerns_what_was_there_before_it() {
        let (silence, hour, moment) = (Silence::default(), Duration::from_hours(1), Duration::from_millis(5));
        assert!(!silence.concerns(hour));
        let mut news = silence.follow();
        silence.clone().noticed();
        tokio::time::sleep(moment * 2).await;
        assert!(silence.concerns(hour) && !silence.concerns(moment));
        assert!(news.changed().await.is_ok());
    }
}
