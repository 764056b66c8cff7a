//! Slow statements by their fingerprint: the statement without the values in it, hashed and shortened.
//! The driver says which were slow; what it says holds the whole statement, and is not logged.

use std::fmt;

use sha2::{Digest as _, Sha256};

use tracing::{
    Event,
    field::{Field, Visit},
};

use super::record::{Fields, Value};
use crate::ops::metrics;

/// The target under which the driver speaks of statements.
pub const DRIVER: &str = "sqlx::query";
/// How much of a statement is shown, in characters.
const SHOWN: usize = 160;

/// The statement as the driver tells it: whole, or in its first words where those are all of it.
#[derive(Default)]
struct Statement {
    whole: String,
    beginning: String,
}

impl Visit for Statement {
    fn record_str(&mut self, field: &Field, value: &str) {
        match field.name() {
            "db.statement" => value.trim().clone_into(&mut self.whole),
            "summary" => value.clone_into(&mut self.beginning),
            _ => {}
        }
    }

    fn record_debug(&mut self, _field: &Field, _value: &dyn fmt::Debug) {}
}

/// Says of a slow statement what may be said, in place of what the driver says.
pub fn hear(event: &Event<'_>, fields: &mut Fields) {
    let mut statement = Statement::default();
    event.record(&mut statement);
    let told = if statement.whole.is_empty() { statement.beginning } else { statement.whole };
    retell(fields, &told);
}

fn retell(fields: &mut Fields, statement: &str) {
    let seconds = match fields.take("elapsed_secs") {
        Some(Value::Number(seconds)) => seconds,
        _ => 0.0,
    };
    let rows = fields.take("rows_returned");
    fields.named.clear();
    "a statement was slow".clone_into(&mut fields.message);
    let plain = without_values(statement);
    fields.named.push(("query", Value::Text(fingerprint(&plain))));
    fields.named.push(("seconds", Value::Number((seconds * 1000.0).round() / 1000.0)));
    fields.named.extend(rows.map(|rows| ("rows", rows)));
    fields.named.push(("statement", Value::Text(plain.chars().take(SHOWN).collect())));
    metrics::STORAGE_SLOW.one([]);
}

fn fingerprint(plain: &str) -> String {
    hex::encode(&Sha256::digest(plain)[..4])
}

/// One line, with `?` for every literal and parameter, and one `?` for a list of them.
fn without_values(statement: &str) -> String {
    let mut plain = String::with_capacity(statement.len());
    let mut rest = statement.chars().peekable();
    while let Some(sign) = rest.next() {
        let in_word = plain.chars().next_back().is_some_and(|c| c.is_alphanumeric() || c == '_');
        match sign {
            '\'' => {
                // A doubled quote within a literal begins another one right away.
                while rest.next().is_some_and(|inside| inside != '\'') {}
                value(&mut plain);
            }
            '$' | '0'..='9' if !in_word => {
                while rest.next_if(|next| next.is_ascii_digit() || *next == '.').is_some() {}
                value(&mut plain);
            }
            _ if sign.is_whitespace() => {
                if !plain.ends_with(' ') {
                    plain.push(' ');
                }
            }
            _ => plain.push(sign),
        }
    }
    plain.trim().to_owned()
}

/// Lists of any length are the same statement, and so are lists of lists.
fn value(plain: &mut String) {
    if plain.ends_with("?, ") {
        plain.truncate(plain.len() - 2);
    } else if plain.ends_with("?), (") {
        plain.truncate(plain.len() - 5);
        plain.push('?');
    } else if !plain.ends_with('?') {
        plain.push('?');
    }
}

#[cfg(test)]
mod tests {
    use super::{fingerprint, without_values};

    #[test]
    fn values_are_left_out_and_lists_are_one() {
        assert_eq!(
            without_values("SELECT a1\n  FROM t WHERE b = 'it''s mine' AND c > 12.5 AND d = $3"),
            "SELECT a1 FROM t WHERE b = ? AND c > ? AND d = ?"
        );
        let lists = [
            "INSERT INTO t VALUES ($1, $2)",
            "INSERT INTO t VALUES ($1, $2, $3)",
            "INSERT INTO t VALUES ($1, $2), ($3, $4), (5, 'x')",
        ];
        for list in lists {
            assert_eq!(without_values(list), "INSERT INTO t VALUES (?)");
        }
        assert_eq!(without_values("WHERE a = 'never ends"), "WHERE a = ?");
        assert_eq!(fingerprint("a").len(), 8);
    }
}
