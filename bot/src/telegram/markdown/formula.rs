//! Which delimiters mean a formula, and which mean money, a shell variable or a bracket.
//! It does not read what stands between them.

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

/// Where a formula ends. A single dollar must close in its line, and the next dollar decides.
pub(super) fn closing(rest: &str, from: usize, close: &str) -> Option<usize> {
    let single = close == "$";
    let mut at = from;
    while at < rest.len().min(FORMULA_LIMIT) {
        let tail = &rest[at..];
        let c = tail.chars().next()?;
        if tail.starts_with(close) {
            return Some(at);
        }
        match c {
            '\n' if single => return None,
            '`' => return None,
            '\\' => at += 1 + tail.chars().nth(1).map_or(0, char::len_utf8),
            c => at += c.len_utf8(),
        }
    }
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
