//! From a request to the words of its answer: a title, the rest of a cut answer, or a new one.
//! It keeps nothing between requests.

use chrono::{DateTime, Utc};

use super::turn::Turn;
use super::words::Words;
use super::{skills, text, title};
use crate::domain::Lang;
use crate::providers::{ChatMessage, ChatRequest, Role};

/// Variations that are tried to find the one a cut answer came from.
const VARIATIONS: u32 = 16;

/// The whole answer; never empty, save where a continued answer was complete.
pub(super) fn answer(request: &ChatRequest, now: DateTime<Utc>) -> String {
    let spoken: Vec<&ChatMessage> = request.messages.iter().filter(|one| one.role != Role::System).collect();
    if let Some(lang) = asked_for_title(request) {
        return title::of(&spoken, lang);
    }
    match spoken.split_last() {
        Some((cut, before)) if cut.role == Role::Assistant => {
            rest_of(request, before, &cut.text(), now).unwrap_or_default()
        }
        Some(_) => reply(request, &spoken, now),
        None => Turn::new(request, &[&ChatMessage::user("")], now, request.variation)
            .map(|turn| turn.say("greeting", &[("name", "".into())]))
            .unwrap_or_default(),
    }
}

/// The language in which a system message asks for a title.
fn asked_for_title(request: &ChatRequest) -> Option<Lang> {
    let systems = request.messages.iter().filter(|one| one.role == Role::System);
    systems.map(ChatMessage::text).find_map(|system| {
        let tokens = text::tokens(&system);
        Lang::ALL.into_iter().find(|lang| {
            Words::of(*lang).phrases("title-request").iter().any(|phrase| phrase.find(&tokens).is_some())
        })
    })
}

fn reply(request: &ChatRequest, spoken: &[&ChatMessage], now: DateTime<Utc>) -> String {
    let Some(turn) = Turn::new(request, spoken, now, request.variation) else { return String::new() };
    if !turn.means("continue") {
        return skills::answer(&turn);
    }
    let cut =
        spoken.len().checked_sub(2).and_then(|at| spoken.get(at)).filter(|one| one.role == Role::Assistant);
    let rest = cut.and_then(|cut| rest_of(request, &spoken[..spoken.len() - 2], &cut.text(), now));
    let rest = rest.map(|rest| rest.trim_start().to_owned()).filter(|rest| !rest.is_empty());
    rest.unwrap_or_else(|| turn.say("nothing-to-continue", &[]))
}

/// What comes after the part of an answer that the person has: the same question gives the same answer.
fn rest_of(
    request: &ChatRequest,
    question: &[&ChatMessage],
    part: &str,
    now: DateTime<Utc>,
) -> Option<String> {
    let part = part.trim_end();
    (0..VARIATIONS).find_map(|variation| {
        let turn = Turn::new(request, question, now, variation)?;
        skills::answer(&turn).strip_prefix(part).map(str::to_owned)
    })
}
