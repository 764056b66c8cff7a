//! Text as people count it: by graphemes, so that a family of emoji is one sign and is never cut in two.

use unicode_segmentation::UnicodeSegmentation as _;

/// How many signs a person sees in it.
pub fn graphemes(text: &str) -> usize {
    text.graphemes(true).count()
}

/// Length in UTF-16 code units: the unit in which Telegram counts everything.
pub fn utf16_len(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

/// Cuts text to at most `limit` graphemes, the last of them `…` when something was cut.
pub fn shorten(text: &str, limit: usize) -> String {
    let mut graphemes = text.graphemes(true);
    let kept: String = graphemes.by_ref().take(limit).collect();
    if graphemes.next().is_none() {
        return kept;
    }
    let short: String = text.graphemes(true).take(limit.saturating_sub(1)).collect();
    format!("{}…", short.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_cut_between_graphemes() {
        assert_eq!(shorten("short", 5), "short");
        assert_eq!(shorten("a family 👨‍👩‍👧 here", 10), "a family…");
        assert_eq!(shorten("👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧", 2), "👨‍👩‍👧…");
        assert_eq!(graphemes("👨‍👩‍👧 é"), 3);
    }
}
