//! Work that comes round: once per period, with any number of replicas, and once for all that was missed.

use super::*;
use crate::jobs::{Schedule, Scheduler};

fn scheduler(bench: &Bench, schedule: Schedule) -> Scheduler {
    Scheduler::new(bench.queue.clone(), vec![schedule])
}

fn hourly() -> Schedule {
    Schedule::every("hourly", Duration::from_hours(1), &note("tick")).unwrap()
}

#[tokio::test]
async fn two_replicas_push_once_per_period() {
    for bench in Bench::each().await {
        let (one, other) = (scheduler(&bench, hourly()), scheduler(&bench, hourly()));
        assert!(one.push_due().await.unwrap().is_empty(), "it begins with the next period");
        for _ in 0..3 {
            bench.advance(3_600);
            let (mine, theirs) = tokio::join!(one.push_due(), other.push_due());
            assert_eq!(mine.unwrap().len() + theirs.unwrap().len(), 1, "{:?}", bench.db);
            assert!(one.push_due().await.unwrap().is_empty());
            let job = bench.claim(9).await.remove(0);
            bench.settle(&job, Verdict::Done).await;
        }
    }
}

#[tokio::test]
async fn what_was_missed_is_made_up_for_once() {
    for bench in Bench::each().await {
        let scheduler = scheduler(&bench, hourly());
        scheduler.push_due().await.unwrap();
        bench.clock.advance(TimeDelta::days(3));
        assert_eq!(scheduler.push_due().await.unwrap().len(), 1);
        assert_eq!(bench.claim(9).await.len(), 1, "{:?}", bench.db);
    }
}

#[tokio::test]
async fn a_period_is_left_out_while_the_last_one_runs() {
    for bench in Bench::each().await {
        let scheduler = scheduler(&bench, hourly());
        scheduler.push_due().await.unwrap();
        bench.advance(3_600);
        let first = scheduler.push_due().await.unwrap();
        bench.claim(1).await;
        bench.advance(3_600);
        assert_eq!(scheduler.push_due().await.unwrap(), first, "the one that runs stands for both");
        assert!(bench.claim(9).await.is_empty(), "{:?}", bench.db);
    }
}

#[tokio::test]
async fn once_a_day_is_at_its_time_in_utc() {
    for bench in Bench::each().await {
        let scheduler = scheduler(&bench, Schedule::daily("nightly", 3, 30, &note("tick")).unwrap());
        scheduler.push_due().await.unwrap();
        bench.clock.advance(TimeDelta::minutes(15 * 60 + 29));
        assert!(scheduler.push_due().await.unwrap().is_empty(), "03:29");
        bench.clock.advance(TimeDelta::minutes(1));
        assert_eq!(scheduler.push_due().await.unwrap().len(), 1, "03:30 {:?}", bench.db);
    }
}

#[tokio::test]
async fn a_period_that_grows_longer_goes_on() {
    for bench in Bench::each().await {
        scheduler(&bench, hourly()).push_due().await.unwrap();
        let longer = Schedule::every("hourly", Duration::from_hours(4), &note("tick")).unwrap();
        bench.advance(5 * 3_600);
        assert_eq!(scheduler(&bench, longer).push_due().await.unwrap().len(), 1, "{:?}", bench.db);
    }
}

#[tokio::test]
async fn a_scheduler_that_runs_pushes_and_stops() {
    for bench in Bench::each().await {
        let scheduler = scheduler(&bench, hourly());
        scheduler.push_due().await.unwrap();
        bench.advance(3_600);
        let stop = CancellationToken::new();
        let mut running = JoinSet::new();
        running.spawn(scheduler.run(stop.clone()));
        eventually(async || !bench.claim(1).await.is_empty()).await;
        stop.cancel();
        running.join_all().await;
    }
}
