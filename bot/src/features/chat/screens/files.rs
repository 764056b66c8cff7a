//! What the chat offers to do with a file.

use crate::{
    domain::Lang,
    telegram::{nav, screen::Screen},
    tr,
};

/// The label of the button under a file.
pub fn ask_about_label(lang: Lang) -> String {
    tr!(lang, "chat-file-ask-button")
}

/// The question for words about a file.
pub fn ask_about(lang: Lang) -> Screen {
    let waiting = nav::waiting(lang, tr!(lang, "chat-file-waiting"));
    Screen::new(format!("{}\n\n{waiting}", tr!(lang, "chat-file-text"))).keyboard(nav::home_only(lang))
}

/// What was sent could not be taken up.
pub fn not_gathered(lang: Lang) -> Screen {
    Screen::new(tr!(lang, "chat-not-gathered-text")).keyboard(nav::home_only(lang))
}
