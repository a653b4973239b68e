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
use std::collections::BTreeMap;
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
    for link in dead {
        for (name, text) in renderer.own_templates() {
            let Some(at) = link.place_in(text) else { continue };
            let path = format!("themes/{}/templates/{name}", linked.base.config.theme);
            let problem = Diagnostic::error("link-dead").with("target", &*link.written);
            let problem = match nearest_page(linked.site, linked.corpus, &link.address) {
                Some(Near::Page(page)) => problem.with("nearest", page),
                Some(Near::Above(page)) => problem.with("above", page),
                None => problem,
            };
            let span = Span::new(at, at + link.written.len());
            findings.entry((path.clone(), at)).or_insert_with(|| Finding::new(problem, path, span));
        }
    }
    findings.into_values().collect()
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

/// A link of a page that leads nowhere.
struct DeadLink {
    /// As a template may have written it: without the way up.
    written: String,
    /// What it would be.
    address: String,
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
    let ids: Vec<&str> = ids(html).collect();
    let mut dead = Vec::new();
    for target in [" href=\"", " src=\""].into_iter().flat_map(|name| html.split(name).skip(1)) {
        let target = target.split('"').next().unwrap_or_default().replace("&amp;", "&");
        let (path, rest) = parts(&target);
        if path.is_empty() {
            let anchor = rest.trim_start_matches('#');
            if rest.len() > 1 && rest.starts_with('#') && !ids.contains(&anchor) {
                dead.push(DeadLink { written: target.clone(), address: page.address.clone() });
            }
            continue;
        }
        let address = match path.starts_with('/') || has_scheme(path) {
            true => path.to_owned(),
            false => join(&page.address, &decoded(path)),
        };
        // From the root of the host, a template must name the folder of the site itself.
        let is_beside = path.starts_with('/') && !path.starts_with(base_path(&linked.base.config.base_url));
        if is_beside || matches!(aims.of_address(&address), Aim::Dead) {
            let written = target.trim_start_matches("./").trim_start_matches("../");
            if !written.is_empty() {
                dead.push(DeadLink { written: written.to_owned(), address });
            }
        }
    }
    dead
}
