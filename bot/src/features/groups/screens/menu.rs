//! The commands of groups.

use crate::{
    telegram::menu::{Entry, Shown},
    tr,
};

/// What of them is shown, in the order of the menu.
pub const MENU: &[Entry] = &[
    Entry { name: "ask", shown: Shown::InGroups, text: |lang| tr!(lang, "groups-ask-command") },
    Entry { name: "new", shown: Shown::InGroups, text: |lang| tr!(lang, "groups-new-command") },
    Entry { name: "help", shown: Shown::InGroups, text: |lang| tr!(lang, "home-help-command") },
    Entry { name: "settings", shown: Shown::ToAdmins, text: |lang| tr!(lang, "groups-settings-command") },
];
