//! What listens to the program's events and spans: writes lines, counts warnings, and hands errors and steps of
//! stories to whom they are sent, if to anybody.

use std::{
    io::Write,
    sync::{Mutex, PoisonError},
};

use chrono::{DateTime, Utc};
use tracing::{
    Event, Level, Subscriber,
    span::{Attributes, Id},
};
use tracing_subscriber::{
    Layer,
    layer::Context,
    registry::{LookupSpan, SpanRef},
};

use super::{
    otlp::{Span, Spans},
    record::{Fields, Record, Value},
    render,
    scrub::Scrubber,
    sentry::Reporter,
    slow,
};
use crate::{
    config::LogFormat,
    domain::{Clock as _, SystemClock},
    ops::metrics,
};

/// Where lines go, and how they are written.
pub struct Output {
    pub format: LogFormat,
    pub colours: bool,
    pub to: Mutex<Box<dyn Write + Send>>,
}

/// The log.
pub struct Telling {
    pub scrubber: Scrubber,
    pub output: Output,
    pub reporter: Option<Reporter>,
    pub spans: Option<Spans>,
}

/// What is known of a span while it lasts.
struct Known {
    fields: Fields,
    /// Only where spans are sent.
    begun: Option<DateTime<Utc>>,
    failed: bool,
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Telling {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let Some(span) = context.span(id) else { return };
        let mut fields = Fields::new(&self.scrubber);
        attributes.record(&mut fields);
        let begun = self.spans.as_ref().map(|_| SystemClock.now());
        span.extensions_mut().insert(Known { fields, begun, failed: false });
    }

    fn on_record(&self, id: &Id, values: &tracing::span::Record<'_>, context: Context<'_, S>) {
        let Some(span) = context.span(id) else { return };
        if let Some(known) = span.extensions_mut().get_mut::<Known>() {
            values.record(&mut known.fields);
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let record = self.record(event, &context);
        if record.level <= Level::WARN {
            metrics::LOG_LINES.one([render::level(record.level)]);
        }
        self.write(&record);
        if record.level == Level::ERROR {
            self.mark_failed(event, &context);
            if let Some(reporter) = &self.reporter {
                reporter.report(&record);
            }
        }
    }

    fn on_close(&self, id: Id, context: Context<'_, S>) {
        let (Some(spans), Some(span)) = (&self.spans, context.span(&id)) else { return };
        let Some(Known { fields, begun: Some(begun), failed }) = span.extensions_mut().remove() else {
            return;
        };
        let Some(trace) = fields.trace else { return };
        spans.send(Span {
            name: span.name(),
            trace,
            step: fields.step,
            parent: fields.parent,
            begun,
            ended: SystemClock.now(),
            failed,
            fields: fields.named,
        });
    }
}

impl Telling {
    fn record<S: Subscriber + for<'a> LookupSpan<'a>>(
        &self,
        event: &Event<'_>,
        context: &Context<'_, S>,
    ) -> Record {
        let mut own = Fields::new(&self.scrubber);
        event.record(&mut own);
        if event.metadata().target() == slow::DRIVER {
            slow::hear(event, &mut own);
        }
        let mut record = Record {
            at: SystemClock.now(),
            level: *event.metadata().level(),
            target: own.target.unwrap_or_else(|| event.metadata().target().to_owned()),
            message: own.message,
            trace: own.trace,
            spans: Vec::new(),
            fields: own.named,
        };
        for span in context.event_scope(event).into_iter().flatten() {
            add_span(&mut record, &span);
        }
        record.spans.reverse();
        record
    }

    fn write(&self, record: &Record) {
        let line = match self.output.format {
            LogFormat::Text => render::text(record, self.output.colours),
            LogFormat::Json => render::json(record),
        };
        let mut to = self.output.to.lock().unwrap_or_else(PoisonError::into_inner);
        // Where nobody reads the log, there is nobody to complain to.
        let _ = to.write_all(line.as_bytes());
    }

    fn mark_failed<S: Subscriber + for<'a> LookupSpan<'a>>(
        &self,
        event: &Event<'_>,
        context: &Context<'_, S>,
    ) {
        if self.spans.is_none() {
            return;
        }
        let mut spans = context.event_scope(event).into_iter().flatten();
        if let Some(span) = spans.next()
            && let Some(known) = span.extensions_mut().get_mut::<Known>()
        {
            known.failed = true;
        }
    }
}

/// Inner spans come first: what they say of a field holds.
fn add_span<'a, S: LookupSpan<'a>>(record: &mut Record, span: &SpanRef<'a, S>) {
    record.spans.push(span.name());
    let extensions = span.extensions();
    let Some(known) = extensions.get::<Known>() else { return };
    record.trace = record.trace.or(known.fields.trace);
    for (name, value) in &known.fields.named {
        let there = record.fields.iter().any(|(there, _): &(&str, Value)| there == name);
        if !there {
            record.fields.push((name, value.clone()));
        }
    }
}
