//! What changed last among the documents that cite a work, that give an agency tasks, that are of one series. Each list
//! is a fact of its own: a feed of twenty entries reads twenty documents, not all that might have been in it.
//!
//! In: a world; a work, the key of an agency, a document. Out: [`Recents`], newest change first.

use super::{FOLLOWED_ENTRIES, last_change};
use crate::content::front_matter::Relation;
use crate::corpus::facts::CorpusFacts;
use crate::corpus::{Corpus, DocumentIndex, WorkIndex};
use crate::site::World;
use crate::trace::{EVERYTHING, Kind, kinds, note, note_key, unrecorded};
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};

/// A document in a feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recent {
    /// Which.
    pub document: DocumentIndex,
    /// What it does to the work that is followed.
    pub relation: Relation,
    /// When something about it changed last.
    pub updated: Date,
    /// When it was published.
    pub published: Date,
}

/// As many of them as a feed shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recents {
    /// Newest change first.
    pub shown: Vec<Recent>,
    /// There are older ones.
    pub has_more: bool,
}

impl Recents {
    /// The value of the fact: documents by their keys.
    pub fn hash(&self, keys: &CorpusFacts<'_>, hasher: &mut impl Hasher) {
        for Recent { document, relation, updated, published } in &self.shown {
            (keys.document_key(*document), relation, updated, published).hash(hasher);
        }
        self.has_more.hash(hasher);
    }

    /// Of these documents, each with what it does; those without a day of publishing stay out.
    fn of(world: &World<'_>, documents: impl Iterator<Item = (DocumentIndex, Relation)>) -> Self {
        let corpus = world.corpus;
        let dated = documents.filter_map(|(index, relation)| {
            let document = &corpus.documents[index];
            let published = document.front_matter.published?;
            Some(Recent { document: index, relation, updated: last_change(world, document, published), published })
        });
        let mut shown: Vec<Recent> = dated.collect();
        let key = |recent: &Recent| (recent.updated, recent.published, &corpus.documents[recent.document].address);
        let newest_first = |a: &Recent, b: &Recent| key(b).cmp(&key(a));
        let has_more = shown.len() > FOLLOWED_ENTRIES;
        if has_more {
            // Thousands cite a well-known law.
            shown.select_nth_unstable_by(FOLLOWED_ENTRIES, newest_first);
            shown.truncate(FOLLOWED_ENTRIES);
        }
        shown.sort_by(newest_first);
        Self { shown, has_more }
    }
}

/// The documents that cite a work or change it, each with the gravest that it does.
pub fn citing(world: &World<'_>, work: WorkIndex) -> Recents {
    note_at(kinds::RECENT_CITING, work);
    unrecorded(|| {
        let mut found: BTreeMap<DocumentIndex, Relation> = BTreeMap::new();
        for relation in world.corpus.works[work].relations.iter().filter(|found| !found.outgoing) {
            let Some(held) = world.corpus.works[relation.other].held else { continue };
            let gravest = found.entry(held).or_insert(relation.relation);
            if weight(relation.relation) > weight(*gravest) {
                *gravest = relation.relation;
            }
        }
        Recents::of(world, found.into_iter())
    })
}

/// The documents that give an agency tasks.
pub fn tasks(world: &World<'_>, key: &str) -> Recents {
    note_key(kinds::RECENT_TASKS, key);
    unrecorded(|| {
        let documents = world.corpus.tasks.by_agent.get(key).into_iter().flatten();
        Recents::of(world, documents.map(|index| (*index, Relation::Cites)))
    })
}

/// The documents of the series to which a document belongs, itself among them.
pub fn series(world: &World<'_>, document: DocumentIndex) -> Recents {
    note_at(kinds::RECENT_SERIES, document);
    unrecorded(|| {
        let corpus = world.corpus;
        let members = std::iter::successors(Some(first(corpus, document)), |index| corpus.documents[*index].next);
        Recents::of(world, members.map(|index| (index, Relation::Cites)))
    })
}

/// The document that opens the series of a document; `None`: it stands alone.
pub fn opening(corpus: &Corpus, document: DocumentIndex) -> Option<DocumentIndex> {
    note_at(kinds::SERIES_OPENING, document);
    unrecorded(|| {
        let first = first(corpus, document);
        corpus.documents[first].next.is_some().then_some(first)
    })
}

fn first(corpus: &Corpus, document: DocumentIndex) -> DocumentIndex {
    let mut first = document;
    while let Some(previous) = corpus.documents[first].previous {
        first = previous;
    }
    first
}

/// Of several things that a document does to a work, the feed names the gravest.
const fn weight(relation: Relation) -> u8 {
    match relation {
        Relation::Cites => 0,
        Relation::Basis => 1,
        Relation::Implements => 2,
        Relation::Guides => 3,
        Relation::Consolidates => 4,
        Relation::Corrects => 5,
        Relation::Amends => 6,
        Relation::Replaces => 7,
        Relation::Repeals => 8,
    }
}

fn note_at(kind: Kind, at: usize) {
    note(kind, u32::try_from(at).unwrap_or(EVERYTHING));
}
