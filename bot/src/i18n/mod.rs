//! Words in every language: Fluent messages by key, and how numbers, times and lists are written.
//! It knows no screen and no feature, and it never fails: a message that is missing yields its key.
//!
//! Messages stand in `locales/{en,ru}/*.ftl`; a house test compares the languages with each other and
//! with the keys that the code asks for. Only screens and the command menu call [`tr!`](crate::tr).

mod args;
mod bundles;
pub mod format;

pub use args::{Arg, Args};

use crate::domain::Lang;

/// The message `key` (or its attribute, as `key.attribute`) in a language, as a `String`.
///
/// Arguments are text, integers (written with the language's separators and choosing its plural form),
/// `f64` and `bool` (which selectors see as `yes` and `no`). Numbers that are names, as years and ids,
/// are handed over as text.
///
/// ```
/// use atelier::{domain::Lang, tr};
/// assert_eq!(tr!(Lang::En, "common-back-half"), "‹ Back");
/// assert_eq!(tr!(Lang::Ru, "common-page-third", page = 2, pages = 1250), "2 из 1\u{202f}250");
/// ```
#[macro_export]
macro_rules! tr {
    ($lang:expr, $key:expr $(,)?) => {
        $crate::i18n::text($lang, $key, &$crate::i18n::Args::default())
    };
    ($lang:expr, $key:expr, $($name:ident = $value:expr),+ $(,)?) => {
        $crate::i18n::text($lang, $key, &$crate::i18n::Args::default()$(.with(stringify!($name), $value))+)
    };
}

pub use crate::tr;

/// The message `key` with its arguments; what [`tr!`](crate::tr) expands to.
///
/// A message that a language lacks is taken from English; a key that no language has is returned as it is.
pub fn text(lang: Lang, key: &str, args: &Args<'_>) -> String {
    bundles::find(lang, key, args).unwrap_or_else(|| unknown(lang, key))
}

fn unknown(lang: Lang, key: &str) -> String {
    tracing::error!(key, lang = lang.tag(), "message is unknown");
    key.to_owned()
}

#[cfg(test)]
mod tests;
