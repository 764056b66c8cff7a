//! The rules of the house, read from the sources: who may know whom, which words exist, what a file begins with.
//! They look at text only; what a rule means when the program runs is tested where it runs.

mod architecture;
mod deploy;
mod imports;
mod locales;
mod messages;
mod metrics;
mod paths;
mod rules;
mod settings;
mod sources;
mod tables;
mod taps;
mod tokens;
mod tree;
