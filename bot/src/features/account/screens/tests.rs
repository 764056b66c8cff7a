//! The account's screens as they are seen.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::*;
use crate::{
    domain::{AccountId, Cause, Lang},
    features::account::domain::{Account, Kept, Look, Outside, find_places},
    telegram::render::Gallery,
};

fn now() -> DateTime<Utc> {
    "2026-11-20T17:42:00Z".parse().unwrap()
}

fn account(lang: Lang, preferences: &[(&str, &str)]) -> Account {
    Account {
        id: AccountId(1),
        first_name: "Ann".to_owned(),
        username: None,
        client_lang: lang,
        chosen_lang: None,
        zone: Some(Tz::Europe__Berlin),
        first_cause: Cause::from("u1:1".to_owned()),
        reachable: true,
        created_at: DateTime::UNIX_EPOCH,
        preferences: preferences.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect(),
    }
}

#[test]
fn screens() {
    let several = find_places("San", now());
    let long = "a place with a name that is really much too long to be repeated";
    let offered = find_places("Tbilisi", now()).into_iter().next();
    let outside = Outside { models: "qwen3-32b, gpt-5-mini".to_owned(), host: "api.example.org".to_owned() };
    let gallery = Gallery::new()
        .show("language", language)
        .show("clock", |lang| clock(lang, Tz::Europe__Berlin, now()))
        .show("clock, nobody has told", |lang| clock(lang, Tz::UTC, now()))
        .show("clock, far away", |lang| clock(lang, Tz::America__Argentina__ComodRivadavia, now()))
        .show("clock by an offset", |lang| clock_set(lang, Tz::Etc__GMTMinus3, now()))
        .show("clock, unknown place", |lang| clock_unknown(lang, long, Tz::Europe__Berlin, now()))
        .show("clock, several places", |lang| clock_several(lang, &several, now()))
        .show("clock, a location", |lang| clock_offer(lang, offered.as_ref(), now()))
        .show("clock, a location nowhere", |lang| clock_offer(lang, None, now()))
        .show("clock set", |lang| clock_set(lang, Tz::Asia__Yekaterinburg, now()))
        .show("look", |lang| look(lang, Look::Dark))
        .show("notices", |lang| notices(&account(lang, &[("account.notice.quiet", "off")])))
        .show("privacy, nothing yet", |lang| privacy(lang, Kept::default()))
        .show("privacy", |lang| privacy(lang, Kept { messages: 1_204, conversations: 21 }))
        .show("services, demo", |lang| services(lang, None))
        .show("services", |lang| services(lang, Some(&outside)));
    insta::assert_snapshot!(gallery.into_text());
}

#[test]
fn the_settings_lines_show_what_is_set() {
    let lines = |lang| {
        let account = account(lang, &[("account.look", "light"), ("account.notice.answers", "off")]);
        let lines = settings_above(&account, now()).into_iter().chain(settings_below(&account));
        lines.map(|button| button.label).collect::<Vec<_>>().join("\n")
    };
    insta::assert_snapshot!(Lang::ALL.map(lines).join("\n\n"));
}
