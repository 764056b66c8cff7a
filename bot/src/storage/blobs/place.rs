//! Where files lie: what an address means, and how a folder or a bucket is opened.
//! Keys to a bucket are handed in by the configuration, and shown to nobody.

use std::{fmt, fs, path::PathBuf, sync::Arc, time::Duration};

use object_store::{
    ClientOptions, ObjectStore, RetryConfig,
    aws::{AmazonS3, AmazonS3Builder},
    local::LocalFileSystem,
    path::Path,
    signer::Signer,
};

use crate::storage::StorageError;

const CONNECT: Duration = Duration::from_secs(5);

/// How long one request to a bucket may take: a part of a file goes up in it.
const REQUEST: Duration = Duration::from_mins(1);

/// For how long a request is repeated that may succeed later.
const REPEAT: Duration = Duration::from_secs(20);

/// What opens a bucket: the values of the `AWS_…` variables.
#[derive(Clone, Default)]
pub struct S3Access {
    /// `AWS_ACCESS_KEY_ID`. Without it and the secret, the machine's own role is asked for.
    pub access_key_id: Option<String>,
    /// `AWS_SECRET_ACCESS_KEY`.
    pub secret_access_key: Option<String>,
    /// `AWS_SESSION_TOKEN`.
    pub session_token: Option<String>,
    /// `AWS_REGION`; `us-east-1` without.
    pub region: Option<String>,
    /// `AWS_ENDPOINT_URL`, for anything but AWS: `http://minio:9000`.
    pub endpoint: Option<String>,
}

impl fmt::Debug for S3Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("S3Access")
            .field("region", &self.region)
            .field("endpoint", &self.endpoint)
            .finish_non_exhaustive()
    }
}

/// An opened place.
pub(super) struct Place {
    pub(super) store: Arc<dyn ObjectStore>,
    pub(super) signer: Option<Arc<dyn Signer>>,
    pub(super) prefix: Option<Path>,
    /// The folder, where it is one.
    pub(super) folder: Option<PathBuf>,
    /// The address without secrets.
    pub(super) shown: String,
}

impl Place {
    pub(super) fn open(url: &str, s3: Option<&S3Access>) -> Result<Self, StorageError> {
        match url.split_once("://") {
            Some(("s3", rest)) => Self::open_bucket(rest, s3.unwrap_or(&S3Access::default())),
            Some(("file", path)) => Self::open_folder(path),
            Some(_) => {
                Err(setup("BLOB_URL must be a folder (file:///path) or a bucket (s3://bucket/prefix)"))
            }
            None => Self::open_folder(url),
        }
    }

    fn open_folder(path: &str) -> Result<Self, StorageError> {
        if path.is_empty() {
            return Err(setup("BLOB_URL names no folder: file:///path"));
        }
        let opened = fs::create_dir_all(path)
            .map_err(|error| error.to_string())
            .and_then(|()| LocalFileSystem::new_with_prefix(path).map_err(|error| error.to_string()));
        let store = opened.map_err(|error| {
            StorageError::Setup(format!("the folder for files {path} cannot be made: {error}"))
        })?;
        let store = Arc::new(store.with_fsync(true));
        Ok(Self { store, signer: None, prefix: None, folder: Some(path.into()), shown: path.to_owned() })
    }

    fn open_bucket(rest: &str, access: &S3Access) -> Result<Self, StorageError> {
        let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        let prefix = prefix.trim_matches('/');
        if bucket.is_empty() || bucket.contains(['@', '?', ':']) || prefix.contains('?') {
            return Err(setup("BLOB_URL is no bucket: s3://bucket/prefix; keys stand in AWS_… variables"));
        }
        let parsed = Path::parse(prefix).map_err(|_| setup("BLOB_URL has a prefix that S3 cannot take"))?;
        let store = Arc::new(bucket_store(bucket, access)?);
        let shown = format!("s3://{bucket}/{prefix}");
        let prefix = (!prefix.is_empty()).then_some(parsed);
        Ok(Self { signer: Some(Arc::<AmazonS3>::clone(&store)), store, prefix, folder: None, shown })
    }
}

fn bucket_store(bucket: &str, access: &S3Access) -> Result<AmazonS3, StorageError> {
    let plain = access.endpoint.as_deref().is_some_and(|endpoint| endpoint.starts_with("http://"));
    let client =
        ClientOptions::new().with_connect_timeout(CONNECT).with_timeout(REQUEST).with_allow_http(plain);
    let retry = RetryConfig { max_retries: 4, retry_timeout: REPEAT, ..RetryConfig::default() };
    let mut builder = AmazonS3Builder::new()
        .with_bucket_name(bucket)
        .with_region(access.region.as_deref().unwrap_or("us-east-1"))
        .with_client_options(client)
        .with_retry(retry);
    if let Some(endpoint) = &access.endpoint {
        builder = builder.with_endpoint(endpoint);
    }
    if let Some(id) = &access.access_key_id {
        builder = builder.with_access_key_id(id);
    }
    if let Some(secret) = &access.secret_access_key {
        builder = builder.with_secret_access_key(secret);
    }
    if let Some(token) = &access.session_token {
        builder = builder.with_token(token);
    }
    builder
        .build()
        .map_err(|_| setup("the AWS_… variables do not open a bucket: set both keys and the region"))
}

fn setup(sentence: &str) -> StorageError {
    StorageError::Setup(sentence.to_owned())
}
