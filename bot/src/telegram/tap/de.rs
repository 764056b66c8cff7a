//! Reads one token of callback data as the value that is asked for.
//! It trusts nothing: data may be forged, cut or years old, and every fault is an error.

use std::borrow::Cow;

use serde::de::{self, DeserializeSeed, Error as _, IntoDeserializer, Unexpected, Visitor};

use super::{ESCAPE, SEPARATORS, TapError};

/// Reads a whole tap: variant and fields.
pub(super) fn from_token<T: de::DeserializeOwned>(token: &str) -> Result<T, TapError> {
    T::deserialize(Reader { token, depth: 0 })
}

/// One value that is still to be read.
#[derive(Clone, Copy)]
struct Reader<'de> {
    token: &'de str,
    depth: usize,
}

impl<'de> Reader<'de> {
    fn parts(self) -> Result<Parts<'de>, TapError> {
        let separator = *SEPARATORS.get(self.depth).ok_or(TapError::TooDeep)?;
        Ok(Parts { rest: Some(self.token), separator, depth: self.depth + 1 })
    }

    fn signed(self) -> Result<i64, TapError> {
        i64::from_str_radix(self.digits()?, 36).map_err(|_| TapError::Unreadable { expected: "a number" })
    }

    fn unsigned(self) -> Result<u64, TapError> {
        u64::from_str_radix(self.digits()?, 36).map_err(|_| TapError::Unreadable { expected: "a number" })
    }

    /// The token, if it is written as we write numbers: one form for one number.
    fn digits(self) -> Result<&'de str, TapError> {
        let digits = self.token.strip_prefix('-').unwrap_or(self.token);
        let plain = digits.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_lowercase());
        if plain && !digits.is_empty() {
            Ok(self.token)
        } else {
            Err(TapError::Unreadable { expected: "a number" })
        }
    }

    fn text(self) -> Result<Cow<'de, str>, TapError> {
        unescape(self.token)
    }
}

/// The parts of a value that are still to be read.
struct Parts<'de> {
    rest: Option<&'de str>,
    separator: char,
    depth: usize,
}

impl<'de> Parts<'de> {
    fn next(&mut self) -> Option<Reader<'de>> {
        let rest = self.rest?;
        let (token, rest) = match rest.split_once(self.separator) {
            Some((token, rest)) => (token, Some(rest)),
            None => (rest, None),
        };
        self.rest = rest;
        Some(Reader { token, depth: self.depth })
    }
}

fn unescape(token: &str) -> Result<Cow<'_, str>, TapError> {
    if token.len() == ESCAPE.len_utf8() && token.starts_with(ESCAPE) {
        return Ok(Cow::Borrowed(""));
    }
    if token.is_empty() {
        return Err(TapError::Unreadable { expected: "text" });
    }
    if !token.contains(ESCAPE) {
        return Ok(Cow::Borrowed(token));
    }
    let mut text = String::with_capacity(token.len());
    let mut chars = token.chars();
    while let Some(char) = chars.next() {
        text.push(if char == ESCAPE { escaped(chars.next())? } else { char });
    }
    Ok(Cow::Owned(text))
}

fn escaped(char: Option<char>) -> Result<char, TapError> {
    let meant = match char {
        Some(ESCAPE) => Some(ESCAPE),
        Some(digit) => digit
            .to_digit(10)
            .and_then(|digit| usize::try_from(digit).ok())
            .and_then(|digit| SEPARATORS.get(digit).copied()),
        None => None,
    };
    meant.ok_or(TapError::Unreadable { expected: "an escaped character" })
}

macro_rules! integers {
    ($($method:ident $read:ident $visit:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TapError> {
            visitor.$visit(self.$read()?)
        }
    )*};
}

impl<'de> de::Deserializer<'de> for Reader<'de> {
    type Error = TapError;

    // The visitors of smaller integers check the range themselves.
    integers! {
        deserialize_i8 signed visit_i64
        deserialize_i16 signed visit_i64
        deserialize_i32 signed visit_i64
        deserialize_i64 signed visit_i64
        deserialize_u8 unsigned visit_u64
        deserialize_u16 unsigned visit_u64
        deserialize_u32 unsigned visit_u64
        deserialize_u64 unsigned visit_u64
    }

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, TapError> {
        Err(TapError::Unsupported("a value that does not say its type"))
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TapError> {
        match self.token {
            "0" => visitor.visit_bool(false),
            "1" => visitor.visit_bool(true),
            _ => Err(TapError::Unreadable { expected: "0 or 1" }),
        }
    }

    fn deserialize_f32<V: Visitor<'de>>(self, _: V) -> Result<V::Value, TapError> {
        Err(TapError::Unsupported("a floating point number"))
    }

    fn deserialize_f64<V: Visitor<'de>>(self, _: V) -> Result<V::Value, TapError> {
        Err(TapError::Unsupported("a floating point number"))
    }

    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TapError> {
        self.deserialize_str(visitor)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TapError> {
        match self.text()? {
            Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
            Cow::Owned(text) => visitor.visit_string(text),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TapError> {
        self.deserialize_str(visitor)
    }

    fn deserialize_bytes<V: Visitor<'de>>(self, _: V) -> Result<V::Value, TapError> {
        Err(TapError::Unsupported("a string of bytes"))
    }

    fn deserialize_byte_buf<V: Visitor<'de>>(self, _: V) -> Result<V::Value, TapError> {
        Err(TapError::Unsupported("a string of bytes"))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TapError> {
        if self.token.is_empty() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TapError> {
        if self.token.is_empty() {
            visitor.visit_unit()
        } else {
            Err(TapError::invalid_type(Unexpected::Str(self.token), &visitor))
        }
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, TapError> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, TapError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, _: V) -> Result<V::Value, TapError> {
        Err(TapError::Unsupported("a sequence"))
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, TapError> {
        visitor.visit_seq(self.parts()?)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, TapError> {
        visitor.visit_seq(self.parts()?)
    }

    fn deserialize_map<V: Visitor<'de>>(self, _: V) -> Result<V::Value, TapError> {
        Err(TapError::Unsupported("a map"))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, TapError> {
        visitor.visit_seq(self.parts()?)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, TapError> {
        visitor.visit_enum(Variant { tag: self, depth: self.depth })
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TapError> {
        self.deserialize_str(visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TapError> {
        visitor.visit_unit()
    }
}

impl<'de> de::SeqAccess<'de> for Parts<'de> {
    type Error = TapError;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, TapError> {
        self.next().map(|part| seed.deserialize(part)).transpose()
    }
}

/// A variant whose tag is still to be read.
struct Variant<'de> {
    tag: Reader<'de>,
    depth: usize,
}

impl<'de> de::EnumAccess<'de> for Variant<'de> {
    type Error = TapError;
    type Variant = Fields<'de>;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Fields<'de>), TapError> {
        // An enum without fields may stand one level deeper than there are separators.
        let separator = SEPARATORS.get(self.depth).copied();
        let (tag, rest) = match separator.and_then(|separator| self.tag.token.split_once(separator)) {
            Some((tag, rest)) => (tag, Some(rest)),
            None => (self.tag.token, None),
        };
        let tag = unescape(tag)?;
        let variant = seed.deserialize(IntoDeserializer::<TapError>::into_deserializer(&*tag))?;
        Ok((variant, Fields { rest, depth: self.depth }))
    }
}

/// The fields behind a variant's tag.
struct Fields<'de> {
    rest: Option<&'de str>,
    depth: usize,
}

impl<'de> Fields<'de> {
    fn parts(self) -> Result<Parts<'de>, TapError> {
        let separator = *SEPARATORS.get(self.depth).ok_or(TapError::TooDeep)?;
        Ok(Parts { rest: self.rest, separator, depth: self.depth + 1 })
    }
}

impl<'de> de::VariantAccess<'de> for Fields<'de> {
    type Error = TapError;

    fn unit_variant(self) -> Result<(), TapError> {
        Ok(())
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, TapError> {
        let part = self.parts()?.next().ok_or(TapError::Unreadable { expected: "a field" })?;
        seed.deserialize(part)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, TapError> {
        visitor.visit_seq(self.parts()?)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, TapError> {
        visitor.visit_seq(self.parts()?)
    }
}
