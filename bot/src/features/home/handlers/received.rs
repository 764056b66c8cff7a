//! Files that nobody asked for.

use super::super::{screens, service::Home};
use crate::{
    domain::{FileRef, Received},
    features::chat::{self, Held, Receipt},
    telegram::{
        failure::{Failure, Handled},
        reply::Reply,
        visit::Visit,
    },
};

pub async fn take_file(
    visit: &Visit,
    home: &Home,
    file: FileRef,
    words: &str,
    album: Option<String>,
) -> Handled {
    let alone = album.is_none() && visit.origin.is_none();
    if alone && !home.can_take(visit.account, std::slice::from_ref(&file)).await {
        return Ok(screens::unable(visit.lang, &[file]).into());
    }
    let arrival = chat::arrival(visit, words, Some(file.clone()), album);
    match home.gather(&arrival).await? {
        Receipt::Whole => {
            let received = Received { files: vec![file], message: visit.message, words: words.to_owned() };
            take_received(visit, home, received, None).await.map(|(reply, _)| reply)
        }
        receipt => Ok(chat::taken(visit, receipt)),
    }
}

/// What becomes of files that came with words for a room, or without; and whether words that come next are about them.
pub async fn take_received(
    visit: &Visit,
    home: &Home,
    received: Received,
    gathering: Option<i64>,
) -> Result<(Reply, Held), Failure> {
    if let Some(room) = home.taker(visit.account, &received).await? {
        return Ok((room.take(visit, received).await?, Held::Settled));
    }
    let kept = home.keep(visit.account, visit.lang, &received, gathering, &visit.cause).await?;
    let Some(offered) = kept else {
        return Ok((screens::unable(visit.lang, &received.files).into(), Held::Settled));
    };
    let screen = screens::received(visit.lang, &offered, false);
    let screen = received.message.map_or(screen.clone(), |message| screen.reply_to(message));
    Ok((screen.into(), Held::Held))
}

pub async fn give_file(visit: &Visit, home: &Home, id: i64, receiver: &str, always: bool) -> Handled {
    let received = home.take_kept(visit.account, id).await?;
    let room = home.receiver(receiver)?;
    if always {
        home.remember(visit.account, &received.files, room.key()).await?;
    }
    room.take(visit, received).await
}

pub async fn mark_always(visit: &Visit, home: &Home, id: i64, on: bool) -> Handled {
    let offered = home.offered(visit.account, visit.lang, id).await?;
    Ok(screens::received(visit.lang, &offered, on).into())
}

pub async fn leave_file(visit: &Visit, home: &Home, id: i64) -> Handled {
    let received = home.take_kept(visit.account, id).await?;
    let left = Reply::Show(screens::left(visit.lang, &received.files));
    Ok(left.toast(screens::left_note(visit.lang)))
}

pub async fn forget_choices(visit: &Visit, home: &Home) -> Handled {
    home.forget_choices(visit.account).await?;
    let settings = super::open_settings(visit, home).await?;
    Ok(settings.toast(screens::forgotten_note(visit.lang)))
}
