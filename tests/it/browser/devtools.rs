//! Speaks the DevTools protocol with a Chromium of its own, through a pair of pipes.
//! It opens no port, keeps no profile, and the Chromium ends with it.

use std::{
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use atelier_tests::PATIENCE;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    process::{Child, ChildStdin, ChildStdout, Command},
    sync::Mutex,
    time::timeout,
};

const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const ARGUMENTS: [&str; 14] = [
    "--headless",
    "--remote-debugging-pipe",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-sync",
    "--hide-crash-restore-bubble",
    "--no-default-browser-check",
    "--no-first-run",
];
/// The protocol's pipes are 3 and 4; a shell puts them there, because Rust does so only with `unsafe`.
const PIPES: &str = r#"exec "$0" "$@" 3<&0 4>&1 </dev/null >/dev/null"#;

/// A running Chromium.
pub(super) struct DevTools {
    pipe: Mutex<Pipe>,
    child: Child,
    profile: TempDir,
}

struct Pipe {
    to: ChildStdin,
    from: BufReader<ChildStdout>,
    asked: u64,
    events: Vec<Value>,
}

impl DevTools {
    /// Starts Chromium. Where there is none, CI fails, and anybody else is told what is left out.
    pub(super) fn start() -> Option<Self> {
        let Some(program) = chromium() else {
            let missing = format!("no Chromium: set CHROMIUM, or install one of {}", NAMES.join(", "));
            assert!(variable("CI").is_none_or(|ci| ci != "true"), "{missing}");
            println!("skipped, {missing}");
            return None;
        };
        let profile = tempfile::tempdir().expect("a folder for the profile");
        let mut child = Command::new("sh")
            .args(["-c", PIPES])
            .arg(program)
            .args(ARGUMENTS)
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .arg("about:blank")
            .env("TMPDIR", profile.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .expect("a Chromium that starts");
        let to = child.stdin.take().expect("the way in");
        let from = BufReader::new(child.stdout.take().expect("the way out"));
        let pipe = Mutex::new(Pipe { to, from, asked: 0, events: Vec::new() });
        Some(Self { pipe, child, profile })
    }

    /// Calls a method, of a page where a session is named, and returns what it answers.
    pub(super) async fn call(&self, session: Option<&str>, method: &str, params: Value) -> Value {
        let mut pipe = self.pipe.lock().await;
        pipe.asked += 1;
        let id = pipe.asked;
        let mut asked = json!({ "id": id, "method": method, "params": params });
        if let Some(session) = session {
            asked["sessionId"] = session.into();
        }
        pipe.to.write_all(format!("{asked}\0").as_bytes()).await.expect("a Chromium that listens");
        loop {
            let message = pipe.next().await;
            if message["id"] == id {
                assert!(message["error"].is_null(), "{method}: {}", message["error"]);
                return message["result"].clone();
            }
            pipe.events.push(message);
        }
    }

    /// The parameters of the next such event, which may have come already.
    pub(super) async fn event(&self, method: &str) -> Value {
        let mut pipe = self.pipe.lock().await;
        loop {
            if let Some(at) = pipe.events.iter().position(|event| event["method"] == method) {
                return pipe.events.remove(at)["params"].take();
            }
            let message = pipe.next().await;
            pipe.events.push(message);
        }
    }

    /// The parameters of all such events that have come.
    pub(super) async fn events(&self, method: &str) -> Vec<Value> {
        let pipe = self.pipe.lock().await;
        pipe.events
            .iter()
            .filter(|event| event["method"] == method)
            .map(|event| event["params"].clone())
            .collect()
    }
}

impl Drop for DevTools {
    /// Ends Chromium and clears up after it: its processes write on for a moment after the first is gone.
    fn drop(&mut self) {
        let _ = self.child.start_kill();
        for _ in 0..100 {
            let gone = std::fs::remove_dir_all(self.profile.path());
            if gone.is_ok() || !self.profile.path().exists() {
                return;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Pipe {
    async fn next(&mut self) -> Value {
        let mut bytes = Vec::new();
        let read = timeout(PATIENCE, self.from.read_until(0, &mut bytes)).await;
        read.expect("a Chromium that answers in time").expect("a Chromium that lives");
        assert_eq!(bytes.pop(), Some(0), "Chromium has ended");
        serde_json::from_slice(&bytes).expect("JSON")
    }
}

#[expect(clippy::disallowed_methods, reason = "tests have no configuration")]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

fn chromium() -> Option<PathBuf> {
    if let Some(given) = variable("CHROMIUM") {
        return Some(given.into());
    }
    let path = variable("PATH")?;
    NAMES
        .iter()
        .flat_map(|name| path.split(':').map(move |folder| Path::new(folder).join(name)))
        .find(|file| file.is_file())
}
