//! The account's long work: erasing a person, and collecting what is kept of them.

mod archive;
mod erase;
mod export;

pub use erase::{EraseAccount, Erasing};
pub use export::{ExportData, Exporting};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{domain::AccountId, jobs::testing::wire_form};

    #[test]
    fn payloads_stay_readable() {
        let account = AccountId(7);
        let forms = [wire_form(&EraseAccount { account }), wire_form(&ExportData { account })];
        insta::assert_snapshot!(forms.join("\n"));
    }
}
