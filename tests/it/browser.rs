//! The browser chat with the whole bot behind it, in a headless Chromium.
//! It looks at what a person sees; what the bot does and says is tested in the flows.

mod devtools;
mod page;
mod stars;

use std::{path::PathBuf, time::Duration};

use atelier_sandbox::Options;
use atelier_tests::{Act, Sandbox, Script, TestApp};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde_json::json;

use page::Page;

/// A dot; the smallest picture that a browser draws.
const DOT: &str =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

/// Watches the newest bubble of the bot: every text it has had, and the bubble in which it began.
const WATCH: &str = r"{
    window.seen = [];
    window.began = null;
    const look = () => {
        const draft = document.querySelector('.message.draft:not(:has(.thinking))');
        window.began ??= draft;
        const text = draft?.querySelector('.text')?.textContent;
        if (text && text !== window.seen.at(-1)) window.seen.push(text);
        requestAnimationFrame(look);
    };
    look();
}";

/// Is anything to the right of the window?
const TOO_WIDE: &str = "[document.documentElement, ...document.querySelectorAll('.list, .composer, .people')] \
                        .filter((node) => node.scrollWidth > node.clientWidth).map((node) => node.className)";

/// Words that come a few at a time, and end if told to.
fn slowly(words: &[&str]) -> Script {
    words
        .iter()
        .fold(Script::events(), |script, word| script.word(word).act(Act::Pause(Duration::from_millis(350))))
}

/// Everybody's first minute.
async fn starts(page: &Page) {
    page.presses("START").await;
    page.sees("Hello, Ann. I am Atelier").await;
}

fn file(app: &TestApp, name: &str, bytes: &[u8]) -> PathBuf {
    let path = app.stand().folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

#[tokio::test]
async fn a_newcomer_reads_what_the_bot_can_do_and_presses_start() {
    let app = TestApp::start().await;
    if let Some(page) = Page::open(&app.sandbox).await {
        page.sees("What can this bot do?").await;
        starts(&page).await;
        page.sees_no_more("What can this bot do?").await;
        page.sees("⚙️ Settings").await;
        assert_eq!(page.value("document.title").await, "Atelier · Ann");
        page.closes().await;
    }
    app.finish().await;
}

#[tokio::test]
async fn an_answer_grows_word_by_word_and_ends_in_the_bubble_in_which_it_began() {
    let app = TestApp::with_provider().await;
    if let Some(page) = Page::open(&app.sandbox).await {
        starts(&page).await;
        let answer =
            ["Georgia ", "in May ", "is **warm**, ", "18 to 24 °C, ", "and the hills ", "are green."];
        app.provider().next(slowly(&answer).ends("stop"));
        page.value(WATCH).await;
        page.writes("How is Georgia in May?").await;
        page.presses("⋯ More").await;
        page.sees("📎 As a file").await;
        page.shows(
            "window.began?.isConnected && window.began.dataset.messageId && !window.began.matches('.draft')",
        )
        .await;
        let seen = page.value("window.seen").await;
        let seen: Vec<&str> = seen.as_array().unwrap().iter().filter_map(|text| text.as_str()).collect();
        let whole = "Georgia in May is warm, 18 to 24 °C, and the hills are green.";
        assert!(seen.len() > 10, "it did not grow: {seen:?}");
        assert!(seen.iter().all(|text| whole.starts_with(text.trim_end())), "it went astray: {seen:?}");
        assert!(seen.is_sorted_by_key(|text| text.len()), "it shrank: {seen:?}");
        assert_eq!(page.value("window.began.querySelector('strong').textContent").await, "warm");
        assert_eq!(page.value("window.began.querySelectorAll('.meta').length").await, 1);
        page.closes().await;
    }
    app.finish().await;
}

#[tokio::test]
async fn a_stream_is_stopped_and_what_came_stays() {
    let app = TestApp::with_provider().await;
    if let Some(page) = Page::open(&app.sandbox).await {
        starts(&page).await;
        app.provider().next(slowly(&["It was a dark ", "and stormy "]).act(Act::Stall));
        page.writes("Tell me a story").await;
        page.sees("It was a dark").await;
        page.presses("Stop").await;
        page.sees("Stopped here.").await;
        page.sees("▶ Continue").await;
        page.shows("!document.querySelector('.draft, .stop')").await;
        page.closes().await;
    }
    app.finish().await;
}

#[tokio::test]
async fn a_press_changes_the_screen_in_its_place_and_the_language_of_everything() {
    let app = TestApp::start().await;
    if let Some(page) = Page::open(&app.sandbox).await {
        starts(&page).await;
        page.value("void (window.first = document.querySelector('.message.in'))").await;
        page.presses("⚙️ Settings").await;
        page.presses("🌐 Language: English").await;
        page.presses("○ Русский").await;
        page.sees("🌐 Язык").await;
        page.shows("window.first.isConnected && window.first.innerText.includes('● Русский')").await;
        page.sees_no_more("edited").await;
        page.presses("Menu").await;
        page.sees("Ваши разговоры").await;
        page.closes().await;
    }
    app.finish().await;
}

#[tokio::test]
async fn a_photo_goes_by_the_file_dialog_and_is_seen_as_a_bubble() {
    let app = TestApp::start().await;
    if let Some(page) = Page::open(&app.sandbox).await {
        starts(&page).await;
        let dot = file(&app, "dot.png", &BASE64_STANDARD.decode(DOT).unwrap());
        page.presses("Attach").await;
        page.chooses("Photo", &[&dot]).await;
        page.sees("As photos").await;
        page.presses("Send").await;
        page.shows("document.querySelector('.message.out .media.photo img')?.naturalWidth > 0").await;
        page.shows("!document.querySelector('dialog')").await;
        page.shows("document.querySelector('.message.out:has(.photo) ~ .message.in')").await;
        page.closes().await;
    }
    app.finish().await;
}

#[tokio::test]
async fn a_file_of_the_bot_can_be_fetched() {
    let app = TestApp::with_provider().await;
    if let Some(page) = Page::open(&app.sandbox).await {
        starts(&page).await;
        page.writes("Is it so?").await;
        page.presses("⋯ More").await;
        page.presses("📎 As a file").await;
        page.sees(".md").await;
        let fetched =
            "fetch(document.querySelector('.message.in a[download]').href).then((file) => file.text())";
        let text = page.value(fetched).await;
        assert!(text.as_str().unwrap().contains("Yes."), "{text}");
        page.closes().await;
    }
    app.finish().await;
}

#[tokio::test]
async fn other_people_have_chats_of_their_own_and_a_count_of_what_they_have_not_read() {
    let app = TestApp::with_provider().await;
    if let Some(page) = Page::open(&app.sandbox).await {
        starts(&page).await;
        page.hits("Alt+2").await;
        page.presses("ЗАПУСТИТЬ").await;
        page.sees("Здравствуйте, Борис.").await;
        page.sees_no_more("Hello, Ann.").await;
        app.provider().next(slowly(&["Не сразу, ", "но "]).word("отвечаю.").ends("stop"));
        page.writes("Вы здесь?").await;
        page.presses("Стать: Ann").await;
        page.shows(
            "document.querySelector('[data-person-id=\"102\"] [data-testid=unread]')?.textContent === '1'",
        )
        .await;
        page.presses("Be Борис").await;
        page.sees("Не сразу, но отвечаю.").await;
        page.shows("!document.querySelector('[data-testid=unread]')").await;
        page.closes().await;
    }
    app.finish().await;
}

#[tokio::test]
async fn it_is_dark_where_the_system_is_dark_or_where_one_wants_it() {
    let app = TestApp::start().await;
    let light = "getComputedStyle(document.body).backgroundColor === 'rgb(255, 255, 255)'";
    if let Some(page) = Page::open(&app.sandbox).await {
        page.shows(light).await;
        page.prefers("dark").await;
        page.shows(&format!("!({light})")).await;
        page.presses("Look: Like the system").await;
        page.presses("Look: Light").await;
        page.prefers("light").await;
        page.sees("What can this bot do?").await;
        page.shows(&format!("!({light})")).await;
        page.reloads().await;
        page.shows(&format!("!({light})")).await;
        page.closes().await;
    }
    app.finish().await;
}

#[tokio::test]
async fn nothing_is_wider_than_a_phone() {
    let app = TestApp::with_provider().await;
    if let Some(page) = Page::open(&app.sandbox).await {
        page.is_sized(390, 844).await;
        starts(&page).await;
        let code = format!("```\n{}\n```", "let everything = nothing; ".repeat(9));
        let table =
            "| Name | Value | Remark |\n|---|---|---|\n| tea | 3 | leaves from the mountains of Guria |";
        app.provider().next(Script::says(&format!("{}\n\n{code}\n\n{table}", "long".repeat(60))));
        page.writes(&"word".repeat(60)).await;
        page.sees("let everything").await;
        page.presses("Attach").await;
        let wide = file(&app, "wide.png", &atelier_tests::png(1600, 900));
        page.chooses("Photo", &[&wide]).await;
        page.presses("Send").await;
        page.shows("document.querySelector('.message.out .media.photo')").await;
        page.writes("/settings").await;
        page.sees("🔒 Privacy and my data").await;
        for width in [390, 320] {
            page.is_sized(width, 640).await;
            assert_eq!(page.value("innerWidth").await, width);
            assert_eq!(page.value(TOO_WIDE).await, json!([]), "at {width} pixels");
        }
        page.presses("People: Ann").await;
        page.presses("Be Борис").await;
        page.sees("Что умеет этот бот?").await;
        page.closes().await;
    }
    app.finish().await;
}

#[tokio::test]
async fn markup_that_anybody_writes_stays_text() {
    let app = TestApp::with_provider().await;
    if let Some(page) = Page::open(&app.sandbox).await {
        starts(&page).await;
        let evil = "<img src=x onerror=\"window.caught=1\"><script>window.caught=1</script>";
        app.provider().next(Script::says(&format!("`{evil}` and [this](javascript:window.caught=1)")));
        page.writes(evil).await;
        page.sees_in(".message.out", evil).await;
        page.sees_in(".message.in", evil).await;
        page.sees("🔄 Again").await;
        assert_eq!(
            page.value("document.querySelectorAll('.message :is(script, img), a[href^=javascript]').length")
                .await,
            0
        );
        assert_eq!(page.value("typeof window.caught").await, "undefined");
        page.closes().await;
    }
    app.finish().await;
}

#[tokio::test]
async fn commands_are_chosen_with_the_keyboard_alone() {
    let app = TestApp::with_provider().await;
    if let Some(page) = Page::open(&app.sandbox).await {
        starts(&page).await;
        page.types("/").await;
        page.sees("Your conversations").await;
        for _ in 0..2 {
            page.hits("ArrowDown").await;
        }
        page.hits("Enter").await;
        page.sees("Nothing yet.").await;
        page.types("/se").await;
        page.hits("Enter").await;
        page.sees("🔒 Privacy and my data").await;
        page.types("/").await;
        page.hits("Escape").await;
        page.sees_no_more("Your conversations").await;
        page.closes().await;
    }
    app.finish().await;
}

#[tokio::test]
async fn a_lost_connection_is_told_and_comes_back_by_itself() {
    let folder = tempfile::tempdir().unwrap();
    let options = Options { data: Some(folder.path().to_owned()), ..Options::default() };
    let sandbox = Sandbox::start(options.clone()).await.unwrap();
    let addr = sandbox.page_url().socket_addrs(|| None).unwrap()[0];
    let Some(page) = Page::open(&sandbox).await else { return };
    page.presses("START").await;
    page.sees("/start").await;
    sandbox.stop().await;
    page.sees("Connection lost. Trying again…").await;
    page.writes("Is anybody there?").await;
    page.sees("No connection").await;
    assert_eq!(
        page.value("document.querySelector('[data-testid=composer]').value").await,
        "Is anybody there?"
    );
    let sandbox = Sandbox::start(Options { addr, ..options }).await.unwrap();
    page.shows("!document.querySelector('.banner.shown')").await;
    page.hits("Enter").await;
    page.sees_in(".message.out", "Is anybody there?").await;
    page.closes().await;
    sandbox.stop().await;
}
