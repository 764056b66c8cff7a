//! What the program counts of itself, for Prometheus: see [`CATALOGUE`] for every name and what it means.
//! Counting is a few dozen nanoseconds; what needs a query is asked when somebody looks, and kept for some seconds.

mod catalogue;
mod kinds;
mod watch;

use std::{
    collections::BTreeSet,
    sync::{LazyLock, Mutex, PoisonError},
};

use prometheus::{
    Registry, TextEncoder,
    proto::{LabelPair, MetricType},
};

pub use catalogue::*;
pub use kinds::{Count, Kind, Level, Metric, Spread, Sum};
pub use watch::{Watch, Watched};

/// Models with numbers of their own. Their names come from people and providers, so there must be an end.
const MODELS: usize = 100;

static REGISTRY: LazyLock<Registry> = LazyLock::new(|| {
    let registry = Registry::new();
    for metric in CATALOGUE {
        metric.register(&registry);
    }
    #[cfg(target_os = "linux")]
    {
        let process = prometheus::process_collector::ProcessCollector::for_self();
        // Registered once, here.
        let _ = registry.register(Box::new(process));
    }
    registry
});

/// The page as Prometheus reads it (text format 0.0.4).
pub fn page() -> String {
    TextEncoder::new().encode_to_string(&REGISTRY.gather()).unwrap_or_default()
}

/// What was counted under these names up to now: each name as the page has it, the values of its labels in their order,
/// one to a line (for the buckets of a spread the bound comes last), and the amount.
pub fn counted(names: &[&str]) -> Vec<(String, String, f64)> {
    let mut all = Vec::new();
    for family in REGISTRY.gather().iter().filter(|family| names.contains(&family.name())) {
        for metric in family.get_metric() {
            let labels = in_order(family.name(), metric);
            let histogram = metric.get_histogram();
            if family.get_field_type() != MetricType::HISTOGRAM {
                all.push((family.name().to_owned(), labels, metric.get_counter().get_value()));
                continue;
            }
            all.push((format!("{}_sum", family.name()), labels.clone(), histogram.get_sample_sum()));
            for bucket in histogram.get_bucket() {
                let count = f64::from(u32::try_from(bucket.cumulative_count()).unwrap_or(u32::MAX));
                let bound = bucket.upper_bound();
                all.push((format!("{}_bucket", family.name()), format!("{labels}\n{bound}"), count));
            }
        }
    }
    all
}

/// Prometheus sorts labels by their names; the catalogue has an order of its own.
fn in_order(name: &str, metric: &prometheus::proto::Metric) -> String {
    let labels = CATALOGUE.iter().find(|known| known.name() == name).map_or(&[][..], |known| known.labels());
    let value =
        |label: &&str| metric.get_label().iter().find(|pair| pair.name() == *label).map(LabelPair::value);
    labels.iter().filter_map(value).collect::<Vec<_>>().join("\n")
}

/// A model's name as a label: those beyond the first hundred count together.
pub fn model(name: &str) -> &str {
    static KNOWN: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    if known.contains(name) {
        return name;
    }
    if known.len() >= MODELS {
        return "other";
    }
    known.insert(name.to_owned());
    name
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{CATALOGUE, INTAKE_UPDATES, Kind, LEASES_HELD, OF_THE_PROCESS, model, page};

    #[test]
    fn every_metric_can_be_made_and_is_named_by_the_rules() {
        let names: BTreeSet<&str> = CATALOGUE.iter().map(|metric| metric.name()).collect();
        assert_eq!(names.len(), CATALOGUE.len(), "a name is there twice");
        let page = page();
        for metric in CATALOGUE {
            let name = metric.name();
            assert_eq!(metric.kind() == Kind::Counter, name.ends_with("_total"), "{name}");
            assert!(metric.kind() != Kind::Histogram || name.ends_with("_seconds"), "{name}");
            assert!(metric.about().ends_with('.'), "{name}");
            for label in metric.labels() {
                let bounded = ["kind", "input", "job", "outcome", "lane", "state", "provider", "model"];
                let bounded = bounded.iter().chain(&["direction", "method", "pool", "lease", "level"]);
                assert!(
                    bounded.chain(&["reason", "version", "database", "action"]).any(|known| known == label),
                    "{name}: {label}"
                );
            }
            let alone = metric.labels().is_empty();
            assert!(!alone || page.contains(&format!("# HELP {name} ")), "{name} is not on the page");
        }
    }

    #[test]
    fn the_page_shows_what_was_counted_and_the_process() {
        INTAKE_UPDATES.add(["poll"], 3);
        LEASES_HELD.add(["test"], 1.0);
        LEASES_HELD.add(["test"], -1.0);
        let page = page();
        assert!(page.contains("intake_updates_total{kind=\"poll\"} 3\n"), "{page}");
        assert!(page.contains("leases_held{lease=\"test\"} 0\n"), "{page}");
        if cfg!(target_os = "linux") {
            for name in OF_THE_PROCESS {
                assert!(page.contains(&format!("\n{name} ")), "{name}: {page}");
            }
        }
    }

    #[test]
    fn names_of_models_come_to_an_end() {
        assert_eq!(model("first"), "first");
        for n in 0..200 {
            model(&format!("model-{n}"));
        }
        assert_eq!(model("one more"), "other");
        assert_eq!(model("first"), "first");
    }
}
