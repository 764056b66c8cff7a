//! What each construct becomes, written so that a reader sees it: `‹b›bold‹/›`.
//! One line of Markdown a case wherever one line is enough.

use super::super::text::{EntityKind, FormattedText};
use super::{render, render_partial, split};

/// A text with its entities as tags.
fn tagged(text: &FormattedText) -> String {
    let units: Vec<u16> = text.text.encode_utf16().collect();
    let mut edges: Vec<(usize, usize, usize, String)> = Vec::new();
    for (index, entity) in text.entities.iter().enumerate() {
        edges.push((entity.offset, 1, index, format!("‹{}›", name(&entity.kind))));
        edges.push((entity.offset + entity.length, 0, usize::MAX - index, "‹/›".to_owned()));
    }
    edges.sort();
    let mut tagged = String::new();
    let mut from = 0;
    for (at, _, _, tag) in edges {
        tagged += &String::from_utf16_lossy(&units[from..at]);
        tagged += &tag;
        from = at;
    }
    tagged + &String::from_utf16_lossy(&units[from..])
}

fn name(kind: &EntityKind) -> String {
    match kind {
        EntityKind::Bold => "b".to_owned(),
        EntityKind::Italic => "i".to_owned(),
        EntityKind::Underline => "u".to_owned(),
        EntityKind::Strikethrough => "s".to_owned(),
        EntityKind::Spoiler => "spoiler".to_owned(),
        EntityKind::Code => "code".to_owned(),
        EntityKind::Pre { language } => format!("pre {}", language.as_deref().unwrap_or("-")),
        EntityKind::TextLink { url } => format!("a {url}"),
        EntityKind::Blockquote => "quote".to_owned(),
        EntityKind::ExpandableBlockquote => "long quote".to_owned(),
    }
}

fn shows(markdown: &str, wanted: &str) {
    assert_eq!(tagged(&render(markdown)), wanted, "{markdown}");
}

fn shows_partial(markdown: &str, wanted: &str) {
    assert_eq!(tagged(&render_partial(markdown)), wanted, "{markdown}");
}

#[test]
fn emphasis() {
    shows(
        "**b** *i* ***both*** ~~s~~ ||x|| `c`",
        "‹b›b‹/› ‹i›i‹/› ‹b›‹i›both‹/›‹/› ‹s›s‹/› ‹spoiler›x‹/› ‹code›c‹/›",
    );
    shows(
        "слово**внутри**слова, **«кавычки»**, **слово:**текст",
        "слово‹b›внутри‹/›слова, ‹b›«кавычки»‹/›, ‹b›слово:‹/›текст",
    );
    shows(
        "2*3*4, a**b, snake_case, __init__.py, **kwargs, 2 ** 3, a || b || c",
        "2*3*4, a**b, snake_case, __init__.py, **kwargs, 2 ** 3, a || b || c",
    );
    shows("**bold with `code` inside**", "‹b›bold with‹/› ‹code›code‹/› ‹b›inside‹/›");
    shows("**Вывод: незакрытый", "‹b›Вывод: незакрытый‹/›");
    shows("H~2~O, x^2^, \\*stars\\* &amp; &copy;", "H₂O, x², *stars* & ©");
}

#[test]
fn links_and_pictures() {
    shows(
        "[text](https://a.example/x_(y)) <https://b.example>",
        "‹a https://a.example/x_(y)›text‹/› ‹a https://b.example›https://b.example‹/›",
    );
    shows(
        "[js](javascript:alert(1)), [local](http://localhost:80/), [file](/a/b), [part](#c), [mail](mailto:a@b.example)",
        "js (javascript:alert(1)), local (http://localhost:80/), file (/a/b), part, mail (a@b.example)",
    );
    shows(
        "![alt](https://a.example/p.jpg) ![](https://a.example/p.jpg) [![badge](https://i.example/x.svg)](https://ci.example)",
        "‹a https://a.example/p.jpg›🖼 alt‹/› ‹a https://a.example/p.jpg›🖼 p.jpg‹/› ‹a https://ci.example›🖼 badge‹/›",
    );
    shows(
        "bare https://a.example/x_y_z?q=*1*&copy=2, [`code`](https://a.example)",
        "bare https://a.example/x_y_z?q=*1*&copy=2, ‹a https://a.example›code‹/›",
    );
    shows(
        "[ref][1] and note[^1], [^note]\n\n[1]: https://a.example\n[^1]: First.\n[^note]: Second.",
        "‹a https://a.example›ref‹/› and note¹, [note]\n¹ First.\n[note] Second.",
    );
}

#[test]
fn blocks() {
    shows(
        "# One\ntext\n## Two **bold**\n\ntext\n### Three\ntext",
        "‹b›One‹/›\n\ntext\n\n‹b›Two bold‹/›\n\ntext\n\n‹b›Three‹/›\ntext",
    );
    shows("a  \nb\\\nc\nd\n\n\n\ne", "a\nb\nc\nd\n\ne");
    shows("a\n\n---\n\nb", "a\n\n──────────\n\nb");
    shows("```rust ignore\nfn main() {}\n```", "‹pre rust›fn main() {}‹/›");
    shows("text:\n\n    indented\n      more\n", "text:\n\n‹pre -›indented\n  more‹/›");
    shows("```\n\n    first\n\tsecond\n\n```", "‹pre -›\u{a0}   first\n    second‹/›");
}

#[test]
fn lists() {
    shows("- a\n  - b\n    - c\n- d", "• a\n   ◦ b\n      ▪ c\n• d");
    shows("1. a\n   more\n   - b\n\n2. c\n5. d", "1. a\n   more\n   • b\n\n2. c\n5. d");
    shows("1. a\n1. b\n1. c", "1. a\n2. b\n3. c");
    shows("- [ ] open\n- [x] **done**", "☐ open\n☑ ‹b›done‹/›");
    shows("1. run:\n   ```sh\n   ls\n   ```\n2. done", "1. run:\n‹pre sh›ls‹/›\n2. done");
    shows("3) three\n4) four\n\n- \n- x", "3) three\n4) four\n\n•\n• x");
}

#[test]
fn quotes() {
    shows("> a **b**\n> c\n\nd", "‹quote›a ‹b›b‹/›\nc‹/›\n\nd");
    shows("> a\n> > b\n> > c\n>\n> d", "‹quote›a\n› b\n› c\n\nd‹/›");
    shows("> look:\n> ```js\n> x\n> ```\n> end", "‹quote›look:‹/›\n‹pre js›x‹/›\n‹quote›end‹/›");
    shows("> [!WARNING]\n> careful", "‹quote›⚠\u{fe0f} ‹b›Warning‹/›\ncareful‹/›");
    shows("> 1\n> 2\n> 3\n> 4\n> 5\n> 6", "‹long quote›1\n2\n3\n4\n5\n6‹/›");
}

#[test]
fn tables() {
    shows(
        "| Язык | ★ | Год |\n|:--|:-:|--:|\n| Rust | 🦀 | 2015 |\n| C | `*` | 72 |",
        "‹pre -›Язык │ ★  │  Год\n─────┼────┼─────\nRust │ 🦀 │ 2015\nC    │ *  │   72‹/›",
    );
    shows(
        "| Name | Link | Why |\n|---|---|---|\n| **A** | [x](https://a.example) | b |\n| C | | d |",
        "Name: ‹b›A‹/›\n• Link: ‹a https://a.example›x‹/›\n• Why: b\n\nName: ‹b›C‹/›\n• Why: d",
    );
    shows(
        "Key | Value\n--- | ---\na | this cell is far too long to be shown in a column on a telephone\nb | c",
        "‹i›Key — Value‹/›\n• ‹b›a‹/› — this cell is far too long to be shown in a column on a telephone\n• ‹b›b‹/› — c",
    );
}

#[test]
fn formulas() {
    shows(
        "цена $5 и $10, при $x^2 \\le \\frac{a+b}{2}$ и \\(n \\to \\infty\\)",
        "цена $5 и $10, при x² ≤ (a+b)/2 и n → ∞",
    );
    shows("\\[\nE = mc^2\n\\]\n\n$$\\sum_{i=1}^n i = \\frac{n(n+1)}{2}$$", "E = mc²\n\n∑ᵢ₌₁ⁿ i = n(n+1)/2");
    shows(
        "$$f(x) = \\begin{cases} 1, & x > 0 \\\\ 0, & x \\le 0 \\end{cases}$$",
        "f(x) =\n⎨ 1, x > 0\n⎨ 0, x ≤ 0",
    );
    shows("`$x$`, \\[not a formula\\], $\\ce{H2O}$", "‹code›$x$‹/›, [not a formula], ‹code›\\ce{H2O}‹/›");
}

#[test]
fn html() {
    shows(
        "<b>b</b><br>x <u>u</u> <kbd>Ctrl</kbd> H<sub>2</sub>O <span style=\"x\">s</span> <your name> 1 < 2 <!-- no -->",
        "‹b›b‹/›\nx ‹u›u‹/› ‹code›Ctrl‹/› H₂O s <your name> 1 < 2",
    );
    shows(
        "<a href=\"https://a.example\">a</a> <img src=\"https://a.example/p.png\" alt=\"pic\">",
        "‹a https://a.example›a‹/› ‹a https://a.example/p.png›🖼 pic‹/›",
    );
    shows("<details><summary>More</summary>\n\ninside\n\n</details>", "‹b›More‹/›\n\ninside");
    shows(
        "<!DOCTYPE html>\n<html><body>hi</body></html>",
        "‹pre html›<!DOCTYPE html>\n<html><body>hi</body></html>‹/›",
    );
    shows("<ul>\n<li>one</li>\n<li>two &amp; three</li>\n</ul>", "• one\n• two & three");
}

#[test]
fn answers_that_are_still_being_written() {
    shows_partial("**bo", "‹b›bo‹/›");
    shows_partial("**bold*", "‹b›bold‹/›");
    shows_partial("a *it", "a ‹i›it‹/›");
    shows_partial("see `co", "see ‹code›co‹/›");
    shows_partial("see [the guide](https://exa", "see");
    shows_partial("1.", "1.");
    shows_partial("text\n\n```py", "text");
    shows_partial("text\n\n```py\nx = 1\n``", "text\n\n‹pre py›x = 1‹/›");
    shows_partial("| a | b |\n|---|---|\n| 1 | 2 |\n| 3 |", "‹pre -›a │ b\n──┼──\n1 │ 2‹/›");
    shows_partial("so \\(x^2 + \\fra", "so x² +");
    shows_partial("1. one\n2", "1. one");
    shows_partial("||secr", "‹spoiler›secr‹/›");
}

#[test]
fn nothing_to_see_is_empty() {
    for source in
        ["", " \n\n ", "<!-- x -->", "[a]: https://a.example", "&nbsp;", "\u{200b}", "**", "```\n```"]
    {
        let text = render(source);
        assert!(text.text.is_empty() == (source != "**"), "{source:?} {text:?}");
        assert!(split(FormattedText::default(), 10).is_empty());
    }
}

fn parts(markdown: &str, limit: usize) -> Vec<String> {
    split(render(markdown), limit).iter().map(tagged).collect()
}

#[test]
fn long_text_is_split_where_it_hurts_least() {
    assert_eq!(parts("One two.\n\nThree four.\n\nFive.", 25), ["One two.\n\nThree four.", "Five."]);
    assert_eq!(
        parts("First sentence. Second one is longer.", 24),
        ["First sentence.", "Second one is longer."]
    );
    assert_eq!(parts("**bold words go on and on**", 12), ["‹b›bold words‹/›", "‹b›go on and on‹/›"]);
    assert_eq!(
        parts("intro text\n\n```py\na = 1\nif a:\n    b = 2\n    c = 3\n```", 20),
        ["intro text\n\n‹pre py›a = 1‹/›", "‹pre py›if a:\n    b = 2‹/›", "‹pre py›\u{a0}   c = 3‹/›"]
    );
    assert_eq!(
        parts("a long intro text\n\n```py\na = 1\nb = 2\n```", 24),
        ["a long intro text", "‹pre py›a = 1\nb = 2‹/›"]
    );
    assert_eq!(
        parts("> quoted words that go on\n> and on", 16),
        ["‹quote›quoted words‹/›", "‹quote›that go on‹/›", "‹quote›and on‹/›"]
    );
    assert_eq!(parts("👨‍👩‍👧‍👦👨‍👩‍👧‍👦", 12), ["👨\u{200d}👩\u{200d}👧\u{200d}👦", "👨\u{200d}👩\u{200d}👧\u{200d}👦"]);
    assert_eq!(
        parts("some words before it\n\n## Heading\n\nand the text under it", 34),
        ["some words before it", "‹b›Heading‹/›\n\nand the text under it"]
    );
}

#[test]
fn a_part_carries_no_more_than_a_hundred_entities() {
    let text = render(&"**a** b ".repeat(250));
    let parts = split(text, 4096);
    assert_eq!(parts.iter().map(|part| part.entities.len()).collect::<Vec<_>>(), [100, 100, 50]);
}
