//! Where paragraphs of Word begin and end, and their automatic numbers.
//!
//! In: their properties. Out: items. A paragraph whose mark is deleted or hidden goes on in the next one; one that is
//! empty may print a number all the same; a line of Word's own list of contents is no text.

use super::DocxReader;
use super::words::Drawing;
use crate::foreign::xml::Element;
use crate::import::docx::numbering::{LEVELS, Label};
use crate::import::docx::styles::{Properties, TEXT};
use crate::import::flow::{ImportLoss, ImportPlace, ImportedItem, Paragraph, StyledRun};
use crate::import::limits;
use crate::import::problem::Problem;
use crate::import::repair::{Repair, RepairKind};
use crate::import::tally::Aside;
use crate::text::name_key;

/// A paragraph while it is read.
#[derive(Default)]
pub(super) struct OpenParagraph {
    pub(super) paragraph: Paragraph,
    pub(super) own: Properties,
    pub(super) style: Option<String>,
    pub(super) page_break: bool,
    /// Its last words are a formula.
    pub(super) after_formula: bool,
    mark: Mark,
    /// Its label is that of the paragraph it goes on with.
    labelled: bool,
    contents: bool,
}

/// The sign that ends a paragraph.
#[derive(Clone, Copy, Default, PartialEq)]
enum Mark {
    #[default]
    Stands,
    /// Deleted: what follows is the same paragraph, and counts.
    Deleted,
    /// Hidden, as after a heading that the text runs on from, or after a large first letter: what stands before counts.
    Hidden,
    /// Shown, though the style hides it.
    Shown,
}

impl DocxReader {
    pub(super) fn begin_paragraph(&mut self) -> Result<(), Problem> {
        self.counted.paragraphs += 1;
        if self.counted.paragraphs > limits::MOST_PARAGRAPHS {
            return Err(Problem::too_complex("import-limit-lines", limits::MOST_PARAGRAPHS));
        }
        let open = match self.carried.take() {
            Some(carried) => OpenParagraph {
                paragraph: carried.paragraph,
                page_break: carried.page_break,
                after_formula: carried.after_formula,
                labelled: carried.mark == Mark::Hidden,
                ..OpenParagraph::default()
            },
            None => {
                let at = ImportPlace::paragraph(self.counted.paragraphs as u32);
                OpenParagraph { paragraph: Paragraph { at, ..Paragraph::default() }, ..OpenParagraph::default() }
            }
        };
        self.open.push(open);
        Ok(())
    }

    pub(super) fn mark_deleted(&mut self) {
        if let Some(open) = self.open.last_mut().filter(|_| self.inside.run_properties) {
            open.mark = Mark::Deleted;
        }
    }

    /// A property of the sign that ends the paragraph.
    pub(super) fn mark_property(&mut self, element: &Element<'_>) {
        if let Some(open) = self.open.last_mut()
            && matches!(element.name.as_str(), "vanish" | "specVanish")
            && open.mark != Mark::Deleted
        {
            open.mark = if element.is_on() { Mark::Hidden } else { Mark::Shown };
        }
    }

    pub(super) fn paragraph_property(&mut self, element: &Element<'_>) {
        let Some(open) = self.open.last_mut() else { return };
        match element.name.as_str() {
            "pStyle" => open.style = element.value(),
            "pageBreakBefore" if element.is_on() => self.tables.push(ImportedItem::PageBreak),
            "framePr" if element.attribute("dropCap").is_some_and(|kind| kind != "none") => open.mark = Mark::Hidden,
            _ => open.own.take(element),
        }
    }

    pub(super) fn end_paragraph(&mut self) {
        while let Some(printed) = self.fields.end_paragraph(self.open.len()) {
            // There is room for a sign: the limits were kept when its words were counted.
            let _ = self.print(printed);
        }
        let Some(mut open) = self.open.pop() else { return };
        self.inside.paragraph_properties = false;
        self.inside.run_properties = false;
        if self.cell.merged || self.cell.row_deleted {
            self.set_aside(Aside::Unseen, &open.paragraph.text());
            return;
        }
        let style = self.styles.properties(open.style.as_deref());
        let level = open.own.level;
        let all = std::mem::take(&mut open.own).over(&style);
        if self.drop_contents(&open) {
            return;
        }
        if open.mark == Mark::Stands && style.hidden == Some(true) {
            open.mark = Mark::Hidden;
        }
        open.paragraph.alignment = all.alignment;
        open.paragraph.apart = all.close == Some(false);
        if open.paragraph.run_in.is_none() {
            open.paragraph.heading = all.outline.filter(|level| *level < TEXT).map(|level| level + 1);
            open.paragraph.plain = all.outline == Some(TEXT);
        }
        if matches!(open.mark, Mark::Deleted | Mark::Hidden) {
            if !open.paragraph.is_blank() {
                if open.mark == Mark::Hidden {
                    self.label(&mut open, &all, level);
                    let letters = open.paragraph.text().chars().filter(|c| !c.is_whitespace()).count();
                    open.paragraph.run_in = open.paragraph.heading.map(|_| letters);
                }
                self.carried = Some(open);
            }
            return;
        }
        self.label(&mut open, &all, level);
        self.push(open);
    }

    /// Puts a paragraph whose mark is gone, but that nothing follows, where the reader is.
    pub(super) fn flush(&mut self) {
        if let Some(open) = self.carried.take() {
            self.push(open);
        }
    }

    fn push(&mut self, open: OpenParagraph) {
        let blank = open.paragraph.is_blank();
        if !blank {
            self.tables.push(ImportedItem::Paragraph(open.paragraph));
        }
        if open.page_break {
            self.tables.push(ImportedItem::PageBreak);
        }
    }

    /// Gives the paragraph the number that Word prints before it.
    fn label(&mut self, open: &mut OpenParagraph, all: &Properties, own_level: Option<usize>) {
        let Some(list) = all.list.filter(|list| *list > 0 && !open.labelled) else { return };
        let tied = || self.numbering.level_of_style(list, self.styles.ids(open.style.as_deref()));
        let level = own_level.or_else(tied).or(all.level).unwrap_or_default().min(LEVELS - 1);
        let Some(label) = self.numbering.next(list, level) else { return };
        if let Some(format) = &label.unknown {
            self.told.push(ImportLoss::at("import-number-format", format, open.paragraph.at));
        }
        write_label(&mut open.paragraph, label);
    }

    /// Words that belong to a list of contents were read.
    pub(super) fn mark_contents(&mut self) {
        let contents = self.controls.is_contents() || self.fields.is_contents();
        if let Some(open) = self.open.last_mut().filter(|_| contents) {
            open.contents = true;
        }
    }

    /// Leaves out a line of the list of contents that Word made: its words stand in the text again, and the site makes a
    /// list of its own.
    fn drop_contents(&mut self, open: &OpenParagraph) -> bool {
        let styled = self.styles.is_contents(open.style.as_deref());
        if !open.contents && !styled {
            return false;
        }
        let text = open.paragraph.text();
        let text = text.trim();
        let entry = text.ends_with(|c: char| c.is_ascii_digit()) && (styled || text.contains('\t'));
        let empty = ["Không tìm thấy", "No table of", "Error!"].iter().any(|start| text.starts_with(start));
        let made = self.controls.is_contents() || open.contents && (styled || entry) || entry && text.contains('\t');
        if text.is_empty() || !(made || empty) {
            return false;
        }
        if let Some(title) = self.tables.take_last(|last| name_key(last.text().trim()) == "mục lục") {
            self.repairs.push(Repair::new(RepairKind::Contents, title.at, &title.text(), ""));
        }
        self.repairs.push(Repair::new(RepairKind::Contents, open.paragraph.at, text, ""));
        true
    }

    /// The end of a drawing: a text box is text, a line under a title is none and no picture.
    pub(super) fn end_drawing(&mut self) -> Result<(), Problem> {
        let Some(drawing) = self.drawings.pop() else { return Ok(()) };
        match drawing {
            Drawing { formula: true, .. } => return self.gap("import-formula-object", ""),
            Drawing { control: true, .. } => return self.gap("import-form-object", ""),
            Drawing { text: true, picture: false, .. } | Drawing { line: true, picture: false, .. } => {}
            _ => self.losses.pictures += 1,
        }
        Ok(())
    }
}

fn write_label(paragraph: &mut Paragraph, label: Label) {
    match (paragraph.is_blank(), label.bullet) {
        // The number alone is what stands on the paper: a column of numbers in a table.
        (true, false) => paragraph.runs = vec![StyledRun { text: label.text, ..StyledRun::default() }],
        (true, true) => {}
        // "Điều 1" and ". Phạm vi" are one; "1." and a word are read as two, however close they are set.
        (false, _) if label.tight && !(label.text.ends_with(['.', ')']) && begins_with_word(paragraph)) => {
            let bold = paragraph.runs.first().is_some_and(|run| run.bold);
            paragraph.runs.insert(0, StyledRun { text: label.text, bold, ..StyledRun::default() });
        }
        (false, _) => paragraph.label = Some(label.text),
    }
}

fn begins_with_word(paragraph: &Paragraph) -> bool {
    paragraph.text().trim_start().starts_with(|c: char| c.is_alphanumeric() || matches!(c, '“' | '"' | '('))
}

/// The paragraphs of a note; those of a table in it, too.
pub(super) fn of_note(items: Vec<ImportedItem>) -> impl Iterator<Item = Paragraph> {
    let paragraphs = |item| match item {
        ImportedItem::Paragraph(paragraph) => vec![paragraph],
        ImportedItem::Table(table) => table.rows.into_iter().flatten().flatten().collect(),
        ImportedItem::PageBreak => Vec::new(),
    };
    items.into_iter().flat_map(paragraphs).filter(|paragraph| !paragraph.is_blank())
}
