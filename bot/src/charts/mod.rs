//! Charts as pictures: bars and lines by day, stacked bars, bars by name, and a table of returns by weekly cohort.
//! Whoever asks for one brings the words and the numbers; nothing here counts, and nothing is looked up on the machine,
//! neither fonts nor colours.
//!
//! A chart is 1,080 units wide, no text is below 28, and it is drawn at twice that. What a colour says is said by a
//! shape or a number too.

mod bars;
mod canvas;
mod chart;
mod cohorts;
mod frame;
mod letters;
mod lines;
mod palette;
mod png;
mod rows;
mod scale;
mod stacked;
#[cfg(test)]
mod tests;

pub use chart::{Body, Chart, Cohort, Row, Series, Unit};
pub use palette::Ground;
pub use png::DrawError;

/// The chart as SVG text.
pub fn svg(chart: &Chart, ground: Ground) -> String {
    frame::draw(chart, &ground.palette())
}

/// The chart as a PNG. It keeps a processor busy for tens of milliseconds: run it where that is meant to be.
///
/// # Errors
/// Where the picture has no size; charts have one.
pub fn png(chart: &Chart, ground: Ground) -> Result<Vec<u8>, DrawError> {
    png::draw(&svg(chart, ground))
}
