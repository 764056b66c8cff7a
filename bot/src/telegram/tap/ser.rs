//! Writes a value as one token of callback data.
//! It has no form for what has no fixed number of parts.

use serde::ser::{self, Impossible, Serialize};

use super::{ESCAPE, SEPARATORS, TapError};

/// The token of a whole tap: variant and fields.
pub(super) fn token<T: Serialize + ?Sized>(value: &T) -> Result<String, TapError> {
    value.serialize(Writer { depth: 0 })
}

/// Writes one value. Its parts, if it has any, stand behind the separator of its depth.
#[derive(Clone, Copy)]
struct Writer {
    depth: usize,
}

impl Writer {
    fn parts(self, tag: Option<&str>) -> Result<Parts, TapError> {
        let separator = *SEPARATORS.get(self.depth).ok_or(TapError::TooDeep)?;
        let written = tag.map(escape);
        Ok(Parts { depth: self.depth, separator, written })
    }
}

/// A value of several parts, as far as it is written; nothing yet is not the same as one empty part.
struct Parts {
    depth: usize,
    separator: char,
    written: Option<String>,
}

impl Parts {
    fn push<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), TapError> {
        let part = value.serialize(Writer { depth: self.depth + 1 })?;
        match &mut self.written {
            Some(written) => {
                written.push(self.separator);
                written.push_str(&part);
            }
            None => self.written = Some(part),
        }
        Ok(())
    }

    fn finish(self) -> String {
        self.written.unwrap_or_default()
    }
}

/// Text without separators; empty text becomes the escape alone, so that it is not nothing.
fn escape(text: &str) -> String {
    if text.is_empty() {
        return ESCAPE.to_string();
    }
    let mut escaped = String::with_capacity(text.len());
    for char in text.chars() {
        if char == ESCAPE {
            escaped.extend([ESCAPE, ESCAPE]);
        } else if let Some(digit) = SEPARATORS.iter().position(|separator| *separator == char) {
            escaped.push(ESCAPE);
            escaped.extend(char::from_digit(u32::try_from(digit).unwrap_or_default(), 10));
        } else {
            escaped.push(char);
        }
    }
    escaped
}

fn base36(negative: bool, mut magnitude: u64) -> String {
    let mut digits = Vec::new();
    loop {
        let digit = u32::try_from(magnitude % 36).unwrap_or_default();
        digits.extend(char::from_digit(digit, 36));
        magnitude /= 36;
        if magnitude == 0 {
            break;
        }
    }
    let sign = if negative { "-" } else { "" };
    sign.chars().chain(digits.into_iter().rev()).collect()
}

impl ser::Serializer for Writer {
    type Ok = String;
    type Error = TapError;
    type SerializeSeq = Impossible<String, TapError>;
    type SerializeTuple = Parts;
    type SerializeTupleStruct = Parts;
    type SerializeTupleVariant = Parts;
    type SerializeMap = Impossible<String, TapError>;
    type SerializeStruct = Parts;
    type SerializeStructVariant = Parts;

    fn serialize_bool(self, value: bool) -> Result<String, TapError> {
        Ok(if value { "1" } else { "0" }.to_owned())
    }

    fn serialize_i8(self, value: i8) -> Result<String, TapError> {
        self.serialize_i64(value.into())
    }

    fn serialize_i16(self, value: i16) -> Result<String, TapError> {
        self.serialize_i64(value.into())
    }

    fn serialize_i32(self, value: i32) -> Result<String, TapError> {
        self.serialize_i64(value.into())
    }

    fn serialize_i64(self, value: i64) -> Result<String, TapError> {
        Ok(base36(value < 0, value.unsigned_abs()))
    }

    fn serialize_u8(self, value: u8) -> Result<String, TapError> {
        self.serialize_u64(value.into())
    }

    fn serialize_u16(self, value: u16) -> Result<String, TapError> {
        self.serialize_u64(value.into())
    }

    fn serialize_u32(self, value: u32) -> Result<String, TapError> {
        self.serialize_u64(value.into())
    }

    fn serialize_u64(self, value: u64) -> Result<String, TapError> {
        Ok(base36(false, value))
    }

    fn serialize_f32(self, _: f32) -> Result<String, TapError> {
        Err(TapError::Unsupported("a floating point number"))
    }

    fn serialize_f64(self, _: f64) -> Result<String, TapError> {
        Err(TapError::Unsupported("a floating point number"))
    }

    fn serialize_char(self, value: char) -> Result<String, TapError> {
        Ok(escape(value.encode_utf8(&mut [0; 4])))
    }

    fn serialize_str(self, value: &str) -> Result<String, TapError> {
        Ok(escape(value))
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<String, TapError> {
        Err(TapError::Unsupported("a string of bytes"))
    }

    fn serialize_none(self) -> Result<String, TapError> {
        Ok(String::new())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<String, TapError> {
        let token = value.serialize(self)?;
        if token.is_empty() { Err(TapError::Ambiguous) } else { Ok(token) }
    }

    fn serialize_unit(self) -> Result<String, TapError> {
        Ok(String::new())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<String, TapError> {
        Ok(String::new())
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, tag: &'static str) -> Result<String, TapError> {
        Ok(escape(tag))
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<String, TapError> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        tag: &'static str,
        value: &T,
    ) -> Result<String, TapError> {
        let mut parts = self.parts(Some(tag))?;
        parts.push(value)?;
        Ok(parts.finish())
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Self::SerializeSeq, TapError> {
        Err(TapError::Unsupported("a sequence"))
    }

    fn serialize_tuple(self, _: usize) -> Result<Parts, TapError> {
        self.parts(None)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Parts, TapError> {
        self.parts(None)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        tag: &'static str,
        _: usize,
    ) -> Result<Parts, TapError> {
        self.parts(Some(tag))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self::SerializeMap, TapError> {
        Err(TapError::Unsupported("a map"))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Parts, TapError> {
        self.parts(None)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        tag: &'static str,
        _: usize,
    ) -> Result<Parts, TapError> {
        self.parts(Some(tag))
    }
}

macro_rules! positional {
    ($($trait:ident::$method:ident($($name:ident)?))*) => {$(
        impl ser::$trait for Parts {
            type Ok = String;
            type Error = TapError;

            fn $method<T: Serialize + ?Sized>(
                &mut self,
                $($name: &'static str,)?
                value: &T,
            ) -> Result<(), TapError> {
                self.push(value)
            }

            fn end(self) -> Result<String, TapError> {
                Ok(self.finish())
            }
        }
    )*};
}

positional! {
    SerializeTuple::serialize_element()
    SerializeTupleStruct::serialize_field()
    SerializeTupleVariant::serialize_field()
    SerializeStruct::serialize_field(_name)
    SerializeStructVariant::serialize_field(_name)
}
