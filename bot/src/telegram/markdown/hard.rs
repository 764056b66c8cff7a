//! Answers that nobody would write and a model in a loop does: one mark for ever, nests without an end, and pieces in
//! any order, cut anywhere. They cost no more than their length, and nothing of them is refused or lost.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::super::text::{EntityKind, FormattedText, MESSAGE_LIMIT};
use super::accept::acceptable;
use super::{content, content_partial, render, render_partial, split};

/// What a model in a loop repeats.
const MARKS: [&str; 40] = [
    "[a](",
    "*",
    "_",
    "[",
    "> ",
    ">",
    "`",
    "|",
    "| a ",
    "**",
    "**a ",
    "*a_ ",
    "``` ",
    "~",
    "~~a",
    "||a",
    "$x ",
    "$$",
    "\\(",
    "\\[",
    "{",
    "<b>",
    "<",
    "![](",
    "[^1]",
    "[a]",
    "](",
    "&",
    "\\",
    "1. a\n",
    "- a\n",
    "|\n",
    "| a | b |\n",
    "# ",
    "\n\n- ",
    "http://a.b ",
    "[^",
    "h",
    "&#",
    "- [ ] a\n",
];

/// So many units of each mark, so deep a nest, as Markdown.
fn hard(bytes: usize) -> Vec<(String, String)> {
    let repeated = MARKS.iter().map(|mark| ((*mark).to_owned(), mark.repeat(bytes / mark.len())));
    let depth = bytes.isqrt();
    let nest = |before: &str, mark: &str| -> String {
        (0..depth).flat_map(|n| [before.repeat(n), mark.to_owned(), "a\n".to_owned()]).collect()
    };
    let table = format!("| a | b |\n|---|---|\n{}", "| **1** | `2` |\n".repeat(bytes / 16));
    let wide = format!(
        "{}|\n{}|\n{}|\n",
        "| a ".repeat(bytes / 12),
        "|---".repeat(bytes / 12),
        "| b ".repeat(bytes / 12)
    );
    let nests = [
        ("a nest of lists", nest("  ", "- ")),
        ("a nest of numbers", nest("   ", "1. ")),
        ("a nest of quotes", nest("> ", "")),
        ("a table", table),
        ("a wide table", wide),
        ("an open formula", format!("$$ {}", "\\frac{a}{b} + ".repeat(bytes / 14))),
        ("an open fence", format!("```\n{}", "let a = 1;\n".repeat(bytes / 11))),
        ("bold that does not end", format!("**{}", "word ".repeat(bytes / 5))),
        ("a link that does not end", format!("[{}", "word ".repeat(bytes / 5))),
    ];
    repeated.chain(nests.map(|(name, source)| (name.to_owned(), source))).collect()
}

/// What is done with an answer, at its end and on the way.
fn work(source: &str) -> [(&'static str, Duration); 4] {
    let timed = |work: &dyn Fn()| {
        let begun = Instant::now();
        work();
        begun.elapsed()
    };
    let text = render(source);
    [
        ("whole", timed(&|| drop(content(source)))),
        ("growing", timed(&|| drop(content_partial(source)))),
        ("text", timed(&|| drop(render_partial(source)))),
        ("split", timed(&|| drop(split(text.clone(), MESSAGE_LIMIT)))),
    ]
}

/// For whoever changes the reader: what costs how much. `cargo test -p atelier -- --ignored hard --nocapture`
#[test]
#[ignore = "it measures and judges nothing"]
fn what_it_costs() {
    for ((name, short), (_, long)) in hard(4_000).into_iter().zip(hard(50_000)) {
        for ((what, few), (_, many)) in work(&short).into_iter().zip(work(&long)) {
            let ratio = many.as_secs_f64() / few.as_secs_f64().max(1e-6);
            if few.as_millis() > 50 || many.as_millis() > 600 || ratio > 40.0 && many.as_millis() > 100 {
                eprintln!("{name:?} {what}: 4 kB {few:?}, 50 kB {many:?}, {ratio:.0} times");
            }
        }
    }
}

/// What costs the square of its length costs sixty-four times as much then. Both are measured side by side, and again
/// where one look does not tell.
#[test]
fn what_is_eight_times_as_long_costs_about_eight_times_as_much() {
    let once = |source: &str| work(source).map(|(_, took)| took).iter().sum::<Duration>();
    let best = |source: &str| (0..3).map(|_| once(source)).min().unwrap();
    for ((name, short), (_, long)) in hard(2_000).into_iter().zip(hard(16_000)) {
        let few = best(&short).max(Duration::from_millis(10));
        let first = once(&long);
        let many = if first > few * 16 { best(&long) } else { first };
        assert!(many <= few * 36, "{name:?}: {few:?} for 2 kB, {many:?} for 16 kB");
    }
}

/// Pieces of which answers are made, whole and half.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "word ",
        "слово ",
        "😀",
        "🇷🇺",
        "👩\u{200d}👧",
        "\n",
        "\n\n",
        "- item\n",
        "  - deeper\n",
        "1. one\n",
        "> quote\n",
        "> > deep\n",
        "# Title\n",
        "---\n",
        "- [x] done\n",
        "| a | b |\n|---|---|\n| **1** | `2` |\n",
        "| 3 | 4 |\n",
        "```rust\nlet a = 1;\n```\n",
        "```\n",
        "`code`",
        "`",
        "**bold**",
        "**",
        "*it*",
        "*",
        "_",
        "__",
        "~~gone~~",
        "~~",
        "||hidden||",
        "||",
        "[link](https://a.b/c)",
        "[",
        "](",
        "![p](https://a.b/p.png)",
        "[^1]",
        "[^1]: note\n",
        "https://a.b/c?d=e ",
        "<b>b</b>",
        "<br>",
        "<",
        "&amp;",
        "&",
        "$x^2$",
        "$5 ",
        "$$\n\\frac{a}{b}\n$$",
        "\\(n\\)",
        "\\[",
        "\\",
        "    code\n",
        "\t",
    ]);
    prop::collection::vec(piece, 0..14).prop_map(|pieces| pieces.concat())
}

/// The letters that are bold, in their order.
fn bold(text: &FormattedText) -> Vec<bool> {
    let mut bold = vec![false; text.len()];
    for entity in text.entities.iter().filter(|entity| entity.kind == EntityKind::Bold) {
        bold[entity.offset..entity.offset + entity.length].fill(true);
    }
    bold
}

/// What a reader sees of it, without spaces.
fn seen(text: &FormattedText) -> String {
    text.text.chars().filter(|c| c.is_alphanumeric()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    /// Every cut of anything: accepted as text and as a rich message, and put together again where it is split.
    #[test]
    fn pieces_in_any_order_are_accepted_at_every_cut(source in pieces()) {
        for (at, _) in source.char_indices().chain([(source.len(), ' ')]) {
            let cut = &source[..at];
            let (whole, growing) = (content(cut), content_partial(cut));
            for text in [&whole.text, &growing.text] {
                prop_assert!(acceptable(text).is_ok(), "{:?} of {cut:?}", acceptable(text));
            }
            for rich in [&whole.rich, &growing.rich].into_iter().flatten() {
                prop_assert!(rich.fits(), "{cut:?}");
            }
            for limit in [7, 40] {
                let parts = split(whole.text.clone(), limit);
                let joined: String = parts.iter().map(seen).collect();
                prop_assert_eq!(&joined, &seen(&whole.text), "{:?} at {}", cut, limit);
                let refused = parts.iter().find_map(|part| acceptable(part).err());
                prop_assert!(refused.is_none(), "{refused:?} of {cut:?} at {limit}");
            }
        }
    }

    /// Bold words in any company keep their letters and their look while the rest arrives.
    #[test]
    fn what_is_bold_stays_bold_whatever_follows(before in "([a-zа-я][a-zа-я ]{0,11})?", after in pieces()) {
        let source = format!("{before}**bold words** and {after}");
        let begun = source.len() - after.len();
        for (at, _) in after.char_indices() {
            let text = render_partial(&source[..begun + at]);
            // Bars behind it make its line the head of a table: that waits for its first row, and is code where it is text.
            let head = source.lines().next().is_some_and(|line| line.contains('|'));
            let Some(found) = text.text.find("bold words") else {
                prop_assert!(head, "{:?} of {:?}", text, &source[..begun + at]);
                continue;
            };
            let from = text.text[..found].encode_utf16().count();
            let looks = bold(&text);
            let kept = looks[from..from + 10].iter().all(|bold| *bold);
            prop_assert!(kept || head, "{:?} of {:?}", text, &source[..begun + at]);
        }
    }
}
