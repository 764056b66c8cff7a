//! What was done.

use super::{
    super::{domain::Filter, screens, service::Desk},
    reader,
};
use crate::telegram::{failure::Handled, reply::Reply, visit::Visit};

pub async fn open_audit(visit: &Visit, desk: &Desk, filter: Filter, before: Option<i64>) -> Handled {
    let trail = desk.trail(filter, before).await?;
    Ok(screens::audit(reader(visit), &trail).into())
}

pub fn open_filters(visit: &Visit) -> Reply {
    screens::filters(visit.lang).into()
}
