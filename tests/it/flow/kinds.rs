//! Messages that nobody asked for: each is answered usefully, none is passed over.

use atelier_tests::{MediaKind, TestApp, png};
use serde_json::json;

#[tokio::test]
async fn things_that_are_neither_words_nor_files_get_a_friendly_answer() {
    let app = TestApp::start().await;
    let ann = app.ann();
    ann.hands_over("contact", json!({ "phone_number": "+491700000000", "first_name": "Carla" }));
    ann.sees("did not keep it").await;
    ann.hands_over("dice", json!({ "emoji": "🎲", "value": 4 }));
    ann.sees("Your luck, not mine: 4.").await;
    ann.hands_over(
        "venue",
        json!({
            "location": { "latitude": 52.52, "longitude": 13.40 },
            "title": "A café", "address": "A street",
        }),
    );
    ann.sees("You sent a location").await;
    ann.sends_poll("Tea or coffee?", &["Tea", "Coffee"]);
    ann.sees("I cannot vote.").await;
    app.finish().await;
}

#[tokio::test]
async fn the_same_in_russian() {
    let app = TestApp::start().await;
    let boris = app.boris();
    boris.hands_over("contact", json!({ "phone_number": "+79000000000", "first_name": "Клара" }));
    boris.sees_one("an answer in Russian", |bubble| bubble.text.contains("контакт")).await;
    boris.sends_poll("Чай или кофе?", &["Чай", "Кофе"]);
    boris.sees("олос").await;
    app.finish().await;
}

#[tokio::test]
async fn a_sticker_is_talk() {
    let app = TestApp::with_provider().await;
    let ann = app.ann();
    ann.sends_sticker("👋");
    ann.sees("Yes.").await;
    assert_eq!(app.provider().questions()[0].body["messages"][1]["content"], "👋");
    app.finish().await;
}

#[tokio::test]
async fn recordings_and_films_are_answered_with_the_way_out() {
    let app = TestApp::start().await;
    let ann = app.ann();
    for (kind, name, words) in [
        (MediaKind::Voice, "voice.ogg", "I cannot listen yet."),
        (MediaKind::Audio, "song.mp3", "I cannot listen yet."),
        (MediaKind::Video, "film.mp4", "I cannot watch videos."),
        (MediaKind::VideoNote, "round.mp4", "I cannot watch videos."),
        (MediaKind::Animation, "loop.mp4", "I cannot watch moving pictures."),
    ] {
        ann.sends_file(kind, name, [7; 64], "");
        let told = ann.sees(words).await;
        assert!(told.labels().contains(&"🏠 Home".to_owned()), "{name}: {:?}", told.labels());
    }
    app.finish().await;
}

#[tokio::test]
async fn a_picture_for_a_model_that_reads_only_is_told_so() {
    let app = TestApp::start().await;
    let (ann, boris) = (app.ann(), app.boris());
    ann.sends_photo(png(640, 480), "");
    ann.sees("The model here reads words only").await;
    ann.sends_photo(png(640, 480), "What is this?");
    ann.sees("The model here reads words only").await;
    boris.sends_photo(png(640, 480), "");
    boris.sees_one("an answer", |bubble| bubble.text.contains("слов")).await;
    app.finish().await;
}

#[tokio::test]
async fn an_album_is_answered_once() {
    let app = TestApp::start().await;
    let ann = app.ann();
    let files = [("1.png", png(10, 10)), ("2.png", png(10, 10)), ("3.png", png(10, 10))];
    ann.sends_files(MediaKind::Photo, &files, "");
    ann.sees("I cannot take any of these files.").await;
    app.finish_jobs().await;
    assert_eq!(ann.messages().len(), 1, "{}", ann.transcript());
    app.finish().await;
}

#[tokio::test]
async fn an_unreadable_document_is_told_so_and_a_text_is_offered_to_the_chat() {
    let app = TestApp::with_provider().await;
    let ann = app.ann();
    ann.sends_file(MediaKind::Document, "archive.zip", [3; 100], "");
    ann.sees("I cannot read this kind of file.").await;
    ann.sends_file(MediaKind::Document, "notes.md", "Buy milk.", "");
    ann.sees("A file without words. What shall I do with it?").await;
    ann.taps("Leave it as it is").await;
    assert_eq!(ann.toast(), "Left as it is");
    app.finish().await;
}

#[tokio::test]
async fn a_file_beyond_what_telegram_gives_out_is_told_with_its_size() {
    let app = TestApp::start().await;
    let ann = app.ann();
    ann.sends_file(MediaKind::Document, "film.txt", vec![1; 21 * 1024 * 1024], "");
    ann.sees("This file is 21 MB; Telegram lets no bot fetch more than 20 MB.").await;
    app.finish().await;
}
