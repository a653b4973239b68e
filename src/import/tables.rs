//! Makes flat tables of nested ones, as Word and HTML build them.
//!
//! In: rows of cells while a reader walks over them. Out: items. A table of one column only holds other things together
//! and is not kept; a table inside a cell of a real one is read as the cell's paragraphs.

use super::flow::{ImportPlace, ImportedItem, ImportedTable, Paragraph};
use super::limits;

/// Tables that are open, the innermost last, and what stands outside all of them.
#[derive(Default)]
pub(super) struct Tables {
    open: Vec<OpenTable>,
    items: Vec<ImportedItem>,
}

struct OpenTable {
    at: ImportPlace,
    rows: Vec<Vec<Vec<ImportedItem>>>,
    /// A row is open.
    in_row: bool,
    /// For each column, rows below that a cell above it still covers.
    covered: Vec<usize>,
    /// Columns that the last cell covers besides its own.
    pending: usize,
}

impl Tables {
    /// Adds an item where the reader is.
    pub(super) fn push(&mut self, item: ImportedItem) {
        let cell = self.open.last_mut().and_then(|table| table.rows.last_mut()).and_then(|row| row.last_mut());
        match cell {
            Some(cell) => cell.push(item),
            None => self.items.push(item),
        }
    }

    /// Takes the last item where the reader is, if it is a paragraph that `wanted` says yes to.
    pub(super) fn take_last(&mut self, wanted: impl Fn(&Paragraph) -> bool) -> Option<Paragraph> {
        let cell = self.open.last_mut().and_then(|table| table.rows.last_mut()).and_then(|row| row.last_mut());
        let items = cell.unwrap_or(&mut self.items);
        match items.pop()? {
            ImportedItem::Paragraph(paragraph) if wanted(&paragraph) => Some(paragraph),
            item => {
                items.push(item);
                None
            }
        }
    }

    /// Takes the innermost open row away again.
    pub(super) fn drop_row(&mut self) {
        if let Some(table) = self.open.last_mut().filter(|table| table.in_row) {
            table.rows.pop();
            table.in_row = false;
        }
    }

    /// Forgets what was read outside of tables; its words.
    pub(super) fn forget(&mut self) -> String {
        let forgotten = std::mem::take(&mut self.items).into_iter().flat_map(paragraphs);
        forgotten.map(|one| one.text()).collect::<Vec<_>>().join("\n")
    }

    pub(super) fn is_open(&self) -> bool {
        !self.open.is_empty()
    }

    pub(super) fn depth(&self) -> usize {
        self.open.len()
    }

    pub(super) fn open_table(&mut self, at: ImportPlace) {
        self.open.push(OpenTable { at, rows: Vec::new(), in_row: false, covered: Vec::new(), pending: 0 });
    }

    pub(super) fn open_row(&mut self) {
        if let Some(table) = self.open.last_mut() {
            table.rows.push(Vec::new());
            table.in_row = true;
        }
    }

    /// Opens a cell after `skipped` empty ones.
    pub(super) fn open_cell(&mut self, skipped: usize) {
        let Some(table) = self.open.last_mut() else { return };
        if !table.in_row {
            table.rows.push(Vec::new());
            table.in_row = true;
        }
        if let Some(row) = table.rows.last_mut() {
            row.resize_with((row.len() + skipped).min(limits::MOST_COLUMNS), Vec::new);
            row.push(Vec::new());
        }
    }

    /// Opens a cell that takes `columns` and `rows`: its text stands in the first, what it covers stays empty.
    pub(super) fn open_spanning(&mut self, columns: usize, rows: usize) {
        let Some(table) = self.open.last_mut() else { return };
        if !table.in_row {
            self.open_row();
        }
        self.pass_covered();
        self.open_cell(0);
        let Some(table) = self.open.last_mut() else { return };
        let Some(row) = table.rows.last_mut() else { return };
        let at = row.len() - 1;
        let end = (at + columns.max(1)).min(limits::MOST_COLUMNS.max(at + 1));
        if table.covered.len() < end {
            table.covered.resize(end, 0);
        }
        table.covered[at..end].fill(rows.saturating_sub(1));
        table.pending = end - at - 1;
    }

    /// Empty cells for what cells of rows above cover here.
    fn pass_covered(&mut self) {
        let Some(table) = self.open.last_mut() else { return };
        let Some(row) = table.rows.last_mut() else { return };
        row.resize_with(row.len() + std::mem::take(&mut table.pending), Vec::new);
        while let Some(left) = table.covered.get_mut(row.len()).filter(|left| **left > 0) {
            *left -= 1;
            row.push(Vec::new());
        }
    }

    pub(super) fn close_row(&mut self) {
        self.pass_covered();
        if let Some(table) = self.open.last_mut() {
            table.in_row = false;
        }
    }

    pub(super) fn close_table(&mut self) {
        let Some(table) = self.open.pop() else { return };
        let columns = table.rows.iter().map(Vec::len).max().unwrap_or_default();
        if columns <= 1 {
            table.rows.into_iter().flatten().flatten().for_each(|item| self.push(item));
            return;
        }
        let rows: Vec<Vec<Vec<Paragraph>>> = table
            .rows
            .into_iter()
            .map(|row| row.into_iter().map(|cell| cell.into_iter().flat_map(paragraphs).collect()).collect())
            .collect();
        if rows.iter().flatten().flatten().any(|paragraph: &Paragraph| !paragraph.is_blank()) {
            self.push(ImportedItem::Table(ImportedTable { rows, at: table.at }));
        }
    }

    /// All items; tables that were never closed are closed.
    pub(super) fn finish(mut self) -> Vec<ImportedItem> {
        while self.is_open() {
            self.close_table();
        }
        self.items
    }
}

fn paragraphs(item: ImportedItem) -> Vec<Paragraph> {
    match item {
        ImportedItem::Paragraph(paragraph) => vec![paragraph],
        ImportedItem::Table(table) => table.rows.into_iter().flatten().flatten().collect(),
        ImportedItem::PageBreak => Vec::new(),
    }
}
