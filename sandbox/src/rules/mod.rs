//! What the real server checks beyond shapes: texts, entities, keyboards, files, names, invoices.
//! Pure functions over values; they know no chat and no person.

pub mod detect;
pub mod entities;
pub mod image;
pub mod invoice;
pub mod markup;
pub mod profile;
pub mod reactions;
pub mod rich;
pub mod text;
