//! The program itself as a process of its own, to be killed.

use std::{
    path::PathBuf,
    process::{Child, Command, Stdio},
};

use atelier_sandbox::Sandbox;

use crate::{setup::Stand, wait::until};

/// A running `bot`; killed when dropped.
pub struct Binary {
    child: Child,
}

impl Binary {
    /// Starts the program that `scripts/check` has built, or the one that lies beside the tests.
    pub fn start(stand: &Stand, sandbox: &Sandbox) -> Self {
        Self::start_with(stand, sandbox, [])
    }

    /// The same with other settings.
    pub fn start_with<'a>(
        stand: &Stand,
        sandbox: &Sandbox,
        settings: impl IntoIterator<Item = (&'a str, String)>,
    ) -> Self {
        Self::start_as("all", stand, sandbox, settings)
    }

    /// The same with a part of the work.
    pub fn start_as<'a>(
        role: &str,
        stand: &Stand,
        sandbox: &Sandbox,
        settings: impl IntoIterator<Item = (&'a str, String)>,
    ) -> Self {
        let folder = stand.folder.path();
        let log = std::fs::OpenOptions::new().create(true).append(true).open(folder.join("bot.log"));
        let child = Command::new(path())
            .arg("run")
            .args(["--role", role])
            .current_dir(folder)
            .env_clear()
            .envs(stand.settings(sandbox))
            .env("RUST_LOG", "warn")
            .envs(settings)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log.expect("a log"))
            .spawn()
            .expect("a bot that starts");
        Self { child }
    }

    /// Runs a command to its end; answers what it prints, and whether it succeeded.
    pub async fn says<'a>(
        stand: &Stand,
        sandbox: &Sandbox,
        settings: impl IntoIterator<Item = (&'a str, String)>,
        arguments: &[&str],
    ) -> (String, bool) {
        let mut command = Command::new(path());
        command.args(arguments).current_dir(stand.folder.path()).env_clear();
        command.envs(stand.settings(sandbox)).envs(settings).stdin(Stdio::null());
        let ran = tokio::task::spawn_blocking(move || command.output()).await;
        let ran = ran.expect("a command").expect("a bot that runs");
        (String::from_utf8_lossy(&ran.stdout).into_owned(), ran.status.success())
    }

    /// Asks it to stop, as an operator does, and waits until it has.
    pub async fn stop(mut self) {
        let pid = self.child.id().to_string();
        let asked = Command::new("kill").args(["-TERM", &pid]).status().is_ok_and(|asked| asked.success());
        assert!(asked, "a bot that can be asked to stop");
        let ended = until(|| {
            let ended = self.child.try_wait().ok().flatten();
            async move { ended }
        });
        assert!(ended.await.is_some(), "the bot did not stop");
    }

    /// Kills it where it stands.
    pub fn kill(mut self) {
        self.end();
    }

    /// Where the program lies.
    pub fn path() -> PathBuf {
        path()
    }

    /// What it has complained about.
    pub fn log(stand: &Stand) -> String {
        std::fs::read_to_string(stand.folder.path().join("bot.log")).unwrap_or_default()
    }

    fn end(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Binary {
    fn drop(&mut self) {
        self.end();
    }
}

#[expect(clippy::disallowed_methods, reason = "tests have no configuration")]
fn path() -> PathBuf {
    if let Some(given) = std::env::var_os("ATELIER_BOT_BINARY") {
        return given.into();
    }
    let tests = std::env::current_exe().expect("the tests' own path");
    let built = tests.ancestors().map(|folder| folder.join("bot")).find(|path| path.is_file());
    built.expect("no `bot` beside the tests: `cargo build -p atelier --bin bot`, or set ATELIER_BOT_BINARY")
}
