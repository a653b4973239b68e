//! What lets a site be installed and read without a network: the service worker, the web app manifest, the page of
//! what the reader's browser keeps.
//!
//! In: the plan of the site, the theme's assets, the texts of the interface. Out: bytes of `/sw.js` and
//! `/manifest.webmanifest`, the view of `offline.html`. The worker's own code is `worker.js` of the built-in theme's
//! scripts; a site that wants nothing kept, and a preview, publish `retired.js` in its place, so that browsers which
//! have the worker get rid of it and of what it kept.
//!
//! ## How the worker works
//!
//! `render::offline` makes `/sw.js`: the worker (`themes/default/scripts/worker.js`) with one line before it that says
//! what belongs to the site. Its addresses are relative to its scope, so the site may stand below any path, and first
//! folders of pages are listed, so what others publish on the host is left alone. Pages: network first, revalidated,
//! the copy only when the fetch fails. Files with their content in their names: copy first. What is kept stands in
//! caches named by the scope and the hash of the worker's code; each copy has a header of its own (when, size, title)
//! that trimming and `saved-pages.js` read. The line above a copy and the answer for a page that is not kept
//! (`/ngoai-tuyen/`, its relative links made to begin at the scope) are put together in the worker, so pages carry
//! nothing for it but the script that registers it. `World::keeps_pages` decides: a preview, a portable site and
//! `offline: false` publish `retired.js` at the same address. The worker holds the addresses of `gone:`, so a
//! withdrawal changes its bytes, and every browser that comes by gets the new one, which drops the copies.

use crate::content::config::Config;
use crate::diagnostic::Diagnostic;
use crate::render::assets::{Asset, MASKABLE};
use crate::render::escape::escaped;
use crate::site::plan::Planner;
use crate::site::views::Scene;
use crate::site::world::World;
use crate::site::{Job, Page, Renderer};
use crate::{catalogue, search};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

/// Address of the page that shows what the reader's browser keeps.
pub const OFFLINE: &str = "/ngoai-tuyen/";
/// Address of the web app manifest.
pub const MANIFEST: &str = "/manifest.webmanifest";

/// The worker, and what goes with it where pages are kept.
pub(super) fn plan(planner: &mut Planner<'_>) {
    // Always there: where nothing is to be kept, it ends what an earlier build began.
    planner.add("/sw.js", Job::Worker);
    if planner.input.config.offline {
        planner.add(OFFLINE, Job::Offline);
        planner.add(MANIFEST, Job::Manifest);
    }
}

/// The bytes of the page.
///
/// # Errors
/// See [`crate::site::MakeError`].
pub(super) fn make(renderer: &Renderer, scene: Scene<'_>, page: &Page) -> Result<Vec<u8>, Diagnostic> {
    let name = scene.text("page-offline");
    let mut frame = renderer.frame(scene, page, name).below(scene, &[], name);
    frame.noindex = true;
    let view = view(scene, &renderer.assets);
    renderer.templates.render("offline.html", &frame, "offline", &view, &[])
}

/// Pages that a browser keeps at most; the oldest go first.
const MOST_PAGES: usize = 200;

/// The worker as it is served, without the facts of the site.
const WORKER: &str = include_str!("worker.min.js");
/// What ends it.
const RETIRED: &str = include_str!("retired.min.js");

/// The facts of the site that the worker gets. Addresses are relative to it, so that it may stand below any path.
#[derive(Serialize)]
struct WorkerSite<'a> {
    /// Name of the worker's code: what other code kept is not used.
    code: String,
    language: &'static str,
    /// First folders of pages. What lies elsewhere on the host is none of the worker's business.
    folders: BTreeSet<&'a str>,
    /// Where pages lost their text: copies go, too.
    gone: Vec<&'a str>,
    /// What every page is shown with.
    files: Vec<&'a str>,
    /// The page of what is kept.
    list: &'a str,
    /// Folder of the search index, where there is one, and its first file.
    index: Option<&'a str>,
    root: String,
    most: usize,
    /// HTML of the line above a kept page, with `{day}`, and of the link beside it.
    notice: String,
    more: String,
}

/// The bytes of `/sw.js`.
pub(super) fn worker(world: &World<'_>, assets: &[Asset]) -> Vec<u8> {
    if !world.keeps_pages() {
        return RETIRED.as_bytes().to_vec();
    }
    let code = Sha256::digest(WORKER.as_bytes());
    let language = world.config.language;
    let html = |key| escaped(catalogue::text(language, key));
    let site = WorkerSite {
        code: code[..4].iter().map(|byte| format!("{byte:02x}")).collect(),
        language: language.tag(),
        folders: world.site.pages.iter().filter_map(folder_of_pages).collect(),
        gone: world.config.gone.iter().map(|gone| relative(&gone.address.value)).collect(),
        files: assets
            .iter()
            .filter(|asset| is_on_every_page(&asset.name))
            .map(|asset| relative(&asset.address))
            .collect(),
        list: relative(OFFLINE),
        index: world.config.search.then(|| relative(search::FOLDER)),
        root: format!("{}.bin", search::ROOT),
        most: MOST_PAGES,
        notice: html("page-offline-notice"),
        more: html("page-offline-more"),
    };
    let site = serde_json::to_string(&site).expect("texts and numbers are JSON");
    format!("const SITE={site};\n{WORKER}").into_bytes()
}

fn relative(address: &str) -> &str {
    address.trim_start_matches('/')
}

/// The first folder of a page for readers.
fn folder_of_pages(page: &Page) -> Option<&str> {
    let is_page = page.address.ends_with('/') || page.address.ends_with(".html");
    let job = page.job.original();
    if !is_page || matches!(job, Job::Redirect(_) | Job::Attachment(..) | Job::Image(..) | Job::Asset(_)) {
        return None;
    }
    Some(relative(&page.address).split_once('/')?.0)
}

fn is_on_every_page(name: &str) -> bool {
    matches!(name, "style.css" | "icon.svg" | "search-box.js" | "offline.js")
}

/// The web app manifest (W3C).
#[derive(Serialize)]
struct WebManifest<'a> {
    name: &'a str,
    short_name: &'a str,
    lang: &'static str,
    dir: &'static str,
    start_url: &'static str,
    scope: &'static str,
    /// With the address in sight: whose text this is should stay clear.
    display: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    background_color: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    theme_color: Option<&'a str>,
    icons: Vec<Icon<'a>>,
}

#[derive(Serialize)]
struct Icon<'a> {
    src: &'a str,
    sizes: &'static str,
    #[serde(rename = "type")]
    kind: &'static str,
    purpose: &'static str,
}

/// The bytes of `/manifest.webmanifest`.
pub(super) fn manifest(world: &World<'_>, assets: &[Asset]) -> Vec<u8> {
    let config: &Config = &world.config;
    let icons = [
        ("icon.svg", "any", "image/svg+xml", "any"),
        ("icon-192.png", "192x192", "image/png", "any"),
        ("icon-512.png", "512x512", "image/png", "any"),
        (MASKABLE, "512x512", "image/png", "maskable"),
    ];
    let icon = |(name, sizes, kind, purpose)| {
        let asset = assets.iter().find(|asset| asset.name == name)?;
        Some(Icon { src: relative(&asset.address), sizes, kind, purpose })
    };
    let manifest = WebManifest {
        name: &config.title,
        short_name: short_name(&config.title),
        lang: config.language.tag(),
        dir: "ltr",
        start_url: "./",
        scope: "./",
        display: "minimal-ui",
        background_color: colours(assets, "--desk:").next(),
        theme_color: colours(assets, "--band:").chain(colours(assets, "--paper:")).next(),
        icons: icons.into_iter().filter_map(icon).collect(),
    };
    let mut bytes = serde_json::to_vec_pretty(&manifest).expect("texts are JSON");
    bytes.push(b'\n');
    bytes
}

/// What fits below an icon: the first words of the title.
fn short_name(title: &str) -> &str {
    const LONGEST: usize = 24;
    let Some((end, _)) = title.char_indices().nth(LONGEST) else { return title };
    // A word that would be cut is left out; a single long word is cut by the system that shows it.
    title[..end].rfind(' ').map_or(title, |end| title[..end].trim_end())
}

/// The values that the theme's style gives the colour `property`: for light pages, then for dark ones.
fn colours<'a>(assets: &'a [Asset], property: &'a str) -> impl Iterator<Item = &'a str> {
    let style = assets.iter().find(|asset| asset.name == "style.css");
    let style = style.and_then(|style| std::str::from_utf8(&style.bytes).ok()).unwrap_or_default();
    style.split(property).skip(1).filter_map(|rest| {
        let value = rest.split_once(';')?.0.trim();
        let digits = value.strip_prefix('#')?;
        (matches!(digits.len(), 3 | 6) && digits.bytes().all(|digit| digit.is_ascii_hexdigit())).then_some(value)
    })
}

/// What is drawn around a page, above the band at its head: the colour there in light and in dark, where the theme has
/// both. A theme of older days has no band; its paper is there.
pub(in crate::site) fn around(assets: &[Asset]) -> Option<(String, String)> {
    let both = |property| {
        let mut found = colours(assets, property);
        Some((found.next()?.to_owned(), found.next()?.to_owned()))
    };
    both("--band:").or_else(|| both("--paper:"))
}

/// What `offline.html` shows.
#[derive(Debug, Serialize)]
pub struct OfflineView {
    /// What fills in the list; `None` where the theme has no script for it.
    script: Option<String>,
    /// Asks for this page again, at the address where it was shown.
    again: String,
}

/// The view of the page of what is kept.
pub(super) fn view(scene: Scene<'_>, assets: &[Asset]) -> OfflineView {
    let script = assets.iter().find(|asset| asset.name == "saved-pages.js");
    OfflineView { script: script.map(|asset| scene.links.to(&asset.address)), again: scene.links.to(OFFLINE) }
}

#[cfg(test)]
mod tests;
