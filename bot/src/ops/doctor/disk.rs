//! Room on the disks that the bot writes to itself.

use std::path::{Path, PathBuf};

use super::Finding;
use crate::config::StorageConfig;

const MEGABYTE: u64 = 1024 * 1024;
/// Less than this soon ends, and less than that has ended for a database.
const LITTLE: u64 = 1024 * MEGABYTE;
const NONE: u64 = 100 * MEGABYTE;

pub fn look(config: &StorageConfig) -> Finding {
    let folders = [&config.database_url, &config.blob_url].into_iter().filter_map(|url| folder(url));
    let free: Vec<(PathBuf, u64)> =
        folders.filter_map(|folder| Some((folder.clone(), free(&folder)?))).collect();
    let Some((folder, least)) = free.into_iter().min_by_key(|(_, free)| *free) else {
        return Finding::well("nothing is kept on this machine");
    };
    let found = format!("{} MB free for {}", least / MEGABYTE, folder.display());
    match least {
        ..NONE => Finding::ill(found, "Make room: a full disk stops everything that is to be kept."),
        NONE..LITTLE => Finding::doubtful(found, "Make room before it is full."),
        _ => Finding::well(found),
    }
}

/// The folder behind an address, or the nearest above it that is there.
fn folder(url: &str) -> Option<PathBuf> {
    let path = url.strip_prefix("sqlite:").or_else(|| url.strip_prefix("file:"))?;
    let path = path.strip_prefix("//").unwrap_or(path).split('?').next()?;
    let path = std::path::absolute(path).ok()?;
    path.ancestors().find(|folder| folder.is_dir()).map(Path::to_owned)
}

#[cfg(unix)]
fn free(folder: &Path) -> Option<u64> {
    let disk = rustix::fs::statvfs(folder).ok()?;
    Some(disk.f_bavail.saturating_mul(disk.f_frsize))
}

#[cfg(not(unix))]
fn free(_folder: &Path) -> Option<u64> {
    None
}

#[cfg(test)]
mod tests {
    use super::{folder, free};

    #[test]
    fn the_nearest_folder_above_is_measured() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("not/there/atelier.db");
        let found = folder(&format!("sqlite://{}?mode=rwc", file.display())).unwrap();
        assert_eq!(found, home.path());
        assert!(!cfg!(unix) || free(&found).unwrap() > 0);
        assert_eq!(folder("postgres://localhost/atelier"), None);
        assert_eq!(folder("s3://bucket"), None);
    }
}
