//! Numbers documents in the order in which they came to the site: the index is laid out by these numbers, so that a new
//! document, whatever its date, moves no other.
//!
//! In: the corpus, the numbers that the ledger has. Out: [`DocumentNumbers`]. Documents without a number get the next
//! ones, oldest first; the ledger keeps them. A site without a ledger is numbered by dates.

use crate::corpus::{Corpus, DocumentIndex};
use std::collections::{BTreeMap, BTreeSet};

/// The numbers of all documents.
#[derive(Clone, Debug, Default)]
pub struct DocumentNumbers {
    /// By index in the corpus.
    of: Vec<u32>,
    /// One more than any number that was ever given.
    end: u32,
}

impl DocumentNumbers {
    /// `known`: by address, each number once; of documents that are gone, too.
    pub fn new(corpus: &Corpus, known: &BTreeMap<String, u32>) -> Self {
        let mut end = known.values().max().map_or(0, |last| last + 1);
        let mut of = vec![0; corpus.documents.len()];
        let mut taken = BTreeSet::new();
        for index in corpus.newest.iter().rev() {
            let number = known.get(corpus.documents[*index].address.as_str()).copied();
            of[*index] = number.filter(|number| taken.insert(*number)).unwrap_or_else(|| {
                end += 1;
                end - 1
            });
        }
        Self { of, end }
    }

    /// The number of a document.
    pub fn of(&self, document: DocumentIndex) -> u32 {
        self.of[document]
    }

    /// One more than any number that was ever given.
    pub const fn end(&self) -> u32 {
        self.end
    }

    /// All documents, by number.
    pub fn order(&self) -> Vec<DocumentIndex> {
        let mut order: Vec<DocumentIndex> = (0..self.of.len()).collect();
        order.sort_unstable_by_key(|document| self.of[*document]);
        order
    }

    /// Numbers by address, for the ledger.
    pub fn by_address(&self, corpus: &Corpus) -> BTreeMap<String, u32> {
        corpus.documents.iter().zip(&self.of).map(|(held, number)| (held.address.clone(), *number)).collect()
    }
}
