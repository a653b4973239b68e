//! The text of a Word document: paragraphs, runs, tables, notes (`word/document.xml`, `footnotes.xml`, `endnotes.xml`).
//!
//! In: parts as XML. Out: items. Tracked changes are read as if accepted: what was deleted is skipped. Of alternative
//! contents the first is read. `paragraphs` ends paragraphs, `words` reads what stands in them.

mod paragraphs;
mod words;

use super::Embedded;
use super::controls::Controls;
use super::fields::Fields;
use super::formula::FormulaReader;
use super::numbering::DocxLists;
use super::old_font::OldFont;
use super::styles::Styles;
use crate::foreign::word::FORMER;
use crate::foreign::xml::{Element, XmlNode, walk};
use crate::import::flow::{ImportLoss, ImportPlace, ImportedItem, ImportedText, Paragraph};
use crate::import::limits;
use crate::import::problem::Problem;
use crate::import::repair::Repair;
use crate::import::tables::Tables;
use crate::import::tally::Aside;
use paragraphs::OpenParagraph;
use std::collections::BTreeMap;
use words::{Drawing, Run};

/// Elements whose content is passed over: text that was deleted, codes for sorting.
const SKIPPED: [&str; 5] = ["del", "moveFrom", "delText", "delInstrText", "rt"];

/// Reads documents with these styles and lists.
pub(super) struct DocxReader {
    styles: Styles,
    numbering: DocxLists,
    tables: Tables,
    /// Paragraphs that are open: a text box stands inside one.
    open: Vec<OpenParagraph>,
    /// A paragraph whose mark is deleted or hidden: the next one goes on with it.
    carried: Option<OpenParagraph>,
    /// Where the reader was outside the open text boxes.
    outside: Vec<(Inside, Run)>,
    /// Depth inside an element that is skipped; 0: outside.
    skipping: usize,
    /// Open alternative contents: whether one was read.
    choices: Vec<bool>,
    inside: Inside,
    run: Run,
    formula: Option<FormulaReader>,
    fields: Fields,
    controls: Controls,
    drawings: Vec<Drawing>,
    /// Words that are drawn, not written.
    drawn: Vec<Paragraph>,
    cell: CellState,
    /// Cells around the tables that are open inside them.
    cells: Vec<CellState>,
    counted: Counted,
    losses: LossCounts,
    told: Vec<ImportLoss>,
    repairs: Vec<Repair>,
    aside: Vec<(Aside, String)>,
    notes: References,
    embedded: Embedded,
    footnotes: Vec<Vec<Paragraph>>,
    old_font: OldFont,
    section: FirstSection,
}

/// The elements around the reader that decide what a text means.
#[derive(Clone, Copy, Default)]
struct Inside {
    paragraph_properties: bool,
    run_properties: bool,
    row_properties: bool,
    text: bool,
    instruction: bool,
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
#[derive(Clone, Copy, Default)]
struct CellState {
    /// It is no more than the lower part of the cell above, or deleted.
    merged: bool,
    /// Further columns that it covers.
    span: usize,
    row_deleted: bool,
}

/// Ids of notes in the order of their references: whether endnote, id.
#[derive(Default)]
struct References {
    order: Vec<(bool, String)>,
    index: BTreeMap<(bool, String), usize>,
}

/// Headers of the first section.
#[derive(Default)]
struct FirstSection {
    ended: bool,
    first: Option<String>,
    usual: Option<String>,
    /// Its first page has a header of its own.
    own_first: bool,
}

impl DocxReader {
    pub(super) fn new(styles: Styles, mut numbering: DocxLists, embedded: Embedded) -> Self {
        numbering.link(&styles);
        Self {
            styles,
            numbering,
            tables: Tables::default(),
            open: Vec::new(),
            carried: None,
            outside: Vec::new(),
            skipping: 0,
            choices: Vec::new(),
            inside: Inside::default(),
            run: Run::default(),
            formula: None,
            fields: Fields::default(),
            controls: Controls::default(),
            drawings: Vec::new(),
            drawn: Vec::new(),
            cell: CellState::default(),
            cells: Vec::new(),
            counted: Counted::default(),
            losses: LossCounts::default(),
            told: Vec::new(),
            repairs: Vec::new(),
            aside: Vec::new(),
            notes: References::default(),
            embedded,
            footnotes: Vec::new(),
            old_font: OldFont::default(),
            section: FirstSection::default(),
        }
    }

    /// Reads the main part, then the notes it refers to (footnotes, endnotes).
    pub(super) fn document(&mut self, part: &str, notes: [Option<&str>; 2]) -> Result<ImportedText, Problem> {
        let items = self.part(part)?;
        if !self.notes.order.is_empty() {
            for (endnotes, part) in [(false, notes[0]), (true, notes[1])] {
                if let Some(part) = part {
                    self.read_notes(endnotes, part)?;
                }
            }
        }
        if let Some((font, at)) = std::mem::take(&mut self.old_font).unreadable() {
            return Err(Problem::new("import-old-font").with("text", font).at(at, ""));
        }
        let mut losses = std::mem::take(&mut self.told);
        for (code, count) in [
            ("import-pictures", self.losses.pictures),
            ("import-changes", self.losses.changes),
            ("import-comments", self.losses.comments),
        ] {
            if count > 0 {
                losses.push(ImportLoss::of_file(code, count));
            }
        }
        Ok(ImportedText {
            items,
            losses,
            footnotes: std::mem::take(&mut self.footnotes),
            repairs: std::mem::take(&mut self.repairs),
            aside: std::mem::take(&mut self.aside),
            ..ImportedText::default()
        })
    }

    /// Items of one part.
    pub(super) fn part(&mut self, part: &str) -> Result<Vec<ImportedItem>, Problem> {
        walk(part, |node| self.node(node))?;
        self.flush();
        Ok(std::mem::take(&mut self.tables).finish())
    }

    /// Words that are drawn, as behind the text of a page.
    pub(super) fn drawn_words(&mut self) -> Vec<Paragraph> {
        std::mem::take(&mut self.drawn)
    }

    /// The relationship of the header that the first page has.
    pub(super) fn first_header(&self) -> Option<&str> {
        let section = &self.section;
        if section.own_first { section.first.as_deref() } else { section.usual.as_deref() }
    }

    /// Whether that header stands on the first page alone.
    pub(super) const fn first_header_is_own(&self) -> bool {
        self.section.own_first
    }

    fn read_notes(&mut self, endnotes: bool, part: &str) -> Result<(), Problem> {
        let element_name = if endnotes { "endnote" } else { "footnote" };
        let mut id = None;
        walk(part, |node| {
            match &node {
                XmlNode::Open(element) if element.name == element_name => {
                    // Lines that separate notes from the text are kept as notes with a type.
                    let is_note = matches!(element.attribute("type").as_deref(), None | Some("normal"));
                    id = element.attribute("id").filter(|_| is_note);
                    return Ok(());
                }
                XmlNode::Close(name) if name == element_name => {
                    self.flush();
                    let items = std::mem::take(&mut self.tables).finish();
                    let index = id.take().and_then(|id| self.notes.index.get(&(endnotes, id)));
                    if let Some(note) = index.and_then(|at| self.footnotes.get_mut(*at)) {
                        note.extend(paragraphs::of_note(items));
                    }
                    return Ok(());
                }
                _ => {}
            }
            self.node(node)
        })
    }

    fn node(&mut self, node: XmlNode<'_>) -> Result<(), Problem> {
        if let Some(formula) = &mut self.formula {
            if let Some(formula) = formula.take(&node) {
                self.formula = None;
                return self.formula_words(&formula);
            }
            return Ok(());
        }
        match node {
            XmlNode::Open(_) if self.skipping > 0 => self.skipping += 1,
            XmlNode::Close(_) if self.skipping > 0 => self.skipping -= 1,
            XmlNode::Text(_) if self.skipping > 0 => {}
            XmlNode::Open(element) => {
                if self.is_skipped(&element) {
                    self.skipping = 1;
                    return Ok(());
                }
                return self.opens(&element);
            }
            XmlNode::Close(name) => return self.closes(&name),
            XmlNode::Text(text) if self.inside.text => return self.words(&text),
            XmlNode::Text(text) if self.inside.instruction => self.fields.instruction(&text),
            XmlNode::Text(_) => {}
        }
        Ok(())
    }

    /// Whether the content of the element is passed over.
    fn is_skipped(&mut self, element: &Element<'_>) -> bool {
        match element.name.as_str() {
            "del" | "moveFrom" => {
                self.losses.changes += 1;
                if self.inside.paragraph_properties {
                    self.mark_deleted();
                }
                self.cell.row_deleted |= self.inside.row_properties;
                true
            }
            "Choice" => self.choices.last_mut().is_some_and(|read| std::mem::replace(read, true)),
            "Fallback" => self.choices.last().is_none_or(|read| *read),
            name => SKIPPED.contains(&name) || FORMER.contains(&name),
        }
    }

    fn opens(&mut self, element: &Element<'_>) -> Result<(), Problem> {
        if self.controls.take(element) {
            return Ok(());
        }
        match element.name.as_str() {
            "p" => return self.begin_paragraph(),
            "pPr" => self.inside.paragraph_properties = true,
            "rPr" => self.inside.run_properties = true,
            "trPr" => self.inside.row_properties = true,
            "r" => self.run = Run::default(),
            "t" => self.inside.text = !self.inside.paragraph_properties,
            "instrText" => self.inside.instruction = true,
            "AlternateContent" => self.choices.push(false),
            "sdt" => self.controls.open(),
            "sdtPr" => self.controls.properties(true),
            "ins" | "moveTo" => {
                self.losses.changes += usize::from(!self.inside.run_properties && !self.inside.paragraph_properties);
            }
            "commentReference" => self.losses.comments += 1,
            "footnoteReference" | "endnoteReference" => self.reference(element),
            "altChunk" => self.embed(element),
            "headerReference" | "titlePg" => self.section_property(element),
            "tbl" | "tr" | "tc" | "gridSpan" | "gridBefore" | "vMerge" | "cellDel" => return self.table(element),
            name if words::stand_in(name) => return self.inline(element),
            _ => self.property(element),
        }
        Ok(())
    }

    fn table(&mut self, element: &Element<'_>) -> Result<(), Problem> {
        let number = || element.value().and_then(|value| value.parse::<usize>().ok());
        match element.name.as_str() {
            "tbl" => {
                if self.tables.depth() >= limits::DEEPEST {
                    return Err(Problem::too_complex("import-limit-depth", limits::DEEPEST));
                }
                self.flush();
                self.cells.push(std::mem::take(&mut self.cell));
                self.tables.open_table(ImportPlace::paragraph(self.counted.paragraphs as u32 + 1));
            }
            "tr" => self.tables.open_row(),
            "tc" => {
                self.tables.open_cell(std::mem::take(&mut self.cell.span));
                self.cell.merged = false;
            }
            "gridSpan" => {
                self.cell.span = number().unwrap_or(1).saturating_sub(1).min(limits::MOST_COLUMNS);
            }
            "gridBefore" => self.cell.span = number().unwrap_or(0).min(limits::MOST_COLUMNS),
            "vMerge" => self.cell.merged = element.value().as_deref() != Some("restart"),
            _ => self.cell.merged = true,
        }
        Ok(())
    }

    fn section_property(&mut self, element: &Element<'_>) {
        if self.section.ended {
            return;
        }
        match element.name.as_str() {
            "titlePg" => self.section.own_first = element.is_on(),
            _ => match element.attribute("type").as_deref() {
                Some("first") => self.section.first = element.attribute("id"),
                Some("default") | None => self.section.usual = element.attribute("id"),
                _ => {}
            },
        }
    }

    fn property(&mut self, element: &Element<'_>) {
        match (self.inside.paragraph_properties, self.inside.run_properties) {
            (true, true) => self.mark_property(element),
            (false, true) if element.name == "rStyle" => {
                self.run.prompt = element.value().is_some_and(|id| self.styles.is_prompt(&id));
                let style = element.value().map(|id| self.styles.of_letters(&id)).unwrap_or_default();
                self.run.own = std::mem::take(&mut self.run.own).over(&style);
            }
            (false, true) => self.run.own.take(element),
            (true, false) => self.paragraph_property(element),
            (false, false) => self.fields.form(element),
        }
    }

    fn closes(&mut self, name: &str) -> Result<(), Problem> {
        match name {
            "p" => self.end_paragraph(),
            "pPr" => self.inside.paragraph_properties = false,
            "rPr" => self.inside.run_properties = false,
            "trPr" => self.inside.row_properties = false,
            "t" => self.inside.text = false,
            "instrText" => self.inside.instruction = false,
            "AlternateContent" => {
                self.choices.pop();
            }
            "sdtPr" => self.controls.properties(false),
            "sdt" if self.controls.close() => return self.blank(""),
            "fldSimple" => return self.end_field(),
            "txbxContent" => {
                self.flush();
                (self.inside, self.run) = self.outside.pop().unwrap_or_default();
            }
            "drawing" | "pict" | "object" => return self.end_drawing(),
            "sectPr" => self.section.ended = true,
            "tc" => self.flush(),
            "tr" => {
                self.cell.span = 0;
                if std::mem::take(&mut self.cell.row_deleted) {
                    self.tables.drop_row();
                }
                self.tables.close_row();
            }
            "tbl" => {
                self.tables.close_table();
                self.cell = self.cells.pop().unwrap_or_default();
            }
            _ => {}
        }
        Ok(())
    }

    /// Puts the text of an embedded file (`w:altChunk`) where it stands.
    fn embed(&mut self, element: &Element<'_>) {
        let at = ImportPlace::paragraph(self.counted.paragraphs as u32);
        let text = match element.attribute("id").and_then(|id| self.embedded.remove(&id)) {
            Some(Ok(text)) => text,
            Some(Err(name)) => {
                self.told.push(ImportLoss::at("import-embedded", &name, at));
                return;
            }
            None => return,
        };
        let first = self.footnotes.len();
        let shift = |paragraph: &mut Paragraph| {
            paragraph.at = at;
            for note in paragraph.runs.iter_mut().filter_map(|run| run.footnote.as_mut()) {
                *note += first;
            }
        };
        for mut item in text.items {
            match &mut item {
                ImportedItem::Paragraph(paragraph) => shift(paragraph),
                ImportedItem::Table(table) => table.rows.iter_mut().flatten().flatten().for_each(shift),
                ImportedItem::PageBreak => {}
            }
            self.tables.push(item);
        }
        for note in text.footnotes {
            self.notes.order.push((false, String::new()));
            self.footnotes.push(note);
        }
        self.told.extend(text.losses);
        self.repairs.extend(text.repairs);
        self.aside.extend(text.aside);
    }

    fn reference(&mut self, element: &Element<'_>) {
        let Some(id) = element.attribute("id") else { return };
        let key = (element.name == "endnoteReference", id);
        let at = match self.notes.index.get(&key) {
            Some(at) => *at,
            None => {
                self.notes.index.insert(key.clone(), self.footnotes.len());
                self.notes.order.push(key);
                self.footnotes.push(Vec::new());
                self.footnotes.len() - 1
            }
        };
        // The mark of a note that has its own: the site numbers notes itself.
        self.run.own_mark = matches!(element.attribute("customMarkFollows").as_deref(), Some("1" | "true" | "on"));
        self.refer(at);
    }
}

/// Whether there is more than the number of a page.
pub(super) fn has_words(paragraph: &Paragraph) -> bool {
    paragraph.text().contains(char::is_alphabetic)
}
