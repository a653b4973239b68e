//! The one neutral type that every reader gives: paragraphs of runs, tables, page breaks, footnotes, each with the
//! place it was read from. What comes after (repairs, recognition, outline) knows nothing of file formats.

use super::repair::Repair;
use super::tally::Aside;

/// The text of one foreign file, in reading order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ImportedText {
    /// Paragraphs, tables and page breaks.
    pub items: Vec<ImportedItem>,
    /// Paragraphs are lines as they were set (plain text, PDF): which of them belong together has to be found out.
    pub wrapped: bool,
    /// Footnotes, in the order of their references; a run points here by index.
    pub footnotes: Vec<Vec<Paragraph>>,
    /// What the file has and the text cannot keep: pictures, macros, links to elsewhere.
    pub losses: Vec<ImportLoss>,
    /// What the reader itself left out, such as the list of contents that Word made.
    pub repairs: Vec<Repair>,
    /// Words that the reader left out on purpose, and says nothing of one by one.
    pub aside: Vec<(Aside, String)>,
    /// The words as they are drawn, where only the reader of the format can tell them (PDF).
    pub drawn: String,
    /// Headers and footers of pages. They are no text, but may bear a mark of secrecy.
    pub margins: Vec<Paragraph>,
    /// Values that a person must check, though they are printed.
    pub doubts: Vec<ImportDoubt>,
    /// Who signed the file electronically, as the file itself says.
    pub signatures: Vec<FileSignature>,
}

/// Why what was read at a place is not sure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportDoubt {
    /// Of this page; `None`: of the whole file.
    pub page: Option<u32>,
    /// Only of values that have these words.
    pub words: Option<String>,
    /// Key of the reason in the catalogue.
    pub why: &'static str,
}

/// An electronic signature. Whether it is valid is not looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileSignature {
    /// Whose, as the certificate names them; may be empty.
    pub who: String,
    /// When, in Vietnam.
    pub day: Option<jiff::civil::Date>,
}

impl ImportedText {
    /// All paragraphs, those of tables among them, in order.
    pub fn paragraphs(&self) -> impl Iterator<Item = &Paragraph> {
        self.items.iter().flat_map(|item| match item {
            ImportedItem::Paragraph(paragraph) => vec![paragraph],
            ImportedItem::Table(table) => table.rows.iter().flatten().flatten().collect(),
            ImportedItem::PageBreak => Vec::new(),
        })
    }
}

/// One thing in the flow.
#[derive(Clone, Debug, PartialEq)]
pub enum ImportedItem {
    /// A paragraph, or a line of one.
    Paragraph(Paragraph),
    /// A table; the head and the signatures of official documents are tables without rules.
    Table(ImportedTable),
    /// A new page begins.
    PageBreak,
}

impl ImportedItem {
    /// The paragraph, where it is one.
    pub const fn paragraph(&self) -> Option<&Paragraph> {
        match self {
            Self::Paragraph(paragraph) => Some(paragraph),
            Self::Table(_) | Self::PageBreak => None,
        }
    }
}

/// A paragraph, or a line of one where [`ImportedText::wrapped`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Paragraph {
    /// Its text. `\n` is a line break inside the paragraph.
    pub runs: Vec<StyledRun>,
    /// How it is set, where the format says it.
    pub alignment: Option<ParagraphAlignment>,
    /// The label of an automatic list or heading number: `1.`, `a)`, `-`.
    pub label: Option<String>,
    /// Level of a heading, from 1, where the format says that this is one.
    pub heading: Option<u8>,
    /// The format says that this is text, whatever its label looks like.
    pub plain: bool,
    /// Letters of the heading (white space and label aside) that the paragraph runs on from.
    pub run_in: Option<usize>,
    /// Set apart from the item of a list before it.
    pub apart: bool,
    /// It is the title of what is annexed.
    pub annex: bool,
    /// Empty lines (or a wider gap) before it.
    pub gap: u8,
    /// Where the line lies on the page, where the format says it.
    pub extent: Option<LineExtent>,
    /// Where it was read.
    pub at: ImportPlace,
}

/// Words of one appearance.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StyledRun {
    /// The words.
    pub text: String,
    /// Đậm.
    pub bold: bool,
    /// Nghiêng.
    pub italic: bool,
    /// Points, where known.
    pub size: Option<f32>,
    /// Index into [`ImportedText::footnotes`]: a reference stands after the words.
    pub footnote: Option<usize>,
    /// Struck out: words that do not hold. `marks` leaves them out.
    pub struck: bool,
    /// Above or below the line. `marks` turns them into signs.
    pub raised: Raised,
}

/// Whether words stand on the line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Raised {
    /// On it.
    #[default]
    No,
    /// Above it: 10³.
    Up,
    /// Below it: CO₂.
    Down,
}

impl StyledRun {
    /// Whether words of `other` may be appended: they look the same, and no reference stands between them.
    pub fn looks_like(&self, other: &Self) -> bool {
        self.footnote.is_none()
            && (self.bold, self.italic, self.size) == (other.bold, other.italic, other.size)
            && (self.struck, self.raised) == (other.struck, other.raised)
    }
}

/// How a paragraph is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParagraphAlignment {
    /// Left, or both margins.
    Start,
    /// Centred.
    Centre,
    /// Right.
    End,
}

/// Where a line lies on its page, in points from the left.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LineExtent {
    /// Left end of the first letter.
    pub left: f32,
    /// Right end of the last letter.
    pub right: f32,
    /// Left end of everything on the page.
    pub margin: f32,
    /// From the line above to this one, in letter sizes; 0 for the first of a page.
    pub above: f32,
    /// Where the letters stand, from the bottom of the page.
    pub base: f32,
    /// Size of the letters.
    pub size: f32,
}

/// Where something was read, for the person who checks it. Counted from 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct ImportPlace {
    /// Page (PDF).
    pub page: Option<u32>,
    /// Line of the file, or of the page.
    pub line: Option<u32>,
    /// Paragraph (Word, HTML).
    pub paragraph: Option<u32>,
}

/// Rows of cells of paragraphs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ImportedTable {
    /// Rows; a cell that spans several has its text in the first of them.
    pub rows: Vec<Vec<Vec<Paragraph>>>,
    /// Where it begins.
    pub at: ImportPlace,
}

/// What the file has and the text cannot keep.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportLoss {
    /// Key of the message.
    pub code: &'static str,
    /// How many, or which.
    pub what: String,
    /// The words, where these are words of the file.
    pub words: String,
    /// Where, for a loss at one place. The file then says so, too, in a line `# TODO`.
    pub at: Option<ImportPlace>,
}

impl ImportLoss {
    /// A loss of the file as a whole.
    pub fn of_file(code: &'static str, what: impl ToString) -> Self {
        let what = what.to_string();
        Self { code, words: what.clone(), what, at: None }
    }

    /// A loss at one place; `what` are the words there.
    pub fn at(code: &'static str, what: &str, at: ImportPlace) -> Self {
        /// Letters of the words that are shown.
        const SHOWN: usize = 100;
        let words = what.split_whitespace().collect::<Vec<_>>().join(" ");
        let what = match words.char_indices().nth(SHOWN) {
            Some((end, _)) => format!("{}…", &words[..end]),
            None => words.clone(),
        };
        Self { code, what, words, at: Some(at) }
    }
}

impl Paragraph {
    /// Plain words read at `at`.
    pub fn plain(text: impl Into<String>, at: ImportPlace) -> Self {
        Self { runs: vec![StyledRun { text: text.into(), ..StyledRun::default() }], at, ..Self::default() }
    }

    /// The words alone.
    pub fn text(&self) -> String {
        self.runs.iter().map(|run| run.text.as_str()).collect()
    }

    /// Whether there is nothing to read.
    pub fn is_blank(&self) -> bool {
        self.runs.iter().all(|run| run.footnote.is_none() && run.text.trim().is_empty())
    }

    /// The lines of a paragraph with line breaks inside, each a paragraph of its own.
    pub fn lines(&self) -> Vec<Self> {
        let mut lines = vec![Self { runs: Vec::new(), label: self.label.clone(), ..self.clone() }];
        for run in &self.runs {
            let breaks = run.text.matches('\n').count();
            for (i, part) in run.text.split('\n').enumerate() {
                if i > 0 {
                    lines.push(Self { runs: Vec::new(), label: None, gap: 0, ..self.clone() });
                }
                let footnote = run.footnote.filter(|_| i == breaks);
                if let Some(line) = lines.last_mut()
                    && (!part.is_empty() || footnote.is_some())
                {
                    line.runs.push(StyledRun { text: part.to_owned(), footnote, ..run.clone() });
                }
            }
        }
        lines
    }
}

impl ImportPlace {
    /// A line of a text file.
    pub const fn line(line: u32) -> Self {
        Self { page: None, line: Some(line), paragraph: None }
    }

    /// A paragraph of a document.
    pub const fn paragraph(paragraph: u32) -> Self {
        Self { page: None, line: None, paragraph: Some(paragraph) }
    }

    /// A line of a page.
    pub const fn on_page(page: u32, line: u32) -> Self {
        Self { page: Some(page), line: Some(line), paragraph: None }
    }
}
