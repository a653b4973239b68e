//! Addresses of the ledger that a better-known work has left, or a document whose issuer is told apart from another
//! body of its name now: they answer for ever.

use super::build::id_with;
use super::identity::{IdentityType, Time};
use super::work_table::WorkTable;
use super::{FormerAddress, Work, WorkIndex};
use crate::address;
pub use crate::address::KnownAddress;
use crate::content::front_matter::FrontMatter;
use crate::content::registry::Registries;
use crate::text::fold;
use crate::text::number::Number;
use hashbrown::HashMap;
use std::collections::{BTreeMap, BTreeSet};

/// For each ledger address of a work that is no page now, the works it may mean: one (a redirect), several (a page that
/// lists them), none (a page that says that it is not cited any more). An address of a document only where a document
/// may have had it: one that is lost otherwise is an error.
pub(super) fn former(
    ledger: &[KnownAddress],
    current: &BTreeSet<&str>,
    ancestors: &BTreeMap<String, Vec<WorkIndex>>,
) -> Vec<FormerAddress> {
    let mut former: Vec<FormerAddress> = ledger
        .iter()
        .filter(|known| !current.contains(known.address.as_str()))
        .filter(|known| known.kind == "work" || known.kind == "document" && ancestors.contains_key(&known.address))
        .map(|known| FormerAddress {
            address: known.address.clone(),
            kind: known.kind.clone(),
            candidates: ancestors.get(&known.address).cloned().unwrap_or_default(),
            label: known.label.clone(),
        })
        .collect();
    former.sort_by(|a, b| a.address.cmp(&b.address));
    former
}

/// Numbers of works that the ledger has, by [`spelling_key`]: "1232/QĐ/TTg" was a number of its own once, and
/// is a slip of "1232/QĐ-TTg" now.
pub(super) fn spellings(ledger: &[KnownAddress]) -> BTreeMap<String, Vec<Number>> {
    let mut spellings: BTreeMap<String, Vec<Number>> = BTreeMap::new();
    for known in ledger.iter().filter(|known| known.kind == "work") {
        if let Some(number) = known.label.split_whitespace().last().and_then(Number::parse) {
            let alike = spellings.entry(spelling_key(&number)).or_default();
            if !alike.contains(&number) {
                alike.push(number);
            }
        }
    }
    spellings
}

/// What numbers have in common that differ in signs alone: "1232 qdttg".
pub(super) fn spelling_key(number: &Number) -> String {
    let folded = fold(number.as_str());
    let (ordinal, rest) = folded.split_at(folded.find(|c: char| !c.is_ascii_digit()).unwrap_or(folded.len()));
    let letters: String = rest.chars().filter(char::is_ascii_alphanumeric).collect();
    format!("{} {letters}", ordinal.trim_start_matches('0'))
}

/// The ids that a document had before its issuer was told apart from the body that had the name before it.
pub(super) fn former_ids(registries: &Registries, front_matter: &FrontMatter) -> Vec<String> {
    if front_matter.id.is_some() {
        return Vec::new();
    }
    let issuers = &registries.issuers;
    let key = &front_matter.issuer.value;
    let name = issuers.get(key).map_or(key.as_str(), |row| &row.name);
    issuers.former_keys(key, name).iter().filter_map(|issuer| id_with(front_matter, issuer)).collect()
}

/// Addresses of the ledger that a document had before. Not those of another document that is gone: where the ledger
/// knows the document's own address, too, both lines have one label from the day it moved ([`FormerAddress::label`]).
pub(super) fn former_document_addresses(
    registries: &Registries,
    published: &HashMap<&str, &str>,
    id: &str,
    front_matter: &FrontMatter,
) -> Vec<String> {
    let own = published.get(address::document(id).as_str());
    let was_here =
        |address: &String| published.get(address.as_str()).is_some_and(|label| own.is_none_or(|own| own == label));
    former_ids(registries, front_matter).iter().map(|id| address::document(id)).filter(was_here).collect()
}

/// Works that differ in nothing but which body of one name issued them: a reader who comes by an address that once
/// meant both must find the other.
pub(super) fn twins(table: &WorkTable, registries: &Registries) -> BTreeMap<WorkIndex, Vec<WorkIndex>> {
    let mut alike: HashMap<(&str, &str, Time, &IdentityType), Vec<WorkIndex>> = HashMap::new();
    for (index, entry) in table.entries.iter().enumerate() {
        let Some(identity) = entry.identity.as_ref().filter(|_| !entry.hidden) else { continue };
        let base = registries.issuers.base_of(&identity.numbering);
        alike.entry((base, &identity.number, identity.time, &identity.kind)).or_default().push(index);
    }
    let mut twins = BTreeMap::new();
    for works in alike.into_values().filter(|works| works.len() > 1) {
        for work in &works {
            twins.insert(*work, works.iter().copied().filter(|other| other != work).collect());
        }
    }
    twins
}

/// A work whose published address may have meant works of other bodies, too, leads to them.
pub(super) fn add_merged(
    works: &[Work],
    ancestors: &BTreeMap<String, Vec<WorkIndex>>,
    twins: &mut BTreeMap<WorkIndex, Vec<WorkIndex>>,
) {
    for (index, work) in works.iter().enumerate() {
        let Some(claimed) = ancestors.get(&work.address) else { continue };
        let known = twins.get(&index).map_or(&[][..], Vec::as_slice);
        let others = claimed.iter().copied().filter(|other| works[*other].issuer != work.issuer);
        let others: Vec<WorkIndex> = others.filter(|other| !known.contains(other)).collect();
        if !others.is_empty() {
            twins.entry(index).or_default().extend(others);
        }
    }
}
