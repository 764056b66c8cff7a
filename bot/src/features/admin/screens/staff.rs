//! Who sits at the desk.

use std::sync::Arc;

use super::{
    super::{
        domain::{Member, Role},
        tap::AdminTap,
    },
    Reader, back_to, button, line, role,
};
use crate::{
    domain::{AccountId, Lang, Page, shorten},
    features::account::Account,
    i18n::format,
    telegram::{keyboard::Keyboard, nav, screen::Screen},
    tr,
};

/// People of the staff on one screen; a desk has few chairs.
const MOST: usize = 7;

pub fn staff(lang: Lang, staff: &[Member], names: &[(AccountId, String)]) -> Screen {
    let name = |member: &Member| {
        let known = names.iter().find(|(id, _)| *id == member.account).map(|(_, name)| shorten(name, 14));
        known.unwrap_or_else(|| member.account.to_string())
    };
    let open = |member: &Member| {
        let label = format!("{} · {}", name(member), role(lang, member.role));
        button(label, &AdminTap::OpenMember { person: member.account })
    };
    let keyboard =
        Keyboard::new().grid(1, staff.iter().take(MOST).map(open)).row(back_to(lang, &AdminTap::OpenMore));
    let text = tr!(lang, "admin-staff-text", count = staff.len());
    Screen::new(format!("{text}\n\n{}", waiting(lang))).keyboard(keyboard)
}

/// Who may be meant.
pub fn candidates(lang: Lang, page: &Page<Arc<Account>>) -> Screen {
    let said = match page.total {
        0 => tr!(lang, "admin-staff-unknown"),
        count => tr!(lang, "admin-staff-several", count = count),
    };
    let open = |account: &Arc<Account>| button(line(account), &AdminTap::OpenMember { person: account.id });
    let keyboard =
        Keyboard::new().grid(1, page.items.iter().map(open)).row(back_to(lang, &AdminTap::OpenStaff));
    Screen::new(format!("{said}\n\n{}", waiting(lang))).keyboard(keyboard)
}

/// What somebody is, and may become.
pub fn member(reader: Reader, account: &Account, member: Option<&Member>, by: Option<&Account>) -> Screen {
    let (lang, person) = (reader.lang, account.id);
    let name = shorten(&account.first_name, 40);
    let back = back_to(lang, &AdminTap::OpenStaff);
    let Some(member) = member else {
        let text = tr!(lang, "admin-member-none", name = name);
        return Screen::new(text).keyboard(roles(lang, person, None).row(back));
    };
    let said = tr!(lang, "admin-member-text", name = name, role = member.role.word());
    let Some(appointed) = member.appointed else {
        let text = format!("{said}\n{}", tr!(lang, "admin-member-owner"));
        return Screen::new(text).keyboard(Keyboard::new().row(back));
    };
    let when = format::date(lang, appointed.at, &reader.zone);
    let since = match by {
        Some(by) => tr!(lang, "admin-member-by", when = when, name = shorten(&by.first_name, 40)),
        None => tr!(lang, "admin-member-since", when = when),
    };
    let dismiss = button(tr!(lang, "admin-dismiss-button"), &AdminTap::Dismiss { person });
    let keyboard = roles(lang, person, Some(member.role)).row([dismiss.danger()]).row(back);
    Screen::new(format!("{said}\n{since}")).keyboard(keyboard)
}

pub fn dismissed_note(lang: Lang) -> String {
    tr!(lang, "admin-dismissed-toast")
}

fn roles(lang: Lang, person: AccountId, now: Option<Role>) -> Keyboard {
    let pick = |of: Role| {
        let label = tr!(lang, "admin-role-choice-button", chosen = now == Some(of), role = of.word());
        button(label, &AdminTap::Appoint { person, role: of })
    };
    Keyboard::new().grid(1, Role::ALL.map(pick))
}

fn waiting(lang: Lang) -> String {
    nav::waiting(lang, tr!(lang, "admin-staff-waiting"))
}
