//! The names of all files → the root of the index, the only file whose name does not change: what the browser reads first.

use super::pack::{Directory, Form, GROUP, Piece, deflate};
use super::{Sources, facets};
use serde::Serialize;

/// What the root tells.
pub(super) struct Parts<'a> {
    pub sources: &'a Sources<'a>,
    pub passages: u32,
    pub documents: usize,
    pub texts: &'a [String],
    pub terms: &'a Directory,
    pub more: &'a [String],
    pub words: &'a str,
    pub names: &'a Directory,
    pub facets: &'a facets::Files,
}

#[derive(Serialize)]
struct Root<'a> {
    version: u32,
    /// Pieces are scripts, links end in `index.html`.
    scripts: bool,
    passages: u32,
    documents: usize,
    /// Files in a group.
    group: usize,
    texts: &'a [String],
    more: &'a [String],
    terms: Sorted<'a>,
    names: Sorted<'a>,
    words: &'a str,
    facets: &'a facets::Files,
    /// Short form, readings.
    abbreviations: Vec<Vec<&'a str>>,
}

#[derive(Serialize)]
struct Sorted<'a> {
    groups: &'a [String],
    /// Where each file begins, separated by line ends.
    first: String,
}

/// Name of the root, without ending.
const NAME: &str = "goc";

/// Writes the root: as a file, and where pieces are scripts as a script too.
pub(super) fn write(parts: &Parts<'_>) -> Vec<Piece> {
    let sorted = |directory: &'_ Directory| directory.first.join("\n");
    let form = parts.sources.form;
    let root = Root {
        version: 1,
        scripts: form == Form::Script,
        passages: parts.passages,
        documents: parts.documents,
        group: GROUP,
        texts: parts.texts,
        more: parts.more,
        terms: Sorted { groups: &parts.terms.groups, first: sorted(parts.terms) },
        names: Sorted { groups: &parts.names.groups, first: sorted(parts.names) },
        words: parts.words,
        facets: parts.facets,
        abbreviations: parts
            .sources
            .abbreviations
            .groups()
            .map(|(short, readings)| std::iter::once(short).chain(readings.iter().map(String::as_str)).collect())
            .collect(),
    };
    let packed = deflate(&serde_json::to_vec(&root).expect("strings and numbers are always JSON"));
    let mut pieces = vec![Piece::new(NAME, packed.clone(), Form::File)];
    if form == Form::Script {
        pieces.push(Piece::new(NAME, packed, Form::Script));
    }
    pieces
}
