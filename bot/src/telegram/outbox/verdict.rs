//! What a refusal means for a slot and its chat, and what a message can do without.
//! It calls nobody.

use std::time::Duration;

use super::slot::{Claimed, Outcome, Wanted};
use crate::{
    domain::ChatId,
    telegram::{
        keyboard::Keyboard,
        markdown::split,
        raw::{Fault, FaultKind},
        screen::Screen,
        text::{CAPTION_LIMIT, MESSAGE_LIMIT},
    },
};

/// The longest wait between two tries of a call that may have been carried out.
const LONGEST_WAIT: Duration = Duration::from_secs(8);
/// The wait after one that was not.
const AGAIN: Duration = Duration::from_secs(2);

/// What an attempt means for the slot, and for the chat it is in.
#[derive(Debug)]
pub(super) struct Attempt {
    pub outcome: Outcome,
    pub chat: ChatNews,
}

/// What a call has told about the chat as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ChatNews {
    Nothing,
    /// Nothing may go there for so long.
    Throttled(Duration),
    /// The person blocked the bot, or the chat is gone.
    Unreachable,
    Migrated(ChatId),
    /// It takes no rich messages.
    Plain,
}

/// Takes away what Telegram may have refused, one thing at a time; says what, or `None` where nothing is left that
/// could be the reason.
pub(super) fn reduce(slot: &mut Claimed, screen: &mut Screen, fault: &Fault) -> Option<&'static str> {
    let words = !screen.text.text.trim().is_empty();
    match fault.kind {
        FaultKind::ThreadGone => slot.peer.thread.take().map(|_| "its topic"),
        FaultKind::ReplyGone => screen.reply_to.take().map(|_| "its quote"),
        FaultKind::FileRefused if words => screen.media.take().map(|_| "its file"),
        // Without a code Telegram has not refused anything: it may have taken it.
        FaultKind::Wrong if fault.code != 0 => {
            if !screen.text.entities.is_empty() {
                screen.text.entities.clear();
                return Some("its formatting");
            }
            let limit = if screen.media.is_some() { CAPTION_LIMIT } else { MESSAGE_LIMIT };
            if screen.text.len() > limit {
                screen.text = split(screen.text.clone(), limit).into_iter().next()?;
                return Some("its end");
            }
            if !screen.keyboard.is_empty() {
                screen.keyboard = Keyboard::new();
                return Some("its buttons");
            }
            if words { screen.media.take().map(|_| "its file") } else { None }
        }
        _ => None,
    }
}

/// Whether a rich message was refused for being one. Telegram has not said how it words that, and servers that are older
/// know no such method or find the message empty: so every refusal counts that does not speak of something else.
pub(super) fn refuses_rich(fault: &Fault) -> bool {
    let refused = match fault.kind {
        FaultKind::RichRefused => true,
        FaultKind::Wrong => fault.code != 0,
        _ => fault.code == 404,
    };
    if refused {
        tracing::warn!(
            code = fault.code,
            description = fault.description,
            "a rich message was refused; the chat gets text for some days"
        );
    }
    refused
}

pub(super) fn judge(slot: &Claimed, fault: &Fault) -> Attempt {
    let nothing = |outcome| Attempt { outcome, chat: ChatNews::Nothing };
    let backoff =
        Duration::from_millis(500) * 2_u32.pow(u32::from(slot.attempt.clamp(1, 8).unsigned_abs()) - 1);
    let backoff = backoff.min(LONGEST_WAIT);
    match fault.kind {
        FaultKind::NotModified => {
            nothing(Outcome::Delivered { message: slot.message, media: slot.shows_media })
        }
        FaultKind::MessageGone | FaultKind::OtherKind
            if matches!(slot.wanted, Wanted::Collapsed(_) | Wanted::Buttons(_)) =>
        {
            nothing(Outcome::Given)
        }
        FaultKind::MessageGone | FaultKind::OtherKind if slot.message.is_some() => nothing(Outcome::SendAnew),
        FaultKind::Throttled(wait) => Attempt {
            outcome: Outcome::Later { after: wait, counted: false },
            chat: ChatNews::Throttled(wait),
        },
        FaultKind::Unreachable => Attempt { outcome: Outcome::Given, chat: ChatNews::Unreachable },
        FaultKind::Migrated(chat) => Attempt {
            outcome: Outcome::Later { after: Duration::ZERO, counted: false },
            chat: ChatNews::Migrated(chat),
        },
        FaultKind::Unknown | FaultKind::NotSent | FaultKind::Conflict | FaultKind::Unauthorized => {
            tracing::warn!(kind = ?fault.kind, code = fault.code, "a message could not be delivered yet");
            let counted = fault.kind == FaultKind::Unknown;
            nothing(Outcome::Later { after: if counted { backoff } else { AGAIN }, counted })
        }
        FaultKind::Wrong
        | FaultKind::MessageGone
        | FaultKind::OtherKind
        | FaultKind::ReplyGone
        | FaultKind::ThreadGone
        | FaultKind::QueryTooOld
        | FaultKind::DraftRefused
        | FaultKind::RichRefused
        | FaultKind::FileRefused => {
            tracing::error!(
                kind = ?fault.kind,
                code = fault.code,
                description = fault.description,
                slot = slot.id.0,
                "a message was refused"
            );
            nothing(Outcome::Given)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::{Cause, MessageId, Peer},
        ops::trace::Trace,
        telegram::{
            keyboard::Button,
            outbox::SlotId,
            text::{EntityKind, FormattedText},
        },
    };

    fn slot(wanted: Wanted) -> Claimed {
        Claimed {
            id: SlotId(1),
            peer: Peer::chat(ChatId(5)),
            message: Some(MessageId(7)),
            shows_media: false,
            wanted,
            revision: 1,
            ranked_at: chrono::DateTime::UNIX_EPOCH,
            trace: Trace::of(&Cause::job(1)),
            attempt: 1,
            token: String::new(),
            since: tokio::time::Instant::now(),
        }
    }

    fn fault(code: u16, description: &str) -> Fault {
        Fault::refused(code, description.to_owned(), None, None)
    }

    #[test]
    fn what_is_refused_goes_out_with_less_until_words_are_left() {
        let mut text = FormattedText::default();
        text.push_as(EntityKind::Bold, &"word ".repeat(900));
        let keyboard = Keyboard::new().row([Button::url("Open", "https://example.org")]);
        let mut screen = Screen::new(text).keyboard(keyboard);
        let mut slot = slot(Wanted::Shown(screen.clone()));
        let refused = fault(400, "Bad Request: SOMETHING_NEW");
        let mut lost = Vec::new();
        while let Some(what) = reduce(&mut slot, &mut screen, &refused) {
            lost.push(what);
        }
        assert_eq!(lost, ["its formatting", "its end", "its buttons"]);
        assert!(screen.text.len() <= MESSAGE_LIMIT && screen.text.text.starts_with("word word"));
    }

    #[test]
    fn an_answer_that_cannot_be_read_takes_nothing_away() {
        let mut screen = Screen::new("words");
        screen.keyboard = Keyboard::new().row([Button::url("Open", "https://example.org")]);
        let mut slot = slot(Wanted::Shown(screen.clone()));
        let unclear = Fault { kind: FaultKind::Wrong, code: 0, description: "another shape".to_owned() };
        assert_eq!(reduce(&mut slot, &mut screen, &unclear), None);
    }

    #[test]
    fn a_screen_that_was_deleted_is_not_sent_again_as_what_is_left_of_it() {
        let gone = fault(400, "Bad Request: message to edit not found");
        let judged = |wanted| judge(&slot(wanted), &gone).outcome;
        assert_eq!(judged(Wanted::Collapsed(Screen::new("Hello"))), Outcome::Given);
        assert_eq!(judged(Wanted::Shown(Screen::new("Hello"))), Outcome::SendAnew);
    }

    #[test]
    fn trouble_at_telegram_is_waited_out() {
        let mut waited = Duration::ZERO;
        for attempt in 1..400 {
            let slot = Claimed { attempt, ..slot(Wanted::Shown(Screen::new("Hello"))) };
            match judge(&slot, &fault(502, "Bad Gateway")).outcome {
                Outcome::Later { after, counted: true } => waited += after,
                other => panic!("{other:?}"),
            }
        }
        assert!(waited > Duration::from_mins(40), "{waited:?}");
    }
}
