//! The languages the product speaks.

use serde::{Deserialize, Serialize};

/// A language of the product.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lang {
    #[default]
    En,
    Ru,
}

impl Lang {
    pub const ALL: [Self; 2] = [Self::En, Self::Ru];

    /// The product's language for an IETF tag as Telegram gives it; whatever we do not speak is English.
    pub fn of_tag(tag: Option<&str>) -> Self {
        match tag.and_then(|tag| tag.split(['-', '_']).next()) {
            Some(primary) if primary.eq_ignore_ascii_case("ru") => Self::Ru,
            _ => Self::En,
        }
    }

    /// The IETF tag.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Ru => "ru",
        }
    }
}
