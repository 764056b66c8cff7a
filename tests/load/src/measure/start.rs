//! From the start of the process to its being ready, on a new database and on one that is there, and its memory then.

use std::time::Duration;

use serde::Serialize;
use tokio::time::sleep;

use crate::{
    ground::Ground,
    process::Memory,
    subject::{Programs, Subject},
    telegram::Telegram,
};

#[derive(Clone, Debug, Serialize)]
pub struct Start {
    pub setup: &'static str,
    /// With the whole schema to be made.
    pub new_ms: f64,
    /// On a schema that is there: the middle one of some starts.
    pub ms: f64,
    /// Processor time of such a start.
    pub cpu_ms: f64,
    /// Five seconds after it.
    pub memory: Memory,
}

const STARTS: usize = 5;

pub async fn measure(programs: &Programs, ground: &Ground) -> anyhow::Result<Start> {
    let telegram = Telegram::start(1).await?;
    let begin = || Subject::ours(programs, &telegram, ground, None);
    let new = begin()?.ready().await?;
    let mut starts = Vec::new();
    for _ in 0..STARTS {
        let mut subject = begin()?;
        let ready = subject.ready().await?;
        starts.push((ready, subject.cpu().total_ms()));
    }
    starts.sort_by_key(|(ready, _)| *ready);
    let mut subject = begin()?;
    subject.ready().await?;
    sleep(Duration::from_secs(5)).await;
    let memory = subject.memory();
    drop(subject);
    telegram.sandbox.stop().await;
    let (middle, cpu_ms) = starts.get(STARTS / 2).copied().unwrap_or_default();
    let ms = |time: Duration| time.as_secs_f64() * 1000.0;
    Ok(Start { setup: ground.setup.name(), new_ms: ms(new), ms: ms(middle), cpu_ms, memory })
}
