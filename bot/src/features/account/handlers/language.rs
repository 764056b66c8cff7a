//! Choosing a language.

use std::sync::Arc;

use super::super::{menu::LanguageChanged, screens, service::Accounts};
use crate::{
    domain::Lang,
    telegram::{failure::Handled, reply::Reply, visit::Visit},
    tr,
};

pub fn open_language(visit: &Visit) -> Handled {
    Ok(screens::language(visit.lang).into())
}

/// `home`: the welcome screen is shown again in the new language.
pub async fn pick_language(
    visit: &Visit,
    accounts: &Accounts,
    changed: &Arc<dyn LanguageChanged>,
    lang: Lang,
    home: bool,
) -> Handled {
    let account = accounts.set_lang(visit.account, lang).await?;
    let screen = changed.language_changed(&account, visit.peer, home).await;
    let screen = screen.unwrap_or_else(|| screens::language(lang));
    Ok(Reply::Show(screen).toast(tr!(lang, "account-language-toast")))
}
