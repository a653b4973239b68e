//! Gathers what documents say of works other than themselves, kept as reported and never merged with what a document
//! says of itself; and what is said of a work's force.
//!
//! In: held documents with resolved citations. Out: [`Statements`], looked up by work. Each statement
//! leads to the passage that makes it.
//!
//! ## What is said of works
//!
//! Words that announce relations are data (`citation/triggers.tsv`); `citation::relation` reads them with who acts and
//! how much of a work is concerned, and keeps apart what a text says of its own document and what it says of works
//! otherwise (`citation::statement`). `corpus::statements::document_relation` decides which of the former make the
//! document itself an implementation, a replacement, …: declared relations win, "thực hiện" counts in the opening
//! alone. The latter stay reported (`corpus::statements`), with the passage. `corpus::status` sums up what is said of a
//! work's force, `corpus::chains` follows implementations for the page that shows them.

use super::{DocumentIndex, HeldDocument, Passage, Resolution, WorkIndex};
use crate::citation::statement::{Extent, StatedClaim, Subject};
use crate::content::front_matter::Relation;
use crate::source::Stretch;
use crate::text::fold;
use crate::trace::{EVERYTHING, Indexed, Noted, kinds, note};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A relation between two works that a third document states: "Kế hoạch 84/KH-UBND … về việc thực hiện
/// Nghị quyết 63-NQ/TU".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reported {
    /// The work that acts.
    pub from: WorkIndex,
    /// What it does.
    pub relation: Relation,
    /// To which work.
    pub to: WorkIndex,
    /// How much of that work is concerned, where it is said.
    pub extent: Extent,
    /// Who says so: the citation whose words these are.
    pub by: Passage,
    /// The words, in Unicode scalar values of the file.
    pub trigger: Stretch,
}

/// How a work is said to have lost its force.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Loss {
    /// Another work replaces it.
    Replaced,
    /// Another work repeals it.
    Repealed,
    /// "Hết hiệu lực".
    Ended,
}

impl Loss {
    /// The key in data.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Replaced => "replaced",
            Self::Repealed => "repealed",
            Self::Ended => "ended",
        }
    }

    fn by_relation(relation: Relation) -> Option<Self> {
        match relation {
            Relation::Replaces => Some(Self::Replaced),
            Relation::Repeals => Some(Self::Repealed),
            _ => None,
        }
    }
}

/// One statement about a work's force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForceStatement {
    /// How.
    pub loss: Loss,
    /// All of the work or a part.
    pub extent: Extent,
    /// The work that ends it, where one is named.
    pub by: Option<WorkIndex>,
    /// The passage that says so; `None`: the editors declare it.
    pub evidence: Option<Passage>,
    /// The words, in Unicode scalar values of the file.
    pub trigger: Option<Stretch>,
}

/// Everything reported. Lists are in the order of the documents and their citations.
#[derive(Clone, Debug, Default)]
pub struct Statements {
    /// Relations between other works.
    pub reported: Noted<Vec<Reported>, { kinds::REPORTED }>,
    /// Work, and whether it is the one that acts → indexes in `reported`.
    by_work: BTreeMap<(WorkIndex, bool), Vec<usize>>,
    force: Indexed<Vec<ForceStatement>, { kinds::FORCE_OF }>,
}

impl Statements {
    /// Relations of a work that other documents report: those in which it acts (`outgoing`), or those in which it is
    /// acted upon.
    pub fn of(&self, work: WorkIndex, outgoing: bool) -> impl Iterator<Item = &Reported> {
        note(kinds::REPORTED_OF, u32::try_from(work).unwrap_or(EVERYTHING));
        let all = self.reported.quietly();
        self.by_work.get(&(work, outgoing)).into_iter().flatten().map(|index| &all[*index])
    }

    /// What a document reports of other works.
    pub fn reported_by(&self, document: DocumentIndex) -> &[Reported] {
        let start = self.reported.partition_point(|reported| reported.by.document < document);
        let end = self.reported.partition_point(|reported| reported.by.document <= document);
        &self.reported[start..end]
    }

    /// What is said of a work's force: what editors declare first.
    pub fn force_of(&self, work: WorkIndex) -> &[ForceStatement] {
        self.force.get(work).map(Vec::as_slice).unwrap_or_default()
    }

    /// The work that is said to replace all of a work: what editors declare first.
    pub fn replaced_by(&self, work: WorkIndex) -> Option<WorkIndex> {
        let replaces = |said: &&ForceStatement| said.loss == Loss::Replaced && said.extent == Extent::Whole;
        self.force_of(work).iter().filter(replaces).find_map(|said| said.by)
    }

    /// Reads all documents. `declared`: relations that editors state, the work that acts first.
    pub(super) fn gather(documents: &[Arc<HeldDocument>], declared: &[(WorkIndex, Relation, WorkIndex)]) -> Self {
        let mut statements = Self::default();
        for (from, relation, to) in declared {
            if let Some(loss) = Loss::by_relation(*relation) {
                let by = Some(*from);
                let force = ForceStatement { loss, extent: Extent::Whole, by, evidence: None, trigger: None };
                statements.add_force(*to, force);
            }
        }
        let said = documents.par_iter().enumerate().map(|(document, held)| Self::said_by(held, document));
        for mut said in said.collect::<Vec<_>>() {
            statements.reported.extend(said.reported.into_inner());
            for (work, of_work) in std::mem::take(said.force.open()) {
                statements.force.open().entry(work).or_default().extend(of_work);
            }
        }
        statements.index();
        statements
    }

    /// What one document says.
    fn said_by(held: &HeldDocument, document: DocumentIndex) -> Self {
        let mut said = Self::default();
        for citation in 0..held.citations.len() {
            said.read(held, Passage { document, citation });
        }
        said
    }

    /// Puts what a document says now in the place of what it said before.
    pub(super) fn replace(statements: &mut Arc<Self>, documents: &[Arc<HeldDocument>], document: DocumentIndex) {
        let mut said = Self::said_by(&documents[document], document);
        let is_of = |statement: &ForceStatement| statement.evidence.is_some_and(|by| by.document == document);
        let start = statements.reported.partition_point(|reported| reported.by.document < document);
        let end = statements.reported.partition_point(|reported| reported.by.document <= document);
        let same_reports = statements.reported[start..end] == **said.reported;
        let forces: Vec<WorkIndex> = statements
            .force
            .quietly()
            .iter()
            .filter(|(_, said)| said.iter().any(is_of))
            .map(|(work, _)| *work)
            .collect();
        if same_reports && forces.is_empty() && said.force.quietly().is_empty() {
            return;
        }
        let own = Arc::make_mut(statements);
        for work in forces {
            let of_work = own.force.open().entry(work).or_default();
            of_work.retain(|statement| !is_of(statement));
            if of_work.is_empty() {
                own.force.open().remove(&work);
            }
        }
        for (work, new) in std::mem::take(said.force.open()) {
            let of_work = own.force.open().entry(work).or_default();
            let place = of_work.partition_point(|statement| statement.evidence.is_none_or(|by| by.document < document));
            of_work.splice(place..place, new);
        }
        if !same_reports {
            own.reported.splice(start..end, said.reported.into_inner());
            own.index();
        }
    }

    fn index(&mut self) {
        self.by_work.clear();
        for (index, reported) in self.reported.iter().enumerate() {
            self.by_work.entry((reported.from, true)).or_default().push(index);
            self.by_work.entry((reported.to, false)).or_default().push(index);
        }
    }

    fn add_force(&mut self, work: WorkIndex, statement: ForceStatement) {
        self.force.open().entry(work).or_default().push(statement);
    }

    fn read(&mut self, held: &HeldDocument, by: Passage) {
        let resolved = &held.citations[by.citation];
        let Resolution::Work(work, _) = resolved.resolution else { return };
        if work == held.work {
            return;
        }
        let citation = &resolved.citation;
        let loss = Loss::by_relation(document_relation(held, by.citation));
        if let (Some(loss), (_, trigger)) = (loss, &citation.relation) {
            let extent = citation.extent;
            let force = ForceStatement { loss, extent, by: Some(held.work), evidence: Some(by), trigger: *trigger };
            self.add_force(work, force);
        }
        for statement in citation.statements() {
            let trigger = statement.trigger;
            let (extent, evidence) = (statement.extent, Some(by));
            match statement.claim {
                StatedClaim::Ended { with_document } => {
                    let by = with_document.then_some(held.work);
                    let force = ForceStatement { loss: Loss::Ended, extent, by, evidence, trigger: Some(trigger) };
                    self.add_force(work, force);
                }
                StatedClaim::Does { relation, other } => {
                    let Some(to) = work_at(held, other).filter(|to| *to != work) else { continue };
                    if let Some(loss) = Loss::by_relation(relation) {
                        let (by, trigger) = (Some(work), Some(trigger));
                        self.add_force(to, ForceStatement { loss, extent, by, evidence, trigger });
                    }
                    self.reported.push(Reported { from: work, relation, to, extent, by, trigger });
                }
            }
        }
    }
}

/// The work that the citation starting at `start` means.
fn work_at(document: &HeldDocument, start: usize) -> Option<WorkIndex> {
    let at = document.citations.binary_search_by_key(&start, |resolved| resolved.citation.chars.start()).ok()?;
    match document.citations[at].resolution {
        Resolution::Work(work, _) => Some(work),
        Resolution::Own => Some(document.work),
        _ => None,
    }
}

/// What a citation says that its document itself does with the work: the relation of its words where the document is
/// who acts, and, for the basis and for what is carried out, where the opening says it. "Triển khai thực hiện Kế hoạch
/// 336" among the tasks orders others to do so; it does not make the document an implementation of that plan.
pub fn document_relation(document: &HeldDocument, citation: usize) -> Relation {
    let citation = &document.citations[citation].citation;
    let relation = citation.relation.0;
    if citation.subject != Subject::Document {
        return Relation::Cites;
    }
    match relation {
        Relation::Basis if is_opening(document, citation.section) || is_basis_section(document, citation.section) => {
            relation
        }
        Relation::Implements if is_opening(document, citation.section) => relation,
        Relation::Basis | Relation::Implements => Relation::Cites,
        _ => relation,
    }
}

/// Before the first numbered heading.
fn is_opening(document: &HeldDocument, section: usize) -> bool {
    let above = document.sections.get(..=section).unwrap_or_default();
    above.iter().all(|section| section.label.is_none())
}

/// Under a heading "Căn cứ …".
fn is_basis_section(document: &HeldDocument, section: usize) -> bool {
    let mut at = Some(section);
    while let Some(section) = at.and_then(|at| document.sections.get(at)) {
        if fold(&section.title).starts_with("can cu") {
            return true;
        }
        at = section.parent;
    }
    false
}
