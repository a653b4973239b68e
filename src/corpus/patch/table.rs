//! Works told apart anew: a document that changed what it is, works that only a changed document mentioned.

use crate::content::front_matter::FrontMatter;
use crate::content::registry::Registries;
use crate::corpus::by_name::key_of;
use crate::corpus::work_table::{WorkEntry, WorkOrigin, WorkTable};
use crate::corpus::{DocumentIndex, WorkHead, WorkIndex};

impl WorkTable {
    /// The work of a document that was read anew: `own` where it has one, the one that rows or mentions made of it, or
    /// a new one.
    pub fn hold(
        &mut self,
        registries: &Registries,
        own: Option<WorkIndex>,
        document: DocumentIndex,
        id: &str,
        front_matter: &FrontMatter,
    ) -> WorkIndex {
        let fresh = Self::entry_of_document(registries, document, id, front_matter);
        let made = || self.same(fresh.identity.as_ref()?).filter(|same| self.entries[*same].work.held.is_none());
        let Some(index) = own.or_else(made) else {
            let index = self.add(fresh);
            self.refer(id, index);
            return index;
        };
        self.forget_names(index);
        if self.entries[index].work.id != id {
            let old = std::mem::take(&mut self.entries[index].work.id);
            self.by_reference.remove(&old);
        }
        let entry = &mut self.entries[index];
        let (row, url, note) = (entry.work.row.take(), entry.work.url.take(), entry.work.note.take());
        entry.work = WorkHead { row, url, note, ..fresh.work.head.into_inner() }.into();
        entry.identity = fresh.identity;
        entry.disputed = false;
        entry.hidden = false;
        if entry.origin == WorkOrigin::Mentions {
            entry.origin = WorkOrigin::Held;
        }
        self.remember_names(index);
        self.refer(id, index);
        index
    }

    /// Takes a work that only mentions know out of sight, because it is not mentioned any more.
    pub fn hide(&mut self, index: WorkIndex) {
        let entry = &mut self.entries[index];
        entry.hidden = entry.origin == WorkOrigin::Mentions;
    }

    /// Puts a work that is mentioned again where it was; given back where it is a new one.
    pub fn revive(&mut self, entry: WorkEntry) -> Result<WorkIndex, Box<WorkEntry>> {
        let hidden = |index: &&WorkIndex| {
            let known = &self.entries[**index];
            known.hidden && known.identity == entry.identity && known.work.address == entry.work.address
        };
        let like = entry.identity.as_ref().map(|identity| self.like(identity));
        match like.and_then(|like| like.iter().find(hidden).copied()) {
            Some(index) => {
                self.entries[index] = entry;
                Ok(index)
            }
            None => Err(Box::new(entry)),
        }
    }

    fn refer(&mut self, id: &str, index: WorkIndex) {
        self.by_reference.insert(id.to_owned(), index);
    }

    fn forget_names(&mut self, index: WorkIndex) {
        let name = key_of(&self.types, &self.entries[index].work);
        if let Some(list) = name.and_then(|key| self.by_name.get_mut(&key)) {
            list.retain(|work| *work != index);
        }
        if let Some(identity) = self.entries[index].identity.clone() {
            self.numbered_as(&identity).retain(|work| *work != index);
        }
    }

    fn remember_names(&mut self, index: WorkIndex) {
        let add = |list: &mut Vec<WorkIndex>| {
            if let Err(place) = list.binary_search(&index) {
                list.insert(place, index);
            }
        };
        if let Some(name) = key_of(&self.types, &self.entries[index].work) {
            add(self.by_name.entry(name).or_default());
        }
        if let Some(identity) = self.entries[index].identity.clone() {
            add(self.numbered_as(&identity));
        }
    }
}
