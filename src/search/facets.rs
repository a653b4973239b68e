//! Lists what results can be narrowed by: a column for each question, a value for each number of a document.

use super::cited::{self, CitedPieces};
use super::names::work_name;
use super::pack::{Piece, PieceStock, varint};
use super::{DocumentNumbers, IndexSources};
use crate::content::registry::Level;
use crate::corpus::status::{Force, force};
use crate::corpus::{Corpus, HeldDocument, order_key};
use jiff::civil::date;
use serde::Serialize;
use std::collections::BTreeMap;

/// Numbers of documents in one piece of columns.
pub(super) const BLOCK: usize = 16_384;

/// Columns of some documents; values are places in the lists of [`FacetValues`], from 1; 0 is none.
///
/// As a piece: how many numbers, then column after column, all as varints.
struct FacetColumns {
    kind: Vec<usize>,
    issuer: Vec<usize>,
    /// Days n since the document of the number before (the first: since 1 January of year 1), as 2n, or where it is
    /// earlier -2n - 1. That very day is none.
    day: Vec<usize>,
    school_year: Vec<usize>,
    status: Vec<usize>,
}

impl FacetColumns {
    fn bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        varint(self.kind.len(), &mut bytes);
        let columns = [&self.kind, &self.issuer, &self.day, &self.school_year, &self.status];
        columns.into_iter().flatten().for_each(|value| varint(*value, &mut bytes));
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

/// What results are narrowed by, packed.
pub(super) struct FacetPieces {
    /// What the values are called.
    pub values: Piece,
    pub columns: Vec<Piece>,
    /// Themes of each document, by the same blocks.
    pub themes: Vec<Piece>,
    /// Works that documents cite.
    pub cited: CitedPieces,
}

/// By number: documents that are gone have none.
pub(super) type Numbered<'a> = [Option<&'a HeldDocument>];

/// Writes the columns of all documents; `stock`: pieces that are packed already.
pub(super) fn write(sources: &IndexSources<'_>, stock: &PieceStock) -> FacetPieces {
    let documents = numbered(sources, sources.numbers);
    let lists = FacetLists::new(sources, &documents);
    let json = |value: &[Vec<usize>]| stock.pack(&serde_json::to_vec(value).expect("numbers are always JSON"));
    let themes = |block: &Numbered<'_>| -> Vec<Vec<usize>> {
        block.iter().map(|document| document.map_or_else(Vec::new, |document| lists.themes(document))).collect()
    };
    FacetPieces {
        values: stock.pack(&serde_json::to_vec(&lists.values).expect("strings are always JSON")),
        columns: documents.chunks(BLOCK).map(|block| stock.pack(&lists.columns(block).bytes())).collect(),
        themes: documents.chunks(BLOCK).map(|block| json(&themes(block))).collect(),
        cited: cited::write(sources, &documents, stock),
    }
}

fn numbered<'a>(sources: &IndexSources<'a>, numbers: &DocumentNumbers) -> Vec<Option<&'a HeldDocument>> {
    let mut documents = vec![None; numbers.end() as usize];
    for (index, held) in sources.corpus.documents.iter().enumerate() {
        documents[numbers.of(index) as usize] = Some(&**held);
    }
    documents
}

/// The values with their places.
struct FacetLists<'a> {
    corpus: &'a Corpus,
    values: FacetValues,
    at: BTreeMap<&'static str, BTreeMap<String, usize>>,
}

impl<'a> FacetLists<'a> {
    fn new(sources: &IndexSources<'a>, documents: &Numbered<'_>) -> Self {
        let registries = sources.registries;
        let mut lists = Self { corpus: sources.corpus, values: FacetValues::default(), at: BTreeMap::new() };
        for document in documents.iter().flatten() {
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
            let status = status_key(sources.corpus, document);
            lists.add("status", status, |values| values.status.push(status.to_owned()));
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

    fn columns(&self, documents: &Numbered<'_>) -> FacetColumns {
        let each = |value: &dyn Fn(&HeldDocument) -> usize| -> Vec<usize> {
            documents.iter().map(|document| document.map_or(0, value)).collect()
        };
        let mut before = 0;
        let mut day = |document: &HeldDocument| {
            let since = order_key(&document.front_matter) - date(1, 1, 1);
            let since = i64::from(since.get_days()) - std::mem::replace(&mut before, i64::from(since.get_days()));
            (since << 1 ^ since >> 63) as usize
        };
        FacetColumns {
            day: documents.iter().map(|document| document.map_or(0, &mut day)).collect(),
            kind: each(&|document| 1 + self.place("type", &document.front_matter.kind.value)),
            issuer: each(&|document| 1 + self.place("issuer", &document.front_matter.issuer.value)),
            school_year: each(&|document| {
                let year = document.front_matter.school_year.as_deref();
                year.map_or(0, |year| 1 + self.place("school_year", year))
            }),
            status: each(&|document| 1 + self.place("status", status_key(self.corpus, document))),
        }
    }

    fn themes(&self, document: &HeldDocument) -> Vec<usize> {
        document.front_matter.themes.iter().map(|tag| self.place("theme", &tag.theme.value)).collect()
    }
}

/// What has taken the place of a document that is replaced: its name, its address below the site.
pub(super) fn replaced_by(corpus: &Corpus, document: &HeldDocument) -> Option<(String, String)> {
    let by =
        corpus.statements.replaced_by(document.work).filter(|_| force(corpus, document.work) == Force::Replaced)?;
    let work = &corpus.works[by];
    let address = work.held.map_or(work.address.as_str(), |index| &corpus.documents[index].address);
    Some((work_name(work), address.trim_start_matches('/').to_owned()))
}

/// Whether a document is in force, as results show it; `None`: it is not known.
pub(super) fn in_force(corpus: &Corpus, document: &HeldDocument) -> Option<&'static str> {
    let force = force(corpus, document.work);
    (force != Force::Unknown).then(|| force.key())
}

fn status_key(corpus: &Corpus, document: &HeldDocument) -> &'static str {
    force(corpus, document.work).key()
}

fn level_key(level: Level) -> &'static str {
    Level::ALL.iter().find(|(_, of)| *of == level).map_or("", |(key, _)| key)
}
