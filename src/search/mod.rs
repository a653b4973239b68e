//! Corpus and the texts of its documents → the files of the search index, which the reader's browser reads by itself.
//!
//! In: the corpus, the registries, and one document tree after another ([`Index::read`], in parallel; [`Index::add`], in
//! order). Out: [`Piece`]s, paths below the index's folder with their bytes. Never from HTML.
//!
//! A site has few syllables and they are all frequent, so the index holds folded syllables *and adjacent pairs*. What is
//! indexed is the passage: a few sections of one document, as large as one file of text. Postings are ordered by how much a
//! passage is about the term, best first, and cut: however frequent a term is, its first piece is small. See
//! `themes/default/static/search-core.mjs` for the reader of these files.

mod abbreviations;
mod accumulate;
mod cited;
mod facets;
mod names;
mod numbers;
mod pack;
mod passages;
mod postings;
mod reading;
mod root;
pub mod words;

pub use abbreviations::Abbreviations;
pub use pack::{Form, Piece};
pub use reading::Reading;

use crate::content::registry::Registries;
use crate::corpus::{Corpus, DocumentIndex};
use crate::document::Document;
use accumulate::Terms;
use pack::Folder;

/// Folder of the index within the site.
pub const FOLDER: &str = "/tim-kiem/chi-muc/";

/// What an index is made of besides the texts.
#[derive(Clone, Copy, Debug)]
pub struct Sources<'a> {
    /// Who is who.
    pub corpus: &'a Corpus,
    /// Types, issuers, themes.
    pub registries: &'a Registries,
    /// Short forms and what they stand for.
    pub abbreviations: &'a Abbreviations,
    /// As files to be fetched, or as scripts that open from a folder.
    pub form: Form,
}

/// An index while it grows.
#[derive(Debug)]
pub struct Index<'a> {
    sources: Sources<'a>,
    terms: Terms,
    texts: Folder,
    /// Passages of each document, in the order of [`Index::order`].
    passages: Vec<u32>,
}

impl<'a> Index<'a> {
    /// An index without documents.
    pub fn new(sources: Sources<'a>) -> Self {
        Self { sources, terms: Terms::default(), texts: Folder::new("t", sources.form), passages: Vec::new() }
    }

    /// The order in which documents must be added: oldest first, so that a new document changes few files.
    pub fn order(corpus: &Corpus) -> Vec<DocumentIndex> {
        corpus.newest.iter().rev().copied().collect()
    }

    /// What one document gives to the index.
    pub fn read(&self, index: DocumentIndex, tree: &Document) -> Reading {
        reading::read(&self.sources, index, tree)
    }

    /// Adds documents in the order of [`Index::order`]; gives the files that are complete by now.
    pub fn add(&mut self, readings: Vec<Reading>) -> Vec<Piece> {
        let mut pieces = Vec::new();
        let first = self.passages.iter().sum();
        for text in readings.iter().flat_map(Reading::texts) {
            pieces.extend(self.texts.push(text.to_vec()));
        }
        self.passages.extend(readings.iter().map(Reading::count));
        self.terms.add(first, readings);
        pieces
    }

    /// The rest of the files.
    pub fn finish(mut self) -> Vec<Piece> {
        let mut pieces = self.texts.finish();
        let total = self.passages.iter().sum();
        let written = postings::write(self.terms, total, self.sources.form);
        pieces.extend(written.pieces);
        let names = names::write(&self.sources);
        pieces.extend(names.pieces);
        let facets = facets::write(&self.sources, &self.passages);
        pieces.extend(root::write(&root::Parts {
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
        pieces.extend(facets.pieces);
        pieces
    }
}

#[cfg(test)]
mod tests;
