//! Doors: where buttons may lead without knowing the room behind them, and the last row of every screen.

use super::{
    keyboard::{Button, Keyboard},
    screen::Screen,
    tap::TapData,
};
use crate::{domain::Lang, tr};

/// A place in the map that other rooms point at. A test holds each against the tap of its room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    Home,
    Settings,
    Help,
    Language,
    Clock,
    Privacy,
    /// The room of the chat.
    Chat,
    Conversations,
    Models,
    ChatSettings,
    Balance,
    Packs,
    Premium,
}

impl Door {
    pub const ALL: [Self; 13] = [
        Self::Home,
        Self::Settings,
        Self::Help,
        Self::Language,
        Self::Clock,
        Self::Privacy,
        Self::Chat,
        Self::Conversations,
        Self::Models,
        Self::ChatSettings,
        Self::Balance,
        Self::Packs,
        Self::Premium,
    ];

    /// The callback data that opens it.
    pub fn data(self) -> TapData {
        TapData::known(match self {
            Self::Home => "ho:h",
            Self::Settings => "ho:s",
            Self::Help => "ho:?",
            Self::Language => "ac:l",
            Self::Clock => "ac:c",
            Self::Privacy => "ac:p",
            Self::Chat => "ch:r",
            Self::Conversations => "ch:l",
            Self::Models => "ch:m",
            Self::ChatSettings => "ch:p",
            Self::Balance => "bi:b",
            Self::Packs => "bi:p",
            Self::Premium => "bi:m",
        })
    }
}

/// The last row of every screen below a room.
pub fn back_and_home(lang: Lang, back: Door) -> [Button; 2] {
    back_to(lang, back.data())
}

/// The last row of a screen whose parent is a particular one.
pub fn back_to(lang: Lang, back: TapData) -> [Button; 2] {
    [Button::tap(tr!(lang, "common-back-half"), back), home(lang)]
}

/// The last row of a room.
pub fn home_only(lang: Lang) -> Keyboard {
    Keyboard::new().row([home(lang)])
}

/// The button that leads home.
pub fn home(lang: Lang) -> Button {
    Button::tap(tr!(lang, "common-home-half"), Door::Home.data())
}

/// The row that turns pages, if there is more than one. `tap` makes the data of the button for a page; `jump`
/// is where the middle leads.
pub fn pager(lang: Lang, page: u32, pages: u32, tap: impl Fn(u32) -> TapData, jump: TapData) -> Vec<Button> {
    if pages < 2 {
        return Vec::new();
    }
    let middle = tr!(lang, "common-page-third", page = page + 1, pages = pages);
    vec![
        // At the ends the arrows lead round, so that the row never moves.
        Button::tap("‹", tap(page.checked_sub(1).unwrap_or(pages - 1))),
        Button::tap(middle, jump),
        Button::tap("›", tap(if page + 1 < pages { page + 1 } else { 0 })),
    ]
}

/// The last line of a screen that waits for a message.
pub fn waiting(lang: Lang, what: String) -> String {
    tr!(lang, "common-waiting", what = what)
}

/// The question for the number of a page; `back` opens the list.
pub fn which_page(lang: Lang, pages: u32, back: TapData) -> Screen {
    let text = waiting(lang, tr!(lang, "common-page-waiting", pages = pages));
    Screen::new(text).keyboard(Keyboard::new().row(back_to(lang, back)))
}

/// The same, when what was typed is the number of no page.
pub fn no_such_page(lang: Lang, pages: u32, back: TapData) -> Screen {
    let waiting = waiting(lang, tr!(lang, "common-page-waiting", pages = pages));
    let text = format!("{}\n\n{waiting}", tr!(lang, "common-page-unknown", pages = pages));
    Screen::new(text).keyboard(Keyboard::new().row(back_to(lang, back)))
}
