//! The operator's desk: who may sit at it, and what can be done there.

use atelier::{
    domain::AccountId,
    features::admin::{AdminStep, AdminTap, COMMANDS, Role, Term},
    telegram::{
        steps::StepRecord,
        tap::{Tap as _, every},
    },
};
use atelier_tests::{Person, TestApp, write};

const OLGA: i64 = 103;

/// Olga owns the bot; everybody has been here once.
async fn desk() -> TestApp {
    let app = TestApp::with(|env| env.with("ADMIN_IDS", OLGA.to_string())).await;
    app.greets_everybody().await;
    app
}

async fn opens_card(olga: &Person, who: &str) {
    olga.sends(&format!("/find {who}"));
    olga.sees("message").await;
}

#[tokio::test]
async fn an_owner_opens_the_desk_and_has_its_commands_in_the_menu() {
    let app = desk().await;
    let olga = app.olga();
    olga.sends("/admin");
    let desk = olga.sees("Desk · ").await;
    assert!(desk.text.contains("Today 3 active, 3 new"), "{}", desk.text);
    app.finish_jobs().await;
    let commands: Vec<String> = olga.commands().into_iter().map(|(name, _)| name).collect();
    assert!(COMMANDS.iter().all(|name| commands.contains(&(*name).to_owned())), "{commands:?}");
    let others: Vec<String> = app.ann().commands().into_iter().map(|(name, _)| name).collect();
    assert!(!others.contains(&"admin".to_owned()), "{others:?}");
    app.finish().await;
}

#[tokio::test]
async fn to_everybody_else_there_is_no_desk() {
    let app = desk().await;
    let ann = app.ann();
    ann.sends("/admin");
    let said = ann.sees("/admin").await;
    ann.sends("/adnim");
    let odd = ann.sees("/adnim").await;
    assert_eq!(said.text, odd.text.replace("/adnim", "/admin"));
    ann.sends("/find Olga");
    ann.sees("/find").await;
    ann.does_not_see("Desk");
    app.finish().await;
}

/// Every button of the desk with every kind of content, about herself, about the owner and about nobody.
#[tokio::test]
async fn forged_presses_of_everybody_else_change_nothing() {
    let app = desk().await;
    for (person, hello, about) in [(app.ann(), ", Ann.", 102), (app.boris(), ", Борис.", OLGA)] {
        person.sends("/start");
        let home = person.sees(hello).await;
        for tap in every::variant::<AdminTap>().unwrap() {
            let data = about_whom(&tap, about);
            person.forges(home.id, &data).await;
            let note = person.toast();
            assert!(note.contains("button is old") || note.contains("Кнопка старая"), "{data}: {note}");
        }
    }
    app.finish_jobs().await;
    nothing_was_done(&app).await;
    app.ann().does_not_see("Olga");
    app.ann().does_not_see("Борис");
    app.boris().does_not_see("Olga");
    app.finish().await;
}

/// The data of a button about this person.
fn about_whom(tap: &AdminTap, person: i64) -> String {
    tap.encode().to_string().replace(&base36(i64::MIN), &base36(person))
}

/// Telegram's own way of writing numbers in buttons of ours.
fn base36(mut number: i64) -> String {
    if number == i64::MIN {
        return "-1y2p0ij32e8e8".to_owned();
    }
    let mut digits = Vec::new();
    while number > 0 {
        digits.push(char::from_digit(u32::try_from(number % 36).unwrap(), 36).unwrap());
        number /= 36;
    }
    digits.iter().rev().collect()
}

async fn nothing_was_done(app: &TestApp) {
    for table in ["admin_audit", "admin_staff"] {
        assert_eq!(app.look().count(&format!("SELECT COUNT(*) AS n FROM {table}")).await, 0, "{table}");
    }
    let touched =
        "SELECT COUNT(*) AS n FROM account_accounts WHERE banned_at IS NOT NULL OR erase_at IS NOT NULL";
    assert_eq!(app.look().count(touched).await, 0);
}

#[tokio::test]
async fn a_step_of_the_desk_is_talk_once_its_owner_is_dismissed() {
    let app = desk().await;
    let (ann, olga) = (app.ann(), app.olga());
    appoints(&olga, "@ann", "Manager").await;
    opens_card(&ann, "@boris").await;
    ann.taps("✏️ Message").await;
    ann.sees("Waiting for: the words").await;
    olga.taps("Dismiss").await;
    assert_eq!(olga.toast(), "Dismissed; the desk is closed to them");
    ann.sends("Send me your password");
    app.finish_jobs().await;
    app.boris().does_not_see("password");
    ann.sends("/admin");
    ann.sees("/admin").await;
    ann.does_not_see("Desk · ");
    app.finish().await;
}

async fn appoints(olga: &Person, who: &str, role: &str) {
    olga.sends("/admin");
    olga.taps("⋯ More").await;
    olga.taps("👤 Staff").await;
    olga.sees("Waiting for: whom to appoint").await;
    olga.sends(who);
    olga.taps(&format!("○ {role}")).await;
    olga.sees("Appointed").await;
}

#[tokio::test]
async fn a_role_allows_what_it_allows() {
    let app = desk().await;
    let (ann, olga) = (app.ann(), app.olga());
    appoints(&olga, "@ann", "Support").await;
    app.finish_jobs().await;
    assert!(ann.commands().iter().any(|(name, _)| name == "admin"), "{:?}", ann.commands());
    ann.sends("/admin");
    let desk = ann.sees("Desk · ").await;
    assert_eq!(desk.labels(), ["👤 People", "🏠 Home"]);
    opens_card(&ann, "@boris").await;
    let card = ann.last();
    assert!(!card.labels().contains(&"Ban".to_owned()), "{:?}", card.labels());
    for tap in every::variant::<AdminTap>().unwrap() {
        if Role::Support.may(tap.act()) {
            continue;
        }
        let data = about_whom(&tap, 102);
        ann.forges(card.id, &data).await;
        assert!(ann.toast().starts_with("That is only for owners"), "{data}: {}", ann.toast());
    }
    assert_eq!(app.look().count("SELECT COUNT(*) AS n FROM admin_audit").await, 1);
    olga.taps("Dismiss").await;
    ann.forges(card.id, &AdminTap::OpenDesk.encode().to_string()).await;
    assert_eq!(ann.toast(), "That button is old; here is a fresh screen");
    app.finish_jobs().await;
    assert!(!ann.commands().iter().any(|(name, _)| name == "admin"), "{:?}", ann.commands());
    app.finish().await;
}

#[tokio::test]
async fn people_are_found_by_name_number_and_what_they_wrote() {
    let app = desk().await;
    let olga = app.olga();
    olga.sends("/find");
    olga.sees("Those who were here last").await;
    olga.sends("бор");
    olga.sees("Борис · @boris · 102 · ru").await;
    olga.sends("/find 101");
    olga.sees("Ann · @ann · 101 · en").await;
    olga.sends("/find nobody");
    olga.sees("Nobody is found by “nobody”").await;
    olga.sends("@ann");
    olga.sees("Ann · @ann · 101 · en").await;
    app.finish().await;
}

#[tokio::test]
async fn a_message_from_the_desk_says_where_it_comes_from() {
    let app = desk().await;
    let (olga, boris) = (app.olga(), app.boris());
    opens_card(&olga, "@boris").await;
    olga.taps("✏️ Message").await;
    olga.sees("Waiting for: the words").await;
    olga.sends("Ваша картинка готова");
    olga.sees("✅ On its way to Борис.").await;
    boris.sees("🔔 От тех, кто ведёт Ателье:\n\nВаша картинка готова").await;
    olga.taps("‹ Back").await;
    olga.taps("⋯ More").await;
    olga.taps("📊 What was done to them").await;
    let trail = olga.sees("Olga, owner · wrote to · Борис").await;
    assert!(!trail.text.contains("картинка"), "{}", trail.text);
    app.finish().await;
}

#[tokio::test]
async fn whoever_is_shut_out_is_told_once_and_keeps_their_rights() {
    let app = desk().await;
    let (ann, olga) = (app.ann(), app.olga());
    opens_card(&olga, "@ann").await;
    olga.taps("Ban").await;
    olga.taps("7 days").await;
    olga.sees("Waiting for: the reason").await;
    olga.sends("Threats");
    olga.sees("⚠️ Shut out until").await;
    ann.sends("Hello?");
    ann.sees("Atelier is closed to you until").await;
    ann.sees("“Threats”").await;
    ann.sends("Hello??");
    ann.sends("/start");
    app.finish_jobs().await;
    assert_eq!(ann.counts("closed to you"), 1);
    ann.sends("/privacy");
    ann.taps("📤").await;
    app.finish_jobs().await;
    olga.taps("↩ Unban").await;
    assert_eq!(olga.toast(), "They can come in again");
    ann.sends("/start");
    ann.sees(", Ann.").await;
    app.finish().await;
}

#[tokio::test]
async fn a_ban_ends_by_itself() {
    let app = desk().await;
    let (ann, olga) = (app.ann(), app.olga());
    opens_card(&olga, "@ann").await;
    olga.taps("Ban").await;
    olga.taps("1 day").await;
    olga.taps("Ban without a reason").await;
    olga.sees("⚠️ Shut out until").await;
    ann.sends("/start");
    ann.sees("Atelier is closed to you").await;
    app.clock().ahead(25 * 3600);
    ann.sends("/start");
    ann.sees(", Ann.").await;
    app.finish().await;
}

#[tokio::test]
async fn an_erasure_from_the_desk_can_be_stopped_by_the_person() {
    let app = desk().await;
    let (ann, olga) = (app.ann(), app.olga());
    opens_card(&olga, "@ann").await;
    olga.taps("⋯ More").await;
    olga.taps("🗑 Erase everything of theirs").await;
    olga.sees("Everything of Ann goes in").await;
    olga.taps("🗑 Erase everything").await;
    olga.sees("⚠️ Everything is erased").await;
    ann.sends("Hello");
    ann.taps("Keep everything").await;
    ann.sends("/start");
    ann.sees(", Ann.").await;
    app.finish().await;
}

#[tokio::test]
async fn nobody_shuts_an_admin_out_and_nobody_dismisses_an_owner() {
    let app = desk().await;
    let (ann, olga) = (app.ann(), app.olga());
    appoints(&olga, "@ann", "Manager").await;
    opens_card(&ann, "103").await;
    let card = ann.last();
    let person = base36(OLGA);
    ann.forges(card.id, &format!("ad:B:{person}:e")).await;
    ann.sees("They sit at the desk themselves").await;
    ann.forges(card.id, &format!("ad:E:{person}")).await;
    ann.sees("They sit at the desk themselves").await;
    olga.forges(olga.last().id, &format!("ad:X:{person}")).await;
    olga.sees("Owners named in the configuration").await;
    let banned = "SELECT COUNT(*) AS n FROM account_accounts WHERE banned_at IS NOT NULL";
    assert_eq!(app.look().count(banned).await, 0);
    app.finish().await;
}

/// A step that somebody's program of before has left, or that a thief of Redis has written.
#[tokio::test]
async fn a_step_of_the_desk_that_was_planted_does_nothing() {
    let mut app = desk().await;
    app.stop().await;
    let boris = AccountId(102);
    let planted = [
        AdminStep::Message { person: boris },
        AdminStep::Reason { person: boris, term: Term::Ever },
        AdminStep::Staff,
        AdminStep::People,
    ];
    for step in planted {
        plants(&app, &step).await;
        app.go_on().await;
        let ann = app.ann();
        ann.sends("Boris, send me everything");
        app.finish_jobs().await;
        app.boris().does_not_see("send me everything");
        ann.does_not_see("Борис");
        nothing_was_done(&app).await;
        app.stop().await;
    }
    app.go_on().await;
    app.finish().await;
}

/// Puts a step into the database as if Ann were in the middle of it.
async fn plants(app: &TestApp, step: &AdminStep) {
    let (bot, _) = app.sandbox.token().split_once(':').unwrap();
    let state = serde_json::to_string(&StepRecord::of(step)).unwrap();
    let url = app.stand().database_url();
    write(url, "DELETE FROM telegram_steps WHERE account_id = 101").await;
    let row = format!(
        "INSERT INTO telegram_steps (bot_id, chat_id, thread_id, account_id, step, changed_at) \
         VALUES ({bot}, 101, 0, 101, '{state}', '2026-11-21T09:30:00+00:00')"
    );
    write(url, &row).await;
}
