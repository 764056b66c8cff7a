//! The bytes of an answer and the waits between them: how long for the first, how long for the next.
//! It looks at no content.

use std::time::Duration;

use bytes::Bytes;
use futures::{Stream, stream};
use reqwest::Response;
use tokio::time::{Instant, timeout, timeout_at};

use super::send::transport;
use crate::providers::{ErrorKind, ProviderError};

struct Incoming {
    response: Option<Response>,
    /// When the first byte is due; taken when it came.
    deadline: Option<Instant>,
    idle: Duration,
}

/// Chunks as they come; an error is the last of them.
pub(super) fn chunks(
    response: Response,
    deadline: Instant,
    idle: Duration,
) -> impl Stream<Item = Result<Bytes, ProviderError>> + Send {
    let incoming = Incoming { response: Some(response), deadline: Some(deadline), idle };
    stream::unfold(incoming, |mut incoming| async move {
        let chunk = incoming.next().await?;
        if chunk.is_err() {
            incoming.response = None;
        }
        Some((chunk, incoming))
    })
}

impl Incoming {
    async fn next(&mut self) -> Option<Result<Bytes, ProviderError>> {
        let response = self.response.as_mut()?;
        let read = match self.deadline {
            Some(deadline) => timeout_at(deadline, response.chunk()).await,
            None => timeout(self.idle, response.chunk()).await,
        };
        match read {
            Err(_) => Some(Err(self.late())),
            Ok(Err(error)) => Some(Err(broken(&error))),
            Ok(Ok(Some(chunk))) => {
                self.deadline = None;
                Some(Ok(chunk))
            }
            Ok(Ok(None)) => None,
        }
    }

    fn late(&self) -> ProviderError {
        if self.deadline.is_some() {
            return ProviderError::new(ErrorKind::Busy { retry_after: None }, "no first byte in time");
        }
        ProviderError::new(ErrorKind::Stalled, "no byte for the idle time")
    }
}

/// The connection broke in the middle of an answer, whatever it is called below.
fn broken(error: &reqwest::Error) -> ProviderError {
    ProviderError::new(ErrorKind::Broken, transport(error).detail())
}
