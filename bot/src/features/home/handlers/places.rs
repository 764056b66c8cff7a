//! Home, settings and help.

use super::super::{
    error::HomeError,
    screens::{self, HomeView},
    service::Home,
    tap::Topic,
};
use crate::{
    domain::Lang,
    features::account,
    telegram::{failure::Handled, reply::Reply, steps::StepRecord, visit::Visit},
};

/// First contact gets the welcome; everybody else is at home.
pub async fn start(visit: &Visit, home: &Home) -> Handled {
    if !visit.first_contact {
        return open_home(visit, home).await;
    }
    let account = home.account(visit.account).await?;
    let balance = home.balance(visit.account).await?;
    Ok(screens::welcome(&account, &balance, home.is_demo()).into())
}

/// The welcome once more, in the other language.
pub async fn pick_language(visit: &Visit, home: &Home, lang: Lang) -> Handled {
    let account = home.set_lang(visit.account, lang, &visit.cause).await?;
    let balance = home.balance(visit.account).await?;
    let welcome = Reply::Show(screens::welcome(&account, &balance, home.is_demo()));
    Ok(welcome.toast(account::language_note(lang)))
}

pub async fn open_home(visit: &Visit, home: &Home) -> Handled {
    let account = home.account(visit.account).await?;
    let glance = home.glance(visit.account, visit.peer).await?;
    let balance = home.balance(visit.account).await?;
    let view = HomeView { account: &account, glance: &glance, balance: &balance, now: visit.now };
    Ok(screens::home(&view).into())
}

pub async fn open_settings(visit: &Visit, home: &Home) -> Handled {
    let account = home.account(visit.account).await?;
    let chat = home.chat().preferences(visit.account).await.map_err(HomeError::from)?;
    Ok(screens::settings(&account, &chat, visit.now).into())
}

pub fn open_help(visit: &Visit, home: &Home) -> Reply {
    screens::help(visit.lang, home.is_demo()).into()
}

pub fn open_topic(visit: &Visit, topic: Topic) -> Reply {
    screens::topic(visit.lang, topic).into()
}

/// Leaves whatever was asked; an answer that is being written goes on.
pub async fn cancel(visit: &Visit, home: &Home, step: Option<&StepRecord>) -> Handled {
    if step.is_some() {
        return Ok(screens::left_question(visit.lang).into());
    }
    let glance = home.glance(visit.account, visit.peer).await?;
    Ok(screens::no_question(visit.lang, glance.open > 0).into())
}
