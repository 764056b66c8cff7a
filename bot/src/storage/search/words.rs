//! Words as search knows them: every form of a word becomes the same one, in Russian and in English.
//! It judges words one by one; of sentences and their sense it knows nothing.

use std::{cell::LazyCell, sync::LazyLock};

use rumorph::{Dictionary, Source};
use rust_stemmers::{Algorithm, Stemmer};
use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

/// The longest word that is kept whole, in letters.
const LONGEST: usize = 64;

/// How many readings of a form are kept: «стали» is of «стать» and of «сталь».
const READINGS: usize = 3;

/// Readings less likely than this are left out of texts: a form is rarely meant so, but it is the only trace.
pub(super) const IN_TEXTS: f64 = 0.01;

/// Readings less likely than this are left out of questions, which bring back too much otherwise.
pub(super) const IN_QUESTIONS: f64 = 0.05;

/// What English puts behind an apostrophe.
const AFTER_APOSTROPHE: [&str; 7] = ["s", "t", "ll", "re", "ve", "d", "m"];

static DICTIONARY: LazyLock<Option<Dictionary>> = LazyLock::new(|| {
    Dictionary::bundled()
        .inspect_err(
            |error| tracing::error!(%error, "the Russian dictionary cannot be read; search only stems"),
        )
        .ok()
});

/// Finds the first forms of words. It is made for a text and dropped after it.
pub(super) struct Lemmas {
    likely: f64,
    english: LazyCell<Stemmer>,
    russian: LazyCell<Stemmer>,
}

impl Lemmas {
    /// Finds what a form may be of with at least this probability.
    pub(super) fn new(likely: f64) -> Self {
        Self {
            likely,
            english: LazyCell::new(|| Stemmer::create(Algorithm::English)),
            russian: LazyCell::new(|| Stemmer::create(Algorithm::Russian)),
        }
    }

    /// What a word of [`tokens`] may be a form of, likeliest first; never empty.
    pub(super) fn of(&self, word: &str) -> Vec<String> {
        match Script::of_word(word) {
            Some(Script::Cyrillic) => self.of_russian(word),
            Some(Script::Latin) if word.is_ascii() => vec![self.english.stem(word).into_owned()],
            _ => vec![word.to_owned()],
        }
    }

    fn of_russian(&self, word: &str) -> Vec<String> {
        let known = DICTIONARY
            .as_ref()
            .map(|dictionary| known_lemmas(dictionary, word, self.likely))
            .unwrap_or_default();
        if known.is_empty() { vec![fold(&self.russian.stem(&fold(word)))] } else { known }
    }
}

/// Whether the dictionary has the word, so that nobody was interrupted while writing it.
pub(super) fn is_known(word: &str) -> bool {
    DICTIONARY.as_ref().is_some_and(|dictionary| dictionary.is_known(word))
}

fn known_lemmas(dictionary: &Dictionary, word: &str, likely: f64) -> Vec<String> {
    let mut lemmas: Vec<(String, f64)> = Vec::new();
    for reading in dictionary.analyze(word).into_iter().filter(|reading| reading.source == Source::Dictionary)
    {
        let lemma = fold(&reading.lemma);
        match lemmas.iter_mut().find(|(known, _)| *known == lemma) {
            Some((_, sum)) => *sum += reading.prob,
            None => lemmas.push((lemma, reading.prob)),
        }
    }
    lemmas.sort_by(|(_, a), (_, b)| b.total_cmp(a));
    let mut position = 0;
    lemmas.retain(|(lemma, sum)| {
        position += 1;
        let kept = position == 1 || (position <= READINGS && *sum >= likely);
        kept && lemma.chars().all(char::is_alphanumeric)
    });
    lemmas.into_iter().map(|(lemma, _)| lemma).collect()
}

/// One letter for two that people write for one another.
pub(super) fn fold(word: &str) -> String {
    word.to_lowercase().replace('ё', "е")
}

/// The words of a text in small letters: letters and digits only, each word in one script.
pub(super) fn tokens(text: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut word = Word::default();
    let letters = text.nfkc().flat_map(char::to_lowercase).filter(|letter| !is_combining_mark(*letter));
    for letter in letters {
        if letter.is_alphanumeric() {
            if word.breaks_before(letter) {
                tokens.extend(word.end(false));
            }
            word.push(letter);
        } else {
            tokens.extend(word.end(matches!(letter, '\'' | '’' | 'ʼ')));
        }
    }
    tokens.extend(word.end(false));
    tokens
}

/// The word that is being read.
#[derive(Default)]
struct Word {
    text: String,
    letters: usize,
    script: Option<Script>,
    behind_apostrophe: bool,
}

impl Word {
    fn breaks_before(&self, letter: char) -> bool {
        matches!((self.script, Script::of(letter)), (Some(now), Some(next)) if now != next)
    }

    fn push(&mut self, letter: char) {
        self.script = self.script.or(Script::of(letter));
        self.letters += 1;
        if self.letters <= LONGEST {
            self.text.push(letter);
        }
    }

    fn end(&mut self, at_apostrophe: bool) -> Option<String> {
        let word = std::mem::take(self);
        self.behind_apostrophe = at_apostrophe && !word.text.is_empty();
        let ending = word.behind_apostrophe && AFTER_APOSTROPHE.contains(&word.text.as_str());
        (!word.text.is_empty() && !ending).then_some(word.text)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Script {
    Latin,
    Cyrillic,
}

impl Script {
    fn of(letter: char) -> Option<Self> {
        match letter {
            'a'..='z' | '\u{df}'..='\u{24f}' => Some(Self::Latin),
            '\u{400}'..='\u{52f}' => Some(Self::Cyrillic),
            _ => None,
        }
    }

    /// The script of a word without digits.
    fn of_word(word: &str) -> Option<Self> {
        let mut letters = word.chars().map(Self::of);
        let first = letters.next()??;
        letters.all(|script| script == Some(first)).then_some(first)
    }
}

#[cfg(test)]
mod tests {
    use super::{IN_QUESTIONS, IN_TEXTS, Lemmas, tokens};

    #[test]
    fn words_are_found_between_whatever_there_is() {
        assert_eq!(tokens("«Ёлка», ёлки-палки!"), ["ёлка", "ёлки", "палки"]);
        assert_eq!(
            tokens("John’s don't O'Brien rock'n'roll"),
            ["john", "don", "o", "brien", "rock", "n", "roll"]
        );
        assert_eq!(tokens("GPT-4o за 3,14 ₽ и 2²"), ["gpt", "4o", "за", "3", "14", "и", "22"]);
        assert_eq!(tokens("iPhoneом web-дизайн 3д"), ["iphone", "ом", "web", "дизайн", "3д"]);
        assert_eq!(tokens("ﬁne ＡＢＣ cafe\u{301} и\u{306}од"), ["fine", "abc", "café", "йод"]);
        assert_eq!(tokens("🎨 … — ''"), Vec::<String>::new());
        assert_eq!(tokens(&"a".repeat(1000)), ["a".repeat(64)]);
    }

    #[test]
    fn forms_of_a_word_become_one() {
        let (texts, questions) = (Lemmas::new(IN_TEXTS), Lemmas::new(IN_QUESTIONS));
        let same = [
            &["замок", "замки", "замков"][..],
            &["лиса", "лису", "лисы"],
            &["ёжик", "ежик", "ежиками"],
            &["running", "runs", "run"],
            &["смартфончики", "смартфончиков"],
            &["рыжий", "рыжими"],
        ];
        for forms in same {
            for (asked, written) in forms.iter().flat_map(|asked| forms.iter().map(move |form| (asked, form)))
            {
                let (asked_for, indexed) = (questions.of(asked), texts.of(written));
                assert!(
                    asked_for.iter().any(|lemma| indexed.contains(lemma)),
                    "{asked_for:?} in {indexed:?}"
                );
            }
        }
        assert_eq!(texts.of("стали"), ["стать", "сталь"]);
        assert_eq!(questions.of("душа"), ["душа"], "not of «душить»");
        assert_eq!(texts.of("2026"), ["2026"]);
        assert_eq!(texts.of("café"), ["café"]);
    }
}
