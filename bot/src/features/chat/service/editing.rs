//! Questions whose words are changed after they were sent.

use super::{Asked, Chat, asking::again};
use crate::{
    domain::{AccountId, Cause, MessageId, Peer},
    features::chat::{
        domain::{Gathering, Question, QuestionId},
        error::ChatError,
        store::NewAnswer,
    },
    storage::{Topic, Tx},
};

/// A message with other words than before, or with the same: Telegram also tells of edits that nobody sees.
#[derive(Clone, Debug)]
pub struct Edit {
    pub cause: Cause,
    pub account: AccountId,
    pub peer: Peer,
    pub message: MessageId,
    pub text: String,
}

/// What the message belongs to.
enum Edited {
    Gathering(Gathering),
    Question(Question),
}

impl Chat {
    /// Takes the new words. An answer that is on its way begins anew with them; the latest question of its place gets
    /// another answer where it had one; an older one is only corrected. Gives the new answer, where there is one.
    pub async fn edit(&self, edit: &Edit) -> Result<Option<Asked>, ChatError> {
        let found = self.find_edited(edit.peer, edit.account, edit.message).await?;
        let Some(edited) = found else { return Ok(None) };
        let latest = self.store.find_newest_answer(edit.peer).await?;
        let ground = self.ground(edit.peer).await?;
        let mut tx = self.db.begin().await?;
        let changed = match &edited {
            Edited::Gathering(gathering) => self.edit_part(&mut tx, gathering, edit).await?,
            Edited::Question(question) => {
                let changed = self.store.set_question(&mut tx, question.id, &edit.text, 0).await?;
                changed.then_some(question.id)
            }
        };
        let mut another = None;
        if let Some(question) = changed {
            if self.store.begin_anew(&mut tx, question).await? {
                tx.wake_on_commit(Topic::Answers(edit.peer));
            } else if let Some(answer) = latest.filter(|answer| answer.question == question) {
                let wanted = NewAnswer { variation: 0, ..again(&answer, &edit.cause) };
                another = Some(self.want(&mut tx, wanted, &ground).await?);
            }
        }
        tx.commit().await?;
        match another {
            Some(answer) => self.asked(answer).await.map(Some),
            None => Ok(None),
        }
    }

    /// Whether this edit would get another answer: the message asks the latest question of its place, and that is
    /// answered already. An edit of a message of several counts as one that changes something.
    pub async fn asks_by_edit(
        &self,
        peer: Peer,
        account: AccountId,
        message: MessageId,
        text: &str,
    ) -> Result<bool, ChatError> {
        let question = match self.find_edited(peer, account, message).await? {
            Some(Edited::Question(question)) => (question.text != text).then_some(question.id),
            Some(Edited::Gathering(gathering)) => gathering.question,
            None => None,
        };
        let Some(question) = question else { return Ok(false) };
        let latest = self.store.find_newest_answer(peer).await?;
        Ok(latest.is_some_and(|latest| latest.question == question && latest.status.is_finished()))
    }

    /// What a message of this person has become part of.
    async fn find_edited(
        &self,
        peer: Peer,
        account: AccountId,
        message: MessageId,
    ) -> Result<Option<Edited>, ChatError> {
        let gathering = self.store.find_gathering_with(peer.chat, message).await?;
        if let Some(gathering) = gathering.filter(|gathering| gathering.account == account) {
            return Ok(Some(Edited::Gathering(gathering)));
        }
        let question = self.store.find_question_in(peer.chat, message).await?;
        Ok(question.filter(|question| question.account == account).map(Edited::Question))
    }

    /// Other words for one message of several; gives the question that is another one now.
    async fn edit_part(
        &self,
        tx: &mut Tx,
        gathering: &Gathering,
        edit: &Edit,
    ) -> Result<Option<QuestionId>, ChatError> {
        if !self.store.set_part_text(tx, gathering.id, edit.message, &edit.text).await? {
            return Ok(None);
        }
        let changed = self.form_again(tx, gathering).await?;
        Ok(gathering.question.filter(|_| changed))
    }
}
