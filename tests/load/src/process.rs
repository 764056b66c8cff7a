//! What a process costs, as the system counts it.
//! It reads `/proc` and measures nothing itself.

use std::{
    fs,
    ops::{Add, Sub},
    path::Path,
    time::Duration,
};

use anyhow::Context as _;
use serde::Serialize;

/// Ticks of `/proc/PID/stat` in a second; Linux has told user space 100 for as long as there is one.
const TICKS: u64 = 100;

/// Processor time.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Cpu {
    pub user_ms: f64,
    pub system_ms: f64,
}

impl Cpu {
    pub fn total_ms(self) -> f64 {
        self.user_ms + self.system_ms
    }

    /// Of one process, all its threads.
    pub fn of(pid: u32) -> Self {
        let [user, system, ..] = ticks(pid);
        Self::from_ticks(user, system)
    }

    /// Of a process, the children it has now, and those it has buried.
    pub fn of_family(pid: u32) -> Self {
        let [user, system, children_user, children_system] = ticks(pid);
        let own = Self::from_ticks(user + children_user, system + children_system);
        children(pid).into_iter().map(Self::of).fold(own, Add::add)
    }

    fn from_ticks(user: u64, system: u64) -> Self {
        let ms = |ticks: u64| Duration::from_millis(ticks * 1000 / TICKS).as_secs_f64() * 1000.0;
        Self { user_ms: ms(user), system_ms: ms(system) }
    }
}

impl Add for Cpu {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { user_ms: self.user_ms + other.user_ms, system_ms: self.system_ms + other.system_ms }
    }
}

impl Sub for Cpu {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self { user_ms: self.user_ms - other.user_ms, system_ms: self.system_ms - other.system_ms }
    }
}

/// Memory, in MiB.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Memory {
    /// All pages of the process that are in memory, the program's own text included (`VmRSS`).
    pub resident: f64,
    /// Without what other processes map too (`Pss` of `smaps_rollup`).
    pub proportional: f64,
    /// What was allocated (`RssAnon`).
    pub anonymous: f64,
    /// The most that was ever resident (`VmHWM`).
    pub peak: f64,
}

impl Memory {
    pub fn of(pid: u32) -> Self {
        let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
        let rollup = fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).unwrap_or_default();
        Self {
            resident: kibibytes(&status, "VmRSS:") / 1024.0,
            proportional: kibibytes(&rollup, "Pss:") / 1024.0,
            anonymous: kibibytes(&status, "RssAnon:") / 1024.0,
            peak: kibibytes(&status, "VmHWM:") / 1024.0,
        }
    }
}

/// How often the threads of a process went to sleep by themselves.
pub fn waits(pid: u32) -> u64 {
    let tasks = fs::read_dir(format!("/proc/{pid}/task")).into_iter().flatten().flatten();
    let waits = |path: &Path| {
        let status = fs::read_to_string(path.join("status")).unwrap_or_default();
        field(&status, "voluntary_ctxt_switches:").unwrap_or(0)
    };
    tasks.map(|task| waits(&task.path())).sum()
}

fn kibibytes(text: &str, name: &str) -> f64 {
    let kibibytes = u32::try_from(field(text, name).unwrap_or(0)).unwrap_or(u32::MAX);
    f64::from(kibibytes)
}

fn field(text: &str, name: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    line.split_whitespace().next()?.parse().ok()
}

/// User and system time of the process and of its buried children (proc(5): fields 14 to 17).
fn ticks(pid: u32) -> [u64; 4] {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    // The name of the program stands in brackets and may contain anything.
    let rest = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    let mut fields = rest.split_whitespace().skip(11).map(|field| field.parse().unwrap_or(0));
    std::array::from_fn(|_| fields.next().unwrap_or(0))
}

fn children(pid: u32) -> Vec<u32> {
    let listed = fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).unwrap_or_default();
    listed.split_whitespace().filter_map(|child| child.parse().ok()).collect()
}

/// The kind of machine, for whoever compares figures.
pub fn machine() -> anyhow::Result<String> {
    let info = fs::read_to_string("/proc/cpuinfo").context("/proc/cpuinfo")?;
    let cores = info.lines().filter(|line| line.starts_with("processor")).count();
    let model = info.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or_default();
    Ok(format!("{cores} cores, {}", model.trim_start_matches([' ', '\t', ':'])))
}
