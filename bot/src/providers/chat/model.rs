//! What is known about a model before it is asked.
//! It holds what providers say of themselves; where they are silent, the adapter's guess.

use serde::{Deserialize, Serialize};

/// Millionths of a US dollar.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MicroDollars(pub u64);

/// What a million tokens cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prices {
    pub prompt: MicroDollars,
    pub completion: MicroDollars,
}

impl Prices {
    /// The price of one answer, rounded up to a whole micro-dollar.
    pub fn cost(self, prompt_tokens: u32, completion_tokens: u32) -> MicroDollars {
        let millionths = u64::from(prompt_tokens)
            .saturating_mul(self.prompt.0)
            .saturating_add(u64::from(completion_tokens).saturating_mul(self.completion.0));
        MicroDollars(millionths.div_ceil(1_000_000))
    }
}

/// A model as its provider lists it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelInfo {
    /// What goes into a request.
    pub id: String,
    /// What a person reads.
    pub name: String,
    /// Prompt and answer together, in tokens, where the provider says.
    pub context_tokens: Option<u32>,
    /// Takes images.
    pub sees: bool,
    /// The provider lists it at a price of zero, or it runs here.
    pub free: bool,
    pub prices: Option<Prices>,
}
