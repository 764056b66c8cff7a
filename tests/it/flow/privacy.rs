//! What is kept: seen, taken away, forgotten sooner, erased.

use std::{collections::BTreeMap, path::Path, time::Duration};

use async_zip::base::read1::seek::ZipArchiveReader;
use atelier_tests::{Act, Bubble, Fault, FaultKind, MediaKind, Person, Script, TestApp, until, write};
use deadpool_redis::redis;
use futures::{AsyncReadExt as _, io::Cursor};
use serde_json::Value;

/// A word that stands nowhere else.
fn distinctive() -> String {
    format!("zan{}", uuid::Uuid::new_v4().simple())
}

// ── Erasing ──

#[tokio::test]
async fn what_is_erased_is_nowhere_any_more_and_the_next_word_is_the_first() {
    let mut app = TestApp::erasing_after(Duration::from_secs(1)).await;
    let ann = app.ann();
    let boris = app.boris();
    boris.sends("2+2=");
    boris.sees("Yes.").await;
    app.finish_jobs().await;
    let word = distinctive();
    app.provider().always(Script::says(&format!("I remember {word}.")));
    leaves_traces(&app, &ann, &word).await;
    plants_what_went_wrong(&mut app, &word).await;
    assert!(app.look().finds(&word).await.len() >= 6, "{:?}", app.look().finds(&word).await);

    ann.sends("/erase");
    ann.taps("🗑 Erase in").await;
    ann.sees("✅ Everything I kept about you is erased.").await;
    app.finish_jobs().await;
    assert_eq!(app.look().finds(&word).await, Vec::<String>::new());
    assert_eq!(app.look().names_person(101).await, Vec::<String>::new(), "not even whose it was");
    assert_eq!(redis_finds(&app, &word).await, Vec::<String>::new());
    assert!(ann.last().text.starts_with("✅ Everything I kept"), "{}", ann.transcript());
    assert_eq!(app.look().count("SELECT COUNT(*) AS n FROM chat_questions").await, 1, "another's stay");

    app.stop().await;
    assert_eq!(files_with(app.stand().folder.path(), &word), Vec::<String>::new());
    app.go_on().await;
    ann.sends("/start");
    ann.sees("Hello, Ann. I am Atelier").await;
    ann.sends("/chats");
    ann.sees_one("an empty list", |bubble| !bubble.text.contains(&word)).await;
    app.finish().await;
}

/// Leaves the word wherever a person can.
async fn leaves_traces(app: &TestApp, ann: &Person, word: &str) {
    ann.sends(&format!("Remember {word} for me"));
    app.finish_jobs().await;
    ann.sends_file(MediaKind::Document, &format!("{word}.txt"), word.as_bytes().to_vec(), "What is in it?");
    app.finish_jobs().await;
    ann.sends_photo(atelier_tests::png(8, 8), "");
    app.finish_jobs().await;
    ann.sends("/chats");
    ann.taps("● ").await;
    let card = ann.sees_one("the card", |bubble| bubble.labels().contains(&"📤 Export".to_owned())).await;
    ann.taps_on(card.id, "📤 Export").await;
    ann.sees_one("the transcript", |bubble| bubble.file_id().is_some()).await;
    ann.taps_on(card.id, "✏️ Rename").await;
    ann.sends(&format!("The {word} title"));
    ann.sees("Now it is called").await;
    ann.sends(&format!("/search {word}"));
    app.finish_jobs().await;
    ann.sends("/settings");
    ann.taps("🖌 Look").await;
    ann.taps("○ Dark").await;
    ann.sends("/search");
    ann.sees("✏️ Waiting for").await;
    app.finish_jobs().await;
}

/// A dead letter, an update that was given up, and a step with words in it.
async fn plants_what_went_wrong(app: &mut TestApp, word: &str) {
    app.stop().await;
    let at = "'2026-11-20T00:00:00.000+00:00'";
    let letter = format!(
        "INSERT INTO jobs_queue (name, lane, cause, payload, account_id, priority, status, run_at, attempts, \
         max_attempts, error, created_at, finished_at) VALUES ('chat.name_conversation', 'upkeep', 'planted', \
         '{word}', 101, 0, 'dead', {at}, 3, 3, '{word}', {at}, {at})"
    );
    let update = format!(
        "INSERT INTO intake_inbox (bot_id, update_id, lane, kind, raw, status, attempts, received_at, done_at) \
         VALUES (1, 1, '101', 'message', '{{\"text\":\"{word}\"}}', 2, 6, {at}, {at})"
    );
    let step = format!(
        "INSERT INTO telegram_steps (bot_id, chat_id, thread_id, account_id, step, changed_at) \
         VALUES (1, -5, 0, 101, '{{\"f\":\"chat\",\"v\":1,\"s\":\"{word}\"}}', {at})"
    );
    for sql in [letter, update, step] {
        write(app.stand().database_url(), &sql).await;
    }
    app.go_on().await;
}

/// Files below a folder, also SQLite's own, in whose bytes the word is.
fn files_with(folder: &Path, word: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_with(&path, word));
        } else if contains(&std::fs::read(&path).unwrap(), word.as_bytes()) {
            found.push(path.display().to_string());
        }
    }
    found
}

fn contains(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|window| window == word)
}

/// Keys of Redis in whose names or values the word is.
async fn redis_finds(app: &TestApp, word: &str) -> Vec<String> {
    let Some(url) = app.stand().redis_url() else { return Vec::new() };
    let mut redis = redis::Client::open(url).unwrap().get_multiplexed_async_connection().await.unwrap();
    let keys: Vec<String> = redis::cmd("KEYS").arg("atelier:*").query_async(&mut redis).await.unwrap();
    let mut found = Vec::new();
    for key in keys {
        let value: Option<String> = redis::cmd("GET").arg(&key).query_async(&mut redis).await.unwrap();
        if key.contains(word) || value.is_some_and(|value| value.contains(word)) {
            found.push(key);
        }
    }
    found
}

#[tokio::test]
async fn until_then_everything_leads_to_the_countdown_and_one_tap_ends_it() {
    let mut app = TestApp::start().await;
    let ann = app.ann();
    ann.sends("2+2=");
    ann.sees("2 + 2 = 4").await;
    ann.sends("/settings");
    let settings = ann.sees("⚙️ Settings").await;
    let language = settings.data_of("🌐 Language").unwrap();
    ann.sends("/erase");
    let question = ann.sees("Erase everything in 24 h?").await;
    assert_eq!(question.labels(), ["📤 Export first", "🗑 Erase in 24 h", "Keep everything"]);
    ann.taps("🗑 Erase in 24 h").await;
    let countdown = ann.sees("🗑 Everything is erased tomorrow").await;
    assert_eq!(countdown.labels(), ["Keep everything"]);
    // A second press of the button that is gone changes nothing.
    ann.forges(countdown.id, &question.data_of("🗑 Erase in 24 h").unwrap()).await;
    app.restart().await;
    for said in ["/start", "2+3=", "/privacy", "/nonsense", "/export"] {
        ann.sends(said);
        ann.sees("🗑 Everything is erased tomorrow").await;
    }
    // A button of a screen from before.
    ann.forges(settings.id, &language).await;
    ann.sees("🗑 Everything is erased tomorrow").await;
    ann.sends_photo(atelier_tests::png(8, 8), "look");
    ann.sees("🗑 Everything is erased tomorrow").await;
    ann.does_not_see("2 + 3");
    let waiting = "SELECT COUNT(*) AS n FROM jobs_queue WHERE name = 'account.erase' AND status = 'queued'";
    assert_eq!(app.look().count(waiting).await, 1, "one job, however often it was asked for");

    ann.taps("Keep everything").await;
    assert_eq!(ann.toast(), "Everything stays");
    ann.sees("🔒 Kept about you").await;
    // The old button once more, and /cancel where there is nothing to cancel.
    ann.forges(countdown.id, &countdown.data_of("Keep everything").unwrap()).await;
    ann.sends("2+4=");
    ann.sees("2 + 4 = 6").await;
    assert_eq!(app.look().count(waiting).await, 0);
    app.finish().await;
}

#[tokio::test]
async fn cancel_ends_the_countdown_too_in_russian() {
    let app = TestApp::start().await;
    let boris = app.boris();
    boris.sends("/erase");
    boris.taps("🗑 Стереть через").await;
    boris.sees("🗑 Всё будет стёрто завтра").await;
    boris.sends("/cancel");
    boris.sees("🔒 Что хранится").await;
    boris.sends("2+2=");
    boris.sees("2 + 2 = 4").await;
    app.finish().await;
}

#[tokio::test]
async fn dying_in_the_middle_it_is_erased_all_the_same() {
    let mut app = TestApp::erasing_after(Duration::from_millis(300)).await;
    let ann = app.ann();
    let word = distinctive();
    ann.sends(&format!("Remember {word}"));
    app.finish_jobs().await;
    ann.sends("/erase");
    ann.taps("🗑 Erase in").await;
    for pause in [250, 60, 90, 120] {
        tokio::time::sleep(Duration::from_millis(pause)).await;
        app.crash().await;
        app.go_on().await;
    }
    ann.sees("✅ Everything I kept about you is erased.").await;
    app.finish_jobs().await;
    assert_eq!(app.look().finds(&word).await, Vec::<String>::new());
    assert_eq!(app.look().count("SELECT COUNT(*) AS n FROM account_accounts").await, 0);
    app.finish().await;
}

#[tokio::test]
async fn an_answer_under_way_ends_and_nothing_comes_after_the_last_word() {
    let app = TestApp::erasing_after(Duration::from_secs(2)).await;
    let ann = app.ann();
    ann.sends("/erase");
    let question = ann.sees("Erase everything in").await;
    app.provider().next(Script::events().word("It was a dark ").act(Act::Stall));
    ann.sends("Tell a story");
    ann.sees_draft("It was a dark").await;
    ann.forges(question.id, &question.data_of("🗑 Erase in").unwrap()).await;
    ann.sees("✅ Everything I kept about you is erased.").await;
    app.finish_jobs().await;
    assert!(ann.last().text.starts_with("✅ Everything I kept"), "{}", ann.transcript());
    app.finish().await;
}

// ── Taking away ──

/// The files of an archive, by their paths.
async fn unpack(app: &TestApp, bubble: &Bubble) -> BTreeMap<String, Vec<u8>> {
    let bytes = app.sandbox.file(&bubble.file_id().expect("a document")).expect("its bytes");
    let mut zip = ZipArchiveReader::open(Cursor::new(bytes)).await.expect("a whole archive");
    let paths: Vec<String> =
        zip.cdrs().iter().map(|file| file.insecure_file_name.as_str().unwrap().to_owned()).collect();
    let mut files = BTreeMap::new();
    for (n, path) in paths.into_iter().enumerate() {
        let mut bytes = Vec::new();
        zip.file(n).await.unwrap().read_to_end(&mut bytes).await.unwrap();
        files.insert(path, bytes);
    }
    files
}

fn read(files: &BTreeMap<String, Vec<u8>>, path: &str) -> Value {
    let bytes = files.get(path).unwrap_or_else(|| panic!("{path} among {:?}", files.keys()));
    serde_json::from_slice(bytes).expect("JSON")
}

#[tokio::test]
async fn an_export_has_everything_once_and_leaves_nothing_behind() {
    let app = TestApp::start().await;
    let ann = app.ann();
    ann.sends("2+2=");
    ann.sees("2 + 2 = 4").await;
    ann.sends_file(MediaKind::Document, "Notes.TXT", b"the winter garden".to_vec(), "What is in it?");
    app.finish_jobs().await;
    ann.sends_file(MediaKind::Document, "later.txt", b"not yet asked about".to_vec(), "");
    ann.sees("What shall I do with it?").await;
    ann.sends("/privacy");
    let screen = ann.sees("🔒 Kept about you").await;
    assert!(screen.text.contains("You sent 2 files"), "{}", screen.text);
    let data = screen.data_of("📤 Export it all").unwrap();
    ann.taps("📤 Export it all").await;
    assert_eq!(ann.toast(), "Collecting; it will appear here");
    ann.forges(screen.id, &data).await;
    let archive = ann.sees_one("the archive", |bubble| bubble.file_id().is_some()).await;
    assert!(archive.text.contains("Open index.html first."), "{}", archive.text);
    app.finish_jobs().await;
    assert_eq!(ann.counts("Open index.html first."), 1, "{}", ann.transcript());

    let files = unpack(&app, &archive).await;
    assert_eq!(read(&files, "export.json")["version"], 1);
    assert_eq!(read(&files, "account.json")["first_name"], "Ann");
    let conversation = read(&files, "conversations/1.json");
    assert_eq!(conversation["said"][0]["text"], "2+2=");
    assert_eq!(conversation["said"][0]["answers"][0]["text"], "2 + 2 = **4**");
    let sent = conversation["said"][1]["files"][0]["path"].as_str().unwrap().to_owned();
    assert_eq!(files[&sent], b"the winter garden");
    let received = read(&files, "received.json")[0]["path"].as_str().unwrap().to_owned();
    assert_eq!(files[&received], b"not yet asked about");
    assert!(read(&files, "messages/1.json").to_string().contains("2 + 2 = 4"));
    let index = String::from_utf8(files["index.html"].clone()).unwrap();
    assert!(files.keys().filter(|path| *path != "index.html").all(|path| index.contains(path)), "{index}");
    assert_eq!(files_with(&app.stand().folder.path().join("files"), "PK"), Vec::<String>::new());

    ann.sends("/export");
    ann.sees("You had an export a short while ago.").await;
    app.finish().await;
}

#[tokio::test]
async fn an_export_goes_on_after_a_death_and_comes_once() {
    let mut app = TestApp::start().await;
    let boris = app.boris();
    for number in 1..=5 {
        boris.sends(&format!("{number}+20="));
    }
    app.finish_jobs().await;
    boris.sends("/export");
    for pause in [40, 10, 30] {
        tokio::time::sleep(Duration::from_millis(pause)).await;
        app.crash().await;
        app.go_on().await;
    }
    boris.sees_one("the archive", |bubble| bubble.file_id().is_some()).await;
    app.finish_jobs().await;
    let archives = boris.messages().into_iter().filter(|bubble| bubble.file_id().is_some()).count();
    // A send that was in flight when the process died may have come twice.
    assert!((1..=2).contains(&archives), "{}", boris.transcript());
    let left = until(|| async {
        files_with(&app.stand().folder.path().join("files"), "PK").is_empty().then_some(())
    });
    assert!(left.await.is_some(), "the archive is still among the files");
    app.finish().await;
}

#[tokio::test]
async fn a_file_that_telegram_gives_no_more_is_named_and_the_rest_comes() {
    let app = TestApp::start().await;
    let ann = app.ann();
    ann.sends_file(MediaKind::Document, "gone.txt", b"soon gone".to_vec(), "What is in it?");
    app.finish_jobs().await;
    let fault = Fault::new(FaultKind::Refused).on("getFile");
    let words = "wrong file_id or the file is temporarily unavailable";
    app.sandbox.add_fault(Fault { description: Some(words.to_owned()), ..fault });
    ann.sends("/export");
    let archive = ann.sees_one("the archive", |bubble| bubble.file_id().is_some()).await;
    let files = unpack(&app, &archive).await;
    assert!(!files.keys().any(|path| path.starts_with("files/")), "{:?}", files.keys());
    let index = String::from_utf8(files["index.html"].clone()).unwrap();
    assert!(index.contains("no longer at Telegram") && index.contains("files/1.txt"), "{index}");
    app.sandbox.clear_faults();
    app.finish().await;
}

#[tokio::test]
async fn an_export_is_stopped_by_a_tap() {
    let app = TestApp::start().await;
    let ann = app.ann();
    ann.sends_file(MediaKind::Document, "slow.txt", b"slow".to_vec(), "What is in it?");
    app.finish_jobs().await;
    app.sandbox.add_fault(Fault { seconds: Some(5.0), ..Fault::new(FaultKind::Slow).on("getFile") });
    ann.sends("/export");
    let begun = ann.sees("📤 Collecting").await;
    let stop = begun.data_of("⏹ Stop collecting").unwrap();
    ann.taps("⏹ Stop collecting").await;
    ann.sees("Stopped. What was collected is deleted.").await;
    ann.forges(begun.id, &stop).await;
    assert_eq!(ann.toast(), "It is over already");
    app.sandbox.clear_faults();
    // Nothing was taken away, so the next one begins at once.
    ann.sends("/export");
    ann.sees_one("the archive", |bubble| bubble.file_id().is_some()).await;
    app.finish().await;
}

// ── Keeping ──

#[tokio::test]
async fn how_long_messages_are_kept_is_chosen_within_the_operators_limit() {
    let mut app = TestApp::with(|env| env.with("RETENTION_CHAT_DAYS", "100")).await;
    let ann = app.ann();
    ann.sends("/privacy");
    let screen = ann.sees("Messages stay 100 days").await;
    assert!(screen.labels().contains(&"⏰ Keep messages: 100 days ▾".to_owned()), "{:?}", screen.labels());
    ann.taps("⏰ Keep messages").await;
    let choices = ann.sees("100 days at most").await;
    assert_eq!(choices.labels()[..2], ["○ 30 days", "○ 90 days"]);
    ann.taps("○ 30 days").await;
    ann.sees_one("the mark", |bubble| bubble.labels().contains(&"● 30 days".to_owned())).await;
    app.restart().await;
    ann.sends("/privacy");
    ann.sees("Messages stay 30 days").await;
    // A choice that no button offers any more.
    ann.forges(choices.id, "ac:R:k").await;
    ann.sends("/privacy");
    ann.sees("Messages stay 100 days").await;
    app.finish().await;
}
