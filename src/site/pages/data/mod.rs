//! Data for machines: lists of documents, works, citations, relations and tasks, each in shards (`shard`) that one edit
//! touches one of (`site/shards`); `data/site.json` says where they are (`index`); tables for the office; schemas; the
//! page that explains them.
//!
//! In: a [`World`]. Out: JSON on any writer. Shapes: the project's data contracts; offsets count Unicode scalar values
//! from the first character of the Markdown file.

pub mod catalog;
pub mod index;
pub mod openapi;
mod page;
mod relations;
pub mod schema;
pub mod shard;
pub mod table;
mod tasks;

use crate::address::ASSETS;
use crate::catalogue::Language;
use crate::citation::{Citation, Form, Reference};
use crate::content::front_matter;
use crate::content::registry::Registries;
use crate::corpus::{By, DocumentIndex, HeldDocument, Meaning, Resolution, ResolvedCitation, WorkIndex};
use crate::diagnostic::Diagnostic;
use crate::document::Section;
use crate::render::links::absolute;
use crate::render::names::label_of;
use crate::site::pages::data::relations::{ForceRecord, StateRecord, force_record, state_record};
use crate::site::pages::linker;
use crate::site::pages::vanished::BELOW;
use crate::site::plan::Planner;
use crate::site::shards::{ShardedList, Shards};
use crate::site::views::Scene;
use crate::site::world::World;
use crate::site::{CsvTable, DataFile, FormerData, Job, Page, Renderer};
use crate::source::Stretch;
use index::SITE_DATA;
use schema::schema_address;
use serde::Serialize;
use shard::shard_address;
use std::collections::BTreeMap;
use table::table_address;

/// The theme's module of the search, for tools; its content stands in its name, too.
const SEARCH_CORE: &str = "search-core.";
/// The folder of the data.
pub const DATA: &str = "/data/";
/// The page that explains the data.
pub const DATA_PAGE: &str = "/du-lieu/";

fn is_search_core(address: &str) -> bool {
    address.strip_prefix(ASSETS).is_some_and(|name| name.starts_with(SEARCH_CORE))
}

/// All files of data, and the page that explains them; the lists as single files where a site has published them.
pub(super) fn plan(planner: &mut Planner<'_>) {
    planner.add(DATA_PAGE, Job::Data);
    planner.add(SITE_DATA, Job::SiteData);
    planner.add(catalog::CATALOG, Job::Catalog);
    planner.add(openapi::OPEN_API, Job::OpenApi);
    for file in DataFile::ALL {
        planner.add(schema_address(file), Job::Schema(file));
    }
    for (address, job) in files(&planner.plan.site.shards) {
        planner.add(address, job);
    }
    for (address, former) in former() {
        if planner.keeps(&address) {
            planner.promise(&address, BELOW, SITE_DATA);
            planner.add(address, Job::FormerData(former));
        }
    }
}

/// The addresses of lists as single files.
fn former() -> Vec<(String, FormerData)> {
    use DataFile::{Citations, Documents, Relations, Tasks, Works};
    let lists = [Documents, Works, Citations, Relations, Tasks];
    let lists = lists.map(|file| (format!("{DATA}{}.json", file.name()), FormerData::List(file)));
    let tables = [(Documents, CsvTable::Documents), (Works, CsvTable::Works), (Citations, CsvTable::Citations)];
    let tables = tables.map(|(file, table)| (format!("{DATA}{}.csv", file.name()), FormerData::Table(table)));
    let archive = (format!("{DATA}congbao.zip"), FormerData::Archive);
    lists.into_iter().chain(tables).chain([archive]).collect()
}

/// The files whose names follow from what the site holds.
pub fn files(shards: &Shards) -> BTreeMap<String, Job> {
    let mut files = BTreeMap::new();
    for list in ShardedList::ALL {
        for key in shards.keys(list) {
            files.insert(shard_address(list, key), Job::Shard(list, key.to_owned()));
            if list == ShardedList::Data(DataFile::Documents) {
                files.insert(table_address(key), Job::Table(key.to_owned()));
            }
        }
    }
    files.extend(linker::files(shards));
    files
}

/// The bytes of the page.
///
/// # Errors
/// See [`crate::site::MakeError`].
pub(super) fn make(renderer: &Renderer, scene: Scene<'_>, page: &Page) -> Result<Vec<u8>, Diagnostic> {
    let name = scene.text("page-data");
    let frame = renderer.frame(scene, page, name).below(scene, &[], name).described(scene.text("page-data-lead"));
    renderer.templates.render("data.html", &frame, "data", &page::view(scene), &[])
}

/// A document as the list of documents has it.
#[derive(Serialize)]
pub(super) struct DocumentRecord<'a> {
    id: &'a str,
    url: String,
    source: Option<&'a str>,
    work: &'a str,
    previous: Option<&'a str>,
    next: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<StateRecord<'a>>,
    /// The front matter's own keys; `id` and `source` are those above.
    #[serde(flatten)]
    front_matter: serde_json::Value,
}

/// The record of document `index`.
pub(super) fn document_record<'a>(world: &World<'a>, index: DocumentIndex) -> DocumentRecord<'a> {
    let corpus = world.corpus;
    let document = &corpus.documents[index];
    let id = |index: usize| corpus.documents[index].id.as_str();
    DocumentRecord {
        id: &document.id,
        url: absolute(&world.config.base_url, &document.address),
        source: document.front_matter.source.as_deref(),
        work: &corpus.works[document.work].id,
        previous: document.previous.map(id),
        next: document.next.map(id),
        state: state_record(world, document.work),
        front_matter: without_named(front_matter::to_json(&document.front_matter)),
    }
}

/// The keys that a record has by itself must not come twice.
fn without_named(mut front_matter: serde_json::Value) -> serde_json::Value {
    if let Some(map) = front_matter.as_object_mut() {
        for key in ["id", "source", "url", "work", "previous", "next", "state"] {
            map.remove(key);
        }
    }
    front_matter
}

#[derive(Serialize)]
struct WorkRecord<'a> {
    id: &'a str,
    url: String,
    held: bool,
    document: Option<&'a str>,
    key: Option<&'a str>,
    label: String,
    r#type: &'a str,
    number: Option<&'a str>,
    date: Option<String>,
    issuer: Option<&'a str>,
    title: Option<&'a str>,
    official_url: Option<&'a str>,
    note: Option<&'a str>,
    /// Where and by whom stands in the list of citations.
    cited: usize,
    status: ForceRecord<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<StateRecord<'a>>,
}

/// A work as the list of works has it.
fn work_record<'a>(world: &World<'a>, index: WorkIndex) -> WorkRecord<'a> {
    let corpus = world.corpus;
    let work = &corpus.works[index];
    WorkRecord {
        id: &work.id,
        url: absolute(&world.config.base_url, &work.address),
        held: work.held.is_some(),
        document: work.held.map(|index| corpus.documents[index].id.as_str()),
        key: work.row.as_deref(),
        label: label_of(Language::Vietnamese, work),
        r#type: &work.kind_name,
        number: work.number.as_ref().map(|number| number.as_str()),
        date: work.date.map(|date| date.to_string()),
        issuer: work.issuer_name.as_deref(),
        title: work.title.as_deref(),
        official_url: work.url.as_deref(),
        note: work.note.as_deref(),
        cited: work.cited_by.len(),
        status: force_record(world, index),
        state: state_record(world, index),
    }
}

/// Unicode scalar values `start..end`.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Offsets {
    /// First.
    pub start: usize,
    /// One past the last.
    pub end: usize,
}

impl From<Stretch> for Offsets {
    fn from(stretch: Stretch) -> Self {
        Self { start: stretch.start(), end: stretch.end() }
    }
}

/// One citation as the list of citations has it; the command `cite` prints the same less `document` and `section`.
#[derive(Debug, Serialize)]
pub struct CitationRecord<'a> {
    /// Id of the citing document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<&'a str>,
    /// Anchor of the nearest numbered heading above.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub section: Option<&'a str>,
    /// First scalar value.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// The slice.
    pub text: &'a str,
    /// Where the issuer is named.
    pub issuer_span: Option<Offsets>,
    /// `numbered` or `titled`.
    pub form: &'static str,
    /// "Quyết định".
    pub r#type: Option<&'a str>,
    /// Số/ký hiệu, repaired.
    pub number: Option<&'a str>,
    /// As written, ISO.
    pub date: Option<String>,
    /// Canonical name with place.
    pub issuer: Option<&'a str>,
    /// Điều, khoản, điểm.
    pub pinpoint: Vec<PinpointRecord<'a>>,
    /// What the text does with the work.
    pub relation: FoundRelation,
    /// What it means.
    pub resolution: ResolutionRecord<'a>,
}

/// A unit of a pinpoint.
#[derive(Debug, Serialize)]
pub struct PinpointRecord<'a> {
    /// `khoan`.
    pub unit: &'static str,
    /// `2`.
    pub label: &'a str,
}

/// The unit that a citation means, from the largest.
pub(super) fn pinpoint_records(citation: &Citation) -> Vec<PinpointRecord<'_>> {
    citation.pinpoint().iter().map(|unit| PinpointRecord { unit: unit.unit, label: &unit.label }).collect()
}

/// A relation and the words that say it.
#[derive(Debug, Serialize)]
pub struct FoundRelation {
    /// `implements`.
    pub kind: &'static str,
    /// Where the words are.
    pub trigger: Option<Offsets>,
}

/// What a citation means.
#[derive(Debug, Default, Serialize)]
pub struct ResolutionRecord<'a> {
    /// `document`, `work`, `ambiguous`, `self`, `unknown`.
    pub kind: &'static str,
    /// Id of the document or work.
    pub id: Option<&'a str>,
    /// The work's full number.
    pub number: Option<&'a str>,
    /// Address on the web.
    pub url: Option<String>,
    /// Ids of the works that fit, where there are several.
    pub candidates: Vec<&'a str>,
    /// Why it is that work.
    pub by: Option<&'static str>,
}

/// A citation without its document. `type_name` gives the name of a type key, for citations without a type word.
pub fn citation_record<'a>(
    citation: &'a Citation,
    type_name: impl FnOnce(&'a str) -> &'a str,
    resolution: ResolutionRecord<'a>,
) -> CitationRecord<'a> {
    CitationRecord {
        document: None,
        section: None,
        start: citation.chars.start(),
        end: citation.chars.end(),
        text: citation.text(),
        issuer_span: citation.issuer_chars.map(Offsets::from),
        form: match citation.form {
            Form::Numbered => "numbered",
            Form::Titled => "titled",
        },
        r#type: citation.type_word.as_deref().or_else(|| citation.kind.as_deref().map(type_name)),
        number: citation.number.as_ref().map(|number| number.as_str()),
        date: citation.date.map(|date| date.to_string()),
        issuer: citation.issuer.as_ref().map(|issuer| issuer.name.as_str()),
        pinpoint: pinpoint_records(citation),
        relation: FoundRelation { kind: citation.relation.0.key(), trigger: citation.relation.1.map(Offsets::from) },
        resolution,
    }
}

/// Why a place of a text was read as it was.
#[derive(Debug, Serialize)]
pub struct ReasonRecord {
    /// First character.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// Key of the reason: `look-alike`.
    pub why: &'static str,
    /// The reason in words.
    pub message: String,
}

/// The line of `congbao cite` for one text: `{id, citations}`, and `reasons` where they were asked for.
pub fn text_line(
    id: &serde_json::Value,
    citations: &[Citation],
    meanings: &[Meaning],
    registries: &Registries,
    base_url: Option<&str>,
    reasons: Option<&[ReasonRecord]>,
) -> String {
    #[derive(Serialize)]
    struct Line<'a> {
        id: &'a serde_json::Value,
        citations: Vec<CitationRecord<'a>>,
        #[serde(skip_serializing_if = "Option::is_none")]
        reasons: Option<&'a [ReasonRecord]>,
    }
    let type_name = |key| registries.types.get(key).map_or(key, |row| row.name.as_str());
    let records = citations
        .iter()
        .zip(meanings)
        .map(|(citation, meaning)| citation_record(citation, type_name, text_resolution(citation, meaning, base_url)));
    let line = Line { id, citations: records.collect(), reasons };
    serde_json::to_string(&line).expect("strings and numbers are always JSON")
}

/// What a citation of the text itself rests on.
fn own_by(citation: &Citation) -> By {
    let elsewhere = citation.same_as().is_some() || matches!(citation.reference(), Some(Reference::Earlier(_)));
    if elsewhere { By::Document } else { By::Written }
}

fn text_resolution<'a>(citation: &Citation, meaning: &'a Meaning, base_url: Option<&str>) -> ResolutionRecord<'a> {
    let of = |kind| ResolutionRecord { kind, ..ResolutionRecord::default() };
    match meaning {
        Meaning::Own => ResolutionRecord { by: Some(own_by(citation).key()), ..of("self") },
        Meaning::Unknown => of("unknown"),
        Meaning::Ambiguous(works) => {
            ResolutionRecord { candidates: works.iter().map(String::as_str).collect(), ..of("ambiguous") }
        }
        Meaning::Work(work) => ResolutionRecord {
            id: Some(&work.id),
            number: work.number.as_deref(),
            url: base_url.map(|base_url| absolute(base_url, &work.address)),
            by: Some(work.by.key()),
            ..of("work")
        },
    }
}

/// A citation of a document of the site.
pub(super) fn held_citation<'a>(
    world: &World<'a>,
    document: &'a HeldDocument,
    resolved: &'a ResolvedCitation,
) -> CitationRecord<'a> {
    let resolution = resolution_record(world, document, resolved);
    let mut record = citation_record(&resolved.citation, |key| world.type_name(key), resolution);
    record.document = Some(&document.id);
    record.section = Some(nearest_heading(&document.sections, resolved.citation.section));
    record
}

/// The anchor of the nearest numbered heading above; `mo-dau` before the first.
pub(super) fn nearest_heading(sections: &[Section], index: usize) -> &str {
    let above = sections.get(..=index).unwrap_or_default();
    above.iter().rfind(|section| section.label.is_some()).map_or("mo-dau", |section| &*section.anchor)
}

pub(super) fn resolution_record<'a>(
    world: &World<'a>,
    document: &'a HeldDocument,
    resolved: &ResolvedCitation,
) -> ResolutionRecord<'a> {
    let corpus = world.corpus;
    let of = |kind: &'static str, index: WorkIndex, by: By| {
        let work = &corpus.works[index];
        ResolutionRecord {
            kind,
            id: Some(&work.id),
            number: work.number.as_ref().map(|number| number.as_str()),
            url: Some(absolute(&world.config.base_url, &work.address)),
            candidates: Vec::new(),
            by: Some(by.key()),
        }
    };
    match &resolved.resolution {
        Resolution::Work(index, by) if corpus.works[*index].held.is_some() => of("document", *index, *by),
        Resolution::Work(index, by) => of("work", *index, *by),
        Resolution::Own => of("self", document.work, own_by(&resolved.citation)),
        Resolution::Unknown => ResolutionRecord { kind: "unknown", ..ResolutionRecord::default() },
        Resolution::Ambiguous(candidates) => ResolutionRecord {
            kind: "ambiguous",
            candidates: candidates.iter().map(|index| corpus.works[*index].id.as_str()).collect(),
            ..ResolutionRecord::default()
        },
    }
}

/// How tools search the site: addresses relative to it.
#[derive(Serialize)]
struct SearchRecord {
    /// ES module; `openIndex(index)` gives what searches.
    module: String,
    /// Folder of the index.
    index: &'static str,
}

#[derive(Serialize)]
struct NamedRecord {
    name: String,
    url: String,
}
