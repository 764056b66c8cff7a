//! Telegram's side: whose token it is, where updates go, and what time it is there.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use reqwest::header::DATE;
use serde::Deserialize;
use serde_json::json;

use super::{Finding, Patient};
use crate::{
    config::TelegramMode,
    telegram::raw::{Api, Fault, FaultKind},
};

/// How long one call may take.
const PATIENCE: Duration = Duration::from_secs(8);
/// Updates that wait at Telegram: more than this, and nobody fetches them.
const MANY: u64 = 100;
/// For how long a failure of a webhook is worth a word.
const RECENT: TimeDelta = TimeDelta::hours(1);
/// How far a clock may be off before times on screens are wrong, and before signatures are refused.
const OFF: TimeDelta = TimeDelta::seconds(5);
const FAR_OFF: TimeDelta = TimeDelta::seconds(60);

#[derive(Deserialize)]
struct Me {
    id: i64,
    username: Option<String>,
}

#[derive(Deserialize)]
struct WebhookInfo {
    #[serde(default)]
    url: String,
    #[serde(default)]
    pending_update_count: u64,
    last_error_date: Option<i64>,
    last_error_message: Option<String>,
}

pub async fn token(api: &Api) -> Finding {
    match api.call_within::<Me>("getMe", &json!({}), PATIENCE).await {
        Ok(me) => Finding::well(format!("@{}, id {}", me.username.unwrap_or_default(), me.id)),
        Err(fault) if fault.kind == FaultKind::Unauthorized => Finding::ill(
            "Telegram does not know TELEGRAM_BOT_TOKEN",
            "Ask BotFather for the token anew (/token), and check TELEGRAM_API_URL.",
        ),
        Err(fault) => unreachable(&fault),
    }
}

pub async fn updates(api: &Api, mode: &TelegramMode, now: DateTime<Utc>) -> Finding {
    match api.call_within::<WebhookInfo>("getWebhookInfo", &json!({}), PATIENCE).await {
        Ok(info) => judge(&info, mode, now),
        Err(fault) => unreachable(&fault),
    }
}

fn judge(info: &WebhookInfo, mode: &TelegramMode, now: DateTime<Utc>) -> Finding {
    let waiting = format!("{} waiting at Telegram", info.pending_update_count);
    match mode {
        TelegramMode::Polling if !info.url.is_empty() => Finding::doubtful(
            format!("TELEGRAM_MODE is polling, and a webhook is set: {}; {waiting}", host(&info.url)),
            "It is removed when the bot starts. If another installation uses this token, give it a bot of its own.",
        ),
        TelegramMode::Webhook { url, .. } if info.url != url.as_str() => Finding::doubtful(
            format!("the webhook is not set to TELEGRAM_WEBHOOK_URL, but to {}; {waiting}", host(&info.url)),
            "It is set when the bot starts. If another installation uses this token, give it a bot of its own.",
        ),
        TelegramMode::Webhook { .. } if failed_lately(info, now) => Finding::doubtful(
            format!(
                "Telegram could not deliver: {}; {waiting}",
                info.last_error_message.as_deref().unwrap_or("no reason given")
            ),
            "The address must be reachable from outside by https, with a valid certificate, and lead to HTTP_ADDR.",
        ),
        _ if info.pending_update_count > MANY => {
            Finding::doubtful(waiting, "Nobody fetches them. Is the bot running?")
        }
        TelegramMode::Polling => Finding::well(format!("by long poll, no webhook is set; {waiting}")),
        TelegramMode::Webhook { .. } => Finding::well(format!("by webhook; {waiting}")),
    }
}

fn failed_lately(info: &WebhookInfo, now: DateTime<Utc>) -> bool {
    let at = info.last_error_date.and_then(|at| DateTime::from_timestamp(at, 0));
    at.is_some_and(|at| now - at < RECENT)
}

fn host(url: &str) -> String {
    let host = url::Url::parse(url).ok().and_then(|url| url.host_str().map(str::to_owned));
    host.unwrap_or_else(|| "nothing".to_owned())
}

/// By the date in an answer of Telegram's.
pub async fn clock(patient: &Patient) -> Finding {
    let before = patient.clock.now();
    let answer = patient.http.get(patient.api.base().clone()).timeout(PATIENCE).send().await;
    let after = patient.clock.now();
    let date = answer
        .ok()
        .and_then(|answer| DateTime::parse_from_rfc2822(answer.headers().get(DATE)?.to_str().ok()?).ok());
    let Some(date) = date else {
        return Finding::doubtful(
            "Telegram does not say what time it is",
            "Put the line to it right, and look again.",
        );
    };
    // The header has whole seconds.
    let there = date.with_timezone(&Utc) + TimeDelta::milliseconds(500);
    let off = (before + (after - before) / 2) - there;
    let told = format!("{} s off Telegram's", off.num_seconds());
    match off.abs() {
        off if off > FAR_OFF => {
            Finding::ill(told, "Set the machine's clock by NTP (timedatectl set-ntp true).")
        }
        off if off > OFF => {
            Finding::doubtful(told, "Set the machine's clock by NTP (timedatectl set-ntp true).")
        }
        _ => Finding::well("right to within a few seconds"),
    }
}

fn unreachable(fault: &Fault) -> Finding {
    let found = match fault.kind {
        FaultKind::NotSent => "Telegram cannot be reached".to_owned(),
        FaultKind::Throttled(wait) => format!("Telegram asks for a pause of {} s", wait.as_secs()),
        _ => format!("Telegram does not answer as it should (status {})", fault.code),
    };
    Finding::ill(found, "Check the line, a proxy, and TELEGRAM_API_URL.")
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};

    use super::{WebhookInfo, judge};
    use crate::{config::TelegramMode, ops::doctor::Status};

    #[test]
    fn where_updates_go_is_judged_by_how_they_are_to_come() {
        let now: DateTime<Utc> = "2026-11-21T09:00:00Z".parse().unwrap();
        let info = |url: &str, pending, failed: Option<i64>| WebhookInfo {
            url: url.to_owned(),
            pending_update_count: pending,
            last_error_date: failed.map(|ago| now.timestamp() - ago),
            last_error_message: failed.map(|_| "Wrong response from the webhook: 502 Bad Gateway".to_owned()),
        };
        let ours = "https://bot.example.org/hook";
        let webhook = || TelegramMode::Webhook { url: ours.parse().unwrap(), secret: "s".to_owned() };
        let cases = [
            (info("", 3, None), TelegramMode::Polling, Status::Well, "no webhook is set; 3 waiting"),
            (info("", 300, None), TelegramMode::Polling, Status::Doubtful, "300 waiting"),
            (info(ours, 0, None), TelegramMode::Polling, Status::Doubtful, "bot.example.org"),
            (info(ours, 0, None), webhook(), Status::Well, "by webhook"),
            (info("", 0, None), webhook(), Status::Doubtful, "to nothing"),
            (info("https://else.example.org/", 0, None), webhook(), Status::Doubtful, "else.example.org"),
            (info(ours, 2, Some(60)), webhook(), Status::Doubtful, "502 Bad Gateway"),
            (info(ours, 0, Some(86_400)), webhook(), Status::Well, "by webhook"),
        ];
        for (info, mode, status, words) in cases {
            let finding = judge(&info, &mode, now);
            assert_eq!(finding.status, status, "{finding:?}");
            assert!(finding.found.contains(words), "{finding:?}");
        }
    }
}
