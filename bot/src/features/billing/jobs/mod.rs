//! Billing's work in the background.

mod payments;
mod resume;
mod tidy;

pub use payments::{Reconcile, Reconciling, RefundPayment, Refunding};
pub use resume::{ResumeInterrupted, Resuming};
pub use tidy::{ChargeKeeper, TellEnds, Telling, TidyCharges};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{domain::AccountId, jobs::testing::wire_form};

    #[test]
    fn payloads_stay_readable() {
        let refund = RefundPayment { charge: "stxn1".to_owned(), reason: "unmatched".to_owned() };
        let forms = [
            wire_form(&TidyCharges {}),
            wire_form(&TellEnds {}),
            wire_form(&Reconcile {}),
            wire_form(&refund),
            wire_form(&ResumeInterrupted { account: AccountId(7) }),
        ];
        insta::assert_snapshot!(forms.join("\n"));
    }
}
