//! A table: aligned columns in a block of code where a telephone shows it whole, a list of records where not.
//! It cuts no cell and drops no column.

use pulldown_cmark::Alignment;

use super::super::text::EntityKind;
use super::clean::width;
use super::inline::{self, Inline};
use super::writer::Writer;

/// Widest table shown in columns, in monospaced columns; a telephone wraps longer lines of code.
const WIDEST: usize = 42;

type Cell = Vec<Inline>;

#[derive(Default)]
pub(super) struct Table {
    alignments: Vec<Alignment>,
    /// The first row is the head.
    rows: Vec<Vec<Cell>>,
}

impl Table {
    pub(super) fn new(alignments: Vec<Alignment>) -> Self {
        Self { alignments, rows: Vec::new() }
    }

    pub(super) fn begin_row(&mut self) {
        self.rows.push(Vec::new());
    }

    pub(super) fn push(&mut self, cell: Cell) {
        if let Some(row) = self.rows.last_mut() {
            row.push(cell);
        }
    }

    pub(super) fn write(&self, out: &mut Writer) {
        let letters: Vec<Vec<String>> =
            self.rows.iter().map(|row| row.iter().map(|cell| inline::plain(cell)).collect()).collect();
        let widths = widths(&letters);
        let whole = widths.iter().sum::<usize>() + 3 * widths.len().saturating_sub(1);
        let linked = self.rows.iter().flatten().any(|cell| inline::has_link(cell));
        if whole <= WIDEST && !linked || self.rows.len() < 2 {
            out.pre(None, &self.columns(&letters, &widths));
        } else {
            self.records(out, &letters);
        }
    }

    fn columns(&self, letters: &[Vec<String>], widths: &[usize]) -> String {
        let mut lines: Vec<String> = letters.iter().map(|row| self.line(row, widths)).collect();
        let rule: Vec<String> = widths.iter().map(|width| "─".repeat(*width)).collect();
        lines.insert(lines.len().min(1), rule.join("─┼─"));
        lines.join("\n")
    }

    fn line(&self, row: &[String], widths: &[usize]) -> String {
        let cells = widths.iter().enumerate().map(|(column, wide)| {
            let text = row.get(column).map_or("", String::as_str);
            padded(text, *wide, self.alignments.get(column).copied().unwrap_or(Alignment::None))
        });
        cells.collect::<Vec<_>>().join(" │ ").trim_end().to_owned()
    }

    /// Two columns read as a list of terms; more, as a title with a line for each further column.
    fn records(&self, out: &mut Writer, letters: &[Vec<String>]) {
        let Some((head, rows)) = self.rows.split_first() else { return };
        let names = letters.first().map_or(&[][..], Vec::as_slice);
        if head.len() <= 2 {
            write_names(out, names);
        }
        for (index, row) in rows.iter().enumerate() {
            out.gap(if head.len() <= 2 { 1 } else { 2 });
            match row.as_slice() {
                [term, rest @ ..] if head.len() <= 2 => write_term(out, term, rest),
                [title, rest @ ..] => write_record(out, names, title, rest, index == 0),
                [] => {}
            }
        }
        out.gap(2);
    }
}

fn widths(letters: &[Vec<String>]) -> Vec<usize> {
    let columns = letters.iter().map(Vec::len).max().unwrap_or(0);
    let widest = |column: usize| {
        letters.iter().filter_map(|row| row.get(column)).map(|cell| width(cell)).max().unwrap_or(0)
    };
    (0..columns).map(widest).collect()
}

fn padded(text: &str, wide: usize, alignment: Alignment) -> String {
    let free = wide.saturating_sub(width(text));
    let left = match alignment {
        Alignment::Right => free,
        Alignment::Center => free / 2,
        Alignment::Left | Alignment::None => 0,
    };
    format!("{}{text}{}", " ".repeat(left), " ".repeat(free - left))
}

fn write_names(out: &mut Writer, names: &[String]) {
    let names: Vec<&str> = names.iter().map(String::as_str).filter(|name| !name.is_empty()).collect();
    let depth = out.open(EntityKind::Italic);
    out.text(&names.join(" — "));
    out.close_to(depth);
}

fn write_bold(out: &mut Writer, cell: &[Inline]) {
    let depth = out.open(EntityKind::Bold);
    inline::write(out, cell);
    out.close_to(depth);
}

fn write_term(out: &mut Writer, term: &[Inline], rest: &[Cell]) {
    out.enter("• ".to_owned(), "  ".to_owned());
    write_bold(out, term);
    for cell in rest.iter().filter(|cell| !inline::plain(cell).is_empty()) {
        out.text(" — ");
        inline::write(out, cell);
    }
    out.leave();
}

/// Empty cells are named in the first record only.
fn write_record(out: &mut Writer, names: &[String], title: &[Inline], rest: &[Cell], first: bool) {
    if let Some(name) = names.first().filter(|name| !name.is_empty()) {
        out.text(&format!("{name}: "));
    }
    write_bold(out, title);
    for (column, cell) in rest.iter().enumerate() {
        let name = names.get(column + 1).map_or("", String::as_str);
        if (name.is_empty() || !first) && inline::plain(cell).is_empty() {
            continue;
        }
        out.gap(1);
        out.enter("• ".to_owned(), "  ".to_owned());
        if !name.is_empty() {
            out.text(&format!("{name}: "));
        }
        inline::write(out, cell);
        out.leave();
    }
}
