//! One of two processes is killed while people write: how long until the other has taken over what it held.

use std::time::{Duration, Instant};

use serde::Serialize;
use tokio::time::{interval, sleep};

use crate::{
    counters::Latency,
    ground::Ground,
    subject::{Programs, Subject},
    telegram::Telegram,
};

#[derive(Clone, Debug, Serialize)]
pub struct Handover {
    pub setup: &'static str,
    /// Seconds from the death to the first answer that the other gives.
    pub first_answer: f64,
    /// Seconds from the death until everything is answered that came before or within the outage.
    pub all_answered: f64,
    pub updates: u64,
    /// More answers than questions: messages that were under way when the process died.
    pub repeated: u64,
    pub latency: Latency,
}

const RATE: u32 = 50;
const BEFORE: u64 = 100;
const AFTER: u64 = 1000;
/// Who waited for longer did so because of the death.
const LATE: Duration = Duration::from_millis(500);
const PATIENCE: Duration = Duration::from_mins(1);

pub async fn measure(programs: &Programs, ground: &Ground) -> anyhow::Result<Handover> {
    let telegram = Telegram::start(200).await?;
    let begin = || Subject::ours(programs, &telegram, ground, None);
    // The first one polls.
    let mut first = begin()?;
    first.ready().await?;
    sleep(Duration::from_secs(2)).await;
    let mut second = begin()?;
    second.ready().await?;
    sleep(Duration::from_secs(1)).await;

    let mut ticks = interval(Duration::from_secs(1) / RATE);
    let mut died = Instant::now();
    for n in 0..BEFORE + AFTER {
        ticks.tick().await;
        telegram.say(i64::try_from(n % 200)?, "/start")?;
        if n == BEFORE {
            first.kill();
            died = Instant::now();
            telegram.forget_answers();
        }
    }
    let updates = BEFORE + AFTER;
    anyhow::ensure!(telegram.hears("sendMessage", updates, PATIENCE).await, "not everything was answered");
    telegram.quiet(Duration::from_secs(2)).await;
    let latency = Latency::of(telegram.latencies());
    let seen = telegram.seen();
    let since = |at: Option<Instant>| at.map_or(f64::NAN, |at| (at - died).as_secs_f64());
    let late = seen.latencies.iter().filter(|(_, wait)| *wait > LATE).map(|(at, _)| *at);
    Ok(Handover {
        setup: ground.setup.name(),
        first_answer: since(seen.first),
        all_answered: since(late.max()),
        updates,
        repeated: seen.count("sendMessage") - updates,
        latency,
    })
}
