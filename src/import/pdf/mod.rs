//! Reads a PDF with a text layer into [`ImportedText`]: letters with their places become lines, these
//! columns and tables.
//!
//! `lopdf` reads the file's structure; it bounds nesting and the size of every unpacked stream, and mends broken
//! cross-references. Its text extraction is not used: it knows no places, and without places there are no lines,
//! columns or tables. (`pdf-extract` panics on much that real files have; pdfium is a C++ library.) A panic inside the
//! crate ends in an error like any other damage.
//!
//! `hayro-interpret` 0.9 was measured on 119 files (731 pages): letters and places are as right as Poppler's (2 of 655,547
//! letters missing), and quick. It would replace `cmap`, `font` and most of `draw`, `pen` and `paint`, some 1,100 lines,
//! for 32 more crates. Not taken yet: its own documentation calls the reading of letters experimental, and it bounds
//! neither operations nor memory of a hostile page.
//!
//! A page goes through `draw` (operators → letters, rules, pictures, by way of `pen`, `paint`, `font`, `cmap`), `seen`
//! (what of it a reader sees), `fields` (words in fields for signatures), `lines`, `furniture` (all pages together),
//! `layout` (tables by `grid`, `columns`, notes).

mod cmap;
mod columns;
mod draw;
mod drawn;
mod fields;
mod font;
mod furniture;
mod grid;
mod hocr;
mod layout;
mod lines;
mod notes;
mod packed;
mod page;
mod paint;
mod pen;
mod plain;
mod raster;
mod seen;
mod signed;
mod traces;

use super::flow::{FileSignature, ImportDoubt, ImportLoss, ImportPlace, ImportedItem, ImportedText};
use super::limits;
use super::problem::Problem;
use super::tally::Aside;
use super::traces::PdfTraces;
use super::vietnamese::WordCount;
use drawn::{LetterRun, PageBox};
pub use hocr::RecognisedPage;
use layout::{Counter, Sheet};
use lopdf::{Document, LoadOptions, ObjectId};
use page::PageFrame;
pub use raster::PageRaster;
use seen::Seen;
use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Runs of letters of all pages: the pages are laid out together. 500 dense pages have a million.
const MOST_RUNS: usize = 2_000_000;
/// Lines of sideways text that are a table or a page of their own, and no mark at the border.
const FEWEST_SIDEWAYS: usize = 2;

/// Reads the file's bytes.
///
/// # Errors
/// A damaged, encrypted or scanned file, or a limit that is passed.
pub fn read(bytes: &[u8]) -> Result<ImportedText, Problem> {
    read_with(bytes, &BTreeMap::new())
}

/// Reads the file's bytes; what stands on the pages (from 1) that were recognised is taken from there.
///
/// # Errors
/// As [`read`]; and where what was recognised is no Vietnamese.
pub fn read_with(bytes: &[u8], recognised: &BTreeMap<u32, RecognisedPage>) -> Result<ImportedText, Problem> {
    packed::check(bytes)?;
    let read = || read_document(bytes, recognised);
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| Err(Problem::damaged("PDF")))
}

/// Makes a text of pages that were recognised on pictures.
///
/// # Errors
/// Where they are no Vietnamese, or pass a limit.
pub fn of_pictures(pages: &[RecognisedPage]) -> Result<ImportedText, Problem> {
    let mut reading = Reading::new(Vec::new());
    for page in pages {
        reading.recognised(page)?;
    }
    reading.finish()
}

/// The pages that are pictures without words, from 1; or `all` of them, whatever they are.
///
/// # Errors
/// As [`read`].
pub fn pages_to_recognise(bytes: &[u8], all: bool) -> Result<Vec<u32>, Problem> {
    packed::check(bytes)?;
    let numbers = || {
        let (document, pages) = open(bytes)?;
        let mut reader = draw::PageReader::new(&document);
        let mut numbers = Vec::new();
        for (number, page) in (1..).zip(&pages) {
            if all || seen::of(reader.page(*page)?).is_picture() {
                numbers.push(number);
            }
        }
        Ok(numbers)
    };
    catch_unwind(AssertUnwindSafe(numbers)).unwrap_or_else(|_| Err(Problem::damaged("PDF")))
}

/// What the file holds besides the text that [`read`] keeps; a scan has no lines.
///
/// # Errors
/// A damaged or encrypted file, or a limit that is passed.
pub fn inspect(bytes: &[u8]) -> Result<PdfTraces, Problem> {
    packed::check(bytes)?;
    catch_unwind(AssertUnwindSafe(|| inspect_document(bytes))).unwrap_or_else(|_| Err(Problem::damaged("PDF")))
}

fn inspect_document(bytes: &[u8]) -> Result<PdfTraces, Problem> {
    let (document, pages) = open(bytes)?;
    let mut found = traces::of_file(&document);
    let mut reader = draw::PageReader::new(&document);
    for (number, page) in (1..).zip(&pages) {
        traces::of_page(&document, *page, number, &mut found);
        let seen = seen::of(reader.page(*page)?);
        if !super::furniture::is_of_pages(&seen.hidden) {
            found.hidden.push((number, seen.hidden.clone()));
        }
        let mut flow = ImportedText { wrapped: true, ..ImportedText::default() };
        let counter = &mut Counter::new(number);
        Sheet::of(seen.runs, &seen.rules).lay_out(counter, &mut flow);
        for paragraph in flow.paragraphs() {
            found.lines.push((number, paragraph.at.line.unwrap_or(1), paragraph.text()));
        }
        if found.lines.len() > limits::MOST_PARAGRAPHS {
            return Err(Problem::too_complex("import-limit-lines", limits::MOST_PARAGRAPHS));
        }
    }
    Ok(found)
}

/// Width and height of the pages as they are shown, in points.
///
/// # Errors
/// A damaged or encrypted file, or a limit that is passed.
pub fn sizes(bytes: &[u8]) -> Result<Vec<(f32, f32)>, Problem> {
    packed::check(bytes)?;
    let sizes = || {
        let (document, pages) = open(bytes)?;
        let shown = pages.iter().map(|page| PageFrame::of(&document, *page).shown);
        Ok(shown.map(|shown| (shown.width(), shown.height())).collect())
    };
    catch_unwind(AssertUnwindSafe(sizes)).unwrap_or_else(|_| Err(Problem::damaged("PDF")))
}

/// Opens the file; its pages.
fn open(bytes: &[u8]) -> Result<(Document, Vec<ObjectId>), Problem> {
    let options = LoadOptions::with_max_decompressed_size(limits::LARGEST_PART as usize);
    let document = Document::load_mem_with_options(bytes, options).map_err(refused)?;
    // What only forbids printing opens with the empty password, and is open by now.
    if document.is_encrypted() || document.trailer.has(b"Encrypt") && !document.was_encrypted() {
        return Err(Problem::new("import-encrypted"));
    }
    let pages: Vec<_> = document.page_iter().take(limits::MOST_PAGES + 1).collect();
    if pages.len() > limits::MOST_PAGES {
        return Err(Problem::too_complex("import-limit-pages", limits::MOST_PAGES));
    }
    if pages.is_empty() {
        return Err(Problem::damaged("/Pages"));
    }
    Ok((document, pages))
}

/// A page that is not laid out yet.
struct OpenPage {
    upright: Sheet,
    sideways: Vec<Sheet>,
}

/// What is said of all pages together.
#[derive(Default)]
struct Tally {
    scanned: usize,
    pictures: usize,
    lettered: usize,
    runs: usize,
    /// Words that a machine read from pictures, and the pages they stand on.
    recognised: String,
    recognised_pages: usize,
    /// What was said to be left out.
    told: BTreeSet<(&'static str, String)>,
}

fn read_document(bytes: &[u8], recognised: &BTreeMap<u32, RecognisedPage>) -> Result<ImportedText, Problem> {
    let (document, pages) = open(bytes)?;
    let mut reader = draw::PageReader::new(&document);
    let mut reading = Reading::new(signed::of_file(bytes));
    for (number, page) in (1..).zip(&pages) {
        match recognised.get(&number) {
            Some(page) => reading.recognised(page)?,
            None => {
                let drawn = reader.page(*page)?;
                plain::add(&drawn, &mut reading.flow.drawn);
                reading.page(seen::of(drawn))?;
            }
        }
    }
    if reading.tally.lettered == 0 {
        return Err(Problem::new("import-scan").with("what", reading.tally.scanned.max(1).to_string()));
    }
    if let Some(font) = reader.old_font {
        return Err(Problem::new("import-old-font").with("text", font));
    }
    // Letters that no table translates: a text of them would be noise.
    if reader.unreadable * 5 > reader.letters {
        return Err(Problem::new("import-unmapped"));
    }
    reading.finish()
}

/// The pages of a file, one after another.
struct Reading {
    flow: ImportedText,
    tally: Tally,
    open: Vec<OpenPage>,
    /// Pages that this program had recognised.
    ours: usize,
}

impl Reading {
    fn new(signatures: Vec<FileSignature>) -> Self {
        let flow = ImportedText { wrapped: true, signatures, ..ImportedText::default() };
        Self { flow, tally: Tally::default(), open: Vec::new(), ours: 0 }
    }

    fn page(&mut self, seen: Seen) -> Result<(), Problem> {
        let number = self.open.len() as u32 + 1;
        self.tally.add(number, &seen, &mut self.flow);
        if self.tally.runs > MOST_RUNS {
            return Err(Problem::too_complex("import-limit-text", MOST_RUNS));
        }
        self.open.push(sheets(number, seen, &mut self.tally, &mut self.flow));
        Ok(())
    }

    fn recognised(&mut self, page: &RecognisedPage) -> Result<(), Problem> {
        self.ours += 1;
        for run in &page.runs {
            self.flow.drawn.push_str(&run.text);
        }
        self.flow.drawn.push('\n');
        self.page(page.seen())?;
        let at = ImportPlace { page: Some(self.open.len() as u32), ..ImportPlace::default() };
        if !page.unsure.is_empty() {
            lose(&mut self.flow, "import-unsure", &page.unsure.join(", "), at);
        }
        Ok(())
    }

    fn finish(self) -> Result<ImportedText, Problem> {
        let Self { mut flow, tally, mut open, ours } = self;
        let noise = match WordCount::of(&tally.recognised).are_vietnamese() {
            Some(is) => !is,
            // Few words are believed where a person had them recognised, or beside other pages.
            None => ours > 0 && tally.recognised_pages == tally.lettered,
        };
        if noise {
            return Err(Problem::new("import-recognised-noise").with("what", tally.recognised_pages.max(1).to_string()));
        }
        let upright = &mut open.iter_mut().map(|page| &mut page.upright.lines).collect::<Vec<_>>();
        furniture::take(upright, 1, &mut flow.repairs);
        for (number, page) in (1..).zip(&mut open) {
            for sheet in &mut page.sideways {
                furniture::take(&mut [&mut sheet.lines], number, &mut flow.repairs);
            }
        }
        for (number, page) in (1..).zip(open) {
            if number > 1 {
                flow.items.push(ImportedItem::PageBreak);
            }
            let counter = &mut Counter::new(number);
            page.upright.lay_out(counter, &mut flow);
            page.sideways.into_iter().for_each(|sheet| sheet.lay_out(counter, &mut flow));
            if flow.items.len() > limits::MOST_PARAGRAPHS {
                return Err(Problem::too_complex("import-limit-lines", limits::MOST_PARAGRAPHS));
            }
        }
        tally.say(&mut flow);
        Ok(flow)
    }
}

impl Tally {
    fn add(&mut self, number: u32, seen: &Seen, flow: &mut ImportedText) {
        let words = seen.runs.iter().chain(seen.turned.values().flatten());
        self.runs += words.clone().count();
        let lettered = words.clone().next().is_some();
        self.lettered += usize::from(lettered);
        if seen.recognised {
            self.recognised_pages += 1;
            for run in words {
                self.recognised.push_str(&run.text);
                self.recognised.push(' ');
            }
            flow.doubts.push(ImportDoubt { page: Some(number), words: None, why: "import-doubt-recognised" });
        } else if seen.is_picture() {
            self.scanned += 1;
        } else {
            self.pictures += seen.pictures;
        }
        for (code, words) in [("import-hidden", &seen.hidden), ("import-slanted", &seen.slanted)] {
            self.lose(code, words, number, flow);
        }
    }

    /// Says what of a page is left out, once for words that stand on many.
    fn lose(&mut self, code: &'static str, words: &str, page: u32, flow: &mut ImportedText) {
        let shape = super::furniture::shape(words);
        if !super::furniture::is_of_pages(words) && (shape.is_empty() || self.told.insert((code, shape))) {
            lose(flow, code, words, ImportPlace { page: Some(page), ..ImportPlace::default() });
        } else {
            let why = if code == "import-hidden" { Aside::Unseen } else { Aside::Page };
            flow.aside.push((why, words.to_owned()));
        }
    }

    fn say(&self, flow: &mut ImportedText) {
        for (code, count) in [
            ("import-recognised", self.recognised_pages),
            ("import-some-pages-scanned", self.scanned),
            ("import-pictures", self.pictures),
        ] {
            if count > 0 {
                flow.losses.push(ImportLoss::of_file(code, count));
            }
        }
        // A font whose table tells wrong letters: every value must be read again.
        let words: String = flow.paragraphs().map(|paragraph| paragraph.text() + "\n").collect();
        let count = WordCount::of(&words);
        if count.are_enough() && count.are_vietnamese() == Some(false) {
            flow.losses.push(ImportLoss::of_file("import-not-vietnamese", ""));
            flow.doubts.push(ImportDoubt { page: None, words: None, why: "import-doubt-not-vietnamese" });
        }
    }
}

/// The lines of a page, those that stand sideways after the others.
fn sheets(number: u32, mut seen: Seen, tally: &mut Tally, flow: &mut ImportedText) -> OpenPage {
    for words in fields::fill(seen.fields, &mut seen.runs) {
        // The words of a signature are told with it.
        if super::furniture::is_stamp(&words).is_none() {
            tally.lose("import-signature-words", &words, number, flow);
        } else {
            flow.aside.push((Aside::Page, words));
        }
    }
    let alone = seen.runs.is_empty();
    let mut sideways = Vec::new();
    for (turn, runs) in seen.turned {
        let rules: Vec<PageBox> = seen.rules.iter().map(|rule| rule.turned(turn)).collect();
        let words: Vec<&str> = runs.iter().map(|run: &LetterRun| run.text.trim()).collect();
        let words = words.join(" ");
        let sheet = Sheet::of(runs, &rules);
        if alone || sheet.count() >= FEWEST_SIDEWAYS {
            sideways.push(sheet);
        } else {
            tally.lose("import-sideways", &words, number, flow);
        }
    }
    OpenPage { upright: Sheet::of(seen.runs, &seen.rules), sideways }
}

/// Says what the text does not keep.
fn lose(flow: &mut ImportedText, code: &'static str, what: &str, at: ImportPlace) {
    flow.losses.push(ImportLoss::at(code, what, at));
}

fn refused(error: lopdf::Error) -> Problem {
    match error {
        lopdf::Error::Decryption(_) | lopdf::Error::InvalidPassword | lopdf::Error::UnsupportedSecurityHandler(_) => {
            Problem::new("import-encrypted")
        }
        lopdf::Error::Decompress(lopdf::DecompressError::MemoryLimitExceeded { .. }) => {
            Problem::too_complex("import-limit-unpacked", limits::LARGEST_PART)
        }
        error => Problem::damaged(error),
    }
}
