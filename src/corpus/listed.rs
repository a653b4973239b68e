//! Orders the citations of a document for its lists: each work once, in order of first mention, and the mentions whose
//! work is not known. The plan (is the list long?) and the page that shows it read the same.
//!
//! In: a held document. Out: [`Listed`], indexes in its citations.

use super::{HeldDocument, Resolution, WorkIndex};
use crate::citation::Form;
use std::collections::BTreeMap;

/// What a document cites, each once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listed {
    /// Works with their citations, in order of first mention.
    pub works: Vec<(WorkIndex, Vec<usize>)>,
    /// Citations without a work; a name that stands there ten times is one entry.
    pub unresolved: Vec<Vec<usize>>,
}

/// What the lists of one document name.
pub fn listed(document: &HeldDocument) -> Listed {
    let mut listed = Listed::default();
    let mut places: BTreeMap<WorkIndex, usize> = BTreeMap::new();
    let mut names: BTreeMap<&str, usize> = BTreeMap::new();
    for (index, resolved) in document.citations.iter().enumerate() {
        match &resolved.resolution {
            Resolution::Own => {}
            Resolution::Work(work, _) => {
                let next = listed.works.len();
                let at = *places.entry(*work).or_insert(next);
                if at == next {
                    listed.works.push((*work, Vec::new()));
                }
                listed.works[at].1.push(index);
            }
            Resolution::Ambiguous(candidates) if !candidates.is_empty() => listed.unresolved.push(vec![index]),
            Resolution::Ambiguous(_) | Resolution::Unknown => {
                let next = listed.unresolved.len();
                let text = resolved.citation.text();
                let is_named = resolved.citation.form == Form::Titled;
                let at = if is_named { *names.entry(text).or_insert(next) } else { next };
                if at == next {
                    listed.unresolved.push(Vec::new());
                }
                listed.unresolved[at].push(index);
            }
        }
    }
    listed
}
