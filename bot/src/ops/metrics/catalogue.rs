//! Every metric of the program, in one list. A name begins with the room it belongs to and ends with its unit;
//! a label has few values, and never an id of anybody.

use super::kinds::{Count, Level, Metric, Spread, Sum};

/// Seconds of what takes milliseconds: a handler, a call to Telegram.
const QUICK: &[f64] = &[0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0];
/// Seconds of what takes a while: a job, an answer of a provider.
const LONG: &[f64] = &[0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 600.0];

// ── Updates ──

pub static INTAKE_UPDATES: Count<1> = Count::new(
    "intake_updates_total",
    &["kind"],
    "Updates written down for the first time, by kind (Bot API, Update).",
);
pub static INTAKE_REPEATED: Count<0> =
    Count::new("intake_repeated_total", &[], "Updates that had come before and were dropped.");
pub static INTAKE_UNRECORDED: Count<0> = Count::new(
    "intake_unrecorded_total",
    &[],
    "Updates that could not be written down: Telegram keeps them and brings them again.",
);
pub static INTAKE_BURIED: Count<0> =
    Count::new("intake_buried_total", &[], "Updates given up after their last attempt.");
pub static INTAKE_WAIT: Spread<0> = Spread::timed(
    "intake_wait_seconds",
    &[],
    QUICK,
    "From an update's being written down to the beginning of its handler.",
);
pub static INTAKE_OPEN: Level<0> = Level::new(
    "intake_open",
    &[],
    "Updates in the inbox that are not dealt with, in hand or waiting, of all processes.",
);
pub static INTAKE_LAG: Level<0> = Level::new(
    "intake_lag_seconds",
    &[],
    "How long the oldest open update has been in the inbox; 0 without.",
);
pub static INTAKE_DEAD: Level<0> =
    Level::new("intake_dead", &[], "Updates that were given up, kept for seven days.");
pub static INTAKE_IN_HAND: Level<0> =
    Level::new("intake_in_hand", &[], "Updates that this process has in hand.");

// ── Handlers ──

pub static HANDLER_SECONDS: Spread<1> = Spread::timed(
    "handler_seconds",
    &["input"],
    QUICK,
    "How long an update takes from its handler's beginning to its effects' being committed, by what the person did.",
);
pub static HANDLER_FAILURES: Count<1> = Count::new(
    "handler_failures_total",
    &["kind"],
    "Handlers that failed: refusal, busy, away (the database, for too long), gone, bug (a panic and a timeout are bugs); undelivered: \
     tried again.",
);

pub static ACTIONS: Count<2> = Count::new(
    "actions_total",
    &["action", "outcome"],
    "What people asked for and what came of it: done, or failed, where they were told that it did not work.",
);

// ── Jobs ──

pub static JOBS_ENDED: Count<2> = Count::new(
    "jobs_ended_total",
    &["job", "outcome"],
    "Runs that ended: done, retry, again, released, dying, unreadable, buried, unburied, lost.",
);
pub static JOBS_SECONDS: Spread<1> = Spread::timed("jobs_seconds", &["job"], LONG, "How long a run takes.");
pub static JOBS_QUEUE: Level<2> = Level::new(
    "jobs_queue",
    &["lane", "state"],
    "Jobs by lane: due (waiting for their turn), later, running, dying, dead, of all processes.",
);
pub static JOBS_OLDEST: Level<1> = Level::new(
    "jobs_oldest_seconds",
    &["lane"],
    "How long the oldest due job of a lane has been due; 0 without.",
);

pub static JOBS_DEATHS: Count<2> = Count::new(
    "jobs_deaths_total",
    &["job", "reason"],
    "Jobs that are over without having been done: failed, exhausted, crashed, cancelled, unreadable.",
);

// ── Providers ──

pub static PROVIDER_CALLS: Count<3> = Count::new(
    "provider_calls_total",
    &["provider", "model", "outcome"],
    "Calls to AI providers, each try of its own: answered, cancelled, or the kind of failure.",
);
pub static PROVIDER_SECONDS: Spread<2> = Spread::timed(
    "provider_seconds",
    &["provider", "model"],
    LONG,
    "How long a call to a provider takes to its end, whatever that is.",
);
pub static PROVIDER_FIRST: Spread<2> = Spread::timed(
    "provider_first_seconds",
    &["provider", "model"],
    LONG,
    "From the request to the first piece of the answer.",
);
pub static PROVIDER_TOKENS: Count<3> = Count::new(
    "provider_tokens_total",
    &["provider", "model", "direction"],
    "Tokens as the provider counts them: prompt, completion.",
);
pub static PROVIDER_COST: Sum<2> = Sum::new(
    "provider_cost_dollars_total",
    &["provider", "model"],
    "What calls cost, in US dollars, as far as the provider tells.",
);
pub static PROVIDER_BREAKER: Level<2> = Level::new(
    "provider_breaker_open",
    &["provider", "model"],
    "1 while a model is left alone because it failed several times in a row.",
);

// ── What goes out ──

pub static OUTBOX_DELIVERED: Count<1> = Count::new(
    "outbox_delivered_total",
    &["outcome"],
    "Attempts to deliver a message: delivered, anew, as_text, later, failed, given_up.",
);
pub static OUTBOX_WAIT: Spread<0> =
    Spread::timed("outbox_wait_seconds", &[], QUICK, "From a message's being wanted to its being delivered.");
pub static OUTBOX_UNCERTAIN: Count<0> = Count::new(
    "outbox_uncertain_total",
    &[],
    "Messages sent again that may have come already: the process died, or the line did, while they were sent.",
);
pub static OUTBOX_REDUCED: Count<0> = Count::new(
    "outbox_reduced_total",
    &[],
    "Messages that Telegram refused as they were, and that went out with less.",
);
pub static OUTBOX_PENDING: Level<0> =
    Level::new("outbox_pending", &[], "Messages waiting to be delivered, of all processes.");
pub static OUTBOX_OLDEST: Level<0> = Level::new(
    "outbox_oldest_seconds",
    &[],
    "How long the oldest message that may go out now has been wanted; 0 without.",
);
pub static TELEGRAM_CALLS: Count<2> = Count::new(
    "telegram_calls_total",
    &["method", "outcome"],
    "Calls to the Bot API: ok, throttled (429), refused, conflict, unauthorized, unreachable, unknown.",
);
pub static TELEGRAM_SECONDS: Spread<1> = Spread::timed(
    "telegram_seconds",
    &["method"],
    QUICK,
    "How long a call to the Bot API takes; the long poll is left out.",
);

// ── Storage ──

pub static STORAGE_UP: Level<0> =
    Level::new("storage_up", &[], "1 when the database answered the last time it was asked for this page.");
pub static STORAGE_POOL: Level<2> = Level::new(
    "storage_pool_connections",
    &["pool", "state"],
    "Connections to the database: busy, idle, and most, how many there may be.",
);
pub static STORAGE_SLOW: Count<0> =
    Count::new("storage_slow_queries_total", &[], "Statements that took longer than a second.");
pub static STORAGE_REDIS: Level<0> = Level::new(
    "storage_redis_away",
    &[],
    "1 while Redis is left alone because it does not answer; 0 when it does, or where there is none.",
);
pub static LEASES_HELD: Level<1> = Level::new(
    "leases_held",
    &["lease"],
    "1 for each duty that this process holds alone, such as intake.poller; 0 for those that it or another is to hold.",
);

// ── The process ──

pub static LOG_LINES: Count<1> =
    Count::new("log_lines_total", &["level"], "Warnings and errors that were logged: warn, error.");
pub static BUILD: Level<2> =
    Level::new("build_info", &["version", "database"], "Always 1: which version runs, on which database.");

/// Every metric of ours. Beside them stand those of the process: `process_cpu_seconds_total`,
/// `process_resident_memory_bytes`, `process_virtual_memory_bytes`, `process_open_fds`, `process_max_fds`,
/// `process_threads`, `process_start_time_seconds`.
pub static CATALOGUE: [&dyn Metric; 38] = [
    &INTAKE_UPDATES,
    &INTAKE_REPEATED,
    &INTAKE_UNRECORDED,
    &INTAKE_BURIED,
    &INTAKE_WAIT,
    &INTAKE_OPEN,
    &INTAKE_LAG,
    &INTAKE_DEAD,
    &INTAKE_IN_HAND,
    &HANDLER_SECONDS,
    &HANDLER_FAILURES,
    &ACTIONS,
    &JOBS_ENDED,
    &JOBS_SECONDS,
    &JOBS_QUEUE,
    &JOBS_OLDEST,
    &JOBS_DEATHS,
    &PROVIDER_CALLS,
    &PROVIDER_SECONDS,
    &PROVIDER_FIRST,
    &PROVIDER_TOKENS,
    &PROVIDER_COST,
    &PROVIDER_BREAKER,
    &OUTBOX_DELIVERED,
    &OUTBOX_WAIT,
    &OUTBOX_UNCERTAIN,
    &OUTBOX_REDUCED,
    &OUTBOX_PENDING,
    &OUTBOX_OLDEST,
    &TELEGRAM_CALLS,
    &TELEGRAM_SECONDS,
    &STORAGE_UP,
    &STORAGE_POOL,
    &STORAGE_SLOW,
    &STORAGE_REDIS,
    &LEASES_HELD,
    &LOG_LINES,
    &BUILD,
];

/// What the process tells of itself (Prometheus' own names).
pub const OF_THE_PROCESS: [&str; 7] = [
    "process_cpu_seconds_total",
    "process_resident_memory_bytes",
    "process_virtual_memory_bytes",
    "process_open_fds",
    "process_max_fds",
    "process_threads",
    "process_start_time_seconds",
];
