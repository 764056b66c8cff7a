//! How numbers, times, sizes and lists are written in each language.
//! It takes the moment and the zone as arguments; units and names of months come from `format.ftl`.

mod number;
mod time;

pub use number::{bar, decimal, list, number, percent, progress, signed, size};
pub use time::{DayPart, clock, date, day, duration, hours, moment, near, short};
