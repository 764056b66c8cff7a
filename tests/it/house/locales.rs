//! The words: the same messages in every language, each used, each with what it needs, each fitting where it stands.
//! Whether they read well is for people; `docs/STYLE.md` tells them how.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    messages::{self, Message, Messages},
    sources::{self, Source},
    tokens::{self, Translation},
};

/// Widths by the ending of a key (UX, principle 6), and what Telegram allows for the rest.
const LIMITS: [(&str, usize); 10] = [
    ("-button", 30),
    ("-half", 18),
    ("-third", 12),
    ("-quarter", 8),
    ("-toast", 60),
    ("-alert", 200),
    ("-command", 60),
    ("-profile-name", 64),
    ("-profile-about", 120),
    ("-profile-description", 512),
];
/// Endings of labels: no full stop, and the first letter a capital.
const LABELS: [&str; 4] = ["-button", "-half", "-third", "-quarter"];
/// Endings by which a string in the code is known to be a key.
const KEYS: [&str; 9] =
    ["-button", "-half", "-third", "-quarter", "-toast", "-alert", "-command", "-text", "-waiting"];

/// The signs of the product (UX, part 1), and the punctuation of both languages.
const SIGNS: &str = "🏠💬🎨🏷📖🗺⚙❓🛟🪙⭐👑🎁✅⏳⚠🔔👀▶⏹🔄➕✏🔍📤📎🗑↩⋯👤🎭🧠🔊🎙⏰🔖🖌🖼🔒🌐📊‹›«»●○☑☐♥♡▾▰▱▍✓•+−\
     “”„’—–…·×°\u{a0}\u{202f}\u{fe0f}";

/// What stands in the wrong place in a language, and what belongs there.
const SLIPS: [(&str, &str, &str); 14] = [
    ("", "...", "…"),
    ("", "  ", "one space"),
    ("", " ,", ","),
    ("", "(s)", "a selector"),
    ("en", "\"", "“ and ”"),
    ("ru", "\"", "« and »"),
    ("ru", " - ", "—"),
    ("ru", "“", "«"),
    ("ru", "пришлет", "пришлёт"),
    ("ru", "еще", "ещё"),
    ("ru", "придет", "придёт"),
    ("ru", "найдет", "найдёт"),
    ("ru", "идет", "идёт"),
    ("ru", "берет", "берёт"),
];

fn all(lang: &str) -> Messages {
    messages::of(&sources::files(&format!("locales/{lang}"), |_| true))
}

/// What the languages say differently: messages, arguments, choices.
fn imbalances(english: &Messages, russian: &Messages) -> Vec<String> {
    let mut found = Vec::new();
    let keys: BTreeSet<_> = english.keys().chain(russian.keys()).collect();
    for key in keys {
        match (english.get(key), russian.get(key)) {
            (Some(_), None) => found.push(format!("{key}: missing in ru")),
            (None, Some(_)) => found.push(format!("{key}: missing in en")),
            (Some(en), Some(ru)) => {
                let (here, there) = (messages::needs(english, en), messages::needs(russian, ru));
                if here != there {
                    found.push(format!("{key}: arguments differ: {here:?} and {there:?}"));
                }
                if en.choices != ru.choices {
                    found.push(format!("{key}: choices differ: {:?} and {:?}", en.choices, ru.choices));
                }
                if en.file != ru.file {
                    found.push(format!("{key}: in different files"));
                }
            }
            (None, None) => {}
        }
    }
    found
}

/// What a message says that it should not, in one language.
fn slips(lang: &str, all: &Messages) -> Vec<String> {
    let mut found = Vec::new();
    for (key, message) in all {
        let feature = key.split(['-', '.']).next().unwrap_or_default();
        if feature != message.file {
            found.push(format!("{lang} {key}: stands in {}.ftl", message.file));
        }
        for written in messages::written(all, message) {
            found.extend(
                slips_of(lang, key, &written).into_iter().map(|slip| format!("{lang} {key}: {slip}")),
            );
        }
    }
    found
}

fn slips_of(lang: &str, key: &str, written: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (_, slip, right) in SLIPS.iter().filter(|(only, ..)| only.is_empty() || *only == lang) {
        if written.contains(slip) {
            found.push(format!("{slip:?} instead of {right}: {written:?}"));
        }
    }
    let strange = |char: &char| !char.is_alphanumeric() && !char.is_ascii() && !SIGNS.contains(*char);
    found.extend(written.chars().filter(strange).map(|sign| format!("the sign {sign} is not ours")));
    if let Some((_, limit)) = LIMITS.iter().find(|(ending, _)| key.ends_with(ending))
        && atelier::domain::shorten(written, *limit) != written
    {
        found.push(format!("longer than {limit}: {written:?}"));
    }
    if LABELS.iter().any(|ending| key.ends_with(ending)) {
        let first = written.chars().find(|char| char.is_alphabetic());
        if first.is_some_and(|first| first.is_lowercase() && first != messages::FILLING) {
            found.push(format!("begins with a small letter: {written:?}"));
        }
        if written.ends_with('.') {
            found.push(format!("ends with a full stop: {written:?}"));
        }
    }
    found
}

/// Keys that the code asks for and nobody wrote, and arguments that do not agree.
fn misuses(all: &Messages, path: &str, calls: &[Translation], literals: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    for call in calls {
        let Some(message) = all.get(&call.key) else {
            found.push(format!("{path}: there is no message {}", call.key));
            continue;
        };
        let needed = messages::needs(all, message);
        let given: BTreeSet<_> = call.arguments.iter().cloned().collect();
        for name in needed.symmetric_difference(&given) {
            let what = if given.contains(name) { "does not know" } else { "lacks" };
            found.push(format!("{path}: {} {what} ${name}", call.key));
        }
    }
    let files: BTreeSet<&str> = all.values().map(|message| message.file.as_str()).collect();
    let is_key = |text: &&String| {
        let feature = text.split('-').next().unwrap_or_default();
        files.contains(feature) && KEYS.iter().any(|ending| text.ends_with(ending)) && !text.contains(' ')
    };
    let strange = literals.iter().filter(is_key).filter(|text| !all.contains_key(*text));
    found.extend(strange.map(|text| format!("{path}: there is no message {text}")));
    found
}

/// Messages that nothing asks for, of the files whose feature exists.
fn unused(all: &Messages, literals: &BTreeSet<String>, is_built: impl Fn(&str) -> bool) -> Vec<String> {
    let referenced: BTreeSet<&String> = all.values().flat_map(|message| &message.references).collect();
    let unused = all.iter().filter(|(key, message)| {
        !literals.contains(*key) && !referenced.contains(*key) && is_built(&message.file)
    });
    unused.map(|(key, _)| format!("{key}: nothing asks for it")).collect()
}

/// Files whose feature is not there yet wait for it; common words wait for the last of them.
fn is_built(file: &str) -> bool {
    let folder = match file {
        "format" => "i18n".to_owned(),
        "common" => "features/home".to_owned(),
        feature => format!("features/{feature}"),
    };
    sources::root().join("bot/src").join(folder).join("mod.rs").exists()
}

fn code() -> Vec<Source> {
    let mut sources = sources::product();
    // Its fixtures have keys of their own.
    sources.retain(|source| source.path != "bot/src/i18n/tests.rs");
    sources
}

#[test]
fn the_languages_say_the_same() {
    sources::none(imbalances(&all("en"), &all("ru")));
}

#[test]
fn words_follow_the_style_and_fit() {
    for lang in ["en", "ru"] {
        sources::none(slips(lang, &all(lang)));
    }
}

#[test]
fn the_code_asks_for_what_is_there() {
    let messages = all("en");
    let faults = code().into_iter().flat_map(|source| {
        let found = tokens::of(&source.text);
        misuses(&messages, &source.path, &found.translations, &found.literals)
    });
    sources::none(faults.filter(|fault| !fault.contains("no-such-")).collect());
}

#[test]
fn every_message_is_asked_for() {
    let literals = code().iter().flat_map(|source| tokens::of(&source.text).literals).collect();
    sources::none(unused(&all("en"), &literals, is_built));
}

fn parsed(text: &str) -> Messages {
    messages::of(&[Source { path: "locales/en/a.ftl".to_owned(), text: text.to_owned() }])
}

#[test]
fn a_message_that_differs_is_found() {
    let english = parsed("a-b = { $x }\na-c = c\na-d = { $n ->\n [one] 1\n *[other] n\n}\na-e = { a-b }");
    let russian = parsed("a-b = { $y }\na-d = { $n ->\n [one] 1\n [few] 2\n *[many] n\n}\na-e = { $x }");
    assert_eq!(
        imbalances(&english, &russian),
        ["a-b: arguments differ: {\"x\"} and {\"y\"}", "a-c: missing in ru",]
    );
    let english = parsed("a-b = { $k ->\n [photo] p\n *[other] o\n}");
    let russian = parsed("a-b = { $k ->\n [video] p\n *[other] o\n}");
    assert_eq!(imbalances(&english, &russian).len(), 1);
}

#[test]
fn a_slip_of_the_pen_is_found() {
    for (lang, text, expected) in [
        ("en", "a-b = one  two", "one space"),
        ("ru", "a-b = раз...", "…"),
        ("ru", "a-b = еще раз", "ещё"),
        ("ru", "a-b = \"раз\"", "« and »"),
        ("en", "a-x-button = A label that is a good deal longer", "longer than 30"),
        ("en", "a-x-third = ▶ { $title } and more", "longer than 12"),
        ("en", "a-x-half = Open it.", "full stop"),
        ("en", "a-x-half = 🏠 home", "small letter"),
        ("en", "a-x-half = 🦄 Home", "is not ours"),
        ("en", "b-x = text", "stands in a.ftl"),
        ("en", "a-b = { $n ->\n [one] fine\n *[other] not  fine\n}", "one space"),
    ] {
        let found = slips(lang, &parsed(text)).join("\n");
        assert!(found.contains(expected), "{text}: {found}");
    }
    let fine = "a-b = “Well”, 5 °C — { $n }…\na-x-half = { $time } · { $place }\na-y-third = ‹ Back";
    assert_eq!(slips("en", &parsed(fine)), Vec::<String>::new());
}

#[test]
fn a_misuse_is_found() {
    let all = parsed("a-b = { $x } { a-c }\na-c = { $y }\na-d-text = d");
    let check = |code: &str| {
        let found = tokens::of(code);
        misuses(&all, "x.rs", &found.translations, &found.literals)
    };
    assert_eq!(check("tr!(l, \"a-b\", x = 1, y = 2)"), Vec::<String>::new());
    assert_eq!(check("tr!(l, \"a-b\", x = 1, z = 2)"), ["x.rs: a-b lacks $y", "x.rs: a-b does not know $z"]);
    assert_eq!(check("tr!(l, \"a-z\")"), ["x.rs: there is no message a-z"]);
    assert_eq!(
        check("const K: [&str; 2] = [\"a-e-text\", \"a-d-text\"];"),
        ["x.rs: there is no message a-e-text"]
    );
    let literals = BTreeSet::from(["a-b".to_owned()]);
    assert_eq!(unused(&all, &literals, |_| true), ["a-d-text: nothing asks for it"]);
    assert_eq!(unused(&all, &literals, |_| false), Vec::<String>::new());
}

#[test]
fn attributes_are_messages_of_their_own() {
    let all: BTreeMap<String, Message> = parsed("a-b = b\n    .alt = { $x }");
    assert_eq!(all.keys().collect::<Vec<_>>(), ["a-b", "a-b.alt"]);
}
