//! The whole bot in a test: a sandbox, a ground to stand on, a provider if wished, and the bot between them.
//! `finish` ends it and sees to it that nothing was left undone, unanswered, refused or logged as an error.

use std::{sync::Arc, time::Duration};

use atelier::{
    app::Tempo,
    config::{Config, Env, Role},
    providers::{
        local::Pace,
        resilience::Policy,
        testing::{FakeProvider, Script},
    },
    storage::state::Limit,
};
use atelier_sandbox::{Options, Sandbox};

use crate::{
    clock::MovedClock, log::Errors, look::Look, person::Person, process::Process, setup::Stand, wait::until,
};

pub struct TestApp {
    pub sandbox: Arc<Sandbox>,
    pub errors: Errors,
    provider: Option<FakeProvider>,
    env: Env,
    tempo: Tempo,
    clock: Arc<MovedClock>,
    look: Look,
    process: Option<Process>,
    stand: Stand,
    finished: bool,
}

/// As often as one likes.
fn freely() -> Limit {
    Limit::per(1000, Duration::from_secs(1)).burst(1000)
}

/// No waiting where only time is waited for.
fn hurry() -> Tempo {
    let at_once = Duration::from_millis(1);
    Tempo {
        talker: Pace::NONE,
        to_person: Some(freely()),
        to_group: Some(freely()),
        provider: Policy {
            first_wait: at_once,
            longest_wait: at_once * 100,
            until_first: Duration::from_secs(3),
            ..Policy::default()
        },
        ..Tempo::default()
    }
}

impl TestApp {
    /// With the built-in talker, which answers at once.
    pub async fn start() -> Self {
        Self::start_with(|env| env, hurry()).await
    }

    /// With other settings.
    pub async fn with(settings: impl FnOnce(Env) -> Env) -> Self {
        Self::start_with(settings, hurry()).await
    }

    /// On ground that the test has prepared.
    pub async fn on(stand: Stand, settings: impl FnOnce(Env) -> Env) -> Self {
        Self::start_on(stand, settings, hurry()).await
    }

    /// At the tempo that people are used to.
    pub async fn at_leisure() -> Self {
        Self::start_with(|env| env, Tempo::default()).await
    }

    /// With a provider that plays what the test tells it to; at first it answers "Yes." to everything.
    pub async fn with_provider() -> Self {
        Self::with_provider_and(|env| env).await
    }

    /// With a provider, and where everything is erased so soon after it was asked for.
    pub async fn erasing_after(grace: Duration) -> Self {
        Self::provided(|env| env, Tempo { grace, ..hurry() }).await
    }

    /// With a provider, and where a group is written to no faster than in earnest.
    pub async fn paced_in_groups() -> Self {
        Self::provided(|env| env, Tempo { to_group: None, ..hurry() }).await
    }

    pub async fn with_provider_and(settings: impl FnOnce(Env) -> Env) -> Self {
        Self::provided(settings, hurry()).await
    }

    async fn provided(settings: impl FnOnce(Env) -> Env, tempo: Tempo) -> Self {
        let provider = FakeProvider::start().await.expect("a provider");
        provider.always(Script::says("Yes."));
        let base = provider.base_url().expect("its address");
        let settings = |env: Env| {
            settings(
                env.with("OPENAI_BASE_URL", base.as_str())
                    .with("OPENAI_API_KEY", "sk-test")
                    .with("CHAT_MODELS", "fake-large,fake-small"),
            )
        };
        let mut app = Self::start_with(settings, tempo).await;
        app.provider = Some(provider);
        app
    }

    async fn start_with(settings: impl FnOnce(Env) -> Env, tempo: Tempo) -> Self {
        Self::start_on(Stand::new().await, settings, tempo).await
    }

    async fn start_on(stand: Stand, settings: impl FnOnce(Env) -> Env, tempo: Tempo) -> Self {
        let sandbox = Arc::new(Sandbox::start(Options::default()).await.expect("a sandbox"));
        let env = settings(stand.env(&sandbox));
        let errors = Errors::default();
        let clock = MovedClock::new();
        let process = begin(&env, tempo, &clock, &errors).await;
        let look = Look::at(stand.database_url()).await;
        Self {
            sandbox,
            errors,
            provider: None,
            env,
            tempo,
            clock,
            look,
            process: Some(process),
            stand,
            finished: false,
        }
    }

    /// Speaks English.
    pub fn ann(&self) -> Person {
        Person::new(101, Arc::clone(&self.sandbox))
    }

    /// Speaks Russian.
    pub fn boris(&self) -> Person {
        Person::new(102, Arc::clone(&self.sandbox))
    }

    pub fn olga(&self) -> Person {
        Person::new(103, Arc::clone(&self.sandbox))
    }

    /// Ann and Boris are known before anything goes wrong.
    pub async fn greets_everybody(&self) {
        for (person, words) in [(self.ann(), "I am Atelier"), (self.boris(), "Это Ателье")] {
            person.sends("/start");
            person.sees(words).await;
        }
        self.finish_jobs().await;
    }

    pub fn provider(&self) -> &FakeProvider {
        self.provider.as_ref().expect("an app that was started with a provider")
    }

    pub fn look(&self) -> &Look {
        &self.look
    }

    pub fn stand(&self) -> &Stand {
        &self.stand
    }

    /// Waits until every update is answered, every job done and every message delivered.
    #[track_caller]
    pub fn finish_jobs(&self) -> impl Future<Output = ()> + '_ {
        let place = std::panic::Location::caller();
        async move {
            let done = until(|| async {
                let idle = self.sandbox.pending_updates().is_empty() && self.look.open().await == [0; 3];
                idle.then_some(())
            });
            if done.await.is_none() {
                let [updates, jobs, messages] = self.look.open().await;
                let waiting = self.sandbox.pending_updates().len();
                panic!(
                    "{place}: not done: {waiting} updates at Telegram, {updates} in the inbox, {jobs} jobs, \
                     {messages} messages"
                );
            }
        }
    }

    /// Waits until every update is answered; jobs may still be waiting for their time.
    pub async fn finish_updates(&self) {
        let done = until(|| async {
            let idle = self.sandbox.pending_updates().is_empty() && self.look.open().await[0] == 0;
            idle.then_some(())
        });
        assert!(done.await.is_some(), "updates are not answered");
    }

    /// Stops as an operator does, and starts again on what is there. Stopping takes no longer than it may.
    pub async fn restart(&mut self) {
        self.stop().await;
        self.go_on().await;
    }

    /// Stops; what comes meanwhile waits at Telegram.
    pub async fn stop(&mut self) {
        let process = self.process.take().expect("a bot that runs");
        let begun = tokio::time::Instant::now();
        let ended = process.stop().await;
        assert!(ended, "the bot did not end in time");
        assert!(begun.elapsed() < Duration::from_secs(10), "stopping took {:?}", begun.elapsed());
    }

    /// Dies in the middle of whatever it does.
    pub async fn crash(&mut self) {
        self.process.take().expect("a bot that runs").crash().await;
    }

    /// Starts again on what is there.
    pub async fn go_on(&mut self) {
        assert!(self.process.is_none(), "it runs already");
        self.process = Some(begin(&self.env, self.tempo, &self.clock, &self.errors).await);
    }

    /// Time passes: for Telegram, with all that comes about by then, and for the bot.
    pub fn time_passes(&self, time: Duration) {
        self.clock.ahead(self.clock.seconds() + i64::try_from(time.as_secs()).expect("some time"));
        self.sandbox.advance(time);
    }

    /// The clock of the bot's machine.
    pub fn clock(&self) -> &MovedClock {
        &self.clock
    }

    /// Looks at the database that is there now, after another took its place.
    pub async fn look_anew(&mut self) {
        self.look = Look::at(self.stand.database_url()).await;
    }

    /// Other settings from the next start on.
    pub fn set(&mut self, name: &str, value: &str) {
        self.env = self.env.clone().with(name, value);
    }

    /// Ends the test's bot and looks whether all is well.
    pub async fn finish(mut self) {
        self.ends_well().await;
        assert_eq!(self.look.dead().await, 0, "jobs were given up");
    }

    async fn ends_well(&mut self) {
        self.finish_jobs().await;
        let answered = until(|| async { self.sandbox.unanswered_callbacks().is_empty().then_some(()) }).await;
        assert!(answered.is_some(), "presses without an answer: {:?}", self.sandbox.unanswered_callbacks());
        self.stop().await;
        let violations = self.sandbox.violations();
        assert!(violations.is_empty(), "the bot asked Telegram for what cannot be: {violations:#?}");
        let errors = self.errors.all();
        assert!(errors.is_empty(), "errors were logged: {errors:#?}");
        self.finished = true;
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        assert!(
            self.finished || std::thread::panicking(),
            "a test that does not end with `app.finish().await` has not looked whether all is well"
        );
    }
}

async fn begin(env: &Env, tempo: Tempo, clock: &Arc<MovedClock>, errors: &Errors) -> Process {
    let config = Config::read(env, Role::All).expect("settings that are possible");
    Process::start(config, tempo, Arc::<MovedClock>::clone(clock), errors).await.expect("a bot that starts")
}
