//! The home screens as they are seen.

use std::time::Duration;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::*;
use crate::{
    domain::{AccountId, Cause, Coins, FileKind, FileRef, Lang, OtherKind},
    features::{
        account::Account,
        billing::Balance,
        chat::{Glance, Preferences},
        home::{
            domain::{Offer, Offered},
            tap::Topic,
        },
    },
    telegram::{
        failure::{Apology as _, FailureKind},
        render::Gallery,
    },
};

fn now() -> DateTime<Utc> {
    "2026-11-20T17:42:00Z".parse().unwrap()
}

fn account(lang: Lang, name: &str, preferences: &[(&str, &str)]) -> Account {
    Account {
        id: AccountId(1),
        first_name: name.to_owned(),
        username: None,
        client_lang: lang,
        chosen_lang: None,
        zone: Some(Tz::Europe__Berlin),
        first_cause: Cause::from("u1:1".to_owned()),
        reachable: true,
        created_at: DateTime::UNIX_EPOCH,
        preferences: preferences.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect(),
        erasure: None,
        ban: None,
    }
}

fn file(kind: FileKind, size: u64) -> FileRef {
    FileRef {
        id: "AgAC".to_owned(),
        unique_id: "AQAD".to_owned(),
        kind,
        size: Some(size),
        mime: None,
        name: None,
        seconds: None,
    }
}

fn offered(kind: FileKind) -> Offered {
    let offers = vec![Offer { receiver: "ask", label: "💬 Ask about it".to_owned() }];
    Offered { received: 9, files: vec![file(kind, 1_000)], offers }
}

#[test]
fn places() {
    let kept = Preferences::of(&std::collections::BTreeMap::new());
    let begun = Balance { available: Coins(25), ..Balance::default() };
    let idle = Glance::default();
    let busy = Glance { current: Some("The résumé of a novel about a man".to_owned()), open: 2 };
    let at = |lang, glance: &Glance, hour: &str| {
        let now = format!("2026-11-20T{hour}:00:00Z").parse().unwrap();
        let balance = Balance { available: Coins(140), ..Balance::default() };
        home(&HomeView { account: &account(lang, "Ann", &[]), glance, balance: &balance, now })
    };
    let gallery = Gallery::new()
        .show("welcome", |lang| welcome(&account(lang, "Ann", &[]), &begun, false))
        .show("welcome, demo", |lang| welcome(&account(lang, "Ann", &[]), &begun, true))
        .show("home, nothing yet", |lang| at(lang, &idle, "08"))
        .show("home, in the middle of something", |lang| at(lang, &busy, "18"))
        .show("home at night", |lang| at(lang, &idle, "02"))
        .show("settings", |lang| settings(&account(lang, "Ann", &[]), &kept, now()))
        .show("settings, a choice is remembered", |lang| {
            settings(&account(lang, "Ann", &[("home.always.photo", "ask")]), &kept, now())
        })
        .show("help", |lang| help(lang, false))
        .show("help, demo", |lang| help(lang, true))
        .show("help on talk", |lang| topic(lang, Topic::Talk))
        .show("help on files", |lang| topic(lang, Topic::Files))
        .show("help on models", |lang| topic(lang, Topic::Models))
        .show("all commands", |lang| topic(lang, Topic::Commands));
    insta::assert_snapshot!(gallery.into_text());
}

#[test]
fn leftovers() {
    let mut gallery = Gallery::new()
        .show("unknown command", |lang| unknown_command(lang, "opera", None))
        .show("unknown command, nearly one", |lang| unknown_command(lang, "setings", Some("settings")))
        .show("left a question", left_question)
        .show("no question", |lang| no_question(lang, false))
        .show("no question, but an answer", |lang| no_question(lang, true));
    for kind in
        [OtherKind::Contact, OtherKind::Poll, OtherKind::Dice(5), OtherKind::Sticker, OtherKind::Unknown]
    {
        gallery = gallery.show(&format!("{kind:?}"), |lang| unexpected(lang, kind).unwrap());
    }
    for kind in [FailureKind::Busy, FailureKind::Gone, FailureKind::Bug] {
        gallery = gallery.show(&format!("{kind:?}"), |lang| Apologies.wrong(lang, kind, "K7F2"));
    }
    let gallery = gallery
        .show("too fast", |lang| Apologies.too_fast(lang, Duration::from_secs(7)))
        .show("the database is away", |lang| Apologies.unavailable(lang))
        .show("the step is lost", |lang| Apologies.step_lost(lang))
        .show("in a group", |lang| Apologies.only_private(lang, "t.me/atelier_bot"));
    insta::assert_snapshot!(gallery.into_text());
}

#[test]
fn files() {
    let image = Offered {
        files: vec![FileRef { mime: Some("image/png".to_owned()), ..file(FileKind::Document, 1_000) }],
        ..offered(FileKind::Document)
    };
    let album =
        Offered { files: (0..3).map(|_| file(FileKind::Photo, 1_000)).collect(), ..offered(FileKind::Photo) };
    let mut gallery = Gallery::new()
        .show("a photo", |lang| received(lang, &offered(FileKind::Photo), false))
        .show("a photo, the choice is remembered", |lang| received(lang, &offered(FileKind::Photo), true))
        .show("an image as a file", |lang| received(lang, &image, false))
        .show("an album", |lang| received(lang, &album, false))
        .show("an album, left alone", |lang| left(lang, &album.files))
        .show("an album, unable", |lang| unable(lang, &album.files))
        .show("a document", |lang| received(lang, &offered(FileKind::Document), false))
        .show("left alone", |lang| left(lang, &offered(FileKind::Photo).files))
        .show("too big", |lang| unable(lang, &[file(FileKind::Video, 31_457_280)]));
    for kind in [
        FileKind::Photo,
        FileKind::Document,
        FileKind::Voice,
        FileKind::Audio,
        FileKind::Video,
        FileKind::VideoNote,
        FileKind::Animation,
    ] {
        gallery = gallery.show(&format!("{kind:?}, unable"), |lang| unable(lang, &[file(kind, 1_000)]));
    }
    insta::assert_snapshot!(gallery.into_text());
}

#[test]
fn the_menu_fits() {
    for lang in Lang::ALL {
        for entry in MENU {
            let text = (entry.text)(lang);
            assert!((3..=256).contains(&text.chars().count()), "{}: {text}", entry.name);
        }
        assert!((PROFILE.name)(lang).chars().count() <= 64);
        assert!((PROFILE.about)(lang).chars().count() <= 120);
        assert!((PROFILE.description)(lang).chars().count() <= 512);
    }
}
