//! Reads a PDF with a text layer into [`ImportedText`]: letters with their places become lines, these
//! columns and tables.
//!
//! `lopdf` reads the file's structure; it bounds nesting and the size of every unpacked stream, and mends broken
//! cross-references. Its text extraction is not used: it knows no places, and without places there are no lines,
//! columns or tables. (`pdf-extract` panics on much that real files have; pdfium is a C++ library.) A panic inside the
//! crate ends in an error like any other damage.

mod cmap;
mod columns;
mod draw;
mod font;
mod grid;
mod lines;
mod notes;
mod packed;
mod traces;

use super::flow::{ImportLoss, ImportedItem, ImportedText};
use super::limits;
use super::problem::Problem;
use super::traces::PdfTraces;
use lopdf::{Document, LoadOptions, ObjectId};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Reads the file's bytes.
///
/// # Errors
/// A damaged, encrypted or scanned file, or a limit that is passed.
pub fn read(bytes: &[u8]) -> Result<ImportedText, Problem> {
    packed::check(bytes)?;
    catch_unwind(AssertUnwindSafe(|| read_document(bytes))).unwrap_or_else(|_| Err(Problem::damaged("PDF")))
}

/// What the file holds besides the text that [`read`] keeps; a scan has no lines.
///
/// # Errors
/// A damaged or encrypted file, or a limit that is passed.
pub fn inspect(bytes: &[u8]) -> Result<PdfTraces, Problem> {
    packed::check(bytes)?;
    catch_unwind(AssertUnwindSafe(|| inspect_document(bytes))).unwrap_or_else(|_| Err(Problem::damaged("PDF")))
}

fn inspect_document(bytes: &[u8]) -> Result<PdfTraces, Problem> {
    let (document, pages) = open(bytes)?;
    let mut found = traces::of_file(&document);
    let mut reader = draw::PageReader::new(&document);
    for (number, page) in (1..).zip(&pages) {
        traces::of_page(&document, *page, number, &mut found);
        let drawn = reader.page(*page)?;
        if !drawn.unseen.trim().is_empty() && drawn.pictures == 0 {
            found.hidden.push((number, drawn.unseen.clone()));
        }
        let mut flow = ImportedText { wrapped: true, ..ImportedText::default() };
        lines::page(drawn, number, &mut flow);
        for paragraph in flow.paragraphs() {
            found.lines.push((number, paragraph.at.line.unwrap_or(1), paragraph.text()));
        }
        if found.lines.len() > limits::MOST_PARAGRAPHS {
            return Err(Problem::too_complex("import-limit-lines", limits::MOST_PARAGRAPHS));
        }
    }
    Ok(found)
}

/// Opens the file; its pages.
fn open(bytes: &[u8]) -> Result<(Document, Vec<ObjectId>), Problem> {
    let options = LoadOptions::with_max_decompressed_size(limits::LARGEST_PART as usize);
    let document = Document::load_mem_with_options(bytes, options).map_err(refused)?;
    // What only forbids printing opens with the empty password, and is open by now.
    if document.is_encrypted() || document.trailer.has(b"Encrypt") && !document.was_encrypted() {
        return Err(Problem::new("import-encrypted"));
    }
    let pages: Vec<_> = document.page_iter().take(limits::MOST_PAGES + 1).collect();
    if pages.len() > limits::MOST_PAGES {
        return Err(Problem::too_complex("import-limit-pages", limits::MOST_PAGES));
    }
    if pages.is_empty() {
        return Err(Problem::damaged("/Pages"));
    }
    Ok((document, pages))
}

fn read_document(bytes: &[u8]) -> Result<ImportedText, Problem> {
    let (document, pages) = open(bytes)?;
    let mut reader = draw::PageReader::new(&document);
    let mut flow = ImportedText { wrapped: true, ..ImportedText::default() };
    let (mut scanned, mut pictures, mut lettered) = (0, 0, 0);
    for (index, page) in pages.iter().enumerate() {
        let drawn = reader.page(*page)?;
        lettered += usize::from(!drawn.pieces.is_empty());
        if drawn.pieces.is_empty() && drawn.pictures > 0 {
            scanned += 1;
        } else {
            pictures += drawn.pictures;
        }
        if index > 0 {
            flow.items.push(ImportedItem::PageBreak);
        }
        lines::page(drawn, index as u32 + 1, &mut flow);
        if flow.items.len() > limits::MOST_PARAGRAPHS {
            return Err(Problem::too_complex("import-limit-lines", limits::MOST_PARAGRAPHS));
        }
    }
    if lettered == 0 {
        return Err(Problem::new("import-scan").with("what", scanned.max(1).to_string()));
    }
    // Letters that no table translates: a text of them would be noise.
    if reader.unreadable * 5 > reader.letters {
        return Err(Problem::new("import-unmapped"));
    }
    for (code, count) in [("import-some-pages-scanned", scanned), ("import-pictures", pictures)] {
        if count > 0 {
            flow.losses.push(ImportLoss::of_file(code, count));
        }
    }
    Ok(flow)
}

fn refused(error: lopdf::Error) -> Problem {
    match error {
        lopdf::Error::Decryption(_) | lopdf::Error::InvalidPassword | lopdf::Error::UnsupportedSecurityHandler(_) => {
            Problem::new("import-encrypted")
        }
        lopdf::Error::Decompress(lopdf::DecompressError::MemoryLimitExceeded { .. }) => {
            Problem::too_complex("import-limit-unpacked", limits::LARGEST_PART)
        }
        error => Problem::damaged(error),
    }
}
