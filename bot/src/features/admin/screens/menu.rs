//! The commands that only the staff sees in its menu.

use crate::{
    telegram::menu::{Entry, Shown},
    tr,
};

pub const MENU: &[Entry] = &[
    Entry { name: "admin", shown: Shown::ToStaff, text: |lang| tr!(lang, "admin-admin-command") },
    Entry { name: "find", shown: Shown::ToStaff, text: |lang| tr!(lang, "admin-find-command") },
];
