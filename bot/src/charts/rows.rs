//! Numbers by name: the name, and below it a bar with its number.

use super::{
    Chart, Row,
    canvas::{Anchor, Canvas, Pen, WIDTH},
    frame::{SIDE, SMALL},
    letters::{Weight, fitted, width},
    palette::Palette,
    scale::Scale,
};

const ROW: f64 = 96.0;
const BAR: f64 = 30.0;
const LEAST: f64 = 4.0;

pub(super) fn draw(canvas: &mut Canvas, chart: &Chart, palette: &Palette, top: f64, rows: &[Row]) -> f64 {
    let greatest = rows.iter().map(|row| row.value).fold(0.0, f64::max);
    let scale = Scale::over(greatest, chart.lang, chart.unit);
    let numbers: Vec<String> = rows.iter().map(|row| scale.value(row.value)).collect();
    let widest = numbers.iter().map(|number| width(number, SMALL, Weight::Bold)).fold(0.0, f64::max);
    let room = WIDTH - 2.0 * SIDE - widest - 20.0;
    let pen = Pen { height: SMALL, weight: Weight::Regular, colour: palette.ink, anchor: Anchor::Start };
    let faint = Pen { colour: palette.faint, anchor: Anchor::End, ..pen };
    let bold = Pen { weight: Weight::Bold, ..pen };
    let mut y = top;
    for (row, number) in rows.iter().zip(&numbers) {
        let aside = fitted(&row.aside, SMALL, Weight::Regular, WIDTH / 2.0 - SIDE);
        let taken = if aside.is_empty() { 0.0 } else { width(&aside, SMALL, Weight::Regular) + 24.0 };
        let name = fitted(&row.name, SMALL, Weight::Regular, WIDTH - 2.0 * SIDE - taken);
        canvas.text(SIDE, y + SMALL, &name, pen);
        if !aside.is_empty() {
            canvas.text(WIDTH - SIDE, y + SMALL, &aside, faint);
        }
        let long = if greatest > 0.0 { room * (row.value / greatest).clamp(0.0, 1.0) } else { 0.0 };
        let long = if row.value > 0.0 { long.max(LEAST) } else { 0.0 };
        canvas.rounded(SIDE, y + SMALL * 1.45, room, BAR, 6.0, palette.grid);
        canvas.rounded(SIDE, y + SMALL * 1.45, long, BAR, 6.0, palette.series[0]);
        let x = SIDE + room + 20.0;
        canvas.text(x, y + SMALL * 1.45 + BAR * 0.5 + SMALL * 0.35, number, bold);
        y += ROW;
    }
    y
}
