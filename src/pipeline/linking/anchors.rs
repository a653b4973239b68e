//! Anchors that no outline knows: of paragraphs and notes, of headings that a template writes. The page itself is asked.
//!
//! In: anchors and the pages that must have them. Out: findings for those that are not there.

use super::judge::{Doubt, MOST_OF_A_FILE, MOST_SUGGESTED, left_out};
use super::{Linked, tree_of};
use crate::content::files::reread;
use crate::corpus::{DocumentIndex, Finding};
use crate::diagnostic::Diagnostic;
use crate::document::Document;
use crate::reuse::SharedPassages;
use crate::site::{DocumentText, Page, Renderer, Texts, World};
use crate::source::Source;
use crate::text::suggest::nearest;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Findings for the anchors that their pages do not have. A page that cannot be made says so elsewhere.
pub(super) fn check(linked: &Linked<'_>, doubts: Vec<Doubt>) -> Vec<Finding> {
    let Some(renderer) = linked.base.renderer.clone().filter(|_| !doubts.is_empty()) else { return Vec::new() };
    let mut by_page: BTreeMap<String, Vec<Doubt>> = BTreeMap::new();
    for doubt in doubts {
        by_page.entry(doubt.address.clone()).or_default().push(doubt);
    }
    let missing: Vec<(Doubt, Arc<BTreeSet<String>>)> = by_page
        .into_par_iter()
        .flat_map_iter(|(address, doubts)| {
            let page = linked.site.find(&address).and_then(|page| made(linked, &renderer, page));
            page.map_or_else(Vec::new, |page| missing(&page, doubts))
        })
        .collect();
    let mut counts: BTreeMap<Arc<str>, usize> = BTreeMap::new();
    let mut findings = Vec::new();
    for (doubt, ids) in missing {
        let count = counts.entry(Arc::clone(&doubt.path)).or_default();
        *count += 1;
        if *count <= MOST_OF_A_FILE {
            let near =
                (findings.len() < MOST_SUGGESTED).then(|| nearest(&doubt.anchor, ids.iter().map(String::as_str)));
            let problem = Diagnostic::error("link-anchor-dead").with("address", doubt.address);
            let problem = problem.with("anchor", &*doubt.anchor);
            let problem = match near.flatten() {
                Some(near) => problem.with("nearest", near),
                None => problem,
            };
            findings.push(Finding::new(problem, doubt.path, doubt.span));
        }
    }
    findings.extend(left_out(counts, "link-anchor-dead"));
    findings
}

/// The anchors that a page does not have, with those that it has.
fn missing(page: &str, doubts: Vec<Doubt>) -> Vec<(Doubt, Arc<BTreeSet<String>>)> {
    let ids: Arc<BTreeSet<String>> = Arc::new(ids(page).map(str::to_owned).collect());
    let missing = doubts.into_iter().filter(|doubt| !ids.contains(&doubt.anchor));
    missing.map(|doubt| (doubt, Arc::clone(&ids))).collect()
}

/// The ids of a page, as its writers and Tera's escaping leave them: quoted.
pub(super) fn ids(page: &str) -> impl Iterator<Item = &str> {
    page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next())
}

/// The page as readers get it.
pub(super) fn made(linked: &Linked<'_>, renderer: &Renderer, page: &Page) -> Option<String> {
    let (base, texts) = (linked.base, FilesOnly(linked));
    let world = World::new(linked.corpus, linked.site, &base.registries, &base.config, &texts);
    String::from_utf8(renderer.bytes(&world, page).ok()?).ok()
}

/// Texts as they stand in their files; what documents share adds no anchor.
struct FilesOnly<'a>(&'a Linked<'a>);

impl Texts for FilesOnly<'_> {
    fn source(&self, document: DocumentIndex) -> Result<Arc<Source>, Diagnostic> {
        let held = &self.0.corpus.documents[document];
        Ok(Arc::new(reread(&self.0.base.root, &held.path, &held.text.content_hash)?))
    }

    fn text(&self, document: DocumentIndex) -> Result<DocumentText, Diagnostic> {
        let source = self.source(document)?;
        let tree = Arc::new(tree_of(&source, self.0.corpus.documents[document].text.body));
        Ok(DocumentText { source, tree })
    }

    fn shared(&self, _: DocumentIndex, _: &Document) -> Arc<SharedPassages> {
        Arc::default()
    }

    fn attachment(&self, document: DocumentIndex, _: usize) -> Result<Vec<u8>, Diagnostic> {
        Err(Diagnostic::error("file-unreadable").in_file(Arc::clone(&self.0.corpus.documents[document].path)))
    }

    fn version(&self, document: DocumentIndex, _: usize) -> Result<Arc<Document>, Diagnostic> {
        Err(Diagnostic::error("file-unreadable").in_file(Arc::clone(&self.0.corpus.documents[document].path)))
    }

    fn image(&self, _: DocumentIndex, path: &str) -> Result<Vec<u8>, Diagnostic> {
        Err(Diagnostic::error("file-unreadable").in_file(path))
    }
}
