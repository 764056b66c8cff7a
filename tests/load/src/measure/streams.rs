//! Answers that are written while people watch: one at a time, and many hundreds at once.

use std::{collections::HashMap, time::Duration};

use atelier_sandbox::{Heard, people::CROWD};
use serde::Serialize;
use tokio::time::{Instant, sleep};

use crate::{
    counters::{Latency, Look, Round},
    ground::Ground,
    process::Memory,
    provider::{Pace, Provider, mark},
    subject::{Programs, Subject},
    telegram::Telegram,
};

#[derive(Clone, Debug, Serialize)]
pub struct Streams {
    pub setup: &'static str,
    pub chats: i64,
    /// How long the provider takes to write an answer.
    pub seconds: f64,
    pub round: Round,
    pub before: Memory,
    /// From the provider's first word to the first visible one, in milliseconds: one chat at a time, and all at once.
    pub first_word_alone: Latency,
    pub first_word: Latency,
    pub calls_per_answer: f64,
    /// The longest time in which a chat saw nothing new while its answer was written, in seconds.
    pub longest_gap: f64,
    pub finished: usize,
}

/// A word every 50 ms, as fast models write; ten seconds of them.
const PACE: Pace =
    Pace { until_first: Duration::from_millis(400), between: Duration::from_millis(50), words: 200 };
/// One word after another, and soon over.
const SHORT: Pace =
    Pace { until_first: Duration::from_millis(300), between: Duration::from_millis(50), words: 8 };
/// How often one chat alone is measured.
const ALONE: i64 = 20;
const PATIENCE: Duration = Duration::from_mins(1);

pub async fn measure(programs: &Programs, ground: &Ground, chats: i64) -> anyhow::Result<Streams> {
    let telegram = Telegram::start(chats + ALONE).await?;
    let short = Provider::start(SHORT).await?;
    let mut subject = Subject::ours(programs, &telegram, ground, Some(&short.address))?;
    subject.ready().await?;
    let first_word_alone = alone(&telegram, &short, chats).await?;
    drop(subject);

    let long = Provider::start(PACE).await?;
    let mut subject = Subject::ours(programs, &telegram, ground, Some(&long.address))?;
    subject.ready().await?;
    sleep(Duration::from_secs(2)).await;
    let before = subject.memory();
    telegram.forget();
    telegram.seen().follow = true;
    let look = Look::now(&subject, Some(ground)).await?;
    for person in 0..chats {
        telegram.say(person, &format!("Tell {}", mark(person)))?;
    }
    finish(&telegram, chats).await;
    let round =
        Round::since(look, "streams", chats.unsigned_abs(), &subject, Some(ground), &telegram).await?;
    let followed = telegram.seen().followed.clone();
    drop(subject);
    telegram.sandbox.stop().await;
    Ok(summary(ground, chats, round, before, first_word_alone, &followed, &long))
}

/// One chat after another.
async fn alone(telegram: &Telegram, provider: &Provider, from: i64) -> anyhow::Result<Latency> {
    telegram.forget();
    telegram.seen().follow = true;
    for person in from..from + ALONE {
        telegram.say(person, &format!("Tell {}", mark(person)))?;
        let sent = u64::try_from(person - from)? + 1;
        anyhow::ensure!(telegram.hears("sendMessage", sent, PATIENCE).await, "an answer did not come");
    }
    let followed = telegram.seen().followed.clone();
    Ok(first_words(&followed, provider))
}

/// Waits until every chat has its message.
async fn finish(telegram: &Telegram, chats: i64) {
    let deadline = Instant::now() + PATIENCE;
    while Instant::now() < deadline {
        let done = telegram.seen().followed.values().filter(|calls| calls.iter().any(is_end)).count();
        if i64::try_from(done).is_ok_and(|done| done >= chats) {
            return;
        }
        sleep(Duration::from_millis(50)).await;
    }
}

fn summary(
    ground: &Ground,
    chats: i64,
    round: Round,
    before: Memory,
    first_word_alone: Latency,
    followed: &HashMap<i64, Vec<Heard>>,
    provider: &Provider,
) -> Streams {
    let calls: usize = followed.values().map(Vec::len).sum();
    let gaps = followed.values().map(|calls| longest_gap(calls));
    #[expect(clippy::cast_precision_loss, reason = "hundreds of chats and thousands of calls")]
    Streams {
        setup: ground.setup.name(),
        chats,
        seconds: (PACE.until_first + PACE.between * PACE.words).as_secs_f64(),
        round,
        before,
        first_word_alone,
        first_word: first_words(followed, provider),
        calls_per_answer: calls as f64 / chats.max(1) as f64,
        longest_gap: gaps.max().unwrap_or_default().as_secs_f64(),
        finished: followed.values().filter(|calls| calls.iter().any(is_end)).count(),
    }
}

/// From the first word of the provider to the first call that shows words.
fn first_words(followed: &HashMap<i64, Vec<Heard>>, provider: &Provider) -> Latency {
    let said = provider.first_words();
    let waits = followed.iter().filter_map(|(chat, calls)| {
        let said = said.get(&(chat - CROWD))?;
        let shown = calls.iter().find(|call| shows(call) && call.at >= *said)?;
        Some(shown.at - *said)
    });
    Latency::of(waits.collect())
}

/// A call after which there are other words to be read than before.
fn shows(call: &Heard) -> bool {
    call.length > 0 && matches!(call.method.as_str(), "sendMessageDraft" | "sendMessage" | "editMessageText")
}

fn is_end(call: &Heard) -> bool {
    call.method == "sendMessage"
}

fn longest_gap(calls: &[Heard]) -> Duration {
    let mut shown: Vec<_> = calls.iter().filter(|call| shows(call)).map(|call| call.at).collect();
    shown.sort_unstable();
    shown.windows(2).map(|pair| pair[1] - pair[0]).max().unwrap_or_default()
}
