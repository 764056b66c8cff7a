//! Processes that die, sleep through a lease, or hear of each other: what is lost is found, nothing twice.

use super::*;
use crate::{
    jobs::{Cancelled, QueueError, testing::detached_run},
    storage::{Db, processes::Heir as _, sql::Executor as _, testing::TestDb},
};

#[tokio::test]
async fn poison_ends_after_its_last_attempt_and_is_buried() {
    for bench in Bench::each().await {
        let id = bench.push("poison", |push| push).await;
        for attempt in 1..=3 {
            let claimed = bench.claim(1).await;
            assert_eq!(claimed[0].attempt, attempt);
            bench.advance(14);
            assert_eq!(bench.take_back().await, 0, "the lease still runs");
            bench.advance(1);
            assert_eq!(bench.take_back().await, 1, "{:?}", bench.db);
        }
        assert_eq!(bench.status(id).await, Status::Dying);
        let scribe = Scribe::willing();
        let working = bench.work(scribe.clone());
        bench.until(id, Status::Dead).await;
        assert_eq!(scribe.log(), ["bury poison Crashed 3"]);
        working.stop().await;
    }
}

#[tokio::test]
async fn on_sqlite_a_new_process_takes_all_back_at_once() {
    for bench in Bench::each().await {
        bench.push("a", |push| push).await;
        bench.claim(1).await;
        let taken = bench.queue.recover_local().await.unwrap();
        let again = bench.claim(1).await.len();
        match bench.db.name() {
            "SQLite" => assert_eq!((taken, again), (1, 1)),
            _ => assert_eq!((taken, again), (0, 0), "another replica may be at work"),
        }
    }
}

#[tokio::test]
async fn who_lost_the_lease_has_no_say() {
    for bench in Bench::each().await {
        let id = bench.push("a", |push| push).await;
        let late = bench.claim(1).await.remove(0);
        bench.advance(15);
        bench.take_back().await;
        let current = bench.claim(1).await.remove(0);
        for verdict in
            [Verdict::Done, Verdict::Released, Verdict::Retry { at: bench.now(), error: String::new() }]
        {
            assert!(!bench.settle(&late, verdict).await);
        }
        let kept = store::renew(&bench.db, &[(id, late.token.clone())], bench.now() + LEASE).await.unwrap();
        assert!(kept.is_empty());
        assert!(bench.settle(&current, Verdict::Done).await, "{:?}", bench.db);
    }
}

#[tokio::test]
async fn a_run_whose_lease_is_lost_is_dropped() {
    for bench in Bench::each().await {
        let scribe = Scribe::new(|_, run| {
            Box::pin(async move { if run.attempt == 1 { std::future::pending().await } else { Ok(()) } })
        });
        let slow = Duration::from_millis(100);
        let working = bench.work_with(scribe.clone(), Options { beat: slow, ..quick() });
        let id = bench.push("a", |push| push).await;
        eventually(async || scribe.log().len() == 1).await;
        // As if this process had slept through its lease and another had taken the job back.
        bench.db.execute("UPDATE jobs_queue SET status = 'queued', lease_token = NULL", []).await.unwrap();
        bench.until(id, Status::Done).await;
        assert_eq!(scribe.log(), ["run a 1", "run a 2"]);
        working.stop().await;
    }
}

#[tokio::test]
async fn leases_are_renewed_while_a_job_runs() {
    for bench in Bench::each().await {
        let (scribe, open) = gated();
        let working = bench.work(scribe.clone());
        let id = bench.push("a", |push| push).await;
        eventually(async || scribe.log().len() == 1).await;
        for _ in 0..3 {
            bench.advance(10);
            sleep(Duration::from_millis(70)).await;
        }
        open.cancel();
        bench.until(id, Status::Done).await;
        assert_eq!(scribe.log(), ["run a 1"], "{:?}", bench.db);
        working.stop().await;
    }
}

/// A runner that waits at a gate.
fn gated() -> (Scribe, CancellationToken) {
    let gate = CancellationToken::new();
    let at_gate = gate.clone();
    let scribe = Scribe::new(move |_, _| {
        let gate = at_gate.clone();
        Box::pin(async move {
            gate.cancelled().await;
            Ok(())
        })
    });
    (scribe, gate)
}

#[tokio::test]
async fn completion_fails_when_the_lease_is_lost() {
    for bench in Bench::each().await {
        bench.push("a", |push| push).await;
        let late = bench.claim(1).await.remove(0);
        bench.advance(15);
        bench.take_back().await;
        let current = bench.claim(1).await.remove(0);
        let mut tx = bench.begin().await;
        assert!(!store::settle(&tx, (late.id, &late.token), &Verdict::Done, bench.now()).await.unwrap());
        let mut run = detached_run(late.id, Arc::clone(&bench.clock) as SharedClock);
        run.ticket.detached = false;
        let lost = run.complete_in(&mut tx).await;
        assert!(matches!(lost, Err(QueueError::LeaseLost)), "{:?}", bench.db);
        drop(tx);
        assert!(bench.settle(&current, Verdict::Done).await);
    }
}

#[tokio::test]
async fn a_heartbeat_does_not_wait_for_a_job_that_is_being_settled() {
    for bench in Bench::each().await {
        if bench.db.name() == "SQLite" {
            continue; // It has one writer: a transaction is waited for, and cannot be waiting itself.
        }
        bench.push("a", |push| push).await;
        bench.push("b", |push| push).await;
        let claimed = bench.claim(2).await;
        let tx = bench.begin().await;
        store::settle(&tx, (claimed[0].id, &claimed[0].token), &Verdict::Done, bench.now()).await.unwrap();
        let leases: Vec<_> = claimed.iter().map(|job| (job.id, job.token.clone())).collect();
        let renewing = store::renew(&bench.db, &leases, bench.now() + LEASE);
        let mut kept = tokio::time::timeout(Duration::from_secs(2), renewing).await.unwrap().unwrap();
        kept.sort_by_key(|kept| kept.id);
        assert_eq!(kept.iter().map(|kept| kept.renewed).collect::<Vec<_>>(), [false, true]);
        tx.commit().await.unwrap();
        let kept = store::renew(&bench.db, &leases, bench.now() + LEASE).await.unwrap();
        assert_eq!(kept.iter().map(|kept| kept.id).collect::<Vec<_>>(), [claimed[1].id]);
    }
}

#[tokio::test]
async fn a_push_and_a_cancel_in_another_process_are_heard_at_once() {
    let Some(db) = TestDb::postgres().await else { return };
    let bench = Bench::on(db);
    let other = Db::connect_url(&bench.db.url()).await.unwrap();
    let elsewhere =
        Queue::new(other.clone(), Arc::clone(&bench.clock) as SharedClock, StdRng::seed_from_u64(8));
    let stop = CancellationToken::new();
    let mut listening = JoinSet::new();
    let (db, until) = (bench.db.clone(), stop.clone());
    listening.spawn(async move { db.listen(until).await });
    sleep(Duration::from_millis(300)).await;
    let scribe = Scribe::new(|_, run| {
        Box::pin(async {
            run.cancel.cancelled().await;
            Err(JobError::Cancelled)
        })
    });
    let slow = Duration::from_mins(1);
    let working =
        bench.work_with(scribe.clone(), Options { poll: slow, idle_poll: slow, beat: slow, ..quick() });
    sleep(Duration::from_millis(100)).await;
    let mut tx = other.begin().await.unwrap();
    let id = elsewhere.push(&mut tx, &note("a"), Push::new(&cause("a"))).await.unwrap();
    tx.commit().await.unwrap();
    eventually(async || scribe.log().len() == 1).await;
    let mut tx = other.begin().await.unwrap();
    assert_eq!(elsewhere.cancel(&mut tx, id).await.unwrap(), Cancelled::Asked);
    tx.commit().await.unwrap();
    bench.until(id, Status::Cancelled).await;
    working.stop().await;
    stop.cancel();
    listening.join_all().await;
}

/// Every job writes one effect together with its completion, or dies with its process before or after.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn effects_happen_once_however_often_processes_die() {
    const JOBS: usize = 80;
    for bench in Bench::each().await {
        bench.db.execute("CREATE TABLE effects (text text NOT NULL)", []).await.unwrap();
        let mut tx = bench.begin().await;
        for n in 0..JOBS {
            let text = n.to_string();
            let push = Push::new(&cause(&text)).group(format!("g{}", n % 9));
            bench.queue.push(&mut tx, &note(&text), push).await.unwrap();
        }
        tx.commit().await.unwrap();
        // Dying is not their fault here.
        bench.db.execute("UPDATE jobs_queue SET max_attempts = 1000", []).await.unwrap();
        let db = bench.db.clone();
        let scribe = Scribe::new(move |job, run| {
            let db = db.clone();
            Box::pin(async move {
                sleep(Duration::from_millis(3)).await;
                let mut tx = db.begin().await.map_err(JobError::retry)?;
                let effect = "INSERT INTO effects (text) VALUES ($1)";
                tx.execute(effect, [job.text.as_str().into()]).await.map_err(JobError::retry)?;
                run.complete_in(&mut tx).await.map_err(JobError::retry)?;
                tx.commit().await.map_err(JobError::retry)?;
                sleep(Duration::from_millis(3)).await;
                Ok(())
            })
        });
        let begun = Instant::now();
        for life in 0_u64.. {
            let (one, other) = (bench.work(scribe.clone()), bench.work(scribe.clone()));
            sleep(Duration::from_millis(20 + life * 7 % 40)).await;
            drop(one);
            if life % 3 == 0 {
                other.stop().await;
            }
            bench.advance(16);
            if !bench.queue.load().await.unwrap().iter().any(|lane| lane.due + lane.later + lane.running > 0)
            {
                break;
            }
            assert!(begun.elapsed() < Duration::from_secs(40), "jobs are lost: {:?}", bench.db);
        }
        let sql = "SELECT count(*) AS n, count(DISTINCT text) AS texts FROM effects";
        let row = &bench.db.rows(sql, []).await.unwrap()[0];
        let (n, texts): (i64, i64) = (row.try_get("", "n").unwrap(), row.try_get("", "texts").unwrap());
        assert_eq!((n, texts), (80, 80), "{:?}", bench.db);
    }
}

#[tokio::test]
async fn what_a_process_had_that_is_gone_runs_again_at_once() {
    for bench in Bench::each().await {
        bench.push("a", |push| push).await;
        assert_eq!(bench.claim(1).await.len(), 1);
        bench.queue.take_over(TestDb::sqlite().await.process()).await.unwrap();
        assert!(bench.claim(1).await.is_empty(), "{:?}", bench.db);
        bench.queue.take_over(bench.db.process()).await.unwrap();
        assert_eq!(bench.claim(1).await[0].attempt, 2);
    }
}

#[tokio::test]
async fn what_was_pushed_by_a_clock_that_ran_ahead_runs_when_it_was_to() {
    for bench in Bench::each().await {
        if bench.db.name() != "SQLite" {
            continue;
        }
        let before = bench.now();
        bench.advance(3600);
        bench.push("soon", |push| push).await;
        bench.push("later", |push| push.after(TimeDelta::seconds(30))).await;
        bench.clock.advance(before - bench.now());
        assert!(bench.claim(9).await.is_empty());
        bench.queue.recover_local().await.unwrap();
        assert_eq!(bench.claim_texts(9).await, ["soon"]);
        bench.advance(30);
        assert_eq!(bench.claim_texts(9).await, ["later"]);
    }
}
