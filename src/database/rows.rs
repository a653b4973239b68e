//! The rows of each table, in an order that follows from the site alone: documents by their files, works by address, what a
//! document has by its place in the text.
//!
//! In: a [`World`], a [`TableSink`]. Out: all rows of all tables.

use super::{Cell, Counts, DatabaseError, TABLES, Table, TableSink};
use crate::content::registry::{Issuer, Level, System};
use crate::corpus::{DocumentIndex, HeldDocument};
use crate::diagnostic::Diagnostic;
use crate::document::Document;
use crate::render::links::absolute;
use crate::site::pages::data::shard::{document_lines, work_lines};
use crate::site::pages::forms::sections::section_texts;
use crate::site::{DataFile, World};
use crate::source::Source;
use crate::task::{introduced_items, quote};
use rayon::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Documents whose texts are held at once.
const TOGETHER: usize = 64;

/// Writes all tables.
///
/// # Errors
/// See [`DatabaseError`].
pub fn write(world: &World<'_>, sink: &mut dyn TableSink) -> Result<Counts, DatabaseError> {
    let mut counts = Counts::default();
    for table in &TABLES {
        sink.begin(table).map_err(DatabaseError::Write)?;
        let mut rows = Rows { table, sink, count: 0 };
        rows_of(world, table.name, &mut rows)?;
        match table.name {
            "documents" => counts.documents = rows.count,
            "works" => counts.works = rows.count,
            "citations" => counts.citations = rows.count,
            "tasks" => counts.tasks = rows.count,
            _ => {}
        }
        sink.end().map_err(DatabaseError::Write)?;
    }
    Ok(counts)
}

/// The rows of one table on their way out.
struct Rows<'a> {
    table: &'static Table,
    sink: &'a mut dyn TableSink,
    count: u64,
}

impl Rows<'_> {
    fn push(&mut self, record: &Value) -> Result<(), DatabaseError> {
        self.count += 1;
        let cells: Vec<Cell> = self.table.cells(i64::try_from(self.count).unwrap_or(i64::MAX), record);
        self.sink.row(cells).map_err(DatabaseError::Write)
    }

    fn all(&mut self, records: impl IntoIterator<Item = Value>) -> Result<(), DatabaseError> {
        records.into_iter().try_for_each(|record| self.push(&record))
    }
}

fn rows_of(world: &World<'_>, table: &str, rows: &mut Rows<'_>) -> Result<(), DatabaseError> {
    let registries = world.registries;
    match table {
        "site" => rows.all(site(world)),
        "types" => rows.all(registries.types.iter().map(|row| json!({ "key": row.key, "name": row.name }))),
        "issuers" => rows.all(issuers(world).into_values().map(issuer)),
        "themes" => rows.all(registries.themes.iter().map(
            |row| json!({ "key": row.key, "name": row.name, "description": row.description, "parent": row.parent }),
        )),
        "agencies" => rows.all(
            world
                .corpus
                .tasks
                .agents
                .quietly()
                .values()
                .map(|agent| json!({ "key": agent.key, "name": agent.name, "is_group": agent.is_group })),
        ),
        "works" => rows.all(
            world
                .corpus
                .works_by_address()
                .flat_map(|index| lines(|out| work_lines(world, DataFile::Works, index, out))),
        ),
        "documents" => rows.all(documents(world).flat_map(|(index, document)| {
            let names = (world.kind_of(document), world.issuer_name(&document.front_matter.issuer.value));
            let records = document_records(world, DataFile::Documents, index).into_iter();
            records.map(move |record| with(with(record, "type_name", names.0), "issuer_name", names.1))
        })),
        "document_themes" => rows.all(documents(world).flat_map(|(_, document)| themes(document))),
        "sections" => with_texts(world, rows, sections),
        "citations" => rows.all(documents(world).flat_map(|(index, document)| {
            let records = document_records(world, DataFile::Citations, index);
            let sentences = document.citations.iter().map(|resolved| &resolved.citation.sentence);
            records.into_iter().zip(sentences).map(|(record, sentence)| with(record, "sentence", sentence))
        })),
        "relations" => {
            rows.all(documents(world).flat_map(|(index, _)| document_records(world, DataFile::Relations, index)))?;
            let others = world.corpus.works_by_address().filter(|index| world.corpus.works[*index].held.is_none());
            rows.all(others.flat_map(|index| lines(|out| work_lines(world, DataFile::Relations, index, out))))
        }
        "tasks" => with_texts(world, rows, tasks),
        "task_agencies" => rows.all(task_agencies(world)),
        _ => Ok(()),
    }
}

fn documents<'a>(world: &World<'a>) -> impl Iterator<Item = (DocumentIndex, &'a HeldDocument)> + use<'a> {
    world.corpus.documents.iter().map(|document| &**document).enumerate()
}

/// The records that `write` writes, a line each.
fn lines(write: impl FnOnce(&mut Vec<u8>) -> std::io::Result<()>) -> Vec<Value> {
    let mut bytes = Vec::new();
    write(&mut bytes).expect("memory takes all that is written");
    let lines = bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    lines.map(|line| serde_json::from_slice(line).expect("what was written as JSON")).collect()
}

fn document_records(world: &World<'_>, file: DataFile, index: DocumentIndex) -> Vec<Value> {
    lines(|out| document_lines(world, file, index, out))
}

fn with(mut record: Value, key: &str, value: &str) -> Value {
    record[key] = value.into();
    record
}

/// What the site says of itself, as in `data/site.json`.
fn site(world: &World<'_>) -> Vec<Value> {
    let counts = world.counts();
    let corpus = world.corpus;
    let pairs = [
        ("title", world.config.title.clone()),
        ("portal", world.config.portal.clone()),
        ("base_url", world.config.base_url.clone()),
        ("language", world.config.language.tag().to_owned()),
        ("generator", concat!("congbao ", env!("CARGO_PKG_VERSION")).to_owned()),
        ("data_as_of", corpus.data_day().map(|day| day.to_string()).unwrap_or_default()),
        ("documents", corpus.documents.len().to_string()),
        ("works", corpus.count_works().to_string()),
        ("citations", counts.found.to_string()),
    ];
    pairs
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| json!({ "name": name, "value": value }))
        .collect()
}

/// The bodies of the registry, and those that are known by rule and have issued a document.
fn issuers<'a>(world: &World<'a>) -> BTreeMap<&'a str, &'a Issuer> {
    let issuers = &world.registries.issuers;
    let used = documents(world).filter_map(|(_, document)| issuers.get(&document.front_matter.issuer.value));
    issuers.iter().chain(used).map(|issuer| (issuer.key.as_str(), issuer)).collect()
}

fn issuer(row: &Issuer) -> Value {
    let level = Level::ALL.iter().find(|(_, level)| *level == row.level).map(|(key, _)| *key);
    let system = System::ALL.iter().find(|(_, system)| *system == row.system).map(|(key, _)| *key);
    json!({
        "key": row.key,
        "name": row.name,
        "official_name": row.official_name,
        "level": level,
        "system": system,
        "place": row.place,
        "province": row.province,
        "valid_from": row.valid_from.map(|day| day.to_string()),
        "valid_to": row.valid_to.map(|day| day.to_string()),
        "successor": row.successor,
    })
}

fn themes(document: &HeldDocument) -> Vec<Value> {
    let tags = document.front_matter.themes.iter();
    tags.map(|tag| {
        let sections: Vec<&str> = tag.sections.iter().map(|section| section.value.as_str()).collect();
        json!({ "document": document.id, "theme": tag.theme.value, "sections": sections })
    })
    .collect()
}

/// The file of a document and its tree, as one that writes rows needs them.
struct Text<'a> {
    index: DocumentIndex,
    document: &'a HeldDocument,
    source: &'a Source,
    tree: Option<&'a Document>,
}

/// Rows for which the texts are read: some documents at a time, in order.
fn with_texts(
    world: &World<'_>,
    rows: &mut Rows<'_>,
    records: fn(&World<'_>, &Text<'_>) -> Vec<Value>,
) -> Result<(), DatabaseError> {
    let needs_tree = rows.table.name == "sections";
    let documents: Vec<_> = documents(world).collect();
    let made = |(index, document): &(DocumentIndex, &HeldDocument)| -> Result<Vec<Value>, Diagnostic> {
        let index = *index;
        if needs_tree {
            let text = world.texts.text(index)?;
            Ok(records(world, &Text { index, document, source: &text.source, tree: Some(&text.tree) }))
        } else if document.tasks.tasks.is_empty() {
            Ok(Vec::new())
        } else {
            let source = world.texts.source(index)?;
            Ok(records(world, &Text { index, document, source: &source, tree: None }))
        }
    };
    for some in documents.chunks(TOGETHER) {
        let made: Vec<Result<Vec<Value>, Diagnostic>> = some.par_iter().map(made).collect();
        for records in made {
            rows.all(records.map_err(DatabaseError::Text)?)?;
        }
    }
    Ok(())
}

fn sections(world: &World<'_>, text: &Text<'_>) -> Vec<Value> {
    let Some(tree) = text.tree else { return Vec::new() };
    let page = absolute(&world.config.base_url, &text.document.address);
    let sections = tree.sections.iter().zip(section_texts(tree)).enumerate();
    sections
        .map(|(position, (section, words))| {
            json!({
                "document": text.document.id,
                "position": position,
                "anchor": &*section.anchor,
                "url": format!("{page}#{}", section.anchor),
                "level": section.level,
                "label": section.label.as_ref().map(|label| &*label.text),
                "title": &*section.title,
                "parent": section.parent.map(|parent| &*tree.sections[parent].anchor),
                "text": words,
            })
        })
        .collect()
}

fn tasks(world: &World<'_>, text: &Text<'_>) -> Vec<Value> {
    let records = document_records(world, DataFile::Tasks, text.index).into_iter();
    let words = text.document.tasks.tasks.iter().map(|task| {
        let mut words = quote(text.source, task.span);
        if words.ends_with(':') {
            for item in introduced_items(text.source, task.span) {
                words = words + "\n" + &item;
            }
        }
        words
    });
    records.zip(words).map(|(record, words)| with(record, "text", &words)).collect()
}

/// Who has each task, by its number.
fn task_agencies(world: &World<'_>) -> impl Iterator<Item = Value> {
    let tasks = documents(world).flat_map(|(index, _)| document_records(world, DataFile::Tasks, index));
    tasks.zip(1_u64..).flat_map(|(mut task, number)| {
        let agencies = match task["agencies"].take() {
            Value::Array(agencies) => agencies,
            _ => Vec::new(),
        };
        agencies.into_iter().map(move |mut agency| {
            agency["task"] = number.into();
            agency
        })
    })
}
