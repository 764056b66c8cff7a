//! Answers that grow, on their way into their rows: what comes while one commit runs goes into the next, together.
//! A hundred answers that are written at once cost a commit every moment, not a commit each.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    sync::{Mutex, PoisonError},
};

use sea_orm::Value;

use super::ChatStore;
use crate::{
    features::chat::domain::{Answer, AnswerId},
    storage::{StorageError, sql::Executor as _},
};

/// Rows per statement.
const CHUNK: usize = 100;

/// What has come of each and is not in its row yet.
#[derive(Debug, Default)]
pub(super) struct Growing {
    texts: Mutex<BTreeMap<AnswerId, Grown>>,
    /// Whoever has it writes for everybody.
    turn: tokio::sync::Mutex<()>,
}

/// The text so far of one revision of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Grown {
    revision: i32,
    text: String,
}

impl Growing {
    fn put(&self, texts: impl IntoIterator<Item = (AnswerId, Grown)>) {
        self.texts.lock().unwrap_or_else(PoisonError::into_inner).extend(texts);
    }

    fn take(&self) -> Taken<'_> {
        let mut texts = self.texts.lock().unwrap_or_else(PoisonError::into_inner);
        Taken { growing: self, texts: std::mem::take(&mut *texts).into_iter().collect() }
    }

    /// Puts back what could not be written, unless something newer has come.
    fn put_back(&self, texts: &[(AnswerId, Grown)]) {
        let mut newer = self.texts.lock().unwrap_or_else(PoisonError::into_inner);
        for (answer, text) in texts {
            newer.entry(*answer).or_insert_with(|| text.clone());
        }
    }
}

/// What somebody writes for everybody. What is still here when it is dropped, because the writing failed or its job
/// was given up in the middle, waits for the next one to write.
struct Taken<'a> {
    growing: &'a Growing,
    texts: Vec<(AnswerId, Grown)>,
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        self.growing.put_back(&self.texts);
    }
}

impl ChatStore {
    /// Keeps what has come so far; an answer that is finished or has begun anew stays as it is. When this returns
    /// without an error the text, or a newer one, is in its row, whoever wrote it.
    pub async fn checkpoint(&self, answer: &Answer, text: &str) -> Result<(), StorageError> {
        self.growing.put([(answer.id, Grown { revision: answer.revision, text: text.to_owned() })]);
        let _turn = self.growing.turn.lock().await;
        let mut taken = self.growing.take();
        for chunk in taken.texts.chunks(CHUNK) {
            self.write_grown(chunk).await?;
        }
        taken.texts.clear();
        Ok(())
    }

    async fn write_grown(&self, grown: &[(AnswerId, Grown)]) -> Result<(), StorageError> {
        let mut places = String::new();
        let mut values = Vec::with_capacity(3 * grown.len());
        for (n, (answer, Grown { revision, text })) in grown.iter().enumerate() {
            let comma = if n == 0 { "" } else { ", " };
            // Writing into a String cannot fail.
            let _ = write!(places, "{comma}(${}, ${}, ${})", 3 * n + 1, 3 * n + 2, 3 * n + 3);
            values.extend([Value::from(answer.0), Value::from(*revision), Value::from(text.as_str())]);
        }
        let sql = format!(
            "WITH grown (answer, revision, text) AS (VALUES {places})
            UPDATE chat_answers SET text = grown.text FROM grown
            WHERE chat_answers.id = grown.answer AND chat_answers.revision = grown.revision AND finished_at IS NULL",
        );
        self.db.execute(&sql, values).await.map(|_| ())
    }
}

#[cfg(test)]
mod tests {
    use super::{AnswerId, Growing, Grown};

    #[test]
    fn what_could_not_be_written_waits_for_the_next_and_the_newer_wins() {
        let growing = Growing::default();
        let of = |id, text: &str| (AnswerId(id), Grown { revision: 0, text: text.to_owned() });
        growing.put([of(1, "a"), of(2, "b")]);
        let taken = growing.take();
        assert!(growing.take().texts.is_empty());
        growing.put([of(2, "b c")]);
        // Dropped in the middle of its writing, as with a job whose lease is lost.
        drop(taken);
        assert_eq!(growing.take().texts, [of(1, "a"), of(2, "b c")]);
    }
}
