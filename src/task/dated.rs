//! Dates agencies like issuers: of the bodies of one name, a document speaks to the one of its day.
//!
//! In: what a document says. Out: the same with each agency's own key.

use super::{Agent, TaskFindings};
use crate::content::registry::Issuers;
use crate::text::date::WorkDate;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Gives agencies the keys of the bodies that existed on `date`.
pub(super) fn date_agents(issuers: &Issuers, date: Option<WorkDate>, found: &mut TaskFindings) {
    let mut known: BTreeMap<String, Arc<Agent>> = BTreeMap::new();
    let mut dated = |agent: &mut Arc<Agent>| {
        if agent.is_group {
            return;
        }
        let of_day = known.entry(agent.key.clone()).or_insert_with(|| {
            let key = issuers.on(&agent.key, &agent.name, date);
            if key == agent.key { Arc::clone(agent) } else { Arc::new(Agent { key, ..(**agent).clone() }) }
        });
        *agent = Arc::clone(of_day);
    };
    let assignees = found.tasks.iter_mut().flat_map(|task| task.assignees.iter_mut());
    assignees.filter_map(|assignee| assignee.agent.as_mut()).for_each(&mut dated);
    found.recipients.iter_mut().for_each(dated);
}
