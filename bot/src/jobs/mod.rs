//! Long work: a durable queue, the workers that run it, and what comes round by the clock.
//! It knows no feature, holds no transaction while a runner works, and promises at-least-once: what must
//! happen once is made so by the cause of the run, or by `Run::complete_in`.

mod attempt;
mod heartbeat;
mod job;
mod letters;
mod people;
mod progress;
mod queue;
mod registry;
mod run;
mod schedule;
mod store;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
#[cfg(test)]
mod tests;
mod upkeep;
mod worker;

pub use job::{Job, JobError, JobId, Lane, Reason, Runner};
pub use letters::{DeadLetter, JobView, LaneLoad, Status};
pub use progress::{Meter, Progress};
pub use queue::{Cancelled, Push, Queue, QueueError};
pub use registry::Registry;
pub use run::{Death, Run};
pub use schedule::{Schedule, Scheduler};
pub use upkeep::{PurgeJobs, Purger};
pub use worker::{Options, Workers};
