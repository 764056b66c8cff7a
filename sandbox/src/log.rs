//! The log of Bot API calls and of what was refused because the caller did wrong.
//! Bounded in number and in size; keeps no bytes of files.

use std::collections::VecDeque;

use serde::Serialize;
use serde_json::Value;

use crate::clock;
use crate::refusal::{Blame, Refusal};

const KEPT: usize = 50_000;
const KEPT_BYTES: usize = 64 * 1024 * 1024;
const KEPT_VIOLATIONS: usize = 1_000;

/// One call to the Bot API.
#[derive(Debug, Clone, Serialize)]
pub struct Call {
    pub n: u64,
    pub at_ms: i64,
    pub method: String,
    pub params: Value,
    pub ok: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_code: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result: Option<Value>,
}

/// A request that its caller could have known to be wrong, or a mistake of the sandbox itself.
#[derive(Debug, Clone, Serialize)]
pub struct Violation {
    pub at_ms: i64,
    pub method: String,
    pub params: Value,
    pub description: String,
    /// None: the sandbox itself produced something that does not fit the schema.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blame: Option<Blame>,
}

#[derive(Debug, Default)]
pub struct Log {
    calls: VecDeque<(Call, usize)>,
    bytes: usize,
    count: u64,
    violations: VecDeque<Violation>,
}

impl Log {
    pub fn add(&mut self, method: &str, params: Value, outcome: &Result<Value, Refusal>) {
        if let Err(refusal) = outcome
            && refusal.is_violation()
        {
            self.add_violation(method, params.clone(), refusal.description.clone(), Some(refusal.blame));
        }
        self.count += 1;
        let error = outcome.as_ref().err();
        let call = Call {
            n: self.count,
            at_ms: clock::millis(),
            method: method.to_owned(),
            params,
            ok: error.is_none(),
            error_code: error.map(|refusal| refusal.code),
            description: error.map(|refusal| refusal.description.clone()),
            result: outcome.as_ref().ok().map(|value| shorten(method, value)),
        };
        let size = serde_json::to_vec(&call).map_or(0, |json| json.len());
        self.bytes += size;
        self.calls.push_back((call, size));
        while self.calls.len() > KEPT || self.bytes > KEPT_BYTES {
            let Some((_, size)) = self.calls.pop_front() else { break };
            self.bytes -= size;
        }
    }

    pub fn add_mistake(&mut self, description: String) {
        tracing::error!(description, "the sandbox broke the Bot API schema");
        self.add_violation("", Value::Null, description, None);
    }

    fn add_violation(&mut self, method: &str, params: Value, description: String, blame: Option<Blame>) {
        let violation =
            Violation { at_ms: clock::millis(), method: method.to_owned(), params, description, blame };
        self.violations.push_back(violation);
        if self.violations.len() > KEPT_VIOLATIONS {
            self.violations.pop_front();
        }
    }

    pub fn calls_since(&self, since: u64) -> Vec<Call> {
        self.calls.iter().filter(|(call, _)| call.n > since).map(|(call, _)| call.clone()).collect()
    }

    pub fn violations(&self) -> Vec<Violation> {
        self.violations.iter().cloned().collect()
    }
}

/// Of a batch of updates only the numbers are worth keeping.
fn shorten(method: &str, result: &Value) -> Value {
    match (method, result) {
        ("getUpdates", Value::Array(updates)) => updates.iter().map(|u| u["update_id"].clone()).collect(),
        _ => result.clone(),
    }
}
