//! What goes out at once and leaves no trace: drafts, typing, reactions.
//! Losing one does no harm; they are never evidence of anything.

use std::time::Duration;

use serde_json::{Value, json};

use super::{Outbox, pace::Strain, verdict::refuses_rich};
use crate::{
    domain::{ChatId, MessageId, Peer},
    telegram::{
        raw::{Fault, FaultKind},
        rich::Content,
        screen::Screen,
        text::FormattedText,
    },
};

/// What became of a draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DraftOutcome {
    /// It stands there. How strained the chat is says by how much the next ones are to be rarer.
    Shown(Strain),
    /// Not now, by our own count or because Telegram has asked for a pause; the next one may be.
    Wait(Duration),
    /// It was not taken, for a reason that may pass.
    Trouble,
    /// This peer takes no drafts: edit a message instead.
    Refused,
}

impl Outbox {
    /// Shows a preview of an answer that is being written. An empty one reads "Thinking…". The text may be no longer
    /// than a message; where the chat takes no rich messages, it is what is shown.
    pub async fn draft(&self, peer: Peer, draft: i64, content: &Content) -> DraftOutcome {
        if let Some(rich) = &content.rich
            && self.takes_rich(peer.chat).await
        {
            let said = json!({ "rich_message": rich });
            match self.try_draft(peer, draft, "sendRichMessageDraft", said).await {
                Ok(outcome) => return outcome,
                Err(fault) if refuses_rich(&fault) => self.plain().refuse(peer.chat, self.now()).await,
                Err(fault) => return refused(&fault),
            }
        }
        self.draft_text(peer, draft, &content.text).await
    }

    async fn draft_text(&self, peer: Peer, draft: i64, text: &FormattedText) -> DraftOutcome {
        let shown = self.try_draft(peer, draft, "sendMessageDraft", said(text)).await;
        match shown {
            // It is what stands in it that Telegram does not take: then without its formatting.
            Err(fault) if fault.kind == FaultKind::Wrong && !text.entities.is_empty() => {
                tracing::warn!(description = fault.description, "a draft was refused with its formatting");
                let plain = FormattedText::plain(text.text.as_str());
                let plain = self.try_draft(peer, draft, "sendMessageDraft", said(&plain)).await;
                plain.unwrap_or_else(|fault| refused(&fault))
            }
            Err(fault) => refused(&fault),
            Ok(outcome) => outcome,
        }
    }

    async fn try_draft(
        &self,
        peer: Peer,
        draft: i64,
        method: &'static str,
        mut params: Value,
    ) -> Result<DraftOutcome, Fault> {
        if let Err(wait) = self.pace().aside(peer.chat).await {
            return Ok(DraftOutcome::Wait(wait));
        }
        params["chat_id"] = json!(peer.chat);
        params["draft_id"] = draft.into();
        params["can_stop"] = true.into();
        params["keep_on_stop"] = true.into();
        if let Some(thread) = peer.thread {
            params["message_thread_id"] = thread.0.into();
        }
        match self.api().call::<Value>(method, &params).await {
            Ok(_) => Ok(DraftOutcome::Shown(self.pace().strain(peer.chat).await)),
            Err(Fault { kind: FaultKind::Throttled(wait), .. }) => {
                self.pace().cool_down(peer.chat, wait).await;
                Ok(DraftOutcome::Wait(wait))
            }
            Err(fault) => Err(fault),
        }
    }

    /// How strained a chat is: growing messages are to be rarer there.
    pub async fn strain(&self, chat: ChatId) -> Strain {
        self.pace().strain(chat).await
    }

    /// Shows "typing…" for up to five seconds.
    pub async fn typing(&self, peer: Peer) {
        let mut params = json!({ "chat_id": peer.chat, "action": "typing" });
        if let Some(thread) = peer.thread {
            params["message_thread_id"] = thread.0.into();
        }
        self.try_live("sendChatAction", peer.chat, &params).await;
    }

    /// Puts one reaction on a message, or takes ours away; says whether Telegram has taken it, or never will.
    pub async fn react(&self, chat: ChatId, message: MessageId, emoji: Option<&str>) -> bool {
        let reaction: Vec<Value> =
            emoji.map(|emoji| json!({ "type": "emoji", "emoji": emoji })).into_iter().collect();
        let params = json!({ "chat_id": chat, "message_id": message, "reaction": reaction });
        // One that stays would go on saying something that is no longer true.
        for pause in [500, 2000, 0] {
            if self.try_live("setMessageReaction", chat, &params).await {
                return true;
            }
            tokio::time::sleep(Duration::from_millis(pause)).await;
        }
        false
    }

    /// Says something at once and leaves no trace, for when there is no database to keep a slot in.
    pub async fn say_now(&self, peer: Peer, screen: &Screen) {
        let mut params = json!({ "chat_id": peer.chat, "text": screen.text.text });
        if let Some(thread) = peer.thread {
            params["message_thread_id"] = thread.0.into();
        }
        self.try_live("sendMessage", peer.chat, &params).await;
    }

    /// Says whether another try would be of no use.
    async fn try_live(&self, method: &'static str, chat: ChatId, params: &Value) -> bool {
        if self.pace().cooling(chat).await.is_some() {
            return false;
        }
        let Err(fault) = self.api().call::<Value>(method, params).await else { return true };
        if let FaultKind::Throttled(wait) = fault.kind {
            self.pace().cool_down(chat, wait).await;
        }
        tracing::debug!(method, kind = ?fault.kind, "a passing sign was not shown");
        !fault.is_transient()
    }
}

fn said(text: &FormattedText) -> Value {
    let mut said = json!({ "text": text.text });
    if !text.entities.is_empty() {
        said["entities"] = json!(text.entities);
    }
    said
}

fn refused(fault: &Fault) -> DraftOutcome {
    match fault.kind {
        FaultKind::NotModified => DraftOutcome::Shown(Strain::default()),
        FaultKind::DraftRefused => {
            tracing::info!(description = fault.description, "a chat takes no drafts");
            DraftOutcome::Refused
        }
        kind => {
            tracing::info!(?kind, description = fault.description, "a draft was not shown");
            DraftOutcome::Trouble
        }
    }
}
