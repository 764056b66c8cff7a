//! A formula in TeX as text that can be read: symbols, indices and powers in Unicode, fractions with a slash.
//! It does not typeset; a command that it does not know makes it give the formula back unread.

use super::latex_forms::{accented, joined, negated, parenthesised, product, squeezed};
use super::latex_symbols::{blackboard, named};
use super::script;

/// Deepest nesting of groups that is followed.
const DEPTH: usize = 24;

/// The formula in Unicode, on one line or (rows of an environment) on several. `None` if a part of it would be lost.
pub(super) fn readable(tex: &str) -> Option<String> {
    let mut reader = Reader { rest: tex, depth: 0, complete: true };
    let text = reader.until(str::is_empty);
    let lines = text.lines().map(squeezed).filter(|line| !line.is_empty());
    let text = lines.collect::<Vec<_>>().join("\n");
    (reader.complete && !text.is_empty()).then_some(text)
}

struct Reader<'a> {
    rest: &'a str,
    depth: usize,
    complete: bool,
}

impl Reader<'_> {
    fn until(&mut self, done: impl Fn(&str) -> bool) -> String {
        let mut text = String::new();
        while !self.rest.is_empty() && !done(self.rest) {
            let piece = self.piece();
            text.push_str(&piece);
        }
        text
    }

    fn take(&mut self) -> Option<char> {
        let c = self.rest.chars().next()?;
        self.rest = &self.rest[c.len_utf8()..];
        Some(c)
    }

    fn skip(&mut self, prefix: &str) -> bool {
        let found = self.rest.strip_prefix(prefix);
        self.rest = found.unwrap_or(self.rest);
        found.is_some()
    }

    /// The next thing: a command, a group, a script or a character.
    fn piece(&mut self) -> String {
        match self.take() {
            Some('\\') => self.command(),
            Some('{') => self.group(),
            Some('^') => self.script(script::raise, '^'),
            Some('_') => self.script(script::lower, '_'),
            Some('}' | '$') | None => String::new(),
            Some('&' | '~' | '\n') => " ".to_owned(),
            Some('-') => "−".to_owned(),
            Some('\'') => "′".to_owned(),
            Some('%') => {
                self.rest = self.rest.find('\n').map_or("", |end| &self.rest[end..]);
                String::new()
            }
            Some(c @ ('=' | '<' | '>')) => format!(" {c} "),
            Some(c) => c.to_string(),
        }
    }

    /// What stands up to the closing brace; the opening one has been read.
    fn group(&mut self) -> String {
        if self.depth >= DEPTH {
            self.complete = false;
            return String::new();
        }
        self.depth += 1;
        let text = self.until(|rest| rest.starts_with('}'));
        self.skip("}");
        self.depth -= 1;
        text
    }

    /// The argument of a command or script: a group, a command or one character.
    fn argument(&mut self) -> String {
        self.rest = self.rest.trim_start();
        let text = match self.rest.chars().next() {
            Some('{' | '\\') => self.piece(),
            Some('}' | '&') | None => String::new(),
            Some(_) => self.take().map(String::from).unwrap_or_default(),
        };
        text.trim().to_owned()
    }

    /// An argument whose letters are no formula.
    fn words(&mut self) -> String {
        self.rest = self.rest.trim_start();
        if !self.skip("{") {
            return self.argument();
        }
        let mut open = 1;
        let end = self.rest.find(|c| {
            open += usize::from(c == '{');
            open -= usize::from(c == '}');
            open == 0
        });
        let (words, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        self.rest = rest.strip_prefix('}').unwrap_or(rest);
        if words.contains(['\\', '$', '{', '^', '_']) {
            return Reader { rest: words, depth: self.depth, complete: true }.until(str::is_empty);
        }
        words.to_owned()
    }

    fn script(&mut self, convert: fn(&str) -> Option<String>, mark: char) -> String {
        let text = self.argument();
        if text.is_empty() {
            return String::new();
        }
        let tight: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        convert(&tight).unwrap_or_else(|| format!("{mark}{}", parenthesised(&text)))
    }

    fn command(&mut self) -> String {
        let length = self.rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(self.rest.len());
        if length == 0 {
            return self.sign();
        }
        let (name, rest) = self.rest.split_at(length);
        self.rest = rest.strip_prefix('*').unwrap_or(rest);
        match name {
            "frac" | "dfrac" | "tfrac" | "cfrac" => {
                let (above, below) = (self.argument(), self.argument());
                format!("{}/{}", product(&above), parenthesised(&below))
            }
            "binom" | "dbinom" => format!("C({}, {})", self.argument(), self.argument()),
            "sqrt" => self.root(),
            "text" | "textbf" | "textit" | "textrm" | "texttt" | "mbox" | "operatorname" | "mathrm"
            | "tag" => self.words(),
            "mathbf" | "mathit" | "mathsf" | "mathtt" | "mathcal" | "mathfrak" | "mathscr" | "boldsymbol"
            | "bm" | "boxed" | "overbrace" | "underbrace" | "underline" | "bold" | "pmb" => self.argument(),
            "mathbb" => blackboard(&self.argument()),
            "overset" | "stackrel" => {
                let (above, base) = (self.argument(), self.argument());
                format!(" {base}^{} ", parenthesised(&above))
            }
            "underset" => {
                let (below, base) = (self.argument(), self.argument());
                format!(" {base}_{} ", parenthesised(&below))
            }
            "pmod" | "bmod" if name == "pmod" => format!(" (mod {})", self.argument()),
            "left" | "right" | "middle" => self.bracket(),
            "not" => negated(&self.argument()),
            "begin" => self.environment(),
            "hat" | "widehat" | "bar" | "overline" | "vec" | "dot" | "ddot" | "tilde" | "widetilde" => {
                accented(name, &self.argument())
            }
            "label" | "color" | "hspace" | "vspace" => {
                self.words();
                String::new()
            }
            name => self.symbol(name),
        }
    }

    fn symbol(&mut self, name: &str) -> String {
        if let Some(symbol) = named(name) {
            return symbol.to_owned();
        }
        self.complete = false;
        format!("\\{name}")
    }

    /// A backslash and one sign.
    fn sign(&mut self) -> String {
        match self.take() {
            Some('\\') => "\n".to_owned(),
            Some(',' | ';' | ':' | ' ' | '\n' | '>') => " ".to_owned(),
            Some('!' | '(' | ')' | '[' | ']' | '/') | None => String::new(),
            Some('|') => "‖".to_owned(),
            Some(c) => c.to_string(),
        }
    }

    /// The bracket behind `\left` or `\right`, of which a dot is none.
    fn bracket(&mut self) -> String {
        self.rest = self.rest.trim_start();
        if self.skip(".") { String::new() } else { self.piece() }
    }

    fn root(&mut self) -> String {
        let degree = if self.skip("[") {
            let degree = self.until(|rest| rest.starts_with(']'));
            self.skip("]");
            degree
        } else {
            String::new()
        };
        let body = parenthesised(&self.argument());
        match degree.trim() {
            "" | "2" => format!("√{body}"),
            "3" => format!("∛{body}"),
            "4" => format!("∜{body}"),
            other => format!("{}√{body}", script::raise(other).unwrap_or_else(|| format!("({other})"))),
        }
    }

    /// Rows of `\begin … \end`: a matrix in one line, cases and alignments on lines of their own.
    fn environment(&mut self) -> String {
        let name = self.words();
        let name = name.trim_end_matches('*').to_owned();
        if matches!(name.as_str(), "array" | "tabular") {
            self.rest = self.rest.trim_start();
            self.words();
        }
        self.depth += 1;
        let body = if self.depth < DEPTH { self.rows() } else { Vec::new() };
        self.complete &= self.depth < DEPTH;
        self.depth -= 1;
        if self.skip("\\end") {
            self.words();
        }
        let row = |cells: &Vec<String>, between: &str| cells.join(between);
        match name.as_str() {
            "matrix" | "smallmatrix" | "array" => format!("({})", joined(&body, |cells| row(cells, ", "))),
            "pmatrix" => format!("({})", joined(&body, |cells| row(cells, ", "))),
            "bmatrix" => format!("[{}]", joined(&body, |cells| row(cells, ", "))),
            "vmatrix" => format!("|{}|", joined(&body, |cells| row(cells, ", "))),
            "cases" => {
                body.iter().fold("\n".to_owned(), |text, cells| text + "⎨ " + &row(cells, "  ") + "\n")
            }
            _ => body.iter().fold("\n".to_owned(), |text, cells| text + &row(cells, " ") + "\n"),
        }
    }

    fn rows(&mut self) -> Vec<Vec<String>> {
        let mut rows = vec![vec![]];
        while !self.rest.is_empty() && !self.rest.starts_with("\\end") {
            let cell = self.until(|rest| {
                rest.starts_with(['&', '}']) || rest.starts_with("\\\\") || rest.starts_with("\\end")
            });
            if let Some(row) = rows.last_mut() {
                row.push(squeezed(&cell));
            }
            if self.skip("\\\\") {
                rows.push(vec![]);
            } else if !self.skip("&") {
                self.skip("}");
            }
        }
        rows.retain(|row: &Vec<String>| row.iter().any(|cell| !cell.is_empty()));
        rows
    }
}

#[cfg(test)]
mod tests {
    use super::readable;

    #[test]
    fn formulas_read_as_text() {
        let cases = [
            (r"\int_0^1 x^2\,dx = \left.\frac{x^3}{3}\right|_0^1 = \frac{1}{3}", "∫₀¹ x² dx = x³/3|₀¹ = 1/3"),
            (r"A=\begin{pmatrix}1&2\\3&4\end{pmatrix},\qquad \det A=-2", "A = (1, 2; 3, 4), det A = −2"),
            (r"n\to\infty", "n → ∞"),
            (r"a_n = O(n^{-1})", "aₙ = O(n⁻¹)"),
            (r"8_{\text{итого}}", "8_итого"),
            (r"\frac13", "1/3"),
            (r"\lambda = 550 \times 10^{-9} \, \text{м}", "λ = 550 × 10⁻⁹ м"),
            (r"x_{1,2} = \frac{-b \pm \sqrt{b^2-4ac}}{2a}", "x_1,2 = (−b ± √(b²−4ac))/2a"),
            (r"\sum_{i=1}^{n} i \le \lfloor x \rfloor", "∑ᵢ₌₁ⁿ i ≤ ⌊ x ⌋"),
            ("\\begin{aligned} a &= b \\\\ c &= d \\end{aligned}", "a = b\nc = d"),
            (r"f(x) = \begin{cases} 1, & x > 0 \\ 0 \end{cases}", "f(x) =\n⎨ 1, x > 0\n⎨ 0"),
            (r"\sqrt[3]{x} \in \mathbb{R}", "∛x ∈ ℝ"),
        ];
        for (tex, text) in cases {
            assert_eq!(readable(tex).as_deref(), Some(text), "{tex}");
        }
    }

    #[test]
    fn unknown_commands_give_the_formula_back() {
        assert_eq!(readable(r"\ce{H2O}"), None);
    }
}
