//! What is around every page: title, navigation, breadcrumbs, style sheet, feed.

use crate::address;
use crate::content::config::Config;
use crate::render::assets::Asset;
use crate::render::links::{Links, absolute, in_query};
use crate::site::ListKind;
use crate::site::pages::about::ABOUT;
use crate::site::pages::accessibility::ACCESSIBILITY;
use crate::site::pages::data::DATA_PAGE;
use crate::site::pages::feeds::{feed_address, json_feed_address};
use crate::site::pages::not_found::NOT_FOUND;
use crate::site::pages::offline::{MANIFEST, OFFLINE};
use crate::site::pages::search::OPEN_SEARCH;
use crate::site::pages::tasks::TASKS;
use crate::site::pages::verify::VERIFY;
use crate::site::views::Scene;
use crate::site::views::parts::Link;
use serde::Serialize;
use std::borrow::Cow;

/// The frame of a page.
#[derive(Debug, Serialize)]
pub struct Frame<'a> {
    /// Of the window: "Chỉ thị 06/CT-UBND: …".
    pub title: String,
    /// The same without the site's name.
    pub heading: String,
    /// For search engines and previews of links.
    pub description: Option<String>,
    /// The page's address on the web; `None` on pages that have none of their own (404).
    pub canonical: Option<String>,
    /// Not for search engines.
    pub noindex: bool,
    /// Home.
    pub home: String,
    /// How to read the marks.
    pub about: Option<String>,
    /// How the site is checked.
    pub verify: Option<String>,
    /// The page about the accessibility of the site.
    pub accessibility: Option<String>,
    /// Main navigation.
    pub nav: Vec<NavLink>,
    /// The way from home to this page, which itself comes last without a link.
    pub crumbs: Vec<Link<'a>>,
    /// Style sheet.
    pub style: Option<String>,
    /// The script of pages that are read; they miss nothing without it.
    pub reading: Option<String>,
    /// Icon.
    pub icon: Option<String>,
    /// The feed of this page's list, else of the site.
    pub feed: Option<Link<'a>>,
    /// The same as JSON Feed, on pages of lists.
    pub json_feed: Option<String>,
    /// Sitemap of data for machines.
    pub data: Option<String>,
    /// Page before, in a series or a long list.
    pub previous: Option<String>,
    /// Page after.
    pub next: Option<String>,
    /// The search box; `None` where the site theme has no script for it.
    pub search: Option<SearchBox>,
    /// Where this page is installed from and kept; `None` in a preview and where the site wants none of it.
    pub offline: Option<Offline>,
    /// The page of what is kept.
    pub kept: Option<String>,
}

/// What a page begins so that it can be read without a network.
#[derive(Debug, Serialize)]
pub struct Offline {
    /// The web app manifest.
    pub manifest: String,
    /// The script that starts the service worker.
    pub script: String,
    /// Colour of what is drawn around the page when it is light, and when it is dark.
    pub around: Option<(String, String)>,
}

/// Where the search box of a page leads.
#[derive(Debug, Serialize)]
pub struct SearchBox {
    /// The page of results.
    pub action: String,
    /// The folder of the index.
    pub index: String,
    /// What of the index is read first; where pages may not fetch, nothing.
    pub root: Option<String>,
    /// The script that searches, loaded when it is needed.
    pub script: String,
    /// The script that keeps searches; a site theme of its own may have none.
    pub kept: Option<String>,
    /// The script that searches neighbours, where the site has some.
    pub elsewhere: Option<String>,
    /// The script that loads it.
    pub loader: String,
    /// Description for browsers.
    pub description: String,
    /// Search within the documents that cite this page's work.
    pub citing: Option<String>,
}

/// An entry of the main navigation.
#[derive(Debug, Serialize)]
pub struct NavLink {
    /// Where.
    pub href: String,
    /// What the reader sees.
    pub text: &'static str,
    /// The page itself.
    pub current: bool,
    /// The page lies below it.
    pub within: bool,
}

const NAVIGATION: [(&str, &str); 7] = [
    (address::DOCUMENTS, "page-nav-documents"),
    (address::THEMES, "page-nav-themes"),
    (address::ISSUERS, "page-nav-issuers"),
    (address::SCHOOL_YEARS, "page-nav-years"),
    (TASKS, "page-menu-tasks"),
    (address::WORKS, "page-menu-works"),
    (address::TYPES, "page-menu-types"),
];

/// What frames have of the site theme.
#[derive(Clone, Copy)]
pub struct FrameFiles<'a> {
    /// Its files.
    pub assets: &'a [Asset],
    /// Colour of what is drawn around pages when they are light, and when they are dark.
    pub around: &'a Option<(String, String)>,
}

impl<'a> Frame<'a> {
    /// The frame of the page that stands `at`, called `heading`.
    pub fn new(scene: Scene<'a>, files_of_theme: FrameFiles<'_>, at: &str, heading: &str) -> Self {
        let FrameFiles { assets, around } = files_of_theme;
        let config: &Config = &scene.world.config;
        // A server shows the 404 page at any address, where nothing relative holds; from another host no
        // page loads anything.
        let is_anywhere = at == NOT_FOUND && !scene.world.portable;
        let files = |portable| match is_anywhere {
            true => Links::from_host(&config.base_url),
            false => Links::new(at, portable),
        };
        let beside = files(scene.world.portable);
        // A folder of files, not a page: never with `index.html`.
        let index = files(false).to(crate::search::FOLDER);
        let asset = |name: &str| assets.iter().find(|asset| asset.name == name).map(|asset| beside.to(&asset.address));
        let nav = NAVIGATION
            .iter()
            .filter_map(|(target, key)| {
                Some(NavLink {
                    href: scene.world.link(scene.links, target)?,
                    text: scene.text(key),
                    current: *target == at,
                    within: at.starts_with(target),
                })
            })
            .collect();
        let title = if heading.is_empty() { config.title.clone() } else { format!("{heading} – {}", config.title) };
        let feed = scene.world.link(scene.links, &feed_address(&ListKind::All));
        Self {
            title,
            heading: heading.to_owned(),
            description: None,
            canonical: Some(absolute(&config.base_url, at)),
            noindex: !config.online,
            home: scene.links.to(address::HOME),
            about: scene.world.link(scene.links, ABOUT),
            verify: scene.world.link(scene.links, VERIFY),
            accessibility: scene.world.link(scene.links, ACCESSIBILITY),
            nav,
            crumbs: Vec::new(),
            style: asset("style.css"),
            reading: asset("reading.js"),
            icon: asset("icon.svg"),
            feed: feed.map(|href| Link { href: Some(href), text: Cow::Borrowed(config.title.as_str()) }),
            json_feed: None,
            data: scene.world.link(scene.links, DATA_PAGE),
            previous: None,
            next: None,
            search: asset("search.js").zip(asset("search-box.js")).map(|(script, loader)| SearchBox {
                action: beside.to(address::SEARCH),
                root: (!scene.world.portable).then(|| format!("{index}{}.bin", crate::search::ROOT)),
                index,
                script,
                kept: asset("search-kept.js"),
                elsewhere: asset("search-elsewhere.js"),
                loader,
                description: beside.to(OPEN_SEARCH),
                citing: None,
            }),
            offline: asset("offline.js").filter(|_| scene.world.keeps_pages()).map(|script| Offline {
                manifest: beside.to(MANIFEST),
                script,
                around: around.clone(),
            }),
            kept: scene.world.link(scene.links, OFFLINE),
        }
    }

    /// With a search within the documents that cite the work with this id.
    #[must_use]
    pub fn cited_as(mut self, id: &str) -> Self {
        if let Some(search) = &mut self.search {
            search.citing = Some(format!("{}?cites={}", search.action, in_query(id)));
        }
        self
    }

    /// With breadcrumbs: (address, text) of the pages above, and the page itself.
    #[must_use]
    pub fn below(mut self, scene: Scene<'a>, above: &[(&str, &'a str)], here: impl Into<Cow<'a, str>>) -> Self {
        self.crumbs
            .push(Link { href: Some(scene.links.to(address::HOME)), text: Cow::Borrowed(scene.text("page-home")) });
        for (above, text) in above {
            self.crumbs.push(Link { href: scene.world.link(scene.links, above), text: Cow::Borrowed(text) });
        }
        self.crumbs.push(Link { href: None, text: here.into() });
        self
    }

    /// With a sentence for search engines, cut to a length they show.
    #[must_use]
    pub fn described(mut self, sentence: &str) -> Self {
        const LONGEST: usize = 200;
        let mut end = sentence.char_indices().nth(LONGEST).map_or(sentence.len(), |(at, _)| at);
        if end < sentence.len() {
            end = sentence[..end].rfind(' ').unwrap_or(end);
        }
        self.description = Some(sentence[..end].to_owned());
        self
    }

    /// With a feed of the page's own, where there is one, under a name.
    #[must_use]
    pub fn followed_by(mut self, feed: Option<String>, name: &str) -> Self {
        if let Some(href) = feed {
            self.feed = Some(Link { href: Some(href), text: Cow::Owned(name.to_owned()) });
        }
        self
    }

    /// With the feed of a list, where there is one.
    #[must_use]
    pub fn fed_by(mut self, scene: Scene<'a>, kind: &'a ListKind) -> Self {
        if let Some(href) = scene.world.link(scene.links, &feed_address(kind)) {
            let name = scene.world.list_name(kind);
            let text = if name.is_empty() { scene.world.config.title.as_str() } else { name };
            self.feed = Some(Link { href: Some(href), text: Cow::Borrowed(text) });
            self.json_feed = scene.world.link(scene.links, &json_feed_address(kind));
        }
        self
    }
}
