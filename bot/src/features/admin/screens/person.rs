//! One person's card, and what can be done to them.

use std::time::Duration;

use super::{
    super::{
        domain::{Act, Admin, Filter, Role, Term},
        tap::AdminTap,
    },
    Reader, back_to, button, joined, role,
};
use crate::{
    domain::{Lang, shorten},
    features::account::{self, Account, Dossier, Kept},
    i18n::format,
    telegram::{
        keyboard::{Button, Keyboard},
        nav,
        screen::Screen,
    },
    tr,
};

/// Seen so lately that they are here.
const HERE: chrono::TimeDelta = chrono::TimeDelta::minutes(1);

/// A card.
#[derive(Clone, Debug)]
pub struct PersonView {
    pub dossier: Dossier,
    pub kept: Kept,
    /// What they are at the desk themselves.
    pub role: Option<Role>,
    pub viewer: Admin,
}

pub fn person(reader: Reader, view: &PersonView) -> Screen {
    let (lang, id) = (reader.lang, view.dossier.account.id);
    let may = |act| view.viewer.role.may(act);
    let mut first: Vec<Button> = Vec::new();
    if may(Act::Message) && view.dossier.account.reachable {
        first.push(button(tr!(lang, "admin-message-half"), &AdminTap::OpenMessage { person: id }));
    }
    first.extend(ban_button(reader, view));
    first.push(button(tr!(lang, "admin-more-half"), &AdminTap::OpenPersonMore { person: id }));
    let keyboard = Keyboard::new().grid(2, first).row(back_to(lang, &AdminTap::OpenPeople));
    Screen::new(card(reader, view)).keyboard(keyboard)
}

/// What is done rarely.
pub fn person_more(reader: Reader, view: &PersonView) -> Screen {
    let (lang, id) = (reader.lang, view.dossier.account.id);
    let may = |act| view.viewer.role.may(act);
    let trail = |filter| AdminTap::OpenAudit { filter, before: None };
    let mut keyboard = Keyboard::new();
    if may(Act::Review) {
        keyboard = keyboard.row([button(tr!(lang, "admin-audit-on-button"), &trail(Filter::On(id)))]);
    }
    if may(Act::Review) && view.role.is_some() {
        keyboard = keyboard.row([button(tr!(lang, "admin-audit-by-button"), &trail(Filter::By(id)))]);
    }
    if may(Act::Appoint) {
        keyboard =
            keyboard.row([button(tr!(lang, "admin-role-button"), &AdminTap::OpenMember { person: id })]);
    }
    if may(Act::Erase) && view.role.is_none() && view.dossier.account.erasure.is_none() {
        let erase = button(tr!(lang, "admin-erase-button"), &AdminTap::AskErasure { person: id });
        keyboard = keyboard.row([erase.danger()]);
    }
    let back = back_to(lang, &AdminTap::OpenPerson { person: id });
    Screen::new(card(reader, view)).keyboard(keyboard.row(back))
}

pub fn message(lang: Lang, account: &Account) -> Screen {
    let text = tr!(lang, "admin-message-text", name = name(account));
    asking(lang, account, text, tr!(lang, "admin-message-waiting"))
}

pub fn message_too_long(lang: Lang, account: &Account, limit: usize) -> Screen {
    let text = tr!(lang, "admin-message-too-long", limit = limit);
    asking(lang, account, text, tr!(lang, "admin-message-waiting"))
}

pub fn message_sent(lang: Lang, account: &Account) -> Screen {
    let back = back_to(lang, &AdminTap::OpenPerson { person: account.id });
    Screen::new(tr!(lang, "admin-message-sent", name = name(account))).keyboard(Keyboard::new().row(back))
}

/// What the person gets, in their language.
pub fn from_operator(lang: Lang, words: &str) -> Screen {
    Screen::new(format!("{}\n\n{words}", tr!(lang, "admin-from-operator")))
}

pub fn unreachable_note(lang: Lang) -> String {
    tr!(lang, "admin-unreachable-alert")
}

/// For how long.
pub fn ban(lang: Lang, account: &Account) -> Screen {
    let person = account.id;
    let terms = Term::ALL.map(|term| {
        let tap = AdminTap::PickTerm { person, term };
        let label = match term.days() {
            Some(days) => tr!(lang, "admin-ban-days-half", days = days),
            None => tr!(lang, "admin-ban-ever-half"),
        };
        button(label, &tap)
    });
    let keyboard = Keyboard::new().grid(2, terms).row(back_to(lang, &AdminTap::OpenPerson { person }));
    Screen::new(tr!(lang, "admin-ban-text", name = name(account))).keyboard(keyboard)
}

/// Why.
pub fn ban_reason(lang: Lang, account: &Account, term: Term) -> Screen {
    let person = account.id;
    let term_said = match term.days() {
        Some(days) => tr!(lang, "admin-ban-for-days", name = name(account), days = days),
        None => tr!(lang, "admin-ban-for-ever", name = name(account)),
    };
    let waiting = nav::waiting(lang, tr!(lang, "admin-ban-waiting"));
    let ban = button(tr!(lang, "admin-ban-plain-button"), &AdminTap::Ban { person, term });
    let keyboard = Keyboard::new().row([ban.danger()]).row(back_to(lang, &AdminTap::OpenBan { person }));
    Screen::new(format!("{term_said}\n\n{waiting}")).keyboard(keyboard)
}

pub fn unbanned_note(lang: Lang) -> String {
    tr!(lang, "admin-unbanned-toast")
}

/// It cannot be undone once it has begun, so it is asked.
pub fn erase(lang: Lang, account: &Account, grace: Duration) -> Screen {
    let person = account.id;
    let wait = format::duration(lang, grace);
    let yes = button(tr!(lang, "admin-erase-confirm-button"), &AdminTap::Erase { person });
    let no = button(tr!(lang, "admin-erase-keep-button"), &AdminTap::OpenPerson { person });
    let text = tr!(lang, "admin-erase-text", name = name(account), wait = wait);
    Screen::new(text).keyboard(Keyboard::new().row([yes.danger()]).row([no]))
}

fn card(reader: Reader, view: &PersonView) -> String {
    let lines = [who(reader, view), what(reader, view), state(reader, view)];
    lines.into_iter().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

fn who(reader: Reader, view: &PersonView) -> String {
    let (lang, account) = (reader.lang, &view.dossier.account);
    let full = match &view.dossier.last_name {
        Some(last) => format!("{} {last}", account.first_name),
        None => account.first_name.clone(),
    };
    let username = account.username.as_ref().map(|name| format!("@{name}")).unwrap_or_default();
    let place = account.zone.map(|zone| account::place_name(lang, zone));
    let speaks = account.lang().tag().to_owned();
    let speaks = place.map_or(speaks.clone(), |place| format!("{speaks}, {place}"));
    let since = format::date(lang, account.created_at, &reader.zone);
    let since = tr!(lang, "admin-person-since", date = since);
    joined([shorten(&full, 80), username, account.id.to_string(), speaks, since])
}

fn what(reader: Reader, view: &PersonView) -> String {
    let (lang, kept) = (reader.lang, view.kept);
    let said = tr!(
        lang,
        "admin-person-usage",
        messages = kept.messages,
        conversations = kept.conversations,
        files = kept.files
    );
    let came = view.dossier.came_with.as_ref();
    let came = came.map(|with| tr!(lang, "admin-person-came", with = shorten(with, 40))).unwrap_or_default();
    joined([said, seen(reader, view), came])
}

fn seen(reader: Reader, view: &PersonView) -> String {
    let Some(at) = view.dossier.seen_at else { return String::new() };
    if reader.now - at < HERE {
        return tr!(reader.lang, "admin-person-here");
    }
    tr!(reader.lang, "admin-person-seen", when = format::near(reader.lang, at, reader.now, &reader.zone))
}

/// What is out of the ordinary, a line for each.
fn state(reader: Reader, view: &PersonView) -> String {
    let (lang, account) = (reader.lang, &view.dossier.account);
    let mut lines = Vec::new();
    if let Some(of) = view.role {
        lines.push(format!("👤 {}", role(lang, of)));
    }
    if !account.reachable {
        lines.push(tr!(lang, "admin-person-unreachable"));
    }
    if let Some(ban) = account.banned(reader.now) {
        let said = match ban.until {
            Some(until) => {
                let until = format::near(lang, until, reader.now, &reader.zone);
                tr!(lang, "admin-person-banned", until = until)
            }
            None => tr!(lang, "admin-person-banned-ever"),
        };
        lines.push(if ban.reason.is_empty() { said } else { format!("{said}: {}", ban.reason) });
    }
    if let Some(erasure) = account.erasure {
        let when = format::near(lang, erasure.due, reader.now, &reader.zone);
        lines.push(tr!(lang, "admin-person-erasing", when = when));
    }
    lines.join("\n")
}

fn ban_button(reader: Reader, view: &PersonView) -> Option<Button> {
    let (lang, account) = (reader.lang, &view.dossier.account);
    let person = account.id;
    if account.banned(reader.now).is_some() {
        let back = view.viewer.role.may(Act::Unban);
        return back.then(|| button(tr!(lang, "admin-unban-half"), &AdminTap::Unban { person }));
    }
    let can = view.viewer.role.may(Act::Ban) && view.role.is_none();
    can.then(|| button(tr!(lang, "admin-ban-half"), &AdminTap::OpenBan { person }).danger())
}

fn asking(lang: Lang, account: &Account, text: String, waiting: String) -> Screen {
    let back = back_to(lang, &AdminTap::OpenPerson { person: account.id });
    Screen::new(format!("{text}\n\n{}", nav::waiting(lang, waiting))).keyboard(Keyboard::new().row(back))
}

fn name(account: &Account) -> String {
    shorten(&account.first_name, 40)
}
