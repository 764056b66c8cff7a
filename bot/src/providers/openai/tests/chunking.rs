//! However the network cuts the bytes, the deltas are the same.

use std::fmt::Write as _;

use bytes::Bytes;
use futures::{Stream, StreamExt as _, stream};
use proptest::prelude::*;
use serde_json::json;

use super::{split, text};
use crate::providers::openai::stream::from_events;
use crate::providers::{Delta, ProviderError};

/// The stream of an answer of these words, with every kind of line there is.
fn wire(words: &[String], end: &str) -> Vec<u8> {
    let mut wire = format!(": OPENROUTER PROCESSING{end}{end}");
    for word in words {
        let chunk = json!({ "choices": [{ "delta": { "content": word } }] });
        let _ = write!(wire, "event: m{end}data: {chunk}{end}{end}");
    }
    let finish = json!({ "choices": [{ "delta": {}, "finish_reason": "stop" }] });
    let _ = write!(wire, "data: {finish}{end}{end}data:{end}data: [DONE]{end}{end}");
    wire.into_bytes()
}

fn pieces(bytes: &[u8], cuts: &[usize]) -> Vec<Bytes> {
    let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut % (bytes.len() + 1)).collect();
    cuts.extend([0, bytes.len()]);
    cuts.sort_unstable();
    cuts.windows(2).map(|pair| Bytes::copy_from_slice(&bytes[pair[0]..pair[1]])).collect()
}

fn read(
    chunks: impl Stream<Item = Result<Bytes, ProviderError>> + Send + 'static,
) -> (Vec<Delta>, Option<ProviderError>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    split(runtime.block_on(from_events(chunks, None).collect()))
}

proptest! {
    #[test]
    fn any_split_gives_the_same_answer(
        words in prop::collection::vec(r"[a-zа-я👍\n \u{2028}<]{1,6}", 1..8),
        cuts in prop::collection::vec(any::<usize>(), 0..40),
        end in prop::sample::select(vec!["\n", "\r\n", "\r"]),
    ) {
        let bytes = wire(&words, end);
        let chunks = stream::iter(pieces(&bytes, &cuts)).map(Ok);
        let (deltas, error) = read(chunks);
        prop_assert_eq!(error, None);
        prop_assert_eq!(text(&deltas), words.concat());
        let whole = stream::iter([Ok(Bytes::from(bytes))]);
        let (at_once, _) = read(whole);
        prop_assert_eq!(deltas, at_once);
    }
}
