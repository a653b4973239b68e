//! Gathers what stands around a work: everything it is said to do with others and others with it, each once.
//!
//! In: the relations of a work, what others report of it, which passages cite it. Out: [`Neighbour`]s, and how many
//! citations lead nowhere. Made for the page that shows it; nothing is kept for all works.

use super::chains::ChainEvidence;
use super::statements::Reported;
use super::{Corpus, HeldDocument, Resolution, Work, WorkIndex};
use crate::content::front_matter::Relation;
use std::collections::{BTreeMap, BTreeSet};

/// A work beside another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Neighbour {
    /// The work.
    pub work: WorkIndex,
    /// How the two are tied.
    pub relation: Relation,
    /// True: the work in the middle does it to this one; false: this one to the work in the middle.
    pub outgoing: bool,
    /// On whose word.
    pub word: ChainEvidence,
    /// Passages of the one that acts that name the other; 0: the site does not hold its text.
    pub passages: usize,
}

/// Citations that no neighbour can be made of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unresolved {
    /// Citations of the work's own text whose meaning is not known.
    pub unknown: usize,
    /// Citations of the work's own text that fit several works.
    pub ambiguous: usize,
    /// Passages of others that may mean this work.
    pub perhaps: usize,
}

/// Whether a picture of what stands around a work says more than the lists on its page: others carry it out, it carries
/// out what itself carries out another, or one of two changes the other's text, force or meaning.
pub fn is_worth_drawing(corpus: &Corpus, index: WorkIndex) -> bool {
    let Some(work) = corpus.works.get(index).filter(|_| corpus.has_work(index)) else { return false };
    let carries_out = |other: WorkIndex| {
        let works = corpus.works[other].relations.iter();
        works.filter(|found| found.other != index).any(|found| found.outgoing && found.relation == Relation::Implements)
    };
    let says_more = |relation: Relation, outgoing: bool, other: WorkIndex| match relation {
        Relation::Cites | Relation::Basis => false,
        Relation::Implements => !outgoing || carries_out(other),
        Relation::Guides
        | Relation::Amends
        | Relation::Replaces
        | Relation::Repeals
        | Relation::Corrects
        | Relation::Consolidates => true,
    };
    if work.relations.iter().any(|found| says_more(found.relation, found.outgoing, found.other)) {
        return true;
    }
    let reported = |outgoing: bool| {
        let other = move |found: &Reported| if outgoing { found.to } else { found.from };
        corpus.statements.of(index, outgoing).any(|found| says_more(found.relation, outgoing, other(found)))
    };
    reported(true) || reported(false)
}

/// All neighbours of a work, those on which it acts first, by relation. A work that is tied to it in one direction by
/// more than a citation is not listed as cited, too.
pub fn neighbours(corpus: &Corpus, index: WorkIndex) -> Vec<Neighbour> {
    let work = &corpus.works[index];
    let mut found: BTreeMap<(bool, Relation, WorkIndex), ChainEvidence> = BTreeMap::new();
    let mut add = |outgoing: bool, relation: Relation, other: WorkIndex, word: ChainEvidence| {
        if other != index {
            let best = found.entry((!outgoing, relation, other)).or_insert(word);
            *best = (*best).min(word);
        }
    };
    for edge in &work.relations {
        add(
            edge.outgoing,
            edge.relation,
            edge.other,
            if edge.declared { ChainEvidence::Declared } else { ChainEvidence::Own },
        );
    }
    for outgoing in [true, false] {
        for reported in corpus.statements.of(index, outgoing) {
            let other = if outgoing { reported.to } else { reported.from };
            add(outgoing, reported.relation, other, ChainEvidence::Reported(reported.by.document));
        }
    }
    let typed: BTreeSet<(bool, WorkIndex)> = found
        .keys()
        .filter(|(_, relation, _)| *relation != Relation::Cites)
        .map(|(way, _, other)| (*way, *other))
        .collect();
    let (cited, citing) = (cited(corpus, work), citing(corpus, work));
    let is_shown = |&(way, relation, other): &(bool, Relation, WorkIndex)| {
        relation != Relation::Cites || !typed.contains(&(way, other))
    };
    let neighbour = |((way, relation, other), word): ((bool, Relation, WorkIndex), ChainEvidence)| {
        let passages = if way { &citing } else { &cited };
        let passages = passages.get(&other).copied().unwrap_or(0);
        Neighbour { work: other, relation, outgoing: !way, word, passages }
    };
    found.into_iter().filter(|(key, _)| is_shown(key)).map(neighbour).collect()
}

/// Citations around a work that lead nowhere.
pub fn unresolved(corpus: &Corpus, index: WorkIndex) -> Unresolved {
    let work = &corpus.works[index];
    let mut unresolved = Unresolved { perhaps: work.perhaps_cited_by.len(), ..Unresolved::default() };
    for resolved in held(corpus, work).iter().flat_map(|document| &document.citations) {
        match &resolved.resolution {
            Resolution::Unknown => unresolved.unknown += 1,
            Resolution::Ambiguous(_) => unresolved.ambiguous += 1,
            Resolution::Work(_, _) | Resolution::Own => {}
        }
    }
    unresolved
}

fn held<'a>(corpus: &'a Corpus, work: &Work) -> Option<&'a HeldDocument> {
    work.held.map(|document| &*corpus.documents[document])
}

/// How often the work's own text names each other work.
fn cited(corpus: &Corpus, work: &Work) -> BTreeMap<WorkIndex, usize> {
    let mut counts = BTreeMap::new();
    for resolved in held(corpus, work).iter().flat_map(|document| &document.citations) {
        if let Resolution::Work(other, _) = resolved.resolution {
            *counts.entry(other).or_insert(0) += 1;
        }
    }
    counts
}

/// How often each other work's text names this one.
fn citing(corpus: &Corpus, work: &Work) -> BTreeMap<WorkIndex, usize> {
    let mut counts = BTreeMap::new();
    for passage in &work.cited_by {
        *counts.entry(corpus.documents[passage.document].work).or_insert(0) += 1;
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::{WorkHead, WorkRelation};
    use std::sync::Arc;

    fn corpus(edges: &[(WorkIndex, Relation, WorkIndex)]) -> Corpus {
        let mut works: Vec<Work> = (0..6).map(|_| WorkHead::empty().into()).collect();
        for &(from, relation, to) in edges {
            works[from].relations.push(WorkRelation { relation, outgoing: true, other: to, declared: false });
            works[to].relations.push(WorkRelation { relation, outgoing: false, other: from, declared: false });
        }
        works.iter_mut().for_each(|work| work.relations.sort_unstable());
        Corpus { works: works.into_iter().map(Arc::new).collect::<Vec<_>>().into(), ..Corpus::default() }
    }

    #[test]
    fn a_picture_is_drawn_where_it_says_more_than_a_list() {
        use Relation::{Amends, Basis, Cites, Implements};
        for (edges, expected) in [
            (vec![], false),
            (vec![(0, Cites, 1), (2, Cites, 0), (3, Cites, 0)], false),
            (vec![(0, Basis, 1), (2, Basis, 0)], false),
            (vec![(0, Implements, 1), (0, Implements, 2)], false),
            (vec![(0, Implements, 1), (1, Implements, 0)], true),
            (vec![(0, Implements, 1), (1, Implements, 2)], true),
            (vec![(1, Implements, 0)], true),
            (vec![(1, Amends, 0)], true),
            (vec![(0, Amends, 1)], true),
        ] {
            assert_eq!(is_worth_drawing(&corpus(&edges), 0), expected, "{edges:?}");
        }
        assert!(!is_worth_drawing(&corpus(&[]), 99), "a work that is not there");
    }

    #[test]
    fn a_neighbour_stands_once_in_each_direction_and_relation() {
        use Relation::{Basis, Cites, Implements};
        let corpus = corpus(&[(0, Basis, 1), (0, Cites, 1), (0, Cites, 2), (2, Cites, 0), (3, Implements, 0)]);
        let found: Vec<(bool, Relation, WorkIndex)> = neighbours(&corpus, 0)
            .iter()
            .map(|neighbour| (neighbour.outgoing, neighbour.relation, neighbour.work))
            .collect();
        assert_eq!(found, [(true, Basis, 1), (true, Cites, 2), (false, Implements, 3), (false, Cites, 2)]);
    }
}
