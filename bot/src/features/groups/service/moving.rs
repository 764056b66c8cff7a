//! How the bot comes into a group, goes with it to another number, and goes out of it.

use super::Groups;
use crate::{
    domain::{AccountId, ChatId},
    features::groups::{domain::GRACE, error::GroupsError},
};

impl Groups {
    /// The bot is in the group. Says whether it has come just now: who only made it an admin, or the group a supergroup,
    /// needs no greeting. `new`: the group was not known before.
    pub async fn arrive(&self, group: ChatId, new: bool) -> Result<bool, GroupsError> {
        if self.store.find(group).await?.left_at.is_none() {
            return Ok(new);
        }
        let mut tx = self.parts.db.begin().await?;
        self.store.set_left(&mut tx, group, None).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// The bot is out of the group: what was to be done there ends now, what is kept of it goes after a day.
    pub async fn leave(&self, group: ChatId) -> Result<(), GroupsError> {
        let now = self.parts.clock.now();
        if self.store.find(group).await?.moved_to.is_some() || !self.knows(AccountId(group.0)).await {
            return Ok(());
        }
        let open = self.parts.chat.open_jobs(group).await?;
        let mut tx = self.parts.db.begin().await?;
        self.store.set_left(&mut tx, group, Some(now)).await?;
        self.parts.chat.drop_open(&mut tx, group, &open).await?;
        self.parts.outbox.give_up_chat(&mut tx, group).await?;
        tx.commit().await?;
        Ok(())
    }

    /// The group has become a supergroup: its settings, its talk and what is on its way go there. Twice is once.
    pub async fn relocate(&self, from: ChatId, to: ChatId) -> Result<(), GroupsError> {
        let (old, new) = (AccountId(from.0), AccountId(to.0));
        let mut tx = self.parts.db.begin().await?;
        self.store.mark_moved(&mut tx, from, to).await?;
        if self.parts.accounts.copy_group(&mut tx, old, new).await? {
            self.parts.chat.move_group(&mut tx, from, to).await?;
            self.parts.queue.move_account(&mut tx, old, new).await?;
            self.parts.accounts.delete_group(&mut tx, old).await?;
        }
        self.parts.outbox.move_chat(&mut tx, from, to).await?;
        tx.commit().await?;
        self.parts.accounts.let_go(&[old, new]).await;
        Ok(())
    }

    /// Erases what is kept of groups that the bot left a day ago and has not come back to. Answers how many.
    pub async fn forget_left(&self) -> Result<u64, GroupsError> {
        let mut gone = 0;
        for group in self.store.list_left(self.parts.clock.now() - GRACE).await? {
            gone += u64::from(self.forget(group).await?);
        }
        Ok(gone)
    }

    async fn forget(&self, group: ChatId) -> Result<bool, GroupsError> {
        let mut tx = self.parts.db.begin().await?;
        if !self.store.delete_left(&mut tx, group, self.parts.clock.now() - GRACE).await? {
            return Ok(false);
        }
        self.parts.chat.forget_group(&mut tx, group).await?;
        self.parts.outbox.forget_left_chat(&mut tx, group).await?;
        self.parts.accounts.delete_group(&mut tx, AccountId(group.0)).await?;
        tx.commit().await?;
        self.parts.accounts.let_go(&[AccountId(group.0)]).await;
        Ok(true)
    }
}
