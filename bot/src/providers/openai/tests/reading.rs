//! Answers as servers really write them.

use serde_json::{Value, json};

use super::{adapter, deltas, reason, text};
use crate::providers::testing::{FakeProvider, Script};
use crate::providers::{Delta, FinishReason, MicroDollars};

async fn read(script: Script) -> Vec<Delta> {
    let provider = FakeProvider::start().await.unwrap();
    provider.next(script);
    let (deltas, error) = deltas(&adapter(&provider)).await;
    assert_eq!(error, None);
    deltas
}

fn delta(delta: Value) -> Value {
    json!({ "choices": [{ "index": 0, "delta": delta }] })
}

#[tokio::test]
async fn a_plain_answer_comes_word_by_word_with_usage_before_the_end() {
    let deltas = read(Script::says("Hello dear world")).await;
    assert_eq!(
        deltas,
        [
            Delta::Text("Hello ".to_owned()),
            Delta::Text("dear ".to_owned()),
            Delta::Text("world".to_owned()),
            Delta::Usage { prompt_tokens: 10, completion_tokens: 5, cost: None },
            Delta::Finished(FinishReason::Stop),
        ]
    );
}

#[tokio::test]
async fn letters_cut_in_the_middle_are_put_together() {
    let deltas = read(Script::says("Привет, мир 👨‍👩‍👧").byte_by_byte()).await;
    assert_eq!(text(&deltas), "Привет, мир 👨‍👩‍👧");
}

#[tokio::test]
async fn comments_crlf_bom_and_other_fields_are_passed_over() {
    let deltas = read(
        Script::events()
            .bytes("\u{feff}: OPENROUTER PROCESSING\r\n\r\n")
            .bytes("event: message\r\nid: 7\r\nretry: 10\r\n")
            .bytes("data: {\"choices\":[{\"delta\":{\"content\":\"ok\"}}]}\r\n\r\n: again\r\n\r\n")
            .ends("stop"),
    )
    .await;
    assert_eq!(text(&deltas), "ok");
}

#[tokio::test]
async fn data_over_several_lines_is_one_event() {
    let deltas = read(
        Script::events()
            .bytes("data: {\"choices\":[{\"delta\":\ndata: {\"content\":\"two lines\"}}]}\n\n")
            .ends("stop"),
    )
    .await;
    assert_eq!(text(&deltas), "two lines");
}

#[tokio::test]
async fn odd_chunks_are_passed_over() {
    let deltas = read(
        Script::events()
            .data(&json!({ "choices": [] }))
            .data(&json!({ "choices": null, "usage": null, "error": null }))
            .data(&json!({ "id": "x", "object": "chat.completion.chunk" }))
            .data(&delta(json!({ "role": "assistant", "content": null })))
            .data(&delta(json!({ "role": "assistant", "content": "" })))
            .data(&json!({ "choices": [{ "index": 1, "delta": { "content": "the other choice" } }] }))
            .word("fine")
            .ends("stop"),
    )
    .await;
    assert_eq!(text(&deltas), "fine");
}

#[tokio::test]
async fn the_mark_the_usage_and_the_last_empty_line_may_be_missing() {
    let end = json!({ "choices": [{ "delta": {}, "finish_reason": "length" }] });
    let deltas = read(Script::events().word("cut").bytes(format!("data: {end}"))).await;
    assert_eq!(deltas, [Delta::Text("cut".to_owned()), Delta::Finished(FinishReason::Length)]);
    let deltas = read(Script::events().word("no reason").bytes("data: [DONE]\n\n")).await;
    assert_eq!(reason(&deltas), Some(FinishReason::Stop));
}

#[tokio::test]
async fn an_answer_in_one_piece_is_one_delta() {
    let body = json!({
        "choices": [{ "message": { "role": "assistant", "content": "At once." }, "finish_reason": "stop" }],
        "usage": { "prompt_tokens": 3, "completion_tokens": 2, "cost": 0.000_012 },
    });
    let deltas = read(Script::json(200, &body)).await;
    let cost = Some(MicroDollars(12));
    assert_eq!(
        deltas,
        [
            Delta::Text("At once.".to_owned()),
            Delta::Usage { prompt_tokens: 3, completion_tokens: 2, cost },
            Delta::Finished(FinishReason::Stop),
        ]
    );
}

#[tokio::test]
async fn thoughts_are_no_part_of_the_answer() {
    let deltas = read(
        Script::events()
            .data(&delta(json!({ "reasoning": "hm", "reasoning_content": "hm" })))
            .data(&delta(json!({ "reasoning_content": "yes" })))
            .data(&delta(json!({ "content": [{ "type": "thinking", "thinking": [{ "text": "so" }] }] })))
            .word("42")
            .ends("stop"),
    )
    .await;
    let thoughts: Vec<_> = deltas.iter().filter(|delta| matches!(delta, Delta::Reasoning(_))).collect();
    assert_eq!(thoughts.len(), 3);
    assert_eq!(text(&deltas), "42");
}

#[tokio::test]
async fn thoughts_in_tags_are_told_from_the_answer() {
    let script = ["\n<th", "ink>let me ", "see</thi", "nk>\n\n", "Four <think> is a tag"];
    let deltas = read(script.into_iter().fold(Script::events(), Script::word).ends("stop")).await;
    let thought: String = deltas
        .iter()
        .filter_map(|delta| if let Delta::Reasoning(thought) = delta { Some(thought.as_str()) } else { None })
        .collect();
    assert_eq!(thought, "let me see");
    assert_eq!(text(&deltas), "Four <think> is a tag");
    let short = read(Script::says("<3")).await;
    assert_eq!(text(&short), "<3");
}

#[tokio::test]
async fn calls_of_functions_come_in_parts_by_index() {
    let call = |index: u32, id: Value, name: Value, part: &str| {
        delta(json!({
            "tool_calls": [{ "index": index, "id": id, "function": { "name": name, "arguments": part } }],
        }))
    };
    let deltas = read(
        Script::events()
            .data(&call(0, json!("a"), json!("draw"), ""))
            .data(&call(1, json!("b"), json!("find"), "{}"))
            .data(&call(0, Value::Null, Value::Null, "{\"what\":"))
            .data(&call(0, Value::Null, Value::Null, "\"cat\"}"))
            .ends("tool_calls"),
    )
    .await;
    let arguments: String = deltas
        .iter()
        .filter_map(|delta| match delta {
            Delta::ToolCall { index: 0, arguments_part, .. } => Some(arguments_part.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(arguments, r#"{"what":"cat"}"#);
    assert_eq!(reason(&deltas), Some(FinishReason::ToolCalls));
}

#[tokio::test]
async fn usage_that_runs_along_is_given_once() {
    let running = |tokens: u32| {
        json!({
            "choices": [{ "delta": { "content": "a" } }],
            "usage": { "prompt_tokens": 4, "completion_tokens": tokens },
        })
    };
    let deltas = read(Script::events().data(&running(1)).data(&running(2)).word("b").ends("stop")).await;
    assert_eq!(deltas.iter().filter(|delta| matches!(delta, Delta::Usage { .. })).count(), 1);
    assert_eq!(text(&deltas), "aab");
}
