//! From a response to the stream of its deltas, whether the server streams or answers at once.
//! Dropping the stream drops the response, and with it the connection.

use std::collections::VecDeque;
use std::time::Duration;

use bytes::Bytes;
use futures::Stream;
use futures::stream::{self, BoxStream, StreamExt as _};
use reqwest::Response;
use tokio::time::{Instant, timeout};

use super::bytes_in;
use super::decoder::{self, Decoder};
use super::sse::Events;
use crate::providers::{Delta, ErrorKind, Prices, ProviderError};

/// How long usage is waited for after the model has finished.
const AFTERWORD: Duration = Duration::from_secs(2);
/// The longest answer that may come in one piece, in bytes.
const WHOLE_LIMIT: usize = 8 * 1024 * 1024;

type Chunk = Result<Bytes, ProviderError>;
type Piece = Result<Delta, ProviderError>;

/// The deltas of an answer; `deadline` is for its first byte.
pub(super) fn deltas(
    response: Response,
    deadline: Instant,
    idle: Duration,
    prices: Option<Prices>,
) -> impl Stream<Item = Piece> + Send + 'static {
    let chunks = bytes_in::chunks(response, deadline, idle).fuse().boxed();
    stream::once(read(chunks, prices)).flatten()
}

/// Looks at the first byte that says anything: `{` begins an answer in one piece, all else is events.
async fn read(mut chunks: BoxStream<'static, Chunk>, prices: Option<Prices>) -> BoxStream<'static, Piece> {
    let mut head = Vec::new();
    while let Some(chunk) = chunks.next().await {
        match chunk {
            Ok(chunk) => head.extend_from_slice(&chunk),
            Err(error) => return stream::once(async { Err(error) }).boxed(),
        }
        match head.iter().find(|byte| !byte.is_ascii_whitespace()) {
            None => {}
            Some(b'{' | b'[') => return one_piece(head, chunks, prices).await,
            Some(b'<') => return page(&head),
            Some(_) => break,
        }
    }
    let head = stream::iter([Ok(Bytes::from(head))]);
    from_events(head.chain(chunks), prices).boxed()
}

async fn one_piece(
    mut body: Vec<u8>,
    mut chunks: BoxStream<'static, Chunk>,
    prices: Option<Prices>,
) -> BoxStream<'static, Piece> {
    let mut error = None;
    while let Some(chunk) = chunks.next().await {
        match chunk {
            Ok(chunk) if body.len() + chunk.len() <= WHOLE_LIMIT => body.extend_from_slice(&chunk),
            Ok(_) => error = Some(ProviderError::new(ErrorKind::Broken, "an answer too long to read")),
            Err(broken) => error = Some(broken),
        }
        if error.is_some() {
            break;
        }
    }
    let mut out = Vec::new();
    let text = String::from_utf8_lossy(&body);
    let read = error.map_or_else(|| decoder::whole(&text, prices, &mut out), Err);
    stream::iter(out.into_iter().map(Ok).chain(read.err().map(Err))).boxed()
}

/// A web page where an answer should be: a wrong address or something in between.
fn page(head: &[u8]) -> BoxStream<'static, Piece> {
    let error = ProviderError::new(ErrorKind::Broken, String::from_utf8_lossy(head));
    stream::once(async { Err(error) }).boxed()
}

/// The deltas in a stream of bytes, however it is cut.
pub(super) fn from_events(
    chunks: impl Stream<Item = Chunk> + Send + 'static,
    prices: Option<Prices>,
) -> impl Stream<Item = Piece> + Send + 'static {
    let reader = Reader {
        chunks: chunks.boxed(),
        events: Events::default(),
        decoder: Decoder::new(prices),
        out: VecDeque::new(),
        over: false,
    };
    stream::unfold(reader, |mut reader| async move {
        let piece = reader.next().await?;
        Some((piece, reader))
    })
}

struct Reader {
    chunks: BoxStream<'static, Chunk>,
    events: Events,
    decoder: Decoder,
    out: VecDeque<Piece>,
    over: bool,
}

impl Reader {
    async fn next(&mut self) -> Option<Piece> {
        while self.out.is_empty() && !self.over {
            let mut deltas = Vec::new();
            let read = self.read(&mut deltas).await;
            self.out.extend(deltas.into_iter().map(Ok));
            if let Err(error) = read {
                self.over = true;
                self.out.push_back(Err(error));
            }
        }
        self.out.pop_front()
    }

    /// Reads one chunk, or the end.
    async fn read(&mut self, out: &mut Vec<Delta>) -> Result<(), ProviderError> {
        let chunk = if self.decoder.has_finished() {
            // After the end nothing can break the answer any more.
            timeout(AFTERWORD, self.chunks.next()).await.ok().flatten().and_then(Result::ok)
        } else {
            self.chunks.next().await.transpose()?
        };
        let mut events = Vec::new();
        match &chunk {
            Some(chunk) => self.events.push(chunk, &mut events)?,
            None => self.events.end(&mut events)?,
        }
        for event in events {
            let read = self.decoder.event(&event, out);
            if !self.decoder.has_finished() {
                read?;
            }
        }
        if chunk.is_none() || self.decoder.is_done() {
            self.over = true;
            self.decoder.end(out)?;
        }
        Ok(())
    }
}
