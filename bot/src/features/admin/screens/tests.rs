//! The desk as it is seen.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;

use super::*;
use crate::{
    domain::{AccountId, Cause, Page},
    features::{
        account::{Ban, Dossier, Erasure, Kept},
        admin::domain::{
            Act, Admin, Appointed, DeskView, Details, Entry, Filter, Member, Note, Term, Trail, Vitals, Work,
        },
    },
    telegram::render::Gallery,
};

fn now() -> DateTime<Utc> {
    "2026-11-20T17:42:00Z".parse().unwrap()
}

fn reader(lang: Lang) -> Reader {
    Reader { lang, zone: Tz::Europe__Berlin, now: now() }
}

fn ann(lang: Lang) -> Account {
    Account {
        id: AccountId(101),
        first_name: "Ann".to_owned(),
        username: Some("ann".to_owned()),
        client_lang: lang,
        chosen_lang: None,
        zone: Some(Tz::Europe__Berlin),
        first_cause: Cause::from("u1:1".to_owned()),
        reachable: true,
        created_at: "2026-05-03T10:00:00Z".parse().unwrap(),
        preferences: std::collections::BTreeMap::new(),
        erasure: None,
        ban: None,
    }
}

/// As long as names are that Telegram allows.
fn long(lang: Lang) -> Account {
    let name = "Александра-Мария Константинопольская".to_owned();
    Account { id: AccountId(7_777_777_777), first_name: name, username: None, zone: None, ..ann(lang) }
}

fn olga(role: Role) -> Admin {
    Admin { account: AccountId(103), role }
}

fn view(account: Account, viewer: Role) -> PersonView {
    let dossier = Dossier {
        account,
        last_name: Some("Berg".to_owned()),
        came_with: Some("spring".to_owned()),
        seen_at: Some(now() - TimeDelta::minutes(3)),
    };
    let kept = Kept { messages: 1_204, conversations: 21, files: 1 };
    PersonView { dossier, kept, role: None, viewer: olga(viewer) }
}

fn in_trouble(lang: Lang) -> PersonView {
    let until = Some(now() + TimeDelta::days(6));
    let account = Account {
        reachable: false,
        ban: Some(Ban { since: now(), until, reason: "Threats to others".to_owned() }),
        erasure: Some(Erasure { due: now() + TimeDelta::hours(20), begun: false, job: 5 }),
        ..long(lang)
    };
    let view = view(account, Role::Manager);
    PersonView {
        dossier: Dossier { last_name: None, came_with: None, seen_at: None, ..view.dossier },
        kept: Kept::default(),
        ..view
    }
}

fn calm() -> DeskView {
    let vitals = Vitals { version: "1.4.0", ..Vitals::default() };
    DeskView { vitals, work: Work::default(), active: 84, new: 12 }
}

fn stormy() -> DeskView {
    let resting = Note::Resting { provider: "openai".to_owned(), model: "qwen3-32b".to_owned() };
    let notes = vec![Note::Trouble("redis".to_owned()), Note::Trouble("inbox".to_owned()), resting];
    let work = Work { waiting: 1_250, oldest: Some(Duration::from_secs(184)), dead: 2 };
    DeskView { vitals: Vitals { version: "1.4.0", notes, ..Vitals::default() }, work, active: 1, new: 0 }
}

fn trail(filter: Filter) -> Trail {
    let entry = |id, minutes, act, on, details| Entry {
        id,
        at: now() - TimeDelta::minutes(minutes),
        by: Some(AccountId(103)),
        role: Some(Role::Owner),
        act,
        on,
        details,
    };
    let until = Some(now() + TimeDelta::days(7));
    let ban = Details::Ban { until, reason: "Threats to others".to_owned() };
    let ever = Details::Ban { until: None, reason: String::new() };
    let (ann, some) = (Some(AccountId(101)), Some(AccountId(55)));
    let entries = vec![
        entry(9, 3, Some(Act::Ban), ann, ban),
        entry(8, 5, Some(Act::Ban), some, ever),
        entry(7, 60, Some(Act::Message), ann, Details::None),
        entry(6, 2_000, Some(Act::Appoint), some, Details::Role(Role::Support)),
        Entry { by: None, on: None, ..entry(5, 50_000, Some(Act::Erase), None, Details::None) },
        Entry { role: None, ..entry(4, 60_000, None, ann, Details::None) },
    ];
    let names = vec![(AccountId(101), "Ann".to_owned()), (AccountId(103), "Olga".to_owned())];
    Trail { entries, names, filter, turned: true, older: Some(4) }
}

fn member_of(appointed: Option<Appointed>) -> Member {
    Member { account: AccountId(101), role: Role::Manager, appointed }
}

fn a_page(items: Vec<Account>, total: u64) -> Page<std::sync::Arc<Account>> {
    Page { items: items.into_iter().map(std::sync::Arc::new).collect(), number: 0, size: 6, total }
}

#[test]
fn the_desk_and_what_was_done() {
    let nothing = Trail { entries: vec![], names: vec![], filter: Filter::All, turned: false, older: None };
    let gallery = Gallery::new()
        .show("desk", |lang| desk(reader(lang), &calm(), Role::Owner))
        .show("desk, a storm", |lang| desk(reader(lang), &stormy(), Role::Manager))
        .show("desk, support", |lang| desk(reader(lang), &calm(), Role::Support))
        .show("more", |lang| more(lang, Role::Owner))
        .show("more, a manager", |lang| more(lang, Role::Manager))
        .show("not allowed", |lang| not_allowed_screen(lang, Act::Ban))
        .show("not allowed, owners only", |lang| not_allowed_screen(lang, Act::Appoint))
        .show("an admin", is_admin)
        .show("an owner", is_owner)
        .show("nobody", nobody)
        .show("what was done", |lang| audit(reader(lang), &trail(Filter::All)))
        .show("what was done to somebody", |lang| audit(reader(lang), &trail(Filter::On(AccountId(101)))))
        .show("what somebody did", |lang| audit(reader(lang), &trail(Filter::By(AccountId(9)))))
        .show("bans", |lang| audit(reader(lang), &trail(Filter::Act(Act::Ban))))
        .show("nothing was done", |lang| audit(reader(lang), &nothing))
        .show("filters", filters);
    insta::assert_snapshot!(gallery.into_text());
}

#[test]
fn people_and_one_of_them() {
    let few = |lang| a_page(vec![ann(lang), long(lang)], 14);
    let query = || "ann".to_owned();
    let gallery = Gallery::new()
        .show("people", |lang| people(reader(lang), &few(lang).items))
        .show("people, nobody yet", |lang| people(reader(lang), &[]))
        .show("found", |lang| found(reader(lang), &Found { query: query(), page: few(lang) }))
        .show("found nobody", |lang| found(reader(lang), &Found { query: query(), page: a_page(vec![], 0) }))
        .show("hidden", hidden)
        .show("which page", |lang| which_page(lang, "ann", 3))
        .show("person", |lang| person(reader(lang), &view(ann(lang), Role::Owner)))
        .show("person, to support", |lang| person(reader(lang), &view(ann(lang), Role::Support)))
        .show("person, in trouble", |lang| person(reader(lang), &in_trouble(lang)))
        .show("person, more", |lang| person_more(reader(lang), &view(ann(lang), Role::Owner)))
        .show("person of the staff, more", |lang| {
            let of_staff = PersonView { role: Some(Role::Support), ..view(ann(lang), Role::Manager) };
            person_more(reader(lang), &of_staff)
        })
        .show("message", |lang| message(lang, &ann(lang)))
        .show("message, too long", |lang| message_too_long(lang, &ann(lang), 3_500))
        .show("message, sent", |lang| message_sent(lang, &ann(lang)))
        .show("message, as it arrives", |lang| from_operator(lang, "Your picture is ready."))
        .show("ban", |lang| ban(lang, &ann(lang)))
        .show("ban, for a week", |lang| ban_reason(lang, &ann(lang), Term::Week))
        .show("ban, for ever", |lang| ban_reason(lang, &ann(lang), Term::Ever))
        .show("erase", |lang| erase(lang, &ann(lang), Duration::from_hours(24)));
    insta::assert_snapshot!(gallery.into_text());
}

#[test]
fn the_staff() {
    let by = Appointed { by: Some(AccountId(103)), at: now() };
    let names = [(AccountId(101), "Ann".to_owned())];
    let all = [member_of(Some(by)), Member { account: AccountId(5), role: Role::Owner, appointed: None }];
    let gallery = Gallery::new()
        .show("staff", |lang| staff(lang, &all, &names))
        .show("candidates", |lang| candidates(lang, &a_page(vec![ann(lang), long(lang)], 2)))
        .show("no candidate", |lang| candidates(lang, &a_page(vec![], 0)))
        .show("nobody of the staff", |lang| member(reader(lang), &ann(lang), None, None))
        .show("a manager", |lang| {
            member(reader(lang), &ann(lang), Some(&member_of(Some(by))), Some(&ann(lang)))
        })
        .show("an owner by configuration", |lang| {
            member(reader(lang), &ann(lang), Some(&member_of(None)), None)
        });
    insta::assert_snapshot!(gallery.into_text());
}
