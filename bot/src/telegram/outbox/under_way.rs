//! What the worker has in hand: one delivery at a time in each chat, and all that end while something is being written
//! down together in the next statement. The next of a chat goes out after a new message is written down, since it must
//! not come twice; an edit may, and waits a moment for others to be written down with it.

use std::{
    collections::{HashMap, VecDeque},
    panic::AssertUnwindSafe,
    time::Duration,
};

use futures::FutureExt as _;
use tokio::{task::JoinSet, time::Instant};

use super::{
    Outbox,
    desk::OnDesk,
    hand::InHand,
    slot::{Claimed, Outcome},
};
use crate::{domain::ChatId, ops::trace::step, storage::Topic};

/// How long an edit that was delivered may wait to be written down together with others.
const GATHER: Duration = Duration::from_millis(100);
/// How soon a delivery that ended in a panic is tried again.
const AFTER_PANIC: Duration = Duration::from_secs(5);

/// What came of a delivery, and for how long Telegram wants nothing more in that chat.
#[derive(Debug)]
pub(super) struct Delivery {
    pub outcome: Outcome,
    pub pause: Option<Duration>,
}

impl From<Outcome> for Delivery {
    fn from(outcome: Outcome) -> Self {
        Self { outcome, pause: None }
    }
}

/// What a delivery leaves behind in its chat.
#[derive(Clone, Copy, Debug)]
pub(super) struct Left {
    /// Something else can be claimed there.
    pub more: bool,
    /// Nothing may go there for so long.
    pub after: Option<Duration>,
}

/// The slots in hand.
pub(super) struct UnderWay {
    outbox: Outbox,
    /// Of each chat that has something in hand, what waits for its turn there.
    chats: HashMap<ChatId, VecDeque<Turn>>,
    deliveries: JoinSet<Ended>,
    ended: Vec<Ended>,
    /// Edits that may wait to be written down, and until when.
    edited: Vec<Ended>,
    edited_due: Instant,
    /// At most one.
    writing: JoinSet<Vec<(Ended, bool)>>,
    left: VecDeque<Left>,
    count: usize,
    closed: bool,
}

/// A slot in hand.
struct Turn {
    slot: Claimed,
    /// Others of its chat went before it.
    waited: bool,
    _held: InHand,
    _place: Option<OnDesk>,
}

struct Ended {
    turn: Turn,
    delivery: Delivery,
}

impl UnderWay {
    pub(super) fn new(outbox: Outbox) -> Self {
        Self {
            outbox,
            chats: HashMap::new(),
            deliveries: JoinSet::new(),
            ended: Vec::new(),
            edited: Vec::new(),
            edited_due: Instant::now(),
            writing: JoinSet::new(),
            left: VecDeque::new(),
            count: 0,
            closed: false,
        }
    }

    /// How many slots are in hand.
    pub(super) const fn len(&self) -> usize {
        self.count
    }

    /// Delivers one more, when its turn comes.
    pub(super) fn take(&mut self, slot: Claimed, place: Option<OnDesk>) {
        let held = self.outbox.store().hand.hold(slot.id, Instant::now());
        let mut turn = Turn { slot, waited: false, _held: held, _place: place };
        self.count += 1;
        if let Some(line) = self.chats.get_mut(&turn.slot.peer.chat) {
            turn.waited = true;
            line.push_back(turn);
            return;
        }
        self.chats.insert(turn.slot.peer.chat, VecDeque::new());
        if self.closed { self.ended.push(turn.given_back()) } else { self.begin(turn) }
    }

    /// Begins nothing more: what has not had its turn is given back.
    pub(super) fn close(&mut self) {
        self.closed = true;
        self.hurry();
    }

    /// Somebody may be waiting for what is still to be written down.
    pub(super) fn hurry(&mut self) {
        self.edited_due = Instant::now();
    }

    /// Goes on while something is asked of the database, which may take long: what Telegram has answered meanwhile is
    /// written down without waiting for that. Says what that left behind.
    pub(super) async fn beside<T>(&mut self, asked: impl Future<Output = T>) -> (T, Vec<Left>) {
        let mut asked = std::pin::pin!(asked);
        let mut all = Vec::new();
        loop {
            tokio::select! {
                answer = &mut asked => return (answer, all),
                Some(left) = self.next() => all.push(left),
            }
        }
    }

    /// Goes on until one more is written down; `None` when nothing is in hand.
    pub(super) async fn next(&mut self) -> Option<Left> {
        loop {
            if let Some(left) = self.left.pop_front() {
                return Some(left);
            }
            let due = !self.edited.is_empty() && Instant::now() >= self.edited_due;
            if self.writing.is_empty() && (due || !self.ended.is_empty()) {
                self.write_down();
            }
            let gathers = self.writing.is_empty() && !self.edited.is_empty();
            tokio::select! {
                Some(Ok(ended)) = self.deliveries.join_next() => self.end(ended),
                Some(Ok(written)) = self.writing.join_next() => self.go_on(written),
                () = tokio::time::sleep_until(self.edited_due), if gathers => {}
                else => return None,
            }
        }
    }

    fn end(&mut self, ended: Ended) {
        if !ended.is_edit() {
            self.ended.push(ended);
            return;
        }
        if self.edited.is_empty() {
            self.edited_due = Instant::now() + if self.closed { Duration::ZERO } else { GATHER };
        }
        let chat = ended.turn.slot.peer.chat;
        self.edited.push(ended);
        self.next_of(chat, true);
    }

    fn begin(&mut self, mut turn: Turn) {
        let (outbox, trace) = (self.outbox.clone(), turn.slot.trace);
        let span = step!(trace, "send", slot = turn.slot.id.0);
        self.deliveries.spawn(trace.scope(span, async move {
            let delivering = AssertUnwindSafe(outbox.deliver(&mut turn.slot, turn.waited));
            let delivery = delivering.catch_unwind().await;
            let after_panic = |_| Outcome::Later { after: AFTER_PANIC, counted: true }.into();
            Ended { delivery: delivery.unwrap_or_else(after_panic), turn }
        }));
    }

    fn write_down(&mut self) {
        let (outbox, mut ended) = (self.outbox.clone(), std::mem::take(&mut self.ended));
        ended.append(&mut self.edited);
        self.writing.spawn(async move {
            let outcomes: Vec<_> =
                ended.iter().map(|ended| (&ended.turn.slot, &ended.delivery.outcome)).collect();
            // If that should ever panic, they are as good as not in hand: their leases run out.
            let written = AssertUnwindSafe(outbox.write_down(&outcomes)).catch_unwind().await;
            let more = written.unwrap_or_else(|_| vec![true; outcomes.len()]);
            ended.into_iter().zip(more).collect()
        });
    }

    /// What was written down leaves the hand, and the next of its chat has its turn.
    fn go_on(&mut self, written: Vec<(Ended, bool)>) {
        for (ended, more) in written {
            let is_edit = ended.is_edit();
            let Ended { turn, delivery: Delivery { outcome, pause } } = ended;
            let (chat, peer) = (turn.slot.peer.chat, turn.slot.peer);
            self.count -= 1;
            let delivered = matches!(outcome, Outcome::Delivered { .. });
            let through = delivered || outcome == Outcome::Given;
            if delivered && !is_edit {
                // A new message ends the draft of its place.
                self.outbox.db().wakes().wake(Topic::Answers(peer));
            }
            let later = match outcome {
                Outcome::Later { after, .. } => Some(after),
                _ => None,
            };
            self.left.push_back(Left { more, after: pause.into_iter().chain(later).max() });
            drop(turn);
            // Of an edit that came through the next has had its turn already.
            if !is_edit {
                self.next_of(chat, through);
            }
        }
    }

    /// The next of this chat has its turn; where the one before it did not go through it is given back, so that they
    /// keep their order.
    fn next_of(&mut self, chat: ChatId, through: bool) {
        let next = self.chats.get_mut(&chat).and_then(VecDeque::pop_front);
        match next {
            None => drop(self.chats.remove(&chat)),
            Some(turn) if through && !self.closed => self.begin(turn),
            Some(turn) => self.ended.push(turn.given_back()),
        }
    }
}

impl Ended {
    /// Whether a message was changed that was there before: doing that again would change nothing.
    fn is_edit(&self) -> bool {
        let before = self.turn.slot.message;
        matches!(self.delivery.outcome, Outcome::Delivered { message, .. }
            if before.is_some() && (message.is_none() || message == before))
    }
}

impl Turn {
    /// As if it had not been taken.
    fn given_back(self) -> Ended {
        Ended { turn: self, delivery: Outcome::Later { after: Duration::ZERO, counted: false }.into() }
    }
}
