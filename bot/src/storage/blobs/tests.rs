//! Files are kept, found, signed and forgotten, on every store there is.

use std::{io, time::Duration};

use bytes::Bytes;
use futures::{StreamExt as _, TryStreamExt as _, stream};
use tempfile::TempDir;

use super::{BlobKey, Blobs, S3Access};

fn key(text: &str) -> BlobKey {
    BlobKey::new(text).unwrap()
}

/// A folder, and a bucket if `TEST_S3_URL` (an endpoint with a bucket `atelier-test`) is set.
#[expect(clippy::disallowed_methods, reason = "tests have no configuration")]
fn each() -> (TempDir, Vec<Blobs>) {
    let folder = tempfile::tempdir().unwrap();
    let below = folder.path().join("new/folder");
    let mut all = vec![Blobs::open(&format!("file://{}", below.display()), None).unwrap()];
    if let Ok(endpoint) = std::env::var("TEST_S3_URL") {
        let access = S3Access {
            access_key_id: Some("test".to_owned()),
            secret_access_key: Some("secret".to_owned()),
            endpoint: Some(endpoint),
            ..S3Access::default()
        };
        let url = format!("s3://atelier-test/run/{}", uuid::Uuid::new_v4().simple());
        all.push(Blobs::open(&url, Some(&access)).unwrap());
    }
    (folder, all)
}

#[tokio::test]
async fn a_file_is_written_read_and_removed() {
    let (_folder, all) = each();
    for blobs in all {
        let picture = key("pictures/1/a.jpg");
        assert_eq!(blobs.get(&picture).await.unwrap(), None, "{blobs:?}");
        assert!(!blobs.exists(&picture).await.unwrap());
        blobs.put(&picture, Bytes::from_static(b"0123456789"), "image/jpeg").await.unwrap();
        assert_eq!(blobs.get(&picture).await.unwrap().unwrap(), "0123456789");
        assert_eq!(blobs.get_range(&picture, 2..5).await.unwrap().unwrap(), "234");
        assert_eq!(blobs.get_range(&picture, 8..50).await.unwrap().unwrap(), "89");
        assert_eq!(blobs.get_range(&key("pictures/1/b.jpg"), 2..5).await.unwrap(), None);
        assert_eq!(blobs.meta(&picture).await.unwrap().unwrap().size, 10);
        blobs.put(&picture, Bytes::from_static(b"new"), "image/jpeg").await.unwrap();
        assert_eq!(blobs.get(&picture).await.unwrap().unwrap(), "new", "{blobs:?}");
        blobs.delete(&picture).await.unwrap();
        blobs.delete(&picture).await.unwrap();
        assert!(!blobs.exists(&picture).await.unwrap(), "{blobs:?}");
        blobs.probe().await.unwrap();
    }
}

#[tokio::test]
async fn a_new_file_never_replaces_another() {
    let (_folder, all) = each();
    for blobs in all {
        let picture = key("pictures/1/a.jpg");
        assert!(blobs.put_new(&picture, Bytes::from_static(b"one"), "image/jpeg").await.unwrap());
        assert!(!blobs.put_new(&picture, Bytes::from_static(b"two"), "image/jpeg").await.unwrap());
        assert_eq!(blobs.get(&picture).await.unwrap().unwrap(), "one", "{blobs:?}");
    }
}

#[tokio::test]
async fn streams_of_any_length_go_in_and_out() {
    let (_folder, all) = each();
    for blobs in all {
        for megabytes in [0_usize, 1, 8, 19] {
            let book = key(&format!("books/{megabytes}.epub"));
            let pieces = (0..megabytes * 4).map(|n| Ok(Bytes::from(vec![n.to_le_bytes()[0]; 256 * 1024])));
            let size = blobs.put_stream(&book, stream::iter(pieces), "application/epub+zip").await.unwrap();
            assert_eq!(size, megabytes as u64 * 1024 * 1024);
            let reader = blobs.read(&book).await.unwrap().unwrap();
            assert_eq!(reader.meta.size, size, "{blobs:?}");
            let read: Vec<Bytes> = reader.bytes.try_collect().await.unwrap();
            let read = read.concat();
            assert_eq!(read.len() as u64, size);
            let whole = read.chunks(256 * 1024).enumerate();
            assert!(whole.into_iter().all(|(n, piece)| piece.iter().all(|byte| *byte == n.to_le_bytes()[0])));
        }
        assert!(blobs.read(&key("books/none.epub")).await.unwrap().is_none());
    }
}

#[tokio::test]
async fn of_a_broken_stream_nothing_is_kept() {
    let (_folder, all) = each();
    for blobs in all {
        for megabytes in [1, 12] {
            let book = key("books/broken.epub");
            let pieces = (0..megabytes).map(|_| Ok(Bytes::from(vec![1; 1024 * 1024])));
            let broken = stream::iter(pieces).chain(stream::iter([Err(io::Error::other("the line is cut"))]));
            let error = blobs.put_stream(&book, broken, "application/epub+zip").await.unwrap_err();
            assert!(error.to_string().contains("the line is cut"), "{error}");
            assert!(!blobs.exists(&book).await.unwrap(), "{blobs:?}");
            assert_eq!(blobs.list(None).count().await, 0, "{blobs:?}");
        }
    }
}

#[tokio::test]
async fn lists_go_by_whole_parts() {
    let (_folder, all) = each();
    for blobs in all {
        for text in ["pictures/1/a.jpg", "pictures/1/b/c.jpg", "pictures/12/a.jpg", "voice/1.ogg"] {
            blobs.put(&key(text), Bytes::from_static(b"x"), "image/jpeg").await.unwrap();
        }
        let listed = async |below: Option<BlobKey>| {
            let mut keys: Vec<String> =
                blobs.list(below.as_ref()).map_ok(|meta| meta.key.into()).try_collect().await.unwrap();
            keys.sort();
            keys
        };
        assert_eq!(listed(Some(key("pictures/1"))).await, ["pictures/1/a.jpg", "pictures/1/b/c.jpg"]);
        assert_eq!(listed(None).await.len(), 4, "{blobs:?}");
        assert_eq!(listed(Some(key("nothing"))).await.len(), 0);
    }
}

#[tokio::test]
async fn a_folder_has_no_signed_addresses_and_a_bucket_has() {
    let (_folder, all) = each();
    assert_eq!(all[0].signed_url(&key("a/b.jpg"), Duration::from_mins(1)).await.unwrap(), None);
    let access = S3Access {
        access_key_id: Some("test".to_owned()),
        secret_access_key: Some("secret".to_owned()),
        endpoint: Some("http://127.0.0.1:9".to_owned()),
        ..S3Access::default()
    };
    let blobs = Blobs::open("s3://bucket/some/prefix/", Some(&access)).unwrap();
    let url = blobs.signed_url(&key("a/b.jpg"), Duration::from_mins(1)).await.unwrap().unwrap();
    assert!(url.starts_with("http://127.0.0.1:9/bucket/some/prefix/a/b.jpg?"), "{url}");
    assert!(url.contains("X-Amz-Expires=60"), "{url}");
    assert_eq!(format!("{blobs:?}"), r#"Blobs("s3://bucket/some/prefix")"#);
    assert!(!format!("{access:?}").contains("secret"));
}

#[tokio::test]
async fn a_bucket_that_is_away_is_an_error_in_time() {
    let access = S3Access {
        access_key_id: Some("test".to_owned()),
        secret_access_key: Some("secret".to_owned()),
        endpoint: Some("http://127.0.0.1:9".to_owned()),
        ..S3Access::default()
    };
    let blobs = Blobs::open("s3://bucket", Some(&access)).unwrap();
    let asked = tokio::time::timeout(Duration::from_secs(25), blobs.get(&key("a/b.jpg"))).await.unwrap();
    assert!(asked.is_err_and(|error| !error.to_string().contains("secret")));
}

#[test]
fn wrong_addresses_are_refused() {
    for url in ["", "file://", "s3://", "s3://key:secret@bucket/x", "ftp://host/x", "s3://b/x?key=secret"] {
        let error = Blobs::open(url, None).unwrap_err().to_string();
        assert!(error.starts_with("BLOB_URL") && !error.contains("secret"), "{error}");
    }
}
