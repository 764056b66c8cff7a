//! Taking everything away: how far it is, the archives, and the page inside of them.

use std::fmt::Write as _;

use chrono::{DateTime, Utc};

use super::super::{domain::Account, tap::AccountTap};
use crate::{
    domain::Lang,
    i18n::format,
    telegram::{
        keyboard::{Button, Keyboard},
        screen::{Media, MediaKind, MediaSource, Screen},
        tap::Tap as _,
    },
    tr,
};

/// What the page inside an archive tells.
#[derive(Clone, Copy, Debug)]
pub struct ExportIndex<'a> {
    pub account: &'a Account,
    pub now: DateTime<Utc>,
    /// Which archive it is, from 1.
    pub number: usize,
    /// Paths and sizes in bytes.
    pub entries: &'a [(String, u64)],
    pub missing: &'a [String],
}

pub fn export_begun(lang: Lang, job: i64) -> Screen {
    Screen::new(tr!(lang, "account-export-begun")).keyboard(cancel_row(lang, job)).silent()
}

/// `pieces`: how many were collected so far; nobody knows of how many.
pub fn export_progress(lang: Lang, pieces: u64, job: i64) -> Screen {
    Screen::new(tr!(lang, "account-export-progress", pieces = pieces))
        .keyboard(cancel_row(lang, job))
        .silent()
}

/// What is left of the progress: the archives follow. `sizes` in bytes.
pub fn export_done(lang: Lang, sizes: &[u64]) -> Screen {
    let size = format::size(lang, sizes.iter().sum());
    Screen::new(tr!(lang, "account-export-done", count = sizes.len(), size = size))
}

/// One archive; `key` is where it lies, `place` which it is of how many.
pub fn export_archive(lang: Lang, key: String, place: (usize, usize), size: u64) -> Screen {
    let (number, of) = place;
    let size = format::size(lang, size);
    let media = Media {
        kind: MediaKind::Document,
        source: MediaSource::Blob(key),
        file_name: format!("atelier-{number}.zip"),
        mime: "application/zip".to_owned(),
    };
    let text = tr!(lang, "account-export-archive", number = number, of = of, size = size);
    // The first rings; the others come with it.
    let screen = Screen::new(text).media(media);
    if number > 1 { screen.silent() } else { screen }
}

pub fn export_cancelled(lang: Lang) -> Screen {
    Screen::new(tr!(lang, "account-export-cancelled"))
}

pub fn export_failed(lang: Lang) -> Screen {
    let again = Button::tap(tr!(lang, "common-again-half"), AccountTap::Export.encode());
    Screen::new(tr!(lang, "account-export-failed")).keyboard(Keyboard::new().row([again]))
}

pub fn export_begun_note(lang: Lang) -> String {
    tr!(lang, "account-export-begun-toast")
}

pub fn export_over_note(lang: Lang) -> String {
    tr!(lang, "account-export-over-toast")
}

pub fn export_already(lang: Lang) -> Screen {
    Screen::new(tr!(lang, "account-export-already"))
}

/// There was one a short while ago.
pub fn export_too_soon(account: &Account, again: DateTime<Utc>, now: DateTime<Utc>) -> Screen {
    let when = format::near(account.lang(), again, now, &account.zone());
    Screen::new(tr!(account.lang(), "account-export-too-soon", when = when))
}

/// The page to begin with, as HTML that needs nothing from anywhere.
pub fn export_index(index: &ExportIndex<'_>) -> String {
    let lang = index.account.lang();
    let title = tr!(lang, "account-index-title", name = &index.account.first_name, number = index.number);
    let when = format::moment(lang, index.now, &index.account.zone());
    let mut page = format!(
        "<!doctype html>\n<html lang=\"{}\">\n<meta charset=\"utf-8\">\n<title>{title}</title>\n<h1>{title}</h1>\n<p>{}</p>\n<ul>\n",
        lang.tag(),
        escape(&tr!(lang, "account-index-text", when = when)),
        title = escape(&title),
    );
    for (path, size) in index.entries {
        // Writing into a string cannot fail; paths are ours and need no escaping.
        let _ = writeln!(page, "<li><a href=\"{path}\">{path}</a> {}</li>", format::size(lang, *size));
    }
    page.push_str("</ul>\n");
    if !index.missing.is_empty() {
        let _ = writeln!(page, "<p>{}</p>\n<ul>", escape(&tr!(lang, "account-index-missing")));
        for path in index.missing {
            let _ = writeln!(page, "<li>{path}</li>");
        }
        page.push_str("</ul>\n");
    }
    page.push_str("</html>\n");
    page
}

fn cancel_row(lang: Lang, job: i64) -> Keyboard {
    let cancel =
        Button::tap(tr!(lang, "account-export-cancel-button"), AccountTap::CancelExport { job }.encode());
    Keyboard::new().row([cancel])
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn a_name_cannot_become_markup() {
        assert_eq!(escape("<b>\"A&B\""), "&lt;b&gt;&quot;A&amp;B&quot;");
    }
}
