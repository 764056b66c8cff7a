//! Everything that knows Telegram: how updates come in, what a screen is, how it goes out.
//! It knows no feature and no wording.

pub mod markdown;
pub mod raw;
pub mod tap;
pub mod text;
