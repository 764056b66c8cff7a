//! The account's screens as they are seen.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;

use super::*;
use crate::{
    domain::{AccountId, Cause, Lang},
    features::account::domain::{Account, Ban, Erasure, Kept, Look, Outside, RetentionLimit, find_places},
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
        erasure: None,
        ban: None,
    }
}

fn erasure() -> Erasure {
    Erasure { due: now() + TimeDelta::minutes(24 * 60 - 1), begun: false, job: 5 }
}

#[test]
fn the_page_in_an_archive_leads_to_what_is_in_it() {
    let entries = [("account.json".to_owned(), 320), ("conversations/12.json".to_owned(), 48_000)];
    let missing = ["files/9.mp4".to_owned()];
    let page = |lang| {
        let account = Account { first_name: "<Ann> & Co".to_owned(), ..account(lang, &[]) };
        let (entries, missing) = (&entries, &missing);
        export_index(&ExportIndex { account: &account, now: now(), number: 1, entries, missing })
    };
    insta::assert_snapshot!(Lang::ALL.map(page).join("\n"));
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
        .show("privacy, nothing yet", |lang| privacy(lang, Kept::default(), None, RetentionLimit(None)))
        .show("privacy", |lang| {
            let kept = Kept { messages: 1_204, conversations: 21, files: 3 };
            privacy(lang, kept, Some(365), RetentionLimit(Some(365)))
        })
        .show("privacy, the operator keeps a week", |lang| {
            let kept = Kept { messages: 1, conversations: 1, files: 1 };
            privacy(lang, kept, Some(7), RetentionLimit(Some(7)))
        })
        .show("retention", |lang| retention(lang, None, RetentionLimit(None)))
        .show("retention, limited", |lang| retention(lang, Some(90), RetentionLimit(Some(365))))
        .show("export begun", |lang| export_begun(lang, 5))
        .show("export, so far", |lang| export_progress(lang, 41, 5))
        .show("export done", |lang| export_done(lang, &[31_000_000]))
        .show("export done, in several", |lang| export_done(lang, &[45_000_000, 2_000_000]))
        .show("export, the archive", |lang| {
            export_archive(lang, "exports/5/1.zip".to_owned(), (1, 1), 31_000)
        })
        .show("export, one of two", |lang| export_archive(lang, "exports/5/2.zip".to_owned(), (2, 2), 31_000))
        .show("export cancelled", export_cancelled)
        .show("export failed", export_failed)
        .show("export, already", export_already)
        .show("export, too soon", |lang| {
            export_too_soon(&account(lang, &[]), now() + TimeDelta::minutes(40), now())
        })
        .show("erase", |lang| erase(lang, Duration::from_hours(24)))
        .show("erase, the countdown", |lang| countdown(&account(lang, &[]), erasure(), now()))
        .show("erase, any moment", |lang| countdown(&account(lang, &[]), erasure(), erasure().due))
        .show("erased", erased)
        .show("shut out", |lang| {
            let until = Some(now() + TimeDelta::days(7));
            shut_out(&account(lang, &[]), &Ban { since: now(), until, reason: "Spam".to_owned() }, now())
        })
        .show("shut out for ever, without a reason", |lang| {
            shut_out(&account(lang, &[]), &Ban { since: now(), until: None, reason: String::new() }, now())
        })
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
