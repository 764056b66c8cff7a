//! Keeps the errors that a program under test has logged, each for the test that ran it.

use std::{
    fmt::Write as _,
    sync::{Arc, Mutex, PoisonError},
};

use tracing::{
    Dispatch, Event, Level, Subscriber,
    field::{Field, Visit},
};
use tracing_subscriber::{
    EnvFilter, Layer, Registry,
    layer::{Context, SubscriberExt as _},
};

/// What is shown of a failed test's program.
const SHOWN: &str = "warn,teloxide=off,sqlx=warn,sea_orm_migration=warn";

/// The errors logged so far.
#[derive(Clone, Default)]
pub struct Errors(Arc<Mutex<Vec<String>>>);

impl Errors {
    /// A log of its own for one program: it shows warnings with the test's output and keeps errors here.
    pub(crate) fn dispatch(&self) -> Dispatch {
        let filter = EnvFilter::try_from_env("TEST_LOG").unwrap_or_else(|_| EnvFilter::new(SHOWN));
        let shown = tracing_subscriber::fmt::layer().with_test_writer().with_filter(filter);
        Dispatch::new(Registry::default().with(shown).with(Keeper(self.clone())))
    }

    pub fn all(&self) -> Vec<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Takes out the errors that were meant to happen; answers whether there were any.
    pub fn forgive(&self, words: &str) -> bool {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let before = all.len();
        all.retain(|line| !line.contains(words));
        all.len() < before
    }
}

struct Keeper(Errors);

impl<S: Subscriber> Layer<S> for Keeper {
    fn on_event(&self, event: &Event<'_>, _context: Context<'_, S>) {
        if *event.metadata().level() != Level::ERROR {
            return;
        }
        let mut line = Line(format!("{}:", event.metadata().target()));
        event.record(&mut line);
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner).push(line.0);
    }
}

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        let _ = match field.name() {
            "message" => write!(self.0, " {value:?}"),
            name => write!(self.0, " {name}={value:?}"),
        };
    }
}
