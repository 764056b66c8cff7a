//! The body of a request.
//! Source: openai/openai-openapi f85dbe2, `CreateChatCompletionRequest`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use super::dialect::Dialect;
use crate::providers::{ChatMessage, ChatRequest, JsonSchema, Part, Role, ToolSpec};

/// The whole body in the given dialect.
pub(super) fn body(model: &str, request: &ChatRequest, dialect: Dialect) -> Value {
    let messages: Vec<Value> = request.messages.iter().map(message).collect();
    let mut body = Map::new();
    body.insert("model".to_owned(), json!(model));
    body.insert("messages".to_owned(), json!(messages));
    body.insert("stream".to_owned(), json!(true));
    if dialect.usage {
        body.insert("stream_options".to_owned(), json!({ "include_usage": true }));
    }
    if let Some(most) = request.max_tokens {
        let field = if dialect.completion_tokens { "max_completion_tokens" } else { "max_tokens" };
        body.insert(field.to_owned(), json!(most));
    }
    if let Some(temperature) = request.temperature.filter(|_| dialect.temperature) {
        body.insert("temperature".to_owned(), json!(temperature));
    }
    if !request.tools.is_empty() {
        body.insert("tools".to_owned(), request.tools.iter().map(tool).collect());
    }
    if let Some(schema) = &request.response_schema {
        body.insert("response_format".to_owned(), response_format(schema));
    }
    Value::Object(body)
}

fn message(message: &ChatMessage) -> Value {
    let role = match message.role {
        Role::System => "system",
        Role::User => "user",
        Role::Assistant => "assistant",
    };
    json!({ "role": role, "content": content(&named(message)) })
}

/// The words under the name of who says them. The protocol's own `name` takes no letters but Latin ones.
fn named(message: &ChatMessage) -> Vec<Part> {
    let mut content = message.content.clone();
    if let (Some(speaker), Some(Part::Text(text))) = (&message.speaker, content.first_mut()) {
        *text = format!("{speaker}: {text}");
    }
    content
}

/// A plain string where there is only text: older servers take nothing else.
fn content(parts: &[Part]) -> Value {
    if let [Part::Text(text)] = parts {
        return json!(text);
    }
    parts.iter().map(part).collect()
}

fn part(part: &Part) -> Value {
    match part {
        Part::Text(text) => json!({ "type": "text", "text": text }),
        Part::Image { mime, bytes } => {
            let url = format!("data:{mime};base64,{}", STANDARD.encode(bytes));
            json!({ "type": "image_url", "image_url": { "url": url } })
        }
    }
}

fn tool(tool: &ToolSpec) -> Value {
    json!({
        "type": "function",
        "function": { "name": tool.name, "description": tool.description, "parameters": tool.parameters },
    })
}

fn response_format(schema: &JsonSchema) -> Value {
    json!({
        "type": "json_schema",
        "json_schema": { "name": schema.name, "strict": true, "schema": schema.schema },
    })
}
