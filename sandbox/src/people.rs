//! The three invented people of the sandbox: Ann, Boris and Olga, who runs the bot; and a crowd, if asked for.
//! Says who they are; what they do and see is kept in the world.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// One of the people, with the language their app speaks at first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    pub id: i64,
    pub first_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_name: Option<String>,
    pub username: String,
    pub language_code: String,
    /// The operator: a demo makes this person an administrator of the bot.
    pub admin: bool,
}

/// Everybody there is.
pub fn people() -> Vec<Person> {
    let person = |id, first_name: &str, username: &str, language_code: &str, admin| Person {
        id,
        first_name: first_name.to_owned(),
        last_name: None,
        username: username.to_owned(),
        language_code: language_code.to_owned(),
        admin,
    };
    vec![
        person(101, "Ann", "ann", "en", false),
        person(102, "Борис", "boris", "ru", false),
        person(103, "Olga", "olga", "en", true),
    ]
}

/// The id of the first person of the crowd.
pub const CROWD: i64 = 1_000_000;

/// Somebody of a crowd of so many, who are there to be many.
pub fn of_crowd(id: i64, crowd: i64) -> Option<Person> {
    (CROWD..CROWD + crowd).contains(&id).then(|| Person {
        id,
        first_name: "Many".to_owned(),
        last_name: None,
        username: format!("many{id}"),
        language_code: "en".to_owned(),
        admin: false,
    })
}

impl Person {
    /// The Bot API's `User`.
    pub fn user(&self) -> Value {
        json!({
            "id": self.id,
            "is_bot": false,
            "first_name": self.first_name,
            "username": self.username,
            "language_code": self.language_code,
        })
    }

    /// The Bot API's `Chat`: the private one with this person.
    pub fn chat(&self) -> Value {
        json!({
            "id": self.id,
            "type": "private",
            "first_name": self.first_name,
            "username": self.username,
        })
    }
}
