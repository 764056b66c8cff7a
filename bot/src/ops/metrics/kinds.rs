//! The kinds of metrics, each with its labels by number: a line of code that counts cannot name a wrong one.
//! Counting never fails and never waits.

use std::{sync::OnceLock, time::Duration};

use prometheus::{
    CounterVec, Gauge, GaugeVec, Histogram, HistogramOpts, HistogramVec, IntCounterVec, Opts, Registry,
    core::{Atomic, Collector, GenericCounter, GenericCounterVec, Number as _},
};

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

/// Grows by whole numbers.
pub type Count<const N: usize> = Series<N, IntCounterVec>;
/// Grows by any amount.
pub type Sum<const N: usize> = Series<N, CounterVec>;
/// Goes up and down.
pub type Level<const N: usize> = Series<N, GaugeVec>;
/// How long something takes.
pub type Spread<const N: usize> = Series<N, HistogramVec>;

/// What Prometheus keeps behind one name: a value for each combination of labels.
pub trait Family: Collector + Clone + Send + Sync + 'static {
    /// One of the values.
    type Value;
    const KIND: Kind;

    /// `None` where name or labels are none, which a test rules out.
    fn make(opts: Opts, labels: &[&str], buckets: &[f64]) -> Option<Self>;

    fn value_of(&self, labels: &[&str]) -> Option<Self::Value>;
}

impl<P: Atomic + 'static> Family for GenericCounterVec<P> {
    type Value = GenericCounter<P>;
    const KIND: Kind = Kind::Counter;

    fn make(opts: Opts, labels: &[&str], _: &[f64]) -> Option<Self> {
        Self::new(opts, labels).ok()
    }

    fn value_of(&self, labels: &[&str]) -> Option<Self::Value> {
        self.get_metric_with_label_values(labels).ok()
    }
}

impl Family for GaugeVec {
    type Value = Gauge;
    const KIND: Kind = Kind::Gauge;

    fn make(opts: Opts, labels: &[&str], _: &[f64]) -> Option<Self> {
        Self::new(opts, labels).ok()
    }

    fn value_of(&self, labels: &[&str]) -> Option<Self::Value> {
        self.get_metric_with_label_values(labels).ok()
    }
}

impl Family for HistogramVec {
    type Value = Histogram;
    const KIND: Kind = Kind::Histogram;

    fn make(opts: Opts, labels: &[&str], buckets: &[f64]) -> Option<Self> {
        Self::new(HistogramOpts::from(opts).buckets(buckets.to_vec()), labels).ok()
    }

    fn value_of(&self, labels: &[&str]) -> Option<Self::Value> {
        self.get_metric_with_label_values(labels).ok()
    }
}

/// A metric with `N` labels.
pub struct Series<const N: usize, F> {
    name: &'static str,
    labels: &'static [&'static str; N],
    about: &'static str,
    /// Upper bounds; of a [`Spread`] alone.
    buckets: &'static [f64],
    /// Made on first use.
    family: OnceLock<Option<F>>,
}

impl<const N: usize, F: Family> Series<N, F> {
    pub(super) const fn new(
        name: &'static str,
        labels: &'static [&'static str; N],
        about: &'static str,
    ) -> Self {
        Self { name, labels, about, buckets: &[], family: OnceLock::new() }
    }

    fn with(&self, labels: [&str; N]) -> Option<F::Value> {
        self.family()?.value_of(&labels)
    }

    fn family(&self) -> Option<&F> {
        let make = || F::make(Opts::new(self.name, self.about), self.labels, self.buckets);
        self.family.get_or_init(make).as_ref()
    }
}

impl<const N: usize, F: Family> Metric for Series<N, F> {
    fn name(&self) -> &'static str {
        self.name
    }

    fn kind(&self) -> Kind {
        F::KIND
    }

    fn labels(&self) -> &'static [&'static str] {
        self.labels
    }

    fn about(&self) -> &'static str {
        self.about
    }

    fn register(&self, registry: &Registry) {
        if N == 0 {
            self.with([""; N]);
        }
        if let Some(family) = self.family() {
            // Registered twice, it stays what it was.
            let _ = registry.register(Box::new(family.clone()));
        }
    }
}

impl<const N: usize, P: Atomic + 'static> Series<N, GenericCounterVec<P>> {
    pub fn one(&self, labels: [&str; N]) {
        self.add(labels, P::T::from_i64(1));
    }

    /// Less than nothing is nothing.
    pub fn add(&self, labels: [&str; N], more: P::T) {
        if let Some(counter) = self.with(labels).filter(|_| more >= P::T::from_i64(0)) {
            counter.inc_by(more);
        }
    }

    /// What it has counted.
    pub fn value(&self, labels: [&str; N]) -> P::T {
        self.with(labels).map_or(P::T::from_i64(0), |counter| counter.get())
    }
}

impl<const N: usize> Level<N> {
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
        if let Some(family) = self.family() {
            family.reset();
        }
    }
}

impl<const N: usize> Spread<N> {
    pub(super) const fn timed(
        name: &'static str,
        labels: &'static [&'static str; N],
        buckets: &'static [f64],
        about: &'static str,
    ) -> Self {
        Self { name, labels, about, buckets, family: OnceLock::new() }
    }

    pub fn took(&self, labels: [&str; N], time: Duration) {
        if let Some(histogram) = self.with(labels) {
            histogram.observe(time.as_secs_f64());
        }
    }
}
