//! What everybody involved has used so far, and the difference between two looks.

use std::time::{Duration, Instant};

use serde::Serialize;

use crate::{
    ground::Ground,
    process::{Cpu, Memory},
    subject::Subject,
    telegram::Telegram,
};

/// A look at everybody.
#[derive(Clone, Copy)]
pub struct Look {
    at: Instant,
    bot: Cpu,
    telegram: Cpu,
    database: Cpu,
    redis: Cpu,
    waits: u64,
    commits: i64,
}

impl Look {
    pub async fn now(subject: &Subject, ground: Option<&Ground>) -> anyhow::Result<Self> {
        let commits = match ground {
            Some(ground) => ground.commits().await?,
            None => 0,
        };
        Ok(Self {
            at: Instant::now(),
            bot: subject.cpu(),
            telegram: Cpu::of(std::process::id()),
            database: ground.map(Ground::database_cpu).unwrap_or_default(),
            redis: ground.map(Ground::redis_cpu).unwrap_or_default(),
            waits: subject.waits(),
            commits,
        })
    }
}

/// What a round has taken.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Round {
    pub name: &'static str,
    pub updates: u64,
    /// From the first update to the last call.
    pub seconds: f64,
    pub bot: Cpu,
    /// Sandbox, people and this program together.
    pub telegram: Cpu,
    pub database: Cpu,
    pub redis: Cpu,
    /// How often the bot's threads went to sleep.
    pub waits: u64,
    /// What Postgres has committed.
    pub commits: i64,
    /// Calls of the bot to Telegram.
    pub calls: u64,
    pub refused: u64,
    pub latency: Latency,
    pub memory: Memory,
}

/// From an update's being available to the first call in its chat, in milliseconds.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Latency {
    pub p50: f64,
    pub p95: f64,
    pub p99: f64,
    pub most: f64,
}

impl Latency {
    pub fn of(mut all: Vec<Duration>) -> Self {
        all.sort_unstable();
        let at = |share: usize| {
            let place = (all.len() * share).div_ceil(1000).saturating_sub(1);
            all.get(place).map_or(0.0, |wait| wait.as_secs_f64() * 1000.0)
        };
        Self { p50: at(500), p95: at(950), p99: at(990), most: at(1000) }
    }
}

impl Round {
    /// What has happened since the look, when the last call has come.
    pub async fn since(
        before: Look,
        name: &'static str,
        updates: u64,
        subject: &Subject,
        ground: Option<&Ground>,
        telegram: &Telegram,
    ) -> anyhow::Result<Self> {
        telegram.quiet(Duration::from_millis(400)).await;
        let now = Look::now(subject, ground).await?;
        let latency = Latency::of(telegram.latencies());
        let seen = telegram.seen();
        let last = seen.last.map_or(now.at, |last| last.min(now.at));
        Ok(Self {
            name,
            updates,
            seconds: last.saturating_duration_since(before.at).as_secs_f64(),
            bot: now.bot - before.bot,
            telegram: now.telegram - before.telegram,
            database: now.database - before.database,
            redis: now.redis - before.redis,
            waits: now.waits - before.waits,
            commits: now.commits - before.commits,
            calls: seen.calls.values().sum(),
            refused: seen.refused,
            latency,
            memory: subject.memory(),
        })
    }

    /// Processor time of the bot for one update, in microseconds.
    pub fn bot_us(&self) -> f64 {
        self.each_us(self.bot)
    }

    pub fn each_us(&self, cpu: Cpu) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "no run has so many updates")]
        let updates = self.updates.max(1) as f64;
        cpu.total_ms() * 1000.0 / updates
    }
}
