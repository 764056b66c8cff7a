//! HTML in an answer: tags that say how text looks become formatting, tags that lay out a page go away.
//! It does not parse HTML: what is no tag it knows stays as text, so that nothing a reader needs is lost.

use super::super::text::EntityKind;
use super::inline::Inline;
use super::link;

/// Tags of a page that carry no look of their own. Anything else in angle brackets is a word: `<your name>`.
const SILENT: [&str; 48] = [
    "span",
    "font",
    "small",
    "big",
    "center",
    "section",
    "article",
    "main",
    "header",
    "footer",
    "nav",
    "aside",
    "figure",
    "figcaption",
    "picture",
    "source",
    "table",
    "thead",
    "tbody",
    "tfoot",
    "colgroup",
    "col",
    "caption",
    "ul",
    "ol",
    "dl",
    "details",
    "abbr",
    "cite",
    "q",
    "dfn",
    "time",
    "data",
    "bdi",
    "bdo",
    "ruby",
    "rt",
    "rp",
    "wbr",
    "label",
    "fieldset",
    "legend",
    "address",
    "hgroup",
    "mark",
    "var",
    "sub",
    "sup",
];
const LINES: [&str; 14] =
    ["p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "dt", "dd", "hr", "blockquote", "pre"];

/// One tag taken apart.
struct Tag<'a> {
    name: String,
    closing: bool,
    inside: &'a str,
}

impl<'a> Tag<'a> {
    fn read(source: &'a str) -> Option<Self> {
        let inside = source.strip_prefix('<')?.strip_suffix('>')?;
        let (closing, inside) = inside.strip_prefix('/').map_or((false, inside), |rest| (true, rest));
        let end = inside.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(inside.len());
        let name = inside[..end].to_ascii_lowercase();
        name.starts_with(|c: char| c.is_ascii_alphabetic()).then_some(Self {
            name,
            closing,
            inside: &inside[end..],
        })
    }

    /// The value of an attribute, quoted or not.
    fn attribute(&self, name: &str) -> Option<&'a str> {
        let lower = self.inside.to_ascii_lowercase();
        let at = lower.find(&format!("{name}="))? + name.len() + 1;
        let value = self.inside.get(at..)?;
        match value.chars().next()? {
            quote @ ('"' | '\'') => value[1..].split(quote).next(),
            _ => value.split([' ', '/', '>']).next(),
        }
    }
}

/// What a tag in a line of text stands for.
pub(super) fn inline(source: &str) -> Vec<Inline> {
    if source.starts_with("<!--") {
        return vec![];
    }
    let Some(tag) = Tag::read(source) else { return vec![Inline::Text(source.to_owned())] };
    if let Some(kind) = style(&tag.name) {
        return vec![if tag.closing { Inline::Close(kind) } else { Inline::Open(kind) }];
    }
    match tag.name.as_str() {
        "br" => vec![Inline::Break],
        "a" if tag.closing => vec![Inline::Close(EntityKind::TextLink { url: String::new() })],
        "a" => anchor(&tag),
        "img" => picture(&tag),
        "li" if !tag.closing => vec![Inline::Break, Inline::Text("• ".to_owned())],
        "td" | "th" if tag.closing => vec![Inline::Text("  ".to_owned())],
        "li" | "td" | "th" => vec![],
        "summary" if tag.closing => vec![Inline::Close(EntityKind::Bold), Inline::Break],
        "summary" => vec![Inline::Break, Inline::Open(EntityKind::Bold)],
        name if LINES.contains(&name) => vec![Inline::Break],
        name if SILENT.contains(&name) => vec![],
        _ => vec![Inline::Text(source.to_owned())],
    }
}

fn style(name: &str) -> Option<EntityKind> {
    Some(match name {
        "b" | "strong" => EntityKind::Bold,
        "i" | "em" => EntityKind::Italic,
        "u" | "ins" => EntityKind::Underline,
        "s" | "del" | "strike" => EntityKind::Strikethrough,
        "tg-spoiler" | "spoiler" => EntityKind::Spoiler,
        "code" | "kbd" | "tt" | "samp" => EntityKind::Code,
        _ => return None,
    })
}

fn anchor(tag: &Tag<'_>) -> Vec<Inline> {
    let url = tag.attribute("href").and_then(link::accepted);
    url.map(|url| Inline::Open(EntityKind::TextLink { url })).into_iter().collect()
}

fn picture(tag: &Tag<'_>) -> Vec<Inline> {
    let address = tag.attribute("src").unwrap_or_default();
    let words =
        tag.attribute("alt").filter(|alt| !alt.trim().is_empty()).unwrap_or_else(|| link::file_name(address));
    let label = Inline::Text(format!("🖼 {words}"));
    match link::accepted(address) {
        Some(url) => {
            let kind = EntityKind::TextLink { url };
            vec![Inline::Open(kind.clone()), label, Inline::Close(kind)]
        }
        None => vec![label],
    }
}

/// Whether a block of HTML is source code that someone wants to see, and in which language.
pub(super) fn code_language(block: &str) -> Option<&'static str> {
    let lower = block.trim_start().to_ascii_lowercase();
    if lower.starts_with("<?php") {
        return Some("php");
    }
    if lower.starts_with("<?xml") {
        return Some("xml");
    }
    const PAGE: [&str; 9] =
        ["<!doctype", "<html", "<head", "<body", "<script", "<style", "<svg", "<meta", "<link"];
    PAGE.iter().any(|start| lower.starts_with(start)).then_some("html")
}

/// A block of HTML, taken apart at what people fold and unfold.
pub(super) enum Unfolding<'a> {
    Text(&'a str),
    Begin,
    /// The line that is always shown begins, or ends.
    Summary(bool),
    End,
}

/// A block of HTML in its pieces.
pub(super) fn unfolding(source: &str) -> Vec<Unfolding<'_>> {
    let mut pieces = Vec::new();
    let ends = Ends::of(source);
    let (mut from, mut at) = (0, 0);
    while let Some(start) = source[at..].find('<').map(|start| at + start) {
        let length = ends.tag_length(start, &source[start..]).unwrap_or(1);
        at = start + length;
        let tag = Tag::read(&source[start..at]);
        let piece = tag.and_then(|tag| match (tag.name.as_str(), tag.closing) {
            ("details", false) => Some(Unfolding::Begin),
            ("details", true) => Some(Unfolding::End),
            ("summary", closing) => Some(Unfolding::Summary(!closing)),
            _ => None,
        });
        if let Some(piece) = piece {
            pieces.extend([Unfolding::Text(&source[from..start]), piece]);
            from = at;
        }
    }
    pieces.push(Unfolding::Text(&source[from..]));
    pieces
}

/// A block of HTML as a paragraph: tags as above, everything between them as text.
pub(super) fn block(source: &str) -> Vec<Inline> {
    let mut found = Vec::new();
    let ends = Ends::of(source);
    let mut rest = source;
    while let Some(start) = rest.find('<') {
        found.push(Inline::Text(between(&rest[..start])));
        let tail = &rest[start..];
        let length = ends.tag_length(source.len() - tail.len(), tail);
        found.extend(match length {
            Some(length) => inline(&tail[..length]),
            None => vec![Inline::Text("<".to_owned())],
        });
        rest = &tail[length.unwrap_or(1)..];
    }
    found.push(Inline::Text(between(rest)));
    found
}

/// Text between tags; a line end beside a tag is no more than a blank.
fn between(text: &str) -> String {
    let inner = text.trim_matches(['\n', ' ']);
    let before = if text.starts_with(['\n', ' ']) { " " } else { "" };
    let after = if text.ends_with(['\n', ' ']) { " " } else { "" };
    format!("{before}{}{after}", unescaped(inner))
}

/// Where the last tag and the last comment end: behind that nobody needs to look for an end.
struct Ends {
    tag: usize,
    comment: usize,
}

impl Ends {
    fn of(source: &str) -> Self {
        let last = |end: &str| source.rfind(end).map_or(0, |at| at + end.len());
        Self { tag: last(">"), comment: last("-->") }
    }

    /// Length of the tag or comment that begins here.
    fn tag_length(&self, at: usize, tail: &str) -> Option<usize> {
        if tail.starts_with("<!--") {
            let end = if at < self.comment { tail.find("-->") } else { None };
            return end.map(|end| end + 3);
        }
        let named = tail[1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/');
        if !named || at >= self.tag {
            return None;
        }
        tail.find('>').map(|end| end + 1)
    }
}

fn unescaped(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&nbsp;", "\u{a0}"), ("&amp;", "&")]
        .iter()
        .fold(text.to_owned(), |text, (name, letter)| text.replace(name, letter))
}
