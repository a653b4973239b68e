//! The front matter of one document: YAML between two lines `---`, read into [`FrontMatter`]. This is the only
//! file that names the YAML crate; registries and configuration are read through [`parse_yaml`].
//!
//! In: a [`Source`]. Out: [`FrontMatter`], the [`Split`] of the file, and every problem with its exact place.

mod decode;
mod json;
mod model;
mod recovery;
mod split;
mod yaml_error;

pub use decode::{ATTACHMENT_KEYS, CITATION_KEYS, KEYS, NOTE_KEYS, SIGNER_KEYS, STATUSES, TASK_KEYS, VERSION_KEYS};
pub use json::to_json;
pub use model::*;
pub use split::{Split, split};

use super::attachments::MeasuredFile;
use super::node::{Node, Scalar, Value};
use crate::diagnostic::Diagnostic;
use crate::source::{Source, Span};
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_yaml::Spanned;
use std::borrow::Cow;

/// Checksum and size of an attachment, or what is wrong with it.
pub type Measure<'a> = &'a dyn Fn(&Source, &Located<String>) -> Result<MeasuredFile, Diagnostic>;

/// The front matter of `source`. All problems go to `diagnostics`; `None` when one of them is an error.
/// `measure` opens attachments. Keys of types, issuers and themes are checked against the registries in the next
/// step, by [`super::files::read_document`].
pub fn parse(
    source: &Source,
    split: &Split,
    measure: Measure<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<FrontMatter> {
    let node = parse_what_can_be_read(source, split.yaml, diagnostics)?;
    report_todos(source, split.yaml, diagnostics);
    decode::decode(source, split, &node, measure, diagnostics)
}

/// Remarks `# TODO …` on lines of their own: `congbao import` writes one for every value that a person must look at.
fn report_todos(source: &Source, yaml: Span, diagnostics: &mut Vec<Diagnostic>) {
    const MARK: &str = "# TODO";
    let mut start = yaml.start;
    for line in source.slice(yaml).split_inclusive('\n') {
        if let Some(words) = line.trim().strip_prefix(MARK) {
            let end = start + line.trim_end().len();
            let warning = Diagnostic::warning("front-matter-todo").at(source, Span::new(start, end));
            diagnostics.push(warning.with("text", words.trim()));
        }
        start += line.len();
    }
}

/// Deeper nesting than any of our files needs.
const DEEPEST: usize = 16;

/// Keys, values and lists of one file: fifty thousand works have fewer. Bounds the memory that a file takes.
const MOST_NODES: usize = 1_000_000;

/// The YAML in `span` of `source` as a tree with places in the whole file. Anchors, aliases, merge keys and tags are
/// refused: an editor does not need them, and they let a small file grow large. `None` after an error.
pub fn parse_yaml(source: &Source, span: Span, diagnostics: &mut Vec<Diagnostic>) -> Option<Node> {
    let errors = diagnostics.len();
    parse_what_can_be_read(source, span, diagnostics).filter(|_| diagnostics.len() == errors)
}

/// Like [`parse_yaml`], but reads on behind a mistake: an entry that cannot be read is reported and becomes
/// [`Value::Broken`], a row of a list is left out. `None` where nothing can be read at all.
pub fn parse_what_can_be_read(source: &Source, span: Span, diagnostics: &mut Vec<Diagnostic>) -> Option<Node> {
    let written = source.slice(span);
    let mut text = Cow::Borrowed(written);
    let mut broken = Vec::new();
    loop {
        match read_yaml(&text) {
            Ok(raw) => {
                let node = Placer { text: &text, written, offset: span.start }.node(raw);
                return Some(recovery::with_broken(node, written, span.start, &broken));
            }
            Err(error) => {
                let place = error.location().map(|at| (at.line(), at.column()));
                let (problem, at) = yaml_error::diagnostic(source, span, &error.to_string(), place);
                diagnostics.push(problem);
                let entry = recovery::entry_around(&text, at - span.start);
                if text[entry.range()].trim().is_empty() || broken.len() == recovery::most_mistakes(text.len()) {
                    return None;
                }
                text = Cow::Owned(recovery::without(&text, entry));
                broken.push(entry);
            }
        }
    }
}

fn read_yaml(text: &str) -> Result<Spanned<Raw>, serde_yaml::Error> {
    let options = serde_yaml::options! {
        budget: serde_yaml::budget! {
            max_depth: DEEPEST,
            max_nodes: MOST_NODES,
            max_events: 4 * MOST_NODES,
            max_anchors: 0,
            max_aliases: 0,
        },
        duplicate_keys: serde_yaml::DuplicateKeyPolicy::PassThrough,
        merge_keys: serde_yaml::MergeKeyPolicy::Error,
        non_finite_float_policy: serde_yaml::NonFiniteFloatPolicy::PassThrough,
        reject_unsupported_tags: true,
        strict_booleans: true,
        with_snippet: false,
    };
    serde_yaml::from_str_with_options(text, options)
}

/// Values of front matter that name rows of registries, as far as they can be read: what an error
/// elsewhere in the file must not hide.
#[derive(Debug, Default)]
pub struct NamedRows {
    /// `type`.
    pub kind: Option<Located<String>>,
    /// `issuer`.
    pub issuer: Option<Located<String>>,
    /// `themes`.
    pub themes: Vec<Located<String>>,
}

/// See [`NamedRows`].
pub fn named(source: &Source, split: &Split) -> NamedRows {
    let Some(node) = parse_what_can_be_read(source, split.yaml, &mut Vec::new()) else { return NamedRows::default() };
    let text = |node: &Node| {
        let value = node.text()?.trim();
        (!value.is_empty()).then(|| Located { value: value.to_owned(), span: node.span })
    };
    let theme = |node: &Node| match &node.value {
        Value::Mapping(entries) => entries.first().map(|(theme, _)| theme.clone()),
        _ => text(node),
    };
    let themes = match node.get("themes").map(|node| &node.value) {
        Some(Value::Sequence(items)) => items.iter().filter_map(theme).collect(),
        _ => Vec::new(),
    };
    NamedRows { kind: node.get("type").and_then(text), issuer: node.get("issuer").and_then(text), themes }
}

/// A value as the YAML crate hands it over, before places are translated to the file.
enum Raw {
    Null,
    /// Something the crate took for a number or a boolean: its text is that of the file.
    Plain,
    Text(String),
    Sequence(Vec<Spanned<Self>>),
    Mapping(Vec<(Spanned<Self>, Spanned<Self>)>),
}

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Raw;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("YAML")
    }

    fn visit_bool<E>(self, _: bool) -> Result<Raw, E> {
        Ok(Raw::Plain)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Raw, E> {
        Ok(Raw::Plain)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Raw, E> {
        Ok(Raw::Plain)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Raw, E> {
        Ok(Raw::Plain)
    }

    fn visit_str<E>(self, text: &str) -> Result<Raw, E> {
        Ok(Raw::Text(text.to_owned()))
    }

    fn visit_unit<E>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Raw, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = access.next_element()? {
            items.push(item);
        }
        Ok(Raw::Sequence(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Raw, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = access.next_entry()? {
            entries.push(entry);
        }
        Ok(Raw::Mapping(entries))
    }
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RawVisitor)
    }
}

/// Turns raw values into nodes with places in the file.
struct Placer<'a> {
    text: &'a str,
    /// The text as it stands in the file: lines that cannot be read are blank in `text`, byte for byte.
    written: &'a str,
    offset: usize,
}

impl Placer<'_> {
    /// Bytes of `raw` within the YAML text; trailing white space (block scalars have it) is not part of a place.
    fn local_span(&self, raw: &Spanned<Raw>) -> Span {
        let span = raw.referenced.span();
        let start = span.byte_offset().map_or(0, |start| start as usize).min(self.text.len());
        let end = (start + span.byte_len().map_or(0, |len| len as usize)).min(self.text.len());
        let text = self.text.get(start..end).unwrap_or("");
        let end = start + text.trim_end_matches([' ', '\n', '\r']).len();
        // The crate may place an empty block scalar within a blank line, in the middle of what was a letter.
        Span::new(self.written.floor_char_boundary(start), self.written.ceil_char_boundary(end))
    }

    fn in_file(&self, span: Span) -> Span {
        Span::new(self.offset + span.start, self.offset + span.end)
    }

    fn node(&self, raw: Spanned<Raw>) -> Node {
        let local = self.local_span(&raw);
        let written = self.text.get(local.range()).unwrap_or("");
        let mut span = self.in_file(local);
        let value = match raw.value {
            Raw::Null => Value::Null,
            Raw::Plain => Value::Scalar(Scalar { text: written.to_owned(), verbatim: true }),
            Raw::Text(text) => {
                let verbatim = text == written;
                Value::Scalar(Scalar { text, verbatim })
            }
            Raw::Sequence(items) => {
                let items: Vec<Node> = items.into_iter().map(|item| self.node(item)).collect();
                span = items.first().map_or(span, |item| item.span);
                Value::Sequence(items)
            }
            Raw::Mapping(entries) => {
                let entries: Vec<(Located<String>, Node)> =
                    entries.into_iter().map(|(key, value)| (self.key(key), self.node(value))).collect();
                span = entries.first().map_or(span, |(key, _)| key.span);
                Value::Mapping(entries)
            }
        };
        Node { value, span }
    }

    /// A key is text; what stands in place of one (a list, nothing) counts as the text of the file, an unknown key.
    fn key(&self, raw: Spanned<Raw>) -> Located<String> {
        let node = self.node(raw);
        let value = match node.value {
            Value::Scalar(scalar) => scalar.text,
            _ => self.text.get(node.span.start - self.offset..node.span.end - self.offset).unwrap_or("").to_owned(),
        };
        Located { value, span: node.span }
    }
}

#[cfg(test)]
mod tests;
