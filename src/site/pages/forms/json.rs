//! What is known of a document as one JSON object: its record of the data, its outline, its citations with their place in
//! the Markdown and what they mean. It repeats no text and nothing that follows from other documents: those are lists of
//! their own. What is not there is left out. Its schema is `data/schema/document.json`.
//!
//! In: a document of the corpus. Out: JSON, one line.

use crate::content::front_matter::{Relation, Version};
use crate::corpus::{DocumentIndex, HeldDocument, ResolvedCitation};
use crate::document::Section;
use crate::foreign::kinds::media_type;
use crate::render::links::absolute;
use crate::render::names::label_of;
use crate::signature::{SignatureRecord, signature_record};
use crate::site::DataFile;
use crate::site::pages::data::schema::schema_address;
use crate::site::pages::data::{
    DocumentRecord, FoundRelation, Offsets, PinpointRecord, document_record, nearest_heading, pinpoint_records,
    resolution_record,
};
use crate::site::pages::forms::{format_address, forms_of};
use crate::site::pages::portion::portion_name;
use crate::site::pages::versions::version_path;
use crate::site::views::Scene;
use crate::site::views::media::original_files;
use crate::site::world::World;
use serde::Serialize;

#[derive(Serialize)]
struct Record<'a> {
    #[serde(rename = "$schema")]
    schema: String,
    label: String,
    issuer_name: &'a str,
    type_name: &'a str,
    metadata: DocumentRecord<'a>,
    outline: Vec<OutlineEntry<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    portions: Vec<PortionRecord>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    versions: Vec<VersionRecord<'a>>,
    citations: Vec<PlaceRecord<'a>>,
    attachments: Vec<FormFile<'a>>,
    formats: Vec<FormatRecord>,
}

#[derive(Serialize)]
struct OutlineEntry<'a> {
    anchor: &'a str,
    level: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<&'a str>,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    parent: Option<&'a str>,
}

/// A page of a long document.
#[derive(Serialize)]
struct PortionRecord {
    /// Relative to the document's own address.
    url: String,
    name: String,
}

/// A former text.
#[derive(Serialize)]
struct VersionRecord<'a> {
    /// Relative to the document's own address.
    url: String,
    date: String,
    until: String,
    reason: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'a str>,
}

/// A citation without the words: they stand in the Markdown, and what was read of them in the list of all citations.
#[derive(Serialize)]
struct PlaceRecord<'a> {
    section: &'a str,
    start: usize,
    end: usize,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pinpoint: Vec<PinpointRecord<'a>>,
    /// Where it says more than that the work is cited.
    #[serde(skip_serializing_if = "Option::is_none")]
    relation: Option<FoundRelation>,
    resolution: MeaningRecord<'a>,
}

#[derive(Serialize)]
struct MeaningRecord<'a> {
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    candidates: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<&'static str>,
}

#[derive(Serialize)]
struct FormFile<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    media_type: &'static str,
    title: &'a str,
    signed: bool,
    size: u64,
    sha256: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    signatures: Vec<SignatureRecord<'a>>,
}

#[derive(Serialize)]
struct FormatRecord {
    /// Relative to the document's own address.
    url: String,
    media_type: &'static str,
}

/// The object of document `index`, with a line end.
pub(super) fn bytes(scene: Scene<'_>, index: DocumentIndex) -> Vec<u8> {
    let world = scene.world;
    let document = &world.corpus.documents[index];
    let formats = forms_of(world, document)
        .map(|format| FormatRecord { url: format_address("", format), media_type: format.media_type() });
    let record = Record {
        schema: absolute(&world.config.base_url, &schema_address(DataFile::Document)),
        label: label_of(scene.language(), &world.corpus.works[document.work]),
        issuer_name: world.issuer_name(&document.front_matter.issuer.value),
        type_name: world.kind_of(document),
        metadata: document_record(world, index),
        outline: outline(&document.sections),
        portions: portions(scene, document),
        versions: document.front_matter.versions.iter().map(version_record).collect(),
        citations: document.citations.iter().map(|resolved| place(world, document, resolved)).collect(),
        attachments: files(scene, index, document),
        formats: formats.collect(),
    };
    let mut bytes = serde_json::to_vec(&record).expect("strings and numbers are always JSON");
    bytes.push(b'\n');
    bytes
}

fn outline(sections: &[Section]) -> Vec<OutlineEntry<'_>> {
    sections
        .iter()
        .map(|section| OutlineEntry {
            anchor: &section.anchor,
            level: section.level,
            label: section.label.as_ref().map(|label| &*label.text),
            title: &section.title,
            parent: section.parent.map(|parent| &*sections[parent].anchor),
        })
        .collect()
}

fn portions(scene: Scene<'_>, document: &HeldDocument) -> Vec<PortionRecord> {
    let all = document.portions.all().iter();
    all.map(|portion| PortionRecord {
        url: format!("{}/", portion.anchor),
        name: portion_name(scene, document, portion),
    })
    .collect()
}

fn version_record(version: &Version) -> VersionRecord<'_> {
    VersionRecord {
        url: version_path(version),
        date: version.date.value.to_string(),
        until: version.until.to_string(),
        reason: version.reason.key(),
        by: version.by.as_ref().map(|by| by.value.as_str()),
        note: version.note.as_deref(),
    }
}

fn place<'a>(world: &World<'a>, document: &'a HeldDocument, resolved: &'a ResolvedCitation) -> PlaceRecord<'a> {
    let citation = &resolved.citation;
    let (relation, trigger) = citation.relation;
    let says_more = relation != Relation::Cites || trigger.is_some();
    let meaning = resolution_record(world, document, resolved);
    PlaceRecord {
        section: nearest_heading(&document.sections, citation.section),
        start: citation.chars.start(),
        end: citation.chars.end(),
        pinpoint: pinpoint_records(citation),
        relation: says_more.then(|| FoundRelation { kind: relation.key(), trigger: trigger.map(Offsets::from) }),
        resolution: MeaningRecord {
            kind: meaning.kind,
            id: meaning.id,
            candidates: meaning.candidates,
            by: meaning.by,
        },
    }
}

fn files<'a>(scene: Scene<'a>, index: DocumentIndex, document: &'a HeldDocument) -> Vec<FormFile<'a>> {
    let addresses = original_files(scene.world, index);
    let files = document.front_matter.attachments.iter().enumerate();
    files
        .map(|(file, attachment)| FormFile {
            url: addresses.get(&file).map(|address| absolute(&scene.world.config.base_url, address)),
            media_type: media_type(&attachment.file.value),
            title: &attachment.title,
            signed: attachment.signed,
            size: attachment.size,
            sha256: &attachment.sha256,
            signatures: attachment.signatures.list.iter().map(signature_record).collect(),
        })
        .collect()
}
