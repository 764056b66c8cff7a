//! The last words of the tree: what people see when a handler failed, was too fast or died.

use std::time::Duration;

use super::screens;
use crate::{
    domain::Lang,
    telegram::{deliver::Apology, failure::FailureKind, screen::Screen},
};

/// The general words, for whoever delivers.
#[derive(Clone, Copy, Debug, Default)]
pub struct Apologies;

impl Apology for Apologies {
    fn wrong(&self, lang: Lang, kind: FailureKind, code: &str) -> Screen {
        screens::wrong(lang, kind, code)
    }

    fn too_fast(&self, lang: Lang, wait: Duration) -> Screen {
        screens::too_fast(lang, wait)
    }

    fn unavailable(&self, lang: Lang) -> Screen {
        screens::busy(lang)
    }

    fn step_lost(&self, lang: Lang) -> Screen {
        screens::step_lost(lang)
    }

    fn old_button(&self, lang: Lang) -> String {
        screens::old_button(lang)
    }

    fn only_private(&self, lang: Lang, link: &str) -> Screen {
        screens::only_private(lang, link)
    }
}
