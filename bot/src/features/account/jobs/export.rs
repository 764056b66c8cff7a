//! Collecting everything that is kept about a person into archives, and sending them.
//! The archives lie among our files only until Telegram has them.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::archive::{self, ARCHIVE_LIMIT, Archive, ArchiveError, Contents, Pieces};
use crate::{
    domain::{AccountId, Cause, ChatId, Peer, SlotId},
    features::account::{
        domain::Account,
        error::AccountError,
        ports::{Parcel, Piece},
        screens::{self, ExportIndex},
        service::Privacy,
    },
    jobs::{Death, Job, JobError, JobId, Lane, Reason, Run, Runner},
    storage::{StorageError, Tx, blobs::BlobKey},
    telegram::{files::Files, outbox::Role, screen::Screen},
};

/// Pieces in memory at a time.
const ROOM: usize = 2;
/// How often it is said how far it is.
const STEP: Duration = Duration::from_secs(2);
/// How soon to look again whether the archives have arrived.
const SOON: Duration = Duration::from_secs(2);

/// Collects what is kept about an account.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ExportData {
    pub account: AccountId,
}

impl Job for ExportData {
    const NAME: &'static str = "account.export";
    const LANE: Lane = Lane::WORK;
    const MAX_ATTEMPTS: u16 = 6;
    /// Thousands of files may have to be fetched, one after another.
    const TIMEOUT: Duration = Duration::from_hours(3);
}

/// Runs [`ExportData`].
pub struct Exporting {
    pub privacy: Arc<Privacy>,
    pub files: Arc<dyn Files>,
}

#[derive(Debug, thiserror::Error)]
enum ExportError {
    #[error(transparent)]
    Account(#[from] AccountError),
    #[error(transparent)]
    Storage(#[from] StorageError),
    #[error(transparent)]
    Archive(#[from] ArchiveError),
}

impl Exporting {
    /// Says whether it is over.
    async fn export(&self, id: AccountId, run: &Run) -> Result<bool, ExportError> {
        let parts = &self.privacy.parts;
        if let Some(arrived) = self.have_arrived(&run.cause).await? {
            if arrived {
                self.remove_archives(run.id).await?;
            }
            return Ok(arrived);
        }
        let account = parts.accounts.find(id).await?;
        let shown = self.show(&account, &run.cause, &screens::export_begun(account.lang(), run.id.0)).await?;
        let archives = self.collect(&account, run, shown).await?;
        let mut tx = parts.db.begin().await?;
        let whole = screens::export_done(account.lang(), &sizes(&archives));
        parts.outbox.show(&mut tx, shown, &whole).await?;
        self.post_archives(&mut tx, &account, &run.cause, &archives).await?;
        tx.commit().await?;
        Ok(false)
    }

    /// Whether what was collected has been sent; `None` when it is still to be collected.
    async fn have_arrived(&self, cause: &Cause) -> Result<Option<bool>, StorageError> {
        let mut arrived = None;
        for number in 1.. {
            match self.privacy.parts.outbox.find(&cause.part(part_name(number))).await? {
                Some((_, pending)) => arrived = Some(arrived.unwrap_or(true) && !pending),
                None => break,
            }
        }
        Ok(arrived)
    }

    /// The message that says how far it is: the same one in every attempt.
    async fn show(&self, account: &Account, cause: &Cause, screen: &Screen) -> Result<SlotId, StorageError> {
        let parts = &self.privacy.parts;
        let mut tx = parts.db.begin().await?;
        let cause = progress_cause(cause);
        let slot = parts.outbox.post(&mut tx, peer_of(account.id), &cause, Role::Message, screen).await?;
        parts.outbox.show(&mut tx, slot, screen).await?;
        tx.commit().await?;
        Ok(slot)
    }

    async fn collect(
        &self,
        account: &Account,
        run: &Run,
        shown: SlotId,
    ) -> Result<Vec<Archive>, ExportError> {
        let taken = AtomicU64::new(0);
        let count = |so_far| taken.store(so_far, Ordering::Relaxed);
        let (parcel, coming) = Parcel::new(ROOM);
        let filling = async {
            let begun = Piece::about(account.id, self.privacy.parts.clock.now());
            parcel.put(begun).await?;
            self.privacy.export(account.id, parcel).await.map_err(ExportError::from)
        };
        let packing = async {
            let pieces = Pieces::new(coming, &*self.files, &count);
            let key = |number| key_of(run.id, number);
            let index = |number, contents: &Contents| self.index(account, number, contents);
            let blobs = &self.privacy.parts.blobs;
            archive::write_all(blobs, pieces, ARCHIVE_LIMIT, key, index).await.map_err(ExportError::from)
        };
        let collecting = async {
            let (archives, ()) = futures::try_join!(packing, filling)?;
            Ok(archives)
        };
        tokio::pin!(collecting);
        loop {
            tokio::select! {
                done = &mut collecting => return done,
                () = tokio::time::sleep(STEP) => {
                    let screen =
                        screens::export_progress(account.lang(), taken.load(Ordering::Relaxed), run.id.0);
                    self.redraw(shown, &screen).await?;
                }
            }
        }
    }

    async fn redraw(&self, slot: SlotId, screen: &Screen) -> Result<(), StorageError> {
        let mut tx = self.privacy.parts.db.begin().await?;
        self.privacy.parts.outbox.show(&mut tx, slot, screen).await?;
        tx.commit().await
    }

    fn index(&self, account: &Account, number: usize, contents: &Contents) -> String {
        let index = ExportIndex {
            account,
            now: self.privacy.parts.clock.now(),
            number,
            entries: &contents.entries,
            missing: &contents.missing,
        };
        screens::export_index(&index)
    }

    async fn post_archives(
        &self,
        tx: &mut Tx,
        account: &Account,
        cause: &Cause,
        archives: &[Archive],
    ) -> Result<(), StorageError> {
        for (n, archive) in archives.iter().enumerate() {
            let place = (n + 1, archives.len());
            let key = archive.key.as_str().to_owned();
            let screen = screens::export_archive(account.lang(), key, place, archive.size);
            let cause = cause.part(part_name(n + 1));
            self.privacy.parts.outbox.post(tx, peer_of(account.id), &cause, Role::Message, &screen).await?;
        }
        Ok(())
    }

    async fn remove_archives(&self, job: JobId) -> Result<(), StorageError> {
        self.privacy.parts.blobs.delete_all(&key(format!("exports/{job}"))?).await
    }

    /// What becomes of the message that told how far it was.
    async fn end(&self, job: &ExportData, death: &Death) -> Result<(), ExportError> {
        self.remove_archives(death.id).await?;
        let Ok(account) = self.privacy.parts.accounts.find(job.account).await else { return Ok(()) };
        let screen = match death.reason {
            Reason::Cancelled => screens::export_cancelled(account.lang()),
            _ => screens::export_failed(account.lang()),
        };
        // Archives that are on their way tell it better.
        if self.have_arrived(&Cause::job(death.id.0)).await?.is_none() {
            self.show(&account, &Cause::job(death.id.0), &screen).await?;
        }
        Ok(())
    }
}

#[async_trait]
impl Runner<ExportData> for Exporting {
    async fn run(&self, job: ExportData, run: &Run) -> Result<(), JobError> {
        // In a box, since the buffers of an archive would be carried by every job that waits.
        let exporting = Box::pin(self.export(job.account, run));
        let Some(over) = run.cancel.run_until_cancelled(exporting).await else {
            return Err(JobError::Cancelled);
        };
        if over.map_err(JobError::retry)? { Ok(()) } else { Err(JobError::again(SOON)) }
    }

    async fn bury(&self, job: ExportData, death: &Death) -> Result<(), JobError> {
        self.end(&job, death).await.map_err(JobError::retry)
    }
}

/// A private chat has the id of the person in it.
const fn peer_of(account: AccountId) -> Peer {
    Peer::chat(ChatId(account.0))
}

fn progress_cause(cause: &Cause) -> Cause {
    cause.part("progress")
}

fn part_name(number: usize) -> String {
    format!("archive{number}")
}

fn sizes(archives: &[Archive]) -> Vec<u64> {
    archives.iter().map(|archive| archive.size).collect()
}

fn key_of(job: JobId, number: usize) -> Result<BlobKey, StorageError> {
    key(format!("exports/{job}/{number}.zip"))
}

fn key(text: String) -> Result<BlobKey, StorageError> {
    BlobKey::new(text).map_err(|error| StorageError::Setup(error.to_string()))
}
