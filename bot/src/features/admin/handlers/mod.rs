//! What happens on each intent: a few lines between service and screen.

mod audit;
mod desk;
mod people;
mod person;
mod staff;

pub(super) use audit::{open_audit, open_filters};
pub(super) use desk::{away, open_desk, open_desk_by_command, open_more, refuse};
pub(super) use people::{ask_page, find, find_by_command, open_people, take_page, take_people};
pub(super) use person::{
    ask_erasure, ban, erase, open_ban, open_message, open_person, open_person_more, pick_term, take_message,
    take_reason, unban,
};
pub(super) use staff::{appoint, dismiss, open_member, open_staff, take_candidate};

use super::screens::Reader;
use crate::telegram::visit::Visit;

fn reader(visit: &Visit) -> Reader {
    Reader { lang: visit.lang, zone: visit.zone, now: visit.now }
}
