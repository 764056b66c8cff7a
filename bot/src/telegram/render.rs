//! Screens as text, for snapshots that read like the phone. It also holds every screen against the rules of UX,
//! part 1: how wide rows are, how many there are, how many buttons stand out.

use std::fmt::Write as _;

use super::{
    keyboard::{Action, Button, Keyboard, Style},
    screen::{MediaSource, Screen},
    text::{CAPTION_LIMIT, MESSAGE_LIMIT},
};
use crate::domain::{Lang, graphemes};

/// Most rows of buttons on a screen: eight, and the last row.
const ROWS: usize = 10;

/// Screens by name, each in every language.
#[derive(Default)]
pub struct Gallery(String);

impl Gallery {
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a screen.
    #[must_use]
    pub fn show(self, name: &str, screen: impl Fn(Lang) -> Screen) -> Self {
        self.show_all(name, |lang| vec![screen(lang)])
    }

    /// Adds several messages that come together.
    #[must_use]
    pub fn show_all(mut self, name: &str, screens: impl Fn(Lang) -> Vec<Screen>) -> Self {
        let _ = writeln!(self.0, "━━━ {name}");
        for lang in Lang::ALL {
            for screen in screens(lang) {
                check(name, &screen);
                let _ = writeln!(self.0, "─── {}\n{}", lang.tag(), written(&screen));
            }
        }
        self
    }

    pub fn into_text(self) -> String {
        self.0
    }
}

fn written(screen: &Screen) -> String {
    let mut text = String::new();
    if let Some(media) = &screen.media {
        let (MediaSource::Blob(place) | MediaSource::FileId(place)) = &media.source;
        let _ = writeln!(text, "({:?} {} from {place})", media.kind, media.file_name);
    }
    if let Some(invoice) = &screen.invoice {
        let _ = writeln!(text, "(⭐ {} for “{}”)\n{}", invoice.stars, invoice.title, invoice.about);
        assert!(
            graphemes(&invoice.title) <= 32 && graphemes(&invoice.about) <= 255,
            "an invoice of too many words"
        );
    }
    if !screen.text.is_empty() {
        let _ = writeln!(text, "{}", shortened(&screen.text.text));
    }
    for row in &screen.keyboard.rows {
        let buttons: Vec<_> = row.iter().map(button).collect();
        let _ = writeln!(text, "{}", buttons.join(" "));
    }
    text
}

/// A text of thousands of characters is known by its ends.
fn shortened(text: &str) -> String {
    let signs: Vec<char> = text.chars().collect();
    if signs.len() <= 1_500 {
        return text.to_owned();
    }
    let (head, tail) = (&signs[..80], &signs[signs.len() - 80..]);
    format!("{} [{} signs] {}", head.iter().collect::<String>(), signs.len(), tail.iter().collect::<String>())
}

fn button(button: &Button) -> String {
    let mark = match button.style {
        Style::Plain => "",
        Style::Primary => "*",
        Style::Danger => "!",
    };
    let to = match &button.action {
        Action::Tap(data) => data.as_str(),
        Action::Url(to) | Action::Copy(to) => to,
        Action::Pay => "pay",
    };
    format!("[{}]{mark}→{to}", button.label)
}

fn check(name: &str, screen: &Screen) {
    let limit = if screen.media.is_some() { CAPTION_LIMIT } else { MESSAGE_LIMIT };
    assert!(screen.text.len() <= limit, "{name}: {} units of text", screen.text.len());
    let shows = !screen.text.is_empty() || screen.media.is_some() || screen.invoice.is_some();
    assert!(shows, "{name}: nothing to show");
    check_keyboard(name, &screen.keyboard);
}

fn check_keyboard(name: &str, keyboard: &Keyboard) {
    assert!(keyboard.rows.len() <= ROWS, "{name}: {} rows", keyboard.rows.len());
    let buttons: Vec<&Button> = keyboard.rows.iter().flatten().collect();
    let primary = buttons.iter().filter(|button| button.style == Style::Primary).count();
    assert!(primary <= 1, "{name}: {primary} primary buttons");
    for row in &keyboard.rows {
        let widest = [30, 18, 12, 8].get(row.len() - 1).copied().unwrap_or(3);
        for button in row {
            let width = graphemes(&button.label);
            assert!(width <= widest, "{name}: {} signs in “{}”, a row of {}", width, button.label, row.len());
        }
    }
}
