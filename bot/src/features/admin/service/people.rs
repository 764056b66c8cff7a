//! People: found, looked at, written to, shut out, erased.

use std::{sync::Arc, time::Duration};

use super::Desk;
use crate::{
    domain::{AccountId, Cause, ChatId, Page, Peer},
    features::{
        account::{Account, Ban, Dossier, Kept},
        admin::{
            domain::{Act, Deed, Details, Role, Term},
            error::AdminError,
        },
    },
    telegram::{
        outbox::{self, Outbox},
        screen::Screen,
    },
};

/// People on a page.
const PAGE: u32 = 6;

impl Desk {
    /// People by what is said of them, a page of them.
    pub async fn find(&self, query: &str, page: u32) -> Result<Page<Arc<Account>>, AdminError> {
        let found = self.parts.accounts.search(query).await?;
        let total = found.len() as u64;
        let number = Page::<()>::clamp(page, total, PAGE);
        let ids: Vec<AccountId> =
            found.into_iter().skip((number * PAGE) as usize).take(PAGE as usize).collect();
        let items = self.parts.accounts.find_all(&ids).await?;
        Ok(Page { items, number, size: PAGE, total })
    }

    /// Those who were here last.
    pub async fn latest(&self) -> Result<Vec<Arc<Account>>, AdminError> {
        let ids = self.parts.accounts.latest(u64::from(PAGE)).await?;
        Ok(self.parts.accounts.find_all(&ids).await?)
    }

    /// A person's card: what is known, how much is kept, and what they are at the desk.
    pub async fn person(&self, person: AccountId) -> Result<(Dossier, Kept, Option<Role>), AdminError> {
        let dossier = self.parts.accounts.dossier(person).await?;
        let kept = self.parts.privacy.kept(person).await?;
        Ok((dossier, kept, self.role_of(person).await?))
    }

    /// How long an erasure can be stopped by the person.
    pub fn grace(&self) -> Duration {
        self.parts.privacy.grace()
    }

    pub async fn account(&self, person: AccountId) -> Result<Arc<Account>, AdminError> {
        Ok(self.parts.accounts.find(person).await?)
    }

    /// Sends somebody a message from the desk.
    pub async fn message(
        &self,
        by: AccountId,
        person: AccountId,
        screen: &Screen,
        cause: &Cause,
    ) -> Result<(), AdminError> {
        let Some(mut tx) = self.begin(by, Deed::on(Act::Message, person), cause).await? else {
            return Ok(());
        };
        // A private chat has the id of the person in it.
        let peer = Peer::chat(ChatId(person.0));
        let outbox: &Outbox = &self.parts.outbox;
        outbox.post(&mut tx, peer, &cause.part("message"), outbox::Role::Message, screen).await?;
        Ok(tx.commit().await?)
    }

    /// Shuts somebody out. Nobody who sits at the desk is: they are dismissed first.
    pub async fn ban(
        &self,
        by: AccountId,
        person: AccountId,
        term: Term,
        reason: &str,
        cause: &Cause,
    ) -> Result<(), AdminError> {
        self.refuse_admins(person).await?;
        self.account(person).await?;
        let since = self.parts.clock.now();
        let ban = Ban { since, until: term.end(since), reason: reason.to_owned() };
        let details = Details::Ban { until: ban.until, reason: ban.reason.clone() };
        let deed = Deed::on(Act::Ban, person).with(details);
        let Some(mut tx) = self.begin(by, deed, cause).await? else { return Ok(()) };
        self.parts.accounts.ban(&mut tx, person, &ban).await?;
        tx.commit().await?;
        self.parts.accounts.let_go(&[person]).await;
        Ok(())
    }

    pub async fn unban(&self, by: AccountId, person: AccountId, cause: &Cause) -> Result<(), AdminError> {
        if self.account(person).await?.ban.is_none() {
            return Ok(());
        }
        let Some(mut tx) = self.begin(by, Deed::on(Act::Unban, person), cause).await? else { return Ok(()) };
        self.parts.accounts.unban(&mut tx, person).await?;
        tx.commit().await?;
        self.parts.accounts.let_go(&[person]).await;
        Ok(())
    }

    /// Has everything of somebody erased, as if they had asked for it themselves: they see the countdown and can stop it.
    pub async fn erase(&self, by: AccountId, person: AccountId, cause: &Cause) -> Result<(), AdminError> {
        self.refuse_admins(person).await?;
        if self.account(person).await?.erasure.is_some() {
            return Ok(());
        }
        let Some(mut tx) = self.begin(by, Deed::on(Act::Erase, person), cause).await? else { return Ok(()) };
        if self.parts.privacy.ask_erasure_in(&mut tx, person, cause).await?.is_some() {
            tx.commit().await?;
        }
        self.parts.accounts.let_go(&[person]).await;
        Ok(())
    }

    async fn refuse_admins(&self, person: AccountId) -> Result<(), AdminError> {
        match self.role_of(person).await? {
            Some(_) => Err(AdminError::IsAdmin),
            None => Ok(()),
        }
    }
}
