//! Reads Word's `.docx` (ECMA-376, Office Open XML) into [`ImportedText`].
//!
//! In: the bytes of the archive. Out: paragraphs with their automatic numbers, tables, footnotes, page breaks. Only
//! five parts are read: the document, its styles, numbering, footnotes and relationships; nothing is run, nothing
//! fetched. `foreign` opens the archive and reads XML.

mod body;
mod numbering;
mod styles;

use super::flow::{ImportLoss, ImportedText};
use super::problem::Problem;
use crate::foreign::Unreadable;
use crate::foreign::package::Package;
use std::io::Cursor;

/// Reads the file's bytes.
///
/// # Errors
/// A damaged archive or part, or a limit that is passed.
pub fn read(bytes: &[u8]) -> Result<ImportedText, Problem> {
    let mut package = Package::open(Cursor::new(bytes))?;
    let Some(document) = package.part("word/document.xml")? else {
        return Err(Problem::damaged("word/document.xml"));
    };
    let styles = match package.part("word/styles.xml")? {
        Some(part) => styles::Styles::read(&part)?,
        None => styles::Styles::default(),
    };
    let numbering = match package.part("word/numbering.xml")? {
        Some(part) => numbering::DocxLists::read(&part)?,
        None => numbering::DocxLists::default(),
    };
    let footnotes = package.part("word/footnotes.xml")?;
    let mut reader = body::DocxReader::new(styles, numbering);
    let mut flow = reader.document(&document, footnotes.as_deref())?;
    if package.has("word/vbaProject.bin") {
        flow.losses.push(ImportLoss { code: "import-macros", what: String::new() });
    }
    if let Some(relationships) = package.part("word/_rels/document.xml.rels")? {
        let links = relationships.matches("TargetMode=\"External\"").count();
        if links > 0 {
            flow.losses.push(ImportLoss { code: "import-external", what: links.to_string() });
        }
    }
    Ok(flow)
}

/// Whether these bytes are an archive with a Word document in it; one that passes a limit is called so
/// too, to be refused for that.
pub fn is_word(bytes: &[u8]) -> bool {
    match Package::open(Cursor::new(bytes)) {
        Ok(package) => package.has("word/document.xml"),
        Err(problem) => !matches!(problem, Unreadable::Damaged(_)),
    }
}
