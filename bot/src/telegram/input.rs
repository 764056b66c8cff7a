//! Reads what a person did out of an update.
//! It decides nothing: which room answers is a matter of routes.

mod message;

use teloxide::types::{ChatMemberKind, MaybeInaccessibleMessage, Message, Update, UpdateKind, User};

use super::visit::Input;
use crate::domain::{AccountId, ChatId, ChatKind, MessageId, Peer, Person, ThreadId};

/// The facts of an update, before anybody has looked up who the person is.
#[derive(Clone, Debug)]
pub struct Facts {
    pub person: Person,
    pub peer: Peer,
    pub chat_kind: ChatKind,
    pub message: Option<MessageId>,
    pub replies_to: Option<MessageId>,
    /// Who wrote the message, where it was forwarded.
    pub origin: Option<String>,
    pub input: Input,
}

/// What an update says; `None` for kinds that concern nobody.
/// `bot` is the bot's own user name: commands addressed to another bot are none of ours.
pub fn read(update: &Update, bot: &str) -> Option<Facts> {
    match &update.kind {
        UpdateKind::Message(message) => of_message(message, message::input(message, bot)?),
        UpdateKind::EditedMessage(message) => of_message(message, message::edited(message)?),
        UpdateKind::CallbackQuery(query) => {
            let input =
                Input::Tap { query: query.id.0.clone(), data: query.data.clone().unwrap_or_default() };
            let person = person_of(&query.from)?;
            match &query.message {
                Some(MaybeInaccessibleMessage::Regular(message)) => Some(Facts {
                    message: Some(MessageId(i64::from(message.id.0))),
                    ..of_place(message, person, input)
                }),
                Some(MaybeInaccessibleMessage::Inaccessible(message)) => Some(Facts {
                    peer: Peer::chat(ChatId(message.chat.id.0)),
                    chat_kind: if message.chat.id.0 > 0 { ChatKind::Private } else { ChatKind::Group },
                    message: Some(MessageId(i64::from(message.message_id.0))),
                    replies_to: None,
                    origin: None,
                    person,
                    input,
                }),
                None => None,
            }
        }
        UpdateKind::MyChatMember(changed) => {
            let reachable =
                !matches!(changed.new_chat_member.kind, ChatMemberKind::Banned(_) | ChatMemberKind::Left);
            Some(Facts {
                person: person_of(&changed.from)?,
                peer: Peer::chat(ChatId(changed.chat.id.0)),
                chat_kind: if changed.chat.is_private() { ChatKind::Private } else { ChatKind::Group },
                message: None,
                replies_to: None,
                origin: None,
                input: Input::Membership { reachable },
            })
        }
        _ => None,
    }
}

fn of_message(message: &Message, input: Input) -> Option<Facts> {
    let person = person_of(message.from.as_ref()?)?;
    Some(of_place(message, person, input))
}

fn of_place(message: &Message, person: Person, input: Input) -> Facts {
    let thread = message.thread_id.filter(|_| message.is_topic_message);
    Facts {
        person,
        peer: Peer {
            chat: ChatId(message.chat.id.0),
            thread: thread.map(|thread| ThreadId(i64::from(thread.0.0))),
        },
        chat_kind: if message.chat.is_private() {
            ChatKind::Private
        } else if message.chat.is_channel() {
            ChatKind::Channel
        } else {
            ChatKind::Group
        },
        message: Some(MessageId(i64::from(message.id.0))),
        replies_to: message.reply_to_message().map(|replied| MessageId(i64::from(replied.id.0))),
        origin: message.forward_origin().map(message::origin),
        input,
    }
}

/// A person; other bots and anonymous senders are none.
fn person_of(user: &User) -> Option<Person> {
    (!user.is_bot).then_some(())?;
    Some(Person {
        id: AccountId(i64::try_from(user.id.0).ok()?),
        first_name: user.first_name.clone(),
        last_name: user.last_name.clone(),
        username: user.username.clone(),
        language_code: user.language_code.clone(),
    })
}
