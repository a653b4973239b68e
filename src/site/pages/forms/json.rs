//! A document as one JSON object: what `data/documents.json` and `data/citations.json` hold of it, with its outline and
//! its text in blocks of plain text. Its schema is `data/schema/document.json`.
//!
//! In: a document of the corpus and its tree. Out: JSON, one line.

use crate::corpus::{DocumentIndex, HeldDocument};
use crate::document::{Document, Section};
use crate::foreign::kinds::media_type;
use crate::render::links::absolute;
use crate::render::names::label_of;
use crate::site::DataFile;
use crate::site::pages::data::schema::schema_address;
use crate::site::pages::data::{
    CitationRecord, DocumentRecord, WorkRelationRecord, document_record, held_citation, relation_records,
};
use crate::site::pages::forms::pieces::{FormPiece, footnote, pieces};
use crate::site::pages::forms::{format_address, forms_of};
use crate::site::views::Scene;
use crate::site::views::media::original_files;
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
    blocks: Vec<BlockRecord<'a>>,
    footnotes: Vec<FootnoteRecord<'a>>,
    citations: Vec<CitationRecord<'a>>,
    relations: Vec<WorkRelationRecord<'a>>,
    attachments: Vec<FormFile<'a>>,
    formats: Vec<FormatRecord>,
}

#[derive(Serialize)]
struct OutlineEntry<'a> {
    anchor: &'a str,
    level: u8,
    label: Option<String>,
    title: &'a str,
    parent: Option<&'a str>,
}

#[derive(Serialize)]
struct BlockRecord<'a> {
    kind: &'static str,
    section: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    anchor: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    level: Option<u8>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    run_in: bool,
    #[serde(skip_serializing_if = "is_none")]
    depth: usize,
    #[serde(skip_serializing_if = "is_none")]
    quotes: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    marker: Option<String>,
    text: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    rows: Vec<Vec<String>>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    head: bool,
}

// `skip_serializing_if` hands in a reference.
#[allow(clippy::trivially_copy_pass_by_ref)]
const fn is_none(count: &usize) -> bool {
    *count == 0
}

#[derive(Serialize)]
struct FootnoteRecord<'a> {
    number: usize,
    section: &'a str,
    text: String,
}

#[derive(Serialize)]
struct FormFile<'a> {
    url: Option<String>,
    media_type: &'static str,
    title: &'a str,
    signed: bool,
    size: u64,
    sha256: &'a str,
}

#[derive(Serialize)]
struct FormatRecord {
    url: String,
    media_type: &'static str,
}

/// The object of document `index`, with a line end.
pub(super) fn bytes(scene: Scene<'_>, index: DocumentIndex, tree: &Document) -> Vec<u8> {
    let world = scene.world;
    let base = &world.config.base_url;
    let document = &world.corpus.documents[index];
    let citations = document.citations.iter().map(|resolved| {
        let mut record = held_citation(world, document, resolved);
        record.document = None;
        record
    });
    let formats = std::iter::once((document.address.clone(), "text/html")).chain(
        forms_of(world, document).map(|format| (format_address(&document.address, format), format.media_type())),
    );
    let footnotes = tree.footnotes.iter().enumerate();
    let record = Record {
        schema: absolute(base, &schema_address(DataFile::Document)),
        label: label_of(scene.language(), &world.corpus.works[document.work]),
        issuer_name: world.issuer_name(&document.front_matter.issuer.value),
        type_name: world.kind_of(document),
        metadata: document_record(world, index),
        outline: outline(&document.sections),
        blocks: pieces(tree).into_iter().map(|piece| block(&tree.sections, piece)).collect(),
        footnotes: footnotes
            .map(|(at, note)| FootnoteRecord {
                number: at + 1,
                section: &tree.sections[note.section].anchor,
                text: footnote(&note.blocks),
            })
            .collect(),
        citations: citations.collect(),
        relations: relation_records(world, document.work),
        attachments: files(scene, index, document),
        formats: formats
            .map(|(address, media_type)| FormatRecord { url: absolute(base, &address), media_type })
            .collect(),
    };
    let mut bytes = serde_json::to_vec(&record).expect("strings and numbers are always JSON");
    bytes.push(b'\n');
    bytes
}

fn outline(sections: &[Section]) -> Vec<OutlineEntry<'_>> {
    let entry = |section: &'_ Section| -> (Option<usize>, Option<String>) {
        (section.parent, section.label.as_ref().map(|label| label.text.to_string()))
    };
    sections
        .iter()
        .map(|section| {
            let (parent, label) = entry(section);
            OutlineEntry {
                anchor: &section.anchor,
                level: section.level,
                label,
                title: &section.title,
                parent: parent.map(|parent| &*sections[parent].anchor),
            }
        })
        .collect()
}

fn block<'a>(sections: &'a [Section], piece: FormPiece<'a>) -> BlockRecord<'a> {
    let section = &*sections[piece.section].anchor;
    BlockRecord {
        kind: piece.kind.key(),
        section,
        anchor: piece.level.map(|_| section).or(piece.anchor),
        level: piece.level,
        run_in: piece.run_in,
        depth: piece.depth,
        quotes: piece.quotes,
        marker: piece.marker,
        text: piece.text,
        rows: piece.rows,
        head: piece.head,
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
        })
        .collect()
}
