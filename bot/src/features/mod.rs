//! The rooms of the studio, left to right: a room may call the façade of one to its left, never the other way.

pub mod account;
pub mod admin;
pub mod billing;
pub mod chat;
pub mod groups;
pub mod home;
