//! Messages that belong together: taken in one by one, and asked as one question when nothing more is to be expected.
//! What is gathered is rows, so that a death in the middle loses and repeats nothing, and each member of an album may
//! be seen by another process.

use chrono::{DateTime, TimeDelta, Utc};

use super::{Ask, Asked, Chat};
use crate::{
    domain::{AccountId, Cause, Peer},
    features::chat::{
        domain::{Gathering, GatheringId, GatheringState, Part, Question, ready_at},
        error::ChatError,
        jobs::ReleaseGathering,
    },
    jobs::Push,
    storage::{Topic, Tx},
};

/// How often a gathering is looked for that ends while a message is about to join it.
const LOOKS: usize = 3;

/// A message of a person, on its way to be a question or part of one.
#[derive(Clone, Debug)]
pub struct Arrival {
    pub cause: Cause,
    pub account: AccountId,
    pub peer: Peer,
    pub part: Part,
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

/// What a message can join.
enum Host {
    Gathering(Gathering),
    /// A question that came whole and is being answered.
    Question(Box<Question>),
    Nothing,
}

impl Arrival {
    /// The question that it is by itself.
    pub fn into_ask(self) -> Ask {
        let Self { cause, account, peer, part: Part { message, text, file, .. } } = self;
        Ask { cause, account, peer, message, text, files: file.into_iter().collect() }
    }
}

impl Chat {
    /// Takes a message of a person: it joins what it belongs to, or begins what more is expected of.
    /// The same cause again changes nothing.
    pub async fn receive(&self, arrival: &Arrival) -> Result<Receipt, ChatError> {
        let part = &arrival.part;
        for _ in 0..LOOKS {
            let (host, known) = self.host_of(arrival, part).await?;
            if known {
                return Ok(Receipt::Taken);
            }
            let received = match host {
                Host::Gathering(gathering) => self.join(arrival, part, &gathering).await?,
                Host::Question(question) => self.widen(arrival, part, &question).await?,
                Host::Nothing if part.expects_more() => Some(self.begin(arrival, part).await?),
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
        let Arrival { account, peer, cause, .. } = arrival;
        let alive = self.store.find_alive(*account, *peer, cause).await?;
        if let Some((gathering, known)) = alive.filter(|(gathering, known)| *known || gathering.takes(part)) {
            return Ok((Host::Gathering(gathering), known));
        }
        if let Some(album) = &part.album
            && let Some(gathering) = self.store.find_by_album(*peer, album).await?
            && gathering.takes_late(part)
        {
            return Ok((Host::Gathering(gathering), false));
        }
        let host =
            if part.expects_more() { self.asked_just_now(arrival, part).await? } else { Host::Nothing };
        Ok((host, false))
    }

    /// The comment that an app has sent before what it is about, alone or with what came of that already.
    async fn asked_just_now(&self, arrival: &Arrival, part: &Part) -> Result<Host, ChatError> {
        let Some(answer) = self.store.find_newest_open(arrival.peer).await? else { return Ok(Host::Nothing) };
        let question = self.store.find_question(answer.question).await?;
        let Some(question) = question.filter(|question| question.account == arrival.account) else {
            return Ok(Host::Nothing);
        };
        if question.parts == 0 {
            let follows = part.follows(question.created_at);
            return Ok(if follows { Host::Question(Box::new(question)) } else { Host::Nothing });
        }
        let gathering = self.store.find_gathering_to(question.id).await?;
        Ok(gathering.filter(|gathering| gathering.takes_late(part)).map_or(Host::Nothing, Host::Gathering))
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

    /// Something that belongs to what was asked already. While nothing final was said, the answer begins anew with it;
    /// afterwards a member of an album waits for the next question, and nobody asks about it.
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
            store.set_gathering(&mut tx, gathering.id, GatheringState::Asked, None, part.at, part.at).await?;
            self.form_again(&mut tx, gathering).await?;
            tx.wake_on_commit(Topic::Answers(peer));
        } else if part.album.is_none() {
            drop(tx);
            return self.begin(arrival, part).await;
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
        tx.wake_on_commit(Topic::Answers(arrival.peer));
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
        self.store.set_gathering(tx, id, open, None, ready, arrival.part.at).await?;
        // Reckoned by the clock that messages are dated by, which is not the queue's.
        let wait = (ready - self.clock.now()).max(TimeDelta::zero());
        let push = Push::new(&arrival.cause).account(arrival.account).after(wait).unique(format!("{}", id.0));
        self.queue.push(tx, &ReleaseGathering { gathering: id }, push).await?;
        Ok(())
    }

    /// Words that come next are not about these files: something else has become of them.
    pub async fn let_go(&self, id: GatheringId) -> Result<(), ChatError> {
        let mut tx = self.db.begin().await?;
        self.store.close_held(&mut tx, id).await?;
        Ok(tx.commit().await?)
    }
}
