//! The names of files. They are ours: nothing that a person typed is ever part of one.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The longest key, in bytes.
const LONGEST: usize = 512;

/// The longest part between slashes, in bytes: what file systems take, with room for a temporary suffix.
const LONGEST_PART: usize = 200;

/// The name of a file: parts of `a-z 0-9 _ . -` with `/` between them, such as `pictures/{owner}/{id}.jpg`. No
/// part is empty or begins with a dot.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct BlobKey(String);

/// A text that is no key of ours.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a key of a file: {0:?}")]
pub struct NoBlobKey(String);

impl BlobKey {
    /// # Errors
    /// [`NoBlobKey`] when the text is not made as keys are.
    pub fn new(text: impl Into<String>) -> Result<Self, NoBlobKey> {
        let text = text.into();
        if text.len() <= LONGEST && text.split('/').all(is_part) {
            Ok(Self(text))
        } else {
            Err(NoBlobKey(text))
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_part(part: &str) -> bool {
    let letter = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'.' | b'-');
    !part.is_empty()
        && part.len() <= LONGEST_PART
        && !part.starts_with('.')
        && !part.contains("..")
        && part.bytes().all(letter)
}

impl fmt::Display for BlobKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for BlobKey {
    type Error = NoBlobKey;

    fn try_from(text: String) -> Result<Self, NoBlobKey> {
        Self::new(text)
    }
}

impl From<BlobKey> for String {
    fn from(key: BlobKey) -> Self {
        key.0
    }
}

#[cfg(test)]
mod tests {
    use std::path::{Component, Path};

    use object_store::path::Path as ObjectPath;
    use proptest::prelude::*;

    use super::BlobKey;

    #[test]
    fn keys_that_could_lead_elsewhere_are_refused() {
        let bad = [
            "", "/", "/a", "a/", "a//b", "..", "a/../b", "a/./b", ".hidden", "a..b", "A", "фото", "a b",
            "a\\b", "a%2fb", "a\0b", "a\n", "~a",
        ];
        for text in bad {
            assert!(BlobKey::new(text).is_err(), "{text:?}");
        }
        assert!(BlobKey::new("a".repeat(201)).is_err());
        assert!(BlobKey::new("abc/".repeat(128) + "abc").is_err());
        assert!(BlobKey::new("pictures/-100123/0f8a.thumb_2.jpg").is_ok());
    }

    #[test]
    fn a_key_is_checked_when_it_is_read() {
        assert!(serde_json::from_str::<BlobKey>(r#""pictures/1/a.jpg""#).is_ok());
        assert!(serde_json::from_str::<BlobKey>(r#""../../etc/passwd""#).is_err());
    }

    proptest! {
        #[test]
        fn whatever_is_a_key_stays_below_the_folder_and_is_the_same_everywhere(
            text in r"[a-z0-9_./%A\\-]{0,24}|\PC{0,16}",
        ) {
            if let Ok(key) = BlobKey::new(text.clone()) {
                prop_assert_eq!(key.as_str(), &text);
                prop_assert!(Path::new(&text).components().all(|part| matches!(part, Component::Normal(_))));
                let path = ObjectPath::parse(&text);
                prop_assert!(path.is_ok_and(|path| path.as_ref() == text && ObjectPath::from(text.as_str()) == path));
            }
        }

        #[test]
        fn whatever_is_made_as_keys_are_is_a_key(
            parts in proptest::collection::vec("[a-z0-9_-]{1,20}(\\.[a-z0-9_-]{1,5}){0,2}", 1..6),
        ) {
            prop_assert!(BlobKey::new(parts.join("/")).is_ok());
        }
    }
}
