//! Orders the passages that cite a document by the places they cite: those to its Điều 5 stand together, those to the
//! document as a whole come last.
//!
//! In: a held document and the corpus. Out: [`Placed`] passages; each names the innermost section that
//! its pinpoint leads into.

use super::{Corpus, HeldDocument, Passage, destination};
use crate::document::SectionIndex;
use std::collections::BTreeMap;

/// A passage with the section of the cited document that it means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placed {
    /// `None`: the document as a whole, or a place that is not there.
    pub section: Option<SectionIndex>,
    /// Who says so.
    pub passage: Passage,
}

/// Orders the passages that cite a document. Passages to one place stay in the order of
/// [`Work::cited_by`](super::Work::cited_by).
pub fn placed(corpus: &Corpus, document: &HeldDocument) -> Vec<Placed> {
    let passages = &corpus.works[document.work].cited_by;
    // Made when the first pinpoint needs it: most documents are cited as a whole.
    let mut sections: Option<BTreeMap<&str, SectionIndex>> = None;
    let mut placed: Vec<Placed> = Vec::with_capacity(passages.len());
    for passage in passages {
        let citing = corpus.documents.get(passage.document).and_then(|citing| citing.citations.get(passage.citation));
        let anchor = citing.and_then(|resolved| destination(document, &resolved.citation, None));
        let section = anchor.and_then(|anchor| {
            let sections = sections.get_or_insert_with(|| {
                let all = document.sections.iter().enumerate();
                all.map(|(index, section)| (&*section.anchor, index)).collect()
            });
            section_of(sections, &anchor)
        });
        placed.push(Placed { section, passage: *passage });
    }
    placed.sort_by_key(|placed| placed.section.unwrap_or(SectionIndex::MAX));
    placed
}

/// The section that has `anchor`, or the one that the paragraph with this anchor stands in: `dieu-5` for
/// `dieu-5-khoan-2`.
fn section_of(sections: &BTreeMap<&str, SectionIndex>, anchor: &str) -> Option<SectionIndex> {
    let mut anchor = anchor;
    loop {
        if let Some(section) = sections.get(anchor) {
            return Some(*section);
        }
        anchor = anchor.rsplit_once('-')?.0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_belong_to_the_section_around_them() {
        let sections = BTreeMap::from([("dieu-5", 3), ("chuong-i", 1), ("muc-ii-2", 7)]);
        for (anchor, section) in [
            ("dieu-5", Some(3)),
            ("dieu-5-khoan-2-diem-a", Some(3)),
            ("muc-ii-2-b", Some(7)),
            ("dieu-50", None),
            ("phu-luc-i", None),
        ] {
            assert_eq!(section_of(&sections, anchor), section, "{anchor}");
        }
    }
}
