//! The end of an answer that is still being written, cut so that nothing shown has to be taken back.
//! It holds back what cannot be told yet and closes code and formulas; it leaves everything before the end alone.

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag};

use super::formula::is_mathematics;
use super::halves::{bare, half_entity, half_link, half_table, half_tag};
use super::render::options;
use super::scan::{End, Scan, scan};

/// How far a dollar sign may be followed before it must have shown to be a formula, in characters.
const DOLLAR_PATIENCE: usize = 24;

/// What to do with a formula that is not complete.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Formulas {
    /// Its beginning is shown, as far as it can be read.
    Shown,
    /// It is held back.
    Awaited,
}

/// The source with its end settled, as Markdown that can be rendered.
pub(super) fn settled(source: &str, formulas: Formulas) -> String {
    let mut text = source.to_owned();
    if ends_in_indented_code(&text) {
        return text;
    }
    // Each round removes something, and few ends need more than three.
    for _ in 0..32 {
        match step(&text, formulas) {
            Step::Done => break,
            Step::Cut(at) => text.truncate(at),
            Step::Close(at, close) => {
                text.truncate(at);
                text.push_str(&close);
                break;
            }
        }
    }
    text
}

enum Step {
    Done,
    /// Hold back everything from here on.
    Cut(usize),
    /// Cut here and close what is open; nothing behind it is left to settle.
    Close(usize, String),
}

fn step(text: &str, formulas: Formulas) -> Step {
    let scan = scan(text);
    if let End::Fence { line } = scan.end {
        return Step::Close(fence_end(text, line), String::new());
    }
    if let Some(row) = half_table(text, scan.last_block) {
        return Step::Cut(row);
    }
    match scan.end {
        End::Code { at, ticks } => {
            let end = text.trim_end_matches('`').trim_end().len().max(at + ticks);
            Step::Close(end, "`".repeat(ticks))
        }
        End::Formula { at, inside, close } if is_formula(text, at, inside, close) => {
            match formula_end(text, inside).filter(|_| formulas == Formulas::Shown) {
                None => Step::Cut(at),
                Some(end) => Step::Close(end, close.to_owned()),
            }
        }
        End::Formula { at, inside, close: "$" } if text[inside..].chars().count() < DOLLAR_PATIENCE => {
            Step::Cut(at)
        }
        _ => text_end(text, &scan).map_or(Step::Done, Step::Cut),
    }
}

/// Code without a fence is letters: nothing in it is begun. Only the parser knows it from the paragraph of an item.
fn ends_in_indented_code(text: &str) -> bool {
    let written = text.trim_end();
    let line = &written[line_start(written)..];
    if !line.starts_with("    ") && !line.starts_with('\t') {
        return false;
    }
    let at = written.len() - 1;
    let mut events = Parser::new_ext(text, options()).into_offset_iter();
    events.any(|(event, range)| {
        matches!(event, Event::Start(Tag::CodeBlock(CodeBlockKind::Indented))) && range.contains(&at)
    })
}

fn line_start(text: &str) -> usize {
    text.rfind('\n').map_or(0, |at| at + 1)
}

/// Where an open block of code ends for now: before half an opening line, before what may become its closing line.
fn fence_end(text: &str, opening: usize) -> usize {
    let last = line_start(text);
    if last <= opening {
        return opening;
    }
    let line = bare(&text[last..]).trim_end();
    let closing = !line.is_empty() && (line.chars().all(|c| c == '`') || line.chars().all(|c| c == '~'));
    if closing { last } else { text.len() }
}

fn is_formula(text: &str, at: usize, inside: usize, close: &str) -> bool {
    match close {
        "$" => text[inside..].contains(['\\', '^', '_', '=']),
        "\\]" | "\\)" => is_mathematics(&text[inside..]),
        _ => at <= inside,
    }
}

/// Where the last whole command of an open formula ends, if there is one.
fn formula_end(text: &str, inside: usize) -> Option<usize> {
    let tail = &text[inside..];
    let command = tail.rfind('\\').filter(|at| tail[at + 1..].chars().all(|c| c.is_ascii_alphabetic()));
    let tail = without_half_group(&tail[..command.unwrap_or(tail.len())]);
    let tail = tail.trim_end_matches(['^', '_', '{', '$', ' ', '\n', '>', '\\']);
    let tail = ["\\left", "\\right", "\\begin"]
        .iter()
        .fold(tail, |tail, half| tail.strip_suffix(half).unwrap_or(tail))
        .trim_end();
    (!tail.is_empty()).then_some(inside + tail.len())
}

/// A formula up to the group or the fraction that is not complete.
fn without_half_group(tail: &str) -> &str {
    let mut open = Vec::new();
    for (at, c) in tail.char_indices().filter(|(at, _)| !tail[..*at].ends_with('\\')) {
        match c {
            '{' => open.push(at),
            '}' => drop(open.pop()),
            _ => {}
        }
    }
    let whole = &tail[..open.first().copied().unwrap_or(tail.len())];
    let command = whole.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let whole = if open.is_empty() { whole } else { command.strip_suffix('\\').unwrap_or(whole) };
    let Some(fraction) = whole.rfind("frac") else { return whole };
    let groups = whole[fraction..].matches('}').count() - whole[fraction..].matches("\\}").count();
    let short = whole[fraction + 4..].starts_with(|c: char| c.is_ascii_digit());
    if groups >= 2 || short { whole } else { whole[..fraction].trim_end_matches(['d', 't', 'c', '\\']) }
}

fn text_end(text: &str, scan: &Scan) -> Option<usize> {
    let line = line_start(text);
    let cut = only_marker(&text[line..], line > 0).then_some(line);
    let cut = cut.or_else(|| trailing_marks(text, scan.whole_until));
    let cut = cut.or_else(|| half_tag(text, scan.last_block));
    let cut = cut.or_else(|| half_entity(text, line));
    cut.or_else(|| half_link(text, scan.last_block))
}

/// A line that so far consists of the mark of a block: `###`, `- `, `12.`, `> `, `- [x`, `---`.
/// A number is one only where it may count on a list: the first thing of an answer may be all of it.
fn only_marker(line: &str, follows: bool) -> bool {
    let mut rest = bare(line).trim_end();
    if rest.is_empty() {
        return line.contains('>');
    }
    let task = rest.strip_prefix(['-', '*', '+']).map(str::trim_start);
    if task.is_some_and(|task| matches!(task, "[" | "[ " | "[ ]" | "[x" | "[x]" | "[X" | "[X]")) {
        return true;
    }
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    if (1..=3).contains(&digits) {
        rest = &rest[digits..];
        return follows && matches!(rest, "" | "." | ")");
    }
    ['#', '-', '=', '+', '*'].into_iter().any(|mark| rest.chars().all(|c| c == mark))
}

/// Where marks at the very end begin, which may be half of something: `**`, `` ` ``, `![`, half a flag.
fn trailing_marks(text: &str, floor: usize) -> Option<usize> {
    let blank = text.trim_end_matches(' ');
    let (whole, end) = blank.split_at(floor.min(blank.len()));
    let kept = end.trim_end_matches(['*', '_', '~', '|', '`', '\\', '$', '[', '<', '\u{200d}']);
    let kept = if end[kept.len()..].starts_with('[') { kept.strip_suffix('!').unwrap_or(kept) } else { kept };
    let flags = kept.chars().rev().take_while(|c| matches!(c, '\u{1f1e6}'..='\u{1f1ff}')).count();
    let kept = if flags % 2 == 1 { &kept[..kept.len() - 4] } else { kept };
    (kept.len() < end.len()).then_some(whole.len() + kept.len())
}

#[cfg(test)]
mod tests {
    use super::Formulas;

    fn settled(source: &str) -> String {
        super::settled(source, Formulas::Shown)
    }

    #[test]
    fn half_markers_are_held_back() {
        let cases = [
            ("text\n5. *", "text\n"),
            ("text\n\n###", "text\n\n"),
            ("text\n- ", "text\n"),
            ("text\n- [x", "text\n"),
            ("3. **Смартфон*", "3. **Смартфон"),
            ("see `you", "see `you`"),
            ("see `you`", "see `you`"),
            ("1.", "1."),
            ("const x:\n\n    let [a, b] = `/c", "const x:\n\n    let [a, b] = `/c"),
            ("code:\n\n``", "code:\n\n"),
            ("code:\n\n```py", "code:\n\n"),
            ("```\na\n``", "```\na\n"),
            ("a <di", "a "),
            ("AT&T", "AT"),
            ("AT&T x", "AT&T x"),
            ("🇷🇺🇷", "🇷🇺"),
        ];
        for (source, wanted) in cases {
            let settled = settled(source);
            assert!(settled == wanted || settled.trim_end() == wanted, "{source:?} became {settled:?}");
        }
    }

    #[test]
    fn half_links_wait() {
        for source in [
            "see [the guide",
            "see [the guide](",
            "see [the guide](https://exa",
            "see [the guide](https://exa \"ti",
        ] {
            assert_eq!(settled(source), "see ");
        }
        assert_eq!(settled("see [the guide](https://a.b) x"), "see [the guide](https://a.b) x");
        assert_eq!(settled("a ![pic](http"), "a ");
        assert_eq!(settled("a [![pic](https://a.b)](http"), "a ");
        assert_eq!(settled("x[^1"), "x");
        assert_eq!(settled("interval [0, 1) and"), "interval [0, 1) and");
        let long = format!("see [{}", "words ".repeat(40));
        assert_eq!(settled(&long), long, "who writes so much means no link");
    }

    #[test]
    fn half_rows_and_half_formulas_wait() {
        assert_eq!(settled("| a | b |"), "");
        assert_eq!(settled("x\n\n| a | b |\n|--"), "x\n\n");
        assert_eq!(settled("| a | b |\n|---|---|\n| 1 | 2 |\n| 3"), "| a | b |\n|---|---|\n| 1 | 2 |\n");
        assert_eq!(settled("$$ f = \\"), "$$ f =$$");
        assert_eq!(settled("\\[ 67 - 25"), "\\[ 67 - 25\\]");
        assert_eq!(settled("при $x"), "при ");
        assert_eq!(settled("при $x^2"), "при $x^2$");
        assert_eq!(settled("по $5"), "по $5");
        assert_eq!(super::settled("при $x^2", Formulas::Awaited), "при ");
    }
}
