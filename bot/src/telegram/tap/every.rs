//! One value of every variant of a tap, with the longest numbers its fields can hold: for tests.
//! It makes no text and no sequence of its own; a tap that carries text says in its test how long that may be.

use serde::de::{self, DeserializeOwned, DeserializeSeed, IntoDeserializer, Visitor};

use super::{Tap, TapData, TapError};

/// The value of every variant, nested enums in every combination, at its longest.
///
/// ```
/// # use atelier::telegram::tap::{Tap, every};
/// # #[derive(Debug, PartialEq, serde::Serialize, serde::Deserialize)]
/// # enum ChatTap { #[serde(rename = "n")] New, #[serde(rename = "o")] Open(i64) }
/// # impl Tap for ChatTap { const PREFIX: &'static str = "ch"; }
/// assert_eq!(every::variant::<ChatTap>()?, [ChatTap::New, ChatTap::Open(i64::MIN)]);
/// # Ok::<_, atelier::telegram::tap::TapError>(())
/// ```
pub fn variant<T: DeserializeOwned>() -> Result<Vec<T>, TapError> {
    let mut values = Vec::new();
    let mut path = Path::default();
    loop {
        values.push(T::deserialize(Maker { path: &mut path })?);
        if !path.advance() {
            return Ok(values);
        }
    }
}

/// The callback data of every variant, one to a line: the wire form that a test snapshots.
/// Fails where one cannot be written, is too long or is not read back as it was.
pub fn wire_form<T: Tap + PartialEq>() -> Result<String, TapError> {
    let mut lines = Vec::new();
    for tap in variant::<T>()? {
        let data: TapData = tap.try_encode()?;
        if T::decode(data.as_str()).as_ref() != Some(&tap) {
            return Err(TapError::Custom(format!("{data} is not read back")));
        }
        lines.push(data.to_string());
    }
    Ok(lines.join("\n"))
}

/// The choice made at each enum on the way, as a number with digits of different bases.
#[derive(Default)]
struct Path {
    choices: Vec<(usize, usize)>,
    next: usize,
}

impl Path {
    fn choose(&mut self, variants: usize) -> usize {
        if self.next == self.choices.len() {
            self.choices.push((0, variants));
        }
        let choice = self.choices.get(self.next).map_or(0, |(choice, _)| *choice);
        self.next += 1;
        choice
    }

    /// Goes on to the next combination; false after the last.
    fn advance(&mut self) -> bool {
        self.next = 0;
        while let Some((choice, variants)) = self.choices.pop() {
            if choice + 1 < variants {
                self.choices.push((choice + 1, variants));
                return true;
            }
        }
        false
    }
}

/// Makes the value that is asked for.
struct Maker<'p> {
    path: &'p mut Path,
}

macro_rules! longest {
    ($($method:ident $visit:ident($value:expr))*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TapError> {
            visitor.$visit($value)
        }
    )*};
}

impl<'de> de::Deserializer<'de> for Maker<'_> {
    type Error = TapError;

    longest! {
        deserialize_bool visit_bool(true)
        deserialize_i8 visit_i8(i8::MIN)
        deserialize_i16 visit_i16(i16::MIN)
        deserialize_i32 visit_i32(i32::MIN)
        deserialize_i64 visit_i64(i64::MIN)
        deserialize_u8 visit_u8(u8::MAX)
        deserialize_u16 visit_u16(u16::MAX)
        deserialize_u32 visit_u32(u32::MAX)
        deserialize_u64 visit_u64(u64::MAX)
        deserialize_char visit_char(char::MAX)
        deserialize_str visit_borrowed_str("")
        deserialize_string visit_borrowed_str("")
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TapError> {
        visitor.visit_unit()
    }

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, TapError> {
        Err(TapError::Unsupported("a value that does not say its type"))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TapError> {
        visitor.visit_some(self)
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, TapError> {
        visitor.visit_unit()
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, TapError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, TapError> {
        visitor.visit_seq(self)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, TapError> {
        visitor.visit_seq(self)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, TapError> {
        visitor.visit_seq(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, TapError> {
        let choice = self.path.choose(variants.len());
        let tag = variants.get(choice).ok_or_else(|| TapError::Custom(format!("{name} has no variants")))?;
        visitor.visit_enum(Chosen { tag, path: self.path })
    }

    serde::forward_to_deserialize_any! {
        f32 f64 i128 u128 bytes byte_buf seq map identifier ignored_any
    }
}

/// Every field that is asked for has a value.
impl<'de> de::SeqAccess<'de> for Maker<'_> {
    type Error = TapError;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, TapError> {
        seed.deserialize(Maker { path: self.path }).map(Some)
    }
}

struct Chosen<'p> {
    tag: &'static str,
    path: &'p mut Path,
}

impl<'de, 'p> de::EnumAccess<'de> for Chosen<'p> {
    type Error = TapError;
    type Variant = Maker<'p>;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Maker<'p>), TapError> {
        let tag = seed.deserialize(IntoDeserializer::<TapError>::into_deserializer(self.tag))?;
        Ok((tag, Maker { path: self.path }))
    }
}

impl<'de> de::VariantAccess<'de> for Maker<'_> {
    type Error = TapError;

    fn unit_variant(self) -> Result<(), TapError> {
        Ok(())
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, TapError> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, TapError> {
        visitor.visit_seq(self)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, TapError> {
        visitor.visit_seq(self)
    }
}
