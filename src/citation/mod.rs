//! One document's flows → [`Citation`]s in source order, with spans on the original file. Says what was written and
//! what it can mean by itself (type, number, date, issuer with place); which work that is, is the corpus' business.
//!
//! In: [`crate::document::Flow`]s and a [`Context`]. Out: [`Citation`]s.
//!
//! ## How a citation is found
//!
//! `document::flow` flattens what a reader reads across (a run-in heading and its paragraph are one flow) and keeps a
//! table back to the file; what belongs to a page (`document::furniture`) and tags that only set letters are left out
//! of it. `citation::find` looks for numbers (`scan`, `ordinal`; `slip` reads those with a slip, `series` those that
//! share a symbol, `late` dates that stand further on), names of laws (`laws`, with `laws.tsv`), other names (`titled`:
//! programmes, plans, congresses) and names in scope (`names`), reads type word, date, issuer and pinpoint around them,
//! and says what was written; `listed` gives a list of numbers the one issuer after or before it. Fixed words are
//! looked for by `phrases`, one look at every word. What a document says of its own names ("sau đây gọi tắt là", "phê
//! duyệt tại") ties citations to each other (`learned`, `Citation::same_as`); after a chain of amendments
//! `learned/chain` tells whose the short name is. Every decision can be noted (`trace`), for `congbao cite --explain`.

mod anaphora;
mod board;
mod clause;
pub mod date;
pub(crate) mod department;
mod era;
pub mod find;
pub mod folded;
mod former_codes;
mod introduced;
pub(crate) mod issuer;
mod kind;
mod late;
mod laws;
mod laws_known;
mod learned;
pub mod lexicon;
mod listed;
mod names;
mod number;
mod offsets;
mod ordinal;
pub mod phrases;
mod pinpoint;
pub(crate) mod place;
mod registered;
mod relation;
mod scan;
mod sentence;
mod series;
mod slip;
pub mod statement;
mod titled;
pub mod trace;
mod trigger;
mod type_words;

pub use anaphora::{Speaks, speaks};
pub use lexicon::Lexicon;
pub use pinpoint::KEYS as PINPOINT_UNITS;

use crate::content::front_matter::Relation;
use crate::content::registry::{Registries, System};
use crate::document::SectionIndex;
use crate::source::{LineColumn, Span, Stretch};
use crate::text::date::WorkDate;
use crate::text::number::Number;
use std::sync::Arc;

/// How a work is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// With a số/ký hiệu (or with type and number alone: "Đề án 6").
    Numbered,
    /// With only a name.
    Titled,
}

/// An issuing body as a citation names or implies it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct IssuerMention {
    /// Key in the registry, or made by rule (`ubnd-tinh-lang-son`) for a body that no registry lists.
    pub key: String,
    /// Canonical name with place: "UBND tỉnh Lạng Sơn".
    pub name: String,
    /// Its system.
    pub system: System,
    /// Said in the text (false: implied by the symbol).
    pub stated: bool,
    /// Which of the bodies of this name the text says.
    pub era: Era,
    /// The province of a body below it is the citing document's own: the text does not say it.
    pub at_home: bool,
}

impl IssuerMention {
    /// A body named or implied, with nothing said about which of its name.
    pub const fn new(key: String, name: String, system: System, stated: bool) -> Self {
        Self { key, name, system, stated, era: Era::Any, at_home: false }
    }
}

/// Which of the bodies of one name a text means. The date of a work tells it, too, and better.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Era {
    /// The text does not say.
    #[default]
    Any,
    /// "UBND tỉnh Lào Cai (cũ)".
    Former,
    /// "UBND tỉnh Lào Cai (mới)".
    Present,
}

/// A unit of a pinpoint: "khoản 2".
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Pinpoint {
    /// `dieu`, `khoan`, `diem`, `tiet`, `doan`, `muc`, `tieu-muc`, `chuong`, `phan`, `phu-luc`.
    pub unit: &'static str,
    /// `2`, `a`, `XII`; empty for the only annex.
    pub label: String,
}

/// What a citation with neither number nor name refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reference {
    /// "Nghị định này": the text itself, or what it promulgates, if it is of such a type.
    This {
        /// Nothing in the text speaks against its being of that type.
        agreed: bool,
    },
    /// "Nghị định nêu trên": the work of the citation so many places before it.
    Earlier(usize),
}

/// One place in a document that names a work. There are ten in a document and all stay in memory: what neighbours have
/// in common they share.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Citation {
    /// The section (index in the outline).
    pub section: SectionIndex,
    /// Bytes in the file: type word (or number, later in a list) through number and directly following date.
    pub span: Span,
    /// The same in Unicode scalar values.
    pub chars: Stretch,
    /// Line and column of its start, for messages when the file is no longer in memory.
    pub at: LineColumn,
    /// Where the issuer is named, in Unicode scalar values of the file.
    pub issuer_chars: Option<Stretch>,
    /// Numbered or titled.
    pub form: Form,
    /// Type key as the type word says; from the symbol where there is no type word.
    pub kind: Option<Arc<str>>,
    /// The type word as written, first letter capital: "Chương trình hành động", "Văn bản".
    pub type_word: Option<Arc<str>>,
    /// Số/ký hiệu in normal form; a bare ordinal for "Đề án 6".
    pub number: Option<Number>,
    /// Date as written.
    pub date: Option<WorkDate>,
    /// Issuer, completed with place; `None` when it cannot be told.
    pub issuer: Option<Arc<IssuerMention>>,
    /// Relation from the words around, with the trigger's place in Unicode scalar values of the file.
    pub relation: (Relation, Option<Stretch>),
    /// Who does what the relation says.
    pub subject: statement::Subject,
    /// How much of the work that relation concerns.
    pub extent: statement::Extent,
    /// The sentence it stands in, flattened; shared by all citations that stand in an equal one.
    pub sentence: Arc<str>,
    /// The citation inside `sentence`, in bytes.
    pub in_sentence: Stretch,
    /// What most citations do not have.
    pub rare: Option<Box<Rare>>,
}

/// What most citations do not have, kept apart: there are millions of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Rare {
    /// The slice of the file, where the sentence does not hold it as it stands there: in the file it has a line break.
    pub text: Option<Box<str>>,
    /// Điều, khoản, điểm; outermost first.
    pub pinpoint: Vec<Pinpoint>,
    /// Where the words of a pinpoint before the citation begin, in bytes of the file.
    pub pinpoint_start: Option<usize>,
    /// The pinpoint is in what the work promulgates: "Điều 5 của Quy chế ban hành kèm theo Quyết định".
    pub in_attached: bool,
    /// "Nghị định này", "Quyết định nêu trên"; `None` where the work is named.
    pub reference: Option<Reference>,
    /// What else the text says of the work: what it does to others, that it has ended.
    pub statements: Vec<statement::Statement>,
    /// Keys of `works.yaml` rows (or ids of documents) whose alias, in scope, is what was written.
    pub alias_of: Vec<String>,
    /// Another citation of the document (index) that means the same work: the document itself says so.
    pub same_as: Option<usize>,
    /// The number as the text has it, where it is written with a slip ("73/1999NĐ-CP") or with letters
    /// of another script.
    pub misspelt: Option<Box<str>>,
}

impl Citation {
    /// The slice of the file.
    pub fn text(&self) -> &str {
        let own = self.rare.as_ref().and_then(|rare| rare.text.as_deref());
        own.unwrap_or_else(|| &self.sentence[self.in_sentence.range()])
    }

    /// The words of the slice, without markup and in one line: what a message quotes.
    pub fn words(&self) -> String {
        self.sentence[self.in_sentence.range()].split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// See [`Rare::pinpoint`].
    pub fn pinpoint(&self) -> &[Pinpoint] {
        self.rare.as_ref().map(|rare| rare.pinpoint.as_slice()).unwrap_or_default()
    }

    /// See [`Rare::pinpoint_start`]; without one, where the citation itself begins.
    pub fn pinpoint_start(&self) -> usize {
        self.rare.as_ref().and_then(|rare| rare.pinpoint_start).unwrap_or(self.span.start)
    }

    /// See [`Rare::in_attached`].
    pub fn in_attached(&self) -> bool {
        self.rare.as_ref().is_some_and(|rare| rare.in_attached)
    }

    /// See [`Rare::reference`].
    pub fn reference(&self) -> Option<Reference> {
        self.rare.as_ref()?.reference
    }

    /// See [`Rare::statements`].
    pub fn statements(&self) -> &[statement::Statement] {
        self.rare.as_ref().map(|rare| rare.statements.as_slice()).unwrap_or_default()
    }

    /// See [`Rare::alias_of`].
    pub fn alias_of(&self) -> &[String] {
        self.rare.as_ref().map(|rare| rare.alias_of.as_slice()).unwrap_or_default()
    }

    /// See [`Rare::same_as`].
    pub fn same_as(&self) -> Option<usize> {
        self.rare.as_ref()?.same_as
    }

    /// See [`Rare::misspelt`].
    pub fn misspelt(&self) -> Option<&str> {
        self.rare.as_ref()?.misspelt.as_deref()
    }

    /// Room for what most do not have.
    pub(crate) fn rare_mut(&mut self) -> &mut Rare {
        self.rare.get_or_insert_default()
    }
}

/// A name that counts inside one document: from `works.yaml`, a held document's `aliases`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownName {
    /// The words.
    pub text: String,
    /// Key of the row or id of the document.
    pub target: String,
}

/// What the finder may know besides the text.
pub struct Context<'a> {
    /// Types and issuers.
    pub registries: &'a Registries,
    /// The same, compiled once for all documents.
    pub lexicon: &'a Lexicon,
    /// The citing document's issuer (key).
    pub issuer: Option<&'a str>,
    /// The province that the citing document speaks from ("Lào Cai"), where its issuer does not tell.
    pub province: Option<&'a str>,
    /// Names in scope for this document.
    pub names: &'a find::NameTable,
    /// Where decisions are noted, when reasons are asked for.
    pub trace: Option<&'a trace::Trace>,
}

#[cfg(test)]
mod board_tests;
#[cfg(test)]
mod issuer_tests;
#[cfg(test)]
mod laws_tests;
#[cfg(test)]
mod listed_tests;
#[cfg(test)]
mod slips_tests;
#[cfg(test)]
mod tests;
