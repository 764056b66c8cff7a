//! What a model is shown for an answer: who it is, the turns that fit, the question.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use crate::{
    domain::{AccountId, Lang},
    features::{
        account::Account,
        chat::domain::{Manner, Preferences, Turn, window},
    },
    providers::{
        ChatMessage, ChatRequest, Part,
        prompts::{Prompt, PromptError},
        tokens,
    },
};

/// Who asks, by name; empty in private.
pub type Names = HashMap<AccountId, String>;

/// What was said.
pub struct Said<'a> {
    pub turns: Vec<Turn>,
    pub names: Names,
    /// The text that the answer goes on from.
    pub continued: Option<&'a str>,
}

/// Builds the request.
pub fn request(
    account: &Account,
    said: Said<'_>,
    attached: &[Part],
    budget: usize,
    now: DateTime<Utc>,
) -> Result<ChatRequest, PromptError> {
    let Said { turns, names, continued } = said;
    let lang = account.lang();
    let system = system_prompt(account, now)?;
    let beside: Vec<&str> = [system.as_str()]
        .into_iter()
        .chain(continued)
        .chain(attached.iter().filter_map(Part::as_text))
        .collect();
    let said = turns.iter().flat_map(|turn| [Some(turn.question.text.as_str()), turn.answer.as_deref()]);
    // What fits twice by the generous estimate is not counted: the tables take half a second and tens of megabytes, and most
    // conversations never need them.
    let estimated: usize = said.flatten().chain(beside.iter().copied()).map(tokens::estimate).sum();
    let count: fn(&str) -> usize = if estimated <= budget / 2 { tokens::estimate } else { tokens::count };
    let fixed = beside.into_iter().map(count).sum();
    let window = window(turns, fixed, budget, count);
    let mut messages = vec![ChatMessage::system(system)];
    let last = window.turns.len().saturating_sub(1);
    for (n, turn) in window.turns.into_iter().enumerate() {
        let speaker = names.get(&turn.question.account).cloned();
        let mut question = ChatMessage { speaker, ..ChatMessage::user(turn.question.text) };
        if n == last {
            question.content.extend(attached.iter().cloned());
            messages.push(question);
        } else {
            messages.push(question);
            messages.extend(turn.answer.map(ChatMessage::assistant));
        }
    }
    messages.extend(continued.map(ChatMessage::assistant));
    Ok(ChatRequest { messages, lang, zone: account.zone(), ..ChatRequest::default() })
}

fn system_prompt(account: &Account, now: DateTime<Utc>) -> Result<String, PromptError> {
    let (lang, zone) = (account.lang(), account.zone());
    let language = match lang {
        Lang::En => "English",
        Lang::Ru => "русский",
    };
    let now = now.with_timezone(&zone).format("%A, %-d %B %Y, %H:%M").to_string();
    let instructions = instructions(account)?;
    // A model gets the conversation and nothing else: no name, no number (account-services-text); in a group, the names
    // of those who ask it there (groups-privacy-text).
    let slots = [
        ("now", now.as_str()),
        ("zone", zone.name()),
        ("language", language),
        ("person", ""),
        ("instructions", instructions.as_str()),
    ];
    Ok(Prompt::ChatSystem.fill(lang, &slots)?.text)
}

/// Where the talk is, and how answers are to be.
fn instructions(account: &Account) -> Result<String, PromptError> {
    let lang = account.lang();
    let plain = |prompt: Prompt| prompt.fill(lang, &[]).map(|filled| filled.text);
    let manner = match Preferences::of(&account.preferences).manner {
        Manner::Usual => String::new(),
        Manner::Short => plain(Prompt::MannerShort)?,
        Manner::Thorough => plain(Prompt::MannerThorough)?,
        Manner::Playful => plain(Prompt::MannerPlayful)?,
        Manner::Own(words) => words,
    };
    if !account.id.is_group() {
        return Ok(manner);
    }
    Ok(Prompt::GroupTalk.fill(lang, &[("manner", manner.as_str())])?.text)
}
