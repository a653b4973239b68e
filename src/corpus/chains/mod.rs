//! Implementation chains: what carries out a work, what carries out that, with the days in between (bộ →
//! tỉnh → huyện/xã).
//!
//! In: the relations of works, those that documents state of themselves or editors declare, and those that others
//! report. Out: [`Branch`]es, a bounded tree, made for the page that shows it; nothing is kept for all works.

use super::facts::CorpusFacts;
use super::{Corpus, DocumentIndex, WorkIndex, WorkRelation};
use crate::content::front_matter::Relation;
use crate::text::date::WorkDate;
use crate::trace::{EVERYTHING, kinds, note, unrecorded};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::hash::{Hash, Hasher};

/// Levels below the work a page is about.
const DEEPEST: usize = 6;
/// Works shown under one.
const BROADEST: usize = 12;
/// Works shown in one tree.
const MOST: usize = 120;
/// Works shown under one where the tree has a page of its own: more than there ever were provinces.
const BROADEST_ALONE: usize = 80;
/// Works shown in one tree on a page of its own.
const MOST_ALONE: usize = 160;
/// Works under one that are looked at to find who stands between: beyond, the tree is cut anyway.
const COMPARED: usize = 400;

/// On whose word one work carries out another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChainEvidence {
    /// Editors declare it.
    Declared,
    /// Its own opening says so.
    Own,
    /// Another document reports it.
    Reported(DocumentIndex),
}

/// A work in a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainLink {
    /// Which.
    pub work: WorkIndex,
    /// On whose word it carries out the one above.
    pub word: ChainEvidence,
    /// Days after the one above; only where both days are known.
    pub days: Option<i32>,
    /// Days after the root.
    pub days_from_root: Option<i32>,
    /// It stands elsewhere in the tree, with what carries it out.
    pub repeated: bool,
    /// What carries it out.
    pub below: Branch,
}

/// What carries out one work.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Branch {
    /// By date, those without one last.
    pub links: Vec<ChainLink>,
    /// Works left out.
    pub more: usize,
}

/// What carries out `root`, as a tree. A work that carries out both another and what that one carries out stands under
/// the nearer one. Cycles and works that come twice are not gone into again.
pub fn carried_out_by(corpus: &Corpus, root: WorkIndex) -> Branch {
    tree(corpus, root, BROADEST, MOST)
}

/// The same for a page that shows little else: every province finds its place under a ministry's decision.
pub fn carried_out_widely(corpus: &Corpus, root: WorkIndex) -> Branch {
    tree(corpus, root, BROADEST_ALONE, MOST_ALONE)
}

fn tree(corpus: &Corpus, root: WorkIndex, broadest: usize, most: usize) -> Branch {
    let mut nodes: Vec<ChainNode> =
        vec![ChainNode { work: root, word: ChainEvidence::Own, repeated: false, below: Vec::new(), more: 0 }];
    let mut placed = BTreeSet::from([root]);
    let mut queue = VecDeque::from([(0, 0)]);
    while let Some((at, depth)) = queue.pop_front() {
        let works = direct(corpus, nodes[at].work);
        let works: Vec<(WorkIndex, ChainEvidence)> = works.into_iter().filter(|(work, _)| *work != root).collect();
        if depth == DEEPEST {
            nodes[at].more = works.len();
            continue;
        }
        for (index, (work, word)) in works.iter().enumerate() {
            if index == broadest || nodes.len() > most {
                nodes[at].more = works.len() - index;
                break;
            }
            let repeated = !placed.insert(*work);
            let child = nodes.len();
            nodes.push(ChainNode { work: *work, word: *word, repeated, below: Vec::new(), more: 0 });
            nodes[at].below.push(child);
            if !repeated {
                queue.push_back((child, depth + 1));
            }
        }
    }
    Tree { corpus, nodes: &nodes, root }.branch(0)
}

struct ChainNode {
    work: WorkIndex,
    word: ChainEvidence,
    repeated: bool,
    below: Vec<usize>,
    more: usize,
}

struct Tree<'a> {
    corpus: &'a Corpus,
    nodes: &'a [ChainNode],
    root: WorkIndex,
}

impl Tree<'_> {
    /// At most [`DEEPEST`] calls deep.
    fn branch(&self, at: usize) -> Branch {
        let node = &self.nodes[at];
        let link = |child: &usize| {
            let below = &self.nodes[*child];
            ChainLink {
                work: below.work,
                word: below.word,
                days: days(self.corpus, node.work, below.work),
                days_from_root: days(self.corpus, self.root, below.work),
                repeated: below.repeated,
                below: self.branch(*child),
            }
        };
        Branch { links: node.below.iter().map(link).collect(), more: node.more }
    }
}

/// The works that carry out `work` with no known work in between, by date.
fn direct(corpus: &Corpus, work: WorkIndex) -> Vec<(WorkIndex, ChainEvidence)> {
    let works = in_order(corpus, neighbours(corpus, work, false));
    let places: BTreeMap<WorkIndex, usize> = works.iter().enumerate().map(|(at, (work, _))| (*work, at)).collect();
    let mut farther: BTreeSet<WorkIndex> = BTreeSet::new();
    // Only an earlier work can stand in between, so works that carry out each other in a circle do not all vanish.
    for (at, (between, _)) in works.iter().take(COMPARED).enumerate().filter(|_| works.len() > 1) {
        let below = neighbours(corpus, *between, false);
        farther.extend(below.into_keys().filter(|work| places.get(work).is_some_and(|place| *place > at)));
    }
    works.into_iter().filter(|(work, _)| !farther.contains(work)).collect()
}

fn in_order(corpus: &Corpus, works: BTreeMap<WorkIndex, ChainEvidence>) -> Vec<(WorkIndex, ChainEvidence)> {
    let mut order = corpus.in_order(works.keys().copied());
    order.sort_by_key(|work| by_date(corpus, *work));
    order.into_iter().map(|work| (work, works[&work])).collect()
}

/// By date; works without one last.
fn by_date(corpus: &Corpus, work: WorkIndex) -> (bool, i16, Option<jiff::civil::Date>) {
    let date = corpus.works[work].date;
    (date.is_none(), date.map_or(0, WorkDate::year), date.and_then(WorkDate::day))
}

/// The works that `work` carries out: a fact of its own, which stays as it is where one more carries `work` out.
fn carries_out(corpus: &Corpus, work: WorkIndex) -> BTreeMap<WorkIndex, ChainEvidence> {
    note(kinds::CARRIES_OUT, u32::try_from(work).unwrap_or(EVERYTHING));
    unrecorded(|| neighbours(corpus, work, true))
}

/// The value of that fact: works and words by their keys.
pub(super) fn hash_carried_out(corpus: &Corpus, work: WorkIndex, keys: &CorpusFacts<'_>, hasher: &mut impl Hasher) {
    for (other, word) in neighbours(corpus, work, true) {
        let document = match word {
            ChainEvidence::Reported(document) => Some(keys.document_key(document)),
            ChainEvidence::Declared | ChainEvidence::Own => None,
        };
        (keys.list_of_works(&[other]), std::mem::discriminant(&word), document).hash(hasher);
    }
}

/// The works that `work` carries out (`outgoing`) or that carry it out, each on the best word there is.
fn neighbours(corpus: &Corpus, work: WorkIndex, outgoing: bool) -> BTreeMap<WorkIndex, ChainEvidence> {
    let mut found: BTreeMap<WorkIndex, ChainEvidence> = BTreeMap::new();
    let mut add = |other: WorkIndex, word: ChainEvidence| {
        if other != work {
            let best = found.entry(other).or_insert(word);
            *best = (*best).min(word);
        }
    };
    // Sorted by relation and direction: a law that ten thousand documents cite is not read through for each of them.
    let all = &corpus.works[work].relations;
    let first = all.partition_point(|found| (found.relation, found.outgoing) < (Relation::Implements, outgoing));
    let matching = |found: &&WorkRelation| (found.relation, found.outgoing) == (Relation::Implements, outgoing);
    for relation in all[first..].iter().take_while(matching) {
        add(relation.other, if relation.declared { ChainEvidence::Declared } else { ChainEvidence::Own });
    }
    for reported in corpus.statements.of(work, outgoing) {
        if reported.relation == Relation::Implements {
            add(if outgoing { reported.to } else { reported.from }, ChainEvidence::Reported(reported.by.document));
        }
    }
    found
}

/// A step of a path upwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// The work.
    pub work: WorkIndex,
    /// Days after the step before.
    pub days: Option<i32>,
    /// On whose word it carries out the step before.
    pub word: ChainEvidence,
}

/// Paths shown upwards.
const PATHS: usize = 4;

/// What `work` carries out, and what that carries out, up to where it begins: each path from its beginning down to
/// `work` itself. Of two works where one carries out the other, only the nearer begins a path.
pub fn paths_to(corpus: &Corpus, work: WorkIndex) -> Vec<Vec<Step>> {
    let mut paths = Vec::new();
    for (parent, word) in nearest_above(corpus, work).into_iter().take(PATHS) {
        let mut above = vec![(parent, word)];
        let mut seen = BTreeSet::from([work, parent]);
        while above.len() < DEEPEST {
            let last = above[above.len() - 1].0;
            let Some(next) = nearest_above(corpus, last).into_iter().find(|(next, _)| seen.insert(*next)) else {
                break;
            };
            above.push(next);
        }
        paths.push(path(corpus, work, &above));
    }
    paths
}

fn path(corpus: &Corpus, work: WorkIndex, above: &[(WorkIndex, ChainEvidence)]) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::with_capacity(above.len() + 1);
    let mut word = ChainEvidence::Own;
    for (next, next_word) in above.iter().rev().copied().chain([(work, ChainEvidence::Own)]) {
        let days = steps.last().and_then(|before| days(corpus, before.work, next));
        steps.push(Step { work: next, days, word });
        word = next_word;
    }
    steps
}

/// The works that `work` carries out with no known work in between, by date.
fn nearest_above(corpus: &Corpus, work: WorkIndex) -> Vec<(WorkIndex, ChainEvidence)> {
    let works = in_order(corpus, carries_out(corpus, work));
    let places: BTreeMap<WorkIndex, usize> = works.iter().enumerate().map(|(at, (work, _))| (*work, at)).collect();
    let mut farther: BTreeSet<WorkIndex> = BTreeSet::new();
    for (at, (between, _)) in works.iter().enumerate().take(COMPARED).filter(|_| works.len() > 1) {
        let above = carries_out(corpus, *between);
        farther.extend(above.into_keys().filter(|work| places.get(work).is_some_and(|place| *place < at)));
    }
    works.into_iter().filter(|(work, _)| !farther.contains(work)).collect()
}

/// Days from one work to another, where both days are known and undisputed and the second is not the earlier.
fn days(corpus: &Corpus, from: WorkIndex, to: WorkIndex) -> Option<i32> {
    let day = |work: WorkIndex| {
        let work = &corpus.works[work];
        work.date.and_then(WorkDate::day).filter(|_| !work.date_disputed)
    };
    let days = day(from)?.until(day(to)?).ok()?.get_days();
    (days >= 0).then_some(days)
}

#[cfg(test)]
mod tests;
