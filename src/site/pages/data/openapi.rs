//! `data/openapi.json`: the files for programs as an interface, OpenAPI 3.1. There is no server: every operation is a
//! GET of a file.
//!
//! In: a [`World`]. Out: JSON on any writer. A path stands in it when the site has a file there, so that a client finds
//! something at every path; addresses of one shape are one path with parameters.

use super::schema::{schema_address, words_of};
use crate::address::{DOCUMENTS, ISSUERS, WORKS};
use crate::catalogue;
use crate::render::links::absolute;
use crate::signing;
use crate::site::pages::data::DATA_PAGE;
use crate::site::pages::feeds::follow::{Followed, SERIES_FEED};
use crate::site::pages::linker;
use crate::site::shards::ShardedList;
use crate::site::world::World;
use crate::site::{CsvTable, DataFile, Format, FormerData, Job, ListKind, Page};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Address of the description.
pub const OPEN_API: &str = "/data/openapi.json";
/// Names of shards: a year, and a part of it.
const SHARD: &str = "^([0-9]{4}|khong-ro-nam)(-[01]+)?$";
/// What an address is made of.
const SLUG: &str = "^[a-z0-9-]+$";
/// The parts of the address of most documents, by their place.
const DOCUMENT_PARTS: [&str; 4] = ["issuer", "type", "year", "number"];

/// Files of one shape.
struct Endpoint {
    /// Its name in programs.
    operation: String,
    /// Key of what it answers in the catalogue.
    what: &'static str,
    /// Media type.
    media: &'static str,
    /// Schema of what it answers.
    schema: Value,
}

/// Writes the description.
///
/// # Errors
/// Those of `out`.
pub fn write(world: &World<'_>, out: &mut dyn Write) -> io::Result<()> {
    let config = &world.config;
    let text = |key| catalogue::text(config.language, key);
    let mut paths: BTreeMap<String, Endpoint> = BTreeMap::new();
    for page in &world.site.pages {
        if let Some((path, endpoint)) = endpoint(page) {
            paths.entry(path).or_insert(endpoint);
        }
    }
    // The list of all files is made when all files are.
    let root = Endpoint::new("getFileList", "page-openapi-manifest", "application/json", json!({ "type": "object" }));
    paths.insert(format!("/{}", signing::ROOT), root);
    let part = Endpoint::new("getFileListPart", "page-openapi-manifest-part", "text/tab-separated-values", string());
    paths.insert(format!("/{}{{part}}.tsv", signing::SHARDS), part);
    let paths: Map<String, Value> = paths
        .into_iter()
        .map(|(path, endpoint)| {
            let operation = endpoint.operation(&path, text);
            (path, json!({ "get": operation }))
        })
        .collect();
    let mut info = json!({
        "title": config.title,
        "version": env!("CARGO_PKG_VERSION"),
        "description": text("page-openapi-lead"),
    });
    if let Some(license) = config.license.of_all() {
        info["license"] = json!({ "name": license, "url": license });
    }
    let description = json!({
        "openapi": "3.1.0",
        "info": info,
        "servers": [{ "url": config.base_url.trim_end_matches('/') }],
        "externalDocs": { "url": absolute(&config.base_url, DATA_PAGE), "description": text("page-data") },
        "paths": paths,
    });
    serde_json::to_writer_pretty(&mut *out, &description)?;
    out.write_all(b"\n")
}

fn string() -> Value {
    json!({ "type": "string" })
}

/// The schema of a file of data, by its address: it stands beside this description.
fn schema(file: DataFile) -> Value {
    json!({ "$ref": schema_address(file).trim_start_matches(super::DATA) })
}

/// The path of a page that programs read, and what it answers.
fn endpoint(page: &Page) -> Option<(String, Endpoint)> {
    let json = "application/json";
    let found = match &page.job {
        Job::SiteData => {
            (page.address.clone(), Endpoint::new("getSite", "page-data-site", json, schema(DataFile::Site)))
        }
        Job::Catalog => {
            let answer = json!({ "type": "object" });
            (page.address.clone(), Endpoint::new("getCatalog", "page-data-catalog", "application/ld+json", answer))
        }
        Job::OpenApi => {
            let answer = json!({ "type": "object" });
            (page.address.clone(), Endpoint::new("getDescription", "page-data-openapi", json, answer))
        }
        Job::Schema(_) => {
            let answer = json!({ "type": "object" });
            ("/data/schema/{name}.json".to_owned(), Endpoint::new("getSchema", "page-data-schema", json, answer))
        }
        Job::Shard(list, _) => shard(*list),
        Job::LinkerIndex => {
            let answer = json!({ "type": "object" });
            (page.address.clone(), Endpoint::new("getNumbers", "page-openapi-numbers", json, answer))
        }
        Job::LinkerShard(_) => {
            let answer = json!({ "type": "object" });
            let part = Endpoint::new("getNumbersPart", "page-openapi-numbers-part", json, answer);
            (format!("{}{{bits}}.json", linker::SHARDS), part)
        }
        Job::Table(_) => {
            let table = Endpoint::new("getDocumentTable", "page-openapi-table", "text/csv", string());
            ("/data/documents/{shard}.csv".to_owned(), table)
        }
        Job::FormerData(former) => (page.address.clone(), former_data(*former)),
        Job::Format(_, format) => (document_path(&page.address), form(*format)),
        Job::Feed(kind) => (list_path(kind, &page.address), feed(kind, "Atom", "application/atom+xml", string())),
        Job::JsonFeed(kind) => {
            let answer = json!({ "type": "object" });
            (list_path(kind, &page.address), feed(kind, "Json", "application/feed+json", answer))
        }
        Job::Follow(followed) => follow(followed, &page.address),
        Job::Llms(kind) => {
            let name = format!("get{}Overview", list_name(kind));
            (list_path(kind, &page.address), Endpoint::new(&name, "page-openapi-llms", "text/plain", string()))
        }
        Job::Sitemap(name) if name.is_empty() => {
            (page.address.clone(), Endpoint::new("getSitemap", "page-openapi-sitemap", "text/xml", string()))
        }
        _ => return None,
    };
    Some(found)
}

/// A list of data in files by year, or the archive of the texts.
fn shard(list: ShardedList) -> (String, Endpoint) {
    let (folder, answer) = (list.folder(), json!({ "type": "string", "format": "binary" }));
    let operation = format!("get{}", capital(folder));
    match list {
        ShardedList::Data(file) => {
            // A line of the file, unpacked.
            let lines = json!({ "contentMediaType": "application/jsonl", "contentSchema": schema(file) });
            let what = words_of(file);
            (format!("/data/{folder}/{{shard}}.jsonl.gz"), Endpoint::new(&operation, what, "application/gzip", lines))
        }
        ShardedList::Archive => {
            let archive = Endpoint::new(&operation, "page-data-archive", "application/zip", answer);
            (format!("/data/{folder}/{{shard}}.zip"), archive)
        }
    }
}

fn former_data(former: FormerData) -> Endpoint {
    let (name, media, answer) = match former {
        FormerData::List(file) => (file.name(), "application/json", json!({ "type": "object" })),
        FormerData::Table(CsvTable::Documents) => ("documentsTable", "text/csv", string()),
        FormerData::Table(CsvTable::Works) => ("worksTable", "text/csv", string()),
        FormerData::Table(CsvTable::Citations) => ("citationsTable", "text/csv", string()),
        FormerData::Archive => ("archive", "application/zip", json!({ "type": "string", "format": "binary" })),
    };
    Endpoint::new(&format!("getFormer{}", capital(name)), "page-openapi-former", media, answer)
}

fn form(format: Format) -> Endpoint {
    let (name, answer) = match format {
        Format::Markdown => ("getDocumentText", string()),
        Format::Json => ("getDocument", schema(DataFile::Document)),
        Format::Text => ("getDocumentPlainText", string()),
        Format::AkomaNtoso => ("getDocumentAkomaNtoso", string()),
    };
    Endpoint::new(name, format.name(), format.media_type(), answer)
}

fn feed(kind: &ListKind, name: &str, media: &'static str, answer: Value) -> Endpoint {
    Endpoint::new(&format!("get{}{name}Feed", list_name(kind)), "page-openapi-feed", media, answer)
}

/// The feed of what a reader follows.
fn follow(followed: &Followed, address: &str) -> (String, Endpoint) {
    let atom = |name: &str, what| Endpoint::new(name, what, "application/atom+xml", string());
    match followed {
        Followed::Document(_) => (document_path(address), atom("getDocumentFeed", "page-openapi-follow")),
        Followed::Work(_) => (path_below(WORKS, address), atom("getWorkFeed", "page-openapi-follow")),
        Followed::Series(_) => {
            let path = document_path(address.strip_suffix(SERIES_FEED).unwrap_or(address));
            (format!("{path}{SERIES_FEED}"), atom("getSeriesFeed", "page-openapi-follow-series"))
        }
        Followed::Tasks(_) => {
            let path = format!("{ISSUERS}{{issuer}}/nhiem-vu/atom.xml");
            (path, atom("getTasksFeed", "page-openapi-follow-tasks"))
        }
    }
}

const fn list_name(kind: &ListKind) -> &'static str {
    match kind {
        ListKind::Theme(_) => "Theme",
        ListKind::Issuer(_) => "Issuer",
        ListKind::Type(_) => "Type",
        ListKind::SchoolYear(_) => "SchoolYear",
        ListKind::All => "Site",
    }
}

/// `/chu-de/{theme}/atom.xml`.
fn list_path(kind: &ListKind, address: &str) -> String {
    let parameter = match kind {
        ListKind::Theme(_) => "{theme}",
        ListKind::Issuer(_) => "{issuer}",
        ListKind::Type(_) => "{type}",
        ListKind::SchoolYear(_) => "{schoolYear}",
        ListKind::All => return address.to_owned(),
    };
    let mut parts: Vec<&str> = address.split('/').collect();
    if let [_, _, key, _] = parts.as_mut_slice() {
        *key = parameter;
    }
    parts.join("/")
}

/// `/van-ban/{issuer}/{type}/{year}/{number}/van-ban.json`; the parts of an id of another length are numbered.
fn document_path(address: &str) -> String {
    let (parts, file) = parts_below(DOCUMENTS, address);
    let is_usual = parts.len() == DOCUMENT_PARTS.len();
    let named = DOCUMENT_PARTS.iter().map(|name| format!("{{{name}}}"));
    let parts: Vec<String> = if is_usual { named.collect() } else { numbered(parts.len()) };
    format!("{DOCUMENTS}{}/{file}", parts.join("/"))
}

/// `/vien-dan/{part1}/{part2}/atom.xml`.
fn path_below(root: &str, address: &str) -> String {
    let (parts, file) = parts_below(root, address);
    format!("{root}{}/{file}", numbered(parts.len()).join("/"))
}

/// The folders of an address below `root`, and the file.
fn parts_below<'a>(root: &str, address: &'a str) -> (Vec<&'a str>, &'a str) {
    let inner = address.strip_prefix(root).unwrap_or(address);
    let (id, file) = inner.rsplit_once('/').unwrap_or(("", inner));
    (id.split('/').collect(), file)
}

fn numbered(parts: usize) -> Vec<String> {
    (1..=parts).map(|at| format!("{{part{at}}}")).collect()
}

fn capital(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The names in braces of a path.
fn parameters(path: &str) -> impl Iterator<Item = &str> {
    path.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name)
}

impl Endpoint {
    fn new(operation: &str, what: &'static str, media: &'static str, schema: Value) -> Self {
        Self { operation: operation.to_owned(), what, media, schema }
    }

    fn operation(self, path: &str, text: impl Fn(&'static str) -> &'static str) -> Value {
        let listed: Vec<Value> = parameters(path)
            .map(|name| {
                let (pattern, about) = match name {
                    "shard" => (SHARD, text("page-openapi-shard")),
                    "name" => (SLUG, text("page-openapi-name")),
                    "bits" => ("^[01]+$", text("page-openapi-bits")),
                    "part" => ("^[0-9a-f]{4}$", text("page-openapi-part")),
                    _ => (SLUG, text("page-openapi-key")),
                };
                json!({
                    "name": name,
                    "in": "path",
                    "required": true,
                    "description": about,
                    "schema": { "type": "string", "pattern": pattern },
                })
            })
            .collect();
        // Forms of documents of an id of another length: an operation has a name of its own.
        let numbered = parameters(path).filter(|name| name.starts_with("part") && name.len() > 4).count();
        let id = if numbered == 0 { self.operation } else { format!("{}By{numbered}", self.operation) };
        let mut operation = json!({
            "operationId": id,
            "summary": text(self.what),
            "responses": {
                "200": { "description": text(self.what), "content": { self.media: { "schema": self.schema } } },
                "404": { "description": text("page-openapi-missing") },
            },
        });
        if !listed.is_empty() {
            operation["parameters"] = Value::Array(listed);
        }
        operation
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_one_shape_are_one_path() {
        for (address, path) in [
            ("/van-ban/a/chi-thi/2024/05-ct-a/van-ban.md", "/van-ban/{issuer}/{type}/{year}/{number}/van-ban.md"),
            ("/van-ban/a/b/van-ban.json", "/van-ban/{part1}/{part2}/van-ban.json"),
            ("/van-ban/a/van-ban.akn.xml", "/van-ban/{part1}/van-ban.akn.xml"),
        ] {
            assert_eq!(document_path(address), path);
        }
        let theme = ListKind::Theme("a".to_owned());
        assert_eq!(list_path(&theme, "/chu-de/a/atom.xml"), "/chu-de/{theme}/atom.xml");
        assert_eq!(list_path(&ListKind::All, "/atom.xml"), "/atom.xml");
        assert_eq!(parameters("/a/{b}/{c}.json").collect::<Vec<_>>(), ["b", "c"]);
    }
}
