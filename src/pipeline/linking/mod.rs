//! Whether links lead somewhere: those of texts, of registries and of notes, of the site theme's own templates.
//!
//! In: a document with its tree ([`links_of`]), then the corpus and all pages ([`check`]). Out: the links that are
//! kept of a text; what is wrong with them, each with the nearest that is right.
//!
//! A text is gone when all pages are known, so its links are kept: few, and only those that lead into the site. An anchor
//! that no outline knows is looked for in the page itself, which is made for it once: what the page has is right, whatever
//! wrote it.

mod anchors;
mod judge;
mod nearest;
mod templates;
mod written;

use super::base::Base;
use crate::content::RawDocument;
use crate::content::beside::{FileBeside, Found, look};
use crate::content::registry::{ACCESSIBILITY_FILE, FILES};
use crate::content::{config::CONFIG_FILE, files};
use crate::corpus::{Corpus, DocumentIndex, Finding, TextLink};
use crate::document::targets::{anchors as anchors_of, each_target};
use crate::document::{self, Document};
use crate::site::Site;
use crate::site::aim::{decoded, has_scheme, parts, within};
use crate::site::pages::files::attachment_address;
use crate::source::{Source, Span};
use judge::{Judge, Link};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What links are judged by.
pub(super) struct Linked<'a> {
    pub base: &'a Base,
    pub corpus: &'a Corpus,
    pub site: &'a Site,
    /// Some documents have errors and no page: a link to one of them is not what must be mended.
    pub some_are_missing: bool,
}

/// The links of a document that lead into the site or to a file beside it, and the addresses of the site that its front
/// matter names. Those to places of its own text are known to be right or wrong at once, and only the wrong are kept.
pub(super) fn links_of(base: &Base, source: &Source, raw: &RawDocument, tree: &mut Document) -> Box<[TextLink]> {
    let mut found: Vec<(String, Span, bool)> = Vec::new();
    each_target(tree, &mut |place| found.push((place.target.clone(), place.span, place.image.is_some())));
    let own = if found.iter().any(|(target, ..)| target.starts_with('#')) {
        anchors_of(tree).into_iter().map(str::to_owned).collect()
    } else {
        BTreeSet::new()
    };
    let base_url = &base.config.base_url;
    let mut files = Files { base, document: &raw.path, known: BTreeMap::new() };
    let mut links: Vec<TextLink> = Vec::new();
    for (target, span, is_image) in found {
        let (path, rest) = parts(&target);
        let is_kept = match path {
            "" => rest.strip_prefix('#').is_some_and(|anchor| !own.contains(&*decoded(anchor))),
            _ => !has_scheme(path) || within(base_url, path).is_some(),
        };
        if !is_kept {
            continue;
        }
        let is_file = !path.is_empty() && !path.starts_with('/') && !path.ends_with('/') && !has_scheme(path);
        let beside = is_file.then(|| files.named(raw, &target, is_image));
        links.push(TextLink { target: target.into(), span: span.range().into(), is_image, beside });
    }
    let head = Span::new(0, raw.body.start);
    // Where a document stood before is no link.
    let is_old = |span: Span| {
        let mut old = raw.front_matter.redirect_from.iter().map(|from| from.span);
        old.any(|old| old.start <= span.start && span.end <= old.end)
    };
    for span in written::addresses(source.slice(head), base_url).into_iter().filter(|span| !is_old(*span)) {
        links.push(TextLink {
            target: source.slice(span).into(),
            span: span.range().into(),
            is_image: false,
            beside: None,
        });
    }
    links.into()
}

/// The file that a relative path means: an attachment may be named by its address, too.
fn file_of(raw: &RawDocument, path: &str) -> String {
    let path = decoded(path);
    let mut attachments = raw.front_matter.attachments.iter().map(|attachment| &attachment.file.value);
    attachments
        .find(|file| attachment_address("", file) == path)
        .map_or_else(|| path.clone().into_owned(), Clone::clone)
}

/// Whether the files that the text of a document names are what they were.
pub(super) fn are_beside(base: &Base, document: &str, links: &[TextLink], raw: &RawDocument) -> bool {
    let mut files = Files { base, document, known: BTreeMap::new() };
    links
        .iter()
        .all(|link| link.beside.as_ref().is_none_or(|known| files.named(raw, &link.target, link.is_image) == *known))
}

/// The files beside one document, each looked at once: a text may show one image a thousand times.
struct Files<'a> {
    base: &'a Base,
    document: &'a str,
    known: BTreeMap<(String, bool), Arc<FileBeside>>,
}

impl Files<'_> {
    /// The file that a target means. A name may have a `#` or `?` in it that the editor did not escape.
    fn named(&mut self, raw: &RawDocument, target: &str, is_image: bool) -> Arc<FileBeside> {
        let (path, rest) = parts(target);
        let file = self.look(file_of(raw, path), is_image);
        if rest.is_empty() || file.found != Found::Nothing {
            return file;
        }
        let whole = self.look(decoded(target).into_owned(), is_image);
        if matches!(whole.found, Found::Nothing | Found::Outside) { file } else { whole }
    }

    fn look(&mut self, path: String, is_image: bool) -> Arc<FileBeside> {
        let (root, document) = (&self.base.root, self.document);
        let found = self.known.entry((path, is_image));
        let found = found.or_insert_with_key(|(path, is_image)| Arc::new(look(root, document, path, *is_image)));
        Arc::clone(found)
    }
}

/// All links of the site that lead nowhere.
pub(super) fn check(linked: &Linked<'_>) -> Vec<Finding> {
    let mut judge = Judge::new(linked);
    judge.documents(0..linked.corpus.documents.len());
    // A run of axe names the pages that were there on its day; the page about it links those that still are.
    let named = FILES.into_iter().filter(|file| *file != ACCESSIBILITY_FILE);
    for file in named.chain([CONFIG_FILE]) {
        registry(linked, &mut judge, file);
    }
    let (mut findings, doubts) = judge.finish();
    findings.extend(anchors::check(linked, doubts));
    findings.extend(templates::check(linked));
    findings
}

/// Those of a few documents that can be told without making a page.
#[cfg(feature = "preview")]
pub(super) fn check_some(linked: &Linked<'_>, documents: &[DocumentIndex]) -> Vec<Finding> {
    let mut judge = Judge::new(linked);
    judge.documents(documents.iter().copied());
    judge.finish().0
}

/// Addresses of the site in a registry or in the configuration.
fn registry(linked: &Linked<'_>, judge: &mut Judge<'_>, file: &str) {
    let root = &linked.base.root;
    if !root.join(file).exists() {
        return;
    }
    let Ok((source, _)) = files::read_source(root, file) else { return };
    let path: Arc<str> = file.into();
    for span in written::addresses(source.text(), &linked.base.config.base_url) {
        let target = source.slice(span);
        // What redirects lead to is looked at where they are planned.
        if file != CONFIG_FILE || has_scheme(target) {
            judge.address(&Link { path: Arc::clone(&path), span, target });
        }
    }
}

/// The tree of a document as it stands in its file, for one look.
fn tree_of(source: &Source, body: Span) -> Document {
    document::parse(source, body, &mut Vec::new())
}
