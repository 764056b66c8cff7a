//! Buttons of a group's settings.

use serde::{Deserialize, Serialize};

use super::domain::{DailyLimit, Manner};
use crate::{domain::Lang, telegram::tap::Tap};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum GroupsTap {
    #[serde(rename = "s")]
    OpenSettings,
    #[serde(rename = "L")]
    PickLanguage { lang: Lang },
    #[serde(rename = "m")]
    OpenModels {
        #[serde(default)]
        page: u32,
    },
    /// By the key of a model; empty is "auto".
    #[serde(rename = "M")]
    PickModel { key: String },
    #[serde(rename = "w")]
    OpenManner,
    #[serde(rename = "W")]
    PickManner { manner: Manner },
    #[serde(rename = "k")]
    OpenKeyword,
    #[serde(rename = "K")]
    DropKeyword,
    #[serde(rename = "d")]
    OpenLimit,
    #[serde(rename = "D")]
    PickLimit { limit: DailyLimit },
}

impl Tap for GroupsTap {
    const PREFIX: &'static str = "gr";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::telegram::tap::every;

    #[test]
    fn what_is_on_buttons_stays_readable() {
        insta::assert_snapshot!(every::wire_form::<GroupsTap>().unwrap());
    }
}
