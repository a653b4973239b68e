//! `content/addresses.tsv`: every address that was ever published, so that none is lost.
//!
//! In: the file, and the addresses the site answers now. Out: its entries, and the text with the new ones added
//! ([`Ledger::grow`]). Each line is `address ⇥ kind ⇥ label`, sorted by address (bytes, as
//! `LC_ALL=C sort` does); a line, once there, is never changed or removed by the program.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::error::PublishError;
use crate::diagnostic::Diagnostic;
use crate::source::{Source, Span};

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
    /// Any other page: home, lists, about.
    Page,
}

impl AddressKind {
    /// All kinds.
    pub const ALL: [Self; 8] = [
        Self::Document,
        Self::Work,
        Self::Theme,
        Self::Issuer,
        Self::Type,
        Self::SchoolYear,
        Self::Redirect,
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
            Self::Page => "page",
        }
    }

    /// Reads the word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// One line of the ledger.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LedgerEntry {
    /// Address within the site, starting with `/`: `/van-ban/…/`.
    pub address: String,
    /// What answered there first.
    pub kind: AddressKind,
    /// For the person who reads the file: the title when it was first published.
    pub label: String,
}

/// The ledger, read and found in order.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    entries: BTreeMap<String, (AddressKind, String)>,
}

impl Ledger {
    /// Reads the ledger from `path`; no file is an empty ledger. `shown` is the path for problems,
    /// relative to the site's root with `/`.
    ///
    /// # Errors
    /// Every line that is malformed, there twice or out of order, each with its line; or that the file cannot be read.
    pub fn read(path: &Path, shown: &str) -> Result<Self, Vec<Diagnostic>> {
        let bytes = match fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(vec![PublishError::io(path, error).diagnostic().in_file(shown)]),
        };
        match String::from_utf8(bytes) {
            Ok(text) => Self::parse(&Source::new(shown, text)),
            Err(_) => Err(vec![Diagnostic::error("ledger-not-unicode").in_file(shown)]),
        }
    }

    /// Reads the text of a ledger.
    ///
    /// # Errors
    /// As [`Ledger::read`].
    pub fn parse(source: &Source) -> Result<Self, Vec<Diagnostic>> {
        let mut entries = BTreeMap::new();
        let mut problems = Vec::new();
        let mut start = 0;
        let mut last = "";
        for line in source.text().split_inclusive('\n') {
            let span = Span::new(start, start + line.trim_end_matches(['\n', '\r']).len());
            start += line.len();
            let problem = |code| Diagnostic::error(code).at(source, span);
            // Git on Windows may have turned the line ends.
            match parse_line(source.slice(span)) {
                Err(code) => problems.push(problem(code).with("line", cut(source.slice(span)))),
                Ok((address, kind, label)) => {
                    if entries.insert(address.to_owned(), (kind, label.to_owned())).is_some() {
                        problems.push(problem("ledger-address-twice").with("address", address));
                    } else if address < last {
                        problems.push(problem("ledger-unsorted").with("address", address).with("before", last));
                    } else {
                        last = address;
                    }
                }
            }
        }
        if problems.is_empty() { Ok(Self { entries }) } else { Err(problems) }
    }

    /// All entries, by address.
    pub fn entries(&self) -> impl Iterator<Item = LedgerEntry> + '_ {
        self.entries.iter().map(|(address, (kind, label))| LedgerEntry {
            address: address.clone(),
            kind: *kind,
            label: label.clone(),
        })
    }

    /// The text of the ledger with `new` added; `None` if it has them all. Lines that are there stay as they are, with
    /// any kind and label the address has now; white space in a new label becomes single spaces.
    ///
    /// # Errors
    /// An address that could not be read back.
    pub fn grow(&self, new: impl IntoIterator<Item = LedgerEntry>) -> Result<Option<String>, Vec<Diagnostic>> {
        let mut entries = self.entries.clone();
        let mut problems = Vec::new();
        for entry in new {
            if !is_address(&entry.address) {
                problems.push(Diagnostic::error("ledger-address-malformed").with("line", cut(&entry.address)));
                continue;
            }
            entries.entry(entry.address).or_insert((entry.kind, plain(&entry.label)));
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        if entries.len() == self.entries.len() {
            return Ok(None);
        }
        let line = |(address, (kind, label)): (&String, &(AddressKind, String))| {
            format!("{address}\t{}\t{label}\n", kind.word())
        };
        Ok(Some(entries.iter().map(line).collect()))
    }
}

/// Replaces the ledger at `path` by `text`, in one step: after a failure it is the old one or the new one.
///
/// # Errors
/// I/O; the ledger is then the old one.
pub fn write(path: &Path, text: &str) -> Result<(), PublishError> {
    // A link to a ledger kept elsewhere stays a link.
    let path = if path.is_symlink() {
        path.canonicalize().map_err(|error| PublishError::io(path, error))?
    } else {
        path.to_owned()
    };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let new = folder.join(format!(".congbao-{name}.new"));
    let answer = replace(&path, &new, text).and_then(|()| super::switch::flush_folder(folder));
    answer.map_err(|error| {
        let _ = fs::remove_file(&new);
        PublishError::io(path, error)
    })
}

fn replace(path: &PathBuf, new: &PathBuf, text: &str) -> io::Result<()> {
    // What a killed run left under this name may be a link of an attacker: never write through it.
    match fs::remove_file(new) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = File::create_new(new)?;
    file.write_all(text.as_bytes())?;
    if let Ok(metadata) = fs::metadata(path) {
        file.set_permissions(metadata.permissions())?;
    }
    file.sync_all()?;
    drop(file);
    fs::rename(new, path)
}

fn parse_line(line: &str) -> Result<(&str, AddressKind, &str), &'static str> {
    let mut cells = line.split('\t');
    let (Some(address), Some(kind), Some(label), None) = (cells.next(), cells.next(), cells.next(), cells.next())
    else {
        return Err("ledger-line-malformed");
    };
    if !is_address(address) {
        return Err("ledger-address-malformed");
    }
    let kind = AddressKind::parse(kind).ok_or("ledger-kind-unknown")?;
    Ok((address, kind, label))
}

/// An address starts with one `/`, climbs nowhere, and has neither white space nor what would end its
/// path in a browser.
fn is_address(address: &str) -> bool {
    let Some(path) = address.strip_prefix('/') else { return false };
    let path = path.strip_suffix('/').unwrap_or(path);
    let refused = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '\\' | '?' | '#');
    address == "/"
        || !path.contains(refused) && path.split('/').all(|part| !part.is_empty() && part != "." && part != "..")
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

    fn entry(address: &str, kind: AddressKind, label: &str) -> LedgerEntry {
        LedgerEntry { address: address.into(), kind, label: label.into() }
    }

    fn parse(text: &str) -> Result<Ledger, Vec<Diagnostic>> {
        Ledger::parse(&Source::new("content/addresses.tsv", text))
    }

    #[test]
    fn grows_sorted_and_never_rewrites_a_line() {
        let ledger = parse("/b/\twork\told label\n").unwrap();
        let grown = ledger
            .grow([
                entry("/c.xml", AddressKind::Page, "nhiều\tkhoảng \n trắng"),
                entry("/b/", AddressKind::Document, "new label"),
                entry("/", AddressKind::Page, "Trang chủ"),
                entry("/B/", AddressKind::Theme, "x"),
            ])
            .unwrap();
        let expected = "/\tpage\tTrang chủ\n/B/\ttheme\tx\n/b/\twork\told label\n/c.xml\tpage\tnhiều khoảng trắng\n";
        assert_eq!(grown.as_deref(), Some(expected));
        let again = parse(expected).unwrap();
        assert_eq!(again.grow([entry("/b/", AddressKind::Page, "other")]).unwrap(), None);
        assert_eq!(again.entries().count(), 4);
    }

    #[test]
    fn every_bad_line_is_reported_with_its_line() {
        let text = "/b/\twork\tB\n/a/\twork\tA\nno address\twork\tx\n/c/\tworks\tx\n/d/\twork\n<<<<<<< HEAD\n/b/\twork\tB\n\n/e/../f/\tpage\tx\n";
        let problems = parse(text).unwrap_err();
        let found: Vec<(u32, &str)> =
            problems.iter().map(|problem| (problem.place.as_ref().unwrap().line, problem.code)).collect();
        assert_eq!(
            found,
            [
                (2, "ledger-unsorted"),
                (3, "ledger-address-malformed"),
                (4, "ledger-kind-unknown"),
                (5, "ledger-line-malformed"),
                (6, "ledger-line-malformed"),
                (7, "ledger-address-twice"),
                (8, "ledger-line-malformed"),
                (9, "ledger-address-malformed"),
            ]
        );
    }

    #[test]
    fn windows_line_ends_and_a_missing_last_one_are_read() {
        let ledger = parse("/a/\tdocument\tA\r\n/b/\twork\tB").unwrap();
        let labels: Vec<String> = ledger.entries().map(|entry| entry.label).collect();
        assert_eq!(labels, ["A", "B"]);
    }

    #[test]
    fn an_address_that_could_not_be_read_back_is_refused() {
        for address in ["", "a/", "//a/", "/a b/", "/a\tb/", "/../a", "/a/?b", "/a#b", "/a\\b"] {
            assert!(Ledger::default().grow([entry(address, AddressKind::Page, "")]).is_err(), "{address:?}");
        }
    }

    #[test]
    fn no_file_is_an_empty_ledger_and_bytes_are_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("addresses.tsv");
        assert!(Ledger::read(&path, "a").unwrap().entries().next().is_none());
        fs::write(&path, b"/\xff\tpage\t\n").unwrap();
        assert_eq!(Ledger::read(&path, "a").unwrap_err()[0].code, "ledger-not-unicode");
        assert_eq!(Ledger::read(folder.path(), "a").unwrap_err()[0].code, "publish-io");
    }

    #[test]
    fn is_written_in_one_step_and_leaves_nothing_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("addresses.tsv");
        fs::write(folder.path().join(".congbao-addresses.tsv.new"), "left by a killed run").unwrap();
        write(&path, "/\tpage\tA\n").unwrap();
        write(&path, "/\tpage\tB\n").unwrap();
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
        write(&link, "/\tpage\tA\n").unwrap();
        assert!(link.is_symlink());
        assert_eq!(fs::read_to_string(&real).unwrap(), "/\tpage\tA\n");
    }
}
