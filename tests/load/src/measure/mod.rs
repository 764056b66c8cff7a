//! The measurements, one file each.

pub mod handover;
pub mod start;
pub mod streams;
pub mod updates;
