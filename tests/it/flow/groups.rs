//! Groups: when the bot speaks there, in whose words, what it is told of them, and what never leaves them or comes in.

use atelier::domain::{Clock as _, SystemClock};
use atelier_sandbox::Seat;
use atelier_tests::{
    Bubble, Fault, FaultKind, GroupAct, MediaKind, NewGroup, Person, Said, Script, TestApp, png, until, write,
};
use serde_json::{Value, json};

use super::files::with_eyes;

const BOT: &str = "@atelier_sandbox_bot";

/// A group of everybody, which Olga runs and the bot is in.
async fn group(app: &TestApp, supergroup: bool, topics: &[&str]) -> i64 {
    let topics = topics.iter().map(|name| (*name).to_owned()).collect();
    let group = NewGroup { title: "Walk".to_owned(), supergroup, topics, with_bot: true };
    let id = app.sandbox.make_group(103, &group).unwrap();
    app.finish_jobs().await;
    id
}

/// What the model was told last: who said what.
fn told(app: &TestApp) -> Vec<String> {
    let asked = app.provider().questions().pop().expect("a question").body;
    let said = asked["messages"].as_array().expect("messages").iter();
    said.map(|message| match &message["content"] {
        Value::String(text) => text.clone(),
        parts => parts[0]["text"].as_str().unwrap_or_default().to_owned(),
    })
    .collect()
}

fn asked(app: &TestApp) -> usize {
    app.provider().questions().len()
}

#[tokio::test]
async fn it_says_how_to_speak_to_it_and_then_speaks_when_spoken_to() {
    let app = TestApp::with_provider().await;
    let chat = group(&app, false, &[]).await;
    let (ann, boris) = (app.ann().in_group(chat), app.boris().in_group(chat));
    assert_eq!(ann.counts("I answer here when you mention"), 1);
    app.sandbox.set_reads_all(true);
    for words in ["What a day", "@somebody_else hello", "/weather", "/ask@other_bot why"] {
        ann.sends(words);
    }
    app.finish_jobs().await;
    assert_eq!((ann.messages().len(), asked(&app)), (1, 0), "{}", ann.transcript());

    // Called by its name alone, about what says nothing.
    boris.sends_sticker("🙂");
    let sticker = boris.bubbles().pop().unwrap().id;
    ann.replies(sticker, BOT);
    ann.sees("Yes? Write the question after my name").await;
    app.finish_jobs().await;
    assert_eq!(asked(&app), 0, "{}", ann.transcript());

    let question = ann.sends(&format!("{BOT}, why is the sky blue?"));
    let answer = ann.sees("Yes.").await;
    assert_eq!(answer.answers(), Some(question));
    assert_eq!(told(&app).last().unwrap(), "Ann: why is the sky blue?");
    app.finish_jobs().await;
    let answer = boris.replies(answer.id, "And at night?");
    let is_answer = |bubble: &Bubble| bubble.answers() == Some(answer) && bubble.text.contains("Yes.");
    boris.sees_one("an answer to Boris", is_answer).await;
    let said = told(&app);
    assert_eq!(said[1..3], ["Ann: why is the sky blue?".to_owned(), "Yes.".to_owned()]);
    assert!(said[3].starts_with("Борис: > Atelier") && said[3].ends_with("And at night?"), "{said:?}");
    app.finish_jobs().await;
    ann.sends("/ask@Atelier_Sandbox_Bot And in the morning?");
    ann.sees("Yes.").await;
    assert_eq!(told(&app).last().unwrap(), "Ann: And in the morning?");
    app.finish().await;
}

#[tokio::test]
async fn what_somebody_answers_is_part_of_the_question() {
    let app = with_eyes().await;
    let chat = group(&app, true, &[]).await;
    let (ann, boris) = (app.ann().in_group(chat), app.boris().in_group(chat));
    let story = boris.sends("It was dark.\nAnd stormy.");
    ann.replies(story, &format!("{BOT} is that a good beginning?"));
    ann.sees("Yes.").await;
    let said = told(&app).pop().unwrap();
    assert_eq!(said, "Ann: > Борис: It was dark.\n> And stormy.\n\nis that a good beginning?");
    app.finish_jobs().await;
    ann.quotes(story, "And stormy.", &format!("{BOT} and this?"));
    ann.sees("Yes.").await;
    assert_eq!(told(&app).pop().unwrap(), "Ann: > Борис: And stormy.\n\nand this?");
    app.finish_jobs().await;
    let photo = boris.sends_photo(png(64, 48), "my cat");
    ann.replies(photo, &format!("{BOT} look at this"));
    ann.sees("Yes.").await;
    let body = app.provider().questions().pop().unwrap().body.to_string();
    assert!(body.contains("image_url") && body.contains("my cat"), "{body}");
    app.finish_jobs().await;
    ann.sends_photo(png(64, 48), &format!("{BOT} and this?"));
    ann.sees("Yes.").await;
    assert_eq!(told(&app).pop().unwrap(), "Ann: and this?");
    app.finish().await;
}

#[tokio::test]
async fn an_answer_from_another_chat_brings_its_words_along() {
    let app = TestApp::with_provider().await;
    let chat = group(&app, true, &[]).await;
    let ann = app.ann();
    let said = app.boris().in_group(chat).sends("@ann cats sleep sixteen hours a day");
    ann.says(Said {
        text: "Is that so?".to_owned(),
        reply_to: Some(said),
        reply_in: Some(chat),
        quote: Some("sixteen hours".to_owned()),
        ..Said::default()
    });
    ann.sees("Yes.").await;
    assert_eq!(told(&app).pop().unwrap(), "> sixteen hours\n\nIs that so?");
    app.finish().await;
}

/// Whether words of a private chat come into the group, or words of the group into a private chat.
#[tokio::test]
async fn nothing_private_leaks_into_a_group_and_nothing_of_a_group_out() {
    let app = TestApp::with_provider().await;
    let chat = group(&app, false, &[]).await;
    let (ann, in_group) = (app.ann(), app.ann().in_group(chat));
    app.provider().next(Script::says("Noted.")).next(Script::says("Secret plans"));
    ann.sends("My secret is swordfish");
    ann.sees("Noted.").await;
    app.finish_jobs().await;
    ann.sends("/model");
    ann.taps("fake-small").await;
    app.finish_jobs().await;

    in_group.sends(&format!("{BOT} what is my secret? Also: marmalade"));
    in_group.sees("Yes.").await;
    let told_in_group = app.provider().questions().pop().unwrap().body;
    for private in ["swordfish", "Noted", "Secret plans", "fake-small"] {
        assert!(!told_in_group.to_string().contains(private), "{private}: {told_in_group}");
    }
    assert_eq!(told_in_group["messages"].as_array().unwrap().len(), 2, "{told_in_group}");
    app.finish_jobs().await;

    ann.sends("And what did I say?");
    ann.sees("Yes.").await;
    let told_in_private = app.provider().questions().pop().unwrap().body.to_string();
    assert!(told_in_private.contains("swordfish") && !told_in_private.contains("marmalade"));
    app.finish_jobs().await;
    ann.sends("/chats");
    ann.sees("1 conversation").await;
    ann.sends("/search marmalade");
    let found = ann.sees("marmalade").await;
    assert!(found.text.contains("is nowhere"), "{}", found.text);
    app.finish().await;
}

/// Buttons of private screens, pressed where they do not belong, and of a group by those outside.
#[tokio::test]
async fn forged_presses_open_nothing_of_others() {
    let app = TestApp::with_provider().await;
    let chat = group(&app, false, &[]).await;
    let (ann, boris) = (app.ann(), app.boris().in_group(chat));
    app.provider().next(Script::says("Noted.")).next(Script::says("Secret plans"));
    ann.sends("My secret is swordfish");
    ann.sees("Noted.").await;
    app.finish_jobs().await;
    let in_group = app.ann().in_group(chat);
    in_group.sends("/ask something");
    let answer = in_group.sees("Yes.").await;
    app.finish_jobs().await;
    for data in ["ch:l", "ch:c:1", "ho:s", "ac:p", "ch:e:1", "ch:M:x", "nonsense"] {
        boris.forges(answer.id, data).await;
        assert!(boris.toast().contains("в личном чате"), "{data}: {:?}", boris.toast());
    }
    // The first answer there is, is Ann's own in private.
    boris.forges(answer.id, "ch:o:1").await;
    boris.forges(answer.id, "ch:d:1").await;
    app.finish_jobs().await;
    assert!(!boris.transcript().contains("swordfish") && !boris.transcript().contains("Noted"));
    // The second is the group's, and nothing of it comes to Boris in private.
    let alone = app.boris();
    alone.sends("/start");
    let screen = alone.sees("Здравствуйте").await;
    alone.forges(screen.id, "ch:d:2").await;
    app.finish_jobs().await;
    assert_eq!(alone.counts("Yes."), 0);
    app.finish().await;
}

#[tokio::test]
async fn only_who_asked_or_an_admin_presses_the_buttons_of_an_answer() {
    let app = TestApp::with_provider().await;
    let chat = group(&app, false, &[]).await;
    let [ann, boris, olga] = [app.ann(), app.boris(), app.olga()].map(|person| person.in_group(chat));
    ann.sends("/ask something");
    app.finish_jobs().await;
    let answer = ann.last();
    let again = answer.data_of("Again").unwrap();
    boris.forges(answer.id, &again).await;
    assert!(boris.toast().contains("Это может тот, кто спрашивал"), "{}", boris.toast());
    assert_eq!(asked(&app), 1);
    ann.taps_on(answer.id, "⋯").await;
    let more = ann.sees_one("more buttons", |bubble| bubble.data_of("As a file").is_some()).await;
    assert!(more.data_of("Conversations").is_none(), "{:?}", more.labels());
    app.provider().next(Script::says("Otherwise."));
    olga.forges(answer.id, &again).await;
    olga.sees("Otherwise.").await;
    app.finish().await;
}

#[tokio::test]
async fn topics_are_conversations_of_their_own() {
    let app = TestApp::with_provider().await;
    let chat = group(&app, true, &["Books", "Meetings"]).await;
    let view = app.sandbox.chat(Seat::group(101, chat)).unwrap();
    let thread = |n: usize| view["group"]["topics"][n]["thread_id"].as_i64().unwrap();
    let ann = app.ann().in_group(chat);
    let [books, meetings] = [0, 1].map(|n| ann.in_topic(thread(n)));
    books.sends("/ask about Oblomov");
    let answer = books.sees("Yes.").await;
    assert_eq!(answer.topic(), Some(thread(0)));
    app.finish_jobs().await;
    meetings.sends("/ask about Thursday");
    assert_eq!(meetings.sees("Yes.").await.topic(), Some(thread(1)));
    assert_eq!(told(&app)[1..], ["Ann: about Thursday"]);
    app.finish_jobs().await;
    ann.sends("/ask in General");
    app.finish_jobs().await;
    assert_eq!(told(&app)[1..], ["Ann: in General"]);
    assert_eq!(ann.last().topic(), None);
    books.sends("/new");
    books.sees("A clean sheet").await;
    app.finish_jobs().await;
    books.sends("/ask about Karenina");
    app.finish_jobs().await;
    assert_eq!(told(&app)[1..], ["Ann: about Karenina"]);
    meetings.sends("/ask about Friday");
    app.finish_jobs().await;
    assert_eq!(told(&app)[1..].len(), 3, "the other topic goes on");
    app.finish().await;
}

#[tokio::test]
async fn admins_choose_and_others_are_told_who_may() {
    let app = TestApp::with_provider().await;
    let chat = group(&app, false, &[]).await;
    let (ann, olga) = (app.ann().in_group(chat), app.olga().in_group(chat));
    ann.sends("/settings");
    ann.sees("Only the group's admins can do this").await;
    olga.sends("/settings");
    let screen = olga.sees("Settings of this group").await;
    let manner = screen.data_of("Manner").unwrap();
    ann.forges(screen.id, &manner).await;
    assert_eq!(ann.toast(), "Only the group's admins can do this");

    olga.taps("Manner").await;
    olga.taps("Short").await;
    olga.taps("Model").await;
    olga.taps("fake-small").await;
    olga.taps("Answers a day").await;
    olga.taps("20").await;
    olga.sees("0 of 20 answers").await;
    olga.taps("Keyword").await;
    let asking = olga.sees("Waiting for").await;
    olga.replies(asking.id, "jeeves");
    olga.sees("Settings of this group").await;
    app.finish_jobs().await;
    app.sandbox.set_reads_all(true);
    ann.sends("Jeeves, tea please");
    ann.sees("Yes.").await;
    let body = app.provider().questions().pop().unwrap().body;
    assert_eq!(body["model"], "fake-small");
    assert!(body["messages"][0]["content"].as_str().unwrap().contains("short answers"), "{body}");
    app.finish_jobs().await;
    // Ann's own model is as it was.
    app.ann().sends("hello");
    app.finish_jobs().await;
    let bodies: Vec<Value> = app.provider().questions().into_iter().map(|asked| asked.body).collect();
    let own = bodies.iter().rev().find(|body| body.to_string().contains("hello")).unwrap();
    assert_eq!(own["model"], "fake-large");
    app.finish().await;
}

#[tokio::test]
async fn who_hides_behind_the_group_is_an_admin() {
    let app = TestApp::with_provider().await;
    let chat = group(&app, true, &[]).await;
    let olga = app.olga().in_group(chat);
    olga.does(GroupAct::Anonymous { on: true });
    olga.sends("/ask who am I?");
    olga.sees("Yes.").await;
    assert_eq!(told(&app).pop().unwrap(), "Walk: who am I?");
    app.finish_jobs().await;
    olga.sends("/settings");
    olga.sees("Settings of this group").await;
    olga.taps("Language").await;
    olga.sees("Настройки этой группы").await;
    app.finish().await;
}

#[tokio::test]
async fn a_group_that_has_had_its_answers_is_told_once() {
    let app = TestApp::with_provider().await;
    let chat = group(&app, false, &[]).await;
    let (ann, olga) = (app.ann().in_group(chat), app.olga().in_group(chat));
    olga.sends("/settings");
    olga.taps("Answers a day").await;
    olga.taps("○ 5").await;
    let questions: Vec<i64> = (0..7).map(|n| ann.sends(&format!("/ask {n}"))).collect();
    app.finish_jobs().await;
    assert_eq!((asked(&app), ann.counts("The 5 answers of this group")), (5, 1), "{}", ann.transcript());
    // Neither a button nor other words for the latest question bring one more.
    let is_answer = |bubble: &&Bubble| bubble.data_of("Again").is_some();
    let answer = ann.messages().iter().rev().find(is_answer).map(|bubble| bubble.id).unwrap();
    ann.taps_on(answer, "Again").await;
    assert!(ann.toast().contains("The 5 answers of this group"), "{}", ann.toast());
    ann.edits(questions[4], "/ask something else");
    app.finish_jobs().await;
    assert_eq!((asked(&app), ann.counts("The 5 answers of this group")), (5, 1), "{}", ann.transcript());
    app.finish().await;
}

/// What waits for a word waits for an answer to its screen: an answer to an answer is talk.
#[tokio::test]
async fn only_an_answer_to_the_screen_that_waits_is_a_setting() {
    let app = TestApp::with_provider().await;
    let chat = group(&app, false, &[]).await;
    let olga = app.olga().in_group(chat);
    olga.sends("/ask something");
    let answer = olga.sees("Yes.").await;
    app.finish_jobs().await;
    olga.sends("/settings");
    olga.taps("Keyword").await;
    let asking = olga.sees("Waiting for").await;
    olga.replies(answer.id, "marmalade");
    app.finish_jobs().await;
    assert!(told(&app).last().unwrap().ends_with("marmalade"), "{}", olga.transcript());
    olga.replies(asking.id, "jeeves");
    let screen = olga.sees("Settings of this group").await;
    assert!(screen.labels().iter().any(|label| label.contains("jeeves")), "{:?}", screen.labels());
    app.finish_jobs().await;
    assert_eq!(asked(&app), 2);
    app.finish().await;
}

#[tokio::test]
async fn a_long_text_that_answers_a_picture_is_not_meant_for_the_bot_and_not_kept() {
    let app = with_eyes().await;
    let chat = group(&app, true, &[]).await;
    let (ann, boris) = (app.ann().in_group(chat), app.boris().in_group(chat));
    ann.sends("/ask something");
    ann.sees("Yes.").await;
    app.finish_jobs().await;
    app.sandbox.set_reads_all(true);
    let photo = boris.sends_photo(png(64, 48), "my cat");
    ann.replies(photo, &"heliotrope ".repeat(360));
    app.finish_jobs().await;
    assert_eq!(asked(&app), 1, "{}", ann.transcript());
    assert_eq!(app.look().finds("heliotrope").await, Vec::<String>::new());
    app.finish().await;
}

/// Seconds until it has been midnight in a zone so often, on this machine's clock.
fn until_midnight(zone: chrono_tz::Tz, times: u64) -> i64 {
    let now = SystemClock.now().with_timezone(&zone);
    let midnight = (now.date_naive() + chrono::Days::new(times)).and_time(chrono::NaiveTime::MIN);
    (midnight.and_local_timezone(zone).earliest().unwrap() - now).num_seconds()
}

/// The day of a group begins at midnight of its zone, which is UTC where it has none.
#[tokio::test]
async fn new_answers_come_with_the_groups_own_midnight() {
    let mut app = TestApp::with_provider().await;
    let chat = group(&app, false, &[]).await;
    let (ann, olga) = (app.ann().in_group(chat), app.olga().in_group(chat));
    olga.sends("/settings");
    olga.taps("Answers a day").await;
    olga.sees("The day begins at midnight (UTC)").await;
    olga.taps("○ 5").await;
    app.finish_jobs().await;
    let mut answered = 0;
    // So far apart that no question falls into the days of both.
    for (zone, times) in [(chrono_tz::UTC, 1), (chrono_tz::Pacific::Auckland, 4)] {
        if zone != chrono_tz::UTC {
            app.stop().await;
            let set = format!("UPDATE account_accounts SET zone = '{zone}' WHERE id < 0");
            write(app.stand().database_url(), &set).await;
            app.go_on().await;
        }
        let midnight = until_midnight(zone, times);
        for (from_midnight, questions, answers) in [(-120, 6, 5), (120, 1, 1)] {
            app.clock().ahead(midnight + from_midnight);
            for n in 0..questions {
                ann.sends(&format!("/ask {n}"));
            }
            app.finish_jobs().await;
            answered += answers;
            assert_eq!(asked(&app), answered, "{zone}, {from_midnight} s: {}", ann.transcript());
        }
    }
    app.finish().await;
}

/// An update as Telegram brings it, of somebody who is no person.
fn stranger(kind: &str, chat: &Value, from: &Value, sender: Option<&Value>, text: &str) -> Value {
    let name = text.find(BOT).map(|at| json!({ "type": "mention", "offset": at, "length": BOT.len() }));
    let entities: Vec<Value> = name.into_iter().collect();
    let mut post =
        json!({ "message_id": 900, "date": 1_790_000_000, "chat": chat, "text": text, "entities": entities });
    if !from.is_null() {
        post["from"] = from.clone();
    }
    if let Some(sender) = sender {
        post["sender_chat"] = sender.clone();
    }
    json!({ kind: post })
}

/// Channels, and other bots: two bots that answer each other would never end.
#[tokio::test]
async fn who_is_no_person_is_not_answered_and_leaves_nothing() {
    let app = TestApp::with_provider().await;
    let id = group(&app, true, &[]).await;
    let ann = app.ann().in_group(id);
    ann.sends("/ask something");
    let answer = ann.sees("Yes.").await;
    app.finish_jobs().await;
    let shown = ann.messages().len();
    let chat = json!({ "id": id, "type": "supergroup", "title": "Walk" });
    let channel = json!({ "id": -1_009_000_000_001_i64, "type": "channel", "title": "News" });
    let of_channel = json!({ "id": 777_000, "is_bot": false, "first_name": "Telegram" });
    let bot = json!({ "id": 4242, "is_bot": true, "first_name": "Jeeves", "username": "jeeves_bot" });
    let group_bot = json!({ "id": 1_087_968_824, "is_bot": true, "first_name": "Group", "username": "GroupAnonymousBot" });
    let call = format!("{BOT} heliotrope?");
    let nobody = Value::Null;
    let mut answering = stranger("message", &chat, &bot, None, "And heliotrope?");
    answering["message"]["reply_to_message"] = json!({
        "message_id": answer.id, "date": 1_790_000_000, "chat": chat, "text": "Yes.",
        "from": { "id": 1, "is_bot": true, "first_name": "Atelier", "username": &BOT[1..] },
    });
    app.sandbox.inject(vec![
        // Posts of a channel, those that are passed on into its group, and those that people write in its name.
        stranger("channel_post", &channel, &nobody, Some(&channel), &call),
        stranger("edited_channel_post", &channel, &nobody, Some(&channel), &call),
        stranger("message", &chat, &of_channel, Some(&channel), &call),
        stranger("message", &chat, &group_bot, Some(&channel), &call),
        // Another bot: by name, by command, in answer.
        stranger("message", &chat, &bot, None, &call),
        stranger("edited_message", &chat, &bot, None, &call),
        stranger("message", &chat, &bot, None, "/ask heliotrope?"),
        answering,
    ]);
    app.finish_jobs().await;
    assert_eq!((ann.messages().len(), asked(&app)), (shown, 1), "{}", ann.transcript());
    assert_eq!(app.look().finds("heliotrope").await, Vec::<String>::new());
    for number in [4242, 777_000, -1_009_000_000_001] {
        // That an update of a place came stays for a while; nothing else does.
        let mut named = app.look().names_person(number).await;
        named.retain(|place| place != "intake_inbox.lane");
        assert_eq!(named, Vec::<String>::new(), "{number}");
    }
    app.finish().await;
}

/// Telegram takes 20 calls a minute in a group (Bot API FAQ); the other tests here are spared the wait.
#[tokio::test]
async fn a_group_is_spoken_to_no_faster_than_telegram_allows() {
    const AT_ONCE: usize = 5;
    const BETWEEN: i64 = 3_000;
    let app = TestApp::paced_in_groups().await;
    let chat = group(&app, false, &[]).await;
    let ann = app.ann().in_group(chat);
    for n in 0..4 {
        ann.sends(&format!("/ask {n}"));
    }
    app.finish_jobs().await;
    assert_eq!(ann.counts("Yes."), 4, "{}", ann.transcript());
    let paced = ["sendMessage", "editMessageText"];
    let calls = app.sandbox.calls().into_iter();
    let here = calls.filter(|call| paced.contains(&call.method.as_str()) && call.params["chat_id"] == chat);
    let at: Vec<i64> = here.map(|call| call.at_ms).collect();
    assert!(at.len() > AT_ONCE, "{} calls need no pace", at.len());
    for n in AT_ONCE..at.len() {
        // Six calls take as long as the sixth has to wait; the machines may round, and a call be on its way for a while.
        let took = at[n] - at[n - AT_ONCE];
        assert!(took > BETWEEN - 500, "{} calls within {took} ms", AT_ONCE + 1);
    }
    app.finish().await;
}

#[tokio::test]
async fn a_group_that_becomes_a_supergroup_takes_everything_along() {
    let app = TestApp::with_provider().await;
    let old = group(&app, false, &[]).await;
    let (ann, olga) = (app.ann().in_group(old), app.olga().in_group(old));
    olga.sends("/settings");
    olga.taps("Manner").await;
    olga.taps("Thorough").await;
    ann.sends("/ask about apples");
    ann.sees("Yes.").await;
    app.finish_jobs().await;
    // What is on its way while the group moves goes to the new number.
    app.sandbox.add_fault(Fault::new(FaultKind::TooManyRequests).retry_after(2).in_chat(old).times(1));
    ann.sends("/ask about pears");
    let new = olga.does(GroupAct::Upgrade);
    let ann = app.ann().in_group(new);
    let arrived = until(|| async { (ann.counts("Yes.") == 1).then_some(()) });
    assert!(arrived.await.is_some(), "{}", ann.transcript());
    app.finish_jobs().await;
    assert_eq!(ann.counts("I answer here when you mention"), 0, "it is no new group");
    // Both service messages once more, and in the other order.
    let told_again = |chat: i64, field: &str, other: i64| {
        let chat =
            json!({ "id": chat, "type": if chat == new { "supergroup" } else { "group" }, "title": "Walk" });
        let olga = json!({ "id": 103, "is_bot": false, "first_name": "Olga", "language_code": "en" });
        let mut message = json!({ "message_id": 900, "date": 1_790_000_000, "chat": chat, "from": olga });
        message[field] = json!(other);
        app.sandbox.inject(vec![json!({ "message": message })]);
    };
    told_again(new, "migrate_from_chat_id", old);
    told_again(old, "migrate_to_chat_id", new);
    app.finish_jobs().await;
    ann.sends("/ask about plums");
    app.finish_jobs().await;
    let said = told(&app);
    assert!(said[0].contains("thorough answers"), "{}", said[0]);
    let talk = said[1..].iter().filter(|said| said.starts_with("Ann: ")).cloned().collect::<Vec<_>>();
    assert_eq!(talk, ["Ann: about apples", "Ann: about pears", "Ann: about plums"]);
    let left = "SELECT COUNT(*) AS n FROM account_accounts WHERE id < 0";
    assert_eq!(app.look().count(left).await, 1);
    app.finish().await;
}

#[tokio::test]
async fn put_out_it_stops_at_once_and_comes_back_as_it_was() {
    let app = TestApp::with_provider().await;
    let chat = group(&app, false, &[]).await;
    let (ann, olga) = (app.ann().in_group(chat), app.olga().in_group(chat));
    olga.sends("/settings");
    olga.taps("Manner").await;
    olga.taps("Playful").await;
    app.finish_jobs().await;
    app.provider().next(Script::events().act(atelier_tests::Act::Stall));
    ann.sends("/ask for ever");
    let begun = until(|| async { (asked(&app) == 1).then_some(()) });
    assert!(begun.await.is_some());
    olga.does(GroupAct::RemoveBot);
    let stopped = until(|| async { (app.provider().open() == 0).then_some(()) });
    assert!(stopped.await.is_some(), "it goes on writing where nobody reads it");
    olga.does(GroupAct::AddBot);
    olga.sees("I answer here when you mention").await;
    ann.sends("/ask again");
    ann.sees("Yes.").await;
    assert!(told(&app)[0].contains("playful"));
    app.finish().await;
}

#[tokio::test]
async fn an_album_with_one_mention_is_one_question() {
    let app = with_eyes().await;
    let chat = group(&app, true, &[]).await;
    app.sandbox.set_reads_all(true);
    let ann: Person = app.ann().in_group(chat);
    let files = [("a.png", png(64, 48)), ("b.png", png(64, 48))];
    ann.sends_files(MediaKind::Photo, &files, &format!("{BOT} which is nicer?"));
    ann.sees("Yes.").await;
    let body = app.provider().questions().pop().unwrap().body.to_string();
    assert_eq!(body.matches("image_url\":{").count(), 2, "{body}");
    // Nobody's pictures are nobody's question.
    ann.sends_files(MediaKind::Photo, &files, "my cats");
    app.finish_jobs().await;
    assert_eq!(asked(&app), 1);
    app.finish().await;
}
