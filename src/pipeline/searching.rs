//! The search index beside the pages: both need the texts of all documents, so both are made of one reading of each.
//!
//! In: what is loaded. Out: pages of documents and files of the index, in the stage; or, for the preview, the files of the index in
//! memory, made when the first of them is asked for.

use super::{Failure, Loaded};
use crate::diagnostic::Diagnostic;
use crate::publish::Stage;
use crate::render::World;
use crate::search::{Abbreviations, FOLDER, Form, Index, Piece, Reading, Sources};
use crate::site::{Job, Page, file_of};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::OnceLock;

/// The site's own short forms.
pub const ABBREVIATIONS: &str = "content/abbreviations.tsv";
/// Documents read at a time: enough work for all cores, little enough to keep in memory.
const BATCH: usize = 256;

/// What the index needs besides the corpus, and the preview's index.
pub(super) struct Search {
    abbreviations: Abbreviations,
    pieces: OnceLock<BTreeMap<String, Vec<u8>>>,
}

impl Search {
    pub(super) fn new(root: &Path) -> Self {
        let own = std::fs::read_to_string(root.join(ABBREVIATIONS)).unwrap_or_default();
        Self { abbreviations: Abbreviations::new(&own), pieces: OnceLock::new() }
    }
}

impl Loaded {
    /// An index to be filled; `None` where the site wants none.
    fn index(&self) -> Option<Index<'_>> {
        let sources = Sources {
            corpus: &self.corpus,
            registries: &self.registries,
            abbreviations: &self.search.abbreviations,
            form: if self.options.portable { Form::Script } else { Form::File },
        };
        self.config.search.then(|| Index::new(sources))
    }

    /// A file of the search index, for the preview.
    pub fn search_piece(&self, address: &str) -> Option<Vec<u8>> {
        let name = address.strip_prefix(FOLDER)?;
        let pieces = self.search.pieces.get_or_init(|| {
            let Some(mut index) = self.index() else { return BTreeMap::new() };
            let mut pieces = Vec::new();
            for batch in Index::order(&self.corpus).chunks(BATCH) {
                // A file that changed since it was read is looked for again with the next load.
                let read =
                    |document: &usize| self.text_of(*document).ok().map(|(_, tree)| index.read(*document, &tree));
                let readings: Vec<Reading> = batch.par_iter().filter_map(read).collect();
                pieces.extend(index.add(readings));
            }
            pieces.extend(index.finish());
            pieces.into_iter().map(|piece| (piece.path, piece.bytes)).collect()
        });
        pieces.get(name).cloned()
    }
}

/// Makes the pages of all documents and, where the site wants one, the search index.
pub(super) fn publish(loaded: &Loaded, world: &World<'_>, stage: &Stage, progress: &(dyn Fn() + Sync)) -> Vec<Failure> {
    let pages: BTreeMap<usize, &Page> = loaded
        .site
        .pages
        .iter()
        .filter_map(|page| match page.job {
            Job::Document(index) => Some((index, page)),
            _ => None,
        })
        .collect();
    let mut index = loaded.index();
    let mut failed = Vec::new();
    for batch in Index::order(&loaded.corpus).chunks(BATCH) {
        let made: Vec<Result<Option<Reading>, Failure>> = batch
            .par_iter()
            .map(|document| {
                let made = document_page(loaded, world, stage, index.as_ref(), (*document, pages[document]));
                progress();
                made
            })
            .collect();
        let mut readings = Vec::with_capacity(made.len());
        for result in made {
            match result {
                Ok(reading) => readings.extend(reading),
                Err(failure) => failed.push(failure),
            }
        }
        if let (true, Some(index)) = (failed.is_empty(), &mut index) {
            failed.extend(put(stage, index.add(readings)));
        }
    }
    if let (true, Some(index)) = (failed.is_empty(), index) {
        failed.extend(put(stage, index.finish()));
    }
    failed
}

fn document_page(
    loaded: &Loaded,
    world: &World<'_>,
    stage: &Stage,
    index: Option<&Index<'_>>,
    (document, page): (usize, &Page),
) -> Result<Option<Reading>, Failure> {
    let (source, tree) = loaded.text_of(document).map_err(Failure::Page)?;
    let bytes: Result<Vec<u8>, Diagnostic> = loaded.renderer.render(world, page, Some((&source, &tree)));
    stage.put(&page.file(), &bytes.map_err(Failure::Page)?).map_err(Failure::Output)?;
    Ok(index.map(|index| index.read(document, &tree)))
}

fn put(stage: &Stage, pieces: Vec<Piece>) -> Vec<Failure> {
    let put = |piece: &Piece| stage.put(&file_of(&format!("{FOLDER}{}", piece.path)), &piece.bytes).err();
    pieces.par_iter().filter_map(put).map(Failure::Output).collect()
}
