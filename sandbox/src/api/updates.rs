//! How the bot gets its updates: long polls, one at a time, or a webhook.
//! Never both; the newcomer wins and the other is told so.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::{Instant, sleep_until};
use url::{Host, Url};

use super::args::Args;
use crate::hub::Hub;
use crate::refusal::Refusal;
use crate::world::queue::Webhook;

const LONGEST_POLL: i64 = 50;
const PORTS: [u16; 4] = [443, 80, 88, 8443];

pub async fn get(hub: &Hub, args: &Args) -> Result<Value, Refusal> {
    let allowed = allowed(hub, args)?;
    if hub.with(|world| world.delivery.webhook.is_some()) {
        let text = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first";
        return Err(Refusal::conflict(text));
    }
    let number = take_over(hub, "getUpdates");
    let (mut taker, mut updates) = (hub.taker.subscribe(), hub.updates.subscribe());
    hub.with(|world| {
        world.set_allowed(allowed);
        if let Some(offset) = args.int("offset").filter(|offset| *offset != 0) {
            world.confirm_to(offset);
        }
    });
    let limit = args.int("limit").filter(|limit| (1..=100).contains(limit)).unwrap_or(100);
    let limit = usize::try_from(limit).unwrap_or(100);
    let seconds = args.int("timeout").unwrap_or(0).clamp(0, LONGEST_POLL);
    let deadline = Instant::now() + Duration::from_secs(seconds.unsigned_abs());
    loop {
        let now = *taker.borrow_and_update();
        if now.number != number {
            return Err(terminated(now.by));
        }
        updates.mark_unchanged();
        let batch = hub.with(|world| world.next_updates(limit));
        if !batch.is_empty() || Instant::now() >= deadline {
            return Ok(json!(batch));
        }
        tokio::select! {
            _ = taker.changed() => {}
            _ = updates.changed() => {}
            () = sleep_until(deadline) => {}
            () = hub.stop.cancelled() => return Ok(json!([])),
        }
    }
}

fn terminated(by: &str) -> Refusal {
    match by {
        "getUpdates" => Refusal::conflict(
            "terminated by other getUpdates request; make sure that only one bot instance is running",
        ),
        other => Refusal::conflict(format_args!("terminated by {other} request")),
    }
}

fn take_over(hub: &Hub, by: &'static str) -> u64 {
    let mut number = 0;
    hub.taker.send_modify(|taker| {
        taker.number += 1;
        taker.by = by;
        number = taker.number;
    });
    number
}

/// The kinds asked for. The real server passes over unknown ones; here they are most likely a typo.
fn allowed(hub: &Hub, args: &Args) -> Result<Option<Vec<String>>, Refusal> {
    if args.value("allowed_updates").is_none() {
        return Ok(None);
    }
    let kinds: Vec<String> =
        args.list("allowed_updates").iter().filter_map(Value::as_str).map(str::to_owned).collect();
    let known = hub.schema.update_kinds();
    match kinds.iter().find(|kind| !known.contains(&kind.as_str())) {
        Some(kind) => Err(Refusal::schema(format_args!("unknown kind of update \"{kind}\""))),
        None => Ok(Some(kinds)),
    }
}

pub fn set_webhook(hub: &Hub, args: &Args) -> Result<Value, Refusal> {
    let address = args.text("url").unwrap_or_default();
    if address.is_empty() {
        return Ok(delete_webhook(hub, args));
    }
    check_address(address)?;
    let secret = args.text("secret_token").filter(|secret| !secret.is_empty()).map(str::to_owned);
    check_secret(secret.as_deref())?;
    let connections = args.int("max_connections").unwrap_or(40);
    if !(1..=100).contains(&connections) {
        return Err(Refusal::rule("bad webhook: max_connections must be 1-100"));
    }
    let allowed = allowed(hub, args)?;
    let hook = Webhook {
        url: address.to_owned(),
        secret,
        max_connections: usize::try_from(connections).unwrap_or(40),
        has_certificate: args.value("certificate").is_some(),
        ip_address: args.text("ip_address").map(str::to_owned),
        last_error: None,
    };
    hub.with(|world| {
        if args.flag("drop_pending_updates") {
            world.drop_pending();
        }
        world.set_allowed(allowed);
        world.set_webhook(Some(hook));
    });
    take_over(hub, "setWebhook");
    hub.wake();
    Ok(json!(true))
}

pub fn delete_webhook(hub: &Hub, args: &Args) -> Value {
    hub.with(|world| {
        if args.flag("drop_pending_updates") {
            world.drop_pending();
        }
        world.set_webhook(None);
    });
    hub.wake();
    json!(true)
}

/// HTTPS on Telegram's ports; plain HTTP on any port of this machine, which only a sandbox allows.
fn check_address(address: &str) -> Result<(), Refusal> {
    let url = Url::parse(address).map_err(|_| Refusal::rule("bad webhook: invalid URL specified"))?;
    let loopback = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => return Err(Refusal::rule("bad webhook: invalid URL specified")),
    };
    if loopback && url.scheme() == "http" {
        return Ok(());
    }
    if url.scheme() != "https" {
        return Err(Refusal::rule("bad webhook: An HTTPS URL must be provided for webhook"));
    }
    if !loopback && !url.port_or_known_default().is_some_and(|port| PORTS.contains(&port)) {
        return Err(Refusal::rule("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443"));
    }
    Ok(())
}

fn check_secret(secret: Option<&str>) -> Result<(), Refusal> {
    let Some(secret) = secret else { return Ok(()) };
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if !(1..=256).contains(&secret.len()) {
        return Err(Refusal::rule("secret token is too long"));
    }
    if !secret.chars().all(plain) {
        return Err(Refusal::rule("secret token contains unallowed characters"));
    }
    Ok(())
}
