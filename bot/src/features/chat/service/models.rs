//! Which models there are, and which one a conversation has.

use sha2::{Digest as _, Sha256};

use super::Chat;
use crate::{
    domain::AccountId,
    features::chat::{domain::Preferences, error::ChatError},
    providers::ModelInfo,
};

/// Bytes of a model's key on a button: enough to tell some thousands apart.
const KEY_BYTES: usize = 8;

/// The models to choose from, and the one that is chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelChoice {
    pub models: Vec<ModelInfo>,
    /// `None` is "auto".
    pub chosen: Option<String>,
}

impl Chat {
    /// `usual`: the choice for new conversations; otherwise that of the present one.
    /// `filter` keeps models whose id or name has it.
    pub async fn models(
        &self,
        account: AccountId,
        usual: bool,
        filter: Option<&str>,
    ) -> Result<ModelChoice, ChatError> {
        let mut models = self.offered_models().await?;
        if let Some(filter) = filter.map(str::to_lowercase) {
            models.retain(|model| {
                model.id.to_lowercase().contains(&filter) || model.name.to_lowercase().contains(&filter)
            });
        }
        Ok(ModelChoice { models, chosen: self.chosen_model(account, usual).await? })
    }

    /// The model that answers next; `None` is "auto".
    pub async fn chosen_model(&self, account: AccountId, usual: bool) -> Result<Option<String>, ChatError> {
        if !usual && let Some(current) = self.store.find_current(account).await? {
            return Ok(current.model);
        }
        Ok(Preferences::of(&*self.accounts.find(account).await?).model)
    }

    /// Chooses by the key of a button; an empty one is "auto". Gives the model's id, or `None` for "auto".
    pub async fn pick_model(
        &self,
        account: AccountId,
        usual: bool,
        key: &str,
    ) -> Result<Option<String>, ChatError> {
        let picked = match key {
            "" => None,
            key => {
                let models = self.offered_models().await?;
                let model = models.into_iter().find(|model| model_key(&model.id) == key);
                Some(model.ok_or(ChatError::NoModel)?.id)
            }
        };
        match self.store.find_current(account).await? {
            Some(current) if !usual => {
                let mut tx = self.db.begin().await?;
                self.store.set_model(&mut tx, account, current.id, picked.as_deref()).await?;
                tx.commit().await?;
            }
            _ => {
                let value = picked.as_deref().unwrap_or_default();
                self.accounts.set_preference(account, Preferences::MODEL, value).await?;
            }
        }
        Ok(picked)
    }

    /// Whether a model looks at pictures; `None` asks about "auto".
    pub async fn sees(&self, model: Option<&str>) -> bool {
        let Ok(models) = self.offered_models().await else { return false };
        match model {
            Some(id) => models.iter().any(|model| model.id == id && model.sees),
            None => models.first().is_some_and(|model| model.sees),
        }
    }

    async fn offered_models(&self) -> Result<Vec<ModelInfo>, ChatError> {
        let listed = self.model.models().await;
        if self.offered.is_empty() {
            return Ok(listed?);
        }
        // The operator's list stands, whatever the provider says; it only adds what it knows.
        let listed = listed.unwrap_or_default();
        let offered = self.offered.iter().map(|id| {
            listed.iter().find(|model| model.id == *id).cloned().unwrap_or_else(|| ModelInfo {
                id: id.clone(),
                name: id.clone(),
                context_tokens: None,
                sees: false,
                free: false,
                prices: None,
            })
        });
        Ok(offered.collect())
    }
}

/// What stands for a model on a button: ids are longer than 64 bytes allow.
pub fn model_key(id: &str) -> String {
    hex::encode(&Sha256::digest(id)[..KEY_BYTES])
}
