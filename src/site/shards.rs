//! Which documents and works stand in which shard of the lists of data: by year, then by hash, so that one edit touches
//! one shard of each list, whatever the size of the site.
//!
//! In: the corpus. Out: [`Shards`]: the members of each by its key. A shard is split in two where what it holds could
//! pass `LARGEST`; the half of a member depends on its id alone, so that others stay where they are. The size is
//! estimated from above, since the plan stands before the bytes.

use crate::content::front_matter::Relation;
use crate::corpus::{Corpus, DocumentIndex, HeldDocument, Resolution, Work, WorkIndex};
use crate::site::{DataFile, numbers};
use crate::text::date::WorkDate;
use crate::trace::{Keyed, kinds};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// Bytes of a shard, unpacked, that are never passed unless one document or work alone does.
const LARGEST: usize = 2_000_000;
/// The same of an archive: packed, a third of it.
const LARGEST_ARCHIVE: usize = 4_000_000;
/// What stands for the year where it is not known.
const NO_YEAR: &str = "khong-ro-nam";
/// Halves of halves.
const DEEPEST: usize = 40;

/// The members of each shard, by its key (`citations/2024`, `citations/2024-01`), in the order of their ids.
#[derive(Clone, Debug, Default)]
pub struct Shards {
    /// Documents.
    pub documents: Keyed<Vec<DocumentIndex>, { kinds::SHARD_DOCUMENTS }>,
    /// Works.
    pub works: Keyed<Vec<WorkIndex>, { kinds::SHARD_WORKS }>,
}

impl Shards {
    /// The keys of a list, in order.
    pub fn keys(&self, list: ShardedList) -> BTreeSet<&str> {
        let (documents, works) = (self.documents.quietly().keys(), self.works.quietly().keys());
        let is_of_list = |key: &&str| key.split_once('/').is_some_and(|(folder, _)| folder == list.folder());
        documents.chain(works).map(String::as_str).filter(is_of_list).collect()
    }
}

/// A list of data of the whole site, or the archive of the texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ShardedList {
    /// A list of records.
    Data(DataFile),
    /// The documents as Markdown.
    Archive,
}

impl ShardedList {
    /// The lists, in the order in which they are explained.
    pub const ALL: [Self; 6] = [
        Self::Data(DataFile::Documents),
        Self::Data(DataFile::Works),
        Self::Data(DataFile::Citations),
        Self::Data(DataFile::Relations),
        Self::Data(DataFile::Tasks),
        Self::Archive,
    ];

    /// Its folder within that of the data.
    pub const fn folder(self) -> &'static str {
        match self {
            Self::Data(file) => file.name(),
            Self::Archive => "archive",
        }
    }

    const fn largest(self) -> usize {
        match self {
            Self::Data(_) => LARGEST,
            Self::Archive => LARGEST_ARCHIVE,
        }
    }

    /// Bytes that a document takes at most; 0: it has nothing there.
    fn of_document(self, corpus: &Corpus, index: DocumentIndex, document: &HeldDocument) -> usize {
        let citations = &document.citations;
        match self {
            Self::Archive => document.text.body.end,
            Self::Data(DataFile::Documents) => 1200 + 2 * document.text.body.start,
            Self::Data(DataFile::Citations) => citations
                .iter()
                .map(|one| {
                    let candidates = if let Resolution::Ambiguous(works) = &one.resolution { works.len() } else { 0 };
                    let units = one.citation.pinpoint().len();
                    800 + 2 * one.citation.text().len() + 90 * candidates + 50 * units
                })
                .sum(),
            Self::Data(DataFile::Relations) => {
                let typed = citations.iter().filter(|one| one.citation.relation.0 != Relation::Cites);
                let own: usize = typed.map(|one| 600 + one.citation.sentence.len() * 5 / 4).sum();
                let reported = corpus.statements.reported_by(index).iter();
                let sentence = |at: usize| citations.get(at).map_or(0, |one| one.citation.sentence.len() * 5 / 4);
                let reported: usize = reported.map(|one| 700 + sentence(one.by.citation)).sum();
                own + reported + declared(&corpus.works[document.work])
            }
            Self::Data(DataFile::Tasks) => document
                .tasks
                .tasks
                .iter()
                .map(|task| {
                    let words = [task.deadline.as_deref(), task.note.as_deref()];
                    let words: usize = words.into_iter().flatten().map(str::len).sum();
                    500 + words + task.assignees.iter().map(|one| 300 + 2 * one.words().len()).sum::<usize>()
                })
                .sum(),
            Self::Data(DataFile::Works | DataFile::Site | DataFile::Document) => 0,
        }
    }

    /// Bytes that a work takes at most; 0: it has nothing there, or its document has it.
    fn of_work(self, corpus: &Corpus, index: WorkIndex, work: &Work) -> usize {
        match self {
            Self::Data(DataFile::Works) => {
                let force = corpus.statements.force_of(index).iter().map(|statement| {
                    let passage = statement.evidence.map(|by| &corpus.documents[by.document].citations[by.citation]);
                    500 + passage.map_or(0, |one| one.citation.sentence.len() * 5 / 4)
                });
                let words =
                    [work.title.as_deref(), work.note.as_deref(), work.url.as_deref(), work.issuer_name.as_deref()];
                1600 + 3 * words.into_iter().flatten().map(str::len).sum::<usize>() + force.sum::<usize>()
            }
            Self::Data(DataFile::Relations) if work.held.is_none() => declared(work),
            Self::Data(_) | Self::Archive => 0,
        }
    }
}

/// Bytes of the relations that editors declare of a work.
fn declared(work: &Work) -> usize {
    350 * work.relations.iter().filter(|relation| relation.declared && relation.outgoing).count()
}

/// One that a shard may hold.
struct Member<'a> {
    id: &'a str,
    at: usize,
    is_work: bool,
    weight: usize,
}

/// The shards of all lists.
pub fn shards(corpus: &Corpus) -> Shards {
    let mut shards = Shards::default();
    for list in ShardedList::ALL {
        let mut years: BTreeMap<String, Vec<Member<'_>>> = BTreeMap::new();
        for (at, document) in corpus.documents.quietly().iter().enumerate() {
            let weight = list.of_document(corpus, at, document);
            add(&mut years, year_of(document), Member { id: &document.id, at, is_work: false, weight });
        }
        for at in corpus.works_by_address() {
            let work = &corpus.works[at];
            let weight = list.of_work(corpus, at, work);
            add(&mut years, work.date.map(WorkDate::year), Member { id: &work.id, at, is_work: true, weight });
        }
        for (year, members) in years {
            split(list, &year, 0, members, &mut shards);
        }
    }
    numbers::divide(corpus, &mut shards);
    shards
}

fn add<'a>(years: &mut BTreeMap<String, Vec<Member<'a>>>, year: Option<i16>, member: Member<'a>) {
    if member.weight > 0 {
        let year = year.map_or_else(|| NO_YEAR.to_owned(), |year| format!("{year:04}"));
        years.entry(year).or_default().push(member);
    }
}

/// The year of a document; of one without a date that of its publishing.
pub(super) fn year_of(document: &HeldDocument) -> Option<i16> {
    let front_matter = &document.front_matter;
    let date = front_matter.date.as_ref().map(|date| date.value);
    date.or(front_matter.published).map(jiff::civil::Date::year)
}

fn split(list: ShardedList, name: &str, depth: usize, mut members: Vec<Member<'_>>, shards: &mut Shards) {
    let whole: usize = members.iter().map(|member| member.weight).sum();
    if whole <= list.largest() || members.len() == 1 || depth == DEEPEST {
        members.sort_unstable_by_key(|member| member.id);
        let key = format!("{}/{name}", list.folder());
        let of = |is_work: bool| members.iter().filter(move |member| member.is_work == is_work).map(|member| member.at);
        let (documents, works): (Vec<usize>, Vec<usize>) = (of(false).collect(), of(true).collect());
        if !documents.is_empty() {
            shards.documents.insert(key.clone(), documents);
        }
        if !works.is_empty() {
            shards.works.insert(key, works);
        }
        return;
    }
    let (ones, zeros): (Vec<Member<'_>>, Vec<Member<'_>>) = members.into_iter().partition(|one| bit(one.id, depth));
    for (sign, half) in [('0', zeros), ('1', ones)] {
        if !half.is_empty() {
            let separator = if depth == 0 { "-" } else { "" };
            split(list, &format!("{name}{separator}{sign}"), depth + 1, half, shards);
        }
    }
}

/// A bit of the hash of an id.
pub(super) fn bit(id: &str, at: usize) -> bool {
    Sha256::digest(id)[at / 8] >> (7 - at % 8) & 1 == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(weights: usize, count: usize) -> BTreeMap<String, usize> {
        let ids: Vec<String> = (0..count).map(|at| format!("van-ban-{at}")).collect();
        let member = |(at, id): (usize, &'static str)| Member { id, at, is_work: false, weight: weights };
        let ids: Vec<&'static str> = ids.into_iter().map(|id| &*id.leak()).collect();
        let mut shards = Shards::default();
        split(
            ShardedList::Data(DataFile::Citations),
            "2024",
            0,
            ids.into_iter().enumerate().map(member).collect(),
            &mut shards,
        );
        shards.documents.quietly().iter().map(|(key, members)| (key.clone(), members.len())).collect()
    }

    #[test]
    fn a_year_is_one_shard_until_it_is_too_large() {
        assert_eq!(names(1000, 10), BTreeMap::from([("citations/2024".to_owned(), 10)]));
        let halves = names(10_000, 1000);
        assert!((6..=16).contains(&halves.len()), "{halves:?}");
        assert!(halves.values().all(|count| count * 10_000 <= LARGEST), "{halves:?}");
        assert!(halves.keys().all(|key| key.starts_with("citations/2024-")), "{halves:?}");
        assert_eq!(halves.values().sum::<usize>(), 1000);
    }

    #[test]
    fn one_more_touches_one_shard() {
        let (before, after) = (names(10_000, 999), names(10_000, 1000));
        let changed = after.iter().filter(|(key, count)| before.get(*key) != Some(count)).count();
        assert!(changed <= 2, "{before:?} {after:?}");
    }
}
