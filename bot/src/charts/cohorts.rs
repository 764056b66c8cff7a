//! Who came in a week and came again, as a table whose cells are the darker the more did. The number is in each.

use super::{
    Chart, Cohort, Unit,
    canvas::{Anchor, Canvas, Pen, WIDTH},
    frame::{SIDE, SMALL, date},
    letters::{Weight, width},
    palette::{Palette, between, ink_on},
    scale::written,
};

const ROW: f64 = 64.0;
const GAP: f64 = 5.0;
/// Weeks in a row, at most: below that width a share would not fit into its cell.
const WEEKS: usize = 8;

/// `words`: what stands above the weeks and above the numbers of people.
pub(super) fn draw(
    canvas: &mut Canvas,
    chart: &Chart,
    palette: &Palette,
    top: f64,
    words: [&str; 2],
    cohorts: &[Cohort],
) -> f64 {
    let [week, people] = words;
    let names: Vec<String> = cohorts.iter().map(|cohort| date(chart.lang, cohort.week)).collect();
    let wide = |text: &str| width(text, SMALL, Weight::Regular);
    let first = names.iter().map(|name| wide(name)).fold(wide(week), f64::max);
    let counts: Vec<String> = cohorts.iter().map(|cohort| count(chart, cohort.people)).collect();
    let second = counts.iter().map(|count| wide(count)).fold(wide(people), f64::max);
    let left = SIDE + first + 24.0 + second + 24.0;
    let weeks =
        cohorts.iter().map(|cohort| cohort.came_again.len()).max().unwrap_or_default().clamp(1, WEEKS);
    let cell = (WIDTH - SIDE - left) / f64::from(u8::try_from(weeks).unwrap_or(8));
    let ink = Pen { height: SMALL, weight: Weight::Regular, colour: palette.ink, anchor: Anchor::Start };
    let faint = Pen { colour: palette.faint, ..ink };
    canvas.text(SIDE, top + SMALL, week, faint);
    canvas.text(SIDE + first + 24.0 + second, top + SMALL, people, Pen { anchor: Anchor::End, ..faint });
    let at = |n: usize| cell.mul_add(f64::from(u8::try_from(n).unwrap_or(u8::MAX)), left);
    for n in 0..weeks {
        let number = format!("+{}", n + 1);
        let middle = Pen { anchor: Anchor::Middle, ..faint };
        canvas.text(at(n) + cell / 2.0, top + SMALL, &number, middle);
    }
    // Signs in all cells or in none: then the note says what the numbers are.
    let sign = {
        let fits = |came: &u64, people| {
            width(&percent(chart, share(*came, people)), SMALL, Weight::Bold) + 4.0 <= cell - GAP
        };
        cohorts.iter().all(|cohort| cohort.came_again.iter().all(|came| fits(came, cohort.people)))
    };
    let mut y = top + SMALL * 1.6;
    for ((cohort, name), count) in cohorts.iter().zip(&names).zip(&counts) {
        let feet = y + ROW / 2.0 + SMALL * 0.35;
        canvas.text(SIDE, feet, name, ink);
        canvas.text(SIDE + first + 24.0 + second, feet, count, Pen { anchor: Anchor::End, ..ink });
        for (n, came) in cohort.came_again.iter().take(weeks).enumerate() {
            let share = share(*came, cohort.people);
            // A little of the colour even for nobody, so that the cell is seen to be there.
            let fill = between(palette.ground, palette.heat, 0.92_f64.mul_add(share, 0.08));
            canvas.rounded(at(n) + GAP / 2.0, y + GAP / 2.0, cell - GAP, ROW - GAP, 8.0, &fill);
            let pen = Pen { weight: Weight::Bold, colour: ink_on(&fill), anchor: Anchor::Middle, ..ink };
            let label = if sign { percent(chart, share) } else { format!("{}", (share * 100.0).round()) };
            canvas.text(at(n) + cell / 2.0, feet, &label, pen);
        }
        y += ROW;
    }
    y
}

fn percent(chart: &Chart, share: f64) -> String {
    written((share * 100.0).round(), chart.lang, Unit::Percent, 0)
}

fn count(chart: &Chart, people: u64) -> String {
    crate::i18n::format::number(chart.lang, people)
}

/// How many of the people came, 0 to 1.
fn share(came: u64, people: u64) -> f64 {
    let [came, people] = [came, people].map(|n| f64::from(u32::try_from(n).unwrap_or(u32::MAX)));
    if people > 0.0 { (came / people).min(1.0) } else { 0.0 }
}
