//! The listener that teloxide's dispatcher reads: updates that were written down before.
//! It asks Telegram for nothing.

use std::convert::Infallible;

use futures::{
    FutureExt as _, StreamExt as _,
    future::select,
    stream::{self, BoxStream},
};
use teloxide::{
    stop::{StopFlag, StopToken, mk_stop_token},
    types::{MaybeInaccessibleMessage, Message, Update, UpdateKind},
    update_listeners::{AsUpdateStream, UpdateListener},
};

use super::pump::Intake;
use crate::domain::{ChatId, Peer, ThreadId};

/// An [`UpdateListener`] over the inbox. Of several, one is read at a time: a start that failed takes another.
pub struct RawListener {
    intake: Intake,
    token: StopToken,
    flag: StopFlag,
}

impl RawListener {
    pub(super) fn new(intake: Intake) -> Self {
        let (token, flag) = mk_stop_token();
        Self { intake, token, flag }
    }
}

impl<'a> AsUpdateStream<'a> for RawListener {
    type StreamErr = Infallible;
    type Stream = BoxStream<'a, Result<Update, Infallible>>;

    fn as_stream(&'a mut self) -> Self::Stream {
        let intake = self.intake.clone();
        let closed = select(self.flag.clone(), intake.0.closing.clone().cancelled_owned().boxed());
        // No guard is held between two polls, so that what was not read can be given back.
        stream::poll_fn(move |context| intake.0.poll_update(context).map(|next| next.map(Ok)))
            .take_until(closed)
            .boxed()
    }
}

impl UpdateListener for RawListener {
    type Err = Infallible;

    fn stop_token(&mut self) -> StopToken {
        self.token.clone()
    }
}

impl std::fmt::Debug for RawListener {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RawListener").finish_non_exhaustive()
    }
}

/// The lane of an update as the inbox has it, for the dispatcher to spread its work by: chat and topic, the private
/// chat of the person where there is no chat, nothing for what waits for nobody.
pub fn lane_of(update: &Update) -> Option<Peer> {
    match &update.kind {
        UpdateKind::PreCheckoutQuery(_) | UpdateKind::ShippingQuery(_) | UpdateKind::InlineQuery(_) => None,
        UpdateKind::Message(message)
        | UpdateKind::EditedMessage(message)
        | UpdateKind::ChannelPost(message)
        | UpdateKind::EditedChannelPost(message)
        | UpdateKind::BusinessMessage(message)
        | UpdateKind::EditedBusinessMessage(message) => Some(place(message)),
        UpdateKind::CallbackQuery(query) => match &query.message {
            Some(MaybeInaccessibleMessage::Regular(message)) => Some(place(message)),
            Some(MaybeInaccessibleMessage::Inaccessible(message)) => {
                Some(Peer::chat(ChatId(message.chat.id.0)))
            }
            None => Some(Peer::chat(ChatId(i64::try_from(query.from.id.0).ok()?))),
        },
        _ => {
            let chat = update.chat().map(|chat| chat.id.0);
            let person = || update.from().and_then(|person| i64::try_from(person.id.0).ok());
            chat.or_else(person).map(|id| Peer::chat(ChatId(id)))
        }
    }
}

fn place(message: &Message) -> Peer {
    let thread = message.thread_id.filter(|_| message.is_topic_message);
    Peer { chat: ChatId(message.chat.id.0), thread: thread.map(|thread| ThreadId(i64::from(thread.0.0))) }
}

#[cfg(test)]
#[path = "listener_tests.rs"]
mod tests;
