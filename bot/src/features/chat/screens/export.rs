//! A conversation as a file to take away.

use std::fmt::Write as _;

use super::{Reader, markdown_file, title};
use crate::{
    domain::Lang,
    features::chat::domain::{Conversation, Turn},
    i18n::format,
    telegram::screen::Screen,
    tr,
};

/// The file; `key` is where it lies.
pub fn exported(lang: Lang, conversation: &Conversation, turns: &[Turn], key: String) -> Screen {
    let answers = turns.iter().filter(|turn| turn.answer.is_some()).count();
    let title = title(lang, conversation);
    let text = tr!(lang, "chat-export-text", title = title, messages = turns.len() + answers);
    Screen::new(text).media(markdown_file(key, format!("conversation-{}.md", conversation.id.0)))
}

pub fn exported_note(lang: Lang) -> String {
    tr!(lang, "chat-export-toast")
}

pub fn nothing_to_export_note(lang: Lang) -> String {
    tr!(lang, "chat-export-empty-toast")
}

/// Everything said, as Markdown.
pub fn transcript(reader: Reader, conversation: &Conversation, turns: &[Turn]) -> String {
    let lang = reader.lang;
    let (you, atelier) = (tr!(lang, "chat-export-you"), tr!(lang, "chat-export-ai"));
    let mut text = format!("# {}\n", title(lang, conversation));
    for turn in turns {
        let when = format::moment(lang, turn.question.created_at, &reader.zone);
        // Writing into a string cannot fail.
        let _ = write!(text, "\n## {you}, {when}\n\n{}\n", turn.question.text);
        if let Some(answer) = &turn.answer {
            let _ = write!(text, "\n## {atelier}\n\n{answer}\n");
        }
    }
    text
}
