//! Arithmetic: numbers, `+ - * / ^ %`, brackets, square roots, percentages as a pocket calculator has them.
//! It evaluates nothing but that, in binary floating point with 12 digits shown, and never panics.

mod lexer;
mod parser;

pub(super) use lexer::Symbol;

/// Why there is no result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CalculatorError {
    /// Not an expression.
    Unreadable,
    DividedByZero,
    /// Not a number, or beyond what can be told: the root of −1, 9^9^9.
    Beyond,
}

/// An expression found in a message.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Sum {
    /// As written, tidied.
    pub shown: String,
    pub result: Result<f64, CalculatorError>,
    /// Words of the message that are no part of it.
    pub other_words: usize,
    /// Only hyphens between numbers: more likely a date or a telephone number.
    pub looks_like_date: bool,
}

/// The value of an expression that is written alone.
#[cfg(test)]
pub(super) fn evaluate(text: &str) -> Result<f64, CalculatorError> {
    let lexed = lexer::read(text);
    let symbols: Option<Vec<Symbol>> = lexed.into_iter().map(|piece| piece.symbol).collect();
    parser::value(&symbols.ok_or(CalculatorError::Unreadable)?)
}

/// The longest expression in a message that has something to calculate.
pub(super) fn find(text: &str) -> Option<Sum> {
    let pieces = lexer::read(text);
    let runs = pieces.split(|piece| piece.symbol.is_none());
    let longest = runs.filter(|run| worth_it(run)).max_by_key(|run| run.len())?;
    let symbols: Vec<Symbol> = trimmed(longest);
    let result = parser::value(&symbols);
    if result == Err(CalculatorError::Unreadable) {
        return None;
    }
    let operators = symbols.iter().filter(|symbol| symbol.is_operator());
    let hyphens_only = operators.clone().all(|symbol| *symbol == Symbol::Minus);
    Some(Sum {
        shown: shown(&symbols),
        result,
        other_words: pieces.iter().filter(|piece| piece.symbol.is_none() && piece.is_word).count(),
        looks_like_date: hyphens_only && operators.count() > 1,
    })
}

fn worth_it(run: &[lexer::Piece]) -> bool {
    let symbols = || run.iter().filter_map(|piece| piece.symbol);
    let has_number = symbols().any(|symbol| matches!(symbol, Symbol::Number(_)));
    let numbers = symbols().filter(|symbol| matches!(symbol, Symbol::Number(_))).count();
    let root = symbols().any(|symbol| matches!(symbol, Symbol::Root | Symbol::Twice));
    has_number && symbols().any(Symbol::is_operator) && (numbers > 1 || root)
}

/// Without the signs at either end that belong to the sentence.
fn trimmed(run: &[lexer::Piece]) -> Vec<Symbol> {
    let mut symbols: Vec<Symbol> = run.iter().filter_map(|piece| piece.symbol).collect();
    while symbols.last().is_some_and(|last| last.is_operator() && !matches!(last, Symbol::Percent)) {
        symbols.pop();
    }
    let first = symbols.iter().position(|symbol| {
        matches!(symbol, Symbol::Number(_) | Symbol::Open | Symbol::Root | Symbol::Twice | Symbol::Minus)
    });
    symbols.split_off(first.unwrap_or(symbols.len()))
}

fn shown(symbols: &[Symbol]) -> String {
    let mut shown = String::new();
    for (at, symbol) in symbols.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|before| symbols.get(before));
        let sign = before.is_none_or(|before| before.is_binary() || *before == Symbol::Open);
        match symbol {
            Symbol::Plus | Symbol::Minus if sign => shown.push_str(symbol.sign()),
            symbol if symbol.is_binary() && *symbol != Symbol::Power => {
                shown = format!("{shown} {} ", symbol.sign());
            }
            Symbol::Number(number) => shown.push_str(&number_shown(*number)),
            symbol => shown.push_str(symbol.sign()),
        }
    }
    shown
}

/// A number with at most 12 significant digits; a minus is a minus.
pub(super) fn number_shown(number: f64) -> String {
    let size = number.abs();
    let text = if size >= 1e15 || (size > 0.0 && size < 1e-6) {
        scientific(number)
    } else {
        let whole = if size < 1.0 { 0 } else { format!("{size:.0}").len() };
        let text = format!("{number:.*}", 12_usize.saturating_sub(whole));
        if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
    };
    if text == "-0" { "0".to_owned() } else { text.replace('-', "−") }
}

fn scientific(number: f64) -> String {
    let text = format!("{number:.6e}");
    let (digits, power) = text.split_once('e').unwrap_or((&text, "0"));
    let digits = digits.trim_end_matches('0').trim_end_matches('.');
    format!("{digits}·10^{power}")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn value(text: &str) -> Result<String, CalculatorError> {
        evaluate(text).map(number_shown)
    }

    #[test]
    fn expressions_have_their_values() {
        let table = [
            ("2+2*2", "6"),
            ("(1 + 2) × 3", "9"),
            ("2^3^2", "512"),
            ("-2^2", "−4"),
            ("2^-1", "0.5"),
            ("0.1 + 0.2", "0.3"),
            ("1,5 * 2", "3"),
            ("1,250 + 1", "1251"),
            ("1 250,5 - 0,5", "1250"),
            ("10 % 3", "1"),
            ("15% of 200", "30"),
            ("15% от 200", "30"),
            ("200 + 10%", "220"),
            ("200 - 10% - 10%", "162"),
            ("50%", "0.5"),
            ("100 * 5%", "5"),
            ("sqrt(16) + √9", "7"),
            ("2(3+4)", "14"),
            ("−5 + 3", "−2"),
            ("1e3 + 1", "1001"),
            ("2^100", "1.267651·10^30"),
            ("7 plus 3 times 2", "13"),
            ("6 умножить на 7", "42"),
            ("10 разделить на 4", "2.5"),
        ];
        for (text, wanted) in table {
            assert_eq!(value(text), Ok(wanted.to_owned()), "{text}");
        }
    }

    #[test]
    fn what_has_no_value_says_why() {
        assert_eq!(value("1/0"), Err(CalculatorError::DividedByZero));
        assert_eq!(value("5 % 0 + 1"), Err(CalculatorError::DividedByZero));
        assert_eq!(value("9^9^9"), Err(CalculatorError::Beyond));
        assert_eq!(value("sqrt(-1)"), Err(CalculatorError::Beyond));
        for text in ["", "+", "(1", "1)", "1 +", "* 2", "()", "hello"] {
            assert_eq!(value(text), Err(CalculatorError::Unreadable), "{text}");
        }
        assert_eq!(value(&"(".repeat(100_000)), Err(CalculatorError::Unreadable));
    }

    #[test]
    fn expressions_are_found_in_sentences() {
        let found = |text: &str| find(text).map(|sum| (sum.shown, sum.result.map(number_shown)));
        let yes = |shown: &str, result: &str| Some((shown.to_owned(), Ok(result.to_owned())));
        assert_eq!(found("What is 2+2?"), yes("2 + 2", "4"));
        assert_eq!(found("Сколько будет 15 % от 80?"), yes("15% · 80", "12"));
        assert_eq!(found("compute (3 - -1) * 2 please"), yes("(3 − −1) · 2", "8"));
        assert_eq!(found("hello world"), None);
        assert_eq!(found("Сколько будет дважды два?"), yes("2 · 2", "4"));
        assert_eq!(found("two plus two"), yes("2 + 2", "4"));
        assert_eq!(found("one of two reasons"), None);
        assert_eq!(found("room 5"), None);
    }

    /// An expression of small whole numbers, written down, with its value.
    fn expression() -> impl Strategy<Value = (String, f64)> {
        let leaf = (-50_i32..50).prop_map(|number| (format!("({number})"), f64::from(number)));
        leaf.prop_recursive(4, 24, 2, |inner| {
            (inner.clone(), prop::sample::select(vec!['+', '-', '*']), inner).prop_map(
                |(left, sign, right)| {
                    let value = match sign {
                        '+' => left.1 + right.1,
                        '-' => left.1 - right.1,
                        _ => left.1 * right.1,
                    };
                    (format!("({} {sign} {})", left.0, right.0), value)
                },
            )
        })
    }

    proptest! {
        #[test]
        fn bracketed_sums_are_what_rust_makes_of_them((text, wanted) in expression()) {
            prop_assert_eq!(evaluate(&text), Ok(wanted));
        }

        #[test]
        fn nothing_makes_it_panic(text in "[-+*/^%()0-9., a-zа-яof√]{0,60}") {
            let _ = evaluate(&text).map(number_shown);
            let _ = find(&text);
        }

        #[test]
        fn a_shown_number_reads_back(number in -1e9..1e9_f64) {
            let read = evaluate(&number_shown(number)).unwrap_or(f64::NAN);
            prop_assert!((read - number).abs() <= 1e-9 * number.abs().max(1.0));
        }
    }
}
