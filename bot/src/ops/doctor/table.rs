//! What was found, as a table for a terminal.

use std::fmt::Write as _;

use super::{Finding, Status};

/// A line for each look, and below it what to do; then the sum of it.
pub fn table(findings: &[Finding], colours: bool) -> String {
    let width = findings.iter().map(|finding| finding.name.len()).max().unwrap_or_default();
    let mut table = String::new();
    for Finding { name, status, found, advice } in findings {
        let (tint, plain) = if colours { (tint(*status), "\x1b[0m") } else { ("", "") };
        // Writing into a String cannot fail.
        let _ = writeln!(table, "{tint}{}{plain} {name:<width$}  {found}", sign(*status));
        if !advice.is_empty() {
            let _ = writeln!(table, "  {:<width$}  → {advice}", "");
        }
    }
    let _ = writeln!(table, "\n{}", sum(findings));
    table
}

fn sum(findings: &[Finding]) -> String {
    let count = |status| findings.iter().filter(|finding| finding.status == status).count();
    match (count(Status::Ill), count(Status::Doubtful)) {
        (0, 0) => "All is well.".to_owned(),
        (0, doubtful) => format!("It can run. To look at: {doubtful}."),
        (ill, 0) => format!("It cannot run like this. To be put right: {ill}."),
        (ill, doubtful) => {
            format!("It cannot run like this. To be put right: {ill}; to look at: {doubtful}.")
        }
    }
}

const fn sign(status: Status) -> char {
    match status {
        Status::Well => '✓',
        Status::Doubtful => '!',
        Status::Ill => '✗',
    }
}

const fn tint(status: Status) -> &'static str {
    match status {
        Status::Well => "\x1b[32m",
        Status::Doubtful => "\x1b[33m",
        Status::Ill => "\x1b[31m",
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{Finding, is_well, json},
        table,
    };

    fn findings() -> Vec<Finding> {
        vec![
            Finding { name: "token", ..Finding::well("@atelier_bot") },
            Finding { name: "redis", ..Finding::doubtful("none answers", "Start it.") },
            Finding { name: "database", ..Finding::ill("locked", "Unlock it.") },
        ]
    }

    #[test]
    fn columns_stand_one_below_the_other() {
        let expected = "\
✓ token     @atelier_bot
! redis     none answers
            → Start it.
✗ database  locked
            → Unlock it.

It cannot run like this. To be put right: 1; to look at: 1.
";
        assert_eq!(table(&findings(), false), expected);
        assert!(table(&findings(), true).contains("\x1b[31m✗\x1b[0m database"));
        assert!(table(&findings()[..1], false).ends_with("\nAll is well.\n"));
    }

    #[test]
    fn what_is_doubtful_does_not_stop_it() {
        let findings = findings();
        assert!(!is_well(&findings) && is_well(&findings[..2]));
        let told = json(&findings[..2]);
        assert_eq!((&told["ok"], &told["checks"][1]["status"]), (&true.into(), &"doubtful".into()));
    }
}
