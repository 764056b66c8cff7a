//! The desk itself, and who is kept from what.

use super::{
    super::{
        domain::{Act, Admin},
        error::AdminError,
        screens,
        service::Desk,
    },
    reader,
};
use crate::telegram::{failure::Handled, reply::Reply, visit::Visit};

pub async fn open_desk(visit: &Visit, desk: &Desk, admin: Admin) -> Handled {
    let view = desk.look(visit.now, visit.zone).await?;
    Ok(screens::desk(reader(visit), &view, admin.role).into())
}

/// Whoever comes by the command may not have seen it in the menu yet.
pub async fn open_desk_by_command(visit: &Visit, desk: &Desk, admin: Admin) -> Handled {
    desk.show_menu(admin.account, &visit.cause).await?;
    open_desk(visit, desk, admin).await
}

pub fn open_more(visit: &Visit, admin: Admin) -> Reply {
    screens::more(visit.lang, admin.role).into()
}

/// Somebody of the staff wants what their role does not allow. A button is told so above the chat.
pub fn refuse(visit: &Visit, act: Act) -> Reply {
    let note = screens::not_allowed(visit.lang, act);
    if visit.is_tap() {
        Reply::Alert(note)
    } else {
        Reply::Send(screens::not_allowed_screen(visit.lang, act))
    }
}

/// Who somebody is could not be looked up: the update waits until it can.
pub fn away() -> Handled {
    Err(AdminError::away().into())
}
