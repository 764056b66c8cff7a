//! Parses the subcommand and calls the library. Nothing else.

#[cfg(feature = "sandbox")]
mod demo;

use std::{
    io::{IsTerminal as _, Write as _},
    net::{IpAddr, SocketAddr},
    num::NonZero,
    process::ExitCode,
};

use anyhow::Context as _;
use atelier::{
    app::App,
    config::{Config, Env, OperationConfig, Role},
    ops::{doctor, lifecycle, telemetry},
    storage::{Db, backup::copy_sqlite},
};
use clap::{Parser, Subcommand};
use tokio::runtime::{Builder, Runtime};

/// Atelier: an AI studio that lives in Telegram.
#[derive(Parser)]
#[command(name = "bot", version, about)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Runs the bot against Telegram.
    Run {
        /// The part of the work this process takes; other than `all` needs Postgres.
        #[arg(long, value_enum, default_value_t)]
        role: Role,
    },
    /// Runs a local Telegram alone: a Bot API server and a browser chat, for a bot of your own.
    #[cfg(feature = "sandbox")]
    Sandbox {
        /// Where to listen; loopback only.
        #[arg(long, default_value = "127.0.0.1:8081")]
        addr: SocketAddr,
        /// Where its state is kept.
        #[arg(long, default_value = "data/sandbox")]
        data: std::path::PathBuf,
    },
    /// Brings the database up to date and ends.
    Migrate,
    /// Copies the SQLite database into a new file while the bot runs. `scripts/backup` takes the files along.
    Backup {
        /// The file to write; it must not be there yet.
        to: std::path::PathBuf,
    },
    /// Asks a running bot whether it is well, for containers.
    Health,
    /// Looks at everything the bot needs, and says what is wrong and what to do.
    Doctor {
        /// For programs, instead of a table.
        #[arg(long)]
        json: bool,
    },
}

fn main() -> ExitCode {
    // Two are in the tree; whoever takes the process's default must find one.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    match runtime().and_then(|runtime| runtime.block_on(run(Cli::parse()))) {
        Ok(code) => code,
        Err(error) => {
            complain(&error);
            ExitCode::FAILURE
        }
    }
}

/// Half as many threads as there are processors. What the bot does is mostly waiting for answers, and a thread that
/// wakes another costs more than the little there is to do: on two processors one does a third more (`scripts/load`).
fn runtime() -> anyhow::Result<Runtime> {
    let processors = std::thread::available_parallelism().map_or(1, NonZero::get);
    let runtime = Builder::new_multi_thread().worker_threads(processors.div_ceil(2)).enable_all().build();
    runtime.context("the threads cannot be started")
}

async fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    let env = Env::of_process();
    let done = match cli.command {
        Some(Command::Doctor { json }) => return see_doctor(env, json).await,
        Some(Command::Run { role }) => Box::pin(run_bot(Config::read(&env, role)?)).await,
        Some(Command::Migrate) => migrate(&env).await,
        Some(Command::Backup { to }) => backup(&env, &to).await,
        Some(Command::Health) => health(&env).await,
        #[cfg(feature = "sandbox")]
        Some(Command::Sandbox { addr, data }) => demo::sandbox(addr, data).await,
        None if env.get("TELEGRAM_BOT_TOKEN").is_some() => {
            Box::pin(run_bot(Config::read(&env, Role::All)?)).await
        }
        #[cfg(feature = "sandbox")]
        None => Box::pin(demo::demo(&env)).await,
        #[cfg(not(feature = "sandbox"))]
        None => Box::pin(run_bot(Config::read(&env, Role::All)?)).await,
    };
    done.map(|()| ExitCode::SUCCESS)
}

async fn run_bot(config: Config) -> anyhow::Result<()> {
    let telemetry = telemetry::start(&config.operation, config.secrets());
    let ended = Box::pin(run_until_stopped(config)).await;
    telemetry.stop().await;
    ended
}

async fn run_until_stopped(config: Config) -> anyhow::Result<()> {
    // Listened to from the beginning: a start that waits for a database is stopped like anything else.
    let asked = lifecycle::asked_to_stop();
    tokio::pin!(asked);
    let app = tokio::select! {
        app = App::start(config) => app?,
        () = &mut asked => return Ok(()),
    };
    let broken = tokio::select! {
        () = &mut asked => false,
        () = app.broken() => true,
    };
    tracing::info!("stopping");
    tokio::select! {
        _ = app.stop() => {}
        () = lifecycle::asked_to_stop() => tracing::warn!("stopped at once; what was under way is taken up again"),
    }
    anyhow::ensure!(!broken, "Telegram does not know TELEGRAM_BOT_TOKEN");
    Ok(())
}

async fn migrate(env: &Env) -> anyhow::Result<()> {
    let url = env.get("DATABASE_URL").context("DATABASE_URL: not set.")?;
    let _telemetry = telemetry::start(&OperationConfig::quiet(), vec![url.to_owned()]);
    let db = Db::connect(url).await?;
    db.migrate().await?;
    tracing::info!("the schema is up to date");
    Ok(())
}

async fn backup(env: &Env, to: &std::path::Path) -> anyhow::Result<()> {
    let url = env.get("DATABASE_URL").context("DATABASE_URL: not set.")?;
    Ok(copy_sqlite(url, to).await?)
}

/// Fails where the bot could not run.
async fn see_doctor(env: Env, json: bool) -> anyhow::Result<ExitCode> {
    let findings = atelier::app::examine(env).await?;
    let told = if json {
        format!("{:#}\n", doctor::json(&findings))
    } else {
        doctor::table(&findings, std::io::stdout().is_terminal())
    };
    std::io::stdout().write_all(told.as_bytes())?;
    Ok(if doctor::is_well(&findings) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn health(env: &Env) -> anyhow::Result<()> {
    let listening: SocketAddr = env.require("HTTP_ADDR", "the address at which a bot listens")?;
    // What listens everywhere listens here too.
    let host = if listening.ip().is_unspecified() { IpAddr::from([127, 0, 0, 1]) } else { listening.ip() };
    let address = SocketAddr::new(host, listening.port());
    let http = atelier::providers::http_client(std::time::Duration::from_secs(3))?;
    let answer = http.get(format!("http://{address}/ready")).send().await?;
    if answer.status().is_success() {
        return Ok(());
    }
    let told: serde_json::Value = answer.json().await.unwrap_or_default();
    let reasons = told["reasons"].as_array().into_iter().flatten().filter_map(serde_json::Value::as_str);
    anyhow::bail!("not ready: {}", reasons.collect::<Vec<_>>().join(", "))
}

#[expect(clippy::print_stderr, reason = "an operator reads this where no log has been started yet")]
fn complain(error: &anyhow::Error) {
    let mut said = String::new();
    // Some causes repeat what they are the cause of.
    for cause in error.chain().map(ToString::to_string) {
        if said.is_empty() {
            said = cause;
        } else if !said.contains(&cause) {
            said = format!("{said}: {cause}");
        }
    }
    eprintln!("{said}");
}
