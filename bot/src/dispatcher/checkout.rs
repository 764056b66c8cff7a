//! Telegram asks whether somebody may pay, and waits ten seconds: it has no lane, no account is made for it, and its
//! answer goes past the pace.

use chrono::TimeDelta;
use teloxide::types::PreCheckoutQuery;

use super::Guard;
use crate::{
    domain::{AccountId, ChatId, Checkout, Lang, Peer, Stars},
    features::billing,
    telegram::{intake::Ticket, outbox::Role},
};

/// After this Telegram takes no answer (Bot API, `answerPreCheckoutQuery`: 10 s).
const DEADLINE: TimeDelta = TimeDelta::seconds(10);

impl Guard {
    pub(super) async fn check_out(&self, query: &PreCheckoutQuery, ticket: &Ticket) {
        let parts = &self.parts;
        if self.waited(ticket) < DEADLINE {
            let checkout = read(query);
            let lang = match parts.accounts.find(checkout.payer).await {
                Ok(account) => account.lang(),
                Err(_) => Lang::of_tag(query.from.language_code.as_deref()),
            };
            let answer = billing::answer_checkout(&checkout, &parts.billing, lang).await;
            parts.delivery.outbox.answer_checkout(&checkout.query, answer.refusal.as_deref()).await;
            if let Some(order) = answer.outdated {
                self.send_fresh(&checkout, &order, ticket).await;
            }
        } else {
            tracing::warn!("a checkout was found too late to be answered");
        }
        parts.delivery.intake.done(ticket.clone());
    }

    /// What costs something else by now can be had all the same.
    async fn send_fresh(&self, checkout: &Checkout, order: &billing::Order, ticket: &Ticket) {
        let parts = &self.parts;
        let made = billing::fresh_invoice(checkout, order, &parts.billing, &parts.accounts).await;
        let Some(screen) = made else { return };
        let sent = async {
            let mut tx = parts.delivery.db.begin().await?;
            // A private chat has the id of the person in it.
            let peer = Peer::chat(ChatId(checkout.payer.0));
            parts.delivery.outbox.post(&mut tx, peer, &ticket.cause, Role::Message, &screen).await?;
            tx.commit().await
        };
        if let Err(error) = sent.await {
            tracing::warn!(%error, "a fresh invoice was not sent");
        }
    }
}

fn read(query: &PreCheckoutQuery) -> Checkout {
    Checkout {
        query: query.id.0.clone(),
        payer: AccountId(i64::try_from(query.from.id.0).unwrap_or_default()),
        payload: query.invoice_payload.clone(),
        currency: query.currency.clone(),
        amount: Stars(i64::from(query.total_amount)),
    }
}
