//! Files that nobody asked for.

use super::super::{screens, service::Home};
use crate::{
    domain::Received,
    telegram::{failure::Handled, reply::Reply, visit::Visit},
};

pub async fn take_file(visit: &Visit, home: &Home, received: Received, album: Option<&str>) -> Handled {
    // An album is one thing: its first member speaks for it.
    if let Some(album) = album
        && !home.is_first_of_album(visit.account, album, &visit.cause).await
    {
        return Ok(Reply::Nothing);
    }
    if received.file.is_too_big() {
        return Ok(screens::unable(visit.lang, &received.file).into());
    }
    if let Some(room) = home.taker(visit.account, &received).await? {
        return room.take(visit, received).await;
    }
    let kept = home.keep(visit.account, visit.lang, &received, &visit.cause).await?;
    let Some(offered) = kept else { return Ok(screens::unable(visit.lang, &received.file).into()) };
    let screen = screens::received(visit.lang, &offered, false, album.is_some());
    Ok(received.message.map_or(screen.clone(), |message| screen.reply_to(message)).into())
}

pub async fn give_file(visit: &Visit, home: &Home, id: i64, receiver: &str, always: bool) -> Handled {
    let received = home.received(visit.account, id).await?;
    let room = home.receiver(receiver)?;
    if always {
        home.remember(visit.account, &received.file, room.key()).await?;
    }
    room.take(visit, received).await
}

pub async fn mark_always(visit: &Visit, home: &Home, id: i64, on: bool, album: bool) -> Handled {
    let offered = home.offered(visit.account, visit.lang, id).await?;
    Ok(screens::received(visit.lang, &offered, on, album).into())
}

pub async fn leave_file(visit: &Visit, home: &Home, id: i64) -> Handled {
    let offered = home.offered(visit.account, visit.lang, id).await?;
    let left = Reply::Show(screens::left(visit.lang, &offered));
    Ok(left.toast(screens::left_note(visit.lang)))
}

pub async fn forget_choices(visit: &Visit, home: &Home) -> Handled {
    home.forget_choices(visit.account).await?;
    let settings = super::open_settings(visit, home).await?;
    Ok(settings.toast(screens::forgotten_note(visit.lang)))
}
