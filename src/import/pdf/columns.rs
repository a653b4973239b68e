//! Two columns side by side without rules between them: the head of a document, its signatures and recipients.
//!
//! In: lines from the top. Out: the same, columns together. A block of columns begins with a line that has a wide gap
//! and goes on while the lines leave that gap free.

use super::draw::LetterRun;
use super::lines::{PdfBlock, PdfLine, WIDE_GAP};

/// Lines further apart than this (in letter sizes) begin something new, where only one column goes on.
const NEW_BLOCK: f32 = 2.0;
/// Lines above the first one with a gap that may belong to its columns.
const MOST_ABOVE: usize = 12;
/// No column of a signature leaves more room for a name.
const SIGNATURE: f32 = 12.0;

/// Lines and columns, each with its upper end.
pub(super) fn blocks(lines: Vec<PdfLine>) -> Vec<(f32, PdfBlock)> {
    let mut blocks = Vec::new();
    let page =
        lines.iter().fold((f32::MAX, f32::MIN), |(left, right), line| (left.min(line.left()), right.max(line.right())));
    let centre = (page.0 + page.1) / 2.0;
    let mut lines = lines.into_iter().peekable();
    let mut before: Vec<PdfLine> = Vec::new();
    while let Some(line) = lines.next() {
        let Some(mut gutter) = gutter(&line) else {
            before.push(line);
            continue;
        };
        // Lines right above may stand in one of the columns already.
        let mut block = Vec::new();
        while let Some(last) = before.last() {
            let near =
                block.first().map_or(line.base, |first: &PdfLine| first.base) + NEW_BLOCK * line.size > last.base;
            // The last line of the text begins at the margin, as no line of a head does.
            let flush = last.left() < page.0 + 1.5 * last.size;
            if !near || block.len() >= MOST_ABOVE || flush || is_centred(last, centre) {
                break;
            }
            let Some(free) = narrowed(gutter, last) else { break };
            gutter = free;
            block.splice(0..0, before.pop());
        }
        block.push(line);
        while let Some(next) = lines.peek() {
            let last = block.last().map_or(0.0, |last| last.base);
            let distance = (last - next.base) / next.size.max(1.0);
            let both = self::gutter(next).is_some();
            let limit = if both || next.left() > gutter.1 && !is_centred(next, centre) { SIGNATURE } else { NEW_BLOCK };
            if distance > limit || !both && is_centred(next, centre) {
                break;
            }
            let Some(free) = narrowed(gutter, next) else { break };
            gutter = free;
            block.extend(lines.next());
        }
        blocks.extend(before.drain(..).map(|line| (line.base, PdfBlock::Line(line))));
        blocks.push(split(block, gutter));
    }
    blocks.extend(before.into_iter().map(|line| (line.base, PdfBlock::Line(line))));
    blocks
}

/// The widest gap of a line, where it is wide enough to hold columns apart.
fn gutter(line: &PdfLine) -> Option<(f32, f32)> {
    let gap = |pair: &[LetterRun]| (pair[0].right, pair[1].left);
    let visible: Vec<LetterRun> = line.pieces.iter().filter(|piece| !piece.text.trim().is_empty()).cloned().collect();
    let widest = visible.windows(2).map(gap).max_by(|a, b| (a.1 - a.0).total_cmp(&(b.1 - b.0)))?;
    (widest.1 - widest.0 > WIDE_GAP * line.size).then_some(widest)
}

/// What is left of the gutter when `line` keeps clear of it; `None` where the line stands in it.
fn narrowed(gutter: (f32, f32), line: &PdfLine) -> Option<(f32, f32)> {
    let mut free = gutter;
    for piece in line.pieces.iter().filter(|piece| !piece.text.trim().is_empty()) {
        let middle = (free.0 + free.1) / 2.0;
        if piece.right <= middle {
            free.0 = free.0.max(piece.right);
        } else if piece.left >= middle {
            free.1 = free.1.min(piece.left);
        } else {
            return None;
        }
    }
    (free.1 - free.0 > 0.6 * line.size).then_some(free)
}

fn is_centred(line: &PdfLine, centre: f32) -> bool {
    let middle = (line.left() + line.right()) / 2.0;
    (middle - centre).abs() < 0.8 * line.size
}

fn split(lines: Vec<PdfLine>, gutter: (f32, f32)) -> (f32, PdfBlock) {
    let top = lines.first().map_or(0.0, |line| line.base);
    let middle = (gutter.0 + gutter.1) / 2.0;
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for line in lines {
        let (a, b): (Vec<LetterRun>, Vec<LetterRun>) =
            line.pieces.into_iter().partition(|piece| piece.right <= middle + 0.1);
        for (pieces, column) in [(a, &mut left), (b, &mut right)] {
            if pieces.iter().any(|piece| !piece.text.trim().is_empty()) {
                column.push(PdfLine { pieces, base: line.base, size: line.size });
            }
        }
    }
    (top, PdfBlock::Columns(left, right))
}
