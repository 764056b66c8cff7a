//! Ports to AI services and the adapters behind them: what may be asked, what may come back, what may go wrong.
//! It knows no feature, no screen and no price list, and it never writes a prompt of its own.

pub mod chat;
mod error;
mod http_client;
pub mod local;
pub mod openai;
pub mod prompts;
pub mod resilience;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod tokens;

pub use chat::{
    AnswerStream, ChatMessage, ChatModel, ChatRequest, Delta, FinishReason, JsonSchema, MicroDollars,
    ModelInfo, Part, Prices, Role, ToolSpec,
};
pub use error::{ErrorKind, ProviderError};
pub use http_client::http_client;
