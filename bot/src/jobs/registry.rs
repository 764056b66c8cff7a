//! Which runner runs which job: the visible list that `app` fills.
//! It finds runners and reads payloads; what a failure means is decided elsewhere.

use std::{collections::BTreeMap, marker::PhantomData, sync::Arc, time::Duration};

use async_trait::async_trait;

use super::{Death, Job, JobError, Lane, Run, Runner};

/// The runners of this process by the name of their job.
#[derive(Default)]
pub struct Registry {
    entries: BTreeMap<&'static str, Arc<dyn Entry>>,
}

impl Registry {
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the runner of a kind of job. A name that is there already keeps its runner, which is logged.
    pub fn register<J: Job, R: Runner<J>>(&mut self, runner: R) -> &mut Self {
        if self.entries.contains_key(J::NAME) {
            tracing::error!(name = J::NAME, "two runners are registered for one job");
        } else {
            self.entries.insert(J::NAME, Arc::new(Typed { runner, job: PhantomData::<fn() -> J> }));
        }
        self
    }

    /// The names of all jobs, sorted.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.entries.keys().copied()
    }

    /// The lanes that the jobs are in.
    pub fn lanes(&self) -> Vec<Lane> {
        let lanes: BTreeMap<_, _> =
            self.entries.values().map(|entry| entry.lane()).map(|lane| (lane.name, lane)).collect();
        lanes.into_values().collect()
    }

    pub(super) fn find(&self, name: &str) -> Option<Arc<dyn Entry>> {
        self.entries.get(name).cloned()
    }
}

impl std::fmt::Debug for Registry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.names()).finish()
    }
}

/// How a runner fails when its payload is still text.
#[derive(Debug)]
pub(super) enum Failure {
    Unreadable(serde_json::Error),
    Job(JobError),
}

/// A runner that reads its payload itself.
#[async_trait]
pub(super) trait Entry: Send + Sync {
    fn lane(&self) -> Lane;
    fn timeout(&self) -> Duration;
    async fn run(&self, payload: &str, run: &Run) -> Result<(), Failure>;
    async fn bury(&self, payload: &str, death: &Death) -> Result<(), Failure>;
}

struct Typed<J, R> {
    runner: R,
    job: PhantomData<fn() -> J>,
}

#[async_trait]
impl<J: Job, R: Runner<J>> Entry for Typed<J, R> {
    fn lane(&self) -> Lane {
        J::LANE
    }

    fn timeout(&self) -> Duration {
        J::TIMEOUT
    }

    async fn run(&self, payload: &str, run: &Run) -> Result<(), Failure> {
        let job = serde_json::from_str(payload).map_err(Failure::Unreadable)?;
        self.runner.run(job, run).await.map_err(Failure::Job)
    }

    async fn bury(&self, payload: &str, death: &Death) -> Result<(), Failure> {
        let job = serde_json::from_str(payload).map_err(Failure::Unreadable)?;
        self.runner.bury(job, death).await.map_err(Failure::Job)
    }
}
