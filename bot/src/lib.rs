//! Atelier: an AI studio that lives in Telegram. This page is the map; `docs/ARCHITECTURE.md` is the guide.

/// The composition root: the only place that knows everyone.
pub mod app;
/// Charts as pictures.
pub mod charts;
/// Settings, read once from the environment.
pub mod config;
/// Every step a person can be in the middle of.
pub mod dialogue;
/// The tree of routes, and the guard around it.
pub mod dispatcher;
/// Shared kernel: ids, languages, clocks, text limits. Pure.
pub mod domain;
/// The rooms of the studio.
pub mod features;
/// The program's own small HTTP server.
pub mod http;
/// Words in every language, and how numbers and times are written.
pub mod i18n;
/// Long work: a durable queue, its runners and schedules.
pub mod jobs;
/// How much one person may do.
pub mod limits;
/// Running the program: its tasks from beginning to end, and its log.
pub mod ops;
/// Ports to AI services, and the adapters behind them.
pub mod providers;
/// Records, state, files and leases.
pub mod storage;
/// Everything that knows Telegram: intake, screens, delivery.
pub mod telegram;
