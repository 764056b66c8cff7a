//! Who runs a group, asked of Telegram and remembered for a moment.

use std::time::Duration;

use async_trait::async_trait;
use serde::Deserialize;
use serde_json::json;

use crate::{
    domain::{AccountId, ChatId},
    features::groups::Ranks,
    storage::state::State,
    telegram::raw::Api,
};

/// How long an answer holds: short, so that who is an admin no more soon cannot act as one.
const HELD: Duration = Duration::from_secs(20);
/// How long somebody waits for it.
const PATIENCE: Duration = Duration::from_secs(5);

/// Asks `getChatMember`.
pub(super) struct ChatRanks {
    pub api: Api,
    pub state: State,
}

#[derive(Deserialize)]
struct Member {
    status: String,
}

#[async_trait]
impl Ranks for ChatRanks {
    async fn runs(&self, group: ChatId, person: AccountId) -> bool {
        let key = format!("rank:{group}:{person}");
        if let Some(held) = self.state.get(&key).await {
            return held == "1";
        }
        let params = json!({ "chat_id": group, "user_id": person });
        match self.api.call_within::<Member>("getChatMember", &params, PATIENCE).await {
            Ok(member) => {
                let runs = matches!(member.status.as_str(), "creator" | "administrator");
                self.state.set(&key, if runs { "1" } else { "0" }, HELD).await;
                runs
            }
            Err(fault) => {
                tracing::warn!(kind = ?fault.kind, "the rank of a member of a group is not known");
                false
            }
        }
    }
}
