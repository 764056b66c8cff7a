//! Numbers, shares, sizes and lists.
//! It rounds for the eye; what is counted or paid stays whole elsewhere.

use crate::{domain::Lang, tr};

/// Between groups of three digits in Russian: a narrow space that does not break.
const NARROW_SPACE: char = '\u{202f}';
/// Before the per cent sign in Russian: a space that does not break.
const FIXED_SPACE: char = '\u{a0}';
const MINUS: char = '−';

/// A whole number: `1,250`, `1 250`.
pub fn number(lang: Lang, value: impl TryInto<i128>) -> String {
    let value = value.try_into().unwrap_or(i128::MAX);
    let digits = group(lang, &value.unsigned_abs().to_string());
    if value < 0 { format!("{MINUS}{digits}") } else { digits }
}

/// A whole number that always shows its sign, unless it is zero: `+5`, `−5`.
pub fn signed(lang: Lang, value: i64) -> String {
    let plus = if value > 0 { "+" } else { "" };
    format!("{plus}{}", number(lang, value))
}

/// A number with at most so many decimals; zeros at the end are left out: `1.5`, `1,5`.
pub fn decimal(lang: Lang, value: f64, decimals: usize) -> String {
    if !value.is_finite() {
        return "—".to_owned();
    }
    let text = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let fraction = fraction.trim_end_matches('0');
    let mut written = group(lang, whole);
    if !fraction.is_empty() {
        written.push(point(lang));
        written.push_str(fraction);
    }
    if value < 0.0 && written != "0" { format!("{MINUS}{written}") } else { written }
}

/// A share of a hundred: `42%`, `42 %`.
pub fn percent(lang: Lang, of_hundred: impl TryInto<i128>) -> String {
    let digits = number(lang, of_hundred);
    match lang {
        Lang::En => format!("{digits}%"),
        Lang::Ru => format!("{digits}{FIXED_SPACE}%"),
    }
}

/// Ten cells, full as far as the share goes; the last one only when all is done.
pub fn bar(of_hundred: u32) -> String {
    let full = usize::try_from(of_hundred.min(100) / 10).unwrap_or_default();
    "▰".repeat(full) + &"▱".repeat(10 - full)
}

/// A share as number and bar, the number first for those who listen: `40% ▰▰▰▰▱▱▱▱▱▱`.
pub fn progress(lang: Lang, of_hundred: u32) -> String {
    let of_hundred = of_hundred.min(100);
    format!("{} {}", percent(lang, of_hundred), bar(of_hundred))
}

/// A file's size in units of 1024, as Telegram counts them: `1.5 MB`, `1,5 МБ`.
pub fn size(lang: Lang, bytes: u64) -> String {
    const KILO: u64 = 1 << 10;
    const MEGA: u64 = 1 << 20;
    const GIGA: u64 = 1 << 30;
    // A unit begins where the one below would have to be written with four digits.
    match bytes {
        ..KILO => tr!(lang, "format-bytes", size = number(lang, bytes)),
        KILO..1_047_552 => tr!(lang, "format-kilobytes", size = scaled(lang, bytes, KILO)),
        1_047_552..1_072_693_248 => tr!(lang, "format-megabytes", size = scaled(lang, bytes, MEGA)),
        _ => tr!(lang, "format-gigabytes", size = scaled(lang, bytes, GIGA)),
    }
}

/// One decimal below ten, none above.
fn scaled(lang: Lang, bytes: u64, unit: u64) -> String {
    let tenths = (u128::from(bytes) * 10 + u128::from(unit) / 2) / u128::from(unit);
    if tenths >= 100 {
        return number(lang, (bytes + unit / 2) / unit);
    }
    match tenths % 10 {
        0 => number(lang, tenths / 10),
        rest => format!("{}{}{rest}", tenths / 10, point(lang)),
    }
}

/// Names one after another: `a`, `a and b`, `a, b and c`.
pub fn list<T: AsRef<str>>(lang: Lang, items: &[T]) -> String {
    match items {
        [] => String::new(),
        [only] => only.as_ref().to_owned(),
        [many @ .., last] => {
            let mut many = many.iter().map(|item| item.as_ref().to_owned());
            let first = many.next().unwrap_or_default();
            let first =
                many.fold(first, |first, rest| tr!(lang, "format-list-comma", first = first, rest = rest));
            tr!(lang, "format-list-and", first = first, last = last.as_ref())
        }
    }
}

fn group(lang: Lang, digits: &str) -> String {
    let separator = match lang {
        Lang::En => ',',
        Lang::Ru => NARROW_SPACE,
    };
    let mut written = String::with_capacity(digits.len() + digits.len() / 3 * separator.len_utf8());
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            written.push(separator);
        }
        written.push(digit);
    }
    written
}

const fn point(lang: Lang) -> char {
    match lang {
        Lang::En => '.',
        Lang::Ru => ',',
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Lang::{En, Ru};

    #[test]
    fn digits_stand_in_threes() {
        assert_eq!(number(En, 0), "0");
        assert_eq!(number(En, 999), "999");
        assert_eq!(number(En, 1_250), "1,250");
        assert_eq!(number(Ru, 1_250), "1\u{202f}250");
        assert_eq!(number(En, 12_345_678_usize), "12,345,678");
        assert_eq!(number(Ru, -1_000_000), "−1\u{202f}000\u{202f}000");
        assert_eq!(number(En, i64::MIN), "−9,223,372,036,854,775,808");
        assert_eq!(number(En, u64::MAX), "18,446,744,073,709,551,615");
    }

    #[test]
    fn a_sign_is_a_minus_and_not_a_hyphen() {
        assert_eq!([signed(En, 5), signed(En, -5), signed(En, 0)], ["+5", "−5", "0"]);
        assert_eq!(signed(Ru, -1_700), "−1\u{202f}700");
    }

    #[test]
    fn decimals_end_where_they_say_nothing() {
        assert_eq!(decimal(En, 1.0, 2), "1");
        assert_eq!(decimal(En, 1234.5, 2), "1,234.5");
        assert_eq!(decimal(Ru, 0.93, 2), "0,93");
        assert_eq!(decimal(Ru, -1234.567, 1), "−1\u{202f}234,6");
        assert_eq!(decimal(En, -0.001, 2), "0");
        assert_eq!(decimal(En, f64::NAN, 2), "—");
    }

    #[test]
    fn a_share_has_its_sign_where_the_language_wants_it() {
        assert_eq!(percent(En, 42), "42%");
        assert_eq!(percent(Ru, 42), "42\u{a0}%");
        assert_eq!(percent(Ru, -10), "−10\u{a0}%");
    }

    #[test]
    fn a_bar_is_full_only_at_the_end() {
        assert_eq!(bar(0), "▱▱▱▱▱▱▱▱▱▱");
        assert_eq!(bar(9), "▱▱▱▱▱▱▱▱▱▱");
        assert_eq!(bar(40), "▰▰▰▰▱▱▱▱▱▱");
        assert_eq!(bar(99), "▰▰▰▰▰▰▰▰▰▱");
        assert_eq!(bar(100), "▰▰▰▰▰▰▰▰▰▰");
        assert_eq!(bar(250), bar(100));
        assert_eq!(progress(En, 40), "40% ▰▰▰▰▱▱▱▱▱▱");
        assert_eq!(progress(Ru, 120), "100\u{a0}% ▰▰▰▰▰▰▰▰▰▰");
    }

    #[test]
    fn a_size_has_two_or_three_digits() {
        assert_eq!(size(En, 0), "0 B");
        assert_eq!(size(En, 1023), "1,023 B");
        assert_eq!(size(En, 1024), "1 KB");
        assert_eq!(size(Ru, 1536), "1,5 КБ");
        assert_eq!(size(En, 10_239), "10 KB");
        assert_eq!(size(En, 1_047_551), "1,023 KB");
        assert_eq!(size(En, 1_047_552), "1 MB");
        assert_eq!(size(Ru, 20 << 20), "20 МБ");
        assert_eq!(size(En, (1 << 30) - 1), "1 GB");
        assert_eq!(size(Ru, 5 << 29), "2,5 ГБ");
    }

    #[test]
    fn a_list_ends_with_and() {
        assert_eq!(list::<&str>(En, &[]), "");
        assert_eq!(list(En, &["one"]), "one");
        assert_eq!(list(Ru, &["раз", "два"]), "раз и два");
        assert_eq!(list(En, &["one", "two", "three"]), "one, two and three");
        assert_eq!(list(Ru, &["раз".to_owned(), "два".to_owned(), "три".to_owned()]), "раз, два и три");
    }
}
