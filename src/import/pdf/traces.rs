//! What a PDF holds besides its pages: names in the properties, comments, scripts, files inside.
//!
//! In: the opened file. Out: [`PdfTraces`], less what is drawn. ISO 32000-1: 12.5 (annotations), 14.3 (properties), 12.6
//! (actions), 7.11 (embedded files).

use crate::foreign::Unreadable;
use crate::foreign::xml::{XmlNode, walk};
use crate::import::traces::{PdfComment, PdfTraces};
use lopdf::{Dictionary, Document, Object, ObjectId, decode_text_string};

/// Annotations that carry words of a person. What fields of a form and links are is part of the page.
const COMMENTS: [&[u8]; 12] = [
    b"Text",
    b"FreeText",
    b"Highlight",
    b"Underline",
    b"Squiggly",
    b"StrikeOut",
    b"Caret",
    b"Ink",
    b"Square",
    b"Circle",
    b"Line",
    b"Polygon",
];
/// Comments that are kept of one file.
const MOST_COMMENTS: usize = 1_000;
/// Bytes of the properties in XMP.
const LARGEST_PROPERTIES: usize = 4 * 1024 * 1024;
/// Nodes of a tree of names.
const MOST_NAMES: usize = 1_000;

/// Reads everything but pages.
pub(super) fn of_file(document: &Document) -> PdfTraces {
    let mut traces = PdfTraces::default();
    let information = document.trailer.get_deref(b"Info", document).and_then(Object::as_dict).ok();
    let text = |key: &[u8]| information.and_then(|dictionary| string(document, dictionary, key));
    traces.authors.extend(text(b"Author"));
    traces.title = text(b"Title");
    let Ok(catalog) = document.catalog() else { return traces };
    for name in creators(document, catalog) {
        if !traces.authors.contains(&name) {
            traces.authors.push(name);
        }
    }
    let mut actions: Vec<&Dictionary> = Vec::new();
    actions.extend(catalog.get_deref(b"OpenAction", document).and_then(Object::as_dict).ok());
    if let Ok(more) = catalog.get_deref(b"AA", document).and_then(Object::as_dict) {
        actions.extend(more.iter().filter_map(|(_, action)| deref(document, action)?.as_dict().ok()));
    }
    for action in actions {
        add_action(document, action, &mut traces);
    }
    if let Ok(names) = catalog.get_deref(b"Names", document).and_then(Object::as_dict) {
        if names.has(b"JavaScript") {
            add(&mut traces.active, "JavaScript".to_owned());
        }
        if let Ok(files) = names.get_deref(b"EmbeddedFiles", document).and_then(Object::as_dict) {
            let mut left = MOST_NAMES;
            embedded(document, files, &mut left, 0, &mut traces);
        }
    }
    traces
}

/// Adds the comments of a page, `number` from 1.
pub(super) fn of_page(document: &Document, page: ObjectId, number: u32, traces: &mut PdfTraces) {
    let Ok(annotations) = document.get_page_annotations(page) else { return };
    for annotation in annotations {
        let Ok(kind) = annotation.get_deref(b"Subtype", document).and_then(Object::as_name) else { continue };
        if kind == b"FileAttachment" {
            let name = string(document, annotation, b"Contents").unwrap_or_else(|| "FileAttachment".to_owned());
            add(&mut traces.active, name);
        }
        if let Ok(action) = annotation.get_deref(b"A", document).and_then(Object::as_dict) {
            add_action(document, action, traces);
        }
        let Some(text) = string(document, annotation, b"Contents").filter(|text| !text.trim().is_empty()) else {
            continue;
        };
        if COMMENTS.contains(&kind) && traces.comments.len() < MOST_COMMENTS {
            let author = string(document, annotation, b"T").unwrap_or_default();
            traces.comments.push(PdfComment { page: number, author, text });
        }
    }
}

fn deref<'a>(document: &'a Document, object: &'a Object) -> Option<&'a Object> {
    document.dereference(object).ok().map(|(_, object)| object)
}

fn string(document: &Document, dictionary: &Dictionary, key: &[u8]) -> Option<String> {
    let object = dictionary.get_deref(key, document).ok()?;
    decode_text_string(object)
        .ok()
        .map(|text| text.trim_end_matches('\0').trim().to_owned())
        .filter(|text| !text.is_empty())
}

fn add(list: &mut Vec<String>, what: String) {
    if list.len() < MOST_NAMES && !list.contains(&what) {
        list.push(what);
    }
}

/// Scripts, and programs that are started.
fn add_action(document: &Document, action: &Dictionary, traces: &mut PdfTraces) {
    let kind = action.get_deref(b"S", document).and_then(Object::as_name).unwrap_or_default();
    if matches!(kind, b"JavaScript" | b"Launch" | b"ImportData" | b"SubmitForm") {
        add(&mut traces.active, String::from_utf8_lossy(kind).into_owned());
    }
}

/// Names of embedded files.
fn embedded(document: &Document, node: &Dictionary, left: &mut usize, depth: usize, traces: &mut PdfTraces) {
    const DEEPEST: usize = 16;
    if depth > DEEPEST || *left == 0 {
        return;
    }
    *left -= 1;
    if let Ok(names) = node.get_deref(b"Names", document).and_then(Object::as_array) {
        for name in names.iter().step_by(2).take(*left) {
            let name = deref(document, name).and_then(|name| decode_text_string(name).ok());
            add(&mut traces.active, name.unwrap_or_else(|| "EmbeddedFile".to_owned()));
        }
    }
    if let Ok(kids) = node.get_deref(b"Kids", document).and_then(Object::as_array) {
        for kid in kids.iter().filter_map(|kid| deref(document, kid)?.as_dict().ok()) {
            embedded(document, kid, left, depth + 1, traces);
        }
    }
}

/// `dc:creator` of the properties in XMP.
fn creators(document: &Document, catalog: &Dictionary) -> Vec<String> {
    let Ok(stream) = catalog.get_deref(b"Metadata", document).and_then(Object::as_stream) else { return Vec::new() };
    let Ok(bytes) = stream.get_plain_content_with_limit(LARGEST_PROPERTIES) else { return Vec::new() };
    let text = String::from_utf8_lossy(&bytes);
    let (mut inside, mut names, mut current) = (false, Vec::new(), String::new());
    // What cannot be read is no name.
    let _ = walk::<Unreadable>(&text, |node| {
        match node {
            XmlNode::Open(element) if element.name == "creator" => inside = true,
            XmlNode::Close(name) if name == "creator" => inside = false,
            XmlNode::Text(text) if inside => current.push_str(&text),
            XmlNode::Close(name) if inside && name == "li" => {
                names.push(std::mem::take(&mut current).trim().to_owned());
            }
            _ => {}
        }
        Ok(())
    });
    names.retain(|name| !name.is_empty());
    names
}
