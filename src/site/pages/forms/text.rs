//! A document as plain text, laid out for reading: head, title, text with the marks of its lists, tables, signature,
//! nơi nhận, annexes. A paragraph is one line: every program wraps lines at its own width, none can join them again. What is not
//! the document's own (remarks of editors, where it comes from) stands behind a rule at the end.
//!
//! In: a document of the corpus and its tree. Out: UTF-8 text with line ends of one byte.

use crate::corpus::{DocumentIndex, HeldDocument};
use crate::document::{Block, Document};
use crate::render::links::absolute;
use crate::render::templates::written;
use crate::site::pages::document::{Head, official_head};
use crate::site::pages::forms::pieces::{FormPiece, Kind, footnote, pieces};
use crate::site::views::Scene;
use crate::site::views::state::{mark, sentence};
use crate::text::date::WorkDate;

/// Tables wider than this many characters are written row by row instead of in columns.
const WIDEST_TABLE: usize = 100;
/// What separates the document from what is said of it.
const RULE: &str = "----------------------------------------";

/// The text of document `index`.
pub(super) fn text(scene: Scene<'_>, index: DocumentIndex, tree: &Document) -> String {
    let document = &scene.world.corpus.documents[index];
    let mut sheet = Sheet { out: String::with_capacity(16 * 1024) };
    head(&mut sheet, scene, &official_head(scene, document));
    let (signed, annexed) = tree.signed_and_annexed();
    stretch(&mut sheet, signed);
    // Annexes stand behind the signature; the notes on the text stand before it where there are none.
    if annexed.is_empty() {
        footnotes(&mut sheet, scene, tree);
    }
    closing(&mut sheet, document);
    if !annexed.is_empty() {
        stretch(&mut sheet, annexed);
        footnotes(&mut sheet, scene, tree);
    }
    colophon(&mut sheet, scene, document);
    sheet.out
}

/// A stretch of the text.
fn stretch(sheet: &mut Sheet, blocks: &[Block]) {
    let mut pieces = pieces(blocks).into_iter().peekable();
    // Depth and sign of the item before.
    let mut last: Option<(usize, Option<char>)> = None;
    while let Some(piece) = pieces.next() {
        // Items of a list stand close together; all else, another list too, has a blank line between.
        let sign = piece.marker.as_deref().and_then(|marker| marker.chars().last());
        let item = (piece.kind == Kind::Item).then_some((piece.depth, sign));
        let goes_on = item.zip(last).is_some_and(|(item, last)| item.0 != last.0 || item.1 == last.1);
        if !goes_on {
            sheet.blank();
        }
        last = item;
        let text = match pieces.peek() {
            Some(next) if piece.run_in && next.kind == Kind::Paragraph => {
                let joined = format!("{} {}", piece.text, next.text);
                pieces.next();
                joined
            }
            _ => piece.text.clone(),
        };
        body(sheet, &piece, &text);
    }
}

struct Sheet {
    out: String,
}

impl Sheet {
    fn line(&mut self, line: &str) {
        self.out.extend(line.chars().filter(|c| !c.is_control() || *c == '\t'));
        while self.out.ends_with(' ') {
            self.out.pop();
        }
        self.out.push('\n');
    }

    /// A blank line, unless there is one.
    fn blank(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }
}

fn head(sheet: &mut Sheet, scene: Scene<'_>, head: &Head<'_>) {
    if let Some(parent) = head.parent {
        sheet.line(&parent.to_uppercase());
    }
    sheet.line(&head.issuer.to_uppercase());
    // The Party prints no colon (Hướng dẫn 36-HD/VPTW).
    let colon = if head.party { "" } else { ":" };
    sheet.line(&format!("Số{colon} {}", head.number.unwrap_or(scene.text("page-no-number"))));
    sheet.blank();
    if head.party {
        sheet.line(&scene.text("page-party").to_uppercase());
    } else {
        sheet.line(&scene.text("page-republic").to_uppercase());
        sheet.line(scene.text("page-motto"));
    }
    let place = head.place.map(|place| format!("{place}, ")).unwrap_or_default();
    sheet.line(&format!("{place}{}", head.date.as_deref().unwrap_or(scene.text("page-no-date"))));
    sheet.blank();
    if head.letter {
        sheet.line(&format!("{}{}", head.about, head.title));
    } else {
        sheet.line(&head.kind.to_uppercase());
        sheet.line(head.title);
    }
    if let Some(note) = &head.date_note {
        sheet.blank();
        sheet.line(&format!("({note})"));
    }
}

fn body(sheet: &mut Sheet, piece: &FormPiece, text: &str) {
    let margin = format!("{}{}", "> ".repeat(piece.quotes), "  ".repeat(piece.depth.saturating_sub(1)));
    match piece.kind {
        Kind::Table => table(sheet, piece, &margin),
        Kind::Rule => sheet.line(&format!("{margin}* * *")),
        _ => {
            let marker = piece.marker.as_deref().map(|marker| format!("{marker} ")).unwrap_or_default();
            // What follows in an item stands under its text.
            let hang = if piece.depth > 0 { "  " } else { "" };
            for (at, line) in text.split('\n').enumerate() {
                let before = if at == 0 && piece.kind == Kind::Item { marker.as_str() } else { hang };
                sheet.line(&format!("{margin}{before}{line}"));
            }
        }
    }
}

/// In columns where that is not too wide, else a row after the other with the head's words before the cells.
fn table(sheet: &mut Sheet, piece: &FormPiece, margin: &str) {
    let columns = piece.rows.iter().map(Vec::len).max().unwrap_or(0);
    let flat = |cell: &str| cell.split_whitespace().collect::<Vec<_>>().join(" ");
    let rows: Vec<Vec<String>> = piece.rows.iter().map(|row| row.iter().map(|cell| flat(cell)).collect()).collect();
    let mut widths = vec![0; columns];
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    if widths.iter().sum::<usize>() + 3 * columns <= WIDEST_TABLE {
        for (at, row) in rows.iter().enumerate() {
            let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}"));
            sheet.line(&format!("{margin}{}", cells.collect::<Vec<_>>().join(" | ")));
            if at == 0 && piece.head {
                let dashes = widths.iter().map(|width| "-".repeat(*width));
                sheet.line(&format!("{margin}{}", dashes.collect::<Vec<_>>().join("-+-")));
            }
        }
        return;
    }
    let (head, rows) = if piece.head { (rows.first(), &rows[1..]) } else { (None, &rows[..]) };
    for row in rows {
        sheet.blank();
        for (column, cell) in row.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
            let name = head.and_then(|head| head.get(column)).filter(|name| !name.is_empty());
            let name = name.map(|name| format!("{name}: ")).unwrap_or_default();
            sheet.line(&format!("{margin}{name}{cell}"));
        }
    }
}

fn footnotes(sheet: &mut Sheet, scene: Scene<'_>, tree: &Document) {
    if tree.footnotes.is_empty() {
        return;
    }
    sheet.blank();
    sheet.line(&format!("{}:", scene.text("body.footnotes")));
    for (index, note) in tree.footnotes.iter().enumerate() {
        for (at, line) in footnote(&note.blocks).split('\n').enumerate() {
            let mark = if at == 0 { format!("[{}] ", index + 1) } else { "    ".to_owned() };
            sheet.line(&format!("{mark}{line}"));
        }
    }
}

fn closing(sheet: &mut Sheet, document: &HeldDocument) {
    let front_matter = &document.front_matter;
    if let Some(adoption) = &front_matter.adoption {
        sheet.blank();
        sheet.line(adoption);
    }
    if let Some(signer) = &front_matter.signer {
        sheet.blank();
        for line in [&signer.authority, &signer.position].into_iter().flatten() {
            sheet.line(line);
        }
        sheet.line(&signer.name);
    }
    if !front_matter.recipients.is_empty() || front_matter.archive.is_some() {
        sheet.blank();
        sheet.line("Nơi nhận:");
        for recipient in &front_matter.recipients {
            sheet.line(&format!("- {recipient};"));
        }
        if let Some(archive) = &front_matter.archive {
            sheet.line(&format!("- Lưu: {archive}."));
        }
    }
}

/// What the portal says of the document.
fn colophon(sheet: &mut Sheet, scene: Scene<'_>, document: &HeldDocument) {
    sheet.blank();
    sheet.line(RULE);
    let front_matter = &document.front_matter;
    let signed = front_matter.attachments.iter().any(|file| file.signed);
    sheet.line(scene.text(if signed { "page-signed-copy" } else { "page-reference-copy" }));
    let url = absolute(&scene.world.config.base_url, &document.address);
    sheet.line(&format!("{}: {url}", scene.text("page-permalink")));
    if mark(scene, document.work).is_some() {
        sheet.line(&format!("{}: {}", scene.text("page-status"), sentence(scene, document.work)));
    }
    for note in &front_matter.notes {
        let date = written(scene.language(), WorkDate::Day(note.date));
        let anchor = note.section.as_ref().map(|anchor| format!(" (#{})", anchor.value)).unwrap_or_default();
        let text = note.text.split_whitespace().collect::<Vec<_>>().join(" ");
        sheet.line(&format!("{}{anchor} {text}", scene.fill("page-note-dated", &[("date", &date)])));
    }
    for resolved in &document.citations {
        if let Some(note) = &resolved.note {
            let label = scene.text("page-note-label");
            sheet.line(&format!("{label} “{}”: {note}", resolved.citation.text()));
        }
    }
}
