//! Puts all documents and registries together: which works there are, which cite which, what each citation means. This
//! room knows nothing of HTML or disk.
//!
//! In: [`CitedDocument`]s, [`Registries`](crate::content::registry::Registries). Out: [`Corpus`] and problems
//! (ambiguous, unknown, contradicting dates, two documents with one identity …).
//!
//! ## How a citation is resolved
//!
//! `corpus::resolve` reads each mention with the help of the others in its document (an undated mention beside a dated
//! one, an issuer named once), `corpus::stated` makes the works that citations alone know, in the order of documents, and
//! `corpus::decide` decides, against the verified works first (documents and `works.yaml`), by the rules of
//! identity in `corpus::identity`: type + number + symbol + issuer with place + year, for the Party the full date
//! (`corpus::terms` tells days of one term, `corpus::slips` which of several dates are misprints); a law cited by name
//! needs its date (`corpus::by_name`), or is told by the day on which its bare name was written: `corpus::by_date` is
//! the rule over the rows of `content::registry::laws`, `corpus::bare_law` knows the days and the refusals,
//! `corpus::in_title` whether the name stands in another work's title. Why a work is meant is `corpus::By`, beside it
//! in `Resolution`. `render::body` links it. Bodies of one name share a base key (`registry::tenure`); texts give the
//! base and what they say of its time (`citation::era`), and `corpus::era` chooses the body by the mention's date, and
//! lets no text cite a work younger than itself. A pinpoint leads to the innermost unit that has an anchor
//! (`corpus::destination`, with the `document::Destinations` that each document keeps). "Nghị định này" and "Quyết định
//! nêu trên" are judged when the whole document is read (`citation::anaphora`) and resolved by `corpus::reference`;
//! bare or doubtful ones are no citations.

mod asked;
mod background;
mod bare_law;
mod build;
mod by;
mod by_date;
mod by_name;
pub mod chains;
mod decide;
mod decision;
mod destination;
mod era;
pub mod facts;
pub mod former;
pub mod identity;
mod in_title;
mod kept;
pub mod listed;
mod lists;
mod meanings;
pub mod neighbours;
mod patch;
pub mod placed;
pub mod portions;
mod reference;
mod relations;
mod resolve;
mod slips;
mod stated;
pub mod statements;
pub mod status;
pub mod tasks;
mod terms;
mod text_link;
mod texts;
mod work_table;

pub use build::{CorpusInput, build, id_of};
pub use by::By;
pub use destination::{CitingPlace as SelfCiting, destination, place_of};
pub use kept::{KeptDocument, KeptMeaning, KeptMeanings, MeaningKeeper};
pub use lists::{order_key, series_key, without_years};
pub use meanings::quote;
pub use patch::Changes;
pub use resolve::{Doubt, Own};
pub use stated::StatedWork;
pub use text_link::TextLink;
pub use texts::{Meaning, TextWorks};

use self::facts::ReadValues;
use self::portions::Portions;
use crate::citation::Citation;
use crate::content::RawDocument;
use crate::content::front_matter::{FrontMatter, Relation};
use crate::diagnostic::Diagnostic;
use crate::document::{Destinations, Section};
use crate::source::Span;
use crate::task;
use crate::text::date::WorkDate;
use crate::text::number::Number;
use crate::trace::{Indexed, Keyed, Kind, Noted, Table, kinds};
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

/// Index in [`Corpus::documents`].
pub type DocumentIndex = usize;
/// Index in [`Corpus::works`].
pub type WorkIndex = usize;

/// A document with its outline and citations; the text itself is gone.
#[derive(Clone, Debug)]
pub struct CitedDocument {
    /// Path, hash and front matter.
    pub raw: RawDocument,
    /// The outline.
    pub sections: Vec<Section>,
    /// Where pinpoints can lead.
    pub destinations: Destinations,
    /// Citations in source order.
    pub citations: Vec<Citation>,
    /// Who must do what, and to whom it is sent.
    pub tasks: task::TaskFindings,
    /// Links and images that lead into the site or to a file beside the document.
    pub links: Box<[TextLink]>,
    /// The values of all this as facts.
    pub read: ReadValues,
}

/// A document of the site, in the parts that pages read. What stands in [`DocumentHead`] is read as if it stood here.
#[derive(Clone, Debug)]
pub struct HeldDocument {
    /// What is known of it besides its text.
    pub head: Noted<DocumentHead, { kinds::HEAD }>,
    /// Which text it is.
    pub text: Noted<TextIdentity, { kinds::TEXT }>,
    /// Outline.
    pub sections: Noted<Vec<Section>, { kinds::SECTIONS }>,
    /// Where pinpoints can lead.
    pub destinations: Noted<Destinations, { kinds::DESTINATIONS }>,
    /// Where it is long: the stretches that have pages of their own.
    pub portions: Noted<Portions, { kinds::PORTIONS }>,
    /// Citations and what they mean, in source order.
    pub citations: Noted<Vec<ResolvedCitation>, { kinds::CITATIONS }>,
    /// Who must do what, and to whom it is sent.
    pub tasks: Noted<task::TaskFindings, { kinds::TASKS }>,
    /// Links and images that lead into the site or to a file beside the document.
    pub links: Noted<Box<[TextLink]>, { kinds::LINKS }>,
    /// The values of all this, as it was read; no page reads them.
    pub(crate) read: ReadValues,
}

impl HeldDocument {
    /// Says where it stands in [`Corpus::documents`].
    pub(crate) fn placed(&mut self, at: DocumentIndex) {
        let Self { head, text, sections, destinations, portions, citations, tasks, links, read: _ } = self;
        head.placed(at);
        text.placed(at);
        sections.placed(at);
        destinations.placed(at);
        portions.placed(at);
        citations.placed(at);
        tasks.placed(at);
        links.placed(at);
    }
}

impl Deref for HeldDocument {
    type Target = DocumentHead;

    fn deref(&self) -> &DocumentHead {
        &self.head
    }
}

impl DerefMut for HeldDocument {
    fn deref_mut(&mut self) -> &mut DocumentHead {
        &mut self.head
    }
}

/// Which text a document has.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TextIdentity {
    /// SHA-256 of the file.
    pub content_hash: [u8; 32],
    /// SHA-256 of its text: the file without the front matter.
    pub text_hash: [u8; 32],
    /// Where the body stands in the file.
    pub body: Span,
}

/// What is known of a document besides its text.
#[derive(Clone, Debug)]
pub struct DocumentHead {
    /// Permanent id: `ubnd-tinh-lao-cai/chi-thi/2024/06-ct-ubnd`.
    pub id: String,
    /// `/van-ban/<id>/`.
    pub address: String,
    /// Its work.
    pub work: WorkIndex,
    /// Path of the Markdown file.
    pub path: Arc<str>,
    /// Metadata.
    pub front_matter: Box<FrontMatter>,
    /// The series it belongs to.
    pub series: String,
    /// Document before it in the series.
    pub previous: Option<DocumentIndex>,
    /// Document after it in the series.
    pub next: Option<DocumentIndex>,
}

/// A citation with its meaning.
#[derive(Clone, Debug)]
pub struct ResolvedCitation {
    /// What was written.
    pub citation: Citation,
    /// What it means.
    pub resolution: Resolution,
    /// The editor's note of a decision, shown beside the text.
    pub note: Option<Box<str>>,
}

/// What a citation turned out to mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolution {
    /// This work, held or not (`Work::held`), and why it is this one.
    Work(WorkIndex, By),
    /// Several works fit, or the date contradicts the only one: no link.
    Ambiguous(Box<[WorkIndex]>),
    /// The citing document itself.
    Own,
    /// Issuer or name cannot be told: marked, no page.
    Unknown,
}

impl Resolution {
    /// The works that it names or weighs.
    pub(crate) fn works(&self) -> &[WorkIndex] {
        match self {
            Self::Work(work, _) => std::slice::from_ref(work),
            Self::Ambiguous(works) => works,
            Self::Own | Self::Unknown => &[],
        }
    }

    /// Whether one work is meant.
    pub(crate) const fn is_certain(&self) -> bool {
        matches!(self, Self::Work(..))
    }
}

/// A work, in the parts that pages read: a document that exists in the world. What stands in [`WorkHead`] is read as if
/// it stood here.
#[derive(Clone, Debug)]
pub struct Work {
    /// What is known of it.
    pub head: Noted<WorkHead, { kinds::WORK }>,
    /// Passages that cite it, by document and position.
    pub cited_by: Noted<Vec<Passage>, { kinds::CITED_BY }>,
    /// Passages that may mean it: it is one of several candidates, or their date contradicts.
    pub perhaps_cited_by: Noted<Vec<Passage>, { kinds::PERHAPS_CITED_BY }>,
    /// Declared relations from and to it.
    pub relations: Noted<Vec<WorkRelation>, { kinds::RELATIONS }>,
}

impl Work {
    /// Says where it stands in [`Corpus::works`].
    pub(crate) fn placed(&mut self, at: WorkIndex) {
        let Self { head, cited_by, perhaps_cited_by, relations } = self;
        head.placed(at);
        cited_by.placed(at);
        perhaps_cited_by.placed(at);
        relations.placed(at);
    }
}

impl From<WorkHead> for Work {
    /// A work that nothing is tied to yet.
    fn from(head: WorkHead) -> Self {
        Self {
            head: head.into(),
            cited_by: Noted::default(),
            perhaps_cited_by: Noted::default(),
            relations: Noted::default(),
        }
    }
}

impl Deref for Work {
    type Target = WorkHead;

    fn deref(&self) -> &WorkHead {
        &self.head
    }
}

impl DerefMut for Work {
    fn deref_mut(&mut self) -> &mut WorkHead {
        &mut self.head
    }
}

/// What is known of a work.
#[derive(Clone, Debug)]
pub struct WorkHead {
    /// Stable id in data: the document's id, the row's key, or the address without `/vien-dan/` and
    /// slashes at the ends.
    pub id: String,
    /// Where its page is: the document's page when held, else `/vien-dan/…/`.
    pub address: String,
    /// The document that is its text, when the site holds it (and it is no draft).
    pub held: Option<DocumentIndex>,
    /// Key of the row in `works.yaml`.
    pub row: Option<String>,
    /// Type key.
    pub kind: Option<String>,
    /// Type in words: "Quyết định".
    pub kind_name: String,
    /// Số/ký hiệu.
    pub number: Option<Number>,
    /// Date as far as known.
    pub date: Option<WorkDate>,
    /// Key of the issuing body (registered or made by rule).
    pub issuer: Option<String>,
    /// Its canonical name.
    pub issuer_name: Option<String>,
    /// Trích yếu, from the document or from `works.yaml`.
    pub title: Option<String>,
    /// Day of effect, where the registry of laws knows it.
    pub effective: Option<jiff::civil::Date>,
    /// Official address.
    pub url: Option<String>,
    /// Remark of `works.yaml`.
    pub note: Option<String>,
    /// Two citations give it different days of one year: `date` is the year alone.
    pub date_disputed: bool,
}

impl WorkHead {
    /// A work of which nothing is known yet.
    pub(crate) fn empty() -> Self {
        Self {
            id: String::new(),
            address: String::new(),
            held: None,
            row: None,
            kind: None,
            kind_name: String::new(),
            number: None,
            date: None,
            issuer: None,
            issuer_name: None,
            title: None,
            effective: None,
            url: None,
            note: None,
            date_disputed: false,
        }
    }
}

/// A problem found when the file's text is no longer in memory. One about a citation quotes its sentence; for any other
/// the pipeline reads the file again to quote the line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What is wrong; without a place where the line is still to be quoted.
    pub diagnostic: Diagnostic,
    /// The file.
    pub path: Arc<str>,
    /// Bytes in it.
    pub span: Span,
}

impl Finding {
    /// A problem at `span` of the file `path`.
    pub fn new(diagnostic: Diagnostic, path: impl Into<Arc<str>>, span: Span) -> Self {
        Self { diagnostic, path: path.into(), span }
    }
}

/// One citing place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Passage {
    /// Citing document.
    pub document: DocumentIndex,
    /// Index in its [`HeldDocument::citations`].
    pub citation: usize,
}

/// A relation between two works, seen from one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct WorkRelation {
    /// Which.
    pub relation: Relation,
    /// True: this work *relation* the other ("implements"); false: the other does it to this one.
    pub outgoing: bool,
    /// The other work.
    pub other: WorkIndex,
    /// Declared by the editor of a document (else found in its text).
    pub declared: bool,
}

/// Documents under one key of a list (a theme, an issuer, a type, a school year), newest first.
pub type DocumentLists<const KIND: Kind> = Keyed<Vec<DocumentIndex>, KIND>;

/// Documents that a theme is about, with the sections that are.
#[derive(Clone, Debug, Default)]
pub struct ThemeList {
    /// Documents, newest first, each with the indexes of its sections about the theme (empty: as a whole).
    pub documents: Vec<(DocumentIndex, Vec<usize>)>,
}

/// Everything known. Indexes are stable within one run; all lists are sorted. A copy shares its documents and works.
#[derive(Clone, Debug, Default)]
pub struct Corpus {
    /// By id; documents that came when others were [read anew](Corpus::read_anew) stand last.
    pub documents: Table<Arc<HeldDocument>, { kinds::DOCUMENTS }>,
    /// Found by index. [`Corpus::works_by_address`] lists them.
    pub works: Table<Arc<Work>, { kinds::WORKS }>,
    /// All documents, newest first.
    pub newest: Noted<Vec<DocumentIndex>, { kinds::NEWEST }>,
    /// Theme key → documents.
    pub by_theme: Keyed<ThemeList, { kinds::BY_THEME }>,
    /// Issuer key → documents.
    pub by_issuer: DocumentLists<{ kinds::BY_ISSUER }>,
    /// Issuer key → works not held.
    pub works_by_issuer: Keyed<Vec<WorkIndex>, { kinds::WORKS_BY_ISSUER }>,
    /// Canonical names of all issuers that issued or are cited, by key.
    pub issuer_names: Keyed<String, { kinds::ISSUER_NAMES }>,
    /// Those that several bodies have, with dates: "UBND tỉnh Lào Cai (đến 30/6/2025)".
    pub dated_names: Keyed<String, { kinds::DATED_NAMES }>,
    /// Who must do what, over all documents.
    pub tasks: tasks::TaskLists,
    /// Type key → documents.
    pub by_type: DocumentLists<{ kinds::BY_TYPE }>,
    /// School year → documents.
    pub by_school_year: DocumentLists<{ kinds::BY_SCHOOL_YEAR }>,
    /// Addresses that are no page of their own any more but answer: a redirect or a page of candidates.
    pub former: Noted<Vec<FormerAddress>, { kinds::FORMER }>,
    /// What documents say of works other than themselves.
    pub statements: Arc<statements::Statements>,
    /// Work → works that differ in nothing but which body of one name issued them.
    pub twins: Indexed<Vec<WorkIndex>, { kinds::TWINS }>,
    /// What tells the state of works besides what is said of them.
    pub(crate) background: Arc<background::Background>,
    /// What must be known to read documents anew, and in which order works stand then.
    pub(crate) patches: patch::Patches,
}

/// An address of the ledger that a better-known work has left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormerAddress {
    /// `/vien-dan/…/`, `/van-ban/…/`.
    pub address: String,
    /// Kind in the ledger: `work` or `document`.
    pub kind: String,
    /// What it may mean now: one work (a redirect), or several (a page that lists them).
    pub candidates: Vec<WorkIndex>,
    /// Label from the ledger.
    pub label: String,
}

/// What the citations of a run came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CitationCounts {
    /// All found.
    pub found: usize,
    /// To a document of the site (itself included).
    pub held: usize,
    /// Of these, to the document in which they stand: no way to another page.
    pub own: usize,
    /// To a work not held.
    pub not_held: usize,
    /// Candidates, no link.
    pub ambiguous: usize,
    /// Cannot be told.
    pub unknown: usize,
}

impl Corpus {
    /// Counts over all documents.
    pub fn count_citations(&self) -> CitationCounts {
        let mut counts = CitationCounts::default();
        for resolved in self.documents.iter().flat_map(|document| &document.citations) {
            counts.found += 1;
            match &resolved.resolution {
                Resolution::Own => {
                    counts.held += 1;
                    counts.own += 1;
                }
                Resolution::Work(work, _) if self.works[*work].held.is_some() => counts.held += 1,
                Resolution::Work(_, _) => counts.not_held += 1,
                Resolution::Ambiguous(_) => counts.ambiguous += 1,
                Resolution::Unknown => counts.unknown += 1,
            }
        }
        counts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A site of 100,000 documents keeps three million citations and a million problems.
    #[test]
    fn what_is_kept_by_the_million_is_small() {
        let sizes =
            [size_of::<Citation>(), size_of::<ResolvedCitation>(), size_of::<Section>(), size_of::<Diagnostic>()];
        let limits = [168, 208, 96, 104];
        assert!(sizes.iter().zip(limits).all(|(size, limit)| *size <= limit), "{sizes:?}");
    }
}
