//! Lists of models in the shapes of the services we know.

use serde_json::json;

use super::adapter;
use crate::providers::openai::models::read;
use crate::providers::testing::{FakeProvider, Script};
use crate::providers::{ChatModel as _, Delta, MicroDollars, Prices};

#[test]
fn the_three_shapes_are_read() {
    let openai = json!({ "data": [
        { "id": "gpt-4o-mini", "object": "model" }, { "id": "text-embedding-3-small" }, { "id": "whisper-1" },
    ] });
    let [gpt] = &read(&openai)[..] else { panic!("one model") };
    assert_eq!((gpt.id.as_str(), gpt.sees, gpt.free, gpt.prices), ("gpt-4o-mini", true, false, None));

    let openrouter = json!({ "data": [
        {
            "id": "some/free-vl:free", "name": "Some: Free VL", "context_length": 32_768,
            "architecture": { "input_modalities": ["text", "image"], "output_modalities": ["text"] },
            "pricing": { "prompt": "0", "completion": "0" },
        },
        {
            "id": "some/paid", "name": "Some: Paid", "architecture": { "input_modalities": ["text"] },
            "pricing": { "prompt": "0.00000015", "completion": "0.0000006" },
        },
        { "id": "some/painter", "architecture": { "output_modalities": ["image"] } },
        { "id": "openrouter/auto", "pricing": { "prompt": "-1", "completion": "-1" } },
    ] });
    let [free, paid, auto] = &read(&openrouter)[..] else { panic!("three models") };
    assert!(free.sees && free.free && free.context_tokens == Some(32_768));
    let prices = Prices { prompt: MicroDollars(150_000), completion: MicroDollars(600_000) };
    assert_eq!((paid.prices, paid.free, paid.sees), (Some(prices), false, false));
    assert_eq!(auto.prices, None);

    let ollama =
        json!({ "models": [{ "name": "llava:7b", "model": "llava:7b", "details": { "family": "llama" } }] });
    let [llava] = &read(&ollama)[..] else { panic!("one model") };
    assert!(llava.free && llava.sees && llava.id == "llava:7b");

    let bare = json!([{ "id": "m", "type": "chat", "context_length": 0 }, { "id": "n", "type": "image" }, 7]);
    assert_eq!(read(&bare).len(), 1);
    assert!(read(&json!("nonsense")).is_empty());
}

#[tokio::test]
async fn a_list_is_fetched_once_and_prices_the_answers() {
    let provider = FakeProvider::start().await.unwrap();
    let pricing = json!({ "prompt": "0.000001", "completion": "0.000002" });
    provider
        .models(&json!({ "data": [{ "id": "some-model", "pricing": pricing }] }))
        .next(Script::says("ok"));
    let adapter = adapter(&provider);
    adapter.models().await.unwrap();
    adapter.models().await.unwrap();
    assert_eq!(provider.asked().len(), 1);
    let (deltas, _) = super::deltas(&adapter).await;
    let cost = Some(MicroDollars(20));
    assert!(deltas.contains(&Delta::Usage { prompt_tokens: 10, completion_tokens: 5, cost }));
}

#[tokio::test]
async fn a_list_that_failed_is_asked_for_again() {
    let provider = FakeProvider::start().await.unwrap();
    let adapter = adapter(&provider);
    assert!(adapter.models().await.is_err());
    assert_eq!(provider.asked().last().unwrap().path, "/api/tags");
    provider.models(&json!({ "models": [{ "name": "qwen3:8b" }] }));
    assert_eq!(adapter.models().await.unwrap()[0].id, "qwen3:8b");
}
