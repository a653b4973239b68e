//! `content/addresses.tsv`: every address that was ever published, so that none is lost.
//!
//! In: the file, and the addresses the site answers now. Out: its entries, and the text with the new ones added
//! ([`Ledger::grow`]), which waits beside the file until the site is switched ([`StagedLedger`]). Each line is
//! `address ⇥ kind ⇥ label`, that of a document `address ⇥ kind ⇥ label ⇥ number`, sorted by address (bytes, as
//! `LC_ALL=C sort` does); an address, once there, is never removed by the program. Numbers count documents in the order
//! in which they came, from 0: the search index is laid out by them, so that a new document moves no other. States
//! before wrote none; the next plain build adds them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::error::PublishError;
use crate::address::KnownAddress;
use crate::diagnostic::Diagnostic;
use crate::disk;
use crate::source::{Source, Span};

const BYTE_ORDER_MARK: &str = "\u{feff}";

/// What answered at an address when it was first published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AddressKind {
    /// A document.
    Document,
    /// A work that is not held.
    Work,
    /// A theme.
    Theme,
    /// An issuing body.
    Issuer,
    /// A document type.
    Type,
    /// A school year.
    SchoolYear,
    /// A redirect.
    Redirect,
    /// Something that lay below a page and has vanished; it leads there.
    Below,
    /// Any other page: home, lists, about.
    Page,
}

impl AddressKind {
    /// All kinds.
    pub const ALL: [Self; 9] = [
        Self::Document,
        Self::Work,
        Self::Theme,
        Self::Issuer,
        Self::Type,
        Self::SchoolYear,
        Self::Redirect,
        Self::Below,
        Self::Page,
    ];

    /// The word in the file.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Document => "document",
            Self::Work => "work",
            Self::Theme => "theme",
            Self::Issuer => "issuer",
            Self::Type => "type",
            Self::SchoolYear => "school-year",
            Self::Redirect => "redirect",
            Self::Below => "below",
            Self::Page => "page",
        }
    }

    /// Reads the word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// What a line says of its address.
#[derive(Clone, Debug)]
struct LedgerEntry {
    kind: AddressKind,
    label: String,
    number: Option<u32>,
}

/// The ledger, read.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    entries: BTreeMap<String, LedgerEntry>,
    /// What a merge of two branches leaves in the file and nothing is lost by: lines out of order, the same address
    /// twice, marks of a conflict. The first such line, as a warning.
    untidy: Option<Diagnostic>,
}

impl Ledger {
    /// Reads the ledger from `path`; no file is an empty ledger. `shown` is the path for problems,
    /// relative to the site's root with `/`.
    ///
    /// # Errors
    /// Every line that is malformed, each with its line; or that the file cannot be read.
    pub fn read(path: &Path, shown: &str) -> Result<Self, Vec<Diagnostic>> {
        let bytes = match disk::bytes(path, disk::LARGEST_LIST) {
            Ok(bytes) => bytes,
            // A link that leads nowhere may be that of a disk that is not there now.
            Err(unread) if unread.is_missing() && !path.is_symlink() => return Ok(Self::default()),
            Err(unread) => return Err(vec![unread.diagnostic(shown)]),
        };
        Self::parse(&disk::decode(shown, bytes).map_err(|problem| vec![problem])?)
    }

    /// Reads the text of a ledger.
    ///
    /// # Errors
    /// As [`Ledger::read`].
    pub fn parse(source: &Source) -> Result<Self, Vec<Diagnostic>> {
        let mut ledger = Self::default();
        let mut problems = Vec::new();
        let mut start = if source.text().starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len() } else { 0 };
        let mut last = "";
        for line in source.text()[start..].split_inclusive('\n') {
            // Git on Windows may have turned the line ends.
            let span = Span::new(start, start + line.trim_end_matches(['\n', '\r']).len());
            start += line.len();
            let line = source.slice(span);
            let problem = |problem: Diagnostic| problem.at(source, span).with("line", cut(line));
            let mut untidy = || _ = ledger.untidy.get_or_insert_with(|| problem(Diagnostic::warning("ledger-untidy")));
            if is_mark(line) || line.trim().is_empty() {
                untidy();
                continue;
            }
            match parse_line(line) {
                Err(code) => problems.push(problem(Diagnostic::error(code))),
                Ok((address, entry)) => {
                    if ledger.entries.contains_key(address) || address < last {
                        untidy();
                    } else {
                        last = address;
                    }
                    // Of two lines the first counts: it says the same of what is promised.
                    ledger.entries.entry(address.to_owned()).or_insert(entry);
                }
            }
        }
        if problems.is_empty() { Ok(ledger) } else { Err(problems) }
    }

    /// All entries, by address.
    pub fn entries(&self) -> impl Iterator<Item = KnownAddress> + '_ {
        self.entries.iter().map(|(address, entry)| KnownAddress {
            address: address.clone(),
            kind: entry.kind.word().to_owned(),
            label: entry.label.clone(),
        })
    }

    /// How many addresses it has.
    pub fn count(&self) -> usize {
        self.entries.len()
    }

    /// A warning where a merge has left the file out of order. Nothing is lost by it; [`Ledger::text`] is in order.
    pub fn untidy(&self) -> Option<&Diagnostic> {
        self.untidy.as_ref()
    }

    /// Adds what is new. Lines that are there stay as they are, with any kind and label the address has now; white
    /// space in a new label becomes single spaces. Out: how many were added.
    ///
    /// # Errors
    /// Every address that could not be read back; nothing is lost by adding the others.
    pub fn grow<'a>(&mut self, new: impl IntoIterator<Item = &'a KnownAddress>) -> Result<usize, Vec<Diagnostic>> {
        let before = self.entries.len();
        let mut problems = Vec::new();
        for KnownAddress { address, kind, label } in new {
            if self.entries.contains_key(address) {
                continue;
            }
            if !is_address(address) {
                problems.push(Diagnostic::error("ledger-address-malformed").with("line", cut(address)));
                continue;
            }
            let kind = AddressKind::parse(kind).unwrap_or(AddressKind::Page);
            self.entries.insert(address.clone(), LedgerEntry { kind, label: plain(label), number: None });
        }
        if problems.is_empty() { Ok(self.entries.len() - before) } else { Err(problems) }
    }

    /// Numbers of documents, by address. Where a merge of two branches has given one twice, the first line keeps it; one
    /// that is not less than the count of lines was never given.
    pub fn numbers(&self) -> BTreeMap<String, u32> {
        let mut taken = BTreeSet::new();
        let numbered = self.entries.iter().filter_map(|(address, entry)| Some((address, entry.number?)));
        let good = numbered.filter(|(_, number)| (*number as usize) < self.entries.len() && taken.insert(*number));
        good.map(|(address, number)| (address.clone(), number)).collect()
    }

    /// Writes numbers into the lines of these addresses. Out: how many lines that changed.
    pub fn number(&mut self, numbers: &BTreeMap<String, u32>) -> usize {
        let mut changed = 0;
        for (address, number) in numbers {
            if let Some(entry) = self.entries.get_mut(address).filter(|entry| entry.number != Some(*number)) {
                entry.number = Some(*number);
                changed += 1;
            }
        }
        changed
    }

    /// The text of the file.
    pub fn text(&self) -> String {
        let line = |(address, LedgerEntry { kind, label, number }): (&String, &LedgerEntry)| {
            let number = number.map(|number| format!("\t{number}")).unwrap_or_default();
            format!("{address}\t{}\t{label}{number}\n", kind.word())
        };
        self.entries.iter().map(line).collect()
    }
}

/// The next text of the ledger, beside it on the disk. It becomes the ledger by one rename; dropped before, it vanishes.
#[derive(Debug)]
pub struct StagedLedger {
    path: PathBuf,
    new: PathBuf,
    text: String,
}

impl StagedLedger {
    /// Writes `text` beside the ledger at `path`, so that there is room for it and the right to write it before
    /// anything is switched.
    ///
    /// # Errors
    /// I/O; the ledger is as it was.
    pub fn write(path: &Path, text: String) -> Result<Self, PublishError> {
        let (path, new) = places(path)?;
        let staged = Self { path, new, text };
        staged.fill().map_err(|error| PublishError::io(&staged.path, error))?;
        Ok(staged)
    }

    /// What the ledger will be.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Makes it the ledger, in one step: after a failure it is the old one or the new one.
    ///
    /// # Errors
    /// I/O; the ledger is then the old one.
    pub fn take_effect(self) -> Result<(), PublishError> {
        let folder = self.path.parent().unwrap_or(Path::new("."));
        let answer = fs::rename(&self.new, &self.path).and_then(|()| super::switch::flush_folder(folder));
        answer.map_err(|error| PublishError::io(&self.path, error))
    }

    fn fill(&self) -> io::Result<()> {
        // What a killed run left under this name may be a link of an attacker: never write through it.
        remove(&self.new)?;
        let mut file = File::create_new(&self.new)?;
        file.write_all(self.text.as_bytes())?;
        if let Ok(metadata) = fs::metadata(&self.path) {
            file.set_permissions(metadata.permissions())?;
        }
        file.sync_all()
    }
}

impl Drop for StagedLedger {
    fn drop(&mut self) {
        // Gone already where it has become the ledger. A failure is not worth a word: the next build removes it.
        let _ = remove(&self.new);
    }
}

/// Removes what a killed build left beside the ledger at `path`.
pub fn clear(path: &Path) {
    if let Ok((_, new)) = places(path) {
        let _ = remove(&new);
    }
}

/// Where the ledger is (a link to one kept elsewhere stays a link), and where its next text stands.
fn places(path: &Path) -> Result<(PathBuf, PathBuf), PublishError> {
    let path = if path.is_symlink() {
        path.canonicalize().map_err(|error| PublishError::io(path, error))?
    } else {
        path.to_owned()
    };
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let new = path.with_file_name(format!(".congbao-{name}.new"));
    Ok((path, new))
}

fn remove(file: &Path) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// A line that git writes around what two branches say differently.
fn is_mark(line: &str) -> bool {
    line == "=======" || ["<<<<<<< ", "||||||| ", ">>>>>>> "].iter().any(|mark| line.starts_with(mark))
}

fn parse_line(line: &str) -> Result<(&str, LedgerEntry), &'static str> {
    let cells: Vec<&str> = line.split('\t').collect();
    let (address, kind, label, number) = match cells[..] {
        [address, kind, label] => (address, kind, label, None),
        [address, kind, label, number] => (address, kind, label, Some(number)),
        _ => return Err("ledger-line-malformed"),
    };
    if !is_address(address) {
        return Err("ledger-address-malformed");
    }
    let kind = AddressKind::parse(kind).ok_or("ledger-kind-unknown")?;
    let number = number.map(str::parse).transpose().map_err(|_| "ledger-line-malformed")?;
    Ok((address, LedgerEntry { kind, label: label.to_owned(), number }))
}

/// An address starts with one `/`, climbs nowhere, and has neither white space nor what would end its path in a browser;
/// one of an old portal may have a query.
fn is_address(address: &str) -> bool {
    let (path, query) = address.split_once('?').map_or((address, None), |(path, query)| (path, Some(query)));
    let Some(inner) = path.strip_prefix('/') else { return false };
    let inner = inner.strip_suffix('/').unwrap_or(inner);
    let refused = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '\\' | '?' | '#');
    let unsafe_in_query = |c: char| c != '?' && refused(c);
    query.is_none_or(|query| !query.is_empty() && !query.contains(unsafe_in_query))
        && (path == "/"
            || !inner.contains(refused) && inner.split('/').all(|part| !part.is_empty() && part != "." && part != ".."))
}

/// Whether a line of the ledger may begin so.
pub(super) fn is_line(address: &str, kind: &str) -> bool {
    is_address(address) && AddressKind::parse(kind).is_some()
}

/// A label as it stands in a tab-separated file: white space becomes single spaces.
pub(super) fn plain(label: &str) -> String {
    let label = label.split_whitespace().collect::<Vec<_>>().join(" ");
    label.chars().filter(|c| !c.is_control()).collect()
}

/// A line may be anything, of any length.
fn cut(line: &str) -> String {
    const LONGEST: usize = 80;
    let mut cut: String = line.chars().take(LONGEST).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if line.chars().nth(LONGEST).is_some() {
        cut.push('…');
    }
    cut
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(address: &str, kind: &str, label: &str) -> KnownAddress {
        KnownAddress { address: address.into(), kind: kind.into(), label: label.into() }
    }

    fn parse(text: &str) -> Result<Ledger, Vec<Diagnostic>> {
        Ledger::parse(&Source::new("content/addresses.tsv", text))
    }

    #[test]
    fn grows_sorted_and_never_rewrites_a_line() {
        let mut ledger = parse("/b/\twork\told label\n").unwrap();
        let new = [
            entry("/c.xml", "page", "nhiều\tkhoảng \n trắng"),
            entry("/b/", "document", "new label"),
            entry("/", "page", "Trang chủ"),
            entry("/B/", "theme", "x"),
        ];
        assert_eq!(ledger.grow(&new).unwrap(), 3);
        let expected = "/\tpage\tTrang chủ\n/B/\ttheme\tx\n/b/\twork\told label\n/c.xml\tpage\tnhiều khoảng trắng\n";
        assert_eq!(ledger.text(), expected);
        let mut again = parse(expected).unwrap();
        assert_eq!(again.grow(&[entry("/b/", "page", "other")]).unwrap(), 0);
        assert_eq!((again.text().as_str(), again.count()), (expected, 4));
    }

    #[test]
    fn numbers_are_kept_completed_and_mended() {
        let mut ledger =
            parse("/a/\tdocument\tA\t1\n/b/\tdocument\tB\n/c/\tdocument\tC\t1\n/d/\tpage\tD\t7\n").unwrap();
        let numbers = |ledger: &Ledger| ledger.numbers().into_values().collect::<Vec<_>>();
        assert_eq!(numbers(&ledger), [1], "given twice: the first keeps it; 7 of four lines was never given");
        let wanted = [("/a/", 1), ("/b/", 2), ("/c/", 3), ("/x/", 4)];
        let wanted = wanted.map(|(address, number)| (address.to_owned(), number)).into();
        assert_eq!((ledger.number(&wanted), ledger.number(&wanted)), (2, 0));
        let expected = "/a/\tdocument\tA\t1\n/b/\tdocument\tB\t2\n/c/\tdocument\tC\t3\n/d/\tpage\tD\t7\n";
        assert_eq!(ledger.text(), expected);
        assert_eq!(numbers(&parse(expected).unwrap()), [1, 2, 3]);
    }

    #[test]
    fn every_bad_line_is_reported_with_its_line() {
        let text =
            "/b/\twork\tB\nno address\twork\tx\n/c/\tworks\tx\n/d/\twork\n/e/../f/\tpage\tx\n/g/\tdocument\tG\tno\n";
        let problems = parse(text).unwrap_err();
        let found: Vec<(u32, &str)> =
            problems.iter().map(|problem| (problem.place.as_ref().unwrap().line, problem.code)).collect();
        assert_eq!(
            found,
            [
                (2, "ledger-address-malformed"),
                (3, "ledger-kind-unknown"),
                (4, "ledger-line-malformed"),
                (5, "ledger-address-malformed"),
                (6, "ledger-line-malformed"),
            ]
        );
    }

    #[test]
    fn what_a_merge_leaves_loses_nothing() {
        let good = "/a/\twork\tA\n/b/\twork\tB\n/c/\twork\tC\n";
        assert!(parse(good).unwrap().untidy().is_none());
        assert!(parse(&format!("\u{feff}{good}")).unwrap().untidy().is_none());
        for (text, line) in [
            ("<<<<<<< HEAD\n/a/\twork\tA\n=======\n/c/\twork\tC\n>>>>>>> nhánh\n/b/\twork\tB\n", 1),
            ("/b/\twork\tB\n/a/\twork\tA\n/c/\twork\tC", 2),
            ("/a/\twork\tA\n/a/\tdocument\tkhác\n/b/\twork\tB\n/c/\twork\tC\n", 2),
            ("/a/\twork\tA\r\n\r\n/b/\twork\tB\r\n/c/\twork\tC\r\n", 2),
        ] {
            let ledger = parse(text).unwrap();
            assert_eq!(ledger.text(), good, "{text}");
            assert_eq!(ledger.untidy().unwrap().place.as_ref().unwrap().line, line, "{text}");
        }
    }

    #[test]
    fn windows_line_ends_and_a_missing_last_one_are_read() {
        let ledger = parse("/a/\tdocument\tA\r\n/b/\twork\tB").unwrap();
        let labels: Vec<String> = ledger.entries().map(|entry| entry.label).collect();
        assert_eq!(labels, ["A", "B"]);
    }

    #[test]
    fn an_address_that_could_not_be_read_back_is_refused() {
        for address in ["", "a/", "//a/", "/a b/", "/a\tb/", "/../a", "/a/?", "/a?b c", "/a?b#c", "/a#b", "/a\\b"] {
            assert!(Ledger::default().grow(&[entry(address, "page", "")]).is_err(), "{address:?}");
        }
    }

    #[test]
    fn no_file_is_an_empty_ledger_and_bytes_are_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("addresses.tsv");
        assert!(Ledger::read(&path, "a").unwrap().entries().next().is_none());
        fs::write(&path, b"/\xff\tpage\t\n").unwrap();
        assert_eq!(Ledger::read(&path, "a").unwrap_err()[0].code, "file-not-utf8");
        assert_eq!(Ledger::read(folder.path(), "a").unwrap_err()[0].code, "file-not-regular");
        let failed = PublishError::io(&path, io::ErrorKind::TimedOut.into());
        assert_eq!(failed.diagnostic().code, "publish-io");
    }

    #[test]
    fn is_written_in_one_step_and_leaves_nothing_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("addresses.tsv");
        fs::write(folder.path().join(".congbao-addresses.tsv.new"), "left by a killed run").unwrap();
        for text in ["/\tpage\tA\n", "/\tpage\tB\n"] {
            let staged = StagedLedger::write(&path, text.to_owned()).unwrap();
            assert_ne!(fs::read_to_string(&path).ok().as_deref(), Some(text), "not before it takes effect");
            staged.take_effect().unwrap();
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
        }
        drop(StagedLedger::write(&path, String::new()).unwrap());
        assert_eq!(fs::read_to_string(&path).unwrap(), "/\tpage\tB\n");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_to_a_ledger_stays_a_link() {
        let folder = tempfile::tempdir().unwrap();
        let (real, link) = (folder.path().join("real.tsv"), folder.path().join("link.tsv"));
        fs::write(&real, "").unwrap();
        std::os::unix::fs::symlink("real.tsv", &link).unwrap();
        StagedLedger::write(&link, "/\tpage\tA\n".to_owned()).unwrap().take_effect().unwrap();
        assert!(link.is_symlink());
        fs::remove_file(&real).unwrap();
        assert_eq!(Ledger::read(&link, "a").unwrap_err()[0].code, "file-unreadable", "its disk is not there now");
        fs::write(&real, "/\tpage\tA\n").unwrap();
        assert_eq!(fs::read_to_string(&real).unwrap(), "/\tpage\tA\n");
    }
}
