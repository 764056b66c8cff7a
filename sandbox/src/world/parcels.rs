//! What people send besides words: files, albums, places, contacts, polls, stickers.
//! Checks what an app would check; the bot learns of it by updates like of any message.

use serde_json::{Map, Value, json};

use super::World;
use super::chat::Post;
use super::files::{MediaKind, Upload};
use super::seat::Seat;
use crate::api::send::{forwarded, media_content};
use crate::api::small::new_poll;
use crate::refusal::Refusal;
use crate::rules::text;

const ALBUM: usize = 10;

/// A transparent WebP of one pixel: the sticker that everybody has.
const STICKER: [u8; 34] = [
    b'R', b'I', b'F', b'F', 26, 0, 0, 0, b'W', b'E', b'B', b'P', b'V', b'P', b'8', b'L', 13, 0, 0, 0, 0x2f,
    0, 0, 0, 0x10, 0x07, 0x10, 0x11, 0x11, 0x88, 0x88, 0xfe, 0x07, 0,
];

impl World {
    /// Files; several photos or documents become albums of ten.
    pub fn upload(
        &mut self,
        seat: Seat,
        kind: MediaKind,
        uploads: &[Upload],
        caption: &str,
    ) -> Result<Vec<Value>, Refusal> {
        self.may_write(seat)?;
        let caption = text::caption(caption, &[], None)?;
        let groups =
            matches!(kind, MediaKind::Photo | MediaKind::Document | MediaKind::Audio | MediaKind::Video);
        let mut records = Vec::new();
        for upload in uploads {
            records.push(self.store_file(kind, upload)?);
        }
        let mut sent = Vec::new();
        for chunk in records.chunks(ALBUM) {
            let group = (groups && chunk.len() > 1)
                .then(|| json!(format!("{}", 13_000_000_000_000_000 + self.next_number())));
            for record in chunk {
                let mut content = media_content(record, &Map::new());
                if sent.is_empty() {
                    caption.write(&mut content, "caption", "caption_entities");
                }
                if let Some(group) = &group {
                    content.insert("media_group_id".into(), group.clone());
                }
                sent.push(self.receive(seat, Post { content, ..Post::default() })?);
            }
        }
        Ok(sent)
    }

    /// One member of an album, for albums whose members come apart: those of the same name belong together.
    pub fn upload_member(
        &mut self,
        seat: Seat,
        kind: MediaKind,
        upload: &Upload,
        caption: &str,
        album: &str,
    ) -> Result<Value, Refusal> {
        self.may_write(seat)?;
        let caption = text::caption(caption, &[], None)?;
        let record = self.store_file(kind, upload)?;
        let mut content = media_content(&record, &Map::new());
        caption.write(&mut content, "caption", "caption_entities");
        content.insert("media_group_id".into(), json!(album));
        self.receive(seat, Post { content, ..Post::default() })
    }

    /// Passes a message on, as apps do: the copy of an invoice can be paid only if the bot meant it so.
    pub fn forward_own(&mut self, from: Seat, id: i64, to: Seat) -> Result<Value, Refusal> {
        self.may_look(from)?;
        self.may_write(to)?;
        let original = self.message(from.chat, id).cloned();
        let original = original.ok_or_else(|| Refusal::state("message to forward not found"))?;
        let (content, bill) = forwarded(self, &original)?;
        self.receive(to, Post { content, bill, ..Post::default() })
    }

    /// Anything else a message may hold: a place, a contact, a poll.
    pub fn hand_over(&mut self, seat: Seat, field: &str, content: Value) -> Result<Value, Refusal> {
        self.may_write(seat)?;
        let message =
            json!({ "message_id": 1, "date": 0, "chat": { "id": 1, "type": "private" }, field: content });
        self.schema.check_type("Message", &message).map_err(Refusal::schema)?;
        let content = Map::from_iter([(field.to_owned(), content)]);
        self.receive(seat, Post { content, ..Post::default() })
    }

    pub fn send_poll(&mut self, seat: Seat, question: &str, options: &[String]) -> Result<Value, Refusal> {
        let number = self.next_number();
        let options: Vec<&str> = options.iter().map(String::as_str).collect();
        let poll = new_poll(number, question, &options, true)?;
        self.hand_over(seat, "poll", poll)
    }

    /// A sticker known by its emoji.
    pub fn send_sticker(&mut self, seat: Seat, emoji: &str) -> Result<Value, Refusal> {
        self.may_write(seat)?;
        let upload = Upload {
            name: Some("sticker.webp".to_owned()),
            mime: Some("image/webp".to_owned()),
            bytes: bytes::Bytes::from_static(&STICKER),
        };
        let record = self.store_file(MediaKind::Sticker, &upload)?;
        let extras = Map::from_iter([
            ("emoji".to_owned(), json!(emoji)),
            ("width".to_owned(), json!(512)),
            ("height".to_owned(), json!(512)),
        ]);
        let content = media_content(&record, &extras);
        self.receive(seat, Post { content, ..Post::default() })
    }
}
