//! The value of an expression, by recursive descent: sums, products, signs, powers, numbers.
//! A percentage after `+` or `-` is one of what stands before it.

use super::{CalculatorError, Symbol};

/// Brackets and signs within each other.
const DEEPEST: usize = 64;

/// A value, and whether it was written with `%`.
#[derive(Clone, Copy)]
struct Value {
    number: f64,
    percent: bool,
}

struct Parser<'a> {
    symbols: &'a [Symbol],
    at: usize,
    depth: usize,
}

type Parsed = Result<Value, CalculatorError>;

/// The value of the whole.
pub(super) fn value(symbols: &[Symbol]) -> Result<f64, CalculatorError> {
    let mut parser = Parser { symbols, at: 0, depth: 0 };
    let value = parser.sum()?;
    if parser.peek().is_some() {
        return Err(CalculatorError::Unreadable);
    }
    if value.number.is_finite() { Ok(value.number) } else { Err(CalculatorError::Beyond) }
}

impl Parser<'_> {
    fn sum(&mut self) -> Parsed {
        let mut left = self.product()?;
        while let Some(sign) = self.peek().filter(|sign| matches!(sign, Symbol::Plus | Symbol::Minus)) {
            self.at += 1;
            let right = self.product()?;
            let right =
                if right.percent && !left.percent { left.number * right.number } else { right.number };
            let signed = if sign == Symbol::Plus { right } else { -right };
            left = Value { number: left.number + signed, percent: left.percent };
        }
        Ok(left)
    }

    fn product(&mut self) -> Parsed {
        let mut left = self.signed()?;
        while let Some(sign) = self.peek() {
            let number = match sign {
                // "one of two" is no sum.
                Symbol::Of if !left.percent => break,
                Symbol::Times | Symbol::Of => {
                    self.at += 1;
                    left.number * self.signed()?.number
                }
                Symbol::Over | Symbol::Percent => {
                    self.at += 1;
                    divided(sign, left.number, self.signed()?.number)?
                }
                // 2(3 + 4)
                Symbol::Open | Symbol::Root => left.number * self.signed()?.number,
                _ => break,
            };
            left = Value { number, percent: false };
        }
        Ok(left)
    }

    fn signed(&mut self) -> Parsed {
        self.deeper()?;
        let value = match self.peek() {
            Some(Symbol::Minus) => {
                self.at += 1;
                let value = self.signed()?;
                Value { number: -value.number, ..value }
            }
            Some(Symbol::Plus) => {
                self.at += 1;
                self.signed()?
            }
            _ => self.power()?,
        };
        self.depth -= 1;
        Ok(value)
    }

    fn power(&mut self) -> Parsed {
        let base = self.atom()?;
        if self.peek() != Some(Symbol::Power) {
            return Ok(base);
        }
        self.at += 1;
        let exponent = self.signed()?;
        let number = base.number.powf(exponent.number);
        if number.is_finite() { Ok(Value { number, percent: false }) } else { Err(CalculatorError::Beyond) }
    }

    fn atom(&mut self) -> Parsed {
        let symbol = self.peek().ok_or(CalculatorError::Unreadable)?;
        self.at += 1;
        let number = match symbol {
            Symbol::Number(number) => number,
            Symbol::Open => self.bracket()?,
            Symbol::Root => self.root()?,
            Symbol::Twice => 2.0 * self.twice()?,
            _ => return Err(CalculatorError::Unreadable),
        };
        if self.peek() == Some(Symbol::Percent) && !self.operand_follows() {
            self.at += 1;
            return Ok(Value { number: number / 100.0, percent: true });
        }
        Ok(Value { number, percent: false })
    }

    fn bracket(&mut self) -> Result<f64, CalculatorError> {
        self.deeper()?;
        let inner = self.sum()?;
        self.depth -= 1;
        if self.peek() != Some(Symbol::Close) {
            return Err(CalculatorError::Unreadable);
        }
        self.at += 1;
        Ok(inner.number)
    }

    fn root(&mut self) -> Result<f64, CalculatorError> {
        self.deeper()?;
        // "root of 9"
        if self.peek() == Some(Symbol::Of) {
            self.at += 1;
        }
        let of = self.atom()?.number;
        self.depth -= 1;
        if of < 0.0 { Err(CalculatorError::Beyond) } else { Ok(of.sqrt()) }
    }

    fn twice(&mut self) -> Result<f64, CalculatorError> {
        self.deeper()?;
        let number = self.atom()?.number;
        self.depth -= 1;
        Ok(number)
    }

    /// After the `%` that is next stands something to divide by: it is a remainder.
    fn operand_follows(&self) -> bool {
        matches!(self.symbols.get(self.at + 1), Some(Symbol::Number(_) | Symbol::Open | Symbol::Root))
    }

    fn deeper(&mut self) -> Result<(), CalculatorError> {
        self.depth += 1;
        if self.depth > DEEPEST { Err(CalculatorError::Unreadable) } else { Ok(()) }
    }

    fn peek(&self) -> Option<Symbol> {
        self.symbols.get(self.at).copied()
    }
}

fn divided(sign: Symbol, left: f64, right: f64) -> Result<f64, CalculatorError> {
    if right == 0.0 {
        return Err(CalculatorError::DividedByZero);
    }
    Ok(if sign == Symbol::Over { left / right } else { left.rem_euclid(right) })
}
