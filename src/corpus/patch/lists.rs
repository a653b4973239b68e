//! Series and lists around documents that were read anew, and works that come and go.

use super::{FormerDocuments, Patch};
use crate::content::front_matter::{FrontMatter, Located};
use crate::corpus::lists::{order_key, series_members};
use crate::corpus::{Corpus, DocumentIndex, HeldDocument, WorkIndex};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

impl Patch<'_> {
    /// Ties the series that a document left, and those it came to, anew.
    pub(super) fn chain(&mut self, former: &FormerDocuments) {
        let mut series: BTreeSet<String> = BTreeSet::new();
        // Whether each had one before it: with the first comes a page that says what is new, and goes with the last.
        let mut followed: BTreeMap<DocumentIndex, bool> = BTreeMap::new();
        for (index, old) in former {
            let new = &self.corpus.documents[*index];
            let place = |document: &HeldDocument| (document.series.clone(), order_key(&document.front_matter));
            match old {
                Some(old) if place(old) == place(new) && old.id == new.id => {}
                old => {
                    series.extend(old.iter().map(|old| old.series.clone()));
                    series.insert(new.series.clone());
                    followed.insert(
                        *index,
                        new.previous.is_some() || old.as_ref().is_some_and(|old| old.previous.is_some()),
                    );
                    self.tie(*index, None, None);
                }
            }
        }
        for series in series {
            let members = series_members(self.corpus.documents.quietly(), &series);
            for (at, member) in members.iter().enumerate() {
                let previous = at.checked_sub(1).map(|before| members[before]);
                followed.entry(*member).or_insert_with(|| self.corpus.documents[*member].previous.is_some());
                self.tie(*member, previous, members.get(at + 1).copied());
            }
        }
        let differs = |(index, was): (&DocumentIndex, &bool)| self.corpus.documents[*index].previous.is_some() != *was;
        self.is_replanned |= followed.iter().any(differs);
    }

    fn tie(&mut self, index: DocumentIndex, previous: Option<DocumentIndex>, next: Option<DocumentIndex>) {
        let document = &mut self.corpus.documents.open()[index];
        if (document.previous, document.next) != (previous, next) {
            let document = Arc::make_mut(document);
            (document.previous, document.next) = (previous, next);
        }
    }

    /// All lists, where a document stands elsewhere in one than before.
    pub(super) fn list(&mut self, former: &FormerDocuments) {
        let corpus = &mut *self.corpus;
        let moved = |old: &HeldDocument, new: &HeldDocument| {
            let (old, new) = (&old.front_matter, &new.front_matter);
            order_key(old) != order_key(new) || keys(old) != keys(new)
        };
        let any = |differ: &dyn Fn(&HeldDocument, &HeldDocument) -> bool| {
            former.iter().any(|(index, old)| old.as_ref().is_none_or(|old| differ(old, &corpus.documents[*index])))
        };
        let is_moved = any(&moved);
        let is_tagged_anew = any(&|old, new| themes(old) != themes(new));
        self.is_replanned |= is_moved
            || any(&|old, new| {
                let files =
                    |front_matter: &FrontMatter| (front_matter.attachments.clone(), front_matter.versions.clone());
                let themes = |front_matter: &FrontMatter| {
                    front_matter.themes.iter().map(|tag| tag.theme.value.clone()).collect::<Vec<_>>()
                };
                let from = |front_matter: &FrontMatter| {
                    front_matter.redirect_from.iter().map(|from| from.value.clone()).collect::<Vec<_>>()
                };
                let (before, now) = (&old.front_matter, &new.front_matter);
                old.address != new.address
                    || files(before) != files(now)
                    || themes(before) != themes(now)
                    || from(before) != from(now)
            });
        if is_moved {
            corpus.list_documents();
        } else if is_tagged_anew {
            corpus.list_themes();
        }
    }

    /// Who must do what.
    pub(super) fn assign(&mut self, former: &FormerDocuments) {
        for (index, old) in former {
            self.is_replanned |= self.corpus.tasks.replace(self.corpus.documents.quietly(), *index, old.as_deref());
        }
    }

    /// A work that is cited now has a page; one that is not cited any more has none.
    pub(super) fn add_and_remove(&mut self, before: &Corpus) {
        let (mut come, mut gone) = (BTreeSet::new(), BTreeSet::new());
        for index in self.works.clone() {
            let was = before.works.get(index).filter(|_| before.has_work(index));
            let work = &self.corpus.works[index];
            let is = work.held.is_some()
                || work.row.is_some()
                || !work.cited_by.is_empty()
                || !work.perhaps_cited_by.is_empty();
            let (listed, lists) = (was.is_some_and(|was| was.held.is_none()), work.held.is_none());
            if is && was.is_none() {
                come.insert(index);
            } else if !is && was.is_some() {
                gone.insert(index);
            }
            if listed && !(is && lists) {
                self.unlist(index, before);
            } else if !listed && is && lists {
                self.enlist(index);
            }
        }
        self.order(before, &come, &gone);
    }

    fn enlist(&mut self, index: WorkIndex) {
        let work = Arc::clone(&self.corpus.works[index]);
        let address = work.address.as_str();
        self.corpus.former.retain(|gone| gone.address != address);
        self.is_replanned |= self.corpus.name_issuer(self.registries, &work);
        let (Some(key), Some(_)) = (&work.issuer, &work.issuer_name) else { return };
        self.corpus.works_by_issuer.open().entry(key.clone()).or_default().push(index);
    }

    fn unlist(&mut self, index: WorkIndex, before: &Corpus) {
        let Some(key) = before.works[index].issuer.clone() else { return };
        let Some(list) = self.corpus.works_by_issuer.open().get_mut(&key) else { return };
        list.retain(|work| *work != index);
        if list.is_empty() {
            self.corpus.works_by_issuer.open().remove(&key);
            if !self.corpus.by_issuer.contains_key(&key) {
                self.corpus.issuer_names.open().remove(&key);
            }
            self.is_replanned = true;
        }
    }
}

/// What the lists of a document are called.
fn keys(front_matter: &FrontMatter) -> (&str, &str, Option<&str>) {
    (&front_matter.issuer.value, &front_matter.kind.value, front_matter.school_year.as_deref())
}

/// The themes of a document and of its sections, as lists show them.
fn themes(document: &HeldDocument) -> Vec<(&str, Vec<usize>)> {
    let sections = |anchors: &[Located<String>]| {
        let about = |at: &usize| anchors.iter().any(|anchor| *anchor.value == *document.sections[*at].anchor);
        if anchors.is_empty() { Vec::new() } else { (0..document.sections.len()).filter(about).collect() }
    };
    document.front_matter.themes.iter().map(|tag| (tag.theme.value.as_str(), sections(&tag.sections))).collect()
}
