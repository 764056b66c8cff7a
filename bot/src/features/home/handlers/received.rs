//! Files that nobody asked for.

use super::super::{error::HomeError, screens, service::Home};
use crate::telegram::{failure::Handled, raw::DOWNLOAD_LIMIT, receive::Received, reply::Reply, visit::Visit};

pub async fn take_file(visit: &Visit, home: &Home, received: Received, album: Option<&str>) -> Handled {
    if let Some(album) = album
        && !home.is_first_of_album(album).await
    {
        return Ok(Reply::Nothing);
    }
    if received.file.size.is_some_and(|size| size > DOWNLOAD_LIMIT) {
        return Ok(Reply::Show(screens::unable(visit.lang, &received.file)));
    }
    if let Some(room) = home.taker(visit, &received).await? {
        return room.take(visit, received).await;
    }
    let offered = home.keep(visit, &received).await?;
    if offered.offers.is_empty() {
        return Ok(Reply::Show(screens::unable(visit.lang, &received.file)));
    }
    let mut screen = screens::received(visit.lang, &offered);
    screen.reply_to = received.message;
    Ok(Reply::Show(screen))
}

pub async fn give_file(visit: &Visit, home: &Home, id: i64, receiver: &str) -> Handled {
    let received = home.received(visit.account, id).await?;
    let room = home.receiver(receiver).ok_or(HomeError::NoFile)?;
    room.take(visit, received).await
}

pub async fn toggle_always(visit: &Visit, home: &Home, id: i64) -> Handled {
    let offered = home.toggle_always(visit, id).await?;
    Ok(screens::received(visit.lang, &offered).into())
}

pub async fn leave_file(visit: &Visit, home: &Home, id: i64) -> Handled {
    let offered = home.offered(visit, id).await?;
    Ok(Reply::Show(screens::left(visit.lang, &offered)).toast(screens::left_note(visit.lang)))
}
