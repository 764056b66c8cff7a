//! How long a provider asks to be left alone.
//! Sources: RFC 9110, 10.2.3 (seconds or a date); OpenAI's `retry-after-ms`.

use std::time::Duration;

use chrono::{DateTime, Utc};
use reqwest::header::{HeaderMap, RETRY_AFTER};

/// Longer wishes are shortened to this.
const LONGEST: Duration = Duration::from_hours(1);

/// The wish in the headers, `None` where there is none or it cannot be read.
pub(super) fn retry_after(headers: &HeaderMap, now: DateTime<Utc>) -> Option<Duration> {
    let millis =
        text(headers, "retry-after-ms").and_then(|text| text.parse().ok()).map(Duration::from_millis);
    let wish = millis.or_else(|| {
        let text = text(headers, RETRY_AFTER.as_str())?;
        seconds(text).or_else(|| until(text, now))
    })?;
    Some(wish.min(LONGEST))
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}

fn seconds(text: &str) -> Option<Duration> {
    Duration::try_from_secs_f64(text.parse().ok()?).ok()
}

fn until(text: &str, now: DateTime<Utc>) -> Option<Duration> {
    // chrono reads the zone `GMT` of HTTP dates as RFC 2822 has it.
    let moment = DateTime::parse_from_rfc2822(text).ok()?;
    Some((moment.to_utc() - now).to_std().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wish(name: &'static str, value: &'static str) -> Option<Duration> {
        let now = DateTime::parse_from_rfc3339("2026-11-20T10:00:00Z").unwrap().to_utc();
        let headers = HeaderMap::from_iter([(name.parse().unwrap(), value.parse().unwrap())]);
        retry_after(&headers, now)
    }

    #[test]
    fn seconds_dates_and_milliseconds_are_understood() {
        assert_eq!(wish("retry-after", "7"), Some(Duration::from_secs(7)));
        assert_eq!(wish("retry-after", "0.5"), Some(Duration::from_millis(500)));
        assert_eq!(wish("retry-after", "Fri, 20 Nov 2026 10:00:30 GMT"), Some(Duration::from_secs(30)));
        assert_eq!(wish("retry-after", "Fri, 20 Nov 2026 09:00:00 GMT"), Some(Duration::ZERO));
        assert_eq!(wish("retry-after-ms", "1500"), Some(Duration::from_millis(1500)));
        assert_eq!(wish("retry-after", "99999999"), Some(LONGEST));
        assert_eq!(wish("retry-after", "-3"), None);
        assert_eq!(wish("retry-after", "soon"), None);
    }
}
