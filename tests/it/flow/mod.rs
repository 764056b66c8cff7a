//! Flows: what people do and see, from the first message to the last, in the whole bot.
//! They know the bot by its words and its database; how it is made is tested where it is made.

mod account;
mod admin;
mod backup;
mod chat;
mod conversations;
mod doctor;
mod faults;
mod files;
mod groups;
mod home;
mod intake;
mod jobs;
mod kill;
mod kinds;
mod logs;
mod models;
mod money;
mod ops;
mod outbox;
mod privacy;
mod provider;
mod replicas;
mod requests;
mod restart;
mod rich;
mod search;
mod streaming;
mod taps;
mod webhook;
