//! The browser chat, served from the binary as the plain modules it is written in.
//! Refuses stale code and foreign code: every answer is checked again by its tag, and the page may load from here alone.

use axum::Router;
use axum::body::Bytes;
use axum::extract::Path;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, IF_NONE_MATCH, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use sha2::{Digest, Sha256};
use std::sync::LazyLock;

/// No inline code or style, nothing from elsewhere; `blob:` is for pictures seen before they are sent.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; \
                      media-src 'self' blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; \
                      frame-ancestors 'none'";
const PERMISSIONS: &str = "microphone=(self), geolocation=(self), camera=(), payment=(), usb=()";

struct Asset {
    name: &'static str,
    bytes: &'static [u8],
}

macro_rules! assets {
    ($($name:literal),* $(,)?) => {
        &[$(Asset { name: $name, bytes: include_bytes!(concat!("../web/", $name)) }),*]
    };
}

static ASSETS: &[Asset] = assets![
    "actions.js",
    "api.js",
    "app.js",
    "composer.js",
    "composer/attach.js",
    "composer/attachmenu.js",
    "composer/commands.js",
    "composer/extras.js",
    "composer/keys.js",
    "composer/ogg.js",
    "composer/recorder.js",
    "dom.js",
    "early.js",
    "groupmenu.js",
    "header.js",
    "icons.svg",
    "index.html",
    "mark.svg",
    "messagemenu.js",
    "overlay/dialog.js",
    "overlay/lightbox.js",
    "overlay/menu.js",
    "overlay/paysheet.js",
    "overlay/places.js",
    "overlay/stars.js",
    "overlay/toast.js",
    "pattern.svg",
    "people.js",
    "render/bubble.js",
    "render/cards.js",
    "render/draft.js",
    "render/empty.js",
    "render/keyboard.js",
    "render/kinds.js",
    "render/list.js",
    "render/media.js",
    "render/player.js",
    "render/rich.js",
    "render/richline.js",
    "render/sender.js",
    "render/text.js",
    "state.js",
    "stream.js",
    "style/attach.css",
    "style/bubbles.css",
    "style/cards.css",
    "style/composer.css",
    "style/drafts.css",
    "style/groups.css",
    "style/keyboard.css",
    "style/layout.css",
    "style/lightbox.css",
    "style/list.css",
    "style/media.css",
    "style/overlays.css",
    "style/people.css",
    "style/rich.css",
    "style/stars.css",
    "style/text.css",
    "style/tokens.css",
    "theme.js",
    "topics.js",
    "words.js",
    "words/en.js",
    "words/ru.js",
];

/// One tag for the whole page, so that its modules always fit each other.
static TAG: LazyLock<String> = LazyLock::new(|| {
    let mut hash = Sha256::new();
    for asset in ASSETS {
        hash.update(asset.name);
        hash.update(asset.bytes);
    }
    format!("\"{}\"", hex::encode(&hash.finalize()[..12]))
});

/// `/` and `/web/*`.
pub fn routes() -> Router {
    Router::new().route("/", get(|headers: HeaderMap| async move { serve("index.html", &headers) })).route(
        "/web/{*name}",
        get(|Path(name): Path<String>, headers: HeaderMap| async move { serve(&name, &headers) }),
    )
}

fn serve(name: &str, headers: &HeaderMap) -> Response {
    let Some(asset) = ASSETS.iter().find(|asset| asset.name == name) else {
        return (StatusCode::NOT_FOUND, "no such file").into_response();
    };
    let known = headers.get(IF_NONE_MATCH).and_then(|tags| tags.to_str().ok());
    let fresh =
        known.is_some_and(|tags| tags.split(',').any(|tag| tag.trim().trim_start_matches("W/") == *TAG));
    let mut response = if fresh {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(CONTENT_TYPE, content_type(name))], Bytes::from_static(asset.bytes)).into_response()
    };
    let kept = response.headers_mut();
    if let Ok(tag) = HeaderValue::from_str(&TAG) {
        kept.insert(ETAG, tag);
    }
    for (header, value) in [
        (CACHE_CONTROL, "no-cache"),
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("permissions-policy"), PERMISSIONS),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    ] {
        kept.insert(header, HeaderValue::from_static(value));
    }
    response
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::path::Path as FilePath;

    fn files(folder: &FilePath, prefix: &str, found: &mut BTreeSet<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let name = format!("{prefix}{}", entry.file_name().to_str().unwrap());
            if entry.path().is_dir() {
                files(&entry.path(), &format!("{name}/"), found);
            } else {
                found.insert(name);
            }
        }
    }

    fn modules() -> impl Iterator<Item = &'static Asset> {
        ASSETS.iter().filter(|asset| content_type(asset.name).starts_with("text/javascript"))
    }

    fn text(asset: &Asset) -> &'static str {
        std::str::from_utf8(asset.bytes).unwrap()
    }

    #[test]
    fn every_file_of_the_folder_is_served() {
        let mut found = BTreeSet::new();
        files(&FilePath::new(env!("CARGO_MANIFEST_DIR")).join("web"), "", &mut found);
        let served: BTreeSet<String> = ASSETS.iter().map(|asset| asset.name.to_owned()).collect();
        assert_eq!(found, served);
    }

    #[test]
    fn every_file_has_a_content_type() {
        for asset in ASSETS {
            assert_ne!(content_type(asset.name), "application/octet-stream", "{}", asset.name);
        }
    }

    #[test]
    fn every_import_and_link_leads_to_a_served_file() {
        for asset in modules() {
            let here = asset.name.rsplit_once('/').map_or("", |(folder, _)| folder);
            for line in text(asset).lines().filter(|line| line.starts_with("import ")) {
                let target = line.split('"').nth(1).unwrap();
                let base =
                    url::Url::parse(&format!("http://page/{here}{}", if here.is_empty() { "" } else { "/" }))
                        .unwrap();
                let resolved = base.join(target).unwrap();
                let name = resolved.path().trim_start_matches('/');
                assert!(ASSETS.iter().any(|asset| asset.name == name), "{}: {target}", asset.name);
            }
        }
        let index = text(ASSETS.iter().find(|asset| asset.name == "index.html").unwrap());
        for link in index.split('"').filter_map(|part| part.strip_prefix("/web/")) {
            assert!(ASSETS.iter().any(|asset| asset.name == link), "{link}");
        }
    }

    #[test]
    fn every_icon_that_is_named_is_drawn() {
        let icons = text(ASSETS.iter().find(|asset| asset.name == "icons.svg").unwrap());
        for asset in modules() {
            for call in ["icon(\"", "iconButton(\"", "icon: \""] {
                for name in text(asset).split(call).skip(1).filter_map(|rest| rest.split('"').next()) {
                    assert!(icons.contains(&format!("id=\"{name}\"")), "{}: {name}", asset.name);
                }
            }
        }
    }

    fn words(name: &str) -> BTreeSet<&'static str> {
        let asset = ASSETS.iter().find(|asset| asset.name == name).unwrap();
        text(asset)
            .lines()
            .filter_map(|line| line.strip_prefix("  ")?.split_once(':'))
            .map(|(key, _)| key)
            .collect()
    }

    #[test]
    fn both_languages_have_every_word_that_is_said() {
        let english = words("words/en.js");
        assert_eq!(english, words("words/ru.js"));
        for asset in modules() {
            for key in text(asset).split("say(\"").skip(1).filter_map(|rest| rest.split('"').next()) {
                assert!(english.contains(key), "{}: {key}", asset.name);
            }
        }
    }

    #[test]
    fn no_module_parses_markup_or_runs_text() {
        for asset in modules() {
            for forbidden in
                ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"]
            {
                assert!(!text(asset).contains(forbidden), "{}: {forbidden}", asset.name);
            }
            assert!(text(asset).starts_with("// "), "{}", asset.name);
            assert!(text(asset).lines().nth(1).unwrap().starts_with("// Refuses"), "{}", asset.name);
        }
    }

    #[test]
    fn a_known_tag_saves_the_bytes_and_keeps_the_policy() {
        let first = serve("index.html", &HeaderMap::new());
        assert_eq!(first.status(), StatusCode::OK);
        assert_eq!(first.headers()[CACHE_CONTROL], "no-cache");
        let mut headers = HeaderMap::new();
        headers.insert(IF_NONE_MATCH, first.headers()[ETAG].clone());
        let second = serve("index.html", &headers);
        assert_eq!(second.status(), StatusCode::NOT_MODIFIED);
        assert!(second.headers().contains_key(CONTENT_SECURITY_POLICY));
        assert_eq!(serve("../Cargo.toml", &HeaderMap::new()).status(), StatusCode::NOT_FOUND);
    }
}
