//! Reads the content of a message: words, a command, a file, a place, or something odd.

use teloxide::types::{
    Document, FileMeta, MediaKind, Message, MessageKind, MessageOrigin, PhotoSize, SuccessfulPayment,
};

use super::Input;
use crate::domain::{AccountId, ChargeId, FileKind, FileRef, OtherKind, Paid, Refunded, Stars};

/// What a message says; `None` for a command addressed to another bot.
pub(super) fn input(message: &Message, bot: &str) -> Option<Input> {
    let MessageKind::Common(common) = &message.kind else {
        return Some(match &message.kind {
            MessageKind::Dice(dice) => Input::Other(OtherKind::Dice(dice.dice.value)),
            MessageKind::SuccessfulPayment(paid) => Input::Paid(paid_of(&paid.successful_payment)),
            MessageKind::RefundedPayment(refunded) => Input::Refunded(Refunded {
                charge: ChargeId(refunded.refunded_payment.telegram_payment_charge_id.0.clone()),
                stars: Stars(i64::from(refunded.refunded_payment.total_amount)),
            }),
            MessageKind::Empty {} => Input::Other(OtherKind::Unknown),
            _ => Input::Other(OtherKind::Service),
        });
    };
    Some(match &common.media_kind {
        MediaKind::Text(text) => return words(&text.text, bot),
        MediaKind::Location(place) => {
            Input::Location { latitude: place.location.latitude, longitude: place.location.longitude }
        }
        MediaKind::Venue(place) => Input::Location {
            latitude: place.venue.location.latitude,
            longitude: place.venue.location.longitude,
        },
        MediaKind::Contact(_) => Input::Other(OtherKind::Contact),
        MediaKind::Poll(_) => Input::Other(OtherKind::Poll),
        MediaKind::Sticker(sticker) => match &sticker.sticker.emoji {
            // A sticker is talk: its emoji is what it says.
            Some(emoji) => Input::Text(emoji.clone()),
            None => Input::Other(OtherKind::Sticker),
        },
        media => match file(media) {
            Some(file) => Input::File {
                file,
                caption: message.caption().unwrap_or_default().to_owned(),
                album: message.media_group_id().map(|id| id.0.clone()),
            },
            None => Input::Other(OtherKind::Unknown),
        },
    })
}

fn paid_of(paid: &SuccessfulPayment) -> Paid {
    Paid {
        charge: ChargeId(paid.telegram_payment_charge_id.0.clone()),
        payload: paid.invoice_payload.clone(),
        stars: Stars(i64::from(paid.total_amount)),
        until: paid.subscription_expiration_date,
        recurring: paid.is_recurring,
    }
}

/// What a message says after it was changed; `None` for one that has no words of its own.
pub(super) fn edited(message: &Message) -> Option<Input> {
    let text = message.text().or_else(|| message.caption()).or_else(|| {
        // A caption that was taken away leaves a file.
        matches!(input(message, "")?, Input::File { .. }).then_some("")
    })?;
    Some(Input::Edited { text: text.to_owned() })
}

/// The name of whoever wrote what is forwarded.
pub(super) fn origin(origin: &MessageOrigin) -> String {
    match origin {
        MessageOrigin::User { sender_user, .. } => sender_user.full_name(),
        MessageOrigin::HiddenUser { sender_user_name, .. } => sender_user_name.clone(),
        MessageOrigin::Chat { sender_chat, .. } => sender_chat.title().unwrap_or("?").to_owned(),
        MessageOrigin::Channel { chat, .. } => chat.title().unwrap_or("?").to_owned(),
    }
}

/// Whose it was, where they do not hide it.
pub(super) fn forwarded_from(origin: &MessageOrigin) -> Option<AccountId> {
    match origin {
        MessageOrigin::User { sender_user, .. } if !sender_user.is_bot => {
            i64::try_from(sender_user.id.0).ok().map(AccountId)
        }
        _ => None,
    }
}

fn words(text: &str, bot: &str) -> Option<Input> {
    let Some(rest) = text.strip_prefix('/') else { return Some(Input::Text(text.to_owned())) };
    let (head, arguments) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    let (name, addressee) = head.split_once('@').unwrap_or((head, bot));
    let well_formed =
        (1..=32).contains(&name.len()) && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if !well_formed {
        return Some(Input::Text(text.to_owned()));
    }
    addressee
        .eq_ignore_ascii_case(bot)
        .then(|| Input::Command { name: name.to_lowercase(), arguments: arguments.trim().to_owned() })
}

/// The file of any message.
pub(super) fn file_of(message: &Message) -> Option<FileRef> {
    match &message.kind {
        MessageKind::Common(common) => file(&common.media_kind),
        _ => None,
    }
}

/// The largest size of a photo.
pub(super) fn photo(sizes: &[PhotoSize]) -> Option<FileRef> {
    let largest = sizes.iter().max_by_key(|size| size.width * size.height)?;
    Some(FileRef { mime: Some("image/jpeg".to_owned()), ..known(FileKind::Photo, &largest.file) })
}

pub(super) fn document(document: &Document) -> FileRef {
    FileRef {
        mime: document.mime_type.as_ref().map(ToString::to_string),
        name: document.file_name.clone(),
        ..known(FileKind::Document, &document.file)
    }
}

fn known(kind: FileKind, meta: &FileMeta) -> FileRef {
    FileRef {
        id: meta.id.0.clone(),
        unique_id: meta.unique_id.0.clone(),
        kind,
        // Where Telegram names no size, teloxide puts the largest number there is.
        size: Some(meta.size).filter(|size| *size > 0 && *size < u32::MAX).map(u64::from),
        mime: None,
        name: None,
        seconds: None,
    }
}

fn file(media: &MediaKind) -> Option<FileRef> {
    Some(match media {
        MediaKind::Photo(sizes) => return photo(&sizes.photo),
        MediaKind::Document(found) => document(&found.document),
        MediaKind::Voice(voice) => FileRef {
            seconds: Some(voice.voice.duration.seconds()),
            ..known(FileKind::Voice, &voice.voice.file)
        },
        MediaKind::Audio(audio) => FileRef {
            seconds: Some(audio.audio.duration.seconds()),
            name: audio.audio.file_name.clone(),
            ..known(FileKind::Audio, &audio.audio.file)
        },
        MediaKind::Video(video) => FileRef {
            seconds: Some(video.video.duration.seconds()),
            ..known(FileKind::Video, &video.video.file)
        },
        MediaKind::VideoNote(note) => FileRef {
            seconds: Some(note.video_note.duration.seconds()),
            ..known(FileKind::VideoNote, &note.video_note.file)
        },
        MediaKind::Animation(animation) => FileRef {
            name: animation.animation.file_name.clone(),
            ..known(FileKind::Animation, &animation.animation.file)
        },
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_told_from_words() {
        let command = |name: &str, arguments: &str| {
            Some(Input::Command { name: name.to_owned(), arguments: arguments.to_owned() })
        };
        assert_eq!(words("/start", "atelier_bot"), command("start", ""));
        assert_eq!(words("/Start@Atelier_Bot promo-1", "atelier_bot"), command("start", "promo-1"));
        assert_eq!(words("/draw  a fox\nin fog", "b"), command("draw", "a fox\nin fog"));
        assert_eq!(words("/start@other_bot", "atelier_bot"), None);
        assert_eq!(words("/ not a command", "b"), Some(Input::Text("/ not a command".to_owned())));
        assert_eq!(words("/usr/bin", "b"), Some(Input::Text("/usr/bin".to_owned())));
    }
}
