//! Stars that go back: the bot refunds, or the buyer charges back behind the bot's back.
//! A payment is undone once; what the bot had sold for it is its own affair.

use serde_json::{Map, json};

use super::{Charge, Move, State};
use crate::refusal::Refusal;
use crate::world::World;
use crate::world::chat::Post;
use crate::world::journal::Key;

impl World {
    /// The bot gives Stars back; everybody there is told, and a subscription ends.
    pub fn refund(&mut self, person: i64, charge: &str) -> Result<(), Refusal> {
        self.known_chat(person).map_err(|_| Refusal::rule("USER_ID_INVALID"))?;
        let found = self.stars.charges.get(charge).filter(|charge| charge.person == person).cloned();
        let charge = found.ok_or_else(|| Refusal::state("CHARGE_NOT_FOUND"))?;
        if charge.undone {
            return Err(Refusal::state("CHARGE_ALREADY_REFUNDED"));
        }
        if self.bot_stars() < charge.bill.price {
            return Err(Refusal::state("BALANCE_TOO_LOW"));
        }
        self.undo(&charge, Move::Refund);
        let refund = json!({
            "currency": "XTR",
            "total_amount": charge.bill.price,
            "invoice_payload": charge.bill.payload,
            "telegram_payment_charge_id": charge.id,
            "provider_payment_charge_id": charge.provider_id,
        });
        let content = Map::from_iter([("refunded_payment".to_owned(), refund)]);
        let post = Post { content, outgoing: true, thread: charge.thread, ..Post::default() };
        let message = self.post(charge.chat, post)?;
        if charge.chat < 0 {
            self.tell_bot_of_group(charge.chat, "message", message);
        } else {
            self.push_update("message", message);
        }
        Ok(())
    }

    /// The shop takes the Stars of a payment back. The bot finds it in its account, and nowhere else.
    pub fn charge_back(&mut self, charge: &str) -> Result<(), Refusal> {
        let charge = self.stars.charges.get(charge).cloned();
        let charge = charge.ok_or_else(|| Refusal::state("CHARGE_NOT_FOUND"))?;
        if charge.undone {
            return Err(Refusal::state("CHARGE_ALREADY_REFUNDED"));
        }
        self.undo(&charge, Move::Chargeback);
        Ok(())
    }

    fn undo(&mut self, charge: &Charge, why: Move) {
        if let Some(charge) = self.stars.charges.get_mut(&charge.id) {
            charge.undone = true;
        }
        self.touch(Key::Charge(charge.id.clone()));
        self.book(&charge.id, why);
        if let Some(subscription) = &charge.subscription {
            self.set_state(subscription, State::Over);
        }
        // A chargeback gives the buyer money instead.
        if why == Move::Refund {
            self.change_stars(charge.person, charge.bill.price);
        }
    }
}
