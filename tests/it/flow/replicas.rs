//! Several processes on one Postgres: they share the work, keep the order, and take over from one another.

use std::{net::TcpListener, sync::Arc};

use atelier_sandbox::Options;
use atelier_tests::{Binary, Line, Look, Person, Sandbox, Setup, Stand, until};

const DEATHS: usize = 6;
const MESSAGES: usize = 18;

/// A sandbox, a stand, and people; none of it where there is no Postgres.
struct Scene {
    sandbox: Arc<Sandbox>,
    stand: Stand,
    look: Look,
}

impl Scene {
    async fn new() -> Option<Self> {
        if Setup::of_environment() != Setup::Postgres {
            return None;
        }
        let sandbox = Arc::new(Sandbox::start(Options::default()).await.unwrap());
        let stand = Stand::new().await;
        let look = Look::at(stand.database_url()).await;
        Some(Self { sandbox, stand, look })
    }

    fn person(&self, id: i64) -> Person {
        Person::new(id, Arc::clone(&self.sandbox))
    }

    /// Waits until all is answered, in order and at most as often repeated as somebody died.
    async fn all_is_answered(&self, people: &[Person], deaths: usize) {
        let done = until(|| async {
            let idle = self.sandbox.pending_updates().is_empty() && self.look.open().await == [0; 3];
            idle.then_some(())
        });
        let log = || Binary::log(&self.stand);
        assert!(done.await.is_some(), "not everything was done\n{}\n{}", people[0].transcript(), log());
        let mut repeated = 0;
        for person in people {
            let mut answers: Vec<String> = person.messages().into_iter().map(|bubble| bubble.text).collect();
            answers.retain(|text| text.contains(" = "));
            let total = answers.len();
            answers.dedup();
            let expected: Vec<String> = (1..=MESSAGES).map(|n| format!("{n} + 500 = {}", n + 500)).collect();
            assert_eq!(answers, expected, "{}\n{}", person.transcript(), log());
            repeated += total - MESSAGES;
        }
        assert!(repeated <= deaths * people.len(), "{repeated} repeated in {deaths} deaths");
        assert!(self.sandbox.violations().is_empty(), "{:#?}", self.sandbox.violations());
        let open = until(|| async { self.sandbox.unanswered_callbacks().is_empty().then_some(()) }).await;
        assert!(open.is_some(), "{:?}", self.sandbox.unanswered_callbacks());
    }
}

#[tokio::test]
async fn two_processes_that_are_killed_by_turns_answer_everything_in_order() {
    let Some(scene) = Scene::new().await else { return };
    let people = [101, 102, 103].map(|id| scene.person(id));
    let start = || Binary::start(&scene.stand, &scene.sandbox);
    let mut bots = [Some(start()), Some(start())];
    people[0].sends("/help");
    let help = people[0].sees("❓ Write, and I answer.").await;
    for number in 1..=MESSAGES {
        for person in &people {
            person.sends(&format!("{number}+500="));
        }
        people[0].press(help.id, &help.data_of("How talk works").unwrap());
        if number % (MESSAGES / DEATHS) == 0 {
            let said = people[0].messages().len() + people[1].messages().len();
            until(|| async {
                (people[0].messages().len() + people[1].messages().len() > said).then_some(())
            })
            .await;
            let victim = &mut bots[number / (MESSAGES / DEATHS) % 2];
            victim.take().unwrap().kill();
            *victim = Some(start());
        }
    }
    scene.all_is_answered(&people, DEATHS).await;
}

#[tokio::test]
async fn behind_a_webhook_any_of_them_takes_any_update() {
    let Some(scene) = Scene::new().await else { return };
    let free = || TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let addresses = [free(), free()];
    let (_line, port) = Line::to(addresses.to_vec()).await;
    let hook = format!("http://127.0.0.1:{port}/telegram");
    let start = |address: &str| {
        let settings =
            [("TELEGRAM_MODE", "webhook"), ("TELEGRAM_WEBHOOK_URL", hook.as_str()), ("HTTP_ADDR", address)];
        Binary::start_with(
            &scene.stand,
            &scene.sandbox,
            settings.map(|(name, value)| (name, value.to_owned())),
        )
    };
    let mut bots = addresses.iter().map(|address| start(address)).collect::<Vec<_>>();
    let people = [101, 102].map(|id| scene.person(id));
    for number in 1..=MESSAGES {
        for person in &people {
            person.sends(&format!("{number}+500="));
        }
        if number == MESSAGES / 2 {
            until(|| async { (people[0].messages().len() > 2).then_some(()) }).await;
            bots.remove(0).kill();
            bots.push(start(&addresses[0]));
        }
    }
    scene.all_is_answered(&people, 1).await;
    let calls = scene.sandbox.calls();
    let called = |method: &str| calls.iter().any(|call| call.method == method);
    assert!(!called("getUpdates") && !called("deleteWebhook"), "who has a webhook keeps it");
}

#[tokio::test]
async fn one_takes_in_and_another_works() {
    let Some(scene) = Scene::new().await else { return };
    let start = |role| Binary::start_as(role, &scene.stand, &scene.sandbox, []);
    let _bots = [start("intake"), start("worker"), start("worker")];
    let people = [101, 102].map(|id| scene.person(id));
    for number in 1..=MESSAGES {
        for person in &people {
            person.sends(&format!("{number}+500="));
        }
    }
    scene.all_is_answered(&people, 0).await;
}
