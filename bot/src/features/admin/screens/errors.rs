//! What cannot be done, and why.

use super::{super::tap::AdminTap, back_to};
use crate::{
    domain::Lang,
    telegram::{keyboard::Keyboard, screen::Screen},
    tr,
};

pub fn is_admin(lang: Lang) -> Screen {
    with_way_out(lang, tr!(lang, "admin-is-admin"))
}

pub fn is_owner(lang: Lang) -> Screen {
    with_way_out(lang, tr!(lang, "admin-is-owner"))
}

pub fn nobody(lang: Lang) -> Screen {
    with_way_out(lang, tr!(lang, "admin-nobody"))
}

fn with_way_out(lang: Lang, text: String) -> Screen {
    Screen::new(text).keyboard(Keyboard::new().row(back_to(lang, &AdminTap::OpenDesk)))
}
