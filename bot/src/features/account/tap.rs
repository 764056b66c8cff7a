//! Buttons of the account's screens.

use serde::{Deserialize, Serialize};

use super::domain::{Look, Notice, Retention};
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
    #[serde(rename = "r")]
    OpenRetention,
    #[serde(rename = "R")]
    PickRetention { choice: Retention },
    #[serde(rename = "x")]
    Export,
    #[serde(rename = "X")]
    CancelExport { job: i64 },
    #[serde(rename = "e")]
    AskErasure,
    #[serde(rename = "E")]
    Erase,
    #[serde(rename = "u")]
    StopErasure,
}

impl AccountTap {
    /// Whether this data is of the button that keeps everything.
    pub fn is_stop(data: &str) -> bool {
        matches!(Self::decode(data), Some(Self::StopErasure))
    }

    /// Whether this data is of a button by which somebody sees, takes away or ends what is kept of them: whoever is shut
    /// out has a right to that too.
    pub fn is_about_own_data(data: &str) -> bool {
        matches!(
            Self::decode(data),
            Some(
                Self::OpenPrivacy
                    | Self::OpenServices
                    | Self::OpenRetention
                    | Self::PickRetention { .. }
                    | Self::Export
                    | Self::CancelExport { .. }
                    | Self::AskErasure
                    | Self::Erase
                    | Self::StopErasure
            )
        )
    }
}

impl Tap for AccountTap {
    const PREFIX: &'static str = "ac";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::telegram::tap::every;

    #[test]
    fn what_is_on_buttons_stays_readable() {
        insta::assert_snapshot!(every::wire_form::<AccountTap>().unwrap());
    }

    #[test]
    fn the_longest_name_of_a_zone_fits() {
        for zone in chrono_tz::TZ_VARIANTS {
            let tap = AccountTap::PickClock { zone: zone.name().to_owned() };
            assert_eq!(AccountTap::decode(tap.try_encode().unwrap().as_str()), Some(tap));
        }
    }
}
