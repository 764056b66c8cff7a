//! The program itself as a process of its own, to be killed.

use std::{
    path::PathBuf,
    process::{Child, Command, Stdio},
};

use atelier_sandbox::Sandbox;

use crate::setup::Stand;

/// A running `bot`; killed when dropped.
pub struct Binary {
    child: Child,
}

impl Binary {
    /// Starts the program that `scripts/check` has built, or the one that lies beside the tests.
    pub fn start(stand: &Stand, sandbox: &Sandbox) -> Self {
        Self::start_with(stand, sandbox, &[], &[])
    }

    /// The same with arguments and settings of the test's own.
    pub fn start_with(
        stand: &Stand,
        sandbox: &Sandbox,
        arguments: &[&str],
        settings: &[(&str, &str)],
    ) -> Self {
        Self::run(Command::new(path()), stand, sandbox, arguments, settings)
    }

    fn run(
        mut command: Command,
        stand: &Stand,
        sandbox: &Sandbox,
        arguments: &[&str],
        settings: &[(&str, &str)],
    ) -> Self {
        let folder = stand.folder.path();
        let log = std::fs::OpenOptions::new().create(true).append(true).open(folder.join("bot.log"));
        let child = command
            .arg("run")
            .args(arguments)
            .current_dir(folder)
            .env_clear()
            .envs(stand.settings(sandbox))
            .env("RUST_LOG", "warn")
            .env("PATH", "/usr/bin:/bin:/usr/sbin:/sbin")
            .envs(settings.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log.expect("a log"))
            .spawn()
            .expect("a bot that starts");
        Self { child }
    }

    /// Kills it where it stands.
    pub fn kill(mut self) {
        self.end();
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
