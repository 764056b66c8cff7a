//! Keyboards: inline ones under a message, the ones that replace a person's own.
//! Checks what can be pressed and how it is dressed, not what happens then.

use serde_json::Value;
use url::Url;

use crate::refusal::Refusal;

const ACTIONS: [&str; 11] = [
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
    "disabled",
];
const MAX_BUTTONS: usize = 100;

/// What a send or an edit does to keyboards.
#[derive(Debug, Clone, PartialEq)]
pub enum Markup {
    None,
    /// Under the message.
    Inline(Value),
    /// Replaces the person's own keyboard.
    Reply(Value),
    Remove,
    Force,
}

impl Markup {
    /// This keyboard, or another under the message where there is none.
    pub fn or_inline(self, other: impl FnOnce() -> Value) -> Self {
        if self == Self::None { Self::Inline(other()) } else { self }
    }
}

/// Reads and checks `reply_markup`.
pub fn read(markup: Option<&Value>) -> Result<Markup, Refusal> {
    let read = read_any(markup)?;
    if let Markup::Inline(markup) = &read
        && buttons(markup).any(|button| button.get("pay").is_some())
    {
        return Err(Refusal::rule("BUTTON_TYPE_INVALID"));
    }
    Ok(read)
}

/// Reads and checks the `reply_markup` of an invoice: its first button pays, and no other does.
pub fn read_under_invoice(markup: Option<&Value>) -> Result<Markup, Refusal> {
    let read = read_any(markup)?;
    let Markup::Inline(markup) = &read else {
        return if read == Markup::None { Ok(read) } else { Err(Refusal::rule("REPLY_MARKUP_INVALID")) };
    };
    let pays: Vec<bool> = buttons(markup).map(|button| button.get("pay").is_some()).collect();
    if pays.iter().position(|pays| *pays) != Some(0) || pays.iter().filter(|pays| **pays).count() > 1 {
        return Err(Refusal::rule("BUTTON_POS_INVALID"));
    }
    Ok(read)
}

fn read_any(markup: Option<&Value>) -> Result<Markup, Refusal> {
    let Some(markup) = markup else { return Ok(Markup::None) };
    if let Some(rows) = markup.get("inline_keyboard").and_then(Value::as_array) {
        check_rows(rows, check_inline)?;
        let empty = rows.iter().all(|row| row.as_array().is_none_or(Vec::is_empty));
        return Ok(if empty { Markup::None } else { Markup::Inline(markup.clone()) });
    }
    if let Some(rows) = markup.get("keyboard").and_then(Value::as_array) {
        check_rows(rows, check_reply)?;
        return Ok(Markup::Reply(markup.clone()));
    }
    if markup.get("remove_keyboard").is_some() {
        return Ok(Markup::Remove);
    }
    Ok(Markup::Force)
}

fn check_rows(rows: &[Value], check: fn(&Value) -> Result<(), Refusal>) -> Result<(), Refusal> {
    let buttons: Vec<&Value> = rows.iter().filter_map(Value::as_array).flatten().collect();
    if buttons.len() > MAX_BUTTONS {
        return Err(Refusal::rule("REPLY_MARKUP_TOO_LONG"));
    }
    buttons.into_iter().try_for_each(check)
}

fn check_inline(button: &Value) -> Result<(), Refusal> {
    let refuse = |what: &str| Refusal::rule(format_args!("can't parse inline keyboard button: {what}"));
    check_dress(button, &refuse)?;
    let actions: Vec<&&str> = ACTIONS.iter().filter(|key| button.get(**key).is_some()).collect();
    match actions.as_slice() {
        [] => return Err(refuse("Text buttons are unallowed in the inline keyboard")),
        [_] => {}
        _ => return Err(refuse("exactly one optional field must be used to specify the type of the button")),
    }
    check_action(button)
}

fn check_action(button: &Value) -> Result<(), Refusal> {
    let text = |key: &str| button.get(key).and_then(Value::as_str);
    if text("callback_data").is_some_and(|data| !(1..=64).contains(&data.len())) {
        return Err(Refusal::rule("BUTTON_DATA_INVALID"));
    }
    if text("url").is_some_and(|address| !is_address(address, &["http", "https", "tg"])) {
        return Err(Refusal::rule("BUTTON_URL_INVALID"));
    }
    let app = button.pointer("/web_app/url").and_then(Value::as_str);
    if app.is_some_and(|address| !is_address(address, &["https"])) {
        return Err(Refusal::rule("BUTTON_URL_INVALID"));
    }
    let copied = button.pointer("/copy_text/text").and_then(Value::as_str);
    if copied.is_some_and(|text| !(1..=256).contains(&text.chars().count())) {
        return Err(Refusal::rule("BUTTON_COPY_TEXT_INVALID"));
    }
    if button.get("pay").is_some_and(|pay| *pay != Value::Bool(true)) {
        return Err(Refusal::rule("BUTTON_TYPE_INVALID"));
    }
    Ok(())
}

/// Whether Telegram would follow it.
pub fn is_address(address: &str, schemes: &[&str]) -> bool {
    // Telegram adds the scheme that people leave out.
    let whole = if address.contains("://") { address.to_owned() } else { format!("http://{address}") };
    Url::parse(&whole).is_ok_and(|url| {
        schemes.contains(&url.scheme())
            && (url.scheme() == "tg" || url.host_str().is_some_and(|h| h.contains('.')))
    })
}

fn check_reply(button: &Value) -> Result<(), Refusal> {
    let refuse = |what: &str| Refusal::rule(format_args!("can't parse keyboard button: {what}"));
    check_dress(button, &refuse)
}

fn check_dress(button: &Value, refuse: &dyn Fn(&str) -> Refusal) -> Result<(), Refusal> {
    let text = button.get("text").and_then(Value::as_str).unwrap_or_default();
    if text.trim().is_empty() {
        return Err(refuse("button text can't be empty"));
    }
    match button.get("style").and_then(Value::as_str) {
        None | Some("danger" | "success" | "primary") => Ok(()),
        Some(_) => Err(refuse("invalid button style specified")),
    }
}

/// Whether a button with this callback data stands on the keyboard and can be pressed.
pub fn offers(markup: Option<&Value>, data: &str) -> bool {
    let mut all = markup.into_iter().flat_map(buttons);
    all.any(|button| button.get("callback_data").and_then(Value::as_str) == Some(data))
}

/// The buttons of an inline keyboard, as one reads them.
fn buttons(markup: &Value) -> impl Iterator<Item = &Value> {
    let rows = markup.get("inline_keyboard").and_then(Value::as_array);
    rows.into_iter().flatten().filter_map(Value::as_array).flatten()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn one(button: Value) -> Result<Markup, Refusal> {
        read(Some(&json!({ "inline_keyboard": [[button]] })))
    }

    #[test]
    fn counts_callback_data_in_bytes() {
        assert!(one(json!({ "text": "a", "callback_data": "x".repeat(64) })).is_ok());
        let long = one(json!({ "text": "a", "callback_data": "ё".repeat(33) })).unwrap_err();
        assert_eq!(long.description, "Bad Request: BUTTON_DATA_INVALID");
        assert!(one(json!({ "text": "a", "callback_data": "" })).is_err());
    }

    #[test]
    fn wants_exactly_one_action_and_a_known_style() {
        assert!(one(json!({ "text": "a" })).unwrap_err().description.contains("Text buttons are unallowed"));
        assert!(one(json!({ "text": "a", "callback_data": "x", "url": "https://example.org" })).is_err());
        assert!(one(json!({ "text": "a", "callback_data": "x", "style": "primary" })).is_ok());
        assert!(one(json!({ "text": "a", "callback_data": "x", "style": "loud" })).is_err());
        assert!(one(json!({ "text": "a", "disabled": {} })).is_ok());
        assert!(one(json!({ "text": "a", "url": "nowhere" })).is_err());
        assert!(one(json!({ "text": " ", "callback_data": "x" })).is_err());
    }

    #[test]
    fn only_the_first_button_of_an_invoice_pays() {
        let pay = json!({ "text": "Pay", "pay": true });
        let back = json!({ "text": "Back", "callback_data": "x" });
        let under = |rows: Value| read_under_invoice(Some(&json!({ "inline_keyboard": rows })));
        let words = |read: Result<Markup, Refusal>| read.unwrap_err().description;
        assert!(under(json!([[pay], [back]])).is_ok());
        assert_eq!(words(under(json!([[back], [pay]]))), "Bad Request: BUTTON_POS_INVALID");
        assert_eq!(words(under(json!([[pay, pay]]))), "Bad Request: BUTTON_POS_INVALID");
        assert_eq!(words(under(json!([[back]]))), "Bad Request: BUTTON_POS_INVALID");
        assert_eq!(words(one(pay)), "Bad Request: BUTTON_TYPE_INVALID");
        assert_eq!(read_under_invoice(None).unwrap(), Markup::None);
    }

    #[test]
    fn an_empty_keyboard_is_none() {
        assert_eq!(read(Some(&json!({ "inline_keyboard": [[]] }))).unwrap(), Markup::None);
        assert_eq!(read(Some(&json!({ "remove_keyboard": true }))).unwrap(), Markup::Remove);
    }
}
