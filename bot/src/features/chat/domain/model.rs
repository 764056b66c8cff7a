//! Models, as far as one chooses between them.

use sha2::{Digest as _, Sha256};

/// Bytes of a model's key on a button: enough to tell some thousands apart.
const KEY_BYTES: usize = 8;

/// A model one can choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Model {
    pub id: String,
    /// What people call it.
    pub name: String,
    /// It looks at pictures.
    pub sees: bool,
}

/// The models to choose from, and the one that is chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelChoice {
    pub models: Vec<Model>,
    /// `None` is "auto".
    pub chosen: Option<String>,
    /// The provider could be asked for its list.
    pub listed: bool,
}

impl Model {
    /// A model of which nothing is known but the id.
    pub fn known_by_id(id: &str) -> Self {
        Self { id: id.to_owned(), name: id.to_owned(), sees: false }
    }

    /// What stands for it on a button: ids are longer than 64 bytes allow.
    pub fn key(&self) -> String {
        hex::encode(&Sha256::digest(&self.id)[..KEY_BYTES])
    }

    /// Whether a part of its id or name was typed.
    pub fn is_meant_by(&self, typed: &str) -> bool {
        let typed = typed.to_lowercase();
        self.id.to_lowercase().contains(&typed) || self.name.to_lowercase().contains(&typed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_short_and_its_own() {
        let long = Model::known_by_id(&"provider/model".repeat(20));
        assert_eq!(long.key().len(), 16);
        assert_ne!(long.key(), Model::known_by_id("provider/model").key());
    }

    #[test]
    fn a_part_of_the_name_is_enough() {
        let model = Model { name: "Qwen 3 32B".to_owned(), ..Model::known_by_id("alibaba/qwen3-32b") };
        assert!(model.is_meant_by("QWEN3") && model.is_meant_by("3 32") && !model.is_meant_by("gpt"));
    }
}
