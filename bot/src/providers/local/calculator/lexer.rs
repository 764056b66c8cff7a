//! From a message to the symbols of arithmetic, in figures and in the words of both languages.
//! What is no symbol stays a piece of its own: the caller decides what a message is about.

/// A symbol of an expression.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in super::super) enum Symbol {
    Number(f64),
    Plus,
    Minus,
    Times,
    Over,
    Power,
    /// After a number a percentage, between two the remainder.
    Percent,
    /// `of` in "15% of 80".
    Of,
    Open,
    Close,
    Root,
    /// Russian `дважды`, before a number.
    Twice,
}

impl Symbol {
    pub(super) const fn is_operator(self) -> bool {
        !matches!(self, Self::Number(_) | Self::Open | Self::Close)
    }

    pub(super) const fn is_binary(self) -> bool {
        matches!(self, Self::Plus | Self::Minus | Self::Times | Self::Over | Self::Power | Self::Of)
    }

    pub(super) const fn sign(self) -> &'static str {
        match self {
            Self::Number(_) => "",
            Self::Plus => "+",
            Self::Minus => "−",
            Self::Times | Self::Of => "·",
            Self::Over => "/",
            Self::Power => "^",
            Self::Percent => "%",
            Self::Open => "(",
            Self::Close => ")",
            Self::Root => "√",
            Self::Twice => "2 · ",
        }
    }
}

/// A piece of a message.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    pub symbol: Option<Symbol>,
    pub is_word: bool,
}

/// Words that are signs; `None` for words without a meaning of their own.
const WORDS: &[(&str, Option<Symbol>)] = &[
    ("plus", Some(Symbol::Plus)),
    ("minus", Some(Symbol::Minus)),
    ("times", Some(Symbol::Times)),
    ("x", Some(Symbol::Times)),
    ("multiplied", Some(Symbol::Times)),
    ("divided", Some(Symbol::Over)),
    ("over", Some(Symbol::Over)),
    ("by", None),
    ("mod", Some(Symbol::Percent)),
    ("of", Some(Symbol::Of)),
    ("percent", Some(Symbol::Percent)),
    ("sqrt", Some(Symbol::Root)),
    ("root", Some(Symbol::Root)),
    ("power", Some(Symbol::Power)),
    ("плюс", Some(Symbol::Plus)),
    ("минус", Some(Symbol::Minus)),
    ("умножить", Some(Symbol::Times)),
    ("умноженное", Some(Symbol::Times)),
    ("помножить", Some(Symbol::Times)),
    ("х", Some(Symbol::Times)),
    ("разделить", Some(Symbol::Over)),
    ("делить", Some(Symbol::Over)),
    ("поделить", Some(Symbol::Over)),
    ("на", None),
    ("от", Some(Symbol::Of)),
    ("процент", Some(Symbol::Percent)),
    ("процента", Some(Symbol::Percent)),
    ("процентов", Some(Symbol::Percent)),
    ("корень", Some(Symbol::Root)),
    ("степени", Some(Symbol::Power)),
    ("из", None),
    ("в", None),
    ("дважды", Some(Symbol::Twice)),
];

/// Numbers that people write as words; the place is the number.
const NUMBERS: [&[&str]; 11] = [
    &["zero", "ноль"],
    &["one", "один", "одному"],
    &["two", "два", "двум"],
    &["three", "три", "трем", "трём"],
    &["four", "четыре", "четырём"],
    &["five", "пять", "пяти"],
    &["six", "шесть", "шести"],
    &["seven", "семь", "семи"],
    &["eight", "восемь", "восьми"],
    &["nine", "девять", "девяти"],
    &["ten", "десять", "десяти"],
];

/// The whole message in pieces. Words without a meaning count only between two symbols.
pub(super) fn read(text: &str) -> Vec<Piece> {
    let letters: Vec<char> = text.chars().collect();
    let mut pieces: Vec<Piece> = Vec::new();
    let mut at = 0;
    while let Some(&letter) = letters.get(at) {
        let (piece, next) = match letter {
            _ if letter.is_whitespace() => (None, at + 1),
            '0'..='9' => number(&letters, at),
            _ if letter.is_alphabetic() => word(&letters, at, pieces.last()),
            _ => (Some(sign(letter, letters.get(at + 1))), at + if is_double(&letters, at) { 2 } else { 1 }),
        };
        pieces.extend(piece);
        at = next;
    }
    pieces
}

/// `**` is a power, as programmers write it.
fn is_double(letters: &[char], at: usize) -> bool {
    letters.get(at) == Some(&'*') && letters.get(at + 1) == Some(&'*')
}

fn sign(letter: char, next: Option<&char>) -> Piece {
    let symbol = match letter {
        '+' => Some(Symbol::Plus),
        '-' | '−' | '–' => Some(Symbol::Minus),
        '*' if next == Some(&'*') => Some(Symbol::Power),
        '*' | '×' | '·' | '⋅' => Some(Symbol::Times),
        '/' | '÷' | ':' => Some(Symbol::Over),
        '^' => Some(Symbol::Power),
        '%' => Some(Symbol::Percent),
        '(' => Some(Symbol::Open),
        ')' => Some(Symbol::Close),
        '√' => Some(Symbol::Root),
        _ => None,
    };
    Piece { symbol, is_word: false }
}

fn word(letters: &[char], start: usize, before: Option<&Piece>) -> (Option<Piece>, usize) {
    let length = letters[start..].iter().take_while(|letter| letter.is_alphanumeric()).count();
    let word: String =
        letters[start..start + length].iter().flat_map(|letter| letter.to_lowercase()).collect();
    let number = NUMBERS.iter().zip(0_u8..).find(|(names, _)| names.contains(&word.as_str()));
    let number = number.map(|(_, number)| Some(Symbol::Number(f64::from(number))));
    let known = number.or_else(|| WORDS.iter().find(|(known, _)| *known == word).map(|(_, symbol)| *symbol));
    let in_sum = before.is_some_and(|piece| piece.symbol.is_some());
    let piece = match known {
        Some(None) if in_sum => None,
        Some(symbol) => Some(Piece { symbol, is_word: symbol.is_none() }),
        None => Some(Piece { symbol: None, is_word: true }),
    };
    (piece, start + length)
}

/// Digits with groups of three after a space or comma, and a decimal part after a point or comma.
fn number(letters: &[char], start: usize) -> (Option<Piece>, usize) {
    let mut digits = String::new();
    let mut at = start;
    let mut decimal = false;
    while let Some(&letter) = letters.get(at) {
        let group = || is_group(letters, at + 1);
        match letter {
            '0'..='9' => digits.push(letter),
            ',' | ' ' | '\u{a0}' | '\u{202f}' if !decimal && digits.len() <= 15 && group() => {}
            '.' | ',' if !decimal && letters.get(at + 1).is_some_and(char::is_ascii_digit) => {
                decimal = true;
                digits.push('.');
            }
            'e' if letters.get(at + 1).is_some_and(char::is_ascii_digit) && !digits.contains('e') => {
                digits.push('e');
            }
            _ => break,
        }
        at += 1;
    }
    let symbol = digits.parse().ok().filter(|number: &f64| number.is_finite()).map(Symbol::Number);
    (Some(Piece { symbol, is_word: false }), at)
}

/// Exactly three digits stand here, and no fourth.
fn is_group(letters: &[char], at: usize) -> bool {
    let digits = letters[at.min(letters.len())..].iter().take_while(|letter| letter.is_ascii_digit()).count();
    digits == 3
}
