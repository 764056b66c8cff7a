//! What servers are sent, and how a refused setting is left out.

use bytes::Bytes;
use serde_json::json;

use super::{adapter, adapter_with, question};
use crate::providers::testing::{FakeProvider, Script};
use crate::providers::{ChatMessage, ChatModel as _, ChatRequest, ErrorKind, JsonSchema, Part, ToolSpec};

#[tokio::test]
async fn a_question_is_sent_as_the_protocol_says() {
    let provider = FakeProvider::start().await.unwrap();
    provider.next(Script::says("ok"));
    let adapter = adapter_with(&provider, |settings| settings.key = Some("k".to_owned()));
    let image = Part::Image { mime: "image/png".to_owned(), bytes: Bytes::from_static(b"\x89P") };
    let mut request = question();
    request.messages = vec![ChatMessage::system("Be short."), ChatMessage::user("What is this?")];
    request.messages[1].content.push(image);
    request.max_tokens = Some(100);
    request.temperature = Some(0.5);
    let parameters = json!({ "type": "object" });
    request.tools = vec![ToolSpec { name: "draw".into(), description: "Draws".into(), parameters }];
    request.response_schema = Some(JsonSchema { name: "s".into(), schema: json!({}) });
    let stream = adapter.answer(request).await.unwrap();
    assert_eq!((stream.provider(), stream.model()), ("fake", "some-model"));
    let asked = &provider.questions()[0];
    assert_eq!(asked.path, "/v1/chat/completions");
    assert_eq!(asked.headers["authorization"], "Bearer k");
    assert_eq!(
        asked.body,
        json!({
            "model": "some-model", "stream": true, "stream_options": { "include_usage": true },
            "max_tokens": 100, "temperature": 0.5,
            "messages": [
                { "role": "system", "content": "Be short." },
                { "role": "user", "content": [
                    { "type": "text", "text": "What is this?" },
                    { "type": "image_url", "image_url": { "url": "data:image/png;base64,iVA=" } },
                ] },
            ],
            "tools": [{
                "type": "function",
                "function": { "name": "draw", "description": "Draws", "parameters": { "type": "object" } },
            }],
            "response_format": { "type": "json_schema", "json_schema": { "name": "s", "strict": true, "schema": {} } },
        })
    );
}

#[tokio::test]
async fn a_refused_setting_is_left_out_and_stays_out() {
    let provider = FakeProvider::start().await.unwrap();
    provider.next(Script::refusal(400, "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens'."));
    provider.next(Script::refusal(400, "Unrecognized request argument supplied: stream_options"));
    provider.next(Script::says("ok")).next(Script::says("ok"));
    let adapter = adapter(&provider);
    let request = ChatRequest { max_tokens: Some(9), ..question() };
    adapter.answer(request.clone()).await.unwrap();
    adapter.answer(request).await.unwrap();
    let bodies: Vec<_> = provider.questions().into_iter().map(|asked| asked.body).collect();
    assert_eq!(bodies.len(), 4);
    for body in &bodies[2..] {
        assert_eq!(body["max_completion_tokens"], 9);
        assert!(body.get("stream_options").is_none() && body.get("max_tokens").is_none());
    }
}

#[tokio::test]
async fn a_server_that_refuses_everything_is_not_asked_for_ever() {
    let provider = FakeProvider::start().await.unwrap();
    provider.always(Script::refusal(400, "Unsupported parameter: max_tokens"));
    let error = adapter(&provider).answer(question()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::BadRequest);
    assert_eq!(provider.questions().len(), 4);
}

#[tokio::test]
async fn a_request_without_any_model_is_not_sent() {
    let provider = FakeProvider::start().await.unwrap();
    let error = adapter(&provider).answer(ChatRequest::default()).await.unwrap_err();
    assert_eq!((error.kind(), provider.asked().len()), (ErrorKind::UnknownModel, 0));
}
