//! What stops a job from outside: a person who cancels, a process that drains or dies.

use super::*;
use crate::jobs::Cancelled;

async fn cancel(bench: &Bench, id: JobId) -> Cancelled {
    let mut tx = bench.begin().await;
    let cancelled = bench.queue.cancel(&mut tx, id).await.unwrap();
    tx.commit().await.unwrap();
    cancelled
}

/// Beats so rarely that only the signal of the commit can have been the reason.
fn patient() -> Options {
    Options { beat: Duration::from_mins(1), ..quick() }
}

fn heeding() -> Scribe {
    Scribe::new(|_, run| {
        Box::pin(async {
            run.cancel.cancelled().await;
            Err(JobError::Cancelled)
        })
    })
}

#[tokio::test]
async fn a_job_cancelled_before_it_began_is_only_buried() {
    for bench in Bench::each().await {
        let id = bench.push("a", |push| push.after(TimeDelta::hours(1))).await;
        assert_eq!(cancel(&bench, id).await, Cancelled::Before);
        assert_eq!(cancel(&bench, id).await, Cancelled::TooLate);
        let scribe = Scribe::willing();
        let working = bench.work(scribe.clone());
        bench.until(id, Status::Cancelled).await;
        assert_eq!(scribe.log(), ["bury a Cancelled 0"], "{:?}", bench.db);
        assert!(bench.queue.dead_letters(None, 10).await.unwrap().is_empty());
        working.stop().await;
    }
}

#[tokio::test]
async fn a_cancelled_job_does_not_wait_for_its_group() {
    for bench in Bench::each().await {
        bench.push("a", |push| push.group("g")).await;
        let waiting = bench.push("b", |push| push.group("g")).await;
        bench.claim(9).await;
        cancel(&bench, waiting).await;
        assert_eq!(bench.claim_texts(9).await, ["b"], "its burial: {:?}", bench.db);
    }
}

#[tokio::test]
async fn a_running_job_is_told_at_once() {
    for bench in Bench::each().await {
        let scribe = heeding();
        let working = bench.work_with(scribe.clone(), patient());
        let id = bench.push("a", |push| push).await;
        eventually(async || scribe.log().len() == 1).await;
        let begun = Instant::now();
        assert_eq!(cancel(&bench, id).await, Cancelled::Asked);
        bench.until(id, Status::Cancelled).await;
        assert!(begun.elapsed() < Duration::from_millis(250), "{:?} {:?}", bench.db, begun.elapsed());
        assert_eq!(scribe.log(), ["run a 1", "bury a Cancelled 1"]);
        working.stop().await;
    }
}

#[tokio::test]
async fn another_process_hears_of_it_by_its_heartbeat() {
    for bench in Bench::each().await {
        let scribe = heeding();
        let working = bench.work(scribe.clone());
        let id = bench.push("a", |push| push).await;
        eventually(async || scribe.log().len() == 1).await;
        store::cancel(&*bench.db, id, bench.now()).await.unwrap();
        bench.until(id, Status::Cancelled).await;
        working.stop().await;
    }
}

#[tokio::test]
async fn a_run_that_ends_well_in_spite_of_it_is_done() {
    for bench in Bench::each().await {
        let scribe = Scribe::new(|_, run| {
            Box::pin(async {
                run.cancel.cancelled().await;
                Ok(())
            })
        });
        let working = bench.work_with(scribe.clone(), patient());
        let id = bench.push("a", |push| push).await;
        eventually(async || scribe.log().len() == 1).await;
        cancel(&bench, id).await;
        bench.until(id, Status::Done).await;
        assert_eq!(scribe.log(), ["run a 1"]);
        working.stop().await;
    }
}

#[tokio::test]
async fn a_run_that_does_not_heed_is_dropped_and_buried() {
    for bench in Bench::each().await {
        let scribe = Scribe::new(|_, _| Box::pin(std::future::pending()));
        let working = bench.work_with(scribe.clone(), patient());
        let id = bench.push("a", |push| push).await;
        eventually(async || scribe.log().len() == 1).await;
        cancel(&bench, id).await;
        bench.until(id, Status::Cancelled).await;
        assert_eq!(scribe.log(), ["run a 1", "bury a Cancelled 1"]);
        working.stop().await;
    }
}

#[tokio::test]
async fn a_cancelled_job_does_not_go_back_to_the_queue() {
    for bench in Bench::each().await {
        let at = bench.now() + TimeDelta::hours(1);
        let backs =
            [Verdict::Retry { at, error: "oops".to_owned() }, Verdict::Again { at }, Verdict::Released];
        for (n, back) in backs.into_iter().enumerate() {
            let id = bench.push(&n.to_string(), |push| push).await;
            let job = bench.claim(1).await.remove(0);
            cancel(&bench, id).await;
            assert!(bench.settle(&job, back).await);
            let burial = bench.claim(1).await.remove(0).burial.unwrap();
            assert_eq!(burial.reason, crate::jobs::Reason::Cancelled, "{:?}", bench.db);
        }
    }
}

#[tokio::test]
async fn a_cancelled_job_whose_process_died_does_not_run_again() {
    for bench in Bench::each().await {
        let id = bench.push("a", |push| push).await;
        bench.claim(1).await;
        cancel(&bench, id).await;
        bench.advance(15);
        bench.take_back().await;
        let claimed = bench.claim(1).await.remove(0);
        assert!(claimed.burial.is_some_and(|burial| burial.reason == crate::jobs::Reason::Cancelled));
    }
}

#[tokio::test]
async fn a_process_that_drains_gives_its_jobs_back_unharmed() {
    for bench in Bench::each().await {
        let scribe = Scribe::new(|job, run| {
            Box::pin(async {
                run.stopping.cancelled().await;
                match job.text.as_str() {
                    "finishes" => Ok(()),
                    "errs" => Err(JobError::retry(anyhow::anyhow!("everything is going down"))),
                    _ => std::future::pending().await,
                }
            })
        });
        let working =
            bench.work_with(scribe.clone(), Options { drain: Duration::from_millis(100), ..quick() });
        let finishes = bench.push("finishes", |push| push).await;
        let errs = bench.push("errs", |push| push).await;
        let hangs = bench.push("hangs", |push| push).await;
        eventually(async || scribe.log().len() == 3).await;
        let begun = Instant::now();
        working.stop().await;
        assert!(begun.elapsed() < Duration::from_secs(1), "{:?}", bench.db);
        assert_eq!(bench.status(finishes).await, Status::Done);
        for id in [errs, hangs] {
            let job = bench.queue.find(id).await.unwrap().unwrap();
            assert_eq!((job.status, job.attempts), (Status::Queued, 0), "{:?}", bench.db);
        }
        assert_eq!(bench.claim(9).await.len(), 2, "another can take them at once");
    }
}

#[tokio::test]
async fn a_burial_cut_short_by_a_drain_is_given_back_too() {
    for bench in Bench::each().await {
        let id = bench.push("a", |push| push).await;
        cancel(&bench, id).await;
        let scribe = Scribe::willing().burying(|_, _| Box::pin(std::future::pending()));
        let working =
            bench.work_with(scribe.clone(), Options { drain: Duration::from_millis(50), ..quick() });
        eventually(async || scribe.log().len() == 1).await;
        working.stop().await;
        let burial = bench.claim(1).await.remove(0).burial.unwrap();
        assert_eq!(burial.number, 1, "{:?}", bench.db);
    }
}

#[tokio::test]
async fn a_process_that_dies_leaves_its_jobs_to_the_next() {
    for bench in Bench::each().await {
        let scribe = Scribe::new(|_, run| {
            Box::pin(async { if run.attempt == 1 { std::future::pending().await } else { Ok(()) } })
        });
        let working = bench.work(scribe.clone());
        let id = bench.push("a", |push| push).await;
        eventually(async || scribe.log().len() == 1).await;
        drop(working);
        let next = bench.work(scribe.clone());
        sleep(Duration::from_millis(80)).await;
        assert_eq!(bench.status(id).await, Status::Running, "the lease still runs");
        bench.advance(16);
        bench.until(id, Status::Done).await;
        assert_eq!(scribe.log(), ["run a 1", "run a 2"]);
        next.stop().await;
    }
}
