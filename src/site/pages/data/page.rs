//! The page that explains the data: each list with what it holds and its schema, the tables and archives by year.
//!
//! In: what is known. Out: the files with their keys, from the list that their schemas are made of.

use crate::catalogue::data::{DataField, Presence, fields};
use crate::site::pages::data::DATA;
use crate::site::pages::data::catalog::CATALOG;
use crate::site::pages::data::index::SITE_DATA;
use crate::site::pages::data::openapi::OPEN_API;
use crate::site::pages::data::schema::{schema_address, what};
use crate::site::pages::data::shard::name_of;
use crate::site::pages::feeds::{feed_address, json_feed_address};
use crate::site::pages::llms::llms_address;
use crate::site::shards::ShardedList;
use crate::site::views::Scene;
use crate::site::{DataFile, Job, ListKind};
use serde::Serialize;

/// The page.
#[derive(Debug, Serialize)]
pub struct DataView<'a> {
    /// All files of data.
    pub files: Vec<FileView>,
    /// Archives of the texts.
    pub archives: Vec<PartView<'a>>,
    /// Tables of the documents.
    pub tables: Vec<PartView<'a>>,
    /// Where every shard is.
    pub index: Option<String>,
    /// The files as an interface (OpenAPI).
    pub open_api: Option<String>,
    /// The datasets with their licences (DCAT-AP).
    pub catalog: Option<String>,
    /// What stands here, for tools that read texts.
    pub llms: Option<String>,
    /// Under which licence the data may be used: one for all, or those of the lists.
    pub licenses: Vec<LicenseView<'a>>,
    /// Atom feed of the site.
    pub atom: Option<String>,
    /// JSON Feed of the site.
    pub json_feed: Option<String>,
}

/// A file of one year, or of a part of it.
#[derive(Debug, Serialize)]
pub struct PartView<'a> {
    /// `2024`.
    pub name: &'a str,
    /// Where it is.
    pub href: String,
}

/// A licence.
#[derive(Debug, Serialize)]
pub struct LicenseView<'a> {
    /// What it covers: `documents`; `None`: all that has none of its own.
    pub of: Option<&'static str>,
    /// Its address.
    pub url: &'a str,
}

/// One file, or a list in shards.
#[derive(Debug, Serialize)]
pub struct FileView {
    /// Its name without ending: the anchor on the page.
    pub key: &'static str,
    /// `site.json`; of a list `documents/….jsonl.gz`.
    pub name: String,
    /// What it holds.
    pub what: &'static str,
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
pub fn view<'a>(scene: Scene<'a>) -> DataView<'a> {
    let world = scene.world;
    let link = |address: &str| world.link(scene.links, address);
    let file = |file: &DataFile| {
        let name = file.name();
        let mut list = Vec::new();
        collect(scene, name, "", &mut list);
        FileView {
            key: name,
            name: match file {
                DataFile::Document => "van-ban.json".to_owned(),
                DataFile::Site => format!("{name}.json"),
                _ => format!("{name}/….jsonl.gz"),
            },
            what: what(scene.language(), *file),
            schema: link(&schema_address(*file)),
            fields: list,
        }
    };
    let (mut archives, mut tables) = (Vec::new(), Vec::new());
    for page in world.site.below(DATA) {
        let list = match &page.job {
            Job::Shard(ShardedList::Archive, key) => Some((key, &mut archives)),
            Job::Table(key) => Some((key, &mut tables)),
            _ => None,
        };
        if let Some((key, list)) = list {
            list.push(PartView { name: name_of(key), href: scene.links.to(&page.address) });
        }
    }
    DataView {
        files: DataFile::ALL.iter().map(file).collect(),
        archives,
        tables,
        index: link(SITE_DATA),
        open_api: link(OPEN_API),
        catalog: link(CATALOG),
        llms: llms_address(&ListKind::All).and_then(|address| link(&address)),
        licenses: licenses(scene),
        atom: link(&feed_address(&ListKind::All)),
        json_feed: link(&json_feed_address(&ListKind::All)),
    }
}

/// The licence of all, then those of lists that differ.
fn licenses<'a>(scene: Scene<'a>) -> Vec<LicenseView<'a>> {
    let stated = &scene.world.config.license;
    let all = stated.of_all();
    let own = ShardedList::ALL.into_iter().filter_map(|list| {
        let url = stated.of(list.folder()).filter(|url| Some(*url) != all)?;
        Some(LicenseView { of: Some(list.folder()), url })
    });
    all.map(|url| LicenseView { of: None, url }).into_iter().chain(own).collect()
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
