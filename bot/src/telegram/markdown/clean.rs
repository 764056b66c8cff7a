//! Characters: which of them Telegram keeps, and how wide they stand in a line of code.
//! It knows nothing of Markdown.

use unicode_segmentation::UnicodeSegmentation;

/// A character as Telegram stores it: control characters become blanks, what the server deletes is left out,
/// so that offsets never shift under an entity.
pub(super) fn wanted(c: char) -> Option<char> {
    match c {
        '\n' => Some('\n'),
        '\r' | '\u{2028}'..='\u{202e}' | '\u{30a}' | '\u{333}' | '\u{33f}' | '\u{feff}' => None,
        c if c.is_control() => Some(' '),
        c => Some(c),
    }
}

/// The source as the parser gets it: plain line ends, and none of the characters we mark places with.
pub(super) fn source(markdown: &str) -> String {
    let mut text = String::with_capacity(markdown.len());
    let mut letters = markdown.chars().peekable();
    while let Some(c) = letters.next() {
        match c {
            '\r' if letters.peek() == Some(&'\n') => {}
            '\r' => text.push('\n'),
            '\t' => text.push('\t'),
            '\u{30a}' => ringed(&mut text),
            '\0' | '\u{fdd0}'..='\u{fdef}' => text.push('\u{fffd}'),
            c => text.extend(wanted(c)),
        }
    }
    text
}

/// Telegram deletes the combining ring; on the letters that have one it is written as part of them.
fn ringed(text: &mut String) {
    let composed = match text.chars().last() {
        Some('a') => 'å',
        Some('A') => 'Å',
        Some('u') => 'ů',
        Some('U') => 'Ů',
        _ => return,
    };
    text.pop();
    text.push(composed);
}

/// Nothing to see: blanks, joiners and fillers, of which Telegram says "message must be non-empty".
pub(super) fn invisible(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180e}'
                | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}'
                | '\u{ffa0}' | '\u{e0000}'..='\u{e0fff}'
        )
}

/// Columns a text takes in a monospaced line.
pub(super) fn width(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.graphemes(true).map(grapheme_width).sum() }
}

fn grapheme_width(grapheme: &str) -> usize {
    if grapheme.contains('\u{fe0f}') || grapheme.contains('\u{200d}') {
        return 2;
    }
    grapheme.chars().map(char_width).max().unwrap_or(0)
}

fn char_width(c: char) -> usize {
    match c {
        c if invisible(c) && c != ' ' && c != '\u{a0}' => 0,
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5bd}' | '\u{64b}'..='\u{65f}' => 0,
        '\u{1100}'..='\u{115e}'
        | '\u{231a}'..='\u{231b}'
        | '\u{23e9}'..='\u{23ec}'
        | '\u{25fd}'..='\u{25fe}'
        | '\u{2614}'..='\u{2615}'
        | '\u{2648}'..='\u{2653}'
        | '\u{26a1}'
        | '\u{26aa}'..='\u{26ab}'
        | '\u{26bd}'..='\u{26be}'
        | '\u{26c4}'..='\u{26c5}'
        | '\u{26ce}'
        | '\u{26d4}'
        | '\u{26ea}'
        | '\u{26f2}'..='\u{26f3}'
        | '\u{26f5}'
        | '\u{26fa}'
        | '\u{26fd}'
        | '\u{2705}'
        | '\u{270a}'..='\u{270b}'
        | '\u{2728}'
        | '\u{274c}'
        | '\u{274e}'
        | '\u{2753}'..='\u{2755}'
        | '\u{2757}'
        | '\u{2795}'..='\u{2797}'
        | '\u{27b0}'
        | '\u{2b1b}'..='\u{2b1c}'
        | '\u{2b50}'
        | '\u{2b55}'
        | '\u{2e80}'..='\u{303e}'
        | '\u{3041}'..='\u{a4cf}'
        | '\u{a960}'..='\u{a97c}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe6f}'
        | '\u{ff01}'..='\u{ff60}'
        | '\u{ffe0}'..='\u{ffe6}'
        | '\u{1f004}'
        | '\u{1f0cf}'
        | '\u{1f18e}'
        | '\u{1f191}'..='\u{1f19a}'
        | '\u{1f1e6}'..='\u{1f64f}'
        | '\u{1f680}'..='\u{1f6ff}'
        | '\u{1f7e0}'..='\u{1f7eb}'
        | '\u{1f900}'..='\u{1faff}'
        | '\u{20000}'..='\u{3fffd}' => 2,
        _ => 1,
    }
}
