//! The blocks of a document → the levels that its numbering makes of them: chapters, articles, khoản, điểm.
//!
//! In: a [`Document`]. Out: [`Units`]. What carries no label belongs to the innermost level that is open, as readers
//! take it; so a level has text of its own only before its first part.

use crate::document::label::{self, FoundLabel};
use crate::document::{Block, Document, Inline, ListItem, ListMarker, text_of};
use crate::site::pages::forms::akoma::eid::{self, AkomaLevel};

/// A stretch of inlines, by bytes of [`text_of`].
#[derive(Clone, Copy, Debug)]
pub(super) struct Window<'a> {
    pub content: &'a [Inline],
    pub from: usize,
    pub to: usize,
}

impl<'a> Window<'a> {
    pub(super) const fn all(content: &'a [Inline]) -> Self {
        Self { content, from: 0, to: usize::MAX }
    }
}

/// The numbering before a level's text.
#[derive(Debug)]
pub(super) enum Num<'a> {
    None,
    /// The beginning of a heading or paragraph.
    Written(Window<'a>),
    /// Before an item of a list.
    Marker(String),
}

/// Text of a level.
#[derive(Debug)]
pub(super) enum UnitPiece<'a> {
    /// A paragraph, or what is left of one behind its label.
    Text(Window<'a>),
    Block(&'a Block),
    /// Items without label of a list whose other items are levels.
    Items(ListMarker, &'a [ListItem]),
}

/// A level.
#[derive(Debug)]
pub(super) struct AkomaUnit<'a> {
    pub level: AkomaLevel,
    pub eid: String,
    pub anchor: &'a str,
    pub num: Num<'a>,
    pub heading: Option<Window<'a>>,
    pub run_in: bool,
    /// Made of a label before a paragraph or item, not of a heading.
    is_inner: bool,
    pub pieces: Vec<UnitPiece<'a>>,
    /// Indexes in [`Units`].
    pub parts: Vec<usize>,
}

/// All levels; the first is the document itself, with the text before its first level.
#[derive(Debug)]
pub(super) struct Units<'a> {
    pub all: Vec<AkomaUnit<'a>>,
    open: Vec<usize>,
}

impl<'a> Units<'a> {
    pub(super) fn of(document: &'a Document) -> Self {
        let mut units = Self { all: vec![unit("", Num::None, None)], open: vec![0] };
        let mut by_section = vec![0; document.sections.len()];
        let mut blocks = document.blocks.iter();
        while let Some(block) = blocks.next() {
            match block {
                Block::Heading { section, run_in, content, .. } => {
                    let (num, heading) = of_heading(content);
                    let above = document.sections[*section].parent.map_or(0, |parent| by_section[parent]);
                    let unit = AkomaUnit { run_in: *run_in, ..unit(&document.sections[*section].anchor, num, heading) };
                    by_section[*section] = units.open_section(above, unit);
                    if let (true, Some(Block::Paragraph { content, .. })) = (*run_in, blocks.as_slice().first()) {
                        units.piece(UnitPiece::Text(Window::all(content)));
                        blocks.next();
                    }
                }
                Block::Paragraph { opens: Some(section), content, .. } => {
                    let (num, heading, rest) = of_article(content);
                    let above = document.sections[*section].parent.map_or(0, |parent| by_section[parent]);
                    let unit = unit(&document.sections[*section].anchor, num, heading);
                    by_section[*section] = units.open_section(above, unit);
                    units.pieces(rest);
                }
                _ => units.block(block),
            }
        }
        units
    }

    fn open_section(&mut self, above: usize, unit: AkomaUnit<'a>) -> usize {
        let depth = self.open.iter().position(|open| *open == above).unwrap_or(0);
        self.open.truncate(depth + 1);
        self.add(unit)
    }

    /// A labelled paragraph or item: inside the one before it where its anchor says so.
    fn open_inner(&mut self, anchor: &'a str, num: Num<'a>) {
        while let Some(last) = self.open.last().map(|last| &self.all[*last]) {
            let is_inside = anchor.strip_prefix(last.anchor).is_some_and(|rest| rest.starts_with('-'));
            if !last.is_inner || is_inside {
                break;
            }
            self.open.pop();
        }
        self.add(AkomaUnit { is_inner: true, ..unit(anchor, num, None) });
    }

    fn add(&mut self, unit: AkomaUnit<'a>) -> usize {
        let index = self.all.len();
        self.all.push(unit);
        let above = *self.open.last().expect("the document itself is never closed");
        self.all[above].parts.push(index);
        self.open.push(index);
        index
    }

    fn piece(&mut self, piece: UnitPiece<'a>) {
        let last = *self.open.last().expect("the document itself is never closed");
        self.all[last].pieces.push(piece);
    }

    fn pieces(&mut self, window: Option<Window<'a>>) {
        if let Some(window) = window {
            self.piece(UnitPiece::Text(window));
        }
    }

    fn block(&mut self, block: &'a Block) {
        match block {
            Block::Paragraph { anchor: Some(anchor), content, .. } if is_label(anchor) => {
                let (num, rest) = of_label(content);
                self.open_inner(anchor, num);
                self.pieces(Some(rest));
            }
            Block::Paragraph { content, .. } => self.piece(UnitPiece::Text(Window::all(content))),
            Block::List { kind, items, .. } if items.iter().any(|item| is_label(&item.anchor)) => {
                for group in items.chunk_by(|a, b| !is_label(&a.anchor) && !is_label(&b.anchor)) {
                    match group {
                        [item] if is_label(&item.anchor) => self.item(*kind, item),
                        _ => self.piece(UnitPiece::Items(*kind, group)),
                    }
                }
            }
            _ => self.piece(UnitPiece::Block(block)),
        }
    }

    fn item(&mut self, kind: ListMarker, item: &'a ListItem) {
        self.open_inner(&item.anchor, Num::Marker(marker(kind, item.number)));
        item.blocks.iter().for_each(|block| self.block(block));
    }
}

fn unit<'a>(anchor: &'a str, num: Num<'a>, heading: Option<Window<'a>>) -> AkomaUnit<'a> {
    let (eid, level) = eid::of(anchor);
    AkomaUnit {
        level,
        eid,
        anchor,
        num,
        heading,
        run_in: false,
        is_inner: false,
        pieces: Vec::new(),
        parts: Vec::new(),
    }
}

/// What stands before an item on paper.
pub(super) fn marker(kind: ListMarker, number: Option<u64>) -> String {
    match (kind, number) {
        (ListMarker::Bullet(sign), _) => sign.to_string(),
        (ListMarker::Ordered(sign), Some(number)) => format!("{number}{sign}"),
        (ListMarker::Ordered(_), None) => String::new(),
    }
}

/// Anchors made of a label, not of a position.
fn is_label(anchor: &str) -> bool {
    !anchor.contains("-doan-") && !anchor.contains("-gach-") && !anchor.is_empty()
}

fn split(content: &[Inline], found: Option<FoundLabel>) -> (Num<'_>, usize) {
    match found {
        Some(found) => (Num::Written(Window { content, from: 0, to: found.rest }), found.rest),
        None => (Num::None, 0),
    }
}

fn of_heading(content: &[Inline]) -> (Num<'_>, Option<Window<'_>>) {
    let text = text_of(content);
    let (num, from) = split(content, label::of_heading(&text));
    let has_more = from == 0 || !text[from..].trim().is_empty() || has_marks(content);
    (num, has_more.then_some(Window { content, from, to: usize::MAX }))
}

/// "Điều 3. Phạm vi": the title is what is set in bold after the label, or a whole line that is no sentence.
fn of_article(content: &[Inline]) -> (Num<'_>, Option<Window<'_>>, Option<Window<'_>>) {
    let text = text_of(content);
    let (num, from) = split(content, label::of_paragraph(&text));
    let end = match content.first() {
        Some(Inline::Strong(bold)) => text_of(bold).len(),
        _ if text.trim_end().ends_with(['.', ';', ':', ',', '”', '"', '/']) || text.contains('\n') => from,
        _ => text.len(),
    };
    let has_title = from > 0 && end > from && !text[from..end].trim().is_empty();
    if !has_title {
        return (num, None, Some(Window { content, from, to: usize::MAX }));
    }
    let goes_on = !text[end..].trim().is_empty();
    let title = Window { content, from, to: if goes_on { end } else { usize::MAX } };
    (num, Some(title), goes_on.then_some(Window { content, from: end, to: usize::MAX }))
}

/// "a) Một": the label and what follows it.
fn of_label(content: &[Inline]) -> (Num<'_>, Window<'_>) {
    let (num, from) = split(content, label::of_paragraph(&text_of(content)));
    (num, Window { content, from, to: usize::MAX })
}

/// Footnotes or images: no text, but nothing to lose.
fn has_marks(content: &[Inline]) -> bool {
    content.iter().any(|inline| !matches!(inline, Inline::Text { .. } | Inline::SoftBreak(_) | Inline::HardBreak(_)))
}
