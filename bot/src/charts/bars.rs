//! One number a day, as bars.

use chrono::NaiveDate;

use super::{
    Chart,
    canvas::{Anchor, Canvas, Pen, WIDTH},
    frame::{Field, SIDE, SMALL},
    letters::{Weight, width},
    palette::Palette,
};

/// What is more than nothing is seen.
const LEAST: f64 = 4.0;

pub(super) fn draw(
    canvas: &mut Canvas,
    chart: &Chart,
    palette: &Palette,
    top: f64,
    days: &[NaiveDate],
    values: &[f64],
) -> f64 {
    let greatest = values.iter().copied().fold(0.0, f64::max);
    let field = Field::draw(canvas, chart, palette, top, days, greatest, 0.0);
    let wide = thickness(&field);
    for (n, value) in values.iter().enumerate().filter(|(_, value)| **value > 0.0) {
        let y = field.y(*value).min(field.bottom - LEAST);
        canvas.rounded(field.x(n) - wide / 2.0, y, wide, field.bottom - y, 6.0, palette.series[0]);
    }
    numbers(canvas, palette, &field, values);
    field.end()
}

/// How wide a bar is.
pub(super) fn thickness(field: &Field) -> f64 {
    (field.day() * 0.72).clamp(3.0, 90.0)
}

/// Above every bar where all fit; else above the highest and, where there is room, the last.
pub(super) fn numbers(canvas: &mut Canvas, palette: &Palette, field: &Field, values: &[f64]) {
    let labels: Vec<String> = values.iter().map(|value| field.scale.value(*value)).collect();
    let wide = |n: usize| labels.get(n).map_or(0.0, |label| width(label, SMALL, Weight::Bold));
    let all = (0..values.len()).all(|n| wide(n) + 10.0 <= field.day());
    let highest = (0..values.len()).rev().max_by(|a, b| values[*a].total_cmp(&values[*b]));
    let last = values.len().saturating_sub(1);
    let pen = Pen { height: SMALL, weight: Weight::Bold, colour: palette.ink, anchor: Anchor::Middle };
    for (n, label) in labels.iter().enumerate().filter(|(n, _)| values[*n] > 0.0) {
        let apart = highest.is_some_and(|h| clear(field, values, n, h, wide(n), wide(h)));
        if all || Some(n) == highest || (n == last && apart) {
            let half = wide(n) / 2.0;
            let x = field.x(n).clamp(field.left + half, WIDTH - SIDE / 2.0 - half);
            canvas.text(x, field.y(values[n]).min(field.bottom - LEAST) - 10.0, label, pen);
        }
    }
}

/// The number of the last day meets neither the highest one's nor a bar beside it.
fn clear(field: &Field, values: &[f64], last: usize, highest: usize, wide: f64, other: f64) -> bool {
    let apart = (field.x(last) - field.x(highest)).abs() > f64::midpoint(wide, other) + 14.0;
    let under = (0..values.len()).filter(|n| (field.x(*n) - field.x(last)).abs() < wide);
    let feet = field.y(values[last]) - 10.0;
    apart && under.into_iter().all(|n| n == last || field.y(values[n]) > feet)
}
