//! How a file stands in a message: as a photo in its sizes, a voice, a sticker …
//! Only words it; the file itself is in `files`.

use serde_json::{Map, Value, json};

use super::files::{FileRecord, MediaKind};

impl FileRecord {
    /// Its value in a message's field, as the Bot API words it.
    pub fn media(&self, extras: &Map<String, Value>) -> Value {
        if self.kind == MediaKind::Photo {
            return self.photo_sizes();
        }
        let mut media = json!({
            "file_id": self.file_id,
            "file_unique_id": self.unique_id,
            "file_size": self.size,
        });
        let number = |key: &str, or: u64| extras.get(key).and_then(Value::as_u64).unwrap_or(or);
        let sized = matches!(self.kind, MediaKind::Video | MediaKind::Animation | MediaKind::Sticker);
        if sized {
            media["width"] = json!(number("width", self.width.into()));
            media["height"] = json!(number("height", self.height.into()));
        }
        match self.kind {
            MediaKind::Sticker => {
                media["type"] = json!("regular");
                media["is_animated"] = json!(false);
                media["is_video"] = json!(self.mime.starts_with("video/"));
                media["emoji"] = extras.get("emoji").cloned().unwrap_or_else(|| json!("🙂"));
            }
            MediaKind::Document => {}
            _ => media["duration"] = json!(number("duration", self.duration)),
        }
        if self.kind == MediaKind::VideoNote {
            media["length"] = json!(number("length", self.width.into()));
        }
        if !matches!(self.kind, MediaKind::Sticker | MediaKind::VideoNote) {
            media["mime_type"] = json!(self.mime);
        }
        if let Some(name) = &self.name {
            media["file_name"] = json!(name);
        }
        for key in ["performer", "title"] {
            if let (MediaKind::Audio, Some(value)) = (self.kind, extras.get(key)) {
                media[key] = value.clone();
            }
        }
        media
    }

    /// Smaller sizes first, the photo itself last; each has its own id.
    fn photo_sizes(&self) -> Value {
        let long = self.width.max(self.height);
        let smaller = [90_u32, 320, 800].into_iter().filter(|side| *side < long);
        let mut sizes: Vec<Value> = smaller
            .map(|side| {
                let scale = |edge: u32| (u64::from(edge) * u64::from(side) / u64::from(long)).max(1);
                self.photo_size(&format!("-{side}"), scale(self.width), scale(self.height))
            })
            .collect();
        sizes.push(self.photo_size("", self.width.into(), self.height.into()));
        json!(sizes)
    }

    fn photo_size(&self, suffix: &str, width: u64, height: u64) -> Value {
        json!({
            "file_id": format!("{}{suffix}", self.file_id),
            "file_unique_id": format!("{}{suffix}", self.unique_id),
            "width": width,
            "height": height,
            "file_size": self.size,
        })
    }
}
