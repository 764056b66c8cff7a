//! Writes SVG: shapes and words by their place. It measures nothing and knows no chart.

use std::fmt::Write as _;

use super::letters::{FAMILY, Weight};

/// How wide every chart is.
pub(super) const WIDTH: f64 = 1080.0;

/// Where a text stands from its point on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// How words look.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pen<'a> {
    pub height: f64,
    pub weight: Weight,
    pub colour: &'a str,
    pub anchor: Anchor,
}

/// The shape that goes with the colour of a series.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    Circle,
    Square,
    Triangle,
    Diamond,
}

impl Mark {
    pub const fn of(series: usize) -> Self {
        match series % 4 {
            0 => Self::Circle,
            1 => Self::Square,
            2 => Self::Triangle,
            _ => Self::Diamond,
        }
    }
}

/// An SVG that grows.
#[derive(Default)]
pub(super) struct Canvas(String);

impl Canvas {
    pub(super) fn rect(&mut self, x: f64, y: f64, width: f64, height: f64, fill: &str) {
        self.rounded(x, y, width, height, 0.0, fill);
    }

    pub(super) fn rounded(&mut self, x: f64, y: f64, width: f64, height: f64, radius: f64, fill: &str) {
        let radius = radius.min(width / 2.0).min(height / 2.0);
        let _ = writeln!(
            self.0,
            r#"<rect x="{}" y="{}" width="{}" height="{}" rx="{}" fill="{fill}"/>"#,
            r(x),
            r(y),
            r(width),
            r(height),
            r(radius)
        );
    }

    /// A level line.
    pub(super) fn level(&mut self, from: f64, to: f64, y: f64, colour: &str, thickness: f64) {
        let (from, to, y) = (r(from), r(to), r(y));
        let _ = writeln!(
            self.0,
            r#"<line x1="{from}" y1="{y}" x2="{to}" y2="{y}" stroke="{colour}" stroke-width="{thickness}"/>"#
        );
    }

    /// A line from point to point.
    pub(super) fn path(&mut self, points: &[(f64, f64)], colour: &str, dashes: &str) {
        let points: Vec<_> = points.iter().map(|(x, y)| format!("{},{}", r(*x), r(*y))).collect();
        let _ = writeln!(
            self.0,
            r#"<polyline points="{}" fill="none" stroke="{colour}" stroke-width="5" stroke-linejoin="round" stroke-linecap="round"{}/>"#,
            points.join(" "),
            if dashes.is_empty() { String::new() } else { format!(r#" stroke-dasharray="{dashes}""#) }
        );
    }

    /// The shape of a series, `size` across, with a rim of the ground so that it is seen on a line.
    pub(super) fn mark(&mut self, mark: Mark, x: f64, y: f64, size: f64, colour: &str, rim: &str) {
        let half = size / 2.0;
        let style = format!(r#"fill="{colour}" stroke="{rim}" stroke-width="3""#);
        let shape = match mark {
            Mark::Circle => format!(r#"<circle cx="{}" cy="{}" r="{}" {style}/>"#, r(x), r(y), r(half)),
            Mark::Square => {
                let side = r(size * 0.9);
                format!(
                    r#"<rect x="{}" y="{}" width="{side}" height="{side}" {style}/>"#,
                    r(x - size * 0.45),
                    r(y - size * 0.45)
                )
            }
            Mark::Triangle => format!(
                r#"<path d="M{} {}L{} {}L{} {}Z" {style}/>"#,
                r(x),
                r(y - half * 1.15),
                r(x + half * 1.15),
                r(y + half * 0.85),
                r(x - half * 1.15),
                r(y + half * 0.85)
            ),
            Mark::Diamond => format!(
                r#"<path d="M{} {}L{} {}L{} {}L{} {}Z" {style}/>"#,
                r(x),
                r(y - half * 1.2),
                r(x + half * 1.2),
                r(y),
                r(x),
                r(y + half * 1.2),
                r(x - half * 1.2),
                r(y)
            ),
        };
        self.0.push_str(&shape);
        self.0.push('\n');
    }

    /// Words, their feet at `y`.
    pub(super) fn text(&mut self, x: f64, y: f64, words: &str, pen: Pen) {
        let anchor = match pen.anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let weight = match pen.weight {
            Weight::Regular => 400,
            Weight::Bold => 700,
        };
        let _ = writeln!(
            self.0,
            r#"<text x="{}" y="{}" font-size="{}" font-weight="{weight}" text-anchor="{anchor}" fill="{}">{}</text>"#,
            r(x),
            r(y),
            pen.height,
            pen.colour,
            escaped(words)
        );
    }

    /// The patterns that tell the parts of a stack from one another beside their colour: `#part0` to `#part3`.
    pub(super) fn patterns(&mut self, colours: &[&str; 4], ground: &str) {
        let over = [
            "",
            r#"<path d="M-4 4L4 -4M0 16L16 0M12 20L20 12" stroke="GROUND" stroke-width="4"/>"#,
            r#"<circle cx="8" cy="8" r="4" fill="GROUND"/>"#,
            r#"<path d="M0 8H16" stroke="GROUND" stroke-width="4"/>"#,
        ];
        self.0.push_str("<defs>\n");
        for (n, (colour, over)) in colours.iter().zip(over).enumerate() {
            let _ = writeln!(
                self.0,
                r#"<pattern id="part{n}" width="16" height="16" patternUnits="userSpaceOnUse"><rect width="16" height="16" fill="{colour}"/>{}</pattern>"#,
                over.replace("GROUND", ground)
            );
        }
        self.0.push_str("</defs>\n");
    }

    /// The whole, so high.
    pub(super) fn finished(self, height: f64, ground: &str) -> String {
        let height = height.ceil();
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{height}\" \
             viewBox=\"0 0 {WIDTH} {height}\" font-family=\"{FAMILY}\">\n\
             <rect width=\"{WIDTH}\" height=\"{height}\" fill=\"{ground}\"/>\n{}</svg>\n",
            self.0
        )
    }
}

/// A number with one decimal: finer is not seen, and the text stays the same everywhere.
fn r(value: f64) -> f64 {
    // Adding zero makes a negative zero a plain one.
    (value * 10.0).round() / 10.0 + 0.0
}

fn escaped(words: &str) -> String {
    let mut safe = String::with_capacity(words.len());
    for letter in words.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            // The font has no minus of its own.
            '−' => safe.push('–'),
            // XML has no other control signs.
            letter if letter.is_control() => safe.push(' '),
            letter => safe.push(letter),
        }
    }
    safe
}
