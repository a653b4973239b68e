//! Names in scope: aliases of `works.yaml` and of documents. Out: [`NamesInScope`] for each issuer and province that
//! some scope names.

use crate::citation::KnownName;
use crate::citation::find::NameTable;
use crate::content::front_matter::FrontMatter;
use crate::content::registry::{Registries, Scope};
use crate::corpus;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

/// Names with the scope in which each counts, and the tables compiled from them: one for each issuer and province that
/// some scope names, made when the first document asks.
#[derive(Default)]
pub(super) struct Names {
    pub scoped: Vec<(Scope, KnownName)>,
    tables: Mutex<Tables>,
}

#[derive(Default)]
struct Tables {
    by_issuer: HashMap<String, Arc<NamesInScope>>,
    by_scope: BTreeMap<Scope, Arc<NamesInScope>>,
}

/// The names that count in some documents.
#[derive(Default)]
pub(super) struct NamesInScope {
    pub table: NameTable,
    /// Tells them from others: SHA-256.
    pub mark: [u8; 32],
}

impl Names {
    /// The aliases of `works.yaml`. Titles of laws are none: there are three laws called Luật Giáo dục, and the bare
    /// name must not mean the one that a row happens to know.
    pub fn of_rows(registries: &Registries) -> Self {
        let scoped = registries.works.iter().flat_map(|row| {
            row.aliases.iter().map(|alias| {
                let name = KnownName { text: alias.text.clone(), target: row.key.value.clone() };
                (alias.scope.clone(), name)
            })
        });
        Self { scoped: scoped.collect(), ..Self::default() }
    }

    /// The aliases of documents. "Chỉ thị năm học 2024-2025" means this province's directive only inside this province.
    pub fn of_documents<'a>(registries: &Registries, documents: impl Iterator<Item = &'a FrontMatter>) -> Self {
        let mut scoped = Vec::new();
        for front_matter in documents.filter(|front_matter| !front_matter.aliases.is_empty()) {
            let scope = Scope { issuer: None, province: province(registries, &front_matter.issuer.value) };
            let Some(id) = corpus::id_of(front_matter) else { continue };
            for alias in &front_matter.aliases {
                scoped.push((scope.clone(), KnownName { text: alias.clone(), target: id.clone() }));
            }
        }
        Self { scoped, ..Self::default() }
    }

    pub fn with(mut self, other: Self) -> Self {
        self.scoped.extend(other.scoped);
        self
    }

    /// The names that count in documents of `issuer`.
    pub fn table(&self, registries: &Registries, issuer: &str) -> Arc<NamesInScope> {
        let mut tables = self.tables.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(table) = tables.by_issuer.get(issuer) {
            return Arc::clone(table);
        }
        let province = province(registries, issuer);
        // Who writes the plain key means every body of the name.
        let is_own = |key: &str| key == issuer || key == registries.issuers.base_of(issuer);
        let named = |is_named: &dyn Fn(&Scope) -> bool| self.scoped.iter().any(|(scope, _)| is_named(scope));
        let place = Scope {
            issuer: named(&|scope| scope.issuer.as_deref().is_some_and(is_own)).then(|| issuer.to_owned()),
            province: province.filter(|name| named(&|scope| scope.province.as_ref() == Some(name))),
        };
        let counts = |scope: &Scope| {
            scope.issuer.as_deref().is_none_or(is_own) && (scope.province.is_none() || scope.province == place.province)
        };
        let names = || self.scoped.iter().filter(|(scope, _)| counts(scope)).map(|(_, name)| name.clone());
        let table = tables.by_scope.entry(place.clone());
        let table = Arc::clone(table.or_insert_with(|| Arc::new(NamesInScope::new(names().collect()))));
        tables.by_issuer.insert(issuer.to_owned(), Arc::clone(&table));
        table
    }
}

impl NamesInScope {
    fn new(names: Vec<KnownName>) -> Self {
        let mut mark = Sha256::new();
        for KnownName { text, target } in &names {
            for part in [text, target] {
                mark.update(part.len().to_le_bytes());
                mark.update(part);
            }
        }
        Self { table: NameTable::new(names), mark: mark.finalize().into() }
    }
}

fn province(registries: &Registries, issuer: &str) -> Option<String> {
    registries.issuers.get(issuer).and_then(|issuer| issuer.province.clone())
}
