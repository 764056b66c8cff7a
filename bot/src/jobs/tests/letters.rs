//! Looking at the queue, dead letters, and tidying up.

use super::*;
use crate::{
    domain::AccountId,
    jobs::{PurgeJobs, Purger, Reason, letters},
    storage::sql::Executor as _,
};

async fn kill(bench: &Bench, text: &str) -> JobId {
    let id = bench.push(text, |push| push.account(AccountId(5))).await;
    let job = bench.claim(1).await.remove(0);
    bench.settle(&job, Verdict::Dying { reason: Reason::Failed, error: "why".to_owned() }).await;
    let burial = bench.claim(1).await.remove(0);
    bench.settle(&burial, Verdict::Buried).await;
    id
}

#[tokio::test]
async fn a_dead_letter_runs_again_under_a_new_cause() {
    for bench in Bench::each().await {
        let id = kill(&bench, "a").await;
        let letters = bench.queue.dead_letters(None, 10).await.unwrap();
        assert_eq!(letters.len(), 1);
        assert_eq!((letters[0].id, letters[0].reason, letters[0].attempts), (id, Reason::Failed, 1));
        assert_eq!(letters[0].error.as_deref(), Some("why"));
        let mut tx = bench.begin().await;
        assert!(bench.queue.retry_dead(&mut tx, id).await.unwrap());
        assert!(!bench.queue.retry_dead(&mut tx, id).await.unwrap(), "it is none any more");
        tx.commit().await.unwrap();
        let causes = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&causes);
        let scribe = Scribe::new(move |_, run| {
            seen.lock().unwrap().push(run.cause.to_string());
            Box::pin(async { Ok(()) })
        });
        let working = bench.work(scribe.clone());
        bench.until(id, Status::Done).await;
        assert_eq!(scribe.log(), ["run a 1"], "{:?}", bench.db);
        assert_eq!(*causes.lock().unwrap(), [format!("j{id}/again1")]);
        working.stop().await;
    }
}

#[tokio::test]
async fn a_dead_letter_stays_dead_while_its_key_is_taken() {
    for bench in Bench::each().await {
        let id = bench.push("a", |push| push.unique("k")).await;
        bench.db.execute("UPDATE jobs_queue SET status = 'dead', death = 'failed'", []).await.unwrap();
        bench.push("b", |push| push.unique("k")).await;
        let mut tx = bench.begin().await;
        assert!(!bench.queue.retry_dead(&mut tx, id).await.unwrap(), "{:?}", bench.db);
    }
}

#[tokio::test]
async fn dead_letters_are_paged_and_put_aside() {
    for bench in Bench::each().await {
        let mut ids = Vec::new();
        for text in ["a", "b", "c"] {
            ids.push(kill(&bench, text).await);
        }
        let page = bench.queue.dead_letters(None, 2).await.unwrap();
        assert_eq!(page.iter().map(|letter| letter.id).collect::<Vec<_>>(), [ids[2], ids[1]]);
        let rest = bench.queue.dead_letters(Some(ids[1]), 2).await.unwrap();
        assert_eq!(rest.iter().map(|letter| letter.id).collect::<Vec<_>>(), [ids[0]]);
        let mut tx = bench.begin().await;
        assert!(bench.queue.discard_dead(&mut tx, ids[0]).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(bench.status(ids[0]).await, Status::Cancelled);
        assert_eq!(bench.queue.dead_letters(None, 9).await.unwrap().len(), 2, "{:?}", bench.db);
    }
}

#[tokio::test]
async fn the_load_is_told_by_lane() {
    for bench in Bench::each().await {
        assert!(bench.queue.load().await.unwrap().is_empty());
        kill(&bench, "dead").await;
        bench.push("running", |push| push).await;
        bench.claim(1).await;
        bench.push("due", |push| push.account(AccountId(5))).await;
        bench.push("later", |push| push.after(TimeDelta::seconds(60))).await;
        bench.advance(7);
        let load = bench.queue.load().await.unwrap();
        let expected = crate::jobs::LaneLoad {
            lane: "test".to_owned(),
            due: 1,
            later: 1,
            running: 1,
            dying: 0,
            dead: 1,
            oldest: Some(Duration::from_secs(7)),
        };
        assert_eq!(load, [expected], "{:?}", bench.db);
        assert_eq!(bench.queue.live_of(AccountId(5)).await.unwrap(), 1);
    }
}

#[tokio::test]
async fn what_waits_behind_its_own_is_not_said_to_wait() {
    for bench in Bench::each().await {
        bench.push("first of the chat", |push| push.group("chat").account(AccountId(5))).await;
        bench.claim(1).await;
        bench.push("second of the chat", |push| push.group("chat")).await;
        bench.push("third of the chat", |push| push.group("chat")).await;
        bench.push("the person's in another chat", |push| push.account(AccountId(5))).await;
        bench.advance(90);
        let load = bench.queue.load().await.unwrap().remove(0);
        assert_eq!((load.due, load.running, load.oldest), (3, 1, None), "{:?}", bench.db);
        bench.push("somebody else's", |push| push.group("other").account(AccountId(6))).await;
        bench.push("behind it", |push| push.group("other")).await;
        bench.advance(7);
        let load = bench.queue.load().await.unwrap().remove(0);
        assert_eq!((load.due, load.oldest), (5, Some(Duration::from_secs(7))), "{:?}", bench.db);
    }
}

#[tokio::test]
async fn a_purge_takes_what_is_over_and_keeps_what_estimates_need() {
    for bench in Bench::each().await {
        kill(&bench, "dead").await;
        for n in 0..60 {
            bench.push(&format!("{n}"), |push| push).await;
            let job = bench.claim(1).await.remove(0);
            bench.advance(1);
            assert!(bench.settle(&job, Verdict::Done).await);
        }
        let live = bench.push("live", |push| push).await;
        let (now, long_ago) = (bench.now() + TimeDelta::seconds(1), bench.now() - TimeDelta::days(1));
        assert_eq!(bench.queue.purge(now, long_ago).await.unwrap(), 10, "{:?}", bench.db);
        assert_eq!(bench.queue.purge(long_ago, now).await.unwrap(), 1, "the dead letter");
        assert_eq!(bench.status(live).await, Status::Queued);
        let past = letters::durations(&bench.db, Note::NAME).await.unwrap();
        assert_eq!(past, [Duration::from_secs(1); 50]);
        let payloads = bench.db.rows("SELECT 1 FROM jobs_queue WHERE status = 'done' AND payload <> ''", []);
        assert!(payloads.await.unwrap().is_empty(), "what is done has no words left");
    }
}

#[tokio::test]
async fn a_person_is_forgotten() {
    for bench in Bench::each().await {
        let dead = kill(&bench, "dead").await;
        let queued = bench.push("queued", |push| push.account(AccountId(5))).await;
        let other = bench.push("other", |push| push.account(AccountId(6))).await;
        let mut tx = bench.begin().await;
        assert_eq!(bench.queue.forget(&mut tx, AccountId(5)).await.unwrap(), 2);
        tx.commit().await.unwrap();
        assert!(bench.queue.find(dead).await.unwrap().is_none());
        assert_eq!(bench.status(queued).await, Status::Dying, "{:?}", bench.db);
        assert_eq!(bench.status(other).await, Status::Queued);
    }
}

#[tokio::test]
async fn the_queue_tidies_itself_by_a_job() {
    for bench in Bench::each().await {
        let dead = kill(&bench, "dead").await;
        bench.clock.advance(TimeDelta::days(8));
        let mut registry = Registry::new();
        registry.register::<PurgeJobs, _>(Purger(bench.queue.clone()));
        let stop = CancellationToken::new();
        let mut tasks = JoinSet::new();
        tasks.spawn(Workers::new(bench.queue.clone(), registry, quick()).run(stop.clone()));
        let mut tx = bench.begin().await;
        let id = bench.queue.push(&mut tx, &PurgeJobs {}, Push::new(&cause("purge"))).await.unwrap();
        tx.commit().await.unwrap();
        bench.until(id, Status::Done).await;
        assert!(bench.queue.find(dead).await.unwrap().is_none(), "{:?}", bench.db);
        stop.cancel();
        while tasks.join_next().await.is_some() {}
    }
}
