//! The words by which people are found.

/// Letters of a word that count.
const LONGEST: usize = 64;
/// Words of a question that count.
const WORDS: usize = 4;

/// The words of a name in small letters, and the user name with and without `@`.
pub fn name_words(first: &str, last: Option<&str>, username: Option<&str>) -> Vec<String> {
    let full = format!("{first} {}", last.unwrap_or_default());
    let mut words: Vec<String> = split(&full).collect();
    if let Some(username) = username.map(str::to_lowercase) {
        words.push(format!("@{username}"));
        words.push(username);
    }
    words.sort_unstable();
    words.dedup();
    words
}

/// The beginnings of words that somebody looks for, the longest first: it leaves the fewest people. Empty where
/// nothing is said.
pub fn sought(text: &str) -> Vec<String> {
    let text = text.trim();
    if let Some(username) = text.strip_prefix('@').filter(|rest| !rest.contains(char::is_whitespace)) {
        return if username.is_empty() { Vec::new() } else { vec![format!("@{}", username.to_lowercase())] };
    }
    // A user name may have a line in it, where a name has a gap.
    let whole = text.to_lowercase();
    if whole.contains('_') && !whole.contains(char::is_whitespace) {
        return vec![whole];
    }
    let mut words: Vec<String> = split(text).take(WORDS).collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
    words.dedup();
    words
}

fn split(text: &str) -> impl Iterator<Item = String> {
    let parts: Vec<String> = text
        .to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .filter(|part| !part.is_empty())
        .map(|part| part.chars().take(LONGEST).collect())
        .collect();
    parts.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_by_each_of_its_words() {
        assert_eq!(
            name_words("Anna-Maria", Some("Берг"), Some("Ann_B")),
            ["@ann_b", "ann_b", "anna", "maria", "берг"]
        );
        assert_eq!(name_words("Ann", None, Some("ann")), ["@ann", "ann"]);
        assert_eq!(name_words("🦊", None, None), Vec::<String>::new());
    }

    #[test]
    fn the_longest_word_that_is_sought_comes_first() {
        assert_eq!(sought(" Ann Berg-Lund"), ["berg", "lund", "ann"]);
        assert_eq!(sought("@Ann_B"), ["@ann_b"]);
        assert_eq!(sought("ann_b"), ["ann_b"]);
        assert_eq!(sought("@"), Vec::<String>::new());
        assert_eq!(sought("…"), Vec::<String>::new());
    }
}
