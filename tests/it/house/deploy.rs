//! What operators are handed fits the program: every alert has its section, every setting exists, every name that
//! one manifest gives is the one that another asks for.

use std::collections::BTreeSet;

use atelier::config::VARIABLES;
use yaml_rust2::{Yaml, YamlLoader};

use super::sources;

fn text(path: &str) -> String {
    std::fs::read_to_string(sources::root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn documents(path: &str) -> Vec<Yaml> {
    YamlLoader::load_from_str(&text(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn manifest(name: &str) -> Yaml {
    documents(&format!("deploy/kubernetes/{name}.yaml")).remove(0)
}

/// The texts of a list.
fn texts(list: &Yaml) -> Vec<&str> {
    list.as_vec().into_iter().flatten().filter_map(Yaml::as_str).collect()
}

fn keys(map: &Yaml) -> Vec<&str> {
    map.as_hash().into_iter().flat_map(|map| map.keys()).filter_map(Yaml::as_str).collect()
}

fn number(yaml: &Yaml) -> i64 {
    yaml.as_i64().unwrap_or_else(|| panic!("no number: {yaml:?}"))
}

#[test]
fn every_alert_has_its_section_and_every_section_its_alert() {
    let rules = documents("deploy/prometheus/alerts.yaml").remove(0);
    let groups = rules["groups"].as_vec().unwrap();
    let rules = groups.iter().flat_map(|group| group["rules"].as_vec().unwrap());
    let alerts: BTreeSet<String> =
        rules.filter_map(|rule| rule["alert"].as_str()).map(str::to_owned).collect();
    assert!(!alerts.is_empty());
    let guide = text("docs/OPERATIONS.md");
    let sections: BTreeSet<String> = guide
        .split("\n### ")
        .skip(1)
        .map(|section| {
            let (name, body) = section.split_once('\n').unwrap();
            for part in ["**Means**", "**Look**", "**do**"] {
                let is_there = body.contains(part) || body.contains(&part.replace("do", "Do"));
                assert!(is_there, "{name} does not say {part}");
            }
            name.to_owned()
        })
        .collect();
    assert_eq!(alerts, sections);
}

#[test]
fn what_the_cluster_is_told_fits_together() {
    let listed = manifest("kustomization");
    let files: Vec<String> =
        sources::files("deploy/kubernetes", |_| true).into_iter().map(|file| file.path).collect();
    for name in texts(&listed["resources"]) {
        // Whoever deploys makes it of the example.
        let name = if name == "secret.yaml" { "secret.example.yaml" } else { name };
        assert!(files.iter().any(|file| file.ends_with(&format!("/{name}"))), "{name} among {files:?}");
    }
    let deployment = manifest("deployment");
    let labels = &deployment["spec"]["template"]["metadata"]["labels"];
    for selector in [
        &deployment["spec"]["selector"]["matchLabels"],
        &manifest("service")["spec"]["selector"],
        &manifest("disruption")["spec"]["selector"]["matchLabels"],
        &manifest("network")["spec"]["podSelector"]["matchLabels"],
    ] {
        assert_eq!(selector, labels);
    }
    assert!(
        number(&deployment["spec"]["replicas"]) > number(&manifest("disruption")["spec"]["minAvailable"])
    );
    let image = listed["images"][0]["name"].as_str().unwrap();
    let pod = &deployment["spec"]["template"]["spec"];
    for container in [&pod["initContainers"][0], &pod["containers"][0]] {
        assert_eq!(container["image"].as_str(), Some(image));
        for source in container["envFrom"].as_vec().unwrap() {
            let name =
                source["configMapRef"]["name"].as_str().or_else(|| source["secretRef"]["name"].as_str());
            assert_eq!(name, manifest("config")["metadata"]["name"].as_str());
        }
    }
    let bot = &pod["containers"][0];
    let port = &bot["ports"][0];
    let http = manifest("config")["data"]["HTTP_ADDR"].as_str().unwrap().to_owned();
    assert!(http.ends_with(&format!(":{}", number(&port["containerPort"]))), "{http}");
    for (probe, path) in
        [("startupProbe", "/health"), ("livenessProbe", "/health"), ("readinessProbe", "/ready")]
    {
        assert_eq!(bot[probe]["httpGet"]["path"].as_str(), Some(path), "{probe}");
        assert_eq!(bot[probe]["httpGet"]["port"], port["name"], "{probe}");
    }
    let pause = number(&bot["lifecycle"]["preStop"]["sleep"]["seconds"]);
    let drain = i64::try_from(atelier::ops::lifecycle::DRAIN.as_secs()).unwrap();
    assert!(
        number(&pod["terminationGracePeriodSeconds"]) >= pause + drain + 5,
        "it is killed while it drains"
    );
    let rule = &manifest("ingress")["spec"]["rules"][0];
    let outside = format!(
        "https://{}{}",
        rule["host"].as_str().unwrap(),
        rule["http"]["paths"][0]["path"].as_str().unwrap()
    );
    assert_eq!(manifest("config")["data"]["TELEGRAM_WEBHOOK_URL"].as_str(), Some(outside.as_str()));
}

#[test]
fn every_setting_that_is_handed_over_exists() {
    let known = |name: &str| VARIABLES.iter().any(|variable| variable.name == name);
    let compose = documents("compose.yaml").remove(0);
    let config = manifest("config");
    let secret = documents("deploy/kubernetes/secret.example.yaml").remove(0);
    for map in [&config["data"], &secret["stringData"], &compose["x-bot"]["environment"]] {
        for name in keys(map) {
            assert!(known(name), "there is no setting {name}");
        }
    }
    let dockerfile = text("Dockerfile");
    let unit = text("deploy/systemd/atelier.service");
    let set = dockerfile.lines().chain(unit.lines()).filter_map(|line| {
        let line = line.trim().trim_start_matches("ENV ").trim_start_matches("Environment=");
        line.split_once('=').map(|(name, _)| name.to_owned())
    });
    let upper = |name: &String| name.len() > 3 && name.bytes().all(|b| b.is_ascii_uppercase() || b == b'_');
    for name in set.filter(upper) {
        assert!(known(&name), "there is no setting {name}");
    }
}

#[test]
fn whoever_stops_the_bot_gives_it_time() {
    let unit = text("deploy/systemd/atelier.service");
    let seconds = unit.lines().find_map(|line| line.strip_prefix("TimeoutStopSec=")?.strip_suffix('s'));
    let seconds: u64 = seconds.unwrap().parse().unwrap();
    assert!(seconds >= atelier::ops::lifecycle::DRAIN.as_secs() + 5);
    let compose = documents("compose.yaml").remove(0);
    let grace = compose["x-bot"]["stop_grace_period"].as_str().and_then(|grace| grace.strip_suffix('s'));
    assert!(grace.unwrap().parse::<u64>().unwrap() >= atelier::ops::lifecycle::DRAIN.as_secs() + 5);
}

#[test]
fn every_service_of_compose_is_waited_for_until_it_is_well() {
    let compose = documents("compose.yaml").remove(0);
    let services = &compose["services"];
    for (name, condition) in compose["x-bot"]["depends_on"].as_hash().unwrap() {
        let service = &services[name.as_str().unwrap()];
        match condition["condition"].as_str().unwrap() {
            "service_healthy" => assert!(service["healthcheck"]["test"].as_vec().is_some(), "{name:?}"),
            "service_completed_successfully" => assert!(service["command"].as_vec().is_some(), "{name:?}"),
            other => panic!("{name:?}: {other}"),
        }
    }
}
