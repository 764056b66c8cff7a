//! Words that are in every text, and so tell nothing about one.
//! They are left out of questions only; texts keep theirs.

/// Whether a word in small letters is one of them.
pub(super) fn is_one(word: &str) -> bool {
    RUSSIAN.binary_search(&word).is_ok() || ENGLISH.binary_search(&word).is_ok()
}

#[rustfmt::skip]
const RUSSIAN: [&str; 99] = [
    "а", "без", "более", "бы", "был", "была", "были", "было", "быть", "в", "вам", "вас", "весь", "во",
    "вот", "все", "всего", "всех", "вы", "где", "да", "даже", "для", "до", "его", "ее", "ей", "если",
    "есть", "еще", "ещё", "её", "же", "за", "здесь", "и", "из", "или", "им", "их", "к", "как", "какой",
    "ко", "когда", "кто", "ли", "меня", "мне", "мое", "мои", "мой", "моя", "мы", "на", "над", "не",
    "него", "нее", "нет", "неё", "ни", "них", "но", "ну", "о", "об", "он", "она", "они", "оно", "от",
    "по", "под", "при", "с", "свой", "себя", "со", "так", "такой", "там", "те", "тебя", "то", "тоже",
    "только", "тот", "ту", "ты", "у", "уже", "что", "чтобы", "эта", "эти", "это", "этот", "я",
];

#[rustfmt::skip]
const ENGLISH: [&str; 74] = [
    "a", "about", "all", "also", "am", "an", "and", "any", "are", "as", "at", "be", "been", "but", "by",
    "can", "could", "did", "do", "does", "for", "from", "had", "has", "have", "he", "her", "him", "his",
    "how", "i", "if", "in", "into", "is", "it", "its", "just", "me", "my", "no", "not", "of", "on",
    "or", "our", "she", "so", "some", "than", "that", "the", "their", "them", "then", "there", "these",
    "they", "this", "to", "was", "we", "were", "what", "when", "where", "which", "who", "why", "will",
    "with", "would", "you", "your",
];

#[cfg(test)]
mod tests {
    use super::{ENGLISH, RUSSIAN};

    #[test]
    fn they_are_sorted() {
        assert!(RUSSIAN.is_sorted() && ENGLISH.is_sorted());
    }
}
