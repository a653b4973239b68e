//! Runs the stages in order. The only room that knows every stage.
//!
//! In: the site's root folder and [`Options`]. Out: [`Loaded`], all that is known of the site with the problems found,
//! whose [`Loaded::make`] produces the bytes of any one page; [`publish`] makes all of them and switches the output folder.
//!
//! Per-document work runs in parallel and is merged in path order. Only metadata, outlines and citations stay in memory; a
//! page that needs its document's text reads the file again (its hash checked).
//!
//! ## Memory and speed
//!
//! Per-document work runs in parallel. After the corpus only metadata, outlines, citations with their sentence and
//! relations stay in memory; the job that needs a document's text reads the file again and checks its hash. Large data
//! files are streamed. An unchanged rebuild is recognised by a fingerprint of all inputs before anything is parsed
//! (`commands/inputs.rs`), and says again what the last run said.

mod assemble;
#[cfg(feature = "preview")]
pub mod live;
mod names;
mod publishing;
mod quoting;
mod reusing;
mod searching;
mod sharing;
mod telling;
pub mod texts;

use crate::catalogue::Language;
use crate::check::{self, Dossier, Policy, Silenced};
use crate::citation::find::{NameTable, find};
use crate::citation::{Context, KnownName, Lexicon};
use crate::compare::Comparison;
use crate::content::config::Config;
use crate::content::front_matter::{Decision, FrontMatter};
use crate::content::registry::Registries;
use crate::content::{RawDocument, Settings, files};
use crate::corpus::former::KnownAddress;
use crate::corpus::{CitedDocument, Corpus, DocumentIndex, Finding};
use crate::diagnostic::{self, Diagnostic, Place, Severity};
use crate::document::flow::flows;
use crate::document::{self, Destinations, Document};
use crate::publish::ledger::{self, Ledger};
use crate::render::{Asset, Scripts, assets};
use crate::reuse::SharedPassages;
use crate::search::Abbreviations;
use crate::site::pages::news::comparing::beside;
use crate::site::{self, DocumentText, LEDGER_FILE, Page, Renderer, Site, Texts, World};
use crate::source::Source;
use assemble::{Parts, assemble};
use jiff::civil::Date;
use names::Names;
use publishing::Failure;
pub use publishing::{Refusal, publish};
use rayon::prelude::*;
use reusing::{Places, Reuse, Words};
use sharing::Sharing;
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Where the ledger of addresses stands.
pub const LEDGER: &str = LEDGER_FILE;

/// What a run may differ in.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Instead of the configured base address.
    pub base_url: Option<String>,
    /// Drafts are published too.
    pub drafts: bool,
    /// Shown on pages as the day the lists were made; without it no page knows today.
    pub today: Option<Date>,
    /// The day against which dates in the future are warned of; never on a page.
    pub clock: Option<Date>,
    /// Links end in `index.html`.
    pub portable: bool,
    /// Findings of level info and dossiers are wanted.
    pub infos: bool,
    /// Pages for the editor alone: nothing of them may stay in the browser.
    pub preview: bool,
    /// No page is made: what passages documents share need not be known.
    pub without_passages: bool,
}

impl Options {
    /// The configuration as this run has it.
    fn apply(&self, config: &mut Config) {
        if let Some(base_url) = &self.base_url {
            config.base_url.clone_from(base_url);
        }
        // A page opened from a folder can neither keep nor install anything.
        config.offline &= !self.portable;
    }
}

/// All that is known of a site.
pub struct Loaded {
    root: PathBuf,
    options: Options,
    /// `congbao.yaml`, with the options applied.
    pub config: Config,
    /// Registries.
    pub registries: Registries,
    /// Who is who.
    pub corpus: Corpus,
    /// Which pages exist.
    pub site: Site,
    /// Addresses that must answer for ever.
    pub permanent: BTreeMap<String, KnownAddress>,
    /// How many of them are new.
    pub new_addresses: usize,
    /// All problems, in source order.
    pub diagnostics: Vec<Diagnostic>,
    /// Works that texts cite inconsistently; none without [`Options::infos`].
    pub dossiers: Vec<Dossier>,
    /// Findings that editors have silenced.
    pub silenced: Vec<Silenced>,
    renderer: Renderer,
    abbreviations: Abbreviations,
    words: Words,
    reuse: Reuse,
    places: Places,
}

/// Reads, parses, resolves and plans; nothing is written. `Err`: the site theme cannot be used at all (the problems say why).
///
/// # Errors
/// I/O on the root itself.
pub fn load(root: &Path, options: &Options) -> io::Result<Result<Loaded, Vec<Diagnostic>>> {
    root.read_dir()?;
    load_with(root, Settings::read(root), options, None)
}

/// The same, where configuration and registries are read already; what is too much for memory may go into the file `beside`,
/// which lasts as long as what is loaded.
///
/// # Errors
/// As [`load`].
pub fn load_with(
    root: &Path,
    settings: Settings,
    options: &Options,
    beside: Option<PathBuf>,
) -> io::Result<Result<Loaded, Vec<Diagnostic>>> {
    let Settings { config, registries, problems: mut diagnostics } = settings;
    let mut config = config.unwrap_or_else(Config::stand_in);
    options.apply(&mut config);
    let document_paths = files::list(root, &mut diagnostics);
    let policy = Policy::new(&config.rules, options.infos);
    let words = Words::new(beside);
    let asked = (!options.without_passages).then_some(&words);
    let documents = cite_all(root, &document_paths, &registries, (options, &policy, asked), &mut diagnostics);
    let reuse = asked.map_or_else(Reuse::default, |words| {
        Reuse::new(words, documents.iter().map(|document| (&document.raw.path, &*document.raw.front_matter)))
    });
    let ledger = match Ledger::read(&root.join(LEDGER), LEDGER) {
        Ok(ledger) => ledger.entries().map(known_address).collect(),
        Err(problems) => {
            diagnostics.extend(problems);
            Vec::new()
        }
    };
    let Some((renderer, assets)) = site_theme(root, &config, &mut diagnostics)? else {
        return Ok(Err(sorted(diagnostics)));
    };
    let addresses: Vec<String> = assets.iter().map(|asset| asset.address.clone()).collect();
    let parts = Parts { root, options, config: &config, registries: &registries, ledger: &ledger, assets: &addresses };
    let assembled = assemble(&parts, (documents, &reuse.reused), diagnostics, false);
    Ok(Ok(Loaded {
        root: root.to_owned(),
        options: options.clone(),
        new_addresses: assembled.permanent.len() - ledger.len(),
        dossiers: assembled.dossiers,
        silenced: assembled.silenced,
        places: reuse.places(&assembled.corpus),
        words,
        reuse,
        config,
        registries,
        corpus: assembled.corpus,
        site: assembled.site,
        permanent: assembled.permanent,
        diagnostics: assembled.diagnostics,
        renderer,
        abbreviations: searching::abbreviations(root),
    }))
}

fn is_of_broken_document(problem: &Diagnostic) -> bool {
    problem.severity == Severity::Error && problem.place.as_ref().is_some_and(|place| place.file.ends_with(".md"))
}

/// A reference to what no row of `works.yaml` has, in the form of a document's id.
fn names_a_document(problem: &Diagnostic) -> bool {
    let id = |(name, value): &(&str, String)| *name == "reference" && value.contains('/');
    problem.code == "reference-unknown" && problem.arguments.iter().any(id)
}

fn known_address(entry: ledger::LedgerEntry) -> KnownAddress {
    KnownAddress { address: entry.address, kind: entry.kind.word().to_owned(), label: entry.label }
}

fn sorted(mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    diagnostic::sort(&mut diagnostics);
    diagnostics.dedup();
    diagnostics
}

/// All documents with their citations. The names that documents give themselves (`aliases`) are known only when all
/// front matter is read; the documents in whose scope there are any are then searched once more.
fn cite_all(
    root: &Path,
    paths: &[String],
    registries: &Registries,
    (options, policy, words): (&Options, &Policy<'_>, Option<&Words>),
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<CitedDocument> {
    let lexicon = Lexicon::new(registries);
    let sharing = Sharing::default();
    let names = Names::of_rows(registries);
    let citer = Citer { registries, lexicon: &lexicon, names: &names, sharing: &sharing, words, lint: Some(policy) };
    let cited: Vec<(Option<CitedDocument>, Vec<Diagnostic>)> = paths
        .par_iter()
        .map(|path| {
            let mut problems = Vec::new();
            let read = files::read_document(root, path, registries, &mut problems);
            if read.is_none()
                && let Some((source, body)) = files::read_body(root, path)
            {
                document::parse(&source, body, &mut problems);
            }
            let document = read
                .filter(|(raw, _)| options.drafts || !raw.front_matter.draft)
                .map(|(raw, source)| citer.cite(&source, raw, &mut problems));
            (document, problems)
        })
        .collect();
    let mut documents = Vec::with_capacity(cited.len());
    for (document, problems) in cited {
        diagnostics.extend(problems);
        documents.extend(document);
    }
    let own_names = Names::of_documents(registries, documents.iter().map(|document| &*document.raw.front_matter));
    if own_names.scoped.is_empty() {
        return documents;
    }
    let names = Names::of_rows(registries).with(own_names);
    // What is wrong with the text was said the first time.
    cite_again(root, &Citer { names: &names, lint: None, words: None, ..citer }, documents, diagnostics)
}

fn cite_again(
    root: &Path,
    citer: &Citer<'_>,
    documents: Vec<CitedDocument>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<CitedDocument> {
    let cited: Vec<Result<CitedDocument, Diagnostic>> = documents
        .into_par_iter()
        .map(|document| {
            let source = files::reread(root, &document.raw.path, &document.raw.content_hash)?;
            Ok(citer.cite(&source, document.raw, &mut Vec::new()))
        })
        .collect();
    let mut documents = Vec::with_capacity(cited.len());
    for result in cited {
        match result {
            Ok(document) => documents.push(document),
            Err(problem) => diagnostics.push(problem),
        }
    }
    documents
}

/// Finds the citations of one document.
#[derive(Clone, Copy)]
struct Citer<'a> {
    registries: &'a Registries,
    lexicon: &'a Lexicon,
    names: &'a Names,
    sharing: &'a Sharing,
    /// Keeps the words of the text.
    words: Option<&'a Words>,
    /// Looks at the text, too.
    lint: Option<&'a Policy<'a>>,
}

impl Citer<'_> {
    fn cite(&self, source: &Source, raw: RawDocument, problems: &mut Vec<Diagnostic>) -> CitedDocument {
        let parsed = document::parse(source, raw.body, problems);
        if let Some(words) = self.words {
            words.keep(&raw.path, &parsed);
        }
        let flows = flows(&parsed);
        if let Some(policy) = self.lint {
            let kind = self.registries.types.get(&raw.front_matter.kind.value);
            check::lint(
                &check::LintedText { source, body: raw.body, kind, document: &parsed, flows: &flows },
                policy,
                problems,
            );
        }
        let issuer = &raw.front_matter.issuer.value;
        let scoped = self.names.table(self.registries, issuer);
        let context = Context {
            registries: self.registries,
            lexicon: self.lexicon,
            issuer: Some(issuer),
            province: None,
            names: &scoped,
            trace: None,
        };
        let mut citations = find(source, &flows, &context);
        // An editor's decision can also name what the finder has no number for: "Đề án …" → a work.
        let decided =
            decided_names(&raw.front_matter, |text| citations.iter().any(|found| same_words(found.text(), text)));
        if !decided.is_empty() {
            let names = NameTable::new(scoped.names().iter().cloned().chain(decided).collect());
            citations = find(source, &flows, &Context { names: &names, ..context });
        }
        let destinations = Destinations::of(&parsed);
        let tasks = telling::tasks(self, (source, &parsed, &flows), &raw.front_matter, problems);
        let mut sections = parsed.sections;
        // They live as long as the run; half of their room would stay empty.
        sections.shrink_to_fit();
        citations.shrink_to_fit();
        let mut document = CitedDocument { raw, sections, destinations, citations, tasks };
        self.sharing.share(&mut document);
        document
    }
}

fn decided_names(front_matter: &FrontMatter, is_found: impl Fn(&str) -> bool) -> Vec<KnownName> {
    front_matter
        .citations
        .iter()
        .filter(|decision| !is_found(&decision.text.value))
        .filter_map(|decision| match &decision.decision {
            Decision::Work(target) => {
                Some(KnownName { text: decision.text.value.clone(), target: target.value.clone() })
            }
            Decision::NotACitation => None,
        })
        .collect()
}

/// The decision quotes the citation, perhaps with what follows it.
fn same_words(found: &str, decided: &str) -> bool {
    let mut wanted = decided.split_whitespace();
    found.split_whitespace().all(|word| wanted.next() == Some(word))
}

/// Quotes the line of each finding that has none: the files concerned are read again.
fn place(root: &Path, findings: Vec<Finding>, diagnostics: &mut Vec<Diagnostic>) {
    let mut by_file: BTreeMap<Arc<str>, Vec<Finding>> = BTreeMap::new();
    for finding in findings {
        // Nearly all quote their citation's sentence. They are moved once: a large site has a million.
        if finding.diagnostic.place.is_some() {
            diagnostics.push(finding.diagnostic);
        } else {
            by_file.entry(Arc::clone(&finding.path)).or_default().push(finding);
        }
    }
    let placed = by_file.into_par_iter().flat_map_iter(|(path, findings)| {
        let source = std::fs::read_to_string(root.join(&*path)).ok().map(|text| Source::new(&*path, text));
        findings.into_iter().map(move |finding| {
            let place = match &source {
                // A file that changed since may have another letter there, or none.
                Some(source) if source.text().get(finding.span.range()).is_some() => Place::of(source, finding.span),
                _ => Place::file(Arc::clone(&path)),
            };
            finding.diagnostic.placed(Some(place))
        })
    });
    diagnostics.par_extend(placed);
}

/// The built-in site theme with the site's own files over it.
fn site_theme(
    root: &Path,
    config: &Config,
    diagnostics: &mut Vec<Diagnostic>,
) -> io::Result<Option<(Renderer, Vec<Asset>)>> {
    let folder = root.join("themes").join(&config.theme);
    let mut templates = BTreeMap::new();
    for (name, bytes) in files::read_folder(&folder.join("templates"))? {
        match String::from_utf8(bytes) {
            Ok(text) => {
                templates.insert(name, text);
            }
            Err(_) => diagnostics.push(
                Diagnostic::error("template-not-utf8").in_file(format!("themes/{}/templates/{name}", config.theme)),
            ),
        }
    }
    let assets =
        assets(files::read_folder(&folder.join("static"))?, Scripts { search: config.search, offline: config.offline });
    match Renderer::new(config, &templates, &assets) {
        Ok(renderer) => Ok(Some((renderer, assets))),
        Err(problem) => {
            diagnostics.push(problem);
            Ok(None)
        }
    }
}

impl Loaded {
    /// Whether something forbids publishing.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|problem| problem.severity == Severity::Error)
    }

    /// The language of the site.
    pub fn language(&self) -> Language {
        self.config.language
    }

    /// What pages are made of; `texts` gives the texts of documents.
    fn world<'a>(&'a self, texts: &'a dyn Texts) -> World<'a> {
        let mut world = World::new(&self.corpus, &self.site, &self.registries, &self.config, texts);
        world.portable = self.options.portable;
        world.today = self.options.today;
        world.preview = self.options.preview;
        world
    }

    /// The bytes of one page.
    ///
    /// # Errors
    /// A template of the site's own theme, or a file that changed since it was read.
    pub fn make(&self, page: &Page) -> Result<Vec<u8>, Diagnostic> {
        self.renderer.bytes(&self.world(self), page)
    }

    /// What is new in `newer`.
    ///
    /// # Errors
    /// A file that changed since it was read, or that cannot be read any more.
    pub fn compare(&self, older: DocumentIndex, newer: DocumentIndex) -> Result<Comparison, Diagnostic> {
        let (old, new) = (self.text(older)?.tree, self.text(newer)?.tree);
        Ok(beside(&self.corpus, (older, &old), (newer, &new)))
    }

    /// The editors' report, in the language asked for.
    ///
    /// # Errors
    /// See [`render::report`].
    pub fn report(&self, language: Language) -> Result<Vec<u8>, Diagnostic> {
        let input = site::report::Input {
            corpus: &self.corpus,
            dossiers: &self.dossiers,
            diagnostics: &self.diagnostics,
            silenced: &self.silenced,
            today: self.options.today,
            language,
        };
        site::report::report(&self.config, &input)
    }

    /// The file of an attachment.
    fn attached(&self, document: DocumentIndex, attachment: usize) -> PathBuf {
        let document = &self.corpus.documents[document];
        let file = self.root.join(&*document.path);
        file.parent().unwrap_or(&file).join(&document.front_matter.attachments[attachment].file.value)
    }
}

impl Texts for Loaded {
    fn source(&self, document: DocumentIndex) -> Result<Arc<Source>, Diagnostic> {
        let held = &self.corpus.documents[document];
        files::reread(&self.root, &held.path, &held.content_hash).map(Arc::new)
    }

    fn text(&self, document: DocumentIndex) -> Result<DocumentText, Diagnostic> {
        let source = self.source(document)?;
        // Its problems were said when it was first parsed.
        let tree = document::parse(&source, self.corpus.documents[document].body, &mut Vec::new());
        Ok(DocumentText { source, tree: Arc::new(tree) })
    }

    fn shared(&self, document: DocumentIndex, tree: &Document) -> Arc<SharedPassages> {
        Arc::new(self.reused(document, tree))
    }

    fn attachment(&self, document: DocumentIndex, attachment: usize) -> Result<Vec<u8>, Diagnostic> {
        read_attachment(&self.root, &self.attached(document, attachment))
    }
}

/// The bytes of an attachment of the site at `root`.
fn read_attachment(root: &Path, file: &Path) -> Result<Vec<u8>, Diagnostic> {
    files::read_attachment(root, file).map_err(|error| {
        let shown = file.strip_prefix(root).unwrap_or(file).to_string_lossy().replace('\\', "/");
        Diagnostic::error("file-unreadable").with("reason", error.to_string()).in_file(shown)
    })
}
