//! Updates of groups: whether they are for the bot, who asks and whose things are touched, and what stops them.
//! Nothing that is not meant for the bot leaves a trace.

use super::Guard;
use crate::{
    domain::{AccountId, ChatKind, Lang, utf16_len},
    features::{
        account::AccountError,
        chat::ChatTap,
        groups::{self, Call, GroupsError, GroupsTap, Hearing, Press},
    },
    storage::StorageError,
    telegram::{
        input::Facts,
        intake::Ticket,
        reply::Reply,
        tap::Tap as _,
        visit::{Input, Visit},
    },
};

/// A text that an app has cut in pieces: as long as a message can be, or nearly (Bot API: 4096).
const PIECE: usize = 3_900;

impl Guard {
    /// The visit behind what happened in a group; `None` when it is none of the bot's business.
    pub(super) async fn group_visit(
        &self,
        mut facts: Facts,
        ticket: &Ticket,
    ) -> Result<Option<Visit>, StorageError> {
        if facts.chat_kind == ChatKind::Channel {
            return Ok(None);
        }
        let groups = &self.parts.groups;
        if !matches!(facts.input, Input::Moved { .. }) {
            facts.peer.chat = stored(groups.present(facts.peer.chat).await)?;
        }
        let Some(addressed) = self.is_meant(&facts).await? else { return Ok(None) };
        if let Input::Command { name, arguments } = &facts.input
            && name == "ask"
        {
            facts.input = Input::Text(arguments.clone());
        }
        let title = facts.group.as_ref().map(|group| group.title.clone());
        let lang = Lang::of_tag(facts.person.language_code.as_deref());
        let (chat, cause) = (facts.peer.chat, &ticket.cause);
        let known = match &title {
            Some(title) => Some(stored(groups.account(chat, title, lang, cause).await)?),
            None => self.parts.accounts.find(AccountId(chat.0)).await.ok(),
        };
        let Some(group) = known else { return Ok(None) };
        if facts.person.id != group.id && !matches!(facts.input, Input::Moved { .. }) {
            match self.parts.accounts.identify(&facts.person, None, cause).await {
                Ok(_) => {}
                Err(AccountError::Storage(error)) => return Err(error),
                Err(AccountError::Unknown(_)) => return Ok(None),
            }
        }
        let first_contact = group.first_cause == *cause;
        Ok(Some(Visit { addressed, ..self.visit_of(facts, ticket, &group, first_contact) }))
    }

    /// Whether an update of a group is handled at all; if it is, whether it is meant for the bot, or may belong to
    /// something that is.
    async fn is_meant(&self, facts: &Facts) -> Result<Option<bool>, StorageError> {
        let answers = facts.replied.as_ref().is_some_and(|replied| replied.own);
        let named = facts.group.as_ref().is_some_and(|group| group.named);
        let (command, text, piece) = match &facts.input {
            Input::Membership { .. } | Input::Moved { .. } | Input::Tap { .. } => return Ok(Some(true)),
            Input::Command { name, arguments } => (Some(name.as_str()), arguments.as_str(), false),
            Input::Text(text) | Input::Edited { text } => (None, text.as_str(), utf16_len(text) > PIECE),
            Input::File { caption, album, .. } => (None, caption.as_str(), album.is_some()),
            _ => return Ok(None),
        };
        let call = Call { named, answers, command, text };
        let groups = &self.parts.groups;
        match stored(groups.hears(facts.peer.chat, &call).await)? {
            Hearing::Asked | Hearing::Private => Ok(Some(true)),
            // A piece of a paste, or a picture of an album, whose other pieces name the bot.
            Hearing::Nothing if piece && groups.knows(facts.person.id).await => Ok(Some(false)),
            Hearing::Nothing => Ok(None),
        }
    }

    /// What stops an update of a group before any room sees it.
    pub(super) async fn group_gates(&self, visit: &Visit) -> Result<Option<Reply>, GroupsError> {
        for account in [visit.person.id, visit.account] {
            if self.parts.limits.act(account).await.is_err() {
                return Ok(Some(Reply::Nothing));
            }
        }
        match &visit.input {
            Input::Tap { data, .. } => self.press(visit, data).await,
            Input::Command { name, .. } if !groups::COMMANDS.contains(&name.as_str()) => {
                let link = format!("t.me/{}", self.parts.username);
                Ok(Some(Reply::Send(self.parts.delivery.apology.only_private(visit.lang, &link))))
            }
            Input::Text(_) | Input::File { .. } if visit.addressed => self.spent(visit).await,
            _ => Ok(None),
        }
    }

    /// The buttons of a group: its settings, and those under its answers for whoever asked.
    async fn press(&self, visit: &Visit, data: &str) -> Result<Option<Reply>, GroupsError> {
        if GroupsTap::decode(data).is_some() {
            return Ok(None);
        }
        let (chat, person) = (visit.peer.chat, visit.person.id);
        let press = match ChatTap::decode(data) {
            Some(tap) => self.parts.groups.may_press(chat, person, &tap).await?,
            None => Press::Private,
        };
        Ok(match press {
            Press::Fine => None,
            Press::NotYours => Some(Reply::Alert(groups::not_yours_note(visit.lang))),
            Press::Private => Some(Reply::Alert(groups::only_private_note(visit.lang))),
        })
    }

    async fn spent(&self, visit: &Visit) -> Result<Option<Reply>, GroupsError> {
        Ok(match self.parts.groups.may_ask(visit.account).await? {
            Ok(()) => None,
            Err(spent) if spent.told => Some(Reply::Nothing),
            Err(spent) => Some(Reply::Send(groups::spent(visit.lang, spent.limit, spent.rest))),
        })
    }
}

/// What groups cannot do is a matter of storage here: they have refused nothing yet.
fn stored<T>(outcome: Result<T, GroupsError>) -> Result<T, StorageError> {
    outcome.map_err(|error| match error {
        GroupsError::Storage(error) | GroupsError::Account(AccountError::Storage(error)) => error,
        other => StorageError::Setup(other.to_string()),
    })
}
