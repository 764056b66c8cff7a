//! Shared kernel: what every room may speak of. Pure; no input or output, no async.

mod clock;
mod files;
mod ids;
mod lang;
mod page;

pub use clock::{Clock, FrozenClock, SharedClock, SystemClock};
pub use files::{FileKind, FileRef};
pub use ids::{AccountId, BotId, Cause, ChatId, ChatKind, MessageId, Peer, ThreadId};
pub use lang::Lang;
pub use page::Page;

/// Cuts text to at most `limit` graphemes, the last of them `…` when something was cut.
pub fn shorten(text: &str, limit: usize) -> String {
    use unicode_segmentation::UnicodeSegmentation as _;
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
    use super::shorten;

    #[test]
    fn text_is_cut_between_graphemes() {
        assert_eq!(shorten("short", 5), "short");
        assert_eq!(shorten("a family 👨‍👩‍👧 here", 10), "a family…");
        assert_eq!(shorten("👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧", 2), "👨‍👩‍👧…");
    }
}
