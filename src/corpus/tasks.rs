//! Lists the tasks of all documents: which documents give each agency a task, and which are sent to it.
//!
//! In: documents with their tasks, newest first. Out: [`TaskLists`]. A document that is read anew changes the
//! lists of its own agencies alone.

use super::lists::order_key;
use super::{DocumentIndex, DocumentLists, HeldDocument};
use crate::task::{Agent, Task};
use crate::trace::{Keyed, kinds};
use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The tasks of all agencies.
#[derive(Clone, Debug, Default)]
pub struct TaskLists {
    /// Key of an agency → documents that give it a task, newest first.
    pub by_agent: DocumentLists<{ kinds::TASKS_BY_AGENT }>,
    /// Key of an agency → documents that are sent to it, newest first.
    pub sent_to: DocumentLists<{ kinds::TASKS_SENT_TO }>,
    /// The agencies of both, by key.
    pub agents: Keyed<Arc<Agent>, { kinds::AGENTS }>,
    /// Key of an agency → how many tasks it has in all documents.
    counts: Keyed<usize, { kinds::TASK_COUNTS }>,
}

impl TaskLists {
    /// Of documents in the order `newest`.
    pub(super) fn gather(documents: &[Arc<HeldDocument>], newest: &[DocumentIndex]) -> Self {
        let mut lists = Self::default();
        for index in newest {
            let document = &documents[*index];
            for agent in assigned(document) {
                lists.note(agent);
                lists.by_agent.open().entry(agent.key.clone()).or_default().push(*index);
            }
            for agent in document.tasks.tasks.iter().flat_map(Task::agents) {
                *lists.counts.open().entry(agent.key.clone()).or_default() += 1;
            }
            for agent in &document.tasks.recipients {
                lists.note(agent);
                lists.sent_to.open().entry(agent.key.clone()).or_default().push(*index);
            }
        }
        lists
    }

    fn note(&mut self, agent: &Arc<Agent>) {
        if !self.agents.contains_key(&agent.key) {
            self.agents.insert(agent.key.clone(), Arc::clone(agent));
        }
    }

    /// The document `index` was `old` and is what stands in `documents` now. Says whether pages may come or go.
    pub(super) fn replace(
        &mut self,
        documents: &[Arc<HeldDocument>],
        index: DocumentIndex,
        old: Option<&HeldDocument>,
    ) -> bool {
        let new = &documents[index];
        let same = old
            .is_some_and(|old| old.tasks == new.tasks && order_key(&old.front_matter) == order_key(&new.front_matter));
        if same {
            return false;
        }
        for agent in old.into_iter().flat_map(|old| &old.tasks.tasks).flat_map(Task::agents) {
            if let Some(count) = self.counts.open().get_mut(&agent.key) {
                *count -= 1;
            }
        }
        for agent in new.tasks.tasks.iter().flat_map(Task::agents) {
            *self.counts.open().entry(agent.key.clone()).or_default() += 1;
        }
        self.counts.open().retain(|_, count| *count > 0);
        let was: (BTreeSet<String>, BTreeSet<String>) = old.map(keys).unwrap_or_default();
        let is = keys(new);
        for (lists, was, is) in [(self.by_agent.open(), &was.0, &is.0), (self.sent_to.open(), &was.1, &is.1)] {
            for key in was {
                if let Some(list) = lists.get_mut(key) {
                    list.retain(|document| *document != index);
                }
            }
            for key in is {
                let list = lists.entry(key.clone()).or_default();
                let place = |at: DocumentIndex| (Reverse(order_key(&documents[at].front_matter)), at);
                let at = list.partition_point(|other| place(*other) < place(index));
                list.insert(at, index);
            }
            lists.retain(|_, list| !list.is_empty());
        }
        for agent in assigned(new).into_iter().chain(&new.tasks.recipients) {
            self.note(agent);
        }
        let (by_agent, sent_to) = (&self.by_agent, &self.sent_to);
        self.agents.open().retain(|key, _| by_agent.contains_key(key) || sent_to.contains_key(key));
        was.0 != is.0 || old.is_none_or(|old| placed(old) != placed(new))
    }

    /// The counts of all agencies.
    pub(super) const fn counts(&self) -> &Keyed<usize, { kinds::TASK_COUNTS }> {
        &self.counts
    }

    /// How many tasks the agency `key` has in all documents.
    pub fn count(&self, key: &str) -> usize {
        self.counts.get(key).copied().unwrap_or_default()
    }
}

/// The tasks that a document gives the agency `key`.
pub fn tasks_of<'a>(document: &'a HeldDocument, key: &'a str) -> impl Iterator<Item = &'a Task> {
    document.tasks.tasks.iter().filter(move |task| task.agents().any(|agent| agent.key == key))
}

/// The agencies that a document gives tasks, each once, in the order of the text.
pub fn assigned(document: &HeldDocument) -> Vec<&Arc<Agent>> {
    let mut seen = BTreeSet::new();
    let all = document.tasks.tasks.iter().flat_map(Task::agents);
    all.filter(|agent| seen.insert(agent.key.as_str())).collect()
}

/// How many tasks a document has, in which sections, with a deadline or not: pages of themes and of deadlines follow.
fn placed(document: &HeldDocument) -> Vec<(u32, bool)> {
    document.tasks.tasks.iter().map(|task| (task.section, task.deadline.is_some())).collect()
}

fn keys(document: &HeldDocument) -> (BTreeSet<String>, BTreeSet<String>) {
    let key = |agent: &Arc<Agent>| agent.key.clone();
    (assigned(document).into_iter().map(key).collect(), document.tasks.recipients.iter().map(key).collect())
}
