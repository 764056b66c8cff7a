//! Hands an answer out word by word, at the pace of someone who writes.
//! It changes no word; joined together, the pieces are the answer.

use std::time::Duration;

use futures::{Stream, stream};
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use tokio::time::sleep;

use super::text;
use crate::providers::{ChatMessage, ChatRequest, Delta, FinishReason, MicroDollars, ProviderError};

/// How long a word takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    pub shortest: Duration,
    pub longest: Duration,
}

impl Default for Pace {
    /// 30 to 60 ms a word.
    fn default() -> Self {
        Self { shortest: Duration::from_millis(30), longest: Duration::from_millis(60) }
    }
}

impl Pace {
    /// Everything at once: for tests.
    pub const NONE: Self = Self { shortest: Duration::ZERO, longest: Duration::ZERO };

    /// The answer as deltas, cut where the request says.
    pub(super) fn stream(
        self,
        request: &ChatRequest,
        answer: &str,
    ) -> impl Stream<Item = Result<Delta, ProviderError>> + Send + 'static {
        let most =
            request.max_tokens.map_or(usize::MAX, |tokens| usize::try_from(tokens).unwrap_or(usize::MAX));
        let mut words: Vec<String> = text::words_with_space(answer).map(str::to_owned).collect();
        let whole = words.len() <= most;
        words.truncate(most);
        let end = [usage(request, words.len()), Delta::Finished(reason(whole))];
        let deltas = words.into_iter().map(Delta::Text).chain(end);
        let rng = StdRng::seed_from_u64(text::hash(answer));
        stream::unfold((deltas, rng), move |(mut deltas, mut rng)| async move {
            let delta = deltas.next()?;
            if matches!(delta, Delta::Text(_)) {
                self.wait(&mut rng).await;
            }
            Some((Ok(delta), (deltas, rng)))
        })
    }

    async fn wait(self, rng: &mut StdRng) {
        let wait = rng.random_range(self.shortest..=self.longest.max(self.shortest));
        if !wait.is_zero() {
            sleep(wait).await;
        }
    }
}

const fn reason(whole: bool) -> FinishReason {
    if whole { FinishReason::Stop } else { FinishReason::Length }
}

/// The talker's own measure: a word is a token.
fn usage(request: &ChatRequest, words: usize) -> Delta {
    let texts = request.messages.iter().map(ChatMessage::text);
    let prompt: usize = texts.map(|text| text.split_whitespace().count()).sum();
    Delta::Usage {
        prompt_tokens: u32::try_from(prompt).unwrap_or(u32::MAX),
        completion_tokens: u32::try_from(words).unwrap_or(u32::MAX),
        cost: Some(MicroDollars(0)),
    }
}
