//! What a reading gives, as bytes: every type that stands in a [`CitedDocument`] or in a
//! problem, field by field. A field that comes later is missed by the compiler here, not by a reader.
//!
//! In: values. Out: bytes, and the same values again.

use crate::catalogue;
use crate::citation::statement::{Extent, StatedClaim, Statement, Subject};
use crate::citation::{Citation, Era, Form, IssuerMention, PINPOINT_UNITS, Pinpoint, Rare, Reference};
use crate::content::RawDocument;
use crate::content::beside::{FileBeside, Found, Refusal, ShownImage};
use crate::content::front_matter::{
    Attachment, ChangeReason, CitationDecision, Decision, DeclaredRelation, FrontMatter, Located, Note, Relation,
    Signer, Status, TaskDecision, ThemeTag, Verb, Version, VersionText,
};
use crate::content::image::ImageKind;
use crate::content::registry::System;
use crate::content::rules::Silencing;
use crate::corpus::facts::ReadValues;
use crate::corpus::{CitedDocument, TextLink};
use crate::diagnostic::{Diagnostic, Excerpt, Place, Severity};
use crate::document::{Destinations, Label, Section, Unit};
use crate::signature::{After, Certificate, FileSignatures, Maker, Signature, SignedTime, State, TimeSource};
use crate::source::{LineColumn, Span, Stretch};
use crate::store::codec::{Keep, Names, Reader, Writer, keep_enum, keep_struct};
use crate::task::{Agent, Assignee, Syntax, Task, TaskFindings, Verbs};
use crate::text::date::WorkDate;
use crate::text::number::Number;
use jiff::civil::Date;
use std::sync::Arc;

/// All names that values have: codes of problems, what their messages call what they quote, units of pinpoints.
pub(crate) fn names() -> Names {
    let placeholders = |text: &'static str| {
        text.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(name, _)| name).collect::<Vec<_>>()
    };
    let of_catalogue = catalogue::entries()
        .flat_map(|(key, entry)| [vec![key], placeholders(entry.vi), placeholders(entry.en)].concat());
    of_catalogue.chain(PINPOINT_UNITS).collect()
}

keep_struct! {
    Span { start, end }
    LineColumn { line, column }
    Signer { authority, position, name }
    DeclaredRelation { relation, target }
    CitationDecision { text, section, nth, decision, note }
    TaskDecision { section, nth, agency, not_a_task, verb, deadline, note }
    Note { date, section, text }
    Attachment { file, title, signed, sha256, size, kept, signatures }
    Version { date, until, file, reason, by, note, text }
    VersionText { path, content_hash, text_hash, body }
    FileSignatures { list }
    Signature { maker, name, organisation, certificate, time, covers, after, state }
    Certificate { issuer, serial, from, to }
    SignedTime { seconds, by }
    ThemeTag { theme, sections }
    Silencing { id, text, reason }
    FrontMatter {
        id, kind, number, date, date_note, issuer, issuer_title, title, school_year, place, adopted,
        adoption, effective_from, effective_to, status, themes, signer, recipients, archive, relations, citations, tasks, notes, attachments,
        versions, aliases, series, published, updated, redirect_from, draft, rules, source,
    }
    RawDocument { path, content_hash, text_hash, front_matter, body }
    Label { unit, text }
    Section { anchor, level, label, title, parent, span }
    IssuerMention { key, name, system, stated, era, at_home }
    Pinpoint { unit, label }
    Rare { text, pinpoint, pinpoint_start, in_attached, reference, statements, alias_of, same_as, misspelt }
    Statement { claim, extent, trigger }
    Citation {
        section, span, chars, at, issuer_chars, form, kind, type_word, number, date, issuer, relation, subject, extent,
        sentence, in_sentence, rare,
    }
    Agent { key, name, is_group }
    Assignee { agent, written, words, verbs }
    Task { section, anchor, span, assignees, deadline, syntax, note }
    TaskFindings { tasks, recipients }
    ShownImage { size, hash }
    FileBeside { path, found }
    TextLink { target, span, is_image, beside }
    ReadValues { sections, destinations, citations, tasks, links }
    CitedDocument { raw, sections, destinations, citations, tasks, links, read }
    Place { file, line, column, length, line_text, line_text_column }
    Diagnostic { code, severity, place, arguments }
}

keep_enum! {
    Status { 0: InForce, 1: Expired, 2: PartlyExpired, 3: NotYet, 4: Suspended, 5: Withdrawn, 6: Unknown }
    Relation {
        0: Basis, 1: Implements, 2: Guides, 3: Amends, 4: Replaces, 5: Repeals, 6: Corrects, 7: Consolidates, 8: Cites,
    }
    ChangeReason { 0: Copying, 1: Correction, 2: Amendment, 3: Consolidation }
    Decision { 0: Work(target), 1: NotACitation }
    Maker { 0: Signer, 1: Clock }
    TimeSource { 0: Stamp, 1: Signed, 2: File }
    After { 0: Nothing, 1: Signed, 2: Added(bytes), 3: Validation }
    State { 0: Intact, 1: Altered, 2: Foreign, 3: Unread(why) }
    Verb { 0: Assigned, 1: Required, 2: Requested, 3: Responsible, 4: Leads, 5: Cooperates, 6: Reports }
    Unit { 0: Part, 1: Chapter, 2: Item, 3: SubItem, 4: Article, 5: Clause, 6: Point, 7: Annex }
    Form { 0: Numbered, 1: Titled }
    System { 0: State, 1: Party, 2: Union }
    Era { 0: Any, 1: Former, 2: Present }
    Reference { 0: This { agreed }, 1: Earlier(places) }
    Subject { 0: Unsaid, 1: Document }
    Extent { 0: Unsaid, 1: Whole, 2: Part }
    StatedClaim { 0: Does { relation, other }, 1: Ended { with_document } }
    Syntax { 0: Heading, 1: Subject, 2: Order, 3: Field, 4: Table, 5: Editor }
    WorkDate { 0: Year(year), 1: Day(day) }
    ImageKind { 0: Png, 1: Jpeg, 2: WebP, 3: Gif }
    Refusal { 0: Svg, 1: NoImage, 2: Misnamed(kind), 3: Damaged, 4: TooLarge, 5: Unreadable }
    Found { 0: File, 1: Image(image), 2: Refused(why), 3: Nothing, 4: Outside }
    Severity { 0: Error, 1: Warning, 2: Info }
}

impl<T: Keep> Keep for Located<T> {
    fn put(&self, to: &mut Writer<'_>) {
        self.value.put(to);
        self.span.put(to);
    }

    fn take(from: &mut Reader<'_>) -> Option<Self> {
        Some(Self { value: T::take(from)?, span: Span::take(from)? })
    }
}

impl Keep for Stretch {
    fn put(&self, to: &mut Writer<'_>) {
        self.start().put(to);
        self.end().put(to);
    }

    fn take(from: &mut Reader<'_>) -> Option<Self> {
        Some((usize::take(from)?..usize::take(from)?).into())
    }
}

impl Keep for Date {
    fn put(&self, to: &mut Writer<'_>) {
        self.year().put(to);
        [self.month().cast_unsigned(), self.day().cast_unsigned()].put(to);
    }

    fn take(from: &mut Reader<'_>) -> Option<Self> {
        let year = i16::take(from)?;
        let [month, day] = <[u8; 2]>::take(from)?;
        Self::new(year, month.cast_signed(), day.cast_signed()).ok()
    }
}

impl Keep for Number {
    fn put(&self, to: &mut Writer<'_>) {
        self.normal().put(to);
    }

    fn take(from: &mut Reader<'_>) -> Option<Self> {
        Arc::take(from).map(Self::of_normal)
    }
}

impl Keep for Destinations {
    fn put(&self, to: &mut Writer<'_>) {
        let numbers: Vec<[u8; 8]> = self.numbers().iter().map(|number| number.to_le_bytes()).collect();
        numbers.put(to);
    }

    fn take(from: &mut Reader<'_>) -> Option<Self> {
        let numbers = Vec::<[u8; 8]>::take(from)?;
        Some(Self::of_numbers(numbers.into_iter().map(u64::from_le_bytes).collect()))
    }
}

impl Keep for Verbs {
    fn put(&self, to: &mut Writer<'_>) {
        self.iter().collect::<Vec<_>>().put(to);
    }

    fn take(from: &mut Reader<'_>) -> Option<Self> {
        Some(Vec::<Verb>::take(from)?.into_iter().fold(Self::default(), Self::with))
    }
}

/// The words alone: of a longer text that it is a part of, others may have more.
impl Keep for Excerpt {
    fn put(&self, to: &mut Writer<'_>) {
        Arc::<str>::from(&**self).put(to);
    }

    fn take(from: &mut Reader<'_>) -> Option<Self> {
        Arc::<str>::take(from).map(Self::whole)
    }
}
