//! Callback data: one serde codec for every button.
//! It knows no room and no button; it refuses what would not fit or could not be read back.
//!
//! # Wire form
//!
//! `prefix:variant:field:field`, as `ch:o:1:3`: at most 64 bytes, fields by position.
//!
//! | value | written as |
//! |---|---|
//! | integer | base 36, small letters, `-` before negative ones: `i64` takes 14 characters at most |
//! | `bool` | `0` or `1` |
//! | `Option` | nothing, or the value |
//! | text, `char` | itself; `~` `:` `.` `,` become `~~` `~0` `~1` `~2`; empty text is `~` |
//! | newtype | what is in it |
//! | enum, struct or tuple inside a field | one token, its parts behind `.`, theirs behind `,`: `chat.5` |
//!
//! Tags are the variants' serde names, one or two letters, never used for anything else again. Fields are only
//! appended, each with `#[serde(default)]`: a button from before the field existed still works, and what
//! follows the fields we know is ignored, so that an older process understands a newer button.
//! Sequences, maps, floating point and bytes have no form: a button names a thing, it does not carry it.

mod de;
pub mod every;
mod ser;

use std::fmt;

use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// Longest callback data (Bot API, `InlineKeyboardButton`), in bytes.
pub const LIMIT: usize = 64;

/// Separators by depth. The wire has no deeper values.
const SEPARATORS: [char; 3] = [':', '.', ','];
const ESCAPE: char = '~';

/// What a button of one room says when it is pressed.
///
/// Implemented for an enum with one variant per button:
///
/// ```
/// use atelier::telegram::tap::Tap;
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Debug, PartialEq, Serialize, Deserialize)]
/// enum ChatTap {
///     #[serde(rename = "n")]
///     New,
///     #[serde(rename = "o")]
///     Open {
///         conversation: i64,
///         #[serde(default)]
///         page: u32,
///     },
/// }
///
/// impl Tap for ChatTap {
///     const PREFIX: &'static str = "ch";
/// }
///
/// let tap = ChatTap::Open { conversation: 1, page: 3 };
/// assert_eq!(tap.encode().as_str(), "ch:o:1:3");
/// assert_eq!(ChatTap::decode("ch:o:1"), Some(ChatTap::Open { conversation: 1, page: 0 }));
/// assert_eq!(ChatTap::decode("ch:x"), None);
/// ```
pub trait Tap: Serialize + DeserializeOwned {
    /// The room's prefix; two small letters, unlike every other room's.
    const PREFIX: &'static str;

    /// The callback data of this tap, or why it has none.
    fn try_encode(&self) -> Result<TapData, TapError> {
        TapData::new(format!("{}:{}", Self::PREFIX, ser::token(self)?))
    }

    /// The callback data of this tap.
    ///
    /// Every tap enum has a test over its extreme values ([`every::variant`]), so this cannot fail. Should it
    /// fail after all, that is a bug: it is logged, and the button says what no room understands, which the
    /// person sees as an old button.
    fn encode(&self) -> TapData {
        self.try_encode().unwrap_or_else(|error| {
            tracing::error!(prefix = Self::PREFIX, %error, "tap cannot be written");
            TapData(Self::PREFIX.to_owned())
        })
    }

    /// The tap that callback data stands for; `None` for another room's, an unknown or an unreadable one.
    fn decode(data: &str) -> Option<Self> {
        let fields = data.strip_prefix(Self::PREFIX)?.strip_prefix(':')?;
        match de::from_token(fields) {
            Ok(tap) => Some(tap),
            Err(error) => {
                tracing::debug!(prefix = Self::PREFIX, %error, "tap cannot be read");
                None
            }
        }
    }
}

/// Callback data, at most [`LIMIT`] bytes.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct TapData(String);

impl TapData {
    /// Accepts what Telegram would accept: 1 to 64 bytes.
    pub fn new(data: String) -> Result<Self, TapError> {
        match data.len() {
            1..=LIMIT => Ok(Self(data)),
            length => Err(TapError::Length { length }),
        }
    }

    /// Data that stands in the code, as that of a door; the test of its room holds it against the tap.
    /// What Telegram would refuse becomes `?`, which no room understands.
    pub fn known(data: &'static str) -> Self {
        Self::new(data.to_owned()).unwrap_or_else(|error| {
            tracing::error!(data, %error, "known tap cannot be written");
            Self("?".to_owned())
        })
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for TapData {
    type Error = TapError;

    fn try_from(data: String) -> Result<Self, TapError> {
        Self::new(data)
    }
}

impl fmt::Display for TapData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a tap cannot be written or read.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum TapError {
    #[error("callback data of {length} bytes; 1 to {LIMIT} are allowed")]
    Length { length: usize },
    #[error("{0} has no form in callback data")]
    Unsupported(&'static str),
    #[error("values are nested deeper than {} levels", SEPARATORS.len())]
    TooDeep,
    #[error("an option holds a value that is written as nothing")]
    Ambiguous,
    #[error("{expected} expected")]
    Unreadable { expected: &'static str },
    #[error("{0}")]
    Custom(String),
}

impl serde::ser::Error for TapError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::Custom(message.to_string())
    }
}

impl serde::de::Error for TapError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::Custom(message.to_string())
    }
}

#[cfg(test)]
mod tests;
