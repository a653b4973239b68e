//! The values of all facts that pages read, as numbers that are equal where the facts are: those of the corpus, those of
//! the site, and what many pages share.
//!
//! In: a world, the renderer, what the pipeline knows of shared passages; a kind of fact and its name. Out: the hash of
//! its value ([`Facts::value`]); the name under which a later run finds a fact again ([`Facts::name`]).

use super::blocks::{Block, Members};
use super::pages::feeds::follow::Followed;
use super::pages::feeds::recent::{self, Recents};
use super::world::World;
use super::{Job, Moved, Page, Renderer};
use crate::content::config::Config;
use crate::corpus::facts::{CorpusFacts, hash_of};
use crate::corpus::placed::Placed;
use crate::render::Asset;
use crate::signing::key::PublicKey;
use crate::trace::kinds::{self, Of};
use crate::trace::{EVERYTHING, FactHasher, Kind, told};
use hashbrown::HashMap;
use rayon::prelude::*;
use std::borrow::Cow;
use std::hash::Hash;

/// The name of a kind as a whole.
pub const WHOLE: &str = "\0";

/// Gives the values of facts.
pub struct Facts<'a> {
    world: &'a World<'a>,
    renderer: &'a Renderer,
    corpus: CorpusFacts<'a>,
    documents: HashMap<&'a str, usize>,
    works: HashMap<&'a str, usize>,
    pages: HashMap<&'a str, &'a Page>,
    shared: &'a (dyn Fn(usize) -> u64 + Sync),
}

impl<'a> Facts<'a> {
    /// `shared`: what the passages depend on that a document shares with others.
    pub fn new(world: &'a World<'a>, renderer: &'a Renderer, shared: &'a (dyn Fn(usize) -> u64 + Sync)) -> Self {
        let corpus = world.corpus;
        let documents = corpus.documents.quietly().iter().enumerate().map(|(at, one)| (one.id.as_str(), at)).collect();
        let works = corpus.works.quietly().iter().enumerate().map(|(at, one)| (one.address.as_str(), at)).collect();
        let pages = world.site.pages.quietly().iter().map(|page| (page.address.as_str(), page)).collect();
        Self { world, renderer, corpus: CorpusFacts::new(corpus), documents, works, pages, shared }
    }

    /// The name of a fact that was noted by its place; `None`: its holder had none, and it cannot be asked for again.
    pub fn name(&self, kind: Kind, at: u32) -> Option<Cow<'a, str>> {
        let corpus = self.world.corpus;
        match (kinds::about(kind).0, at) {
            (Of::Document, EVERYTHING) | (Of::Work, EVERYTHING) => None,
            (Of::Document, at) => Some(Cow::Borrowed(corpus.documents.get(at as usize)?.id.as_str())),
            (Of::Work, at) => Some(Cow::Borrowed(corpus.works.get(at as usize)?.address.as_str())),
            (Of::Key | Of::Site, _) => Some(Cow::Borrowed(WHOLE)),
        }
    }

    /// The value of a fact now; that there is none is a value, too.
    pub fn value(&self, kind: Kind, name: &str) -> u64 {
        match kinds::about(kind).0 {
            Of::Document if name == WHOLE => {
                let all = 0..self.world.corpus.documents.quietly().len();
                let each: Vec<u64> = all.into_par_iter().map(|at| self.of_document(kind, at)).collect();
                hash_of(|hasher| (0..each.len()).for_each(|at| (self.corpus.document_key(at), each[at]).hash(hasher)))
            }
            Of::Work if name == WHOLE => {
                let works = self.world.corpus.works.quietly();
                let each: Vec<u64> = (0..works.len()).into_par_iter().map(|at| self.of_work(kind, at)).collect();
                hash_of(|hasher| works.iter().zip(each).for_each(|(work, one)| (&work.address, one).hash(hasher)))
            }
            Of::Document => self.documents.get(name).map_or(0, |at| self.of_document(kind, *at)),
            Of::Work => self.works.get(name).map_or(0, |at| self.of_work(kind, *at)),
            Of::Site => self.of_site(kind),
            Of::Key => self.of_key(kind, name),
        }
    }

    fn of_document(&self, kind: Kind, at: usize) -> u64 {
        match kind {
            kinds::SHARED => (self.shared)(at),
            kinds::PLACED => hash_of(|hasher| {
                for Placed { section, passage } in self.world.placed(at).iter() {
                    section.hash(hasher);
                    self.corpus.passage(passage, hasher);
                }
            }),
            kinds::RECENT_SERIES => self.recents(&recent::series(self.world, at)),
            kinds::SERIES_OPENING => {
                let opening = recent::opening(self.world.corpus, at);
                hash_of(|hasher| opening.map(|at| self.corpus.document_key(at)).hash(hasher))
            }
            _ => self.corpus.of_document(kind, at),
        }
    }

    fn of_work(&self, kind: Kind, at: usize) -> u64 {
        match kind {
            kinds::RECENT_CITING => self.recents(&recent::citing(self.world, at)),
            _ => self.corpus.of_work(kind, at),
        }
    }

    fn recents(&self, recents: &Recents) -> u64 {
        hash_of(|hasher| recents.hash(&self.corpus, hasher))
    }

    fn of_site(&self, kind: Kind) -> u64 {
        let (site, config) = (self.world.site, &self.world.config);
        let registries = self.world.registries;
        match kind {
            kinds::PAGES => hash_of(|hasher| {
                let pages = site.pages.quietly();
                pages.iter().for_each(|page| (&page.address, self.job(&page.job)).hash(hasher));
            }),
            kinds::MOVED => hash_of(|hasher| {
                for Moved { from, to } in &site.moved {
                    (from, to).hash(hasher);
                }
            }),
            kinds::CONFIG => of_config(config),
            kinds::REDIRECTS => told(&*config.redirects),
            kinds::GONE => told(&*config.gone),
            kinds::RENUMBERED => told(&*config.renumbered),
            kinds::RULES => told(&*config.rules),
            kinds::ISSUERS => told(&*registries.issuers),
            kinds::TYPES => told(&*registries.types),
            kinds::THEMES => told(&*registries.themes),
            kinds::LAWS => told(&*registries.laws),
            kinds::ACCESSIBILITY => told(&*registries.accessibility),
            kinds::WORK_ROWS => told(&*registries.works),
            kinds::ASSETS => hash_of(|hasher| {
                for Asset { name, address, bytes } in &self.renderer.assets {
                    (name, address, bytes).hash(hasher);
                }
            }),
            kinds::SITEMAPS => hash_of(|hasher| self.world.sitemaps().hash(hasher)),
            kinds::MOST_CITED => self.corpus.list_of_works(self.world.most_cited()),
            kinds::COUNTS => told(&self.world.counts()),
            _ => match kinds::without_count(kind) {
                (kinds::PAGES, true) => site.pages.quietly().len() as u64,
                (kinds::MOVED, true) => site.moved.len() as u64,
                (kinds::REDIRECTS, true) => config.redirects.len() as u64,
                (kinds::GONE, true) => config.gone.len() as u64,
                (kinds::RENUMBERED, true) => config.renumbered.len() as u64,
                (kinds::ASSETS, true) => self.renderer.assets.len() as u64,
                _ => self.corpus.of_site(kind),
            },
        }
    }

    fn of_key(&self, kind: Kind, key: &str) -> u64 {
        let registries = self.world.registries;
        let page = |page: &Page| (hash_of(|hasher| page.address.hash(hasher)), self.job(&page.job));
        match kind {
            kinds::PAGE_AT | kinds::JOB => hash_of(|hasher| self.pages.get(key).copied().map(page).hash(hasher)),
            kinds::PAGES_BELOW => {
                hash_of(|hasher| self.world.site.below(key).iter().map(page).for_each(|one| one.hash(hasher)))
            }
            kinds::ISSUER_ROW => told(&registries.issuers.get(key)),
            kinds::TYPE_ROW => told(&registries.types.get(key)),
            kinds::ELSEWHERE => told(&registries.elsewhere.quietly().get(key)),
            kinds::THEME_ROW => told(&registries.themes.get(key)),
            kinds::BLOCK => {
                self.world.site.blocks.quietly().get(key).map_or(0, |block| hash_of(|hasher| self.block(block, hasher)))
            }
            kinds::TEMPLATE => self.renderer.templates.value(key),
            kinds::SHARD_DOCUMENTS => hash_of(|hasher| {
                let members = self.world.site.shards.documents.quietly().get(key).into_iter().flatten();
                members.for_each(|at| self.corpus.document_key(*at).hash(hasher));
            }),
            kinds::SHARD_WORKS => {
                self.world.site.shards.works.quietly().get(key).map_or(0, |members| self.corpus.list_of_works(members))
            }
            kinds::RECENT_TASKS => self.recents(&recent::tasks(self.world, key)),
            _ => self.corpus.of_key(kind, Some(key).filter(|key| *key != WHOLE)),
        }
    }

    fn block(&self, block: &Block, hasher: &mut FactHasher) {
        let Block { of, members: _, name, newer, older, others, has_gap } = block;
        (name, newer, older, others, has_gap).hash(hasher);
        for member in block.members() {
            match of {
                Members::Documents => self.corpus.document_key(member).hash(hasher),
                Members::Works => self.corpus.list_of_works(&[member]).hash(hasher),
                Members::Passages(work) => {
                    self.corpus.passage(&self.world.corpus.works[*work].cited_by.quietly()[member], hasher);
                }
            }
        }
    }

    /// What makes a page, whatever the place of a document or a work is.
    pub fn job(&self, job: &Job) -> u64 {
        let documents = |at: &usize| self.corpus.document_key(*at);
        let works = |at: &usize| self.corpus.list_of_works(&[*at]);
        hash_of(|hasher| {
            std::mem::discriminant(job).hash(hasher);
            match job {
                Job::Document(at) | Job::Cites(at) | Job::News(at) | Job::Reuse(at) => documents(at).hash(hasher),
                Job::Format(at, format) => (documents(at), told(format)).hash(hasher),
                Job::CitedBy(at, number)
                | Job::DocumentTasks(at, number)
                | Job::Portion(at, number)
                | Job::Version(at, number) => {
                    (documents(at), number).hash(hasher);
                }
                Job::AgencyTasks(key, span) | Job::Timeline(key, span) => (key, span).hash(hasher),
                Job::Work(at, span) => (works(at), span).hash(hasher),
                Job::Picture(at) => works(at).hash(hasher),
                Job::Works(span) => span.hash(hasher),
                Job::Sitemap(name) => name.hash(hasher),
                Job::Index(kind) => told(kind).hash(hasher),
                Job::List(kind, span) => (told(kind), span).hash(hasher),
                Job::Filtered(kind, filter, span) => (told(kind), filter, span).hash(hasher),
                Job::TaskTopic(topic, total, span) => (topic, total, span).hash(hasher),
                Job::Feed(kind) | Job::JsonFeed(kind) | Job::Llms(kind) => told(kind).hash(hasher),
                Job::Follow(followed) => {
                    std::mem::discriminant(followed).hash(hasher);
                    match followed {
                        Followed::Document(at) | Followed::Series(at) => documents(at).hash(hasher),
                        Followed::Work(at) => works(at).hash(hasher),
                        Followed::Tasks(key) => key.hash(hasher),
                    }
                }
                Job::Redirect(text) | Job::Uncited(text) => text.hash(hasher),
                Job::Copy(job) => self.job(job).hash(hasher),
                Job::Former(at) => self.world.corpus.former.get(*at).map(|former| &former.address).hash(hasher),
                Job::Gone(at) => told(&self.world.config.gone.get(*at)).hash(hasher),
                Job::Shard(list, key) => (told(list), key).hash(hasher),
                Job::Table(key) | Job::LinkerShard(key) => key.hash(hasher),
                Job::FormerData(former) => told(former).hash(hasher),
                Job::Schema(file) => told(file).hash(hasher),
                Job::RedirectList(format) => told(format).hash(hasher),
                Job::Asset(at) => self.renderer.assets.get(*at).map(|asset| &asset.address).hash(hasher),
                Job::Attachment(at, file) => (documents(at), file).hash(hasher),
                Job::Image(at, path) => (documents(at), path).hash(hasher),
                Job::Home
                | Job::TaskDoor
                | Job::Published
                | Job::NotFound
                | Job::About
                | Job::Verify
                | Job::Embedded
                | Job::Frames
                | Job::Connections
                | Job::Accessibility
                | Job::Search
                | Job::Offline
                | Job::Worker
                | Job::Manifest
                | Job::OpenSearch
                | Job::Robots
                | Job::SiteData
                | Job::Catalog
                | Job::Linker
                | Job::LinkerIndex
                | Job::OpenApi
                | Job::Data => {}
            }
        })
    }
}

/// The configuration without the lists that are facts of their own.
fn of_config(config: &Config) -> u64 {
    let Config {
        title,
        base_url,
        portal,
        issuer,
        contact,
        language,
        theme,
        output: _,
        search,
        byte_ranges: _,
        online,
        offline,
        timezone: _,
        data_as_of: _,
        formats,
        feeds: _,
        license,
        embed,
        neighbours,
        lookup,
        redirects: _,
        gone: _,
        attachments,
        renumbered: _,
        rules: _,
        public_key,
    } = config;
    let issuer = issuer.as_ref().map(|issuer| &issuer.value);
    told(&(
        title,
        base_url,
        portal,
        issuer,
        contact,
        language,
        theme,
        (search, online, offline, formats, license, embed, neighbours, lookup),
        told(attachments),
        public_key.as_ref().map(PublicKey::text),
    ))
}
