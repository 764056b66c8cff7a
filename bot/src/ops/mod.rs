//! Running the program: its tasks from beginning to end, its log, and what it counts of itself.

pub mod doctor;
pub mod health;
pub mod lifecycle;
pub mod metrics;
pub mod tallies;
pub mod telemetry;
pub mod trace;
pub mod upkeep;
