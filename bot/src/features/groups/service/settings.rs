//! What the admins of a group choose for it.

use std::sync::Arc;

use super::Groups;
use crate::{
    domain::{AccountId, Cause, Lang},
    features::{
        account::Account,
        chat::ModelChoice,
        groups::{
            domain::{DailyLimit, Manner, Settings},
            error::GroupsError,
        },
    },
};

/// The settings of a group, and what of the day is spent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupView {
    pub lang: Lang,
    /// `None` is "auto".
    pub model: Option<String>,
    pub settings: Settings,
    pub asked_today: u64,
}

impl Groups {
    pub async fn view(&self, group: AccountId) -> Result<GroupView, GroupsError> {
        let account = self.parts.accounts.find(group).await?;
        let today = self.today(&account);
        Ok(GroupView {
            lang: account.lang(),
            model: self.parts.chat.chosen_model(group, true).await?,
            settings: Settings::of(&account.preferences),
            asked_today: self.parts.chat.count_asked(group, today).await?,
        })
    }

    pub async fn models(&self, group: AccountId) -> Result<ModelChoice, GroupsError> {
        Ok(self.parts.chat.models(group, true, None).await?)
    }

    /// Chooses the model of the group, for the talk that is under way too.
    pub async fn pick_model(&self, group: AccountId, key: &str) -> Result<Option<String>, GroupsError> {
        Ok(self.parts.chat.pick_model_of_group(group, key).await?)
    }

    pub async fn set_lang(&self, group: AccountId, lang: Lang, cause: &Cause) -> Result<(), GroupsError> {
        self.parts.accounts.set_lang(group, lang, cause).await?;
        Ok(())
    }

    pub async fn set_manner(&self, group: AccountId, manner: Manner) -> Result<(), GroupsError> {
        self.set(group, Settings::MANNER, manner.value()).await.map(|_| ())
    }

    pub async fn set_own_manner(&self, group: AccountId, words: &str) -> Result<(), GroupsError> {
        self.set(group, Settings::MANNER, &format!("{}{words}", Settings::OWN)).await.map(|_| ())
    }

    /// The word by which the bot is called; empty takes it away.
    pub async fn set_keyword(&self, group: AccountId, keyword: &str) -> Result<(), GroupsError> {
        self.set(group, Settings::KEYWORD, keyword).await.map(|_| ())
    }

    pub async fn set_limit(&self, group: AccountId, limit: DailyLimit) -> Result<(), GroupsError> {
        self.set(group, Settings::LIMIT, &limit.0.to_string()).await.map(|_| ())
    }

    async fn set(&self, group: AccountId, name: &str, value: &str) -> Result<Arc<Account>, GroupsError> {
        Ok(self.parts.accounts.set_preference(group, name, value).await?)
    }
}
