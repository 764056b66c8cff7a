//! A rich message (Bot API 10.1) as plain lines: what is written in it, in the order it is read.
//! It keeps no formatting and no media; a block that it does not know gives whatever text it holds.

use serde_json::Value;

/// The text of a `RichMessage`: blocks stand apart by an empty line, rows and items by a line break.
pub(super) fn flatten(message: &Value) -> String {
    blocks(&message["blocks"])
}

fn blocks(list: &Value) -> String {
    joined(list.as_array().into_iter().flatten().map(block), "\n\n")
}

fn block(block: &Value) -> String {
    let kind = block["type"].as_str().unwrap_or_default();
    let parts = match kind {
        "list" => return joined(values(&block["items"]).map(item), "\n"),
        "table" => vec![text(&block["caption"]), joined(values(&block["cells"]).map(row), "\n")],
        "divider" => return "———".to_owned(),
        "buttons" => return joined(values(&block["buttons"]).map(|button| text(&button["text"])), "\n"),
        "thinking" | "anchor" => return String::new(),
        _ => vec![
            text(&block["summary"]),
            text(&block["text"]),
            text(&block["expression"]),
            blocks(&block["blocks"]),
            text(&block["caption"]),
            signed(&block["caption"]["credit"]),
            signed(&block["credit"]),
        ],
    };
    joined(parts.into_iter(), "\n")
}

/// An item begins with its label, a tick where it has a box; further lines are indented.
fn item(item: &Value) -> String {
    let label = match (item["has_checkbox"].as_bool(), item["is_checked"].as_bool()) {
        (Some(true), Some(true)) => "☑",
        (Some(true), _) => "☐",
        _ => item["label"].as_str().filter(|label| !label.is_empty()).unwrap_or("•"),
    };
    let body = joined(values(&item["blocks"]).map(block), "\n");
    format!("{label} {}", body.replace('\n', "\n  "))
}

fn row(row: &Value) -> String {
    let cells: Vec<String> = values(row).map(|cell| text(&cell["text"]).replace('\n', " ")).collect();
    if cells.iter().all(String::is_empty) { String::new() } else { cells.join(" | ") }
}

fn signed(credit: &Value) -> String {
    let credit = text(credit);
    if credit.is_empty() { credit } else { format!("— {credit}") }
}

/// `RichText`: a string, a list of texts, or an object around one.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(parts) => parts.iter().map(text).collect(),
        Value::Object(object) => ["text", "expression", "alternative_text", "button"]
            .iter()
            .find_map(|key| object.get(*key))
            .map(text)
            .unwrap_or_default(),
        _ => String::new(),
    }
}

fn values(list: &Value) -> impl Iterator<Item = &Value> {
    list.as_array().into_iter().flatten()
}

fn joined(parts: impl Iterator<Item = String>, between: &str) -> String {
    let parts: Vec<String> = parts.filter(|part| !part.trim().is_empty()).collect();
    parts.join(between)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::flatten;

    #[test]
    fn a_rich_message_reads_from_top_to_bottom() {
        let message = json!({"blocks": [
            {"type": "heading", "size": 1, "text": "Plan"},
            {"type": "paragraph", "text": ["Buy ", {"type": "bold", "text": ["red ", {"type": "italic", "text": "paint"}]},
                {"type": "custom_emoji", "custom_emoji_id": "1", "alternative_text": "🎨"}]},
            {"type": "list", "items": [
                {"label": "1.", "blocks": [{"type": "paragraph", "text": "first"}, {"type": "paragraph", "text": "more"}]},
                {"label": "", "has_checkbox": true, "is_checked": true, "blocks": [{"type": "paragraph", "text": "done"}]},
                {"label": "•", "blocks": [{"type": "list", "items": [{"label": "-", "blocks": [{"type": "paragraph", "text": "deep"}]}]}]},
            ]},
            {"type": "thinking", "text": "hm"},
            {"type": "table", "caption": "Prices", "cells": [[{"text": "a"}, {"text": "b"}], [{}, {"text": "2"}], [{}]]},
            {"type": "divider"},
            {"type": "pre", "language": "rust", "text": "let a = 1;\nlet b = 2;"},
            {"type": "mathematical_expression", "expression": "x^2"},
            {"type": "blockquote", "blocks": [{"type": "paragraph", "text": "To be"}], "credit": "W. S."},
            {"type": "details", "summary": "More", "blocks": [{"type": "paragraph", "text": "inside"}]},
            {"type": "photo", "photo": [], "caption": {"text": "A cat", "credit": "me"}},
            {"type": "hologram", "text": {"type": "shimmer", "text": "from the future"}},
            {"type": "buttons", "buttons": [{"text": "Yes"}, {"text": ["N", "o"]}]},
        ]});
        insta::assert_snapshot!(flatten(&message), @r"
        Plan

        Buy red paint🎨

        1. first
          more
        ☑ done
        • - deep

        Prices
        a | b
         | 2

        ———

        let a = 1;
        let b = 2;

        x^2

        To be
        — W. S.

        More
        inside

        A cat
        — me

        from the future

        Yes
        No
        ");
    }

    #[test]
    fn what_is_no_rich_message_has_no_text() {
        for value in
            [json!(null), json!({}), json!({"blocks": 3}), json!({"blocks": [null, 3, {"type": "list"}]})]
        {
            assert_eq!(flatten(&value), "");
        }
    }
}
