//! How every call to a provider is made: limited, timed, repeated where that helps, broken off where it does not.
//! It changes no question and words nothing; what it learns goes to a `CallLog`.

mod breaker;
mod call_log;
mod chain;
mod guard;
mod guarded;
mod policy;

#[cfg(test)]
mod tests;

pub use breaker::{Breaker, BreakerSettings, Pass};
pub use call_log::{CallLog, CallRecord, Outcome, TracingLog};
pub use chain::{Chain, Link};
pub use guard::{Guard, Ticket};
pub use guarded::Guarded;
pub use policy::Policy;
