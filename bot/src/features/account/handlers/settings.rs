//! Look and notices.

use super::super::{
    domain::{Look, Notice},
    screens,
    service::Accounts,
};
use crate::telegram::{failure::Handled, visit::Visit};

pub async fn open_look(visit: &Visit, accounts: &Accounts) -> Handled {
    let account = accounts.find(visit.account).await?;
    Ok(screens::look(visit.lang, account.look()).into())
}

pub async fn pick_look(visit: &Visit, accounts: &Accounts, look: Look) -> Handled {
    let account = accounts.set_look(visit.account, look).await?;
    Ok(screens::look(visit.lang, account.look()).into())
}

pub async fn open_notices(visit: &Visit, accounts: &Accounts) -> Handled {
    let account = accounts.find(visit.account).await?;
    Ok(screens::notices(&account).into())
}

pub async fn toggle_notice(visit: &Visit, accounts: &Accounts, notice: Notice) -> Handled {
    let account = accounts.toggle_notice(visit.account, notice).await?;
    Ok(screens::notices(&account).into())
}
