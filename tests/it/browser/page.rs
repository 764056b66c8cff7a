//! The browser chat as somebody sees and uses it: by what is written there, with mouse and keyboard.
//! Every look waits until what is looked for is there; it ends with the page as it stands.

use std::{future::Future, panic::Location, path::Path};

use atelier_tests::{Sandbox, until};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde_json::{Value, json};

use super::devtools::DevTools;

/// Where a press on the last thing of that name lands, once it has come to rest and nothing lies over it.
const PLACE: &str = r"async (label) => {
    const names = (node) => [node.innerText?.trim(), node.getAttribute('aria-label')];
    const find = () => {
        const all = [...document.querySelectorAll('button, a[href], [role=button]')];
        const shown = all.filter((node) => node.checkVisibility() && !node.disabled);
        const found = shown.findLast((node) => names(node).includes(label)) ??
            shown.findLast((node) => names(node).some((name) => name?.startsWith(label)));
        if (!found) return null;
        found.scrollIntoView({ block: 'nearest' });
        const box = found.getBoundingClientRect();
        const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
        return found.contains(document.elementFromPoint(x, y)) ? { x, y } : null;
    };
    const frame = () => new Promise(requestAnimationFrame);
    const before = find();
    await frame().then(frame);
    const now = find();
    return now && before?.x === now.x && before.y === now.y ? now : null;
}";

/// What stands in the chat and over it, without the list of people and what is only read aloud.
const SEEN: &str = "[...document.querySelectorAll('.header, .banner, .list, .composer, #overlays')] \
                    .map((node) => node.innerText).join('\\n')";

/// A chat in a window of 1280 × 800.
pub(super) struct Page {
    devtools: DevTools,
    session: String,
}

impl Page {
    /// Opens the chat of this sandbox; `None` where there is no Chromium.
    pub(super) async fn open(sandbox: &Sandbox) -> Option<Self> {
        let devtools = DevTools::start()?;
        let target = devtools.call(None, "Target.createTarget", json!({ "url": "about:blank" })).await;
        let attach = json!({ "targetId": target["targetId"], "flatten": true });
        let session = devtools.call(None, "Target.attachToTarget", attach).await;
        let session = session["sessionId"].as_str().expect("a session").to_owned();
        let page = Self { devtools, session };
        for domain in ["Page.enable", "Runtime.enable", "Log.enable", "DOM.enable"] {
            page.call(domain, json!({})).await;
        }
        page.is_sized(1280, 800).await;
        page.call("Page.navigate", json!({ "url": sandbox.page_url() })).await;
        page.shows("document.querySelector('.composer')").await;
        Some(page)
    }

    async fn call(&self, method: &str, params: Value) -> Value {
        self.devtools.call(Some(&self.session), method, params).await
    }

    /// What an expression is worth in the page.
    pub(super) async fn value(&self, expression: &str) -> Value {
        let params = json!({ "expression": expression, "returnByValue": true, "awaitPromise": true });
        let mut answer = self.call("Runtime.evaluate", params).await;
        assert!(answer["exceptionDetails"].is_null(), "{expression}: {}", answer["exceptionDetails"]);
        answer["result"]["value"].take()
    }

    // What there is to see

    /// Waits until these words stand somewhere in the chat, or over it.
    #[track_caller]
    pub(super) fn sees(&self, words: &str) -> impl Future<Output = ()> + '_ {
        let condition = format!("{SEEN}.includes({})", json!(words));
        self.waits(format!("“{words}”"), condition, Location::caller())
    }

    /// Waits until these words stand in one of the parts that a selector names.
    #[track_caller]
    pub(super) fn sees_in(&self, parts: &str, words: &str) -> impl Future<Output = ()> + '_ {
        let [selector, said] = [json!(parts), json!(words)];
        let condition = format!(
            "[...document.querySelectorAll({selector})].some((node) => node.innerText.includes({said}))"
        );
        self.waits(format!("“{words}” in {parts}"), condition, Location::caller())
    }

    /// Waits until these words stand nowhere in the chat.
    #[track_caller]
    pub(super) fn sees_no_more(&self, words: &str) -> impl Future<Output = ()> + '_ {
        let condition = format!("!{SEEN}.includes({})", json!(words));
        self.waits(format!("an end of “{words}”"), condition, Location::caller())
    }

    /// Waits until an expression is worth something that counts as true.
    #[track_caller]
    pub(super) fn shows(&self, expression: &str) -> impl Future<Output = ()> + '_ {
        self.waits(expression.to_owned(), expression.to_owned(), Location::caller())
    }

    async fn waits(&self, what: String, condition: String, place: &'static Location<'static>) {
        let condition = format!("Boolean({condition})");
        let found = until(|| async { (self.value(&condition).await == true).then_some(()) }).await;
        if found.is_none() {
            self.gives_up(&what, place).await;
        }
    }

    async fn gives_up(&self, what: &str, place: &Location<'_>) -> ! {
        let text = self.value("document.body.innerText").await;
        let picture = self.picture().await;
        panic!("{place}: no {what} on the page ({picture}):\n{}", text.as_str().unwrap_or_default());
    }

    /// Keeps a picture of the page where a person can look at it.
    async fn picture(&self) -> String {
        let shot = self.call("Page.captureScreenshot", json!({ "format": "png" })).await;
        let bytes = BASE64_STANDARD.decode(shot["data"].as_str().unwrap_or_default()).unwrap_or_default();
        let name = std::thread::current().name().unwrap_or("page").replace("::", "-");
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.png"));
        std::fs::write(&path, bytes).expect("a picture that can be kept");
        path.display().to_string()
    }

    // What they do

    /// Presses the last button that is called so, or whose name begins so.
    #[track_caller]
    pub(super) fn presses(&self, label: &str) -> impl Future<Output = ()> + '_ {
        let place = Location::caller();
        let label = label.to_owned();
        async move {
            let find = format!("({PLACE})({})", json!(label));
            let find = || async { Some(self.value(&find).await).filter(|at| !at.is_null()) };
            match until(find).await {
                Some(at) => self.clicks(&at).await,
                None => self.gives_up(&format!("button “{label}”"), place).await,
            }
        }
    }

    async fn clicks(&self, at: &Value) {
        for kind in ["mouseMoved", "mousePressed", "mouseReleased"] {
            let button = if kind == "mouseMoved" { "none" } else { "left" };
            let event =
                json!({ "type": kind, "x": at["x"], "y": at["y"], "button": button, "clickCount": 1 });
            self.call("Input.dispatchMouseEvent", event).await;
        }
    }

    /// Writes into the line, and sends it.
    pub(super) async fn writes(&self, text: &str) {
        self.types(text).await;
        self.hits("Enter").await;
    }

    /// Writes into the line.
    #[track_caller]
    pub(super) fn types(&self, text: &str) -> impl Future<Output = ()> + '_ {
        let place = Location::caller();
        let text = json!({ "text": text });
        async move {
            let ready = "(document.querySelector('[data-testid=composer]')?.focus(), \
                         document.activeElement?.dataset.testid === 'composer')";
            self.waits("line to write in".to_owned(), ready.to_owned(), place).await;
            self.call("Input.insertText", text).await;
        }
    }

    /// Hits a key: "Enter", "Alt+2".
    pub(super) async fn hits(&self, keys: &str) {
        let (modifiers, key) = keys.strip_prefix("Alt+").map_or((0, keys), |key| (1, key));
        let (name, code) = match key {
            "Enter" => ("Enter".to_owned(), 13),
            "Escape" => ("Escape".to_owned(), 27),
            "ArrowDown" => ("ArrowDown".to_owned(), 40),
            digit => (format!("Digit{digit}"), 48 + digit.parse::<u32>().expect("a key that is known")),
        };
        for kind in ["rawKeyDown", "char", "keyUp"] {
            let mut event = json!({
                "type": kind, "key": key, "code": name, "windowsVirtualKeyCode": code, "modifiers": modifiers,
            });
            if kind == "char" {
                if key != "Enter" {
                    continue;
                }
                event["text"] = "\r".into();
            }
            self.call("Input.dispatchKeyEvent", event).await;
        }
    }

    /// Presses what asks for files, and chooses these.
    pub(super) async fn chooses(&self, label: &str, files: &[&Path]) {
        self.call("Page.setInterceptFileChooserDialog", json!({ "enabled": true })).await;
        self.presses(label).await;
        let chooser = self.devtools.event("Page.fileChooserOpened").await;
        let chosen = json!({ "files": files, "backendNodeId": chooser["backendNodeId"] });
        self.call("DOM.setFileInputFiles", chosen).await;
    }

    /// Has a window of this size.
    pub(super) async fn is_sized(&self, width: u32, height: u32) {
        let phone = width < 500;
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": phone });
        self.call("Emulation.setDeviceMetricsOverride", size).await;
    }

    /// Has a system that is light or dark.
    pub(super) async fn prefers(&self, look: &str) {
        let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": look }] });
        self.call("Emulation.setEmulatedMedia", features).await;
    }

    pub(super) async fn reloads(&self) {
        self.value("(window.before = true)").await;
        self.call("Page.reload", json!({})).await;
        self.shows("!window.before && document.querySelector('.composer')").await;
    }

    /// Leaves, and sees to it that no script failed meanwhile.
    pub(super) async fn closes(self) {
        let failures = self.devtools.events("Runtime.exceptionThrown").await;
        assert!(failures.is_empty(), "scripts failed: {failures:#?}");
        let mut complaints = self.devtools.events("Log.entryAdded").await;
        complaints
            .retain(|entry| entry["entry"]["level"] == "error" && entry["entry"]["source"] != "network");
        assert!(complaints.is_empty(), "the browser complained: {complaints:#?}");
    }
}
