//! Reads Word's `.docx` (ECMA-376, Office Open XML) into [`ImportedText`].
//!
//! In: the bytes of the archive. Out: paragraphs with their automatic numbers, tables, footnotes, page breaks. Only
//! five parts are read: the document, its styles, numbering, footnotes and relationships; nothing is run, nothing
//! fetched. `zip` opens the archive (deflate alone, the only method Word writes), `quick-xml` reads the parts as
//! events: it keeps no tree and expands no entity but XML's own five.

mod body;
mod numbering;
mod styles;
mod xml;

use super::flow::{ImportLoss, ImportedText};
use super::limits;
use super::problem::Problem;
use std::io::{Cursor, Read};
use zip::ZipArchive;
use zip::result::ZipError;

/// Reads the file's bytes.
///
/// # Errors
/// A damaged archive or part, or a limit that is passed.
pub fn read(bytes: &[u8]) -> Result<ImportedText, Problem> {
    let mut package = Package::open(bytes)?;
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
    match Package::open(bytes) {
        Ok(package) => package.has("word/document.xml"),
        Err(problem) => problem.code != "import-damaged",
    }
}

/// The archive, and how much of it may still be unpacked.
struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    left: u64,
}

impl<'a> Package<'a> {
    fn open(bytes: &'a [u8]) -> Result<Self, Problem> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
        if archive.len() > limits::MOST_ENTRIES {
            return Err(Problem::too_complex("import-limit-entries", limits::MOST_ENTRIES));
        }
        Ok(Self { archive, left: limits::LARGEST_UNPACKED })
    }

    fn has(&self, name: &str) -> bool {
        self.archive.index_for_name(name).is_some()
    }

    /// The text of a part. What it says of its own size is not believed: reading stops at the limit.
    fn part(&mut self, name: &str) -> Result<Option<String>, Problem> {
        if !self.has(name) {
            return Ok(None);
        }
        let limit = limits::LARGEST_PART.min(self.left);
        let file = self.archive.by_name(name).map_err(damaged)?;
        let mut bytes = Vec::new();
        file.take(limit + 1).read_to_end(&mut bytes).map_err(Problem::damaged)?;
        if bytes.len() as u64 > limit {
            return Err(Problem::too_complex("import-limit-unpacked", limits::LARGEST_PART));
        }
        self.left -= bytes.len() as u64;
        super::text_file::unlimited(&bytes).map(Some).map_err(|_| Problem::damaged(name))
    }
}

fn damaged(error: ZipError) -> Problem {
    match error {
        ZipError::UnsupportedArchive(text) if text == ZipError::PASSWORD_REQUIRED => Problem::new("import-encrypted"),
        error => Problem::damaged(error),
    }
}
