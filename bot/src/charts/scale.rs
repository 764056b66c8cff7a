//! Round numbers for an axis, and how they are written.

use super::Unit;
use crate::{domain::Lang, i18n::format};

/// Steps of an axis from zero.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Scale {
    pub top: f64,
    pub step: f64,
    lang: Lang,
    unit: Unit,
}

/// Lines above the lowest, at most.
const STEPS: f64 = 4.0;

impl Scale {
    /// A scale that holds the greatest number.
    pub(super) fn over(greatest: f64, lang: Lang, unit: Unit) -> Self {
        let greatest = if greatest.is_finite() && greatest > 0.0 { greatest } else { 0.0 };
        let step = match (greatest, unit) {
            (0.0, Unit::Percent) => 25.0,
            (0.0, _) => 1.0,
            (_, Unit::Count) => round_up(greatest / STEPS).max(1.0),
            _ => round_up(greatest / STEPS),
        };
        let top = ((greatest / step).ceil() * step).max(step);
        Self { top, step, lang, unit }
    }

    /// The numbers at the lines, from zero.
    pub(super) fn ticks(&self) -> Vec<f64> {
        let mut ticks = vec![0.0];
        while let Some(last) = ticks.last().filter(|last| **last < self.top - self.step / 2.0) {
            ticks.push(last + self.step);
        }
        ticks
    }

    /// Where a number stands, 0 to 1.
    pub(super) fn share(&self, value: f64) -> f64 {
        (value / self.top).clamp(0.0, 1.0)
    }

    /// A number of the axis.
    pub(super) fn tick(&self, value: f64) -> String {
        self.written(value, decimals(self.step))
    }

    /// A number of the chart, a step more exact than the axis.
    pub(super) fn value(&self, value: f64) -> String {
        let whole = (value - value.round()).abs() < 1e-9;
        self.written(value, if whole { 0 } else { decimals(self.step / 10.0) })
    }

    fn written(&self, value: f64, decimals: usize) -> String {
        written(value, self.lang, self.unit, decimals)
    }
}

/// A number as a language writes it.
pub(super) fn written(value: f64, lang: Lang, unit: Unit, decimals: usize) -> String {
    let number = format::decimal(lang, value, decimals);
    match (unit, lang) {
        (Unit::Count | Unit::Amount, _) => number,
        (Unit::Percent, Lang::En) => format!("{number}%"),
        (Unit::Percent, Lang::Ru) => format!("{number}\u{a0}%"),
    }
}

/// 1, 2 or 5 times a power of ten, not below this.
fn round_up(least: f64) -> f64 {
    let power = 10_f64.powf(least.log10().floor());
    let [one, two, five] = [1.0, 2.0, 5.0].map(|digit| digit * power);
    [one, two, five].into_iter().find(|step| *step >= least * (1.0 - 1e-9)).unwrap_or(10.0 * power)
}

/// Decimals that a step needs, at most four.
fn decimals(step: f64) -> usize {
    let mut count = 0;
    let mut step = step;
    while count < 4 && (step - step.round()).abs() > 1e-6 {
        step *= 10.0;
        count += 1;
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ticks(greatest: f64, lang: Lang, unit: Unit) -> Vec<String> {
        let scale = Scale::over(greatest, lang, unit);
        scale.ticks().into_iter().map(|tick| scale.tick(tick)).collect()
    }

    #[test]
    fn an_axis_has_few_round_numbers() {
        assert_eq!(ticks(0.0, Lang::En, Unit::Count), ["0", "1"]);
        assert_eq!(ticks(1.0, Lang::En, Unit::Count), ["0", "1"]);
        assert_eq!(ticks(1.0, Lang::En, Unit::Amount), ["0", "0.5", "1"]);
        assert_eq!(ticks(7.0, Lang::En, Unit::Count), ["0", "2", "4", "6", "8"]);
        assert_eq!(ticks(84.0, Lang::Ru, Unit::Percent), ["0\u{a0}%", "50\u{a0}%", "100\u{a0}%"]);
        assert_eq!(
            ticks(4_812.0, Lang::Ru, Unit::Count),
            ["0", "2\u{202f}000", "4\u{202f}000", "6\u{202f}000"]
        );
        assert_eq!(ticks(0.031, Lang::Ru, Unit::Amount), ["0", "0,01", "0,02", "0,03", "0,04"]);
        assert_eq!(ticks(f64::NAN, Lang::En, Unit::Count), ["0", "1"]);
    }

    #[test]
    fn an_axis_holds_its_greatest_number_with_at_most_six_lines() {
        for power in -3..9 {
            for digits in [1.0, 1.01, 1.99, 2.5, 3.7, 4.1, 5.0, 7.3, 9.99] {
                let greatest = digits * 10_f64.powi(power);
                let scale = Scale::over(greatest, Lang::En, Unit::Amount);
                assert!(scale.top >= greatest * (1.0 - 1e-9), "{greatest}");
                assert!((2..=6).contains(&scale.ticks().len()), "{greatest}: {:?}", scale.ticks());
            }
        }
    }
}
