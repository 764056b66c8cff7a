//! Running the program: its tasks from beginning to end, and its log.

pub mod lifecycle;
pub mod telemetry;
pub mod upkeep;
