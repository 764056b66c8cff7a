//! What Telegram shows about the bot beside its messages: the command menu and the profile.
//! Which commands there are, and in which words, is told to it.

use serde_json::{Value, json};

use super::raw::{Api, Fault};
use crate::domain::{ChatId, Lang};

/// A command, and the line beside it.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    pub name: &'static str,
    pub text: fn(Lang) -> String,
    pub shown: Shown,
}

/// Where a command is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// In the menu, wherever the bot is.
    Everywhere,
    /// In the menu of private chats.
    InPrivate,
    /// In help alone.
    InHelp,
    /// In the menu of groups.
    InGroups,
    /// In the menu of those who run a group.
    ToAdmins,
    /// In the private menu of those who run the bot.
    ToStaff,
}

/// What the bot says about itself.
#[derive(Clone, Copy, Debug)]
pub struct Profile {
    pub name: fn(Lang) -> String,
    /// On the profile and in shared links.
    pub about: fn(Lang) -> String,
    /// In an empty chat, before Start.
    pub description: fn(Lang) -> String,
}

/// Tells Telegram what to show. Cheap to clone.
#[derive(Clone)]
pub struct Menu {
    api: Api,
    entries: &'static [Entry],
    group_entries: &'static [Entry],
    staff_entries: &'static [Entry],
    profile: Profile,
}

impl Menu {
    pub const fn new(
        api: Api,
        entries: &'static [Entry],
        group_entries: &'static [Entry],
        staff_entries: &'static [Entry],
        profile: Profile,
    ) -> Self {
        Self { api, entries, group_entries, staff_entries, profile }
    }

    /// Registers commands and profile for everybody.
    pub async fn register(&self) -> Result<(), Fault> {
        // Commands first: a server that has no profile texts still has a menu in every language.
        for lang in Lang::ALL {
            let everywhere = self.entries.iter().filter(|entry| entry.shown == Shown::Everywhere);
            self.set_commands(lang, everywhere, json!({ "type": "default" }), Some(code_of(lang))).await?;
            let scope = json!({ "type": "all_private_chats" });
            self.set_commands(lang, self.private(), scope, Some(code_of(lang))).await?;
            let members = self.group_entries.iter().filter(|entry| entry.shown == Shown::InGroups);
            let scope = json!({ "type": "all_group_chats" });
            self.set_commands(lang, members, scope, Some(code_of(lang))).await?;
            let scope = json!({ "type": "all_chat_administrators" });
            self.set_commands(lang, self.group_entries.iter(), scope, Some(code_of(lang))).await?;
        }
        for lang in Lang::ALL {
            self.set_profile(lang).await?;
        }
        Ok(())
    }

    /// Commands of one private chat: in a language of their own, or those of the client's; to the staff also theirs.
    pub async fn set_private(&self, chat: ChatId, own: Option<Lang>, staff: bool) -> Result<(), Fault> {
        for lang in Lang::ALL {
            let scope = json!({ "type": "chat", "chat_id": chat });
            let code = code_of(lang);
            if own.is_none() && !staff {
                let params = json!({ "scope": scope, "language_code": code });
                self.api.call::<bool>("deleteMyCommands", &params).await?;
                continue;
            }
            let theirs = self.staff_entries.iter().filter(|_| staff);
            self.set_commands(own.unwrap_or(lang), self.private().chain(theirs), scope, Some(code)).await?;
        }
        Ok(())
    }

    fn private(&self) -> impl Iterator<Item = &'static Entry> {
        self.entries.iter().filter(|entry| entry.shown != Shown::InHelp)
    }

    async fn set_commands(
        &self,
        lang: Lang,
        entries: impl Iterator<Item = &'static Entry>,
        scope: Value,
        code: Option<&str>,
    ) -> Result<(), Fault> {
        let commands: Vec<_> = entries
            .map(|entry| json!({ "command": entry.name, "description": (entry.text)(lang) }))
            .collect();
        let mut params = json!({ "commands": commands, "scope": scope });
        if let Some(code) = code {
            params["language_code"] = code.into();
        }
        self.api.call::<bool>("setMyCommands", &params).await.map(|_| ())
    }

    /// Telegram allows few changes of a name in a day, so only what differs is set.
    async fn set_profile(&self, lang: Lang) -> Result<(), Fault> {
        let Profile { name, about, description } = self.profile;
        for (get, set, field, text) in [
            ("getMyName", "setMyName", "name", name(lang)),
            ("getMyDescription", "setMyDescription", "description", description(lang)),
            ("getMyShortDescription", "setMyShortDescription", "short_description", about(lang)),
        ] {
            let now: Value = self.api.call(get, &json!({ "language_code": code_of(lang) })).await?;
            if now[field].as_str() != Some(&text) {
                let params = json!({ field: text, "language_code": code_of(lang) });
                self.api.call::<bool>(set, &params).await?;
            }
        }
        Ok(())
    }
}

/// English is the menu of everybody whose language we do not speak.
const fn code_of(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "",
        Lang::Ru => "ru",
    }
}
