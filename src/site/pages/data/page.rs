//! The page that explains the data: each file with what it holds, its tables and schemas, all in one archive.
//!
//! In: what is known. Out: the files with their keys, from the list that their schemas are made of.

use crate::catalogue::data::{DataField, Presence, fields};
use crate::site::pages::archive::ARCHIVE;
use crate::site::pages::data::data_address;
use crate::site::pages::data::schema::{schema_address, what};
use crate::site::pages::data::table::table_address;
use crate::site::pages::feeds::{feed_address, json_feed_address};
use crate::site::views::Scene;
use crate::site::{CsvTable, DataFile, ListKind};
use serde::Serialize;

/// The page.
#[derive(Debug, Serialize)]
pub struct DataView {
    /// All files of data.
    pub files: Vec<FileView>,
    /// The archive.
    pub archive: Option<String>,
    /// Atom feed of the site.
    pub atom: Option<String>,
    /// JSON Feed of the site.
    pub json_feed: Option<String>,
}

/// One file.
#[derive(Debug, Serialize)]
pub struct FileView {
    /// Its name without ending: the anchor on the page.
    pub key: &'static str,
    /// `documents.json`.
    pub name: String,
    /// What it holds.
    pub what: &'static str,
    /// Where it is; the file of a single document is found at that document.
    pub href: Option<String>,
    /// How many records, where that is known.
    pub count: Option<usize>,
    /// The same as a table.
    pub table: Option<String>,
    /// Its schema.
    pub schema: Option<String>,
    /// Its keys, those of records inside it after a dot.
    pub fields: Vec<FieldView>,
}

/// One key.
#[derive(Debug, Serialize)]
pub struct FieldView {
    /// `signer.name`.
    pub key: String,
    /// What it holds, in words.
    pub shape: &'static str,
    /// It may be missing or null.
    pub optional: bool,
    /// What it means.
    pub words: &'static str,
}

/// Records that stand for themselves are explained where they stand alone.
const EXPLAINED: [&str; 2] = ["documents", "citations"];

/// The view.
pub fn view(scene: Scene<'_>) -> DataView {
    let world = scene.world;
    let link = |address: &str| world.link(scene.links, address);
    let count = |file| match file {
        DataFile::Documents => Some(world.corpus.documents.len()),
        DataFile::Works => Some(world.corpus.count_works()),
        DataFile::Citations => Some(world.counts().found),
        _ => None,
    };
    let file = |file: &DataFile| {
        let name = file.name();
        let mut list = Vec::new();
        collect(scene, name, "", &mut list);
        FileView {
            key: name,
            name: if *file == DataFile::Document { "van-ban.json".to_owned() } else { format!("{name}.json") },
            what: what(scene.language(), *file),
            href: link(&data_address(*file)),
            count: count(*file),
            table: CsvTable::ALL
                .iter()
                .find(|table| table.data() == *file)
                .and_then(|table| link(&table_address(*table))),
            schema: link(&schema_address(*file)),
            fields: list,
        }
    };
    DataView {
        files: DataFile::ALL.iter().map(file).collect(),
        archive: link(ARCHIVE),
        atom: link(&feed_address(&ListKind::All)),
        json_feed: link(&json_feed_address(&ListKind::All)),
    }
}

fn collect(scene: Scene<'_>, record: &str, before: &str, list: &mut Vec<FieldView>) {
    for field in fields(record) {
        let key = format!("{before}{}", field.key);
        let inner = field.inner().filter(|inner| !EXPLAINED.contains(inner));
        list.push(FieldView {
            key: key.clone(),
            shape: scene.text(shape_key(field)),
            optional: field.presence != Presence::Always,
            words: field.words(scene.language()),
        });
        if let Some(inner) = inner {
            let sign = if field.shape.starts_with("list:") { "[]." } else { "." };
            collect(scene, inner, &format!("{key}{sign}"), list);
        }
    }
}

fn shape_key(field: &DataField) -> &'static str {
    match field.shape {
        "day" => "page-shape-day",
        "date" => "page-shape-date",
        "count" => "page-shape-count",
        "flag" => "page-shape-flag",
        "url" => "page-shape-url",
        "rows" | "verbs" => "page-shape-list",
        "lists" => "page-shape-object",
        shape if shape.starts_with("list:") => "page-shape-list",
        shape if shape.starts_with("of:") => "page-shape-object",
        _ => "page-shape-text",
    }
}
