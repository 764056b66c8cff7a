//! One attempt to make a message show what its slot wants: which call, and what its answer means.
//! It keeps nothing; the worker writes the outcome down.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    slot::{Claimed, Outcome, Wanted},
    verdict::{Attempt, ChatNews, judge, reduce, refuses_rich},
};
use crate::{
    domain::MessageId,
    ops::metrics,
    storage::blobs::{BlobKey, Blobs},
    telegram::{
        keyboard::Keyboard,
        raw::{Api, Fault, FaultKind, Upload},
        screen::{Invoice, Media, MediaKind, MediaSource, Screen},
    },
};

#[derive(Deserialize)]
struct Sent {
    message_id: i64,
}

pub(super) struct Sender<'a> {
    pub api: &'a Api,
    pub blobs: &'a Blobs,
}

impl Sender<'_> {
    pub(super) async fn attempt(&self, slot: &Claimed) -> Attempt {
        let result = match (&slot.wanted, slot.message) {
            (Wanted::Removed | Wanted::Buttons(_), None) => Ok(Outcome::Given),
            (Wanted::Buttons(keyboard), Some(message)) => self.rekey(slot, message, keyboard).await,
            (Wanted::Removed, Some(message)) => self.remove(slot, message).await,
            (Wanted::Shown(screen) | Wanted::Collapsed(screen), _) => self.show(slot, screen).await,
        };
        match result {
            Ok(outcome @ Outcome::AsText(_)) => Attempt { outcome, chat: ChatNews::Plain },
            Ok(outcome) => Attempt { outcome, chat: ChatNews::Nothing },
            Err(fault) => judge(slot, &fault),
        }
    }

    /// Sends or edits. What Telegram refuses to take as it is goes out with less, rather than not at all.
    async fn show(&self, slot: &Claimed, screen: &Screen) -> Result<Outcome, Fault> {
        let (mut screen, mut slot) = (screen.clone(), slot.clone());
        loop {
            let shown = match slot.message {
                None => self.send(&slot, &screen).await,
                Some(message) => self.edit(&slot, message, &screen).await,
            };
            let Err(fault) = shown else { return shown };
            if screen.rich.is_some() && refuses_rich(&fault) {
                return Ok(as_text(&screen));
            }
            let Some(lost) = reduce(&mut slot, &mut screen, &fault) else { return Err(fault) };
            let (kind, description) = (fault.kind, fault.description);
            metrics::OUTBOX_REDUCED.one([]);
            tracing::error!(
                ?kind,
                description,
                slot = slot.id.0,
                lost,
                "a message goes out with less than it had"
            );
        }
    }

    async fn send(&self, slot: &Claimed, screen: &Screen) -> Result<Outcome, Fault> {
        let mut params = json!({ "chat_id": slot.peer.chat });
        if let Some(thread) = slot.peer.thread {
            params["message_thread_id"] = thread.0.into();
        }
        if let Some(message) = screen.reply_to {
            params["reply_parameters"] =
                json!({ "message_id": message, "allow_sending_without_reply": true });
        }
        if screen.silent {
            params["disable_notification"] = true.into();
        }
        if !screen.keyboard.is_empty() {
            params["reply_markup"] = screen.keyboard.to_wire();
        }
        if let Some(invoice) = &screen.invoice {
            put_invoice(&mut params, invoice);
            let sent: Sent = self.api.call("sendInvoice", &params).await?;
            return Ok(Outcome::Delivered { message: Some(MessageId(sent.message_id)), media: false });
        }
        let sent: Sent = match (&screen.rich, &screen.media) {
            (Some(rich), _) => {
                params["rich_message"] = json!(rich);
                self.api.call("sendRichMessage", &params).await?
            }
            (None, None) => {
                put_text(&mut params, screen);
                self.api.call("sendMessage", &params).await?
            }
            (None, Some(media)) => {
                put_caption(&mut params, screen);
                let (method, field) = method_of(media.kind);
                match self.source(media).await? {
                    Source::Known(id) => {
                        params[field] = id.into();
                        self.api.call(method, &params).await?
                    }
                    Source::Bytes(upload) => {
                        params[field] = format!("attach://{}", upload.name).into();
                        self.api.upload(method, &params, vec![upload]).await?
                    }
                }
            }
        };
        Ok(Outcome::Delivered { message: Some(MessageId(sent.message_id)), media: screen.media.is_some() })
    }

    async fn edit(&self, slot: &Claimed, message: MessageId, screen: &Screen) -> Result<Outcome, Fault> {
        // An invoice has no words to edit.
        if screen.invoice.is_some() {
            return self.rekey(slot, message, &screen.keyboard).await;
        }
        if slot.shows_media && screen.media.is_none() {
            return self.replace(slot, message, screen).await;
        }
        let mut params = json!({ "chat_id": slot.peer.chat, "message_id": message });
        params["reply_markup"] = screen.keyboard.to_wire();
        let _: Value = match (&screen.rich, &screen.media) {
            (Some(rich), _) => {
                params["rich_message"] = json!(rich);
                self.api.call("editMessageText", &params).await?
            }
            (None, None) => {
                put_text(&mut params, screen);
                self.api.call("editMessageText", &params).await?
            }
            (None, Some(media)) => self.edit_media(params, screen, media).await?,
        };
        Ok(Outcome::Delivered { message: Some(message), media: screen.media.is_some() })
    }

    async fn rekey(&self, slot: &Claimed, message: MessageId, keyboard: &Keyboard) -> Result<Outcome, Fault> {
        let params = json!({
            "chat_id": slot.peer.chat, "message_id": message, "reply_markup": keyboard.to_wire(),
        });
        let _: Value = self.api.call("editMessageReplyMarkup", &params).await?;
        Ok(Outcome::Delivered { message: Some(message), media: slot.shows_media })
    }

    async fn edit_media(&self, mut params: Value, screen: &Screen, media: &Media) -> Result<Value, Fault> {
        let mut input = json!({ "type": method_of(media.kind).1 });
        put_caption(&mut input, screen);
        match self.source(media).await? {
            Source::Known(id) => {
                input["media"] = id.into();
                params["media"] = input;
                self.api.call("editMessageMedia", &params).await
            }
            Source::Bytes(upload) => {
                input["media"] = format!("attach://{}", upload.name).into();
                params["media"] = input;
                self.api.upload("editMessageMedia", &params, vec![upload]).await
            }
        }
    }

    /// A picture cannot be edited into text: the new message is sent, then the old one goes.
    async fn replace(&self, slot: &Claimed, old: MessageId, screen: &Screen) -> Result<Outcome, Fault> {
        let outcome = self.send(slot, screen).await?;
        if let Err(fault) = self.remove(slot, old).await {
            tracing::debug!(kind = ?fault.kind, "an old picture stays");
        }
        Ok(outcome)
    }

    async fn remove(&self, slot: &Claimed, message: MessageId) -> Result<Outcome, Fault> {
        let params = json!({ "chat_id": slot.peer.chat, "message_id": message });
        match self.api.call::<Value>("deleteMessage", &params).await {
            Ok(_) => Ok(Outcome::Delivered { message: None, media: false }),
            // Too old to be deleted: at least its buttons go.
            Err(fault) if fault.kind == FaultKind::MessageGone => {
                let _ = self.api.call::<Value>("editMessageReplyMarkup", &params).await;
                Ok(Outcome::Delivered { message: None, media: false })
            }
            Err(fault) => Err(fault),
        }
    }

    async fn source(&self, media: &Media) -> Result<Source, Fault> {
        match &media.source {
            MediaSource::FileId(id) => Ok(Source::Known(id.clone())),
            MediaSource::Blob(key) => {
                let gone = || Fault::local("a file to send is not there");
                let key = BlobKey::new(key.as_str()).map_err(|_| gone())?;
                let bytes = self.blobs.get(&key).await.ok().flatten().ok_or_else(gone)?;
                Ok(Source::Bytes(Upload {
                    name: "file0".to_owned(),
                    file_name: media.file_name.clone(),
                    mime: media.mime.clone(),
                    bytes,
                }))
            }
        }
    }
}

enum Source {
    Known(String),
    Bytes(Upload),
}

/// What is left to do where no rich messages are taken.
pub(super) fn as_text(screen: &Screen) -> Outcome {
    let parts = screen.as_text();
    if parts.is_empty() { Outcome::Given } else { Outcome::AsText(parts) }
}

fn method_of(kind: MediaKind) -> (&'static str, &'static str) {
    match kind {
        MediaKind::Photo => ("sendPhoto", "photo"),
        MediaKind::Document => ("sendDocument", "document"),
        MediaKind::Voice => ("sendVoice", "voice"),
    }
}

fn put_text(params: &mut Value, screen: &Screen) {
    params["text"] = screen.text.text.as_str().into();
    if !screen.text.entities.is_empty() {
        params["entities"] = json!(screen.text.entities);
    }
    params["link_preview_options"] = json!({ "is_disabled": true });
}

/// In Stars there is one price and no provider (Bot API, `sendInvoice`).
fn put_invoice(params: &mut Value, invoice: &Invoice) {
    params["title"] = invoice.title.as_str().into();
    params["description"] = invoice.about.as_str().into();
    params["payload"] = invoice.payload.as_str().into();
    params["provider_token"] = "".into();
    params["currency"] = "XTR".into();
    params["prices"] = json!([{ "label": invoice.title, "amount": invoice.stars }]);
    params["start_parameter"] = invoice.start.as_str().into();
}

fn put_caption(params: &mut Value, screen: &Screen) {
    if screen.text.is_empty() {
        return;
    }
    params["caption"] = screen.text.text.as_str().into();
    if !screen.text.entities.is_empty() {
        params["caption_entities"] = json!(screen.text.entities);
    }
}
