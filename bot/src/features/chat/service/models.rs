//! Which models there are, and which one a conversation has.

use super::Chat;
use crate::{
    domain::AccountId,
    features::chat::{
        domain::{Model, ModelChoice, Preferences},
        error::ChatError,
    },
    providers::{ModelInfo, ProviderError},
};

impl Chat {
    /// `usual`: the choice for new conversations; otherwise that of the present one.
    /// `filter` keeps models whose id or name has it.
    pub async fn models(
        &self,
        account: AccountId,
        usual: bool,
        filter: Option<&str>,
    ) -> Result<ModelChoice, ChatError> {
        let chosen = self.chosen_model(account, usual).await?;
        let (mut models, listed) = match self.offered_models().await {
            Ok(models) => (models, true),
            Err(error) => {
                tracing::warn!(kind = error.kind().name(), "the provider lists no models");
                // The present choice goes on being usable, and "auto" is always there.
                (chosen.iter().map(|id| Model::known_by_id(id)).collect(), false)
            }
        };
        models.retain(|model| filter.is_none_or(|typed| model.is_meant_by(typed)));
        Ok(ModelChoice { models, chosen, listed })
    }

    /// The model that answers next; `None` is "auto".
    pub async fn chosen_model(&self, account: AccountId, usual: bool) -> Result<Option<String>, ChatError> {
        if !usual && let Some(current) = self.store.find_current(account).await? {
            return Ok(current.model);
        }
        Ok(self.preferences(account).await?.model)
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
                let models = self.models(account, usual, None).await?.models;
                let model = models.into_iter().find(|model| model.key() == key);
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

    async fn offered_models(&self) -> Result<Vec<Model>, ProviderError> {
        let listed = self.model.models().await;
        if self.offered.is_empty() {
            return Ok(listed?.into_iter().map(model_of).collect());
        }
        // The operator's list stands, whatever the provider says; it only adds what it knows.
        let listed: Vec<Model> = listed.unwrap_or_default().into_iter().map(model_of).collect();
        let known = |id: &String| listed.iter().find(|model| model.id == *id).cloned();
        Ok(self.offered.iter().map(|id| known(id).unwrap_or_else(|| Model::known_by_id(id))).collect())
    }
}

fn model_of(info: ModelInfo) -> Model {
    Model { id: info.id, name: info.name, sees: info.sees }
}
