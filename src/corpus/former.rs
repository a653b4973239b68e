//! Addresses of the ledger that a better-known work has left: they answer for ever.

use super::{FormerAddress, WorkIndex};
use std::collections::{BTreeMap, BTreeSet};

/// One line of the address ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownAddress {
    /// `/vien-dan/…/`.
    pub address: String,
    /// `work`, `document` …
    pub kind: String,
    /// What stood there, for people.
    pub label: String,
}

/// For each ledger address of a work that is no page now, the works it may mean: one (a redirect), several (a page
/// that lists them), none (a page that says nobody cites it any more).
pub(super) fn former(
    ledger: &[KnownAddress],
    current: &BTreeSet<&str>,
    ancestors: &BTreeMap<String, Vec<WorkIndex>>,
) -> Vec<FormerAddress> {
    let mut former: Vec<FormerAddress> = ledger
        .iter()
        .filter(|known| known.kind == "work" && !current.contains(known.address.as_str()))
        .map(|known| FormerAddress {
            address: known.address.clone(),
            candidates: ancestors.get(&known.address).cloned().unwrap_or_default(),
            label: known.label.clone(),
        })
        .collect();
    former.sort_by(|a, b| a.address.cmp(&b.address));
    former
}
