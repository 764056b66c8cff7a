//! What every file owes the reader, and what none may carry out of somebody's machine.
//! It reads text; whether a module doc is true is for people.

use super::sources::{self, Source};

const CRATES: [&str; 4] = ["bot", "migration", "sandbox", "tests"];
const TEXTS: [&str; 14] = [
    ".rs",
    ".toml",
    ".md",
    ".ftl",
    ".js",
    ".css",
    ".html",
    ".sh",
    ".yaml",
    ".yml",
    ".json",
    ".example",
    ".lock",
    "Dockerfile",
];
/// Scripts have no extension.
const SCRIPTS: [&str; 2] = ["scripts/", ".ci/"];

/// Words that do not belong into the tree, each taken apart so that this file does not find itself.
fn forbidden() -> [(String, &'static str); 9] {
    [
        (["TO", "DO"].concat(), "finish it or open an issue"),
        (["FIX", "ME"].concat(), "finish it or open an issue"),
        (["X", "XX"].concat(), "finish it or open an issue"),
        (["/wo", "rk/"].concat(), "a path of one machine"),
        (["/ro", "ot/"].concat(), "a path of one machine"),
        (["/Us", "ers/"].concat(), "a path of one machine"),
        (["arti", "factory"].concat(), "a private registry"),
        (["replace", "-with"].concat(), "a private registry"),
        ([".inter", "nal/"].concat(), "a private host"),
    ]
}

fn is_text(path: &str) -> bool {
    TEXTS.iter().any(|end| path.ends_with(end)) || SCRIPTS.iter().any(|start| path.starts_with(start))
}

fn undocumented(source: &Source) -> Option<String> {
    (!source.text.starts_with("//! ")).then(|| format!("{} does not begin with `//! `", source.path))
}

fn carried(source: &Source) -> Vec<String> {
    let mut found = Vec::new();
    for (word, why) in forbidden() {
        for (line, text) in source.text.lines().enumerate() {
            if stands_alone(text, &word) {
                found.push(format!("{}:{}: {word}: {why}", source.path, line + 1));
            }
        }
    }
    found
}

/// Whether a word stands in a line and is not the middle of a longer one.
fn stands_alone(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + word.len()..].chars().next();
        let joins = |char: Option<char>| char.is_some_and(char::is_alphanumeric);
        !joins(before) && (word.ends_with('/') || !joins(after))
    })
}

/// Packages of the lock file that come from anywhere but the one registry that most come from.
fn foreign_packages(lock: &str) -> Vec<String> {
    let sources = || lock.lines().filter(|line| line.starts_with("source = "));
    let registry = sources().find(|line| line.starts_with("source = \"registry+"));
    sources().filter(|line| Some(*line) != registry).map(ToOwned::to_owned).collect()
}

#[test]
fn every_file_says_what_it_is() {
    let sources = CRATES.iter().flat_map(|name| sources::files(name, sources::is_rust));
    sources::none(sources.filter_map(|source| undocumented(&source)).collect());
}

#[test]
fn nothing_unfinished_or_private_is_carried() {
    let sources = sources::files("", is_text);
    assert!(sources.iter().any(|source| source.path == "Cargo.lock"));
    sources::none(sources.iter().flat_map(carried).collect());
}

#[test]
fn packages_come_from_the_public_registry() {
    let lock = sources::files("", |path| path == "Cargo.lock").remove(0);
    sources::none(foreign_packages(&lock.text));
}

#[test]
fn breaches_are_found() {
    let source = |text: String| Source { path: "a.rs".to_owned(), text };
    assert!(undocumented(&source("use std;".to_owned())).is_some());
    assert!(undocumented(&source("//! A.".to_owned())).is_none());
    for (word, _) in forbidden() {
        assert_eq!(carried(&source(format!("fine\nlet a = \"{word}\";"))).len(), 1, "{word}");
    }
    assert_eq!(carried(&source(["net", "work/", "a", " MASTO", "DON"].concat())), Vec::<String>::new());
    assert_eq!(foreign_packages("source = \"git+https://example.org\"\nname = \"a\"").len(), 1);
}
