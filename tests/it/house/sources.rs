//! The files of the repository, as text.
//! It skips what is built, what belongs to git and what a run leaves behind.

use std::{
    fs,
    path::{Path, PathBuf},
};

const SKIPPED: [&str; 5] = ["target", "data", "node_modules", ".git", ".cargo"];

/// A file: its path from the root of the repository, with `/`, and its text.
pub(super) struct Source {
    pub path: String,
    pub text: String,
}

/// The root of the repository.
pub(super) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// Text files below a folder of the repository whose names pass; none where the folder does not exist.
pub(super) fn files(folder: &str, wanted: impl Fn(&str) -> bool) -> Vec<Source> {
    let mut found = Vec::new();
    walk(&root().join(folder), &mut |path| {
        let name = path.strip_prefix(root()).unwrap().to_str().unwrap().replace('\\', "/");
        if wanted(&name) {
            // What is no UTF-8 is a picture or a font.
            found.extend(fs::read_to_string(path).ok().map(|text| Source { path: name, text }));
        }
    });
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

/// The Rust sources of the product.
pub(super) fn product() -> Vec<Source> {
    files("bot/src", is_rust)
}

pub(super) fn is_rust(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|extension| extension == "rs")
}

fn walk(folder: &Path, visit: &mut impl FnMut(&Path)) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.unwrap().path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if path.is_dir() && !SKIPPED.contains(&name) {
            walk(&path, visit);
        } else if path.is_file() {
            visit(&path);
        }
    }
}

/// Fails with all faults at once.
#[track_caller]
pub(super) fn none(faults: Vec<String>) {
    assert!(faults.is_empty(), "{} faults:\n  {}\n", faults.len(), faults.join("\n  "));
}
