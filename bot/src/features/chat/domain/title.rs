//! Titles: of the first words, of a model's making, or given by the person.

use crate::domain::{graphemes, shorten};

/// Longest title, in graphemes.
pub const TITLE_LIMIT: usize = 60;
/// Longest title that is made of first words, in graphemes.
const FIRST_WORDS: usize = 40;

/// Why what a person typed is no title.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TitleFault {
    /// Nothing is left of it but signs.
    Empty,
    TooLong {
        length: usize,
    },
}

/// A first title, from the first words.
pub fn first_title(text: &str) -> String {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    shorten(line.trim_start_matches(['#', '*', '>', '-', ' ']), FIRST_WORDS)
}

/// A title as a model gives it, made presentable; nothing when nothing is left.
pub fn clean_title(text: &str) -> Option<String> {
    tidy(text.lines().find(|line| !line.trim().is_empty())?).map(|title| shorten(&title, TITLE_LIMIT))
}

/// A title as a person types it, perhaps over several lines: never cut behind their back.
pub fn given_title(text: &str) -> Result<String, TitleFault> {
    let title = tidy(text).ok_or(TitleFault::Empty)?;
    match graphemes(&title) {
        length if length > TITLE_LIMIT => Err(TitleFault::TooLong { length }),
        _ => Ok(title),
    }
}

/// Without quotes, marks and line breaks around and between the words.
fn tidy(text: &str) -> Option<String> {
    let bare = text.trim().trim_matches(['"', '“', '”', '«', '»', '*', '#', '.', ' ']);
    let words = bare.split_whitespace().collect::<Vec<_>>().join(" ");
    (!words.is_empty()).then_some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_come_from_the_first_words() {
        assert_eq!(first_title("\n  ## Plan a trip\nto Georgia"), "Plan a trip");
        assert_eq!(graphemes(&first_title(&"word ".repeat(40))), 40);
        assert_eq!(graphemes(&first_title(&"👨‍👩‍👧".repeat(200))), 40);
    }

    #[test]
    fn a_models_title_is_made_presentable() {
        assert_eq!(clean_title("  “Trip to  Georgia.”\nbecause"), Some("Trip to Georgia".to_owned()));
        assert_eq!(clean_title(" \n "), None);
        assert_eq!(graphemes(&clean_title(&"word ".repeat(40)).unwrap()), TITLE_LIMIT);
    }

    #[test]
    fn a_persons_title_is_kept_whole_or_refused() {
        assert_eq!(given_title("Trip\n to Georgia "), Ok("Trip to Georgia".to_owned()));
        assert_eq!(given_title(&"👨‍👩‍👧".repeat(60)), Ok("👨‍👩‍👧".repeat(60)));
        assert_eq!(given_title(&"я".repeat(61)), Err(TitleFault::TooLong { length: 61 }));
        assert_eq!(given_title(" *** "), Err(TitleFault::Empty));
    }
}
