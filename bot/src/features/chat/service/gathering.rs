//! Messages that belong together: taken in one by one, and asked as one question when nothing more is to be expected.
//! What is gathered is rows, so that a death in the middle loses and repeats nothing, and each member of an album may
//! be seen by another process.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::{Ask, Asked, Chat, asking::Ground};
use crate::{
    domain::{AccountId, Cause, FileRef, MessageId, Peer},
    features::chat::{
        domain::{
            Answer, Gathering, GatheringId, GatheringState, Part, Question, QuestionId, question_text,
            ready_at,
        },
        error::ChatError,
        jobs::ReleaseGathering,
    },
    jobs::Push,
    storage::{Topic, Tx},
};

/// A release that comes so long after its time was not held up by work: nobody was there.
const LATE: TimeDelta = TimeDelta::seconds(3);
/// What waited at Telegram meanwhile comes within that.
const GRACE: TimeDelta = TimeDelta::milliseconds(1500);
/// How often a gathering is looked for that ends while a message is about to join it.
const LOOKS: usize = 3;

/// A message of a person, on its way to be a question or part of one.
#[derive(Clone, Debug)]
pub struct Arrival {
    pub cause: Cause,
    pub account: AccountId,
    pub peer: Peer,
    pub message: Option<MessageId>,
    pub text: String,
    pub file: Option<FileRef>,
    pub album: Option<String>,
    /// Who wrote what is forwarded.
    pub origin: Option<String>,
    /// It is meant for the bot; in private everything is.
    pub addressed: bool,
    pub at: DateTime<Utc>,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Receipt {
    /// It belongs to nothing and nothing is to be waited for: ask it, if it was meant for the bot.
    Whole,
    /// It is kept until what it belongs to is complete, or has joined what is being answered.
    Taken,
    /// With it the question was complete. `held`: the person had been asked what to do with a file; now it is known.
    Asked { asked: Asked, held: bool },
}

/// What is to be done with a gathering whose time has come.
pub enum Ripe {
    /// Nothing: it is over already.
    Over,
    /// Not yet.
    Wait(Duration),
    /// Files, and no words.
    Wordless { gathering: Gathering, parts: Vec<Part> },
    /// It was asked. The answer may have others before it.
    Asked { asked: Asked, message: Option<MessageId>, peer: Peer },
}

/// What a message can join.
enum Host {
    Gathering(Gathering),
    /// A question that came whole and is being answered.
    Question(Question, Answer),
    Nothing,
}

impl Arrival {
    fn part(&self) -> Part {
        Part {
            message: self.message,
            text: self.text.clone(),
            file: self.file.clone(),
            album: self.album.clone(),
            origin: self.origin.clone(),
            addressed: self.addressed,
            at: self.at,
        }
    }

    /// The question that it is by itself.
    pub fn into_ask(self) -> Ask {
        let Self { cause, account, peer, message, text, file, .. } = self;
        Ask { cause, account, peer, message, text, files: file.into_iter().collect() }
    }
}

impl Chat {
    /// Takes a message of a person: it joins what it belongs to, or begins what more is expected of.
    /// The same cause again changes nothing.
    pub async fn receive(&self, arrival: &Arrival) -> Result<Receipt, ChatError> {
        let part = arrival.part();
        for _ in 0..LOOKS {
            let (host, known) = self.host_of(arrival, &part).await?;
            if known {
                return Ok(Receipt::Taken);
            }
            let received = match host {
                Host::Gathering(gathering) => self.join(arrival, &part, &gathering).await?,
                Host::Question(question, answer) => self.widen(arrival, &part, &question, &answer).await?,
                Host::Nothing if part.expects_more() => Some(self.begin(arrival, &part).await?),
                Host::Nothing => Some(Receipt::Whole),
            };
            if let Some(received) = received {
                return Ok(received);
            }
        }
        Ok(Receipt::Whole)
    }

    /// What it belongs to, and whether it has been taken in before.
    async fn host_of(&self, arrival: &Arrival, part: &Part) -> Result<(Host, bool), ChatError> {
        let Arrival { account, peer, cause, album, .. } = arrival;
        let alive = self.store.find_alive(*account, *peer, cause).await?;
        if let Some((gathering, known)) = alive.filter(|(gathering, known)| *known || gathering.takes(part)) {
            return Ok((Host::Gathering(gathering), known));
        }
        if let Some(album) = album
            && let Some(gathering) = self.store.find_by_album(*peer, album).await?
            && gathering.takes_late(part)
        {
            return Ok((Host::Gathering(gathering), false));
        }
        if part.expects_more()
            && let Some((question, answer)) = self.asked_just_now(arrival, part).await?
        {
            return Ok((Host::Question(question, answer), false));
        }
        Ok((Host::Nothing, false))
    }

    /// The comment that an app has sent before what it is about.
    async fn asked_just_now(
        &self,
        arrival: &Arrival,
        part: &Part,
    ) -> Result<Option<(Question, Answer)>, ChatError> {
        let Some(answer) = self.store.find_newest_open(arrival.peer).await? else { return Ok(None) };
        let question = self.store.find_question(answer.question).await?;
        let fits = |question: &Question| {
            question.account == arrival.account && question.parts == 0 && part.follows(question.created_at)
        };
        Ok(question.filter(fits).map(|question| (question, answer)))
    }

    /// Begins to gather.
    async fn begin(&self, arrival: &Arrival, part: &Part) -> Result<Receipt, ChatError> {
        let mut tx = self.db.begin().await?;
        let Arrival { account, peer, cause, .. } = arrival;
        let id = self.store.insert_gathering(&mut tx, *account, *peer, cause, part.at).await?;
        self.store.insert_part(&mut tx, id, cause, peer.chat, part).await?;
        let ready = ready_at(std::slice::from_ref(part)).unwrap_or(part.at);
        self.open(&mut tx, id, ready, arrival).await?;
        tx.commit().await?;
        Ok(Receipt::Taken)
    }

    /// One more message of what is there already; `None` when that has ended meanwhile.
    async fn join(
        &self,
        arrival: &Arrival,
        part: &Part,
        found: &Gathering,
    ) -> Result<Option<Receipt>, ChatError> {
        let ground = self.ground(arrival.peer).await?;
        let mut tx = self.db.begin().await?;
        let Some(now) = self.store.lock_gathering(&mut tx, found.id).await? else { return Ok(None) };
        let late = now.takes_late(part);
        if !late && !now.takes(part) {
            return Ok(None);
        }
        if late {
            return self.join_late(tx, arrival, part, &now).await.map(Some);
        }
        let (cause, chat) = (&arrival.cause, arrival.peer.chat);
        self.store.insert_part(&mut tx, now.id, cause, chat, part).await?;
        let parts = self.store.list_parts(&mut tx, now.id).await?;
        let ready = ready_at(&parts).unwrap_or(part.at);
        if ready > part.at {
            self.open(&mut tx, now.id, ready, arrival).await?;
            tx.commit().await?;
            return Ok(Some(Receipt::Taken));
        }
        let held = now.state == GatheringState::Held;
        let asked = self.ask_gathered(tx, &now, parts, ground).await?;
        Ok(Some(asked.map_or(Receipt::Taken, |asked| Receipt::Asked { asked, held })))
    }

    /// A member of an album that was asked already. While nothing final was said, the answer begins anew with it;
    /// afterwards it waits for the next question, and nobody asks about it.
    async fn join_late(
        &self,
        mut tx: Tx,
        arrival: &Arrival,
        part: &Part,
        gathering: &Gathering,
    ) -> Result<Receipt, ChatError> {
        let (store, cause, peer) = (&self.store, &arrival.cause, arrival.peer);
        let anew = match gathering.question {
            Some(question) => store.begin_anew(&mut tx, question).await?,
            None => false,
        };
        if anew {
            store.insert_part(&mut tx, gathering.id, cause, peer.chat, part).await?;
            self.form_again(&mut tx, gathering).await?;
            tx.wake_on_commit(Topic::Answers(peer));
        } else {
            let id = store.insert_gathering(&mut tx, arrival.account, peer, cause, part.at).await?;
            store.insert_part(&mut tx, id, cause, peer.chat, part).await?;
            store.set_gathering(&mut tx, id, GatheringState::Held, None, part.at, part.at).await?;
        }
        tx.commit().await?;
        Ok(Receipt::Taken)
    }

    /// A question that came whole turns out to be the comment on what follows it; `None` when it is answered already.
    async fn widen(
        &self,
        arrival: &Arrival,
        part: &Part,
        question: &Question,
        answer: &Answer,
    ) -> Result<Option<Receipt>, ChatError> {
        let (store, chat) = (&self.store, arrival.peer.chat);
        let mut tx = self.db.begin().await?;
        if !store.begin_anew(&mut tx, question.id).await? {
            drop(tx);
            return self.begin(arrival, part).await.map(Some);
        }
        let first = Part {
            message: question.message,
            text: question.text.clone(),
            file: question.files.first().cloned(),
            album: None,
            origin: None,
            addressed: true,
            at: question.created_at,
        };
        let cause = store.cause_of_question(&mut tx, question.id).await?;
        let id = store.insert_gathering(&mut tx, arrival.account, arrival.peer, &cause, part.at).await?;
        store.insert_part(&mut tx, id, &cause, chat, &first).await?;
        store.insert_part(&mut tx, id, &arrival.cause, chat, part).await?;
        let asked = GatheringState::Asked;
        store.set_gathering(&mut tx, id, asked, Some(question.id), part.at, part.at).await?;
        if let Some(gathering) = store.lock_gathering(&mut tx, id).await? {
            self.form_again(&mut tx, &gathering).await?;
        }
        tx.wake_on_commit(Topic::Answers(answer.peer));
        tx.commit().await?;
        Ok(Some(Receipt::Taken))
    }

    /// Waits for more until then.
    async fn open(
        &self,
        tx: &mut Tx,
        id: GatheringId,
        ready: DateTime<Utc>,
        arrival: &Arrival,
    ) -> Result<(), ChatError> {
        let open = GatheringState::Open;
        self.store.set_gathering(tx, id, open, None, ready, arrival.at).await?;
        let push = Push::new(&arrival.cause).account(arrival.account).at(ready).unique(format!("{}", id.0));
        self.queue.push(tx, &ReleaseGathering { gathering: id }, push).await?;
        Ok(())
    }

    /// Looks whether a gathering is complete, and asks it if it has words.
    pub async fn ripen(&self, id: GatheringId, now: DateTime<Utc>) -> Result<Ripe, ChatError> {
        let Some(found) = self.store.find_gathering(id).await? else { return Ok(Ripe::Over) };
        let ground = self.ground(found.peer).await?;
        let mut tx = self.db.begin().await?;
        let locked = self.store.lock_gathering(&mut tx, id).await?;
        let Some(gathering) = locked.filter(|gathering| gathering.state == GatheringState::Open) else {
            return Ok(Ripe::Over);
        };
        if let Ok(wait) = (gathering.ready_at - now).to_std()
            && !wait.is_zero()
        {
            return Ok(Ripe::Wait(wait));
        }
        if now - gathering.ready_at > LATE && !gathering.graced {
            self.store.grace_gathering(&mut tx, id, now + GRACE).await?;
            tx.commit().await?;
            return Ok(Ripe::Wait(GRACE.to_std().unwrap_or_default()));
        }
        let parts = self.store.list_parts(&mut tx, id).await?;
        if !parts.iter().any(Part::is_worded) && parts.iter().any(|part| part.addressed) {
            return Ok(Ripe::Wordless { gathering, parts });
        }
        let (message, peer) = (worded(&parts), gathering.peer);
        let asked = self.ask_gathered(tx, &gathering, parts, ground).await?;
        Ok(asked.map_or(Ripe::Over, |asked| Ripe::Asked { asked, message, peer }))
    }

    /// Makes the question of what was gathered; nothing when none of it was meant for the bot. What is too much to be
    /// asked is closed, and the error says why.
    async fn ask_gathered(
        &self,
        mut tx: Tx,
        gathering: &Gathering,
        parts: Vec<Part>,
        ground: Ground,
    ) -> Result<Option<Asked>, ChatError> {
        let now = self.clock.now();
        let close = |state| (gathering.id, state, now);
        let addressed = parts.iter().any(|part| part.addressed);
        let (message, count) = (worded(&parts), parts.len());
        let ask = Ask {
            cause: Cause::from(gathering.cause.clone()),
            account: gathering.account,
            peer: gathering.peer,
            message,
            text: question_text(&in_order(parts)),
            files: Vec::new(),
        };
        let refused = ground.refuses(&ask);
        if !addressed || refused.is_some() {
            let (id, state, at) = close(GatheringState::Closed);
            self.store.set_gathering(&mut tx, id, state, None, at, at).await?;
            tx.commit().await?;
            return refused.filter(|_| addressed).map_or(Ok(None), Err);
        }
        let parts = i16::try_from(count).unwrap_or(i16::MAX);
        let (question, answer) = self.record(&mut tx, &ask, &ground, parts).await?;
        let (id, state, at) = close(GatheringState::Asked);
        self.store.set_gathering(&mut tx, id, state, Some(question), at, at).await?;
        tx.commit().await?;
        self.asked(answer).await.map(Some)
    }

    /// The question of a gathering, after one of its messages came late or was edited.
    pub(super) async fn form_again(&self, tx: &mut Tx, gathering: &Gathering) -> Result<bool, ChatError> {
        let Some(question) = gathering.question else { return Ok(false) };
        let parts = self.store.list_parts(tx, gathering.id).await?;
        let count = i16::try_from(parts.len()).unwrap_or(i16::MAX);
        let text = question_text(&in_order(parts));
        Ok(self.store.set_question(tx, question, &text, count).await?)
    }

    /// Keeps several files that come with one message, as if each had come with one of its own.
    pub(super) async fn keep_files(
        &self,
        tx: &mut Tx,
        ask: &Ask,
        question: QuestionId,
    ) -> Result<(), ChatError> {
        let now = self.clock.now();
        let id = self.store.insert_gathering(tx, ask.account, ask.peer, &ask.cause, now).await?;
        let part = |text: &str, file: Option<FileRef>, message| Part {
            message,
            text: text.to_owned(),
            file,
            album: None,
            origin: None,
            addressed: true,
            at: now,
        };
        let files = ask.files.iter().map(|file| part("", Some(file.clone()), None));
        let parts: Vec<Part> = files.chain([part(&ask.text, None, ask.message)]).collect();
        for (n, part) in parts.iter().enumerate() {
            self.store.insert_part(tx, id, &ask.cause.part(n), ask.peer.chat, part).await?;
        }
        let count = i16::try_from(parts.len()).unwrap_or(i16::MAX);
        self.store.set_question(tx, question, &ask.text, count).await?;
        Ok(self.store.set_gathering(tx, id, GatheringState::Asked, Some(question), now, now).await?)
    }

    /// Words that come next are not about these files: something else has become of them.
    pub async fn let_go(&self, id: GatheringId) -> Result<(), ChatError> {
        let mut tx = self.db.begin().await?;
        self.store.close_held(&mut tx, id).await?;
        Ok(tx.commit().await?)
    }
}

/// As they were sent: an update may be overtaken by another.
fn in_order(mut parts: Vec<Part>) -> Vec<Part> {
    parts.sort_by_key(|part| part.message);
    parts
}

/// The message whose words ask: the last of the person's own, or the first there is.
fn worded(parts: &[Part]) -> Option<MessageId> {
    let own = parts.iter().rev().find(|part| part.origin.is_none() && part.is_worded());
    own.or_else(|| parts.first())?.message
}
