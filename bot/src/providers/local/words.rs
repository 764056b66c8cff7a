//! The words of the talker: answers in Fluent, phrases and lists in plain files, one folder per language.
//! Nothing here decides when they are said.

use std::collections::HashMap;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use unic_langid::langid;

use super::reader::Phrase;
use crate::domain::Lang;

static ENGLISH: LazyLock<Words> = LazyLock::new(|| {
    Words::read(
        Lang::En,
        include_str!("words/en/answers.ftl"),
        include_str!("words/en/phrases.txt"),
        include_str!("words/en/lists.txt"),
    )
});
static RUSSIAN: LazyLock<Words> = LazyLock::new(|| {
    Words::read(
        Lang::Ru,
        include_str!("words/ru/answers.ftl"),
        include_str!("words/ru/phrases.txt"),
        include_str!("words/ru/lists.txt"),
    )
});

/// Everything the talker says and understands in one language.
pub(super) struct Words {
    answers: FluentBundle<FluentResource>,
    phrases: HashMap<&'static str, Vec<Phrase>>,
    lists: HashMap<&'static str, Vec<&'static str>>,
}

impl Words {
    /// Read on first use.
    pub(super) fn of(lang: Lang) -> &'static Self {
        match lang {
            Lang::En => &ENGLISH,
            Lang::Ru => &RUSSIAN,
        }
    }

    fn read(lang: Lang, answers: &str, phrases: &'static str, lists: &'static str) -> Self {
        let id = match lang {
            Lang::En => langid!("en"),
            Lang::Ru => langid!("ru"),
        };
        let mut bundle = FluentBundle::new_concurrent(vec![id]);
        // Telegram would show the marks of isolation.
        bundle.set_use_isolating(false);
        // A broken message would be missing; a test finds it.
        let resource = FluentResource::try_new(answers.to_owned()).unwrap_or_else(|(resource, _)| resource);
        bundle.add_resource_overriding(resource);
        let phrases =
            entries(phrases).map(|(key, values)| (key, values.into_iter().map(Phrase::read).collect()));
        Self { answers: bundle, phrases: phrases.collect(), lists: entries(lists).collect() }
    }

    /// One way of saying `id`: the message itself or one of its attributes, `which` modulo their number.
    pub(super) fn say(&self, id: &str, which: u64, args: &FluentArgs<'_>) -> String {
        let Some(message) = self.answers.get_message(id) else { return String::new() };
        let ways: Vec<_> =
            message.value().into_iter().chain(message.attributes().map(|way| way.value())).collect();
        let count = u64::try_from(ways.len().max(1)).unwrap_or(1);
        let Some(way) = usize::try_from(which % count).ok().and_then(|at| ways.get(at)) else {
            return String::new();
        };
        self.answers.format_pattern(way, Some(args), &mut Vec::new()).into_owned()
    }

    pub(super) fn phrases(&self, intent: &str) -> &[Phrase] {
        self.phrases.get(intent).map(Vec::as_slice).unwrap_or_default()
    }

    pub(super) fn list(&self, name: &str) -> &[&'static str] {
        self.lists.get(name).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether a folded word stands in a list.
    pub(super) fn in_list(&self, name: &str, word: &str) -> bool {
        self.list(name).contains(&word)
    }
}

/// `key = value | value`, a line that begins with `|` goes on, `#` is a comment.
fn entries(file: &'static str) -> impl Iterator<Item = (&'static str, Vec<&'static str>)> {
    let mut entries: Vec<(&'static str, Vec<&'static str>)> = Vec::new();
    for line in file.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let (key, values) = match line.strip_prefix('|') {
            Some(more) => (None, more),
            None => line.split_once('=').map_or((None, line), |(key, values)| (Some(key.trim()), values)),
        };
        entries.extend(key.map(|key| (key, Vec::new())));
        if let Some((_, known)) = entries.last_mut() {
            known.extend(values.split('|').map(str::trim).filter(|value| !value.is_empty()));
        }
    }
    entries.into_iter()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn ids(file: &str) -> BTreeSet<&str> {
        let read = FluentResource::try_new(file.to_owned());
        assert!(read.is_ok(), "{:?}", read.err().map(|(_, errors)| errors));
        let heads = file.lines().filter(|line| line.starts_with(|letter: char| letter.is_ascii_lowercase()));
        heads.filter_map(|line| line.split_once(" =")).map(|(id, _)| id).collect()
    }

    #[test]
    fn both_languages_have_the_same_words() {
        let (en, ru) = (ids(include_str!("words/en/answers.ftl")), ids(include_str!("words/ru/answers.ftl")));
        assert_eq!(en, ru);
        let keys = |words: &Words| words.phrases.keys().copied().collect::<BTreeSet<_>>();
        assert_eq!(keys(&ENGLISH), keys(&RUSSIAN));
        let keys = |words: &Words| words.lists.keys().copied().collect::<BTreeSet<_>>();
        assert_eq!(keys(&ENGLISH), keys(&RUSSIAN));
        for words in [&ENGLISH, &RUSSIAN] {
            assert!(words.lists.values().all(|list| !list.is_empty()));
        }
    }
}
