//! From the data of events to deltas; pure, so that every odd answer can be tried in a test.
//! The last delta of a good answer is always `Finished`, and usage comes once, before it.

use serde_json::Value;

use super::thinking::Thinking;
use super::wire::{Choice, Chunk, Message, ToolCall, Usage, finish_reason};
use super::{fault, wire};
use crate::providers::{Delta, ErrorKind, FinishReason, MicroDollars, Prices, ProviderError};

/// Reads one answer.
#[derive(Debug, Default)]
pub(super) struct Decoder {
    prices: Option<Prices>,
    thinking: Thinking,
    held: String,
    usage: Option<Usage>,
    finish: Option<FinishReason>,
    /// `[DONE]` came: nothing may follow.
    done: bool,
    /// Anything of the answer came.
    begun: bool,
}

impl Decoder {
    pub(super) fn new(prices: Option<Prices>) -> Self {
        Self { prices, ..Self::default() }
    }

    /// The data of one event.
    pub(super) fn event(&mut self, data: &str, out: &mut Vec<Delta>) -> Result<(), ProviderError> {
        let data = data.trim();
        if data.is_empty() || self.done {
            return Ok(());
        }
        if data == "[DONE]" {
            self.done = true;
            return Ok(());
        }
        let chunk: Chunk = serde_json::from_str(data).map_err(|error| unreadable(&error))?;
        self.chunk(chunk, out)
    }

    /// Whether nothing more of interest can come.
    pub(super) fn is_done(&self) -> bool {
        self.done
    }

    /// Whether the model has said why it stopped; usage may still come.
    pub(super) fn has_finished(&self) -> bool {
        self.finish.is_some()
    }

    /// The connection has ended, or enough was waited for after the end.
    pub(super) fn end(&mut self, out: &mut Vec<Delta>) -> Result<(), ProviderError> {
        let reason = match self.finish {
            Some(reason) => reason,
            // Some servers forget the reason but not the mark.
            None if self.done && self.begun => FinishReason::Stop,
            None => return Err(ProviderError::new(ErrorKind::Broken, "the answer ended without an end")),
        };
        self.thinking.finish(&mut self.held, out);
        if let Some(usage) = self.usage {
            out.push(Delta::Usage {
                prompt_tokens: usage.prompt_tokens,
                completion_tokens: usage.completion_tokens,
                cost: self.cost(usage),
            });
        }
        out.push(Delta::Finished(reason));
        Ok(())
    }

    /// What the provider says it took, else what its list says.
    fn cost(&self, usage: Usage) -> Option<MicroDollars> {
        let listed = || self.prices.map(|prices| prices.cost(usage.prompt_tokens, usage.completion_tokens));
        usage.cost().or_else(listed)
    }

    fn chunk(&mut self, chunk: Chunk, out: &mut Vec<Delta>) -> Result<(), ProviderError> {
        if let Some(error) = chunk.error.filter(is_error) {
            return Err(fault::of_event(&error));
        }
        // Some servers send a running total with every chunk: the last one counts.
        self.usage = chunk.usage.or(self.usage);
        let first = chunk.choices.into_iter().find(|choice| choice.index == 0);
        first.map_or(Ok(()), |choice| self.choice(choice, out))
    }

    fn choice(&mut self, choice: Choice, out: &mut Vec<Delta>) -> Result<(), ProviderError> {
        if let Some(error) = choice.error.filter(is_error) {
            return Err(fault::of_event(&error));
        }
        for message in [choice.delta, choice.message].into_iter().flatten() {
            self.message(message, out);
        }
        if let Some(text) = choice.text {
            self.text(&text, out);
        }
        match choice.finish_reason.as_deref() {
            None | Some("") => {}
            Some("error") => {
                return Err(ProviderError::new(ErrorKind::Broken, "the model stopped with an error"));
            }
            Some(word) => self.finish = Some(finish_reason(word)),
        }
        Ok(())
    }

    fn message(&mut self, message: Message, out: &mut Vec<Delta>) {
        self.begun = true;
        // Servers that give both names give the same thought twice.
        let thought = message.reasoning.or(message.reasoning_content).filter(|thought| !thought.is_empty());
        out.extend(thought.map(Delta::Reasoning));
        self.content(&message.content, out);
        if let Some(refusal) = message.refusal.filter(|refusal| !refusal.is_empty()) {
            self.text(&refusal, out);
            self.finish = Some(FinishReason::ContentFilter);
        }
        let calls = message.tool_calls.into_iter().zip(0..);
        out.extend(calls.map(|(call, place)| tool_call(call, place)));
    }

    fn content(&mut self, content: &Value, out: &mut Vec<Delta>) {
        match content {
            Value::String(text) => self.text(text, out),
            Value::Array(parts) => parts.iter().for_each(|part| self.part(part, out)),
            _ => {}
        }
    }

    fn part(&mut self, part: &Value, out: &mut Vec<Delta>) {
        if let Some(text) = part.get("text").and_then(Value::as_str) {
            self.text(text, out);
        }
        let thoughts = part.get("thinking").and_then(Value::as_array).into_iter().flatten();
        let thoughts = thoughts.filter_map(|thought| thought.get("text").and_then(Value::as_str));
        out.extend(thoughts.map(|thought| Delta::Reasoning(thought.to_owned())));
    }

    fn text(&mut self, text: &str, out: &mut Vec<Delta>) {
        self.begun = true;
        if !text.is_empty() {
            self.thinking.push(&mut self.held, text, out);
        }
    }
}

fn tool_call(call: ToolCall, place: u32) -> Delta {
    let arguments_part = match call.function.arguments {
        Value::Null => String::new(),
        Value::String(part) => part,
        whole => whole.to_string(),
    };
    Delta::ToolCall {
        index: call.index.unwrap_or(place),
        id: call.id,
        name: call.function.name.filter(|name| !name.is_empty()),
        arguments_part,
    }
}

/// `"error": null` and `"error": ""` are no errors.
fn is_error(error: &Value) -> bool {
    !error.is_null() && error.as_str() != Some("")
}

fn unreadable(error: &serde_json::Error) -> ProviderError {
    ProviderError::new(ErrorKind::Broken, format!("not JSON: {error}"))
}

/// The whole body of a server that answered at once.
pub(super) fn whole(text: &str, prices: Option<Prices>, out: &mut Vec<Delta>) -> Result<(), ProviderError> {
    let mut decoder = Decoder::new(prices);
    let chunk: wire::Chunk = serde_json::from_str(text).map_err(|error| unreadable(&error))?;
    if chunk.choices.is_empty() && chunk.error.is_none() {
        return Err(ProviderError::new(ErrorKind::Broken, "an answer without choices"));
    }
    decoder.chunk(chunk, out)?;
    // One piece without a reason is complete all the same.
    decoder.done = true;
    decoder.end(out)
}
