//! What the desk asks of the program around it.

use async_trait::async_trait;

use super::domain::Vitals;

/// How the program is.
#[async_trait]
pub trait Pulse: Send + Sync {
    /// Within seconds, whatever hangs; what does not answer is left out.
    async fn vitals(&self) -> Vitals;
}
