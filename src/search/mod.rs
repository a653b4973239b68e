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
//! The postings of the base are kept for the next run (`search::keeping`), which reads the documents that changed and
//! writes the containers that they change (`search::resume`); all others stand. With every [`RECENT`] new documents the
//! base is another one, and all documents are read.
//!
//! Texts are packed behind a dictionary that the root tells (`dictionary.txt`). The browser adds up the rarest pairs of
//! a query (the root names the frequent words), each passage by BM25F: an impact in sevenths is tf / (tf + 1.2). It
//! reads the texts of the best passages and ranks the articles in them by the same sums, by order and by marks (typed
//! exactly, fewer typed, conflicting); `search-figures.mjs` has the figures. What people say for words of the law is
//! data of the root (`lay.tsv`). A container may be another one by the time a piece is read; the piece does not unpack
//! then, and the browser reads the root again. A portable site has containers cut into scripts, a site whose host sends
//! whole files only has a file for each piece ([`IndexForm`]). Words are cut and folded alike in Rust and JavaScript:
//! `tests/search/words.tsv` holds both. The scripts that pages load are made of their sources,
//! `themes/default/scripts`, by esbuild at development time (`npm --prefix tests/browser run scripts`) and committed; a
//! test holds them fresh.

mod abbreviations;
mod carried;
mod cited;
mod counting;
mod facets;
mod keeping;
mod lexicon;
mod mending;
mod names;
mod numbering;
mod numbers;
mod pack;
mod passages;
mod postings;
mod reading;
mod resume;
mod root;
mod runs;
mod shards;
mod texts;
mod vocabulary;
pub mod words;

pub use abbreviations::Abbreviations;
pub use keeping::IndexKeeper;
pub use numbering::DocumentNumbers;
pub use numbers::terms as number_terms;
pub(crate) use pack::hash;
pub use pack::{IndexFile, IndexForm};
pub use reading::{DocumentTerms, TermReader};
pub use runs::Shelf;

use crate::content::registry::Registries;
use crate::corpus::{Corpus, DocumentIndex};
use keeping::{DocumentKey, KeptFile, KeptIndex};
use postings::{Writer, WrittenTerms};
use resume::Resumed;
use runs::OpenRun;
use shards::TermLayout;
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Passage {
    document: u32,
    place: u32,
}

/// So many documents become part of the base together; the terms of fewer stand apart, so that a new document changes
/// few files.
const RECENT: u32 = 64;
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

    fn write(
        self,
        shelf: &mut dyn Shelf,
        layout: &TermLayout,
        form: IndexForm,
        keeper: Option<&dyn IndexKeeper>,
        sink: &mut FileSink<'_>,
    ) -> io::Result<WrittenTerms> {
        let mut writer = Writer::new(layout, form);
        postings::write(&mut self.runs.merge(shelf)?, &self.passages, &mut writer, keeper, sink)?;
        Ok(writer.finish(sink))
    }
}

/// An index while it grows.
pub struct SearchIndex<'a> {
    sources: IndexSources<'a>,
    keeper: Option<&'a dyn IndexKeeper>,
    /// Of all documents, where there is a keeper.
    keys: Vec<Option<DocumentKey>>,
    /// What the last run kept, where it is true of this one.
    resumed: Option<Resumed>,
    texts: Texts,
    base: TermPart,
    newest: TermPart,
    /// Runs of the newest documents, which are few.
    newest_runs: Vec<Vec<u8>>,
}

impl<'a> SearchIndex<'a> {
    /// An index without documents. What stands in a published index is taken by way of the `keeper`; only an index of
    /// [`IndexForm::Ranges`] is kept.
    pub fn new(sources: IndexSources<'a>, keeper: Option<&'a dyn IndexKeeper>) -> Self {
        let keeper = keeper.filter(|_| sources.form == IndexForm::Ranges);
        let keys = if keeper.is_some() { keeping::keys(&sources) } else { Vec::new() };
        let resumed = keeper.and_then(|keeper| Resumed::plan(&keys, Self::base_end(sources.numbers), keeper));
        let (resumed, texts) =
            resumed.map_or_else(|| (None, Texts::new(sources.form)), |(resumed, texts)| (Some(resumed), texts));
        let (base, newest) = Default::default();
        Self { sources, keeper, keys, resumed, texts, base, newest, newest_runs: Vec::new() }
    }

    /// Whether a document must be read.
    pub fn wants(&self, document: DocumentIndex) -> bool {
        self.resumed.as_ref().is_none_or(|resumed| resumed.wanted.contains(&self.sources.numbers.of(document)))
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

    /// Adds the next of [`SearchIndex::batches`], those that are wanted; files that are complete by now go to `sink`, postings to the `shelf`.
    ///
    /// # Errors
    /// What the shelf says.
    pub fn add(
        &mut self,
        mut readings: Vec<DocumentTerms>,
        shelf: &mut dyn Shelf,
        sink: &mut FileSink<'_>,
    ) -> io::Result<()> {
        for reading in &mut readings {
            let mut texts = std::mem::take(&mut reading.texts).into_iter();
            for (document, passages) in &reading.documents {
                sink(self.texts.push(*document, texts.by_ref().take(*passages as usize)));
            }
            if let Some(resumed) = &self.resumed {
                // Of others of the base, the texts alone were wanted.
                let base_end = Self::base_end(self.sources.numbers);
                reading.retain(|document| document >= base_end || resumed.has_changed(document));
            }
        }
        let first = readings.iter().flat_map(|reading| &reading.documents).map(|(document, _)| *document).next();
        if first.is_none_or(|first| first < Self::base_end(self.sources.numbers)) {
            self.base.add(&readings, shelf)?;
        } else {
            self.newest.add(&readings, &mut self.newest_runs)?;
        }
        Ok(())
    }

    /// The rest of the files.
    ///
    /// # Errors
    /// What the shelf says.
    pub fn finish(self, shelf: &mut dyn Shelf, sink: &mut FileSink<'_>) -> io::Result<()> {
        let Self { sources, keeper, keys, mut resumed, texts, base, newest, mut newest_runs } = self;
        let base_end = Self::base_end(sources.numbers);
        let tops = [base_end, base_end + RECENT];
        let newest = match resumed.as_mut().and_then(|resumed| resumed.newest.take()) {
            Some(containers) => WrittenTerms { containers, parts: Vec::new() },
            None => newest.write(&mut newest_runs, &NEWEST.layout(tops[1], 0), sources.form, None, sink)?,
        };
        let base_shape = if base_end < LARGE { BASE } else { LARGE_BASE };
        let layout = base_shape.layout(tops[0], base_end);
        let base = match (&resumed, keeper) {
            (Some(resumed), Some(keeper)) => {
                resumed.write(&mut base.runs.merge(shelf)?, &base.passages, &layout, keeper, sink)?
            }
            _ => base.write(shelf, &layout, sources.form, keeper, sink)?,
        };
        let before = resumed.map(|resumed| resumed.kept);
        let texts = texts.finish();
        sink(texts.files);
        let before = before.as_ref();
        let stock = before.and_then(|before| before.stock(keeper?)).unwrap_or_default();
        let (mut names, facets) = rayon::join(
            || names::write(&sources, before.map_or(&[], |before| &before.names), keeper),
            || facets::write(&sources, &stock),
        );
        sink(std::mem::take(&mut names.files));
        let generation = |kept: &Option<KeptFile>| kept.as_ref().map_or("", |kept| kept.generation.as_str()).to_owned();
        let generations: Vec<String> = texts.containers.iter().map(generation).collect();
        let parts = root::RootParts {
            sources: &sources,
            passages: texts.units.iter().map(Vec::len).sum(),
            terms: [&base.containers, &newest.containers],
            tops,
            texts: generations.iter().map(String::as_str).collect(),
            places: texts.places,
            names: &names,
            facets,
            stock: &stock,
        };
        let (facts, files) = root::write(parts);
        sink(files);
        if let Some(keeper) = keeper {
            let mut units = texts.units.into_iter();
            let documents = keys.into_iter().map(|key| (units.next().unwrap_or_default(), key));
            KeptIndex {
                version: keeping::VERSION,
                base_end,
                documents: documents.map(|(units, key)| Some((key?, units))).collect(),
                parts: base.parts,
                texts: texts.containers,
                terms: [base.containers, newest.containers],
                names: names.kept,
                facts: Some(facts),
            }
            .write(keeper);
        }
        Ok(())
    }
}

/// How a part of the terms is laid out.
struct Shape {
    letter: &'static str,
    shard: (usize, usize),
}

/// A query reads a dozen shards for a dozen terms, so they are small; of many documents larger, so that their directory
/// is small, too.
const BASE: Shape = Shape { letter: "s", shard: (250, 800) };
const LARGE_BASE: Shape = Shape { letter: "s", shard: (450, 1_300) };
/// Documents from which on it is.
const LARGE: u32 = 4_096;
/// They are read beside those of the base, and the root lists them.
const NEWEST: Shape = Shape { letter: "m", shard: (400, 1_400) };

impl Shape {
    fn layout(&self, top: u32, documents: u32) -> TermLayout {
        TermLayout { letter: self.letter, cuts: shards::cuts(documents), shard: self.shard, top }
    }
}

#[cfg(test)]
mod tests;
