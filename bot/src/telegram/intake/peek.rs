//! What must be known of an update before anything parses it: its id, its kind and its lane.
//! It reads no text of a person and refuses nothing that has an id.

use std::{borrow::Cow, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{IgnoredAny, MapAccess, Visitor},
};
use serde_json::Value;

use super::{escapes::repair, kinds};

/// An update as it came, and what was read off it.
#[derive(Clone, PartialEq, Eq)]
pub struct RawUpdate {
    pub update_id: i64,
    /// The key beside `update_id`: `message`, `callback_query`, also one that nobody knows yet.
    pub kind: String,
    /// Updates of a lane are handled one after another; what has none waits for nobody.
    pub lane: Option<String>,
    /// The lanes of a group that has become another: the old one, and the one that goes on.
    pub moves: Option<(String, String)>,
    /// The JSON. It parses, and holds no NUL and no half of a character.
    pub raw: String,
}

/// Ids and kind only: the rest is a person's.
impl fmt::Debug for RawUpdate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawUpdate")
            .field("update_id", &self.update_id)
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

impl RawUpdate {
    /// Reads one update; `None` when it is no JSON object with a whole `update_id`.
    ///
    /// Costs about 0.5 µs for an ordinary message (measured), the copy of the text included.
    pub fn read(raw: &str) -> Option<Self> {
        let raw = repair(raw);
        let peek = serde_json::from_str(&raw).or_else(|_| {
            // A place of another shape: the id still counts.
            serde_json::from_str::<Value>(&raw).map(|value| Peek::of_value(&value))
        });
        let Peek { update_id, kind, lane, moves } = peek.ok()?;
        let (update_id, kind) = (update_id?, kind.unwrap_or_default());
        Some(Self { update_id, kind, lane, moves, raw: raw.into_owned() })
    }
}

#[derive(Default)]
struct Peek {
    update_id: Option<i64>,
    kind: Option<String>,
    lane: Option<String>,
    moves: Option<(String, String)>,
}

impl Peek {
    fn of_value(value: &Value) -> Self {
        let mut peek = Self { update_id: value["update_id"].as_i64(), ..Self::default() };
        for (key, value) in value.as_object().into_iter().flatten().filter(|(key, _)| *key != "update_id") {
            peek.take(key, Place::deserialize(value).unwrap_or_default());
        }
        peek
    }

    /// A kind that is known stands before one that is not.
    fn take(&mut self, key: &str, place: Place) {
        if self.kind.is_none() || kinds::is_known(key) {
            self.moves = place.moves();
            self.lane = if kinds::waits(key) { place.lane() } else { None };
            self.kind = Some(key.to_owned());
        }
    }
}

/// Where an update happened, in whatever kind. A callback query has its place in its message.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Place {
    chat: Option<Id>,
    message_thread_id: Option<i64>,
    is_topic_message: Option<bool>,
    draft_id: Option<i64>,
    from: Option<Id>,
    user: Option<Id>,
    message: Option<Box<Place>>,
    migrate_to_chat_id: Option<i64>,
    migrate_from_chat_id: Option<i64>,
}

#[derive(Deserialize)]
struct Id {
    id: i64,
}

impl Place {
    /// Both the old group and the new one say so (Bot API, `Message`).
    fn moves(&self) -> Option<(String, String)> {
        let here = self.chat.as_ref()?.id;
        let (from, to) = match (self.migrate_from_chat_id, self.migrate_to_chat_id) {
            (Some(from), _) => (from, here),
            (None, to) => (here, to?),
        };
        Some((from.to_string(), to.to_string()))
    }

    /// `chat`, or `chat:topic`; the person where there is no chat, which is the lane of their private chat.
    fn lane(&self) -> Option<String> {
        let place = self.message.as_deref().filter(|message| message.chat.is_some()).unwrap_or(self);
        let Some(chat) = &place.chat else {
            return place.from.as_ref().or(place.user.as_ref()).map(|person| person.id.to_string());
        };
        // In a group without topics the thread is only a chain of replies.
        let in_topic = place.is_topic_message == Some(true) || place.draft_id.is_some();
        match place.message_thread_id.filter(|_| in_topic) {
            Some(topic) => Some(format!("{}:{topic}", chat.id)),
            None => Some(chat.id.to_string()),
        }
    }
}

impl<'de> Deserialize<'de> for Peek {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Keys;

        impl<'de> Visitor<'de> for Keys {
            type Value = Peek;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an update")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Peek, A::Error> {
                let mut peek = Peek::default();
                while let Some(Key(key)) = map.next_key()? {
                    if key == "update_id" {
                        peek.update_id = Some(map.next_value()?);
                    } else if kinds::waits(&key) {
                        peek.take(&key, map.next_value()?);
                    } else {
                        map.next_value::<IgnoredAny>()?;
                        peek.take(&key, Place::default());
                    }
                }
                Ok(peek)
            }
        }

        deserializer.deserialize_map(Keys)
    }
}

#[derive(Deserialize)]
struct Key<'a>(#[serde(borrow)] Cow<'a, str>);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::RawUpdate;

    fn peek(raw: &str) -> (i64, String, Option<String>) {
        let update = RawUpdate::read(raw).unwrap();
        (update.update_id, update.kind, update.lane)
    }

    #[test]
    fn each_kind_has_its_lane() {
        let cases = [
            (
                r#"{"update_id":1,"message":{"chat":{"id":5},"from":{"id":9},"text":"hi"}}"#,
                "message",
                Some("5"),
            ),
            (
                r#"{"update_id":1,"edited_message":{"chat":{"id":5},"message_thread_id":7,"is_topic_message":true}}"#,
                "edited_message",
                Some("5:7"),
            ),
            (r#"{"update_id":1,"message":{"chat":{"id":-5},"message_thread_id":7}}"#, "message", Some("-5")),
            (
                r#"{"callback_query":{"from":{"id":9},"message":{"chat":{"id":5},"message_thread_id":3,
                "is_topic_message":true,"date":0}},"update_id":1}"#,
                "callback_query",
                Some("5:3"),
            ),
            (
                r#"{"update_id":1,"callback_query":{"from":{"id":9},"inline_message_id":"x"}}"#,
                "callback_query",
                Some("9"),
            ),
            (
                r#"{"update_id":1,"stopped_message_generation":{"chat":{"id":5},"message_thread_id":3,"draft_id":1}}"#,
                "stopped_message_generation",
                Some("5:3"),
            ),
            (
                r#"{"update_id":1,"subscription":{"user":{"id":9},"state":"active"}}"#,
                "subscription",
                Some("9"),
            ),
            (
                r#"{"update_id":1,"my_chat_member":{"chat":{"id":5},"from":{"id":9}}}"#,
                "my_chat_member",
                Some("5"),
            ),
            (
                r#"{"update_id":1,"message_reaction":{"chat":{"id":5},"user":{"id":9}}}"#,
                "message_reaction",
                Some("5"),
            ),
            (r#"{"update_id":1,"pre_checkout_query":{"from":{"id":9}}}"#, "pre_checkout_query", None),
            (r#"{"update_id":1,"inline_query":{"from":{"id":9}}}"#, "inline_query", None),
            (r#"{"update_id":1,"levitation":{"chat":{"id":5}}}"#, "levitation", Some("5")),
            (r#"{"update_id":1,"future":true,"message":{"chat":{"id":5}},"x":{}}"#, "message", Some("5")),
            (r#"{"update_id":1,"message":{"chat":"strange"}}"#, "message", None),
            (r#"{"update_id":1}"#, "", None),
        ];
        for (raw, kind, lane) in cases {
            assert_eq!(peek(raw), (1, kind.to_owned(), lane.map(str::to_owned)), "{raw}");
        }
    }

    #[test]
    fn a_group_that_moves_is_seen_from_both_sides() {
        let moved = Some(("-5".to_owned(), "-1005".to_owned()));
        let old = r#"{"update_id":1,"message":{"chat":{"id":-5},"migrate_to_chat_id":-1005}}"#;
        assert_eq!(RawUpdate::read(old).unwrap().moves, moved);
        let new = r#"{"update_id":1,"message":{"migrate_from_chat_id":-5,"chat":{"id":-1005}}}"#;
        assert_eq!(RawUpdate::read(new).unwrap().moves, moved);
        let other = r#"{"update_id":1,"message":{"chat":{"id":-5},"text":"migrate_to_chat_id"}}"#;
        assert_eq!(RawUpdate::read(other).unwrap().moves, None);
    }

    #[test]
    fn what_has_no_id_is_no_update() {
        for raw in
            ["", "[]", "{}", "7", "{\"update_id\":\"1\"}", "{\"update_id\":1.5}", "{\"update_id\":1,", "null"]
        {
            assert!(RawUpdate::read(raw).is_none(), "{raw}");
        }
    }

    #[test]
    fn half_a_character_hides_no_update() {
        let raw = r#"{"update_id":1,"message":{"chat":{"id":5},"text":"a\ud83d\u0000b"}}"#;
        let update = RawUpdate::read(raw).unwrap();
        assert_eq!(update.lane.as_deref(), Some("5"));
        assert!(update.raw.contains(r"a\ufffdb"));
    }

    proptest! {
        #[test]
        fn nothing_makes_it_panic(raw in ".{0,200}") {
            RawUpdate::read(&raw);
        }
    }
}
