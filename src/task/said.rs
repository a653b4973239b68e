//! Completes a task with what its words say of its agency: that it leads, cooperates, reports; with
//! which others; by when.
//!
//! In: one unit that is read, places of a task in it, its agency. Out: the [`Task`].

use super::agent::NamedAgency;
use super::deadline;
use super::reading::UnitReading;
use super::section::Assigned;
use super::{Assignee, Syntax, Task, Verb, Verbs};
use crate::citation::folded::Folded;
use crate::document::Flow;
use crate::source::{Span, Stretch};
use std::ops::Range;
use std::sync::Arc;

/// Who is named, with the words that name them where no registry knows them.
pub(super) fn assignee(flow: &Flow, folded: &Folded<'_>, named: &NamedAgency, verbs: Verbs) -> Assignee {
    let words = folded.slice(named.start, named.end).split_whitespace().collect::<Vec<_>>().join(" ");
    let words = Some(words).filter(|words| named.agent.as_ref().is_none_or(|agent| agent.name != *words));
    let words = words.map(Into::into);
    Assignee {
        agent: named.agent.clone().map(Arc::new),
        written: bytes(flow, folded, named.start..named.end),
        words,
        verbs,
    }
}

/// Places of a unit as bytes of the file.
pub(super) fn bytes(flow: &Flow, folded: &Folded<'_>, places: Range<usize>) -> Stretch {
    let flat = Span::new(folded.text_at(places.start), folded.text_at(places.end));
    flow.source_span(flat).range().into()
}

impl UnitReading<'_> {
    pub(super) fn assignees(&self, assigned: &Assigned) -> Vec<Assignee> {
        let folded = self.folded();
        let one = |(named, verbs): &(NamedAgency, Verbs)| assignee(self.unit.flow, folded, named, *verbs);
        let mut all: Vec<Assignee> = Vec::with_capacity(assigned.named.len());
        for assignee in assigned.named.iter().map(one) {
            // "Các sở, ban, ngành, các cơ quan chuyên môn thuộc UBND tỉnh" is one group under two names.
            let known = all.iter_mut().find(|known| known.agent.is_some() && known.agent == assignee.agent);
            match known {
                Some(known) => {
                    known.verbs = Verbs(known.verbs.0 | assignee.verbs.0);
                    known.written = (known.written.start()..assignee.written.end()).into();
                    known.words = joined(known.words.take(), assignee.words);
                }
                None => all.push(assignee),
            }
        }
        all
    }

    pub(super) fn task(&self, places: &Range<usize>, mut assignees: Vec<Assignee>, syntax: Syntax) -> Task {
        let folded = self.folded();
        let trimmed = folded.bytes[places.clone()].iter().rev().take_while(|byte| **byte == b' ').count();
        let places = places.start..places.end - trimmed;
        let (said, partners) = self.said(&places, &assignees);
        for assignee in &mut assignees {
            assignee.verbs = said.iter().fold(assignee.verbs, |verbs, verb| verbs.with(verb));
        }
        assignees.extend(partners);
        let deadline = deadline::find(folded, places.clone());
        let deadline = deadline.map(|places| folded.slice(places.start, places.end).into());
        Task {
            section: u32::try_from(self.unit.section).unwrap_or(u32::MAX),
            anchor: self.unit.anchor.into(),
            span: self.span(&places),
            assignees: assignees.into(),
            deadline,
            syntax,
            note: None,
        }
    }

    /// Leads, cooperates, reports: what the words of a task add, and the partners of the agency that leads.
    fn said(&self, places: &Range<usize>, assignees: &[Assignee]) -> (Verbs, Vec<Assignee>) {
        let folded = self.folded();
        let mut verbs = Verbs::default();
        let mut partners = Vec::new();
        let first = folded.words.partition_point(|word| (word.start as usize) < places.start);
        let starts = folded.words[first..].iter().map(|word| word.start as usize).take_while(|at| *at < places.end);
        for at in starts {
            match folded.byte(at) {
                b'c' if folded.words_at(at, "chu tri").is_some() && self.opens_clause(at, places.start, assignees) => {
                    verbs = verbs.with(Verb::Leads);
                    if partners.is_empty() {
                        partners = self.partners(at + "chu tri".len());
                    }
                }
                b'p' if folded.words_at(at, "phoi hop").is_some() && !verbs.has(Verb::Leads) => {
                    verbs = verbs.with(Verb::Cooperates);
                }
                b'b' if folded.words_at(at, "bao cao").is_some()
                    && folded.words_at(at, "bao cao vien").is_none()
                    && (!folded.is_upper(at) || at == places.start) =>
                {
                    verbs = verbs.with(Verb::Reports);
                }
                _ => {}
            }
        }
        (verbs, partners)
    }

    /// Whether the word at `at` is what the agencies do, and not what others do within the sentence.
    fn opens_clause(&self, at: usize, start: usize, assignees: &[Assignee]) -> bool {
        let folded = self.folded();
        let before = folded.skip_space_back(at);
        let byte = self.span(&(at..at + 1)).start();
        at == start
            || matches!(folded.before(before), b',' | b';' | b'.' | b':')
            || ["va", "trach nhiem", "nhiem vu", "dong", "dong thoi"].iter().any(|words| {
                before.checked_sub(words.len()).is_some_and(|from| folded.words_at(from, words) == Some(before))
            })
            || assignees.iter().any(|assignee| (1..8).contains(&byte.saturating_sub(assignee.written.end())))
    }

    /// "chủ trì, phối hợp với Sở Y": whom the words after "chủ trì" name.
    fn partners(&self, after: usize) -> Vec<Assignee> {
        let folded = self.folded();
        let mut at = folded.skip_space(after);
        if folded.byte(at) == b',' {
            at = folded.skip_space(at + 1);
        }
        at = folded.words_at(at, "va").map_or(at, |end| folded.skip_space(end));
        let Some(end) = folded.words_at(at, "phoi hop") else { return Vec::new() };
        at = folded.skip_space(end);
        for words in ["chat che", "cung", "voi"] {
            at = folded.words_at(at, words).map_or(at, |end| folded.skip_space(end));
        }
        let list = self.agents.list(at).into_iter().filter(|named| named.agent.is_some()).collect();
        self.assignees(&Assigned::new(list, Verb::Cooperates.into(), Syntax::Subject))
    }

    /// Bytes of the file.
    pub(super) fn span(&self, places: &Range<usize>) -> Stretch {
        bytes(self.unit.flow, self.folded(), places.clone())
    }
}

/// The words of one group under two names.
fn joined(first: Option<Arc<str>>, second: Option<Arc<str>>) -> Option<Arc<str>> {
    match (first, second) {
        (Some(first), Some(second)) if first != second => Some(format!("{first}, {second}").into()),
        (first, second) => first.or(second),
    }
}
