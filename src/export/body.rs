//! The text: blocks and inline content as paragraphs and runs of Word.
//!
//! In: blocks. Out: `word/document.xml` and what other parts need of it.

use super::lists::{self, Counted, Lists};
use super::parts;
use crate::document::{Block, ColumnAlignment, Document, Footnote, Inline, ListItem, ListMarker, Table, text_of};
use crate::render::xml::Xml;

/// How words are set, beside what the style of their paragraph says.
#[derive(Clone, Copy, Default)]
pub(super) struct Look {
    pub(super) bold: bool,
    pub(super) italic: bool,
    pub(super) underlined: bool,
    pub(super) struck: bool,
}

impl Look {
    /// As the style of the paragraph says.
    pub(super) const fn plain() -> Self {
        Self { bold: false, italic: false, underlined: false, struck: false }
    }
}

/// How a paragraph is set.
#[derive(Clone, Copy, Default)]
pub(super) struct Setting<'a> {
    pub(super) style: &'a str,
    /// List of the document, and level in it.
    list: Option<(usize, usize)>,
    /// The next paragraph goes on in the same line.
    run_in: bool,
    /// Set apart from the item before it.
    apart: bool,
    alignment: Option<&'a str>,
}

impl<'a> Setting<'a> {
    pub(super) fn styled(style: &'a str) -> Self {
        Self { style, ..Self::default() }
    }
}

/// The document part while it is written.
pub(super) struct BodyWriter<'a> {
    pub(super) xml: Xml,
    lists: Lists,
    footnotes: &'a [Footnote],
    /// The notes of the Word file, in order: indexes of `footnotes`.
    noted: Vec<usize>,
    links: Vec<String>,
    pictures: usize,
}

/// What the other parts need.
pub(super) struct Written {
    pub(super) document: Vec<u8>,
    pub(super) numbering: Vec<u8>,
    pub(super) footnotes: Vec<u8>,
    pub(super) links: Vec<String>,
    pub(super) pictures: usize,
}

/// Letters across a page, in twentieths of a point.
pub(super) const WIDTH: usize = 9_071;

impl<'a> BodyWriter<'a> {
    pub(super) fn new(text: &'a Document) -> Self {
        let mut xml = Xml::new();
        xml.open("w:document", &[("xmlns:w", parts::WORD), ("xmlns:r", parts::RELATIONS)]);
        xml.open("w:body", &[]);
        Self {
            xml,
            lists: Lists::default(),
            footnotes: &text.footnotes,
            noted: Vec::new(),
            links: Vec::new(),
            pictures: 0,
        }
    }

    pub(super) fn end(mut self, has_state: bool) -> Written {
        // Notes that nothing refers to are kept at the end.
        let notes = self.footnotes;
        notes.iter().filter(|note| note.references == 0).for_each(|note| self.blocks(&note.blocks));
        parts::section(&mut self.xml, has_state);
        self.xml.close();
        self.xml.close();
        let document = std::mem::replace(&mut self.xml, Xml::new()).end();
        let footnotes = self.notes();
        Written { document, footnotes, numbering: self.lists.part(), links: self.links, pictures: self.pictures }
    }

    pub(super) fn blocks(&mut self, blocks: &'a [Block]) {
        let mut after_heading = false;
        for block in blocks {
            let run_on = std::mem::take(&mut after_heading);
            match block {
                Block::Heading { level, run_in, content, .. } => {
                    let style = format!("Heading{}", level.saturating_sub(1).clamp(1, 5));
                    self.labelled(content, Setting { run_in: *run_in, ..Setting::styled(&style) }, false);
                    after_heading = *run_in;
                }
                Block::Paragraph { content, .. } if run_on => {
                    self.paragraph(Setting::styled("BodyText"), |writer| {
                        writer.words(" ", Look::default());
                        writer.inlines(content, Look::default());
                    });
                }
                Block::Paragraph { content, .. } => self.labelled(content, Setting::styled("BodyText"), true),
                Block::List { kind, tight, items, .. } => self.items(*kind, *tight, items, 0),
                Block::Quote(inner) => self.blocks(inner),
                Block::Code(text) | Block::RawHtml { text, .. } => {
                    for line in text.lines() {
                        self.paragraph(Setting::styled("BodyText"), |writer| writer.words(line, Look::default()));
                    }
                }
                Block::Table(table) => self.table(table),
                Block::Rule => {}
            }
        }
    }

    /// A paragraph whose label Word counts, where it can.
    fn labelled(&mut self, content: &'a [Inline], setting: Setting<'_>, strict: bool) {
        let label = lists::counted(&text_of(content), strict);
        // The label must be plain words of its own.
        let first = match content.first() {
            Some(Inline::Text { text, .. }) => text.as_str(),
            _ => "",
        };
        match label.filter(|label| first.len() > label.rest) {
            Some(label) => {
                let list = Some((self.lists.list(&label), 0));
                self.paragraph(Setting { list, ..setting }, |writer| {
                    writer.words(&first[label.rest..], Look::default());
                    writer.inlines(&content[1..], Look::default());
                });
            }
            None => self.paragraph(setting, |writer| writer.inlines(content, Look::default())),
        }
    }

    fn items(&mut self, kind: ListMarker, tight: bool, items: &'a [ListItem], depth: usize) {
        for item in items {
            let counted: Option<Counted> = match (kind, item.number) {
                (ListMarker::Ordered(sign), Some(number)) => lists::of_item(number, sign),
                _ => None,
            };
            let list = match (&counted, kind) {
                (Some(counted), _) => Some((self.lists.list(counted), 0)),
                (None, ListMarker::Bullet(_)) => Some((self.lists.bullets(), depth.min(1))),
                (None, ListMarker::Ordered(_)) => None,
            };
            let style = if counted.is_some() { "BodyText" } else { "ListBullet" };
            let mut setting = Setting { list, apart: !tight, ..Setting::styled(style) };
            for block in &item.blocks {
                match block {
                    Block::Paragraph { content, .. } => {
                        self.paragraph(setting, |writer| writer.inlines(content, Look::default()));
                    }
                    Block::List { kind, tight, items, .. } => self.items(*kind, *tight, items, depth + 1),
                    other => self.blocks(std::slice::from_ref(other)),
                }
                // The sign stands before the first paragraph alone.
                setting = Setting::styled("BodyText");
            }
        }
    }

    /// One paragraph; `inner` writes its runs.
    pub(super) fn paragraph(&mut self, setting: Setting<'_>, inner: impl FnOnce(&mut Self)) {
        self.xml.open("w:p", &[]);
        self.xml.open("w:pPr", &[]);
        self.xml.empty("w:pStyle", &[("w:val", setting.style)]);
        if let Some((list, level)) = setting.list {
            self.xml.open("w:numPr", &[]);
            self.xml.empty("w:ilvl", &[("w:val", &level.to_string())]);
            self.xml.empty("w:numId", &[("w:val", &list.to_string())]);
            self.xml.close();
        }
        if setting.apart {
            self.xml.empty("w:contextualSpacing", &[("w:val", "0")]);
        }
        if let Some(alignment) = setting.alignment {
            self.xml.empty("w:jc", &[("w:val", alignment)]);
        }
        if setting.run_in {
            self.xml.open("w:rPr", &[]);
            self.xml.empty("w:vanish", &[]);
            self.xml.empty("w:specVanish", &[]);
            self.xml.close();
        }
        self.xml.close();
        inner(self);
        self.xml.close();
        self.xml.line();
    }

    /// A paragraph of plain words.
    pub(super) fn line(&mut self, style: &str, text: &str, look: Look) {
        self.paragraph(Setting::styled(style), |writer| writer.words(text, look));
    }

    pub(super) fn page_break(&mut self) {
        self.paragraph(Setting::styled("Normal"), |writer| {
            writer.xml.open("w:r", &[]);
            writer.xml.empty("w:br", &[("w:type", "page")]);
            writer.xml.close();
        });
    }

    fn run(&mut self, look: Look, inner: impl FnOnce(&mut Xml)) {
        self.xml.open("w:r", &[]);
        let properties = [(look.bold, "w:b"), (look.italic, "w:i"), (look.struck, "w:strike")];
        if look.underlined || properties.iter().any(|(on, _)| *on) {
            self.xml.open("w:rPr", &[]);
            for (_, name) in properties.into_iter().filter(|(on, _)| *on) {
                self.xml.empty(name, &[]);
            }
            if look.underlined {
                self.xml.empty("w:u", &[("w:val", "single")]);
            }
            self.xml.close();
        }
        inner(&mut self.xml);
        self.xml.close();
    }

    pub(super) fn words(&mut self, text: &str, look: Look) {
        if !text.is_empty() {
            self.run(look, |xml| xml.leaf("w:t", &[("xml:space", "preserve")], text));
        }
    }

    fn inlines(&mut self, content: &'a [Inline], look: Look) {
        for inline in content {
            match inline {
                Inline::Text { text, .. } | Inline::Code(text) | Inline::RawHtml(text) => self.words(text, look),
                Inline::SoftBreak(_) => self.words(" ", look),
                Inline::HardBreak(_) => self.run(look, |xml| xml.empty("w:br", &[])),
                Inline::Emphasis(inner) => self.inlines(inner, Look { italic: true, ..look }),
                Inline::Strong(inner) => self.inlines(inner, Look { bold: true, ..look }),
                Inline::Strikethrough(inner) => self.inlines(inner, Look { struck: true, ..look }),
                Inline::Link { target, content, .. } => self.link(target, content, look),
                Inline::Image { alt, .. } => {
                    self.pictures += 1;
                    self.words(&format!("[{alt}]"), look);
                }
                Inline::FootnoteReference { footnote, .. } => {
                    self.noted.push(*footnote);
                    let id = self.noted.len().to_string();
                    self.xml.open("w:r", &[]);
                    self.xml.open("w:rPr", &[]);
                    self.xml.empty("w:rStyle", &[("w:val", "FootnoteReference")]);
                    self.xml.close();
                    self.xml.empty("w:footnoteReference", &[("w:id", &id)]);
                    self.xml.close();
                }
            }
        }
    }

    fn link(&mut self, target: &str, content: &'a [Inline], look: Look) {
        if !target.contains("://") && !target.starts_with("mailto:") {
            // A place on the site is none in the file.
            self.inlines(content, look);
            return;
        }
        self.links.push(target.to_owned());
        let id = format!("link{}", self.links.len());
        self.xml.open("w:hyperlink", &[("r:id", &id)]);
        self.inlines(content, look);
        self.xml.close();
    }

    fn table(&mut self, table: &'a Table) {
        let columns = table.head.len().max(1);
        let widths = vec![WIDTH / columns; columns];
        self.open_table("TableGrid", &widths);
        for (row, cells) in std::iter::once(&table.head).chain(&table.rows).enumerate() {
            self.xml.open("w:tr", &[]);
            if row == 0 {
                self.xml.open("w:trPr", &[]);
                self.xml.empty("w:tblHeader", &[]);
                self.xml.close();
            }
            for (column, cell) in cells.iter().enumerate() {
                let alignment = match (row, table.alignments.get(column)) {
                    (0, _) | (_, Some(ColumnAlignment::Center)) => Some("center"),
                    (_, Some(ColumnAlignment::Right)) => Some("right"),
                    _ => None,
                };
                self.open_cell(widths.get(column).copied().unwrap_or(WIDTH / columns));
                let setting = Setting { alignment, ..Setting::styled("TableText") };
                self.paragraph(setting, |writer| writer.inlines(cell, Look { bold: row == 0, ..Look::default() }));
                self.xml.close();
            }
            self.xml.close();
        }
        self.close_table();
    }

    pub(super) fn open_table(&mut self, style: &str, widths: &[usize]) {
        self.xml.open("w:tbl", &[]);
        self.xml.open("w:tblPr", &[]);
        self.xml.empty("w:tblStyle", &[("w:val", style)]);
        self.xml.empty("w:tblW", &[("w:w", &widths.iter().sum::<usize>().to_string()), ("w:type", "dxa")]);
        self.xml.empty("w:tblLayout", &[("w:type", "fixed")]);
        self.xml.close();
        self.xml.open("w:tblGrid", &[]);
        for width in widths {
            self.xml.empty("w:gridCol", &[("w:w", &width.to_string())]);
        }
        self.xml.close();
    }

    pub(super) fn open_cell(&mut self, width: usize) {
        self.xml.open("w:tc", &[]);
        self.xml.open("w:tcPr", &[]);
        self.xml.empty("w:tcW", &[("w:w", &width.to_string()), ("w:type", "dxa")]);
        self.xml.close();
    }

    /// Two tables beside each other would be one; a paragraph without words holds them apart.
    pub(super) fn close_table(&mut self) {
        self.xml.close();
        self.paragraph(Setting::styled("TableText"), |_| {});
    }

    /// `word/footnotes.xml`.
    fn notes(&mut self) -> Vec<u8> {
        self.xml.open("w:footnotes", &[("xmlns:w", parts::WORD), ("xmlns:r", parts::RELATIONS)]);
        for (id, kind, line) in
            [("-1", "separator", "w:separator"), ("0", "continuationSeparator", "w:continuationSeparator")]
        {
            self.xml.open("w:footnote", &[("w:type", kind), ("w:id", id)]);
            self.paragraph(Setting::styled("FootnoteText"), |writer| {
                writer.run(Look::default(), |xml| xml.empty(line, &[]));
            });
            self.xml.close();
        }
        let mut at = 0;
        // A note may refer to another one.
        while let Some(note) = self.noted.get(at).and_then(|note| self.footnotes.get(*note)) {
            at += 1;
            self.xml.open("w:footnote", &[("w:id", &at.to_string())]);
            let mut first = true;
            for block in &note.blocks {
                let Block::Paragraph { content, .. } = block else {
                    self.blocks(std::slice::from_ref(block));
                    continue;
                };
                let numbered = std::mem::take(&mut first);
                self.paragraph(Setting::styled("FootnoteText"), |writer| {
                    if numbered {
                        writer.xml.open("w:r", &[]);
                        writer.xml.open("w:rPr", &[]);
                        writer.xml.empty("w:rStyle", &[("w:val", "FootnoteReference")]);
                        writer.xml.close();
                        writer.xml.empty("w:footnoteRef", &[]);
                        writer.xml.close();
                        writer.words(" ", Look::default());
                    }
                    writer.inlines(content, Look::default());
                });
            }
            if note.blocks.is_empty() {
                self.paragraph(Setting::styled("FootnoteText"), |_| {});
            }
            self.xml.close();
        }
        self.xml.close();
        std::mem::replace(&mut self.xml, Xml::new()).end()
    }
}
