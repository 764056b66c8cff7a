//! Home, settings and help.

use super::super::{
    error::HomeError,
    screens::{self, HomeView},
    service::Home,
    tap::Topic,
};
use crate::{
    features::{account, chat},
    telegram::{failure::Handled, reply::Reply, steps::StepRecord, visit::Visit},
};

/// First contact gets the welcome; everybody else is at home.
pub async fn start(visit: &Visit, home: &Home) -> Handled {
    if visit.first_contact {
        let account = home.account(visit.account).await?;
        return Ok(screens::welcome(&account, home.is_demo()).into());
    }
    open_home(visit, home).await
}

pub async fn open_home(visit: &Visit, home: &Home) -> Handled {
    let account = home.account(visit.account).await?;
    let glance = home.glance(visit).await?;
    let view = HomeView { account: &account, glance: &glance, now: visit.now };
    Ok(screens::home(&view).into())
}

pub async fn open_settings(visit: &Visit, home: &Home) -> Handled {
    let account = home.account(visit.account).await?;
    let preferences = home.chat().preferences(visit.account).await.map_err(HomeError::from)?;
    let (mut lines, after) = account::settings_lines(&account, visit.now);
    lines.push(chat::settings_line(visit.lang, &preferences));
    lines.extend(after);
    Ok(screens::settings(visit.lang, lines).into())
}

pub fn open_help(visit: &Visit, home: &Home) -> Handled {
    Ok(screens::help(visit.lang, home.is_demo()).into())
}

pub fn open_topic(visit: &Visit, topic: Topic) -> Handled {
    Ok(screens::topic(visit.lang, topic).into())
}

/// Leaves whatever was asked.
pub fn cancel(visit: &Visit, step: Option<&StepRecord>) -> Handled {
    Ok(Reply::Show(screens::cancelled(visit.lang, step.is_some())))
}
