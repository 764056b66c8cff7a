//! Errors for whoever runs a Sentry: the constant message, where it was said, the story and the scrubbed fields.
//! No stack, no host name, no person; nothing of this exists without `SENTRY_DSN`.

use std::{sync::Arc, time::Duration};

use sentry::{
    Client, ClientOptions,
    protocol::{Event, Level},
    transports::DefaultTransportFactory,
    types::Dsn,
};

use super::record::Record;

/// Sends errors, on a thread of its own.
#[derive(Clone)]
pub struct Reporter(Arc<Client>);

impl Reporter {
    pub fn new(dsn: Dsn) -> Self {
        let mut options = ClientOptions::default();
        options.dsn = Some(dsn);
        options.release = Some(concat!("atelier@", env!("CARGO_PKG_VERSION")).into());
        options.default_integrations = false;
        options.transport = Some(Arc::new(DefaultTransportFactory));
        Self(Arc::new(Client::with_options(options)))
    }

    pub fn report(&self, record: &Record) {
        let mut event = Event::new();
        event.level = Level::Error;
        event.logger = Some(record.target.clone());
        event.message = Some(record.message.clone());
        event.tags.extend(record.trace().map(|trace| ("trace".to_owned(), trace)));
        event.extra = record.fields.iter().map(|(name, value)| ((*name).to_owned(), value.into())).collect();
        self.0.capture_event(event, None);
    }

    /// Waits until all is sent, for so long at most.
    pub fn close(&self, patience: Duration) {
        self.0.close(Some(patience));
    }
}

impl std::fmt::Debug for Reporter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Reporter")
    }
}
