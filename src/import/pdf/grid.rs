//! Finds ruled tables: lines across and down that meet make rows and columns.
//!
//! In: the thin boxes of a page. Out: tables, and for the letters inside them the cells they stand in.

use super::drawn::{LetterRun, PageBox};

/// A ruled table.
pub(super) struct Grid {
    /// Lines down, from the left.
    columns: Vec<f32>,
    /// Lines across, from the top.
    rows: Vec<f32>,
}

/// Lines closer than this are one line (borders of neighbouring cells are drawn twice).
const SAME: f32 = 3.0;
/// Rules of a page that are looked at: joining them takes quadratic time.
const MOST: usize = 1_000;
/// Tables of one page.
const MOST_TABLES: usize = 50;

/// The tables of a page.
pub(super) fn find(rules: &[PageBox]) -> Vec<Grid> {
    let rules = &rules[..rules.len().min(MOST)];
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut group_of: Vec<Option<usize>> = vec![None; rules.len()];
    for start in 0..rules.len() {
        if group_of[start].is_some() {
            continue;
        }
        let mut group = vec![start];
        group_of[start] = Some(groups.len());
        let mut at = 0;
        while at < group.len() {
            let rule = &rules[group[at]];
            for (other, place) in group_of.iter_mut().enumerate() {
                if place.is_none() && touch(rule, &rules[other]) {
                    *place = Some(groups.len());
                    group.push(other);
                }
            }
            at += 1;
        }
        groups.push(group);
    }
    groups.into_iter().filter_map(|group| grid(group.into_iter().map(|at| rules[at]))).take(MOST_TABLES).collect()
}

fn touch(a: &PageBox, b: &PageBox) -> bool {
    a.left <= b.right + SAME && b.left <= a.right + SAME && a.bottom <= b.top + SAME && b.bottom <= a.top + SAME
}

fn grid(rules: impl Iterator<Item = PageBox>) -> Option<Grid> {
    let (mut columns, mut rows) = (Vec::new(), Vec::new());
    for rule in rules {
        if rule.right - rule.left > rule.top - rule.bottom {
            rows.push((rule.top + rule.bottom) / 2.0);
        } else {
            columns.push((rule.left + rule.right) / 2.0);
        }
    }
    let columns = distinct(columns);
    let mut rows = distinct(rows);
    rows.reverse();
    // One box around something is no table.
    (columns.len() >= 3 && rows.len() >= 2 || columns.len() >= 2 && rows.len() >= 3).then_some(Grid { columns, rows })
}

fn distinct(mut values: Vec<f32>) -> Vec<f32> {
    values.sort_by(f32::total_cmp);
    values.dedup_by(|b, a| *b - *a < SAME);
    values
}

impl Grid {
    pub(super) fn top(&self) -> f32 {
        self.rows.first().copied().unwrap_or_default()
    }

    pub(super) fn holds(&self, run: &LetterRun) -> bool {
        self.cell(run).is_some()
    }

    fn cell(&self, run: &LetterRun) -> Option<(usize, usize)> {
        let (x, y) = ((run.left + run.right) / 2.0, run.base + run.size * 0.3);
        let column = self.columns.windows(2).position(|pair| pair[0] <= x && x <= pair[1])?;
        let row = self.rows.windows(2).position(|pair| pair[0] >= y && y >= pair[1])?;
        Some((row, column))
    }

    /// The runs, cell by cell.
    pub(super) fn rows(&self, runs: Vec<LetterRun>) -> Vec<Vec<Vec<LetterRun>>> {
        let columns = self.columns.len().saturating_sub(1);
        let mut rows = vec![vec![Vec::new(); columns]; self.rows.len().saturating_sub(1)];
        for run in runs {
            if let Some((row, column)) = self.cell(&run) {
                rows[row][column].push(run);
            }
        }
        rows.retain(|row| row.iter().any(|cell| !cell.is_empty()));
        rows
    }
}
