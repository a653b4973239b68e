//! Lists what results can be narrowed by: a column for each question, a value for each document in the
//! order of the index.

use super::IndexSources;
use super::cited;
use super::pack::{IndexFile, IndexForm, deflate, name_of, varint};
use crate::content::registry::Level;
use crate::corpus::{HeldDocument, order_key};
use crate::text::fold;
use serde::Serialize;
use std::collections::BTreeMap;

/// Documents in one file of columns.
pub(super) const BLOCK: usize = 16_384;

/// Columns of some documents; values are places in the lists of [`FacetValues`], from 1; 0 is none.
///
/// As a file: the number of documents, then column after column, all as varints; in the last file, which is
/// always read, the values as JSON.
struct FacetColumns {
    /// Passages of each document.
    passages: Vec<usize>,
    kind: Vec<usize>,
    issuer: Vec<usize>,
    /// Years n since the document before (the first: since year 0), as 2n, or where it is earlier -2n - 1: documents
    /// are in the order of their dates, so that nearly all are 0. Year 1 is none.
    year: Vec<usize>,
    school_year: Vec<usize>,
    status: Vec<usize>,
    values: Option<FacetValues>,
}

impl FacetColumns {
    fn bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        varint(self.passages.len(), &mut bytes);
        let columns = [&self.passages, &self.kind, &self.issuer, &self.year, &self.school_year, &self.status];
        columns.into_iter().flatten().for_each(|value| varint(*value, &mut bytes));
        if let Some(values) = &self.values {
            bytes.extend(serde_json::to_vec(values).expect("strings are always JSON"));
        }
        bytes
    }
}

/// The values that occur: key and name.
#[derive(Default, Serialize)]
struct FacetValues {
    #[serde(rename = "type")]
    kind: Vec<(String, String)>,
    /// Key, name, level, province.
    issuer: Vec<(String, String, String, String)>,
    school_year: Vec<String>,
    status: Vec<String>,
    theme: Vec<(String, String)>,
}

/// Names of the files, for the root.
#[derive(Clone, Debug, Serialize)]
pub(super) struct FacetFiles {
    /// Documents in one file of columns.
    pub block: usize,
    /// The first passage of each of these.
    pub start: Vec<u32>,
    /// Columns.
    pub columns: Vec<String>,
    /// Themes of each document, by the same blocks.
    pub themes: Vec<String>,
    /// Works that each document cites, by the same blocks.
    pub cites: Vec<String>,
    /// What these works are called.
    pub cited: Vec<String>,
}

/// Files and their names.
pub(super) struct Facets {
    pub pieces: Vec<IndexFile>,
    pub files: FacetFiles,
}

/// Writes the columns of all documents; `passages` in the order of the index.
pub(super) fn write(sources: &IndexSources<'_>, passages: &[u32]) -> Facets {
    let order = super::SearchIndex::order(sources.corpus);
    let documents: Vec<&HeldDocument> = order.iter().map(|index| &*sources.corpus.documents[*index]).collect();
    let mut lists = FacetLists::new(sources, &documents);
    let blocks = documents.len().div_ceil(BLOCK);
    let mut pieces = Vec::new();
    let cited = cited::write(sources, &documents);
    let mut files = FacetFiles {
        block: BLOCK,
        start: Vec::new(),
        columns: Vec::new(),
        themes: Vec::new(),
        cites: cited.lists,
        cited: cited.names,
    };
    pieces.extend(cited.pieces);
    let form = sources.form;
    let mut start = 0;
    for (at, (documents, passages)) in documents.chunks(BLOCK).zip(passages.chunks(BLOCK)).enumerate() {
        files.start.push(start);
        start += passages.iter().sum::<u32>();
        let mut columns = lists.columns(documents, passages);
        if at + 1 == blocks {
            columns.values = Some(std::mem::take(&mut lists.values));
        }
        files.columns.push(put(&columns.bytes(), form, &mut pieces));
        let themes: Vec<Vec<usize>> = documents.iter().map(|document| lists.themes(document)).collect();
        let themes = serde_json::to_vec(&themes).expect("numbers are always JSON");
        files.themes.push(put(&themes, form, &mut pieces));
    }
    // Two equal blocks are one file.
    pieces.sort_by(|a, b| a.path.cmp(&b.path));
    pieces.dedup_by(|a, b| a.path == b.path);
    Facets { pieces, files }
}

/// A file named by its content.
fn put(bytes: &[u8], form: IndexForm, pieces: &mut Vec<IndexFile>) -> String {
    let packed = deflate(bytes);
    let name = format!("f/{}", name_of([packed.as_slice()]));
    pieces.push(IndexFile::new(&name, packed, form));
    name
}

/// The values with their places.
struct FacetLists {
    values: FacetValues,
    at: BTreeMap<&'static str, BTreeMap<String, usize>>,
}

impl FacetLists {
    fn new(sources: &IndexSources<'_>, documents: &[&HeldDocument]) -> Self {
        let registries = sources.registries;
        let mut lists = Self { values: FacetValues::default(), at: BTreeMap::new() };
        for document in documents {
            let front_matter = &document.front_matter;
            let kind = &front_matter.kind.value;
            let name = registries.types.get(kind).map_or(kind, |row| &row.name);
            lists.add("type", kind, |values| values.kind.push((kind.clone(), name.clone())));
            let key = &front_matter.issuer.value;
            lists.add("issuer", key, |values| {
                let issuer = registries.issuers.get(key);
                let level = issuer.map_or("", |issuer| level_key(issuer.level)).to_owned();
                let province = issuer.and_then(|issuer| issuer.province.clone()).unwrap_or_default();
                let name = issuer.map_or(key.as_str(), |issuer| &issuer.name);
                let name = registries.issuers.dated_name(key, name).unwrap_or_else(|| name.to_owned());
                values.issuer.push((key.clone(), name, level, province));
            });
            if let Some(year) = &front_matter.school_year {
                lists.add("school_year", year, |values| values.school_year.push(year.clone()));
            }
            let status = status_key(document);
            lists.add("status", &status, |values| values.status.push(status.clone()));
            for tag in &front_matter.themes {
                let key = &tag.theme.value;
                let name = registries.themes.get(key).map_or(key, |theme| &theme.name);
                lists.add("theme", key, |values| values.theme.push((key.clone(), name.clone())));
            }
        }
        lists
    }

    fn add(&mut self, list: &'static str, key: &str, push: impl FnOnce(&mut FacetValues)) {
        let keys = self.at.entry(list).or_default();
        if !keys.contains_key(key) {
            keys.insert(key.to_owned(), keys.len());
            push(&mut self.values);
        }
    }

    fn place(&self, list: &'static str, key: &str) -> usize {
        self.at.get(list).and_then(|keys| keys.get(key)).copied().unwrap_or_default()
    }

    fn columns(&self, documents: &[&HeldDocument], passages: &[u32]) -> FacetColumns {
        let each = |value: &dyn Fn(&HeldDocument) -> usize| documents.iter().map(|document| value(document)).collect();
        let mut before = 0;
        FacetColumns {
            passages: passages.iter().map(|count| *count as usize).collect(),
            kind: each(&|document| 1 + self.place("type", &document.front_matter.kind.value)),
            issuer: each(&|document| 1 + self.place("issuer", &document.front_matter.issuer.value)),
            year: documents
                .iter()
                .map(|document| {
                    let year = i64::from(order_key(&document.front_matter).year());
                    let since = year - std::mem::replace(&mut before, year);
                    (since << 1 ^ since >> 63) as usize
                })
                .collect(),
            school_year: each(&|document| {
                let year = document.front_matter.school_year.as_deref();
                year.map_or(0, |year| 1 + self.place("school_year", year))
            }),
            status: each(&|document| 1 + self.place("status", &status_key(document))),
            values: None,
        }
    }

    fn themes(&self, document: &HeldDocument) -> Vec<usize> {
        document.front_matter.themes.iter().map(|tag| self.place("theme", &tag.theme.value)).collect()
    }
}

fn status_key(document: &HeldDocument) -> String {
    serde_json::to_value(document.front_matter.status)
        .ok()
        .and_then(|value| value.as_str().map(fold))
        .unwrap_or_default()
}

fn level_key(level: Level) -> &'static str {
    Level::ALL.iter().find(|(_, of)| *of == level).map_or("", |(key, _)| key)
}
