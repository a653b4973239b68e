//! The page that the search fills in, and how browsers search the site from their own box.
//!
//! In: the configuration. Out: a page and a file, where the site has a search.

use crate::address;
use crate::content::neighbours::NeighbourSite;
use crate::diagnostic::Diagnostic;
use crate::render::links::{absolute, base_path};
use crate::render::xml::Xml;
use crate::site::plan::Planner;
use crate::site::views::Scene;
use crate::site::views::parts::Link;
use crate::site::world::World;
use crate::site::{Job, Page, Renderer};
use serde::Serialize;
use std::io::{self, Write};

/// Address of the description for browsers.
pub const OPEN_SEARCH: &str = "/opensearch.xml";

/// Address of the list for web servers.
pub const CONNECTIONS: &str = "/neighbours.map";

/// What the page has besides its box.
#[derive(Debug, Serialize)]
pub struct SearchView<'a> {
    /// Other sites that can be searched, too.
    pub neighbours: Vec<Link<'a>>,
}

/// The page and the description, where the site wants a search.
pub(super) fn plan(planner: &mut Planner<'_>) {
    if planner.input.config.search {
        planner.add(address::SEARCH, Job::Search);
        planner.add(OPEN_SEARCH, Job::OpenSearch);
        if !planner.input.config.neighbours.is_empty() {
            planner.add(CONNECTIONS, Job::Connections);
        }
    }
}

/// The bytes of the page.
///
/// # Errors
/// See [`crate::site::MakeError`].
pub(super) fn make(renderer: &Renderer, scene: Scene<'_>, page: &Page) -> Result<Vec<u8>, Diagnostic> {
    let name = scene.text("page-search");
    let mut frame = renderer.frame(scene, page, name).below(scene, &[], name);
    frame.noindex = true;
    let link = |site: &'_ NeighbourSite| Link { href: Some(site.address.clone()), text: site.name.clone().into() };
    // Pages opened from a folder may fetch nothing.
    let neighbours = &scene.world.config.neighbours;
    let neighbours = if scene.world.portable { Vec::new() } else { neighbours.iter().map(link).collect() };
    renderer.templates.render("search.html", &frame, "search", &SearchView { neighbours }, &[])
}

/// Which sites the page may ask besides its own, written as the list of who may frame a page is (`embedded`).
///
/// # Errors
/// Those of `out`.
pub(super) fn write_connections(world: &World<'_>, out: &mut dyn Write) -> io::Result<()> {
    let page = format!("{}{}", base_path(&world.config.base_url).trim_end_matches('/'), address::SEARCH);
    let mut sources = vec!["'self'".to_owned()];
    for NeighbourSite { address, .. } in &world.config.neighbours {
        let origin: String = address.splitn(4, '/').take(3).collect::<Vec<_>>().join("/");
        if !sources.contains(&origin) {
            sources.push(origin);
        }
    }
    writeln!(out, "\"{page}index.html\" \"{}\";", sources.join(" "))?;
    let plain = sources.join("%20");
    writeln!(out, "\"apache:{page}\" \"{plain}\";")?;
    writeln!(out, "\"apache:{page}index.html\" \"{plain}\";")
}

/// `/opensearch.xml`: how browsers search the site from their own box.
///
/// # Errors
/// Those of `out`.
pub(super) fn write_open_search(world: &World<'_>, out: &mut dyn Write) -> io::Result<()> {
    let name: String = world.config.title.chars().take(16).collect();
    let page = absolute(&world.config.base_url, address::SEARCH);
    let template = format!("{page}?q={{searchTerms}}");
    let mut xml = Xml::new();
    xml.open("OpenSearchDescription", &[("xmlns", "http://a9.com/-/spec/opensearch/1.1/")]);
    xml.line();
    for (element, text) in
        [("ShortName", name.trim()), ("Description", &world.config.portal), ("InputEncoding", "UTF-8")]
    {
        xml.leaf(element, &[], text);
        xml.line();
    }
    xml.empty("Url", &[("type", "text/html"), ("template", &template)]);
    xml.line();
    xml.close();
    out.write_all(&xml.end())
}
