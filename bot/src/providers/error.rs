//! What can go wrong with a provider, sorted by what a person can do about it.
//! It words nothing for people and carries no key.

use std::time::Duration;

/// How much of the provider's own words is looked at, in characters.
const DETAIL_LIMIT: usize = 300;

/// A provider did not do what was asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{kind}")]
pub struct ProviderError {
    kind: ErrorKind,
    status: Option<u16>,
    detail: String,
}

/// The kinds that people are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum ErrorKind {
    /// Too many requests, overloaded, failing inside, or too slow to begin: later is better.
    #[error("provider busy")]
    Busy { retry_after: Option<Duration> },
    /// No connection could be made.
    #[error("provider unreachable")]
    Unreachable,
    /// The answer began and no byte came for the idle time.
    #[error("provider stalled")]
    Stalled,
    /// The answer ended without an end, or could not be read.
    #[error("answer broken")]
    Broken,
    /// Moderation would not let it pass.
    #[error("request refused")]
    Refused,
    /// More than the model's context takes.
    #[error("context too long")]
    TooLong,
    /// The key is missing, wrong or not allowed this.
    #[error("not allowed")]
    NotAllowed,
    /// The operator's account at the provider is empty.
    #[error("no credit")]
    NoCredit,
    /// The provider has no such model.
    #[error("unknown model")]
    UnknownModel,
    /// The provider did not understand the request: our mistake or an unusual server.
    #[error("bad request")]
    BadRequest,
}

impl ErrorKind {
    /// The word for logs, metrics and stored outcomes; never changed.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Busy { .. } => "busy",
            Self::Unreachable => "unreachable",
            Self::Stalled => "stalled",
            Self::Broken => "broken",
            Self::Refused => "refused",
            Self::TooLong => "too_long",
            Self::NotAllowed => "not_allowed",
            Self::NoCredit => "no_credit",
            Self::UnknownModel => "unknown_model",
            Self::BadRequest => "bad_request",
        }
    }
}

impl ProviderError {
    /// `detail` is the provider's text; only its first 300 characters are kept, and nothing that looks like a key.
    pub fn new(kind: ErrorKind, detail: impl AsRef<str>) -> Self {
        Self { kind, status: None, detail: presentable(detail.as_ref()) }
    }

    /// The same with the HTTP status it came by.
    pub fn with_status(self, status: u16) -> Self {
        Self { status: Some(status), ..self }
    }

    pub const fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// The HTTP status, where there was an answer.
    pub const fn status(&self) -> Option<u16> {
        self.status
    }

    /// The provider's own words. They may quote what a person wrote: they are for nobody's log.
    pub fn detail(&self) -> &str {
        &self.detail
    }

    /// How long the provider asked to be left alone.
    pub const fn retry_after(&self) -> Option<Duration> {
        match self.kind {
            ErrorKind::Busy { retry_after } => retry_after,
            _ => None,
        }
    }

    /// Whether the same request to the same model may succeed in a moment.
    pub const fn is_retryable(&self) -> bool {
        matches!(
            self.kind,
            ErrorKind::Busy { .. } | ErrorKind::Unreachable | ErrorKind::Stalled | ErrorKind::Broken
        )
    }

    /// Whether another model may do better. What was refused, or is too long, stays so: the person decides.
    pub const fn may_fall_back(&self) -> bool {
        !matches!(self.kind, ErrorKind::Refused | ErrorKind::TooLong)
    }

    /// Whether it says that the service is unwell, rather than that this request was.
    pub const fn blames_provider(&self) -> bool {
        self.is_retryable() || matches!(self.kind, ErrorKind::NotAllowed | ErrorKind::NoCredit)
    }
}

/// One line without anything that looks like a key, cut to the limit.
fn presentable(text: &str) -> String {
    let words = text.split_whitespace().map(|word| if looks_like_key(word) { "[key]" } else { word });
    let line = words.collect::<Vec<_>>().join(" ");
    line.chars().take(DETAIL_LIMIT).collect()
}

/// Keys of the usual services, wherever they stand in a word (`provided:"sk-…"`).
fn looks_like_key(word: &str) -> bool {
    const PREFIXES: [&str; 6] = ["sk-", "sk_", "gsk_", "AIza", "hf_", "xai-"];
    PREFIXES.iter().any(|prefix| {
        word.find(prefix).is_some_and(|at| {
            let before = word[..at].chars().next_back();
            let tail = &word[at + prefix.len()..];
            !before.is_some_and(char::is_alphanumeric) && tail.chars().count() >= 6
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_providers_words_are_cut_and_lose_keys() {
        let error =
            ProviderError::new(ErrorKind::NotAllowed, "Incorrect API key provided: sk-proj-abcdef123.");
        assert_eq!(error.detail(), "Incorrect API key provided: [key]");
        let quoted = ProviderError::new(ErrorKind::NotAllowed, r#"{"key":"AIzaSyD-1234567"} a task-list"#);
        assert_eq!(quoted.detail(), "[key] a task-list");
        let long = ProviderError::new(ErrorKind::Broken, "я".repeat(1_000));
        assert_eq!(long.detail().chars().count(), 300);
    }
}
