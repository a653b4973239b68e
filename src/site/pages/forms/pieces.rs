//! The tree of a document, read off line by line: what plain text is made of.
//!
//! In: blocks of a document. Out: [`FormPiece`]s in the order of reading; footnotes apart.

use crate::document::{Block, Inline, ListItem, ListMarker, Table};

/// What a piece is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Heading,
    Paragraph,
    /// What opens an item of a list.
    Item,
    /// Preformatted text.
    Preformatted,
    Table,
    Rule,
}

/// One heading, paragraph, item, table …
#[derive(Debug)]
pub(super) struct FormPiece {
    pub kind: Kind,
    /// A heading that the next paragraph continues.
    pub run_in: bool,
    /// Lists around it.
    pub depth: usize,
    /// Quotations around it.
    pub quotes: usize,
    /// Of an item: `-`, `1.`, `+`.
    pub marker: Option<String>,
    /// What a reader reads; forced line ends are line ends.
    pub text: String,
    /// Of a table: all rows, the head first.
    pub rows: Vec<Vec<String>>,
    /// The first row is a head.
    pub head: bool,
}

/// The pieces of a stretch of the text, without footnotes.
pub(super) fn pieces(blocks: &[Block]) -> Vec<FormPiece> {
    let mut reader = Reader { pieces: Vec::with_capacity(blocks.len() * 2), depth: 0, quotes: 0 };
    blocks.iter().for_each(|block| reader.block(block));
    reader.pieces
}

/// The text of a footnote.
pub(super) fn footnote(blocks: &[Block]) -> String {
    let mut reader = Reader { pieces: Vec::new(), depth: 0, quotes: 0 };
    blocks.iter().for_each(|block| reader.block(block));
    let texts = reader.pieces.iter().map(|piece| match piece.rows.is_empty() {
        true => piece.text.clone(),
        false => piece.rows.iter().map(|row| row.join(" | ")).collect::<Vec<_>>().join("\n"),
    });
    texts.collect::<Vec<_>>().join("\n")
}

struct Reader {
    pieces: Vec<FormPiece>,
    depth: usize,
    quotes: usize,
}

impl Reader {
    fn piece(&self, kind: Kind, text: String) -> FormPiece {
        FormPiece {
            kind,
            run_in: false,
            depth: self.depth,
            quotes: self.quotes,
            marker: None,
            text,
            rows: Vec::new(),
            head: false,
        }
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading { run_in, content, .. } => {
                let piece = self.piece(Kind::Heading, reading(content));
                self.pieces.push(FormPiece { run_in: *run_in, ..piece });
            }
            Block::Paragraph { content, .. } => {
                let piece = self.piece(Kind::Paragraph, reading(content));
                self.pieces.push(piece);
            }
            Block::List { kind, items, .. } => items.iter().for_each(|item| self.item(*kind, item)),
            Block::Quote(inner) => {
                self.quotes += 1;
                inner.iter().for_each(|block| self.block(block));
                self.quotes -= 1;
            }
            Block::Code(text) | Block::RawHtml { text, .. } => {
                let piece = self.piece(Kind::Preformatted, text.trim_end().to_owned());
                self.pieces.push(piece);
            }
            Block::Table(table) => self.table(table),
            Block::Rule => self.pieces.push(self.piece(Kind::Rule, String::new())),
        }
    }

    fn item(&mut self, kind: ListMarker, item: &ListItem) {
        let marker = match (kind, item.number) {
            (ListMarker::Bullet(sign), _) | (ListMarker::Ordered(sign), None) => sign.to_string(),
            (ListMarker::Ordered(sign), Some(number)) => format!("{number}{sign}"),
        };
        self.depth += 1;
        let (text, rest) = match item.blocks.split_first() {
            Some((Block::Paragraph { content, .. }, rest)) => (reading(content), rest),
            _ => (String::new(), &item.blocks[..]),
        };
        let piece = self.piece(Kind::Item, text);
        self.pieces.push(FormPiece { marker: Some(marker), ..piece });
        rest.iter().for_each(|block| self.block(block));
        self.depth -= 1;
    }

    fn table(&mut self, table: &Table) {
        let row = |cells: &[Vec<Inline>]| -> Vec<String> { cells.iter().map(|cell| reading(cell)).collect() };
        let head = row(&table.head);
        // Markdown demands a first row; authors leave it empty when the table has no header.
        let has_head = head.iter().any(|cell| !cell.is_empty());
        let mut piece = self.piece(Kind::Table, String::new());
        piece.head = has_head;
        piece.rows = has_head.then_some(head).into_iter().chain(table.rows.iter().map(|cells| row(cells))).collect();
        self.pieces.push(piece);
    }
}

/// Inlines as a person reads them: a line end of the file is a space, a forced one a line end, a
/// footnote's mark is `[1]`.
fn reading(content: &[Inline]) -> String {
    let mut text = String::new();
    collect(content, &mut text);
    let kept = text.trim();
    if kept.len() == text.len() { text } else { kept.to_owned() }
}

fn collect(content: &[Inline], out: &mut String) {
    for inline in content {
        match inline {
            Inline::Text { text, .. } | Inline::Code(text) | Inline::RawHtml(text) => out.push_str(text),
            Inline::SoftBreak(_) => out.push(' '),
            Inline::HardBreak(_) => out.push('\n'),
            Inline::Emphasis(inner) | Inline::Strong(inner) | Inline::Strikethrough(inner) => collect(inner, out),
            Inline::Link { content, .. } => collect(content, out),
            Inline::Image { alt, .. } => out.push_str(alt),
            Inline::FootnoteReference { footnote, .. } => {
                out.push_str(&format!("[{}]", footnote + 1));
            }
        }
    }
}
