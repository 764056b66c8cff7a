//! The desk's rules: who may do what, what is written down of it, and what its screens show.

mod audit;
mod people;
mod roles;
mod vitals;

pub use audit::{Deed, Details, Entry, Filter, Trail};
pub use people::{MESSAGE_LIMIT, REASON_LIMIT, Term, fitting};
pub use roles::{Act, Admin, Appointed, Member, Role};
pub use vitals::{DeskView, Note, Vitals, Work};
