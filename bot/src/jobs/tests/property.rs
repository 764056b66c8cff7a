//! Any order of pushes, claims, ends, crashes and cancels: no job is lost, none completed twice, none out of
//! turn.

use std::collections::{BTreeMap, BTreeSet};

use proptest::{prelude::*, test_runner::TestRunner};

use super::*;
use crate::{domain::AccountId, jobs::Reason, storage::sql::Executor as _};

#[derive(Clone, Debug)]
enum Step {
    Push {
        group: Option<u8>,
        account: Option<u8>,
        priority: i16,
        key: Option<u8>,
    },
    Claim {
        room: usize,
    },
    End {
        which: prop::sample::Index,
        how: How,
    },
    /// The process of this lease dies; nobody settles it.
    Crash {
        which: prop::sample::Index,
    },
    Pass {
        seconds: i64,
    },
    Cancel {
        which: prop::sample::Index,
    },
}

#[derive(Clone, Copy, Debug)]
enum How {
    Done,
    Retry,
    Again,
    Fail,
    Release,
}

fn step() -> impl Strategy<Value = Step> {
    let how =
        prop_oneof![Just(How::Done), Just(How::Retry), Just(How::Again), Just(How::Fail), Just(How::Release)];
    let some = |up_to: u8| prop::option::of(0..up_to);
    prop_oneof![
        4 => (some(3), some(2), -1..=1_i16, prop::option::weighted(0.2, 0..2_u8))
            .prop_map(|(group, account, priority, key)| Step::Push { group, account, priority, key }),
        4 => (1..4_usize).prop_map(|room| Step::Claim { room }),
        4 => (any::<prop::sample::Index>(), how).prop_map(|(which, how)| Step::End { which, how }),
        1 => any::<prop::sample::Index>().prop_map(|which| Step::Crash { which }),
        2 => (1..20_i64).prop_map(|seconds| Step::Pass { seconds }),
        1 => any::<prop::sample::Index>().prop_map(|which| Step::Cancel { which }),
    ]
}

/// What the queue must agree with.
#[derive(Default)]
struct Model {
    pushed: BTreeMap<JobId, (Option<u8>, Option<u8>)>,
    open: Vec<(Claimed, DateTime<Utc>)>,
    crashed: Vec<(Claimed, DateTime<Utc>)>,
    over: BTreeSet<JobId>,
    done: BTreeSet<JobId>,
}

impl Model {
    async fn take(&mut self, bench: &Bench, step: Step) {
        match step {
            Step::Push { group, account, priority, key } => {
                let text = format!("p{}", self.pushed.len() + self.over.len() * 1_000);
                let id = bench
                    .push(&text, |mut push| {
                        push = push.priority(priority);
                        push = group.into_iter().fold(push, |push, group| push.group(group.to_string()));
                        push = account.into_iter().fold(push, |push, id| push.account(AccountId(id.into())));
                        key.into_iter().fold(push, |push, key| push.unique(key.to_string()))
                    })
                    .await;
                assert!(!self.over.contains(&id), "a key stands only for what is live");
                self.pushed.entry(id).or_insert((group, account));
            }
            Step::Claim { room } => self.claim(bench, room).await,
            Step::End { which, how } if !self.open.is_empty() => {
                let (job, until) = self.open.remove(which.index(self.open.len()));
                self.end(bench, job, until, how).await;
            }
            Step::Crash { which } if !self.open.is_empty() => {
                let lost = self.open.remove(which.index(self.open.len()));
                self.crashed.push(lost);
            }
            Step::Cancel { which } if !self.pushed.is_empty() => {
                let id = *self.pushed.keys().nth(which.index(self.pushed.len())).unwrap();
                store::cancel(&*bench.db, id, bench.now()).await.unwrap();
            }
            Step::Pass { seconds } => {
                bench.advance(seconds);
                bench.take_back().await;
            }
            Step::End { .. } | Step::Crash { .. } | Step::Cancel { .. } => {}
        }
    }

    async fn claim(&mut self, bench: &Bench, room: usize) {
        let claimed = bench.claim(room).await;
        assert!(claimed.len() <= room);
        let until = bench.now() + LEASE;
        for job in claimed {
            assert!(!self.over.contains(&job.id), "what is over does not come back");
            for (other, until) in self.open.iter().chain(&self.crashed) {
                assert!(other.id != job.id || *until <= bench.now(), "one lease at a time");
            }
            if job.burial.is_none() {
                self.check_turn(&job);
            }
            self.open.push((job, until));
        }
        self.check_limits(bench).await;
    }

    fn check_turn(&self, job: &Claimed) {
        assert!(job.attempt <= job.max_attempts, "no attempt after the last");
        let Some((Some(group), _)) = self.pushed.get(&job.id) else { return };
        for (id, (other, _)) in self.pushed.range(..job.id) {
            assert!(*other != Some(*group) || self.over.contains(id), "{id} comes before {}", job.id);
        }
    }

    async fn check_limits(&self, bench: &Bench) {
        let sql =
            "SELECT count(*) AS jobs FROM jobs_queue WHERE status = 'running' AND account_id IS NOT NULL
GROUP BY account_id";
        for row in bench.db.rows(sql, []).await.unwrap() {
            assert!(row.try_get::<i64>("", "jobs").unwrap() <= i64::from(Note::LANE.per_account));
        }
    }

    async fn end(&mut self, bench: &Bench, job: Claimed, until: DateTime<Utc>, how: How) {
        let at = bench.now() + TimeDelta::seconds(3);
        let error = String::new();
        let verdict = match (job.burial.is_some(), how) {
            (true, How::Retry | How::Again) => Verdict::Unburied { at },
            (_, How::Release) => Verdict::Released,
            (true, _) => Verdict::Buried,
            (false, How::Done) => Verdict::Done,
            (false, How::Again) => Verdict::Again { at },
            (false, How::Retry) if job.attempt < job.max_attempts => Verdict::Retry { at, error },
            (false, How::Retry) => Verdict::Dying { reason: Reason::Exhausted, error },
            (false, How::Fail) => Verdict::Dying { reason: Reason::Failed, error },
        };
        let ends = matches!(verdict, Verdict::Done | Verdict::Buried);
        let settled = bench.settle(&job, verdict.clone()).await;
        assert!(settled || until <= bench.now(), "a lease that runs is good");
        if settled && ends {
            assert!(self.over.insert(job.id), "completed twice");
            if verdict == Verdict::Done {
                self.done.insert(job.id);
            }
        }
    }

    /// Whatever is left comes to an end.
    async fn finish(mut self, bench: &Bench) {
        for _ in 0..1_000 {
            if self.over.len() == self.pushed.len() {
                return self.check_end(bench).await;
            }
            self.claim(bench, 5).await;
            for (job, until) in std::mem::take(&mut self.open) {
                self.end(bench, job, until, How::Done).await;
            }
            bench.advance(5);
            bench.take_back().await;
        }
        panic!("a job is lost: {} of {}", self.over.len(), self.pushed.len());
    }

    async fn check_end(&self, bench: &Bench) {
        for id in self.pushed.keys() {
            let status = bench.status(*id).await;
            assert_eq!(status == Status::Done, self.done.contains(id));
            assert!(!status.is_live());
        }
    }
}

fn check(bench: &Bench, cases: u32) {
    let runtime = tokio::runtime::Handle::current();
    let config = ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() };
    let mut runner = TestRunner::new(config);
    let outcome = runner.run(&prop::collection::vec(step(), 1..60), |steps| {
        runtime.block_on(async {
            bench.db.execute("DELETE FROM jobs_queue", []).await.unwrap();
            let mut model = Model::default();
            for step in steps {
                model.take(bench, step).await;
            }
            model.finish(bench).await;
        });
        Ok(())
    });
    if let Err(failure) = outcome {
        panic!("{:?}: {failure}", bench.db);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_job_is_lost_and_none_completed_twice() {
    for bench in Bench::each().await {
        tokio::task::block_in_place(|| check(&bench, 48));
    }
}
