//! How a run may end: well, again, failed, in panic, too late, with the process; and the burial after it.

use super::*;
use crate::{
    jobs::{Reason, store::Burial},
    storage::sql::Executor as _,
};

fn failing(attempt_error: fn() -> JobError) -> Scribe {
    Scribe::new(move |_, _| Box::pin(async move { Err(attempt_error()) }))
}

fn oops() -> JobError {
    JobError::retry(anyhow::anyhow!("oops"))
}

#[tokio::test]
async fn a_retry_waits_longer_each_time_and_the_last_one_is_buried() {
    for bench in Bench::each().await {
        let scribe = failing(oops);
        let working = bench.work(scribe.clone());
        let id = bench.push("a", |push| push).await;
        for (attempt, at_least, at_most) in [(1, 800, 1_200), (2, 1_600, 2_400)] {
            eventually(async || {
                let job = bench.queue.find(id).await.unwrap().unwrap();
                (job.status, job.attempts) == (Status::Queued, attempt)
            })
            .await;
            let wait = bench.queue.find(id).await.unwrap().unwrap().run_at - bench.now();
            assert!((at_least..=at_most).contains(&wait.num_milliseconds()), "{wait}");
            bench.clock.advance(wait);
        }
        bench.until(id, Status::Dead).await;
        assert_eq!(scribe.log(), ["run a 1", "run a 2", "run a 3", "bury a Exhausted 3"], "{:?}", bench.db);
        let job = bench.queue.find(id).await.unwrap().unwrap();
        assert_eq!((job.reason, job.error.as_deref()), (Some(Reason::Exhausted), Some("oops")));
        working.stop().await;
    }
}

#[tokio::test]
async fn waits_double_up_to_ten_minutes() {
    let bench = Bench::on(TestDb::sqlite().await);
    for (failures, seconds) in [(1, 1.0), (2, 2.0), (3, 4.0), (4, 8.0), (9, 256.0), (10, 512.0)] {
        let wait = bench.queue.backoff(failures).as_secs_f64();
        assert!((0.8..=1.2).contains(&(wait / seconds)), "{failures}: {wait}");
    }
    for failures in [11, 40, u16::MAX] {
        assert!((480.0..=600.0).contains(&bench.queue.backoff(failures).as_secs_f64()));
    }
}

#[tokio::test]
async fn a_provider_may_say_how_long_to_wait() {
    for bench in Bench::each().await {
        let working =
            bench.work(failing(|| JobError::retry_after(Duration::from_secs(77), anyhow::anyhow!("429"))));
        let id = bench.push("a", |push| push).await;
        eventually(async || bench.queue.find(id).await.unwrap().unwrap().attempts == 1).await;
        bench.until(id, Status::Queued).await;
        let job = bench.queue.find(id).await.unwrap().unwrap();
        assert_eq!(job.run_at - bench.now(), TimeDelta::seconds(77));
        working.stop().await;
    }
}

#[tokio::test]
async fn waiting_is_not_an_attempt() {
    for bench in Bench::each().await {
        let scribe = Scribe::new(|_, run| {
            Box::pin(async move {
                if run.progress.elapsed() < Duration::from_secs(50) {
                    return Err(JobError::again(Duration::from_secs(10)));
                }
                Ok(())
            })
        });
        let working = bench.work(scribe.clone());
        let id = bench.push("a", |push| push).await;
        for round in 1..=5 {
            eventually(async || scribe.log().len() == round).await;
            bench.until(id, Status::Queued).await;
            bench.advance(10);
        }
        bench.until(id, Status::Done).await;
        assert_eq!(scribe.log(), ["run a 1"; 6], "{:?}", bench.db);
        working.stop().await;
    }
}

#[tokio::test]
async fn a_failure_for_good_is_buried_at_once() {
    for bench in Bench::each().await {
        let scribe = failing(|| JobError::fail(anyhow::anyhow!("never")));
        let working = bench.work(scribe.clone());
        let id = bench.push("a", |push| push).await;
        bench.until(id, Status::Dead).await;
        assert_eq!(scribe.log(), ["run a 1", "bury a Failed 1"]);
        working.stop().await;
    }
}

#[tokio::test]
async fn a_panic_and_a_run_that_takes_too_long_count_as_attempts() {
    for bench in Bench::each().await {
        let scribe = Scribe::new(|_, run| {
            Box::pin(async move {
                match run.attempt {
                    1 => panic!("at the disco"),
                    2 => std::future::pending().await,
                    _ => Ok(()),
                }
            })
        });
        let working = bench.work(scribe.clone());
        let id = bench.push("a", |push| push).await;
        for (attempt, error) in [(1, "panic: at the disco"), (2, "it took too long")] {
            eventually(async || {
                let job = bench.queue.find(id).await.unwrap().unwrap();
                job.status == Status::Queued && job.attempts == attempt
            })
            .await;
            assert_eq!(bench.queue.find(id).await.unwrap().unwrap().error.as_deref(), Some(error));
            bench.advance(5);
        }
        bench.until(id, Status::Done).await;
        working.stop().await;
    }
}

#[tokio::test]
async fn effect_and_completion_are_one() {
    for bench in Bench::each().await {
        bench.db.execute("CREATE TABLE effects (n bigint)", []).await.unwrap();
        let (db, log) = (bench.db.clone(), Log::default());
        let written = Arc::clone(&log);
        // The first attempt drops its transaction, the second commits it and fails afterwards.
        let scribe = Scribe::new(move |_, run| {
            let (db, log) = (db.clone(), Arc::clone(&log));
            Box::pin(async move {
                let mut tx = db.begin().await.map_err(JobError::retry)?;
                tx.execute("INSERT INTO effects (n) VALUES (1)", []).await.map_err(JobError::retry)?;
                run.complete_in(&mut tx).await.map_err(JobError::retry)?;
                if run.attempt == 2 {
                    tx.commit().await.map_err(JobError::retry)?;
                    sleep(Duration::from_millis(100)).await;
                    log.lock().unwrap().push("went on after the commit".to_owned());
                }
                Err(oops())
            })
        });
        let working = bench.work(scribe.clone());
        let id = bench.push("a", |push| push).await;
        bench.until(id, Status::Queued).await;
        eventually(async || scribe.log().len() == 1).await;
        bench.until(id, Status::Queued).await;
        bench.advance(2);
        bench.until(id, Status::Done).await;
        eventually(async || !written.lock().unwrap().is_empty()).await;
        working.stop().await;
        let effects = bench.db.rows("SELECT n FROM effects", []).await.unwrap().len();
        assert_eq!((effects, bench.status(id).await), (1, Status::Done), "{:?}", bench.db);
        assert_eq!(scribe.log(), ["run a 1", "run a 2"]);
    }
}

#[tokio::test]
async fn a_burial_is_repeated_until_it_succeeds_also_after_a_crash() {
    for bench in Bench::each().await {
        let id = bench.push("a", |push| push).await;
        let job = bench.claim(1).await.remove(0);
        bench.settle(&job, Verdict::Dying { reason: Reason::Failed, error: "why".to_owned() }).await;
        // The process dies while it buries.
        let burial = bench.claim(1).await.remove(0).burial;
        assert!(matches!(burial, Some(Burial { reason: Reason::Failed, number: 1, .. })));
        bench.advance(15);
        assert_eq!(bench.take_back().await, 1);
        let failures = Arc::new(Mutex::new(vec![oops(), JobError::again(Duration::from_secs(1))]));
        let scribe = Scribe::willing().burying(move |_, death| {
            let failure = failures.lock().unwrap().pop();
            assert_eq!((death.reason, death.error.as_deref()), (Reason::Failed, Some("why")));
            Box::pin(async move { failure.map_or(Ok(()), Err) })
        });
        let working = bench.work(scribe.clone());
        for times in 1..=2 {
            eventually(async || scribe.log().len() == times).await;
            bench.until(id, Status::Dying).await;
            eventually(async || bench.queue.find(id).await.unwrap().unwrap().run_at > bench.now()).await;
            bench.advance(10);
        }
        bench.until(id, Status::Dead).await;
        assert_eq!(scribe.log(), ["bury a Failed 1"; 3], "{:?}", bench.db);
        working.stop().await;
    }
}

#[tokio::test]
async fn what_nobody_can_read_is_dead_and_stops_nothing() {
    for bench in Bench::each().await {
        let strange = bench.push("a", |push| push).await;
        let broken = bench.push("b", |push| push).await;
        bench
            .db
            .execute("UPDATE jobs_queue SET name = 'test.of_tomorrow' WHERE id = $1", [strange.0.into()])
            .await
            .unwrap();
        bench
            .db
            .execute("UPDATE jobs_queue SET payload = '{' WHERE id = $1", [broken.0.into()])
            .await
            .unwrap();
        let scribe = Scribe::willing();
        let working = bench.work(scribe.clone());
        for attempt in 1..=3 {
            eventually(async || {
                let load = bench.queue.load().await.unwrap();
                load[0].later == 2 || load[0].dead == 2
            })
            .await;
            assert_eq!(bench.queue.find(broken).await.unwrap().unwrap().attempts, attempt);
            bench.advance(30);
        }
        for id in [strange, broken] {
            bench.until(id, Status::Dead).await;
            assert_eq!(bench.queue.find(id).await.unwrap().unwrap().reason, Some(Reason::Unreadable));
        }
        assert!(scribe.log().is_empty());
        working.stop().await;
    }
}
