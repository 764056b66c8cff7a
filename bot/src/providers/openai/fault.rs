//! What a refusal means.
//! Sources: OpenAI and OpenRouter error pages (`facts/providers.md` E.1); Gemini wraps its errors in a list.

use std::time::Duration;

use serde_json::Value;

use crate::providers::{ErrorKind, ProviderError};

const TOO_LONG: [&str; 9] = [
    "context_length",
    "context length",
    "context window",
    "context size",
    "maximum context",
    "too many tokens",
    "prompt is too long",
    "input is too long",
    "maximum number of tokens",
];
const REFUSED: [&str; 7] = [
    "content_filter",
    "content_policy",
    "content policy",
    "content management policy",
    "moderation",
    "flagged",
    "safety",
];
const NO_CREDIT: [&str; 4] =
    ["insufficient_quota", "insufficient credits", "insufficient balance", "billing_hard_limit"];
const NO_MODEL: [&str; 8] = [
    "model_not_found",
    "not a valid model",
    "no endpoints found",
    "invalid model",
    "unknown model",
    "no such model",
    "does not exist",
    "not found",
];
const BAD_KEY: [&str; 3] = ["api key not valid", "invalid_api_key", "incorrect api key"];
const BUSY: [&str; 7] =
    ["overloaded", "rate_limit", "rate limit", "server_error", "unavailable", "timeout", "timed out"];

/// Errors of a list that are read.
const LISTED: usize = 8;

/// An answer with a status of 400 and above.
pub(super) fn of_response(status: u16, body: &str, retry_after: Option<Duration>) -> ProviderError {
    let parsed = serde_json::from_str::<Value>(body).ok();
    let words = parsed.as_ref().map_or_else(|| body.to_owned(), words_of);
    let kind = match status {
        404 if parsed.is_none() => ErrorKind::BadRequest,
        _ => by_status(status, &words.to_lowercase(), retry_after),
    };
    ProviderError::new(kind, words).with_status(status)
}

/// An error object inside an answer that began well; its `code` may be a status.
pub(super) fn of_event(error: &Value) -> ProviderError {
    let words = words_of(error);
    let lower = words.to_lowercase();
    let code = error.get("code").or_else(|| error.get("status"));
    let status = code
        .and_then(|code| code.as_u64().or_else(|| code.as_str()?.parse().ok()))
        .and_then(|code| u16::try_from(code).ok())
        .filter(|code| (400..600).contains(code));
    match status {
        Some(status) => ProviderError::new(by_status(status, &lower, None), words).with_status(status),
        None => ProviderError::new(by_words(&lower).unwrap_or(ErrorKind::Broken), words),
    }
}

fn by_status(status: u16, words: &str, retry_after: Option<Duration>) -> ErrorKind {
    match status {
        403 if has(words, &REFUSED) => ErrorKind::Refused,
        401 | 403 => ErrorKind::NotAllowed,
        402 => ErrorKind::NoCredit,
        429 if has(words, &NO_CREDIT) => ErrorKind::NoCredit,
        408 | 409 | 425 | 429 | 500.. => ErrorKind::Busy { retry_after },
        404 => ErrorKind::UnknownModel,
        413 => ErrorKind::TooLong,
        _ => match by_words(words) {
            // A 400 that mentions a timeout or a limit is still about the request.
            Some(ErrorKind::Busy { .. }) | None => ErrorKind::BadRequest,
            Some(kind) => kind,
        },
    }
}

fn by_words(words: &str) -> Option<ErrorKind> {
    let kinds: [(&[&str], ErrorKind); 5] = [
        (&TOO_LONG, ErrorKind::TooLong),
        (&NO_CREDIT, ErrorKind::NoCredit),
        (&BAD_KEY, ErrorKind::NotAllowed),
        (&REFUSED, ErrorKind::Refused),
        (&BUSY, ErrorKind::Busy { retry_after: None }),
    ];
    let known = kinds.into_iter().find_map(|(signs, kind)| has(words, signs).then_some(kind));
    known.or_else(|| (words.contains("model") && has(words, &NO_MODEL)).then_some(ErrorKind::UnknownModel))
}

fn has(words: &str, signs: &[&str]) -> bool {
    signs.iter().any(|sign| words.contains(sign))
}

/// The code, type and message of an error in any of the envelopes seen.
fn words_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().take(LISTED).map(words_of).collect::<Vec<_>>().join(" "),
        Value::Object(fields) => {
            if let Some(inner) = fields.get("error").filter(|inner| !inner.is_null()) {
                return words_of(inner);
            }
            let texts = ["code", "type", "status", "message", "detail", "msg", "param", "loc"]
                .into_iter()
                .filter_map(|field| fields.get(field))
                .map(words_of);
            texts.filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ")
        }
        Value::Number(number) => number.to_string(),
        Value::Null | Value::Bool(_) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_of_the_usual_services_are_told_apart() {
        let busy = ErrorKind::Busy { retry_after: None };
        let table = [
            (401, r#"{"error":{"message":"Incorrect API key provided"}}"#, ErrorKind::NotAllowed),
            (402, r#"{"error":{"message":"Insufficient credits","code":402}}"#, ErrorKind::NoCredit),
            (
                429,
                r#"{"error":{"message":"You exceeded …","code":"insufficient_quota"}}"#,
                ErrorKind::NoCredit,
            ),
            (429, r#"[{"error":{"code":429,"message":"You exceeded your current quota"}}]"#, busy),
            (529, r#"{"type":"error","error":{"type":"overloaded_error"}}"#, busy),
            (503, "<html>down</html>", busy),
            (
                400,
                r#"{"error":{"message":"This model's maximum context length is 8192 tokens"}}"#,
                ErrorKind::TooLong,
            ),
            (400, r#"{"error":{"code":"content_filter","message":"…"}}"#, ErrorKind::Refused),
            (403, r#"{"error":{"message":"Input was flagged","code":403}}"#, ErrorKind::Refused),
            (403, r#"{"error":{"message":"Country not supported"}}"#, ErrorKind::NotAllowed),
            (400, r#"{"error":{"message":"foo/bar is not a valid model ID"}}"#, ErrorKind::UnknownModel),
            (404, r#"{"error":"model 'qwen9' not found"}"#, ErrorKind::UnknownModel),
            (404, "404 page not found", ErrorKind::BadRequest),
            (400, r#"[{"error":{"message":"API key not valid."}}]"#, ErrorKind::NotAllowed),
            (422, r#"{"detail":[{"msg":"field required"}]}"#, ErrorKind::BadRequest),
            (413, "", ErrorKind::TooLong),
        ];
        for (status, body, kind) in table {
            assert_eq!(of_response(status, body, None).kind(), kind, "{status} {body}");
        }
    }

    #[test]
    fn an_error_inside_an_answer_is_told_by_its_code_or_its_words() {
        let kind = |text: &str| serde_json::from_str(text).map(|value| of_event(&value).kind()).ok();
        let busy = Some(ErrorKind::Busy { retry_after: None });
        assert_eq!(kind(r#"{"code":502,"message":"Provider disconnected"}"#), busy);
        assert_eq!(kind(r#"{"code":"server_error","message":"…"}"#), busy);
        assert_eq!(kind(r#"{"code":"400","message":"context_length_exceeded"}"#), Some(ErrorKind::TooLong));
        assert_eq!(kind(r#""something odd""#), Some(ErrorKind::Broken));
    }
}
