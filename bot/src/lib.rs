//! Atelier: an AI studio that lives in Telegram. This page is the map; `docs/ARCHITECTURE.md` is the guide.

/// Shared kernel: ids, languages, clocks, text limits. Pure.
pub mod domain;
/// Words in every language, and how numbers and times are written.
pub mod i18n;
/// Long work: a durable queue, its runners and schedules.
pub mod jobs;
/// Ports to AI services, and the adapters behind them.
pub mod providers;
/// Records, state, files and leases.
pub mod storage;
/// Everything that knows Telegram: intake, screens, delivery.
pub mod telegram;
