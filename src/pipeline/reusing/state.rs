//! Who shares passages with whom, kept between runs: the index, and of which texts in which order it is.
//!
//! In: the documents of a run, the words of those that changed, before and after. Out: the index that all their words
//! would give.

use super::date;
use super::words::{WordStore, beginning};
use crate::corpus::CitedDocument;
use crate::reuse::{AllWords, EditedDocuments, Look, ReuseIndex, ReuseText};
use crate::store::Store;
use crate::store::codec::{Keep, Names, Reader, Writer, keep_struct};
use jiff::civil::Date;
use std::collections::HashMap;
use std::sync::Arc;

/// The name of the value.
const NAME: &str = "passages";

/// A document in the order of the index: the earliest dated first, those without date last.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Dated {
    pub date: (bool, Option<Date>),
    pub path: Arc<str>,
    /// The beginning of the hash of its file.
    pub of: u64,
}

keep_struct! { Dated { date, path, of } }

/// The documents, in the order of the index.
pub(super) fn dated(documents: &[CitedDocument]) -> Vec<Dated> {
    let dated = documents.iter().map(|document| Dated {
        date: date(&document.raw.front_matter),
        path: Arc::clone(&document.raw.path),
        of: beginning(&document.raw.content_hash),
    });
    let mut dated: Vec<Dated> = dated.collect();
    dated.sort();
    dated
}

/// An index, and of what it is.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct State {
    pub documents: Vec<Dated>,
    pub index: ReuseIndex,
}

impl State {
    /// The index of the words of all documents; `again`: the words of one that are nowhere kept.
    pub fn made(words: &WordStore, documents: &[Dated], again: &(dyn Fn(&str) -> Option<Vec<u8>> + Sync)) -> Self {
        words.fetch_all();
        let size = words.size_of(documents.iter().map(|dated| &dated.path)) / size_of::<u32>();
        let text = |number: usize| {
            let path = &documents[number].path;
            words.get(path).or_else(|| again(path))
        };
        Self { index: ReuseIndex::new(documents.len(), size, &text), documents: documents.to_vec() }
    }

    /// What the last run kept.
    pub fn read(store: &Store) -> Option<Self> {
        let bytes = store.read(NAME)?;
        let (names, one) = (Names::default(), |text: &str| text.into());
        let mut reader = Reader::new(&bytes, &names, &one);
        let documents = Vec::<Dated>::take(&mut reader)?;
        let (others, (steps, common_of)) = <(Vec<Box<[u32]>>, (Vec<(u64, u32)>, Vec<u64>))>::take(&mut reader)?;
        let mut run = 0u64;
        let common = steps.into_iter().map(|(step, count)| {
            run = run.wrapping_add(step);
            (run, count)
        });
        let index = ReuseIndex::of_parts((others, common.collect(), common_of))?;
        Some(Self { documents, index }).filter(|state| state.documents.len() == state.index.len())
    }

    /// Keeps it for the next run, which is slower without.
    pub fn write(&self, store: &Store) {
        let names = Names::default();
        let mut writer = Writer::new(&names);
        let (others, common, common_of) = self.index.parts();
        let mut before = 0;
        let steps: Vec<(u64, u32)> =
            common.into_iter().map(|(run, count)| (run - std::mem::replace(&mut before, run), count)).collect();
        writer.keep(&self.documents);
        writer.keep(&(others, (steps, common_of)));
        let _ = store.write(NAME, &writer.into_bytes());
    }

    /// The index of these documents; `None`: too much has changed, or the words are not to be had that one had.
    pub fn edited(&self, words: &WordStore, documents: &[Dated]) -> Option<Self> {
        if self.documents == documents {
            return Some(Self { documents: documents.to_vec(), index: self.index.clone() });
        }
        let known: HashMap<&str, usize> = self.documents.iter().zip(0..).map(|(old, at)| (&*old.path, at)).collect();
        let mut edited = EditedDocuments {
            numbers: vec![None; self.documents.len()],
            count: documents.len(),
            ..EditedDocuments::default()
        };
        let mut is_same = vec![false; self.documents.len()];
        let mut fresh = Vec::new();
        for (number, dated) in documents.iter().enumerate() {
            if let Some(at) = known.get(&*dated.path).copied().filter(|at| self.documents[*at].date == dated.date) {
                edited.numbers[at] = Some(number as u32);
                is_same[at] = self.documents[at].of == dated.of;
                if is_same[at] {
                    continue;
                }
            }
            fresh.push(number);
        }
        let former: Vec<usize> = (0..self.documents.len()).filter(|at| !is_same[*at]).collect();
        if EditedDocuments::are_many(fresh.len() + former.len(), documents.len()) {
            return None;
        }
        let of = |dated: &Dated| ReuseText::words_in(&words.bytes_that(&dated.path, dated.of)?);
        for number in fresh {
            edited.fresh.push((number as u32, of(&documents[number])?));
        }
        for at in former {
            edited.former.push((at as u32, of(&self.documents[at])?));
        }
        let index = self.index.edited(&edited, &All { words, documents })?;
        Some(Self { documents: documents.to_vec(), index })
    }
}

/// The words of all documents.
struct All<'a> {
    words: &'a WordStore,
    documents: &'a [Dated],
}

impl AllWords for All<'_> {
    fn look(&self, look: Look<'_>) -> Option<Vec<u64>> {
        let numbers: HashMap<&str, usize> =
            self.documents.iter().zip(0..).map(|(dated, number)| (&*dated.path, number)).collect();
        let number = |path: &str, of: u64| numbers.get(path).copied().filter(|number| self.documents[*number].of == of);
        self.words.look(self.documents.len(), &number, look)
    }

    fn of(&self, number: usize) -> Option<Vec<u32>> {
        let Dated { path, of, .. } = &self.documents[number];
        ReuseText::words_in(&self.words.bytes_that(path, *of)?)
    }
}
