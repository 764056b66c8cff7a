//! Every step a person can be in the middle of: one variant for each feature.
//! A step that none of them can read becomes the lobby and a note, never a lost message.

use crate::{
    features::{account::AccountStep, chat::ChatStep},
    telegram::steps::StepRecord,
};

/// What is waited for, as its feature reads it.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    Account(AccountStep),
    Chat(ChatStep),
}

impl Step {
    /// Reads a kept step; `None` when no feature can.
    pub fn read(record: &StepRecord) -> Option<Self> {
        let account = || record.part().map(Self::Account);
        let chat = || record.part().map(Self::Chat);
        account().or_else(chat)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_step_is_read_by_the_feature_that_kept_it() {
        let record = StepRecord::of(&ChatStep::Search);
        assert_eq!(Step::read(&record), Some(Step::Chat(ChatStep::Search)));
        let record = StepRecord::of(&AccountStep::Clock);
        assert_eq!(Step::read(&record), Some(Step::Account(AccountStep::Clock)));
    }

    #[test]
    fn a_step_of_another_version_or_of_nobody_is_not_read() {
        let record = StepRecord { version: 99, ..StepRecord::of(&ChatStep::Search) };
        assert_eq!(Step::read(&record), None);
        let record = StepRecord { feature: "opera".to_owned(), version: 1, state: json!("aria") };
        assert_eq!(Step::read(&record), None);
    }
}
