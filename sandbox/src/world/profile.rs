//! What the bot says about itself: name, descriptions, commands and menu button, per language.
//! Looks things up as Telegram's apps do; limits are in `rules::profile`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::World;
use super::journal::Key;
use crate::people::people;
use crate::rules;

const NAME: &str = "Atelier";

#[derive(Debug, Default, Clone, Serialize, Deserialize)]
#[serde(default)]
pub struct Profile {
    pub names: BTreeMap<String, String>,
    pub descriptions: BTreeMap<String, String>,
    pub short_descriptions: BTreeMap<String, String>,
    /// Keyed by scope (as JSON text) and language.
    commands: Vec<(Value, String, Value)>,
    /// Keyed by chat; 0 is the default.
    pub menu_buttons: BTreeMap<i64, Value>,
    /// Privacy mode is off: the bot hears everything in its groups.
    pub reads_all: bool,
}

/// The text for a language, or the one for everybody.
pub fn localised(texts: &BTreeMap<String, String>, language: &str) -> String {
    let short: String = language.chars().take(2).collect();
    texts.get(&short).or_else(|| texts.get("")).cloned().unwrap_or_default()
}

/// Sets or, with an empty text, removes the text for a language.
pub fn set_localised(texts: &mut BTreeMap<String, String>, language: &str, text: &str) {
    if text.is_empty() {
        texts.remove(language);
    } else {
        texts.insert(language.to_owned(), text.to_owned());
    }
}

impl Profile {
    pub fn name(&self, language: &str) -> String {
        let name = localised(&self.names, language);
        if name.is_empty() { NAME.to_owned() } else { name }
    }

    pub fn commands(&self, scope: &Value, language: &str) -> Option<&Value> {
        self.commands.iter().find(|(s, l, _)| s == scope && l == language).map(|(_, _, commands)| commands)
    }

    /// Sets a list of commands; an empty one takes it away.
    pub fn set_commands(&mut self, scope: &Value, language: &str, commands: Value) {
        self.commands.retain(|(s, l, _)| s != scope || l != language);
        if commands.as_array().is_some_and(|list| !list.is_empty()) {
            self.commands.push((scope.clone(), language.to_owned(), commands));
        }
    }

    pub fn menu_button(&self, chat: i64) -> Value {
        let chosen = self.menu_buttons.get(&chat).filter(|button| button["type"] != "default");
        let button =
            chosen.or_else(|| self.menu_buttons.get(&0)).filter(|button| button["type"] != "default");
        button.cloned().unwrap_or_else(|| json!({ "type": "commands" }))
    }
}

impl World {
    /// The commands a person is offered in their chat with the bot.
    pub fn commands_for(&self, person: i64) -> Value {
        let language = self.person(person).map(|person| person.language_code).unwrap_or_default();
        rules::profile::private_lookup(person, &language)
            .iter()
            .find_map(|(scope, language)| self.profile.commands(scope, language))
            .cloned()
            .unwrap_or_else(|| json!([]))
    }

    /// The commands a person is offered in a chat.
    pub fn commands_in(&self, person: i64, chat: i64) -> Value {
        let Some(group) = self.groups.get(&chat) else { return self.commands_for(person) };
        if !group.bot.is_in() {
            return json!([]);
        }
        let language = self.person(person).map(|person| person.language_code).unwrap_or_default();
        let lookup = rules::profile::group_lookup(chat, person, group.is_run_by(person), &language);
        let found = lookup.iter().find_map(|(scope, language)| self.profile.commands(scope, language));
        found.cloned().unwrap_or_else(|| json!([]))
    }

    /// Changes the profile and tells everybody who sees something else now.
    pub fn change_profile(&mut self, change: impl FnOnce(&mut Profile)) {
        let ids: Vec<i64> = people().iter().map(|person| person.id).collect();
        let before: Vec<_> = ids.iter().map(|id| (self.menu_for(*id), self.title_for(*id))).collect();
        let in_groups = self.menus_in_groups();
        change(&mut self.profile);
        self.touch(Key::Profile);
        for (id, (menu, title)) in ids.into_iter().zip(before) {
            if self.menu_for(id) != menu {
                self.emit_menu(id);
            }
            if self.title_for(id) != title {
                self.emit_person(id);
            }
        }
        for ((person, chat, menu), old) in self.menus_in_groups().into_iter().zip(in_groups) {
            if menu != old.2 {
                self.emit_to(person, chat, "commands", json!({ "commands": menu }));
            }
        }
    }

    fn menus_in_groups(&self) -> Vec<(i64, i64, Value)> {
        let everybody = self.groups.values().flat_map(|group| group.members.keys().map(|id| (*id, group.id)));
        everybody.map(|(person, chat)| (person, chat, self.commands_in(person, chat))).collect()
    }

    /// Commands and menu button of a person's chat.
    fn menu_for(&self, person: i64) -> Value {
        json!({ "commands": self.commands_for(person), "menu_button": self.profile.menu_button(person) })
    }

    /// Name and description in a person's language.
    pub fn title_for(&self, person: i64) -> (String, String) {
        let language = self.person(person).map(|person| person.language_code).unwrap_or_default();
        (self.profile.name(&language), localised(&self.profile.descriptions, &language))
    }

    pub fn emit_menu(&mut self, person: i64) {
        let menu = self.menu_for(person);
        self.emit(person, "commands", menu);
    }

    pub fn emit_person(&mut self, id: i64) {
        let (name, description) = self.title_for(id);
        let event = json!({
            "person": self.person(id),
            "blocked": self.member(id).blocked,
            "name": name,
            "description": description,
        });
        self.emit(id, "person", event);
    }
}
