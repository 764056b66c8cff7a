//! Keeps other web sites out of the people and control APIs, which have no token.
//! Lets through only requests to a loopback name that come from no page or from our own.

use axum::extract::Request;
use axum::http::header::{HOST, ORIGIN};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use url::{Host, Url};

use crate::people_api::Failure;

pub async fn guard(request: Request, next: Next) -> Response {
    match check(request.headers()) {
        Ok(()) => next.run(request).await,
        Err(reason) => Failure(StatusCode::FORBIDDEN, reason.to_owned()).into_response(),
    }
}

fn check(headers: &HeaderMap) -> Result<(), &'static str> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let host = text(HOST).unwrap_or_default();
    if !is_loopback(&format!("http://{host}/")) {
        return Err("only this machine may ask, by a loopback name");
    }
    match text(ORIGIN) {
        Some(origin) if origin != format!("http://{host}") => Err("other pages may not ask"),
        _ => Ok(()),
    }
}

fn is_loopback(address: &str) -> bool {
    let Ok(url) = Url::parse(address) else { return false };
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(host: &'static str, origin: Option<&'static str>) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(HOST, axum::http::HeaderValue::from_static(host));
        if let Some(origin) = origin {
            headers.insert(ORIGIN, axum::http::HeaderValue::from_static(origin));
        }
        check(&headers).is_ok()
    }

    #[test]
    fn lets_in_only_this_machine_and_its_own_page() {
        assert!(ask("127.0.0.1:8081", None));
        assert!(ask("localhost:8081", Some("http://localhost:8081")));
        assert!(ask("[::1]:8081", None));
        assert!(!ask("rebound.example:8081", None));
        assert!(!ask("127.0.0.1.example", None));
        assert!(!ask("localhost:8081", Some("http://localhost:3000")));
        assert!(!ask("localhost:8081", Some("null")));
        assert!(!ask("", None));
    }
}
