//! Whose turn it is: priority, groups, the limit per person, and never two workers on one job.

use super::*;
use crate::{domain::AccountId, storage::sql::Executor as _};

const ANN: AccountId = AccountId(1);
const BORIS: AccountId = AccountId(2);

#[tokio::test]
async fn higher_priority_goes_first_then_what_is_due_longer() {
    for bench in Bench::each().await {
        bench.push("usual", |push| push).await;
        bench.push("due longer", |push| push.after(TimeDelta::seconds(-5))).await;
        bench.push("premium", |push| push.priority(10)).await;
        bench.push("low", |push| push.priority(-1)).await;
        assert_eq!(bench.claim_texts(2).await, ["premium", "due longer"]);
        assert_eq!(bench.claim_texts(9).await, ["usual", "low"]);
    }
}

#[tokio::test]
async fn a_group_goes_in_order_also_while_one_waits_for_its_retry() {
    for bench in Bench::each().await {
        for text in ["a", "b", "c"] {
            bench.push(text, |push| push.group("chat 1")).await;
        }
        bench.push("other", |push| push.group("chat 2")).await;
        let claimed = bench.claim(9).await;
        assert_eq!(texts(&claimed), ["a", "other"], "{:?}", bench.db);
        let at = bench.now() + TimeDelta::seconds(5);
        bench.settle(&claimed[0], Verdict::Retry { at, error: String::new() }).await;
        assert!(bench.claim(9).await.is_empty(), "b waits for the retry of a");
        bench.advance(5);
        let again = bench.claim(9).await.remove(0);
        assert_eq!((again.id, again.attempt), (claimed[0].id, 2));
        let dying = Verdict::Dying { reason: super::super::Reason::Failed, error: String::new() };
        bench.settle(&again, dying).await;
        let burial = bench.claim(9).await;
        assert_eq!(texts(&burial), ["a"], "b waits for the burial of a");
        assert!(burial[0].burial.is_some());
        bench.settle(&burial[0], Verdict::Buried).await;
        assert_eq!(bench.claim_texts(9).await, ["b"]);
        assert!(bench.claim(9).await.is_empty());
    }
}

#[tokio::test]
async fn priority_does_not_overtake_within_a_group() {
    for bench in Bench::each().await {
        bench.push("first", |push| push.group("g")).await;
        bench.push("urgent", |push| push.group("g").priority(100)).await;
        assert_eq!(bench.claim_texts(9).await, ["first"]);
    }
}

#[tokio::test]
async fn a_burial_that_keeps_failing_lets_its_group_go() {
    for bench in Bench::each().await {
        bench.push("a", |push| push.group("g")).await;
        bench.push("b", |push| push.group("g")).await;
        let job = bench.claim(9).await.remove(0);
        bench
            .settle(&job, Verdict::Dying { reason: super::super::Reason::Failed, error: String::new() })
            .await;
        for _ in 0..8 {
            let claimed = bench.claim(9).await;
            assert_eq!(texts(&claimed), ["a"]);
            bench.settle(&claimed[0], Verdict::Unburied { at: bench.now() }).await;
        }
        let mut both = bench.claim_texts(9).await;
        both.sort();
        assert_eq!(both, ["a", "b"], "{:?}", bench.db);
    }
}

#[tokio::test]
async fn a_person_has_only_so_many_at_a_time() {
    for bench in Bench::each().await {
        for n in 0..5 {
            bench.push(&format!("ann {n}"), |push| push.account(ANN).priority(5)).await;
        }
        bench.push("boris", |push| push.account(BORIS)).await;
        bench.push("nobody", |push| push).await;
        let first = bench.claim(9).await;
        let mut all = texts(&first);
        // What one claim leaves out, the next one finds.
        all.extend(bench.claim_texts(9).await);
        assert_eq!(all, ["ann 0", "ann 1", "boris", "nobody"], "{:?}", bench.db);
        bench.settle(&first[0], Verdict::Done).await;
        assert_eq!(bench.claim_texts(9).await, ["ann 2"]);
    }
}

#[tokio::test]
async fn a_person_with_a_thousand_jobs_holds_up_nobody() {
    for bench in Bench::each().await {
        let mut tx = bench.begin().await;
        for n in 0..1_000 {
            let cause = cause(&format!("ann {n}"));
            bench.queue.push(&mut tx, &note("ann"), Push::new(&cause).account(ANN)).await.unwrap();
        }
        tx.commit().await.unwrap();
        bench.push("boris", |push| push.account(BORIS)).await;
        let mut all = bench.claim_texts(4).await;
        all.extend(bench.claim_texts(4).await);
        assert_eq!(all, ["ann", "ann", "boris"], "{:?}", bench.db);
    }
}

#[tokio::test]
async fn the_limits_hold_when_many_claim_at_once() {
    for bench in Bench::each().await {
        let mut tx = bench.begin().await;
        for n in 0..60 {
            let push = Push::new(&cause(&format!("{n}"))).account(ANN).group(format!("g{}", n % 7));
            bench.queue.push(&mut tx, &note("ann"), push).await.unwrap();
        }
        tx.commit().await.unwrap();
        let bench = Arc::new(bench);
        for _ in 0..10 {
            let mut claiming = JoinSet::new();
            for _ in 0..6 {
                let bench = Arc::clone(&bench);
                claiming.spawn(async move { bench.claim(5).await });
            }
            let claimed: Vec<Claimed> = claiming.join_all().await.into_iter().flatten().collect();
            assert_eq!(claimed.len(), 2, "{:?}", bench.db);
            for job in &claimed {
                bench.settle(job, Verdict::Done).await;
            }
        }
    }
}

#[tokio::test]
async fn a_claim_counts_what_another_is_just_claiming() {
    let Some(db) = TestDb::postgres().await else { return };
    let bench = Arc::new(Bench::on(db));
    for text in ["a", "b"] {
        bench.push(text, |push| push.account(ANN)).await;
    }
    // Another replica is in the middle of claiming both.
    let tx = bench.begin().await;
    tx.rows(store::LOCK_LANE, ["test".into()]).await.unwrap();
    tx.execute("UPDATE jobs_queue SET status = 'running', lease_token = 'other'", []).await.unwrap();
    bench.push("urgent", |push| push.account(ANN).priority(9)).await;
    let mut claiming = JoinSet::new();
    let here = Arc::clone(&bench);
    claiming.spawn(async move { here.claim(9).await });
    sleep(Duration::from_millis(150)).await;
    tx.commit().await.unwrap();
    assert!(claiming.join_all().await.into_iter().flatten().next().is_none(), "she has two already");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_workers_never_run_one_job() {
    for bench in Bench::each().await {
        let mut tx = bench.begin().await;
        for n in 0..300 {
            let text = format!("{n}");
            bench.queue.push(&mut tx, &note(&text), Push::new(&cause(&text))).await.unwrap();
        }
        tx.commit().await.unwrap();
        let scribe = Scribe::new(|_, _| {
            Box::pin(async {
                sleep(Duration::from_millis(1)).await;
                Ok(())
            })
        });
        let (one, other) = (bench.work(scribe.clone()), bench.work(scribe.clone()));
        eventually(async || bench.queue.load().await.unwrap().is_empty()).await;
        one.stop().await;
        other.stop().await;
        let mut log = scribe.log();
        log.sort();
        let runs = log.len();
        log.dedup();
        assert_eq!((runs, log.len()), (300, 300), "{:?}", bench.db);
    }
}
