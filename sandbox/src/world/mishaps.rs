//! What becomes of updates on their way to the bot, if a test asks for it: lost, doubled, late, overtaken.
//! Nothing here survives a restart: what was held back then is lost.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::World;

/// What happens to an update.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MishapKind {
    /// It never comes.
    Lost,
    /// It comes twice, under two numbers.
    Twice,
    /// It comes when the mishaps are cleared.
    Late,
    /// It comes after the next one that is not held back.
    Overtaken,
}

/// Which updates meet with what, and how often.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mishap {
    pub kind: MishapKind,
    /// A kind of update, or a field of its message: `successful_payment`. None: any.
    #[serde(default)]
    pub of: Option<String>,
    /// None: until mishaps are cleared.
    #[serde(default)]
    pub times: Option<u64>,
}

impl Mishap {
    /// For every update and every time.
    pub fn new(kind: MishapKind) -> Self {
        Self { kind, of: None, times: None }
    }

    pub fn of(self, kind: &str) -> Self {
        Self { of: Some(kind.to_owned()), ..self }
    }

    pub fn times(self, times: u64) -> Self {
        Self { times: Some(times), ..self }
    }

    fn concerns(&self, kind: &str, content: &Value) -> bool {
        self.of.as_deref().is_none_or(|of| of == kind || content.get(of).is_some()) && self.times != Some(0)
    }
}

/// The mishaps in force, and the updates that are held back.
#[derive(Debug, Default)]
pub struct Mishaps {
    list: Vec<Mishap>,
    late: Vec<(String, Value)>,
    overtaken: Vec<(String, Value)>,
}

impl Mishaps {
    /// What meets this update, if anything; it is used up by one.
    fn take(&mut self, kind: &str, content: &Value) -> Option<MishapKind> {
        let hit = self.list.iter_mut().find(|mishap| mishap.concerns(kind, content))?;
        if let Some(times) = hit.times.as_mut() {
            *times -= 1;
        }
        let kind = hit.kind;
        self.list.retain(|mishap| mishap.times != Some(0));
        Some(kind)
    }
}

impl World {
    pub fn add_mishap(&mut self, mishap: Mishap) {
        self.mishaps.list.push(mishap);
    }

    /// Ends all mishaps and lets go what was held back.
    pub fn clear_mishaps(&mut self) {
        let mishaps = std::mem::take(&mut self.mishaps);
        for (kind, content) in mishaps.late.into_iter().chain(mishaps.overtaken) {
            self.deliver(&kind, content);
        }
    }

    /// Sends an update on its way.
    pub fn push_update(&mut self, kind: &str, content: Value) {
        match self.mishaps.take(kind, &content) {
            Some(MishapKind::Lost) => return,
            Some(MishapKind::Late) => return self.mishaps.late.push((kind.to_owned(), content)),
            Some(MishapKind::Overtaken) => return self.mishaps.overtaken.push((kind.to_owned(), content)),
            Some(MishapKind::Twice) => self.deliver(kind, content.clone()),
            None => {}
        }
        self.deliver(kind, content);
        for (kind, content) in std::mem::take(&mut self.mishaps.overtaken) {
            self.deliver(&kind, content);
        }
    }
}
