//! What the desk looks like. Pure: a value in, a screen out.

mod audit;
mod desk;
mod errors;
mod menu;
mod people;
mod person;
mod staff;
#[cfg(test)]
mod tests;

pub use audit::{audit, filters};
pub use desk::{desk, more, not_allowed, not_allowed_screen};
pub use errors::{is_admin, is_owner, nobody};
pub use menu::MENU;
pub use people::{Found, found, hidden, no_such_page, people, which_page};
pub use person::{
    PersonView, ban, ban_reason, erase, from_operator, message, message_sent, message_too_long, person,
    person_more, unbanned_note, unreachable_note,
};
pub use staff::{candidates, dismissed_note, member, staff};

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::{domain::Role, tap::AdminTap};
use crate::{
    domain::{Lang, shorten},
    features::account::Account,
    telegram::{
        keyboard::Button,
        nav,
        tap::{Tap as _, TapData},
    },
    tr,
};

/// Where and when a screen is looked at.
#[derive(Clone, Copy, Debug)]
pub struct Reader {
    pub lang: Lang,
    pub zone: Tz,
    pub now: DateTime<Utc>,
}

fn button(label: String, tap: &AdminTap) -> Button {
    Button::tap(label, tap.encode())
}

fn back_to(lang: Lang, tap: &AdminTap) -> [Button; 2] {
    nav::back_to(lang, tap.encode())
}

fn data(tap: &AdminTap) -> TapData {
    tap.encode()
}

fn role(lang: Lang, role: Role) -> String {
    tr!(lang, "admin-role", role = role.word())
}

/// A person in a list: `Ann · @ann`, or the number where there is no user name.
fn line(account: &Account) -> String {
    let name = shorten(&account.first_name, 14);
    match &account.username {
        Some(username) => format!("{name} · {}", shorten(&format!("@{username}"), 13)),
        None => format!("{name} · {}", account.id),
    }
}

/// Parts of a line; those that say nothing are left out.
fn joined(parts: impl IntoIterator<Item = String>) -> String {
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}
