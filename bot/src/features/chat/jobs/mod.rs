//! The chat's long work: answering, and giving a conversation its title.

mod answer;
mod context;
mod title;
mod upkeep;
mod view;

pub use answer::{AnswerQuestion, Answering};
pub use title::{NameConversation, Naming};
pub use upkeep::{PurgeConversations, Purging};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::AccountId,
        features::chat::domain::{AnswerId, ConversationId},
        jobs::testing::wire_form,
    };

    #[test]
    fn payloads_stay_readable() {
        let account = AccountId(7);
        let forms = [
            wire_form(&AnswerQuestion { answer: AnswerId(5) }),
            wire_form(&NameConversation { account, conversation: ConversationId(3) }),
            wire_form(&PurgeConversations {}),
        ];
        insta::assert_snapshot!(forms.join("\n"));
    }
}
