//! Up to four parts of one number a day, on top of one another.

use chrono::NaiveDate;

use super::{
    Chart, Series, bars,
    canvas::Canvas,
    frame::{Field, legend},
    palette::Palette,
};

pub(super) fn draw(
    canvas: &mut Canvas,
    chart: &Chart,
    palette: &Palette,
    top: f64,
    days: &[NaiveDate],
    series: &[Series],
) -> f64 {
    canvas.patterns(&palette.series, palette.ground);
    let top = legend(canvas, palette, top, series, |canvas, n, x, y| {
        canvas.rounded(x - 16.0, y - 16.0, 32.0, 32.0, 4.0, &part(n));
    });
    let value =
        |series: &Series, day: usize| series.values.get(day).copied().flatten().unwrap_or_default().max(0.0);
    let sums: Vec<f64> = (0..days.len()).map(|day| series.iter().map(|one| value(one, day)).sum()).collect();
    let greatest = sums.iter().copied().fold(0.0, f64::max);
    let field = Field::draw(canvas, chart, palette, top, days, greatest, 0.0);
    let wide = bars::thickness(&field);
    for day in 0..days.len() {
        let mut below = 0.0;
        for (n, one) in series.iter().enumerate() {
            let above = below + value(one, day);
            let (foot, head) = (field.y(below), field.y(above));
            // A hair of the ground between two parts, where they are high enough.
            let gap = if below > 0.0 && foot - head > 6.0 { 2.0 } else { 0.0 };
            if foot - head > 0.05 {
                canvas.rect(field.x(day) - wide / 2.0, head, wide, foot - head - gap, &part(n));
            }
            below = above;
        }
    }
    bars::numbers(canvas, palette, &field, &sums);
    field.end()
}

fn part(series: usize) -> String {
    format!("url(#part{})", series % 4)
}
