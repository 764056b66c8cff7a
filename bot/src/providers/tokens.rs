//! How many tokens a text takes, near enough for a context window: o200k, whatever the model.
//! It never waits for its tables: until they are loaded, and for long texts, it estimates upwards.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use tiktoken_rs::CoreBPE;

/// Bytes of a text that are counted; what is longer is measured by this beginning.
const COUNTED: usize = 64 * 1024;
/// Pieces that are encoded at once, in bytes: the time for a word without spaces grows with its square.
const PIECE: usize = 2 * 1024;

static TABLES: OnceLock<Option<CoreBPE>> = OnceLock::new();
static ASKED: AtomicBool = AtomicBool::new(false);

/// Tokens of a text. The first call starts loading the tables (under a second, on a blocking thread) and estimates.
pub fn count(text: &str) -> usize {
    match TABLES.get() {
        Some(Some(tables)) => counted(tables, text),
        Some(None) => estimate(text),
        None => {
            start_loading();
            estimate(text)
        }
    }
}

/// Loads the tables and waits for it: for tests, and for commands that count from the first word.
pub fn load() {
    TABLES.get_or_init(|| tiktoken_rs::o200k_base().ok());
}

/// Once, and only where there is a thread to do it on.
fn start_loading() {
    if let Ok(runtime) = tokio::runtime::Handle::try_current()
        && !ASKED.swap(true, Ordering::Relaxed)
    {
        runtime.spawn_blocking(load);
    }
}

/// A token is 3.5 bytes of English and more than 5 of Russian (`facts/crates.md` 10): this is never too few.
pub fn estimate(text: &str) -> usize {
    text.len().div_ceil(3)
}

fn counted(tables: &CoreBPE, text: &str) -> usize {
    let beginning = &text[..text.floor_char_boundary(COUNTED)];
    let tokens: usize = pieces(beginning).map(|piece| tables.count_ordinary(piece)).sum();
    if beginning.len() == text.len() {
        return tokens;
    }
    (tokens * text.len()).div_ceil(beginning.len())
}

/// The text in pieces, cut before a space where there is one.
fn pieces(mut rest: &str) -> impl Iterator<Item = &str> {
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let most = rest.floor_char_boundary(PIECE);
        let cut = if most == rest.len() {
            most
        } else {
            rest[..most].rfind(' ').filter(|at| *at > 0).unwrap_or(most)
        };
        let (piece, after) = rest.split_at(cut);
        rest = after;
        Some(piece)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_counted_and_estimated_upwards() {
        load();
        assert_eq!(count(""), 0);
        assert_eq!(count("Hello, world!"), 4);
        for text in
            ["The quick brown fox jumps over the lazy dog.", "Съешь же ещё этих мягких французских булок."]
        {
            assert!(count(text) <= estimate(text), "{text}");
            let spaced = format!(" {text}");
            let (counted, exact) = (count(&spaced.repeat(4_000)), count(&spaced) * 4_000);
            assert!(counted.abs_diff(exact) < exact / 50, "{counted} {exact}");
        }
    }

    #[test]
    fn a_word_without_an_end_takes_no_time() {
        load();
        let started = std::time::Instant::now();
        assert!(count(&"a".repeat(1_000_000)) > 1_000);
        assert!(started.elapsed().as_secs() < 2, "{:?}", started.elapsed());
    }
}
