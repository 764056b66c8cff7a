//! The Bot API 10.3 as data: which methods there are, what they take and what they answer.
//! Knows shapes only; what a value may say is up to `rules`.

mod kind;

use std::collections::HashMap;

use anyhow::Context;
use serde::Deserialize;
use serde_json::{Map, Value};

pub use self::kind::Kind;

const SOURCE: &str = include_str!("../../schema-10.3.json");

#[derive(Debug)]
pub struct Field {
    pub name: String,
    pub required: bool,
    pub kind: Kind,
}

#[derive(Debug)]
pub struct Method {
    pub name: String,
    pub fields: Vec<Field>,
    pub returns: Kind,
}

#[derive(Debug)]
enum Shape {
    Fields(Vec<Field>),
    OneOf(Vec<String>),
}

/// All methods and types of one version.
#[derive(Debug)]
pub struct Schema {
    methods: HashMap<String, Method>,
    types: HashMap<String, Shape>,
}

#[derive(Deserialize)]
struct RawSchema {
    methods: HashMap<String, RawItem>,
    types: HashMap<String, RawItem>,
}

#[derive(Deserialize)]
struct RawItem {
    #[serde(default)]
    fields: Vec<RawField>,
    #[serde(default)]
    returns: Vec<String>,
    #[serde(default)]
    subtypes: Vec<String>,
}

#[derive(Deserialize)]
struct RawField {
    name: String,
    required: bool,
    types: Vec<String>,
}

impl Schema {
    pub fn load() -> anyhow::Result<Self> {
        let raw: RawSchema = serde_json::from_str(SOURCE).context("the Bot API schema does not parse")?;
        let methods = raw.methods.into_iter().map(|(name, item)| {
            let fields = item.fields.into_iter().map(Field::from).collect();
            (name.to_lowercase(), Method { name, fields, returns: Kind::of(&item.returns) })
        });
        let types = raw.types.into_iter().map(|(name, item)| {
            let shape = if item.subtypes.is_empty() {
                Shape::Fields(item.fields.into_iter().map(Field::from).collect())
            } else {
                Shape::OneOf(item.subtypes)
            };
            (name, shape)
        });
        Ok(Self { methods: methods.collect(), types: types.collect() })
    }

    /// Methods are found whatever the case, as on the real server.
    pub fn method(&self, name: &str) -> Option<&Method> {
        self.methods.get(&name.to_lowercase())
    }

    pub fn methods(&self) -> impl Iterator<Item = &Method> {
        self.methods.values()
    }

    /// The kinds of update there are.
    pub fn update_kinds(&self) -> Vec<&str> {
        match self.types.get("Update") {
            Some(Shape::Fields(fields)) => {
                fields.iter().map(|field| field.name.as_str()).filter(|name| *name != "update_id").collect()
            }
            _ => Vec::new(),
        }
    }

    /// Checks a value against a named type.
    pub fn check_type(&self, name: &str, value: &Value) -> Result<(), String> {
        self.check_object(name, value, name)
    }

    /// Checks a value; the error names the place and what was expected there.
    pub fn check(&self, kind: &Kind, value: &Value, place: &str) -> Result<(), String> {
        let fits = match kind {
            Kind::Integer => value.is_i64() || value.is_u64(),
            Kind::Float => value.is_number(),
            Kind::Boolean => value.is_boolean(),
            Kind::String => value.is_string(),
            Kind::Object(name) => return self.check_object(name, value, place),
            Kind::Array(inner) => return self.check_array(inner, value, place),
            Kind::Any(kinds) => return self.check_any(kinds, value, place),
        };
        if fits { Ok(()) } else { Err(format!("{place} must be of type {kind}")) }
    }

    fn check_array(&self, inner: &Kind, value: &Value, place: &str) -> Result<(), String> {
        let items = value.as_array().ok_or_else(|| format!("{place} must be an Array"))?;
        items
            .iter()
            .enumerate()
            .try_for_each(|(index, item)| self.check(inner, item, &format!("{place}[{index}]")))
    }

    fn check_any(&self, kinds: &[Kind], value: &Value, place: &str) -> Result<(), String> {
        let mut closest = format!("{place} has none of the known forms");
        for kind in kinds {
            match self.check(kind, value, place) {
                Ok(()) => return Ok(()),
                Err(error) if self.resembles(kind, value) => closest = error,
                Err(_) => {}
            }
        }
        Err(closest)
    }

    fn resembles(&self, kind: &Kind, value: &Value) -> bool {
        let (Kind::Object(name), Some(object)) = (kind, value.as_object()) else { return false };
        let Some(Shape::Fields(fields)) = self.types.get(name) else { return false };
        fields.iter().filter(|field| field.required).all(|field| object.contains_key(&field.name))
    }

    fn check_object(&self, name: &str, value: &Value, place: &str) -> Result<(), String> {
        match (self.types.get(name), value) {
            (_, Value::String(_)) if matches!(name, "InputFile" | "RichText") => Ok(()),
            (_, Value::Array(_)) if name == "RichText" => {
                self.check_array(&Kind::Object(name.to_owned()), value, place)
            }
            (Some(Shape::Fields(fields)), Value::Object(object)) => self.check_fields(fields, object, place),
            (Some(Shape::OneOf(names)), Value::Object(object)) => {
                self.check_one_of(name, names, value, object, place)
            }
            _ => Err(format!("{place} must be of type {name}")),
        }
    }

    fn check_fields(&self, fields: &[Field], object: &Map<String, Value>, place: &str) -> Result<(), String> {
        for field in fields {
            match object.get(&field.name) {
                Some(value) => self.check(&field.kind, value, &format!("{place}.{}", field.name))?,
                None if field.required => return Err(format!("{place}.{} is required", field.name)),
                None => {}
            }
        }
        match object.keys().find(|key| fields.iter().all(|field| field.name != **key)) {
            Some(key) => Err(format!("{place}.{key} is unknown")),
            None => Ok(()),
        }
    }

    fn check_one_of(
        &self,
        base: &str,
        names: &[String],
        value: &Value,
        object: &Map<String, Value>,
        place: &str,
    ) -> Result<(), String> {
        let tag = ["type", "status", "source"].iter().find_map(|key| object.get(*key)?.as_str());
        if let Some(name) = tag.and_then(|tag| names.iter().find(|name| tag_of(base, name) == tag)) {
            return self.check_object(name, value, place);
        }
        if CLOSED.contains(&base) {
            return Err(format!("{place} is no known {base}"));
        }
        let kinds: Vec<Kind> = names.iter().cloned().map(Kind::Object).collect();
        self.check_any(&kinds, value, place)
    }
}

/// Families whose members all carry the tag that their name says.
const CLOSED: [&str; 9] = [
    "InputMedia",
    "ReactionType",
    "BotCommandScope",
    "MenuButton",
    "ChatMember",
    "MessageOrigin",
    "InputRichBlock",
    "RichBlock",
    "RichText",
];

/// The tag by which a member of a family is known: `InputMediaLivePhoto` is `live_photo`.
fn tag_of(base: &str, name: &str) -> String {
    match name {
        "ChatMemberOwner" => return "creator".to_owned(),
        "ChatMemberBanned" => return "kicked".to_owned(),
        _ => {}
    }
    match name.rsplit("RichBlock").next() {
        Some("SectionHeading") => return "heading".to_owned(),
        Some("Preformatted") => return "pre".to_owned(),
        Some("BlockQuotation") => return "blockquote".to_owned(),
        Some("ExpandableBlockQuotation") => return "expandable_blockquote".to_owned(),
        Some("PullQuotation") => return "pullquote".to_owned(),
        _ => {}
    }
    let mut tag = String::new();
    for letter in name.strip_prefix(base).unwrap_or(name).chars() {
        if letter.is_uppercase() && !tag.is_empty() {
            tag.push('_');
        }
        tag.extend(letter.to_lowercase());
    }
    tag
}

impl From<RawField> for Field {
    fn from(raw: RawField) -> Self {
        Self { kind: Kind::of(&raw.types), name: raw.name, required: raw.required }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn loads_every_method_and_finds_it_in_any_case() {
        let schema = Schema::load().unwrap();
        assert_eq!(schema.methods().count(), 185);
        assert_eq!(schema.method("SENDMESSAGE").unwrap().name, "sendMessage");
        assert!(schema.method("sendTelegram").is_none());
        assert!(schema.update_kinds().contains(&"stopped_message_generation"));
    }

    #[test]
    fn names_what_is_missing_mistyped_or_unknown() {
        let schema = Schema::load().unwrap();
        let error = |value: Value| schema.check_type("User", &value).unwrap_err();
        assert_eq!(error(json!({ "id": 1, "is_bot": true })), "User.first_name is required");
        assert_eq!(
            error(json!({ "id": "1", "is_bot": true, "first_name": "A" })),
            "User.id must be of type Integer"
        );
        assert_eq!(
            error(json!({ "id": 1, "is_bot": true, "first_name": "A", "age": 3 })),
            "User.age is unknown"
        );
    }

    #[test]
    fn tells_members_of_a_family_by_their_tag() {
        let schema = Schema::load().unwrap();
        let scope = |value: Value| schema.check_type("BotCommandScope", &value);
        assert!(scope(json!({ "type": "all_private_chats" })).is_ok());
        assert!(scope(json!({ "type": "chat", "chat_id": 5 })).is_ok());
        assert!(scope(json!({ "type": "chat" })).is_err());
        assert!(scope(json!({ "type": "everyone" })).is_err());
        assert!(schema.check_type("ReactionType", &json!({ "type": "emoji", "emoji": "👍" })).is_ok());
    }

    #[test]
    fn knows_blocks_and_rich_texts_by_their_own_words() {
        let schema = Schema::load().unwrap();
        let block = |value: Value| schema.check_type("InputRichBlock", &value);
        assert!(
            block(json!({ "type": "heading", "text": ["a", { "type": "bold", "text": "b" }], "size": 2 }))
                .is_ok()
        );
        assert!(block(json!({ "type": "heading", "text": "a" })).unwrap_err().contains("size is required"));
        assert!(block(json!({ "type": "section_heading", "text": "a", "size": 2 })).is_err());
        assert!(block(json!({ "type": "paragraph", "text": { "type": "loud", "text": "a" } })).is_err());
        assert!(block(json!({ "type": "blockquote", "blocks": [{ "type": "divider" }] })).is_ok());
    }

    #[test]
    fn mixes_photos_and_videos_in_one_album() {
        let schema = Schema::load().unwrap();
        let media =
            schema.method("sendMediaGroup").unwrap().fields.iter().find(|f| f.name == "media").unwrap();
        let album = json!([{ "type": "photo", "media": "a" }, { "type": "video", "media": "b" }]);
        assert_eq!(schema.check(&media.kind, &album, "media"), Ok(()));
    }
}
