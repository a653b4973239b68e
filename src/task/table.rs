//! Tables of tasks: "Nhiệm vụ | Cơ quan chủ trì | Phối hợp | Thời gian". Heads in one row or two, cells that go on in
//! the next rows, "nt", groups of rows.
//!
//! In: a table, the issuer. Out: a [`Task`] for each row that has a task and an agency. The cell with
//! the task is quoted.

use super::agent::{Agents, Voice};
use super::columns::{self, ColumnRole};
use super::names;
use super::units::Tabled;
use super::{Assignee, Syntax, Task, Verb};
use crate::citation::folded::Folded;
use crate::document::{Flow, Inline, SectionIndex, flow_of, text_of};
use crate::source::{Span, Stretch};
use std::sync::Arc;

/// A deadline is no longer; what is goes on in other columns.
const LONGEST_DEADLINE: usize = 160;
/// Signs and words that stand for what the row above says (folded).
const DITTO: [&str; 9] = ["nt", "-nt-", "- nt -", "nhu tren", "\"", "\"\"", "''", "-//-", "//"];
/// Rows that head a table.
const MOST_HEADS: usize = 3;

type TableRow = [Vec<Inline>];

/// What the columns say.
struct TaskColumns {
    roles: Vec<Option<ColumnRole>>,
}

impl TaskColumns {
    /// Read from the head and the rows that go on with it; says how many rows those are. `None`: no table of tasks.
    fn read(head: &TableRow, rows: &[Vec<Vec<Inline>>]) -> Option<(Self, usize)> {
        let roles_of = |row: &TableRow| row.iter().map(|cell| columns::of_column(&text_of(cell))).collect::<Vec<_>>();
        let mut roles = roles_of(head);
        let mut heads = 0;
        for row in rows.iter().take(MOST_HEADS) {
            let own = roles_of(row);
            let is_head = row.iter().zip(&own).all(|(cell, role)| role.is_some() || is_number(&text_of(cell)));
            if !is_head || row.iter().all(|cell| text_of(cell).trim().is_empty()) {
                break;
            }
            for (role, own) in roles.iter_mut().zip(own) {
                *role = own.or(*role);
            }
            heads += 1;
        }
        let columns = Self { roles };
        let has = |role: ColumnRole| columns.roles.contains(&Some(role));
        let leads = has(ColumnRole::Lead) || has(ColumnRole::Assigned);
        // A table without such a column may have rows that name the agency of those below.
        let is_one = has(ColumnRole::Task) && (leads || has(ColumnRole::Deadline) && !has(ColumnRole::Partner));
        is_one.then_some((columns, heads))
    }

    fn has_lead(&self) -> bool {
        self.roles.iter().flatten().any(|role| matches!(role, ColumnRole::Lead | ColumnRole::Assigned))
    }

    /// The cells of `row` that have `role`.
    fn cells<'a>(&'a self, row: &'a TableRow, role: ColumnRole) -> impl Iterator<Item = &'a Vec<Inline>> {
        row.iter().zip(&self.roles).filter(move |(_, own)| **own == Some(role)).map(|(cell, _)| cell)
    }
}

/// Reads the rows of one table.
struct TableRows<'a> {
    voice: &'a Voice<'a>,
    section: SectionIndex,
    anchor: &'a str,
    columns: TaskColumns,
    /// What the rows above say, for cells that repeat it.
    leads: Vec<Assignee>,
    partners: Vec<Assignee>,
    deadline: Option<Arc<str>>,
    task: Option<Stretch>,
    tasks: Vec<Task>,
}

/// The tasks of one table, in the order of its rows; none where its head names no agencies.
pub(super) fn tasks(voice: &Voice<'_>, tabled: &Tabled<'_>) -> Vec<Task> {
    let table = tabled.table;
    let Some((columns, heads)) = TaskColumns::read(&table.head, &table.rows) else { return Vec::new() };
    let mut rows = TableRows {
        voice,
        section: tabled.section,
        anchor: tabled.anchor,
        columns,
        leads: Vec::new(),
        partners: Vec::new(),
        deadline: None,
        task: None,
        tasks: Vec::new(),
    };
    let body = &table.rows[heads..];
    for (at, row) in body.iter().enumerate() {
        if !is_head(row, &table.head) {
            rows.row(row, body.get(at + 1).map(Vec::as_slice));
        }
    }
    rows.tasks
}

impl TableRows<'_> {
    fn row(&mut self, row: &TableRow, next: Option<&TableRow>) {
        if self.is_group(row, next) {
            self.group(row);
            return;
        }
        let texts = |role| self.columns.cells(row, role).map(|cell| text_of(cell)).collect::<Vec<_>>();
        let is_empty = |role| texts(role).iter().all(|text| text.trim().is_empty());
        // A cell that spans several rows has its text in the first of them.
        let goes_on = is_empty(ColumnRole::Lead) && is_empty(ColumnRole::Assigned);
        if !goes_on {
            let lead = self.named(row, ColumnRole::Lead, Verb::Leads);
            let assigned = self.named(row, ColumnRole::Assigned, Verb::Assigned);
            let ditto =
                [ColumnRole::Lead, ColumnRole::Assigned].into_iter().flat_map(texts).any(|text| is_ditto(&text, true));
            if !ditto {
                self.leads = lead.into_iter().chain(assigned).collect();
            }
        }
        let repeats = texts(ColumnRole::Partner).iter().any(|text| is_ditto(text, false));
        if !(repeats || goes_on && is_empty(ColumnRole::Partner)) {
            self.partners = self.named(row, ColumnRole::Partner, Verb::Cooperates);
        }
        let deadline = texts(ColumnRole::Deadline).into_iter().find(|text| !text.trim().is_empty());
        match deadline {
            Some(text) if is_ditto(&text, false) => {}
            Some(text) => self.deadline = written(&text),
            None if goes_on && self.columns.has_lead() => {}
            None => self.deadline = None,
        }
        let cell = self.columns.cells(row, ColumnRole::Task).filter_map(|cell| said(self.section, cell)).last();
        let is_new = cell.is_some();
        self.task = cell.or(self.task);
        let Some(span) = self.task.filter(|_| (is_new || !goes_on) && !self.leads.is_empty()) else { return };
        self.tasks.push(Task {
            section: u32::try_from(self.section).unwrap_or(u32::MAX),
            anchor: self.anchor.into(),
            span,
            assignees: self.leads.iter().chain(&self.partners).cloned().collect(),
            deadline: self.deadline.clone(),
            syntax: Syntax::Table,
            note: None,
        });
    }

    /// "I. Hoàn thiện thể chế": what follows is not what the rows above say. It may name who has what follows.
    fn group(&mut self, row: &TableRow) {
        (self.leads, self.partners, self.deadline, self.task) = (Vec::new(), Vec::new(), None, None);
        if self.columns.has_lead() {
            return;
        }
        let cell = row.iter().rfind(|cell| text_of(cell).trim().chars().count() > 5);
        let Some(cell) = cell else { return };
        let flow = flow_of(self.section, cell);
        let folded = Folded::new(&flow.text);
        self.leads = self.voice.reading(&folded, |agents| {
            let start = super::section::after_label(&folded, 0);
            let end = folded.skip_space_back(folded.len());
            let named = names::within(agents, start..end).unwrap_or_default();
            let is_known = named.iter().any(|named| named.agent.is_some());
            let named = named.into_iter().filter(|_| is_known);
            named.map(|named| assignee(&flow, agents, &named, Verb::Assigned)).collect()
        });
    }

    /// Whether a row is a title of those below: nothing but a label and words, of a kind that no task has.
    fn is_group(&self, row: &TableRow, next: Option<&TableRow>) -> bool {
        let says = |role| self.columns.cells(row, role).any(|cell| !text_of(cell).trim().is_empty());
        if [ColumnRole::Lead, ColumnRole::Assigned, ColumnRole::Partner, ColumnRole::Deadline].into_iter().any(says) {
            return false;
        }
        let filled: Vec<&Vec<Inline>> = row.iter().filter(|cell| !text_of(cell).trim().is_empty()).collect();
        let Some(last) = filled.last() else { return true };
        if self.leads.is_empty() || last.iter().all(|inline| matches!(inline, Inline::Strong(_))) {
            return true;
        }
        let label = |row: &TableRow| {
            let text = row.first().map(|cell| text_of(cell)).unwrap_or_default();
            text.trim().trim_end_matches(['.', ')']).to_owned()
        };
        let own = label(row);
        // "1" above "1.1"; "I", "A"; a row that is one wide cell.
        let is_outer =
            next.is_some_and(|next| label(next).strip_prefix(&own).is_some_and(|rest| rest.starts_with('.')));
        is_outer || filled.len() == 1 || !own.starts_with(|c: char| c.is_ascii_digit())
    }

    fn named(&self, row: &TableRow, role: ColumnRole, verb: Verb) -> Vec<Assignee> {
        let mut all: Vec<Assignee> = Vec::new();
        // A line of a cell ends a name, even where no sign does.
        let lines = self.columns.cells(row, role).flat_map(|cell| cell.split(is_break));
        for line in lines {
            let flow = flow_of(self.section, line);
            let folded = Folded::new(&flow.text);
            self.voice.reading(&folded, |agents| {
                let named = names::listed(agents, 0..folded.len());
                all.extend(named.iter().map(|named| assignee(&flow, agents, named, verb)));
            });
        }
        all
    }
}

fn is_break(inline: &Inline) -> bool {
    match inline {
        Inline::SoftBreak(_) | Inline::HardBreak(_) => true,
        Inline::RawHtml(html) => html.to_ascii_lowercase().starts_with("<br"),
        _ => false,
    }
}

fn assignee(flow: &Flow, agents: &Agents<'_>, named: &super::agent::NamedAgency, verb: Verb) -> Assignee {
    super::said::assignee(flow, agents.reader.folded, named, verb.into())
}

/// The words of a cell that says what to do: bytes in the file.
fn said(section: SectionIndex, cell: &[Inline]) -> Option<Stretch> {
    let flow = flow_of(section, cell);
    let letters = flow.text.chars().filter(|c| c.is_alphabetic()).count();
    (letters > 5).then(|| flow.source_span(Span::new(0, flow.text.len())).range().into())
}

fn written(text: &str) -> Option<Arc<str>> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let says = text.chars().any(char::is_alphanumeric) && text.chars().count() <= LONGEST_DEADLINE;
    says.then(|| text.trim_matches(['.', ';', ',']).into())
}

/// Whether a cell repeats the one above it. A dash repeats the agency that leads; in other columns it means none.
fn is_ditto(text: &str, leads: bool) -> bool {
    let folded = Folded::new(text.trim());
    let text = String::from_utf8_lossy(&folded.bytes);
    let text = text.trim().trim_end_matches('.');
    DITTO.contains(&text) || leads && text == "-"
}

/// "(1)", "2", "A": the row below a head that numbers the columns.
fn is_number(text: &str) -> bool {
    let text = text.trim().trim_matches(['(', ')', '.', '[', ']']);
    text.len() <= 2 && text.chars().all(|c| c.is_ascii_digit() || c.is_ascii_uppercase())
}

/// Whether `row` is the head once more, on the next page.
fn is_head(row: &TableRow, head: &TableRow) -> bool {
    let words = |row: &TableRow| {
        row.iter().map(|cell| text_of(cell).split_whitespace().collect::<String>()).collect::<Vec<_>>()
    };
    words(row) == words(head)
}
