//! Reads what a person did out of an update.
//! It decides nothing: which room answers is a matter of routes.

mod group;
mod message;

use teloxide::types::{Chat, ChatMemberKind, MaybeInaccessibleMessage, Message, Update, UpdateKind, User};

pub use group::GroupFacts;

use super::visit::Input;
use crate::domain::{AccountId, ChatId, ChatKind, MessageId, Peer, Person, Replied, ThreadId};

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
    /// Their number, where they let Telegram tell it.
    pub forwarded_from: Option<AccountId>,
    /// What the message answers.
    pub replied: Option<Replied>,
    /// Where it is a message in a group.
    pub group: Option<GroupFacts>,
    pub input: Input,
}

/// What an update says; `None` for kinds that concern nobody.
/// `bot` is the bot's own user name: commands addressed to another bot are none of ours.
pub fn read(update: &Update, bot: &str) -> Option<Facts> {
    match &update.kind {
        UpdateKind::Message(message) => of_message(message, message::input(message, bot)?, bot),
        UpdateKind::EditedMessage(message) => of_message(message, message::edited(message)?, bot),
        UpdateKind::CallbackQuery(query) => {
            let input =
                Input::Tap { query: query.id.0.clone(), data: query.data.clone().unwrap_or_default() };
            let person = person_of(&query.from)?;
            match &query.message {
                Some(MaybeInaccessibleMessage::Regular(message)) => Some(Facts {
                    message: Some(MessageId(i64::from(message.id.0))),
                    group: message.chat.title().map(GroupFacts::titled),
                    ..of_place(message, person, input)
                }),
                Some(MaybeInaccessibleMessage::Inaccessible(message)) => Some(Facts {
                    peer: Peer::chat(ChatId(message.chat.id.0)),
                    chat_kind: if message.chat.id.0 > 0 { ChatKind::Private } else { ChatKind::Group },
                    message: Some(MessageId(i64::from(message.message_id.0))),
                    replies_to: None,
                    origin: None,
                    forwarded_from: None,
                    replied: None,
                    group: None,
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
                chat_kind: kind_of(&changed.chat),
                message: None,
                replies_to: None,
                origin: None,
                forwarded_from: None,
                replied: None,
                group: changed.chat.title().map(GroupFacts::titled),
                input: Input::Membership { reachable },
            })
        }
        _ => None,
    }
}

fn of_message(message: &Message, input: Input, bot: &str) -> Option<Facts> {
    let person = match (sender(message), &input) {
        (Some(person), _) => person,
        // That Stars went back is said in the name of the bot, in the chat with whoever has them again.
        (None, Input::Refunded(_)) if message.chat.is_private() => {
            Person::known_by_id(AccountId(message.chat.id.0))
        }
        (None, _) => return None,
    };
    let input = match input {
        Input::Text(text) => Input::Text(group::without_name(message, bot, text)),
        Input::Edited { text } => Input::Edited { text: group::without_name(message, bot, text) },
        // A picture shown to the bot by its name alone keeps the name: it is all that is said.
        Input::File { file, caption, album } => match group::without_name(message, bot, caption.clone()) {
            left if left.is_empty() => Input::File { file, caption, album },
            caption => Input::File { file, caption, album },
        },
        other => other,
    };
    let input = match group::migration(message) {
        Some((from, to)) => Input::Moved { from: ChatId(from), to: ChatId(to) },
        None => input,
    };
    Some(Facts {
        replied: group::replied(message, bot),
        group: group::facts(message, bot),
        ..of_place(message, person, input)
    })
}

fn kind_of(chat: &Chat) -> ChatKind {
    if chat.is_private() {
        ChatKind::Private
    } else if chat.is_channel() {
        ChatKind::Channel
    } else {
        ChatKind::Group
    }
}

/// Who speaks: a person, or a group's admin who hides behind the group. What is posted for a channel is nobody's.
fn sender(message: &Message) -> Option<Person> {
    match &message.sender_chat {
        None => person_of(message.from.as_ref()?),
        Some(group) if group.id == message.chat.id => Some(Person {
            first_name: group.title().unwrap_or_default().to_owned(),
            ..Person::known_by_id(AccountId(group.id.0))
        }),
        Some(_) => None,
    }
}

fn of_place(message: &Message, person: Person, input: Input) -> Facts {
    let thread = message.thread_id.filter(|_| message.is_topic_message);
    Facts {
        person,
        peer: Peer {
            chat: ChatId(message.chat.id.0),
            thread: thread.map(|thread| ThreadId(i64::from(thread.0.0))),
        },
        chat_kind: kind_of(&message.chat),
        message: Some(MessageId(i64::from(message.id.0))),
        replies_to: message.reply_to_message().map(|replied| MessageId(i64::from(replied.id.0))),
        origin: message.forward_origin().map(message::origin),
        forwarded_from: message.forward_origin().and_then(message::forwarded_from),
        replied: None,
        group: None,
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
