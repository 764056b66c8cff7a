//! What Telegram shows beside our messages: every command in the order of the menu, and the profile.

use crate::{
    telegram::menu::{Entry, Profile, Shown},
    tr,
};

/// Every command, in the order of the menu.
pub const MENU: &[Entry] = &[
    Entry { name: "start", shown: Shown::Everywhere, text: |lang| tr!(lang, "home-start-command") },
    Entry { name: "new", shown: Shown::InPrivate, text: |lang| tr!(lang, "chat-new-command") },
    Entry { name: "chats", shown: Shown::InPrivate, text: |lang| tr!(lang, "chat-chats-command") },
    Entry { name: "balance", shown: Shown::InPrivate, text: |lang| tr!(lang, "billing-balance-command") },
    Entry { name: "premium", shown: Shown::InPrivate, text: |lang| tr!(lang, "billing-premium-command") },
    Entry { name: "settings", shown: Shown::InPrivate, text: |lang| tr!(lang, "home-settings-command") },
    Entry { name: "help", shown: Shown::Everywhere, text: |lang| tr!(lang, "home-help-command") },
    Entry { name: "cancel", shown: Shown::InPrivate, text: |lang| tr!(lang, "home-cancel-command") },
    Entry { name: "home", shown: Shown::InHelp, text: |lang| tr!(lang, "home-home-command") },
    Entry { name: "chat", shown: Shown::InHelp, text: |lang| tr!(lang, "chat-chat-command") },
    Entry { name: "stop", shown: Shown::InHelp, text: |lang| tr!(lang, "chat-stop-command") },
    Entry { name: "model", shown: Shown::InHelp, text: |lang| tr!(lang, "chat-model-command") },
    Entry { name: "search", shown: Shown::InHelp, text: |lang| tr!(lang, "chat-search-command") },
    Entry { name: "language", shown: Shown::InHelp, text: |lang| tr!(lang, "account-language-command") },
    Entry { name: "privacy", shown: Shown::InHelp, text: |lang| tr!(lang, "account-privacy-command") },
    Entry { name: "export", shown: Shown::InHelp, text: |lang| tr!(lang, "account-export-command") },
    Entry { name: "erase", shown: Shown::InHelp, text: |lang| tr!(lang, "account-erase-command") },
    Entry { name: "paysupport", shown: Shown::InHelp, text: |lang| tr!(lang, "billing-paysupport-command") },
    Entry { name: "terms", shown: Shown::InHelp, text: |lang| tr!(lang, "billing-terms-command") },
];

/// What the bot says about itself.
pub const PROFILE: Profile = Profile {
    name: |lang| tr!(lang, "home-profile-name"),
    about: |lang| tr!(lang, "home-profile-about"),
    description: |lang| tr!(lang, "home-profile-description"),
};
