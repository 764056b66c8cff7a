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
