//! Measures what the program costs, beside a bare teloxide bot, against a sandbox in this process.
//! Everything is on loopback, of a set length, and gone afterwards; run it by `scripts/load`.

mod counters;
mod ground;
mod measure;
mod process;
mod provider;
mod report;
mod subject;
mod telegram;

use std::{path::PathBuf, time::Instant};

use anyhow::Context as _;
use clap::{Parser, ValueEnum};
use url::Url;

use self::{
    ground::{Ground, Servers, Setup},
    measure::{handover, start, streams, updates},
    report::{Figures, say},
    subject::Programs,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum What {
    Updates,
    Start,
    Streams,
    Handover,
}

/// Measures what the program costs.
#[derive(Debug, Parser)]
#[command(version, about)]
struct Wish {
    /// What to measure; everything by default.
    what: Vec<What>,
    /// On what: sqlite, sqlite-normal, postgres, postgres-normal; everything that is there by default.
    #[arg(long, value_delimiter = ',')]
    on: Vec<String>,
    /// Where the figures go, and what is made meanwhile.
    #[arg(long)]
    folder: PathBuf,
    #[arg(long)]
    postgres: Option<Url>,
    #[arg(long)]
    postgres_pid: Option<u32>,
    #[arg(long)]
    redis: Option<Url>,
    #[arg(long)]
    redis_pid: Option<u32>,
    /// Updates a second.
    #[arg(long, default_value_t = 300)]
    rate: u32,
    /// For how long they come at that rate.
    #[arg(long, default_value_t = 10)]
    seconds: u32,
    /// Whom they come from.
    #[arg(long, default_value_t = 200)]
    people: i64,
    /// How many people write at once.
    #[arg(long, default_value_t = 10_000)]
    crowd: i64,
    /// How many answers are written at once.
    #[arg(long, default_value_t = 500)]
    chats: i64,
    /// Leaves the bare bot out.
    #[arg(long)]
    only_ours: bool,
}

impl Wish {
    fn wants(&self, what: What) -> bool {
        self.what.is_empty() || self.what.contains(&what)
    }

    fn setups(&self, servers: Option<&Servers>) -> Vec<Setup> {
        let there = |setup: &Setup| servers.is_some() || !setup.is_postgres();
        let wanted = |setup: &Setup| self.on.is_empty() || self.on.iter().any(|key| key == setup.key());
        Setup::ALL.into_iter().filter(there).filter(wanted).collect()
    }

    fn servers(&self) -> Option<Servers> {
        Some(Servers {
            postgres: self.postgres.clone()?,
            postgres_pid: self.postgres_pid?,
            redis: self.redis.clone()?,
            redis_pid: self.redis_pid?,
        })
    }

    fn extent(&self) -> updates::Extent {
        updates::Extent {
            rate: self.rate,
            seconds: self.seconds,
            people: self.people.min(self.crowd),
            crowd: self.crowd,
        }
    }
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let wish = Wish::parse();
    let programs = subject::beside(&std::env::current_exe()?)?;
    std::fs::create_dir_all(&wish.folder)?;
    let mut figures = Figures { machine: process::machine()?, ..Figures::default() };
    let measured = run(&wish, &programs, &mut figures).await;
    // What was measured before something went wrong is worth keeping.
    let markdown = figures.markdown();
    std::fs::write(wish.folder.join("figures.md"), &markdown)?;
    std::fs::write(wish.folder.join("figures.json"), serde_json::to_string_pretty(&figures)?)?;
    say(&markdown);
    measured
}

async fn run(wish: &Wish, programs: &Programs, figures: &mut Figures) -> anyhow::Result<()> {
    let servers = wish.servers();
    let setups = wish.setups(servers.as_ref());
    anyhow::ensure!(!setups.is_empty(), "there is nothing of that name to stand on");
    if wish.wants(What::Updates) && !wish.only_ours {
        let step = Step::begin("updates, bare teloxide");
        figures.updates.push(updates::bare(programs, wish.extent()).await?);
        step.end();
    }
    for setup in setups {
        // The less durable ones differ in what a commit costs, and in nothing else.
        let is_full = matches!(setup, Setup::SqliteFull | Setup::PostgresFull);
        for what in [What::Start, What::Updates, What::Streams, What::Handover] {
            let makes_sense = match what {
                What::Updates => true,
                What::Start | What::Streams => is_full,
                What::Handover => setup == Setup::PostgresFull,
            };
            if !wish.wants(what) || !makes_sense {
                continue;
            }
            let step = Step::begin(&format!("{what:?}, {}", setup.name()).to_lowercase());
            let ground = Ground::new(setup, &wish.folder, servers.as_ref()).await?;
            let measured = measure(wish, programs, what, &ground, figures).await;
            ground.remove().await?;
            measured.with_context(|| format!("{what:?} on {}", setup.name()))?;
            step.end();
        }
    }
    Ok(())
}

async fn measure(
    wish: &Wish,
    programs: &Programs,
    what: What,
    ground: &Ground,
    figures: &mut Figures,
) -> anyhow::Result<()> {
    match what {
        What::Start => figures.starts.push(start::measure(programs, ground).await?),
        What::Updates => figures.updates.push(updates::ours(programs, ground, wish.extent()).await?),
        What::Streams => figures.streams.push(streams::measure(programs, ground, wish.chats).await?),
        What::Handover => figures.handovers.push(handover::measure(programs, ground).await?),
    }
    Ok(())
}

/// Tells whoever watches what is going on.
struct Step(Instant);

impl Step {
    fn begin(name: &str) -> Self {
        say(&format!("{name} …"));
        Self(Instant::now())
    }

    fn end(self) {
        say(&format!("  {:.0} s", self.0.elapsed().as_secs_f64()));
    }
}
