//! ARCHITECTURE.md names what exists: each test that is said to guard something, in the place where it is said to
//! stand, and each file and name of the walks. Whether what it says of them is true is not tested here.

use std::collections::BTreeSet;

use super::sources::{self, Source};

const DOCUMENT: &str = "docs/ARCHITECTURE.md";
const SOURCES: [&str; 3] = ["bot", "sandbox", "tests"];

/// The names between backticks, without those of code blocks.
fn names(text: &str) -> Vec<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

/// The text outside of code blocks.
fn prose(text: &str) -> String {
    text.split("```").step_by(2).collect()
}

/// Whether a file is, holds or lies in the place of that name: `flow::kill`, `markdown::corpus`, `sandbox/tests/it`.
fn is_place(source: &Source, place: &str) -> bool {
    let wanted: Vec<&str> = place.split("::").flat_map(|part| part.split('/')).collect();
    let wanted = wanted.strip_suffix(&["tests"]).filter(|rest| !rest.is_empty()).unwrap_or(&wanted);
    let path = source.path.trim_end_matches(".rs").replace("_tests", "");
    let wanted: Vec<String> = wanted.iter().map(|part| part.replace("_tests", "")).collect();
    let path: Vec<&str> = path.split('/').collect();
    path.windows(wanted.len()).any(|part| part == wanted)
}

/// What guards something: per clause a place before a colon, and tests; or places alone.
fn unguarded(guards: &str, code: &[Source]) -> Vec<String> {
    let mut faults = Vec::new();
    for clause in guards.split(';') {
        let (place, tests) = clause.rsplit_once(": ").unwrap_or(("", clause));
        let place = names(place).first().copied().unwrap_or_else(|| place.trim());
        let there: Vec<&Source> =
            code.iter().filter(|source| place.is_empty() || is_place(source, place)).collect();
        for name in names(tests).into_iter().filter(|name| !name.contains('…')) {
            let function = format!("fn {name}(");
            let is_test = there.iter().any(|source| source.text.contains(&function));
            if !is_test && !there.iter().any(|source| is_place(source, name)) {
                faults.push(format!("{name} is not in {place}"));
            }
        }
    }
    faults
}

fn code() -> Vec<Source> {
    SOURCES.iter().flat_map(|folder| sources::files(folder, sources::is_rust)).collect()
}

fn document() -> String {
    prose(&sources::files("docs", |path| path == DOCUMENT).remove(0).text)
}

#[test]
fn every_guard_stands_where_it_is_said_to_stand() {
    let (code, document) = (code(), document());
    let rows =
        document.lines().filter_map(|line| line.strip_prefix("| **")?.strip_suffix('|')?.split_once(" | "));
    let rows: Vec<(&str, &str)> = rows.collect();
    assert!(rows.len() > 30, "{} promises are read", rows.len());
    let idle = rows
        .iter()
        .filter(|(_, guards)| names(guards).is_empty())
        .map(|(what, _)| format!("nothing guards {what}"));
    let mut faults: Vec<String> = idle.collect();
    faults.extend(rows.iter().flat_map(|(_, guards)| unguarded(guards, &code)));
    sources::none(faults);
}

#[test]
fn every_name_of_the_walks_is_one_of_the_code() {
    let code = code();
    let words: BTreeSet<&str> = code
        .iter()
        .flat_map(|source| source.text.split(|c: char| !(c.is_alphanumeric() || c == '_')))
        .collect();
    let document = document();
    let faults = names(&document).into_iter().filter(|name| !name.contains(['…', '*'])).filter(|name| {
        let known = |part: &str| part.is_empty() || words.contains(part);
        let is_file = || {
            let end = format!("/{name}");
            code.iter().any(|source| source.path.ends_with(&end) || source.path.contains(&format!("{end}/")))
                || sources::root().join(name).exists()
        };
        !is_file() && !name.split(|c: char| !(c.is_alphanumeric() || c == '_')).all(known)
    });
    sources::none(faults.map(|name| format!("{name} is no name of the code")).collect());
}

#[test]
fn a_guard_that_is_gone_or_elsewhere_is_found() {
    let code = [Source { path: "tests/it/flow/kill.rs".into(), text: "async fn it_lives() {}".into() }];
    assert_eq!(unguarded("`flow::kill`: `it_lives`; `flow::kill`", &code), Vec::<String>::new());
    assert_eq!(unguarded("`flow::kill`: `it_dies`", &code), ["it_dies is not in flow::kill"]);
    assert_eq!(unguarded("`flow::chat`: `it_lives`", &code), ["it_lives is not in flow::chat"]);
    assert_eq!(unguarded("`flow::chat`", &code), ["flow::chat is not in "]);
}
