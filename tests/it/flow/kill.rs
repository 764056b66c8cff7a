//! The program itself, killed where it stands, again and again, while people write.

use std::sync::Arc;

use atelier_tests::{Binary, Look, Person, Sandbox, Setup, Stand, until};

const DEATHS: usize = 10;
const MESSAGES: usize = 20;

#[tokio::test]
async fn killed_at_any_moment_it_answers_everything_in_order() {
    let sandbox = Arc::new(Sandbox::start(atelier_sandbox::Options::default()).await.unwrap());
    let stand = Stand::on(Setup::Sqlite).await;
    let ann = Person::new(101, Arc::clone(&sandbox));
    let mut bot = Binary::start(&stand, &sandbox);
    ann.sends("/start");
    ann.sees("I am Atelier").await;

    let mut deaths = 0;
    for number in 1..=MESSAGES {
        ann.sends(&format!("{number}+500="));
        if number % 2 == 0 && deaths < DEATHS {
            lives_for_a_while(&ann, &sandbox, deaths).await;
            bot.kill();
            bot = Binary::start(&stand, &sandbox);
            deaths += 1;
        }
    }
    let look = Look::at(stand.database_url()).await;
    let done = until(|| async {
        let idle = sandbox.pending_updates().is_empty() && look.open().await == [0; 3];
        idle.then_some(())
    });
    let done = done.await;
    bot.kill();
    look.close().await;
    assert!(done.is_some(), "not everything was done\n{}\n{}", ann.transcript(), Binary::log(&stand));

    let mut answers: Vec<String> = ann.messages().into_iter().skip(1).map(|bubble| bubble.text).collect();
    answers.retain(|text| text.contains(" = "));
    let total = answers.len();
    answers.dedup();
    let expected: Vec<String> = (1..=MESSAGES).map(|n| format!("{n} + 500 = {}", n + 500)).collect();
    assert_eq!(answers, expected, "{}\n{}", ann.transcript(), Binary::log(&stand));
    assert!(total - MESSAGES <= deaths, "{} repeated in {deaths} deaths", total - MESSAGES);
    assert!(sandbox.violations().is_empty(), "{:#?}", sandbox.violations());
}

/// Ends a life at a place in the work, not at a time: by turns after so many calls to Telegram, and after something
/// new was said. An update that has seen three deaths counts as their cause; here no innocent one sees so many.
async fn lives_for_a_while(ann: &Person, sandbox: &Sandbox, death: usize) {
    let (calls, said) = (sandbox.calls().len(), ann.messages().len());
    if death.is_multiple_of(2) {
        until(|| async { (sandbox.calls().len() > calls + death).then_some(()) }).await;
    } else {
        until(|| async { (ann.messages().len() > said).then_some(()) }).await;
    }
}
