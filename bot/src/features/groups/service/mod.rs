//! What a group is to the bot: whether it is spoken to, who may set it up, and how much it may answer.

mod moving;
mod settings;
#[cfg(test)]
mod tests;

use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    domain::{Call, Hearing, Settings, hear},
    error::GroupsError,
    ports::Ranks,
    store::PlaceStore,
};
use crate::{
    domain::{AccountId, Cause, ChatId, Lang, MessageId, Peer, SharedClock},
    features::{
        account::{Account, AccountError, Accounts},
        chat::{Chat, ChatTap},
    },
    jobs::Queue,
    storage::{Db, state::State},
    telegram::outbox::Outbox,
};

/// A group whose answers of the day are spent is told so once in this time.
const TOLD: Duration = Duration::from_mins(30);

/// Groups.
pub struct Groups {
    parts: GroupsParts,
    store: PlaceStore,
    /// The bot's user name, once Telegram has told it.
    name: OnceLock<String>,
}

/// What groups are built from.
pub struct GroupsParts {
    pub db: Db,
    pub accounts: Arc<Accounts>,
    pub chat: Arc<Chat>,
    pub queue: Queue,
    pub outbox: Outbox,
    pub ranks: Arc<dyn Ranks>,
    pub state: State,
    pub clock: SharedClock,
    /// Commands that work in groups.
    pub here: &'static [&'static str],
    /// Commands that work in private chats alone.
    pub elsewhere: Vec<&'static str>,
}

/// The answers of the day are spent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spent {
    pub limit: u64,
    /// When there are new ones.
    pub rest: Duration,
}

/// Whether a button under an answer may be pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Press {
    Fine,
    /// Only whoever asked, or an admin.
    NotYours,
    /// It belongs into a private chat.
    Private,
}

impl Groups {
    pub fn new(parts: GroupsParts) -> Arc<Self> {
        let store = PlaceStore::new(parts.db.clone());
        Arc::new(Self { parts, store, name: OnceLock::new() })
    }

    /// Telegram has told the bot's user name.
    pub fn learn_name(&self, name: &str) {
        self.name.get_or_init(|| name.to_owned());
    }

    /// The bot's user name, as one mentions it.
    pub fn bot(&self) -> &str {
        self.name.get().map(String::as_str).unwrap_or_default()
    }

    /// Where a group is now: news of its old number may come late.
    pub async fn present(&self, group: ChatId) -> Result<ChatId, GroupsError> {
        Ok(self.store.find(group).await?.moved_to.unwrap_or(group))
    }

    /// The account of a group; made when it is first spoken in.
    pub async fn account(
        &self,
        group: ChatId,
        title: &str,
        lang: Lang,
        cause: &Cause,
    ) -> Result<Arc<Account>, GroupsError> {
        Ok(self.parts.accounts.identify_group(group, title, lang, cause).await?)
    }

    /// What the bot makes of a message.
    pub async fn hears(&self, group: ChatId, call: &Call<'_>) -> Result<Hearing, GroupsError> {
        let settings = match self.parts.accounts.find(AccountId(group.0)).await {
            Ok(account) => Settings::of(&account.preferences),
            Err(AccountError::Unknown(_)) => Settings::default(),
            Err(error) => return Err(error.into()),
        };
        Ok(hear(call, settings.keyword.as_deref(), self.parts.here, &self.parts.elsewhere))
    }

    /// Whether somebody has an account already.
    pub async fn knows(&self, person: AccountId) -> bool {
        self.parts.accounts.find(person).await.is_ok()
    }

    /// Whether a person runs the group. Who writes in its name does.
    pub async fn runs(&self, group: ChatId, person: AccountId) -> bool {
        person.0 == group.0 || self.parts.ranks.runs(group, person).await
    }

    /// Whether this person may press this button under an answer.
    pub async fn may_press(
        &self,
        group: ChatId,
        person: AccountId,
        tap: &ChatTap,
    ) -> Result<Press, GroupsError> {
        // Nobody's question is put before another's here; the button is not shown, but can be forged.
        let here = tap.answer().filter(|_| !matches!(tap, ChatTap::AskNow { .. }));
        let Some(answer) = here else { return Ok(Press::Private) };
        let asker = self.parts.chat.asker_of(AccountId(group.0), answer).await?;
        // What is nobody's here is another's elsewhere.
        let Some(asker) = asker else { return Ok(Press::NotYours) };
        if asker == person || self.runs(group, person).await {
            return Ok(Press::Fine);
        }
        Ok(Press::NotYours)
    }

    /// Whether the answers of the day are spent, so that there is none for another question, press or edit.
    pub async fn spent(&self, group: AccountId) -> Result<Option<Spent>, GroupsError> {
        let account = self.parts.accounts.find(group).await?;
        let Some(limit) = Settings::of(&account.preferences).limit.get() else { return Ok(None) };
        let today = self.today(&account);
        if self.parts.chat.count_asked(account.id, today).await? < limit {
            return Ok(None);
        }
        let rest = (today + TimeDelta::days(1) - self.parts.clock.now()).to_std().unwrap_or_default();
        Ok(Some(Spent { limit, rest }))
    }

    /// Whether a group is to be told that they are spent: not when it was told a while ago.
    pub async fn tells_spent(&self, group: AccountId) -> bool {
        let key = format!("groups:spent:{group}");
        let told = self.parts.state.get(&key).await.is_some();
        if !told {
            self.parts.state.set(&key, "1", TOLD).await;
        }
        !told
    }

    /// Whether other words for a message get another answer: those of the latest question do, where it is answered.
    pub async fn asks_by_edit(
        &self,
        peer: Peer,
        person: AccountId,
        message: MessageId,
        text: &str,
    ) -> Result<bool, GroupsError> {
        Ok(self.parts.chat.asks_by_edit(peer, person, message, text).await?)
    }

    /// Whether a message of the bot's is a screen that one works with, and not an answer or a screen that has served.
    pub async fn shows_screen(&self, group: ChatId, message: MessageId) -> Result<bool, GroupsError> {
        Ok(self.parts.outbox.is_live(group, message).await?)
    }

    /// The next message in this place begins anew.
    pub async fn start_anew(&self, peer: Peer) -> Result<(), GroupsError> {
        Ok(self.parts.chat.start_anew_in(peer).await?)
    }

    /// When the group's day began.
    fn today(&self, account: &Account) -> DateTime<Utc> {
        let now = self.parts.clock.now();
        let local = now.with_timezone(&account.zone());
        let midnight = local.date_naive().and_time(chrono::NaiveTime::MIN).and_local_timezone(account.zone());
        midnight.earliest().map_or(now - TimeDelta::days(1), |midnight| midnight.with_timezone(&Utc))
    }
}
