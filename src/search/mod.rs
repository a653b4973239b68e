//! Makes the files of the search index, which the reader's browser reads by itself.
//!
//! In: the corpus, the registries, the numbers of documents, and one document tree after another
//! ([`SearchIndex::reader`], in parallel; [`SearchIndex::add`], in order). Out: [`IndexFile`]s, paths below the index's
//! folder with their bytes. Never from HTML.
//!
//! ## What is indexed
//!
//! A Vietnamese site has few syllables, all frequent. So the index holds folded syllables *and adjacent pairs* (and
//! syllables with their marks as `so!số`, numbers as `#2457qdbgddt`, short forms as `~gddt`, cited works as `@id`). What
//! is indexed is the passage: a few sections of one document. `search::reading` makes a document's passages and terms, in
//! parallel, from the tree that its page is made of (`pipeline/searching`); `search::runs` sorts postings as numbers, run
//! by run, keeps the runs tightly (beside the output folder, `publish::Scratch`, where they are many) and merges them at
//! the end; `search::postings` orders them by how much a passage is about the term, best first, newest first among
//! equals, and cuts them: however frequent a term, its first piece has at most 2 kB.
//!
//! ## Where it is
//!
//! Few files with stable names: `goc.bin`, the root, tells the generation of each container; what a browser reads of a
//! container are ranges (`search::pack`). Documents have numbers in the order in which they came, for ever
//! (`search::numbering`, the ledger), so that a new one moves no other: `t/…` texts by number (`search::texts`), `s/…`
//! terms of the base in the order of the alphabet, cut by a table, `m/0` terms of the newest, fewer than
//! [`RECENT`] documents, which become part of the base when they are so many; `n/…` what a query can name, by hash
//! (`search::names`); `f/0` all that is not for one term or text (`search::facets`, `search::cited`,
//! `search::vocabulary`, places of texts). One changed word changes the containers of its terms, of its text, and `f/0`.
//!
//! The browser adds up pairs, reads the texts of the best passages and looks again: longest run in order, marks (typed
//! exactly, fewer typed, conflicting), best section. A container may be another one by the time a piece is read; the
//! piece does not unpack then, and the browser reads the root again. A portable site has containers cut into scripts, a
//! site whose host sends whole files only has a file for each piece ([`IndexForm`]). Words are cut and folded alike in
//! Rust and JavaScript: `tests/search/words.tsv` holds both. The scripts that pages load are made of their sources,
//! `themes/default/scripts`, by esbuild at development time (`npm --prefix tests/browser run scripts`) and committed; a
//! test holds them fresh.

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
mod texts;
mod vocabulary;
pub mod words;

pub use abbreviations::Abbreviations;
pub use numbering::DocumentNumbers;
pub use numbers::terms as number_terms;
pub use pack::{IndexFile, IndexForm};
pub use reading::{DocumentTerms, TermReader};
pub use runs::Shelf;

use crate::content::registry::Registries;
use crate::corpus::{Corpus, DocumentIndex};
use postings::{TermLayout, WrittenTerms};
use runs::OpenRun;
use std::io;
use texts::Texts;

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
    /// In which order documents came.
    pub numbers: &'a DocumentNumbers,
    /// How browsers get at the pieces.
    pub form: IndexForm,
}

/// Takes files as they are ready.
pub type FileSink<'a> = dyn FnMut(Vec<IndexFile>) + 'a;

/// A passage: number of its document, place in it.
#[derive(Clone, Copy, Debug)]
struct Passage {
    document: u32,
    place: u32,
}

/// So many documents become part of the base together; the terms of fewer stand apart, so that a new document changes
/// few files.
const RECENT: u32 = 64;
/// Bytes of a shard before it is packed, of the base and of the newest documents: least and most.
const SHARDS: [(usize, usize); 2] = [(5_000, 9_000), (1_500, 4_000)];
/// Documents read at a time: enough work for all cores, little enough to keep in memory.
const BATCH: usize = 256;

/// The terms of some documents while they grow.
#[derive(Debug, Default)]
struct TermPart {
    runs: OpenRun,
    /// In the order in which they were added.
    passages: Vec<Passage>,
}

impl TermPart {
    fn add(&mut self, readings: &[DocumentTerms], shelf: &mut dyn Shelf) -> io::Result<()> {
        for (document, passages) in readings.iter().flat_map(|reading| &reading.documents) {
            self.passages.extend((0..*passages).map(|place| Passage { document: *document, place }));
        }
        self.runs.add(readings, shelf)
    }
}

/// An index while it grows.
#[derive(Debug)]
pub struct SearchIndex<'a> {
    sources: IndexSources<'a>,
    texts: Texts,
    base: TermPart,
    newest: TermPart,
    /// Runs of the newest documents, which are few.
    newest_runs: Vec<Vec<u8>>,
}

impl<'a> SearchIndex<'a> {
    /// An index without documents.
    pub fn new(sources: IndexSources<'a>) -> Self {
        let texts = Texts::new(sources.form);
        Self { sources, texts, base: TermPart::default(), newest: TermPart::default(), newest_runs: Vec::new() }
    }

    /// The first number that is none of the base.
    const fn base_end(numbers: &DocumentNumbers) -> u32 {
        numbers.end() / RECENT * RECENT
    }

    /// The order in which documents must be added, in groups that may be read at a time.
    pub fn batches(numbers: &DocumentNumbers) -> Vec<Vec<DocumentIndex>> {
        let order = numbers.order();
        let base = order.partition_point(|document| numbers.of(*document) < Self::base_end(numbers));
        let (base, newest) = order.split_at(base);
        base.chunks(BATCH).chain(newest.chunks(BATCH)).map(<[_]>::to_vec).collect()
    }

    /// A reader for some documents; others may be read at the same time.
    pub fn reader(&self) -> TermReader<'_> {
        TermReader::new(&self.sources)
    }

    /// Adds the next of [`SearchIndex::batches`]; files that are complete by now go to `sink`, postings to the `shelf`.
    ///
    /// # Errors
    /// What the shelf says.
    pub fn add(
        &mut self,
        readings: Vec<DocumentTerms>,
        shelf: &mut dyn Shelf,
        sink: &mut FileSink<'_>,
    ) -> io::Result<()> {
        let first = readings.iter().flat_map(|reading| &reading.documents).map(|(document, _)| *document).next();
        if first.is_none_or(|first| first < Self::base_end(self.sources.numbers)) {
            self.base.add(&readings, shelf)?;
        } else {
            self.newest.add(&readings, &mut self.newest_runs)?;
        }
        for reading in readings {
            let mut texts = reading.passages.into_iter().map(|passage| passage.text);
            for (document, passages) in reading.documents {
                sink(self.texts.push(document, texts.by_ref().take(passages as usize)));
            }
        }
        Ok(())
    }

    /// The rest of the files.
    ///
    /// # Errors
    /// What the shelf says.
    pub fn finish(mut self, shelf: &mut dyn Shelf, sink: &mut FileSink<'_>) -> io::Result<()> {
        let sources = self.sources;
        let base_end = Self::base_end(sources.numbers);
        let tops = [base_end, base_end + RECENT];
        let passages = self.base.passages.len() + self.newest.passages.len();
        let base = written(self.base, shelf, "s", SHARDS[0], base_end, sources.form, sink)?;
        let newest = written(self.newest, &mut self.newest_runs, "m", SHARDS[1], tops[1], sources.form, sink)?;
        let (files, texts, places) = self.texts.finish();
        sink(files);
        let mut names = names::write(&sources);
        sink(std::mem::take(&mut names.files));
        let facets = facets::write(&sources);
        let parts = root::RootParts {
            sources: &sources,
            passages,
            terms: [base, newest],
            tops,
            texts,
            places,
            names: &names,
            facets,
        };
        sink(root::write(parts));
        Ok(())
    }
}

fn written(
    part: TermPart,
    shelf: &mut dyn Shelf,
    letter: &'static str,
    shard: (usize, usize),
    top: u32,
    form: IndexForm,
    sink: &mut FileSink<'_>,
) -> io::Result<WrittenTerms> {
    // The newest are few: one container.
    let cuts = postings::cuts(if letter == "s" { top } else { 0 });
    let layout = TermLayout { letter, cuts, shard, top, passages: &part.passages };
    postings::write(&mut part.runs.merge(shelf)?, &layout, form, sink)
}

#[cfg(test)]
mod tests;
