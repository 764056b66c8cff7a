//! A line as text for people, and as JSON for machines. Nothing is added to what the record holds.

use std::fmt::Write as _;

use chrono::SecondsFormat;
use serde_json::{Map, json};
use tracing::Level;

use super::record::Record;

/// `2026-11-28T21:53:00.250Z  WARN atelier::jobs: a job failed job=7 trace=…`
pub fn text(record: &Record, colours: bool) -> String {
    let (dim, tint, plain) = if colours { ("\x1b[2m", tint(record.level), "\x1b[0m") } else { ("", "", "") };
    let at = record.at.to_rfc3339_opts(SecondsFormat::Millis, true);
    let mut line = format!(
        "{dim}{at}{plain} {tint}{:>5}{plain} {dim}{}:{plain} {}",
        record.level,
        record.target,
        record.message.escape_debug()
    );
    for (name, value) in &record.fields {
        // Writing into a String cannot fail.
        let _ = write!(line, " {dim}{name}={plain}{value}");
    }
    if let Some(trace) = record.trace() {
        let _ = write!(line, " {dim}trace={trace}{plain}");
    }
    line.push('\n');
    line
}

/// `{"timestamp":…,"level":"warn","target":…,"message":…,"trace":…,"spans":["job"],"fields":{…}}`
pub fn json(record: &Record) -> String {
    let fields: Map<_, _> =
        record.fields.iter().map(|(name, value)| ((*name).to_owned(), value.into())).collect();
    let mut line = json!({
        "timestamp": record.at.to_rfc3339_opts(SecondsFormat::Micros, true),
        "level": level(record.level),
        "target": record.target,
        "message": record.message,
        "spans": record.spans,
        "fields": fields,
    });
    if let Some(trace) = record.trace() {
        line["trace"] = trace.into();
    }
    format!("{line}\n")
}

/// The word for a level, in metrics too.
pub const fn level(level: Level) -> &'static str {
    match level {
        Level::ERROR => "error",
        Level::WARN => "warn",
        Level::INFO => "info",
        Level::DEBUG => "debug",
        Level::TRACE => "trace",
    }
}

const fn tint(level: Level) -> &'static str {
    match level {
        Level::ERROR => "\x1b[31m",
        Level::WARN => "\x1b[33m",
        Level::INFO => "\x1b[32m",
        Level::DEBUG => "\x1b[34m",
        Level::TRACE => "\x1b[35m",
    }
}
