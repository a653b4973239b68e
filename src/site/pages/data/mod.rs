//! Data for machines: `data/documents.json`, `data/works.json`, `data/citations.json`, `data/site.json`
//! (`data/relations.json` has a file of its own). Written as streams, one object a line inside the list, so that a
//! hundred thousand documents need no more memory than one.
//!
//! In: a [`World`]. Out: JSON on any writer. Shapes: the project's data contracts; offsets count Unicode scalar values
//! from the first character of the Markdown file.

mod page;
mod relations;
pub mod schema;
pub mod table;
mod tasks;

pub(super) use relations::write_relations;
pub(super) use tasks::write_tasks;

use crate::address::ASSETS;
use crate::catalogue::Language;
use crate::citation::{Citation, Form, Reference};
use crate::content::front_matter;
use crate::content::registry::Registries;
use crate::corpus::{By, DocumentIndex, HeldDocument, Meaning, Resolution, ResolvedCitation, WorkIndex, WorkRelation};
use crate::diagnostic::Diagnostic;
use crate::document::Section;
use crate::render::links::absolute;
use crate::render::names::label_of;
use crate::site::pages::archive::ARCHIVE;
use crate::site::pages::data::relations::{ForceRecord, force_record};
use crate::site::plan::Planner;
use crate::site::views::Scene;
use crate::site::world::World;
use crate::site::{CsvTable, DataFile, Job, Page, Renderer};
use crate::source::Stretch;
use schema::schema_address;
use serde::Serialize;
use std::io::{self, Write};
use table::table_address;

/// The theme's module of the search, for tools; its content stands in its name, too.
const SEARCH_CORE: &str = "search-core.";
/// The folder of the data.
pub const DATA: &str = "/data/";
/// The page that explains the data.
pub const DATA_PAGE: &str = "/du-lieu/";

/// Address of a file of data of the whole site.
pub fn data_address(file: DataFile) -> String {
    format!("{DATA}{}.json", file.name())
}

/// The files of data of the whole site with what makes them.
pub const FILES: [(DataFile, Job); 6] = [
    (DataFile::Documents, Job::DocumentsData),
    (DataFile::Works, Job::WorksData),
    (DataFile::Citations, Job::CitationsData),
    (DataFile::Relations, Job::RelationsData),
    (DataFile::Tasks, Job::TasksData),
    (DataFile::Site, Job::SiteData),
];

fn is_search_core(address: &str) -> bool {
    address.strip_prefix(ASSETS).is_some_and(|name| name.starts_with(SEARCH_CORE))
}

/// All files of data, and the page that explains them.
pub(super) fn plan(planner: &mut Planner<'_>) {
    planner.add(DATA_PAGE, Job::Data);
    for (address, job) in files() {
        planner.add(address, job);
    }
}

/// All files of data: of the whole site, tables, schemas.
pub(super) fn files() -> Vec<(String, Job)> {
    let of_site = FILES.into_iter().map(|(file, job)| (data_address(file), job));
    let tables = CsvTable::ALL.map(|table| (table_address(table), Job::Table(table)));
    let schemas = DataFile::ALL.map(|file| (schema_address(file), Job::Schema(file)));
    of_site.chain(tables).chain(schemas).collect()
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

/// Writes a list, one item a line.
pub(super) fn write_list<T: Serialize>(out: &mut dyn Write, items: impl Iterator<Item = T>) -> io::Result<()> {
    out.write_all(b"[")?;
    for (index, item) in items.enumerate() {
        out.write_all(if index == 0 { b"\n" } else { b",\n" })?;
        serde_json::to_writer(&mut *out, &item)?;
    }
    out.write_all(b"\n]\n")
}

/// A document as `data/documents.json` has it.
#[derive(Serialize)]
pub(super) struct DocumentRecord<'a> {
    id: &'a str,
    url: String,
    source: Option<&'a str>,
    work: &'a str,
    previous: Option<&'a str>,
    next: Option<&'a str>,
    /// The front matter's own keys; `id` and `source` are those above.
    #[serde(flatten)]
    front_matter: serde_json::Value,
}

/// `data/documents.json`.
///
/// # Errors
/// Those of `out`.
pub fn write_documents(world: &World<'_>, out: &mut dyn Write) -> io::Result<()> {
    write_list(out, (0..world.corpus.documents.len()).map(|index| document_record(world, index)))
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
        front_matter: without_named(front_matter::to_json(&document.front_matter)),
    }
}

/// The keys that a record has by itself must not come twice.
fn without_named(mut front_matter: serde_json::Value) -> serde_json::Value {
    if let Some(map) = front_matter.as_object_mut() {
        for key in ["id", "source", "url", "work", "previous", "next"] {
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
    cited: usize,
    cited_by: Vec<&'a str>,
    relations: Vec<WorkRelationRecord<'a>>,
    status: ForceRecord<'a>,
}

/// A relation of a work.
#[derive(Serialize)]
pub(super) struct WorkRelationRecord<'a> {
    kind: &'static str,
    outgoing: bool,
    work: &'a str,
    declared: bool,
}

/// `data/works.json`.
///
/// # Errors
/// Those of `out`.
pub fn write_works(world: &World<'_>, out: &mut dyn Write) -> io::Result<()> {
    write_list(out, world.corpus.works_by_address().map(|work| work_record(world, work)))
}

fn work_record<'a>(world: &World<'a>, index: WorkIndex) -> WorkRecord<'a> {
    let corpus = world.corpus;
    let work = &corpus.works[index];
    let mut cited_by: Vec<usize> = work.cited_by.iter().map(|passage| passage.document).collect();
    cited_by.dedup();
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
        cited_by: cited_by.into_iter().map(|index| corpus.documents[index].id.as_str()).collect(),
        relations: relation_records(world, index),
        status: force_record(world, index),
    }
}

/// The relations from and to a work.
pub(super) fn relation_records<'a>(world: &World<'a>, index: WorkIndex) -> Vec<WorkRelationRecord<'a>> {
    let corpus = world.corpus;
    let record = |found: &WorkRelation| WorkRelationRecord {
        kind: found.relation.key(),
        outgoing: found.outgoing,
        work: &corpus.works[found.other].id,
        declared: found.declared,
    };
    corpus.works[index].relations.iter().map(record).collect()
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

/// One citation as `data/citations.json` has it; the command `cite` prints the same less `document` and `section`.
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

/// `data/citations.json`.
///
/// # Errors
/// Those of `out`.
pub fn write_citations(world: &World<'_>, out: &mut dyn Write) -> io::Result<()> {
    let records =
        world.corpus.documents.iter().flat_map(|document| {
            document.citations.iter().map(move |resolved| held_citation(world, document, resolved))
        });
    write_list(out, records)
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

#[derive(Serialize)]
struct SiteRecord<'a> {
    title: &'a str,
    portal: &'a str,
    base_url: &'a str,
    language: &'static str,
    generator: Generator,
    documents: usize,
    works: usize,
    citations: usize,
    data: Vec<NamedRecord>,
    feeds: Vec<NamedRecord>,
    json_feeds: Vec<NamedRecord>,
    tables: Vec<NamedRecord>,
    schemas: Vec<NamedRecord>,
    archive: String,
    sitemap: Option<String>,
    search: Option<SearchRecord>,
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
struct Generator {
    name: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct NamedRecord {
    name: String,
    url: String,
}

/// `data/site.json`: what else tools need to find. No time of building: same input, same bytes.
///
/// # Errors
/// Those of `out`.
pub fn write_site(world: &World<'_>, out: &mut dyn Write) -> io::Result<()> {
    let base = &world.config.base_url;
    let mut data = Vec::new();
    let mut feeds = Vec::new();
    let (mut json_feeds, mut tables, mut schemas) = (Vec::new(), Vec::new(), Vec::new());
    let list_name = |kind| {
        let name = world.list_name(kind);
        if name.is_empty() { world.config.title.clone() } else { name.to_owned() }
    };
    let mut sitemap = None;
    let mut search = None;
    for page in &world.site.pages {
        let url = || absolute(base, &page.address);
        match &page.job {
            Job::DocumentsData | Job::WorksData | Job::CitationsData | Job::RelationsData | Job::TasksData => {
                let name = page.address.trim_start_matches(DATA).trim_end_matches(".json").to_owned();
                data.push(NamedRecord { name, url: url() });
            }
            Job::Feed(kind) => feeds.push(NamedRecord { name: list_name(kind), url: url() }),
            Job::JsonFeed(kind) => json_feeds.push(NamedRecord { name: list_name(kind), url: url() }),
            Job::Table(table) => tables.push(NamedRecord { name: table.data().name().to_owned(), url: url() }),
            Job::Schema(file) => schemas.push(NamedRecord { name: file.name().to_owned(), url: url() }),
            Job::Sitemap(0) => sitemap = Some(url()),
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
        documents: world.corpus.documents.len(),
        works: world.corpus.count_works(),
        citations: world.counts().found,
        data,
        feeds,
        json_feeds,
        tables,
        schemas,
        archive: absolute(base, ARCHIVE),
        sitemap,
        search,
    };
    serde_json::to_writer_pretty(&mut *out, &record)?;
    out.write_all(b"\n")
}
