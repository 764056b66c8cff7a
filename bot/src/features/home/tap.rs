//! Buttons of the home screens.

use serde::{Deserialize, Serialize};

use crate::{domain::Lang, telegram::tap::Tap};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum HomeTap {
    #[serde(rename = "h")]
    OpenHome,
    #[serde(rename = "s")]
    OpenSettings,
    #[serde(rename = "?")]
    OpenHelp,
    #[serde(rename = "t")]
    OpenTopic { topic: Topic },
    /// Chosen on the welcome screen, which is then shown again.
    #[serde(rename = "l")]
    PickLanguage { lang: Lang },
    /// Gives a file to a room; `receiver` is the room's word, and `always` remembers the choice.
    #[serde(rename = "r")]
    Give {
        received: i64,
        receiver: String,
        #[serde(default)]
        always: bool,
    },
    /// The offers again, with or without the mark that remembers the choice.
    #[serde(rename = "a")]
    MarkAlways {
        received: i64,
        on: bool,
        /// On buttons of before albums were kept whole.
        #[serde(default)]
        album: bool,
    },
    /// Asks about every file again.
    #[serde(rename = "f")]
    ForgetChoices,
    #[serde(rename = "x")]
    Leave { received: i64 },
}

/// What help tells about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Topic {
    #[serde(rename = "t")]
    Talk,
    #[serde(rename = "f")]
    Files,
    #[serde(rename = "m")]
    Models,
    #[serde(rename = "c")]
    Commands,
}

impl Tap for HomeTap {
    const PREFIX: &'static str = "ho";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::telegram::tap::every;

    #[test]
    fn what_is_on_buttons_stays_readable() {
        insta::assert_snapshot!(every::wire_form::<HomeTap>().unwrap());
    }

    #[test]
    fn the_word_of_a_room_fits() {
        let tap = HomeTap::Give { received: i64::MIN, receiver: "a".repeat(24), always: true };
        assert_eq!(HomeTap::decode(tap.try_encode().unwrap().as_str()), Some(tap));
    }
}
