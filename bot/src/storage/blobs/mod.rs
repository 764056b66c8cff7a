//! Files: bytes under keys of ours, in a folder or in S3.
//! It keeps no names that people gave, and no links: a signed address is made when it is asked for.

mod key;
mod place;
#[cfg(test)]
mod tests;

use std::{fmt, io, ops::Range, sync::Arc, time::Duration};

use bytes::{Bytes, BytesMut};
use chrono::{DateTime, Utc};
use futures::{Stream, StreamExt as _, TryStreamExt as _, stream::BoxStream};
pub use key::{BlobKey, NoBlobKey};
use object_store::{
    Attribute, Attributes, Error, GetResult, ObjectMeta, ObjectStore, ObjectStoreExt as _, PutMode,
    PutMultipartOptions, PutOptions, WriteMultipart,
    path::Path,
    signer::{Method, Signer},
};
use place::Place;
pub use place::S3Access;

use super::StorageError;

/// What is written at once; longer streams go up in parts of this size, in bytes.
const PART: usize = 8 * 1024 * 1024;

/// How many parts go up at a time.
const PARTS_AT_A_TIME: usize = 3;

/// The files of this installation. Cheap to clone.
#[derive(Clone)]
pub struct Blobs {
    store: Arc<dyn ObjectStore>,
    signer: Option<Arc<dyn Signer>>,
    prefix: Option<Path>,
    folder: Option<Arc<std::path::Path>>,
    shown: Arc<str>,
}

/// A file without its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlobMeta {
    pub key: BlobKey,
    /// Bytes.
    pub size: u64,
    pub modified: DateTime<Utc>,
}

/// A file that is being read.
pub struct BlobReader {
    pub meta: BlobMeta,
    pub bytes: BoxStream<'static, Result<Bytes, StorageError>>,
}

impl Blobs {
    /// Opens a folder (`file:///path` or a plain path; it is made) or a bucket (`s3://bucket/prefix`). Nothing is
    /// asked of the bucket yet; see [`Blobs::probe`].
    ///
    /// # Errors
    /// [`StorageError::Setup`] when the address is wrong or the folder cannot be made.
    pub fn open(url: &str, s3: Option<&S3Access>) -> Result<Self, StorageError> {
        let Place { store, signer, prefix, folder, shown } = Place::open(url, s3)?;
        Ok(Self { store, signer, prefix, folder: folder.map(Into::into), shown: shown.into() })
    }

    /// Writes the file, in place of one that was there. When this returns it is on the disk. The content type is
    /// kept in S3 only.
    pub async fn put(&self, key: &BlobKey, bytes: Bytes, content_type: &str) -> Result<(), StorageError> {
        let options = PutOptions { attributes: self.attributes(content_type), ..PutOptions::default() };
        self.store.put_opts(&self.path(key)?, bytes.into(), options).await?;
        Ok(())
    }

    /// Writes the file if there is none under this key; answers whether it did.
    pub async fn put_new(
        &self,
        key: &BlobKey,
        bytes: Bytes,
        content_type: &str,
    ) -> Result<bool, StorageError> {
        let attributes = self.attributes(content_type);
        let options = PutOptions { mode: PutMode::Create, attributes, ..PutOptions::default() };
        match self.store.put_opts(&self.path(key)?, bytes.into(), options).await {
            Ok(_) => Ok(true),
            Err(Error::AlreadyExists { .. } | Error::Precondition { .. }) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Writes the file as its bytes come, keeping at most 32 MiB of them; answers how many there were. Of a stream
    /// that ends with an error nothing is kept.
    pub async fn put_stream(
        &self,
        key: &BlobKey,
        bytes: impl Stream<Item = io::Result<Bytes>> + Send,
        content_type: &str,
    ) -> Result<u64, StorageError> {
        let mut bytes = std::pin::pin!(bytes);
        let mut first = BytesMut::new();
        while first.len() < PART {
            let Some(more) = bytes.next().await else {
                let size = first.len() as u64;
                return self.put(key, first.freeze(), content_type).await.map(|()| size);
            };
            first.extend_from_slice(&more.map_err(broken)?);
        }
        let options = PutMultipartOptions {
            attributes: self.attributes(content_type),
            ..PutMultipartOptions::default()
        };
        let upload = self.store.put_multipart_opts(&self.path(key)?, options).await?;
        let mut upload = WriteMultipart::new_with_chunk_size(upload, PART);
        match pour(&mut upload, first.freeze(), bytes).await {
            Ok(size) => upload.finish().await.map(|_| size).map_err(StorageError::from),
            Err(error) => {
                upload.abort().await.ok();
                Err(error.into())
            }
        }
    }

    /// The whole file, if it is there.
    pub async fn get(&self, key: &BlobKey) -> Result<Option<Bytes>, StorageError> {
        match self.find(key).await? {
            Some(found) => Ok(Some(found.bytes().await?)),
            None => Ok(None),
        }
    }

    /// A part of the file, if it is there: less where the file ends sooner.
    ///
    /// # Errors
    /// Also when the range begins behind the end.
    pub async fn get_range(&self, key: &BlobKey, range: Range<u64>) -> Result<Option<Bytes>, StorageError> {
        missing_is_none(self.store.get_range(&self.path(key)?, range).await)
    }

    /// The file as a stream, if it is there.
    pub async fn read(&self, key: &BlobKey) -> Result<Option<BlobReader>, StorageError> {
        let Some(found) = self.find(key).await? else { return Ok(None) };
        let (size, modified) = (found.meta.size, found.meta.last_modified);
        let meta = BlobMeta { key: key.clone(), size, modified };
        Ok(Some(BlobReader { meta, bytes: found.into_stream().map_err(StorageError::from).boxed() }))
    }

    /// What is known of the file, if it is there.
    pub async fn meta(&self, key: &BlobKey) -> Result<Option<BlobMeta>, StorageError> {
        let found = missing_is_none(self.store.head(&self.path(key)?).await)?;
        Ok(found.map(|found| BlobMeta { key: key.clone(), size: found.size, modified: found.last_modified }))
    }

    pub async fn exists(&self, key: &BlobKey) -> Result<bool, StorageError> {
        Ok(self.meta(key).await?.is_some())
    }

    /// Removes the file. One that is not there is removed already.
    pub async fn delete(&self, key: &BlobKey) -> Result<(), StorageError> {
        missing_is_none(self.store.delete(&self.path(key)?).await).map(|_| ())
    }

    /// Removes every file whose key begins with these parts, and in a folder also what a death in the middle of
    /// writing has left there.
    pub async fn delete_all(&self, below: &BlobKey) -> Result<(), StorageError> {
        let mut found = self.list(Some(below));
        while let Some(file) = found.try_next().await? {
            self.delete(&file.key).await?;
        }
        let Some(folder) = &self.folder else { return Ok(()) };
        match tokio::fs::remove_dir_all(folder.join(below.as_str())).await {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(broken(error).into()),
            _ => Ok(()),
        }
    }

    /// The files whose keys begin with these parts (`pictures/1` has `pictures/1/a.jpg`, not `pictures/12/a.jpg`),
    /// or all. In no order. What somebody else put there is left out.
    pub fn list(&self, below: Option<&BlobKey>) -> BoxStream<'static, Result<BlobMeta, StorageError>> {
        let below = match below {
            Some(key) => self.path(key).map(Some),
            None => Ok(self.prefix.clone()),
        };
        let this = self.clone();
        match below {
            Ok(below) => self
                .store
                .list(below.as_ref())
                .map_err(StorageError::from)
                .try_filter_map(move |found| std::future::ready(Ok(this.meta_of(found))))
                .boxed(),
            Err(error) => futures::stream::once(std::future::ready(Err(error))).boxed(),
        }
    }

    /// An address under which anybody can read the file for `ttl` (S3: a week at most); `None` for a folder. It is
    /// a secret: not for logs, and never stored.
    pub async fn signed_url(&self, key: &BlobKey, ttl: Duration) -> Result<Option<String>, StorageError> {
        let Some(signer) = &self.signer else { return Ok(None) };
        Ok(Some(signer.signed_url(Method::GET, &self.path(key)?, ttl).await?.into()))
    }

    /// Writes, reads and removes a small file: whether all that is needed is allowed.
    pub async fn probe(&self) -> Result<(), StorageError> {
        let key = BlobKey::new(format!("probe/{}", uuid::Uuid::new_v4().simple())).map_err(no_path)?;
        let bytes = Bytes::from_static(b"probe");
        self.put(&key, bytes.clone(), "text/plain").await?;
        let read = self.get(&key).await;
        self.delete(&key).await?;
        if read?.is_some_and(|read| read == bytes) {
            Ok(())
        } else {
            Err(StorageError::Setup(format!("files written to {} are not read back", self.shown)))
        }
    }

    async fn find(&self, key: &BlobKey) -> Result<Option<GetResult>, StorageError> {
        missing_is_none(self.store.get(&self.path(key)?).await)
    }

    fn path(&self, key: &BlobKey) -> Result<Path, StorageError> {
        let path = match &self.prefix {
            Some(prefix) => Path::parse(format!("{prefix}/{key}")),
            None => Path::parse(key.as_str()),
        };
        path.map_err(no_path)
    }

    fn meta_of(&self, found: ObjectMeta) -> Option<BlobMeta> {
        let path = found.location.as_ref();
        let key = match &self.prefix {
            Some(prefix) => path.strip_prefix(prefix.as_ref())?.strip_prefix('/')?,
            None => path,
        };
        let key = BlobKey::new(key).ok()?;
        Some(BlobMeta { key, size: found.size, modified: found.last_modified })
    }

    /// A folder refuses to be told of types.
    fn attributes(&self, content_type: &str) -> Attributes {
        let mut attributes = Attributes::new();
        if self.signer.is_some() {
            attributes.insert(Attribute::ContentType, content_type.to_owned().into());
        }
        attributes
    }
}

impl fmt::Debug for Blobs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Blobs").field(&self.shown).finish()
    }
}

async fn pour(
    upload: &mut WriteMultipart,
    first: Bytes,
    mut bytes: impl Stream<Item = io::Result<Bytes>> + Unpin,
) -> Result<u64, Error> {
    let mut size = first.len() as u64;
    upload.put(first);
    while let Some(more) = bytes.next().await {
        let more = more.map_err(broken)?;
        size += more.len() as u64;
        upload.wait_for_capacity(PARTS_AT_A_TIME).await?;
        upload.put(more);
    }
    Ok(size)
}

fn broken(source: io::Error) -> Error {
    Error::Generic { store: "the source of a file", source: source.into() }
}

fn no_path(error: impl fmt::Display) -> StorageError {
    StorageError::Setup(error.to_string())
}

fn missing_is_none<T>(outcome: Result<T, Error>) -> Result<Option<T>, StorageError> {
    match outcome {
        Ok(found) => Ok(Some(found)),
        Err(Error::NotFound { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}
