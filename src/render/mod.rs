//! A [`Page`] → bytes: HTML by templates, JSON, Atom, sitemap, ZIP. No disk, no clock.
//!
//! In: a page, and a [`World`] with all that pages are made of. Out: bytes, by the one door [`Renderer::make`].

pub mod akoma;
pub mod archive;
pub mod assets;
pub mod body;
pub mod citing;
pub mod comparing;
pub mod data;
mod escape;
pub mod feed;
pub mod formats;
pub mod legislation;
pub mod links;
mod marks;
pub mod media;
pub mod names;
mod offline;
pub mod qr;
mod relations_data;
pub mod schema;
pub mod sitemap;
pub mod sources;
mod table;
mod tasks_data;
pub mod templates;
pub mod texts;
pub mod views;
pub mod world;
mod xml;

pub use assets::{Asset, Scripts, assets};
pub use sources::{PageSources, sources};
pub use texts::{DocumentText, Texts};
pub use world::World;

use crate::content::config::Config;
use crate::corpus::{DocumentIndex, HeldDocument};
use crate::diagnostic::Diagnostic;
use crate::site::address::json_feed_address;
use crate::site::{IndexKind, Job, ListKind, Page, blocks};
use links::{Links, absolute, list_address};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Write};
use templates::Templates;
use views::Scene;
use views::frame::Frame;
use views::tasks::{Quoted, quoted_in_list, quoted_of_agency};

/// Makes pages: compiled templates and the theme's assets. Shared by all threads.
#[derive(Debug)]
pub struct Renderer {
    templates: Templates,
    assets: Vec<Asset>,
}

impl Renderer {
    /// A renderer with the site's own templates (`themes/<name>/templates/`: file name → text) over the built-in ones.
    ///
    /// # Errors
    /// `template-error` for a template that cannot be read.
    pub fn new(config: &Config, templates: &BTreeMap<String, String>, assets: &[Asset]) -> Result<Self, Diagnostic> {
        Ok(Self { templates: Templates::new(config, templates)?, assets: assets.to_vec() })
    }

    /// Writes the bytes of `page`, whatever it is. The one door: every kind of page is named here.
    ///
    /// # Errors
    /// See [`MakeError`].
    ///
    /// # Panics
    /// Never for pages of the site that `world` holds; an index from another site's plan is out of bounds.
    pub fn make(&self, world: &World<'_>, page: &Page, out: &mut dyn Write) -> Result<(), MakeError> {
        let links = match page.job {
            Job::NotFound => Links::anywhere(&world.config.base_url, world.portable),
            _ => Links::new(&page.address, world.portable),
        };
        let scene = Scene { world, links: &links };
        let bytes = match &page.job {
            Job::Home => self.home(scene, page)?,
            Job::Document(index) => self.document(scene, page, *index)?,
            Job::Format(index, format) => formats::bytes(scene, *index, &world.texts.text(*index)?, *format),
            Job::CitedBy(index, number) => self.cited_by(scene, page, *index, *number)?,
            Job::Cites(index) => self.cites(scene, page, *index)?,
            Job::News(newer) => self.news(scene, page, *newer)?,
            Job::Reuse(index) => self.reuse(scene, page, *index)?,
            Job::DocumentTasks(index, number) => self.document_tasks(scene, page, *index, *number)?,
            Job::AgencyTasks(key, number) => self.agency_tasks(scene, page, key, *number)?,
            Job::TaskDoor => self.task_door(scene, page)?,
            Job::Work(index, number) => self.work(scene, page, *index, *number)?,
            Job::Picture(work) => self.picture(scene, page, *work)?,
            Job::Works(number) => self.works(scene, page, *number)?,
            Job::Index(kind) => self.index(scene, page, *kind)?,
            Job::Published => self.published(scene, page)?,
            Job::List(kind, number) => self.list(scene, page, kind, *number)?,
            Job::Timeline(issuer, number) => self.timeline(scene, page, issuer, *number)?,
            Job::Feed(kind) => return Ok(feed::atom::write(world, kind, out)?),
            Job::JsonFeed(kind) => return Ok(feed::json::write(world, kind, out)?),
            Job::Redirect(target) => self.redirect(scene, page, target)?,
            Job::Former(index) => {
                self.message(scene, page, &views::message::former(scene, &world.corpus.former[*index]))?
            }
            Job::Gone(index) => {
                self.message(scene, page, &views::message::gone(scene, &world.config.gone[*index].reason))?
            }
            Job::Uncited(label) => self.message(scene, page, &views::message::uncited(scene, label))?,
            Job::NotFound => self.not_found(scene, page)?,
            Job::About => self.about(scene, page)?,
            Job::Search => self.search(scene, page)?,
            Job::Offline => self.offline(scene, page)?,
            Job::Worker => offline::worker(world, &self.assets),
            Job::Manifest => offline::manifest(world, &self.assets),
            Job::OpenSearch => return Ok(sitemap::write_open_search(world, out)?),
            Job::Sitemap(number) => return Ok(sitemap::write(world, *number, out)?),
            Job::Robots => return Ok(sitemap::write_robots(world, out)?),
            Job::DocumentsData => return Ok(data::write_documents(world, out)?),
            Job::WorksData => return Ok(data::write_works(world, out)?),
            Job::CitationsData => return Ok(data::write_citations(world, out)?),
            Job::RelationsData => return Ok(relations_data::write_relations(world, out)?),
            Job::TasksData => return Ok(tasks_data::write_tasks(world, out)?),
            Job::SiteData => return Ok(data::write_site(world, out)?),
            Job::Table(table) => return Ok(table::write(world, *table, out)?),
            Job::Schema(file) => return Ok(schema::write(world, *file, out)?),
            Job::Data => self.data(scene, page)?,
            Job::Archive => return archive::write(self, world, out),
            Job::RedirectList(format) => return Ok(sitemap::write_redirects(world, *format, out)?),
            Job::Asset(index) => return Ok(out.write_all(&self.assets[*index].bytes)?),
            Job::Attachment(document, attachment) => world.texts.attachment(*document, *attachment)?,
        };
        Ok(out.write_all(&bytes)?)
    }

    /// The bytes of `page` in memory.
    ///
    /// # Errors
    /// What is wrong with the page.
    pub fn bytes(&self, world: &World<'_>, page: &Page) -> Result<Vec<u8>, Diagnostic> {
        let mut bytes = Vec::new();
        match self.make(world, page, &mut bytes) {
            Ok(()) => Ok(bytes),
            Err(MakeError::Page(problem)) => Err(problem),
            // Memory takes all, but what packs an archive has bounds of its own.
            Err(MakeError::Output(error)) => {
                Err(Diagnostic::error("file-unreadable").with("reason", error.to_string()))
            }
        }
    }

    fn document_tasks(
        &self,
        scene: Scene<'_>,
        page: &Page,
        index: DocumentIndex,
        number: usize,
    ) -> Result<Vec<u8>, Diagnostic> {
        let document = &scene.world.corpus.documents[index];
        let title = document_title(scene.world, document);
        let heading = numbered(scene, &scene.fill("page-tasks-of", &[("title", &title)]), number);
        let quoted = quoted(scene.world, &[index])?;
        let view = views::tasks::in_document(scene, index, number, &quoted);
        let above = [
            ("/van-ban/", scene.text("page-nav-documents")),
            (document.address.as_str(), &document.front_matter.title),
        ];
        let mut frame = self.frame(scene, page, &heading).below(scene, &above, scene.text("page-tasks"));
        if let Some(pager) = &view.pager {
            (frame.previous, frame.next) = (pager.previous.clone(), pager.next.clone());
        }
        self.templates.render("document-tasks.html", &frame, ("tasks", &view), &[])
    }

    fn agency_tasks(&self, scene: Scene<'_>, page: &Page, key: &str, number: usize) -> Result<Vec<u8>, Diagnostic> {
        let quoted = quoted(scene.world, &quoted_of_agency(scene.world.corpus, key, number))?;
        let view = views::tasks::all_of_agency(scene, key, number, &quoted);
        let heading = numbered(scene, &scene.fill("page-tasks-of", &[("title", view.name)]), number);
        let address = list_address(&ListKind::Issuer(key.to_owned()));
        let above = [("/co-quan/", scene.text("page-nav-issuers")), (address.as_str(), view.name)];
        let mut frame = self.frame(scene, page, &heading).below(scene, &above, scene.text("page-tasks"));
        if let Some(pager) = &view.pager {
            (frame.previous, frame.next) = (pager.previous.clone(), pager.next.clone());
        }
        self.templates.render("agency-tasks.html", &frame, ("tasks", &view), &[])
    }

    fn frame<'a>(&self, scene: Scene<'a>, page: &Page, heading: &str) -> Frame<'a> {
        Frame::new(scene, &self.assets, &page.address, heading)
    }

    fn document(&self, scene: Scene<'_>, page: &Page, index: DocumentIndex) -> Result<Vec<u8>, Diagnostic> {
        let document = &scene.world.corpus.documents[index];
        let tree = scene.world.texts.text(index)?.tree;
        let shared = scene.world.texts.shared(index, &tree);
        let title = document_title(scene.world, document);
        let lists = views::document::Lists::of(scene, index);
        let view = views::document::view(scene, index, &lists, &shared);
        let kind = scene.world.kind_of(document);
        let kind_address = list_address(&ListKind::Type(document.front_matter.kind.value.clone()));
        let short = document
            .front_matter
            .number
            .as_ref()
            .map_or_else(|| Cow::Borrowed(document.front_matter.title.as_str()), |n| Cow::Borrowed(n.value.as_str()));
        let above = [("/van-ban/", scene.text("page-nav-documents")), (kind_address.as_str(), kind)];
        let mut frame = self
            .frame(scene, page, &title)
            .below(scene, &above, short)
            .described(&names::label_of(scene.language(), &scene.world.corpus.works[document.work]))
            .cited_as(&scene.world.corpus.works[document.work].id);
        frame.noindex = view.draft;
        frame.previous = view.previous.as_ref().map(|line| line.href.clone());
        frame.next = view.next.as_ref().map(|line| line.href.clone());
        let counts = views::document::counts(scene, index, &lists);
        let body = marks::body(scene, index, &counts, (&tree, &shared));
        let legislation = legislation::json_ld(scene.world, document.work);
        let html = [("body", body.as_str()), ("legislation", &legislation)];
        self.templates.render("document.html", &frame, ("document", &view), &html)
    }

    /// The page that says what is new in a document beside the one before it.
    fn news(&self, scene: Scene<'_>, page: &Page, newer: DocumentIndex) -> Result<Vec<u8>, Diagnostic> {
        let world = scene.world;
        let older =
            world.corpus.documents[newer].previous.expect("the plan has this page for a document with one before it");
        let (old, new) = (world.texts.text(older)?.tree, world.texts.text(newer)?.tree);
        let comparison = comparing::beside(world.corpus, (older, &old), (newer, &new));
        let document = &world.corpus.documents[newer];
        let heading = scene.fill("page-news-heading", &[("title", &document_title(world, document))]);
        let view = views::comparison::view(scene, older, newer, &comparison);
        let above = [
            ("/van-ban/", scene.text("page-nav-documents")),
            (document.address.as_str(), &document.front_matter.title),
        ];
        let frame = self.frame(scene, page, &heading).below(scene, &above, scene.text("page-news"));
        self.templates.render("comparison.html", &frame, ("comparison", &view), &[])
    }

    /// The page of the passages that other documents have, too.
    fn reuse(&self, scene: Scene<'_>, page: &Page, index: DocumentIndex) -> Result<Vec<u8>, Diagnostic> {
        let document = &scene.world.corpus.documents[index];
        let tree = scene.world.texts.text(index)?.tree;
        let shared = scene.world.texts.shared(index, &tree);
        let heading = scene.fill("page-reuse-heading", &[("title", &document_title(scene.world, document))]);
        let view = views::reuse::view(scene, index, &tree, &shared);
        let above = [
            ("/van-ban/", scene.text("page-nav-documents")),
            (document.address.as_str(), &document.front_matter.title),
        ];
        let mut frame = self.frame(scene, page, &heading).below(scene, &above, scene.text("page-reuse"));
        frame.noindex = document.front_matter.draft;
        self.templates.render("reuse.html", &frame, ("reuse", &view), &[])
    }

    fn cited_by(
        &self,
        scene: Scene<'_>,
        page: &Page,
        index: DocumentIndex,
        number: usize,
    ) -> Result<Vec<u8>, Diagnostic> {
        let document = &scene.world.corpus.documents[index];
        let title = document_title(scene.world, document);
        let heading = scene.fill("page-cited-by-heading", &[("title", &title)]);
        let view = views::document::all_cited_by(scene, index, number);
        let above = [
            ("/van-ban/", scene.text("page-nav-documents")),
            (document.address.as_str(), &document.front_matter.title),
        ];
        let here = numbered(scene, scene.text("page-cited-by"), number);
        let mut frame = self.frame(scene, page, &heading).below(scene, &above, here);
        if let Some(pager) = &view.pager {
            (frame.previous, frame.next) = (pager.previous.clone(), pager.next.clone());
        }
        let view = views::document::CitedByPage { href: scene.links.to(&document.address), title, cited_by: view };
        self.templates.render("cited-by.html", &frame, ("cited_by", &view), &[])
    }

    fn cites(&self, scene: Scene<'_>, page: &Page, index: DocumentIndex) -> Result<Vec<u8>, Diagnostic> {
        let document = &scene.world.corpus.documents[index];
        let title = document_title(scene.world, document);
        let heading = scene.fill("page-cites-heading", &[("title", &title)]);
        let lists = views::document::Lists::of(scene, index);
        let cites = views::document::cites(scene, index, &lists, true);
        let above = [
            ("/van-ban/", scene.text("page-nav-documents")),
            (document.address.as_str(), &document.front_matter.title),
        ];
        let frame = self.frame(scene, page, &heading).below(scene, &above, scene.text("page-cites"));
        let view = views::document::CitesPage { href: scene.links.to(&document.address), title, cites };
        self.templates.render("cites.html", &frame, ("cites", &view), &[])
    }

    fn work(&self, scene: Scene<'_>, page: &Page, index: usize, number: usize) -> Result<Vec<u8>, Diagnostic> {
        let work = &scene.world.corpus.works[index];
        let view = views::work::view(scene, index, number);
        let issuer = work.issuer.clone().zip(work.issuer_name.as_deref());
        let issuer = issuer.map(|(key, name)| (list_address(&ListKind::Issuer(key)), name));
        let mut above = vec![("/vien-dan/", scene.text("page-nav-works"))];
        above.extend(issuer.as_ref().map(|(address, name)| (address.as_str(), *name)));
        let heading = match number {
            1 => view.name.clone(),
            _ => numbered(scene, &view.name, number),
        };
        let label = names::label_of(scene.language(), work);
        let mut frame = self.frame(scene, page, &heading).below(scene, &above, view.name.clone()).described(&label);
        frame = frame.cited_as(&work.id);
        if let Some(pager) = &view.cited_by.pager {
            (frame.previous, frame.next) = (pager.previous.clone(), pager.next.clone());
        }
        // Page 1 is the work's own address.
        let legislation = if number == 1 { legislation::json_ld(scene.world, index) } else { String::new() };
        self.templates.render("work.html", &frame, ("work", &view), &[("legislation", &legislation)])
    }

    fn picture(&self, scene: Scene<'_>, page: &Page, index: usize) -> Result<Vec<u8>, Diagnostic> {
        let work = &scene.world.corpus.works[index];
        let (view, drawings) = views::picture::view(scene, index);
        let heading = scene.fill("page-picture-heading", &[("name", &view.name)]);
        let section = match work.held {
            Some(_) => ("/van-ban/", scene.text("page-nav-documents")),
            None => ("/vien-dan/", scene.text("page-nav-works")),
        };
        let name = view.name.clone();
        let above = [section, (work.address.as_str(), name.as_str())];
        let mut frame = self.frame(scene, page, &heading).below(scene, &above, scene.text("page-picture"));
        frame.noindex = work.held.is_some_and(|held| scene.world.corpus.documents[held].front_matter.draft);
        let drawings = [
            ("narrow", drawings.narrow.as_str()),
            ("wide", drawings.wide.as_str()),
            ("bars_narrow", drawings.bars_narrow.as_str()),
            ("bars_wide", drawings.bars_wide.as_str()),
        ];
        self.templates.render("picture.html", &frame, ("picture", &view), &drawings)
    }

    fn works(&self, scene: Scene<'_>, page: &Page, number: usize) -> Result<Vec<u8>, Diagnostic> {
        let view = views::work::works(scene, number);
        let name = scene.text("page-nav-works");
        let heading = numbered(scene, name, number);
        let mut frame = self.frame(scene, page, &heading).below(scene, &[], name);
        if let Some(pager) = &view.pager {
            (frame.previous, frame.next) = (pager.previous.clone(), pager.next.clone());
        }
        self.templates.render("works.html", &frame, ("works", &view), &[])
    }

    fn list(&self, scene: Scene<'_>, page: &Page, kind: &ListKind, number: usize) -> Result<Vec<u8>, Diagnostic> {
        let quoted = quoted(scene.world, &quoted_in_list(scene.world.corpus, kind, number))?;
        let view = views::list::view(scene, kind, number, &quoted);
        let heading = dated(scene, &view.heading, number);
        let index = match kind {
            ListKind::Theme(_) => Some(("/chu-de/", "page-nav-themes")),
            ListKind::Issuer(_) => Some(("/co-quan/", "page-nav-issuers")),
            ListKind::Type(_) => Some(("/loai/", "page-nav-types")),
            ListKind::SchoolYear(_) => Some(("/nam-hoc/", "page-nav-years")),
            ListKind::All => None,
        };
        let above: Vec<(&str, &str)> = index.into_iter().map(|(address, key)| (address, scene.text(key))).collect();
        let mut frame = self.frame(scene, page, &heading).below(scene, &above, view.heading.to_string());
        if let Some(description) = view.description {
            frame = frame.described(description);
        }
        frame = frame.fed_by(scene, kind);
        if let Some(pager) = &view.pager {
            (frame.previous, frame.next) = (pager.previous.clone(), pager.next.clone());
        }
        self.templates.render("list.html", &frame, ("list", &view), &[])
    }

    fn timeline(&self, scene: Scene<'_>, page: &Page, issuer: &str, number: usize) -> Result<Vec<u8>, Diagnostic> {
        let view = views::timeline::view(scene, issuer, number);
        let name = scene.world.issuer_name(issuer);
        let heading = scene.fill("page-timeline-heading", &[("issuer", name)]);
        let address = list_address(&ListKind::Issuer(issuer.to_owned()));
        let above = [("/co-quan/", scene.text("page-nav-issuers")), (address.as_str(), name)];
        let mut frame = self.frame(scene, page, &dated(scene, &heading, number));
        frame = frame.below(scene, &above, scene.text("page-timeline"));
        if let Some(pager) = &view.pager {
            (frame.previous, frame.next) = (pager.previous.clone(), pager.next.clone());
        }
        self.templates.render("timeline.html", &frame, ("timeline", &view), &[])
    }

    fn index(&self, scene: Scene<'_>, page: &Page, kind: IndexKind) -> Result<Vec<u8>, Diagnostic> {
        let view = views::index::view(scene, kind);
        let frame = self.frame(scene, page, view.heading).below(scene, &[], view.heading);
        self.templates.render("index.html", &frame, ("index", &view), &[])
    }

    fn home(&self, scene: Scene<'_>, page: &Page) -> Result<Vec<u8>, Diagnostic> {
        let mut frame = self.frame(scene, page, "").described(scene.text("page-home-lead"));
        frame.json_feed = scene.world.link(scene.links, &json_feed_address(&ListKind::All));
        self.templates.render("home.html", &frame, ("home", &views::home::view(scene)), &[])
    }

    fn task_door(&self, scene: Scene<'_>, page: &Page) -> Result<Vec<u8>, Diagnostic> {
        let name = scene.text("page-tasks-door");
        let frame = self.frame(scene, page, name).below(scene, &[], name);
        let frame = frame.described(scene.text("page-tasks-door-lead"));
        self.templates.render("tasks.html", &frame, ("door", &views::tasks::door(scene)), &[])
    }

    fn published(&self, scene: Scene<'_>, page: &Page) -> Result<Vec<u8>, Diagnostic> {
        let name = scene.text("page-latest");
        let mut frame = self.frame(scene, page, name).below(scene, &[], name);
        frame.json_feed = scene.world.link(scene.links, &json_feed_address(&ListKind::All));
        self.templates.render("published.html", &frame, ("published", &views::published::view(scene)), &[])
    }

    fn about(&self, scene: Scene<'_>, page: &Page) -> Result<Vec<u8>, Diagnostic> {
        let name = scene.text("page-about");
        let frame = self.frame(scene, page, name).below(scene, &[], name);
        self.templates.render("about.html", &frame, ("about", &()), &[])
    }

    fn data(&self, scene: Scene<'_>, page: &Page) -> Result<Vec<u8>, Diagnostic> {
        let name = scene.text("page-data");
        let frame = self.frame(scene, page, name).below(scene, &[], name).described(scene.text("page-data-lead"));
        self.templates.render("data.html", &frame, ("data", &views::data::view(scene)), &[])
    }

    fn not_found(&self, scene: Scene<'_>, page: &Page) -> Result<Vec<u8>, Diagnostic> {
        let mut frame = self.frame(scene, page, scene.text("page-not-found"));
        (frame.noindex, frame.canonical, frame.feed) = (true, None, None);
        self.templates.render("not-found.html", &frame, ("not_found", &()), &[])
    }

    fn search(&self, scene: Scene<'_>, page: &Page) -> Result<Vec<u8>, Diagnostic> {
        let name = scene.text("page-search");
        let mut frame = self.frame(scene, page, name).below(scene, &[], name);
        frame.noindex = true;
        self.templates.render("search.html", &frame, ("search", &()), &[])
    }

    fn offline(&self, scene: Scene<'_>, page: &Page) -> Result<Vec<u8>, Diagnostic> {
        let name = scene.text("page-offline");
        let mut frame = self.frame(scene, page, name).below(scene, &[], name);
        frame.noindex = true;
        let view = offline::view(scene, &self.assets);
        self.templates.render("offline.html", &frame, ("offline", &view), &[])
    }

    fn redirect(&self, scene: Scene<'_>, page: &Page, target: &str) -> Result<Vec<u8>, Diagnostic> {
        let mut frame = self.frame(scene, page, scene.text("page-moved"));
        frame.canonical = Some(absolute(&scene.world.config.base_url, target));
        let view = views::message::RedirectView { href: scene.links.to(target) };
        self.templates.render("redirect.html", &frame, ("redirect", &view), &[])
    }

    fn message(
        &self,
        scene: Scene<'_>,
        page: &Page,
        view: &views::message::MessageView<'_>,
    ) -> Result<Vec<u8>, Diagnostic> {
        let mut frame = self.frame(scene, page, &view.heading).below(scene, &[], view.heading.clone());
        frame.noindex = true;
        self.templates.render("message.html", &frame, ("message", view), &[])
    }
}

/// The files of the documents that a page quotes.
fn quoted(world: &World<'_>, documents: &[DocumentIndex]) -> Result<Quoted, Diagnostic> {
    documents.iter().map(|index| Ok((*index, world.texts.source(*index)?))).collect()
}

/// Why a page was not made.
#[derive(Debug)]
pub enum MakeError {
    /// What is wrong with it: a template of the site's own, a file that changed since it was read.
    Page(Diagnostic),
    /// What its bytes were written to.
    Output(io::Error),
}

impl From<Diagnostic> for MakeError {
    fn from(problem: Diagnostic) -> Self {
        Self::Page(problem)
    }
}

impl From<io::Error> for MakeError {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

/// The editors' report, one page that stands by itself: no file beside it, no script, no request. Made with the built-in
/// templates, in the language asked for.
///
/// # Errors
/// `template-error`, which a test keeps from happening.
pub fn report(config: &Config, input: &views::check::Input<'_>) -> Result<Vec<u8>, Diagnostic> {
    let config = Config { language: input.language, ..config.clone() };
    let templates = Templates::new(&config, &BTreeMap::new())?;
    templates.render("check-report.html", &(), ("report", &views::check::view(input)), &[])
}

/// "Chỉ thị 06/CT-UBND: Về nhiệm vụ trọng tâm năm học 2024-2025".
pub fn document_title(world: &World<'_>, document: &HeldDocument) -> String {
    let kind = world.kind_of(document);
    let title = &document.front_matter.title;
    match &document.front_matter.number {
        Some(number) => format!("{kind} {}: {title}", number.value),
        None => format!("{kind}: {title}"),
    }
}

/// The heading of a page of a list in the order of time.
fn dated(scene: Scene<'_>, heading: &str, number: usize) -> String {
    if number == blocks::FRONT {
        return heading.to_owned();
    }
    format!("{heading} – {}", scene.fill("page-number-of-list", &[("n", &number.to_string())]))
}

fn numbered(scene: Scene<'_>, heading: &str, number: usize) -> String {
    if number <= 1 {
        return heading.to_owned();
    }
    format!("{heading} – {}", scene.fill("page-number-of-list", &[("n", &number.to_string())]))
}

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod tests;
