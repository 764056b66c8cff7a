//! What a person sends in several messages and means as one: an album, a long paste that their app has split, a batch
//! of forwards, a file and then its question. Says what belongs together, how long to wait for more, and what the
//! question is that comes of it.

use std::{fmt::Write as _, ops::RangeInclusive};

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::QuestionId;
use crate::domain::{AccountId, FileRef, MessageId, Peer, utf16_len};

/// An album has at least two members, and a second one may come so much later (Telegram sets no end mark; twelve
/// seconds have been seen where a member was slow to upload).
const ALBUM: TimeDelta = TimeDelta::seconds(12);
/// After two members have come, more are expected for twice as long as the slowest took, and at least so long.
const ALBUM_QUIET: TimeDelta = TimeDelta::seconds(2);
/// Parts of a text that an app has split follow each other at once.
const PASTE: TimeDelta = TimeDelta::milliseconds(1200);
/// So do the messages of a batch of forwards.
const FORWARDS: TimeDelta = TimeDelta::milliseconds(1200);
/// Words that were ready follow a file within that; whoever types them is slower, and is asked meanwhile.
const WORDLESS: TimeDelta = TimeDelta::milliseconds(1000);
/// Nothing is gathered for longer.
const LONGEST: TimeDelta = TimeDelta::seconds(60);
/// How long words that come next belong to a file that waits for them.
const HELD: TimeDelta = TimeDelta::minutes(10);
/// An app sends the words beside forwards before them; they are taken together when they come this close.
const COMMENT: TimeDelta = TimeDelta::seconds(2);
/// Parts of a split text, in UTF-16 code units: apps cut between the half of the limit and the limit.
const SPLIT: RangeInclusive<usize> = 2049..=4096;

/// A gathering's row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct GatheringId(pub i64);

/// Where a gathering stands. The words are stored and never change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GatheringState {
    /// More is expected.
    Open,
    /// Files without words: the next words are their question.
    Held,
    /// It became a question.
    Asked,
    /// Something else became of it, or nothing.
    Closed,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gathering {
    pub id: GatheringId,
    pub account: AccountId,
    pub peer: Peer,
    pub cause: String,
    pub state: GatheringState,
    pub question: Option<QuestionId>,
    pub ready_at: DateTime<Utc>,
    /// It was let wait once more because its time had passed while nobody was there.
    pub graced: bool,
    pub changed_at: DateTime<Utc>,
}

/// One message of what belongs together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    pub message: Option<MessageId>,
    pub text: String,
    pub file: Option<FileRef>,
    pub album: Option<String>,
    /// Who wrote what was forwarded.
    pub origin: Option<String>,
    /// It is meant for the bot; in private everything is.
    pub addressed: bool,
    /// When it reached us.
    pub at: DateTime<Utc>,
}

impl GatheringState {
    pub const ALL: [Self; 4] = [Self::Open, Self::Held, Self::Asked, Self::Closed];

    /// The word in the row, which never changes.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Held => "held",
            Self::Asked => "asked",
            Self::Closed => "closed",
        }
    }

    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}

impl Gathering {
    /// Whether a message that comes now belongs to it.
    pub fn takes(&self, part: &Part) -> bool {
        match self.state {
            GatheringState::Open => true,
            GatheringState::Held => part.is_worded() && part.at - self.changed_at <= HELD,
            GatheringState::Asked | GatheringState::Closed => false,
        }
    }

    /// Whether a message that comes now still changes what was asked: a member of its album, or one more of the
    /// messages that follow a comment.
    pub fn takes_late(&self, part: &Part) -> bool {
        let member = part.album.is_some() && part.at - self.changed_at <= ALBUM;
        self.state == GatheringState::Asked && (member || part.follows(self.changed_at))
    }
}

impl Part {
    /// Words, whoever's.
    pub fn is_worded(&self) -> bool {
        !self.text.trim().is_empty()
    }

    /// Whether there is a reason to expect more after it. An ordinary message gives none.
    pub fn expects_more(&self) -> bool {
        ready_at(std::slice::from_ref(self)).is_some_and(|ready| ready > self.at)
    }

    /// Whether it belongs to what was sent just before, as forwards belong to the comment on them.
    pub fn follows(&self, asked_at: DateTime<Utc>) -> bool {
        let depends = self.origin.is_some() || (self.file.is_some() && !self.is_worded());
        depends && self.at - asked_at <= COMMENT
    }

    fn is_split(&self) -> bool {
        self.origin.is_none() && self.file.is_none() && SPLIT.contains(&utf16_len(&self.text))
    }
}

/// When what has come may be taken as complete: the latest moment until which one of the parts, which stand in the
/// order of their coming, lets us expect another. Nothing for nothing.
pub fn ready_at(parts: &[Part]) -> Option<DateTime<Utc>> {
    let worded = parts.iter().any(Part::is_worded);
    let last_words = parts.iter().rposition(|part| part.file.is_none() && part.origin.is_none());
    let each = parts.iter().enumerate().map(|(n, part)| {
        let split = last_words == Some(n) && part.is_split();
        let expected = [
            (split, PASTE),
            (part.origin.is_some(), FORWARDS),
            (part.file.is_some() && part.album.is_none() && !worded, WORDLESS),
        ];
        part.at
            + expected.into_iter().filter(|(holds, _)| *holds).map(|(_, wait)| wait).max().unwrap_or_default()
    });
    let begun = parts.first()?.at;
    each.chain(albums(parts)).max().map(|ready| ready.min(begun + LONGEST))
}

/// Until when each album may go on.
fn albums(parts: &[Part]) -> impl Iterator<Item = DateTime<Utc>> {
    let names = parts.iter().filter_map(|part| part.album.as_deref());
    names.map(|name| {
        let members: Vec<_> =
            parts.iter().filter(|part| part.album.as_deref() == Some(name)).map(|part| part.at).collect();
        let slowest = members.windows(2).map(|pair| pair[1] - pair[0]).max();
        let quiet = slowest.map_or(ALBUM, |gap| (gap * 2).clamp(ALBUM_QUIET, ALBUM));
        members.last().copied().unwrap_or_default() + quiet
    })
}

/// The question that parts make, in the order in which they were sent: the person's own words as they are, put together
/// where their app has cut them, and what was forwarded as quotes under the names of who wrote it.
pub fn question_text(parts: &[Part]) -> String {
    let mut text = String::new();
    let mut cut: Option<usize> = None;
    for part in parts {
        match &part.origin {
            Some(origin) => {
                begin_block(&mut text);
                quote(&mut text, origin, part);
                cut = None;
            }
            None if !part.is_worded() => {}
            None => {
                match cut {
                    // Cut in the middle of a word, or after one.
                    Some(length) if length == *SPLIT.end() => {}
                    Some(_) => text.push('\n'),
                    None => begin_block(&mut text),
                }
                text.push_str(&part.text);
                cut = part.is_split().then(|| utf16_len(&part.text));
            }
        }
    }
    text
}

fn begin_block(text: &mut String) {
    if !text.is_empty() {
        text.push_str("\n\n");
    }
}

fn quote(text: &mut String, origin: &str, part: &Part) {
    let _ = write!(text, "↪ {origin}:");
    if let Some(file) = &part.file {
        let name = file.name.clone().unwrap_or_else(|| format!("{:?}", file.kind).to_lowercase());
        let _ = write!(text, "\n> [{name}]");
    }
    for line in part.text.lines() {
        let _ = write!(text, "\n> {line}");
    }
}

#[cfg(test)]
#[path = "gathering_tests.rs"]
mod tests;
