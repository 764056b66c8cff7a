//! How much one person may do: keyed by account, shared by processes through Redis where there is one.
//! It counts; what the person is told is another's business.

use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::{
    domain::{AccountId, ChatId},
    storage::state::{Limit, State},
};

/// How many updates of a person are taken at once, and how many a second from then on.
const BURST: u32 = 60;
/// For how long a chat is not told again that the database is away.
const OUTAGE: Duration = Duration::from_mins(10);
/// For how long somebody who is shut out is not told so again.
const SHUT_OUT: Duration = Duration::from_hours(1);

/// The limits.
#[derive(Clone)]
pub struct Limits {
    state: State,
}

/// A person is too fast.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooFast {
    /// When it is all right again.
    pub rest: Duration,
    /// They were told in this window already.
    pub told: bool,
}

impl Limits {
    pub const fn new(state: State) -> Self {
        Self { state }
    }

    /// Leave to act.
    pub async fn act(&self, account: AccountId) -> Result<(), TooFast> {
        let limit = Limit::per(2, Duration::from_secs(1)).burst(BURST);
        let Err(rest) = self.state.take_permit(&format!("act:{account}"), limit).await else { return Ok(()) };
        let key = format!("act:told:{account}");
        let told = self.state.get(&key).await.is_some();
        if !told {
            self.state.set(&key, "1", rest.max(Duration::from_secs(5))).await;
        }
        Err(TooFast { rest, told })
    }

    /// Whether a chat hears of this outage for the first time.
    pub async fn first_in_outage(&self, chat: ChatId) -> bool {
        self.state.increment(&format!("outage:{chat}"), OUTAGE).await == 1
    }

    /// Whether somebody is to be told that they are shut out since then.
    pub async fn tells_shut_out(&self, account: AccountId, since: DateTime<Utc>) -> bool {
        let key = format!("ban:{}:{account}", since.timestamp());
        self.state.increment(&key, SHUT_OUT).await == 1
    }
}
