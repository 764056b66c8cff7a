//! What the person sees while an answer is written: a draft, a message that grows, or only "typing…".
//! It paces itself; it never holds up the stream.

use std::time::Duration;

use futures::future::BoxFuture;
use tokio::time::Instant;

use crate::{
    domain::{Lang, Peer},
    features::chat::{
        domain::{AnswerId, Streaming},
        screens,
    },
    storage::{Db, StorageError},
    telegram::{
        markdown,
        outbox::{DraftOutcome, Outbox, SlotId, Strain},
        rich::Content,
        text::{FormattedText, MESSAGE_LIMIT},
    },
};

/// Between two states of a draft.
const DRAFT_PACE: Duration = Duration::from_secs(1);
/// Between two edits of a message in a private chat, and in a group (20 a minute for everything there).
const EDIT_PACE: (Duration, Duration) = (Duration::from_millis(1500), Duration::from_secs(4));
/// "typing…" is shown for five seconds (Bot API, `sendChatAction`).
const TYPING_PACE: Duration = Duration::from_millis(4500);
/// A draft lives for thirty seconds without news (Bot API, `sendMessageDraft`).
const DRAFT_LIFE: Duration = Duration::from_secs(20);
/// "Thinking…" is not worth a call for an answer that begins within that.
const THINKING: Duration = Duration::from_millis(400);
/// How long drafts rest when one was not taken, and after how many in a row they are given up.
const PAUSE: Duration = Duration::from_secs(1);
const TROUBLES: u8 = 3;
/// After this long a refresh is let go: what it was to show is old by then.
const REFRESH_PATIENCE: Duration = Duration::from_secs(5);

/// Where the words appear.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Draft(i64),
    Slot(SlotId),
    Nowhere,
}

/// What one refresh has told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refreshed {
    Fine(Strain),
    Wait(Duration),
    /// It was not taken.
    Trouble,
    /// This chat takes no drafts.
    NoDrafts,
}

/// What was shown last, so that the same is not shown again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Shown {
    /// Bytes of the text.
    text: usize,
    waiting: u64,
}

pub struct View {
    outbox: Outbox,
    db: Db,
    peer: Peer,
    lang: Lang,
    answer: AnswerId,
    place: Place,
    /// Rich messages may be shown.
    rich: bool,
    /// The next words may be shown from then on.
    due: Instant,
    /// "typing…" is to be renewed then, while there are no words to be seen.
    typing_due: Instant,
    /// What stands in the draft is to be renewed then.
    life_due: Instant,
    shown: Option<Shown>,
    /// When the last refresh began.
    begun: Instant,
    strain: Strain,
    /// Drafts in a row that were not taken.
    troubles: u8,
}

impl View {
    pub fn new(
        outbox: Outbox,
        db: Db,
        peer: Peer,
        lang: Lang,
        answer: AnswerId,
        place: Place,
        rich: bool,
    ) -> Self {
        let now = Instant::now();
        Self {
            outbox,
            db,
            peer,
            lang,
            answer,
            place,
            rich,
            due: now,
            typing_due: now,
            life_due: now + THINKING,
            shown: None,
            begun: now,
            strain: Strain::default(),
            troubles: 0,
        }
    }

    /// How an answer is shown: as the person wishes, where that is possible.
    pub fn mode(streaming: Streaming, peer: Peer, drafts_refused: bool) -> Streaming {
        match streaming {
            Streaming::Draft if !peer.is_private() || drafts_refused => Streaming::Edit,
            other => other,
        }
    }

    pub const fn place(&self) -> Place {
        self.place
    }

    /// The words appear there from now on.
    pub fn move_to(&mut self, place: Place) {
        self.place = place;
        self.shown = None;
        self.due = Instant::now();
    }

    /// When a look at the text is worth while.
    pub fn next_look(&self, text: &str, waiting: u64) -> Instant {
        let same = self.shown == Some(Shown { text: text.len(), waiting });
        let draft = match self.place {
            // "Thinking…" comes at once and stays.
            Place::Draft(_) if same || text.is_empty() => self.life_due.max(self.due),
            Place::Draft(_) => self.due,
            Place::Slot(_) if !same && !text.is_empty() => self.due,
            Place::Slot(_) | Place::Nowhere => Instant::now() + DRAFT_LIFE,
        };
        if self.is_typing(text) { draft.min(self.typing_due) } else { draft }
    }

    /// "typing…", when it is time for it: a future that runs beside everything.
    pub fn typing(&mut self, text: &str) -> Option<BoxFuture<'static, ()>> {
        if !self.is_typing(text) || Instant::now() < self.typing_due {
            return None;
        }
        self.typing_due = Instant::now() + TYPING_PACE;
        let (outbox, peer) = (self.outbox.clone(), self.peer);
        Some(Box::pin(async move { outbox.typing(peer).await }))
    }

    /// What is to be shown now, if anything: a future that runs beside the stream.
    pub fn refresh(&mut self, text: &str, waiting: u64) -> Option<BoxFuture<'static, Refreshed>> {
        let now = Instant::now();
        let same = self.shown == Some(Shown { text: text.len(), waiting });
        let refresh: BoxFuture<'static, Refreshed> = match self.place {
            Place::Draft(draft) if now >= self.due && (!same && !text.is_empty() || now >= self.life_due) => {
                self.due = now + if text.is_empty() { Duration::ZERO } else { self.strain.slow(DRAFT_PACE) };
                self.life_due = now + DRAFT_LIFE;
                let (outbox, peer) = (self.outbox.clone(), self.peer);
                let shown = match text {
                    "" => Content::default(),
                    text => screens::streaming_draft(self.lang, visible(text, self.rich), waiting),
                };
                Box::pin(async move { refreshed(outbox.draft(peer, draft, &shown).await) })
            }
            Place::Slot(slot) if now >= self.due && !same && !text.is_empty() => {
                self.due = now + self.strain.slow(self.edit_pace());
                let screen = screens::streaming(self.lang, visible(text, self.rich), waiting, self.answer);
                let (outbox, db, chat) = (self.outbox.clone(), self.db.clone(), self.peer.chat);
                Box::pin(async move {
                    if let Err(error) = show(&outbox, &db, slot, &screen).await {
                        tracing::warn!(%error, "a growing answer was not shown");
                    }
                    Refreshed::Fine(outbox.strain(chat).await)
                })
            }
            _ => return None,
        };
        self.shown = Some(Shown { text: text.len(), waiting });
        self.begun = now;
        Some(Box::pin(async move {
            tokio::time::timeout(REFRESH_PATIENCE, refresh).await.unwrap_or(Refreshed::Wait(Duration::ZERO))
        }))
    }

    /// It was shown. In a chat that is strained the next one comes later.
    pub fn fine(&mut self, strain: Strain) {
        (self.strain, self.troubles) = (strain, 0);
        let pace = match self.place {
            Place::Slot(_) => self.edit_pace(),
            Place::Draft(_) | Place::Nowhere => DRAFT_PACE,
        };
        if strain != Strain::default() {
            self.due = self.due.max(self.begun + strain.slow(pace));
        }
    }

    /// A draft was not taken; says whether drafts are to be given up for this answer.
    pub fn trouble(&mut self) -> bool {
        self.troubles += 1;
        self.wait(PAUSE);
        self.troubles >= TROUBLES
    }

    /// A message has come into the chat: the draft it has ended is shown again.
    pub fn renew(&mut self) {
        if let Place::Draft(_) = self.place
            && self.shown.take().is_some()
        {
            self.life_due = Instant::now();
        }
    }

    /// Nothing is shown for so long; what was to be shown then, is shown later.
    pub fn wait(&mut self, wait: Duration) {
        self.due = self.due.max(Instant::now() + wait);
        self.life_due = self.due;
        self.shown = None;
    }

    const fn edit_pace(&self) -> Duration {
        if self.peer.is_private() { EDIT_PACE.0 } else { EDIT_PACE.1 }
    }

    /// Whether there is nothing else to see of the answer: a draft says "Thinking…" by itself.
    fn is_typing(&self, text: &str) -> bool {
        match self.place {
            Place::Draft(_) => false,
            Place::Slot(_) => text.is_empty(),
            Place::Nowhere => true,
        }
    }
}

async fn show(
    outbox: &Outbox,
    db: &Db,
    slot: SlotId,
    screen: &crate::telegram::screen::Screen,
) -> Result<(), StorageError> {
    let mut tx = db.begin().await?;
    outbox.show(&mut tx, slot, screen).await?;
    tx.commit().await
}

fn refreshed(outcome: DraftOutcome) -> Refreshed {
    match outcome {
        DraftOutcome::Shown(strain) => Refreshed::Fine(strain),
        DraftOutcome::Wait(wait) => Refreshed::Wait(wait),
        DraftOutcome::Trouble => Refreshed::Trouble,
        DraftOutcome::Refused => Refreshed::NoDrafts,
    }
}

/// What of a growing answer is shown: all of it where it is a rich message.
fn visible(text: &str, rich: bool) -> Content {
    if !rich {
        return end_of(markdown::render_partial(text)).into();
    }
    let content = markdown::content_partial(text);
    Content { text: end_of(content.text), rich: content.rich }
}

/// What of a text is shown in one message: its end, once it is longer than a message. The two last halves are shown,
/// so that what one is reading does not vanish when a new one begins.
fn end_of(text: FormattedText) -> FormattedText {
    let room = MESSAGE_LIMIT - 200;
    if text.len() <= room {
        return text;
    }
    let mut halves = markdown::split(text, room / 2).into_iter().rev();
    let (last, before) = (halves.next().unwrap_or_default(), halves.next().unwrap_or_default());
    let mut shown = FormattedText::plain("…\n");
    shown.append(before).push("\n").append(last);
    shown
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::{MESSAGE_LIMIT, visible};

    #[test]
    fn of_a_long_answer_the_end_is_shown_and_never_only_a_word() {
        let mut text = String::new();
        for n in 0..2_000 {
            write!(text, "Word {n} of a **long** answer. ").unwrap();
            // Each of the first, where parts begin and end, and then a few.
            if n > 400 && n % 50 != 0 {
                continue;
            }
            let shown = visible(&text, false).text;
            assert!(shown.len() <= MESSAGE_LIMIT - 100, "{}", shown.len());
            assert!(shown.text.trim_end().ends_with("answer."), "the end is there");
            assert!(shown.len() > 1_200 || text.len() < 5_000, "{n}: only {}", shown.len());
        }
    }
}
