//! Buttons of the account's screens.

use serde::{Deserialize, Serialize};

use super::domain::{Look, Notice};
use crate::{domain::Lang, telegram::tap::Tap};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum AccountTap {
    #[serde(rename = "l")]
    OpenLanguage,
    #[serde(rename = "L")]
    PickLanguage { lang: Lang },
    #[serde(rename = "c")]
    OpenClock,
    /// The zone by its name in the tz database.
    #[serde(rename = "C")]
    PickClock { zone: String },
    #[serde(rename = "k")]
    LeaveClock,
    #[serde(rename = "o")]
    OpenLook,
    #[serde(rename = "O")]
    PickLook { look: Look },
    #[serde(rename = "n")]
    OpenNotices,
    #[serde(rename = "N")]
    ToggleNotice { notice: Notice },
    #[serde(rename = "p")]
    OpenPrivacy,
    #[serde(rename = "s")]
    OpenServices,
}

impl Tap for AccountTap {
    const PREFIX: &'static str = "ac";
}
