//! What no room knows.

use super::{
    super::{
        domain::nearest,
        screens::{self, MENU},
        service::Home,
    },
    places::open_home,
};
use crate::{
    domain::OtherKind,
    telegram::{failure::Handled, reply::Reply, visit::Visit},
};

pub fn take_unknown_command(visit: &Visit, name: &str) -> Reply {
    let nearest = nearest(name, MENU.iter().map(|entry| entry.name));
    screens::unknown_command(visit.lang, name, nearest).into()
}

/// A button that cannot be read any more: a note and a fresh screen.
pub async fn take_old_button(visit: &Visit, home: &Home) -> Handled {
    Ok(open_home(visit, home).await?.toast(screens::old_button_note(visit.lang)))
}

pub fn take_other(visit: &Visit, kind: OtherKind) -> Reply {
    screens::unexpected(visit.lang, kind).map_or(Reply::Nothing, Reply::Show)
}
