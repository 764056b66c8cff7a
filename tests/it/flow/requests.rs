//! One request, one answer: albums, long pastes, files and their questions, forwards; and words that are changed.

use std::time::Duration;

use atelier_tests::{Act, MediaKind, Script, TestApp, png};
use serde_json::{Value, json};

/// A model that sees.
async fn with_eyes() -> TestApp {
    let app = TestApp::with_provider_and(|env| env.with("CHAT_MODELS", "seer")).await;
    let seer = json!({ "id": "seer", "architecture": { "input_modalities": ["text", "image"] } });
    app.provider().models(&json!({ "data": [seer] }));
    app
}

/// What the model was asked as the last word of a person, but for titles.
fn asked(app: &TestApp) -> Vec<Value> {
    let all = app.provider().questions().into_iter().map(|question| question.body);
    let talk =
        all.filter(|body| body.get("max_tokens").is_none() && body.get("max_completion_tokens").is_none());
    talk.filter_map(|body| body["messages"].as_array()?.last().cloned()).collect()
}

fn pictures(asked: &Value) -> usize {
    asked["content"]
        .as_array()
        .map_or(0, |parts| parts.iter().filter(|part| part["type"] == "image_url").count())
}

/// Words that come, and then nothing more.
fn stalls() -> Script {
    Script::events().word("It was ").act(Act::Pause(Duration::from_millis(50))).word("once").act(Act::Stall)
}

#[tokio::test]
async fn an_ordinary_message_waits_for_nothing() {
    let app = TestApp::with_provider().await;
    let ann = app.ann();
    ann.sends("Hello");
    ann.sees("Yes.").await;
    assert_eq!(app.look().count("SELECT COUNT(*) AS n FROM chat_gatherings").await, 0);
    app.finish().await;
}

#[tokio::test]
async fn an_album_is_one_question_with_all_its_pictures() {
    let app = with_eyes().await;
    let ann = app.ann();
    let photos: Vec<(&str, Vec<u8>)> =
        vec![("a.png", png(64, 64)), ("b.png", png(65, 64)), ("c.png", png(66, 64))];
    ann.sends_files(MediaKind::Photo, &photos, "Which is the oldest?");
    ann.sees("Yes.").await;
    app.finish_jobs().await;
    // Delivered twice and in another order, it changes nothing.
    app.sandbox.redeliver(None, true);
    app.finish_jobs().await;
    let asked = asked(&app);
    assert_eq!(asked.len(), 1, "{asked:#?}");
    assert_eq!(pictures(&asked[0]), 3);
    assert!(asked[0].to_string().contains("Which is the oldest?"));
    assert_eq!(ann.messages().len(), 1, "{}", ann.transcript());
    app.finish().await;
}

#[tokio::test]
async fn members_of_an_album_that_come_apart_are_waited_for() {
    let mut app = with_eyes().await;
    let ann = app.ann();
    ann.sends_member("one", png(64, 64), "Which is the oldest?");
    app.finish_updates().await;
    // Half of it came, and nobody was there when the rest did.
    app.crash().await;
    ann.sends_member("one", png(65, 64), "");
    app.go_on().await;
    tokio::time::sleep(Duration::from_millis(1200)).await;
    ann.sends_member("one", png(66, 64), "");
    ann.sees("Yes.").await;
    app.finish_jobs().await;
    let asked = asked(&app);
    assert_eq!(asked.len(), 1, "{asked:#?}");
    assert_eq!(pictures(&asked[0]), 3);
    app.finish().await;
}

#[tokio::test]
async fn a_member_that_comes_late_begins_the_answer_anew_or_waits_for_the_next_question() {
    let app = with_eyes().await;
    let ann = app.ann();
    app.provider().next(stalls()).next(Script::says("All three."));
    ann.sends_member("one", png(64, 64), "Who is it?");
    ann.sends_member("one", png(65, 64), "");
    ann.sees_draft("It was").await;
    ann.sends_member("one", png(66, 64), "");
    ann.sees("All three.").await;
    app.finish_jobs().await;
    assert_eq!(asked(&app).iter().map(pictures).collect::<Vec<_>>(), [2, 3]);
    ann.sends_member("one", png(67, 64), "");
    app.finish_jobs().await;
    assert_eq!(ann.messages().len(), 1, "{}", ann.transcript());
    ann.sends("And on this one?");
    ann.sees("Yes.").await;
    let last = asked(&app).pop().unwrap();
    assert_eq!(pictures(&last), 1, "{last}");
    app.finish().await;
}

#[tokio::test]
async fn a_long_paste_is_one_question() {
    let app = TestApp::with_provider().await;
    let ann = app.ann();
    let paste = (1..=900).map(|n| format!("Line {n} of it.")).collect::<Vec<_>>().join("\n");
    assert!(paste.len() > 4096 * 3);
    ann.sends(&paste);
    ann.sees("Yes.").await;
    app.finish_jobs().await;
    let asked = asked(&app);
    assert_eq!(asked.len(), 1, "{}", asked.len());
    assert_eq!(asked[0]["content"].as_str(), Some(paste.as_str()));
    assert_eq!(ann.messages().len(), 1, "{}", ann.transcript());
    app.finish().await;
}

#[tokio::test]
async fn a_photo_and_the_words_that_follow_it_are_one_question() {
    let app = with_eyes().await;
    let ann = app.ann();
    ann.sends_photo(png(64, 64), "");
    ann.sends("Who is it?");
    ann.sees("Yes.").await;
    app.finish_jobs().await;
    ann.does_not_see("What shall I do");
    assert_eq!(asked(&app).iter().map(pictures).collect::<Vec<_>>(), [1]);
    // Typed slowly: what to do with it has been asked, and the words are the answer.
    ann.sends_photo(png(65, 64), "");
    ann.sees("A picture without words.").await;
    ann.sends("And on this one?");
    ann.sees("Yes.").await;
    app.finish_jobs().await;
    let last = asked(&app).pop().unwrap();
    assert!(pictures(&last) == 1 && last.to_string().contains("And on this one?"), "{last}");
    let question =
        ann.messages().into_iter().find(|bubble| bubble.text.contains("A picture without")).unwrap();
    assert!(question.buttons().is_empty(), "it still asks: {}", ann.transcript());
    app.finish().await;
}

#[tokio::test]
async fn an_album_without_words_is_asked_about_once_and_taken_whole() {
    let app = with_eyes().await;
    let boris = app.boris();
    let photos: Vec<(&str, Vec<u8>)> = vec![("a.png", png(64, 64)), ("b.png", png(65, 64))];
    boris.sends_files(MediaKind::Photo, &photos, "");
    boris.sees("2 файла без слов. Что с этим сделать?").await;
    boris.taps("💬").await;
    boris.sees("✏️").await;
    boris.sends("Кто это?");
    boris.sees("Yes.").await;
    app.finish_jobs().await;
    assert_eq!(asked(&app).iter().map(pictures).collect::<Vec<_>>(), [2]);
    app.finish().await;
}

#[tokio::test]
async fn forwards_and_the_comment_on_them_are_one_question() {
    let app = TestApp::with_provider().await;
    let ann = app.ann();
    app.provider().next(Script::says("Boris.").after(Duration::from_millis(300)));
    ann.sends("Who is right?");
    ann.forwards("Boris", "It rains.");
    ann.forwards("Olga", "It does not.");
    ann.sees_one("an answer", |bubble| !bubble.text.is_empty()).await;
    app.finish_jobs().await;
    assert_eq!(ann.messages().len(), 1, "{}", ann.transcript());
    let whole = "Who is right?\n\n↪ Boris:\n> It rains.\n\n↪ Olga:\n> It does not.";
    assert_eq!(asked(&app).pop().unwrap()["content"].as_str(), Some(whole));
    ann.forwards("Boris", "It snows.");
    ann.sends("Really?");
    ann.sees("Yes.").await;
    app.finish_jobs().await;
    let last = asked(&app).pop().unwrap();
    assert_eq!(last["content"].as_str(), Some("↪ Boris:\n> It snows.\n\nReally?"));
    app.finish().await;
}

#[tokio::test]
async fn what_the_model_cannot_be_shown_is_named() {
    let app = TestApp::with_provider().await;
    let ann = app.ann();
    let files: Vec<(&str, Vec<u8>)> =
        vec![("list.txt", b"milk, bread".to_vec()), ("scan.bin", vec![1, 2, 3])];
    ann.sends_files(MediaKind::Document, &files, "What shall I buy?");
    let answer = ann.sees("Yes.").await;
    assert!(answer.text.contains("I did not see: scan.bin (I cannot read this kind)."), "{}", answer.text);
    assert!(asked(&app)[0].to_string().contains("milk, bread"));
    app.finish().await;
}

#[tokio::test]
async fn a_voice_message_is_told_and_the_words_after_it_are_answered() {
    let app = TestApp::with_provider().await;
    let ann = app.ann();
    ann.sends_file(MediaKind::Voice, "voice.ogg", vec![1, 2, 3], "");
    ann.sees("I cannot listen yet.").await;
    ann.sends("I asked about May");
    ann.sees("Yes.").await;
    app.finish_jobs().await;
    assert_eq!(asked(&app)[0]["content"].as_str(), Some("I asked about May"));
    app.finish().await;
}

#[tokio::test]
async fn words_that_change_while_they_are_answered_are_answered_anew_in_the_same_place() {
    let app = TestApp::with_provider().await;
    let ann = app.ann();
    app.provider().next(stalls()).next(Script::says("In June."));
    let question = ann.sends("When in May?");
    ann.sees_draft("It was").await;
    ann.edits(question, "When in June?");
    ann.sees("In June.").await;
    app.finish_jobs().await;
    assert_eq!(ann.messages().len(), 1, "{}", ann.transcript());
    assert!(app.provider().sees_hang_ups(1).await, "the provider goes on writing for nobody");
    assert_eq!(asked(&app).pop().unwrap()["content"].as_str(), Some("When in June?"));
    app.finish().await;
}

#[tokio::test]
async fn by_edits_the_growing_message_begins_anew() {
    let app = TestApp::with_provider().await;
    let ann = app.ann();
    ann.sends("/settings");
    ann.taps("💬 Chat: streaming").await;
    ann.taps("○ Edits").await;
    app.provider().next(stalls()).next(Script::says("In June."));
    let question = ann.sends("When in May?");
    let growing = ann.sees("It was").await;
    ann.edits(question, "When in June?");
    let answer = ann.sees("In June.").await;
    assert_eq!(answer.id, growing.id, "{}", ann.transcript());
    app.finish().await;
}

#[tokio::test]
async fn a_question_that_waits_takes_the_new_words() {
    let app = TestApp::with_provider().await;
    let ann = app.ann();
    let slow = Script::events().word("One ").act(Act::Pause(Duration::from_millis(900))).word("done.");
    app.provider().next(slow.ends("stop"));
    ann.sends("First");
    ann.sees_draft("One").await;
    let second = ann.sends("Second");
    ann.sees_reaction(second, "👀").await;
    ann.edits(second, "Third");
    ann.sees("Yes.").await;
    app.finish_jobs().await;
    assert_eq!(ann.messages().len(), 2, "{}", ann.transcript());
    assert_eq!(asked(&app).pop().unwrap()["content"].as_str(), Some("Third"));
    app.finish().await;
}

#[tokio::test]
async fn the_latest_question_is_answered_again_and_an_older_one_only_corrected() {
    let app = TestApp::with_provider().await;
    let ann = app.ann();
    let first = ann.sends("Where is Batumi?");
    ann.sees("Yes.").await;
    app.finish_jobs().await;
    let latest = ann.sends("And Kutaisi?");
    ann.sees("Yes.").await;
    app.finish_jobs().await;
    let before = asked(&app).len();
    // The same words once more, as for a preview of a link.
    ann.edits(latest, "And Kutaisi?");
    ann.edits(first, "Where is Zugdidi?");
    app.finish_jobs().await;
    assert_eq!(asked(&app).len(), before);
    assert_eq!(ann.messages().len(), 2, "{}", ann.transcript());
    ann.edits(latest, "And Tbilisi?");
    ann.sees("Yes.").await;
    app.finish_jobs().await;
    assert_eq!(ann.messages().len(), 3, "{}", ann.transcript());
    let body = app.provider().questions().pop().unwrap().body.to_string();
    assert!(body.contains("Zugdidi") && body.contains("Tbilisi") && !body.contains("Kutaisi"), "{body}");
    ann.sends("/search Zugdidi");
    ann.sees("🔍 “Zugdidi”: 1 place").await;
    ann.sends("/search Batumi");
    ann.sees("is nowhere").await;
    app.finish().await;
}

#[tokio::test]
async fn a_part_of_a_question_that_changes_changes_the_question() {
    let app = with_eyes().await;
    let ann = app.ann();
    let question = ann.sends_member("one", png(64, 64), "Who is it?");
    ann.sends_member("one", png(65, 64), "");
    ann.sees("Yes.").await;
    app.finish_jobs().await;
    ann.edits(question, "Where is it?");
    ann.sees("Yes.").await;
    app.finish_jobs().await;
    let last = asked(&app).pop().unwrap();
    assert!(pictures(&last) == 2 && last.to_string().contains("Where is it?"), "{last}");
    assert_eq!(ann.messages().len(), 2, "{}", ann.transcript());
    app.finish().await;
}

#[tokio::test]
async fn by_edits_a_question_in_line_has_a_message_of_its_own() {
    let app = TestApp::with_provider().await;
    let ann = app.ann();
    ann.sends("/settings");
    ann.taps("💬 Chat: streaming").await;
    ann.taps("○ Edits").await;
    app.provider().next(stalls());
    ann.sends("One");
    ann.sees("It was").await;
    ann.sends("Two");
    ann.sees("⏳ In line, 1 before it.").await;
    ann.taps("🗑 Take it back").await;
    ann.sees("🗑 Taken back; nothing was asked.").await;
    ann.sends("Three");
    ann.sees("⏳ In line, 1 before it.").await;
    ann.sends("Four");
    ann.sees("⏳ In line, 2 before it.").await;
    ann.taps("Ask it now").await;
    assert_eq!(ann.toast(), "It is next");
    ann.sees("Yes.").await;
    app.finish_jobs().await;
    let words: Vec<String> =
        asked(&app).iter().filter_map(|one| one["content"].as_str().map(str::to_owned)).collect();
    assert_eq!(words, ["One", "Four", "Three"]);
    ann.does_not_see("In line");
    app.finish().await;
}
