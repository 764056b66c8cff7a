//! Who sits at the desk: appointed, dismissed, and shown its commands.

use std::sync::Arc;

use async_trait::async_trait;

use super::Desk;
use crate::{
    domain::{AccountId, Cause},
    features::{
        account::{Account, AccountError},
        admin::{
            domain::{Act, Deed, Details, Member, Role},
            error::AdminError,
        },
        home::{SetMenu, Staff},
    },
    jobs::Push,
    storage::{StorageError, Tx},
};

impl Desk {
    /// Everybody who sits here: owners by configuration, then those who were appointed.
    pub async fn staff(&self) -> Result<Vec<Member>, AdminError> {
        let owner = |owner: &AccountId| Member { account: *owner, role: Role::Owner, appointed: None };
        let mut staff: Vec<Member> = self.parts.owners.iter().map(owner).collect();
        let appointed = self.store.list_staff().await?;
        staff.extend(appointed.into_iter().filter(|member| !self.parts.owners.contains(&member.account)));
        Ok(staff)
    }

    /// The names of these people, as far as they are known.
    pub async fn names_of_staff(&self, staff: &[Member]) -> Result<Vec<(AccountId, String)>, AdminError> {
        let ids: Vec<AccountId> = staff.iter().map(|member| member.account).collect();
        let accounts = self.parts.accounts.find_all(&ids).await?;
        Ok(accounts.iter().map(|account| (account.id, account.first_name.clone())).collect())
    }

    /// What somebody is on the staff; `None` where they are not.
    pub async fn member(&self, person: AccountId) -> Result<Option<Member>, AdminError> {
        Ok(self.staff().await?.into_iter().find(|member| member.account == person))
    }

    /// Gives somebody a role, or another one.
    pub async fn appoint(
        &self,
        by: AccountId,
        person: AccountId,
        role: Role,
        cause: &Cause,
    ) -> Result<(), AdminError> {
        let account = self.appointable(person).await?;
        let deed = Deed::on(Act::Appoint, person).with(Details::Role(role));
        let Some(mut tx) = self.begin(by, deed, cause).await? else { return Ok(()) };
        self.store.appoint(&mut tx, person, role, by, self.parts.clock.now()).await?;
        self.wish_menu(&mut tx, &account, cause).await?;
        Ok(tx.commit().await?)
    }

    pub async fn dismiss(&self, by: AccountId, person: AccountId, cause: &Cause) -> Result<(), AdminError> {
        let account = self.appointable(person).await?;
        let deed = Deed::on(Act::Dismiss, person);
        let Some(mut tx) = self.begin(by, deed, cause).await? else { return Ok(()) };
        self.store.dismiss(&mut tx, person).await?;
        self.wish_menu(&mut tx, &account, cause).await?;
        Ok(tx.commit().await?)
    }

    /// Shows the commands of the desk in the chats of owners who are known; an appointment shows them to others.
    pub async fn show_menus(&self, cause: &Cause) -> Result<(), AdminError> {
        for owner in &self.parts.owners {
            self.show_menu(*owner, &cause.part(owner)).await?;
        }
        Ok(())
    }

    /// The same to one of them.
    pub async fn show_menu(&self, person: AccountId, cause: &Cause) -> Result<(), AdminError> {
        let account = match self.parts.accounts.find(person).await {
            Ok(account) => account,
            Err(AccountError::Unknown(_)) => return Ok(()),
            Err(error) => return Err(error.into()),
        };
        let mut tx = self.parts.db.begin().await?;
        self.wish_menu(&mut tx, &account, cause).await?;
        Ok(tx.commit().await?)
    }

    /// Whoever may be given a role or lose one: a person who is known, and no owner by configuration.
    async fn appointable(&self, person: AccountId) -> Result<Arc<Account>, AdminError> {
        if self.parts.owners.contains(&person) {
            return Err(AdminError::IsOwner);
        }
        if person.is_group() {
            return Err(AccountError::Unknown(person).into());
        }
        Ok(self.parts.accounts.find(person).await?)
    }

    async fn wish_menu(&self, tx: &mut Tx, account: &Account, cause: &Cause) -> Result<(), AdminError> {
        let id = account.id;
        let own = account.chosen_lang.filter(|lang| *lang != account.client_lang);
        // In one line with the menus that a change of language brings about: the last stays.
        let push = Push::new(&cause.part("menu")).account(id).group(format!("menu:{id}"));
        self.parts.queue.push(tx, &SetMenu { account: id, lang: own }, push).await?;
        Ok(())
    }
}

#[async_trait]
impl Staff for Desk {
    async fn includes(&self, person: AccountId) -> Result<bool, StorageError> {
        Ok(self.role_of(person).await?.is_some())
    }
}
