//! The font that charts are written in, and how wide words are in it.

use std::sync::{Arc, LazyLock};

use resvg::usvg::fontdb;
use skrifa::{
    FontRef, MetadataProvider as _,
    instance::{LocationRef, Size},
};

pub(super) const FAMILY: &str = "Noto Sans";

const REGULAR: &[u8] = include_bytes!("../../assets/fonts/NotoSans-Regular.ttf");
const BOLD: &[u8] = include_bytes!("../../assets/fonts/NotoSans-Bold.ttf");

/// Widths are taken for letters of this height.
const UNIT: f32 = 1.0;
/// A letter that the font has not is as wide as most are.
const STRANGE: f64 = 0.6;

/// How heavy letters are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weight {
    Regular,
    Bold,
}

struct Fonts {
    regular: Option<FontRef<'static>>,
    bold: Option<FontRef<'static>>,
}

static FONTS: LazyLock<Fonts> =
    LazyLock::new(|| Fonts { regular: FontRef::new(REGULAR).ok(), bold: FontRef::new(BOLD).ok() });

/// For drawing; the fonts of the machine are not in it.
pub(super) static DRAWN: LazyLock<Arc<fontdb::Database>> = LazyLock::new(|| {
    let mut fonts = fontdb::Database::new();
    fonts.load_font_data(REGULAR.to_vec());
    fonts.load_font_data(BOLD.to_vec());
    Arc::new(fonts)
});

/// How wide a text of this height is.
pub(super) fn width(text: &str, height: f64, weight: Weight) -> f64 {
    let font = match weight {
        Weight::Regular => &FONTS.regular,
        Weight::Bold => &FONTS.bold,
    };
    let Some(font) = font else {
        return STRANGE * height * f64::from(u32::try_from(text.len()).unwrap_or(u32::MAX));
    };
    let (letters, metrics) = (font.charmap(), font.glyph_metrics(Size::new(UNIT), LocationRef::default()));
    let one = |letter: char| letters.map(letter).and_then(|glyph| metrics.advance_width(glyph));
    text.chars().map(|letter| one(letter).map_or(STRANGE, f64::from)).sum::<f64>() * height
}

/// As much of a text as fits, with `…` where something is left out.
pub(super) fn fitted(text: &str, height: f64, weight: Weight, room: f64) -> String {
    if width(text, height, weight) <= room {
        return text.to_owned();
    }
    let mut letters: Vec<char> = text.chars().collect();
    while letters.pop().is_some() {
        let cut = format!("{}…", letters.iter().collect::<String>().trim_end());
        if width(&cut, height, weight) <= room {
            return cut;
        }
    }
    String::new()
}

/// A text in lines that fit; what is beyond the last one allowed is left out.
pub(super) fn wrapped(text: &str, height: f64, weight: Weight, room: f64, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut words = text.split(' ').filter(|word| !word.is_empty()).peekable();
    while words.peek().is_some() {
        if lines.len() + 1 == most {
            let rest = words.by_ref().collect::<Vec<_>>().join(" ");
            lines.push(fitted(&rest, height, weight, room));
            break;
        }
        let mut line = fitted(words.next().unwrap_or_default(), height, weight, room);
        while let Some(word) = words.peek() {
            let longer = format!("{line} {word}");
            if width(&longer, height, weight) > room {
                break;
            }
            line = longer;
            words.next();
        }
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_font_has_what_is_written_in_both_languages() {
        let font = FONTS.regular.as_ref().unwrap();
        let written = "AZaz09 АЯаяЁё «»“”„’—–…·,.%×\u{202f}\u{a0}€";
        let missing: Vec<char> =
            written.chars().filter(|letter| font.charmap().map(*letter).is_none()).collect();
        assert!(missing.is_empty(), "{missing:?}");
        assert_eq!(DRAWN.faces().count(), 2);
    }

    #[test]
    fn what_does_not_fit_is_cut_and_never_wider_than_its_room() {
        let long = "a-provider-with-a-very-long-name/and-a-model";
        let cut = fitted(long, 30.0, Weight::Regular, 300.0);
        assert!(cut.ends_with('…') && width(&cut, 30.0, Weight::Regular) <= 300.0, "{cut}");
        assert_eq!(fitted("short", 30.0, Weight::Bold, 300.0), "short");
        let lines = wrapped("one two three four five six seven", 30.0, Weight::Regular, 150.0, 2);
        assert_eq!(lines, ["one two", "three fo…"]);
    }
}
