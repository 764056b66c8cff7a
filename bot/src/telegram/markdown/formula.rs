//! Which delimiters mean a formula, and which mean money, a shell variable or a bracket.
//! It does not read what stands between them.

use std::ops::Range;

/// Longest formula looked for, in bytes; a dollar sign opens nothing that closes later than this.
const FORMULA_LIMIT: usize = 2000;

/// The pair of delimiters that a text begins with the first of.
pub(super) fn delimiters(rest: &str) -> Option<(&'static str, &'static str)> {
    const PAIRS: [(&str, &str); 12] = [
        ("\\(", "\\)"),
        ("\\[", "\\]"),
        ("$$", "$$"),
        ("$", "$"),
        ("\\begin{equation}", "\\end{equation}"),
        ("\\begin{equation*}", "\\end{equation*}"),
        ("\\begin{align}", "\\end{align}"),
        ("\\begin{align*}", "\\end{align*}"),
        ("\\begin{gather}", "\\end{gather}"),
        ("\\begin{gather*}", "\\end{gather*}"),
        ("\\begin{cases}", "\\end{cases}"),
        ("\\begin{pmatrix}", "\\end{pmatrix}"),
    ];
    PAIRS.into_iter().find(|(open, _)| rest.starts_with(open))
}

/// What the search for ends of formulas has passed already, so that a text full of beginnings is not read again for
/// each of them: a delimiter, and the stretch without it.
#[derive(Debug, Default)]
pub(super) struct Passed(Vec<(&'static str, Range<usize>)>);

impl Passed {
    /// Where to go on for a formula whose inside begins at `from`.
    fn from(&self, close: &str, from: usize) -> usize {
        let known = self.0.iter().find(|(known, passed)| *known == close && passed.contains(&from));
        known.map_or(from, |(_, passed)| passed.end)
    }

    fn add(&mut self, close: &'static str, passed: Range<usize>) {
        match self.0.iter_mut().find(|(known, _)| *known == close) {
            Some((_, known)) if known.contains(&passed.start) => known.end = known.end.max(passed.end),
            Some((_, known)) => *known = passed,
            None => self.0.push((close, passed)),
        }
    }
}

/// Where a formula ends whose inside begins at `inside.start`, at the latest at `inside.end`. A single dollar must
/// close in its line, and the next dollar decides.
pub(super) fn closing(
    source: &str,
    inside: Range<usize>,
    close: &'static str,
    passed: &mut Passed,
) -> Option<usize> {
    let end = inside.end.min(inside.start + FORMULA_LIMIT);
    let mut at = passed.from(close, inside.start);
    while at < end {
        let tail = &source[at..inside.end];
        if tail.starts_with(close) {
            return Some(at);
        }
        match tail.chars().next()? {
            '\n' if close == "$" => break,
            '`' => break,
            '\\' => at += 1 + tail.chars().nth(1).map_or(0, char::len_utf8),
            c => at += c.len_utf8(),
        }
    }
    passed.add(close, inside.start..at);
    None
}

/// Whether a single dollar may begin a formula that goes on to the end of the source.
pub(super) fn begins_formula(rest: &str) -> bool {
    let number = rest.starts_with(|c: char| c.is_ascii_digit()) && rest.contains('\\');
    let begins = rest.starts_with(|c: char| c.is_alphabetic() || matches!(c, '\\' | '{' | '('));
    (begins || number) && !rest.contains(['\n', '`'])
}

/// Whether letters look like mathematics: a sign of it, or no long word.
pub(super) fn is_mathematics(inside: &str) -> bool {
    let signs = inside.contains(['\\', '^', '_', '=', '+', '<', '>', '{', '|']);
    signs || !inside.split(|c: char| !c.is_alphabetic()).any(|word| word.chars().count() > 3)
}

/// Whether what stands between delimiters is a formula and not money, a shell variable or escaped brackets.
pub(super) fn fits(open: &str, inside: &str, after: &str) -> bool {
    match open {
        "$" => {
            let hugs = !inside.is_empty()
                && !inside.starts_with(char::is_whitespace)
                && !inside.ends_with(char::is_whitespace);
            let money = inside.starts_with(|c: char| c.is_ascii_digit())
                && !inside.contains(['\\', '^', '_', '=', '{']);
            let goes_on = after.starts_with(char::is_alphanumeric);
            hugs && !money && !goes_on && is_mathematics(inside)
        }
        "$$" => !inside.trim().is_empty(),
        "\\(" | "\\[" => !inside.trim().is_empty() && is_mathematics(inside),
        _ => true,
    }
}
