//! Finds the tasks that one document assigns, in the ways in which documents do it: headings that name agencies under
//! "Tổ chức thực hiện", items that begin with one, prose ("Giao Sở …", "Yêu cầu …", "Đề nghị …", "Bộ … có trách nhiệm
//! …"), lines like "Cơ quan chủ trì: …", tables with such columns.
//!
//! In: a [`Document`] with its flows, registries, who issued it, what its editors decided. Out: [`Task`]s in source
//! order, with spans on the file and keys of agencies; no texts. Where the agency is in doubt, the task keeps the name
//! as written and belongs to no agency of the registry.
//!
//! ## How a task is found
//!
//! `task` reads the ways in which documents assign work: headings that name agencies below "Tổ chức thực hiện" or say
//! "Trách nhiệm của …" (`task/section`), introducing lines and items (`task/find`), prose (`task/reading`; who tells
//! others: `task/order`; what a heading does not give away: `task/refuse`), "Cơ quan chủ trì: …" (`task/fields`) and
//! tables (`task/table`; what columns say is `task/columns.tsv`). Agencies are issuers (`citation::issuer`), other
//! bodies of a place (`task/bodies.tsv`) and groups (`task/groups.tsv`), each with the place that the document speaks
//! from. What none of these knows is read as a name (`task/names`: `heads.tsv` says how names begin, `verbs.tsv` what
//! ends them) and stays as written, without an agency. Of a law a sentence is a task only where it says so. A `Task`
//! keeps spans and keys, and of words only those of names that are not the agency's own: pages that quote read the
//! files again (`site::Texts`) and parse that stretch alone (`task::quote`). `corpus::tasks` has the lists per agency,
//! which a patch changes for the document's own agencies alone. Agencies share `/co-quan/<key>/` and the ledger with
//! issuers. `tasks:` in front matter has the last word (`task/decide`).

mod agent;
mod columns;
mod dated;
mod deadline;
mod decide;
mod fields;
mod find;
mod names;
mod order;
mod pattern;
mod quote;
mod reading;
mod refuse;
mod said;
mod section;
mod table;
mod units;

pub use crate::content::front_matter::Verb;
pub use agent::{Agent, districts_ended};
pub use quote::{introduced_items, quote};

use crate::citation::Lexicon;
use crate::citation::folded::FoldedFlows;
use crate::content::front_matter::FrontMatter;
use crate::content::registry::Registries;
use crate::diagnostic::Diagnostic;
use crate::document::Document;
use crate::source::{Source, Stretch};
use crate::text::date::WorkDate;
use agent::Voice;
use std::sync::Arc;

/// Tasks of one document beyond these are not looked for: no directive has so many.
pub const MOST_TASKS: usize = 2000;

/// In which ways an agency is told: several at once ("chủ trì … báo cáo").
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Verbs(u8);

impl Verbs {
    /// With `verb`.
    #[must_use]
    pub const fn with(self, verb: Verb) -> Self {
        Self(self.0 | 1 << verb as u8)
    }

    /// With all of `others`.
    #[must_use]
    pub const fn and(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }

    /// Whether `verb` is among them.
    pub const fn has(self, verb: Verb) -> bool {
        self.0 & 1 << verb as u8 != 0
    }

    /// In the order of [`Verb::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Verb> {
        Verb::ALL.into_iter().map(|(_, verb)| verb).filter(move |verb| self.has(*verb))
    }
}

impl From<Verb> for Verbs {
    fn from(verb: Verb) -> Self {
        Self::default().with(verb)
    }
}

/// The catalogue's key of a verb.
pub const fn word(verb: Verb) -> &'static str {
    match verb {
        Verb::Assigned => "page-verb-assigned",
        Verb::Required => "page-verb-required",
        Verb::Requested => "page-verb-requested",
        Verb::Responsible => "page-verb-responsible",
        Verb::Leads => "page-verb-leads",
        Verb::Cooperates => "page-verb-cooperates",
        Verb::Reports => "page-verb-reports",
    }
}

/// How the text assigns a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Syntax {
    /// It stands under a heading, or an introducing line, that names the agencies.
    Heading,
    /// A sentence that begins with the agencies.
    Subject,
    /// "Giao …", "Yêu cầu …", "Đề nghị …".
    Order,
    /// "Cơ quan chủ trì: …", below the task or behind it.
    Field,
    /// A row of a table.
    Table,
    /// An editor says so.
    Editor,
}

impl Syntax {
    /// The word in data.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Heading => "heading",
            Self::Subject => "subject",
            Self::Order => "order",
            Self::Field => "field",
            Self::Table => "table",
            Self::Editor => "editor",
        }
    }
}

/// Who is told.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Assignee {
    /// The agency; `None` where the words do not say which, or mean no single one.
    pub agent: Option<Arc<Agent>>,
    /// The name as written: bytes in the file. Empty where an editor says who.
    pub written: Stretch,
    /// Its words, where they are not those of `agent`. Few are kept: documents name agencies in full, and a heading
    /// names one for all that stands below it.
    pub words: Option<Arc<str>>,
    /// How.
    pub verbs: Verbs,
}

impl Assignee {
    /// Who that is, as the text has it.
    pub fn words(&self) -> &str {
        let agent = || self.agent.as_ref().map_or("", |agent| &agent.name);
        self.words.as_deref().unwrap_or_else(agent)
    }
}

/// One task. A document has ten and all stay in memory.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Task {
    /// The section it stands in.
    pub section: u32,
    /// Permalink of what is quoted.
    pub anchor: Arc<str>,
    /// What is quoted: bytes in the file.
    pub span: Stretch,
    /// Who must do it, as the text names them.
    pub assignees: Box<[Assignee]>,
    /// By when, as written (or as an editor says it).
    pub deadline: Option<Arc<str>>,
    /// How the text assigns it.
    pub syntax: Syntax,
    /// An editor's note.
    pub note: Option<Box<str>>,
}

impl Task {
    /// How the agency with `key` is told.
    pub fn verbs_of(&self, key: &str) -> Verbs {
        let theirs = |assignee: &&Assignee| assignee.agent.as_ref().is_some_and(|agent| agent.key == key);
        Verbs(self.assignees.iter().filter(theirs).fold(0, |all, assignee| all | assignee.verbs.0))
    }

    /// The agencies that have it, each once, in the order of the text.
    pub fn agents(&self) -> impl Iterator<Item = &Arc<Agent>> {
        let agents = || self.assignees.iter().filter_map(|assignee| assignee.agent.as_ref());
        let first = move |(at, agent): &(usize, &Arc<Agent>)| !agents().take(*at).any(|other| other.key == agent.key);
        agents().enumerate().filter(first).map(|(_, agent)| agent)
    }
}

/// What tasks are looked for in.
pub struct TaskInput<'a> {
    /// The file.
    pub source: &'a Source,
    /// The parsed text.
    pub document: &'a Document,
    /// Its flows.
    pub flows: &'a FoldedFlows<'a>,
    /// Who issued it, of which type it is, what the editors decided.
    pub front_matter: &'a FrontMatter,
    /// Issuers and types.
    pub registries: &'a Registries,
    /// The registries, compiled.
    pub lexicon: &'a Lexicon,
}

/// What one document says of who must do what.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct TaskFindings {
    /// Tasks in source order.
    pub tasks: Vec<Task>,
    /// Agencies that the document is sent to (nơi nhận), each once, in that order.
    pub recipients: Vec<Arc<Agent>>,
}

/// All tasks of a document in source order. Each flow is read by itself, in time linear in its length. `problems` gets
/// editors' decisions that fit nothing.
pub fn find(input: &TaskInput<'_>, problems: &mut Vec<Diagnostic>) -> TaskFindings {
    let voice = Voice::of(input);
    let tasks = find::find(input, &voice);
    let mut tasks = decide::decide(input, &voice, tasks, problems);
    // They live as long as the run; half of their room would stay empty.
    tasks.shrink_to_fit();
    let mut found = TaskFindings { tasks, recipients: voice.recipients() };
    let date = input.front_matter.date.as_ref().map(|date| WorkDate::Day(date.value));
    dated::date_agents(&input.registries.issuers, date, &mut found);
    found
}

#[cfg(test)]
mod tests;
