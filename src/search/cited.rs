//! Lists which works each document cites, to narrow results by. Browsers read these files only when a
//! reader narrows by works.
//!
//! Works are numbered by how many documents cite them, most first, so that the numbers of a document are
//! small and the names of those that count stand in the first file. A work that a single document cites
//! narrows nothing and is left out.

use super::IndexSources;
use super::facets::BLOCK;
use super::names::work_name;
use super::pack::{IndexFile, deflate, name_of};
use crate::corpus::{HeldDocument, Resolution, WorkIndex};
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Works in one file of names, which the reader of the index knows.
const NAMES: usize = 512;
/// More works than this are not counted: a work that two documents of a hundred thousand cite narrows nothing.
const MOST: usize = 1 << 14;

/// Files and their names.
#[derive(Default)]
pub(super) struct CitedFiles {
    pub pieces: Vec<IndexFile>,
    /// For each block of documents: of each document the numbers of its works, ascending.
    pub lists: Vec<String>,
    /// Id and name of each work, [`NAMES`] to a file.
    pub names: Vec<String>,
}

/// Writes the lists of `documents`, in the order of the index.
pub(super) fn write(sources: &IndexSources<'_>, documents: &[&HeldDocument]) -> CitedFiles {
    let cited: Vec<BTreeSet<WorkIndex>> = documents.iter().map(|document| works(document)).collect();
    let mut counts: BTreeMap<WorkIndex, usize> = BTreeMap::new();
    for work in cited.iter().flatten() {
        *counts.entry(*work).or_default() += 1;
    }
    let mut most: Vec<(WorkIndex, usize)> = counts.into_iter().filter(|(_, count)| *count > 1).collect();
    most.sort_by_key(|(work, count)| (Reverse(*count), *work));
    most.truncate(MOST);
    let numbers: BTreeMap<WorkIndex, usize> =
        most.iter().enumerate().map(|(number, (work, _))| (*work, number)).collect();

    let mut out = CitedFiles::default();
    let mut put = |packed: Vec<u8>, names: &mut Vec<String>| {
        let name = format!("f/{}", name_of([packed.as_slice()]));
        out.pieces.push(IndexFile::new(&name, packed, sources.form));
        names.push(name);
    };
    for block in cited.chunks(BLOCK) {
        let of_document = |works: &BTreeSet<WorkIndex>| -> BTreeSet<usize> {
            works.iter().filter_map(|work| numbers.get(work).copied()).collect()
        };
        let lists: Vec<BTreeSet<usize>> = block.iter().map(of_document).collect();
        put(json(&lists), &mut out.lists);
    }
    for block in most.chunks(NAMES) {
        let works = block.iter().map(|(work, _)| &sources.corpus.works[*work]);
        let rows: Vec<(&str, String)> = works.map(|work| (work.id.as_str(), work_name(work))).collect();
        put(json(&rows), &mut out.names);
    }
    out
}

fn json(value: &impl Serialize) -> Vec<u8> {
    deflate(&serde_json::to_vec(value).expect("strings and numbers are always JSON"))
}

fn works(document: &HeldDocument) -> BTreeSet<WorkIndex> {
    let works = document.citations.iter().filter_map(|resolved| match resolved.resolution {
        Resolution::Work(work, _) => Some(work),
        _ => None,
    });
    works.collect()
}
