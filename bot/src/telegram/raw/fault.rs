//! What Telegram's refusals mean: the one place that reads its descriptions.
//! It decides nothing about retries; it names the kind, and callers act on the kind.

use std::time::Duration;

use teloxide::ApiError;

use crate::domain::ChatId;

/// What a failed call means to whoever made it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// Too fast: nothing may go to this chat for so long.
    Throttled(Duration),
    /// The group has become a supergroup under another id.
    Migrated(ChatId),
    /// The message already looks like this.
    NotModified,
    /// The message to edit or delete is gone, too old or not ours.
    MessageGone,
    /// A text message cannot be edited into media, nor media into text.
    OtherKind,
    /// The message replied to is gone.
    ReplyGone,
    /// The topic is gone.
    ThreadGone,
    /// The callback query was answered before or is too old.
    QueryTooOld,
    /// The person blocked the bot or is deactivated, or the bot was removed from the chat.
    Unreachable,
    /// Drafts are not possible with this peer.
    DraftRefused,
    /// This chat, or this server, takes no rich messages.
    RichRefused,
    /// A file id that Telegram does not know, or a file it cannot take.
    FileRefused,
    /// Somebody else polls with this token, or a webhook is set.
    Conflict,
    /// The token is wrong or was revoked.
    Unauthorized,
    /// Telegram is in trouble or the line is: the call may or may not have been carried out.
    Unknown,
    /// The call never reached Telegram.
    NotSent,
    /// We called wrongly: a bug of ours.
    Wrong,
}

impl FaultKind {
    /// The word for metrics: what it says of Telegram and the line, not of the message.
    pub const fn outcome(self) -> &'static str {
        match self {
            Self::Throttled(_) => "throttled",
            Self::Conflict => "conflict",
            Self::Unauthorized => "unauthorized",
            Self::NotSent => "unreachable",
            Self::Unknown => "unknown",
            _ => "refused",
        }
    }
}

/// A call that failed.
#[derive(Clone, Debug, thiserror::Error)]
#[error("telegram: {description} ({code})")]
pub struct Fault {
    pub kind: FaultKind,
    /// HTTP status or the Bot API's `error_code`; 0 where there was no answer.
    pub code: u16,
    /// Telegram's words, or ours; they never hold the token or a person's text.
    pub description: String,
}

impl Fault {
    pub(super) fn malformed(description: &str) -> Self {
        Self { kind: FaultKind::Wrong, code: 0, description: description.to_owned() }
    }

    /// A failure on our side, before anything was sent.
    pub fn local(description: &str) -> Self {
        Self { kind: FaultKind::FileRefused, code: 0, description: description.to_owned() }
    }

    pub(super) fn of_transport(error: reqwest::Error) -> Self {
        let kind =
            if error.is_connect() || error.is_builder() { FaultKind::NotSent } else { FaultKind::Unknown };
        // The address holds the token.
        Self { kind, code: 0, description: error.without_url().to_string() }
    }

    pub(super) fn of_status(code: u16) -> Self {
        Self { kind: kind_of(code, ""), code, description: "no Bot API answer".to_owned() }
    }

    pub(in crate::telegram) fn refused(
        code: u16,
        description: String,
        retry_after: Option<u64>,
        migrated: Option<i64>,
    ) -> Self {
        let kind = match (retry_after, migrated) {
            (Some(seconds), _) => FaultKind::Throttled(Duration::from_secs(seconds.max(1))),
            (None, Some(chat)) => FaultKind::Migrated(ChatId(chat)),
            (None, None) => kind_of(code, &description),
        };
        Self { kind, code, description }
    }

    /// Whether the same call may succeed later.
    pub const fn is_transient(&self) -> bool {
        matches!(self.kind, FaultKind::Throttled(_) | FaultKind::Unknown | FaultKind::NotSent)
    }
}

fn kind_of(code: u16, description: &str) -> FaultKind {
    match code {
        429 => FaultKind::Throttled(Duration::from_secs(1)),
        401 | 404 => FaultKind::Unauthorized,
        409 => FaultKind::Conflict,
        500.. => FaultKind::Unknown,
        _ => known(description).or_else(|| worded(description)).unwrap_or(match code {
            403 => FaultKind::Unreachable,
            _ => FaultKind::Wrong,
        }),
    }
}

/// By teloxide's table of descriptions.
fn known(description: &str) -> Option<FaultKind> {
    let error: ApiError = serde_json::from_value(description.into()).ok()?;
    Some(match error {
        ApiError::MessageNotModified => FaultKind::NotModified,
        ApiError::MessageToEditNotFound
        | ApiError::MessageToDeleteNotFound
        | ApiError::MessageCantBeEdited
        | ApiError::MessageCantBeDeleted
        | ApiError::MessageIdInvalid => FaultKind::MessageGone,
        ApiError::MessageToReplyNotFound => FaultKind::ReplyGone,
        ApiError::InvalidQueryId => FaultKind::QueryTooOld,
        ApiError::BotBlocked
        | ApiError::UserDeactivated
        | ApiError::BotKicked
        | ApiError::BotKickedFromSupergroup
        | ApiError::CantInitiateConversation
        | ApiError::ChatNotFound => FaultKind::Unreachable,
        ApiError::WrongFileId | ApiError::WrongFileIdOrUrl | ApiError::FailedToGetUrlContent => {
            FaultKind::FileRefused
        }
        ApiError::TerminatedByOtherGetUpdates | ApiError::CantGetUpdates => FaultKind::Conflict,
        _ => return None,
    })
}

/// By words that teloxide's table does not have.
fn worded(description: &str) -> Option<FaultKind> {
    const WORDS: [(&str, FaultKind); 13] = [
        ("message is not modified", FaultKind::NotModified),
        ("query is too old", FaultKind::QueryTooOld),
        ("there is no text in the message to edit", FaultKind::OtherKind),
        ("there is no caption in the message to edit", FaultKind::OtherKind),
        ("there is no media in the message to edit", FaultKind::OtherKind),
        ("message to be replied not found", FaultKind::ReplyGone),
        ("message thread not found", FaultKind::ThreadGone),
        ("TOPIC_CLOSED", FaultKind::ThreadGone),
        ("TEXTDRAFT_PEER_INVALID", FaultKind::DraftRefused),
        ("RICH_MESSAGE", FaultKind::RichRefused),
        // A server older than blocks says that a message of them is empty.
        ("rich message", FaultKind::RichRefused),
        ("wrong file identifier", FaultKind::FileRefused),
        ("wrong remote file identifier", FaultKind::FileRefused),
    ];
    WORDS.iter().find(|(words, _)| description.contains(words)).map(|(_, kind)| *kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_refusal_has_its_meaning() {
        let not_modified = "Bad Request: message is not modified: specified new message content and reply markup \
                            are exactly the same as a current content and reply markup of the message";
        let cases = [
            (400, not_modified, FaultKind::NotModified),
            (400, "Bad Request: message to edit not found", FaultKind::MessageGone),
            (400, "Bad Request: message can't be edited", FaultKind::MessageGone),
            (400, "Bad Request: message can't be deleted", FaultKind::MessageGone),
            (400, "Bad Request: there is no text in the message to edit", FaultKind::OtherKind),
            (400, "Bad Request: message to be replied not found", FaultKind::ReplyGone),
            (400, "Bad Request: message thread not found", FaultKind::ThreadGone),
            (
                400,
                "Bad Request: query is too old and response timeout expired or query ID is invalid",
                FaultKind::QueryTooOld,
            ),
            (403, "Forbidden: bot was blocked by the user", FaultKind::Unreachable),
            (403, "Forbidden: user is deactivated", FaultKind::Unreachable),
            (403, "Forbidden: something new", FaultKind::Unreachable),
            (400, "Bad Request: chat not found", FaultKind::Unreachable),
            (400, "Bad Request: TEXTDRAFT_PEER_INVALID", FaultKind::DraftRefused),
            (400, "Bad Request: rich message must be non-empty", FaultKind::RichRefused),
            (403, "Forbidden: CHAT_SEND_RICH_MESSAGES_FORBIDDEN", FaultKind::RichRefused),
            (400, "Bad Request: wrong file identifier/HTTP URL specified", FaultKind::FileRefused),
            (409, "Conflict: terminated by other getUpdates request", FaultKind::Conflict),
            (401, "Unauthorized", FaultKind::Unauthorized),
            (502, "Bad Gateway", FaultKind::Unknown),
            (400, "Bad Request: BUTTON_DATA_INVALID", FaultKind::Wrong),
        ];
        for (code, description, kind) in cases {
            assert_eq!(Fault::refused(code, description.to_owned(), None, None).kind, kind, "{description}");
        }
    }

    #[test]
    fn a_wait_is_obeyed_and_a_migration_followed() {
        let throttled = Fault::refused(429, "Too Many Requests: retry after 7".to_owned(), Some(7), None);
        assert_eq!(throttled.kind, FaultKind::Throttled(Duration::from_secs(7)));
        let migrated =
            Fault::refused(400, "Bad Request: group chat was upgraded".to_owned(), None, Some(-1001));
        assert_eq!(migrated.kind, FaultKind::Migrated(ChatId(-1001)));
    }
}
