//! What people are told when something fails and no room has better words.

use std::time::Duration;

use crate::{
    domain::Lang,
    i18n::format,
    telegram::{
        failure::{Apology, FailureKind},
        nav,
        screen::Screen,
    },
    tr,
};

/// The general words, for whoever delivers.
#[derive(Clone, Copy, Debug, Default)]
pub struct Apologies;

impl Apology for Apologies {
    fn wrong(&self, lang: Lang, kind: FailureKind, code: &str) -> Screen {
        let text = match kind {
            FailureKind::Busy | FailureKind::Away => tr!(lang, "common-busy"),
            FailureKind::Gone | FailureKind::Refusal => tr!(lang, "common-gone"),
            FailureKind::Bug => tr!(lang, "common-bug", code = code),
        };
        Screen::new(text).keyboard(nav::home_only(lang))
    }

    fn too_fast(&self, lang: Lang, wait: Duration) -> Screen {
        Screen::new(tr!(lang, "common-too-fast", wait = format::duration(lang, wait)))
    }

    fn unavailable(&self, lang: Lang) -> Screen {
        Screen::new(tr!(lang, "common-unavailable"))
    }

    fn step_lost(&self, lang: Lang) -> Screen {
        Screen::new(tr!(lang, "common-step-lost")).keyboard(nav::home_only(lang))
    }

    fn only_private(&self, lang: Lang, link: &str) -> Screen {
        Screen::new(tr!(lang, "common-private-only", link = link))
    }
}
