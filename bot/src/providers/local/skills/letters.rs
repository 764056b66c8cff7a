//! Upper case, lower case, backwards.

use unicode_segmentation::UnicodeSegmentation as _;

use crate::providers::local::turn::Turn;

type Change = fn(&str) -> String;

pub(super) fn answer(turn: &Turn<'_>) -> Option<String> {
    let changes: [(&str, Change); 3] = [
        ("upper", |text| text.to_uppercase()),
        ("lower", |text| text.to_lowercase()),
        ("reverse", |text| text.graphemes(true).rev().collect()),
    ];
    changes.into_iter().find_map(|(intent, change)| {
        let wish = turn.finds(intent)?;
        let given = turn.given(wish)?;
        // In a code block nothing is taken for formatting, and one tap copies it.
        Some(format!("```\n{}\n```", change(&given).replace("```", "'''")))
    })
}
