//! Repairs of metadata that are offered and never forced: what a value probably should be, with the reason.
//!
//! In: a document's [`Source`], its front matter's tree, the registries. Out: [`Offer`]s, each an edit that leaves
//! readable YAML. A person says which are made ([`apply`]).

use super::super::shape::{self, MappingShape, ValueShape};
use super::entry::{edited, is_in_brackets};
use super::{parse, scalar};
use crate::content::front_matter::{Located, Split};
use crate::content::key_names::{meant_key, meant_word};
use crate::content::node::{Node, Value};
use crate::content::reader::{day_meant, is_refused};
use crate::content::registry::Registries;
use crate::import::school_year;
use crate::source::{Source, Span};
use crate::text::date::parse_day;
use crate::text::nfc;
use crate::text::number::Number;
use crate::text::suggest::nearest;
use std::collections::BTreeSet;

/// What is wrong, and the word by which a person accepts its repair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Code {
    /// Decomposed letters (NFD).
    Letters,
    /// Too many spaces, or invisible ones.
    Spaces,
    /// A misspelt key, or its Vietnamese name.
    Key,
    /// The same of a word of which there are a few, such as that of `status`.
    Word,
    /// A day that is not written `2024-08-31`.
    Date,
    /// A key of the registry of types that is misspelt, or a name in its place.
    Type,
    /// The same of issuing bodies.
    Issuer,
    /// The same of themes.
    Theme,
    /// A number that is not written as Nghị định 30/2020/NĐ-CP asks for.
    Number,
    /// A period at the end of a title.
    Title,
    /// A school year that the title names, missing or otherwise written.
    SchoolYear,
}

impl Code {
    /// All, with the words of the command line.
    pub const ALL: [(&'static str, Self); 11] = [
        ("letters", Self::Letters),
        ("spaces", Self::Spaces),
        ("key", Self::Key),
        ("word", Self::Word),
        ("date", Self::Date),
        ("type", Self::Type),
        ("issuer", Self::Issuer),
        ("theme", Self::Theme),
        ("number", Self::Number),
        ("title", Self::Title),
        ("school-year", Self::SchoolYear),
    ];

    /// The word of the command line.
    pub const fn word(self) -> &'static str {
        Self::ALL[self as usize].0
    }

    /// The catalogue's key of the reason.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Letters => "fmt-offer-letters",
            Self::Spaces => "fmt-offer-spaces",
            Self::Key => "fmt-offer-key",
            Self::Word => "fmt-offer-word",
            Self::Date => "fmt-offer-date",
            Self::Type => "fmt-offer-type",
            Self::Issuer => "fmt-offer-issuer",
            Self::Theme => "fmt-offer-theme",
            Self::Number => "fmt-offer-number",
            Self::Title => "fmt-offer-title",
            Self::SchoolYear => "fmt-offer-school-year",
        }
    }
}

/// One repair.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// What is wrong.
    pub code: Code,
    /// Bytes of the file that it replaces; empty where something is added.
    pub span: Span,
    /// What is to stand there.
    pub text: String,
}

/// Offers for one file; more mistakes are no slips.
const MOST: usize = 200;

/// All offers, in the order of the file, one for each place.
pub fn offers(source: &Source, split: &Split, registries: &Registries) -> Vec<Offer> {
    let yaml = source.slice(split.yaml);
    let Some(node) = parse(yaml) else { return Vec::new() };
    let mut finder = OfferFinder { yaml, registries, themes: themes_of(&node), unknown: 0, found: Vec::new() };
    finder.record(&node, &shape::document());
    finder.missing_school_year(&node);
    let mut found = finder.found;
    found.sort_by_key(|offer| (offer.span, offer.code));
    found.dedup_by_key(|offer| offer.span);
    found.truncate(MOST);
    // An editor may have written anything around a value: a repair that cannot be read afterwards is not offered.
    found.retain(|offer| parse(&edited(yaml, vec![(offer.span, offer.text.clone())])).is_some());
    for offer in &mut found {
        offer.span = Span::new(split.yaml.start + offer.span.start, split.yaml.start + offer.span.end);
    }
    found
}

/// The file with these offers accepted.
pub fn apply(source: &Source, accepted: &[Offer]) -> String {
    let edits = accepted.iter().map(|offer| (offer.span, offer.text.clone())).collect();
    edited(source.text(), edits)
}

struct OfferFinder<'a> {
    yaml: &'a str,
    registries: &'a Registries,
    /// The themes that are there: none is offered twice.
    themes: BTreeSet<String>,
    /// Unknown keys looked at: each is compared with all others.
    unknown: usize,
    found: Vec<Offer>,
}

fn themes_of(node: &Node) -> BTreeSet<String> {
    let Some(Node { value: Value::Sequence(items), .. }) = node.get("themes") else { return BTreeSet::new() };
    let name = |item: &Node| match &item.value {
        Value::Mapping(entries) => entries.first().map(|(key, _)| key.value.clone()),
        _ => item.text().map(str::to_owned),
    };
    items.iter().filter_map(name).collect()
}

impl OfferFinder<'_> {
    fn offer(&mut self, code: Code, span: Span, text: String) {
        if self.yaml.get(span.range()) != Some(text.as_str()) {
            self.found.push(Offer { code, span, text });
        }
    }

    fn record(&mut self, node: &Node, record: &MappingShape) {
        let Value::Mapping(entries) = &node.value else { return };
        for (key, value) in entries {
            match record.get(&key.value) {
                Some(shape) => self.value(value, shape, is_in_brackets(self.yaml, node), &key.value),
                None if self.unknown < MOST => {
                    self.unknown += 1;
                    self.unknown_key(key, entries, record);
                }
                None => {}
            }
        }
    }

    /// A misspelt key, where the right one is not there as well.
    fn unknown_key(&mut self, key: &Located<String>, entries: &[(Located<String>, Node)], record: &MappingShape) {
        let known = record.fields.iter().map(|field| field.key);
        let missing: Vec<&str> = known.filter(|known| entries.iter().all(|(other, _)| other.value != *known)).collect();
        if let Some(meant) = meant_key(&key.value, &missing) {
            self.offer(Code::Key, key.span, meant.to_owned());
        }
    }

    fn value(&mut self, node: &Node, shape: &ValueShape, in_brackets: bool, key: &str) {
        match (&node.value, shape) {
            (Value::Sequence(items), ValueShape::List(of)) => {
                let in_brackets = in_brackets || is_in_brackets(self.yaml, node);
                items.iter().for_each(|item| self.value(item, of, in_brackets, key));
            }
            (Value::Mapping(_), ValueShape::Record(record) | ValueShape::TextOr(record)) => self.record(node, record),
            (Value::Mapping(entries), ValueShape::ThemeTag) => {
                for (theme, _) in entries {
                    self.theme(&theme.value, theme.span);
                }
            }
            (Value::Scalar(scalar), _) => self.text(node.span, &scalar.text, shape, in_brackets, key),
            _ => {}
        }
    }

    fn text(&mut self, span: Span, written: &str, shape: &ValueShape, in_brackets: bool, key: &str) {
        let Some(source) = self.yaml.get(span.range()) else { return };
        if source.contains('\n') || source.is_empty() {
            return;
        }
        let put = |text: &str| scalar::anywhere(text, in_brackets);
        let composed = nfc(written);
        let clean = clean(&composed);
        let code = if clean != composed { Code::Spaces } else { Code::Letters };
        match shape {
            ValueShape::Day if parse_day(&clean).is_none() => {
                if let Some(day) = day_meant(&clean) {
                    self.offer(Code::Date, span, day.to_string());
                }
            }
            ValueShape::SchoolYear => {
                let meant = school_year(&format!("năm học {clean}"));
                if let Some(year) = meant.filter(|year| year.as_str() != written) {
                    self.offer(Code::SchoolYear, span, year);
                }
            }
            ValueShape::Choice(words) if !words.contains(&&*clean) => {
                if let Some(meant) = meant_word(&clean, words) {
                    self.offer(Code::Word, span, meant.to_owned());
                }
            }
            ValueShape::NamedType => {
                let keys: Vec<&str> = self.registries.types.named_types().map(|row| row.key.as_str()).collect();
                if let Some(meant) = meant_word(&clean, &keys).filter(|_| !keys.contains(&&*clean)) {
                    self.offer(Code::Word, span, meant.to_owned());
                }
            }
            ValueShape::Type if self.registries.types.get(&clean).is_none() => {
                if let Some(meant) = self.registries.types.meant(&clean) {
                    self.offer(Code::Type, span, meant.to_owned());
                }
            }
            ValueShape::Issuer if self.registries.issuers.get(&clean).is_none() => {
                if let Some(meant) = self.registries.issuers.meant(&clean) {
                    self.offer(Code::Issuer, span, meant.to_owned());
                }
            }
            ValueShape::Theme | ValueShape::ThemeTag => self.theme(&clean, span),
            ValueShape::Number => match Number::parse(&clean) {
                Some(number) if number.as_str() != written => self.offer(Code::Number, span, put(number.as_str())),
                _ => {}
            },
            ValueShape::Text if key == "title" && ends_in_period(&clean) => {
                self.offer(Code::Title, span, put(clean.trim_end_matches(['.', ' '])));
            }
            _ if clean != written => self.offer(code, span, put(&clean)),
            _ => {}
        }
    }

    fn theme(&mut self, written: &str, span: Span) {
        if self.registries.themes.get(written).is_none()
            && let Some(meant) = self.registries.themes.meant(written).map(str::to_owned)
            && self.themes.insert(meant.clone())
        {
            self.offer(Code::Theme, span, meant);
        }
    }

    /// Behind the title, on a line of its own.
    fn missing_school_year(&mut self, node: &Node) {
        let Value::Mapping(entries) = &node.value else { return };
        let Some(title) = node.get("title") else { return };
        let year = title.text().and_then(|title| school_year(&nfc(title)));
        let (Some(year), None) = (year, node.get("school_year")) else { return };
        let misspelt = entries.iter().any(|(key, _)| nearest(&key.value, ["school_year"]).is_some());
        if misspelt || is_in_brackets(self.yaml, node) {
            return;
        }
        let Some(end) = self.yaml[title.span.end..].find('\n').map(|at| title.span.end + at + 1) else { return };
        let line_end = if self.yaml[..end].ends_with("\r\n") { "\r\n" } else { "\n" };
        self.offer(Code::SchoolYear, Span::new(end, end), format!("school_year: {year}{line_end}"));
    }
}

/// Text with single plain spaces, without invisible characters, and with Đ in place of the Icelandic letter that looks
/// like it (TCVN 6909:2001).
fn clean(text: &str) -> String {
    let plain: String = text
        .chars()
        .filter_map(|c| match c {
            'Ð' => Some('Đ'),
            'ð' => Some('đ'),
            c if c.is_whitespace() => Some(' '),
            c if is_refused(c) => None,
            c => Some(c),
        })
        .collect();
    plain.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// One period; an ellipsis or an abbreviation ("v.v.") is meant.
fn ends_in_period(text: &str) -> bool {
    text.strip_suffix('.').is_some_and(|rest| !rest.trim_end().ends_with(['.', '…']) && !rest.ends_with("v.v"))
}
