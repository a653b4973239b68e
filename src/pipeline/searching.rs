//! The search index beside the pages and the other forms of documents: all need the texts of all documents, so all are
//! made of one reading of each.
//!
//! In: a snapshot. Out: pages of documents and files of the index, in the stage; or, for the preview, the files of the
//! index in memory ([`pieces`]).

use super::publishing::{self, Failure, Target};
use super::snapshot::Snapshot;
use crate::address::published::FileDigest;
use crate::content::files;
use crate::corpus::DocumentIndex;
use crate::diagnostic::Diagnostic;
use crate::document::Document;
use crate::publish::{Scratch, Stage};
use crate::reuse::SharedPassages;
use crate::search::{
    Abbreviations, DocumentTerms, FOLDER, IndexFile, IndexKeeper, IndexSources, SearchIndex, Shelf, TermReader,
};
use crate::site::{DocumentText, Page, Texts, file_of};
use crate::source::Source;
use crate::store::Store;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::io::{self, Read};
use std::path::Path;
use std::sync::{Arc, OnceLock};

/// The site's own short forms.
pub const ABBREVIATIONS: &str = "content/abbreviations.tsv";
/// Documents that are read together by one thread.
const TOGETHER: usize = 16;
/// Bytes of postings kept in memory.
const IN_MEMORY: usize = 2 << 20;

/// The site's own short forms with the usual ones. A file that cannot be read is a problem.
pub(super) fn abbreviations(root: &Path, problems: &mut Vec<Diagnostic>) -> Abbreviations {
    let own = files::read_optional(root, ABBREVIATIONS, problems);
    Abbreviations::new(own.as_ref().map_or("", |own| own.slice(files::without_mark(own))))
}

/// Files of an index, by their path in its folder.
pub(super) type Pieces = BTreeMap<String, Vec<u8>>;

/// The files of the index, in memory; without those that the `keeper` keeps. `text`: the tree of a document; one whose
/// file changed since it was read is passed over.
pub(super) fn pieces(
    sources: IndexSources<'_>,
    keeper: Option<&dyn IndexKeeper>,
    text: &(dyn Fn(usize) -> Option<Document> + Sync),
) -> Pieces {
    let mut index = SearchIndex::new(sources, keeper);
    let mut pieces = Pieces::new();
    let mut sink = |ready: Vec<IndexFile>| pieces.extend(ready.into_iter().map(|piece| (piece.path, piece.bytes)));
    let mut shelf: Vec<Vec<u8>> = Vec::new();
    for batch in SearchIndex::batches(sources.numbers) {
        let read = |documents: &[usize]| {
            let mut reader = index.reader();
            for document in documents.iter().filter(|document| index.wants(**document)) {
                match text(*document) {
                    Some(tree) => reader.read(*document, &tree),
                    None => reader.skip(*document),
                }
            }
            reader.finish()
        };
        let readings: Vec<DocumentTerms> = batch.par_chunks(TOGETHER).map(read).collect();
        index.add(readings, &mut shelf, &mut sink).expect("memory does not fail");
    }
    index.finish(&mut shelf, &mut sink).expect("memory does not fail");
    pieces
}

/// Makes the pages of all documents, with their other forms and what they share with others, and, where the site wants
/// one, the search index.
pub(super) fn publish(snapshot: &Snapshot, to: &Target<'_>, progress: &(dyn Fn() + Sync)) -> Vec<Failure> {
    let stage = to.stage;
    let mut pages: Vec<Vec<&Page>> = vec![Vec::new(); snapshot.corpus.documents.len()];
    for page in &snapshot.site.pages {
        if let Some(index) = page.job.kind().text_of {
            pages[index].push(page);
        }
    }
    let numbers = snapshot.document_numbers();
    let keeper = StageKeeper { stage, store: &snapshot.base.store };
    let mut index = snapshot.index_sources(&numbers).map(|sources| SearchIndex::new(sources, Some(&keeper)));
    let mut shelf = Runs { stage, memory: Vec::new(), scratch: None };
    let mut failed = Vec::new();
    let mut unput = Vec::new();
    let mut sink = |pieces: Vec<IndexFile>| unput.extend(put(stage, pieces));
    for batch in SearchIndex::batches(&numbers) {
        let made: Vec<(Option<DocumentTerms>, Vec<Failure>)> = batch
            .par_chunks(TOGETHER)
            .map(|documents| {
                let mut reader = index.as_ref().map(SearchIndex::reader);
                let mut page = |document: &usize| {
                    let wants = index.as_ref().is_some_and(|index| index.wants(*document));
                    let reader = reader.as_mut().filter(|_| wants);
                    document_pages(snapshot, to, reader, *document, &pages[*document], progress).err()
                };
                let failed = documents.iter().filter_map(&mut page).collect();
                (reader.map(TermReader::finish), failed)
            })
            .collect();
        let mut readings = Vec::with_capacity(made.len());
        for (reading, failures) in made {
            readings.extend(reading);
            failed.extend(failures);
        }
        if let (true, Some(index)) = (failed.is_empty(), &mut index) {
            failed.extend(index.add(readings, &mut shelf, &mut sink).err().map(|error| shelf.failure(error)));
        }
    }
    if let (true, Some(index)) = (failed.is_empty(), index) {
        failed.extend(index.finish(&mut shelf, &mut sink).err().map(|error| shelf.failure(error)));
    }
    failed.extend(unput);
    failed
}

/// Forgets what an index was made of: a text that is refused leaves no word behind.
pub(super) fn forget(store: &Store) {
    for name in store.names("search-") {
        // What cannot be removed cannot be read by others either.
        let _ = store.remove(&name);
    }
}

/// Keeps what an index is made of in the store, and the files that stand in the stage.
struct StageKeeper<'a> {
    stage: &'a Stage,
    store: &'a Store,
}

impl IndexKeeper for StageKeeper<'_> {
    fn read(&self, name: &str) -> Option<Vec<u8>> {
        self.store.read(name)
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        // What cannot be kept is made anew the next time.
        let _ = self.store.write(name, bytes);
    }

    fn keep(&self, path: &str, file: &FileDigest) -> bool {
        self.stage.keep(&index_file(path), file)
    }

    fn published(&self, path: &str, file: &FileDigest) -> Option<Vec<u8>> {
        self.stage.published_bytes(&index_file(path), file)
    }
}

/// The file of the output folder that is `path` of the index.
fn index_file(path: &str) -> String {
    file_of(&format!("{FOLDER}{path}"))
}

/// Runs of postings: in memory, and from [`IN_MEMORY`] on beside the output folder.
struct Runs<'a> {
    stage: &'a Stage,
    memory: Vec<Vec<u8>>,
    scratch: Option<Scratch>,
}

impl Runs<'_> {
    fn failure(&self, error: io::Error) -> Failure {
        Failure::Output(self.stage.scratch_failed(error))
    }
}

impl Shelf for Runs<'_> {
    fn put(&mut self, run: Vec<u8>) -> io::Result<()> {
        let held: usize = self.memory.iter().map(Vec::len).sum();
        if self.scratch.is_none() && held + run.len() <= IN_MEMORY {
            self.memory.push(run);
            return Ok(());
        }
        if self.scratch.is_none() {
            self.scratch = Some(self.stage.scratch()?);
        }
        self.scratch.as_mut().map_or(Ok(()), |scratch| scratch.put(&run))
    }

    fn take(&mut self) -> io::Result<Vec<Box<dyn Read>>> {
        let mut runs = Shelf::take(&mut self.memory)?;
        for part in self.scratch.iter().map(Scratch::parts).collect::<io::Result<Vec<_>>>()?.into_iter().flatten() {
            runs.push(Box::new(part));
        }
        Ok(runs)
    }
}

/// The texts of a site with that of one document at hand: all that is made of it is made of one reading.
struct AtHand<'a> {
    snapshot: &'a Snapshot,
    document: DocumentIndex,
    text: DocumentText,
    shared: OnceLock<Arc<SharedPassages>>,
}

impl Texts for AtHand<'_> {
    fn source(&self, document: DocumentIndex) -> Result<Arc<Source>, Diagnostic> {
        if document == self.document { Ok(Arc::clone(&self.text.source)) } else { self.snapshot.source(document) }
    }

    fn text(&self, document: DocumentIndex) -> Result<DocumentText, Diagnostic> {
        if document == self.document { Ok(self.text.clone()) } else { self.snapshot.text(document) }
    }

    fn shared(&self, document: DocumentIndex, tree: &Document) -> Arc<SharedPassages> {
        if document != self.document {
            return self.snapshot.shared(document, tree);
        }
        Arc::clone(self.shared.get_or_init(|| self.snapshot.shared(document, tree)))
    }

    fn attachment(&self, document: DocumentIndex, attachment: usize) -> Result<Vec<u8>, Diagnostic> {
        self.snapshot.attachment(document, attachment)
    }

    fn version(&self, document: DocumentIndex, version: usize) -> Result<Arc<Document>, Diagnostic> {
        self.snapshot.version(document, version)
    }

    fn image(&self, document: DocumentIndex, path: &str) -> Result<Vec<u8>, Diagnostic> {
        self.snapshot.image(document, path)
    }
}

/// All pages that are made of the text of a document.
fn document_pages(
    snapshot: &Snapshot,
    to: &Target<'_>,
    reader: Option<&mut TermReader<'_>>,
    document: DocumentIndex,
    pages: &[&Page],
    progress: &(dyn Fn() + Sync),
) -> Result<(), Failure> {
    let stands = |page: &&&Page| {
        let stands = to.tracing.keeps(to.stage, page);
        if stands {
            progress();
        }
        !stands
    };
    let pages: Vec<&&Page> = pages.iter().filter(stands).collect();
    if pages.is_empty() && reader.is_none() {
        return Ok(());
    }
    let text = snapshot.text(document).map_err(Failure::Page)?;
    let at_hand = AtHand { snapshot, document, text, shared: OnceLock::new() };
    let world = snapshot.world(&at_hand);
    for page in pages {
        publishing::put(snapshot, &world, to, page)?;
        progress();
    }
    if let Some(reader) = reader {
        reader.read(document, &at_hand.text.tree);
    }
    Ok(())
}

fn put(stage: &Stage, pieces: Vec<IndexFile>) -> Vec<Failure> {
    let put = |piece: &IndexFile| stage.put(&index_file(&piece.path), &piece.bytes).err();
    pieces.par_iter().filter_map(put).map(Failure::Output).collect()
}

#[cfg(test)]
mod tests;
