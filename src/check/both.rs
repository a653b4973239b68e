//! M07: two documents of one series, or of one issuer, type and title, that are both told to be in force.
//!
//! In: the corpus. Out: for each of them but the newest, which is the newest; a finding.

use crate::corpus::status::{Force, force};
use crate::corpus::{Corpus, DocumentIndex, Finding, order_key, series_key};
use crate::diagnostic::Diagnostic;
use std::collections::BTreeMap;

/// Older documents in force → the newest of the same series or title, in force, too.
pub(super) type BothInForce = BTreeMap<DocumentIndex, DocumentIndex>;

/// Looks over all documents that are told to be in force.
pub(super) fn both_in_force(corpus: &Corpus) -> BothInForce {
    let mut groups: BTreeMap<String, Vec<DocumentIndex>> = BTreeMap::new();
    for (index, document) in corpus.documents.iter().enumerate() {
        if force(corpus, document.work) != Force::InForce {
            continue;
        }
        let front_matter = &document.front_matter;
        let titled = series_key(&front_matter.issuer.value, &front_matter.kind.value, &front_matter.title);
        groups.entry(document.series.clone()).or_default().push(index);
        if titled != document.series {
            groups.entry(titled).or_default().push(index);
        }
    }
    let mut both = BothInForce::new();
    for mut group in groups.into_values() {
        group.sort_by_key(|index| (order_key(&corpus.documents[*index].front_matter), *index));
        if let Some((newest, older)) = group.split_last() {
            both.extend(older.iter().map(|index| (*index, *newest)));
        }
    }
    both
}

/// The finding about the document `index`.
pub(super) fn check(corpus: &Corpus, both: &BothInForce, index: DocumentIndex) -> Option<Finding> {
    let newest = &corpus.documents[*both.get(&index)?];
    let held = &corpus.documents[index];
    let problem = Diagnostic::warning("both-in-force")
        .with("text", held.front_matter.title.clone())
        .with("newest", newest.path.to_string());
    Some(Finding::new(problem, held.path.clone(), held.front_matter.kind.span))
}
