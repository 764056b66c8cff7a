//! Choosing a language.

use super::super::{screens, service::Accounts};
use crate::{
    domain::Lang,
    telegram::{failure::Handled, reply::Reply, visit::Visit},
};

pub fn open_language(visit: &Visit) -> Reply {
    screens::language(visit.lang).into()
}

pub async fn pick_language(visit: &Visit, accounts: &Accounts, lang: Lang) -> Handled {
    accounts.set_lang(visit.account, lang, &visit.cause).await?;
    Ok(Reply::Show(screens::language(lang)).toast(screens::language_note(lang)))
}
