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
        outbox::Tap,
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
            self.let_press_go(&facts.input);
            return Ok(None);
        }
        let groups = &self.parts.groups;
        if !matches!(facts.input, Input::Moved { .. }) {
            let present = stored(groups.present(facts.peer.chat).await)?;
            // That it is out of a group that has become another says nothing of the other.
            if present != facts.peer.chat && matches!(facts.input, Input::Membership { .. }) {
                return Ok(None);
            }
            facts.peer.chat = present;
        }
        let Some(addressed) = self.is_meant(&facts).await? else { return Ok(None) };
        facts.input = unwrapped(facts.input);
        let title = facts.group.as_ref().map(|group| group.title.clone());
        let lang = Lang::of_tag(facts.person.language_code.as_deref());
        let (chat, cause) = (facts.peer.chat, &ticket.cause);
        let known = match &title {
            Some(title) => Some(stored(groups.account(chat, title, lang, cause).await)?),
            None => self.parts.accounts.find(AccountId(chat.0)).await.ok(),
        };
        let Some(group) = known else {
            self.let_press_go(&facts.input);
            return Ok(None);
        };
        if facts.person.id != group.id && !matches!(facts.input, Input::Moved { .. }) {
            self.parts.accounts.meet(&facts.person).await?;
            // Of whom everything is being erased, nothing is written; and who is shut out is so in groups too.
            let accounts = &self.parts.accounts;
            let (person, now) = (facts.person.id, self.parts.clock.now());
            if accounts.is_erasing(person).await || accounts.is_banned(person, now).await {
                self.let_press_go(&facts.input);
                return Ok(None);
            }
        }
        let first_contact = group.first_cause == *cause;
        Ok(Some(Visit { addressed, ..self.visit_of(facts, ticket, &group, first_contact) }))
    }

    /// A button pressed where nobody answers still ends its waiting sign.
    fn let_press_go(&self, input: &Input) {
        if let Input::Tap { query, .. } = input {
            self.parts.delivery.answer_aside(Tap { query: query.clone(), note: None, alert: false });
        }
    }

    /// Whether an update of a group is handled at all; if it is, whether it is meant for the bot, or may belong to
    /// something that is.
    async fn is_meant(&self, facts: &Facts) -> Result<Option<bool>, StorageError> {
        let answers = facts.replied.as_ref().is_some_and(|replied| replied.own);
        let named = facts.group.as_ref().is_some_and(|group| group.named);
        let (command, text, piece) = match &facts.input {
            Input::Membership { .. } | Input::Moved { .. } | Input::Tap { .. } => return Ok(Some(true)),
            Input::Command { name, arguments } => (Some(name.as_str()), arguments.as_str(), false),
            Input::Edited { text } if asked_by_command(text).is_some() => return Ok(Some(true)),
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
        // What has become of the group is heard however much is said in it.
        if matches!(visit.input, Input::Membership { .. } | Input::Moved { .. }) {
            return Ok(None);
        }
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
            Input::Edited { text } => self.edit(visit, text).await,
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
        // Only who pressed sees it.
        let lang = Lang::of_tag(visit.person.language_code.as_deref());
        Ok(match press {
            Press::Fine => self.press_spent(visit, lang, data).await?,
            Press::NotYours => Some(Reply::Alert(groups::not_yours_note(lang))),
            Press::Private => Some(Reply::Alert(groups::only_private_note(lang))),
        })
    }

    /// A button that wants one more answer on a day that has none left: who pressed is told so.
    async fn press_spent(&self, visit: &Visit, lang: Lang, data: &str) -> Result<Option<Reply>, GroupsError> {
        let asks = matches!(ChatTap::decode(data), Some(ChatTap::AskAgain { .. } | ChatTap::Continue { .. }));
        let spent = if asks { self.parts.groups.spent(visit.account).await? } else { None };
        Ok(spent.map(|spent| Reply::Alert(groups::spent_note(lang, spent.limit, spent.rest))))
    }

    /// Other words for a question that is answered already ask once more; those for another are a correction.
    async fn edit(&self, visit: &Visit, text: &str) -> Result<Option<Reply>, GroupsError> {
        let Some(message) = visit.message else { return Ok(None) };
        let (peer, person, text) = (visit.peer, visit.person.id, visit.in_context(text));
        if self.parts.groups.asks_by_edit(peer, person, message, &text).await? {
            return self.spent(visit).await;
        }
        Ok(None)
    }

    async fn spent(&self, visit: &Visit) -> Result<Option<Reply>, GroupsError> {
        let Some(spent) = self.parts.groups.spent(visit.account).await? else { return Ok(None) };
        if !self.parts.groups.tells_spent(visit.account).await {
            return Ok(Some(Reply::Nothing));
        }
        Ok(Some(Reply::Send(groups::spent(visit.lang, spent.limit, spent.rest))))
    }
}

/// `/ask` is a way to say that what follows is meant for the bot.
fn unwrapped(input: Input) -> Input {
    match input {
        Input::Command { name, arguments } if name == "ask" => Input::Text(arguments),
        Input::Edited { text } => Input::Edited { text: asked_by_command(&text).unwrap_or(text) },
        other => other,
    }
}

/// What was asked by a command that was edited: edits are not taken apart as new messages are.
fn asked_by_command(text: &str) -> Option<String> {
    let (command, question) = text.strip_prefix('/')?.split_once(char::is_whitespace)?;
    let name = command.split_once('@').map_or(command, |(name, _)| name);
    name.eq_ignore_ascii_case("ask").then(|| question.trim().to_owned())
}

/// What groups cannot do is a matter of storage here: they have refused nothing yet.
fn stored<T>(outcome: Result<T, GroupsError>) -> Result<T, StorageError> {
    outcome.map_err(|error| match error {
        GroupsError::Storage(error) | GroupsError::Account(AccountError::Storage(error)) => error,
        other => StorageError::Setup(other.to_string()),
    })
}
