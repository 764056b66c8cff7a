//! Home's work in the background: menus, and forgetting.

mod menu;
mod purge;

pub use menu::{MenuKeeper, SetMenu};
pub use purge::{PurgeReceived, Sweeping};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::{AccountId, Lang},
        jobs::testing::wire_form,
    };

    #[test]
    fn payloads_stay_readable() {
        let account = AccountId(7);
        let forms = [
            wire_form(&PurgeReceived {}),
            wire_form(&SetMenu { account, lang: Some(Lang::Ru) }),
            wire_form(&SetMenu { account, lang: None }),
        ];
        insta::assert_snapshot!(forms.join("\n"));
    }
}
