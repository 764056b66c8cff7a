//! The built-in talker: answers without any network, from rules and what was said, and says so when asked.
//! It knows nothing of the world and never pretends to; every answer is computed, none is looked up.

mod calculator;
mod conversation;
mod pace;
mod reader;
mod skills;
mod text;
mod title;
mod turn;
mod words;

#[cfg(test)]
mod tests;

use async_trait::async_trait;

use super::{
    AnswerStream, ChatModel, ChatRequest, ErrorKind, MicroDollars, ModelInfo, Prices, ProviderError,
};
use crate::domain::SharedClock;
pub use pace::Pace;

/// The id of the built-in model.
pub const LOCAL_MODEL: &str = "atelier-demo";
const NAME: &str = "local";
/// What it looks back on, in tokens: enough for any conversation a person has with it.
const CONTEXT: u32 = 32_768;

/// The built-in talker. The same conversation and variation give the same answer.
pub struct LocalTalker {
    clock: SharedClock,
    pace: Pace,
}

impl LocalTalker {
    pub fn new(clock: SharedClock, pace: Pace) -> Self {
        Self { clock, pace }
    }
}

#[async_trait]
impl ChatModel for LocalTalker {
    fn name(&self) -> &str {
        NAME
    }

    fn serves(&self, model: &str) -> bool {
        model == LOCAL_MODEL
    }

    /// # Errors
    /// [`ErrorKind::BadRequest`] where JSON of a shape is asked for: it would have to be invented.
    async fn answer(&self, request: ChatRequest) -> Result<AnswerStream, ProviderError> {
        if request.response_schema.is_some() {
            return Err(ProviderError::new(ErrorKind::BadRequest, "the built-in talker writes no JSON"));
        }
        let text = conversation::answer(&request, self.clock.now());
        Ok(AnswerStream::new(NAME, LOCAL_MODEL, self.pace.stream(&request, &text)))
    }

    async fn models(&self) -> Result<Vec<ModelInfo>, ProviderError> {
        Ok(vec![ModelInfo {
            id: LOCAL_MODEL.to_owned(),
            name: "Atelier demo".to_owned(),
            context_tokens: Some(CONTEXT),
            sees: false,
            free: true,
            prices: Some(Prices { prompt: MicroDollars(0), completion: MicroDollars(0) }),
        }])
    }
}
