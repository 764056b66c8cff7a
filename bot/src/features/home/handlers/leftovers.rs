//! What no room knows.

use super::{
    super::{menu::MENU, screens, service::Home},
    places::open_home,
};
use crate::telegram::{
    failure::Handled,
    reply::Reply,
    visit::{OtherKind, Visit},
};

/// How alike a command must be to be suggested (Jaro-Winkler, 0 to 1).
const ALIKE: f64 = 0.8;

pub fn take_unknown_command(visit: &Visit, name: &str) -> Handled {
    let nearest = MENU
        .iter()
        .map(|entry| (strsim::jaro_winkler(entry.name, name), entry.name))
        .filter(|(score, _)| *score >= ALIKE)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name);
    Ok(screens::unknown_command(visit.lang, name, nearest).into())
}

/// A button that cannot be read any more: a note and a fresh screen.
pub async fn take_old_button(visit: &Visit, home: &Home) -> Handled {
    Ok(open_home(visit, home).await?.toast(screens::old_button(visit.lang)))
}

pub fn take_other(visit: &Visit, kind: OtherKind) -> Handled {
    Ok(screens::unexpected(visit.lang, kind).map_or(Reply::Nothing, Reply::Show))
}
