//! The chat's work beside handlers: answering, asking what was gathered, titles, forgetting.

mod answer;
mod attached;
mod context;
mod limit;
mod line;
mod release;
mod title;
mod upkeep;
mod view;

pub use answer::{AnswerQuestion, Answering};
pub use limit::{Limiting, ReleaseWithheld, ShowLimit};
pub use line::{Lining, ShowLine};
pub use release::{ReleaseGathering, Releasing};
pub use title::{NameConversation, Naming};
pub use upkeep::{PurgeConversations, Purging};

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::{
        domain::{AccountId, Coins},
        features::chat::domain::{AnswerId, ConversationId, GatheringId},
        jobs::testing::wire_form,
    };

    #[test]
    fn payloads_stay_readable() {
        let account = AccountId(7);
        let forms = [
            wire_form(&AnswerQuestion { answer: AnswerId(5) }),
            wire_form(&NameConversation { account, conversation: ConversationId(3) }),
            wire_form(&PurgeConversations {}),
            wire_form(&ReleaseGathering { gathering: GatheringId(4) }),
            wire_form(&ShowLine { answer: AnswerId(5) }),
            wire_form(&ReleaseWithheld { answer: AnswerId(5) }),
            wire_form(&ShowLimit {
                answer: AnswerId(5),
                limit: 50,
                price: Coins(1),
                resets_at: DateTime::UNIX_EPOCH,
            }),
        ];
        insta::assert_snapshot!(forms.join("\n"));
    }
}
