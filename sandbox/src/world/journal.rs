//! Keeps the world on disk: records in an append-only file, compacted at start and when it grows.
//! One line is one change, whole or absent; what was written survives the death of the process.

use std::fs::{self, File, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What a record is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Key {
    Token,
    Counters,
    Profile,
    Delivery,
    Member(i64),
    Group(i64),
    Message(i64, i64),
    Update(i64),
    Callback(String),
    File(String),
    /// How far the clock was moved.
    Ahead,
    Link(String),
    Checkout(String),
    Charge(String),
    Subscription(String),
    Entry(u64),
}

/// A record: its new value, or none when it is gone.
pub type Record = (Key, Option<Value>);

/// The file behind a world, or nothing when the world lives in memory only.
#[derive(Debug, Default)]
pub struct Journal {
    path: Option<PathBuf>,
    file: Option<File>,
    /// Held as long as the world lives, so that no second process writes here.
    _lock: Option<File>,
    written: u64,
    compacted: u64,
}

const GROWTH: u64 = 16 * 1024 * 1024;

impl Journal {
    /// Opens the journal of a folder and hands out what it holds, oldest change first.
    pub fn open(folder: &Path) -> anyhow::Result<(Self, Vec<Record>)> {
        fs::create_dir_all(folder).with_context(|| format!("cannot make the folder {}", folder.display()))?;
        let lock = File::create(folder.join("sandbox.lock"))?;
        lock.try_lock().with_context(|| format!("another sandbox uses {}", folder.display()))?;
        let path = folder.join("sandbox.jsonl");
        let records = if path.exists() { read(&path)? } else { Vec::new() };
        Ok((Self { path: Some(path), _lock: Some(lock), ..Self::default() }, records))
    }

    /// Adds one change. It has left the process when this returns.
    pub fn append(&mut self, records: &[Record]) -> std::io::Result<()> {
        let Some(file) = self.file.as_mut() else { return Ok(()) };
        let mut line = serde_json::to_vec(records)?;
        line.push(b'\n');
        file.write_all(&line)?;
        self.written += line.len() as u64;
        Ok(())
    }

    /// Whether anything is written at all; in memory nothing is.
    pub fn keeps(&self) -> bool {
        self.path.is_some()
    }

    pub fn wants_compaction(&self) -> bool {
        self.file.is_some() && self.written > self.compacted * 4 + GROWTH
    }

    /// Replaces everything by these records, atomically.
    pub fn compact(&mut self, records: impl Iterator<Item = Record>) -> std::io::Result<()> {
        let Some(path) = self.path.as_ref() else { return Ok(()) };
        let fresh = path.with_extension("new");
        let mut file = std::io::BufWriter::new(File::create(&fresh)?);
        let mut size = 0;
        for record in records {
            let mut line = serde_json::to_vec(&[record])?;
            line.push(b'\n');
            file.write_all(&line)?;
            size += line.len() as u64;
        }
        file.into_inner()?.sync_all()?;
        fs::rename(&fresh, path)?;
        self.file = Some(OpenOptions::new().append(true).open(path)?);
        (self.written, self.compacted) = (size, size);
        Ok(())
    }
}

/// Reads whole lines; a line torn by the death of the writer can only be the last, and is left out.
fn read(path: &Path) -> anyhow::Result<Vec<Record>> {
    let mut records = Vec::new();
    let mut lines = BufReader::new(File::open(path)?).split(b'\n').peekable();
    while let Some(line) = lines.next() {
        match serde_json::from_slice::<Vec<Record>>(&line?) {
            Ok(change) => records.extend(change),
            Err(_) if lines.peek().is_none() => tracing::warn!("the last change was torn and is left out"),
            Err(error) => return Err(error).context(format!("{} is damaged", path.display())),
        }
    }
    Ok(records)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn keeps_whole_changes_and_drops_a_torn_one() {
        let folder = tempfile::tempdir().unwrap();
        let (mut journal, records) = Journal::open(folder.path()).unwrap();
        assert_eq!(records, []);
        journal.compact(std::iter::empty()).unwrap();
        journal.append(&[(Key::Message(1, 2), Some(json!("a"))), (Key::Counters, Some(json!(3)))]).unwrap();
        let path = folder.path().join("sandbox.jsonl");
        OpenOptions::new().append(true).open(&path).unwrap().write_all(b"[[\"token\",\"x").unwrap();

        assert!(Journal::open(folder.path()).is_err(), "one at a time");
        drop(journal);
        let (mut journal, records) = Journal::open(folder.path()).unwrap();
        assert_eq!(records.len(), 2);
        journal.compact(records.into_iter()).unwrap();
        drop(journal);
        let (_, records) = Journal::open(folder.path()).unwrap();
        assert_eq!(records[0], (Key::Message(1, 2), Some(json!("a"))));
    }
}
