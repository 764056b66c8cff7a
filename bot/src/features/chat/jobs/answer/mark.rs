//! The sign on a question that stands in line, and how it goes.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use futures::future::BoxFuture;

use crate::{
    domain::{ChatId, MessageId},
    telegram::outbox::Outbox,
};

/// The sign on a question that it stands in line.
pub(super) struct Mark {
    outbox: Outbox,
    chat: ChatId,
    message: MessageId,
    gone: Arc<AtomicBool>,
}

impl Mark {
    pub(super) fn new(outbox: Outbox, chat: ChatId, message: MessageId) -> Self {
        Self { outbox, chat, message, gone: Arc::default() }
    }

    /// Its turn has come: the sign goes, while the answer begins.
    pub(super) fn remove_beside(&self) -> BoxFuture<'static, ()> {
        let (outbox, chat, message, gone) =
            (self.outbox.clone(), self.chat, self.message, Arc::clone(&self.gone));
        Box::pin(async move { gone.store(outbox.react(chat, message, None).await, Ordering::Relaxed) })
    }

    /// Once more where that has not worked, or where the question stood in line so briefly that the sign may have
    /// come after it was taken away.
    pub(super) async fn remove_for_good(self, stood_long: bool) {
        if !stood_long || !self.gone.load(Ordering::Relaxed) {
            self.outbox.react(self.chat, self.message, None).await;
        }
    }
}
