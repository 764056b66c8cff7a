//! A table from "a: 1, b: 2", from lines, from columns separated by `;`, tabs or `|`.

use crate::providers::local::text;
use crate::providers::local::turn::Turn;

/// Columns that still fit a telephone.
const COLUMNS: usize = 4;

pub(super) fn answer(turn: &Turn<'_>) -> Option<String> {
    let wish = turn.finds("table")?;
    // The first colon may belong to the first pair: everything after the wish is looked at.
    let start = turn.tokens.get(wish.after.checked_sub(1)?)?.end;
    let rows = rows(&turn.text[start..]).or_else(|| rows(&turn.before()?))?;
    let width = rows.iter().map(Vec::len).max()?;
    // Pairs in one line have no head; lines have one, unless the first holds a number.
    let pairs = !turn.text[start..].trim().contains('\n') || !rows.first()?.iter().all(|cell| is_name(cell));
    let (head, body) =
        if width == 2 && pairs { (heads(turn), &rows[..]) } else { (rows.first()?.clone(), rows.get(1..)?) };
    Some(markdown(&head, body, width))
}

fn heads(turn: &Turn<'_>) -> Vec<String> {
    vec![turn.say("table-name", &[]), turn.say("table-value", &[])]
}

/// Words rather than a number: what a head is made of.
fn is_name(cell: &str) -> bool {
    !cell.chars().any(|letter| letter.is_ascii_digit())
}

fn rows(given: &str) -> Option<Vec<Vec<String>>> {
    let given = given.trim().trim_start_matches([':', '-', '—']).trim();
    let by_line: Vec<&str> = given.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let one_line = by_line.len() < 2;
    let lines =
        if one_line { without_label(given).split([',', ';']).map(str::trim).collect() } else { by_line };
    let rows: Vec<Vec<String>> = lines.into_iter().map(cells).filter(|row| row.len() > 1).collect();
    (!rows.is_empty()).then_some(rows)
}

/// "of my week: Monday: gym, Tuesday: rest" without what the table is about.
fn without_label(given: &str) -> &str {
    let first = given.split([',', ';']).next().unwrap_or(given);
    match given.split_once(':') {
        Some((_, rest)) if first.matches(':').count() > 1 => rest,
        _ => given,
    }
}

fn cells(line: &str) -> Vec<String> {
    let marks = ['\t', '|', ';', ':', '=', '—', ','];
    let mark = marks.into_iter().find(|mark| line.trim_matches('|').contains(*mark));
    let Some(mark) = mark else { return Vec::new() };
    let cells = line.trim_matches('|').splitn(COLUMNS, mark);
    cells.map(|cell| text::plain(cell.trim())).filter(|cell| !cell.is_empty()).collect()
}

fn markdown(head: &[String], rows: &[Vec<String>], width: usize) -> String {
    let row = |cells: &[String]| {
        let cells = (0..width).map(|at| cells.get(at).map_or("", String::as_str));
        format!("| {} |", cells.collect::<Vec<_>>().join(" | "))
    };
    let line = format!("|{}", " --- |".repeat(width));
    let body = rows.iter().map(|cells| row(cells));
    std::iter::once(row(head)).chain([line]).chain(body).collect::<Vec<_>>().join("\n")
}
