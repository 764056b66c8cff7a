//! The kinds of metrics, each with its labels by number: a line of code that counts cannot name a wrong one.
//! Counting never fails and never waits.

use std::{sync::OnceLock, time::Duration};

use prometheus::{CounterVec, GaugeVec, HistogramOpts, HistogramVec, IntCounterVec, Opts, Registry};

/// What the page says of a metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Counter,
    Gauge,
    Histogram,
}

/// A metric as the catalogue has it.
pub trait Metric: Sync {
    fn name(&self) -> &'static str;
    fn kind(&self) -> Kind;
    fn labels(&self) -> &'static [&'static str];
    fn about(&self) -> &'static str;
    /// Puts it on the page.
    fn register(&self, registry: &Registry);
}

/// What all kinds have.
struct Entry<const N: usize, V> {
    name: &'static str,
    labels: &'static [&'static str; N],
    about: &'static str,
    /// Made on first use; `None` where the name is none, which a test rules out.
    vec: OnceLock<Option<V>>,
}

impl<const N: usize, V> Entry<N, V> {
    const fn new(name: &'static str, labels: &'static [&'static str; N], about: &'static str) -> Self {
        Self { name, labels, about, vec: OnceLock::new() }
    }

    fn opts(&self) -> Opts {
        Opts::new(self.name, self.about)
    }
}

macro_rules! metric {
    ($name:ident, $kind:expr) => {
        impl<const N: usize> Metric for $name<N> {
            fn name(&self) -> &'static str {
                self.entry.name
            }

            fn kind(&self) -> Kind {
                $kind
            }

            fn labels(&self) -> &'static [&'static str] {
                self.entry.labels
            }

            fn about(&self) -> &'static str {
                self.entry.about
            }

            fn register(&self, registry: &Registry) {
                if N == 0 {
                    self.with([""; N]);
                }
                if let Some(vec) = self.vec() {
                    // Registered twice, it stays what it was.
                    let _ = registry.register(Box::new(vec.clone()));
                }
            }
        }
    };
}

/// Grows by whole numbers.
pub struct Count<const N: usize> {
    entry: Entry<N, IntCounterVec>,
}

impl<const N: usize> Count<N> {
    pub(super) const fn new(
        name: &'static str,
        labels: &'static [&'static str; N],
        about: &'static str,
    ) -> Self {
        Self { entry: Entry::new(name, labels, about) }
    }

    pub fn one(&self, labels: [&str; N]) {
        self.add(labels, 1);
    }

    pub fn add(&self, labels: [&str; N], more: u64) {
        if let Some(counter) = self.with(labels) {
            counter.inc_by(more);
        }
    }

    /// What it has counted.
    pub fn value(&self, labels: [&str; N]) -> u64 {
        self.with(labels).map_or(0, |counter| counter.get())
    }

    fn with(&self, labels: [&str; N]) -> Option<prometheus::IntCounter> {
        self.vec()?.get_metric_with_label_values(&labels).ok()
    }

    fn vec(&self) -> Option<&IntCounterVec> {
        let make = || IntCounterVec::new(self.entry.opts(), self.entry.labels).ok();
        self.entry.vec.get_or_init(make).as_ref()
    }
}

metric!(Count, Kind::Counter);

/// Grows by any amount.
pub struct Sum<const N: usize> {
    entry: Entry<N, CounterVec>,
}

impl<const N: usize> Sum<N> {
    pub(super) const fn new(
        name: &'static str,
        labels: &'static [&'static str; N],
        about: &'static str,
    ) -> Self {
        Self { entry: Entry::new(name, labels, about) }
    }

    pub fn add(&self, labels: [&str; N], more: f64) {
        if let Some(counter) = self.with(labels) {
            counter.inc_by(more.max(0.0));
        }
    }

    fn with(&self, labels: [&str; N]) -> Option<prometheus::Counter> {
        self.vec()?.get_metric_with_label_values(&labels).ok()
    }

    fn vec(&self) -> Option<&CounterVec> {
        let make = || CounterVec::new(self.entry.opts(), self.entry.labels).ok();
        self.entry.vec.get_or_init(make).as_ref()
    }
}

metric!(Sum, Kind::Counter);

/// Goes up and down.
pub struct Level<const N: usize> {
    entry: Entry<N, GaugeVec>,
}

impl<const N: usize> Level<N> {
    pub(super) const fn new(
        name: &'static str,
        labels: &'static [&'static str; N],
        about: &'static str,
    ) -> Self {
        Self { entry: Entry::new(name, labels, about) }
    }

    pub fn set(&self, labels: [&str; N], value: f64) {
        if let Some(gauge) = self.with(labels) {
            gauge.set(value);
        }
    }

    pub fn add(&self, labels: [&str; N], more: f64) {
        if let Some(gauge) = self.with(labels) {
            gauge.add(more);
        }
    }

    /// Forgets every value: what is not set anew is not there any more.
    pub fn clear(&self) {
        if let Some(vec) = self.vec() {
            vec.reset();
        }
    }

    fn with(&self, labels: [&str; N]) -> Option<prometheus::Gauge> {
        self.vec()?.get_metric_with_label_values(&labels).ok()
    }

    fn vec(&self) -> Option<&GaugeVec> {
        let make = || GaugeVec::new(self.entry.opts(), self.entry.labels).ok();
        self.entry.vec.get_or_init(make).as_ref()
    }
}

metric!(Level, Kind::Gauge);

/// How long something takes.
pub struct Spread<const N: usize> {
    entry: Entry<N, HistogramVec>,
    buckets: &'static [f64],
}

impl<const N: usize> Spread<N> {
    pub(super) const fn new(
        name: &'static str,
        labels: &'static [&'static str; N],
        buckets: &'static [f64],
        about: &'static str,
    ) -> Self {
        Self { entry: Entry::new(name, labels, about), buckets }
    }

    pub fn took(&self, labels: [&str; N], time: Duration) {
        if let Some(histogram) = self.with(labels) {
            histogram.observe(time.as_secs_f64());
        }
    }

    fn with(&self, labels: [&str; N]) -> Option<prometheus::Histogram> {
        self.vec()?.get_metric_with_label_values(&labels).ok()
    }

    fn vec(&self) -> Option<&HistogramVec> {
        let make = || {
            let opts = HistogramOpts::from(self.entry.opts()).buckets(self.buckets.to_vec());
            HistogramVec::new(opts, self.entry.labels).ok()
        };
        self.entry.vec.get_or_init(make).as_ref()
    }
}

metric!(Spread, Kind::Histogram);
