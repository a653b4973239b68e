//! Where all data is: `data/site.json` with every shard, its size and its digest; and what the addresses of the lists as
//! single files answer, where a site published them before: the list of the shards that took their place.
//!
//! In: a [`World`], in a build with the digests of what was put. Out: JSON, CSV or ZIP on any writer.

use super::shard::name_of;
use super::{DATA, NamedRecord, SearchRecord, is_search_core};
use crate::address::published::FileDigest;
use crate::render::links::absolute;
use crate::site::pages::archive;
use crate::site::shards::ShardedList;
use crate::site::world::World;
use crate::site::{CsvTable, DataFile, FormerData, Job, MakeError, Page, Renderer};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::io::{self, Write};

/// Address of the list of all data.
pub const SITE_DATA: &str = "/data/site.json";

#[derive(Serialize)]
struct SiteRecord<'a> {
    title: &'a str,
    portal: &'a str,
    base_url: &'a str,
    language: &'static str,
    generator: Generator,
    data_as_of: Option<String>,
    documents: usize,
    works: usize,
    citations: usize,
    data: Vec<ListRecord>,
    tables: Vec<ShardRecord>,
    archives: Vec<ShardRecord>,
    feeds: Vec<NamedRecord>,
    json_feeds: Vec<NamedRecord>,
    schemas: Vec<NamedRecord>,
    sitemap: Option<String>,
    search: Option<SearchRecord>,
}

#[derive(Serialize)]
struct Generator {
    name: &'static str,
    version: &'static str,
}

/// A list with its shards.
#[derive(Serialize)]
struct ListRecord {
    name: &'static str,
    shards: Vec<ShardRecord>,
}

/// A file with what it holds.
#[derive(Serialize)]
struct ShardRecord {
    name: String,
    url: String,
    size: u64,
    sha256: String,
}

/// Counts and hashes what is written to it.
#[derive(Default)]
struct Measure {
    size: u64,
    hash: Sha256,
}

impl Write for Measure {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.size += bytes.len() as u64;
        self.hash.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What stands in the file of a page. A build knows it of what it has put; else the page is made.
fn digest(renderer: &Renderer, world: &World<'_>, page: &Page) -> Result<FileDigest, MakeError> {
    if let Some(known) = world.digests.and_then(|digests| digests.digest(&page.address)) {
        return Ok(known);
    }
    let mut measure = Measure::default();
    renderer.make(world, page, &mut measure)?;
    Ok(FileDigest { size: measure.size, sha256: measure.hash.finalize().into() })
}

fn record(renderer: &Renderer, world: &World<'_>, page: &Page, key: &str) -> Result<ShardRecord, MakeError> {
    let FileDigest { size, sha256 } = digest(renderer, world, page)?;
    let mut hex = String::with_capacity(64);
    for byte in sha256 {
        let _ = write!(hex, "{byte:02x}");
    }
    let url = absolute(&world.config.base_url, &page.address);
    Ok(ShardRecord { name: name_of(key).to_owned(), url, size, sha256: hex })
}

/// The pages of the data: what the lists of files are made of.
fn pages<'a>(world: &World<'a>) -> impl Iterator<Item = &'a Page> {
    world.site.below(DATA).iter()
}

fn shards_of(renderer: &Renderer, world: &World<'_>, list: ShardedList) -> Result<Vec<ShardRecord>, MakeError> {
    let shards = pages(world).filter_map(|page| match &page.job {
        Job::Shard(of, key) if *of == list => Some((page, key)),
        _ => None,
    });
    shards.map(|(page, key)| record(renderer, world, page, key)).collect()
}

fn tables(renderer: &Renderer, world: &World<'_>) -> Result<Vec<ShardRecord>, MakeError> {
    let tables = pages(world).filter_map(|page| if let Job::Table(key) = &page.job { Some((page, key)) } else { None });
    tables.map(|(page, key)| record(renderer, world, page, key)).collect()
}

fn lists(renderer: &Renderer, world: &World<'_>) -> Result<Vec<ListRecord>, MakeError> {
    let lists = ShardedList::ALL.into_iter().filter(|list| matches!(list, ShardedList::Data(_)));
    lists.map(|list| Ok(ListRecord { name: list.folder(), shards: shards_of(renderer, world, list)? })).collect()
}

/// Writes `data/site.json`: what this site is and where its data is.
///
/// # Errors
/// Those of `out`; a shard that cannot be made.
pub fn write_site(renderer: &Renderer, world: &World<'_>, out: &mut dyn Write) -> Result<(), MakeError> {
    let base = &world.config.base_url;
    let (mut feeds, mut json_feeds, mut schemas) = (Vec::new(), Vec::new(), Vec::new());
    let list_name = |kind| {
        let name = world.list_name(kind);
        if name.is_empty() { world.config.title.clone() } else { name.to_owned() }
    };
    let mut sitemap = None;
    let mut search = None;
    for page in &world.site.pages {
        let url = || absolute(base, &page.address);
        match &page.job {
            Job::Feed(kind) => feeds.push(NamedRecord { name: list_name(kind), url: url() }),
            Job::JsonFeed(kind) => json_feeds.push(NamedRecord { name: list_name(kind), url: url() }),
            Job::Schema(file) => schemas.push(NamedRecord { name: file.name().to_owned(), url: url() }),
            Job::Sitemap(name) if name.is_empty() => sitemap = Some(url()),
            Job::Asset(_) if is_search_core(&page.address) => {
                let module = page.address.trim_start_matches('/').to_owned();
                search = Some(SearchRecord { module, index: crate::search::FOLDER.trim_start_matches('/') });
            }
            _ => {}
        }
    }
    let record = SiteRecord {
        title: &world.config.title,
        portal: &world.config.portal,
        base_url: base,
        language: world.config.language.tag(),
        generator: Generator { name: "congbao", version: env!("CARGO_PKG_VERSION") },
        data_as_of: world.corpus.data_day().map(|day| day.to_string()),
        documents: world.corpus.documents.len(),
        works: world.corpus.count_works(),
        citations: world.counts().found,
        data: lists(renderer, world)?,
        tables: tables(renderer, world)?,
        archives: shards_of(renderer, world, ShardedList::Archive)?,
        feeds,
        json_feeds,
        schemas,
        sitemap,
        search,
    };
    serde_json::to_writer_pretty(&mut *out, &record).map_err(io::Error::from)?;
    Ok(out.write_all(b"\n")?)
}

/// Writes what a former address answers, in the format of its file.
///
/// # Errors
/// Those of `out`; a shard that cannot be made.
pub fn write_former(
    renderer: &Renderer,
    world: &World<'_>,
    former: FormerData,
    out: &mut dyn Write,
) -> Result<(), MakeError> {
    #[derive(Serialize)]
    struct Moved {
        name: &'static str,
        site: String,
        shards: Vec<ShardRecord>,
    }
    match former {
        FormerData::List(file) => {
            let site = absolute(&world.config.base_url, SITE_DATA);
            let shards = shards_of(renderer, world, ShardedList::Data(file))?;
            let record = Moved { name: file.name(), site, shards };
            serde_json::to_writer_pretty(&mut *out, &record).map_err(io::Error::from)?;
            Ok(out.write_all(b"\n")?)
        }
        FormerData::Table(table) => {
            let shards = match table {
                CsvTable::Documents => tables(renderer, world)?,
                CsvTable::Works => shards_of(renderer, world, ShardedList::Data(DataFile::Works))?,
                CsvTable::Citations => shards_of(renderer, world, ShardedList::Data(DataFile::Citations))?,
            };
            out.write_all("\u{feff}name,url,size,sha256\r\n".as_bytes())?;
            for ShardRecord { name, url, size, sha256 } in shards {
                write!(out, "{name},{url},{size},{sha256}\r\n")?;
            }
            Ok(())
        }
        FormerData::Archive => {
            let archives = shards_of(renderer, world, ShardedList::Archive)?;
            archive::write_former(world, archives.iter().map(|archive| archive.url.as_str()), out)
        }
    }
}
