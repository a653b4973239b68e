//! `neighbours:` in `congbao.yaml`: other sites of this kind, and which documents they hold, as `congbao neighbours update`
//! last wrote it into `content/neighbours/`.
//!
//! In: the value, the files. Out: [`NeighbourSite`]s; [`Elsewhere`] by the identity of the document. A document is the same
//! where type, number, day and issuer are; where a neighbour has two of one identity, it has none.

use super::files;
use super::node::Node;
use super::reader::{ValueReader, is_web_address};
use crate::diagnostic::{Diagnostic, Place};
use crate::source::{Source, Span};
use crate::text::name_key;
use crate::text::number::Number;
use crate::trace::{Keyed, kinds};
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::path::Path;

/// Keys of an item of `neighbours`.
pub const KEYS: [&str; 2] = ["address", "name"];
/// The folder of the files.
pub const FOLDER: &str = "content/neighbours";
/// Columns of a file.
pub const COLUMNS: [&str; 7] = ["type", "number", "date", "issuer", "address", "title", "anchors"];

/// Another site.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct NeighbourSite {
    /// Base address, ends in `/`.
    pub address: String,
    /// What readers see.
    pub name: String,
}

impl NeighbourSite {
    /// The file that says what it holds, below the root: `content/neighbours/vanban.laocai.edu.vn.tsv`.
    pub fn file(&self) -> String {
        let bare = self.address.split_once("://").map_or(self.address.as_str(), |(_, bare)| bare).trim_end_matches('/');
        let plain = |c: char| if c.is_ascii_alphanumeric() || c == '.' { c.to_ascii_lowercase() } else { '-' };
        format!("{FOLDER}/{}.tsv", bare.chars().map(plain).collect::<String>())
    }
}

/// A document that a neighbour holds.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Elsewhere {
    /// The neighbour's name.
    pub site: String,
    /// Whole address of the document.
    pub address: String,
    /// Anchors of its units, as far as they are known, with a space between each.
    pub anchors: String,
}

/// What neighbours hold, by [`identity_key`].
pub type Held = Keyed<Elsewhere, { kinds::ELSEWHERE }>;

/// What tells a document from all others.
pub fn identity_key(kind: &str, number: &Number, date: Date, issuer: &str) -> String {
    format!("{}\t{}\t{date}\t{}", name_key(kind), number.key(), name_key(issuer))
}

/// The sites. An address that is read without protection must be of this machine: what it says goes into pages.
pub(super) fn sites(reader: &mut ValueReader<'_>, node: &Node) -> Vec<(NeighbourSite, Span)> {
    let mut sites: Vec<(NeighbourSite, Span)> = Vec::new();
    for item in reader.items("neighbours", node) {
        let Some(fields) = reader.fields("neighbours", item, &KEYS) else { continue };
        let address = reader.required(&fields, "address").and_then(|node| reader.text("address", node));
        let name = reader.required(&fields, "name").and_then(|node| reader.text("name", node));
        let (Some(address), Some(name)) = (address, name) else { continue };
        let Some(base) = base(&address.value) else {
            reader.error("neighbour-address-invalid", address.span, &[("text", &address.value)]);
            continue;
        };
        let site = NeighbourSite { address: base, name: name.value };
        if sites.iter().any(|(other, _)| other.file() == site.file()) {
            reader.error("value-twice", address.span, &[("key", "neighbours"), ("text", &address.value)]);
            continue;
        }
        sites.push((site, address.span));
    }
    sites
}

/// The base address in normal form.
fn base(written: &str) -> Option<String> {
    let base = super::config::normal_base_url(written)?;
    let host = base.split('/').nth(2).unwrap_or_default();
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    let is_near = matches!(name, "localhost" | "127.0.0.1");
    let plain = host.is_ascii() && !host.contains('@');
    (plain && (base.starts_with("https://") || is_near) && is_web_address(&base)).then_some(base)
}

/// What the files say. Of two neighbours that hold a document the first in the configuration counts.
pub(super) fn read(
    root: &Path,
    config: &Source,
    sites: &[(NeighbourSite, Span)],
    diagnostics: &mut Vec<Diagnostic>,
) -> Held {
    let mut held = Held::default();
    for (site, span) in sites {
        let file = site.file();
        let before = diagnostics.len();
        let Some(source) = files::read_optional(root, &file, diagnostics) else {
            if diagnostics.len() == before {
                let problem = Diagnostic::warning("neighbour-not-asked").with("name", site.name.clone());
                diagnostics.push(problem.placed(Some(Place::of(config, *span))));
            }
            continue;
        };
        let mut rows: BTreeMap<String, Option<Elsewhere>> = BTreeMap::new();
        for row in parse(&source, diagnostics) {
            let Some(key) = row.key() else { continue };
            let address = format!("{}{}", site.address, row.address);
            let here = Elsewhere { site: site.name.clone(), address, anchors: row.anchors };
            rows.entry(key).and_modify(|known| *known = None).or_insert(Some(here));
        }
        for (key, row) in rows {
            if let Some(row) = row.filter(|_| !held.quietly().contains_key(&key)) {
                held.insert(key, row);
            }
        }
    }
    held
}

/// A line of a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Row {
    /// Số/ký hiệu; lines are sorted by it.
    pub number: String,
    /// ISO 8601.
    pub date: String,
    /// Type in words.
    pub kind: String,
    /// Name of the issuer.
    pub issuer: String,
    /// Address below that of the site.
    pub address: String,
    /// Trích yếu.
    pub title: String,
    /// Anchors of its units, with a space between each.
    pub anchors: String,
}

impl Row {
    /// What tells the document from all others, where it is known.
    pub fn key(&self) -> Option<String> {
        Some(identity_key(&self.kind, &Number::parse(&self.number)?, self.date.parse().ok()?, &self.issuer))
    }

    /// Whether it is fit to be written and read again: a page links to it.
    pub fn is_sound(&self) -> bool {
        let texts = [&self.number, &self.date, &self.kind, &self.issuer, &self.title];
        let is_plain = |text: &str| !text.chars().any(char::is_control);
        let in_path = |c: char| c.is_ascii_alphanumeric() || "-_.~/%".contains(c);
        let in_anchors = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == ' ';
        let is_inside = !self.address.split('/').any(|part| part == "." || part == "..");
        texts.iter().all(|text| is_plain(text))
            && !self.address.is_empty()
            && !self.address.starts_with('/')
            && self.address.chars().all(in_path)
            && self.anchors.chars().all(in_anchors)
            && is_inside
            && self.key().is_some()
    }
}

/// The lines of a file. The first that is none is an error; what comes after it is not read.
pub fn parse(source: &Source, diagnostics: &mut Vec<Diagnostic>) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut start = 0;
    for line in source.text().split_inclusive('\n') {
        let span = Span::new(start, start + line.trim_end().len());
        start += line.len();
        let line = line.trim_end_matches(['\r', '\n']);
        if line.is_empty() || line.starts_with('#') || line == COLUMNS.join("\t") {
            continue;
        }
        match row(line).filter(Row::is_sound) {
            Some(row) => rows.push(row),
            None => {
                let problem = Diagnostic::error("neighbour-row-invalid").placed(Some(Place::of(source, span)));
                diagnostics.push(problem);
                break;
            }
        }
    }
    rows
}

fn row(line: &str) -> Option<Row> {
    let columns: Vec<&str> = line.split('\t').collect();
    let [kind, number, date, issuer, address, title, anchors] = columns.as_slice() else { return None };
    let [kind, number, date, issuer, address, title, anchors] =
        [kind, number, date, issuer, address, title, anchors].map(|text| (*text).to_owned());
    Some(Row { number, date, kind, issuer, address, title, anchors })
}

/// The text of a file. `site`: of which it speaks; `day`: of its data.
pub fn print(site: &NeighbourSite, day: Option<&str>, rows: &[Row]) -> String {
    let mut text = format!("# {} {}\n{}\n", site.address, day.unwrap_or("?"), COLUMNS.join("\t"));
    for Row { number, date, kind, issuer, address, title, anchors } in rows {
        text += &format!("{kind}\t{number}\t{date}\t{issuer}\t{address}\t{title}\t{anchors}\n");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(address: &str, anchors: &str) -> String {
        format!("Quyết định\t12/QĐ-BGDĐT\t2024-03-05\tBộ Giáo dục và Đào tạo\t{address}\tVề một việc\t{anchors}")
    }

    #[test]
    fn only_safe_hosts_are_neighbours() {
        for (written, expected) in [
            ("https://vanban.example.vn", Some("https://vanban.example.vn/")),
            ("https://vanban.example.vn/so/", Some("https://vanban.example.vn/so/")),
            ("http://localhost:8000", Some("http://localhost:8000/")),
            ("http://vanban.example.vn", None),
            ("https://ai@vanban.example.vn", None),
            ("https://vanban.example.vn/?a", None),
            ("javascript:alert(1)", None),
        ] {
            assert_eq!(base(written).as_deref(), expected, "{written}");
        }
    }

    #[test]
    fn a_line_that_could_lead_elsewhere_is_none() {
        assert!(row(&line("van-ban/a/", "dieu-1 dieu-2")).is_some_and(|row| row.is_sound()));
        for (address, anchors) in [
            ("/van-ban/a/", ""),
            ("../a/", ""),
            ("javascript:alert(1)", ""),
            ("van-ban/\"onclick=", ""),
            ("van-ban/a/", "x\"y"),
            ("", ""),
        ] {
            assert!(row(&line(address, anchors)).is_none_or(|row| !row.is_sound()), "{address} {anchors}");
        }
    }

    #[test]
    fn what_is_printed_is_read_again() {
        let site = NeighbourSite { address: "https://a.example.vn/b/".to_owned(), name: "A".to_owned() };
        assert_eq!(site.file(), "content/neighbours/a.example.vn-b.tsv");
        let rows = vec![row(&line("van-ban/a/", "dieu-1")).expect("a row")];
        let source = Source::new("x", print(&site, Some("2026-01-02"), &rows));
        let mut problems = Vec::new();
        assert_eq!(parse(&source, &mut problems), rows);
        assert!(problems.is_empty());
    }
}
