//! What a site has besides its documents: configuration, registries, site theme, ledger, short forms, and what is
//! compiled of them.
//!
//! In: the root folder, [`Settings`]. Out: [`Base`], shared by all snapshots that it is true of, with what is wrong
//! with it.

use super::inspecting::Inspections;
use super::names::Names;
use super::promises::Promised;
use super::reusing::WordStore;
use super::searching::abbreviations;
use super::sharing::Sharing;
use super::{BuildOptions, promises};
use crate::address::KnownAddress;
use crate::address::path::check_written;
use crate::address::published::PublishedSite;
use crate::check::{self, Policy};
use crate::citation::Lexicon;
use crate::content::attachments::ServedFiles;
use crate::content::config::Config;
use crate::content::front_matter::FrontMatter;
use crate::content::registry::{Issuer, Registries};
use crate::content::{RawDocument, Settings, files, theme};
use crate::corpus::Corpus;
use crate::diagnostic::{Diagnostic, Severity};
use crate::disk::{self, LARGEST_FILE, LARGEST_TEXT};
use crate::publish;
use crate::render::{BUILT_IN_STYLE, STYLE, Scripts, assets};
use crate::search::Abbreviations;
use crate::site::Renderer;
use crate::site::plan::{self, Plan, plan};
use crate::source::Source;
use crate::store::Store;
use crate::store::stats::Stats;
use crate::text::{fold, name_key};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What stands beside the documents: options, configuration, registries, theme, ledger. A copy shares everything.
#[derive(Clone)]
pub(super) struct Base {
    pub root: Arc<Path>,
    pub options: Arc<BuildOptions>,
    /// With the options applied.
    pub config: Arc<Config>,
    pub registries: Arc<Registries>,
    /// Which attachments the site serves.
    pub served: Arc<ServedFiles>,
    /// The site theme, compiled; `None`: it cannot be used, and there is no site.
    pub renderer: Option<Arc<Renderer>>,
    /// Addresses of the site theme's files.
    pub assets: Arc<[String]>,
    /// What was promised: the ledger, with what the published site's list has besides. None while the site is not online.
    pub ledger: Arc<[KnownAddress]>,
    /// How many of them stand in the ledger's file.
    pub written_addresses: usize,
    /// The ledger's numbers of documents, by address.
    pub numbers: Arc<BTreeMap<String, u32>>,
    /// What the configured output folder says is published.
    pub published: Arc<PublishedSite>,
    pub abbreviations: Arc<Abbreviations>,
    pub lexicon: Arc<Lexicon>,
    /// Names in scope: of rows and, once front matter is read, of documents.
    pub names: Arc<Names>,
    pub sharing: Arc<Sharing>,
    /// What was found in attachments.
    pub inspections: Arc<Inspections>,
    /// Of all documents that were read.
    pub words: Arc<WordStore>,
    /// What was known before this run.
    pub store: Arc<Store>,
    /// Which files are what they were.
    pub stats: Arc<Stats>,
    /// What is wrong with all this.
    pub problems: Arc<[Diagnostic]>,
}

/// What a base has of its run.
#[derive(Default)]
pub(super) struct OfRun {
    pub words: Arc<WordStore>,
    /// What is published; `None`: it is looked for.
    pub published: Option<Arc<PublishedSite>>,
    pub store: Arc<Store>,
    pub stats: Arc<Stats>,
}

impl Base {
    /// Reads everything and lists the documents.
    pub fn read(root: &Path, settings: Settings, options: &BuildOptions, of_run: OfRun) -> (Self, Vec<String>) {
        let OfRun { words, published, store, stats } = of_run;
        let Settings { config, registries, mut problems } = settings;
        let mut config = config.unwrap_or_else(Config::stand_in);
        options.apply(&mut config);
        let document_paths = files::list(root, &mut problems);
        let mut published =
            published.unwrap_or_else(|| Arc::new(read_published(&root.join(&config.output), &mut problems)));
        let mut promised = Promised::default();
        if config.online {
            promised = promises::read(root, &published, &mut problems);
        } else {
            promises::suspended(root, &mut problems);
            published = Arc::default();
        }
        let (renderer, assets) = read_theme(root, &config, &mut problems);
        let abbreviations = abbreviations(root, &mut problems);
        let served = ServedFiles {
            added: config.attachments.kinds.clone(),
            kept: config.attachments.published.clone(),
            published: Arc::clone(&published),
            promised: !promised.addresses.is_empty(),
        };
        let base = Self {
            root: root.into(),
            options: Arc::new(options.clone().at(config.timezone)),
            lexicon: Arc::new(Lexicon::new(&registries)),
            names: Arc::new(Names::of_rows(&registries)),
            sharing: Arc::default(),
            inspections: Arc::default(),
            words,
            store,
            stats,
            served: Arc::new(served),
            config: Arc::new(config),
            registries: Arc::new(registries),
            renderer: renderer.map(Arc::new),
            assets: assets.into(),
            ledger: promised.addresses.into(),
            written_addresses: promised.written,
            numbers: Arc::new(promised.numbers),
            published,
            abbreviations: Arc::new(abbreviations),
            problems: problems.into(),
        };
        (base, document_paths)
    }

    /// What reading a document looks at besides its file, the files that it names, and the names in its scope. Readings
    /// stay true while it stays. Of a registry only what its rows say counts, not how they are written.
    pub fn context(&self) -> [u8; 32] {
        let mut whole = Sha256::new();
        let Registries { types, issuers, themes, .. } = &*self.registries;
        types.iter().for_each(|row| whole.update(format!("{row:?}\n")));
        issuers.iter().for_each(|row| whole.update(as_read(row)));
        issuers.provinces().iter().for_each(|row| whole.update(format!("{row:?}\n")));
        // A theme that is not there is reported with the nearest.
        themes.iter().for_each(|row| whole.update(format!("{row:?}\n")));
        whole.update(format!("{:?} {:?}", self.config.base_url, self.served.added));
        whole.finalize().into()
    }

    /// Whether the site shows the document.
    pub fn shows(&self, raw: &RawDocument) -> bool {
        self.options.drafts || !raw.front_matter.draft
    }

    /// Of what was found in the front matter of `raw`, what is said: of a draft that is not shown, what it promises to
    /// do later (`# TODO`) and what is only doubtful is no matter yet.
    pub fn said_of(&self, raw: &RawDocument, problems: &mut Vec<Diagnostic>) {
        if !self.shows(raw) {
            problems.retain(|problem| problem.severity == Severity::Error);
        }
    }

    pub fn has_errors(&self) -> bool {
        self.problems.iter().any(|problem| problem.severity == Severity::Error)
    }

    /// Names in scope, with those that documents give themselves.
    pub fn names_with<'a>(&self, documents: impl Iterator<Item = &'a FrontMatter>) -> Arc<Names> {
        let own = Names::of_documents(&self.registries, documents);
        Arc::new(Names::of_rows(&self.registries).with(own))
    }

    pub fn policy(&self) -> Policy<'_> {
        Policy::new(&self.config.rules, self.options.infos).brief(self.options.brief)
    }

    /// Of what was found in texts, what the run wants: readings have everything.
    pub fn wanted(&self, problems: Vec<Diagnostic>) -> Vec<Diagnostic> {
        let policy = self.policy();
        problems.into_iter().filter(|problem| check::is_wanted(problem, &policy)).collect()
    }

    /// `reused`: paths of the documents that share passages.
    pub fn plan(&self, corpus: &Corpus, reused: &BTreeSet<Arc<str>>) -> Plan {
        plan(&plan::PlanInput {
            corpus,
            registries: &self.registries,
            config: &self.config,
            ledger: &self.ledger,
            published: &self.published,
            assets: &self.assets,
            reused,
        })
    }

    /// The absolute path of a file of the site.
    pub fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }
}

/// What reading a document sees of an issuer. The name that official heads print is compared by its letters alone:
/// how it is written is seen on pages, not by who looks for it in texts.
fn as_read(row: &Issuer) -> String {
    let Issuer { official_name, .. } = row;
    let letters = [fold(official_name), name_key(official_name)];
    let row = Issuer { official_name: String::new(), ..row.clone() };
    format!("{row:?} {letters:?}\n")
}

/// A folder that cannot be read keeps nothing from being checked: a build into it says so as an error.
fn read_published(output: &Path, problems: &mut Vec<Diagnostic>) -> PublishedSite {
    publish::published(output).unwrap_or_else(|error| {
        problems.push(Diagnostic { severity: Severity::Warning, ..error.diagnostic() });
        PublishedSite::default()
    })
}

/// The built-in site theme with the site's own files over it, and the addresses of its files.
fn read_theme(root: &Path, config: &Config, problems: &mut Vec<Diagnostic>) -> (Option<Renderer>, Vec<String>) {
    let mut templates = BTreeMap::new();
    for (name, path) in theme::files(root, &theme::templates(&config.theme), problems) {
        let read = disk::bytes(&root.join(&path), LARGEST_TEXT).map_err(|unread| unread.diagnostic(&path));
        match read.and_then(|bytes| disk::decode(&path, bytes)) {
            Ok(source) => {
                templates.insert(name, source.text().to_owned());
            }
            Err(problem) => problems.push(problem),
        }
    }
    let mut own = BTreeMap::new();
    for (name, path) in theme::files(root, &theme::assets(&config.theme), problems) {
        match disk::bytes(&root.join(&path), LARGEST_FILE) {
            Ok(bytes) => {
                own.insert(name, bytes);
            }
            Err(unread) => problems.push(unread.diagnostic(&path)),
        }
    }
    own.retain(|name: &String, _| match check_written(name, name) {
        Ok(()) => true,
        Err(problem) => {
            problems.push(problem.in_file(format!("{}/{name}", theme::assets(&config.theme))));
            false
        }
    });
    if let Some(Ok(style)) = own.get(STYLE).map(|bytes| std::str::from_utf8(bytes)) {
        let path = format!("{}/{STYLE}", theme::assets(&config.theme));
        problems.extend(check::contrast(&Source::new(path, style), BUILT_IN_STYLE));
    }
    let wanted = Scripts {
        search: config.search,
        neighbours: !config.neighbours.is_empty(),
        offline: config.offline,
        language: config.language,
    };
    let assets = assets(own, wanted);
    let renderer = Renderer::new(config, &templates, &assets).map_err(|problem| problems.push(problem)).ok();
    (renderer, assets.into_iter().map(|asset| asset.address).collect())
}
