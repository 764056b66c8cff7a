//! The sandbox from outside: over HTTP, as a bot, as people's apps and as a tester.
//! Every stage ends by asserting that the sandbox itself broke no schema.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod callbacks;
mod conformance;
mod drafts;
mod edits;
mod faults;
mod files;
mod groups;
mod keeping;
mod messages;
mod people;
mod polling;
mod profile;
mod stage;
mod stars;
mod webhook;
