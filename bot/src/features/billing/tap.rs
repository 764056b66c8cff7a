//! Buttons of billing's screens.

use serde::{Deserialize, Serialize};

use crate::telegram::tap::Tap;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum BillingTap {
    #[serde(rename = "b")]
    OpenBalance,
    /// Operations before this one; from the newest on when it is 0.
    #[serde(rename = "o")]
    OpenOperations { before: i64 },
    #[serde(rename = "p")]
    OpenPacks,
    #[serde(rename = "P")]
    PickPack { coins: i64 },
    #[serde(rename = "m")]
    OpenPremium,
    #[serde(rename = "M")]
    PickTerm { months: u32 },
    #[serde(rename = "s")]
    OpenSubscription,
    #[serde(rename = "e")]
    EndRenewal,
    #[serde(rename = "a")]
    AllowRenewal,
}

impl Tap for BillingTap {
    const PREFIX: &'static str = "bi";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::telegram::tap::every;

    #[test]
    fn what_is_on_buttons_stays_readable() {
        insta::assert_snapshot!(every::wire_form::<BillingTap>().unwrap());
    }
}
