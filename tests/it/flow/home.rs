//! First contact, home, help, and the ways between them.

use atelier_tests::{TestApp, until};

#[tokio::test]
async fn a_newcomer_is_welcomed_in_the_language_of_their_client() {
    let app = TestApp::start().await;
    let (ann, boris) = (app.ann(), app.boris());
    ann.sends("/start");
    let welcome = ann.sees("Hello, Ann. I am Atelier").await;
    assert_eq!(welcome.labels(), ["💬 Chat", "🪙 25", "⚙️ Settings", "🌐 По-русски"]);
    boris.sends("/start");
    let welcome = boris.sees("Здравствуйте, Борис. Это Ателье").await;
    assert_eq!(welcome.labels(), ["💬 Чат", "🪙 25", "⚙️ Настройки", "🌐 In English"]);
    app.finish().await;
}

#[tokio::test]
async fn a_client_in_any_other_language_gets_english() {
    let app = TestApp::start().await;
    let ann = app.ann();
    ann.speaks("pt-br");
    ann.sends("/start");
    ann.sees("Hello, Ann.").await;
    app.finish().await;
}

#[tokio::test]
async fn the_demo_says_that_it_is_one_and_a_bot_with_a_model_does_not() {
    let demo = TestApp::start().await;
    let ann = demo.ann();
    ann.sends("/start");
    ann.sees("a small built-in AI answers here").await;
    demo.finish().await;
    let real = TestApp::with_provider().await;
    let ann = real.ann();
    ann.sends("/start");
    ann.sees("I am Atelier").await;
    ann.does_not_see("built-in");
    real.finish().await;
}

#[tokio::test]
async fn the_second_start_is_home_and_the_first_screen_shrinks_to_a_line() {
    let app = TestApp::start().await;
    let ann = app.ann();
    ann.sends("/start");
    let welcome = ann.sees("I am Atelier").await;
    ann.sends("/start");
    let home = ann.sees_one("home", |bubble| bubble.labels().contains(&"❓ Help".to_owned())).await;
    assert!(home.text.contains(", Ann."), "{}", home.text);
    app.finish_jobs().await;
    let left = ann.bubble(welcome.id).unwrap();
    assert!(left.buttons().is_empty() && left.text.lines().count() == 1, "{left:?}");
    app.finish().await;
}

#[tokio::test]
async fn a_deep_link_is_a_start_like_any_other() {
    let app = TestApp::start().await;
    let ann = app.ann();
    ann.sends("/start from-a-friend");
    ann.sees("I am Atelier").await;
    assert_eq!(app.look().count("SELECT COUNT(*) AS n FROM account_accounts").await, 1);
    app.finish().await;
}

#[tokio::test]
async fn whoever_writes_before_start_is_answered_all_the_same() {
    let app = TestApp::with_provider().await;
    let ann = app.ann();
    ann.sends("How are you?");
    ann.sees("Yes.").await;
    app.finish().await;
}

#[tokio::test]
async fn home_leads_back_to_the_conversation_one_was_in() {
    let app = TestApp::with_provider().await;
    let ann = app.ann();
    ann.sends("Plan a trip to Georgia");
    ann.sees("Yes.").await;
    app.finish_jobs().await;
    ann.sends("/home");
    ann.taps("▶ Go on:").await;
    ann.sees("💬 Now: “").await;
    ann.taps("🏠 Home").await;
    ann.sees(", Ann.").await;
    app.finish().await;
}

#[tokio::test]
async fn every_topic_of_help_opens_and_leads_back() {
    let app = TestApp::start().await;
    let ann = app.ann();
    ann.sends("/help");
    for (topic, words) in [
        ("How talk works", "The answer comes while it is written"),
        ("Photos and files", "I take files up to 20 MB"),
        ("Which AI answers", "/model shows the models"),
        ("All commands", "/search — Search your conversations"),
    ] {
        ann.taps(topic).await;
        ann.sees(words).await;
        ann.taps("‹ Back").await;
        ann.sees("❓ Write, and I answer.").await;
    }
    ann.taps("🔒 What I keep").await;
    ann.sees("🔒 Kept about you").await;
    app.finish().await;
}

#[tokio::test]
async fn help_speaks_russian_too() {
    let app = TestApp::start().await;
    let boris = app.boris();
    boris.sends("/help");
    for (topic, words) in [
        ("Как говорить", "Ответ виден, пока пишется"),
        ("Фото и файлы", "Файлы — до 20 МБ"),
        ("Какой ИИ отвечает", "/model показывает модели"),
        ("Все команды", "/search — "),
    ] {
        boris.taps(topic).await;
        boris.sees(words).await;
        boris.taps("‹ Назад").await;
        boris.sees("❓ Напишите — отвечу.").await;
    }
    app.finish().await;
}

#[tokio::test]
async fn an_unknown_command_leads_to_the_nearest_one() {
    let app = TestApp::start().await;
    let (ann, boris) = (app.ann(), app.boris());
    ann.sends("/setings");
    ann.sees("There is no /setings. Did you mean /settings?").await;
    ann.sends("/xyzzy");
    ann.sees("There is no /xyzzy. All commands: /help").await;
    boris.sends("/serch");
    boris.sees("/search?").await;
    app.finish().await;
}

#[tokio::test]
async fn cancel_leaves_the_open_question_and_says_so() {
    let app = TestApp::with_provider().await;
    let ann = app.ann();
    ann.sends("/settings");
    ann.taps("⏰ Time").await;
    ann.sees("✏️ Waiting for: your city").await;
    ann.sends("/cancel");
    ann.sees("Left the question.").await;
    ann.sends("/cancel");
    ann.sees("No question is open.").await;
    ann.sends("Berlin");
    ann.sees("Yes.").await;
    app.finish().await;
}

#[tokio::test]
async fn a_command_in_the_midst_of_a_question_is_a_command() {
    let app = TestApp::start().await;
    let ann = app.ann();
    ann.sends("/settings");
    ann.taps("⏰ Time").await;
    ann.sends("/help");
    ann.sees("❓ Write, and I answer.").await;
    ann.sends("/cancel");
    ann.sees("No question is open.").await;
    app.finish().await;
}

#[tokio::test]
async fn the_menu_of_commands_speaks_the_language_of_the_client_or_the_chosen_one() {
    let app = TestApp::start().await;
    let (ann, boris) = (app.ann(), app.boris());
    ann.sends("/start");
    boris.sends("/start");
    let menu = |commands: Vec<(String, String)>, name: &str| {
        commands.into_iter().find(|(command, _)| command == name).map(|(_, text)| text)
    };
    let told = until(|| async {
        menu(boris.commands(), "new").filter(|text| text == "Начать новый разговор")
    });
    assert!(told.await.is_some(), "{:?}", boris.commands());
    assert_eq!(menu(ann.commands(), "new").as_deref(), Some("Start a new conversation"));
    ann.taps("🌐 По-русски").await;
    ann.sees("Здравствуйте, Ann").await;
    assert_eq!(menu(ann.commands(), "new").as_deref(), Some("Начать новый разговор"));
    ann.taps("🌐 In English").await;
    ann.sees("Hello, Ann").await;
    assert_eq!(menu(ann.commands(), "new").as_deref(), Some("Start a new conversation"));
    app.finish().await;
}
