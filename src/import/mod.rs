//! Makes a Markdown file of the site from a foreign file. A stage beside the others: it ends where `content` begins.
//!
//! In: the name and bytes of a `.docx`, `.pdf`, `.txt`, `.html` or `.md` file, the site's registries; of other formats
//! what another program made of them. Out: [`Imported`]: front matter and body, every repair, everything left to do. Each format has a reader that gives the
//! one neutral [`flow::ImportedText`]; what follows knows no format: [`repair`] drops what belongs to pages, `head` and
//! `foot` recognise the layout of Nghị định 30/2020/NĐ-CP, `join` makes paragraphs of lines, `outline` makes Markdown.
//!
//! No disk, no clock: the command reads and writes. Files are not trusted: [`limits`] bounds time and memory, and no
//! text is made up, only moved.
//!
//! ## How a file is imported
//!
//! A reader per format (`import/{text_file,html,markdown_file,docx,pdf}`) gives one neutral `import::flow::Flow`:
//! paragraphs of runs, tables, page breaks, footnotes, each with its place. What follows knows no format: `repair`
//! drops what belongs to pages; `head` and `foot` recognise the layout of Nghị định 30/2020/NĐ-CP before lines are
//! joined, `issuer` and `title` what it means; `join` makes paragraphs of lines by the column they were set in (seen in
//! a PDF, computed from the widths of Times in plain text); `outline` makes headings by the rules of the site's own
//! directives. Every change is a `Repair`, every gap or doubt a `Todo`. Files are hostile: `limits` has all bounds;
//! readers stream (quick-xml events, html5ever's tokenizer alone), packed data is measured before it is kept, panics of
//! the PDF crate end in an error. The fixtures in `tests/import` were made once by `make_fixtures.py`.

mod adoption;
mod annex;
mod content;
mod dissect;
mod docx;
mod drafts;
mod flow;
mod foot;
mod found;
mod front_matter;
mod furniture;
mod head;
mod html;
mod issuer;
mod join;
mod letterhead;
mod markdown;
mod markdown_file;
mod marks;
pub mod neighbour;
mod outline;
mod outlined;
#[cfg(feature = "pdf")]
mod pdf;
mod problem;
pub mod published;
mod recipients;
pub mod repair;
mod school;
mod secrets;
mod signing;
mod summary;
mod symbols;
mod tables;
mod tally;
mod text_file;
mod themes;
mod title;
mod traces;
#[cfg(feature = "pdf")]
mod vietnamese;
mod width;

pub use crate::foreign::limits;
use flow::{ImportDoubt, ImportLoss};
pub use flow::{ImportPlace, ImportedItem, ImportedText, Paragraph, Raised};
pub use front_matter::{Todo, place_words, quote, short_slug};
#[cfg(feature = "pdf")]
pub use pdf::{PageRaster, RecognisedPage};
pub use problem::Problem;
pub use repair::Repair;
pub use summary::Summary;
use tally::Counted;
pub use tally::{Aside, Tally};
pub use title::school_year;
pub use traces::PdfTraces;

use crate::catalogue::Language;
use crate::content::registry::Registries;
use crate::foreign::content::{self as content_of_file, Refusal};
use crate::foreign::kinds;
use dissect::DissectedFile;
use found::{OfficialLayout, ReadValue};
use issuer::IssuingBody;
use sha2::{Digest, Sha256};
#[cfg(feature = "pdf")]
use std::collections::BTreeMap;
use std::io::Cursor;
use summary::Account;

/// What is imported, and how.
#[derive(Clone, Copy, Debug)]
pub struct ImportRequest<'a> {
    /// The file's own name, without folders.
    pub name: &'a str,
    /// Its bytes.
    pub bytes: &'a [u8],
    /// Types, issuers, themes.
    pub registries: &'a Registries,
    /// Who issued it, where the person says so.
    pub issuer: Option<&'a str>,
    /// File name without ending that the Markdown file is to have, where the person says so.
    pub stem: Option<&'a str>,
    /// Whether the original may stand beside it on the site.
    pub attaching: Attaching,
    /// Language of the remarks in the front matter.
    pub language: Language,
}

/// Whether the original is attached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attaching {
    /// It is not: something in it may not leave the office.
    Never,
    /// It is, unless it says that it is a draft.
    UnlessDraft,
    /// It is, whatever it says: a person wants it.
    Always,
}

/// The original, to be put beside the Markdown file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttachedOriginal {
    /// File name, made safe.
    pub file: String,
    /// `.docx`, as shown to readers.
    pub format: String,
    /// SHA-256 of its bytes, hexadecimal.
    pub sha256: String,
}

/// A document as it will stand in the site's content.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The Markdown file, front matter included; ends with a line end.
    pub markdown: String,
    /// File name without ending: `06-ct-ubnd-2024`.
    pub stem: String,
    /// Folder below `content`: the issuer's place or key.
    pub folder: String,
    /// Who signed it, as far as that was read.
    pub signer: Option<String>,
    /// The original, where it may be attached.
    pub attached: Option<AttachedOriginal>,
    /// All repairs, in order of the file.
    pub repairs: Vec<Repair>,
    /// What a person has to supply or check.
    pub todos: Vec<Todo>,
    /// Warnings: losses, lines that nothing was made of.
    pub problems: Vec<Problem>,
    /// The words by which the file says that it is a draft.
    pub draft: Option<String>,
    /// The line about the file that a person reads.
    pub summary: Summary,
    /// Name and row for `content/issuers.yaml`, where the issuer has none.
    pub issuer_row: Option<(String, String)>,
}

/// Imports one file.
///
/// # Errors
/// The problem that made it impossible: a format that cannot be read, a scan, a limit, a mark of secrecy.
pub fn import(request: &ImportRequest<'_>) -> Result<Imported, Problem> {
    let format = ImportFormat::of(request.name, request.bytes)?;
    let flow = format.read(request.bytes)?;
    let words = Counted::of(format, request.bytes, &flow)?;
    of_text(flow, words, request)
}

/// What another program must make of a file before it can be imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conversion {
    /// A Word file; the ending of the format that it has.
    Word(&'static str),
    /// What a machine recognises on this picture.
    Picture,
}

/// What is to be made of a file before it can be imported; `None`: it is read as it is, or not at all.
pub fn to_convert(name: &str, bytes: &[u8]) -> Option<Conversion> {
    match ImportFormat::of(name, bytes) {
        Ok(ImportFormat::Old(ending)) => Some(Conversion::Word(ending)),
        Ok(ImportFormat::Picture) => Some(Conversion::Picture),
        _ => None,
    }
}

/// The pages of a PDF that have no words of their own, from 1, or all of them: see [`import_recognised`].
///
/// # Errors
/// As [`import`].
#[cfg(feature = "pdf")]
pub fn pages_to_recognise(bytes: &[u8], all: bool) -> Result<Vec<u32>, Problem> {
    pdf::pages_to_recognise(bytes, all)
}

/// Imports a PDF, or a picture, with what was recognised on its pages (from 1).
///
/// # Errors
/// As [`import`]; and where that is no Vietnamese.
#[cfg(feature = "pdf")]
pub fn import_recognised(
    request: &ImportRequest<'_>,
    pages: &BTreeMap<u32, RecognisedPage>,
) -> Result<Imported, Problem> {
    let flow = match ImportFormat::of(request.name, request.bytes)? {
        ImportFormat::Pdf => pdf::read_with(request.bytes, pages)?,
        _ => pdf::of_pictures(&pages.values().cloned().collect::<Vec<_>>())?,
    };
    let words = Counted::of(ImportFormat::Pdf, request.bytes, &flow)?;
    of_text(flow, words, request)
}

/// Imports one file of an old format. `word`: the Word file that `program` made of it.
///
/// # Errors
/// As [`import`].
pub fn import_converted(request: &ImportRequest<'_>, word: &[u8], program: &str) -> Result<Imported, Problem> {
    let mut flow = docx::read(word)?;
    // What a program made of a file is not what was signed until a person compared both.
    flow.doubts.push(ImportDoubt { page: None, words: None, why: "import-doubt-converted" });
    flow.losses.push(ImportLoss::of_file("import-converted", program));
    let words = Counted::of(ImportFormat::Word, word, &flow)?;
    of_text(flow, words, request)
}

fn of_text(mut flow: ImportedText, words: Counted, request: &ImportRequest<'_>) -> Result<Imported, Problem> {
    marks::settle(&mut flow);
    let aside = std::mem::take(&mut flow.aside);
    let mut repairs = std::mem::take(&mut flow.repairs);
    repair::clean(&mut flow, &mut repairs);
    let mut problems = Vec::new();
    secrets::refuse(&flow, &mut problems)?;
    let (doubts, signatures) = (std::mem::take(&mut flow.doubts), std::mem::take(&mut flow.signatures));
    let margins = std::mem::take(&mut flow.margins);
    let begin = opening(&flow);
    let mut draft = DissectedFile::read(flow, request, &mut repairs);
    draft.told.splice(0..0, problems);
    draft.stamp = drafts::take(&mut draft.layout, &margins, &draft.losses);
    draft.told.extend(head_unread(&draft.layout, &begin));
    if draft.parts.is_empty() && draft.layout.title.is_none() {
        return Err(Problem::new("import-no-text"));
    }
    let body = outline::body(&draft.parts, &draft.footnotes, &mut repairs);
    title::restore_case(&mut draft.layout, &body);
    let mut issuer = draft.issuer(request);
    draft.layout.doubt_by(&doubts);
    issuer.iter_mut().for_each(|issuer| issuer.doubt_by(&doubts));
    draft.signatures = signatures;
    let account = Account::open(words, aside, &draft, request, issuer.is_some());
    let mut imported = finish(draft, request, issuer, &body, repairs);
    account.close(&mut imported);
    Ok(imported)
}

/// The first lines of the text, as they stand in the file.
fn opening(flow: &ImportedText) -> Vec<(ImportPlace, String)> {
    const LINES: usize = 8;
    let lines = flow.paragraphs().flat_map(|paragraph| {
        let at = paragraph.at;
        paragraph.text().split('\n').map(|line| (at, join::squeezed(line))).collect::<Vec<_>>()
    });
    lines.filter(|(_, line)| !line.is_empty()).take(LINES).collect()
}

/// Where neither type nor number, or no title, could be read of a head, the lines in which they should stand are quoted.
fn head_unread(layout: &OfficialLayout, begin: &[(ImportPlace, String)]) -> Option<Problem> {
    let unread = layout.kind.is_none() && layout.number.is_none() || layout.title.is_none();
    let (at, _) = begin.first().filter(|_| unread)?;
    let quoted = begin.iter().map(|(_, line)| line.as_str()).collect::<Vec<_>>().join(" / ");
    let quoted = match quoted.char_indices().nth(LONGEST_HEAD_QUOTED) {
        Some((end, _)) => format!("{}…", &quoted[..end]),
        None => quoted,
    };
    Some(Problem::warning("import-head-unread").with("text", quoted.clone()).at(*at, quoted))
}

/// Letters of a head that is quoted.
const LONGEST_HEAD_QUOTED: usize = 300;

/// The text of a file as its reader gives it, before anything is left out or made of it: for a person who compares.
///
/// # Errors
/// As [`import`].
pub fn original(name: &str, bytes: &[u8]) -> Result<ImportedText, Problem> {
    ImportFormat::of(name, bytes)?.read(bytes)
}

/// Width and height of the pages of a PDF as they are shown, in points; `None` for any other file.
pub fn page_sizes(bytes: &[u8]) -> Option<Vec<(f32, f32)>> {
    #[cfg(feature = "pdf")]
    return bytes.starts_with(b"%PDF").then(|| pdf::sizes(bytes).ok())?;
    #[cfg(not(feature = "pdf"))]
    return None.filter(|_: &Vec<_>| bytes.is_empty());
}

fn finish(
    mut draft: DissectedFile,
    request: &ImportRequest<'_>,
    issuer: Option<ReadValue<IssuingBody>>,
    body: &str,
    mut repairs: Vec<Repair>,
) -> Imported {
    draft.losses.sort_by_key(|loss| (loss.at.is_none(), loss.at));
    let layout = &draft.layout;
    let id = front_matter::make_id(layout, issuer.as_ref());
    let stem = request.stem.map_or_else(|| stem(layout, id.as_deref(), request.name), str::to_owned);
    let is_held_back = match request.attaching {
        Attaching::Never => true,
        Attaching::UnlessDraft => draft.stamp.is_some(),
        Attaching::Always => false,
    };
    let (attached, refused) = match attached(request, &stem) {
        Ok(attached) => (Some(attached).filter(|_| !is_held_back), None),
        Err(refused) => (None, refused),
    };
    let title = layout.title.as_ref().map(|title| title.value.clone()).unwrap_or_default();
    let themes = themes::propose(&title, body, &request.registries.themes);
    let sheet = front_matter::FrontMatterFacts {
        layout,
        issuer: issuer.clone(),
        id,
        school_year: title::school_year(&title),
        themes: &themes,
        source: request.name,
        attached: attached.as_ref(),
        is_draft: draft.stamp.is_some(),
        losses: &draft.losses,
        signatures: &draft.signatures,
        language: request.language,
    };
    let written = front_matter::write(&sheet);
    let is_told = |problem: &Problem| draft.losses.iter().any(|loss| loss.code == problem.code);
    let refused = refused.filter(|problem| !is_told(problem));
    let mut problems: Vec<Problem> = draft.losses.iter().map(of_loss).chain(draft.told).chain(refused).collect();
    for (at, text) in &layout.left_out {
        problems.push(Problem::warning("import-left-out").with("text", text.clone()).at(*at, text.clone()));
    }
    if let Some((at, words)) = &draft.stamp {
        problems.push(Problem::warning("import-draft").with("text", words.clone()).at(*at, words.clone()));
    }
    repairs.sort_by_key(|repair| (repair.at, repair.kind));
    let unknown = issuer.as_ref().filter(|found| !found.value.known);
    let summary = Summary::of(&draft.parts, draft.footnotes.len(), &written.todos);
    Imported {
        markdown: format!("{}\n{body}\n", written.text),
        stem,
        folder: folder(issuer.as_ref()),
        signer: layout.signature.as_ref().map(|signature| signature.value.name.clone()),
        attached,
        repairs,
        todos: written.todos,
        problems,
        draft: draft.stamp.map(|(_, words)| words),
        summary,
        issuer_row: unknown.map(|found| (found.value.issuer.name.clone(), issuer_row(&found.value.issuer))),
    }
}

fn of_loss(loss: &ImportLoss) -> Problem {
    let problem = Problem::warning(loss.code).with("what", loss.what.clone());
    match loss.at {
        Some(at) => problem.at(at, loss.what.clone()),
        None => problem,
    }
}

/// `06-ct-ubnd-2024`, else the last part of the id, else the file's own name.
fn stem(layout: &OfficialLayout, id: Option<&str>, name: &str) -> String {
    let numbered = layout.number.as_ref().map(|number| {
        let year = layout.date.as_ref().filter(|_| number.value.own_year().is_none());
        let year = year.map(|date| format!("-{}", date.value.year())).unwrap_or_default();
        format!("{}{year}", number.value.slug())
    });
    let stem = numbered.or_else(|| id.and_then(|id| id.rsplit('/').next().map(str::to_owned)));
    let own = || front_matter::short_slug(name.rsplit_once('.').map_or(name, |(stem, _)| stem));
    stem.filter(|stem| !stem.is_empty()).unwrap_or_else(own)
}

fn folder(issuer: Option<&ReadValue<IssuingBody>>) -> String {
    let Some(found) = issuer else { return String::new() };
    let issuer = &found.value.issuer;
    issuer
        .province
        .as_ref()
        .or(issuer.place.as_ref())
        .map_or_else(|| issuer.key.clone(), |place| crate::text::slug(place))
}

/// A row to paste, on one line: the name tells everything that a rule can tell, but not always the province.
fn issuer_row(issuer: &crate::content::registry::Issuer) -> String {
    use crate::content::registry::{Level, System};
    let level = Level::ALL.iter().find(|(_, other)| *other == issuer.level).map_or("province", |(word, _)| word);
    let system = System::ALL.iter().find(|(_, other)| *other == issuer.system).map_or("state", |(word, _)| word);
    let text = |value: &str| if value.contains([',', '[', '{', ':']) { format!("\"{value}\"") } else { quote(value) };
    let mut row = format!(
        "- {{key: {}, name: {}, official_name: {}",
        issuer.key,
        text(&issuer.name),
        text(&issuer.official_name)
    );
    if !issuer.codes.is_empty() {
        row.push_str(&format!(", codes: [{}]", issuer.codes.join(", ")));
    }
    row.push_str(&format!(", level: {level}, system: {system}"));
    if let Some(place) = &issuer.place {
        row.push_str(&format!(", place: {}", text(place)));
    }
    row.push_str(&format!(", province: {}}}", issuer.province.as_deref().map_or_else(|| "…".to_owned(), text)));
    row
}

/// The original has the name of the Markdown file beside it: two files of the same name from two desks do not clash.
/// None where no site may serve it (no page, no macros), and what to say of that where nothing else says it.
fn attached(request: &ImportRequest<'_>, stem: &str) -> Result<AttachedOriginal, Option<Problem>> {
    let ending = kinds::ending(request.name);
    let file = format!("{stem}.{ending}");
    match content_of_file::refusal(&file, &[], &mut Cursor::new(request.bytes)) {
        Ok(None) => {
            let hash = Sha256::digest(request.bytes);
            let sha256 = hash.iter().map(|byte| format!("{byte:02x}")).collect();
            Ok(AttachedOriginal { file, format: format!(".{ending}"), sha256 })
        }
        Ok(Some(Refusal::Never)) | Err(_) => Err(None),
        Ok(Some(Refusal::Macros)) => Err(Some(Problem::warning("import-macros"))),
        Ok(Some(_)) => Err(Some(Problem::warning("import-not-attached").with("text", ending))),
    }
}

/// What a PDF holds besides the text that an import keeps.
///
/// # Errors
/// As [`import`], but for scans, which are no problem; and a build that reads no PDF.
pub fn pdf_traces(bytes: &[u8]) -> Result<PdfTraces, Problem> {
    #[cfg(feature = "pdf")]
    return pdf::inspect(bytes);
    #[cfg(not(feature = "pdf"))]
    {
        let _ = bytes;
        Err(Problem::new("import-pdf-not-built").with("feature", "pdf"))
    }
}

/// What to say of a file of more than [`limits::LARGEST_FILE`] bytes.
pub fn too_large() -> Problem {
    Problem::new("import-too-large").with("limit", (limits::LARGEST_FILE / 1024 / 1024).to_string())
}

/// Endings of the names of files that can be imported, in lower case.
pub const ENDINGS: [&str; 12] =
    ["docx", "docm", "pdf", "html", "htm", "xhtml", "md", "markdown", "txt", "doc", "odt", "rtf"];

/// The formats that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ImportFormat {
    Word,
    Pdf,
    Html,
    Markdown,
    Text,
    /// One that another program turns into [`Self::Word`]; its ending.
    Old(&'static str),
    /// A picture of pages.
    Picture,
}

impl ImportFormat {
    /// By the name's ending, which the content must bear out.
    fn of(name: &str, bytes: &[u8]) -> Result<Self, Problem> {
        if bytes.len() as u64 > limits::LARGEST_FILE {
            return Err(too_large());
        }
        if bytes.iter().all(u8::is_ascii_whitespace) {
            return Err(Problem::new("import-empty"));
        }
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_lowercase();
        let wanted = match ending.as_str() {
            "docx" | "docm" => Self::Word,
            "pdf" => Self::Pdf,
            "html" | "htm" | "xhtml" => Self::Html,
            "md" | "markdown" => Self::Markdown,
            "txt" => Self::Text,
            "doc" => Self::Old("doc"),
            "odt" => Self::Old("odt"),
            "rtf" => Self::Old("rtf"),
            "png" | "jpg" | "jpeg" | "tif" | "tiff" => Self::Picture,
            _ => return Err(Problem::new("import-format").with("text", ending)),
        };
        match content::found(bytes) {
            content::FileContent::Locked => Err(Problem::new("import-encrypted")),
            found if found.fits(wanted) => Ok(wanted),
            found => Err(Problem::new("import-wrong-ending").with("text", ending).with("found", found.key())),
        }
    }

    fn read(self, bytes: &[u8]) -> Result<ImportedText, Problem> {
        match self {
            Self::Word => docx::read(bytes),
            #[cfg(feature = "pdf")]
            Self::Pdf => pdf::read(bytes),
            #[cfg(not(feature = "pdf"))]
            Self::Pdf => Err(Problem::new("import-pdf-not-built").with("feature", "pdf")),
            Self::Html => html::read(bytes),
            Self::Markdown => markdown_file::read(bytes),
            Self::Text => text_file::read(bytes),
            Self::Old(ending) => Err(Problem::new("import-no-libreoffice").with("text", ending)),
            Self::Picture => Err(Problem::new("import-no-tesseract")),
        }
    }
}
