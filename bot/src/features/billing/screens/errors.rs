//! What billing says when it says no.

use super::super::{error::BillingError, tap::BillingTap};
use crate::{
    domain::Lang,
    telegram::{
        keyboard::{Button, Keyboard},
        screen::Screen,
        tap::Tap as _,
    },
    tr,
};

/// The screen of an error; `None` where the general words will do.
pub fn error(error: &BillingError, lang: Lang) -> Option<Screen> {
    match error {
        BillingError::NotEnough { needed, available } => {
            let missing = (*needed - *available).0;
            let (needed, available) = (needed.0, available.0);
            let text = tr!(
                lang,
                "billing-not-enough-text",
                needed = needed,
                available = available,
                missing = missing
            );
            let label = tr!(lang, "billing-balance-packs-half");
            let more = Button::tap(label, BillingTap::OpenPacks.encode()).primary();
            Some(Screen::new(text).keyboard(Keyboard::new().row([more])))
        }
        BillingError::NotSold => Some(Screen::new(tr!(lang, "billing-not-sold"))),
        BillingError::Stars(_) => Some(Screen::new(tr!(lang, "billing-stars-away"))),
        _ => None,
    }
}
