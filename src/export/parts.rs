//! The parts of a Word file around the text: styles, page, relationships (ECMA-376).
//!
//! In: what was written. Out: names and bytes of all parts. Sizes are those of Nghị định 30/2020/NĐ-CP, Phụ lục I, mục I
//! and II: A4, margins of 20, 20, 30 and 15 mm, Times New Roman, text of 14 points, numbers of pages in the middle above.

use super::OfficialDocument;
use super::body::Written;
use crate::render::xml::Xml;

pub(super) const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
pub(super) const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";

/// A part's name, the id of its relationship, and the last word of its type.
const RELATED: [(&str, &str, &str); 6] = [
    ("styles.xml", "styles", "styles"),
    ("numbering.xml", "numbering", "numbering"),
    ("footnotes.xml", "footnotes", "footnotes"),
    ("header1.xml", "header", "header"),
    (FIRST_HEADER, "first", "header"),
    ("settings.xml", "settings", "settings"),
];
/// What stands above the first page: whether the document is in force. A document without a word on it has no such part.
const FIRST_HEADER: &str = "header2.xml";

/// All parts, in the order of the archive.
pub(super) fn parts(written: &Written, document: &OfficialDocument<'_>) -> Vec<(&'static str, Vec<u8>)> {
    let state = document.state.as_deref();
    let related: Vec<RelatedPart> =
        RELATED.into_iter().filter(|(part, ..)| state.is_some() || *part != FIRST_HEADER).collect();
    let whole = [("word/document.xml", "officeDocument", "officeDocument"), ("docProps/core.xml", "core", "core")];
    let mut parts = vec![
        ("[Content_Types].xml", types(&related)),
        ("_rels/.rels", relations(&whole, &[])),
        ("docProps/core.xml", core(document.title)),
        ("word/document.xml", written.document.clone()),
        ("word/styles.xml", include_bytes!("styles.xml").to_vec()),
        ("word/numbering.xml", written.numbering.clone()),
        ("word/footnotes.xml", written.footnotes.clone()),
        ("word/header1.xml", header()),
        ("word/settings.xml", settings()),
        ("word/_rels/document.xml.rels", relations(&related, &written.links)),
    ];
    parts.extend(state.map(|state| ("word/header2.xml", first_header(state))));
    parts
}

fn types(related: &[RelatedPart]) -> Vec<u8> {
    let mut xml = Xml::new();
    xml.open("Types", &[("xmlns", &format!("{PACKAGE}/content-types"))]);
    xml.empty(
        "Default",
        &[("Extension", "rels"), ("ContentType", "application/vnd.openxmlformats-package.relationships+xml")],
    );
    xml.empty("Default", &[("Extension", "xml"), ("ContentType", "application/xml")]);
    let office = |kind: &str| format!("application/vnd.openxmlformats-officedocument.{kind}+xml");
    let mut part = |name: &str, kind: &str| {
        xml.empty("Override", &[("PartName", &format!("/{name}")), ("ContentType", kind)]);
    };
    part("word/document.xml", &office("wordprocessingml.document.main"));
    for (name, _, kind) in related {
        part(&format!("word/{name}"), &office(&format!("wordprocessingml.{kind}")));
    }
    part("docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml");
    xml.close();
    xml.end()
}

/// As [`RELATED`] has it.
type RelatedPart = (&'static str, &'static str, &'static str);

/// Relationships to parts, and to addresses elsewhere.
fn relations(parts: &[RelatedPart], links: &[String]) -> Vec<u8> {
    let mut xml = Xml::new();
    xml.open("Relationships", &[("xmlns", &format!("{PACKAGE}/relationships"))]);
    for (part, id, kind) in parts {
        let kind = match *kind {
            "core" => format!("{PACKAGE}/relationships/metadata/core-properties"),
            kind => format!("{RELATIONS}/{kind}"),
        };
        xml.empty("Relationship", &[("Id", id), ("Type", &kind), ("Target", part)]);
    }
    for (at, link) in links.iter().enumerate() {
        let (id, kind) = (format!("link{}", at + 1), format!("{RELATIONS}/hyperlink"));
        xml.empty("Relationship", &[("Id", &id), ("Type", &kind), ("Target", link), ("TargetMode", "External")]);
    }
    xml.close();
    xml.end()
}

/// The title alone: no names, no times.
fn core(title: &str) -> Vec<u8> {
    let mut xml = Xml::new();
    xml.open(
        "cp:coreProperties",
        &[
            ("xmlns:cp", &format!("{PACKAGE}/metadata/core-properties")),
            ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
        ],
    );
    xml.leaf("dc:title", &[], title);
    xml.leaf("dc:language", &[], "vi-VN");
    xml.close();
    xml.end()
}

/// Numbers of pages, from the second page on.
fn header() -> Vec<u8> {
    let mut xml = Xml::new();
    xml.open("w:hdr", &[("xmlns:w", WORD)]);
    xml.open("w:p", &[]);
    xml.open("w:pPr", &[]);
    xml.empty("w:pStyle", &[("w:val", "Header")]);
    xml.close();
    xml.open("w:fldSimple", &[("w:instr", " PAGE ")]);
    xml.open("w:r", &[]);
    xml.leaf("w:t", &[], "2");
    xml.close();
    xml.close();
    xml.close();
    xml.close();
    xml.end()
}

/// The state of the document, in small slanted letters: an importer reads the text below alone.
fn first_header(state: &str) -> Vec<u8> {
    let mut xml = Xml::new();
    xml.open("w:hdr", &[("xmlns:w", WORD)]);
    xml.open("w:p", &[]);
    xml.open("w:pPr", &[]);
    xml.empty("w:pStyle", &[("w:val", "Header")]);
    xml.close();
    xml.open("w:r", &[]);
    xml.open("w:rPr", &[]);
    xml.empty("w:i", &[]);
    xml.empty("w:sz", &[("w:val", "20")]);
    xml.close();
    xml.leaf("w:t", &[], state);
    xml.close();
    xml.close();
    xml.close();
    xml.end()
}

fn settings() -> Vec<u8> {
    let mut xml = Xml::new();
    xml.open("w:settings", &[("xmlns:w", WORD)]);
    xml.open("w:footnotePr", &[]);
    xml.empty("w:footnote", &[("w:id", "-1")]);
    xml.empty("w:footnote", &[("w:id", "0")]);
    xml.close();
    xml.open("w:compat", &[]);
    // As Word 2013 and later set text; without it they open the file in the way of 2007.
    let mode =
        [("w:name", "compatibilityMode"), ("w:uri", "http://schemas.microsoft.com/office/word"), ("w:val", "15")];
    xml.empty("w:compatSetting", &mode);
    xml.close();
    xml.empty("w:themeFontLang", &[("w:val", "vi-VN")]);
    xml.close();
    xml.end()
}

/// The page: the last element of the body.
pub(super) fn section(xml: &mut Xml, has_state: bool) {
    xml.open("w:sectPr", &[]);
    xml.empty("w:headerReference", &[("w:type", "default"), ("r:id", "header")]);
    if has_state {
        xml.empty("w:headerReference", &[("w:type", "first"), ("r:id", "first")]);
    }
    xml.empty("w:pgSz", &[("w:w", "11906"), ("w:h", "16838")]);
    xml.empty(
        "w:pgMar",
        &[
            ("w:top", "1134"),
            ("w:right", "1134"),
            ("w:bottom", "1134"),
            ("w:left", "1701"),
            ("w:header", "567"),
            ("w:footer", "567"),
            ("w:gutter", "0"),
        ],
    );
    xml.empty("w:titlePg", &[]);
    xml.close();
}
