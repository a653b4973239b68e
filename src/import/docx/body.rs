//! The text of a Word document: paragraphs, runs, tables, footnotes (`word/document.xml`, `word/footnotes.xml`).
//!
//! Tracked changes are read as if accepted: what was deleted is skipped. Of alternative contents the first is read.

use super::numbering::DocxLists;
use super::styles::{Properties, Styles};
use crate::foreign::xml::{Element, XmlNode, walk};
use crate::import::flow::{ImportLoss, ImportPlace, ImportedItem, ImportedText, Paragraph, StyledRun};
use crate::import::limits;
use crate::import::problem::Problem;
use crate::import::tables::Tables;
use std::collections::BTreeMap;

/// Elements whose content is passed over. Text that was deleted, alternatives of what was read, codes of fields, and
/// properties as they were before a change.
const SKIPPED: [&str; 13] = [
    "del",
    "moveFrom",
    "Fallback",
    "instrText",
    "delText",
    "rPrChange",
    "pPrChange",
    "sectPrChange",
    "tblPrChange",
    "tcPrChange",
    "trPrChange",
    "numberingChange",
    "tblGridChange",
];

/// Reads documents with these styles and lists.
pub(super) struct DocxReader {
    styles: Styles,
    numbering: DocxLists,
    tables: Tables,
    /// Paragraphs that are open: a text box stands inside one.
    open: Vec<OpenParagraph>,
    /// Depth inside an element that is skipped; 0: outside.
    skipping: usize,
    inside: Inside,
    run: Properties,
    counted: Counted,
    losses: LossCounts,
    /// Note ids in the order of their references.
    referred: Vec<String>,
    cell: CellState,
    /// An old font that are not Unicode, and where.
    old_font: Option<(String, ImportPlace)>,
}

/// The elements around the reader that decide what a text means.
#[derive(Default)]
struct Inside {
    paragraph_properties: bool,
    run_properties: bool,
    text: bool,
}

/// What the limits bound.
#[derive(Default)]
struct Counted {
    paragraphs: usize,
    letters: usize,
}

/// What the text cannot keep.
#[derive(Default)]
struct LossCounts {
    pictures: usize,
    changes: usize,
    comments: usize,
}

/// The cell that is read.
#[derive(Default)]
struct CellState {
    /// It is no more than the lower part of the cell above.
    merged: bool,
    /// Further columns that it covers.
    span: usize,
}

#[derive(Default)]
struct OpenParagraph {
    paragraph: Paragraph,
    own: Properties,
    style: Option<String>,
    page_break: bool,
}

impl DocxReader {
    pub(super) fn new(styles: Styles, numbering: DocxLists) -> Self {
        Self {
            styles,
            numbering,
            tables: Tables::default(),
            open: Vec::new(),
            skipping: 0,
            inside: Inside::default(),
            run: Properties::default(),
            counted: Counted::default(),
            losses: LossCounts::default(),
            referred: Vec::new(),
            cell: CellState::default(),
            old_font: None,
        }
    }

    /// Reads the main part, then the notes it refers to.
    pub(super) fn document(&mut self, part: &str, notes: Option<&str>) -> Result<ImportedText, Problem> {
        walk(part, |node| self.node(node))?;
        let items = std::mem::take(&mut self.tables).finish();
        let referred = std::mem::take(&mut self.referred);
        let mut footnotes = vec![Vec::new(); referred.len()];
        if let Some(notes) = notes.filter(|_| !referred.is_empty()) {
            let all = self.notes(notes)?;
            for (at, id) in referred.iter().enumerate() {
                footnotes[at] = all.get(id).cloned().unwrap_or_default();
            }
        }
        if let Some((font, at)) = self.old_font.take() {
            return Err(Problem::new("import-old-font").with("text", font).at(at, ""));
        }
        let mut losses = Vec::new();
        for (code, count) in [
            ("import-pictures", self.losses.pictures),
            ("import-changes", self.losses.changes),
            ("import-comments", self.losses.comments),
        ] {
            if count > 0 {
                losses.push(ImportLoss { code, what: count.to_string() });
            }
        }
        Ok(ImportedText { items, wrapped: false, footnotes, losses })
    }

    /// Paragraphs of all notes, by id.
    fn notes(&mut self, part: &str) -> Result<BTreeMap<String, Vec<Paragraph>>, Problem> {
        let mut notes = BTreeMap::new();
        let mut id = None;
        walk(part, |node| {
            match &node {
                XmlNode::Open(element) if element.name == "footnote" => {
                    // Lines that separate notes from the text are kept as notes with a type.
                    id = element.attribute("id").filter(|_| element.attribute("type").is_none());
                    return Ok(());
                }
                XmlNode::Close(name) if name == "footnote" => {
                    let items = std::mem::take(&mut self.tables).finish();
                    let paragraphs = items.into_iter().filter_map(|item| match item {
                        ImportedItem::Paragraph(paragraph) if !paragraph.is_blank() => Some(paragraph),
                        _ => None,
                    });
                    let paragraphs: Vec<Paragraph> = paragraphs.collect();
                    notes.extend(id.take().map(|id| (id, paragraphs)));
                    return Ok(());
                }
                _ => {}
            }
            self.node(node)
        })?;
        Ok(notes)
    }

    fn node(&mut self, node: XmlNode<'_>) -> Result<(), Problem> {
        match node {
            XmlNode::Open(_) if self.skipping > 0 => self.skipping += 1,
            XmlNode::Close(_) if self.skipping > 0 => self.skipping -= 1,
            XmlNode::Text(_) if self.skipping > 0 => {}
            XmlNode::Open(element) => {
                if SKIPPED.contains(&element.name.as_str()) {
                    self.losses.changes += usize::from(matches!(element.name.as_str(), "del" | "moveFrom"));
                    self.skipping = 1;
                    return Ok(());
                }
                return self.opens(&element);
            }
            XmlNode::Close(name) => self.closes(&name),
            XmlNode::Text(text) if self.inside.text => return self.words(&text),
            XmlNode::Text(_) => {}
        }
        Ok(())
    }

    fn opens(&mut self, element: &Element<'_>) -> Result<(), Problem> {
        match element.name.as_str() {
            "p" => {
                self.counted.paragraphs += 1;
                if self.counted.paragraphs > limits::MOST_PARAGRAPHS {
                    return Err(Problem::too_complex("import-limit-lines", limits::MOST_PARAGRAPHS));
                }
                let at = ImportPlace::paragraph(self.counted.paragraphs as u32);
                self.open.push(OpenParagraph {
                    paragraph: Paragraph { at, ..Paragraph::default() },
                    ..OpenParagraph::default()
                });
            }
            "pPr" => self.inside.paragraph_properties = true,
            "rPr" => self.inside.run_properties = true,
            "r" => self.run = Properties::default(),
            "t" => self.inside.text = !self.inside.paragraph_properties,
            "tab" if !self.inside.paragraph_properties => return self.words("\t"),
            "noBreakHyphen" => return self.words("-"),
            "cr" => return self.words("\n"),
            "br" => match element.attribute("type").as_deref() {
                Some("page") => {
                    if let Some(open) = self.open.last_mut() {
                        open.page_break = true;
                    }
                }
                Some("column") => {}
                _ => return self.words("\n"),
            },
            "sym" => return self.symbol(element),
            "ins" | "moveTo" => {
                self.losses.changes += usize::from(!self.inside.run_properties && !self.inside.paragraph_properties);
            }
            "commentReference" => self.losses.comments += 1,
            "drawing" | "pict" | "object" => self.losses.pictures += 1,
            // A text box is text, no picture.
            "txbxContent" => self.losses.pictures = self.losses.pictures.saturating_sub(1),
            "footnoteReference" => self.reference(element),
            "tbl" => {
                if self.tables.depth() >= limits::DEEPEST {
                    return Err(Problem::too_complex("import-limit-depth", limits::DEEPEST));
                }
                self.tables.open_table(ImportPlace::paragraph(self.counted.paragraphs as u32 + 1));
            }
            "tr" => self.tables.open_row(),
            "tc" => {
                self.tables.open_cell(std::mem::take(&mut self.cell.span));
                self.cell.merged = false;
            }
            "gridSpan" => {
                let span = element.value().and_then(|value| value.parse::<usize>().ok()).unwrap_or(1);
                self.cell.span = span.saturating_sub(1).min(limits::MOST_COLUMNS);
            }
            "vMerge" => self.cell.merged = element.value().as_deref() != Some("restart"),
            _ => self.property(element),
        }
        Ok(())
    }

    fn property(&mut self, element: &Element<'_>) {
        if self.inside.run_properties && !self.inside.paragraph_properties {
            if element.name == "rStyle" {
                let style = element.value().map(|id| self.styles.of_letters(&id)).unwrap_or_default();
                self.run = std::mem::take(&mut self.run).over(&style);
            } else {
                self.run.take(element);
            }
        } else if self.inside.paragraph_properties
            && !self.inside.run_properties
            && let Some(open) = self.open.last_mut()
        {
            match element.name.as_str() {
                "pStyle" => open.style = element.value(),
                "pageBreakBefore" if element.is_on() => self.tables.push(ImportedItem::PageBreak),
                _ => open.own.take(element),
            }
        }
    }

    fn closes(&mut self, name: &str) {
        match name {
            "p" => self.end_paragraph(),
            "pPr" => self.inside.paragraph_properties = false,
            "rPr" => self.inside.run_properties = false,
            "t" => self.inside.text = false,
            "tr" => {
                self.tables.close_row();
                self.cell.span = 0;
            }
            "tbl" => self.tables.close_table(),
            _ => {}
        }
    }

    fn words(&mut self, text: &str) -> Result<(), Problem> {
        self.counted.letters += text.len();
        if self.counted.letters > limits::LONGEST_TEXT {
            return Err(Problem::too_complex("import-limit-text", limits::LONGEST_TEXT));
        }
        if self.cell.merged {
            return Ok(());
        }
        let Some(open) = self.open.last_mut() else { return Ok(()) };
        let style = self.styles.properties(open.style.as_deref());
        let run = self.run.clone().over(&style);
        if run.hidden == Some(true) {
            return Ok(());
        }
        if self.old_font.is_none()
            && let Some(font) = run.font.as_deref().filter(|font| is_old_font(font))
            && !text.is_ascii()
        {
            self.old_font = Some((font.to_owned(), open.paragraph.at));
        }
        let text = if run.caps == Some(true) { text.to_uppercase() } else { text.to_owned() };
        let (bold, italic) = (run.bold == Some(true), run.italic == Some(true));
        let size = run.size.map(|half| half as f32 / 2.0);
        match open.paragraph.runs.last_mut() {
            Some(last) if last.footnote.is_none() && (last.bold, last.italic, last.size) == (bold, italic, size) => {
                last.text.push_str(&text);
            }
            _ => open.paragraph.runs.push(StyledRun { text, bold, italic, size, footnote: None }),
        }
        Ok(())
    }

    /// A sign of a symbol font: such fonts are used for bullets and arrows alone.
    fn symbol(&mut self, element: &Element<'_>) -> Result<(), Problem> {
        let code = element.attribute("char").and_then(|code| u32::from_str_radix(&code, 16).ok()).unwrap_or_default();
        let sign = match code & 0xff {
            0xa7 | 0xb7 | 0x2d | 0x6e | 0xa8 => "-",
            0xe0 | 0xae => "→",
            _ => "□",
        };
        self.words(sign)
    }

    fn reference(&mut self, element: &Element<'_>) {
        let (Some(id), Some(open)) = (element.attribute("id"), self.open.last_mut()) else { return };
        let at = self.referred.len();
        self.referred.push(id);
        match open.paragraph.runs.last_mut().filter(|run| run.footnote.is_none()) {
            Some(run) => run.footnote = Some(at),
            None => open.paragraph.runs.push(StyledRun { footnote: Some(at), ..StyledRun::default() }),
        }
    }

    fn end_paragraph(&mut self) {
        let Some(OpenParagraph { mut paragraph, own, style, page_break }) = self.open.pop() else { return };
        self.inside.paragraph_properties = false;
        let all = own.over(&self.styles.properties(style.as_deref()));
        paragraph.alignment = all.alignment;
        paragraph.heading = all.outline.map(|level| level + 1);
        if !paragraph.is_blank()
            && let Some(list) = all.list.filter(|list| *list > 0)
        {
            paragraph.label = self.numbering.next(list, all.level.unwrap_or_default().min(8));
        }
        if page_break && paragraph.is_blank() {
            self.tables.push(ImportedItem::PageBreak);
        }
        if !paragraph.is_blank() {
            self.tables.push(ImportedItem::Paragraph(paragraph));
            if page_break {
                self.tables.push(ImportedItem::PageBreak);
            }
        }
    }
}

/// Fonts whose letters are not Unicode: TCVN3 (`.VnTime`) and VNI.
fn is_old_font(font: &str) -> bool {
    font.starts_with(".Vn") || font.starts_with("VNI-") || font.starts_with("VNI ")
}
