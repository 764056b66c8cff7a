//! How the parts of a formula are put together in a line: brackets, blanks, accents.
//! It reads no TeX.

/// One blank between words, none where a sign hugs.
pub(super) fn squeezed(line: &str) -> String {
    let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
    line.replace("( ", "(").replace(" )", ")").replace(" ,", ",").replace("[ ", "[").replace(" ]", "]")
}

/// Rows of a matrix in one line.
pub(super) fn joined(rows: &[Vec<String>], row: impl Fn(&Vec<String>) -> String) -> String {
    rows.iter().map(row).collect::<Vec<_>>().join("; ")
}

/// In parentheses unless it is one number, word or bracketed thing.
pub(super) fn parenthesised(text: &str) -> String {
    let text = squeezed(text);
    let simple = |c: char| c.is_alphanumeric() || matches!(c, '.' | ',' | '′' | '√' | '∞' | '°' | '%');
    let script = |c: char| matches!(c, '⁰'..='₎' | '²' | '³' | '¹');
    let single = text.chars().count() == 1;
    let closed = text.starts_with('(') && text.ends_with(')') && text.matches('(').count() == 1;
    if single || closed || text.chars().all(|c| simple(c) || script(c)) { text } else { format!("({text})") }
}

/// What stands above a fraction: in parentheses only if it is a sum.
pub(super) fn product(text: &str) -> String {
    let mut depth = 0_i32;
    let sum = text.chars().any(|c| {
        depth += i32::from(c == '(') - i32::from(c == ')');
        depth == 0 && matches!(c, '+' | '−' | '±' | '=' | ' ')
    });
    if sum { parenthesised(text) } else { text.to_owned() }
}

/// A letter with the accent of a command over it.
pub(super) fn accented(name: &str, text: &str) -> String {
    let mark = match name {
        "hat" | "widehat" => '\u{302}',
        "bar" | "overline" => '\u{304}',
        "vec" => '\u{20d7}',
        "dot" => '\u{307}',
        "ddot" => '\u{308}',
        _ => '\u{303}',
    };
    if text.chars().count() == 1 { format!("{text}{mark}") } else { parenthesised(text) }
}

/// A relation struck out.
pub(super) fn negated(text: &str) -> String {
    match text.trim() {
        "=" => " ≠ ".to_owned(),
        "∈" => " ∉ ".to_owned(),
        "⊂" => " ⊄ ".to_owned(),
        other => format!("{other}\u{338}"),
    }
}
