//! The pages below `/__congbao/review/`: the original, the page made of it, and what is doubtful as a small form that
//! writes the front matter. `congbao import --review` opens them.
//!
//! In: [`ReviewFiles`], which knows the files and writes them. Out: replies. Reading is open to all that the preview
//! answers; writing asks for more ([`may_write`]): a `POST` with our own `Origin`, and the key that only our own pages
//! carry, in a header that no form of another page can send.
//!
//! A file is named by its place in the list that the command gave, so no address can mean another one. The form carries
//! the hash of the file that it was made from: what was saved elsewhere meanwhile is never overwritten.

mod form;
mod original;
mod page;
mod save;
use super::http::{Reply, Request};
use super::panel::{OURS, Scribe, escaped};
use super::state::PreviewState;
use crate::diagnostic::Diagnostic;
use crate::import::ImportedText;
use crate::writing::review::{Change, ReviewSheet};

/// Bytes of what a form sends. Recipients of a long list are a few thousand.
pub(super) const LARGEST_FORM: usize = 64 * 1024;
/// The address of the review below that of the preview.
pub const REVIEW: &str = "__congbao/review/";
/// Below [`OURS`].
pub(super) const FOLDER: &str = "review/";

const HTML: &str = "text/html; charset=utf-8";

/// The files that are looked at. Asked from several threads.
pub trait ReviewFiles: Send + Sync {
    /// Their paths relative to the site's root, with `/`, in order.
    fn paths(&self) -> Vec<String>;

    /// What may be chosen in the form.
    fn choices(&self) -> Choices;

    /// A file as it is now.
    ///
    /// # Errors
    /// Why its front matter cannot be read.
    fn look(&self, index: usize) -> Result<ReviewedFile, Vec<Diagnostic>>;

    /// The original of a file.
    fn original(&self, index: usize) -> Original;

    /// A page of the original, from 1: the type of the picture, its bytes.
    fn picture(&self, index: usize, page: u32) -> Option<(&'static str, Vec<u8>)>;

    /// The bytes of an original that is a PDF.
    fn pdf(&self, index: usize) -> Option<Vec<u8>>;

    /// Writes one field, where the file is still the one that `seen` names.
    ///
    /// # Errors
    /// Why nothing was written.
    fn save(&self, index: usize, seen: &str, field: &str, change: Change) -> Result<(), SaveRefused>;

    /// Adds a row to the site's issuers.
    ///
    /// # Errors
    /// Why nothing was written.
    fn add_issuer(&self, row: &str) -> Result<(), SaveRefused>;
}

/// What may be chosen: keys with their names, in the order in which they are offered.
#[derive(Clone, Debug, Default)]
pub struct Choices {
    /// Types of documents.
    pub kinds: Vec<(String, String)>,
    /// Issuing bodies.
    pub issuers: Vec<(String, String)>,
    /// Themes.
    pub themes: Vec<(String, String)>,
    /// Today, as days are written in front matter.
    pub today: String,
}

/// A file as it is now.
#[derive(Clone, Debug, Default)]
pub struct ReviewedFile {
    /// Names the file's bytes.
    pub seen: String,
    /// Its front matter as a form.
    pub sheet: ReviewSheet,
    /// Where its page is; `None` while errors keep it from being made.
    pub address: Option<String>,
    /// What is wrong with it, beside what is left to do.
    pub problems: Vec<Diagnostic>,
    /// Its issuer is in no registry: the row that would make it known.
    pub issuer_row: Option<String>,
}

impl ReviewedFile {
    /// How much a person still has to look at.
    pub fn left(&self) -> usize {
        self.sheet.doubts() + usize::from(self.issuer_row.is_some())
    }
}

/// The field of [`ReviewedFile::issuer_row`].
const NEW_ISSUER: &str = "+issuer";

/// What a document was made of.
#[derive(Clone, Debug)]
pub enum Original {
    /// A picture, or a PDF whose pages can be drawn: their sizes, in points (0 where they are not known), and its text
    /// as far as it can be read.
    Pages(Vec<(f32, f32)>, Option<ImportedText>),
    /// A PDF that only the browser can show.
    Pdf(Option<ImportedText>),
    /// Text alone.
    Text(ImportedText),
    /// It is not there, or cannot be shown: the file's name, where that is known.
    Missing(Option<String>),
}

/// Why nothing was written.
#[derive(Clone, Debug)]
pub enum SaveRefused {
    /// The file changed since the form was made.
    Changed,
    /// The field is written in a way that the form cannot change.
    ByHand,
    /// A value was expected. True: a document cannot be without it.
    Empty(bool),
    /// The disk's answer.
    Unwritable(String),
    /// The value is wrong.
    Wrong(Vec<Diagnostic>),
}

/// Whether a request may write. `host` (the header) was checked before.
pub(super) fn may_write(request: &Request, host: &str, key: &str) -> bool {
    let only = |name: &str| {
        let mut values = request.headers(name);
        values.next().filter(|_| values.next().is_none())
    };
    let is_ours = only("Origin").is_some_and(|origin| origin.eq_ignore_ascii_case(&format!("http://{host}")));
    let is_form = only("Content-Type").is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"));
    let is_near = request.headers("Sec-Fetch-Site").all(|site| site == "same-origin");
    is_ours && is_form && is_near && only("Congbao-Key") == Some(key)
}

/// Answers what lies below [`FOLDER`]; `name` is the rest of the address.
pub(super) fn answer(files: &dyn ReviewFiles, name: &str, request: &Request, state: &PreviewState) -> Reply {
    let scribe = Scribe::of(state);
    match name {
        "" => return Reply::redirect(format!("{OURS}{FOLDER}{}/", first_left(files) + 1)),
        "review.js" => return Reply::ok("text/javascript; charset=utf-8", page::SCRIPT),
        "review.css" => return Reply::ok("text/css; charset=utf-8", page::STYLE),
        _ => {}
    }
    let (number, rest) = name.split_once('/').unwrap_or((name, "-"));
    let paths = files.paths();
    let index = number.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
    let Some(index) = index.filter(|index| *index < paths.len()) else { return Reply::plain(404, "not found") };
    let is_post = request.method == "POST";
    match rest {
        "save" if is_post => save::answer(files, index, &request.body, scribe),
        _ if is_post => Reply::only_reading(),
        "" => Reply::ok(HTML, page::page(files, index, &paths, state)),
        "form" => Reply::ok(HTML, form::form(files, index, scribe)),
        "original" => Reply::ok(HTML, original::original(&files.original(index), index, scribe)),
        "original.pdf" => match files.pdf(index) {
            Some(bytes) => Reply::ok("application/pdf", bytes).framed_by_us(),
            None => Reply::plain(404, "not found"),
        },
        _ => {
            let page = rest.strip_prefix("page/").and_then(|rest| rest.strip_suffix(".png"));
            let picture = page.and_then(|page| page.parse().ok()).and_then(|page| files.picture(index, page));
            picture.map_or_else(|| Reply::plain(404, "not found"), |(kind, bytes)| Reply::ok(kind, bytes))
        }
    }
}

/// The first file that something is left to do in; the first of all where nothing is.
fn first_left(files: &dyn ReviewFiles) -> usize {
    let count = files.paths().len();
    (0..count).find(|index| files.look(*index).is_ok_and(|file| file.left() > 0)).unwrap_or(0)
}

/// The name of a key of front matter, for people.
fn label(key: &str, scribe: Scribe<'_>) -> String {
    let words = crate::catalogue::find(scribe.language, &format!("review.label-{key}"));
    escaped(words.unwrap_or(key))
}
