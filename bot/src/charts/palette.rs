//! Colours of each ground. Telegram does not tell a client's theme, so the middle one has to read on both.

/// What a chart is drawn on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ground {
    /// A mid grey.
    #[default]
    Middle,
    Light,
    Dark,
}

/// The colours of a ground, as `#rrggbb`.
pub(super) struct Palette {
    pub ground: &'static str,
    pub ink: &'static str,
    /// Text of less weight.
    pub faint: &'static str,
    pub grid: &'static str,
    pub axis: &'static str,
    pub series: [&'static str; 4],
    /// A full cell of a heat map; an empty one is of the ground.
    pub heat: &'static str,
}

impl Ground {
    pub const ALL: [Self; 3] = [Self::Middle, Self::Light, Self::Dark];

    pub(super) const fn palette(self) -> Palette {
        match self {
            Self::Middle => Palette {
                ground: "#565f69",
                ink: "#ffffff",
                faint: "#e1e6ea",
                grid: "#6b757f",
                axis: "#a9b2ba",
                series: ["#8fd0ff", "#ffcf6b", "#9ff0c4", "#ffb3ab"],
                heat: "#bfe3ff",
            },
            Self::Light => Palette {
                ground: "#ffffff",
                ink: "#1b2128",
                faint: "#566270",
                grid: "#e4e8ec",
                axis: "#9aa5b1",
                series: ["#1767c2", "#c2560c", "#0f7b62", "#9b3fa8"],
                heat: "#0f5bb0",
            },
            Self::Dark => Palette {
                ground: "#18222d",
                ink: "#f1f5f8",
                faint: "#a3b1bf",
                grid: "#2b3947",
                axis: "#5d6d7d",
                series: ["#6ab7ff", "#ffb454", "#5fd7a5", "#e59cf0"],
                heat: "#7cc0ff",
            },
        }
    }
}

/// Red, green and blue of `#rrggbb`.
fn channels(colour: &str) -> [f64; 3] {
    [1, 3, 5].map(|at| {
        let part = colour.get(at..at + 2).and_then(|hex| u8::from_str_radix(hex, 16).ok());
        f64::from(part.unwrap_or_default())
    })
}

/// A colour between two, `share` of the way.
pub(super) fn between(from: &str, to: &str, share: f64) -> String {
    let (from, to) = (channels(from), channels(to));
    let share = share.clamp(0.0, 1.0);
    let mixed = [0, 1, 2].map(|n| (to[n] - from[n]).mul_add(share, from[n]).round());
    format!("#{:02x}{:02x}{:02x}", byte(mixed[0]), byte(mixed[1]), byte(mixed[2]))
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 255")]
fn byte(value: f64) -> u8 {
    value.clamp(0.0, 255.0) as u8
}

/// How well one colour is seen on another, 1 to 21 (WCAG 2, contrast ratio).
pub(super) fn contrast(one: &str, other: &str) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

fn luminance(colour: &str) -> f64 {
    let linear = channels(colour).map(|part| {
        let part = part / 255.0;
        if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    });
    0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
}

/// Black or white, whichever is seen better on this.
pub(super) fn ink_on(colour: &str) -> &'static str {
    let (dark, light) = ("#000000", "#ffffff");
    if contrast(colour, dark) >= contrast(colour, light) { dark } else { light }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_seen_on_its_ground() {
        for ground in Ground::ALL {
            let palette = ground.palette();
            for text in [palette.ink, palette.faint] {
                assert!(contrast(text, palette.ground) >= 4.5, "{ground:?}: {text}");
            }
            for mark in palette.series.iter().chain([&palette.heat]) {
                assert!(contrast(mark, palette.ground) >= 3.0, "{ground:?}: {mark}");
            }
            for step in 0..=10 {
                let cell = between(palette.ground, palette.heat, f64::from(step) / 10.0);
                assert!(contrast(ink_on(&cell), &cell) >= 4.5, "{ground:?}: {cell}");
            }
        }
    }

    #[test]
    fn the_middle_ground_is_seen_on_both_themes() {
        let ground = Ground::Middle.palette().ground;
        assert!(contrast(ground, "#ffffff") >= 3.0 && contrast(ground, "#17212b") >= 2.0);
    }
}
