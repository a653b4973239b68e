//! Lists which works each document cites, to narrow results by. Browsers read these pieces only when a
//! reader narrows by works.
//!
//! Works are numbered by how many documents cite them, most first, so that the numbers of a document are
//! small and the names of those that count stand in the first piece. A work that a single document cites
//! narrows nothing and is left out.

use super::IndexSources;
use super::facets::{BLOCK, Numbered};
use super::names::work_name;
use super::pack::pack;
use crate::corpus::{HeldDocument, Resolution, WorkIndex};
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Works in one piece of names, which the reader of the index knows.
const NAMES: usize = 512;
/// More works than this are not counted: a work that two documents of a hundred thousand cite narrows nothing.
const MOST: usize = 1 << 14;

/// Packed.
#[derive(Default)]
pub(super) struct CitedPieces {
    /// For each block of documents: of each document the numbers of its works, ascending.
    pub lists: Vec<Vec<u8>>,
    /// Id and name of each work, [`NAMES`] to a piece.
    pub names: Vec<Vec<u8>>,
}

/// Writes the lists of `documents`.
pub(super) fn write(sources: &IndexSources<'_>, documents: &Numbered<'_>) -> CitedPieces {
    let cited: Vec<BTreeSet<WorkIndex>> =
        documents.iter().map(|document| document.map(works).unwrap_or_default()).collect();
    let mut counts: BTreeMap<WorkIndex, usize> = BTreeMap::new();
    for work in cited.iter().flatten() {
        *counts.entry(*work).or_default() += 1;
    }
    let mut most: Vec<(WorkIndex, usize)> = counts.into_iter().filter(|(_, count)| *count > 1).collect();
    most.sort_by_key(|(work, count)| (Reverse(*count), *work));
    most.truncate(MOST);
    let numbers: BTreeMap<WorkIndex, usize> =
        most.iter().enumerate().map(|(number, (work, _))| (*work, number)).collect();
    let of_document = |works: &BTreeSet<WorkIndex>| -> BTreeSet<usize> {
        works.iter().filter_map(|work| numbers.get(work).copied()).collect()
    };
    let of_block = |block: &[BTreeSet<WorkIndex>]| block.iter().map(of_document).collect::<Vec<_>>();
    let rows = |block: &[(WorkIndex, usize)]| -> Vec<(&str, String)> {
        let works = block.iter().map(|(work, _)| &sources.corpus.works[*work]);
        works.map(|work| (work.id.as_str(), work_name(work))).collect()
    };
    CitedPieces {
        lists: cited.chunks(BLOCK).map(|block| json(&of_block(block))).collect(),
        names: most.chunks(NAMES).map(|block| json(&rows(block))).collect(),
    }
}

fn json(value: &impl Serialize) -> Vec<u8> {
    pack(&serde_json::to_vec(value).expect("strings and numbers are always JSON"))
}

fn works(document: &HeldDocument) -> BTreeSet<WorkIndex> {
    let works = document.citations.iter().filter_map(|resolved| match resolved.resolution {
        Resolution::Work(work, _) => Some(work),
        _ => None,
    });
    works.collect()
}
