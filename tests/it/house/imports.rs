//! Who may know whom: every path of every source file held against the table.
//! It gives reasons, not only lines: a fault names the room, the path and the rule.

use super::{
    paths::{self, Uses},
    rules::{FEATURES, GATHERINGS, INSIDE, INSIDERS, NEVER_IN_KERNEL, ROOMS, ROOTS, Room, WORDING},
    sources,
};

/// Where a file stands.
enum Place<'a> {
    /// Knows everyone, or only gathers.
    Root,
    Kernel,
    Platform,
    Room {
        feature: &'a str,
        room: &'a str,
    },
}

fn place(module: &[String]) -> Place<'_> {
    let parts: Vec<&str> = module.iter().map(String::as_str).collect();
    match *parts.as_slice() {
        [] | ["features"] => Place::Root,
        ["domain", ..] => Place::Kernel,
        ["features", feature] => Place::Room { feature, room: "mod" },
        ["features", feature, room, ..] => Place::Room { feature, room },
        [first, ..] if ROOTS.contains(&first) || GATHERINGS.contains(&first) => Place::Root,
        _ => Place::Platform,
    }
}

/// The faults of one file; `path` is its path below `src`.
fn faults(path: &str, text: &str) -> Vec<String> {
    let module = paths::module_of(path);
    let uses = paths::of(path, text);
    let mut found = match place(&module) {
        Place::Root => Vec::new(),
        Place::Kernel => kernel(&uses),
        Place::Platform => platform(&uses),
        Place::Room { feature, room } => of_room(feature, room, &uses),
    };
    let slashed = format!("/{path}");
    let is_in = |places: &[&str]| places.iter().any(|place| slashed.contains(place));
    if !is_in(&INSIDERS) && !slashed.contains("/telegram/") {
        let inside = uses.methods.iter().filter(|method| INSIDE.contains(&method.as_str()));
        found
            .extend(inside.map(|method| format!("calls .{method}(): only stores look inside a transaction")));
    }
    if uses.translates && !is_in(&WORDING) {
        found.push("calls tr!: words are made in screens".to_owned());
    }
    found.sort();
    found.dedup();
    found.iter().map(|fault| format!("{path}: {fault}")).collect()
}

fn kernel(uses: &Uses) -> Vec<String> {
    let inner = uses.inner.iter().filter(|path| path.first().is_none_or(|first| first != "domain"));
    let outer = uses.outer.iter().filter(|path| path.first().is_some_and(|first| never_in_kernel(first)));
    inner.chain(outer).map(|path| format!("uses {}: the kernel is pure", path.join("::"))).collect()
}

/// Other first segments are the standard library, crates that only compute, and names of the file's own.
fn never_in_kernel(first: &str) -> bool {
    NEVER_IN_KERNEL.contains(&first)
}

fn platform(uses: &Uses) -> Vec<String> {
    let forbidden = |first: &String| is_root(first) || GATHERINGS.contains(&first.as_str());
    let inner = uses.inner.iter().filter(|path| path.first().is_some_and(forbidden));
    inner.map(|path| format!("uses {}: the platform knows no feature", path.join("::"))).collect()
}

fn is_root(module: &str) -> bool {
    ROOTS.contains(&module)
}

fn of_room(feature: &str, name: &str, uses: &Uses) -> Vec<String> {
    let Some(room) = ROOMS.iter().find(|room| room.name == name) else {
        return vec![format!("`{name}` is no room that section 4 knows")];
    };
    let Some(rank) = rank(feature) else {
        return vec![format!("`{feature}` is no feature that section 4 knows")];
    };
    let inner = uses.inner.iter().filter_map(|path| inner_fault(feature, rank, room, path));
    let outer = uses.outer.iter().filter_map(|path| {
        let written = path.join("::");
        let never = room.never.iter().find(|never| is_below(&written, never))?;
        Some(format!("uses {written}: `{name}` never touches {never}"))
    });
    inner.chain(outer).collect()
}

fn rank(feature: &str) -> Option<u8> {
    FEATURES.iter().find(|(name, _)| *name == feature).map(|(_, rank)| *rank)
}

fn inner_fault(feature: &str, rank_of_self: u8, room: &Room, path: &[String]) -> Option<String> {
    let written = path.join("::");
    let parts: Vec<&str> = path.iter().map(String::as_str).collect();
    let why = match *parts.as_slice() {
        [] | ["domain", ..] => return None,
        ["features", own, other, ..] if own == feature => own_fault(room, other)?,
        ["features", own] if own == feature => return None,
        ["features", other, ..] => neighbour_fault(rank_of_self, room, &parts, other)?,
        ["features"] => "it names no feature".to_owned(),
        [first, ..] if is_root(first) || first == "dialogue" => "nobody imports it".to_owned(),
        ["tr"] if room.platform.contains(&"i18n") => return None,
        _ if room.platform.iter().any(|allowed| is_below(&written, allowed)) => return None,
        _ => format!("`{}` may not use it", room.name),
    };
    Some(format!("uses {written}: {why}"))
}

fn own_fault(room: &Room, other: &str) -> Option<String> {
    let is_room = ROOMS.iter().any(|room| room.name == other);
    let allowed = !is_room || other == room.name || room.own.contains(&other);
    (!allowed).then(|| format!("`{}` may not use its feature's `{other}`", room.name))
}

fn neighbour_fault(rank_of_self: u8, room: &Room, parts: &[&str], other: &str) -> Option<String> {
    let inside = parts.get(2).is_some_and(|part| ROOMS.iter().any(|room| room.name == *part));
    match rank(other) {
        None => Some(format!("`{other}` is no feature that section 4 knows")),
        Some(rank) if rank >= rank_of_self => Some(format!("`{other}` does not stand to the left")),
        Some(_) if inside => Some(format!("only the façade of `{other}` may be used")),
        Some(_) if !room.left => Some(format!("`{}` may not use other features", room.name)),
        Some(_) => None,
    }
}

fn is_below(path: &str, above: &str) -> bool {
    path.strip_prefix(above).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

#[test]
fn everyone_knows_only_whom_they_may() {
    let sources = sources::product();
    assert!(!sources.is_empty());
    sources::none(
        sources
            .iter()
            .filter(|source| !is_of_tests(&source.path))
            .flat_map(|source| faults(source.path.trim_start_matches("bot/src/"), &source.text))
            .collect(),
    );
}

/// Tests may look anywhere, also those with a file of their own.
fn is_of_tests(path: &str) -> bool {
    path.ends_with("/tests.rs") || path.ends_with("_tests.rs") || path.contains("/tests/")
}

/// Sources that break the rules, each with words of the fault; and sources that do not.
#[test]
fn a_breach_is_found() {
    let chat = |room: &str| format!("features/chat/{room}.rs");
    for (path, text, expected) in [
        ("domain/ids.rs".to_owned(), "use crate::storage::Tx;", "the kernel is pure"),
        ("domain/ids.rs".to_owned(), "fn f() { sea_orm::Set(1); }", "the kernel is pure"),
        ("storage/db.rs".to_owned(), "use crate::features::chat::Chat;", "knows no feature"),
        ("jobs/mod.rs".to_owned(), "fn f() { crate::app::App::new() }", "knows no feature"),
        (chat("domain"), "use crate::storage::Tx;", "`domain` may not use it"),
        (chat("domain"), "use super::store::ChatStore;", "may not use its feature's `store`"),
        (chat("domain"), "fn f() { tokio::time::sleep(x); }", "never touches tokio"),
        (chat("store"), "use crate::features::account::Account;", "may not use other features"),
        (chat("service"), "use super::handlers::open;", "may not use its feature's `handlers`"),
        (chat("service"), "use sea_orm::EntityTrait;", "never touches sea_orm"),
        (chat("service"), "use crate::{features::studio::Studio};", "does not stand to the left"),
        (chat("service"), "use crate::features::home::Home;", "does not stand to the left"),
        (chat("service"), "use crate::features::account::store::AccountStore;", "only the façade"),
        (chat("service"), "fn f(tx: Tx) { tx.connection().run(); }", "only stores look inside"),
        (chat("service"), "fn f() { tr!(lang, \"x\"); }", "words are made in screens"),
        (chat("service"), "fn f() { vec![tr!(lang, \"x\")]; }", "words are made in screens"),
        (chat("screens/room"), "use crate::storage::Tx;", "`screens` may not use it"),
        (chat("screens/room"), "use super::super::service::Chat;", "may not use its feature's `service`"),
        (chat("handlers/open"), "fn f(bot: teloxide::Bot) {}", "never touches teloxide"),
        (chat("handlers/open"), "fn f() { vec![sea_orm::Set(1)]; }", "never touches sea_orm"),
        (chat("handlers/open"), "fn f() { reqwest::get(1); }", "never touches reqwest"),
        (chat("handlers/open"), "use super::super::store::ChatStore;", "may not use its feature's `store`"),
        (chat("routes"), "use teloxide::Bot;", "never touches teloxide::Bot"),
        (chat("routes"), "use crate::dispatcher::tree;", "nobody imports it"),
        (chat("helpers"), "", "no room that section 4 knows"),
        ("features/games/mod.rs".to_owned(), "", "no feature that section 4 knows"),
    ] {
        let found = faults(&path, text).join("\n");
        assert!(found.contains(expected), "{path}: {text}\n{found}");
    }
}

#[test]
fn what_the_table_allows_passes() {
    for (path, text) in [
        ("domain/ids.rs", "use std::fmt; use chrono::Utc; fn f() { Local::new(); super::lang::Lang::ALL; }"),
        ("telegram/intake/store.rs", "use crate::{domain::Cause, storage::Tx}; fn f() { tx.connection(); }"),
        ("app.rs", "use crate::features::{chat, home}; fn f() { crate::dispatcher::tree() }"),
        ("features/chat/store.rs", "use sea_orm::Set; use crate::storage::Tx; fn f() { tx.connection() }"),
        (
            "features/chat/service.rs",
            "use crate::features::{account::Accounts, billing}; use super::store::A;",
        ),
        (
            "features/chat/screens/room.rs",
            "use crate::{i18n::format, telegram::screen::Screen, tr}; fn f() { tr!(l, k) }",
        ),
        (
            "features/chat/handlers/open.rs",
            "use super::super::{service::Chat, screens}; use crate::telegram::visit::Visit;",
        ),
        ("features/chat/routes.rs", "use teloxide::prelude::*; use dptree::case; use super::handlers;"),
        ("features/home/mod.rs", "use crate::features::chat::ChatTap; mod routes; pub use routes::routes;"),
        ("features/chat/service.rs", "#[cfg(test)] mod tests { use crate::app::App; }"),
    ] {
        assert_eq!(faults(path, text), Vec::<String>::new(), "{path}: {text}");
    }
}
