//! Two columns side by side without rules between them: the head of a document, its signatures and recipients.
//!
//! In: lines from the top. Out: the same, columns together. A block of columns begins with a line that has a wide gap
//! and goes on while the lines leave that gap free.

use super::drawn::LetterRun;
use super::layout::PdfBlock;
use super::lines::{PdfLine, WIDE_GAP};
use crate::document::label;
use crate::import::join::{ends_sentence, squeezed};

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
        if is_block(&block, gutter) {
            blocks.push(split(block, gutter));
        } else {
            blocks.extend(block.into_iter().map(|line| (line.base, PdfBlock::Line(line))));
        }
    }
    blocks.extend(before.into_iter().map(|line| (line.base, PdfBlock::Line(line))));
    blocks
}

/// The widest gap of a line, where it is wide enough to hold columns apart and the line is no running text.
fn gutter(line: &PdfLine) -> Option<(f32, f32)> {
    let visible: Vec<&LetterRun> = line.runs.iter().filter(|run| !run.is_blank()).collect();
    let gap = |at: usize| visible[at + 1].left - visible[at].right;
    let widest = (0..visible.len().saturating_sub(1)).max_by(|a, b| gap(*a).total_cmp(&gap(*b)))?;
    if gap(widest) <= WIDE_GAP * line.size || is_justified(&visible, gap(widest)) {
        return None;
    }
    let words = |runs: &[&LetterRun]| squeezed(&runs.iter().map(|run| run.text.as_str()).collect::<Vec<_>>().join(" "));
    let (before, after) = (words(&visible[..=widest]), words(&visible[widest + 1..]));
    // "1.    Rà soát": a label. "… gia đình    học sinh": a sentence goes on.
    let labelled = label::of_heading(&before).is_some_and(|found| before[found.rest..].trim().is_empty())
        || !before.contains(char::is_alphanumeric);
    let goes_on = after.starts_with(char::is_lowercase) && before.contains(' ') && !ends_sentence(&before);
    (!labelled && !goes_on).then(|| (visible[widest].right, visible[widest + 1].left))
}

/// A line of few words that was stretched to the margins: its gaps are alike.
fn is_justified(runs: &[&LetterRun], widest: f32) -> bool {
    let gaps: Vec<f32> = runs.windows(2).map(|pair| pair[1].left - pair[0].right).filter(|gap| *gap > 1.0).collect();
    let alike = gaps.iter().filter(|gap| **gap > 0.6 * widest).count();
    gaps.len() >= 3 && alike * 3 >= gaps.len() * 2
}

/// A gutter stays free over several lines, with words on both sides of it.
fn is_block(lines: &[PdfLine], gutter: (f32, f32)) -> bool {
    let middle = (gutter.0 + gutter.1) / 2.0;
    let on = |line: &PdfLine, right: bool| line.runs.iter().any(|run| !run.is_blank() && (run.left > middle) == right);
    let both = lines.iter().filter(|line| on(line, true) && on(line, false)).count();
    both >= 2 || both == 1 && lines.len() >= 2
}

/// What is left of the gutter when `line` keeps clear of it; `None` where the line stands in it.
fn narrowed(gutter: (f32, f32), line: &PdfLine) -> Option<(f32, f32)> {
    let mut free = gutter;
    for run in line.runs.iter().filter(|run| !run.is_blank()) {
        let middle = (free.0 + free.1) / 2.0;
        if run.right <= middle {
            free.0 = free.0.max(run.right);
        } else if run.left >= middle {
            free.1 = free.1.min(run.left);
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
        let (a, b): (Vec<LetterRun>, Vec<LetterRun>) = line.runs.into_iter().partition(|run| run.right <= middle + 0.1);
        for (runs, column) in [(a, &mut left), (b, &mut right)] {
            if runs.iter().any(|run| !run.is_blank()) {
                column.push(PdfLine { runs, base: line.base, size: line.size });
            }
        }
    }
    (top, PdfBlock::Columns(left, right))
}
