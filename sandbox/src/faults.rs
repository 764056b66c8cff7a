//! Bad weather on demand: refusals, server errors, lost connections, slowness.
//! Disturbs nothing by itself, and the long poll only when it is named.

use std::time::Duration;

use rand::Rng;
use serde::{Deserialize, Serialize};

/// How a call goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultKind {
    TooManyRequests,
    ServerError,
    /// The connection closes and nothing was done.
    DropBefore,
    /// It was done, and the connection closes without an answer.
    DropAfter,
    /// It is done late.
    Slow,
    /// It is done at once, and the answer comes late.
    SlowAnswer,
    /// A 400 in the words of the fault's `description`.
    Refused,
}

/// Which calls go wrong, how, and how often.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// None: every method except `getUpdates`. Downloads are called `file`, and whatever carries a rich message
    /// (sent, edited or as a draft) is called `rich_message` too.
    #[serde(default)]
    pub method: Option<String>,
    #[serde(default)]
    pub chat_id: Option<i64>,
    pub kind: FaultKind,
    /// For `too_many_requests`, 1 by default.
    #[serde(default)]
    pub retry_after: Option<u64>,
    /// For `slow` and `slow_answer`, 1 by default.
    #[serde(default)]
    pub seconds: Option<f64>,
    /// None: until faults are cleared.
    #[serde(default)]
    pub times: Option<u64>,
    #[serde(default)]
    pub probability: Option<f64>,
    /// For `refused`: what stands after "Bad Request: ".
    #[serde(default)]
    pub description: Option<String>,
}

impl Fault {
    /// A fault of a kind, for every method and every time.
    pub fn new(kind: FaultKind) -> Self {
        Self {
            method: None,
            chat_id: None,
            kind,
            retry_after: None,
            seconds: None,
            times: None,
            probability: None,
            description: None,
        }
    }

    pub fn on(self, method: &str) -> Self {
        Self { method: Some(method.to_owned()), ..self }
    }

    pub fn in_chat(self, chat_id: i64) -> Self {
        Self { chat_id: Some(chat_id), ..self }
    }

    pub fn times(self, times: u64) -> Self {
        Self { times: Some(times), ..self }
    }

    /// Strikes some of the calls: 0 to 1.
    pub fn sometimes(self, probability: f64) -> Self {
        Self { probability: Some(probability), ..self }
    }

    pub fn retry_after(self, seconds: u64) -> Self {
        Self { retry_after: Some(seconds), ..self }
    }

    /// How late, in seconds.
    pub fn lasting(self, seconds: f64) -> Self {
        Self { seconds: Some(seconds), ..self }
    }

    pub fn saying(self, description: &str) -> Self {
        Self { description: Some(description.to_owned()), ..self }
    }

    pub fn delay(&self) -> Duration {
        Duration::try_from_secs_f64(self.seconds.unwrap_or(1.0)).unwrap_or(Duration::from_secs(1))
    }

    fn concerns(&self, method: &str, chat: Option<i64>) -> bool {
        let named = match &self.method {
            Some(name) => name.eq_ignore_ascii_case(method),
            None => method != "getUpdates",
        };
        named && (self.chat_id.is_none() || self.chat_id == chat) && self.times != Some(0)
    }
}

/// The faults in force, oldest first.
#[derive(Debug, Default)]
pub struct Faults(Vec<Fault>);

impl Faults {
    pub fn add(&mut self, fault: Fault) {
        self.0.push(fault);
    }

    pub fn clear(&mut self) {
        self.0.clear();
    }

    pub fn list(&self) -> &[Fault] {
        &self.0
    }

    /// The fault that meets this call, if any; it is used up by one.
    pub fn take(&mut self, method: &str, chat: Option<i64>, rng: &mut impl Rng) -> Option<Fault> {
        let hit = self.0.iter_mut().find(|fault| {
            fault.concerns(method, chat) && rng.random_bool(fault.probability.unwrap_or(1.0).clamp(0.0, 1.0))
        })?;
        if let Some(times) = hit.times.as_mut() {
            *times -= 1;
        }
        let fault = hit.clone();
        self.0.retain(|fault| fault.times != Some(0));
        Some(fault)
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand::rngs::StdRng;

    use super::*;

    #[test]
    fn strikes_as_often_as_asked_and_only_where_asked() {
        let mut rng = StdRng::seed_from_u64(1);
        let mut faults = Faults::default();
        faults.add(Fault::new(FaultKind::ServerError).on("sendmessage").in_chat(101).times(1));
        assert!(faults.take("sendMessage", Some(102), &mut rng).is_none());
        assert!(faults.take("editMessageText", Some(101), &mut rng).is_none());
        assert_eq!(faults.take("sendMessage", Some(101), &mut rng).unwrap().kind, FaultKind::ServerError);
        assert!(faults.take("sendMessage", Some(101), &mut rng).is_none());
        faults.add(Fault::new(FaultKind::Slow));
        assert!(faults.take("getUpdates", None, &mut rng).is_none());
        assert!(faults.take("getMe", None, &mut rng).is_some());
    }
}
