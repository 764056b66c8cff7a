//! Callback data: one serde codec for every button.
