//! A message as a person sees it in their app.

use atelier_sandbox::rules::rich;
use serde_json::Value;

/// One message of the chat.
#[derive(Clone, Debug, PartialEq)]
pub struct Bubble {
    pub id: i64,
    /// The words, those of a rich message or an invoice, or those under a file.
    pub text: String,
    pub from_bot: bool,
    /// All that the app knows.
    pub raw: Value,
}

impl Bubble {
    pub(crate) fn of(raw: &Value) -> Self {
        let text = raw["text"].as_str().or_else(|| raw["caption"].as_str()).map(str::to_owned);
        let text = text.or_else(|| invoice(&raw["invoice"]));
        let text = text.unwrap_or_else(|| rich::plain(&raw["rich_message"]));
        Self {
            id: raw["message_id"].as_i64().unwrap_or_default(),
            text,
            from_bot: raw["from"]["is_bot"] == true,
            raw: raw.clone(),
        }
    }

    /// The topic it stands in.
    pub fn topic(&self) -> Option<i64> {
        self.raw["message_thread_id"].as_i64().filter(|_| self.raw["is_topic_message"] == true)
    }

    /// The message that it answers.
    pub fn answers(&self) -> Option<i64> {
        self.raw["reply_to_message"]["message_id"].as_i64()
    }

    /// Labels and data of the buttons, row by row.
    pub fn buttons(&self) -> Vec<(String, String)> {
        let rows = self.raw["reply_markup"]["inline_keyboard"].as_array().into_iter().flatten();
        rows.flat_map(|row| row.as_array().into_iter().flatten())
            .map(|button| {
                let text = |name: &str| button[name].as_str().unwrap_or_default().to_owned();
                (text("text"), text("callback_data"))
            })
            .collect()
    }

    pub fn labels(&self) -> Vec<String> {
        self.buttons().into_iter().map(|(label, _)| label).collect()
    }

    /// The data of the button whose label has these words.
    pub fn data_of(&self, label: &str) -> Option<String> {
        let buttons = self.buttons();
        let exact = buttons.iter().find(|(text, _)| text == label);
        let found = exact.or_else(|| buttons.iter().find(|(text, _)| text.contains(label)));
        found.map(|(_, data)| data.clone())
    }

    /// The address that the button with these words leads to.
    pub fn url_of(&self, label: &str) -> Option<String> {
        let rows = self.raw["reply_markup"]["inline_keyboard"].as_array().into_iter().flatten();
        let mut buttons = rows.flat_map(|row| row.as_array().into_iter().flatten());
        let button = buttons.find(|button| button["text"].as_str().is_some_and(|text| text.contains(label)));
        button?["url"].as_str().map(str::to_owned)
    }

    /// What an invoice asks for, in Stars.
    pub fn price(&self) -> Option<i64> {
        self.raw["invoice"]["total_amount"].as_i64()
    }

    /// The pieces of text that are formatted so.
    pub fn pieces(&self, kind: &str) -> Vec<String> {
        let entities = self.raw["entities"].as_array().into_iter().flatten();
        let units: Vec<u16> = self.text.encode_utf16().collect();
        entities
            .filter(|entity| entity["type"] == kind)
            .filter_map(|entity| {
                let at = |name: &str| usize::try_from(entity[name].as_u64()?).ok();
                let from = at("offset")?;
                Some(String::from_utf16_lossy(units.get(from..from + at("length")?)?))
            })
            .collect()
    }

    /// How the person or the bot reacted.
    pub fn reactions(&self) -> Vec<String> {
        let all = self.raw["reactions"].as_array().into_iter().flatten();
        all.filter_map(Value::as_str).map(str::to_owned).collect()
    }

    /// The file of a document or a picture, by which the sandbox gives its bytes.
    pub fn file_id(&self) -> Option<String> {
        let file = &self.raw["document"]["file_id"];
        let photo = self.raw["photo"].as_array().and_then(|sizes| sizes.last());
        file.as_str().or_else(|| photo?["file_id"].as_str()).map(str::to_owned)
    }
}

/// Title and description, as the card of an invoice shows them.
fn invoice(invoice: &Value) -> Option<String> {
    Some(format!("{}\n{}", invoice["title"].as_str()?, invoice["description"].as_str()?))
}
