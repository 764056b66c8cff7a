//! A title for a conversation: the telling words of what the person asked first.
//! It invents nothing; where nothing tells, the title says only what kind of talk it was.

use super::text::{self, Token};
use super::words::Words;
use crate::domain::Lang;
use crate::providers::{ChatMessage, Role};

/// Most words of a title.
const MOST: usize = 6;

/// 2 to 6 words. `fallback` is the language of the request, for conversations without words.
pub(super) fn of(spoken: &[&ChatMessage], fallback: Lang) -> String {
    let said = spoken.iter().filter(|one| one.role == Role::User).map(|one| one.text());
    let said: Vec<String> = said.collect();
    let lang = said.iter().find_map(|text| text::lang(text)).unwrap_or(fallback);
    let titles = said.iter().filter_map(|text| title(text, Words::of(lang)));
    titles.into_iter().next().unwrap_or_else(|| {
        let which = said.first().map_or(0, |text| text::hash(text));
        Words::of(lang).say("title-of-small-talk", which, &fluent_bundle::FluentArgs::new())
    })
}

/// The first telling sentence without what leads into it and trails off.
fn title(said: &str, words: &Words) -> Option<String> {
    text::sentences(said).into_iter().find_map(|sentence| {
        let tokens = text::tokens(sentence);
        let idle = |token: &Token| words.in_list("lead-in", &token.word);
        let first = tokens.iter().position(|token| !idle(token))?;
        let mut kept: &[Token] = &tokens[first..tokens.len().min(first + MOST)];
        while let Some((last, rest)) = kept.split_last() {
            if !(words.in_list("stop", &last.word) || idle(last)) {
                break;
            }
            kept = rest;
        }
        if kept.len() < 2 {
            return None;
        }
        let title = &sentence[kept.first()?.start..kept.last()?.end];
        Some(text::capitalised(&text::plain(title)))
    })
}
