//! One link after another: whether it leads somewhere, and where it should lead.
//!
//! In: links of documents and of registries. Out: findings, and the anchors that only the pages themselves can tell.

use super::Linked;
use super::nearest::{Near, nearest_page};
use crate::content::beside::{FileBeside, Found, Refusal, beside};
use crate::content::nearby::{Nearby, nearby};
use crate::corpus::{DocumentIndex, Finding, HeldDocument, TextLink};
use crate::diagnostic::Diagnostic;
use crate::site::aim::{Aim, Aims, decoded, has_scheme, join, parts, within};
use crate::site::pages::files::attachment_address;
use crate::site::{Job, Page};
use crate::source::Span;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// Dead links of one file that are reported; the rest is one number, since quoting a line walks over it.
pub(super) const MOST_OF_A_FILE: usize = 30;
/// Dead links of a run for which the nearest page is looked for.
pub(super) const MOST_SUGGESTED: usize = 200;
/// Redirects that are followed to the page that has an anchor.
const MOST_REDIRECTS: usize = 8;

/// A link outside the texts of documents.
pub(super) struct Link<'a> {
    pub path: Arc<str>,
    pub span: Span,
    pub target: &'a str,
}

/// An anchor that the outline of no document knows.
pub(super) struct Doubt {
    pub path: Arc<str>,
    pub span: Span,
    /// The page that must have it.
    pub address: String,
    pub anchor: String,
}

/// What was found so far.
pub(super) struct Judge<'a> {
    linked: &'a Linked<'a>,
    aims: Aims<'a>,
    findings: Vec<Finding>,
    doubts: Vec<Doubt>,
    suggested: usize,
    counts: BTreeMap<Arc<str>, usize>,
    /// Places of documents by the paths of their files, once a link asks.
    by_path: Option<BTreeMap<&'a str, DocumentIndex>>,
    /// Addresses of attachments by the paths of their files, once a link asks.
    attached: Option<BTreeMap<String, String>>,
}

impl<'a> Judge<'a> {
    pub fn new(linked: &'a Linked<'a>) -> Self {
        Self {
            linked,
            aims: Aims { site: linked.site, base_url: &linked.base.config.base_url },
            findings: Vec::new(),
            doubts: Vec::new(),
            suggested: 0,
            counts: BTreeMap::new(),
            by_path: None,
            attached: None,
        }
    }

    pub fn finish(mut self) -> (Vec<Finding>, Vec<Doubt>) {
        self.findings.extend(left_out(self.counts, "link-dead"));
        (self.findings, self.doubts)
    }

    /// The links of documents.
    pub fn documents(&mut self, documents: impl IntoIterator<Item = DocumentIndex>) {
        let corpus = self.linked.corpus;
        let linked: Vec<&'a HeldDocument> = documents
            .into_iter()
            .map(|index| &*corpus.documents[index])
            .filter(|held| !held.links.is_empty())
            .collect();
        let aims = self.aims;
        let aimed: Vec<(&HeldDocument, &TextLink, Aim<'a>)> = linked
            .into_par_iter()
            .flat_map_iter(|held| held.links.iter().map(move |link| (held, link, aims.of(held, link))))
            .collect();
        for (held, link, aim) in aimed {
            let span = Span::new(link.span.start(), link.span.end());
            match aim {
                Aim::Elsewhere => {}
                Aim::Page(page, _) if link.is_image && !is_file(&page.address) => {
                    self.say(held.path.clone(), span, Diagnostic::error("image-refused").with("target", &*link.target));
                }
                Aim::Page(page, rest) => self.anchor(&held.path, span, page, rest),
                Aim::File(file) => self.file(held, link, file, span),
                Aim::Dead => self.dead(&held.path, span, &link.target, &self.address_of(held, &link.target)),
            }
        }
    }

    /// An address in a registry or in the configuration.
    pub fn address(&mut self, link: &Link<'_>) {
        // The same pages, for a target that lives as long as this call.
        let aims = Aims { site: self.linked.site, base_url: &self.linked.base.config.base_url };
        match aims.of_address(link.target) {
            Aim::Dead => self.dead(&link.path, link.span, link.target, &self.address_at("/", link.target)),
            Aim::Page(page, rest) => self.anchor(&link.path, link.span, page, rest),
            Aim::Elsewhere | Aim::File(_) => {}
        }
    }

    fn say(&mut self, path: Arc<str>, span: Span, problem: Diagnostic) {
        let count = self.counts.entry(Arc::clone(&path)).or_default();
        *count += 1;
        if *count <= MOST_OF_A_FILE {
            self.findings.push(Finding::new(problem, path, span));
        }
    }

    /// The address that a target means, decoded.
    fn address_of(&self, held: &HeldDocument, target: &str) -> String {
        self.address_at(&held.address, target)
    }

    fn address_at(&self, page: &str, target: &str) -> String {
        let (path, _) = parts(target);
        match within(&self.linked.base.config.base_url, path) {
            Some(below) => format!("/{}", decoded(below)),
            None if path.starts_with('/') => decoded(path).into_owned(),
            None => join(page, &decoded(path)),
        }
    }

    fn dead(&mut self, path: &Arc<str>, span: Span, target: &str, address: &str) {
        if self.linked.some_are_missing && address.starts_with(crate::address::DOCUMENTS) {
            return;
        }
        let problem = Diagnostic::error("link-dead").with("target", target);
        let problem = match self.near(address) {
            Some(Near::Page(page)) => problem.with("nearest", page),
            Some(Near::Above(page)) => problem.with("above", page),
            None => problem,
        };
        self.say(Arc::clone(path), span, problem);
    }

    fn near(&mut self, address: &str) -> Option<Near> {
        self.suggested += 1;
        let is_free = self.suggested <= MOST_SUGGESTED;
        is_free.then(|| nearest_page(self.linked.site, self.linked.corpus, address))?
    }

    /// A link to a file beside the document that has no address.
    fn file(&mut self, held: &HeldDocument, link: &TextLink, file: &FileBeside, span: Span) {
        let target = &*link.target;
        let problem = |code| Diagnostic::error(code).with("target", target);
        let problem = match &file.found {
            // Shown where two files want one address: that was said.
            Found::Image(_) => return,
            Found::Refused(refusal) => refused(problem("image-refused"), *refusal),
            Found::File if file.path.to_lowercase().ends_with(".md") => match self.page_of(&file.path) {
                Some(page) => problem("link-dead").with("page", page),
                None if self.linked.some_are_missing => return,
                None => problem("link-dead").with("draft", &*file.path),
            },
            Found::File => match self.attachment(&file.path) {
                Some(address) => problem("link-dead").with("nearest", address),
                None => problem("link-file-unattached").with("file", &*decoded(parts(target).0)),
            },
            _ if !link.is_image && !is_file(parts(target).0) => {
                return self.dead(&held.path, span, target, &self.address_of(held, target));
            }
            Found::Outside => problem("link-file-outside"),
            Found::Nothing => return self.missing(held, link, span),
        };
        self.say(Arc::clone(&held.path), span, problem);
    }

    /// The address of the document whose file is at `path`.
    fn page_of(&mut self, path: &str) -> Option<&'a str> {
        let corpus = self.linked.corpus;
        let by_path = self.by_path.get_or_insert_with(|| {
            corpus.documents.iter().enumerate().map(|(index, document)| (&*document.path, index)).collect()
        });
        by_path.get(path).map(|index| &*corpus.documents[*index].address)
    }

    /// The address of the attachment of another document whose file is at `path`.
    fn attachment(&mut self, path: &str) -> Option<String> {
        let documents = &self.linked.corpus.documents;
        let attached = self.attached.get_or_insert_with(|| {
            let of_document = |held: &HeldDocument| {
                let files = held.front_matter.attachments.iter().map(|attachment| &attachment.file.value);
                let placed =
                    files.filter_map(|file| Some((beside(&held.path, file)?, attachment_address(&held.address, file))));
                placed.collect::<Vec<_>>()
            };
            documents.iter().flat_map(|held| of_document(held)).collect()
        });
        attached.get(path).cloned()
    }

    fn missing(&mut self, held: &HeldDocument, link: &TextLink, span: Span) {
        let written = decoded(parts(&link.target).0);
        let folder = Path::new(&*held.path).parent().unwrap_or(Path::new(""));
        self.suggested += 1;
        let is_free = self.suggested <= MOST_SUGGESTED;
        let near = is_free.then(|| nearby(&self.linked.base.root.join(folder), &written)).flatten();
        let problem = Diagnostic::error("link-file-missing").with("target", &*link.target);
        let problem = match near {
            Some(Nearby::Path(path) | Nearby::Decomposed(path)) => problem.with("nearest", path),
            // An attachment that was named by its address.
            None => match self.near(&join(&held.address, &written)) {
                Some(Near::Page(page)) if is_file(&page) => problem.with("nearest", page),
                _ => problem,
            },
        };
        self.say(Arc::clone(&held.path), span, problem);
    }

    /// The anchor behind an address. What lies behind redirects has it.
    fn anchor(&mut self, path: &Arc<str>, span: Span, page: &Page, rest: &str) {
        let Some((_, anchor)) = rest.split_once('#') else { return };
        let anchor = decoded(anchor);
        // Part of no page: the top, and words that a browser looks for.
        if anchor.is_empty() || anchor == "top" || anchor.starts_with(":~:") {
            return;
        }
        let mut page = page;
        for _ in 0..MOST_REDIRECTS {
            let Job::Redirect(to) = &page.job else { break };
            let Some(next) = self.linked.site.find(parts(to).0) else { return };
            page = next;
        }
        if is_file(&page.address) && !page.address.ends_with(".html") {
            return;
        }
        if let Job::Document(index) = &page.job
            && self.linked.corpus.documents[*index].destinations.has(&anchor)
        {
            return;
        }
        self.doubts.push(Doubt {
            path: Arc::clone(path),
            span,
            address: page.address.clone(),
            anchor: anchor.into_owned(),
        });
    }
}

/// Says how many problems of each file were left out.
pub(super) fn left_out(counts: BTreeMap<Arc<str>, usize>, code: &'static str) -> impl Iterator<Item = Finding> {
    counts.into_iter().filter(|(_, count)| *count > MOST_OF_A_FILE).map(move |(path, count)| {
        let more = (count - MOST_OF_A_FILE).to_string();
        let problem = Diagnostic::warning("more-of-the-same").in_file(Arc::clone(&path));
        Finding::new(problem.with("count", more).with("code", code), path, Span::default())
    })
}

/// Whether the last part of an address is the name of a file.
fn is_file(address: &str) -> bool {
    let name = address.rsplit('/').next().unwrap_or(address);
    !has_scheme(address) && name.trim_matches('.').contains('.')
}

fn refused(problem: Diagnostic, refusal: Refusal) -> Diagnostic {
    match refusal {
        Refusal::Svg => problem.with("svg", "svg"),
        Refusal::NoImage | Refusal::Unreadable => problem,
        Refusal::Misnamed(kind) => problem.with("ending", kind.ending()),
        Refusal::Damaged => problem.with("damaged", "damaged"),
        Refusal::TooLarge => problem.with("large", "large"),
    }
}
