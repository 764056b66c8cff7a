//! The vocabulary of routes: filters by command, tap and step, for features to build their branch from.
//! It holds no route itself.

use std::sync::Arc;

use dptree::{Handler, prelude::DependencyMap};

use super::{
    failure::Handled,
    steps::{StepPart, StepRecord},
    tap::Tap,
    visit::{Input, Visit},
};

/// A feature's branch of the tree, and the tree itself.
pub type Routes = Handler<'static, Handled>;

/// A command that passed the filter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    pub name: String,
    pub arguments: String,
}

/// Passes commands with one of these names, and injects the [`Command`].
pub fn commands(names: &'static [&'static str]) -> Routes {
    dptree::filter_map(move |visit: Arc<Visit>| match &visit.input {
        Input::Command { name, arguments } if names.contains(&name.as_str()) => {
            Some(Command { name: name.clone(), arguments: arguments.clone() })
        }
        _ => None,
    })
}

/// Passes taps of one feature, and injects them.
pub fn taps<T: Tap + Clone + Send + Sync + 'static>() -> Routes {
    dptree::filter_map(|visit: Arc<Visit>| match &visit.input {
        Input::Tap { data, .. } => T::decode(data),
        _ => None,
    })
}

/// Passes messages that one feature waits for, and injects what it waits for.
pub fn steps<S: StepPart + Clone + Send + Sync + 'static>() -> Routes {
    dptree::filter_map(|visit: Arc<Visit>, step: Option<StepRecord>| {
        step.and_then(|step| step.part::<S>()).filter(|part| part.accepts(&visit.input))
    })
}

/// What the tree is given for one visit, besides the services.
pub fn with_visit(mut services: DependencyMap, visit: Visit, step: Option<StepRecord>) -> DependencyMap {
    // Filters look at it by the dozen and need no copy each.
    services.insert(Arc::new(visit.clone()));
    services.insert(visit);
    services.insert(step);
    services
}
