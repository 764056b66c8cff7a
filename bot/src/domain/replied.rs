//! What a message answers.

use super::{FileRef, MessageId};

/// The message that a message answers, as far as Telegram shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Replied {
    /// It stands in the same chat, under this number.
    pub message: Option<MessageId>,
    /// The bot wrote it.
    pub own: bool,
    /// Who wrote it.
    pub author: Option<String>,
    pub text: String,
    pub file: Option<FileRef>,
    /// The words of it that are meant.
    pub quote: Option<String>,
}

impl Replied {
    /// The words that the answer is about.
    pub fn words(&self) -> &str {
        self.quote.as_deref().unwrap_or(&self.text)
    }

    /// Words that answer this, below what they answer, as Markdown quotes.
    pub fn above(&self, text: &str) -> String {
        if self.words().trim().is_empty() {
            return text.to_owned();
        }
        let author = self.author.as_deref().map(|author| format!("{author}: ")).unwrap_or_default();
        let lines: Vec<String> =
            format!("{author}{}", self.words()).lines().map(|line| format!("> {line}")).collect();
        format!("{}\n\n{text}", lines.join("\n")).trim_end().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stand_below_what_they_answer() {
        let replied =
            Replied { author: Some("Boris".to_owned()), text: "one\ntwo".to_owned(), ..Replied::default() };
        assert_eq!(replied.above("why?"), "> Boris: one\n> two\n\nwhy?");
        assert_eq!(
            Replied { quote: Some("two".to_owned()), ..replied.clone() }.above("why?"),
            "> Boris: two\n\nwhy?"
        );
        assert_eq!(replied.above(""), "> Boris: one\n> two");
        assert_eq!(Replied::default().above("why?"), "why?");
    }
}
