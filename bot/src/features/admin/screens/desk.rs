//! The desk: how things are, and where one goes from here.

use super::{
    super::{
        domain::{Act, DeskView, Filter, Note, Role},
        tap::AdminTap,
    },
    Reader, back_to, button, joined,
};
use crate::{
    domain::Lang,
    i18n::format,
    telegram::{
        keyboard::{Button, Keyboard},
        nav,
        screen::Screen,
    },
    tr,
};

pub fn desk(reader: Reader, view: &DeskView, role: Role) -> Screen {
    let lang = reader.lang;
    let first = joined([title(lang, view), notes(lang, &view.vitals.notes)]);
    let people = tr!(lang, "admin-desk-people", active = view.active, new = view.new);
    let second = joined([people, work(lang, view)]);
    Screen::new(format!("{first}\n{second}")).keyboard(places(lang, view, role))
}

/// What stands behind ⋯.
pub fn more(lang: Lang, role: Role) -> Screen {
    let places = [
        (
            Act::Review,
            tr!(lang, "admin-audit-half"),
            AdminTap::OpenAudit { filter: Filter::All, before: None },
        ),
        (Act::Staff, tr!(lang, "admin-staff-half"), AdminTap::OpenStaff),
    ];
    let keyboard = Keyboard::new().grid(2, allowed(role, places)).row(back_to(lang, &AdminTap::OpenDesk));
    Screen::new(tr!(lang, "admin-more-text")).keyboard(keyboard)
}

/// The note over a button that this role may not press.
pub fn not_allowed(lang: Lang, act: Act) -> String {
    let roles: Vec<String> = Role::ALL
        .into_iter()
        .filter(|role| role.may(act))
        .map(|role| tr!(lang, "admin-roles", role = role.word()))
        .collect();
    tr!(lang, "admin-not-allowed-alert", roles = format::list(lang, &roles))
}

pub fn not_allowed_screen(lang: Lang, act: Act) -> Screen {
    Screen::new(not_allowed(lang, act)).keyboard(Keyboard::new().row(back_to(lang, &AdminTap::OpenDesk)))
}

/// The rooms of the desk, in the order of the map. One that is not there has no button; neither has one that this
/// role may not enter.
fn places(lang: Lang, _view: &DeskView, role: Role) -> Keyboard {
    let places = [
        (Act::Find, tr!(lang, "admin-people-half"), AdminTap::OpenPeople),
        (Act::Review, tr!(lang, "admin-more-half"), AdminTap::OpenMore),
    ];
    Keyboard::new().grid(2, allowed(role, places)).row([nav::home(lang)])
}

fn allowed(role: Role, places: impl IntoIterator<Item = (Act, String, AdminTap)>) -> Vec<Button> {
    let places = places.into_iter().filter(|(act, ..)| role.may(*act));
    places.map(|(_, label, tap)| button(label, &tap)).collect()
}

fn title(lang: Lang, view: &DeskView) -> String {
    tr!(lang, "admin-desk-title", version = view.vitals.version)
}

fn notes(lang: Lang, notes: &[Note]) -> String {
    let said: Vec<String> = notes
        .iter()
        .map(|note| match note {
            Note::Trouble(word) => tr!(lang, "admin-trouble", trouble = word),
            Note::Resting { provider, model } => {
                tr!(lang, "admin-resting", provider = provider, model = model)
            }
        })
        .collect();
    if said.is_empty() { String::new() } else { format!("⚠️ {}", format::list(lang, &said)) }
}

fn work(lang: Lang, view: &DeskView) -> String {
    let work = view.work;
    let waiting = match work.oldest.filter(|_| work.waiting > 0) {
        Some(oldest) => {
            let oldest = format::duration(lang, oldest);
            tr!(lang, "admin-desk-queue", count = work.waiting, oldest = oldest)
        }
        None => tr!(lang, "admin-desk-queue-short", count = work.waiting),
    };
    let dead = if work.dead > 0 { tr!(lang, "admin-desk-dead", count = work.dead) } else { String::new() };
    joined([waiting, dead])
}
