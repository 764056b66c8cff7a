//! Conversations: named, listed, opened, renamed, deleted, brought back, exported.

use atelier_tests::{Person, Script, TestApp};

/// Begins a conversation and waits until it is answered and named.
async fn talks(app: &TestApp, person: &Person, words: &str) {
    person.sends("/new");
    person.sends(words);
    app.finish_jobs().await;
}

#[tokio::test]
async fn a_conversation_is_named_by_the_model_after_its_first_answer() {
    let app = TestApp::with_provider().await;
    let ann = app.ann();
    app.provider().next(Script::says("Go by train.")).next(Script::says("\"A trip to Georgia.\""));
    ann.sends("How do I get to Tbilisi?");
    ann.sees("Go by train.").await;
    app.finish_jobs().await;
    ann.sends("/chat");
    ann.sees("💬 Now: “A trip to Georgia”. Just write.").await;
    app.finish().await;
}

#[tokio::test]
async fn without_a_title_from_the_model_the_first_words_stand() {
    let app = TestApp::with_provider().await;
    let ann = app.ann();
    app.provider().next(Script::says("Go by train.")).always(Script::refusal(400, "no titles today"));
    ann.sends("How do I get to Tbilisi?");
    ann.sees("Go by train.").await;
    ann.sends("/chat");
    ann.sees("💬 Now: “How do I get to Tbilisi?”").await;
    app.finish().await;
}

#[tokio::test]
async fn a_clean_sheet_begins_another_conversation() {
    let app = TestApp::with_provider().await;
    let (ann, boris) = (app.ann(), app.boris());
    talks(&app, &ann, "First things").await;
    ann.sends("/new");
    ann.sees("➕ A clean sheet. Just write; “Yes” is kept in /chats.").await;
    ann.sends("Second things");
    ann.sees("Yes.").await;
    let asked = app.provider().questions();
    let last = asked.iter().rev().find(|asked| asked.body.to_string().contains("Second things")).unwrap();
    assert!(!last.body.to_string().contains("First things"));
    app.finish_jobs().await;
    ann.sends("/chats");
    ann.sees("2 conversations, newest first").await;
    boris.sends("/new");
    boris.sees("➕ Чистый лист. Просто пишите.").await;
    boris.sends("/chats");
    boris.sees("Пока пусто.").await;
    app.finish().await;
}

#[tokio::test]
async fn the_list_turns_its_pages_and_opens_what_is_pressed() {
    let app = TestApp::start().await;
    let ann = app.ann();
    for number in 1..=8 {
        talks(&app, &ann, &format!("{number}+1=")).await;
    }
    ann.sends("/chats");
    let first = ann.sees("8 conversations, newest first").await;
    assert!(first.labels().contains(&"1 of 2".to_owned()), "{:?}", first.labels());
    ann.taps("›").await;
    let second = ann.sees_one("page 2", |bubble| bubble.labels().contains(&"2 of 2".to_owned())).await;
    let oldest = second.buttons().into_iter().rfind(|(label, _)| label.starts_with('○')).unwrap();
    ann.taps(&oldest.0).await;
    ann.taps("▶ Go on here").await;
    assert_eq!(ann.toast(), "This conversation is on");
    ann.sees("▶ Now: “").await;
    ann.sends("/chats");
    ann.taps("‹").await;
    ann.taps("2 of 2").await;
    ann.sees("✏️ Waiting for: the number of a page, 1 to 2").await;
    ann.sends("7");
    ann.sees("There are pages 1 to 2.").await;
    ann.sends("1");
    ann.sees_one("page 1 again", |bubble| bubble.labels().contains(&"1 of 2".to_owned())).await;
    app.finish().await;
}

#[tokio::test]
async fn a_conversation_is_renamed_and_too_long_a_name_is_asked_for_again() {
    let app = TestApp::with_provider().await;
    let ann = app.ann();
    talks(&app, &ann, "Something").await;
    ann.sends("/chats");
    ann.taps("● Yes").await;
    ann.taps("✏️ Rename").await;
    ann.sees("✏️ Waiting for: the new title").await;
    ann.sends(&"long ".repeat(20));
    ann.sees("a title has up to 60.").await;
    ann.sends("The winter garden");
    ann.sees("✏️ Now it is called “The winter garden”.").await;
    ann.sends("Another question");
    ann.sees("Yes.").await;
    ann.sends("/chat");
    ann.sees("“The winter garden”").await;
    app.finish().await;
}

#[tokio::test]
async fn what_is_deleted_is_found_nowhere() {
    let app = TestApp::with_provider().await;
    let boris = app.boris();
    talks(&app, &boris, "Тайна").await;
    boris.sends("/chats");
    boris.taps("● Yes").await;
    boris.taps("🗑 Удалить").await;
    boris.sees("🗑 Разговор «Yes» удалён. 24 часа его можно вернуть.").await;
    boris.sends("/search Тайна");
    boris.sees("🔍 «Тайна» нигде нет.").await;
    boris.sends("/chats");
    boris.sees("Пока пусто.").await;
    app.finish().await;
}

#[tokio::test]
async fn the_undo_button_brings_it_back_at_once() {
    let app = TestApp::with_provider().await;
    let ann = app.ann();
    talks(&app, &ann, "A secret").await;
    ann.sends("/chats");
    ann.taps("● Yes").await;
    ann.taps("🗑 Delete").await;
    ann.taps("↩ Bring it back").await;
    assert_eq!(ann.toast(), "Brought back");
    ann.sees("2 messages").await;
    app.finish().await;
}

#[tokio::test]
async fn an_export_holds_every_word() {
    let app = TestApp::with_provider().await;
    let ann = app.ann();
    app.provider().next(Script::says("It is **blue**.")).next(Script::says("Sky"));
    talks(&app, &ann, "What colour is the sky?").await;
    ann.sends("And at night?");
    app.finish_jobs().await;
    ann.sends("/chats");
    ann.taps("● Sky").await;
    ann.sees("4 messages. Begun").await;
    ann.taps("📤 Export").await;
    assert_eq!(ann.toast(), "It comes as a file");
    let file = ann.sees_one("a document", |bubble| bubble.file_id().is_some()).await;
    assert_eq!(file.text, "📤 “Sky”, 4 messages, as Markdown.");
    let bytes = app.sandbox.file(&file.file_id().unwrap()).unwrap();
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    assert!(text.starts_with("# Sky\n"), "{text}");
    for words in
        ["## You, ", "What colour is the sky?", "## Atelier", "It is **blue**.", "And at night?", "Yes."]
    {
        assert!(text.contains(words), "{words} in {text}");
    }
    app.finish().await;
}
