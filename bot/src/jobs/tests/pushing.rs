//! What a push promises: one job for one cause, one live job for one key, nothing without a commit.

use super::*;
use crate::jobs::testing::{read_old, wire_form};

#[tokio::test]
async fn a_cause_pushes_its_job_once() {
    for bench in Bench::each().await {
        let first = bench.push("a", |push| push).await;
        assert_eq!(bench.push("a", |push| push.priority(9)).await, first, "{:?}", bench.db);
        assert_ne!(bench.push("b", |push| push).await, first);
        let job = bench.claim(1).await.remove(0);
        assert_eq!(job.id, first, "nothing changed");
        assert!(bench.settle(&job, Verdict::Done).await);
        assert_eq!(bench.push("a", |push| push).await, first, "also when it is over");
        assert_eq!(bench.status(first).await, Status::Done);
    }
}

#[tokio::test]
async fn the_job_of_a_key_begins_when_it_is_first_wanted_and_not_sooner_once_it_was_tried() {
    for bench in Bench::each().await {
        let id = bench.push("a", |push| push.unique("k").after(TimeDelta::seconds(12))).await;
        for (cause, wanted) in [("b", 2), ("c", 14)] {
            let wanted = TimeDelta::seconds(wanted);
            assert_eq!(bench.push(cause, |push| push.unique("k").after(wanted)).await, id);
        }
        assert!(bench.claim(1).await.is_empty(), "{:?}", bench.db);
        bench.advance(2);
        let job = bench.claim(1).await.remove(0);
        assert_eq!(job.id, id);
        let later = Verdict::Retry { at: bench.now() + TimeDelta::seconds(60), error: String::new() };
        bench.settle(&job, later).await;
        bench.push("d", |push| push.unique("k").after(TimeDelta::seconds(1))).await;
        bench.advance(30);
        assert!(bench.claim(1).await.is_empty(), "it waits for its own reasons: {:?}", bench.db);
    }
}

#[tokio::test]
async fn a_key_has_one_live_job() {
    for bench in Bench::each().await {
        let first = bench.push("a", |push| push.unique("k")).await;
        assert_eq!(bench.push("b", |push| push.unique("k")).await, first);
        let job = bench.claim(1).await.remove(0);
        assert_eq!(bench.push("c", |push| push.unique("k")).await, first, "running is live");
        bench.settle(&job, Verdict::Done).await;
        assert_ne!(bench.push("d", |push| push.unique("k")).await, first, "{:?}", bench.db);
    }
}

#[tokio::test]
async fn replicas_that_push_one_key_at_once_get_one_job() {
    for bench in Bench::each().await {
        let bench = Arc::new(bench);
        let mut pushing = JoinSet::new();
        for n in 0..8 {
            let bench = Arc::clone(&bench);
            pushing.spawn(async move { bench.push(&format!("p{n}"), |push| push.unique("k")).await });
        }
        let mut ids = pushing.join_all().await;
        ids.dedup();
        assert_eq!(ids.len(), 1, "{:?}", bench.db);
    }
}

#[tokio::test]
async fn what_is_not_committed_is_not_pushed() {
    for bench in Bench::each().await {
        let mut tx = bench.begin().await;
        bench.queue.push(&mut tx, &note("a"), Push::new(&cause("a"))).await.unwrap();
        drop(tx);
        assert!(bench.claim(1).await.is_empty());
    }
}

#[tokio::test]
async fn a_job_waits_for_its_time() {
    for bench in Bench::each().await {
        let at = bench.now() + TimeDelta::seconds(10);
        bench.push("later", |push| push.after(TimeDelta::seconds(10))).await;
        assert!(bench.claim(1).await.is_empty());
        assert_eq!(store::next_due(&bench.db, "test", bench.now()).await.unwrap(), Some(at));
        bench.advance(10);
        assert_eq!(bench.claim_texts(1).await, ["later"]);
        assert_eq!(store::next_due(&bench.db, "test", bench.now()).await.unwrap(), None);
    }
}

#[tokio::test]
async fn a_push_wakes_the_lane_with_its_commit() {
    for bench in Bench::each().await {
        let slow = Duration::from_mins(1);
        let scribe = Scribe::willing();
        let working =
            bench.work_with(scribe.clone(), Options { poll: slow, idle_poll: slow, beat: slow, ..quick() });
        for text in ["a", "b", "c"] {
            let begun = Instant::now();
            let id = bench.push(text, |push| push).await;
            bench.until(id, Status::Done).await;
            assert!(begun.elapsed() < Duration::from_secs(1), "{:?}", bench.db);
        }
        working.stop().await;
    }
}

#[test]
fn payloads_have_a_golden_form_and_stay_readable() {
    assert_eq!(wire_form(&note("a")), "test.note in test\n{\n  \"text\": \"a\"\n}");
    assert_eq!(read_old::<Note>(r#"{"text":"a","from_the_future":1}"#).unwrap(), note("a"));
}
