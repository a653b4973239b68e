//! The works of a run while they are being told apart: the documents of the site, the rows of `works.yaml`, and the
//! works that only citations know.
//!
//! In: documents and rows, then mentions. Out: [`WorkTable`], looked up by number and issuer.

use super::asked;
use super::bare_law::OtherNumbers;
use super::by_name;
use super::identity::{Identity, IdentityType, Time, kind_of, numbering_of, time_of};
use super::stated::StatedWork;
use super::{DocumentIndex, Finding, Work, WorkHead, WorkIndex};
use crate::address;
use crate::content::front_matter::FrontMatter;
use crate::content::registry::laws::law_key;
use crate::content::registry::types::NamedBy;
use crate::content::registry::{DocumentTypes, Issuer, LawRow, Registries, System, WorkRow};
use crate::diagnostic::Diagnostic;
use crate::text::date::WorkDate;
use crate::text::number::Number;
use crate::text::slug;
use crate::trace::kinds;
use hashbrown::{Equivalent, HashMap};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Where the knowledge of a work comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WorkOrigin {
    /// A document of the site.
    Held,
    /// A row of `works.yaml` (also when the site holds the document).
    Row,
    /// Citations alone.
    Mentions,
}

/// A work with its identity.
#[derive(Clone, Debug)]
pub(super) struct WorkEntry {
    pub work: Work,
    pub identity: Option<Identity>,
    pub origin: WorkOrigin,
    /// Two mentions write different days of the same year: the year alone is known.
    pub disputed: bool,
    /// It is not mentioned any more ([`WorkTable::hide`]).
    pub hidden: bool,
    /// Files that write a Party work's date beside its number, with how often they do ([`WorkTable::hear`]).
    pub heard: BTreeMap<Arc<str>, u32>,
    /// How often all of them do.
    pub times_heard: u32,
}

impl WorkEntry {
    /// A work that no text has been heard of.
    fn new(work: WorkHead, identity: Option<Identity>, origin: WorkOrigin) -> Self {
        Self {
            work: work.into(),
            identity,
            origin,
            disputed: false,
            hidden: false,
            heard: BTreeMap::new(),
            times_heard: 0,
        }
    }
}

/// Number and series by which works are looked up.
#[derive(Clone, Copy, Hash)]
struct NumberKey<'a> {
    numbering: &'a str,
    number: &'a str,
}

impl Equivalent<(String, String)> for NumberKey<'_> {
    fn equivalent(&self, key: &(String, String)) -> bool {
        self.numbering == key.0 && self.number == key.1
    }
}

/// The works of one run.
#[derive(Clone, Debug, Default)]
pub(super) struct WorkTable {
    pub types: DocumentTypes,
    pub entries: Vec<WorkEntry>,
    pub(super) by_number: HashMap<(String, String), Vec<WorkIndex>>,
    pub(super) by_reference: BTreeMap<String, WorkIndex>,
    pub(super) by_name: BTreeMap<String, Vec<WorkIndex>>,
    /// File → the works for whose dates it speaks.
    pub(super) speakers: BTreeMap<Arc<str>, Vec<WorkIndex>>,
    /// Laws without a number that mentions made, by their id.
    pub(super) unnumbered: BTreeMap<String, WorkIndex>,
    /// What full citations of all documents say of names of laws.
    pub other_numbers: OtherNumbers,
}

impl WorkTable {
    /// Without works.
    pub fn new(registries: &Registries) -> Self {
        Self { types: registries.types.clone(), ..Self::default() }
    }

    /// The work that a key of `works.yaml` or a document id names.
    pub fn by_reference(&self, reference: &str) -> Option<WorkIndex> {
        asked::note(kinds::WORK_BY_REFERENCE, reference);
        self.by_reference.get(reference).copied()
    }

    /// Documents and rows that are cited by this name, by [`by_name::key_of`].
    pub fn named(&self, name: &str) -> &[WorkIndex] {
        asked::note(kinds::WORKS_NAMED, name);
        self.by_name.get(name).map_or(&[], Vec::as_slice)
    }

    /// All keys and ids, for "did you mean".
    pub fn references(&self) -> impl Iterator<Item = &str> {
        self.by_reference.keys().map(String::as_str)
    }

    /// Works with this number in this series whose type can be this one, as they were made.
    pub fn candidates(&self, identity: &Identity) -> impl Iterator<Item = WorkIndex> {
        self.like(identity).iter().copied().filter(|work| self.kind_fits(*work, &identity.kind))
    }

    /// All works with this number in this series, as they were made.
    pub(super) fn like(&self, identity: &Identity) -> &[WorkIndex] {
        let Identity { numbering, number, .. } = identity;
        asked::note(kinds::WORKS_LIKE, (numbering.as_str(), number.as_str()));
        self.by_number.get(&NumberKey { numbering, number }).map(Vec::as_slice).unwrap_or_default()
    }

    /// The same, to change them.
    pub(super) fn numbered_as(&mut self, identity: &Identity) -> &mut Vec<WorkIndex> {
        let Identity { numbering, number, .. } = identity;
        self.by_number.entry((numbering.clone(), number.clone())).or_default()
    }

    fn kind_fits(&self, work: WorkIndex, kind: &IdentityType) -> bool {
        let entry = &self.entries[work];
        !entry.hidden
            && entry.identity.as_ref().is_none_or(|identity| match entry.origin {
                // A verified type is a fact; one that mentions state would depend on which of them is read first.
                WorkOrigin::Held | WorkOrigin::Row => identity.kind.may_be_called(&self.types, kind),
                WorkOrigin::Mentions => identity.kind.agrees_with(kind),
            })
    }

    pub(super) fn add(&mut self, entry: WorkEntry) -> WorkIndex {
        let index = self.entries.len();
        if let Some(identity) = &entry.identity {
            self.numbered_as(identity).push(index);
        }
        if entry.origin != WorkOrigin::Mentions
            && let Some(name) = by_name::key_of(&self.types, &entry.work)
        {
            self.by_name.entry(name).or_default().push(index);
        }
        self.entries.push(entry);
        index
    }

    /// Forgets all works but the first `length`.
    pub fn forget_after(&mut self, length: usize) {
        self.speakers.clear();
        self.unnumbered.retain(|_, index| *index < length);
        for identity in self.entries.drain(length..).filter_map(|entry| entry.identity) {
            let key = (identity.numbering, identity.number);
            if let Some(works) = self.by_number.get_mut(&key) {
                works.retain(|work| *work < length);
                if works.is_empty() {
                    self.by_number.remove(&key);
                }
            }
        }
    }

    /// Adds a document of the site.
    pub fn add_document(&mut self, id: &str, entry: WorkEntry) -> WorkIndex {
        let index = self.add(entry);
        self.by_reference.insert(id.to_owned(), index);
        index
    }

    /// The work that is a document of the site.
    pub(super) fn entry_of_document(
        registries: &Registries,
        document: DocumentIndex,
        id: &str,
        front_matter: &FrontMatter,
    ) -> WorkEntry {
        let issuer = registries.issuers.get(&front_matter.issuer.value);
        let number = front_matter.number.as_ref().map(|number| number.value.clone());
        let date = front_matter.date.as_ref().map(|date| WorkDate::Day(date.value));
        let kind = front_matter.kind.value.clone();
        let law = number.as_ref().and_then(|number| registries.laws.numbered(&kind, number));
        let effective = front_matter.effective_from.or_else(|| law?.effective);
        let known = KnownFacts { kind: Some(&kind), number: number.as_ref(), date, issuer: &front_matter.issuer.value };
        let identity = known.identity(registries);
        let work = WorkHead {
            id: id.to_owned(),
            address: address::document(id),
            held: Some(document),
            kind_name: kind_name(registries, Some(&kind)),
            kind: Some(kind),
            number,
            date,
            issuer: Some(front_matter.issuer.value.clone()),
            issuer_name: issuer.map(|issuer| issuer.name.clone()),
            title: Some(front_matter.title.clone()),
            effective,
            ..WorkHead::empty()
        };
        WorkEntry::new(work, identity, WorkOrigin::Held)
    }

    /// Adds a row of `works.yaml`, or joins it to the document of the site that is the same work. Two rows for one
    /// work are an error.
    pub fn add_row(&mut self, registries: &Registries, row: &WorkRow, findings: &mut Vec<Finding>) {
        let issuer = row.issuer.as_deref().map(|key| issuer_of_row(registries, key, row)).unwrap_or_default();
        let known = KnownFacts { kind: Some(&row.kind), number: row.number.as_ref(), date: row.date, issuer: &issuer };
        let identity = if issuer.is_empty() { None } else { known.identity(registries) };
        if let Some(same) = identity.as_ref().and_then(|identity| self.same(identity)) {
            if self.entries[same].origin == WorkOrigin::Row {
                let first = self.entries[same].work.row.clone().unwrap_or_default();
                let problem =
                    Diagnostic::error("work-row-duplicate").with("key", row.key.value.clone()).with("first", first);
                findings.push(Finding::new(problem, "content/works.yaml", row.key.span));
                return;
            }
            self.join_row(same, row);
            return;
        }
        let address = match (&identity, &row.number) {
            (Some(identity), Some(number)) => identity.address(number),
            _ => address::named_work(&row.key.value),
        };
        let issuer = Some(issuer).filter(|key| !key.is_empty());
        let issuer_name = issuer.as_deref().map(|key| issuer_name(registries, key));
        let law = row.number.as_ref().and_then(|number| registries.laws.numbered(&row.kind, number));
        let work = WorkHead {
            id: row.key.value.clone(),
            address,
            row: Some(row.key.value.clone()),
            kind: Some(row.kind.clone()),
            kind_name: kind_name(registries, Some(&row.kind)),
            number: row.number.clone(),
            date: row.date,
            issuer,
            issuer_name,
            title: Some(row.title.clone()),
            effective: law.and_then(|law| law.effective),
            url: row.url.clone(),
            note: row.note.clone(),
            ..WorkHead::empty()
        };
        let index = self.add(WorkEntry::new(work, identity, WorkOrigin::Row));
        self.by_reference.insert(row.key.value.clone(), index);
    }

    /// A document may be named by an id that it had before, unless another work has it now.
    pub fn also_known_as(&mut self, id: String, work: WorkIndex) {
        self.by_reference.entry(id).or_insert(work);
    }

    fn join_row(&mut self, same: WorkIndex, row: &WorkRow) {
        let entry = &mut self.entries[same];
        entry.origin = WorkOrigin::Row;
        entry.work.row = Some(row.key.value.clone());
        entry.work.url.clone_from(&row.url);
        entry.work.note.clone_from(&row.note);
        self.by_reference.insert(row.key.value.clone(), same);
    }

    pub(super) fn same(&self, identity: &Identity) -> Option<WorkIndex> {
        self.candidates(identity)
            .find(|work| self.entries[*work].identity.as_ref().is_some_and(|other| other.time == identity.time))
    }

    /// The work that a mention states; found again when another mention made it.
    pub fn make(&mut self, registries: &Registries, stated: &StatedWork) -> WorkIndex {
        let StatedWork { identity, number, date, issuer, issuer_name, .. } = stated;
        if let Some(same) = self.same(identity) {
            self.meet(same, *date);
            return same;
        }
        let address = identity.address(number);
        let kind = Some(identity.kind.key.clone()).filter(|key| !key.is_empty());
        let law = registries.laws.numbered(&identity.kind.key, number);
        let work = WorkHead {
            id: address::id_of_work(&address).to_owned(),
            address,
            kind_name: kind_name(registries, kind.as_deref()),
            kind,
            date: *date,
            issuer: Some(issuer.clone()),
            issuer_name: Some(issuer_name.clone()),
            title: law.map(|law| law.name.clone()),
            effective: law.and_then(|law| law.effective),
            number: Some(number.clone()),
            ..WorkHead::empty()
        };
        let entry = WorkEntry::new(work, Some(identity.clone()), WorkOrigin::Mentions);
        self.revive(entry).unwrap_or_else(|entry| self.add(*entry))
    }

    /// The work that is an instrument without a number (the Constitution, older laws). What the site holds or has
    /// verified comes first.
    pub fn unnumbered(&self, registries: &Registries, law: &LawRow) -> Option<WorkIndex> {
        match self.verified_unnumbered(law)? {
            Some(verified) => Some(verified),
            None => {
                let id = self.id_of_unnumbered(registries, law)?;
                asked::note(kinds::UNNUMBERED_LAW, id.as_str());
                self.unnumbered.get(&id).copied()
            }
        }
    }

    /// Whether full citations give the name of a law another number than its registry.
    pub fn knows_other_number(&self, name: &str) -> bool {
        asked::note(kinds::OTHER_NUMBERS, name);
        self.other_numbers.contains_key(name)
    }

    /// Makes that work where it is new.
    pub fn make_unnumbered(&mut self, registries: &Registries, law: &LawRow) {
        let (Some(None), Some(issued)) = (self.verified_unnumbered(law), law.issued) else { return };
        let (Some(id), Some(issuer)) = (self.id_of_unnumbered(registries, law), parliament(registries)) else { return };
        if let Some(index) = self.unnumbered.get(&id) {
            self.entries[*index].hidden = false;
            return;
        }
        let work = WorkHead {
            address: address::work(&id),
            id: id.clone(),
            kind: Some(law.kind.to_string()),
            kind_name: kind_name(registries, Some(&law.kind)),
            date: Some(WorkDate::Day(issued)),
            issuer: Some(issuer.key.clone()),
            issuer_name: Some(issuer.name.clone()),
            title: Some(law.name.clone()),
            effective: law.effective,
            ..WorkHead::empty()
        };
        let index = self.add(WorkEntry::new(work, None, WorkOrigin::Mentions));
        self.unnumbered.insert(id, index);
    }

    /// The one document or row that is a law without a number; `Some(None)`: there is none; `None`: it cannot be told.
    fn verified_unnumbered(&self, law: &LawRow) -> Option<Option<WorkIndex>> {
        let day = WorkDate::Day(law.issued?);
        let agrees = |index: &WorkIndex| self.entries[*index].work.date.is_some_and(|known| known.agrees_with(day));
        let mut verified = self.named(&law_key(&law.name)).iter().copied().filter(agrees);
        match (verified.next(), verified.next()) {
            (Some(_), Some(_)) => None,
            (only, _) => Some(only),
        }
    }

    fn id_of_unnumbered(&self, registries: &Registries, law: &LawRow) -> Option<String> {
        let issuer = parliament(registries)?;
        let name =
            if self.types.named(&law.kind) == Some(NamedBy::Word) { law.kind.to_string() } else { slug(&law.name) };
        Some(format!("{}/{name}/{}", issuer.key, law.issued?.year()))
    }

    /// A second mention may know the day where the first knew the year; different days leave only the year.
    fn meet(&mut self, same: WorkIndex, date: Option<WorkDate>) {
        let entry = &mut self.entries[same];
        if entry.origin != WorkOrigin::Mentions {
            return;
        }
        entry.work.date = match (entry.work.date, date) {
            (known, None) => known,
            (None, new) => new,
            (Some(WorkDate::Year(_)), Some(new)) if !entry.disputed => Some(new),
            (Some(known), Some(new)) if known.agrees_with(new) => Some(known),
            (Some(known), Some(_)) => {
                entry.disputed = true;
                Some(WorkDate::Year(known.year()))
            }
        };
    }
}

fn parliament(registries: &Registries) -> Option<&Issuer> {
    registries.issuers.get("quoc-hoi")
}

/// What a document or a row knows of itself.
struct KnownFacts<'a> {
    kind: Option<&'a str>,
    number: Option<&'a Number>,
    date: Option<WorkDate>,
    issuer: &'a str,
}

impl KnownFacts<'_> {
    fn numbering(&self, registries: &Registries, number: &Number) -> String {
        let issuers = &registries.issuers;
        let series = numbering_of(registries, number, self.issuer);
        let name = issuers.get(self.issuer).map_or(self.issuer, |row| &row.name);
        // A joint document is counted by another body than the one named.
        if series == issuers.series(self.issuer) {
            issuers.series_on(self.issuer, name, dated(number, self.date))
        } else {
            issuers.on(series, issuers.get(series).map_or(series, |row| &row.name), dated(number, self.date))
        }
    }

    fn identity(&self, registries: &Registries) -> Option<Identity> {
        let number = self.number?;
        let system = registries.issuers.get(self.issuer).map_or(System::State, |issuer| issuer.system);
        Some(Identity {
            numbering: self.numbering(registries, number),
            number: number.key(),
            time: time_of(number, self.date, system),
            kind: kind_of(registries, self.kind, number, system),
        })
    }
}

/// When a work was issued, as far as its date or its number says.
pub(super) fn dated(number: &Number, date: Option<WorkDate>) -> Option<WorkDate> {
    date.or_else(|| number.own_year().map(WorkDate::Year))
}

/// A mention as far as it could be read: number, issuer and type known, date perhaps.
#[derive(Clone, Debug)]
pub(super) struct ReadWork {
    pub numbering: String,
    pub issuer: String,
    pub issuer_name: String,
    pub system: System,
    pub kind: IdentityType,
    pub date: Option<WorkDate>,
}

impl ReadWork {
    /// The date written, unless the year inside the number says that it is a slip ("91/2020/NĐ-CP ngày 30/10/2022").
    pub fn plausible_date(&self, number: &Number) -> Option<WorkDate> {
        self.date.filter(|date| number.own_year().is_none_or(|year| year == date.year()))
    }

    /// The identity that the mention states.
    pub fn identity(&self, number: &Number) -> Identity {
        Identity {
            numbering: self.numbering.clone(),
            number: number.key(),
            time: time_of(number, self.date, self.system),
            kind: self.kind.clone(),
        }
    }
}

/// Whether a work's identity is dated.
pub(super) fn is_dated(entry: &WorkEntry) -> bool {
    entry.identity.as_ref().is_some_and(|identity| identity.time != Time::Unknown)
}

/// The type in words; "Văn bản" where it is not known.
pub(super) fn kind_name(registries: &Registries, kind: Option<&str>) -> String {
    kind.and_then(|key| registries.types.get(key)).map_or_else(|| "Văn bản".to_owned(), |row| row.name.clone())
}

/// The body that a row of `works.yaml` means: of those of the name, the one that existed at its date.
fn issuer_of_row(registries: &Registries, key: &str, row: &WorkRow) -> String {
    let date = row.number.as_ref().map_or(row.date, |number| dated(number, row.date));
    registries.issuers.on(key, &issuer_name(registries, key), date)
}

fn issuer_name(registries: &Registries, key: &str) -> String {
    registries.issuers.get(key).map_or_else(|| key.to_owned(), |issuer| issuer.name.clone())
}
