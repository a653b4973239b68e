//! `data/catalog.jsonld`: the data as a catalogue of datasets by DCAT-AP, which portals of open data harvest: each with
//! what it holds, its licence where `license:` states one, and every file of it.
//!
//! In: a [`World`]. Out: JSON-LD on any writer. It names no size and no digest, which `data/site.json` has, so it
//! changes when a file comes or goes and not with every edit.

use super::schema::{schema_address, what};
use super::shard::name_of;
use super::{DATA, DATA_PAGE};
use crate::catalogue::{self, Language};
use crate::render::links::absolute;
use crate::site::shards::ShardedList;
use crate::site::world::World;
use crate::site::{DataFile, Job};
use serde_json::{Value, json};
use std::io::{self, Write};

/// Address of the catalogue.
pub const CATALOG: &str = "/data/catalog.jsonld";
/// Where media types are registered.
const MEDIA_TYPES: &str = "https://www.iana.org/assignments/media-types/";
/// The vocabulary of the Publications Office, from which DCAT-AP takes languages and rights.
const AUTHORITY: &str = "http://publications.europa.eu/resource/authority/";

/// Writes the catalogue.
///
/// # Errors
/// Those of `out`.
pub fn write(world: &World<'_>, out: &mut dyn Write) -> io::Result<()> {
    let config = &world.config;
    let datasets: Vec<Value> = ShardedList::ALL.into_iter().filter_map(|list| dataset(world, list)).collect();
    let mut catalog = json!({
        "@context": context(),
        "@id": id(world, "catalog"),
        "@type": "dcat:Catalog",
        "dct:title": in_language(config.language, &config.title),
        "dct:description": in_language(config.language, catalogue::text(config.language, "page-data-lead")),
        "dct:language": language(),
        "dct:publisher": publisher(world),
        "foaf:homepage": { "@id": config.base_url, "@type": "foaf:Document" },
        "dcat:dataset": datasets,
    });
    put_license(world.config.license.of_all(), &mut catalog);
    serde_json::to_writer_pretty(&mut *out, &catalog)?;
    out.write_all(b"\n")
}

/// The prefixes; nothing is fetched to understand the file.
fn context() -> Value {
    json!({
        "adms": "http://www.w3.org/ns/adms#",
        "dcat": "http://www.w3.org/ns/dcat#",
        "dct": "http://purl.org/dc/terms/",
        "foaf": "http://xmlns.com/foaf/0.1/",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "vcard": "http://www.w3.org/2006/vcard/ns#",
    })
}

/// What the catalogue calls one of its parts.
fn id(world: &World<'_>, part: &str) -> String {
    format!("{}#{part}", absolute(&world.config.base_url, CATALOG))
}

fn in_language(language: Language, text: &str) -> Value {
    json!({ "@language": language.tag(), "@value": text })
}

/// The documents are Vietnamese, whatever the language of the pages.
fn language() -> Value {
    json!({ "@id": format!("{AUTHORITY}language/VIE"), "@type": "dct:LinguisticSystem" })
}

fn publisher(world: &World<'_>) -> Value {
    let issuer = world.config.issuer.as_ref().map(|issuer| world.issuer_name(&issuer.value));
    let name = issuer.unwrap_or(&world.config.portal);
    json!({ "@id": id(world, "publisher"), "@type": "foaf:Agent", "foaf:name": name })
}

fn contact(world: &World<'_>) -> Option<Value> {
    let address = world.config.contact.as_deref()?;
    let mut contact = json!({ "@type": "vcard:Kind", "vcard:fn": world.config.portal });
    let (key, address) = match address.split_once("://") {
        Some(_) => ("vcard:hasURL", address.to_owned()),
        None => ("vcard:hasEmail", format!("mailto:{address}")),
    };
    contact[key] = json!({ "@id": address });
    Some(contact)
}

fn put_license(license: Option<&str>, of: &mut Value) {
    if let Some(license) = license {
        of["dct:license"] = json!({ "@id": license, "@type": "dct:LicenseDocument" });
    }
}

/// A list with its files; `None`: the site has none of them.
fn dataset(world: &World<'_>, list: ShardedList) -> Option<Value> {
    let config = &world.config;
    let language = config.language;
    let license = config.license.of(list.folder());
    let files: Vec<Value> = world
        .site
        .below(DATA)
        .iter()
        .filter_map(|page| {
            let (key, form) = match &page.job {
                Job::Shard(of, key) if *of == list => (key, FileForm::of(list)),
                Job::Table(key) if list == ShardedList::Data(DataFile::Documents) => (key, FileForm::Table),
                _ => return None,
            };
            Some(distribution(world, &page.address, (list, key, form), license))
        })
        .collect();
    if files.is_empty() {
        return None;
    }
    let about = match list {
        ShardedList::Data(file) => what(language, file),
        ShardedList::Archive => catalogue::text(language, "page-data-archive"),
    };
    let name = catalogue::text(language, dataset_name(list));
    let mut dataset = json!({
        "@id": id(world, list.folder()),
        "@type": "dcat:Dataset",
        "dct:identifier": id(world, list.folder()),
        "dct:title": in_language(language, &format!("{name} – {}", config.title)),
        "dct:description": in_language(language, about),
        "dct:language": self::language(),
        "dct:publisher": { "@id": id(world, "publisher") },
        "dct:accessRights": { "@id": format!("{AUTHORITY}access-right/PUBLIC"), "@type": "dct:RightsStatement" },
        "dct:accrualPeriodicity": { "@id": format!("{AUTHORITY}frequency/IRREG"), "@type": "dct:Frequency" },
        "dcat:landingPage": { "@id": absolute(&config.base_url, DATA_PAGE), "@type": "foaf:Document" },
        "dcat:distribution": files,
    });
    if let ShardedList::Data(file) = list {
        let schema = absolute(&config.base_url, &schema_address(file));
        dataset["dct:conformsTo"] = json!({ "@id": schema, "@type": "dct:Standard" });
    }
    if let Some(contact) = contact(world) {
        dataset["dcat:contactPoint"] = contact;
    }
    Some(dataset)
}

const fn dataset_name(list: ShardedList) -> &'static str {
    match list {
        ShardedList::Data(DataFile::Documents) => "page-dataset-documents",
        ShardedList::Data(DataFile::Works) => "page-dataset-works",
        ShardedList::Data(DataFile::Citations) => "page-dataset-citations",
        ShardedList::Data(DataFile::Relations) => "page-dataset-relations",
        ShardedList::Data(DataFile::Tasks) => "page-dataset-tasks",
        ShardedList::Data(DataFile::Site | DataFile::Document) => "page-data",
        ShardedList::Archive => "page-dataset-archive",
    }
}

/// What kind of file a distribution is.
#[derive(Clone, Copy)]
enum FileForm {
    /// JSON Lines, packed with gzip.
    Lines,
    /// CSV.
    Table,
    /// Markdown in a ZIP archive.
    Archive,
}

impl FileForm {
    const fn of(list: ShardedList) -> Self {
        match list {
            ShardedList::Data(_) => Self::Lines,
            ShardedList::Archive => Self::Archive,
        }
    }

    /// Ending, media type, media type of the packing, format in words.
    const fn about(self) -> (&'static str, &'static str, Option<&'static str>, &'static str) {
        match self {
            Self::Lines => ("jsonl.gz", "application/json", Some("application/gzip"), "JSON Lines"),
            Self::Table => ("csv", "text/csv", None, "CSV"),
            Self::Archive => ("zip", "text/markdown", Some("application/zip"), "Markdown"),
        }
    }
}

/// A file.
fn distribution(
    world: &World<'_>,
    address: &str,
    (list, key, form): (ShardedList, &str, FileForm),
    license: Option<&str>,
) -> Value {
    let language = world.config.language;
    let (ending, media, packing, format) = form.about();
    let url = absolute(&world.config.base_url, address);
    let name = format!("{} {}", catalogue::text(language, dataset_name(list)), name_of(key));
    let mut file = json!({
        "@id": id(world, &format!("{}/{}.{ending}", list.folder(), name_of(key))),
        "@type": "dcat:Distribution",
        "dct:title": in_language(language, &name),
        "dcat:accessURL": { "@id": url, "@type": "rdfs:Resource" },
        "dcat:downloadURL": { "@id": url, "@type": "rdfs:Resource" },
        "dcat:mediaType": { "@id": format!("{MEDIA_TYPES}{media}"), "@type": "dct:MediaType" },
        "dct:format": { "@type": "dct:MediaTypeOrExtent", "rdfs:label": format },
    });
    if let Some(packing) = packing {
        let key = if matches!(form, FileForm::Archive) { "dcat:packageFormat" } else { "dcat:compressFormat" };
        file[key] = json!({ "@id": format!("{MEDIA_TYPES}{packing}"), "@type": "dct:MediaType" });
    }
    put_license(license, &mut file);
    file
}
