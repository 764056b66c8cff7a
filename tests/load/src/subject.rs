//! The bot that is measured: a process of its own, ours or the bare one.
//! It is killed when it is dropped.

use std::{
    fs::File,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::Context as _;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::sleep,
};
use url::Url;

use crate::{
    ground::Ground,
    process::{Cpu, Memory, waits},
    telegram::Telegram,
};

/// How long a start may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// The two programs.
#[derive(Clone, Debug)]
pub struct Programs {
    pub ours: PathBuf,
    pub bare: PathBuf,
}

pub struct Subject {
    child: Child,
    begun: Instant,
    http: Option<u16>,
}

impl Subject {
    /// Starts the bare bot.
    pub fn bare(programs: &Programs, telegram: &Telegram) -> anyhow::Result<Self> {
        let mut command = Command::new(&programs.bare);
        command.env_clear().envs(addresses(telegram));
        Self::spawn(command, Stdio::null(), None)
    }

    /// Starts ours, allowed to speak as fast as it can.
    pub fn ours(
        programs: &Programs,
        telegram: &Telegram,
        ground: &Ground,
        provider: Option<&Url>,
    ) -> anyhow::Result<Self> {
        let port = free_port()?;
        let log = File::options().create(true).append(true).open(ground.folder().join("bot.log"))?;
        let mut command = Command::new(&programs.ours);
        command
            .arg("run")
            .current_dir(ground.folder())
            .env_clear()
            .envs(addresses(telegram))
            .envs(ground.settings())
            .env("HTTP_ADDR", format!("127.0.0.1:{port}"))
            .env("TELEGRAM_CALLS_PER_SECOND", "100000")
            .env("TELEGRAM_CHAT_CALLS_PER_SECOND", "100")
            .env("RUST_LOG", "warn");
        if let Some(provider) = provider {
            command.env("OPENAI_BASE_URL", provider.as_str()).env("OPENAI_API_KEY", "sk-load");
            command.env("CHAT_MODELS", "steady");
        }
        Self::spawn(command, Stdio::from(log), Some(port))
    }

    fn spawn(mut command: Command, log: Stdio, http: Option<u16>) -> anyhow::Result<Self> {
        let begun = Instant::now();
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log).spawn()?;
        Ok(Self { child, begun, http })
    }

    /// Waits until it says that it is ready; answers how long that took from its start.
    pub async fn ready(&mut self) -> anyhow::Result<Duration> {
        let Some(port) = self.http else {
            sleep(Duration::from_secs(1)).await;
            return Ok(self.begun.elapsed());
        };
        while !is_ready(port).await {
            anyhow::ensure!(self.child.try_wait()?.is_none(), "the bot ended at its start");
            anyhow::ensure!(self.begun.elapsed() < PATIENCE, "the bot was not ready in time");
            sleep(Duration::from_millis(2)).await;
        }
        Ok(self.begun.elapsed())
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    pub fn cpu(&self) -> Cpu {
        Cpu::of(self.pid())
    }

    pub fn memory(&self) -> Memory {
        Memory::of(self.pid())
    }

    pub fn waits(&self) -> u64 {
        waits(self.pid())
    }

    /// Kills it where it stands.
    pub fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Subject {
    fn drop(&mut self) {
        self.kill();
    }
}

/// What the bot complained about.
pub fn complaints(ground: &Ground) -> String {
    std::fs::read_to_string(ground.folder().join("bot.log")).unwrap_or_default()
}

/// The programs lie beside this one.
pub fn beside(own: &Path) -> anyhow::Result<Programs> {
    let folder = own.parent().context("no folder")?;
    Ok(Programs { ours: folder.join("bot"), bare: folder.join("bare") })
}

fn addresses(telegram: &Telegram) -> [(&'static str, String); 2] {
    [
        ("TELEGRAM_BOT_TOKEN", telegram.sandbox.token().to_owned()),
        ("TELEGRAM_API_URL", telegram.sandbox.api_url().into()),
    ]
}

fn free_port() -> anyhow::Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

async fn is_ready(port: u16) -> bool {
    let asked = async {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).await?;
        stream.write_all(b"GET /ready HTTP/1.1\r\nHost: load\r\nConnection: close\r\n\r\n").await?;
        let mut answer = [0; 12];
        stream.read_exact(&mut answer).await?;
        Ok::<_, std::io::Error>(answer.ends_with(b"200"))
    };
    asked.await.unwrap_or(false)
}
