//! Passages that stand in several documents: asks the words of all texts who shares what.
//!
//! In: the words of documents, kept while they were read ([`WordStore`]). Out: [`Reuse`], which finds for one document what
//! it shares with others. Between runs the index stands in the store ([`state`]), and what changed is changed in it.

mod state;
mod words;

use super::base::Base;
use super::texts_again;
use crate::content::front_matter::FrontMatter;
use crate::corpus::{CitedDocument, Corpus, DocumentIndex};
use crate::reuse::{ReuseIndex, ReuseText, SharedPassages, found};
use jiff::civil::Date;
use state::{Dated, State};
use std::collections::{BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;
pub(super) use words::{WordStore, beginning};

/// Who shares passages with whom.
#[derive(Default)]
pub(super) struct Reuse {
    /// Paths, the earliest dated document first, those without date last.
    order: Vec<Arc<str>>,
    numbers: HashMap<Arc<str>, usize>,
    index: ReuseIndex,
    /// Paths of the documents that share something.
    pub reused: BTreeSet<Arc<str>>,
}

impl Reuse {
    /// Of a run: asks the store, and the words of documents where something has changed. `unkept`: paths of documents that
    /// have errors, of which nothing may stay.
    pub fn of_run(base: &Base, documents: &[CitedDocument], unkept: &BTreeSet<Arc<str>>) -> Self {
        let all = state::dated(documents);
        let again = |path: &str| {
            let document = documents.iter().find(|document| *document.raw.path == *path)?;
            texts_again::words(base, &document.raw)
        };
        let made = |dated: &[Dated]| State::made(&base.words, dated, &again);
        if !base.store.is_kept() {
            return Self::with(made(&all));
        }
        let kept: Vec<Dated> = all.iter().filter(|dated| !unkept.contains(&dated.path)).cloned().collect();
        let old = State::read(&base.store);
        let next = old.as_ref().and_then(|old| old.edited(&base.words, &kept)).unwrap_or_else(|| made(&kept));
        if old.as_ref() != Some(&next) {
            next.write(&base.store);
        }
        base.words.forget_former();
        if unkept.is_empty() {
            return Self::with(next);
        }
        Self::with(next.edited(&base.words, &all).unwrap_or_else(|| made(&all)))
    }

    /// Of a run that makes no page: what is kept for the next that makes some stays true, where that is little work.
    pub fn follow(base: &Base, documents: &[CitedDocument], unkept: &BTreeSet<Arc<str>>) {
        let Some(old) = State::read(&base.store) else { return };
        let all = state::dated(documents);
        let kept: Vec<Dated> = all.into_iter().filter(|dated| !unkept.contains(&dated.path)).collect();
        match old.edited(&base.words, &kept) {
            Some(next) if next != old => next.write(&base.store),
            _ => {}
        }
    }

    /// Asks the words of all `documents` (path and front matter).
    pub fn new<'a>(words: &WordStore, documents: impl Iterator<Item = (&'a Arc<str>, &'a FrontMatter)>) -> Self {
        let mut dated: Vec<Dated> =
            documents.map(|(path, front)| Dated { date: date(front), path: Arc::clone(path), of: 0 }).collect();
        dated.sort();
        Self::with(State::made(words, &dated, &|_| None))
    }

    fn with(state: State) -> Self {
        let State { documents, index } = state;
        let order: Vec<Arc<str>> = documents.into_iter().map(|dated| dated.path).collect();
        let numbers = order.iter().enumerate().map(|(number, path)| (Arc::clone(path), number)).collect();
        let reused = order.iter().enumerate().filter(|(number, _)| !index.others(*number).is_empty());
        Self { reused: reused.map(|(_, path)| Arc::clone(path)).collect(), order, numbers, index }
    }

    /// The documents' places in a corpus.
    pub fn places(&self, corpus: &Corpus) -> Places {
        let mut places = vec![None; self.order.len()];
        for (index, document) in corpus.documents.iter().enumerate() {
            if let Some(number) = self.numbers.get(&document.path) {
                places[*number] = Some(index);
            }
        }
        Places(places)
    }

    /// A number that is the same as long as what [`Reuse::found`] finds is the same: of the texts of the document and of
    /// those that it is compared with, of their order, of its runs that many documents have.
    pub fn value(&self, places: &Places, corpus: &Corpus, path: &str) -> u64 {
        let Some(number) = self.numbers.get(path) else { return 0 };
        let text = |number: usize| {
            let held = places.0.get(number).copied().flatten().map(|at| &corpus.documents[at]);
            held.map(|held| (&held.id, held.text.text_hash))
        };
        let mut hasher = DefaultHasher::new();
        (text(*number), self.index.common_of(*number)).hash(&mut hasher);
        let best: Vec<usize> = self.index.others(*number).iter().map(|other| *other as usize).collect();
        best.iter().for_each(|other| text(*other).hash(&mut hasher));
        let mut by_date = best;
        by_date.sort_unstable();
        by_date.into_iter().for_each(|other| text(other).map(|(id, _)| id).hash(&mut hasher));
        hasher.finish()
    }

    /// What the document at `path` shares with others; their numbers are those of the corpus. `own`: its words; `other`:
    /// those of another.
    pub fn found(
        &self,
        places: &Places,
        path: &str,
        own: impl FnOnce() -> ReuseText,
        other: impl Fn(DocumentIndex) -> Option<ReuseText>,
    ) -> SharedPassages {
        let Some(number) = self.numbers.get(path) else { return SharedPassages::default() };
        let others = self.index.others(*number).iter().filter_map(|at| {
            let at = *at as usize;
            Some((at, other(places.0.get(at).copied().flatten()?)?))
        });
        let others: Vec<(usize, ReuseText)> = others.collect();
        if others.is_empty() {
            return SharedPassages::default();
        }
        let mut found = found(&own(), &others, &self.index);
        let place = |number: &mut usize| *number = places.0[*number].unwrap_or_default();
        found.shared.iter_mut().for_each(|shared| place(&mut shared.document));
        found.passages.iter_mut().flat_map(|passage| &mut passage.also).for_each(|also| place(&mut also.document));
        found
    }
}

/// The place in a corpus of each document that was asked.
#[derive(Default)]
pub(super) struct Places(Vec<Option<DocumentIndex>>);

/// Orders documents: without a date, last.
fn date(front_matter: &FrontMatter) -> (bool, Option<Date>) {
    let date = front_matter.date.as_ref().map(|date| date.value);
    (date.is_none(), date)
}
