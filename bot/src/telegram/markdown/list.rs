//! Lists: which marker an item gets and how far its further lines are set in.
//! It does not count for the writer: numbers that were given are kept.

/// What each level is set in by, in blanks.
const STEP: &str = "   ";
const BULLETS: [&str; 3] = ["• ", "◦ ", "▪ "];

pub(super) struct List {
    /// The number of the item before, if the list is numbered.
    last: Option<u64>,
    bullet: &'static str,
}

impl List {
    pub(super) fn new(first: Option<u64>, outer: &[Self]) -> Self {
        let level = outer.iter().filter(|list| list.last.is_none()).count();
        Self { last: first.map(|first| first.wrapping_sub(1)), bullet: BULLETS[level.min(BULLETS.len() - 1)] }
    }

    /// Marker and indent of the item that stands so in the source. A number counts on from the one before,
    /// unless the writer went higher.
    pub(super) fn next_item(&mut self, source: &str) -> (String, String) {
        let Some((number, dot)) = self.next_number(source) else {
            let marker = if is_task(source) { String::new() } else { self.bullet.to_owned() };
            return (marker, STEP.to_owned());
        };
        (format!("{number}{dot} "), STEP.to_owned())
    }

    /// The number of the item that stands so in the source, and the sign behind it, if the list is numbered.
    pub(super) fn next_number(&mut self, source: &str) -> Option<(u64, char)> {
        let last = self.last?;
        let digits = source.len() - source.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let given = source[..digits].parse::<u64>().unwrap_or(0);
        let number = last.wrapping_add(1).max(given);
        self.last = Some(number);
        let dot = source[digits..].chars().next().filter(|c| *c == ')').unwrap_or('.');
        Some((number, dot))
    }
}

fn is_task(source: &str) -> bool {
    let rest = source.trim_start_matches(['-', '*', '+']).trim_start();
    rest.starts_with("[ ] ") || rest.starts_with("[x] ") || rest.starts_with("[X] ")
}
