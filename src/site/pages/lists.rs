//! The lists that exist: of themes, issuers, types and school years, each for ever, with its feeds, its
//! timeline and its tasks.
//!
//! In: corpus, registries, ledger. Out: pages in the plan.

use super::{feeds, filtered, llms, tasks, timeline};
use crate::address;
use crate::corpus::DocumentIndex;
use crate::corpus::former::KnownAddress;
use crate::site::address::list_address;
use crate::site::blocks::{self, planned};
use crate::site::plan::{Planner, plain};
use crate::site::{Job, LIST_PAGE, ListKind};
use std::collections::{BTreeMap, BTreeSet};

/// Which lists there are.
pub(super) fn plan(planner: &mut Planner<'_>) {
    let corpus = planner.input.corpus;
    add_list(planner, ListKind::All, corpus.newest.iter().copied());
    for theme in planner.input.registries.themes.iter() {
        let list =
            corpus.by_theme.get(&theme.key).into_iter().flat_map(|list| list.documents.iter().map(|(at, _)| *at));
        permanent_list(planner, "theme", &theme.name, ListKind::Theme(theme.key.clone()), list);
    }
    let with_tasks = corpus.tasks.by_agent.keys().filter_map(|key| corpus.tasks.agents.get(key));
    let mut names: BTreeMap<String, String> = corpus.issuer_names.quietly().clone();
    for agent in with_tasks {
        let row = planner.input.registries.issuers.get(&agent.key).map(|row| &row.name);
        names.entry(agent.key.clone()).or_insert_with(|| row.unwrap_or(&agent.name).clone());
    }
    let moved = moved_issuers(planner, &names);
    for (key, name) in named(planner, "issuer", names) {
        if let Some(next) = moved.get(&key) {
            lead_on(planner, &key, &name, next);
            continue;
        }
        let list = corpus.by_issuer.get(&key).into_iter().flatten().copied();
        permanent_list(planner, "issuer", &name, ListKind::Issuer(key.clone()), list);
        planner.add_list(timeline::pages(corpus, &key));
        tasks::plan_agency(planner, &key);
        feeds::follow::plan_tasks(planner, &key);
    }
    let types = corpus.by_type.keys().map(|key| (key.clone(), type_name(planner, key))).collect();
    for (key, name) in named(planner, "type", types) {
        let list = corpus.by_type.get(&key).into_iter().flatten().copied();
        permanent_list(planner, "type", &name, ListKind::Type(key.clone()), list);
    }
    let years = corpus.by_school_year.keys().map(|year| (year.clone(), year.clone())).collect();
    for (key, name) in named(planner, "school-year", years) {
        let list = corpus.by_school_year.get(&key).into_iter().flatten().copied();
        permanent_list(planner, "school-year", &name, ListKind::SchoolYear(key.clone()), list);
    }
}

/// Keys of the ledger that no body has now, because it was told apart from others of its name, with the body that is
/// meant; not where several may be.
fn moved_issuers(planner: &Planner<'_>, in_use: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let key_of = |known: &KnownAddress| {
        let key = known.address.strip_prefix(address::ISSUERS)?.strip_suffix('/')?;
        (!in_use.contains_key(key)).then(|| key.to_owned())
    };
    let ledger = planner.input.ledger.iter().filter(|known| known.kind == "issuer");
    let unused: BTreeSet<String> = ledger.filter_map(key_of).collect();
    let mut moved: BTreeMap<String, Option<String>> = BTreeMap::new();
    for (key, name) in in_use.iter().filter(|_| !unused.is_empty()) {
        let name = planner.input.registries.issuers.get(key).map_or(name, |row| &row.name);
        let former = planner.input.registries.issuers.former_keys(key, name);
        for former in former.into_iter().filter(|former| unused.contains(former)) {
            moved.entry(former).and_modify(|known| *known = None).or_insert_with(|| Some(key.clone()));
        }
    }
    moved.into_iter().filter_map(|(key, next)| Some((key, next?))).collect()
}

/// The pages of a body's former key lead to those of its key.
fn lead_on(planner: &mut Planner<'_>, key: &str, name: &str, next: &str) {
    let [from, to] = [key, next].map(|key| ListKind::Issuer(key.to_owned()));
    let (address, target) = (list_address(&from), list_address(&to));
    if planner.is_configured(&address) {
        return;
    }
    planner.lead(&address, "issuer", name, target);
}

fn type_name(planner: &Planner<'_>, key: &str) -> String {
    planner.input.registries.types.get(key).map_or_else(|| key.to_owned(), |row| row.name.clone())
}

/// The keys in use and those of the ledger that are not used now: their list stays, empty.
fn named(planner: &Planner<'_>, kind: &str, in_use: BTreeMap<String, String>) -> BTreeMap<String, String> {
    let mut named = in_use;
    let prefix = list_prefix(kind);
    for known in planner.input.ledger.iter().filter(|known| known.kind == kind) {
        let key = known.address.strip_prefix(prefix).and_then(|rest| rest.strip_suffix('/'));
        if let Some(key) = key.filter(|key| !key.is_empty() && !key.contains('/')) {
            named.entry(key.to_owned()).or_insert_with(|| known.label.clone());
        }
    }
    named
}

fn permanent_list(
    planner: &mut Planner<'_>,
    kind: &str,
    name: &str,
    list: ListKind,
    documents: impl Iterator<Item = DocumentIndex>,
) {
    let address = list_address(&list);
    if planner.is_configured(&address) {
        return;
    }
    let known = KnownAddress { address: address.clone(), kind: kind.to_owned(), label: plain(name) };
    planner.plan.permanent.insert(address.clone(), known);
    add_list(planner, list, documents);
}

fn add_list(planner: &mut Planner<'_>, list: ListKind, documents: impl Iterator<Item = DocumentIndex>) {
    let documents: Vec<DocumentIndex> = documents.collect();
    planner.add_list(filtered::pages(planner.input.corpus, &list, &documents));
    let blocks = blocks::of_documents(planner.input.corpus, documents.into_iter(), LIST_PAGE);
    planner.add_list(planned(&list_address(&list), blocks, |span| Job::List(list.clone(), span)));
    llms::plan(planner, &list);
    feeds::plan(planner, list);
}

/// Where the lists of a kind of the ledger stand.
fn list_prefix(kind: &str) -> &'static str {
    match kind {
        "theme" => address::THEMES,
        "issuer" => address::ISSUERS,
        "type" => address::TYPES,
        _ => address::SCHOOL_YEARS,
    }
}
