//! Pairs the units of the newer document with those of the older one.
//!
//! Pairs come from shared word triples, the best first. Those that keep the order of both documents (the heaviest
//! increasing run) stand where they stood; the others were moved.

use super::units::{TextUnit, UnitKind};
use super::words::pieces;
use super::{ComparisonRow, Overlap, SHARED_RUN};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Words of a triple.
const GRAM: usize = 3;
/// A triple that more units have says nothing of any of them.
const COMMON: usize = 40;
/// Shared triples of both units, as a share of all, from which two are one passage; in per mille.
const ALIKE: usize = 350;
/// … or of the shorter one, where it went into a longer one nearly whole.
const INSIDE: usize = 700;
/// Triples that the shorter one must have for that.
const INSIDE_GRAMS: usize = 8;

/// Old index and new index of each pair, by new index.
pub(super) fn pair(old: &[TextUnit], new: &[TextUnit]) -> Vec<(usize, usize)> {
    let mut candidates = candidates(old, new);
    // The best first; among equals, those whose places in the two documents are nearest.
    candidates.sort_by_key(|&(score, old_at, new_at)| {
        let distance = (old_at * new.len().max(1)).abs_diff(new_at * old.len().max(1));
        (std::cmp::Reverse(score), distance, new_at, old_at)
    });
    let (mut old_taken, mut new_taken) = (vec![false; old.len()], vec![false; new.len()]);
    let mut pairs = Vec::new();
    for (_, old_at, new_at) in candidates {
        if !old_taken[old_at] && !new_taken[new_at] {
            old_taken[old_at] = true;
            new_taken[new_at] = true;
            pairs.push((old_at, new_at));
        }
    }
    pair_headings(old, new, &mut pairs, (&mut old_taken, &mut new_taken));
    pairs.sort_by_key(|&(_, new_at)| new_at);
    pairs
}

/// Headings that were worded anew are known by what stands below them: each other's best, by words that both have.
fn pair_headings(
    old: &[TextUnit],
    new: &[TextUnit],
    pairs: &mut Vec<(usize, usize)>,
    taken: (&mut [bool], &mut [bool]),
) {
    let headings = |units: &[TextUnit]| -> Vec<Vec<usize>> {
        let mut open: Vec<(u8, usize)> = Vec::new();
        let above = |(at, unit): (usize, &TextUnit)| {
            if let UnitKind::Heading(level) = unit.kind {
                open.retain(|(other, _)| *other < level);
                open.push((level, at));
            }
            open.iter().map(|(_, heading)| *heading).collect()
        };
        units.iter().enumerate().map(above).collect()
    };
    let (old_above, new_above) = (headings(old), headings(new));
    let mut shared: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for &(old_at, new_at) in pairs.iter().filter(|(old_at, _)| old[*old_at].kind == UnitKind::Text) {
        for old_heading in &old_above[old_at] {
            for new_heading in &new_above[new_at] {
                if old[*old_heading].kind == new[*new_heading].kind {
                    *shared.entry((*old_heading, *new_heading)).or_default() += new[new_at].keys.len();
                }
            }
        }
    }
    let mut best: Vec<(usize, usize, usize)> = shared.into_iter().map(|((a, b), words)| (words, a, b)).collect();
    best.sort_by_key(|&(words, old_at, new_at)| (std::cmp::Reverse(words), new_at, old_at));
    for (_, old_at, new_at) in best {
        if !taken.0[old_at] && !taken.1[new_at] {
            taken.0[old_at] = true;
            taken.1[new_at] = true;
            pairs.push((old_at, new_at));
        }
    }
}

/// Score in per mille, old index, new index.
fn candidates(old: &[TextUnit], new: &[TextUnit]) -> Vec<(usize, usize, usize)> {
    let mut index: HashMap<&[String], Vec<usize>> = HashMap::new();
    for (at, unit) in old.iter().enumerate() {
        for gram in grams(unit) {
            let units = index.entry(gram).or_default();
            if units.last() != Some(&at) {
                units.push(at);
            }
        }
    }
    let mut candidates = Vec::new();
    for (new_at, unit) in new.iter().enumerate() {
        // Sorted, so that equal scores come in the same order each time.
        let mut shared: BTreeMap<usize, usize> = BTreeMap::new();
        let own: BTreeSet<&[String]> = grams(unit).collect();
        for gram in &own {
            let units = index.get(gram).filter(|units| units.len() <= COMMON);
            units.into_iter().flatten().for_each(|old_at| *shared.entry(*old_at).or_default() += 1);
        }
        for (old_at, shared) in shared {
            let other: BTreeSet<&[String]> = grams(&old[old_at]).collect();
            let same_kind = unit.kind == old[old_at].kind;
            let alike = 2000 * shared / (own.len() + other.len());
            let shorter = own.len().min(other.len());
            let inside = 1000 * shared / shorter;
            if alike >= ALIKE || (inside >= INSIDE && shorter >= INSIDE_GRAMS) {
                let bonus = usize::from(same_kind) + usize::from(unit.keys == old[old_at].keys) * 1000;
                candidates.push((alike + bonus, old_at, new_at));
            }
        }
    }
    candidates
}

/// The triples of a unit; a shorter unit is one gram.
fn grams(unit: &TextUnit) -> impl Iterator<Item = &[String]> {
    unit.keys.windows(GRAM.min(unit.keys.len()).max(1))
}

/// The rows in the order of the newer document.
pub(super) fn rows(old: &[TextUnit], new: &[TextUnit], pairs: &[(usize, usize)]) -> Vec<ComparisonRow> {
    let steady = steady(old, pairs);
    let mut by_new: BTreeMap<usize, (usize, bool)> = BTreeMap::new();
    let mut paired_old = vec![false; old.len()];
    for (at, &(old_at, new_at)) in pairs.iter().enumerate() {
        by_new.insert(new_at, (old_at, !steady[at]));
        paired_old[old_at] = true;
    }
    let mut rows = Vec::with_capacity(new.len());
    // What is dropped stands behind the last unit that stands where it stood.
    let mut reached = 0;
    let dropped = |rows: &mut Vec<ComparisonRow>, upto: usize, reached: &mut usize| {
        rows.extend((*reached..upto).filter(|at| !paired_old[*at]).map(ComparisonRow::Dropped));
        *reached = (*reached).max(upto);
    };
    for (new_at, unit) in new.iter().enumerate() {
        let Some(&(old_at, moved)) = by_new.get(&new_at) else {
            rows.push(ComparisonRow::Added(new_at));
            continue;
        };
        if !moved {
            dropped(&mut rows, old_at, &mut reached);
        }
        rows.push(if old[old_at].keys == unit.keys {
            ComparisonRow::Kept { old: old_at, new: new_at, moved }
        } else {
            ComparisonRow::Changed { old: old_at, new: new_at, moved, pieces: pieces(&old[old_at], unit) }
        });
    }
    dropped(&mut rows, old.len(), &mut reached);
    rows
}

/// For each pair whether it belongs to the heaviest run of pairs that go forward in both documents, by words.
/// O(n log n): a Fenwick tree of best weights by old index.
fn steady(old: &[TextUnit], pairs: &[(usize, usize)]) -> Vec<bool> {
    let mut tree: Vec<(usize, Option<usize>)> = vec![(0, None); old.len() + 1];
    let mut before: Vec<Option<usize>> = vec![None; pairs.len()];
    for (at, &(old_at, _)) in pairs.iter().enumerate() {
        let (mut best, mut node) = ((0, None), old_at);
        while node > 0 {
            best = if tree[node].0 > best.0 { tree[node] } else { best };
            node -= node & node.wrapping_neg();
        }
        before[at] = best.1;
        let weight = best.0 + old[old_at].keys.len();
        let mut node = old_at + 1;
        while node < tree.len() {
            if weight > tree[node].0 {
                tree[node] = (weight, Some(at));
            }
            node += node & node.wrapping_neg();
        }
    }
    let mut end = (0, None);
    let mut node = old.len();
    while node > 0 {
        end = if tree[node].0 > end.0 { tree[node] } else { end };
        node -= node & node.wrapping_neg();
    }
    let mut steady = vec![false; pairs.len()];
    let mut at = end.1;
    while let Some(pair) = at {
        steady[pair] = true;
        at = before[pair];
    }
    steady
}

/// How much of each document stands in the other, in runs of [`SHARED_RUN`] words. Runs go across units.
pub(super) fn overlap(old: &[TextUnit], new: &[TextUnit]) -> (Overlap, Overlap) {
    let words =
        |units: &[TextUnit]| -> Vec<String> { units.iter().flat_map(|unit| unit.keys.iter().cloned()).collect() };
    let (old, new) = (words(old), words(new));
    (shared(&old, &new), shared(&new, &old))
}

fn shared(words: &[String], other: &[String]) -> Overlap {
    let runs: BTreeSet<&[String]> = other.windows(SHARED_RUN).collect();
    let mut marked = vec![false; words.len()];
    for (at, run) in words.windows(SHARED_RUN).enumerate() {
        if runs.contains(run) {
            marked[at..at + SHARED_RUN].iter_mut().for_each(|mark| *mark = true);
        }
    }
    Overlap { words: words.len(), shared: marked.into_iter().filter(|mark| *mark).count() }
}
