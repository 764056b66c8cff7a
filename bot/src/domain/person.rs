//! A person, as Telegram describes them.

use serde::{Deserialize, Serialize};

use super::AccountId;

/// What Telegram says about a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    pub id: AccountId,
    pub first_name: String,
    pub last_name: Option<String>,
    pub username: Option<String>,
    /// IETF tag of the client's language.
    pub language_code: Option<String>,
}

impl Person {
    /// Someone of whom an update tells nothing but the id.
    pub const fn known_by_id(id: AccountId) -> Self {
        Self { id, first_name: String::new(), last_name: None, username: None, language_code: None }
    }
}
