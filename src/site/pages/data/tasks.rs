//! The list of tasks: every task with who has it, where it stands and by when; its words are in the document.
//!
//! In: a [`World`]. Out: JSON on any writer, one object a line.

use crate::corpus::DocumentIndex;
use crate::render::links::absolute;
use crate::site::pages::data::shard::line;
use crate::site::world::World;
use crate::task::{Task, Verb};
use serde::Serialize;
use std::io::{self, Write};

#[derive(Serialize)]
struct TaskRecord<'a> {
    document: &'a str,
    /// Of the nearest numbered heading above.
    section: &'a str,
    anchor: &'a str,
    url: String,
    syntax: &'static str,
    agencies: Vec<AgencyRecord<'a>>,
    deadline: Option<&'a str>,
    note: Option<&'a str>,
}

#[derive(Serialize)]
struct AgencyRecord<'a> {
    /// Null where the words do not tell who is meant.
    key: Option<&'a str>,
    name: Option<&'a str>,
    /// As the document has it, also where it is not known who is meant.
    written: &'a str,
    verbs: Vec<&'static str>,
}

/// Writes the tasks of document `index`, by place.
///
/// # Errors
/// Those of `out`.
pub(super) fn write_tasks(world: &World<'_>, index: DocumentIndex, out: &mut dyn Write) -> io::Result<()> {
    let document = &world.corpus.documents[index];
    for task in &document.tasks.tasks {
        let record = TaskRecord {
            document: &document.id,
            section: document.sections.get(task.section as usize).map_or("", |section| &section.anchor),
            anchor: &task.anchor,
            url: format!("{}#{}", absolute(&world.config.base_url, &document.address), task.anchor),
            syntax: task.syntax.key(),
            agencies: agencies(task),
            deadline: task.deadline.as_deref(),
            note: task.note.as_deref(),
        };
        line(out, &record)?;
    }
    Ok(())
}

fn agencies(task: &Task) -> Vec<AgencyRecord<'_>> {
    let one = |assignee: &crate::task::Assignee| assignee.verbs.iter().map(Verb::key).collect();
    let record = |assignee| (assignee, one(assignee));
    let records = task.assignees.iter().map(record);
    records
        .map(|(assignee, verbs)| AgencyRecord {
            key: assignee.agent.as_ref().map(|agent| agent.key.as_str()),
            name: assignee.agent.as_ref().map(|agent| agent.name.as_str()),
            written: assignee.words(),
            verbs,
        })
        .collect()
}
