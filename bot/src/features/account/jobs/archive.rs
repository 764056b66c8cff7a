//! ZIP archives that are written as their contents come, each small enough for Telegram.
//! At most one piece, one file's bytes and a few parts of the upload are in memory.

use std::time::Duration;

use async_zip::{Compression, ZipEntryBuilder, tokio::write::ZipFileWriter};
use tokio::{io::DuplexStream, sync::mpsc};
use tokio_util::io::ReaderStream;

use crate::{
    domain::{DOWNLOAD_LIMIT, FileRef},
    features::account::ports::Piece,
    storage::{
        StorageError,
        blobs::{BlobKey, Blobs},
    },
    telegram::files::Files,
};

/// Telegram takes 50 MB from a bot (Bot API, `sendDocument`); room is left for what ends an archive.
pub const ARCHIVE_LIMIT: u64 = 45 * 1024 * 1024;
/// What lies between the writer and the upload, in bytes.
const BETWEEN: usize = 256 * 1024;
/// The local header, the entry in the directory and two names, in bytes: more than any entry of ours takes.
const OVERHEAD: u64 = 1024;

/// How long to wait after each failure that may be Telegram's for the moment.
const WAITS: [Duration; 4] =
    [Duration::from_secs(1), Duration::from_secs(3), Duration::from_secs(10), Duration::ZERO];

/// An archive that is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Archive {
    pub key: BlobKey,
    pub size: u64,
}

/// What is in an archive, for its index.
#[derive(Debug, Default)]
pub struct Contents {
    /// Paths and sizes in bytes, before they were compressed.
    pub entries: Vec<(String, u64)>,
    /// Files that could not be fetched any more.
    pub missing: Vec<String>,
}

#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    #[error(transparent)]
    Storage(#[from] StorageError),
    #[error("an archive cannot be written: {0}")]
    Zip(#[from] async_zip::error::ZipError),
}

/// The pieces of a parcel, with the bytes of files.
pub struct Pieces<'a> {
    pub coming: mpsc::Receiver<Piece>,
    pub files: &'a dyn Files,
    /// Told how many pieces there were so far.
    pub count: &'a (dyn Fn(u64) + Send + Sync),
    next: Option<Entry>,
    taken: u64,
}

/// One file of an archive.
struct Entry {
    path: String,
    bytes: Option<bytes::Bytes>,
    /// Compressing again what is compressed costs time and saves nothing.
    compressed: bool,
}

impl<'a> Pieces<'a> {
    pub const fn new(
        coming: mpsc::Receiver<Piece>,
        files: &'a dyn Files,
        count: &'a (dyn Fn(u64) + Send + Sync),
    ) -> Self {
        Self { coming, files, count, next: None, taken: 0 }
    }

    /// Whether there is another, which is then kept for [`Self::take`].
    async fn look(&mut self) -> Result<Option<u64>, StorageError> {
        if self.next.is_none()
            && let Some(piece) = self.coming.recv().await
        {
            self.taken += 1;
            (self.count)(self.taken);
            self.next = Some(self.read(piece).await?);
        }
        Ok(self.next.as_ref().map(|entry| entry.bytes.as_ref().map_or(0, |bytes| bytes.len() as u64)))
    }

    async fn read(&self, piece: Piece) -> Result<Entry, StorageError> {
        match piece {
            Piece::Json { path, value } => {
                let bytes = serde_json::to_vec_pretty(&value)
                    .map_err(|source| StorageError::Unreadable { what: "what is exported", source })?;
                Ok(Entry { path, bytes: Some(bytes.into()), compressed: false })
            }
            Piece::File { path, file } => {
                let compressed = file.mime.as_deref().is_none_or(|mime| !mime.starts_with("text/"));
                Ok(Entry { path, bytes: self.fetch(&file).await, compressed })
            }
        }
    }

    /// The bytes, if Telegram still has them for us: files may be too big for bots, and go after some time.
    async fn fetch(&self, file: &FileRef) -> Option<bytes::Bytes> {
        if file.is_too_big() {
            return None;
        }
        for wait in WAITS {
            match self.files.fetch(file, DOWNLOAD_LIMIT).await {
                Ok(bytes) => return Some(bytes),
                Err(fault) if fault.is_transient() => tokio::time::sleep(wait).await,
                Err(_) => break,
            }
        }
        tracing::info!("a file for an export cannot be fetched");
        None
    }
}

/// Writes all pieces into as many archives as it takes, under keys that `key` makes of their number. `index` makes
/// the page that stands first to be read in each, of the archive's number and contents.
pub async fn write_all(
    blobs: &Blobs,
    mut pieces: Pieces<'_>,
    limit: u64,
    key: impl Fn(usize) -> Result<BlobKey, StorageError>,
    index: impl Fn(usize, &Contents) -> String,
) -> Result<Vec<Archive>, ArchiveError> {
    let mut archives = Vec::new();
    loop {
        let number = archives.len() + 1;
        let key = key(number)?;
        let (near, far) = tokio::io::duplex(BETWEEN);
        let upload = async {
            let size = blobs.put_stream(&key, ReaderStream::new(far), "application/zip").await;
            size.map_err(ArchiveError::from)
        };
        let filling = fill(near, &mut pieces, limit, |contents| index(number, contents));
        let (size, ()) = futures::try_join!(upload, filling)?;
        archives.push(Archive { key, size });
        if pieces.look().await?.is_none() {
            return Ok(archives);
        }
    }
}

/// One archive: pieces until the next would not fit, and the index.
async fn fill(
    into: DuplexStream,
    pieces: &mut Pieces<'_>,
    limit: u64,
    index: impl Fn(&Contents) -> String,
) -> Result<(), ArchiveError> {
    let mut zip = ZipFileWriter::with_tokio(into);
    let (mut contents, mut written) = (Contents::default(), 0);
    while let Some(size) = pieces.look().await? {
        // At worst nothing is saved by compressing; what was written before is counted as it was.
        if written + size + OVERHEAD > limit && !contents.entries.is_empty() {
            break;
        }
        let Some(entry) = pieces.next.take() else { break };
        let Some(bytes) = entry.bytes else {
            contents.missing.push(entry.path);
            continue;
        };
        write_entry(&mut zip, &entry.path, &bytes, entry.compressed).await?;
        written += size + OVERHEAD;
        contents.entries.push((entry.path, size));
    }
    write_entry(&mut zip, "index.html", index(&contents).as_bytes(), false).await?;
    zip.close().await?;
    Ok(())
}

async fn write_entry(
    zip: &mut ZipFileWriter<DuplexStream>,
    path: &str,
    bytes: &[u8],
    compressed: bool,
) -> Result<(), ArchiveError> {
    let how = if compressed { Compression::Stored } else { Compression::Deflate };
    // Readable for its owner, on systems that ask.
    let entry = ZipEntryBuilder::new(path.into(), how).unix_permissions(0o644);
    zip.write_entry_whole(entry, bytes).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use async_trait::async_trait;
    use async_zip::base::read1::seek::ZipArchiveReader;
    use bytes::Bytes;
    use futures::{AsyncReadExt as _, io::Cursor};

    use super::*;
    use crate::{domain::FileKind, features::account::ports::Parcel, telegram::raw::Fault};

    /// Gives a megabyte of noise for every file but those that are gone.
    struct Noise;

    #[async_trait]
    impl Files for Noise {
        async fn fetch(&self, file: &FileRef, _: u64) -> Result<Bytes, Fault> {
            if file.id == "gone" {
                return Err(Fault::local("gone"));
            }
            let mut seed = 7_u32;
            let noise = std::iter::repeat_with(|| {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                seed.to_be_bytes()[0]
            });
            Ok(noise.take(1024 * 1024).collect())
        }
    }

    fn file(id: &str, size: Option<u64>) -> FileRef {
        FileRef {
            id: id.to_owned(),
            unique_id: id.to_owned(),
            kind: FileKind::Document,
            size,
            mime: None,
            name: None,
            seconds: None,
        }
    }

    #[tokio::test]
    async fn what_is_too_much_for_one_archive_goes_into_several_that_are_whole() {
        let folder = tempfile::tempdir().unwrap();
        let blobs = Blobs::open(folder.path().to_str().unwrap(), None).unwrap();
        let (parcel, coming) = Parcel::new(2);
        let filling = async {
            parcel.json("a.json", &"first").await.unwrap();
            for n in 0..5 {
                parcel.file(format!("files/{n}"), file("here", None)).await.unwrap();
            }
            parcel.file("files/gone", file("gone", None)).await.unwrap();
            parcel.file("files/big", file("here", Some(21 * 1024 * 1024))).await.unwrap();
            drop(parcel);
        };
        let counted = Mutex::new(0);
        let count = |n| *counted.lock().unwrap() = n;
        let limit = 5 * 1024 * 1024 / 2;
        let key = |n| Ok(BlobKey::new(format!("{n}.zip")).unwrap());
        let index = |n, contents: &Contents| format!("{n} {:?}", contents.missing);
        let packing = write_all(&blobs, Pieces::new(coming, &Noise, &count), limit, key, index);
        let (archives, ()) = futures::join!(packing, filling);
        let archives = archives.unwrap();
        assert_eq!(*counted.lock().unwrap(), 8);
        let mut paths = Vec::new();
        let mut indexes = Vec::new();
        for archive in &archives {
            assert!(archive.size <= limit + 4096, "{archive:?}");
            let bytes = blobs.get(&archive.key).await.unwrap().unwrap();
            assert_eq!(bytes.len() as u64, archive.size);
            let mut zip = ZipArchiveReader::open(Cursor::new(bytes)).await.unwrap();
            let paths_inside: Vec<String> =
                zip.cdrs().iter().map(|file| file.insecure_file_name.as_str().unwrap().to_owned()).collect();
            for (n, path) in paths_inside.into_iter().enumerate() {
                let mut read = Vec::new();
                zip.file(n).await.unwrap().read_to_end(&mut read).await.unwrap();
                match path.as_str() {
                    "index.html" => indexes.push(String::from_utf8(read).unwrap()),
                    _ => paths.push(path),
                }
            }
        }
        let expected = ["a.json", "files/0", "files/1", "files/2", "files/3", "files/4"];
        assert_eq!(paths, expected);
        assert_eq!(indexes, ["1 []", "2 []", "3 [\"files/gone\", \"files/big\"]"]);
    }

    #[tokio::test]
    async fn an_empty_parcel_is_an_archive_with_a_page() {
        let folder = tempfile::tempdir().unwrap();
        let blobs = Blobs::open(folder.path().to_str().unwrap(), None).unwrap();
        let (parcel, coming) = Parcel::new(1);
        drop(parcel);
        let key = |n| Ok(BlobKey::new(format!("{n}.zip")).unwrap());
        let pieces = Pieces::new(coming, &Noise, &|_| ());
        let archives = write_all(&blobs, pieces, 1024, key, |_, _| "empty".to_owned()).await.unwrap();
        assert_eq!(archives.len(), 1);
    }
}
