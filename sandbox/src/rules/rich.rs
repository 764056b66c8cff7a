//! Rich messages: blocks held against the limits, and kept as a message has them.
//! Takes neither HTML nor Markdown, which would need the real server's parsers; it says so.

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use super::markup::is_address;
use crate::refusal::Refusal;
use crate::world::files::MediaKind;

const LETTERS: usize = 32_768;
const BLOCKS: usize = 500;
const DEPTH: usize = 16;
const COLUMNS: usize = 20;
const MEDIA: usize = 50;

const STYLES: [&str; 11] = [
    "bold",
    "italic",
    "underline",
    "strikethrough",
    "spoiler",
    "subscript",
    "superscript",
    "marked",
    "code",
    "mention",
    "hashtag",
];

/// Turns a file that a block names into what a message shows of it.
pub type TakeMedia<'a> = dyn FnMut(MediaKind, &Value) -> Result<Value, Refusal> + 'a;

/// Reads an `InputRichMessage` and gives the `RichMessage` that stands in the chat.
pub fn read(given: &Value, draft: bool, media: &mut TakeMedia<'_>) -> Result<Value, Refusal> {
    let forms = ["blocks", "html", "markdown"].iter().filter(|form| given.get(**form).is_some()).count();
    if forms != 1 {
        return Err(refuse("exactly one of the fields blocks, html and markdown must be used"));
    }
    let Some(blocks) = given["blocks"].as_array() else {
        return Err(refuse("the sandbox takes blocks, not html or markdown"));
    };
    if given.get("media").is_some() {
        return Err(refuse("the field media belongs to html and markdown"));
    }
    let mut reader = Reader { draft, media, sums: Sums::default(), names: HashSet::new(), links: Vec::new() };
    let blocks = reader.blocks(blocks, 1)?;
    reader.check()?;
    let mut message = json!({ "blocks": blocks });
    if given["is_rtl"] == true {
        message["is_rtl"] = json!(true);
    }
    Ok(message)
}

/// The letters of a rich message, for whoever wants to read it as text.
pub fn plain(message: &Value) -> String {
    let mut text = String::new();
    letters(&message["blocks"], &mut text);
    text.trim().to_owned()
}

fn letters(value: &Value, text: &mut String) {
    match value {
        Value::String(piece) => text.push_str(piece),
        Value::Array(parts) => parts.iter().for_each(|part| letters(part, text)),
        Value::Object(object) => {
            if object.get("has_checkbox") == Some(&json!(true)) {
                text.push_str(if object.get("is_checked") == Some(&json!(true)) { "☑ " } else { "☐ " });
            } else if let Some(label) = object.get("label") {
                letters(label, text);
                text.push(' ');
            }
            for key in ["summary", "text", "expression", "items", "cells", "blocks", "caption", "credit"] {
                if let Some(inner) = object.get(key) {
                    letters(inner, text);
                }
            }
            if object.contains_key("align") {
                text.push_str("  ");
            } else if is_block(object) {
                text.push('\n');
            }
        }
        _ => {}
    }
}

/// Whether an object stands on lines of its own, unlike a stretch of text.
fn is_block(object: &Map<String, Value>) -> bool {
    const KINDS: [&str; 11] = [
        "paragraph",
        "heading",
        "pre",
        "footer",
        "divider",
        "list",
        "blockquote",
        "expandable_blockquote",
        "table",
        "details",
        "thinking",
    ];
    object.get("type").and_then(Value::as_str).is_some_and(|kind| KINDS.contains(&kind))
}

fn refuse(what: impl std::fmt::Display) -> Refusal {
    Refusal::rule(format_args!("can't parse rich message: {what}"))
}

#[derive(Default)]
struct Sums {
    letters: usize,
    blocks: usize,
    media: usize,
    depth: usize,
}

struct Reader<'a, 'm> {
    draft: bool,
    media: &'a mut TakeMedia<'m>,
    sums: Sums,
    /// Anchors and references that are there, and those that are pointed at.
    names: HashSet<String>,
    links: Vec<String>,
}

impl Reader<'_, '_> {
    fn check(&self) -> Result<(), Refusal> {
        let Sums { letters, blocks, media, depth } = self.sums;
        if letters == 0 && media == 0 {
            return Err(Refusal::rule("rich message must be non-empty"));
        }
        for (sum, limit, what) in [
            (letters, LETTERS, "characters"),
            (blocks, BLOCKS, "blocks"),
            (media, MEDIA, "media"),
            (depth, DEPTH, "levels of nesting"),
        ] {
            if sum > limit {
                return Err(refuse(format_args!("{sum} {what}, and {limit} are allowed")));
            }
        }
        match self.links.iter().find(|name| !name.is_empty() && !self.names.contains(*name)) {
            Some(name) => Err(refuse(format_args!("nothing is named \"{name}\""))),
            None => Ok(()),
        }
    }

    fn blocks(&mut self, given: &[Value], depth: usize) -> Result<Vec<Value>, Refusal> {
        given.iter().map(|block| self.block(block, depth)).collect()
    }

    fn block(&mut self, given: &Value, depth: usize) -> Result<Value, Refusal> {
        self.sums.blocks += 1;
        self.sums.depth = self.sums.depth.max(depth);
        let kind = given["type"].as_str().unwrap_or_default();
        match kind {
            "divider" => {}
            "paragraph" | "pre" | "footer" | "pullquote" | "expandable_blockquote" => {
                self.text(&given["text"], depth + 1)?;
            }
            "heading" => {
                self.text(&given["text"], depth + 1)?;
                if !given["size"].as_i64().is_some_and(|size| (1..=6).contains(&size)) {
                    return Err(refuse("the size of a heading is 1 to 6"));
                }
            }
            "mathematical_expression" => self.expression(given)?,
            "anchor" => self.name(&given["name"])?,
            "thinking" if self.draft => self.text(&given["text"], depth + 1)?,
            "thinking" => return Err(refuse("only a draft thinks")),
            "list" => return self.list(given, depth),
            "table" => self.table(given, depth)?,
            "blockquote" | "details" => return self.nested(given, depth),
            _ => return self.file(given, kind),
        }
        self.credit(given, depth)?;
        Ok(given.clone())
    }

    fn credit(&mut self, given: &Value, depth: usize) -> Result<(), Refusal> {
        given.get("credit").map_or(Ok(()), |credit| self.text(credit, depth + 1))
    }

    fn nested(&mut self, given: &Value, depth: usize) -> Result<Value, Refusal> {
        let inner = given["blocks"].as_array().map_or(&[][..], Vec::as_slice);
        if inner.is_empty() {
            return Err(refuse("a block of blocks is empty"));
        }
        if let Some(summary) = given.get("summary") {
            self.text(summary, depth + 1)?;
        }
        self.credit(given, depth)?;
        let mut kept = given.clone();
        kept["blocks"] = json!(self.blocks(inner, depth + 1)?);
        Ok(kept)
    }

    /// Items get the label under which they stand.
    fn list(&mut self, given: &Value, depth: usize) -> Result<Value, Refusal> {
        let items = given["items"].as_array().map_or(&[][..], Vec::as_slice);
        if items.is_empty() {
            return Err(refuse("a list has no items"));
        }
        let mut kept = Vec::new();
        for item in items {
            self.sums.blocks += 1;
            let mut object = item.clone();
            let blocks = item["blocks"].as_array().map_or(&[][..], Vec::as_slice);
            object["blocks"] = json!(self.blocks(blocks, depth + 2)?);
            let value = item["value"].as_i64();
            object["label"] = json!(value.map_or_else(|| "•".to_owned(), |value| format!("{value}.")));
            kept.push(object);
        }
        Ok(json!({ "type": "list", "items": kept }))
    }

    fn table(&mut self, given: &Value, depth: usize) -> Result<(), Refusal> {
        let rows = given["cells"].as_array().map_or(&[][..], Vec::as_slice);
        if rows.is_empty() {
            return Err(refuse("a table has no rows"));
        }
        for row in rows {
            self.sums.blocks += 1;
            let cells = row.as_array().map_or(&[][..], Vec::as_slice);
            let span = |cell: &Value| cell["colspan"].as_u64().unwrap_or(1).max(1);
            let columns: u64 = cells.iter().map(span).sum();
            if columns > COLUMNS as u64 || cells.is_empty() {
                return Err(refuse(format_args!("a row has 1 to {COLUMNS} columns")));
            }
            cells.iter().try_for_each(|cell| self.cell(cell, depth + 2))?;
        }
        given.get("caption").map_or(Ok(()), |caption| self.text(caption, depth + 1))
    }

    fn cell(&mut self, cell: &Value, depth: usize) -> Result<(), Refusal> {
        let one_of =
            |key: &str, allowed: [&str; 3]| cell[key].as_str().is_some_and(|value| allowed.contains(&value));
        if !one_of("align", ["left", "center", "right"]) || !one_of("valign", ["top", "middle", "bottom"]) {
            return Err(refuse("a cell is aligned in a way that there is not"));
        }
        cell.get("text").map_or(Ok(()), |text| self.text(text, depth))
    }

    fn file(&mut self, given: &Value, kind: &str) -> Result<Value, Refusal> {
        let media = match kind {
            "photo" => MediaKind::Photo,
            "video" => MediaKind::Video,
            "animation" => MediaKind::Animation,
            "audio" => MediaKind::Audio,
            "document" => MediaKind::Document,
            "voice_note" => MediaKind::Voice,
            _ => return Err(refuse(format_args!("the sandbox shows no blocks of the type \"{kind}\""))),
        };
        self.sums.media += 1;
        let mut kept = given.clone();
        kept[kind] = (self.media)(media, &given[kind])?;
        if let Some(caption) = given.get("caption") {
            self.text(&caption["text"], 2)?;
        }
        Ok(kept)
    }

    fn expression(&mut self, given: &Value) -> Result<(), Refusal> {
        let tex = given["expression"].as_str().unwrap_or_default();
        if tex.trim().is_empty() {
            return Err(refuse("a formula is empty"));
        }
        self.sums.letters += tex.chars().count();
        Ok(())
    }

    fn name(&mut self, name: &Value) -> Result<(), Refusal> {
        let name = name.as_str().unwrap_or_default();
        if name.is_empty() || !self.names.insert(name.to_owned()) {
            return Err(refuse("a name is empty or stands twice"));
        }
        Ok(())
    }

    fn text(&mut self, given: &Value, depth: usize) -> Result<(), Refusal> {
        self.sums.depth = self.sums.depth.max(depth);
        match given {
            Value::String(text) => {
                self.sums.letters += text.chars().count();
                Ok(())
            }
            Value::Array(parts) => parts.iter().try_for_each(|part| self.text(part, depth)),
            span => self.span(span, depth),
        }
    }

    fn span(&mut self, span: &Value, depth: usize) -> Result<(), Refusal> {
        let kind = span["type"].as_str().unwrap_or_default();
        let name = |key: &str| span[key].as_str().unwrap_or_default().to_owned();
        match kind {
            "mathematical_expression" => return self.expression(span),
            "anchor" => return self.name(&span["name"]),
            "reference" => self.name(&span["name"])?,
            "reference_link" => self.links.push(name("reference_name")),
            "anchor_link" => self.links.push(name("anchor_name")),
            "url" if !is_address(&name("url"), &["http", "https", "tg", "ton"]) => {
                return Err(refuse("Wrong HTTP URL"));
            }
            "url" | "email_address" | "phone_number" => {}
            kind if STYLES.contains(&kind) => {}
            kind => return Err(refuse(format_args!("the sandbox shows no text of the type \"{kind}\""))),
        }
        self.text(&span["text"], depth + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_blocks(blocks: &Value, draft: bool) -> Result<Value, String> {
        let mut none = |_: MediaKind, _: &Value| Err(Refusal::rule("no files here"));
        read(&json!({ "blocks": blocks }), draft, &mut none).map_err(|refusal| refusal.description)
    }

    fn paragraph(text: &str) -> Value {
        json!({ "type": "paragraph", "text": text })
    }

    #[test]
    fn items_get_their_labels_and_all_can_be_read() {
        let list = json!({ "type": "list", "items": [
            { "blocks": [paragraph("one")], "value": 3 },
            { "blocks": [paragraph("two")], "has_checkbox": true, "is_checked": true },
        ] });
        let message = read_blocks(&json!([list, paragraph("end")]), false).unwrap();
        assert_eq!(message["blocks"][0]["items"][0]["label"], "3.");
        assert_eq!(plain(&message), "3. one\n☑ two\n\nend");
    }

    #[test]
    fn every_limit_and_every_rule_has_its_words() {
        let quoted = |depth: usize| {
            (0..depth).fold(paragraph("x"), |inner, _| json!({ "type": "blockquote", "blocks": [inner] }))
        };
        let cell = json!({ "text": "x", "align": "left", "valign": "top" });
        let table = |columns: usize| json!({ "type": "table", "cells": [vec![cell.clone(); columns]] });
        let link = json!({ "type": "paragraph", "text": { "type": "url", "text": "x", "url": "ftp://a" } });
        let note = json!({ "type": "paragraph", "text":
            { "type": "reference_link", "text": "1", "reference_name": "n" } });
        let thinking = json!({ "type": "thinking", "text": "hm" });
        assert!(read_blocks(&json!([quoted(14), table(20)]), false).is_ok());
        assert!(read_blocks(&json!([thinking]), true).is_ok());
        for (blocks, words) in [
            (json!([]), "must be non-empty"),
            (json!([{ "type": "divider" }]), "must be non-empty"),
            (json!([paragraph(&"я".repeat(LETTERS + 1))]), "32768 are allowed"),
            (json!(vec![paragraph("x"); BLOCKS + 1]), "500 are allowed"),
            (json!([quoted(15)]), "levels of nesting"),
            (json!([table(21)]), "1 to 20 columns"),
            (json!([{ "type": "heading", "text": "x", "size": 7 }]), "1 to 6"),
            (json!([thinking]), "only a draft thinks"),
            (json!([{ "type": "map" }]), "no blocks of the type \"map\""),
            (json!([link]), "Wrong HTTP URL"),
            (json!([note]), "nothing is named \"n\""),
        ] {
            let refused = read_blocks(&blocks, false).unwrap_err();
            assert!(refused.contains(words), "{words}: {refused}");
        }
    }

    #[test]
    fn one_form_is_given_and_it_is_blocks() {
        let mut none = |_: MediaKind, _: &Value| Err(Refusal::rule("no files here"));
        for given in [json!({}), json!({ "html": "x", "blocks": [] }), json!({ "markdown": "x" })] {
            assert!(read(&given, false, &mut none).is_err(), "{given}");
        }
    }
}
