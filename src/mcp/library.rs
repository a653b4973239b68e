//! The lists of a site and its texts.
//!
//! In: the files of a published site (`data/site.json`, shards, `van-ban.md`), wherever they come from. Out: [`Library`].
//! Paths are made of the data alone, never of what somebody asks for, and lead into the site alone.

use crate::content::front_matter;
use crate::document::{self, Document};
use crate::import::published::{LARGEST_FILE, PublishedSite};
use crate::site::pages::forms::sections::section_texts;
use crate::source::{Source, Span};
use crate::text::fold;
use rayon::prelude::*;
use serde::Deserialize;
use serde_json::Value;
use std::sync::OnceLock;

/// Texts that a search keeps, and those that it fetches over the network to do so.
const KEPT_TEXTS: usize = 5000;
const FETCHED_TEXTS: usize = 300;

/// The files of a site.
pub trait SiteFiles: Send + Sync {
    /// A file of at most `limit` bytes, by its path below the site's address.
    ///
    /// # Errors
    /// In words.
    fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, String>;
    /// Texts cost nothing: a search may look into all of them.
    fn is_near(&self) -> bool;
}

/// A site that is asked.
pub struct Library {
    files: Box<dyn SiteFiles>,
    pub(super) site: PublishedSite,
    pub(super) documents: Vec<DocumentRow>,
    pub(super) works: Vec<WorkRow>,
    pub(super) citations: Vec<CitationRow>,
    pub(super) tasks: Vec<TaskRow>,
    /// The words of each document without marks, once a search has read them; `None`: it could not be read.
    words: OnceLock<Vec<Option<String>>>,
}

#[derive(Deserialize)]
pub(super) struct DocumentRow {
    pub id: String,
    pub url: String,
    pub work: String,
    pub number: Option<String>,
    pub date: Option<String>,
    pub title: String,
    pub state: Option<Value>,
}

#[derive(Deserialize)]
pub(super) struct WorkRow {
    pub id: String,
    #[serde(rename = "type")]
    pub kind: Option<String>,
    pub url: String,
    pub document: Option<String>,
    pub label: String,
    pub number: Option<String>,
    pub date: Option<String>,
    pub issuer: Option<String>,
    pub title: Option<String>,
    pub official_url: Option<String>,
    pub cited: u64,
    pub state: Option<Value>,
}

#[derive(Deserialize)]
pub(super) struct CitationRow {
    pub document: String,
    pub section: String,
    pub text: String,
    pub relation: Relation,
    pub resolution: Meaning,
}

#[derive(Deserialize)]
pub(super) struct Relation {
    pub kind: String,
}

#[derive(Deserialize)]
pub(super) struct Meaning {
    pub kind: String,
    pub id: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct TaskRow {
    pub document: String,
    pub anchor: String,
    pub url: String,
    pub agencies: Vec<AgencyRow>,
    pub deadline: Option<String>,
    pub note: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct AgencyRow {
    pub key: Option<String>,
    pub name: Option<String>,
    pub written: String,
    pub verbs: Vec<String>,
}

/// A text: its tree and the words of each section, the heading first.
pub(super) struct Text {
    pub tree: Document,
    pub sections: Vec<String>,
}

impl Library {
    /// Reads the lists.
    ///
    /// # Errors
    /// In words: what cannot be read, or is no data of such a site.
    pub fn open(files: Box<dyn SiteFiles>) -> Result<Self, String> {
        let read = |path: &str, limit: u64| files.read(path, limit);
        let mut site = PublishedSite::open(&read)?;
        let documents = site.rows("documents", &read)?;
        let works = site.rows("works", &read)?;
        let citations = site.rows("citations", &read)?;
        let tasks = site.rows("tasks", &read)?;
        Ok(Self { files, site, documents, works, citations, tasks, words: OnceLock::new() })
    }

    /// Whether a search looks into texts: into those of a site on the network where they are few.
    pub(super) fn searches_texts(&self) -> bool {
        self.files.is_near() || self.documents.len() <= FETCHED_TEXTS
    }

    /// For each document what `look` finds in its words, which are without marks; `None`: it could not be read.
    pub(super) fn look_into_texts<T: Send>(&self, look: impl Fn(&DocumentRow, &str) -> T + Sync) -> Vec<Option<T>> {
        let read = |document: &DocumentRow| Some(words_without_marks(&self.markdown(document).ok()?));
        if self.documents.len() > KEPT_TEXTS {
            let found = self.documents.par_iter().map(|document| Some(look(document, &read(document)?)));
            return found.collect();
        }
        let words = self.words.get_or_init(|| self.documents.par_iter().map(read).collect());
        let found = self.documents.par_iter().zip(words);
        found.map(|(document, words)| Some(look(document, words.as_deref()?))).collect()
    }

    /// The Markdown of a document, as it is published.
    pub(super) fn markdown(&self, document: &DocumentRow) -> Result<String, String> {
        let path = self.site.path(&format!("{}van-ban.md", document.url))?;
        String::from_utf8(self.files.read(&path, LARGEST_FILE)?).map_err(|error| format!("{path}: {error}"))
    }

    /// The text of a document.
    pub(super) fn text(&self, document: &DocumentRow) -> Result<Text, String> {
        let source = Source::new("van-ban.md", self.markdown(document)?);
        let whole = Span::new(0, source.text().len());
        let body = front_matter::split(&source, &mut Vec::new()).map_or(whole, |split| split.body);
        let tree = document::parse(&source, body, &mut Vec::new());
        let sections = section_texts(&tree);
        Ok(Text { tree, sections })
    }

    pub(super) fn document(&self, id: &str) -> Option<&DocumentRow> {
        self.documents.iter().find(|document| document.id == id)
    }

    pub(super) fn work(&self, id: &str) -> Option<&WorkRow> {
        self.works.iter().find(|work| work.id == id)
    }

    /// What a document is called.
    pub(super) fn label<'a>(&'a self, document: &'a DocumentRow) -> &'a str {
        self.work(&document.work).map_or(&document.title, |work| &work.label)
    }
}

impl Text {
    /// A section with its heading.
    pub(super) fn section(&self, at: usize) -> String {
        let section = &self.tree.sections[at];
        let label = section.label.as_ref().map_or("", |label| &*label.text);
        let heading = format!("{label} {}", section.title);
        format!("{}\n{}", heading.trim(), self.sections[at]).trim().to_owned()
    }
}

/// Words without marks, with a space on each side.
pub(super) fn words_without_marks(text: &str) -> String {
    let folded = fold(text);
    let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.fold(" ".to_owned(), |all, word| all + word + " ")
}
