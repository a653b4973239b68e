//! Running heads of a PDF, taken away before columns are looked for: the number of the page beside them is no column.
//!
//! In: the lines of every page. Out: the lines without them, and a repair for each.

use super::lines::{PdfLine, text_of};
use crate::import::flow::ImportPlace;
use crate::import::furniture::{is_gazette_head, is_usual, shape, stamps};
use crate::import::repair::{Repair, RepairKind};
use std::collections::{BTreeMap, BTreeSet};

/// Lines at the top and at the foot of a page that may be running heads.
const MOST_LINES: usize = 2;

/// Takes them away; `first` is the number of the first page.
pub(super) fn take(pages: &mut [&mut Vec<PdfLine>], first: u32, repairs: &mut Vec<Repair>) {
    let mut seen: BTreeMap<(bool, String), usize> = BTreeMap::new();
    for lines in pages.iter() {
        for key in borders(lines.len()).map(|at| key(lines, at)).collect::<BTreeSet<_>>() {
            *seen.entry(key).or_default() += 1;
        }
    }
    let count = pages.len();
    for (page, lines) in (first..).zip(pages.iter_mut()) {
        let mut gone: BTreeMap<usize, RepairKind> = BTreeMap::new();
        for (first, last) in stamps(lines.iter().map(|line| text_of(line).into())) {
            gone.extend((first..=last).map(|at| (at, RepairKind::Stamp)));
        }
        for at in borders(lines.len()) {
            let key = key(lines, at);
            let usual = !key.1.is_empty() && seen.get(&key).is_some_and(|times| is_usual(*times, count));
            if usual || is_gazette_head(&text_of(&lines[at])) {
                gone.entry(at).or_insert(RepairKind::RunningHead);
            }
        }
        for (at, kind) in gone.into_iter().rev() {
            let line = lines.remove(at);
            repairs.push(Repair::new(kind, ImportPlace::on_page(page, at as u32 + 1), text_of(&line).trim(), ""));
        }
    }
}

/// The first and the last lines.
fn borders(lines: usize) -> impl Iterator<Item = usize> {
    (0..lines).filter(move |at| *at < MOST_LINES || *at + MOST_LINES >= lines)
}

/// Where a line stands, and its words.
fn key(lines: &[PdfLine], at: usize) -> (bool, String) {
    (at < MOST_LINES, shape(&text_of(&lines[at])))
}
