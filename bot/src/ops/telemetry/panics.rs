//! Panics in the log: where they were, and their words only where those stand in the source.
//! What a panic formats may hold whatever was in hand: a piece of somebody's message above all.

use std::{any::Any, panic};

/// The words of a panic that were written by whoever wrote the code.
pub fn words(payload: &(dyn Any + Send)) -> &'static str {
    payload.downcast_ref::<&'static str>().copied().unwrap_or("a panic whose words are not told")
}

/// Panics of this process go into its log and nowhere else.
pub(super) fn log() {
    panic::set_hook(Box::new(|panic| {
        let payload = panic.payload();
        let words = payload.downcast_ref::<&'static str>().copied().unwrap_or_default();
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(words, place, "a panic");
    }));
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn only_words_of_the_source_are_told() {
        let payload = std::panic::catch_unwind(|| panic!("as written")).unwrap_err();
        assert_eq!(words(&*payload), "as written");
        let text = String::from("somebody's words");
        let payload = std::panic::catch_unwind(|| panic!("as formatted: {text}")).unwrap_err();
        assert_eq!(words(&*payload), "a panic whose words are not told");
    }
}
