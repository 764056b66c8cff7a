//! The command menu: which commands there are, in which order, in which language for whom.

use std::sync::Arc;

use async_trait::async_trait;
use serde::Serialize;
use serde_json::{Value, json};

use super::screens;
use crate::{
    domain::{Lang, Peer},
    features::account::{Account, LanguageChanged},
    telegram::{
        raw::{Api, Fault},
        screen::Screen,
    },
    tr,
};

/// A command of the menu.
#[derive(Clone, Copy)]
pub struct Entry {
    pub name: &'static str,
    pub text: fn(Lang) -> String,
    /// Stands in Telegram's menu; the others stand in help alone.
    listed: bool,
}

const fn entry(name: &'static str, listed: bool, text: fn(Lang) -> String) -> Entry {
    Entry { name, text, listed }
}

/// Every command, in the order of the menu.
pub const MENU: &[Entry] = &[
    entry("start", true, |lang| tr!(lang, "home-start-command")),
    entry("new", true, |lang| tr!(lang, "chat-new-command")),
    entry("chats", true, |lang| tr!(lang, "chat-chats-command")),
    entry("settings", true, |lang| tr!(lang, "home-settings-command")),
    entry("help", true, |lang| tr!(lang, "home-help-command")),
    entry("cancel", true, |lang| tr!(lang, "home-cancel-command")),
    entry("home", false, |lang| tr!(lang, "home-home-command")),
    entry("chat", false, |lang| tr!(lang, "chat-chat-command")),
    entry("stop", false, |lang| tr!(lang, "chat-stop-command")),
    entry("model", false, |lang| tr!(lang, "chat-model-command")),
    entry("search", false, |lang| tr!(lang, "chat-search-command")),
    entry("language", false, |lang| tr!(lang, "account-language-command")),
    entry("privacy", false, |lang| tr!(lang, "account-privacy-command")),
];

#[derive(Serialize)]
struct BotCommand {
    command: &'static str,
    description: String,
}

/// Tells Telegram what to show about the bot.
pub struct Menu {
    api: Api,
    demo: bool,
}

impl Menu {
    pub fn new(api: Api, demo: bool) -> Arc<Self> {
        Arc::new(Self { api, demo })
    }

    /// Registers commands and texts for everybody. Telegram allows few changes of names a day, so those are
    /// only set where they differ.
    pub async fn register(&self) -> Result<(), Fault> {
        for lang in Lang::ALL {
            self.set_commands(lang, json!({ "type": "default" }), Some(code_of(lang)), &["start", "help"])
                .await?;
            let names: Vec<_> = MENU.iter().filter(|entry| entry.listed).map(|entry| entry.name).collect();
            let scope = json!({ "type": "all_private_chats" });
            self.set_commands(lang, scope, Some(code_of(lang)), &names).await?;
            self.set_texts(lang).await?;
        }
        Ok(())
    }

    async fn set_commands(
        &self,
        lang: Lang,
        scope: Value,
        code: Option<&str>,
        names: &[&str],
    ) -> Result<(), Fault> {
        let commands: Vec<_> = MENU
            .iter()
            .filter(|entry| names.contains(&entry.name))
            .map(|entry| BotCommand { command: entry.name, description: (entry.text)(lang) })
            .collect();
        let mut params = json!({ "commands": commands, "scope": scope });
        if let Some(code) = code {
            params["language_code"] = code.into();
        }
        self.api.call::<bool>("setMyCommands", &params).await.map(|_| ())
    }

    async fn set_texts(&self, lang: Lang) -> Result<(), Fault> {
        let texts = [
            ("getMyName", "setMyName", "name", tr!(lang, "home-profile-name")),
            ("getMyDescription", "setMyDescription", "description", tr!(lang, "home-profile-description")),
            (
                "getMyShortDescription",
                "setMyShortDescription",
                "short_description",
                tr!(lang, "home-profile-about"),
            ),
        ];
        for (get, set, field, text) in texts {
            let now: Value = self.api.call(get, &json!({ "language_code": code_of(lang) })).await?;
            if now[field].as_str() != Some(&text) {
                let params = json!({ field: text, "language_code": code_of(lang) });
                self.api.call::<bool>(set, &params).await?;
            }
        }
        Ok(())
    }
}

#[async_trait]
impl LanguageChanged for Menu {
    async fn language_changed(&self, account: &Account, peer: Peer, home: bool) -> Option<Screen> {
        let scope = json!({ "type": "chat", "chat_id": peer.chat });
        let changed = if account.lang() == account.client_lang {
            self.api.call::<bool>("deleteMyCommands", &json!({ "scope": scope })).await.map(|_| ())
        } else {
            let names: Vec<_> = MENU.iter().filter(|entry| entry.listed).map(|entry| entry.name).collect();
            self.set_commands(account.lang(), scope, None, &names).await
        };
        if let Err(fault) = changed {
            tracing::warn!(kind = ?fault.kind, "the command menu was not changed");
        }
        home.then(|| screens::welcome(account, self.demo))
    }
}

/// English is the menu of everybody whose language we do not speak.
const fn code_of(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "",
        Lang::Ru => "ru",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::{account, chat, home};

    #[test]
    fn every_command_of_a_room_is_in_the_menu_and_the_other_way_round() {
        let mut handled: Vec<&str> =
            [account::COMMANDS, chat::COMMANDS, home::COMMANDS].into_iter().flatten().copied().collect();
        let mut listed: Vec<&str> = MENU.iter().map(|entry| entry.name).collect();
        handled.sort_unstable();
        listed.sort_unstable();
        assert_eq!(handled, listed);
    }
}
