//! One to three numbers a day that go on from day to day, as lines with marks.

use chrono::NaiveDate;

use super::{
    Chart, Series,
    canvas::{Anchor, Canvas, Pen},
    frame::{Field, SMALL, legend, sign},
    letters::{Weight, width},
    palette::Palette,
};

/// How the lines are dashed, by series.
const DASHES: [&str; 4] = ["", "16 12", "4 12", "20 10 4 10"];

pub(super) fn draw(
    canvas: &mut Canvas,
    chart: &Chart,
    palette: &Palette,
    top: f64,
    days: &[NaiveDate],
    series: &[Series],
) -> f64 {
    let top = legend(canvas, palette, top, series, |canvas, n, x, y| {
        canvas.path(&[(x - 16.0, y), (x + 20.0, y)], palette.series[n % 4], DASHES[n % 4]);
        sign(canvas, palette, n, x + 2.0, y, 20.0);
    });
    let greatest = series.iter().flat_map(|one| &one.values).flatten().copied().fold(0.0, f64::max);
    let beside = ends(chart, series, greatest).into_iter().map(|(_, _, label)| label);
    let beside = beside.map(|label| width(&label, SMALL, Weight::Bold)).fold(0.0, f64::max);
    let field = Field::draw(canvas, chart, palette, top, days, greatest, beside);
    for (n, one) in series.iter().enumerate().rev() {
        for part in unbroken(&field, one) {
            canvas.path(&part, palette.series[n % 4], DASHES[n % 4]);
        }
        marks(canvas, palette, &field, n, one);
    }
    last_numbers(canvas, chart, palette, &field, series, greatest);
    field.end()
}

/// The stretches of a line between days of which nothing is known.
fn unbroken(field: &Field, series: &Series) -> Vec<Vec<(f64, f64)>> {
    let mut parts = vec![Vec::new()];
    for (day, value) in series.values.iter().enumerate() {
        match (value, parts.last_mut()) {
            (Some(value), Some(part)) => part.push((field.x(day), field.y(*value))),
            _ => parts.push(Vec::new()),
        }
    }
    parts.retain(|part| part.len() > 1);
    parts
}

/// On every day while there are few; then on some, the last and those that stand alone.
fn marks(canvas: &mut Canvas, palette: &Palette, field: &Field, n: usize, series: &Series) {
    let known = |day: Option<usize>| day.and_then(|day| series.values.get(day)).is_some_and(Option::is_some);
    let every = if field.day() >= 26.0 { 1 } else { 7 };
    let last = series.values.iter().rposition(Option::is_some);
    for (day, value) in series.values.iter().enumerate() {
        let alone = !known(day.checked_sub(1)) && !known(day.checked_add(1));
        let chosen = last.is_some_and(|last| (last - day.min(last)) % every == 0);
        if let Some(value) = value.filter(|_| chosen || alone) {
            sign(canvas, palette, n, field.x(day), field.y(value), 18.0);
        }
    }
}

/// The last number of each series, and its day.
fn ends(chart: &Chart, series: &[Series], greatest: f64) -> Vec<(usize, f64, String)> {
    let scale = super::scale::Scale::over(greatest, chart.lang, chart.unit);
    let last = |series: &Series| {
        let day = series.values.iter().rposition(Option::is_some)?;
        let value = (*series.values.get(day)?)?;
        Some((day, value, scale.value(value)))
    };
    series.iter().filter_map(last).collect()
}

/// Beside the end of each line its number, moved where two would meet.
fn last_numbers(
    canvas: &mut Canvas,
    chart: &Chart,
    palette: &Palette,
    field: &Field,
    series: &[Series],
    greatest: f64,
) {
    let mut ends = ends(chart, series, greatest);
    ends.sort_by(|one, other| other.1.total_cmp(&one.1));
    let step = SMALL * 1.15;
    let mut places: Vec<f64> = ends.iter().map(|(_, value, _)| field.y(*value)).collect();
    for n in 1..places.len() {
        places[n] = places[n].max(places[n - 1] + step);
    }
    // Whoever was moved below the axis moves the others up.
    let mut limit = field.bottom;
    for place in places.iter_mut().rev() {
        *place = place.min(limit);
        limit = *place - step;
    }
    let pen = Pen { height: SMALL, weight: Weight::Bold, colour: palette.ink, anchor: Anchor::Start };
    for ((day, _, label), y) in ends.iter().zip(places) {
        canvas.text(field.x(*day) + 18.0, y + SMALL * 0.35, label, pen);
    }
}
