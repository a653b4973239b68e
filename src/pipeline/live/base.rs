//! What a site has besides its documents: configuration, registries, site theme, ledger.
//!
//! In: the root folder. Out: [`Base`], shared by all moments that it is true of, with what is wrong with it.

use super::super::names::Names;
use super::super::reusing::Words;
use super::super::sharing::Sharing;
use super::super::{LEDGER, Options, known_address, site_theme};
use crate::check::Policy;
use crate::citation::Lexicon;
use crate::content::config::Config;
use crate::content::front_matter::FrontMatter;
use crate::content::registry::{ISSUERS_FILE, Registries, TYPES_FILE};
use crate::content::{Settings, files};
use crate::corpus::Corpus;
use crate::corpus::former::KnownAddress;
use crate::diagnostic::{Diagnostic, Severity};
use crate::publish::ledger::Ledger;
use crate::render::Asset;
use crate::search::Abbreviations;
use crate::site::plan::{self, Plan, plan};
use crate::site::{Renderer, Site, Texts, World};
use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The site theme, compiled.
#[derive(Debug)]
pub(super) struct Theme {
    pub renderer: Renderer,
    pub assets: Vec<Asset>,
}

/// See the module. A copy shares everything.
#[derive(Clone)]
pub(super) struct Base {
    pub root: Arc<Path>,
    pub options: Arc<Options>,
    pub config: Arc<Config>,
    pub registries: Arc<Registries>,
    pub theme: Arc<Theme>,
    pub ledger: Arc<[KnownAddress]>,
    pub abbreviations: Arc<Abbreviations>,
    pub lexicon: Arc<Lexicon>,
    /// Names in scope: of rows and, once front matter is read, of documents.
    pub names: Arc<Names>,
    pub sharing: Arc<Sharing>,
    /// Of all documents that were read.
    pub words: Arc<Words>,
    /// What is wrong with all this.
    pub problems: Arc<[Diagnostic]>,
}

/// What stands beside the documents, and their paths.
type Found = (Base, Vec<String>);

impl Base {
    /// Reads everything and lists the documents. `Err`: the problems that leave no site at all.
    pub fn read(root: &Path, options: &Options) -> io::Result<Result<Found, Vec<Diagnostic>>> {
        root.read_dir()?;
        let Settings { config, registries, mut problems } = Settings::read(root);
        let mut config = config.unwrap_or_else(Config::stand_in);
        options.apply(&mut config);
        let document_paths = files::list(root, &mut problems);
        let ledger = match Ledger::read(&root.join(LEDGER), LEDGER) {
            Ok(ledger) => ledger.entries().map(known_address).collect(),
            Err(wrong) => {
                problems.extend(wrong);
                Vec::new()
            }
        };
        let Some((renderer, assets)) = site_theme(root, &config, &mut problems)? else { return Ok(Err(problems)) };
        let base = Self {
            root: root.into(),
            options: Arc::new(options.clone()),
            lexicon: Arc::new(Lexicon::new(&registries)),
            names: Arc::new(Names::of_rows(&registries)),
            sharing: Arc::default(),
            words: Arc::default(),
            config: Arc::new(config),
            registries: Arc::new(registries),
            theme: Arc::new(Theme { renderer, assets }),
            ledger: ledger.into(),
            abbreviations: Arc::new(super::super::searching::abbreviations(root)),
            problems: problems.into(),
        };
        Ok(Ok((base, document_paths)))
    }

    /// What the finder of citations knows besides a document's text. Documents need not be searched
    /// again while it stays.
    pub fn context(&self) -> String {
        let file = |path: &str| std::fs::read(self.root.join(path)).unwrap_or_default();
        let registries = [ISSUERS_FILE, TYPES_FILE].map(file);
        let rules = &self.config.rules;
        format!(
            "{:?}{:?}{rules:?}",
            registries.map(|file| String::from_utf8_lossy(&file).into_owned()),
            Names::of_rows(&self.registries).scoped
        )
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
        Policy::new(&self.config.rules, self.options.infos)
    }

    /// `reused`: paths of the documents that share passages.
    pub fn plan(&self, corpus: &Corpus, reused: &BTreeSet<Arc<str>>) -> Plan {
        let assets: Vec<String> = self.theme.assets.iter().map(|asset| asset.address.clone()).collect();
        plan(&plan::Input {
            corpus,
            registries: &self.registries,
            config: &self.config,
            ledger: &self.ledger,
            assets: &assets,
            reused,
        })
    }

    pub fn world<'a>(&'a self, corpus: &'a Corpus, site: &'a Site, texts: &'a dyn Texts) -> World<'a> {
        let mut world = World::new(corpus, site, &self.registries, &self.config, texts);
        world.portable = self.options.portable;
        world.today = self.options.today;
        world.preview = self.options.preview;
        world
    }

    /// The absolute path of a file of the site.
    pub fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }
}
