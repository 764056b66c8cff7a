//! Billing for tests, of this room and of those to its right, with a Telegram that does what the test says.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicBool, Ordering},
};

use async_trait::async_trait;
use rand::{SeedableRng as _, rngs::StdRng};

use super::super::{Billing, BillingParts};
use crate::{
    domain::{AccountId, BotId, ChargeId, SharedClock},
    features::{
        account::Accounts,
        billing::{
            SAYS,
            domain::{Order, PriceList, StarsError},
            ports::{Returned, StarDesk, StarMove},
        },
    },
    jobs::Queue,
    storage::Db,
    telegram::outbox::Outbox,
};

/// Telegram, where everything works but for what the test says.
#[derive(Default)]
pub struct Stars {
    pub movements: Mutex<Vec<StarMove>>,
    pub returned: Mutex<Vec<ChargeId>>,
    pub away: AtomicBool,
}

impl Stars {
    fn answers(&self) -> Result<(), StarsError> {
        if self.away.load(Ordering::Relaxed) { Err(StarsError::Away("gone".to_owned())) } else { Ok(()) }
    }
}

#[async_trait]
impl StarDesk for Stars {
    fn bot(&self) -> BotId {
        BotId(1)
    }

    async fn subscription_link(&self, order: &Order, _: &str, _: &str) -> Result<String, StarsError> {
        self.answers().map(|()| format!("https://t.me/${}", order.id.0))
    }

    async fn refund(&self, _: AccountId, charge: &ChargeId) -> Result<Returned, StarsError> {
        self.answers()?;
        let mut returned = self.returned.lock().unwrap();
        if returned.contains(charge) {
            return Ok(Returned::Already);
        }
        returned.push(charge.clone());
        Ok(Returned::Now)
    }

    async fn set_renewal(&self, _: AccountId, _: &ChargeId, _: bool) -> Result<(), StarsError> {
        self.answers()
    }

    async fn movements(&self, from: i64) -> Result<Vec<StarMove>, StarsError> {
        self.answers()?;
        let from = usize::try_from(from).unwrap();
        Ok(self.movements.lock().unwrap().iter().skip(from).take(100).cloned().collect())
    }
}

/// With the price list that comes along.
pub fn billing(db: &Db, accounts: &Arc<Accounts>, outbox: &Outbox, clock: SharedClock) -> Arc<Billing> {
    billing_by(db, accounts, outbox, clock, Arc::new(Stars::default()))
}

pub fn billing_by(
    db: &Db,
    accounts: &Arc<Accounts>,
    outbox: &Outbox,
    clock: SharedClock,
    stars: Arc<Stars>,
) -> Arc<Billing> {
    Billing::new(BillingParts {
        db: db.clone(),
        accounts: accounts.clone(),
        queue: Queue::new(db.clone(), clock.clone(), StdRng::seed_from_u64(1)),
        outbox: outbox.clone(),
        stars,
        says: SAYS,
        clock,
        prices: PriceList::default(),
        owner: None,
    })
}
