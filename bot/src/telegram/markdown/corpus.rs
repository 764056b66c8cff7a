//! Tests over the specifications' examples and real answers: all is accepted, no letter is lost.
//! The texts are under `tests/data/markdown/`; its README says where they come from.

use std::collections::HashMap;
use std::path::PathBuf;

use proptest::prelude::*;

use super::super::rich::Block;
use super::super::text::{CAPTION_LIMIT, EntityKind, FormattedText, MESSAGE_LIMIT};
use super::accept::acceptable;
use super::tidy::ENTITY_LIMIT;
use super::{content, content_partial, render, render_partial, split};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tests/data/markdown")
}

/// Every answer with its name.
fn answers() -> Vec<(String, String)> {
    let mut answers = Vec::new();
    for part in ["llm", "stream", "written"] {
        for file in std::fs::read_dir(folder().join(part)).unwrap() {
            let path = file.unwrap().path();
            answers.push((path.display().to_string(), std::fs::read_to_string(path).unwrap()));
        }
    }
    assert!(answers.len() > 90);
    answers.sort();
    answers
}

/// The examples of a specification: Markdown and the HTML it means.
fn examples(name: &str) -> Vec<(String, String)> {
    let json = std::fs::read_to_string(folder().join(name)).unwrap();
    let examples: Vec<serde_json::Value> = serde_json::from_str(&json).unwrap();
    let text = |example: &serde_json::Value, key: &str| example[key].as_str().unwrap().to_owned();
    examples.iter().map(|example| (text(example, "markdown"), text(example, "html"))).collect()
}

/// How often each letter and digit stands in a text, however raised, lowered or stroked.
fn letters(text: &str) -> HashMap<char, usize> {
    const FOLDED: &str = "⁰0¹1²2³3⁴4⁵5⁶6⁷7⁸8⁹9₀0₁1₂2₃3₄4₅5₆6₇7₈8₉9ⁿnⁱiₙnᵢiᵀtᵃaᵇbˣxₓx";
    let pairs: Vec<char> = FOLDED.chars().collect();
    let plain = |c: char| c < '²' || ('А'..='я').contains(&c);
    let fold = |c: char| if plain(c) { c } else { folded(&pairs, c) };
    let mut count = HashMap::new();
    for c in text.chars().filter(|c| c.is_alphanumeric()).map(fold).flat_map(char::to_lowercase) {
        *count.entry(c).or_insert(0) += 1;
    }
    count
}

fn folded(pairs: &[char], c: char) -> char {
    pairs.chunks_exact(2).find(|pair| pair[0] == c).map_or(c, |pair| pair[1])
}

/// How many letters of the first are missing in the second.
fn missing(wanted: &str, found: &str) -> usize {
    let found = letters(found);
    letters(wanted)
        .into_iter()
        .map(|(c, count)| count.saturating_sub(found.get(&c).copied().unwrap_or(0)))
        .sum()
}

/// A text without what stands between two signs on one line.
fn without(text: &str, open: &str, close: char) -> String {
    let mut rest = text;
    let mut kept = String::new();
    while let Some(start) = rest.find(open) {
        let Some(end) = rest[start..].find([close, '\n']).map(|end| start + end) else { break };
        kept.push_str(&rest[..start]);
        kept.push(' ');
        rest = &rest[end..];
    }
    kept + rest
}

fn unescaped(html: &str) -> String {
    html.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

/// The letters of Markdown a reader shall see: no addresses, tags, languages of code, names of TeX.
fn words(markdown: &str) -> String {
    let lines = markdown.lines().filter(|line| {
        let line = line.trim_start_matches([' ', '\t', '>', '-', '*']);
        let fence = line.starts_with("```") || line.starts_with("~~~");
        let definition = line.starts_with('[') && line.contains("]: http");
        !(fence || definition)
    });
    let text = lines.collect::<Vec<_>>().join("\n");
    let text = text.replace("{pmatrix}", "").replace("- [x]", "");
    let text = without(&without(&without(&text, "](", ')'), "<", '>'), "&", ';');
    let mut words = String::new();
    for (index, part) in text.split('\\').enumerate() {
        words.push_str(if index == 0 {
            part
        } else {
            part.trim_start_matches(|c: char| c.is_ascii_alphabetic())
        });
    }
    words
}

fn check(text: &FormattedText, source: &str) {
    if let Err(problem) = acceptable(text) {
        panic!("{problem}\nsource: {source:?}\ntext: {:?}\nentities: {:?}", text.text, text.entities);
    }
}

fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

fn check_split(text: &FormattedText, limit: usize, source: &str) {
    let parts = split(text.clone(), limit);
    for part in &parts {
        check(part, source);
        assert!(!part.is_empty() && part.len() <= limit, "{} of {limit} in {source:?}", part.len());
        assert!(part.entities.len() <= ENTITY_LIMIT);
    }
    let joined: String = parts.iter().map(|part| part.text.as_str()).collect();
    assert_eq!(bare(&joined), bare(&text.text), "split at {limit}: {source:?}");
}

fn check_examples(name: &str) {
    let examples = examples(name);
    assert!(examples.len() > 600);
    for (markdown, html) in examples {
        let text = render(&markdown);
        check(&text, &markdown);
        let wanted = unescaped(&without(&html.replace('\n', " "), "<", '>'));
        // Tags in attributes and what counts as a comment are beyond a test that strips tags by hand.
        if !markdown.contains("<!--") && !markdown.contains("bam = 'baz") {
            assert_eq!(
                missing(&wanted, &text.text),
                0,
                "{markdown:?} became {:?}, meant {html:?}",
                text.text
            );
        }
        check(&render_partial(&markdown), &markdown);
        check_split(&text, 16, &markdown);
    }
}

#[test]
fn examples_of_commonmark_are_accepted_and_whole() {
    check_examples("commonmark-spec.json");
}

#[test]
fn examples_of_gfm_are_accepted_and_whole() {
    check_examples("gfm-spec.json");
}

#[test]
fn real_answers_are_accepted_and_whole() {
    for (name, source) in answers() {
        let text = render(&source);
        check(&text, &name);
        assert_eq!(missing(&words(&source), &text.text), 0, "{name}");
        for limit in [100, 333, CAPTION_LIMIT, MESSAGE_LIMIT] {
            check_split(&text, limit, &name);
        }
    }
}

#[test]
fn answers_cut_at_every_fiftieth_character_are_accepted_and_whole() {
    for (name, source) in answers() {
        let ends = source.char_indices().map(|(at, _)| at).step_by(50);
        for (index, cut) in ends.map(|end| &source[..end]).enumerate() {
            let (text, partial) = (render(cut), render_partial(cut));
            check(&text, cut);
            check(&partial, cut);
            // Counting letters takes longer than rendering them.
            if index % 4 == 1 {
                let words = words(cut);
                assert_eq!(missing(&words, &text.text), 0, "{name}: {cut:?}");
                assert!(missing(&words, &partial.text) <= 300, "{name}: {cut:?}");
            }
        }
    }
}

const BOLD: u32 = 1;

/// For each UTF-16 position the looks that lie over it, as bits.
fn looks(text: &FormattedText) -> Vec<u32> {
    let mut looks = vec![0; text.len()];
    for entity in &text.entities {
        let bit = match &entity.kind {
            EntityKind::Bold => BOLD,
            EntityKind::Italic => 2,
            EntityKind::Underline => 4,
            EntityKind::Strikethrough => 8,
            EntityKind::Spoiler => 16,
            EntityKind::Code => 32,
            EntityKind::Pre { .. } => 64,
            EntityKind::TextLink { .. } => 128,
            EntityKind::Blockquote | EntityKind::ExpandableBlockquote => 256,
        };
        looks[entity.offset..entity.offset + entity.length].iter_mut().for_each(|look| *look |= bit);
    }
    looks
}

/// Length of the beginning that two texts share, in UTF-16 code units.
fn shared(one: &str, other: &str) -> usize {
    one.chars().zip(other.chars()).take_while(|(a, b)| a == b).map(|(c, _)| c.len_utf16()).sum()
}

/// Each beginning of the first letters of every answer: the cuts that a step of fifty leaves out.
#[test]
fn answers_cut_at_every_character_are_accepted() {
    for (name, source) in answers() {
        let ends = source.char_indices().map(|(at, _)| at);
        for cut in ends.take(120).map(|end| &source[..end]) {
            check(&render_partial(cut), cut);
            let content = content_partial(cut);
            assert!(content.rich.is_none_or(|rich| rich.fits()), "{name}: {cut:?}");
        }
    }
}

#[test]
fn rich_messages_lose_no_letter_of_real_answers() {
    let mut rich = 0;
    for (name, source) in answers() {
        let Some(message) = content(&source).rich else { continue };
        rich += 1;
        let wire = serde_json::to_value(&message).unwrap();
        let mut said = String::new();
        collect(&wire["blocks"], &mut said);
        assert_eq!(missing(&words(&source), &said), 0, "{name}");
    }
    assert!(rich > 30, "{rich} of them gain from it");
}

/// Every string of a message but the names of its parts.
fn collect(value: &serde_json::Value, said: &mut String) {
    match value {
        serde_json::Value::String(text) => said.push_str(text),
        serde_json::Value::Array(parts) => parts.iter().for_each(|part| collect(part, said)),
        serde_json::Value::Object(fields) => {
            if let Some(number) = fields.get("value") {
                said.push_str(&number.to_string());
            }
            let texts = fields.iter().filter(|(key, _)| *key != "type" && *key != "reference_name");
            texts.for_each(|(_, value)| collect(value, said));
        }
        _ => {}
    }
}

/// The finished blocks of a growing message stay what they were, but for the last one: text may become a title.
#[test]
fn the_blocks_of_a_growing_answer_stand_still() {
    let (mut steps, mut changed) = (0_usize, 0_usize);
    for (_, source) in answers() {
        let mut before: Vec<Block> = Vec::new();
        let ends = source.char_indices().map(|(at, _)| at).take(1200).step_by(29);
        for cut in ends.map(|end| &source[..end]) {
            let now = content_partial(cut).rich.map(|rich| rich.blocks).unwrap_or_default();
            let settled = before.len().min(now.len()).saturating_sub(1);
            steps += 1;
            changed += usize::from(before[..settled] != now[..settled]);
            before = now;
        }
    }
    assert!(changed * 500 <= steps, "{changed} of {steps} steps changed what stood above the end");
}

/// What is taken back or changes its look while an answer grows, counted over all answers.
#[test]
fn what_is_shown_stays_while_an_answer_grows() {
    let (mut steps, mut rewritten, mut restyled) = (0_usize, 0_usize, 0_usize);
    for (name, source) in answers() {
        let mut before = FormattedText::default();
        let ends = source.char_indices().map(|(at, _)| at).take(2000).step_by(13);
        for cut in ends.map(|end| &source[..end]) {
            let now = render_partial(cut);
            let same = shared(&before.text, &now.text);
            let (was, is) = (looks(&before), looks(&now));
            let lost = (0..same).find(|at| was[*at] & BOLD != 0 && is[*at] & BOLD == 0);
            assert_eq!(
                lost,
                None,
                "{name} at {:?}: {:?}",
                &cut[cut.char_indices().rev().nth(60).map_or(0, |(at, _)| at)..],
                now.text
            );
            restyled += usize::from(was[..same] != is[..same]);
            steps += 1;
            if same < before.len() {
                rewritten += 1;
            }
            before = now;
        }
    }
    // When this was written 18 of 12,978 did: of steps of one letter fewer than one in two thousand.
    assert!(rewritten * 600 <= steps, "{rewritten} of {steps} steps took back letters that were shown");
    assert!(restyled * 1000 <= steps, "{restyled} of {steps} steps gave shown letters another look");
}

#[test]
fn one_mark_over_and_over_is_accepted() {
    for mark in [
        "[",
        "` ",
        "**a ",
        "*a_ ",
        "$x ",
        "\\(",
        "> ",
        "- ",
        "||a",
        "<b>",
        "![](",
        "|\n",
        "1. a\n",
        "~~a",
        "[^1]",
        "👨‍👩‍👧",
    ] {
        let source = mark.repeat(4000 / mark.len());
        let text = render(&source);
        check(&text, mark);
        check(&render_partial(&source), mark);
        for part in split(text, CAPTION_LIMIT) {
            check(&part, mark);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_text_is_accepted(source in ".{0,200}") {
        check(&render(&source), &source);
        check(&render_partial(&source), &source);
    }

    #[test]
    fn any_markup_is_accepted(source in "([a-zЖ😀 \u{301}]|\\*|\\*\\*|_|~~|\\|\\||`|```|\n|\n\n|> |- |1\\. |#|\\[|\\]\\(|\\)|<b>|</b>|<|>|\\$|\\\\|\\||---|http://a\\.b|    |&amp;){0,60}") {
        let text = render(&source);
        check(&text, &source);
        check(&render_partial(&source), &source);
        for limit in [1, 2, 7, 40] {
            check_parts(&text, limit)?;
        }
    }

    #[test]
    fn split_loses_no_letter(source in "(\\*\\*|`|```\n|[a-zа-я🇷👩\u{200d}\u{301}]{1,9}|[ \n.]){0,80}", limit in 1_usize..60) {
        check_parts(&render(&source), limit)?;
        let lines: Vec<&str> = source.split('\n').filter(|line| !line.is_empty()).collect();
        check_parts(&FormattedText::plain(lines.join("\n")), limit)?;
    }
}

fn check_parts(text: &FormattedText, limit: usize) -> Result<(), TestCaseError> {
    let parts = split(text.clone(), limit);
    for part in &parts {
        prop_assert!(acceptable(part).is_ok(), "{:?} {:?}", acceptable(part), part);
        // A character outside the basic plane takes two units and cannot be cut.
        prop_assert!(part.len() <= limit.max(2), "{part:?}");
    }
    let joined: String = parts.iter().map(|part| part.text.as_str()).collect();
    let visible = |text: &str| text.chars().filter(|c| !super::clean::invisible(*c)).collect::<String>();
    prop_assert_eq!(visible(&joined), visible(&text.text));
    Ok(())
}
