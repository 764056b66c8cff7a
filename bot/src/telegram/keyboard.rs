//! Inline keyboards: buttons in rows, each stateless.
//! It knows no wording; labels come from screens.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::tap::TapData;

/// How a button looks. A style never carries meaning alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Style {
    #[default]
    Plain,
    /// The likely next act; at most one on a screen.
    Primary,
    /// Destroys something or takes money back.
    Danger,
}

/// What pressing a button does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    Tap(TapData),
    Url(String),
    /// Copies text, at most 256 characters (Bot API, `CopyTextButton`).
    Copy(String),
    /// Pays the invoice that it stands under; the first button there.
    Pay,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Button {
    pub label: String,
    pub action: Action,
    #[serde(default)]
    pub style: Style,
}

/// Rows of buttons under a message; empty means none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Keyboard {
    pub rows: Vec<Vec<Button>>,
}

impl Button {
    pub fn tap(label: impl Into<String>, data: TapData) -> Self {
        Self { label: label.into(), action: Action::Tap(data), style: Style::Plain }
    }

    pub fn url(label: impl Into<String>, url: impl Into<String>) -> Self {
        Self { label: label.into(), action: Action::Url(url.into()), style: Style::Plain }
    }

    pub fn copy(label: impl Into<String>, text: impl Into<String>) -> Self {
        Self { label: label.into(), action: Action::Copy(text.into()), style: Style::Plain }
    }

    pub fn pay(label: impl Into<String>) -> Self {
        Self { label: label.into(), action: Action::Pay, style: Style::Plain }
    }

    pub fn primary(self) -> Self {
        Self { style: Style::Primary, ..self }
    }

    pub fn danger(self) -> Self {
        Self { style: Style::Danger, ..self }
    }

    fn to_wire(&self) -> Value {
        let mut wire = json!({ "text": self.label });
        match &self.action {
            Action::Tap(data) => wire["callback_data"] = data.as_str().into(),
            Action::Url(url) => wire["url"] = url.as_str().into(),
            Action::Copy(text) => wire["copy_text"] = json!({ "text": text }),
            Action::Pay => wire["pay"] = true.into(),
        }
        match self.style {
            Style::Plain => {}
            Style::Primary => wire["style"] = "primary".into(),
            Style::Danger => wire["style"] = "danger".into(),
        }
        wire
    }
}

impl Keyboard {
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a row; an empty one is left out.
    pub fn row(mut self, buttons: impl IntoIterator<Item = Button>) -> Self {
        let row: Vec<_> = buttons.into_iter().collect();
        if !row.is_empty() {
            self.rows.push(row);
        }
        self
    }

    /// Adds buttons in rows of `width`.
    pub fn grid(mut self, width: usize, buttons: impl IntoIterator<Item = Button>) -> Self {
        let mut row = Vec::new();
        for button in buttons {
            row.push(button);
            if row.len() == width {
                self.rows.push(std::mem::take(&mut row));
            }
        }
        self.row(row)
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// `InlineKeyboardMarkup` of the Bot API.
    pub fn to_wire(&self) -> Value {
        let rows: Vec<Vec<Value>> =
            self.rows.iter().map(|row| row.iter().map(Button::to_wire).collect()).collect();
        json!({ "inline_keyboard": rows })
    }
}
