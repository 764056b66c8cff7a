//! Which command, step and tap leads to which handler, behind one gate: who it is, and may they.
//! What nobody of the staff wants is not seen here, and goes on to those who answer unknown commands and old buttons.

use std::sync::Arc;

use super::{
    domain::{Act, Admin},
    handlers,
    service::Desk,
    state::AdminStep,
    tap::AdminTap,
};
use crate::telegram::{
    failure::Handled,
    routes::{Command, Routes},
    steps::{StepPart as _, StepRecord},
    tap::Tap as _,
    visit::{Input, Visit},
};

/// Commands of the desk.
pub const COMMANDS: &[&str] = &["admin", "find"];

/// What somebody wants of the desk.
#[derive(Clone, Debug)]
enum Wish {
    Command(Command),
    Step(AdminStep),
    Tap(AdminTap),
}

/// What the gate says.
#[derive(Clone, Copy, Debug)]
enum Entrance {
    Open(Admin),
    /// To this role it stays closed.
    Closed,
    /// Nobody knows who it is.
    Away,
}

pub fn routes() -> Routes {
    dptree::filter_map(wish).chain(dptree::filter_map_async(gate)).endpoint(on_wish)
}

fn wish(visit: Arc<Visit>, step: Option<StepRecord>) -> Option<Wish> {
    if !visit.is_private() {
        return None;
    }
    let waited_for = step.and_then(|step| step.part::<AdminStep>()).filter(|step| step.accepts(&visit.input));
    match &visit.input {
        Input::Command { name, arguments } => COMMANDS
            .contains(&name.as_str())
            .then(|| Wish::Command(Command { name: name.clone(), arguments: arguments.clone() })),
        Input::Tap { data, .. } => AdminTap::decode(data).map(Wish::Tap),
        _ => waited_for.map(Wish::Step),
    }
}

/// Lets the staff pass, each time anew. Nobody else learns that there is a gate.
async fn gate(wish: Wish, visit: Arc<Visit>, desk: Arc<Desk>) -> Option<Entrance> {
    match desk.role_of(visit.person.id).await {
        Ok(None) => None,
        Ok(Some(role)) if role.may(wish.act()) => {
            Some(Entrance::Open(Admin { account: visit.person.id, role }))
        }
        Ok(Some(_)) => Some(Entrance::Closed),
        Err(_) => Some(Entrance::Away),
    }
}

impl Wish {
    fn act(&self) -> Act {
        match self {
            Self::Command(command) if command.name == "find" => Act::Find,
            Self::Command(_) => Act::Look,
            Self::Step(step) => step.act(),
            Self::Tap(tap) => tap.act(),
        }
    }
}

async fn on_wish(wish: Wish, entrance: Entrance, visit: Visit, desk: Arc<Desk>) -> Handled {
    let admin = match entrance {
        Entrance::Open(admin) => admin,
        Entrance::Closed => return Ok(handlers::refuse(&visit, wish.act())),
        Entrance::Away => return handlers::away(),
    };
    match wish {
        Wish::Command(command) => on_command(command, &visit, &desk, admin).await,
        Wish::Step(step) => on_step(step, &visit, &desk, admin).await,
        Wish::Tap(tap) => on_tap(tap, &visit, &desk, admin).await,
    }
}

async fn on_command(command: Command, visit: &Visit, desk: &Desk, admin: Admin) -> Handled {
    match command.name.as_str() {
        "find" => handlers::find_by_command(visit, desk, admin, &command.arguments).await,
        _ => handlers::open_desk_by_command(visit, desk, admin).await,
    }
}

async fn on_step(step: AdminStep, visit: &Visit, desk: &Desk, admin: Admin) -> Handled {
    match step {
        AdminStep::People => handlers::take_people(visit, desk, admin).await,
        AdminStep::PeoplePage { query } => handlers::take_page(visit, desk, &query).await,
        AdminStep::Staff => handlers::take_candidate(visit, desk).await,
        AdminStep::Message { person } => handlers::take_message(visit, desk, admin, person).await,
        AdminStep::Reason { person, term } => handlers::take_reason(visit, desk, admin, person, term).await,
    }
}

async fn on_tap(tap: AdminTap, visit: &Visit, desk: &Desk, admin: Admin) -> Handled {
    match tap {
        AdminTap::OpenDesk => handlers::open_desk(visit, desk, admin).await,
        AdminTap::OpenMore => Ok(handlers::open_more(visit, admin)),
        AdminTap::OpenPeople => handlers::open_people(visit, desk).await,
        AdminTap::Find { page, query } => handlers::find(visit, desk, &query, page).await,
        AdminTap::AskPage { query } => handlers::ask_page(visit, desk, &query).await,
        AdminTap::OpenPerson { person } => handlers::open_person(visit, desk, admin, person).await,
        AdminTap::OpenPersonMore { person } => handlers::open_person_more(visit, desk, admin, person).await,
        AdminTap::OpenMessage { person } => handlers::open_message(visit, desk, person).await,
        AdminTap::OpenBan { person } => handlers::open_ban(visit, desk, person).await,
        AdminTap::PickTerm { person, term } => handlers::pick_term(visit, desk, person, term).await,
        AdminTap::Ban { person, term } => handlers::ban(visit, desk, admin, person, term).await,
        AdminTap::Unban { person } => handlers::unban(visit, desk, admin, person).await,
        AdminTap::AskErasure { person } => handlers::ask_erasure(visit, desk, person).await,
        AdminTap::Erase { person } => handlers::erase(visit, desk, admin, person).await,
        AdminTap::OpenStaff => handlers::open_staff(visit, desk).await,
        AdminTap::OpenMember { person } => handlers::open_member(visit, desk, person).await,
        AdminTap::Appoint { person, role } => handlers::appoint(visit, desk, admin, person, role).await,
        AdminTap::Dismiss { person } => handlers::dismiss(visit, desk, admin, person).await,
        AdminTap::OpenAudit { filter, before } => handlers::open_audit(visit, desk, filter, before).await,
        AdminTap::OpenFilters => Ok(handlers::open_filters(visit)),
    }
}
