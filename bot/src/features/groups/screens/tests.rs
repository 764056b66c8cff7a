//! Every screen of groups, in both languages.

use std::fmt::Write as _;

use super::*;
use crate::{
    domain::Lang,
    features::groups::domain::{DailyLimit, Manner, Settings, WordFault},
    telegram::screen::Screen,
};

fn shown(screens: &[(&str, &dyn Fn(Lang) -> Screen)]) -> String {
    let mut text = String::new();
    for (name, screen) in screens {
        for lang in Lang::ALL {
            let screen = screen(lang);
            let rows = screen.keyboard.rows.iter().map(|row| {
                row.iter().map(|button| format!("[{}]", button.label)).collect::<Vec<_>>().join(" ")
            });
            let rows: Vec<_> = rows.collect();
            let (lang, words, rows) = (lang.tag(), &screen.text.text, rows.join("\n"));
            let _ = writeln!(text, "── {name} · {lang}\n{words}\n{rows}");
        }
    }
    text
}

#[test]
fn the_settings() {
    let plain = Settings::default();
    let chosen = Settings {
        keyword: Some("Atelier".to_owned()),
        limit: DailyLimit(20),
        manner: Manner::Short,
        own_manner: None,
    };
    let own = Settings { own_manner: Some("like a librarian".to_owned()), ..plain.clone() };
    let view = |settings: &Settings, lang| screens_settings(lang, settings);
    insta::assert_snapshot!(shown(&[
        ("untouched", &|lang| view(&plain, lang)),
        ("chosen", &|lang| view(&chosen, lang)),
        ("own manner", &|lang| view(&own, lang)),
        ("manners", &|lang| manners(lang, &chosen)),
        ("manner too long", &|lang| manner_refused(lang, &plain, WordFault::TooLong { length: 301 })),
        ("keyword", &|lang| ask_keyword(lang, &plain)),
        ("another keyword", &|lang| ask_keyword(lang, &chosen)),
        ("keyword too short", &|lang| keyword_refused(lang, &chosen, WordFault::TooShort)),
        ("limits", &|lang| limits(lang, chosen.limit, chrono_tz::UTC)),
    ]));
}

fn screens_settings(lang: Lang, chosen: &Settings) -> Screen {
    settings(lang, &SettingsView { model: Some("qwen3-32b"), settings: chosen, asked_today: 3 })
}

#[test]
fn what_is_said_beside_answers() {
    let wait = std::time::Duration::from_mins(310);
    insta::assert_snapshot!(shown(&[
        ("arrived", &|lang| arrived(lang, "atelier_bot")),
        ("about", &|lang| about(lang, "atelier_bot", None)),
        ("about, with a keyword", &|lang| about(lang, "atelier_bot", Some("Atelier"))),
        ("called without a question", &|lang| what_to_ask(lang, "atelier_bot")),
        ("privacy", &privacy),
        ("anew", &anew),
        ("spent", &|lang| spent(lang, 50, wait)),
        ("notes", &|lang| Screen::new(format!(
            "{}\n{}\n{}\n{}\n{}",
            spent_note(lang, 50, wait),
            admins_only_note(lang),
            not_yours_note(lang),
            only_private_note(lang),
            settings_note(lang)
        ))),
    ]));
}
