//! Makes the files of the search index, which the reader's browser reads by itself.
//!
//! In: the corpus, the registries, and one document tree after another ([`SearchIndex::reader`], in
//! parallel; [`SearchIndex::add`], in order). Out: [`IndexFile`]s, paths below the index's folder with
//! their bytes. Never from HTML.
//!
//! A site has few syllables and they are all frequent, so the index holds folded syllables *and adjacent pairs*. What
//! is indexed is the passage: a few sections of one document, as large as one file of text. Postings are ordered by how
//! much a passage is about the term, best first, and cut: however frequent a term is, its first piece is small. See
//! `themes/default/scripts/search-core.mjs` for the reader of these files.
//!
//! ## How the index is made
//!
//! A Vietnamese site has few syllables, all frequent. So the index holds folded syllables *and adjacent pairs* (and
//! syllables with their marks, numbers as `#2457qdbgddt`, short forms as `~gddt`, cited works as `@id`). What is
//! indexed is the passage: a few sections of one document, as much as one file of text. `search::reading` makes a
//! document's passages and terms, in parallel, from the tree that its page is made of (`pipeline/searching`);
//! `search::runs` sorts postings as numbers, run by run, keeps the runs tightly (beside the output folder,
//! `publish::Scratch`, where they are many) and merges them at the end; `search::postings` orders them by how much a
//! passage is about the term, best first, newest first among equals, and cuts them: however frequent a term, its first
//! piece has at most 2 kB. Files stand in groups of 256 in folders named by their content; `goc.bin`, the root, is the
//! only file that keeps its name, and where lists have more than 3,000 files, pages of their beginnings stand between.
//! What results are narrowed by are columns (`search::facets`) and lists of cited works (`search::cited`), read when
//! they are needed. The browser adds up pairs, reads the texts of the best passages and looks again: longest run in
//! order, marks (typed exactly, fewer typed, conflicting), best section. A portable site has the same pieces as
//! scripts. Words are cut and folded alike in Rust and JavaScript: `tests/search/words.tsv` holds both. The scripts
//! that pages load are made of their sources, `themes/default/scripts`, by esbuild at development time (`npm --prefix
//! tests/browser run scripts`) and committed; a test holds them fresh.

mod abbreviations;
mod cited;
mod counting;
mod facets;
mod lexicon;
mod names;
mod numbering;
mod numbers;
mod pack;
mod passages;
mod postings;
mod reading;
mod root;
mod runs;
pub mod words;

pub use abbreviations::Abbreviations;
pub use numbering::DocumentNumbers;
pub use numbers::terms as number_terms;
pub use pack::{IndexFile, IndexForm};
pub use reading::{DocumentTerms, TermReader};
pub use runs::Shelf;

use crate::content::registry::Registries;
use crate::corpus::{Corpus, DocumentIndex};
use pack::Folder;
use runs::OpenRun;
use std::io;

/// Folder of the index within the site.
pub const FOLDER: &str = crate::address::SEARCH_INDEX;
/// Name of the file in it that is read first, without ending.
pub const ROOT: &str = "goc";

/// What an index is made of besides the texts.
#[derive(Clone, Copy, Debug)]
pub struct IndexSources<'a> {
    /// Who is who.
    pub corpus: &'a Corpus,
    /// Types, issuers, themes.
    pub registries: &'a Registries,
    /// Short forms and what they stand for.
    pub abbreviations: &'a Abbreviations,
    /// As files to be fetched, or as scripts that open from a folder.
    pub form: IndexForm,
}

/// Takes files as they are ready.
pub type FileSink<'a> = dyn FnMut(Vec<IndexFile>) + 'a;

/// An index while it grows.
#[derive(Debug)]
pub struct SearchIndex<'a> {
    sources: IndexSources<'a>,
    runs: OpenRun,
    texts: Folder,
    /// Passages of each document, in the order of [`SearchIndex::order`].
    passages: Vec<u32>,
}

impl<'a> SearchIndex<'a> {
    /// An index without documents.
    pub fn new(sources: IndexSources<'a>) -> Self {
        Self { sources, runs: OpenRun::default(), texts: Folder::new("t", sources.form), passages: Vec::new() }
    }

    /// The order in which documents must be added: oldest first, so that a new document changes few files.
    pub fn order(corpus: &Corpus) -> Vec<DocumentIndex> {
        corpus.newest.iter().rev().copied().collect()
    }

    /// A reader for some documents; others may be read at the same time.
    pub fn reader(&self) -> TermReader<'_> {
        TermReader::new(&self.sources)
    }

    /// Adds documents in the order of [`SearchIndex::order`]; files that are complete by now go to
    /// `sink`, postings to the `shelf`.
    ///
    /// # Errors
    /// What the shelf says.
    pub fn add(
        &mut self,
        readings: Vec<DocumentTerms>,
        shelf: &mut dyn Shelf,
        sink: &mut FileSink<'_>,
    ) -> io::Result<()> {
        self.passages.extend(readings.iter().flat_map(|reading| &reading.counts));
        self.runs.add(&readings, shelf)?;
        let texts = readings.into_iter().flat_map(|reading| reading.passages).map(|passage| passage.text);
        sink(texts.flat_map(|text| self.texts.push(text)).collect());
        Ok(())
    }

    /// The rest of the files.
    ///
    /// # Errors
    /// What the shelf says.
    pub fn finish(mut self, shelf: &mut dyn Shelf, sink: &mut FileSink<'_>) -> io::Result<()> {
        sink(self.texts.finish());
        let total = self.passages.iter().sum();
        let form = self.sources.form;
        let written = postings::write(&mut self.runs.merge(shelf)?, total, form, sink)?;
        let mut names = names::write(&self.sources);
        sink(names.pieces);
        root::split(&mut names.directory, "e", form, sink);
        let facets = facets::write(&self.sources, &self.passages);
        sink(root::write(&root::RootParts {
            sources: &self.sources,
            passages: total,
            documents: self.passages.len(),
            texts: self.texts.groups(),
            terms: &written.directory,
            more: &written.more,
            words: &written.words,
            names: &names.directory,
            facets: &facets.files,
        }));
        sink(facets.pieces);
        Ok(())
    }
}

#[cfg(test)]
mod tests;
