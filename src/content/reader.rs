//! Decodes a [`Node`] tree into typed values, with an exact place for each of the many problems a file may have.
//!
//! In: nodes of one file. Out: values that are well formed (text composed and free of invisible characters, days
//! that exist, keys that are slugs) and diagnostics. A reader that has failed goes on reading, so that an editor sees
//! all mistakes of a file at once.

use super::addresses;
use super::front_matter::Located;
use super::key_names::{meant_key, meant_word};
use super::node::{Node, Scalar, Value};
use crate::address::{file_of, path};
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::{Source, Span};
use crate::text::number::Number;
use crate::text::{self, date};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// Reads the values of one file.
pub struct ValueReader<'a> {
    source: &'a Source,
    diagnostics: &'a mut Vec<Diagnostic>,
    failed: bool,
    reported: usize,
}

/// Keys whose values can be words of a document or names, quotation marks included.
const QUOTED: [&str; 7] = ["text", "name", "aliases", "synonyms", "spellings", "source", "recipients"];

/// Problems of one file that are reported one by one.
pub const MOST_PROBLEMS: usize = 200;

/// The entries of one mapping, keys known and unique.
pub struct Fields<'n> {
    entries: BTreeMap<&'n str, (Span, &'n Node)>,
    /// Known keys that unknown ones were taken for: they are not missed as well.
    meant: BTreeSet<&'static str>,
    /// The mapping's first key.
    pub span: Span,
}

impl<'n> Fields<'n> {
    /// The value of `key`; `None` where the key is missing or nothing was written after the colon.
    pub fn get(&self, key: &str) -> Option<&'n Node> {
        self.entries.get(key).map(|(_, node)| *node).filter(|node| !node.is_null())
    }

    /// Whether `key` is there, perhaps by a name that was reported as unknown.
    pub fn has(&self, key: &str) -> bool {
        self.meant.contains(key) || self.get(key).is_some()
    }

    /// Where `key` stands, with or without a value.
    pub fn place(&self, key: &str) -> Option<Span> {
        self.entries.get(key).map(|(span, _)| *span)
    }
}

impl<'a> ValueReader<'a> {
    /// A reader of values of `source`.
    pub const fn new(source: &'a Source, diagnostics: &'a mut Vec<Diagnostic>) -> Self {
        Self { source, diagnostics, failed: false, reported: 0 }
    }

    /// The file.
    pub const fn source(&self) -> &'a Source {
        self.source
    }

    /// Whether an error was reported.
    pub const fn has_failed(&self) -> bool {
        self.failed
    }

    /// Reports a problem. Past [`MOST_PROBLEMS`] a file's problems are only counted as failure: quoting each of a
    /// million mistakes on one endless line would take quadratic time, and no editor reads them.
    pub fn report(&mut self, diagnostic: Diagnostic) {
        self.failed |= diagnostic.severity == Severity::Error;
        self.reported += 1;
        if self.reported <= MOST_PROBLEMS {
            self.diagnostics.push(diagnostic);
        } else if self.reported == MOST_PROBLEMS + 1 {
            let limit = MOST_PROBLEMS.to_string();
            // Behind all the others, as its words say.
            let end = self.source.text().trim_end().len();
            let problem = Diagnostic::error("problems-too-many").at(self.source, Span::new(end, end));
            self.diagnostics.push(problem.with("limit", limit));
        }
    }

    /// The diagnostic `code` at `span`, not yet reported.
    fn problem(&self, code: &'static str, span: Span) -> Diagnostic {
        let diagnostic = Diagnostic::error(code);
        if self.reported < MOST_PROBLEMS { diagnostic.at(self.source, span) } else { diagnostic }
    }

    /// Reports the error `code` at `span` with the arguments given.
    pub fn error(&mut self, code: &'static str, span: Span, arguments: &[(&'static str, &str)]) {
        let mut diagnostic = self.problem(code, span);
        for (name, value) in arguments {
            diagnostic = diagnostic.with(name, *value);
        }
        self.report(diagnostic);
    }

    /// Reports that `written`, the value of `key`, names no row of a registry, with the key that was meant.
    pub fn unknown_key(&mut self, code: &'static str, key: &str, written: &Located<String>, meant: Option<&str>) {
        let mut diagnostic = self.problem(code, written.span).with("key", key).with("text", &*written.value);
        if let Some(meant) = meant {
            diagnostic = diagnostic.with("nearest", meant);
        }
        self.report(diagnostic);
    }

    /// One of a few words, with the value it stands for.
    pub fn choice<T: Copy>(&mut self, key: &str, node: &Node, choices: &[(&str, T)]) -> Option<T> {
        let text = self.text(key, node)?;
        if let Some((_, value)) = choices.iter().find(|(word, _)| *word == text.value) {
            return Some(*value);
        }
        let words: Vec<&str> = choices.iter().map(|(word, _)| *word).collect();
        let mut diagnostic = self
            .problem("value-unknown", text.span)
            .with("key", key)
            .with("text", &*text.value)
            .with("values", words.join(", "));
        if let Some(nearest) = meant_word(&text.value, &words) {
            diagnostic = diagnostic.with("nearest", nearest);
        }
        self.report(diagnostic);
        None
    }

    /// Reports a last day that comes before the first.
    pub fn check_order(&mut self, first: (&str, Option<&Located<Date>>), last: (&str, Option<&Located<Date>>)) {
        if let ((first_key, Some(first)), (last_key, Some(last))) = (first, last)
            && last.value < first.value
        {
            self.error("date-order", last.span, &[("first", first_key), ("last", last_key)]);
        }
    }

    /// The entries of a mapping whose keys must be among `known`.
    pub fn fields<'n>(&mut self, key: &str, node: &'n Node, known: &[&'static str]) -> Option<Fields<'n>> {
        if self.is_broken(node) {
            return None;
        }
        let Value::Mapping(written) = &node.value else {
            self.error("expected-mapping", node.span, &[("key", key), ("keys", &known.join(", "))]);
            return None;
        };
        let mut entries: BTreeMap<&str, (Span, &Node)> = BTreeMap::new();
        let mut meant = BTreeSet::new();
        for (name, value) in written {
            if !known.contains(&name.value.as_str()) {
                if self.is_broken(value) {
                    continue;
                }
                let mut diagnostic = self.problem("unknown-key", name.span);
                diagnostic = diagnostic.with("text", &*name.value).with("keys", known.join(", "));
                if let Some(nearest) = meant_key(&name.value, known) {
                    diagnostic = diagnostic.with("nearest", nearest);
                    meant.insert(nearest);
                }
                self.report(diagnostic);
            } else if let Some((first, _)) = entries.get(name.value.as_str()) {
                let line = self.source.line_column(first.start).line.to_string();
                self.error("key-twice", name.span, &[("text", &name.value), ("line", &line)]);
            } else {
                entries.insert(&name.value, (name.span, value));
            }
        }
        Some(Fields { entries, meant, span: node.span })
    }

    /// Whether the value could not even be read; that was reported.
    // Written out: of `self.failed |= matches!(…)` rustc 1.95.0 made optimised code that set it for values that are
    // whole, and every document was refused without a word.
    pub fn is_broken(&mut self, node: &Node) -> bool {
        match node.value {
            Value::Broken => {
                self.failed = true;
                true
            }
            _ => false,
        }
    }

    /// The value of a key that must be there.
    pub fn required<'n>(&mut self, fields: &Fields<'n>, key: &str) -> Option<&'n Node> {
        match fields.entries.get(key) {
            None if fields.meant.contains(key) => None,
            None => {
                self.error("value-missing", fields.span, &[("key", key)]);
                None
            }
            Some((span, node)) if node.is_null() => {
                self.error("value-empty", *span, &[("key", key)]);
                None
            }
            Some((_, node)) => Some(node),
        }
    }

    /// Text in one line, composed (NFC), without invisible characters; never empty.
    pub fn text(&mut self, key: &str, node: &Node) -> Option<Located<String>> {
        self.any_text(key, node, false)
    }

    /// Text that may have several lines.
    pub fn long_text(&mut self, key: &str, node: &Node) -> Option<Located<String>> {
        self.any_text(key, node, true)
    }

    fn any_text(&mut self, key: &str, node: &Node, lines: bool) -> Option<Located<String>> {
        if self.is_broken(node) {
            return None;
        }
        let Value::Scalar(scalar) = &node.value else {
            self.error("expected-text", node.span, &[("key", key)]);
            return None;
        };
        // A block scalar (`|`, `>`) ends in a line end that is not meant.
        let trimmed = scalar.text.trim_end_matches('\n');
        if trimmed.trim().is_empty() {
            self.error("value-empty", node.span, &[("key", key)]);
            return None;
        }
        if let Some((span, code, character)) = refused_character(scalar, trimmed, node.span, lines) {
            self.error(code, span, &[("key", key), ("character", &character)]);
            return None;
        }
        if !lines && !QUOTED.contains(&key) && is_in_smart_quotes(trimmed) {
            // A title may well be a quotation; a key, a number or a day never is.
            let problem = self.problem("value-smart-quotes", node.span).with("key", key).with("text", trimmed);
            let severity = if key == "title" { Severity::Warning } else { Severity::Error };
            self.report(Diagnostic { severity, ..problem });
            if severity == Severity::Error {
                return None;
            }
        }
        if trimmed.trim() != trimmed {
            self.error("value-outer-space", node.span, &[("key", key), ("text", trimmed)]);
            return None;
        }
        Some(Located { value: text::nfc(trimmed).into_owned(), span: node.span })
    }

    /// The items of a list.
    pub fn items<'n>(&mut self, key: &str, node: &'n Node) -> &'n [Node] {
        if let Value::Sequence(items) = &node.value {
            return items;
        }
        if !node.is_null() && !self.is_broken(node) {
            self.error("expected-list", node.span, &[("key", key)]);
        }
        &[]
    }

    /// A list of texts, none twice.
    pub fn texts(&mut self, key: &str, node: &Node) -> Vec<Located<String>> {
        let mut texts: Vec<Located<String>> = Vec::new();
        let mut seen = BTreeSet::new();
        for item in self.items(key, node) {
            let Some(item) = self.text(key, item) else { continue };
            if seen.insert(item.value.clone()) {
                texts.push(item);
            } else {
                self.error("value-twice", item.span, &[("key", key), ("text", &item.value)]);
            }
        }
        texts
    }

    /// `true` or `false`, nothing else.
    pub fn boolean(&mut self, key: &str, node: &Node) -> Option<bool> {
        match node.text() {
            Some("true") => Some(true),
            Some("false") => Some(false),
            _ if self.is_broken(node) => None,
            _ => {
                self.error("expected-boolean", node.span, &[("key", key), ("text", node.text().unwrap_or(""))]);
                None
            }
        }
    }

    /// A day, `2024-08-31`.
    pub fn date(&mut self, key: &str, node: &Node) -> Option<Located<Date>> {
        let text = self.text(key, node)?;
        match date::parse_day(&text.value) {
            Some(value) => Some(Located { value, span: text.span }),
            None => {
                self.date_error(key, &text);
                None
            }
        }
    }

    /// Reports that `text` is no day, with the day that was probably meant.
    pub fn date_error(&mut self, key: &str, text: &Located<String>) {
        let mut diagnostic = self.problem("date-invalid", text.span).with("key", key).with("text", &*text.value);
        match meant_day(&text.value) {
            Some(Meant::Day(day)) => diagnostic = diagnostic.with("nearest", day.to_string()),
            Some(Meant::Month { year, month, days }) => {
                diagnostic = diagnostic.with("month", format!("{month}/{year}")).with("days", days.to_string());
            }
            None => {}
        }
        self.report(diagnostic);
    }

    /// A số/ký hiệu; starts with a digit.
    pub fn number(&mut self, key: &str, node: &Node) -> Option<Located<Number>> {
        let text = self.text(key, node)?;
        match Number::parse(&text.value) {
            Some(value) => {
                let letters = text::letters::foreign(&text.value).join(", ");
                if !letters.is_empty() {
                    let values =
                        [("key", key), ("text", &text.value), ("letters", &letters), ("right", value.as_str())];
                    self.error("number-look-alike", text.span, &values);
                }
                Some(Located { value, span: text.span })
            }
            None if text.value.len() > Number::LONGEST => {
                let limit = Number::LONGEST.to_string();
                self.error("number-too-long", text.span, &[("key", key), ("text", &text.value), ("limit", &limit)]);
                None
            }
            None => {
                self.error("number-invalid", text.span, &[("key", key), ("text", &text.value)]);
                None
            }
        }
    }

    /// A key of a registry: lower-case slug parts.
    pub fn key(&mut self, key: &str, node: &Node) -> Option<Located<String>> {
        let text = self.text(key, node)?;
        self.check_slug(key, &text, false).then_some(text)
    }

    /// An id: slug parts separated by `/`.
    pub fn id(&mut self, key: &str, node: &Node) -> Option<Located<String>> {
        let text = self.text(key, node)?;
        self.check_slug(key, &text, true).then_some(text)
    }

    fn check_slug(&mut self, key: &str, text: &Located<String>, slashes: bool) -> bool {
        let well_formed = if slashes { text.value.split('/').all(is_slug) } else { is_slug(&text.value) };
        if !well_formed {
            let parts: Vec<String> = text.value.split('/').map(text::slug).filter(|part| !part.is_empty()).collect();
            let mut diagnostic = self
                .problem(if slashes { "id-invalid" } else { "key-invalid" }, text.span)
                .with("key", key)
                .with("text", &*text.value);
            if !parts.is_empty() {
                diagnostic = diagnostic.with("nearest", parts.join(if slashes { "/" } else { "-" }));
            }
            self.report(diagnostic);
        }
        well_formed && self.is_possible(path::check_key(&text.value), text)
    }

    /// Reports that no file or folder can have the name that `text` asks for.
    fn is_possible(&mut self, checked: Result<(), Box<Diagnostic>>, text: &Located<String>) -> bool {
        let problem = checked.err();
        let possible = problem.is_none();
        problem.into_iter().for_each(|problem| self.report(problem.at(self.source, text.span)));
        possible
    }

    /// An address of a page or file that stood on this host before, in the form in which the site keeps it.
    pub fn old_address(&mut self, key: &str, node: &Node) -> Option<Located<String>> {
        let text = self.text(key, node)?;
        let kept = addresses::old_address(&text.value);
        self.address_or_error(key, kept, text)
    }

    /// The address of a page or file of the site.
    pub fn page_or_file(&mut self, key: &str, node: &Node) -> Option<Located<String>> {
        let text = self.text(key, node)?;
        let kept = addresses::is_page_or_file(&text.value).then(|| text.value.clone());
        self.address_or_error(key, kept, text)
    }

    /// The address of a page or file of the site, perhaps with an anchor.
    pub fn target(&mut self, key: &str, node: &Node) -> Option<Located<String>> {
        let text = self.text(key, node)?;
        let kept = addresses::is_target(&text.value).then(|| text.value.clone());
        self.address_or_error(key, kept, text)
    }

    fn address_or_error(
        &mut self,
        key: &str,
        kept: Option<String>,
        written: Located<String>,
    ) -> Option<Located<String>> {
        let Some(kept) = kept else {
            self.error("address-invalid", written.span, &[("key", key), ("text", &written.value)]);
            return None;
        };
        // A page of an address with a query is no file.
        let path = kept.split(['?', '#']).next().unwrap_or_default();
        if !self.is_possible(path::check_written(&file_of(path), &written.value), &written) {
            return None;
        }
        Some(Located { value: kept, span: written.span })
    }

    /// A web address, http or https.
    pub fn url(&mut self, key: &str, node: &Node) -> Option<Located<String>> {
        let text = self.text(key, node)?;
        if is_web_address(&text.value) {
            return Some(text);
        }
        self.error("url-invalid", text.span, &[("key", key), ("text", &text.value)]);
        None
    }
}

/// Whether the quotes of a word processor stand around a value where plain ones were meant: `“…”`,
/// nothing quoted inside.
fn is_in_smart_quotes(text: &str) -> bool {
    [('“', '”'), ('„', '“'), ('‘', '’'), ('”', '”'), ('«', '»')].into_iter().any(|(open, close)| {
        let inner = text.strip_prefix(open).and_then(|rest| rest.strip_suffix(close));
        inner.is_some_and(|inner| !inner.contains([open, close]))
    })
}

/// Lower-case letters without marks, digits, single hyphens between them.
pub fn is_slug(text: &str) -> bool {
    !text.is_empty()
        && text
            .split('-')
            .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()))
}

/// `http://` or `https://` with a host, without spaces, quotes and user names.
pub fn is_web_address(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let Some(rest) = lower.strip_prefix("https://").or_else(|| lower.strip_prefix("http://")) else { return false };
    let host = rest.split(['/', '?', '#']).next().unwrap_or("");
    let (name, port) = host.rsplit_once(':').map_or((host, None), |(name, port)| (name, Some(port)));
    let port_fits = port.is_none_or(|port| port.parse::<u16>().is_ok());
    let host_fits = !name.is_empty()
        && name
            .split('.')
            .all(|label| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_'));
    let plain = !text.chars().any(|c| c.is_whitespace() || c.is_control() || "\"<>\\^`{|}".contains(c));
    port_fits && host_fits && plain
}

/// The first character of `text` that metadata must not have, with its place, code and name.
fn refused_character(scalar: &Scalar, text: &str, span: Span, lines: bool) -> Option<(Span, &'static str, String)> {
    let (at, character) = text.char_indices().find(|(_, c)| is_refused(*c) && !(lines && *c == '\n'))?;
    let place = if scalar.verbatim { Span::new(span.start + at, span.start + at + character.len_utf8()) } else { span };
    let code = match character {
        '\n' => "value-line-break",
        'Ð' | 'ð' => "value-eth",
        _ => "value-character",
    };
    Some((place, code, format!("U+{:04X}", character as u32)))
}

/// Characters that a reader cannot see or tell apart, and that change what text means or how it is ordered: control
/// and bidirectional characters, spaces other than the plain one, zero-width ones, private use, and Ð (U+00D0), which
/// looks like Đ (TCVN 6909:2001).
pub fn is_refused(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{a0}' | '\u{ad}' | 'Ð' | 'ð' | '\u{61c}' | '\u{1680}' | '\u{180e}' | '\u{2000}'..='\u{200f}'
            | '\u{2028}'..='\u{202f}' | '\u{205f}'..='\u{206f}' | '\u{3000}' | '\u{3164}' | '\u{feff}' | '\u{fffd}'
            | '\u{e000}'..='\u{f8ff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{10ffff}')
}

/// What a date that is none tells all the same.
#[derive(Debug, PartialEq, Eq)]
enum Meant {
    /// This day, written in another way.
    Day(Date),
    /// A day that the month does not have.
    Month { year: i16, month: i8, days: i8 },
}

/// The day that someone meant who wrote `31/8/2024`, `31-08-2024`, `2024/8/31`, `ngày 31 tháng 8 năm 2024`, or month
/// and day in the other order where only one order makes a day.
fn meant_day(text: &str) -> Option<Meant> {
    let parts: Vec<&str> = text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    let [first, second, last] = parts[..] else { return None };
    let (year, month, day) = if first.len() == 4 { (first, second, last) } else { (last, second, first) };
    if year.len() != 4 || month.len() > 2 || day.len() > 2 {
        return None;
    }
    let (year, month, day): (i16, i8, i8) = (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
    let meant = date::civil(year, month, day).or_else(|| date::civil(year, day, month).filter(|_| month > 12));
    meant.map(Meant::Day).or_else(|| {
        let days = date::civil(year, month, 1)?.days_in_month();
        (1..=31).contains(&day).then_some(Meant::Month { year, month, days })
    })
}

/// The day that someone meant who wrote it otherwise.
pub fn day_meant(text: &str) -> Option<Date> {
    match meant_day(text)? {
        Meant::Day(day) => Some(day),
        Meant::Month { .. } => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_and_web_addresses_are_told_from_others() {
        for good in ["chi-thi", "a", "2024", "ubnd-tinh-lao-cai"] {
            assert!(is_slug(good), "{good}");
        }
        for bad in ["", "-a", "a-", "a--b", "Chi-thi", "chỉ-thị", "a/b", "..", "a b"] {
            assert!(!is_slug(bad), "{bad}");
        }
        for good in ["https://vbpl.vn/a?b=c", "http://x", "HTTPS://x.vn", "http://x.vn:8080/"] {
            assert!(is_web_address(good), "{good}");
        }
        for bad in [
            "javascript:alert(1)",
            "//x.vn",
            "https://",
            "ftp://x.vn",
            "https://a b",
            "https://x\"y",
            "https://a@b/",
            "http://:80/",
            "http://x:99999/",
            "https://x..vn",
        ] {
            assert!(!is_web_address(bad), "{bad}");
        }
    }

    #[test]
    fn a_day_written_otherwise_is_understood() {
        for (written, meant) in [
            ("31/08/2024", Some("2024-08-31")),
            ("5/9/2023", Some("2023-09-05")),
            ("2024/8/31", Some("2024-08-31")),
            ("31.8.2024", Some("2024-08-31")),
            ("2024-31-08", Some("2024-08-31")),
            ("08/31/2024", Some("2024-08-31")),
            ("ngày 06 tháng 5 năm 2024", Some("2024-05-06")),
            ("“2024-05-06”", Some("2024-05-06")),
            ("30/02/2024", Some("2/2024: 29")),
            ("2023-02-29", Some("2/2023: 28")),
            ("31/4/2024", Some("4/2024: 30")),
            ("40/02/2024", None),
            ("2024", None),
            ("31/8/24", None),
            ("1/2/3/2024", None),
        ] {
            let said = meant_day(written).map(|meant| match meant {
                Meant::Day(day) => day.to_string(),
                Meant::Month { year, month, days } => format!("{month}/{year}: {days}"),
            });
            assert_eq!(said.as_deref(), meant, "{written}");
        }
    }
}
