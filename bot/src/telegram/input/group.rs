//! Reads what a message tells besides its content: in which group it stands, whether it names the bot, what it answers.

use std::ops::Range;

use teloxide::types::{
    ExternalReplyInfo, ExternalReplyInfoKind, MediaKind, Message, MessageCommon, MessageEntityKind,
    MessageEntityRef, MessageKind,
};

use super::message;
use crate::domain::{MessageId, Replied, shorten};

/// How much of an answered message goes along, in graphemes: of somebody's, and of the bot's own, which mostly is
/// known already.
const THEIRS: usize = 4_000;
const OWN: usize = 300;

/// A message in a group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GroupFacts {
    pub title: String,
    /// It names the bot: a mention, or a command with the bot's name.
    pub named: bool,
}

impl GroupFacts {
    /// A group of which an update tells the title alone.
    pub fn titled(title: &str) -> Self {
        Self { title: title.to_owned(), named: false }
    }
}

pub(super) fn facts(message: &Message, bot: &str) -> Option<GroupFacts> {
    let title = message.chat.title()?.to_owned();
    Some(GroupFacts { title, named: names(message, bot).next().is_some() })
}

/// A text without the bot's name: what is left is what was meant.
pub(super) fn without_name(message: &Message, bot: &str, text: String) -> String {
    let ranges: Vec<_> =
        names(message, bot).filter(|name| is_mention(name.kind())).map(|name| name.range()).collect();
    let whole = message.text().or_else(|| message.caption());
    if ranges.is_empty() || whole != Some(text.as_str()) {
        return text;
    }
    without(ranges, text)
}

/// A text without these pieces of it, and without the blanks that only parted them from the rest. All other blanks
/// stay: they may be the form of a program or a table.
fn without(mut ranges: Vec<Range<usize>>, text: String) -> String {
    ranges.sort_by_key(|range| range.start);
    let mut left = text;
    for range in ranges.into_iter().rev() {
        left.replace_range(range.clone(), "");
        let (before, after) = left.split_at(range.start);
        if before.trim().is_empty() {
            // Called by name first, as in a letter: what is said begins behind it.
            left = after.trim_start_matches([' ', ',', ':']).trim_start_matches('\n').to_owned();
        } else if before.ends_with(' ') && (after.is_empty() || after.starts_with([' ', '\n'])) {
            left.remove(range.start - 1);
        } else if before.ends_with('\n') && after.starts_with(' ') {
            left.remove(range.start);
        }
    }
    left.trim_end().to_owned()
}

/// The entities that name the bot.
fn names<'a>(message: &'a Message, bot: &'a str) -> impl Iterator<Item = MessageEntityRef<'a>> {
    let entities = message.parse_entities().or_else(|| message.parse_caption_entities()).unwrap_or_default();
    let is_bot = move |name: &str| name.eq_ignore_ascii_case(bot);
    entities.into_iter().filter(move |entity| match entity.kind() {
        MessageEntityKind::Mention => entity.text().strip_prefix('@').is_some_and(is_bot),
        MessageEntityKind::TextMention { user } => user.username.as_deref().is_some_and(is_bot),
        MessageEntityKind::BotCommand => entity.text().split_once('@').is_some_and(|(_, name)| is_bot(name)),
        _ => false,
    })
}

const fn is_mention(kind: &MessageEntityKind) -> bool {
    matches!(kind, MessageEntityKind::Mention | MessageEntityKind::TextMention { .. })
}

/// The message that this one answers, here or elsewhere, as far as it is shown.
pub(super) fn replied(message: &Message, bot: &str) -> Option<Replied> {
    let quote = message.quote().map(|quote| quote.text.clone());
    // In a topic, what answers nothing answers the topic's opening.
    let here = message.reply_to_message().filter(|replied| replied.forum_topic_created().is_none());
    if let Some(here) = here {
        return Some(answered(here, quote, bot));
    }
    match external(message) {
        Some(there) => Some(answered_elsewhere(there, quote)),
        None => quote.map(|quote| Replied { quote: Some(quote), ..Replied::default() }),
    }
}

fn answered(here: &Message, quote: Option<String>, bot: &str) -> Replied {
    let from = here.from.as_ref();
    let own =
        from.and_then(|user| user.username.as_deref()).is_some_and(|name| name.eq_ignore_ascii_case(bot));
    let group = here.sender_chat.as_ref().and_then(|chat| chat.title()).map(str::to_owned);
    let text = here.text().or_else(|| here.caption()).unwrap_or_default();
    Replied {
        message: Some(MessageId(i64::from(here.id.0))),
        own,
        author: group.or_else(|| from.map(|user| user.first_name.clone())),
        text: shorten(text, if own { OWN } else { THEIRS }),
        file: message::file_of(here),
        quote,
    }
}

fn answered_elsewhere(there: &ExternalReplyInfo, quote: Option<String>) -> Replied {
    let media = match &there.kind {
        ExternalReplyInfoKind::Photo(photo) => message::photo(photo),
        ExternalReplyInfoKind::Document(document) => Some(message::document(document)),
        _ => None,
    };
    Replied { author: Some(message::origin(&there.origin)), file: media, quote, ..Replied::default() }
}

fn external(message: &Message) -> Option<&ExternalReplyInfo> {
    match &message.kind {
        MessageKind::Common(MessageCommon { external_reply, .. }) => external_reply.as_ref(),
        _ => None,
    }
}

/// Another number for the group, where a message says so.
pub(super) fn migration(message: &Message) -> Option<(i64, i64)> {
    let MessageKind::Common(MessageCommon { media_kind: MediaKind::Migration(_), .. }) = &message.kind else {
        return None;
    };
    let here = message.chat.id.0;
    let to = message.migrate_to_chat_id().map(|to| (here, to.0));
    to.or_else(|| message.migrate_from_chat_id().map(|from| (from.0, here)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A text without every `@bot` in it.
    fn unnamed(text: &str) -> String {
        let ranges = text.match_indices("@bot").map(|(at, name)| at..at + name.len()).collect();
        without(ranges, text.to_owned())
    }

    #[test]
    fn the_name_takes_only_its_own_blanks_along() {
        assert_eq!(unnamed("@bot, why is it blue?"), "why is it blue?");
        assert_eq!(unnamed("why @bot is it blue?"), "why is it blue?");
        assert_eq!(unnamed("why is it blue, @bot"), "why is it blue,");
        assert_eq!(unnamed("why @bot\nis it blue?"), "why\nis it blue?");
        assert_eq!(unnamed("@bot @bot why?"), "why?");
        assert_eq!(unnamed("@bot"), "");
        let program = "def f(x):\n    if x:\n        return  1\n\n\ta  |  b";
        assert_eq!(unnamed(&format!("@bot {program}")), program);
        assert_eq!(unnamed(&format!("@bot:\n{program}")), program);
        assert_eq!(unnamed(&format!("{program}\n@bot what is it?")), format!("{program}\nwhat is it?"));
        assert_eq!(unnamed("@bot\n    indented"), "    indented");
    }
}
