//! What every chart has: title, note, legend; and for those by day, the axes.

use chrono::{NaiveDate, NaiveTime};

use super::{
    Body, Chart, Series, bars,
    canvas::{Anchor, Canvas, Mark, Pen, WIDTH},
    cohorts,
    letters::{Weight, width, wrapped},
    lines,
    palette::Palette,
    rows,
    scale::Scale,
    stacked,
};
use crate::{domain::Lang, i18n::format};

/// Left and right of everything.
pub(super) const SIDE: f64 = 44.0;
/// The smallest text.
pub(super) const SMALL: f64 = 28.0;
const TITLE: f64 = 42.0;
const NOTE: f64 = 30.0;
/// The height of the field in which numbers by day stand.
const FIELD: f64 = 560.0;
/// Between two labels.
const GAP: f64 = 26.0;

pub(super) fn draw(chart: &Chart, palette: &Palette) -> String {
    let mut canvas = Canvas::default();
    let top = head(&mut canvas, chart, palette);
    let bottom = if chart.body.says_nothing() {
        nothing(&mut canvas, chart, palette, top)
    } else {
        match &chart.body {
            Body::Bars { days, values } => bars::draw(&mut canvas, chart, palette, top, days, values),
            Body::Lines { days, series } => lines::draw(&mut canvas, chart, palette, top, days, series),
            Body::Stacked { days, series } => stacked::draw(&mut canvas, chart, palette, top, days, series),
            Body::Rows(rows) => rows::draw(&mut canvas, chart, palette, top, rows),
            Body::Cohorts { week, people, cohorts } => {
                cohorts::draw(&mut canvas, chart, palette, top, [week, people], cohorts)
            }
        }
    };
    canvas.finished(bottom + SIDE * 0.7, palette.ground)
}

impl Body {
    /// No number but zero is in it.
    fn says_nothing(&self) -> bool {
        let none = |values: &[Option<f64>]| values.iter().flatten().all(|value| *value <= 0.0);
        match self {
            Self::Bars { values, .. } => values.iter().all(|value| *value <= 0.0),
            Self::Lines { series, .. } => {
                series.iter().all(|series| series.values.iter().all(Option::is_none))
            }
            Self::Stacked { series, .. } => series.iter().all(|series| none(&series.values)),
            Self::Rows(rows) => rows.is_empty(),
            Self::Cohorts { cohorts, .. } => cohorts.iter().all(|cohort| cohort.people == 0),
        }
    }
}

/// Title and note; where they end.
fn head(canvas: &mut Canvas, chart: &Chart, palette: &Palette) -> f64 {
    let mut y = 30.0;
    let pen = Pen { height: TITLE, weight: Weight::Bold, colour: palette.ink, anchor: Anchor::Start };
    for line in wrapped(&chart.title, TITLE, Weight::Bold, WIDTH - 2.0 * SIDE, 2) {
        y += TITLE * 1.15;
        canvas.text(SIDE, y, &line, pen);
    }
    let pen = Pen { height: NOTE, weight: Weight::Regular, colour: palette.faint, anchor: Anchor::Start };
    for line in wrapped(&chart.note, NOTE, Weight::Regular, WIDTH - 2.0 * SIDE, 2) {
        y += NOTE * 1.4;
        canvas.text(SIDE, y, &line, pen);
    }
    y + 30.0
}

/// The words that stand where numbers would.
fn nothing(canvas: &mut Canvas, chart: &Chart, palette: &Palette, top: f64) -> f64 {
    let height = 34.0;
    let lines = wrapped(&chart.empty, height, Weight::Regular, WIDTH - 4.0 * SIDE, 3);
    canvas.rounded(SIDE, top, WIDTH - 2.0 * SIDE, FIELD * 0.6, 18.0, palette.grid);
    let mut y = top + FIELD * 0.3 - height * 1.4 * f64::from(u8::try_from(lines.len()).unwrap_or(1)) / 2.0;
    let pen = Pen { height, weight: Weight::Regular, colour: palette.ink, anchor: Anchor::Middle };
    for line in lines {
        y += height * 1.4;
        canvas.text(WIDTH / 2.0, y - height * 0.3, &line, pen);
    }
    top + FIELD * 0.6
}

/// What each colour and shape stands for; where that ends. `swatch` draws the sign of a series at a point.
pub(super) fn legend(
    canvas: &mut Canvas,
    palette: &Palette,
    top: f64,
    series: &[Series],
    swatch: impl Fn(&mut Canvas, usize, f64, f64),
) -> f64 {
    if series.len() < 2 {
        return top;
    }
    let (sign, room) = (46.0, WIDTH - 2.0 * SIDE);
    let pen = Pen { height: SMALL, weight: Weight::Regular, colour: palette.ink, anchor: Anchor::Start };
    let (mut x, mut y) = (SIDE, top + SMALL);
    for (n, series) in series.iter().enumerate() {
        let name = super::letters::fitted(&series.name, SMALL, Weight::Regular, room - sign);
        let wide = sign + width(&name, SMALL, Weight::Regular);
        if x > SIDE && x + wide > WIDTH - SIDE {
            (x, y) = (SIDE, y + SMALL * 1.5);
        }
        swatch(canvas, n, x + 16.0, y - SMALL * 0.35);
        canvas.text(x + sign, y, &name, pen);
        x += wide + 40.0;
    }
    y + 24.0
}

/// The field in which numbers by day stand.
pub(super) struct Field {
    pub left: f64,
    pub right: f64,
    pub top: f64,
    pub bottom: f64,
    pub scale: Scale,
    days: usize,
}

impl Field {
    /// Draws the axes and says where things stand between them. `beside`: the room right of the last day.
    pub(super) fn draw(
        canvas: &mut Canvas,
        chart: &Chart,
        palette: &Palette,
        top: f64,
        days: &[NaiveDate],
        greatest: f64,
        beside: f64,
    ) -> Self {
        let scale = Scale::over(greatest, chart.lang, chart.unit);
        let ticks: Vec<(f64, String)> =
            scale.ticks().into_iter().map(|tick| (tick, scale.tick(tick))).collect();
        let widest = ticks.iter().map(|(_, label)| width(label, SMALL, Weight::Regular)).fold(0.0, f64::max);
        // Above the highest line there is room for the number of a bar that reaches it.
        let field = Self {
            left: SIDE + widest + 20.0,
            right: WIDTH - SIDE - beside,
            top: top + SMALL * 1.6,
            bottom: top + FIELD,
            scale,
            days: days.len(),
        };
        let pen = Pen { height: SMALL, weight: Weight::Regular, colour: palette.faint, anchor: Anchor::End };
        for (tick, label) in &ticks {
            let y = field.y(*tick);
            let (colour, thick) = if *tick > 0.0 { (palette.grid, 2.0) } else { (palette.axis, 3.0) };
            canvas.level(field.left, field.right, y, colour, thick);
            canvas.text(field.left - 16.0, y + SMALL * 0.35, label, pen);
        }
        field.dates(canvas, chart.lang, palette, days);
        field
    }

    /// Where the picture ends below the dates.
    pub(super) fn end(&self) -> f64 {
        self.bottom + SMALL * 1.6
    }

    pub(super) fn y(&self, value: f64) -> f64 {
        (self.top - self.bottom).mul_add(self.scale.share(value), self.bottom)
    }

    /// How much room a day has.
    pub(super) fn day(&self) -> f64 {
        (self.right - self.left) / f64::from(u32::try_from(self.days.max(1)).unwrap_or(u32::MAX))
    }

    /// The middle of a day.
    pub(super) fn x(&self, day: usize) -> f64 {
        self.day().mul_add(f64::from(u32::try_from(day).unwrap_or(u32::MAX)) + 0.5, self.left)
    }

    /// As many dates as fit, the last day always, at equal distances.
    fn dates(&self, canvas: &mut Canvas, lang: Lang, palette: &Palette, days: &[NaiveDate]) {
        let labels: Vec<String> = days.iter().map(|day| date(lang, *day)).collect();
        let widest = labels.iter().map(|label| width(label, SMALL, Weight::Regular)).fold(0.0, f64::max);
        let mut stride = 1;
        while f64::from(u32::try_from(stride).unwrap_or(u32::MAX)) * self.day() < widest + GAP
            && stride < days.len()
        {
            stride += 1;
        }
        let pen =
            Pen { height: SMALL, weight: Weight::Regular, colour: palette.faint, anchor: Anchor::Middle };
        let shown = labels.iter().enumerate().rev().step_by(stride.max(1));
        let mut before = f64::INFINITY;
        for (n, label) in shown {
            let half = width(label, SMALL, Weight::Regular) / 2.0;
            // At the edges a date moves inwards rather than out of the picture, and the next makes room.
            let x = self.x(n).clamp(SIDE / 2.0 + half, WIDTH - SIDE / 2.0 - half);
            if x + half + GAP / 2.0 <= before {
                canvas.text(x, self.bottom + SMALL * 1.5, label, pen);
                before = x - half;
            }
        }
    }
}

/// A day without its year.
pub(super) fn date(lang: Lang, day: NaiveDate) -> String {
    format::day(lang, day.and_time(NaiveTime::MIN).and_utc(), &chrono::Utc)
}

/// Marks of lines and legends are drawn alike.
pub(super) fn sign(canvas: &mut Canvas, palette: &Palette, series: usize, x: f64, y: f64, size: f64) {
    let colour = palette.series[series % palette.series.len()];
    canvas.mark(Mark::of(series), x, y, size, colour, palette.ground);
}
