//! How one speaks to the bot in a group, and how it comes and goes.

use super::super::{screens, service::Groups};
use crate::{
    domain::ChatId,
    telegram::{failure::Handled, reply::Reply, visit::Visit},
};

/// Whoever brought the bot in is told how to speak to it; a group that it knows needs no telling.
pub async fn arrive(visit: &Visit, groups: &Groups) -> Handled {
    if groups.arrive(visit.peer.chat, visit.first_contact).await? {
        return Ok(Reply::Send(screens::arrived(visit.lang, groups.bot())));
    }
    Ok(Reply::Nothing)
}

pub async fn leave(visit: &Visit, groups: &Groups) -> Handled {
    groups.leave(visit.peer.chat).await?;
    Ok(Reply::Nothing)
}

pub async fn relocate(groups: &Groups, from: ChatId, to: ChatId) -> Handled {
    groups.relocate(from, to).await?;
    Ok(Reply::Nothing)
}

pub async fn open_about(visit: &Visit, groups: &Groups) -> Handled {
    let view = groups.view(visit.account).await?;
    let keyword = view.settings.keyword.as_deref();
    Ok(Reply::Send(screens::about(visit.lang, groups.bot(), keyword)))
}

pub fn open_privacy(visit: &Visit) -> Reply {
    Reply::Send(screens::privacy(visit.lang))
}

/// Called, and asked nothing.
pub fn ask_back(visit: &Visit, groups: &Groups) -> Reply {
    Reply::Send(screens::what_to_ask(visit.lang, groups.bot()))
}

/// What was said here so far is context no more.
pub async fn start_anew(visit: &Visit, groups: &Groups) -> Handled {
    groups.start_anew(visit.peer).await?;
    Ok(Reply::Send(screens::anew(visit.lang)))
}
