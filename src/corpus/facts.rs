//! The values of facts of the corpus, as numbers that are equal where the facts are.
//!
//! In: a corpus; what kind of fact, of what. Out: a hash of its value. Places in the corpus are no part of a value, since
//! they move when a document is added: in their stead stands the key of what is there, a document's id or a work's
//! address. Every value is taken apart field by field, so that the compiler asks for a new one.

use super::chains::hash_carried_out;
use super::statements::{ForceStatement, Reported};
use super::status::{EndedBy, State, StateSource, force, standing, state};
use super::{
    Corpus, DocumentHead, DocumentIndex, FormerAddress, HeldDocument, Passage, Resolution, ResolvedCitation, TextLink,
    ThemeList, Work, WorkHead, WorkIndex, WorkRelation,
};
use crate::citation::Citation;
use crate::document::{Destinations, Section};
use crate::task::TaskFindings;
use crate::trace::{FactHasher, Kind, kinds};
use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// The values of facts that the text of a document tells by itself. They are worked out when it is read, and kept with
/// what was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReadValues {
    /// Of the outline.
    pub(crate) sections: u64,
    /// Of the places to which pinpoints can lead.
    pub(crate) destinations: u64,
    /// Of the citations as they are written.
    pub(crate) citations: u64,
    /// Of the tasks.
    pub(crate) tasks: u64,
    /// Of links and images.
    pub(crate) links: u64,
}

impl ReadValues {
    /// Of what was read.
    pub fn of(
        sections: &[Section],
        destinations: &Destinations,
        citations: &[Citation],
        tasks: &TaskFindings,
        links: &[TextLink],
    ) -> Self {
        Self {
            sections: hash_of(|hasher| sections.hash(hasher)),
            destinations: hash_of(|hasher| destinations.hash(hasher)),
            citations: hash_of(|hasher| written(citations, hasher)),
            tasks: hash_of(|hasher| tasks.hash(hasher)),
            links: hash_of(|hasher| links.hash(hasher)),
        }
    }
}

/// Neighbours stand in one sentence, which is far longer than all else: it counts once.
fn written(citations: &[Citation], hasher: &mut FactHasher) {
    let mut before: Option<&Arc<str>> = None;
    for citation in citations {
        let Citation {
            section,
            span,
            chars,
            at,
            issuer_chars,
            form,
            kind,
            type_word,
            number,
            date,
            issuer,
            relation,
            subject,
            extent,
            sentence,
            in_sentence,
            rare,
        } = citation;
        (section, span, chars, at, issuer_chars, form, kind, type_word, number, date).hash(hasher);
        (issuer, relation, subject, extent, in_sentence, rare).hash(hasher);
        let is_same = before.is_some_and(|before| Arc::ptr_eq(before, sentence) || before == sentence);
        is_same.hash(hasher);
        if !is_same {
            sentence.hash(hasher);
        }
        before = Some(sentence);
    }
}

/// A corpus whose facts are asked for.
pub struct CorpusFacts<'a> {
    corpus: &'a Corpus,
    documents: Vec<u64>,
    works: Vec<u64>,
}

/// The hash of what is written into a hasher.
pub fn hash_of(write: impl FnOnce(&mut FactHasher)) -> u64 {
    let mut hasher = FactHasher::default();
    write(&mut hasher);
    hasher.finish()
}

impl<'a> CorpusFacts<'a> {
    /// Of this corpus.
    pub fn new(corpus: &'a Corpus) -> Self {
        let key = |key: &str| hash_of(|hasher| key.hash(hasher));
        let documents = corpus.documents.quietly().iter().map(|document| key(&document.id)).collect();
        let works = corpus.works.quietly().iter().map(|work| key(&work.address)).collect();
        Self { corpus, documents, works }
    }

    /// A fact of the document `at`.
    pub fn of_document(&self, kind: Kind, at: DocumentIndex) -> u64 {
        let document = &self.corpus.documents[at];
        // What was read of the last three has its values in `read`.
        let HeldDocument { head, text, sections, portions, citations, read, destinations: _, tasks: _, links: _ } =
            &**document;
        let (kind, counts) = kinds::without_count(kind);
        hash_of(|hasher| match kind {
            kinds::SECTIONS if counts => sections.len().hash(hasher),
            kinds::CITATIONS if counts => citations.len().hash(hasher),
            kinds::HEAD => self.head(head, hasher),
            kinds::TEXT => text.hash(hasher),
            kinds::SECTIONS => read.sections.hash(hasher),
            kinds::DESTINATIONS => read.destinations.hash(hasher),
            kinds::PORTIONS => portions.hash(hasher),
            kinds::CITATIONS => self.citations(read.citations, citations, hasher),
            kinds::TASKS => read.tasks.hash(hasher),
            kinds::LINKS => read.links.hash(hasher),
            _ => kind.hash(hasher),
        })
    }

    /// A fact of the work `at`.
    pub fn of_work(&self, kind: Kind, at: WorkIndex) -> u64 {
        let Work { head, cited_by, perhaps_cited_by, relations } = &*self.corpus.works[at];
        let (kind, counts) = kinds::without_count(kind);
        hash_of(|hasher| match kind {
            kinds::CITED_BY if counts => cited_by.len().hash(hasher),
            kinds::PERHAPS_CITED_BY if counts => perhaps_cited_by.len().hash(hasher),
            kinds::RELATIONS if counts => relations.len().hash(hasher),
            kinds::WORK => self.work(head, hasher),
            kinds::CITED_BY => cited_by.iter().for_each(|passage| self.passage(passage, hasher)),
            kinds::PERHAPS_CITED_BY => perhaps_cited_by.iter().for_each(|passage| self.passage(passage, hasher)),
            kinds::RELATIONS => {
                for WorkRelation { relation, outgoing, other, declared } in relations {
                    (relation, outgoing, declared, self.works[*other]).hash(hasher);
                }
            }
            kinds::REPORTED_OF => {
                for outgoing in [true, false] {
                    self.corpus.statements.of(at, outgoing).for_each(|reported| self.reported(reported, hasher));
                    outgoing.hash(hasher);
                }
            }
            kinds::FORCE_OF => {
                for ForceStatement { loss, extent, by, evidence, trigger } in self.corpus.statements.force_of(at) {
                    (loss, extent, trigger, by.map(|by| self.works[by])).hash(hasher);
                    evidence.iter().for_each(|passage| self.passage(passage, hasher));
                }
            }
            kinds::STANDING => (standing(self.corpus, at), force(self.corpus, at)).hash(hasher),
            kinds::STATE => self.state(&state(self.corpus, at), hasher),
            kinds::CARRIES_OUT => hash_carried_out(self.corpus, at, self, hasher),
            kinds::TWINS => self.corpus.twins.get(at).map(|twins| self.list_of_works(twins)).hash(hasher),
            _ => kind.hash(hasher),
        })
    }

    /// A fact of the whole.
    pub fn of_site(&self, kind: Kind) -> u64 {
        let corpus = self.corpus;
        let (kind, counts) = kinds::without_count(kind);
        hash_of(|hasher| match kind {
            kinds::NEWEST | kinds::DOCUMENTS if counts => self.documents.len().hash(hasher),
            kinds::REPORTED if counts => corpus.statements.reported.len().hash(hasher),
            kinds::FORMER if counts => corpus.former.len().hash(hasher),
            kinds::DOCUMENTS => self.documents.hash(hasher),
            kinds::WORKS => self.works.hash(hasher),
            kinds::NEWEST => self.list(&corpus.newest).hash(hasher),
            kinds::DATA_DAY => corpus.data_day().hash(hasher),
            kinds::STATED_DATA_DAY => corpus.stated_data_day().hash(hasher),
            kinds::REPORTED => corpus.statements.reported.iter().for_each(|one| self.reported(one, hasher)),
            kinds::FORMER => {
                for FormerAddress { address, kind, candidates, label } in &corpus.former {
                    (address, kind, label, self.list_of_works(candidates)).hash(hasher);
                }
            }
            _ => kind.hash(hasher),
        })
    }

    /// A fact that has a key; `None`: all of the kind.
    pub fn of_key(&self, kind: Kind, key: Option<&str>) -> u64 {
        let corpus = self.corpus;
        let documents = |list: &Vec<DocumentIndex>| self.list(list);
        let texts = |text: &String| hash_of(|hasher| text.hash(hasher));
        match kind {
            kinds::BY_THEME => keyed(corpus.by_theme.quietly(), key, |list| {
                let ThemeList { documents } = list;
                hash_of(|hasher| {
                    documents.iter().for_each(|(at, sections)| (self.documents[*at], sections).hash(hasher));
                })
            }),
            kinds::BY_ISSUER => keyed(corpus.by_issuer.quietly(), key, documents),
            kinds::BY_TYPE => keyed(corpus.by_type.quietly(), key, documents),
            kinds::BY_SCHOOL_YEAR => keyed(corpus.by_school_year.quietly(), key, documents),
            kinds::WORKS_BY_ISSUER => keyed(corpus.works_by_issuer.quietly(), key, |list| self.list_of_works(list)),
            kinds::ISSUER_NAMES => keyed(corpus.issuer_names.quietly(), key, texts),
            kinds::DATED_NAMES => keyed(corpus.dated_names.quietly(), key, texts),
            kinds::TASKS_BY_AGENT => keyed(corpus.tasks.by_agent.quietly(), key, documents),
            kinds::TASKS_SENT_TO => keyed(corpus.tasks.sent_to.quietly(), key, documents),
            kinds::AGENTS => keyed(corpus.tasks.agents.quietly(), key, |agent| hash_of(|hasher| agent.hash(hasher))),
            kinds::TASK_COUNTS => keyed(corpus.tasks.counts().quietly(), key, |count| *count as u64),
            _ => u64::from(kind),
        }
    }

    /// The key of a document, as a number.
    pub fn document_key(&self, at: DocumentIndex) -> u64 {
        self.documents[at]
    }

    /// These works, by their keys.
    pub fn list_of_works(&self, works: &[WorkIndex]) -> u64 {
        hash_of(|hasher| works.iter().for_each(|work| self.works[*work].hash(hasher)))
    }

    fn list(&self, documents: &[DocumentIndex]) -> u64 {
        hash_of(|hasher| documents.iter().for_each(|at| self.documents[*at].hash(hasher)))
    }

    fn head(&self, head: &DocumentHead, hasher: &mut FactHasher) {
        let DocumentHead { id, address, work, path, front_matter, series, previous, next } = head;
        (id, address, self.works[*work], path, front_matter, series).hash(hasher);
        let key = |at: &Option<DocumentIndex>| at.map(|at| self.documents[at]);
        (key(previous), key(next)).hash(hasher);
    }

    fn work(&self, head: &WorkHead, hasher: &mut FactHasher) {
        let WorkHead {
            id,
            address,
            held,
            row,
            kind,
            kind_name,
            number,
            date,
            issuer,
            issuer_name,
            title,
            effective,
            url,
            note,
            date_disputed,
        } = head;
        (id, address, held.map(|at| self.documents[at]), row, kind, kind_name, number, date).hash(hasher);
        (issuer, issuer_name, title, effective, url, note, date_disputed).hash(hasher);
    }

    /// What was written has its value since it was read. Which of the citations are none after all, what they mean, and
    /// whose a work is that was cited without a body is told by the corpus.
    fn citations(&self, written: u64, citations: &[ResolvedCitation], hasher: &mut FactHasher) {
        written.hash(hasher);
        for ResolvedCitation { citation, resolution, note } in citations {
            (citation.span.start, &citation.issuer, note).hash(hasher);
            self.resolution(resolution, hasher);
        }
    }

    fn resolution(&self, resolution: &Resolution, hasher: &mut FactHasher) {
        match resolution {
            Resolution::Work(work, by) => (1, self.works[*work], by).hash(hasher),
            Resolution::Ambiguous(works) => (2, self.list_of_works(works)).hash(hasher),
            Resolution::Own => 3.hash(hasher),
            Resolution::Unknown => 4.hash(hasher),
        }
    }

    fn state(&self, state: &State, hasher: &mut FactHasher) {
        let State { force, since, loss, by, source, ahead, newer } = state;
        (force, since, loss, newer.map(|newer| self.works[newer])).hash(hasher);
        ahead.map(|(day, by)| (day, self.works[by])).hash(hasher);
        match by {
            Some(EndedBy::Work(work)) => self.works[*work].hash(hasher),
            Some(EndedBy::Law(name)) => name.hash(hasher),
            None => {}
        }
        std::mem::discriminant(source).hash(hasher);
        if let StateSource::Passage(passage) = source {
            self.passage(passage, hasher);
        }
    }

    fn reported(&self, reported: &Reported, hasher: &mut FactHasher) {
        let Reported { from, relation, to, extent, by, trigger } = reported;
        (self.works[*from], relation, self.works[*to], extent, trigger).hash(hasher);
        self.passage(by, hasher);
    }

    /// A passage by the key of its document.
    pub fn passage(&self, passage: &Passage, hasher: &mut FactHasher) {
        let Passage { document, citation } = passage;
        (self.documents[*document], citation).hash(hasher);
    }
}

/// The value with a key, or that there is none; without a key, all keys and values.
fn keyed<V>(map: &BTreeMap<String, V>, key: Option<&str>, value: impl Fn(&V) -> u64) -> u64 {
    hash_of(|hasher| match key {
        Some(key) => map.get(key).map(value).hash(hasher),
        None => map.iter().for_each(|(key, one)| (key, value(one)).hash(hasher)),
    })
}
