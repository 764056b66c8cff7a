//! Every step a person can be in the middle of: one variant for each feature.
//! A step that none of them can read becomes the lobby and a note, never a lost message.

use crate::{
    features::{account::AccountStep, admin::AdminStep, chat::ChatStep, groups::GroupsStep},
    telegram::steps::StepRecord,
};

/// What is waited for, as its feature reads it.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    Account(AccountStep),
    Chat(ChatStep),
    Groups(GroupsStep),
    Admin(AdminStep),
}

impl Step {
    /// Reads a kept step; `None` when no feature can.
    pub fn read(record: &StepRecord) -> Option<Self> {
        let account = || record.part().map(Self::Account);
        let chat = || record.part().map(Self::Chat);
        let groups = || record.part().map(Self::Groups);
        let admin = || record.part().map(Self::Admin);
        account().or_else(chat).or_else(groups).or_else(admin)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{
        domain::{AccountId, FileKind, FileRef, MessageId},
        features::admin::Term,
    };

    #[test]
    fn a_step_is_read_by_the_feature_that_kept_it() {
        let record = StepRecord::of(&ChatStep::Search);
        assert_eq!(Step::read(&record), Some(Step::Chat(ChatStep::Search)));
        let record = StepRecord::of(&AccountStep::Clock);
        assert_eq!(Step::read(&record), Some(Step::Account(AccountStep::Clock)));
    }

    /// The form in which steps lie in rows; a step that is waited for outlives the program that asked.
    #[test]
    fn steps_stay_readable() {
        let file = FileRef {
            id: "AgAC".to_owned(),
            unique_id: "AQAD".to_owned(),
            kind: FileKind::Document,
            size: Some(2_048),
            mime: Some("text/plain".to_owned()),
            name: Some("notes.txt".to_owned()),
            seconds: None,
        };
        let conversation = serde_json::from_str("5").unwrap();
        let records = [
            StepRecord::of(&AccountStep::Clock),
            StepRecord::of(&ChatStep::Rename { conversation, page: 2 }),
            StepRecord::of(&ChatStep::Page),
            StepRecord::of(&ChatStep::Search),
            StepRecord::of(&ChatStep::Model { usual: true }),
            StepRecord::of(&ChatStep::AskAbout {
                file: file.clone(),
                message: Some(MessageId(7)),
                more: Vec::new(),
            }),
            StepRecord::of(&ChatStep::AskAbout { file: file.clone(), message: None, more: vec![file] }),
            StepRecord::of(&GroupsStep::Manner),
            StepRecord::of(&GroupsStep::Keyword),
            StepRecord::of(&AdminStep::People),
            StepRecord::of(&AdminStep::PeoplePage { query: "ann".to_owned() }),
            StepRecord::of(&AdminStep::Staff),
            StepRecord::of(&AdminStep::Message { person: AccountId(7) }),
            StepRecord::of(&AdminStep::Reason { person: AccountId(7), term: Term::Week }),
        ];
        for record in &records {
            assert!(Step::read(record).is_some(), "{record:?}");
        }
        let lines: Vec<_> = records.iter().map(|record| serde_json::to_string(record).unwrap()).collect();
        insta::assert_snapshot!(lines.join("\n"));
    }

    #[test]
    fn a_step_from_before_a_field_is_still_read() {
        for state in [json!({ "rename": { "conversation": 5 } }), json!({ "model": {} })] {
            let record = StepRecord { state, ..StepRecord::of(&ChatStep::Search) };
            assert!(matches!(Step::read(&record), Some(Step::Chat(_))), "{record:?}");
        }
    }

    #[test]
    fn a_step_of_another_version_or_of_nobody_is_not_read() {
        let record = StepRecord { version: 99, ..StepRecord::of(&ChatStep::Search) };
        assert_eq!(Step::read(&record), None);
        let record = StepRecord { feature: "opera".to_owned(), version: 1, state: json!("aria") };
        assert_eq!(Step::read(&record), None);
    }
}
