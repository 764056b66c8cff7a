//! The kinds of updates: which we ask for, which are known, which wait in a lane.
//! It reads no update.

/// What `getUpdates` and `setWebhook` ask for: every kind that something of ours handles, and no other.
pub const ALLOWED_UPDATES: [&str; 7] = [
    "message",
    "edited_message",
    "callback_query",
    "my_chat_member",
    "pre_checkout_query",
    "subscription",
    "stopped_message_generation",
];

/// The kinds of Bot API 10.3 (`Update`).
const KNOWN: [&str; 27] = [
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "business_connection",
    "business_message",
    "edited_business_message",
    "deleted_business_messages",
    "guest_message",
    "message_reaction",
    "message_reaction_count",
    "inline_query",
    "chosen_inline_result",
    "callback_query",
    "shipping_query",
    "pre_checkout_query",
    "purchased_paid_media",
    "poll",
    "poll_answer",
    "my_chat_member",
    "chat_member",
    "chat_join_request",
    "chat_boost",
    "removed_chat_boost",
    "managed_bot",
    "subscription",
    "stopped_message_generation",
];

/// Whether Bot API 10.3 has this kind.
pub(super) fn is_known(kind: &str) -> bool {
    KNOWN.contains(&kind)
}

/// The kind as a label of metrics: those that Bot API 10.3 does not have count together.
pub(super) fn label(kind: &str) -> &'static str {
    KNOWN.iter().find(|known| **known == kind).copied().unwrap_or("other")
}

/// Whether updates of this kind wait for earlier ones of their chat. Telegram waits 10 s for the answer to a
/// pre-checkout, and somebody looks at the screen for the others.
pub(super) fn waits(kind: &str) -> bool {
    !matches!(kind, "pre_checkout_query" | "shipping_query" | "inline_query")
}

/// Whether the value of this kind is a `Message`.
pub(super) fn is_message(kind: &str) -> bool {
    matches!(
        kind,
        "message"
            | "edited_message"
            | "channel_post"
            | "edited_channel_post"
            | "business_message"
            | "edited_business_message"
    )
}

#[cfg(test)]
mod tests {
    use super::{ALLOWED_UPDATES, is_known};

    #[test]
    fn what_is_asked_for_exists() {
        assert!(ALLOWED_UPDATES.iter().all(|kind| is_known(kind)));
    }
}
