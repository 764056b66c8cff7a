//! What goes out at once and leaves no trace: drafts, typing, reactions, answers to taps.
//! Losing one does no harm; they are never evidence of anything.

use std::time::Duration;

use serde_json::{Value, json};

use super::Outbox;
use crate::{
    domain::{ChatId, MessageId, Peer},
    telegram::{
        raw::{Fault, FaultKind},
        screen::Screen,
        text::FormattedText,
    },
};

/// What became of a draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DraftOutcome {
    Shown,
    /// Not now; the next one may be.
    Wait(Duration),
    /// This peer takes no drafts: edit a message instead.
    Refused,
}

/// Longest note over the chat (Bot API, `answerCallbackQuery`).
const NOTE_LIMIT: usize = 200;

impl Outbox {
    /// Shows a preview of an answer that is being written. An empty one reads "Thinking…".
    pub async fn draft(&self, peer: Peer, draft: i64, text: &FormattedText) -> DraftOutcome {
        if let Some(wait) = self.pace().cooling(peer.chat).await {
            return DraftOutcome::Wait(wait);
        }
        if let Err(wait) = self.pace().overall().await {
            return DraftOutcome::Wait(wait);
        }
        let mut params = json!({
            "chat_id": peer.chat, "draft_id": draft, "text": text.text, "can_stop": true, "keep_on_stop": true,
        });
        if let Some(thread) = peer.thread {
            params["message_thread_id"] = thread.0.into();
        }
        if !text.entities.is_empty() {
            params["entities"] = json!(text.entities);
        }
        match self.api().call::<Value>("sendMessageDraft", &params).await {
            Ok(_) => DraftOutcome::Shown,
            Err(fault) => self.draft_fault(peer.chat, &fault).await,
        }
    }

    async fn draft_fault(&self, chat: ChatId, fault: &Fault) -> DraftOutcome {
        match fault.kind {
            FaultKind::Throttled(wait) => {
                self.pace().cool_down(chat, wait).await;
                DraftOutcome::Wait(wait)
            }
            FaultKind::NotModified => DraftOutcome::Shown,
            FaultKind::Unknown | FaultKind::NotSent => DraftOutcome::Wait(Duration::from_secs(1)),
            _ => DraftOutcome::Refused,
        }
    }

    /// Shows "typing…" for up to five seconds.
    pub async fn typing(&self, peer: Peer) {
        let mut params = json!({ "chat_id": peer.chat, "action": "typing" });
        if let Some(thread) = peer.thread {
            params["message_thread_id"] = thread.0.into();
        }
        self.try_live("sendChatAction", peer.chat, &params).await;
    }

    /// Puts one reaction on a message, or takes ours away.
    pub async fn react(&self, chat: ChatId, message: MessageId, emoji: Option<&str>) {
        let reaction: Vec<Value> =
            emoji.map(|emoji| json!({ "type": "emoji", "emoji": emoji })).into_iter().collect();
        let params = json!({ "chat_id": chat, "message_id": message, "reaction": reaction });
        self.try_live("setMessageReaction", chat, &params).await;
    }

    /// Ends the waiting sign on a button, with a note or without.
    pub async fn answer_tap(&self, query: &str, note: Option<&str>, alert: bool) {
        let mut params = json!({ "callback_query_id": query });
        if let Some(note) = note {
            params["text"] = crate::domain::shorten(note, NOTE_LIMIT).into();
            params["show_alert"] = alert.into();
        }
        // A spinner that never ends is worse than a late answer.
        for pause in [0, 300, 1500] {
            tokio::time::sleep(Duration::from_millis(pause)).await;
            match self.api().call::<Value>("answerCallbackQuery", &params).await {
                Err(fault) if fault.is_transient() => {}
                Ok(_) => return,
                Err(fault) => return tracing::debug!(kind = ?fault.kind, "a tap could not be answered"),
            }
        }
    }

    /// Says something at once and leaves no trace, for when there is no database to keep a slot in.
    pub async fn say_now(&self, peer: Peer, screen: &Screen) {
        let mut params = json!({ "chat_id": peer.chat, "text": screen.text.text });
        if let Some(thread) = peer.thread {
            params["message_thread_id"] = thread.0.into();
        }
        self.try_live("sendMessage", peer.chat, &params).await;
    }

    async fn try_live(&self, method: &'static str, chat: ChatId, params: &Value) {
        if self.pace().cooling(chat).await.is_some() {
            return;
        }
        if let Err(fault) = self.api().call::<Value>(method, params).await {
            if let FaultKind::Throttled(wait) = fault.kind {
                self.pace().cool_down(chat, wait).await;
            }
            tracing::debug!(method, kind = ?fault.kind, "a passing sign was not shown");
        }
    }
}
