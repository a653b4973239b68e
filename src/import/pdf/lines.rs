//! Joins letters to lines, in reading order; tables and columns are taken out first.
//!
//! In: what a page draws. Out: items of the flow, one paragraph a line.

use super::columns;
use super::draw::{Drawn, LetterRun};
use super::grid;
use super::notes;
use crate::import::flow::{
    ImportPlace, ImportedItem, ImportedText, LineExtent, Paragraph, ParagraphAlignment, StyledRun,
};

/// A line of a page.
#[derive(Clone, Debug)]
pub(super) struct PdfLine {
    pub(super) pieces: Vec<LetterRun>,
    pub(super) base: f32,
    pub(super) size: f32,
}

impl PdfLine {
    pub(super) fn left(&self) -> f32 {
        self.pieces.iter().map(|piece| piece.left).fold(f32::MAX, f32::min)
    }

    pub(super) fn right(&self) -> f32 {
        self.pieces.iter().map(|piece| piece.right).fold(f32::MIN, f32::max)
    }
}

/// Letters closer than this belong to one word; fonts set a space at a quarter of their size.
const SPACE: f32 = 0.17;
/// Text this far apart stands in columns, in letter sizes.
pub(super) const WIDE_GAP: f32 = 1.8;

/// Adds the page's items to the flow.
pub(super) fn page(drawn: Drawn, number: u32, flow: &mut ImportedText) {
    let Drawn { mut pieces, rules, .. } = drawn;
    pieces.retain(|piece| !piece.text.trim().is_empty() || piece.text.contains(' '));
    let tables = grid::find(&rules);
    let mut inside: Vec<Vec<LetterRun>> = tables.iter().map(|_| Vec::new()).collect();
    let mut outside = Vec::new();
    for piece in pieces {
        match tables.iter().position(|table| table.holds(&piece)) {
            Some(at) => inside[at].push(piece),
            None => outside.push(piece),
        }
    }
    let margins = margins(inside.iter().flatten().chain(&outside));
    let mut lines = gather(outside);
    let counter = &mut Counter { page: number, line: 0 };
    notes::take(&mut lines, counter, flow);
    let mut blocks: Vec<(f32, PdfBlock)> = Vec::new();
    for (table, pieces) in tables.iter().zip(inside) {
        blocks.push((table.top(), PdfBlock::Grid(table.rows(pieces))));
    }
    blocks.extend(columns::blocks(lines));
    blocks.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut last: Option<(f32, f32)> = None;
    for (_, block) in blocks {
        match block {
            PdfBlock::Line(line) => {
                let gap = gap(last, &line);
                let above = last.map_or(0.0, |(base, _)| (base - line.base) / line.size.max(1.0));
                last = Some((line.base, line.size));
                let mut paragraph = paragraph(&line, counter.next());
                paragraph.gap = gap;
                paragraph.alignment = alignment(&line, margins);
                if let Some(extent) = paragraph.extent.as_mut() {
                    extent.margin = margins.0;
                    extent.above = above;
                }
                flow.items.push(ImportedItem::Paragraph(paragraph));
            }
            PdfBlock::Columns(left, right) => {
                last = left.last().or(right.last()).map(|line| (line.base, line.size));
                let at = counter.next();
                let cell = |lines: Vec<PdfLine>| lines.iter().map(|line| paragraph(line, at)).collect::<Vec<_>>();
                let rows = vec![vec![cell(left), cell(right)]];
                flow.items.push(ImportedItem::Table(crate::import::flow::ImportedTable { rows, at }));
            }
            PdfBlock::Grid(rows) => {
                last = None;
                let at = counter.next();
                let cell = |pieces: Vec<LetterRun>| {
                    let paragraphs = gather(pieces).iter().map(|line| paragraph(line, at)).collect();
                    joined(paragraphs)
                };
                let rows = rows.into_iter().map(|row| row.into_iter().map(cell).collect()).collect();
                flow.items.push(ImportedItem::Table(crate::import::flow::ImportedTable { rows, at }));
            }
        }
    }
}

/// What stands on a page, from the top.
pub(super) enum PdfBlock {
    Line(PdfLine),
    /// Two columns side by side: head, signatures.
    Columns(Vec<PdfLine>, Vec<PdfLine>),
    Grid(Vec<Vec<Vec<LetterRun>>>),
}

/// Places of lines.
pub(super) struct Counter {
    page: u32,
    line: u32,
}

impl Counter {
    pub(super) fn next(&mut self) -> ImportPlace {
        self.line += 1;
        ImportPlace::on_page(self.page, self.line)
    }
}

/// Pieces on one line together, lines from the top.
pub(super) fn gather(mut pieces: Vec<LetterRun>) -> Vec<PdfLine> {
    pieces.sort_by(|a, b| b.base.total_cmp(&a.base).then(a.left.total_cmp(&b.left)));
    let mut lines: Vec<PdfLine> = Vec::new();
    for piece in pieces {
        let line = lines.last_mut().filter(|line| (line.base - piece.base).abs() < 0.25 * line.size.min(piece.size));
        match line {
            Some(line) => {
                if piece.size > line.size * 1.2 {
                    line.base = piece.base;
                    line.size = piece.size;
                }
                line.pieces.push(piece);
            }
            None => lines.push(PdfLine { base: piece.base, size: piece.size, pieces: vec![piece] }),
        }
    }
    let mut lines = with_raised(lines);
    for line in &mut lines {
        line.pieces.sort_by(|a, b| a.left.total_cmp(&b.left));
        drop_shadows(&mut line.pieces);
    }
    lines.retain(|line| line.pieces.iter().any(|piece| !piece.text.trim().is_empty()));
    lines
}

/// Raised and lowered signs belong to the line whose letters they stand beside.
fn with_raised(lines: Vec<PdfLine>) -> Vec<PdfLine> {
    let mut out: Vec<PdfLine> = Vec::with_capacity(lines.len());
    let mut lines = lines.into_iter().peekable();
    while let Some(line) = lines.next() {
        if let Some(next) = lines.peek_mut().filter(|next| stands_beside(&line, next)) {
            next.pieces.extend(line.pieces);
        } else if let Some(last) = out.last_mut().filter(|last| stands_beside(&line, last)) {
            last.pieces.extend(line.pieces);
        } else {
            out.push(line);
        }
    }
    out
}

/// A few small signs right after letters of the other line.
fn stands_beside(signs: &PdfLine, line: &PdfLine) -> bool {
    const MOST_SIGNS: usize = 8;
    let small = signs.pieces.len() <= MOST_SIGNS
        && signs.size < 0.8 * line.size
        && (signs.base - line.base).abs() < 0.6 * line.size;
    let beside = |sign: &LetterRun| {
        sign.text.trim().chars().count() <= 4
            && line.pieces.iter().any(|piece| (sign.left - piece.right).abs() < 0.3 * line.size)
    };
    small && signs.pieces.iter().all(beside)
}

/// Some programs make bold letters by printing twice.
fn drop_shadows(pieces: &mut Vec<LetterRun>) {
    let mut kept: Vec<LetterRun> = Vec::with_capacity(pieces.len());
    for piece in pieces.drain(..) {
        let shadow = kept.iter().rev().take(4).any(|other| {
            other.text == piece.text
                && (other.left - piece.left).abs() < 0.1 * piece.size
                && piece.text.trim().len() > 1
        });
        if !shadow {
            kept.push(piece);
        }
    }
    *pieces = kept;
}

/// The line as a paragraph: spaces where there are gaps, raised figures as references.
pub(super) fn paragraph(line: &PdfLine, at: ImportPlace) -> Paragraph {
    let mut runs: Vec<StyledRun> = Vec::new();
    let mut right: Option<f32> = None;
    for piece in &line.pieces {
        let gap = right.map_or(0.0, |right| piece.left - right);
        let ended = runs.last().is_none_or(|run| run.text.ends_with(' '));
        let mut text = String::new();
        if gap > WIDE_GAP * line.size && !ended {
            text.push_str("   ");
        } else if gap > SPACE * line.size && !ended && !piece.text.starts_with(' ') {
            text.push(' ');
        }
        text.push_str(&piece.text);
        right = Some(piece.right);
        match runs.last_mut() {
            Some(last) if (last.bold, last.italic) == (piece.bold, piece.italic) => last.text.push_str(&text),
            // A space at a change of appearance is bold on neither side.
            Some(last) if text.trim().is_empty() => last.text.push_str(&text),
            _ => runs.push(StyledRun {
                text,
                bold: piece.bold,
                italic: piece.italic,
                size: Some(line.size),
                ..StyledRun::default()
            }),
        }
    }
    let extent = Some(LineExtent { left: line.left(), right: visible_right(line), margin: line.left(), above: 0.0 });
    Paragraph { runs: resolved(runs), extent, at, ..Paragraph::default() }
}

/// Private signs of Unicode, which no text has: a reference to a footnote in the letters of a line.
const REFERENCE: u32 = 0xf_0000;

/// The sign that stands for a reference.
pub(super) fn reference(note: usize) -> String {
    char::from_u32(REFERENCE + (note as u32).min(0xfff0)).map(String::from).unwrap_or_default()
}

/// Signs of references → references.
fn resolved(runs: Vec<StyledRun>) -> Vec<StyledRun> {
    let mut out: Vec<StyledRun> = Vec::with_capacity(runs.len());
    for run in runs {
        let mut rest = run.text.as_str();
        while let Some(at) = rest.find(|c: char| (REFERENCE..REFERENCE + 0xfff1).contains(&(c as u32))) {
            let sign = rest[at..].chars().next().unwrap_or(' ');
            let footnote = Some((sign as u32 - REFERENCE) as usize);
            out.push(StyledRun { text: rest[..at].to_owned(), footnote, ..run.clone() });
            rest = &rest[at + sign.len_utf8()..];
        }
        if !rest.is_empty() {
            out.push(StyledRun { text: rest.to_owned(), ..run.clone() });
        }
    }
    out
}

/// Spaces at the end of a line take no room.
fn visible_right(line: &PdfLine) -> f32 {
    let last = line.pieces.iter().rev().find(|piece| !piece.text.trim().is_empty());
    last.map_or_else(
        || line.right(),
        |piece| {
            let ended = piece.text.trim_end();
            let share = ended.chars().count() as f32 / piece.text.chars().count().max(1) as f32;
            if ended.len() == piece.text.len() { piece.right } else { piece.left + (piece.right - piece.left) * share }
        },
    )
}

/// Lines of a cell as one paragraph.
fn joined(lines: Vec<Paragraph>) -> Vec<Paragraph> {
    let mut lines = lines.into_iter();
    let Some(mut first) = lines.next() else { return Vec::new() };
    for line in lines {
        if let Some(run) = first.runs.last_mut() {
            run.text.push(' ');
        }
        first.runs.extend(line.runs);
    }
    vec![first]
}

/// Empty lines that would fit between two lines.
fn gap(last: Option<(f32, f32)>, line: &PdfLine) -> u8 {
    let Some((base, size)) = last else { return 0 };
    let lines = (base - line.base) / (1.2 * size.max(line.size)) - 1.3;
    if lines > 0.0 { lines.ceil().min(20.0) as u8 } else { 0 }
}

/// Left and right end of everything that is printed.
fn margins<'p>(pieces: impl Iterator<Item = &'p LetterRun>) -> (f32, f32) {
    let visible = pieces.filter(|piece| !piece.text.trim().is_empty());
    visible.fold((f32::MAX, f32::MIN), |(left, right), piece| (left.min(piece.left), right.max(piece.right)))
}

/// Centred: as far from one margin as from the other, and far from both.
fn alignment(line: &PdfLine, margins: (f32, f32)) -> Option<ParagraphAlignment> {
    let (before, after) = (line.left() - margins.0, margins.1 - line.right());
    let width = margins.1 - margins.0;
    let centred = before > 0.1 * width && (before - after).abs() < 0.03 * width;
    centred.then_some(ParagraphAlignment::Centre)
}
