//! What many documents have in common is kept once: a căn cứ block is copied from year to year, and a thousand
//! documents cite the same decision.
//!
//! In: documents with their citations, from many threads. Out: the same, equal texts being one text in memory. What is
//! said does not depend on the order in which they come.

use crate::citation::{Citation, IssuerMention};
use crate::corpus::CitedDocument;
use crate::task::{Agent, TaskFindings};
use hashbrown::{DefaultHashBuilder, HashSet};
use std::hash::{BuildHasher, Hash};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The texts known so far. Dropped when all documents are read.
#[derive(Default)]
pub(super) struct Sharing {
    texts: Texts,
    known: Mutex<Known>,
}

/// Texts, each in one of several sets, so that threads seldom wait for each other.
#[derive(Default)]
struct Texts {
    parts: [Mutex<HashSet<Arc<str>>>; 32],
    hasher: DefaultHashBuilder,
}

#[derive(Default)]
struct Known {
    issuers: HashSet<Arc<IssuerMention>>,
    agents: HashSet<Arc<Agent>>,
}

impl Sharing {
    /// The text in the memory of an equal one.
    pub(super) fn text(&self, text: &str) -> Arc<str> {
        self.texts.get(text)
    }

    /// The document, with the texts of those before it where they are equal.
    pub(super) fn share(&self, document: &mut CitedDocument) {
        let texts = &self.texts;
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        for section in &mut document.sections {
            let label = section.label.as_mut().map(|label| &mut label.text);
            let own = [&mut section.anchor, &mut section.title].into_iter().chain(label);
            own.for_each(|text| texts.share(text));
        }
        let mut last: Option<(Arc<str>, Arc<str>)> = None;
        for citation in &mut document.citations {
            // Neighbours stand in one sentence: it is looked for once.
            match &last {
                Some((own, shared)) if Arc::ptr_eq(own, &citation.sentence) => citation.sentence = Arc::clone(shared),
                _ => {
                    let own = Arc::clone(&citation.sentence);
                    texts.share(&mut citation.sentence);
                    last = Some((own, Arc::clone(&citation.sentence)));
                }
            }
            known.share(texts, citation);
        }
        let TaskFindings { tasks, recipients } = &mut document.tasks;
        for task in tasks {
            texts.share(&mut task.anchor);
            task.deadline.iter_mut().for_each(|deadline| texts.share(deadline));
            for agent in task.assignees.iter_mut().filter_map(|assignee| assignee.agent.as_mut()) {
                one(&mut known.agents, agent);
            }
        }
        recipients.iter_mut().for_each(|agent| one(&mut known.agents, agent));
    }
}

impl Texts {
    fn part(&self, text: &str) -> MutexGuard<'_, HashSet<Arc<str>>> {
        let part = self.hasher.hash_one(text) as usize % self.parts.len();
        self.parts[part].lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn share(&self, own: &mut Arc<str>) {
        one(&mut self.part(own), own);
    }

    fn get(&self, text: &str) -> Arc<str> {
        Arc::clone(self.part(text).get_or_insert_with(text, |text| text.into()))
    }
}

impl Known {
    fn share(&mut self, texts: &Texts, citation: &mut Citation) {
        let words = citation.kind.iter_mut().chain(&mut citation.type_word);
        words.for_each(|word| texts.share(word));
        if let Some(number) = &mut citation.number {
            number.share(|text| texts.share(text));
        }
        if let Some(issuer) = &mut citation.issuer {
            one(&mut self.issuers, issuer);
        }
    }
}

/// Replaces `own` by the known one that equals it.
fn one<T: ?Sized + Eq + Hash>(known: &mut HashSet<Arc<T>>, own: &mut Arc<T>) {
    match known.get(&**own) {
        Some(shared) => own.clone_from(shared),
        None => {
            known.insert(Arc::clone(own));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_texts_become_one() {
        let mut known = HashSet::new();
        let (mut first, mut second, mut other): (Arc<str>, Arc<str>, Arc<str>) =
            ("Căn cứ".into(), "Căn cứ".into(), "căn cứ".into());
        for text in [&mut first, &mut second, &mut other] {
            one(&mut known, text);
        }
        assert!(Arc::ptr_eq(&first, &second));
        assert!(!Arc::ptr_eq(&first, &other));
        assert_eq!((&*second, &*other), ("Căn cứ", "căn cứ"));
    }
}
