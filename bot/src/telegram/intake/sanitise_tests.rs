//! What the sanitiser reduces, and what it never touches.

use proptest::prelude::*;
use serde_json::{Value, json};
use teloxide::types::{
    InlineKeyboardButtonKind, MediaKind, Message, MessageCommon, MessageEntityKind, MessageKind, Update,
    UpdateKind,
};

use super::{ForeignUpdate, Readable, read};

fn private(fields: Value) -> Value {
    let mut message = json!({
        "message_id": 7, "date": 1_790_000_000,
        "chat": {"id": 5, "type": "private", "first_name": "Ann"},
        "from": {"id": 5, "is_bot": false, "first_name": "Ann", "language_code": "ru"},
    });
    for (key, value) in fields.as_object().unwrap() {
        message[key] = value.clone();
    }
    message
}

fn update(kind: &str, value: Value) -> String {
    json!({"update_id": 1, kind: value}).to_string()
}

fn known(kind: &str, value: Value) -> Update {
    match read(kind, &update(kind, value)) {
        Readable::Known(update) => *update,
        Readable::Foreign(foreign) => panic!("{foreign:?}"),
    }
}

fn message(fields: Value) -> Message {
    match known("message", private(fields)).kind {
        UpdateKind::Message(message) => message,
        other => panic!("{other:?}"),
    }
}

fn common(message: &Message) -> &MessageCommon {
    match &message.kind {
        MessageKind::Common(common) => common,
        other => panic!("{other:?}"),
    }
}

fn date_time(offset: usize) -> Value {
    json!({"type": "date_time", "offset": offset, "length": 4, "unix_time": 1, "date_time_format": "t"})
}

#[test]
fn text_with_an_unknown_entity_keeps_its_text_and_its_other_entities() {
    let entities = json!([date_time(0), {"type": "bold", "offset": 5, "length": 2}, {"type": "aura"}, 7]);
    let message = message(json!({"text": "noon at home", "entities": entities}));
    assert_eq!(message.text(), Some("noon at home"));
    let kinds: Vec<_> = message.entities().unwrap().iter().map(|entity| entity.kind.clone()).collect();
    assert_eq!(kinds, [MessageEntityKind::Bold]);
    assert_eq!(message.from.unwrap().language_code.as_deref(), Some("ru"));
}

#[test]
fn unknown_entities_are_dropped_wherever_they_stand() {
    let photo = json!([{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}]);
    let captioned =
        message(json!({"photo": photo, "caption": "at noon", "caption_entities": [date_time(3)]}));
    assert!(captioned.photo().is_some());
    assert_eq!(captioned.caption(), Some("at noon"));

    let quoting = message(json!({
        "text": "yes",
        "quote": {"text": "at noon", "position": 0, "entities": [date_time(3)]},
        "reply_to_message": private(json!({"text": "at noon", "entities": [date_time(3)]})),
    }));
    assert_eq!(quoting.text(), Some("yes"));
    assert_eq!(quoting.quote().unwrap().text, "at noon");
    assert_eq!(quoting.reply_to_message().unwrap().text(), Some("at noon"));

    let poll = message(json!({"poll": {
        "id": "1", "question": "When?", "question_entities": [date_time(0)],
        "options": [{"text": "noon", "text_entities": [date_time(0)], "voter_count": 0, "persistent_id": "a"}],
        "total_voter_count": 0, "is_closed": false, "is_anonymous": true, "type": "regular",
        "allows_multiple_answers": false, "allows_revoting": true, "members_only": false,
    }}));
    assert_eq!(poll.poll().unwrap().question, "When?");
}

#[test]
fn a_rich_message_becomes_text() {
    let rich = json!({"blocks": [
        {"type": "heading", "size": 1, "text": "Title"},
        {"type": "paragraph", "text": ["a ", {"type": "bold", "text": "bold"}, " word"]},
    ]});
    let origin =
        json!({"type": "user", "date": 1, "sender_user": {"id": 8, "is_bot": true, "first_name": "Bot"}});
    let forwarded = message(json!({"rich_message": rich, "forward_origin": origin}));
    assert_eq!(forwarded.text(), Some("Title\n\na bold word"));
    assert!(forwarded.forward_origin().is_some());

    let reply = message(json!({"text": "more", "reply_to_message": private(json!({"rich_message": rich}))}));
    assert_eq!(reply.reply_to_message().unwrap().text(), Some("Title\n\na bold word"));
}

#[test]
fn a_live_photo_becomes_its_still_picture() {
    let still = json!([{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}]);
    let live = json!({"photo": still, "file_id": "v", "file_unique_id": "w", "width": 1, "height": 1, "duration": 2});
    for fields in [
        json!({"live_photo": live, "caption": "sea"}),
        json!({"live_photo": live, "photo": still, "caption": "sea"}),
    ] {
        let message = message(fields);
        assert_eq!(message.photo().unwrap().len(), 1);
        assert_eq!(message.caption(), Some("sea"));
    }
}

#[test]
fn a_caption_under_what_nobody_knows_becomes_text() {
    let bold = json!([{"type": "bold", "offset": 0, "length": 3}]);
    let message = message(json!({"hologram": {"file_id": "f"}, "caption": "sea", "caption_entities": bold}));
    assert_eq!(message.text(), Some("sea"));
    assert_eq!(message.entities().unwrap().len(), 1);
}

#[test]
fn what_has_no_words_reaches_the_handler_empty() {
    for fields in [
        json!({"chat_owner_left": {}}),
        json!({"community_chat_added": {"community": {}}}),
        json!({"managed_bot_created": {"bot": {}}}),
        json!({"gift_upgrade_sent": {"gift": {}}}),
        json!({"live_photo": {"file_id": "v"}}),
        json!({}),
    ] {
        let message = message(fields);
        assert!(matches!(message.kind, MessageKind::Empty {}));
        assert_eq!((message.chat.id.0, message.id.0), (5, 7));
    }
}

#[test]
fn a_disabled_button_is_dropped_and_the_others_stay() {
    let markup = json!({"force_reply": true, "inline_keyboard": [
        [{"text": "off", "disabled": {}}],
        [{"text": "on", "callback_data": "x", "style": "danger"}, {"text": "beam", "teleport": {}}],
    ]});
    let message = message(json!({"text": "choose", "reply_markup": markup}));
    assert_eq!(message.text(), Some("choose"));
    let rows = &common(&message).reply_markup.as_ref().unwrap().inline_keyboard;
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].len(), 1);
    assert!(matches!(&rows[0][0].kind, InlineKeyboardButtonKind::CallbackData(data) if data == "x"));
}

#[test]
fn what_surrounds_the_text_is_given_up_before_the_text() {
    let origin =
        json!({"type": "user", "date": 1, "sender_user": {"id": 8, "is_bot": false, "first_name": "B"}});
    for (field, value) in [
        ("external_reply", json!({"origin": origin, "live_photo": {}})),
        ("external_reply", json!({"origin": {"type": "oracle"}})),
        ("forward_origin", json!({"type": "oracle", "date": 1})),
        ("quote", json!({"words": "?"})),
        ("reply_to_message", json!({"message_id": "?"})),
        ("reply_markup", json!({"inline_keyboard": 7})),
        ("via_bot", json!("somebody")),
        ("from", json!({"id": "?"})),
        ("sender_chat", json!({"id": "?"})),
        ("entities", json!("bold")),
        ("link_preview_options", json!([])),
    ] {
        let message = message(json!({"text": "hello", "effect_id": "5", field: value}));
        assert_eq!(message.text(), Some("hello"), "{field}");
        assert_eq!(message.effect_id().map(|id| id.0.as_str()), Some("5"), "{field}");
    }
}

#[test]
fn a_tap_keeps_its_data_and_its_message() {
    let base = json!({"id": "1", "from": {"id": 5, "is_bot": false, "first_name": "Ann"}, "chat_instance": "c", "data": "st:x"});
    for shown in [
        private(json!({"rich_message": {"blocks": [{"type": "paragraph", "text": "hi"}]}})),
        private(json!({"text": "noon", "entities": [date_time(0)]})),
        private(
            json!({"text": "a", "reply_markup": {"inline_keyboard": [[{"text": "off", "disabled": {}}]]}}),
        ),
        json!({"message_id": 7, "date": 0, "chat": {"id": 5, "type": "private", "first_name": "Ann"}}),
        private(json!({"ephemeral_message_id": 3, "message_id": 0, "text": "psst"})),
        json!({"message_id": "?"}),
    ] {
        let mut query = base.clone();
        query["message"] = shown.clone();
        match known("callback_query", query).kind {
            UpdateKind::CallbackQuery(query) => assert_eq!(query.data.as_deref(), Some("st:x")),
            other => panic!("{shown}: {other:?}"),
        }
    }
}

#[test]
fn payments_and_topics_come_through_whole() {
    let paid = json!({
        "currency": "XTR", "total_amount": 100, "invoice_payload": "p", "telegram_payment_charge_id": "c",
        "provider_payment_charge_id": "", "subscription_expiration_date": 1_790_000_000, "is_recurring": true,
        "is_first_recurring": true,
    });
    assert!(message(json!({"successful_payment": paid})).successful_payment().is_some());
    let refunded = json!({"currency": "XTR", "total_amount": 1, "invoice_payload": "p", "telegram_payment_charge_id": "c"});
    let refunded = message(json!({"refunded_payment": refunded}));
    assert!(matches!(refunded.kind, MessageKind::RefundedPayment(_)));
    let topical = message(json!({"text": "hi", "message_thread_id": 3, "is_topic_message": true}));
    assert_eq!(topical.thread_id.unwrap().0.0, 3);
}

#[test]
fn a_kind_in_the_wrong_shape_is_unreadable_and_a_new_key_hides_nothing() {
    for (kind, value) in
        [("message", json!({"text": "no chat"})), ("managed_bot", json!({})), ("levitation", json!(1))]
    {
        let unreadable = ForeignUpdate::Unreadable { kind: kind.to_owned() };
        assert_eq!(read(kind, &update(kind, value)), Readable::Foreign(unreadable));
    }
    let raw = format!(r#"{{"aura":1,"update_id":1,"message":{}}}"#, private(json!({"text": "hi"})));
    assert!(matches!(read("message", &raw), Readable::Known(_)));
    let huge =
        json!({"update_id": 99_999_999_999_i64, "message": private(json!({"text": "hi"}))}).to_string();
    assert!(matches!(read("message", &huge), Readable::Foreign(_)));
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::hash_map(any_key(), inner, 0..5)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

fn any_key() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => prop::sample::select(vec![
            "chat", "from", "entities", "caption", "caption_entities", "photo", "sticker", "rich_message", "blocks",
            "type", "text", "reply_markup", "inline_keyboard", "reply_to_message", "quote", "external_reply", "origin",
            "forward_origin", "poll", "message_thread_id", "is_topic_message", "media_group_id", "edit_date", "id",
        ])
        .prop_map(str::to_owned),
        1 => "[a-z_]{1,8}",
    ]
}

proptest! {
    #[test]
    fn nothing_makes_it_panic(kind in any_key(), value in any_json()) {
        read(&kind, &update(&kind, value.clone()));
        read("message", &update("message", value.clone()));
        read("callback_query", &value.to_string());
    }

    #[test]
    fn text_survives_whatever_surrounds_it(text in ".{1,20}", key in any_key(), junk in any_json()) {
        prop_assume!(!["text", "chat"].contains(&key.as_str()));
        let mut fields = private(json!({"text": text}));
        fields[&key] = junk;
        let update = known("message", fields);
        let UpdateKind::Message(message) = &update.kind else { panic!() };
        prop_assert!(message.text().or(message.caption()) == Some(text.as_str()) || is_media(message), "{message:?}");
    }
}

/// Junk that happens to be a whole sticker or contact is content too.
fn is_media(message: &Message) -> bool {
    !matches!(&message.kind, MessageKind::Empty {})
        && !matches!(&message.kind, MessageKind::Common(common) if matches!(common.media_kind, MediaKind::Text(_)))
}
