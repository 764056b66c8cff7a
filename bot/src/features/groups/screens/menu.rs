//! The commands of groups.

use crate::{
    telegram::menu::{Entry, Shown},
    tr,
};

/// Commands that work in groups; those of them that are shown stand in [`MENU`].
pub const COMMANDS: &[&str] = &["ask", "new", "help", "settings", "start", "privacy"];

/// In the order of the menu.
pub const MENU: &[Entry] = &[
    Entry { name: "ask", shown: Shown::InGroups, text: |lang| tr!(lang, "groups-ask-command") },
    Entry { name: "new", shown: Shown::InGroups, text: |lang| tr!(lang, "groups-new-command") },
    Entry { name: "help", shown: Shown::InGroups, text: |lang| tr!(lang, "home-help-command") },
    Entry { name: "settings", shown: Shown::ToAdmins, text: |lang| tr!(lang, "groups-settings-command") },
];
