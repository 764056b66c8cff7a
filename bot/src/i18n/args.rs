//! What a message is told: values by name.
//! It turns our types into Fluent's; it does not write them, that is for the language.

use std::borrow::Cow;

use fluent_bundle::{FluentArgs, FluentValue};

/// The arguments of one message.
#[derive(Default)]
pub struct Args<'a>(FluentArgs<'a>);

impl<'a> Args<'a> {
    /// Adds a value under a name.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Arg<'a>) -> Self {
        self.0.set(name, value.value());
        self
    }

    pub(super) const fn fluent(&self) -> &FluentArgs<'a> {
        &self.0
    }
}

/// What a message can be told.
pub trait Arg<'a> {
    /// The value as Fluent takes it.
    fn value(self) -> FluentValue<'a>;
}

impl<'a> Arg<'a> for &'a str {
    fn value(self) -> FluentValue<'a> {
        FluentValue::String(Cow::Borrowed(self))
    }
}

impl<'a> Arg<'a> for &'a String {
    fn value(self) -> FluentValue<'a> {
        FluentValue::String(Cow::Borrowed(self))
    }
}

impl<'a> Arg<'a> for String {
    fn value(self) -> FluentValue<'a> {
        FluentValue::String(Cow::Owned(self))
    }
}

impl<'a> Arg<'a> for Cow<'a, str> {
    fn value(self) -> FluentValue<'a> {
        FluentValue::String(self)
    }
}

impl<'a> Arg<'a> for bool {
    fn value(self) -> FluentValue<'a> {
        FluentValue::String(Cow::Borrowed(if self { "yes" } else { "no" }))
    }
}

macro_rules! numbers {
    ($($number:ty)*) => {$(
        impl<'a> Arg<'a> for $number {
            fn value(self) -> FluentValue<'a> {
                FluentValue::from(self)
            }
        }
    )*};
}

numbers!(u8 u16 u32 u64 usize i8 i16 i32 i64 isize f64);
