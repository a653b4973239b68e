//! Writes the root of the index: which containers there are, in which generation, and where the pieces of a few of them
//! are. The browser reads it first, and again where a piece is not what the root says.

use super::IndexSources;
use super::facets::FacetPieces;
use super::keeping::KeptFacts;
use super::names::NameFiles;
use super::pack::{Container, DICTIONARY, IndexFile, IndexForm, Piece, PieceStock, pack};
use super::shards::{Directory, WrittenContainer};
use super::vocabulary::vocabulary;
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// The container of all that is not for one term or passage.
pub(super) const FACTS: &str = "f/0";
/// Of more shards, of the base and of the newest documents, the root does not tell where each begins: it has to stay
/// small. Terms that it tells of cost one request instead of two, and nearly all queries ask the newest documents.
const LISTED: [usize; 2] = [300, 1_200];
/// So many of the most frequent words are named, so that a reader knows which pairs are rare before it asks for any.
const FREQUENT: usize = 512;

/// What the root tells.
pub(super) struct RootParts<'a> {
    pub sources: &'a IndexSources<'a>,
    pub passages: usize,
    /// The terms of the base and of the newest documents.
    pub terms: [&'a [WrittenContainer]; 2],
    /// One more than any number of a document in each.
    pub tops: [u32; 2],
    /// Generations of the containers of texts, and where in them passages stand.
    pub texts: Vec<&'a str>,
    pub places: Vec<Vec<u8>>,
    pub names: &'a NameFiles,
    pub facets: FacetPieces,
    /// Pieces that are packed already.
    pub stock: &'a PieceStock,
}

#[derive(Serialize)]
struct Root<'a> {
    version: u32,
    /// How pieces are read: `ranges`, `files`, `scripts`. With scripts, links end in `index.html`.
    form: &'a str,
    passages: usize,
    documents: usize,
    texts: &'a [&'a str],
    terms: [Terms<'a>; 2],
    names: &'a NameFiles,
    facts: Facts,
    /// The most frequent words, these first, with a space between.
    frequent: String,
    /// What texts are packed behind.
    dictionary: &'a str,
    /// Short form, readings.
    abbreviations: Vec<Vec<&'a str>>,
    /// What people say, readings; question words, none.
    lay: Vec<Vec<&'a str>>,
}

/// Terms of some documents.
#[derive(Serialize)]
struct Terms<'a> {
    top: u32,
    /// Where each segment of the directories begins, separated by line ends; where `directories` are here, each container.
    first: String,
    names: Vec<&'a str>,
    generations: Vec<&'a str>,
    /// Bytes of the segments at the head of each.
    heads: Vec<Vec<usize>>,
    /// What these heads hold together, where it is little.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    directories: Vec<&'a Directory>,
}

impl<'a> Terms<'a> {
    fn new(containers: &'a [WrittenContainer], top: u32, is_listed: bool) -> Self {
        let first = |container: &'a WrittenContainer| {
            let segments = container.segments.iter().map(|segment| segment.first.as_str());
            if is_listed { vec![container.first.as_str()] } else { segments.collect() }
        };
        let heads = |container: &WrittenContainer| container.segments.iter().map(|segment| segment.length).collect();
        Self {
            top,
            first: containers.iter().flat_map(first).collect::<Vec<_>>().join("\n"),
            names: containers.iter().map(|container| container.name.as_str()).collect(),
            generations: containers.iter().map(|container| container.file.generation.as_str()).collect(),
            heads: containers.iter().map(heads).collect(),
            directories: containers.iter().map(|container| &container.directory).filter(|_| is_listed).collect(),
        }
    }
}

fn groups<'a>(groups: impl Iterator<Item = (&'a str, &'a [String])>) -> Vec<Vec<&'a str>> {
    groups.map(|(first, rest)| std::iter::once(first).chain(rest.iter().map(String::as_str)).collect()).collect()
}

/// The most frequent of `words` (with the number of their passages; of two lists, perhaps twice), these first.
fn frequent<'a>(words: impl Iterator<Item = &'a (String, u32)>) -> String {
    let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
    words.for_each(|(word, count)| *counts.entry(word).or_default() += count);
    let mut words: Vec<(&str, u32)> = counts.into_iter().collect();
    words.sort_by_key(|(word, count)| (Reverse(*count), *word));
    words.iter().take(FREQUENT).map(|(word, _)| *word).collect::<Vec<_>>().join(" ")
}

/// The container of all that is not for one term or passage: bytes of its pieces, by kind.
#[derive(Default, Serialize)]
struct Facts {
    generation: String,
    /// Words of the base and of the newest documents, by their first and their last letters.
    words: Vec<usize>,
    cites: Vec<usize>,
    cited: Vec<usize>,
    values: Vec<usize>,
    columns: Vec<usize>,
    themes: Vec<usize>,
    places: Vec<usize>,
}

impl Facts {
    fn write(
        facets: FacetPieces,
        words: Vec<Piece>,
        places: Vec<Piece>,
        form: IndexForm,
    ) -> (Self, KeptFacts, Vec<IndexFile>) {
        let mut facts = Self::default();
        let (mut all, mut keys) = (Vec::new(), Vec::new());
        let mut put = |lengths: &mut Vec<usize>, pieces: Vec<Piece>| {
            for Piece { key, packed } in pieces {
                lengths.push(packed.len());
                keys.push((key, packed.len()));
                all.push(packed);
            }
        };
        put(&mut facts.words, words);
        put(&mut facts.cites, facets.cited.lists);
        put(&mut facts.cited, facets.cited.names);
        // What most searches need stands together.
        put(&mut facts.values, vec![facets.values]);
        put(&mut facts.columns, facets.columns);
        put(&mut facts.themes, facets.themes);
        put(&mut facts.places, places);
        let (file, files) = Container { name: FACTS.to_owned(), pieces: all }.write(form);
        facts.generation.clone_from(&file.generation);
        (facts, KeptFacts { file, pieces: keys }, files)
    }
}

/// Writes the last container and the root: as a file, and where pieces are scripts as a script too.
pub(super) fn write(parts: RootParts<'_>) -> (KeptFacts, Vec<IndexFile>) {
    let form = parts.sources.form;
    let words_of =
        |containers: &&[WrittenContainer]| vocabulary(containers.iter().flat_map(|one| &one.words), parts.stock);
    let words = parts.terms.iter().flat_map(words_of).collect();
    let places = parts.places.iter().map(|places| parts.stock.pack(places)).collect();
    let (facts, kept, mut files) = Facts::write(parts.facets, words, places, form);
    let terms = |at: usize| {
        let shards: usize = parts.terms[at].iter().map(|container| container.directory.lengths.len()).sum();
        Terms::new(parts.terms[at], parts.tops[at], shards <= LISTED[at])
    };
    let root = Root {
        version: 7,
        form: form.word(),
        passages: parts.passages,
        documents: parts.sources.corpus.documents.len(),
        texts: &parts.texts,
        terms: [terms(0), terms(1)],
        names: parts.names,
        facts,
        frequent: frequent(parts.terms.iter().copied().flatten().flat_map(|container| &container.words)),
        dictionary: DICTIONARY,
        abbreviations: groups(parts.sources.abbreviations.groups()),
        lay: groups(parts.sources.abbreviations.lay()),
    };
    let packed = pack(&serde_json::to_vec(&root).expect("strings and numbers are always JSON"));
    if form == IndexForm::Scripts {
        files.push(IndexFile::script(super::ROOT, &packed));
    }
    files.push(IndexFile::whole(super::ROOT, packed));
    (kept, files)
}
