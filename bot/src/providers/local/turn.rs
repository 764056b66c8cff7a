//! One message to be answered, with what stands around it.
//! Reads and chooses; the skills speak.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use fluent_bundle::{FluentArgs, FluentValue};
use rand::SeedableRng as _;
use rand::rngs::StdRng;

use super::reader::Found;
use super::text::{self, Token};
use super::words::Words;
use crate::domain::Lang;
use crate::providers::{ChatMessage, ChatRequest, Part, Role};

/// What a skill gets.
pub(super) struct Turn<'a> {
    pub text: String,
    pub tokens: Vec<Token>,
    /// Everything before this message, without system messages.
    pub earlier: Vec<&'a ChatMessage>,
    pub lang: Lang,
    pub now: DateTime<Tz>,
    pub words: &'static Words,
    pub has_image: bool,
    seed: u64,
    variation: u64,
}

impl<'a> Turn<'a> {
    /// The last of `messages` is the person's.
    pub(super) fn new(
        request: &ChatRequest,
        messages: &[&'a ChatMessage],
        now: DateTime<Utc>,
        variation: u32,
    ) -> Option<Self> {
        let (last, earlier) = messages.split_last()?;
        let text = last.text().trim().to_owned();
        let lang = language(&text, earlier, request.lang);
        let said: String = messages.iter().map(|message| message.text()).collect();
        Some(Self {
            tokens: text::tokens(&text),
            has_image: last.content.iter().any(|part| matches!(part, Part::Image { .. })),
            text,
            earlier: earlier.to_vec(),
            lang,
            now: now.with_timezone(&request.zone),
            words: Words::of(lang),
            seed: text::hash(&said),
            variation: u64::from(variation),
        })
    }

    /// Chance that is the same whenever this message is answered in this variation.
    pub(super) fn rng(&self) -> StdRng {
        StdRng::seed_from_u64(self.seed ^ self.variation.wrapping_mul(0x9E37_79B9_7F4A_7C15))
    }

    /// A way of saying `id`; another variation says it another way, where there is one.
    pub(super) fn say(&self, id: &str, args: &[(&str, FluentValue<'_>)]) -> String {
        let args: FluentArgs<'_> = args.iter().map(|(name, value)| (*name, value.clone())).collect();
        self.words.say(id, (self.seed % 1_000).wrapping_add(self.variation), &args)
    }

    /// The first phrase of an intent in this message.
    pub(super) fn finds(&self, intent: &str) -> Option<Found> {
        self.words.phrases(intent).iter().find_map(|phrase| phrase.find(&self.tokens))
    }

    pub(super) fn means(&self, intent: &str) -> bool {
        self.finds(intent).is_some()
    }

    /// The text that a wish is about: what is quoted, what follows the wish, what stands before it,
    /// else the message before this one.
    pub(super) fn given(&self, wish: Found) -> Option<String> {
        let own = quoted(&self.text).or_else(|| self.following(wish)).or_else(|| self.preceding(wish));
        let own = own.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
        own.or_else(|| self.before())
    }

    /// The last thing anyone said before.
    pub(super) fn before(&self) -> Option<String> {
        self.earlier.last().map(|message| message.text().trim().to_owned()).filter(|text| !text.is_empty())
    }

    /// What the person said before, oldest first.
    pub(super) fn said(&self) -> impl DoubleEndedIterator<Item = String> {
        self.earlier.iter().filter(|message| message.role == Role::User).map(|message| message.text())
    }

    fn following(&self, wish: Found) -> Option<&str> {
        let start =
            wish.after.checked_sub(1).and_then(|last| self.tokens.get(last)).map_or(0, |token| token.end);
        let rest = &self.text[start..];
        let after_mark =
            rest.find([':', '\n']).map(|at| &rest[at + 1..]).filter(|text| !text.trim().is_empty());
        after_mark.or_else(|| {
            let filler = |token: &&Token| !self.words.in_list("fillers", &token.word);
            let first = self.tokens[wish.after.min(self.tokens.len())..].iter().find(filler)?;
            Some(self.text[first.start..].trim_end_matches(['?', ' ']))
        })
    }

    fn preceding(&self, wish: Found) -> Option<&str> {
        let before = &self.tokens[..wish.first.min(self.tokens.len())];
        let telling = before.iter().any(|token| !self.words.in_list("fillers", &token.word));
        let end = before.last().filter(|_| telling)?.end;
        Some(&self.text[..end])
    }
}

/// The message's own language, else that of the one before, else that of the screens.
fn language(text: &str, earlier: &[&ChatMessage], screens: Lang) -> Lang {
    let before = || earlier.iter().rev().find_map(|message| text::lang(&message.text()));
    text::lang(text).or_else(before).unwrap_or(screens)
}

/// What stands in a code block or between quotation marks.
pub(super) fn quoted(text: &str) -> Option<&str> {
    let pairs = [("```\n", "```"), ("«", "»"), ("“", "”"), ("„", "“"), ("\"", "\"")];
    pairs.into_iter().find_map(|(open, close)| {
        let start = text.find(open)? + open.len();
        let length = text[start..].find(close)?;
        Some(&text[start..start + length]).filter(|inner| !inner.trim().is_empty())
    })
}
