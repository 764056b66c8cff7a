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
        outbox::{DraftOutcome, Outbox, SlotId},
        text::{FormattedText, MESSAGE_LIMIT},
    },
};

/// Between two states of a draft.
const DRAFT_PACE: Duration = Duration::from_millis(900);
/// Between two edits of a message in a private chat, and in a group (20 a minute for everything there).
const EDIT_PACE: (Duration, Duration) = (Duration::from_millis(1500), Duration::from_secs(4));
/// "typing…" is shown for five seconds (Bot API, `sendChatAction`).
const TYPING_PACE: Duration = Duration::from_millis(4500);
/// A draft lives for thirty seconds without news (Bot API, `sendMessageDraft`).
const DRAFT_LIFE: Duration = Duration::from_secs(20);

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
    Fine,
    Wait(Duration),
    /// This chat takes no drafts.
    NoDrafts,
}

pub struct View {
    outbox: Outbox,
    db: Db,
    peer: Peer,
    lang: Lang,
    answer: AnswerId,
    place: Place,
    /// The next words may be shown from then on.
    due: Instant,
    /// "typing…" is to be renewed then, while there are no words.
    typing_due: Instant,
    /// "Thinking…" stands in the draft.
    thinking: bool,
    /// How much of the text was shown last, in bytes.
    shown: usize,
}

impl View {
    pub fn new(outbox: Outbox, db: Db, peer: Peer, lang: Lang, answer: AnswerId, place: Place) -> Self {
        let now = Instant::now();
        Self { outbox, db, peer, lang, answer, place, due: now, typing_due: now, thinking: false, shown: 0 }
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
        self.shown = 0;
        self.due = Instant::now();
    }

    /// When a look at the text is worth while.
    pub fn next_look(&self, text: &str) -> Instant {
        match self.place {
            _ if text.is_empty() => self.typing_due,
            Place::Nowhere => Instant::now() + DRAFT_LIFE,
            Place::Draft(_) if self.shown == text.len() => self.due + DRAFT_LIFE,
            Place::Slot(_) if self.shown == text.len() => Instant::now() + DRAFT_LIFE,
            _ => self.due,
        }
    }

    /// What is to be done now, if anything: a future that runs beside the stream.
    pub fn refresh(&mut self, text: &str, waiting: u64) -> Option<BoxFuture<'static, Refreshed>> {
        if Instant::now() < self.next_look(text) {
            return None;
        }
        if text.is_empty() { Some(self.show_thinking()) } else { self.show_words(text, waiting) }
    }

    /// Nothing is shown for so long; what was to be shown then, is shown later.
    pub fn wait(&mut self, wait: Duration) {
        self.due = self.due.max(Instant::now() + wait);
        self.shown = 0;
    }

    fn show_thinking(&mut self) -> BoxFuture<'static, Refreshed> {
        self.typing_due = Instant::now() + TYPING_PACE;
        let (outbox, peer) = (self.outbox.clone(), self.peer);
        let draft = match self.place {
            Place::Draft(draft) if !self.thinking => Some(draft),
            _ => None,
        };
        self.thinking = true;
        Box::pin(async move {
            outbox.typing(peer).await;
            match draft {
                Some(draft) => refreshed(outbox.draft(peer, draft, &FormattedText::default()).await),
                None => Refreshed::Fine,
            }
        })
    }

    fn show_words(&mut self, text: &str, waiting: u64) -> Option<BoxFuture<'static, Refreshed>> {
        self.shown = text.len();
        let (outbox, peer) = (self.outbox.clone(), self.peer);
        match self.place {
            Place::Nowhere => None,
            Place::Draft(draft) => {
                self.due = Instant::now() + DRAFT_PACE;
                let shown = screens::streaming_draft(self.lang, visible(text), waiting);
                Some(Box::pin(async move { refreshed(outbox.draft(peer, draft, &shown).await) }))
            }
            Place::Slot(slot) => {
                self.due = Instant::now() + if peer.is_private() { EDIT_PACE.0 } else { EDIT_PACE.1 };
                let screen = screens::streaming(self.lang, visible(text), waiting, self.answer);
                let db = self.db.clone();
                Some(Box::pin(async move {
                    if let Err(error) = show(&outbox, &db, slot, &screen).await {
                        tracing::warn!(%error, "a growing answer was not shown");
                    }
                    Refreshed::Fine
                }))
            }
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
        DraftOutcome::Shown => Refreshed::Fine,
        DraftOutcome::Wait(wait) => Refreshed::Wait(wait),
        DraftOutcome::Refused => Refreshed::NoDrafts,
    }
}

/// What of a growing answer is shown in one message: its end, once it is longer than a message.
fn visible(text: &str) -> FormattedText {
    let room = MESSAGE_LIMIT - 200;
    let rendered = markdown::render_partial(text);
    markdown::split(rendered, room).pop().unwrap_or_default()
}
