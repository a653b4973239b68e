//! Reads Word's `.docx` (ECMA-376, Office Open XML) into [`ImportedText`].
//!
//! In: the bytes of the archive. Out: paragraphs with their automatic numbers, tables, notes, page breaks, what stands in
//! headers and footers. Nothing is run, nothing fetched. `foreign` opens the archive and reads XML.

mod body;
mod controls;
mod fields;
mod formula;
pub(super) mod number_format;
mod numbering;
mod old_font;
pub(super) mod plain;
mod relations;
mod styles;

use super::flow::{ImportLoss, ImportedText, Paragraph};
use super::letterhead;
use super::problem::Problem;
use super::repair::{Repair, RepairKind};
use super::tally::Aside;
use crate::foreign::Unreadable;
use crate::foreign::package::Package;
use relations::Relation;
use std::collections::BTreeMap;
use std::io::Cursor;

type Archive<'a> = Package<Cursor<&'a [u8]>>;

type Embedded = BTreeMap<String, Result<ImportedText, String>>;

/// Files that may lie inside each other.
const DEEPEST_EMBEDDED: usize = 3;

/// Reads the file's bytes.
///
/// # Errors
/// A damaged archive or part, or a limit that is passed.
pub fn read(bytes: &[u8]) -> Result<ImportedText, Problem> {
    read_embedded(bytes, DEEPEST_EMBEDDED)
}

fn read_embedded(bytes: &[u8], deepest: usize) -> Result<ImportedText, Problem> {
    let mut package = Package::open(Cursor::new(bytes))?;
    let missing = || Problem::damaged("word/document.xml");
    let name = relations::main_part(&mut package)?.ok_or_else(missing)?;
    let document = package.part(&name)?.ok_or_else(missing)?;
    let relations = relations::of_part(&mut package, &name)?;
    let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut part = |kind: &str| {
        let related = relations.iter().find(|relation| relation.kind == kind && !relation.external);
        let name = related.map_or_else(|| format!("{folder}/{kind}.xml"), |relation| relation.target.clone());
        let name = package.find(&name);
        name.map_or(Ok(None), |name| package.part(&name))
    };
    let styles = part("styles")?.map(|part| styles::Styles::read(&part)).transpose()?.unwrap_or_default();
    let numbering = part("numbering")?.map(|part| numbering::DocxLists::read(&part)).transpose()?.unwrap_or_default();
    let notes = [part("footnotes")?, part("endnotes")?];
    let embedded = embedded(&mut package, &relations, deepest);
    let mut reader = body::DocxReader::new(styles, numbering, embedded);
    let mut flow = reader.document(&document, [notes[0].as_deref(), notes[1].as_deref()])?;
    margins(&mut package, &relations, &mut reader, &mut flow)?;
    if package.names().iter().any(|name| name.to_lowercase().ends_with("vbaproject.bin")) {
        flow.losses.push(ImportLoss::of_file("import-macros", ""));
    }
    let links = relations.iter().filter(|relation| relation.external).count();
    if links > 0 {
        flow.losses.push(ImportLoss::of_file("import-external", links));
    }
    Ok(flow)
}

/// Files that stand in the text as a whole (`w:altChunk`), by the id of their relationship; of those that cannot be read
/// the name.
fn embedded(package: &mut Archive<'_>, relations: &[Relation], deepest: usize) -> Embedded {
    let chunks = relations.iter().filter(|relation| relation.kind == "aFChunk" && !relation.external);
    let read = |bytes: &[u8], name: &str| {
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_lowercase();
        match ending.as_str() {
            "docx" | "docm" | "dotx" if deepest > 0 => read_embedded(bytes, deepest - 1).ok(),
            "html" | "htm" | "xhtml" => super::html::read(bytes).ok(),
            "txt" => super::text_file::read(bytes).ok(),
            _ => None,
        }
    };
    let mut texts = BTreeMap::new();
    for chunk in chunks {
        let name = package.find(&chunk.target);
        let bytes = name.and_then(|name| package.bytes(&name).ok().flatten());
        let text = bytes.and_then(|bytes| read(&bytes, &chunk.target)).ok_or_else(|| chunk.target.clone());
        texts.insert(chunk.id.clone(), text);
    }
    texts
}

/// Headers and footers. A letterhead in the header of the first page is the beginning of the text; other words there
/// are told, and all of them may bear a mark of secrecy.
fn margins(
    package: &mut Archive<'_>,
    relations: &[Relation],
    reader: &mut body::DocxReader,
    flow: &mut ImportedText,
) -> Result<(), Problem> {
    let first = reader.first_header().map(str::to_owned);
    let mut first_page = None;
    for relation in relations.iter().filter(|relation| matches!(relation.kind.as_str(), "header" | "footer")) {
        let Some(part) = package.find(&relation.target).map_or(Ok(None), |name| package.part(&name))? else { continue };
        let items = reader.part(&part)?;
        let text = ImportedText { items, ..ImportedText::default() };
        // The number of the page.
        let figures = text.paragraphs().filter(|one| !body::has_words(one) && !one.is_blank());
        flow.aside.extend(figures.map(|one| (Aside::Page, one.text())));
        let words: Vec<Paragraph> = text.paragraphs().filter(|one| body::has_words(one)).cloned().collect();
        if first.as_ref() == Some(&relation.id) && words.iter().any(|one| letterhead::is_letterhead(&one.text())) {
            first_page = Some(text.items);
        } else {
            let all: Vec<String> = words.iter().map(|one| one.text().trim().to_owned()).collect();
            if first.as_ref() == Some(&relation.id) && reader.first_header_is_own() && !all.is_empty() {
                flow.losses.push(ImportLoss::of_file("import-header", all.join(" / ")));
            }
            for one in &words {
                flow.repairs.push(Repair::new(RepairKind::RunningHead, one.at, one.text().trim(), ""));
            }
        }
        flow.margins.extend(words);
    }
    for drawn in reader.drawn_words() {
        flow.repairs.push(Repair::new(RepairKind::RunningHead, drawn.at, drawn.text().trim(), ""));
        flow.margins.push(drawn);
    }
    if let Some(items) = first_page {
        flow.items.splice(0..0, items);
    }
    Ok(())
}

/// Whether these bytes are an archive with a Word document in it; one that passes a limit is called so
/// too, to be refused for that.
pub fn is_word(bytes: &[u8]) -> bool {
    match Package::open(Cursor::new(bytes)) {
        Ok(mut package) => match relations::main_part(&mut package) {
            Ok(main) => main.is_some_and(|name| name.starts_with("word/") || is_declared(&mut package)),
            Err(problem) => !matches!(problem, Unreadable::Damaged(_)),
        },
        Err(problem) => !matches!(problem, Unreadable::Damaged(_)),
    }
}

fn is_declared(package: &mut Archive<'_>) -> bool {
    package.part("[Content_Types].xml").ok().flatten().is_some_and(|types| types.contains("wordprocessingml"))
}
