//! What an update costs: at a rate that people may have, and when ten thousand of them come at once.

use std::time::Duration;

use anyhow::Context as _;
use serde::Serialize;
use tokio::time::{MissedTickBehavior, interval, sleep};

use crate::{
    counters::{Look, Round},
    ground::Ground,
    process::{Cpu, Memory},
    subject::{Programs, Subject},
    telegram::Telegram,
};

/// How much is measured.
#[derive(Clone, Copy, Debug)]
pub struct Extent {
    /// Updates a second.
    pub rate: u32,
    /// How long they come at that rate.
    pub seconds: u32,
    /// Who they come from.
    pub people: i64,
    /// How many come at once.
    pub crowd: i64,
}

/// Who was measured, and what came of it.
#[derive(Clone, Debug, Serialize)]
pub struct Updates {
    pub subject: &'static str,
    pub rounds: Vec<Round>,
    /// With a few hundred people, and after the crowd, when nobody says anything.
    pub idle: Option<[Idle; 2]>,
    /// What the bot complained about.
    pub complaints: usize,
}

#[derive(Clone, Copy, Debug, Serialize)]
pub struct Idle {
    pub memory: Memory,
    /// Processor time in a minute.
    pub cpu_ms_per_minute: f64,
}

/// How long a silence is measured.
const SILENCE: Duration = Duration::from_secs(6);
/// How long a round may take.
const PATIENCE: Duration = Duration::from_mins(2);

#[derive(Clone, Copy)]
enum Act<'a> {
    Start,
    /// There and back, by turns.
    Press(&'a [String; 2]),
}

/// What a bot is asked to do in one run.
pub struct Trial<'a> {
    pub telegram: &'a Telegram,
    pub subject: &'a Subject,
    pub ground: Option<&'a Ground>,
    pub extent: Extent,
}

/// The yardstick.
pub async fn bare(programs: &Programs, extent: Extent) -> anyhow::Result<Updates> {
    let telegram = Telegram::start(extent.crowd).await?;
    let mut subject = Subject::bare(programs, &telegram)?;
    subject.ready().await?;
    let trial = Trial { telegram: &telegram, subject: &subject, ground: None, extent };
    trial.warm_up().await?;
    let buttons = ["settings".to_owned(), "home".to_owned()];
    let rounds = trial.rounds(&buttons).await?;
    drop(subject);
    telegram.sandbox.stop().await;
    Ok(Updates { subject: "bare teloxide", rounds, idle: None, complaints: 0 })
}

/// Ours on this ground.
pub async fn ours(programs: &Programs, ground: &Ground, extent: Extent) -> anyhow::Result<Updates> {
    let telegram = Telegram::start(extent.crowd).await?;
    let mut subject = Subject::ours(programs, &telegram, ground, None)?;
    subject.ready().await?;
    let trial = Trial { telegram: &telegram, subject: &subject, ground: Some(ground), extent };
    trial.warm_up().await?;
    let before = trial.idle().await;
    let buttons = trial.buttons().await?;
    let rounds = trial.rounds(&buttons).await?;
    let after = trial.idle().await;
    drop(subject);
    telegram.sandbox.stop().await;
    let complaints = crate::subject::complaints(ground);
    for line in complaints.lines().take(5) {
        crate::report::say(&format!("  the bot says: {line}"));
    }
    Ok(Updates {
        subject: ground.setup.name(),
        rounds,
        idle: Some([before, after]),
        complaints: complaints.lines().count(),
    })
}

impl Trial<'_> {
    /// Everybody who will write at the rate writes for the first time.
    async fn warm_up(&self) -> anyhow::Result<()> {
        for _ in 0..2 {
            self.telegram.forget();
            self.at_rate(Act::Start, self.extent.people.unsigned_abs()).await?;
        }
        sleep(Duration::from_secs(2)).await;
        Ok(())
    }

    async fn rounds(&self, buttons: &[String; 2]) -> anyhow::Result<Vec<Round>> {
        let paced = u64::from(self.extent.rate) * u64::from(self.extent.seconds);
        Ok(vec![
            self.round("start", Act::Start, Some(paced)).await?,
            self.round("tap", Act::Press(buttons), Some(paced)).await?,
            self.round("first start at once", Act::Start, None).await?,
            self.round("start at once", Act::Start, None).await?,
            self.round("tap at once", Act::Press(buttons), None).await?,
        ])
    }

    /// Some updates at the rate, or one of everybody at once.
    async fn round(&self, name: &'static str, act: Act<'_>, paced: Option<u64>) -> anyhow::Result<Round> {
        self.telegram.forget();
        let before = Look::now(self.subject, self.ground).await?;
        let updates = match paced {
            Some(updates) => self.at_rate(act, updates).await?,
            None => self.at_once(act).await?,
        };
        Round::since(before, name, updates, self.subject, self.ground, self.telegram).await
    }

    async fn at_rate(&self, act: Act<'_>, updates: u64) -> anyhow::Result<u64> {
        let mut ticks = interval(Duration::from_secs(1) / self.extent.rate);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
        for n in 0..updates {
            ticks.tick().await;
            let n = i64::try_from(n)?;
            self.act(act, n % self.extent.people, n / self.extent.people)?;
        }
        self.answered(act, updates).await?;
        Ok(updates)
    }

    async fn at_once(&self, act: Act<'_>) -> anyhow::Result<u64> {
        for person in 0..self.extent.crowd {
            self.act(act, person, 0)?;
        }
        let updates = self.extent.crowd.unsigned_abs();
        self.answered(act, updates).await?;
        Ok(updates)
    }

    fn act(&self, act: Act<'_>, person: i64, turn: i64) -> anyhow::Result<()> {
        match act {
            Act::Start => self.telegram.say(person, "/start"),
            Act::Press([there, back]) => {
                self.telegram.press(person, if turn % 2 == 0 { there } else { back })
            }
        }
    }

    async fn answered(&self, act: Act<'_>, updates: u64) -> anyhow::Result<()> {
        let method = match act {
            Act::Start => "sendMessage",
            // Of two presses that come together the second one's screen may be all that is shown.
            Act::Press(_) => "answerCallbackQuery",
        };
        let answered = self.telegram.hears(method, updates, PATIENCE).await;
        anyhow::ensure!(answered, "only {} of {updates} answered", self.telegram.seen().count(method));
        Ok(())
    }

    /// What the buttons that lead to the settings and back send.
    async fn buttons(&self) -> anyhow::Result<[String; 2]> {
        let there = self.telegram.data_of(0, "Settings").context("no button for the settings")?;
        self.telegram.forget();
        self.telegram.press(0, &there)?;
        anyhow::ensure!(self.telegram.hears("editMessageText", 1, PATIENCE).await, "no settings");
        let back = self.telegram.data_of(0, "Home").context("no button for home")?;
        Ok([there, back])
    }

    async fn idle(&self) -> Idle {
        sleep(Duration::from_secs(2)).await;
        let before = self.subject.cpu();
        sleep(SILENCE).await;
        let used: Cpu = self.subject.cpu() - before;
        let minutes = SILENCE.as_secs_f64() / 60.0;
        Idle { memory: self.subject.memory(), cpu_ms_per_minute: used.total_ms() / minutes }
    }
}
