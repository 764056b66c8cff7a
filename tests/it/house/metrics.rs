//! The dashboard and the alerts name what is counted: each metric with labels that it has, and the dashboard shows
//! every metric there is. What the rules mean is not tested here.

use std::collections::BTreeSet;

use atelier::ops::metrics::{CATALOGUE, Kind, OF_THE_PROCESS};
use yaml_rust2::YamlLoader;

use super::sources;

/// Labels that Prometheus itself gives.
const GIVEN: [&str; 3] = ["job", "instance", "le"];
const WORDS: [&str; 8] = ["by", "without", "on", "ignoring", "and", "or", "unless", "offset"];

/// One metric in an expression, with the labels that are asked of it.
type Use = (String, Vec<String>);

/// The metrics of an expression. It knows as much of PromQL as our own rules use.
fn uses(expression: &str) -> Vec<Use> {
    let mut found = Vec::new();
    let mut rest = expression;
    while let Some(at) = rest.find(|c: char| c.is_ascii_lowercase() || c == '[' || c == '"') {
        rest = &rest[at..];
        if let Some(end) =
            ['[', '"'].iter().find(|open| rest.starts_with(**open)).map(|open| close(rest, *open))
        {
            rest = &rest[end..];
            continue;
        }
        let length = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(rest.len());
        let (word, behind) = rest.split_at(length);
        rest = behind;
        if WORDS.contains(&word) {
            // What stands in its brackets are labels.
            rest = rest
                .trim_start()
                .strip_prefix('(')
                .map_or(rest, |list| list.split_once(')').map_or("", |(_, rest)| rest));
        } else if !rest.trim_start().starts_with('(') && word.contains('_') || word == "up" {
            let labels = rest.strip_prefix('{').and_then(|list| list.split_once('}'));
            let (labels, behind) = labels.unwrap_or(("", rest));
            found.push((word.to_owned(), names(labels)));
            rest = behind;
        }
    }
    found
}

fn close(text: &str, open: char) -> usize {
    let end = if open == '[' { ']' } else { open };
    text[1..].find(end).map_or(text.len(), |at| at + 2)
}

fn names(labels: &str) -> Vec<String> {
    let pairs = labels.split(',').filter(|pair| !pair.trim().is_empty());
    pairs.map(|pair| pair.split(['=', '!', '~']).next().unwrap_or_default().trim().to_owned()).collect()
}

/// The metric behind the name of a series, and its labels.
fn known(series: &str) -> Option<(&'static str, &'static [&'static str])> {
    if series == "up" {
        return Some(("up", &[]));
    }
    if let Some(name) = OF_THE_PROCESS.iter().find(|name| **name == series) {
        return Some((name, &[]));
    }
    let of_histogram = ["_bucket", "_count", "_sum"].iter().find_map(|end| series.strip_suffix(end));
    let metric = CATALOGUE.iter().find(|metric| match metric.kind() {
        Kind::Histogram => of_histogram == Some(metric.name()),
        _ => metric.name() == series,
    })?;
    Some((metric.name(), metric.labels()))
}

fn faults(expression: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (series, labels) in uses(expression) {
        match known(&series) {
            None => found.push(format!("{series} is in no catalogue: {expression}")),
            Some((_, has)) => found.extend(
                labels
                    .iter()
                    .filter(|label| !has.contains(&label.as_str()) && !GIVEN.contains(&label.as_str()))
                    .map(|label| format!("{series} has no label {label}: {expression}")),
            ),
        }
    }
    found
}

/// The expressions of the alerts.
fn of_alerts(yaml: &str) -> Vec<String> {
    let document = YamlLoader::load_from_str(yaml).unwrap().remove(0);
    let groups = document["groups"].as_vec().unwrap();
    let rules = groups.iter().flat_map(|group| group["rules"].as_vec().unwrap());
    rules.map(|rule| rule["expr"].as_str().unwrap().to_owned()).collect()
}

fn of_dashboard(json: &str) -> Vec<String> {
    let dashboard: serde_json::Value = serde_json::from_str(json).unwrap();
    let panels = dashboard["panels"].as_array().unwrap();
    let targets = panels.iter().flat_map(|panel| panel["targets"].as_array().into_iter().flatten());
    targets.map(|target| target["expr"].as_str().unwrap().to_owned()).collect()
}

fn file(path: &str) -> String {
    sources::files("deploy", |found| found == path)
        .pop()
        .unwrap_or_else(|| panic!("{path} is not there"))
        .text
}

#[test]
fn alerts_and_dashboard_name_metrics_that_exist() {
    let alerts = of_alerts(&file("deploy/prometheus/alerts.yaml"));
    let panels = of_dashboard(&file("deploy/grafana/atelier.json"));
    assert!(alerts.len() > 20 && panels.len() > 30, "{} {}", alerts.len(), panels.len());
    sources::none(alerts.iter().chain(&panels).flat_map(|expression| faults(expression)).collect());
}

#[test]
fn the_dashboard_shows_every_metric() {
    let panels = of_dashboard(&file("deploy/grafana/atelier.json"));
    let shown: BTreeSet<&str> = panels
        .iter()
        .flat_map(|panel| uses(panel))
        .filter_map(|(series, _)| Some(known(&series)?.0))
        .collect();
    let hidden = CATALOGUE.iter().map(|metric| metric.name()).filter(|name| !shown.contains(name));
    sources::none(hidden.map(|name| format!("{name} is on no panel")).collect());
}

#[test]
fn a_breach_is_found() {
    let sound =
        "histogram_quantile(0.99, sum by (le, input) (rate(handler_seconds_bucket{job=\"a\"}[5m]))) > 1";
    assert_eq!(uses(sound), [("handler_seconds_bucket".to_owned(), vec!["job".to_owned()])]);
    assert_eq!(faults(sound), Vec::<String>::new());
    assert_eq!(faults("up{job=\"atelier\"} == 0 and storage_up == 0"), Vec::<String>::new());
    for broken in [
        "rate(handler_seconds[5m])",
        "intake_opened > 1",
        "jobs_queue{queue=\"chat\"}",
        "sum(storage_up_bucket)",
    ] {
        assert_eq!(faults(broken).len(), 1, "{broken}");
    }
}
