//! One line of the log as data, before it is written as text, as JSON or for Sentry: everything in it is scrubbed.

use std::fmt;

use chrono::{DateTime, Utc};
use tracing::{
    Level,
    field::{Field, Visit},
};

use super::scrub::Scrubber;

/// The value of a field.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Text(String),
    Signed(i64),
    Whole(u64),
    Number(f64),
    Truth(bool),
}

impl From<&Value> for serde_json::Value {
    fn from(value: &Value) -> Self {
        match value {
            Value::Text(text) => text.as_str().into(),
            Value::Signed(number) => (*number).into(),
            Value::Whole(number) => (*number).into(),
            Value::Number(number) => (*number).into(),
            Value::Truth(truth) => (*truth).into(),
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) if text.contains(' ') || text.is_empty() => write!(f, "{text:?}"),
            Self::Text(text) => f.write_str(&text.escape_debug().to_string()),
            Self::Signed(number) => number.fmt(f),
            Self::Whole(number) => number.fmt(f),
            Self::Number(number) => number.fmt(f),
            Self::Truth(truth) => truth.fmt(f),
        }
    }
}

/// What an event or a span was told.
#[derive(Clone, Debug, Default)]
pub struct Fields {
    pub message: String,
    pub trace: Option<u128>,
    pub step: u64,
    pub parent: u64,
    /// Where an event of the `log` crate comes from.
    pub target: Option<String>,
    pub named: Vec<(&'static str, Value)>,
    scrubber: Scrubber,
}

impl Fields {
    pub fn new(scrubber: &Scrubber) -> Self {
        Self { scrubber: scrubber.clone(), ..Self::default() }
    }

    /// Takes the field out.
    pub fn take(&mut self, name: &str) -> Option<Value> {
        let at = self.named.iter().position(|(known, _)| *known == name)?;
        Some(self.named.remove(at).1)
    }

    fn set(&mut self, field: &Field, value: Value) {
        match field.name() {
            // Where a library stands in its own source is of no use here.
            "log.module_path" | "log.file" | "log.line" => {}
            name => match self.named.iter_mut().find(|(known, _)| *known == name) {
                Some((_, known)) => *known = value,
                None => self.named.push((name, value)),
            },
        }
    }
}

impl Visit for Fields {
    fn record_f64(&mut self, field: &Field, value: f64) {
        self.set(field, Value::Number(value));
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.set(field, Value::Signed(value));
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        match field.name() {
            "trace_step" => self.step = value,
            "trace_parent" => self.parent = value,
            _ => self.set(field, Value::Whole(value)),
        }
    }

    fn record_u128(&mut self, field: &Field, value: u128) {
        match field.name() {
            "trace" => self.trace = Some(value),
            _ => self.set(field, Value::Text(value.to_string())),
        }
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.set(field, Value::Truth(value));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        match field.name() {
            "message" => self.message = self.scrubber.clean(value),
            "log.target" => self.target = Some(value.to_owned()),
            _ => {
                let text = self.scrubber.clean(value);
                self.set(field, Value::Text(text));
            }
        }
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.record_str(field, &format!("{value:?}"));
    }
}

/// One line.
#[derive(Clone, Debug)]
pub struct Record {
    pub at: DateTime<Utc>,
    pub level: Level,
    pub target: String,
    pub message: String,
    pub trace: Option<u128>,
    /// The spans that it was said in, from the outermost.
    pub spans: Vec<&'static str>,
    /// Its own fields, then those of its spans.
    pub fields: Vec<(&'static str, Value)>,
}

impl Record {
    /// The story it belongs to, as it is written.
    pub fn trace(&self) -> Option<String> {
        self.trace.map(|trace| format!("{trace:032x}"))
    }
}
