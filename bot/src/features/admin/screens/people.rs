//! Looking for people.

use std::sync::Arc;

use super::{super::tap::AdminTap, Reader, back_to, button, data, line};
use crate::{
    domain::{Lang, Page, shorten},
    features::account::Account,
    telegram::{keyboard::Keyboard, nav, screen::Screen},
    tr,
};

/// People who were found.
#[derive(Clone, Debug)]
pub struct Found {
    /// What was looked for, as far as buttons carry it.
    pub query: String,
    pub page: Page<Arc<Account>>,
}

/// Those who were here last, and the question for others.
pub fn people(reader: Reader, latest: &[Arc<Account>]) -> Screen {
    let lang = reader.lang;
    let text = format!("{}\n\n{}", tr!(lang, "admin-people-text"), waiting(lang));
    Screen::new(text).keyboard(listed(latest).row(back_to(lang, &AdminTap::OpenDesk)))
}

pub fn found(reader: Reader, found: &Found) -> Screen {
    let (lang, page) = (reader.lang, &found.page);
    let query = shorten(&found.query, 40);
    let said = if page.total == 0 {
        tr!(lang, "admin-people-none", query = query)
    } else {
        tr!(lang, "admin-people-found", query = query, count = page.total)
    };
    let turn = |page| data(&AdminTap::Find { page, query: found.query.clone() });
    let jump = data(&AdminTap::AskPage { query: found.query.clone() });
    let keyboard = listed(&page.items)
        .row(nav::pager(lang, page.number, page.count(), turn, jump))
        .row(back_to(lang, &AdminTap::OpenPeople));
    Screen::new(format!("{said}\n\n{}", waiting(lang))).keyboard(keyboard)
}

/// A message was forwarded whose author hides who they are.
pub fn hidden(lang: Lang) -> Screen {
    let text = format!("{}\n\n{}", tr!(lang, "admin-people-hidden"), waiting(lang));
    Screen::new(text).keyboard(Keyboard::new().row(back_to(lang, &AdminTap::OpenPeople)))
}

pub fn which_page(lang: Lang, query: &str, pages: u32) -> Screen {
    nav::which_page(lang, pages, data(&AdminTap::Find { page: 0, query: query.to_owned() }))
}

pub fn no_such_page(lang: Lang, query: &str, pages: u32) -> Screen {
    nav::no_such_page(lang, pages, data(&AdminTap::Find { page: 0, query: query.to_owned() }))
}

fn listed(people: &[Arc<Account>]) -> Keyboard {
    let open = |account: &Arc<Account>| button(line(account), &AdminTap::OpenPerson { person: account.id });
    Keyboard::new().grid(1, people.iter().map(open))
}

fn waiting(lang: Lang) -> String {
    nav::waiting(lang, tr!(lang, "admin-people-waiting"))
}
