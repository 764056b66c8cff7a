//! Prompts: files per language with named slots and a version, in `bot/prompts`.
//! What fills a slot is never read again: a person's braces stay braces.

use std::collections::BTreeSet;

use crate::domain::Lang;

/// A prompt of the product; one file in each language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Prompt {
    /// Slots: `now` (date, time and weekday as the person reads them), `zone`, `language` (its name in itself),
    /// `person` (what is known of them, may be empty), `instructions` (persona or wishes, may be empty).
    ChatSystem,
    /// Slot: `language`.
    ChatTitle,
    /// Where several people talk. Slot: `manner`, how they want their answers (may be empty).
    GroupTalk,
    MannerShort,
    MannerThorough,
    MannerPlayful,
}

impl Prompt {
    pub const ALL: [Self; 6] = [
        Self::ChatSystem,
        Self::ChatTitle,
        Self::GroupTalk,
        Self::MannerShort,
        Self::MannerThorough,
        Self::MannerPlayful,
    ];

    const fn source(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (Self::ChatSystem, Lang::En) => include_str!("../../prompts/en/chat_system.md"),
            (Self::ChatSystem, Lang::Ru) => include_str!("../../prompts/ru/chat_system.md"),
            (Self::ChatTitle, Lang::En) => include_str!("../../prompts/en/chat_title.md"),
            (Self::ChatTitle, Lang::Ru) => include_str!("../../prompts/ru/chat_title.md"),
            (Self::GroupTalk, Lang::En) => include_str!("../../prompts/en/group_talk.md"),
            (Self::GroupTalk, Lang::Ru) => include_str!("../../prompts/ru/group_talk.md"),
            (Self::MannerShort, Lang::En) => include_str!("../../prompts/en/manner_short.md"),
            (Self::MannerShort, Lang::Ru) => include_str!("../../prompts/ru/manner_short.md"),
            (Self::MannerThorough, Lang::En) => include_str!("../../prompts/en/manner_thorough.md"),
            (Self::MannerThorough, Lang::Ru) => include_str!("../../prompts/ru/manner_thorough.md"),
            (Self::MannerPlayful, Lang::En) => include_str!("../../prompts/en/manner_playful.md"),
            (Self::MannerPlayful, Lang::Ru) => include_str!("../../prompts/ru/manner_playful.md"),
        }
    }

    /// The prompt with every slot filled.
    ///
    /// # Errors
    /// A slot that the file has and `slots` has not, or the other way round; a test of the caller finds it.
    pub fn fill(self, lang: Lang, slots: &[(&str, &str)]) -> Result<Filled, PromptError> {
        let file = File::read(self.source(lang))?;
        let unknown = slots.iter().find(|(name, _)| !file.slots.contains(name));
        if let Some((name, _)) = unknown {
            return Err(PromptError::UnknownSlot((*name).to_owned()));
        }
        let text =
            filled(file.body, |name| slots.iter().find(|(slot, _)| *slot == name).map(|(_, value)| *value))?;
        Ok(Filled { version: file.version, text: without_gaps(&text) })
    }
}

/// A prompt ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filled {
    /// To be kept beside what came of it.
    pub version: u32,
    pub text: String,
}

/// A prompt and its slots do not fit.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PromptError {
    #[error("the prompt has no slot `{0}`")]
    UnknownSlot(String),
    #[error("the slot `{0}` was not filled")]
    MissingSlot(String),
    #[error("the head of the prompt is not `version: n`, `slots: a, b`, empty line")]
    Head,
    #[error("a brace is not closed")]
    Brace,
}

struct File<'a> {
    version: u32,
    slots: BTreeSet<&'a str>,
    body: &'a str,
}

impl<'a> File<'a> {
    fn read(source: &'a str) -> Result<Self, PromptError> {
        let (head, body) = source.split_once("\n\n").ok_or(PromptError::Head)?;
        let mut lines = head.lines();
        let mut field = |name: &str| lines.next()?.strip_prefix(name)?.strip_prefix(':').map(str::trim);
        let version = field("version").and_then(|text| text.parse().ok()).ok_or(PromptError::Head)?;
        let slots = field("slots").ok_or(PromptError::Head)?;
        let slots = slots.split(',').map(str::trim).filter(|name| !name.is_empty()).collect();
        Ok(Self { version, slots, body: body.trim() })
    }
}

/// The body with each `{name}` replaced.
fn filled<'a>(body: &str, value: impl Fn(&str) -> Option<&'a str>) -> Result<String, PromptError> {
    let mut text = String::with_capacity(body.len() * 2);
    let mut rest = body;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').ok_or(PromptError::Brace)?;
        text.push_str(before);
        text.push_str(value(name).ok_or_else(|| PromptError::MissingSlot(name.to_owned()))?);
        rest = after;
    }
    text.push_str(rest);
    Ok(text)
}

/// An empty slot on a line of its own leaves no gap behind.
fn without_gaps(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut gap = false;
    for line in text.trim().lines() {
        let empty = line.trim().is_empty();
        if !(empty && gap) {
            kept.push_str(line);
            kept.push('\n');
        }
        gap = empty;
    }
    kept.truncate(kept.trim_end().len());
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The slots used in a body, by filling it.
    fn used(body: &str) -> BTreeSet<String> {
        let parts = body.split('{').skip(1);
        parts.filter_map(|part| part.split_once('}')).map(|(name, _)| name.to_owned()).collect()
    }

    #[test]
    fn every_prompt_names_its_slots_and_uses_them_in_every_language() {
        for prompt in Prompt::ALL {
            let files = Lang::ALL.map(|lang| File::read(prompt.source(lang)).unwrap());
            for file in &files {
                let named: BTreeSet<String> = file.slots.iter().map(|name| (*name).to_owned()).collect();
                assert_eq!(used(file.body), named, "{prompt:?}");
                assert_eq!((file.version, &file.slots), (files[0].version, &files[0].slots), "{prompt:?}");
            }
        }
    }

    #[test]
    fn slots_that_do_not_fit_are_errors() {
        let fill =
            |slots: &[(&str, &str)]| Prompt::ChatTitle.fill(Lang::En, slots).map(|filled| filled.version);
        assert_eq!(fill(&[("language", "English")]), Ok(1));
        assert_eq!(fill(&[]), Err(PromptError::MissingSlot("language".to_owned())));
        let more = fill(&[("language", "English"), ("mood", "good")]);
        assert_eq!(more, Err(PromptError::UnknownSlot("mood".to_owned())));
    }

    #[test]
    fn what_fills_a_slot_stays_as_it_is() {
        let slots = [
            ("now", "{zone}"),
            ("zone", "UTC"),
            ("language", "English"),
            ("person", ""),
            ("instructions", ""),
        ];
        let text = Prompt::ChatSystem.fill(Lang::En, &slots).unwrap().text;
        assert!(text.contains("It is {zone} where they are (UTC)."));
        assert!(!text.contains("\n\n\n") && text.ends_with('.'));
    }
}
