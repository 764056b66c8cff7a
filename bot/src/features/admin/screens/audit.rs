//! What was done, by whom and on whom.

use super::{
    super::{
        domain::{Act, Details, Entry, Filter, Trail},
        tap::AdminTap,
    },
    Reader, back_to, button, joined, role,
};
use crate::{
    domain::{AccountId, Lang, shorten},
    i18n::format,
    telegram::{
        keyboard::{Button, Keyboard},
        screen::Screen,
    },
    tr,
};

pub fn audit(reader: Reader, trail: &Trail) -> Screen {
    let lang = reader.lang;
    let mut lines = vec![title(lang, trail)];
    lines.extend(trail.entries.iter().map(|entry| line(reader, trail, entry)));
    if trail.entries.is_empty() {
        lines.push(tr!(lang, "admin-audit-empty"));
    } else if trail.older.is_none() && trail.turned {
        lines.push(tr!(lang, "admin-audit-end"));
    }
    let narrow = button(tr!(lang, "admin-audit-narrow-button"), &AdminTap::OpenFilters);
    let keyboard = Keyboard::new().row(pager(lang, trail)).row([narrow]);
    Screen::new(lines.join("\n")).keyboard(keyboard.row(back_to(lang, &back(trail))))
}

/// Which acts to look at.
pub fn filters(lang: Lang) -> Screen {
    let by_act = |act: Act| {
        let label = tr!(lang, "admin-act-half", act = act.word());
        button(label, &AdminTap::OpenAudit { filter: Filter::Act(act), before: None })
    };
    let all = AdminTap::OpenAudit { filter: Filter::All, before: None };
    let keyboard = Keyboard::new()
        .row([button(tr!(lang, "admin-audit-all-button"), &all)])
        .grid(2, Act::DEEDS.map(by_act))
        .row(back_to(lang, &all));
    Screen::new(tr!(lang, "admin-filters-text")).keyboard(keyboard)
}

fn title(lang: Lang, trail: &Trail) -> String {
    let name = |person| name_of(trail, person);
    match trail.filter {
        Filter::All => tr!(lang, "admin-audit-title"),
        Filter::By(person) => tr!(lang, "admin-audit-title-by", name = name(person)),
        Filter::On(person) => tr!(lang, "admin-audit-title-on", name = name(person)),
        Filter::Act(act) => tr!(lang, "admin-audit-title-act", act = act_name(lang, Some(act))),
    }
}

/// `14:05 · Olga, owner · shut out · Ann · until 27 Nov`.
fn line(reader: Reader, trail: &Trail, entry: &Entry) -> String {
    let lang = reader.lang;
    let when = format::near(lang, entry.at, reader.now, &reader.zone);
    let gone = || tr!(lang, "admin-audit-gone");
    let by = entry.by.map_or_else(gone, |person| name_of(trail, person));
    let by = match entry.role {
        Some(of) => format!("{by}, {}", role(lang, of)),
        None => by,
    };
    let on = entry.on.map(|person| name_of(trail, person)).unwrap_or_default();
    format!("• {}", joined([when, by, act_name(lang, entry.act), on, details(reader, &entry.details)]))
}

fn details(reader: Reader, details: &Details) -> String {
    let lang = reader.lang;
    match details {
        Details::None => String::new(),
        Details::Role(of) => role(lang, *of),
        Details::Ban { until, reason } => {
            let until = match until {
                Some(until) => {
                    let until = format::near(lang, *until, reader.now, &reader.zone);
                    tr!(lang, "admin-details-until", until = until)
                }
                None => tr!(lang, "admin-details-ever"),
            };
            joined([until, shorten(reason, 60)])
        }
    }
}

fn act_name(lang: Lang, act: Option<Act>) -> String {
    tr!(lang, "admin-act", act = act.map_or("unknown", Act::word))
}

fn name_of(trail: &Trail, person: AccountId) -> String {
    trail.name_of(person).map_or_else(|| person.to_string(), |name| shorten(name, 24))
}

fn pager(lang: Lang, trail: &Trail) -> Vec<Button> {
    let filter = trail.filter;
    let newest = AdminTap::OpenAudit { filter, before: None };
    let newest = trail.turned.then(|| button(tr!(lang, "admin-newest-half"), &newest));
    let older = trail.older.map(|before| {
        button(tr!(lang, "admin-older-half"), &AdminTap::OpenAudit { filter, before: Some(before) })
    });
    newest.into_iter().chain(older).collect()
}

fn back(trail: &Trail) -> AdminTap {
    match trail.filter {
        Filter::By(person) | Filter::On(person) => AdminTap::OpenPersonMore { person },
        Filter::All | Filter::Act(_) => AdminTap::OpenMore,
    }
}
