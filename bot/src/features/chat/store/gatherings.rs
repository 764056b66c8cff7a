//! What is being gathered, and the messages of it.

use chrono::{DateTime, Utc};
use sea_orm::{QueryResult, Value};

use super::{ChatStore, entities::read_file};
use crate::{
    domain::{AccountId, Cause, ChatId, FileRef, MessageId, Peer, ThreadId},
    features::chat::domain::{Gathering, GatheringId, GatheringState, Part, QuestionId},
    storage::{StorageError, Tx, moment, sql::Executor},
};

const GATHERING: &str = "g.id, g.account_id, g.chat_id, g.thread_id, g.cause, g.state, g.question_id, g.ready_at, \
                         g.graced, g.changed_at";

impl ChatStore {
    /// What is being gathered from this person in this place, or waits for their words: the newest. Or, before that,
    /// what this very cause has been taken into, and that it has.
    pub async fn find_alive(
        &self,
        account: AccountId,
        peer: Peer,
        cause: &Cause,
    ) -> Result<Option<(Gathering, bool)>, StorageError> {
        let sql = format!(
            "SELECT {GATHERING}, CASE WHEN p.id IS NULL THEN 0 ELSE 1 END AS known FROM chat_gatherings g \
             LEFT JOIN chat_parts p ON p.gathering_id = g.id AND p.cause = $4 \
             WHERE g.id = (SELECT gathering_id FROM chat_parts WHERE cause = $4) \
             OR (g.chat_id = $1 AND g.account_id = $2 AND g.state IN ('open', 'held') \
                 AND COALESCE(g.thread_id, 0) = $3) \
             ORDER BY known DESC, g.id DESC LIMIT 1"
        );
        let values = [peer.chat.0.into(), account.0.into(), thread(peer), cause.as_str().into()];
        let rows = self.db.rows(&sql, values).await?;
        let read = |row: &QueryResult| {
            let known: i32 = row.try_get("", "known")?;
            Ok((read_gathering(row)?, known == 1))
        };
        rows.first().map(read).transpose()
    }

    /// What a question was gathered from.
    pub async fn find_gathering_to(&self, question: QuestionId) -> Result<Option<Gathering>, StorageError> {
        let sql = format!(
            "SELECT {GATHERING} FROM chat_gatherings g WHERE g.question_id = $1 ORDER BY g.id LIMIT 1"
        );
        one(&self.db.rows(&sql, [question.0.into()]).await?)
    }

    pub async fn find_gathering(&self, id: GatheringId) -> Result<Option<Gathering>, StorageError> {
        let sql = format!("SELECT {GATHERING} FROM chat_gatherings g WHERE g.id = $1");
        one(&self.db.rows(&sql, [id.0.into()]).await?)
    }

    /// What has become of an album, its newest gathering.
    pub async fn find_by_album(&self, peer: Peer, album: &str) -> Result<Option<Gathering>, StorageError> {
        let sql = format!(
            "SELECT {GATHERING} FROM chat_gatherings g WHERE g.chat_id = $1 AND g.id IN \
             (SELECT gathering_id FROM chat_parts WHERE chat_id = $1 AND album = $2) ORDER BY g.id DESC LIMIT 1"
        );
        one(&self.db.rows(&sql, [peer.chat.0.into(), album.into()]).await?)
    }

    /// A gathering as it is now, kept from changing until the transaction ends.
    pub async fn lock_gathering(
        &self,
        tx: &mut Tx,
        id: GatheringId,
    ) -> Result<Option<Gathering>, StorageError> {
        let lock = tx.backend().for_update();
        let sql = format!("SELECT {GATHERING} FROM chat_gatherings g WHERE g.id = $1{lock}");
        one(&tx.rows(&sql, [id.0.into()]).await?)
    }

    pub async fn insert_gathering(
        &self,
        tx: &mut Tx,
        account: AccountId,
        peer: Peer,
        cause: &Cause,
        now: DateTime<Utc>,
    ) -> Result<GatheringId, StorageError> {
        let sql = "INSERT INTO chat_gatherings (account_id, chat_id, thread_id, cause, state, ready_at, graced, \
                   changed_at, created_at) VALUES ($1, $2, $3, $4, 'open', $5, FALSE, $5, $5) RETURNING id";
        let values = [
            account.0.into(),
            peer.chat.0.into(),
            peer.thread.map(|thread| thread.0).into(),
            cause.as_str().into(),
            moment(now).into(),
        ];
        let rows = tx.returning(sql, values).await?;
        let row = rows.first().ok_or_else(|| StorageError::Setup("a gathering was not made".to_owned()))?;
        Ok(GatheringId(row.try_get("", "id")?))
    }

    pub async fn set_gathering(
        &self,
        tx: &mut Tx,
        id: GatheringId,
        state: GatheringState,
        question: Option<QuestionId>,
        ready_at: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        let sql = "UPDATE chat_gatherings SET state = $2, question_id = COALESCE($3, question_id), ready_at = $4, \
                   changed_at = $5 WHERE id = $1";
        let values: [Value; 5] = [
            id.0.into(),
            state.name().into(),
            question.map(|question| question.0).into(),
            moment(ready_at).into(),
            moment(now).into(),
        ];
        tx.execute(sql, values).await.map(|_| ())
    }

    /// Lets it wait once more.
    pub async fn grace_gathering(
        &self,
        tx: &mut Tx,
        id: GatheringId,
        ready_at: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        let sql = "UPDATE chat_gatherings SET graced = TRUE, ready_at = $2 WHERE id = $1";
        tx.execute(sql, [id.0.into(), moment(ready_at).into()]).await.map(|_| ())
    }

    /// Words that come from now on are not about it.
    pub async fn close_held(&self, tx: &mut Tx, id: GatheringId) -> Result<(), StorageError> {
        let sql = "UPDATE chat_gatherings SET state = 'closed' WHERE id = $1 AND state = 'held'";
        tx.execute(sql, [id.0.into()]).await.map(|_| ())
    }

    /// One more message of it. The same cause again changes nothing.
    pub async fn insert_part(
        &self,
        tx: &mut Tx,
        gathering: GatheringId,
        cause: &Cause,
        chat: ChatId,
        part: &Part,
    ) -> Result<(), StorageError> {
        let sql = "INSERT INTO chat_parts (gathering_id, cause, chat_id, message_id, text, file, album, origin, \
                   addressed, came_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
                   ON CONFLICT (cause) DO NOTHING";
        let file = part.file.as_ref().map(serde_json::to_string).transpose();
        let file = file.map_err(|source| StorageError::Unreadable { what: "file", source })?;
        let values: [Value; 10] = [
            gathering.0.into(),
            cause.as_str().into(),
            chat.0.into(),
            part.message.map(|message| message.0).into(),
            part.text.as_str().into(),
            file.into(),
            part.album.clone().into(),
            part.origin.clone().into(),
            part.addressed.into(),
            moment(part.at).into(),
        ];
        tx.execute(sql, values).await.map(|_| ())
    }

    /// The messages of a gathering in the order of their coming.
    pub async fn list_parts(&self, tx: &mut Tx, id: GatheringId) -> Result<Vec<Part>, StorageError> {
        let sql = "SELECT message_id, text, file, album, origin, addressed, came_at FROM chat_parts \
                   WHERE gathering_id = $1 ORDER BY id";
        tx.rows(sql, [id.0.into()]).await?.iter().map(read_part).collect()
    }

    /// Files of questions that were gathered, in the order in which they were sent.
    pub(super) async fn files_of(
        &self,
        questions: &[i64],
    ) -> Result<Vec<(QuestionId, FileRef)>, StorageError> {
        let ids: Vec<String> = questions.iter().map(i64::to_string).collect();
        let sql = format!(
            "SELECT g.question_id, p.file FROM chat_parts p JOIN chat_gatherings g ON g.id = p.gathering_id \
             WHERE g.question_id IN ({}) AND p.file IS NOT NULL ORDER BY p.message_id, p.id",
            ids.join(", ")
        );
        let rows = self.db.rows(&sql, []).await?;
        rows.iter()
            .map(|row| {
                let question = QuestionId(row.try_get("", "question_id")?);
                Ok((question, read_file(&row.try_get::<String>("", "file")?)?))
            })
            .collect()
    }

    /// The gathering that a message is part of.
    pub async fn find_gathering_with(
        &self,
        chat: ChatId,
        message: MessageId,
    ) -> Result<Option<Gathering>, StorageError> {
        let sql = format!(
            "SELECT {GATHERING} FROM chat_gatherings g JOIN chat_parts p ON p.gathering_id = g.id \
             WHERE p.chat_id = $1 AND p.message_id = $2 ORDER BY g.id DESC LIMIT 1"
        );
        one(&self.db.rows(&sql, [chat.0.into(), message.0.into()]).await?)
    }

    /// Other words for one message of it. Says whether they are other.
    pub async fn set_part_text(
        &self,
        tx: &mut Tx,
        gathering: GatheringId,
        message: MessageId,
        text: &str,
    ) -> Result<bool, StorageError> {
        let sql =
            "UPDATE chat_parts SET text = $3 WHERE gathering_id = $1 AND message_id = $2 AND text <> $3";
        Ok(tx.execute(sql, [gathering.0.into(), message.0.into(), text.into()]).await? > 0)
    }

    /// Forgets one with its messages.
    pub async fn delete_gathering(&self, tx: &mut Tx, id: GatheringId) -> Result<(), StorageError> {
        tx.execute("DELETE FROM chat_gatherings WHERE id = $1", [id.0.into()]).await.map(|_| ())
    }

    /// Forgets what nothing came of.
    pub async fn purge_gatherings(&self, before: DateTime<Utc>) -> Result<u64, StorageError> {
        let sql = "DELETE FROM chat_gatherings WHERE question_id IS NULL AND changed_at < $1";
        self.db.execute(sql, [moment(before).into()]).await
    }
}

fn thread(peer: Peer) -> Value {
    peer.thread.map_or(0, |thread| thread.0).into()
}

fn one(rows: &[QueryResult]) -> Result<Option<Gathering>, StorageError> {
    rows.first().map(read_gathering).transpose()
}

fn read_gathering(row: &QueryResult) -> Result<Gathering, StorageError> {
    let state: String = row.try_get("", "state")?;
    let thread: Option<i64> = row.try_get("", "thread_id")?;
    Ok(Gathering {
        id: GatheringId(row.try_get("", "id")?),
        account: AccountId(row.try_get("", "account_id")?),
        peer: Peer { chat: ChatId(row.try_get("", "chat_id")?), thread: thread.map(ThreadId) },
        cause: row.try_get("", "cause")?,
        state: GatheringState::of_name(&state)
            .ok_or_else(|| StorageError::Setup(format!("a gathering of state {state}")))?,
        question: row.try_get::<Option<i64>>("", "question_id")?.map(QuestionId),
        ready_at: row.try_get("", "ready_at")?,
        graced: row.try_get("", "graced")?,
        changed_at: row.try_get("", "changed_at")?,
    })
}

fn read_part(row: &QueryResult) -> Result<Part, StorageError> {
    let file: Option<String> = row.try_get("", "file")?;
    Ok(Part {
        message: row.try_get::<Option<i64>>("", "message_id")?.map(MessageId),
        text: row.try_get("", "text")?,
        file: file.map(|file| read_file(&file)).transpose()?,
        album: row.try_get("", "album")?,
        origin: row.try_get("", "origin")?,
        addressed: row.try_get("", "addressed")?,
        at: row.try_get("", "came_at")?,
    })
}
