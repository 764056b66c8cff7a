//! The demo: a local Telegram and the bot in one process, on this machine alone, in a folder of its own.
//! It is deaf to every setting that leads elsewhere; what time it is, the local Telegram says.

use std::{net::SocketAddr, path::PathBuf, sync::Arc};

use anyhow::Context as _;
use atelier::{
    app::{App, Tempo},
    config::{Config, Env, OperationConfig, Role},
    domain::{Clock, SystemClock},
    ops::{lifecycle, telemetry},
};
use atelier_sandbox::{Options, Sandbox, people};
use chrono::{DateTime, TimeDelta, Utc};

/// Where the demo keeps everything.
const FOLDER: &str = "data/demo";
/// Where it is found, if the port is free; otherwise on any free one.
const ADDRESS: &str = "127.0.0.1:8765";
/// What may be set for the demo too: everything else would lead out of it.
const HEARD: [&str; 5] = ["OPENAI_API_KEY", "OPENAI_BASE_URL", "CHAT_MODELS", "RUST_LOG", "LOG_FORMAT"];

/// Sandbox and bot in one, until Ctrl-C.
pub async fn demo(env: &Env) -> anyhow::Result<()> {
    let folder = PathBuf::from(FOLDER);
    let sandbox = open_sandbox(folder.join("telegram")).await?;
    let config = Config::read(&settings(env, &sandbox, &folder), Role::All)?;
    let _telemetry = telemetry::start(&config.operation, config.secrets());
    let clock = Arc::new(OneTime(sandbox.clock()));
    let app = App::start_by(config, Tempo::default(), clock).await?;
    welcome(&sandbox);
    lifecycle::asked_to_stop().await;
    app.stop().await;
    sandbox.stop().await;
    Ok(())
}

/// One time for both: when the clock of the local Telegram is moved on, the bot's is too.
struct OneTime(Arc<atelier_sandbox::Clock>);

impl Clock for OneTime {
    fn now(&self) -> DateTime<Utc> {
        SystemClock.now() + TimeDelta::seconds(self.0.ahead())
    }
}

/// The local Telegram alone.
pub async fn sandbox(addr: SocketAddr, data: PathBuf) -> anyhow::Result<()> {
    let _telemetry = telemetry::start(&OperationConfig::quiet(), Vec::new());
    let sandbox = Sandbox::start(Options { addr, data: Some(data), ..Options::default() }).await?;
    announce(&format!(
        "Browser chat: {}\nTELEGRAM_API_URL={}\nTELEGRAM_BOT_TOKEN={}",
        sandbox.page_url(),
        sandbox.api_url(),
        sandbox.token()
    ));
    lifecycle::asked_to_stop().await;
    sandbox.stop().await;
    Ok(())
}

async fn open_sandbox(data: PathBuf) -> anyhow::Result<Sandbox> {
    let addr: SocketAddr = ADDRESS.parse().context("the demo's address")?;
    let options = |addr| Options { addr, data: Some(data.clone()), ..Options::default() };
    match Sandbox::start(options(addr)).await {
        Ok(sandbox) => Ok(sandbox),
        // Another program has the port.
        Err(first) => {
            let any = SocketAddr::new(addr.ip(), 0);
            Sandbox::start(options(any)).await.map_err(|_| first)
        }
    }
}

fn settings(env: &Env, sandbox: &Sandbox, folder: &std::path::Path) -> Env {
    let heard = HEARD.iter().filter_map(|name| Some((*name, env.given(name)?.to_owned())));
    let folder = folder.display();
    let admins: Vec<String> =
        people().iter().filter(|person| person.admin).map(|person| person.id.to_string()).collect();
    Env::of(heard)
        .with("TELEGRAM_BOT_TOKEN", sandbox.token())
        .with("TELEGRAM_API_URL", sandbox.api_url().as_str())
        .with("DATABASE_URL", format!("sqlite://{folder}/atelier.db"))
        .with("BLOB_URL", format!("file://{folder}/files"))
        .with("HTTP_ADDR", "off")
        .with("ADMIN_IDS", admins.join(","))
        .with("RUST_LOG", env.given("RUST_LOG").unwrap_or("warn"))
}

fn welcome(sandbox: &Sandbox) {
    announce(&format!("Atelier is open: {}", sandbox.page_url()));
}

#[expect(clippy::print_stdout, reason = "the one line a newcomer is waiting for")]
fn announce(text: &str) {
    println!("{text}");
}
