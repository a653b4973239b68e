//! A page in reading order: tables and columns are taken out, what is left are lines.
//!
//! In: what a reader sees of a page. Out: items of the flow, one paragraph a line.

use super::columns;
use super::drawn::{LetterRun, PageBox};
use super::grid::{self, Grid};
use super::lines::{PdfLine, gather, paragraph};
use super::notes;
use crate::import::flow::{
    ImportDoubt, ImportPlace, ImportedItem, ImportedTable, ImportedText, Paragraph, ParagraphAlignment,
};

/// The lines of a page, and its ruled tables with what stands in them.
pub(super) struct Sheet {
    pub(super) lines: Vec<PdfLine>,
    tables: Vec<(Grid, Vec<LetterRun>)>,
    margins: (f32, f32),
}

impl Sheet {
    pub(super) fn of(mut runs: Vec<LetterRun>, rules: &[PageBox]) -> Self {
        runs.retain(|run| !run.is_blank() || run.text.contains(' '));
        let mut tables: Vec<(Grid, Vec<LetterRun>)> =
            grid::find(rules).into_iter().map(|grid| (grid, Vec::new())).collect();
        let mut outside = Vec::new();
        let margins = margins(&runs);
        for run in runs {
            match tables.iter_mut().find(|(table, _)| table.holds(&run)) {
                Some((_, inside)) => inside.push(run),
                None => outside.push(run),
            }
        }
        Self { lines: gather(outside), tables, margins }
    }

    /// Lines and tables.
    pub(super) fn count(&self) -> usize {
        self.lines.len() + 2 * self.tables.iter().filter(|(_, runs)| !runs.is_empty()).count()
    }

    /// Adds the items to the flow.
    pub(super) fn lay_out(self, counter: &mut Counter, flow: &mut ImportedText) {
        let Self { mut lines, tables, margins } = self;
        notes::take(&mut lines, counter, flow);
        let centred = centred(&lines, margins);
        let mut blocks: Vec<(f32, PdfBlock)> = Vec::new();
        for (table, runs) in tables {
            blocks.push((table.top(), PdfBlock::Grid(table.rows(runs))));
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
                    let mut paragraph = read(&line, counter.next(), flow);
                    paragraph.gap = gap;
                    paragraph.alignment = centred.contains(&line.base).then_some(ParagraphAlignment::Centre);
                    if let Some(extent) = paragraph.extent.as_mut() {
                        extent.margin = margins.0;
                        extent.above = above;
                    }
                    flow.items.push(ImportedItem::Paragraph(paragraph));
                }
                PdfBlock::Columns(left, right) => {
                    last = left.last().or(right.last()).map(|line| (line.base, line.size));
                    let at = counter.next();
                    let mut cell =
                        |lines: Vec<PdfLine>| lines.iter().map(|line| read(line, at, flow)).collect::<Vec<_>>();
                    let rows = vec![vec![cell(left), cell(right)]];
                    flow.items.push(ImportedItem::Table(ImportedTable { rows, at }));
                }
                PdfBlock::Grid(rows) => {
                    last = None;
                    let at = counter.next();
                    let mut cell =
                        |runs: Vec<LetterRun>| joined(gather(runs).iter().map(|line| read(line, at, flow)).collect());
                    let rows = rows.into_iter().map(|row| row.into_iter().map(&mut cell).collect()).collect();
                    flow.items.push(ImportedItem::Table(ImportedTable { rows, at }));
                }
            }
        }
    }
}

/// The line as a paragraph; what is doubtful about it goes into the flow.
fn read(line: &PdfLine, at: ImportPlace, flow: &mut ImportedText) -> Paragraph {
    let paragraph = paragraph(line, at);
    for run in line.runs.iter().filter(|run| run.field) {
        let words = Some(run.text.trim().to_owned());
        flow.doubts.push(ImportDoubt { page: at.page, words, why: "import-doubt-signature-field" });
    }
    let text = paragraph.text();
    let missing = text.chars().filter(|c| *c == char::REPLACEMENT_CHARACTER).count();
    if missing > 0 {
        super::lose(flow, "import-letters-unmapped", &missing.to_string(), at);
    }
    paragraph
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
    pub(super) const fn new(page: u32) -> Self {
        Self { page, line: 0 }
    }

    pub(super) fn next(&mut self) -> ImportPlace {
        self.line += 1;
        ImportPlace::on_page(self.page, self.line)
    }
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
fn margins(runs: &[LetterRun]) -> (f32, f32) {
    let visible = runs.iter().filter(|run| !run.is_blank());
    visible.fold((f32::MAX, f32::MIN), |(left, right), run| (left.min(run.left), right.max(run.right)))
}

/// The heights of centred lines: as far from one margin as from the other, and far from both. A line beside one of them
/// with the same middle may come nearer to the margins.
fn centred(lines: &[PdfLine], margins: (f32, f32)) -> Vec<f32> {
    let width = margins.1 - margins.0;
    let room = |line: &PdfLine| (line.left() - margins.0, margins.1 - line.right());
    let mut centred: Vec<bool> = lines
        .iter()
        .map(|line| {
            let (before, after) = room(line);
            before > 0.1 * width && (before - after).abs() < 0.03 * width
        })
        .collect();
    let like = |line: &PdfLine, other: &PdfLine| {
        let (before, after) = room(line);
        before > 0.015 * width
            && after > 0.015 * width
            && (line.middle() - other.middle()).abs() < 0.35 * line.size
            && (line.base - other.base).abs() < 2.0 * line.size
    };
    for at in 1..lines.len() {
        centred[at] |= centred[at - 1] && like(&lines[at], &lines[at - 1]);
    }
    for at in (1..lines.len()).rev() {
        centred[at - 1] |= centred[at] && like(&lines[at - 1], &lines[at]);
    }
    lines.iter().zip(centred).filter(|(_, centred)| *centred).map(|(line, _)| line.base).collect()
}
