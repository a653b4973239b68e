//! Writes the root of the index: the names of all its files. It is the only file whose name does not change,
//! and the browser reads it first.

use super::pack::{Directory, GROUP, IndexFile, IndexForm, deflate, name_of};
use super::{FileSink, IndexSources, facets};
use serde::Serialize;

/// What the root tells.
pub(super) struct RootParts<'a> {
    pub sources: &'a IndexSources<'a>,
    pub passages: u32,
    pub documents: usize,
    pub texts: &'a [String],
    pub terms: &'a Directory,
    pub more: &'a [String],
    pub words: &'a str,
    pub names: &'a Directory,
    pub facets: &'a facets::FacetFiles,
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
    facets: &'a facets::FacetFiles,
    /// Short form, readings.
    abbreviations: Vec<Vec<&'a str>>,
}

#[derive(Serialize)]
struct Sorted<'a> {
    groups: &'a [String],
    /// Where each file begins, or where there are pages each group of files, separated by line ends.
    first: String,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pages: &'a [String],
}

impl<'a> Sorted<'a> {
    fn of(directory: &'a Directory) -> Self {
        Self { groups: &directory.groups, first: directory.first.join("\n"), pages: &directory.pages }
    }
}

/// Of a list of more files the root does not tell where each begins: it has to stay small.
const LISTED: usize = 3_000;

/// Takes the beginnings of files out of the root where there are too many.
pub(super) fn split(directory: &mut Directory, letter: &str, form: IndexForm, sink: &mut FileSink<'_>) {
    if directory.first.len() <= LISTED {
        return;
    }
    let first = std::mem::take(&mut directory.first);
    let mut pages = std::collections::BTreeMap::new();
    for group in first.chunks(GROUP) {
        let packed = deflate(group.join("\n").as_bytes());
        let name = format!("{letter}/{}", name_of([packed.as_slice()]));
        directory.first.push(group[0].clone());
        directory.pages.push(name.clone());
        // Two equal pages are one file.
        pages.insert(name, packed);
    }
    sink(pages.into_iter().map(|(name, packed)| IndexFile::new(&name, packed, form)).collect());
}

/// Writes the root: as a file, and where pieces are scripts as a script too.
pub(super) fn write(parts: &RootParts<'_>) -> Vec<IndexFile> {
    let form = parts.sources.form;
    let root = Root {
        version: 2,
        scripts: form == IndexForm::Script,
        passages: parts.passages,
        documents: parts.documents,
        group: GROUP,
        texts: parts.texts,
        more: parts.more,
        terms: Sorted::of(parts.terms),
        names: Sorted::of(parts.names),
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
    let mut pieces = vec![IndexFile::new(super::ROOT, packed.clone(), IndexForm::File)];
    if form == IndexForm::Script {
        pieces.push(IndexFile::new(super::ROOT, packed, IndexForm::Script));
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_files_have_pages_of_their_beginnings_and_few_have_none() {
        let first = |count: usize| (0..count).map(|at| format!("{at:05}")).collect::<Vec<_>>();
        let mut pieces = Vec::new();
        let mut few = Directory { first: first(LISTED), ..Directory::default() };
        split(&mut few, "d", IndexForm::File, &mut |made| pieces.extend(made));
        assert_eq!((few.first.len(), few.pages.len(), pieces.len()), (LISTED, 0, 0));
        let mut many = Directory { first: first(LISTED + 1), ..Directory::default() };
        split(&mut many, "d", IndexForm::File, &mut |made| pieces.extend(made));
        let groups = (LISTED + 1).div_ceil(GROUP);
        assert_eq!((many.first.len(), many.pages.len(), pieces.len()), (groups, groups, groups));
        assert_eq!(many.first[1], format!("{GROUP:05}"));
        let second = deflate(first(2 * GROUP)[GROUP..].join("\n").as_bytes());
        let written = pieces.iter().find(|piece| piece.path == format!("{}.bin", many.pages[1]));
        assert_eq!(written.map(|piece| &piece.bytes), Some(&second));
    }
}
