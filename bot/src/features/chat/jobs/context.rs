//! What a model is shown for an answer: who it is, the turns that fit, the question.

use chrono::{DateTime, Utc};

use crate::{
    domain::Lang,
    features::{
        account::Account,
        chat::domain::{Turn, window},
    },
    providers::{
        ChatMessage, ChatRequest, Part,
        prompts::{Prompt, PromptError},
        tokens,
    },
};

/// What goes beside the question's words.
#[derive(Clone, Debug, Default)]
pub struct Attached {
    pub parts: Vec<Part>,
}

/// Builds the request. `continued` is the text that the answer goes on from.
pub fn request(
    account: &Account,
    turns: Vec<Turn>,
    continued: Option<&str>,
    attached: Attached,
    budget: usize,
    now: DateTime<Utc>,
) -> Result<ChatRequest, PromptError> {
    let lang = account.lang();
    let system = system_prompt(account, now)?;
    let beside: Vec<&str> = [system.as_str()]
        .into_iter()
        .chain(continued)
        .chain(attached.parts.iter().filter_map(Part::as_text))
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
        let mut question = ChatMessage::user(turn.question.text);
        if n == last {
            question.content.extend(attached.parts.iter().cloned());
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
    // A model gets the conversation and nothing else: no name, no number (account-services-text).
    let slots = [
        ("now", now.as_str()),
        ("zone", zone.name()),
        ("language", language),
        ("person", ""),
        ("instructions", ""),
    ];
    Ok(Prompt::ChatSystem.fill(lang, &slots)?.text)
}
