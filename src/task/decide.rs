//! What editors decide about tasks (`tasks:` in front matter): which agency has one, that a passage is
//! none, the deadline.
//!
//! In: tasks as found, front matter. Out: tasks as decided; a decision that fits no passage is a problem.

use super::agent::Voice;
use super::units::units;
use super::{Assignee, Syntax, Task, TaskInput, Verb, Verbs};
use crate::content::front_matter::TaskDecision;
use crate::diagnostic::Diagnostic;
use crate::source::Stretch;
use crate::text::suggest::nearest;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Applies the decisions of one document.
pub(super) fn decide(
    input: &TaskInput<'_>,
    voice: &Voice<'_>,
    tasks: Vec<Task>,
    problems: &mut Vec<Diagnostic>,
) -> Vec<Task> {
    let decisions = &input.front_matter.tasks;
    if decisions.is_empty() {
        return tasks;
    }
    // `None`: an editor says that it is none.
    let mut tasks: Vec<Option<Task>> = tasks.into_iter().map(Some).collect();
    let mut named: BTreeSet<usize> = BTreeSet::new();
    for decision in decisions {
        let agent = match &decision.agency {
            Some(written) => {
                let Some(agent) = voice.named(&written.value) else {
                    let problem = Diagnostic::error("task-agency-unknown").with("text", written.value.clone());
                    problems.push(problem.at(input.source, written.span));
                    continue;
                };
                Some(Arc::new(agent))
            }
            None => None,
        };
        let mut meant = matching(input, decision, &tasks);
        if meant.is_empty() && agent.is_some() && decision.nth.is_none() {
            tasks.extend(made(input, decision).map(Some));
            meant = matching(input, decision, &tasks);
        }
        if meant.is_empty() {
            problems.push(unmatched(input, decision));
        }
        for at in meant {
            if decision.not_a_task {
                tasks[at] = None;
            } else if let Some(task) = &mut tasks[at] {
                apply(task, decision, agent.as_ref(), named.insert(at));
            }
        }
    }
    let mut tasks: Vec<Task> = tasks.into_iter().flatten().collect();
    tasks.sort_by_key(|task| task.span.start());
    tasks
}

/// The tasks that a decision is about.
fn matching(input: &TaskInput<'_>, decision: &TaskDecision, tasks: &[Option<Task>]) -> Vec<usize> {
    let wanted = decision.section.value.as_str();
    let sections = &input.document.sections;
    let stands_there = |task: &Task| &*task.anchor == wanted || &*sections[task.section as usize].anchor == wanted;
    let all: Vec<usize> = (0..tasks.len()).filter(|at| tasks[*at].as_ref().is_some_and(stands_there)).collect();
    match decision.nth {
        Some(nth) => all.get(nth as usize - 1).copied().into_iter().collect(),
        None => all,
    }
}

/// The first decision about a task says who has it, further ones who else.
fn apply(task: &mut Task, decision: &TaskDecision, agent: Option<&Arc<super::Agent>>, is_first: bool) {
    if let Some(agent) = agent {
        let verbs = decision.verb.unwrap_or(Verb::Assigned).into();
        let assignee = Assignee { agent: Some(Arc::clone(agent)), written: Stretch::default(), words: None, verbs };
        let kept = task.assignees.iter().filter(|_| !is_first).cloned();
        task.assignees = kept.chain([assignee]).collect();
        task.syntax = Syntax::Editor;
    } else if let Some(verb) = decision.verb {
        task.assignees.iter_mut().for_each(|assignee| assignee.verbs = Verbs::from(verb));
    }
    if let Some(deadline) = &decision.deadline {
        task.deadline = Some(deadline.as_str().into());
    }
    if let Some(note) = &decision.note {
        task.note = Some(note.as_str().into());
    }
}

/// A task that the finder has missed: all that stands at the anchor.
fn made(input: &TaskInput<'_>, decision: &TaskDecision) -> Option<Task> {
    let wanted = decision.section.value.as_str();
    let sections = &input.document.sections;
    let units = units(input.document, input.flows.flows);
    let there = |unit: &&super::units::TaskUnit<'_>| unit.anchor == wanted && !unit.is_heading;
    let below = |unit: &&super::units::TaskUnit<'_>| &*sections[unit.section].anchor == wanted && !unit.is_heading;
    let first = units.iter().find(there).or_else(|| units.iter().find(below))?;
    let last = units.iter().rev().find(there).or_else(|| units.iter().rev().find(below))?;
    let start = first.flow.runs.first()?.source.start;
    let end = last.flow.runs.last()?.source.end;
    Some(Task {
        section: u32::try_from(first.section).unwrap_or(u32::MAX),
        anchor: first.anchor.into(),
        span: (start..end).into(),
        assignees: Box::default(),
        deadline: None,
        syntax: Syntax::Editor,
        note: None,
    })
}

fn unmatched(input: &TaskInput<'_>, decision: &TaskDecision) -> Diagnostic {
    let written = decision.section.value.as_str();
    let problem = Diagnostic::error("task-unmatched").with("anchor", written);
    let units = units(input.document, input.flows.flows);
    let anchors =
        input.document.sections.iter().map(|section| &*section.anchor).chain(units.iter().map(|unit| unit.anchor));
    let near = nearest(written, anchors).filter(|near| *near != written);
    let problem = match near {
        Some(near) => problem.with("nearest", near),
        None => problem,
    };
    problem.at(input.source, decision.section.span)
}
