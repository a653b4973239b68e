//! Lists which works each document cites, to narrow results by. Browsers read these pieces only when a
//! reader narrows by works.
//!
//! Works are numbered by how many documents cite them, most first, so that the numbers of a document are
//! small and the names of those that count stand in the first piece. A work that a single document cites
//! narrows nothing and is left out.

use super::IndexSources;
use super::facets::{BLOCK, Numbered};
use super::names::work_name;
use super::pack::{Piece, PieceStock};
use crate::corpus::{HeldDocument, Resolution, WorkIndex};
use rayon::prelude::*;
use serde::Serialize;
use std::cmp::Reverse;

/// Works in one piece of names, which the reader of the index knows.
const NAMES: usize = 512;
/// More works than this are not counted: a work that two documents of a hundred thousand cite narrows nothing.
const MOST: usize = 1 << 14;

/// Packed.
pub(super) struct CitedPieces {
    /// For each block of documents: of each document the numbers of its works, ascending.
    pub lists: Vec<Piece>,
    /// Id and name of each work, [`NAMES`] to a piece.
    pub names: Vec<Piece>,
}

/// Writes the lists of `documents`.
pub(super) fn write(sources: &IndexSources<'_>, documents: &Numbered<'_>, stock: &PieceStock) -> CitedPieces {
    let works = &sources.corpus.works;
    let cited: Vec<Vec<WorkIndex>> =
        documents.par_iter().map(|document| document.map(cited_works).unwrap_or_default()).collect();
    let mut counts = vec![0_usize; works.len()];
    cited.iter().flatten().for_each(|work| counts[*work] += 1);
    let mut most: Vec<WorkIndex> = (0..works.len()).filter(|work| counts[*work] > 1).collect();
    most.sort_unstable_by_key(|work| (Reverse(counts[*work]), *work));
    most.truncate(MOST);
    let mut numbers = vec![None; works.len()];
    most.iter().enumerate().for_each(|(number, work)| numbers[*work] = Some(number));
    let of_document = |works: &Vec<WorkIndex>| {
        let mut found: Vec<usize> = works.iter().filter_map(|work| numbers[*work]).collect();
        found.sort_unstable();
        found
    };
    let of_block = |block: &[Vec<WorkIndex>]| block.par_iter().map(of_document).collect::<Vec<_>>();
    let rows = |block: &[WorkIndex]| -> Vec<(&str, String)> {
        block.iter().map(|work| (works[*work].id.as_str(), work_name(&works[*work]))).collect()
    };
    CitedPieces {
        lists: cited.chunks(BLOCK).map(|block| json(&of_block(block), stock)).collect(),
        names: most.chunks(NAMES).map(|block| json(&rows(block), stock)).collect(),
    }
}

fn json(value: &impl Serialize, stock: &PieceStock) -> Piece {
    stock.pack(&serde_json::to_vec(value).expect("strings and numbers are always JSON"))
}

/// The works that a document cites, each once.
fn cited_works(document: &HeldDocument) -> Vec<WorkIndex> {
    let works = document.citations.iter().filter_map(|resolved| match resolved.resolution {
        Resolution::Work(work, _) => Some(work),
        _ => None,
    });
    let mut works: Vec<WorkIndex> = works.collect();
    works.sort_unstable();
    works.dedup();
    works
}
