//! Links that the site theme's own templates write: a page of each kind is made, and what its links lead to is looked at.
//!
//! In: the theme's own templates, the pages. Out: findings at the lines of the templates. Nothing is done where a site
//! has no templates of its own.

use super::Linked;
use super::anchors::{ids, made};
use super::nearest::{Near, nearest_page};
use crate::corpus::Finding;
use crate::diagnostic::Diagnostic;
use crate::render::links::base_path;
use crate::site::aim::{Aim, Aims, decoded, has_scheme, join, parts};
use crate::site::{ByteSize, Page};
use crate::source::Span;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::mem::{Discriminant, discriminant};

/// Findings for the links of the theme's own templates.
pub(super) fn check(linked: &Linked<'_>) -> Vec<Finding> {
    let Some(renderer) = linked.base.renderer.clone().filter(|renderer| !renderer.own_templates().is_empty()) else {
        return Vec::new();
    };
    let pages: Vec<&Page> = first_of_each_kind(&linked.site.pages);
    let dead: Vec<DeadLink> = pages
        .par_iter()
        .flat_map_iter(|page| {
            made(linked, &renderer, page).map_or_else(Vec::new, |html| dead_links(linked, page, &html))
        })
        .collect();
    let mut findings: BTreeMap<(String, usize), Finding> = BTreeMap::new();
    let mut ids_of: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for link in dead {
        for (name, text) in renderer.own_templates() {
            let Some(at) = link.place_in(text) else { continue };
            let has = |page: &str| linked.site.find(page).and_then(|page| made(linked, &renderer, page));
            let path = format!("themes/{}/templates/{name}", linked.base.config.theme);
            let problem = match &link.anchor {
                None => dead_link(linked, &link),
                Some(anchor) => {
                    let known = ids_of.entry(link.address.clone());
                    let known = known.or_insert_with(|| {
                        has(&link.address).map_or_else(BTreeSet::new, |page| ids(&page).map(str::to_owned).collect())
                    });
                    if known.is_empty() || known.contains(anchor) {
                        continue;
                    }
                    Diagnostic::error("link-anchor-dead").with("address", &*link.address).with("anchor", &**anchor)
                }
            };
            let span = Span::new(at, at + link.written.len());
            findings.entry((path.clone(), at)).or_insert_with(|| Finding::new(problem, path, span));
        }
    }
    findings.into_values().collect()
}

fn dead_link(linked: &Linked<'_>, link: &DeadLink) -> Diagnostic {
    let problem = Diagnostic::error("link-dead").with("target", &*link.written);
    match nearest_page(linked.site, linked.corpus, &link.address) {
        Some(Near::Page(page)) => problem.with("nearest", page),
        Some(Near::Above(page)) => problem.with("above", page),
        None => problem,
    }
}

/// A page of each kind that templates write.
fn first_of_each_kind(pages: &[Page]) -> Vec<&Page> {
    let mut kinds: BTreeMap<usize, &Page> = BTreeMap::new();
    let mut seen: Vec<Discriminant<crate::site::Job>> = Vec::new();
    for (at, page) in pages.iter().enumerate() {
        let is_page = page.address.ends_with('/') || page.address.ends_with(".html");
        if is_page && page.job.kind().bytes == ByteSize::Whole && !seen.contains(&discriminant(&page.job)) {
            seen.push(discriminant(&page.job));
            kinds.insert(at, page);
        }
    }
    kinds.into_values().collect()
}

/// A link of a page that leads nowhere, or to a place that its page may not have.
struct DeadLink {
    /// As a template may have written it: without the way up, or the place alone.
    written: String,
    /// What it would be.
    address: String,
    /// The place that the page must have.
    anchor: Option<String>,
}

impl DeadLink {
    /// Where a template writes it.
    fn place_in(&self, template: &str) -> Option<usize> {
        let ends = |at: &usize| template[at + self.written.len()..].starts_with(['"', '\'', '{']);
        template.match_indices(&*self.written).map(|(at, _)| at).find(ends)
    }
}

fn dead_links(linked: &Linked<'_>, page: &Page, html: &str) -> Vec<DeadLink> {
    let aims = Aims { site: linked.site, base_url: &linked.base.config.base_url };
    let own: BTreeSet<&str> = ids(html).collect();
    let mut dead = Vec::new();
    for target in [" href=\"", " src=\""].into_iter().flat_map(|name| html.split(name).skip(1)) {
        let target = target.split('"').next().unwrap_or_default().replace("&amp;", "&");
        let (path, rest) = parts(&target);
        if path.is_empty() && own.contains(&*decoded(rest.trim_start_matches('#'))) {
            continue;
        }
        let address = match path {
            "" => page.address.clone(),
            _ if path.starts_with('/') || has_scheme(path) => path.to_owned(),
            _ => join(&page.address, &decoded(path)),
        };
        // From the root of the host, a template must name the folder of the site itself.
        let is_beside = path.starts_with('/') && !path.starts_with(base_path(&linked.base.config.base_url));
        let aim = aims.of_address(&address);
        if is_beside || matches!(aim, Aim::Dead) {
            let written = target.trim_start_matches("./").trim_start_matches("../");
            if !written.is_empty() {
                dead.push(DeadLink { written: written.to_owned(), address, anchor: None });
            }
        } else if let (Aim::Page(page, _), Some((_, anchor))) = (aim, rest.split_once('#'))
            && !anchor.is_empty()
        {
            let (written, anchor) = (format!("#{anchor}"), decoded(anchor).into_owned());
            dead.push(DeadLink { written, address: page.address.clone(), anchor: Some(anchor) });
        }
    }
    dead
}
