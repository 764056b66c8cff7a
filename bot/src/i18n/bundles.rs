//! The Fluent bundles: one per language, made from the embedded files on first use.
//! It decides nothing about wording; a file that cannot be read is reported and left out.

use std::sync::LazyLock;

use fluent_bundle::{FluentResource, FluentValue, concurrent::FluentBundle, types::FluentNumber};
use intl_memoizer::concurrent::IntlLangMemoizer;
use unic_langid::{LanguageIdentifier, langid};

use super::{Args, format};
use crate::domain::Lang;

pub(super) type Bundle = FluentBundle<FluentResource>;

macro_rules! sources {
    ($lang:literal: $($file:literal)*) => {
        &[$(($file, include_str!(concat!("../../../locales/", $lang, "/", $file, ".ftl")))),*]
    };
}

/// The files of a language: name and contents. A test compares the list with the folder.
pub(super) const fn sources(lang: Lang) -> &'static [(&'static str, &'static str)] {
    match lang {
        Lang::En => sources!("en": "account" "admin" "billing" "chat" "common" "format" "groups" "home"),
        Lang::Ru => sources!("ru": "account" "admin" "billing" "chat" "common" "format" "groups" "home"),
    }
}

static EN: LazyLock<Bundle> = LazyLock::new(|| build(Lang::En, sources(Lang::En)));
static RU: LazyLock<Bundle> = LazyLock::new(|| build(Lang::Ru, sources(Lang::Ru)));

/// The message `key`, or an attribute as `key.attribute`, in a language or else in English.
pub(super) fn find(lang: Lang, key: &str, args: &Args<'_>) -> Option<String> {
    match lang {
        Lang::En => find_in([&*EN], key, args),
        Lang::Ru => find_in([&*RU, &*EN], key, args),
    }
}

/// The message in the first of these bundles that has it.
pub(super) fn find_in<'a>(
    bundles: impl IntoIterator<Item = &'a Bundle>,
    key: &str,
    args: &Args<'_>,
) -> Option<String> {
    bundles.into_iter().find_map(|bundle| find_one(bundle, key, args))
}

fn find_one(bundle: &Bundle, key: &str, args: &Args<'_>) -> Option<String> {
    let (message, attribute) = match key.split_once('.') {
        Some((message, attribute)) => (message, Some(attribute)),
        None => (key, None),
    };
    let message = bundle.get_message(message)?;
    let pattern = match attribute {
        Some(name) => message.get_attribute(name)?.value(),
        None => message.value()?,
    };
    let mut faults = Vec::new();
    let text = bundle.format_pattern(pattern, Some(args.fluent()), &mut faults).into_owned();
    if !faults.is_empty() {
        tracing::error!(key, ?faults, "message lacks an argument");
    }
    Some(text)
}

/// A bundle of these files, each with its name.
pub(super) fn build(lang: Lang, sources: &[(&str, &str)]) -> Bundle {
    let tag: LanguageIdentifier = match lang {
        Lang::En => langid!("en"),
        Lang::Ru => langid!("ru"),
    };
    let mut bundle = Bundle::new_concurrent(vec![tag]);
    // Otherwise Telegram shows U+2068 and U+2069 around every argument.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(match lang {
        Lang::En => write_en,
        Lang::Ru => write_ru,
    }));
    for (file, text) in sources {
        let resource = FluentResource::try_new((*text).to_owned()).unwrap_or_else(|(resource, faults)| {
            tracing::error!(lang = lang.tag(), file, ?faults, "locale file has unreadable messages");
            resource
        });
        if let Err(faults) = bundle.add_resource(resource) {
            tracing::error!(lang = lang.tag(), file, ?faults, "locale file repeats messages");
        }
    }
    bundle
}

fn write_en(value: &FluentValue<'_>, _: &IntlLangMemoizer) -> Option<String> {
    write_number(Lang::En, value)
}

fn write_ru(value: &FluentValue<'_>, _: &IntlLangMemoizer) -> Option<String> {
    write_number(Lang::Ru, value)
}

fn write_number(lang: Lang, value: &FluentValue<'_>) -> Option<String> {
    match value {
        FluentValue::Number(FluentNumber { value, .. }) => Some(format::decimal(lang, *value, 2)),
        _ => None,
    }
}
