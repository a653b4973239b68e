//! The page of a former text of a document: `/van-ban/<id>/ban/2024-09-01/`, the day from which it stood there.
//!
//! In: a document of the corpus and which of its former texts. Out: when the page exists, its bytes; the list of former
//! texts that the page of the document has. Search engines are told that the document's own page is the text, and the
//! sitemap, the lists and the search know that one alone. The page answers for ever: a former text that an editor
//! takes away leads to the document.
//!
//! Citations of a former text are words without links: what they meant was judged for the text of today, and a link
//! that a program guessed anew would say more than is known.

use super::news::{ComparedPlace, RowView, changed_rows};
use super::vanished::BELOW;
use crate::address;
use crate::compare::{Comparison, ComparisonRow, Side, compare};
use crate::content::front_matter::{Located, Version};
use crate::corpus::{DocumentIndex, HeldDocument};
use crate::diagnostic::Diagnostic;
use crate::render::body::{Body, Labels};
use crate::render::links::absolute;
use crate::render::names::label_of;
use crate::site::plan::Planner;
use crate::site::views::parts::{DateView, Link};
use crate::site::views::{self, Scene};
use crate::site::{Job, Page, Renderer};
use crate::text::date::WorkDate;
use serde::Serialize;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Where a former text stands, below the address of its document.
pub fn version_path(version: &Version) -> String {
    format!("ban/{}/", version.date.value)
}

/// Address of the page.
pub fn version_address(document: &HeldDocument, version: &Version) -> String {
    format!("{}{}", document.address, version_path(version))
}

/// A page for each former text.
pub(super) fn plan(planner: &mut Planner<'_>) {
    for (index, document) in planner.input.corpus.documents.iter().enumerate() {
        for (at, version) in document.front_matter.versions.iter().enumerate() {
            let address = version_address(document, version);
            planner.promise(&address, BELOW, &document.address);
            planner.add(address, Job::Version(index, at));
        }
    }
}

/// A former text in the list of the document's page.
#[derive(Debug, Serialize)]
pub struct VersionLine<'a> {
    /// Its page.
    pub href: String,
    /// From when it stood.
    pub from: DateView,
    /// When it was replaced.
    pub until: DateView,
    /// Why, in words.
    pub reason: &'static str,
    /// The work that changed it.
    pub by: Option<Link<'a>>,
    /// What the editors say of it.
    pub note: Option<&'a str>,
}

/// The former texts of a document, the newest first.
pub fn versions<'a>(scene: Scene<'a>, document: &'a HeldDocument) -> Vec<VersionLine<'a>> {
    document.front_matter.versions.iter().rev().map(|version| line(scene, document, version)).collect()
}

fn line<'a>(scene: Scene<'a>, document: &HeldDocument, version: &'a Version) -> VersionLine<'a> {
    VersionLine {
        href: scene.links.to(&version_address(document, version)),
        from: DateView::new(scene, WorkDate::Day(version.date.value)),
        until: DateView::new(scene, WorkDate::Day(version.until)),
        reason: scene.text(version.reason.word()),
        by: version.by.as_ref().map(|by| by_work(scene, by)),
        note: version.note.as_deref(),
    }
}

/// The work that an editor names by its id: its page, where the site has one.
fn by_work<'a>(scene: Scene<'a>, id: &'a Located<String>) -> Link<'a> {
    let (corpus, id) = (scene.world.corpus, id.value.as_str());
    let found =
        [address::DOCUMENTS, address::WORKS].iter().find_map(|root| scene.world.site.find(&format!("{root}{id}/")));
    let work = found.and_then(|page| match page.job {
        Job::Document(index) => Some(corpus.documents[index].work),
        Job::Work(work, _) => Some(work),
        _ => None,
    });
    let label = work.map(|work| Cow::Owned(label_of(scene.language(), &corpus.works[work])));
    Link { href: found.map(|page| scene.links.to(&page.address)), text: label.unwrap_or(Cow::Borrowed(id)) }
}

/// What changed when a former text was replaced, in one sentence: day, reason, by whom, what the editors say.
pub fn told(scene: Scene<'_>, version: &Version) -> String {
    let day = DateView::new(scene, WorkDate::Day(version.until)).text;
    let reason = scene.text(version.reason.word());
    let by = version.by.as_ref().map(|by| format!(" ({})", by_work(scene, by).text)).unwrap_or_default();
    let note = version.note.as_deref().map(|note| format!(": {note}")).unwrap_or_default();
    let note = note.split_whitespace().collect::<Vec<_>>().join(" ");
    let space = if note.is_empty() || note.starts_with(':') { "" } else { " " };
    format!("{} {reason}{by}{space}{note}", scene.fill("page-version-changed", &[("date", &day)]))
}

/// The page of a former text.
#[derive(Debug, Serialize)]
pub struct VersionView<'a> {
    /// The document, with its page.
    pub document: Link<'a>,
    /// When it stood, and why no longer.
    pub line: VersionLine<'a>,
    /// The text that took its place.
    pub next: String,
    /// What changed then, sentence by sentence; empty where the two have too little in common.
    pub rows: Vec<RowView<'a>>,
    /// The texts have too little in common to be put beside each other.
    pub too_little: bool,
    /// Sentences with other words, new ones, dropped ones.
    pub changed: usize,
    /// Sentences that came.
    pub added: usize,
    /// Sentences that went.
    pub dropped: usize,
    /// Its permanent address, as text.
    pub address: String,
}

/// The bytes of the page.
///
/// # Errors
/// See [`crate::site::MakeError`].
pub(super) fn make(
    renderer: &Renderer,
    scene: Scene<'_>,
    page: &Page,
    index: DocumentIndex,
    at: usize,
) -> Result<Vec<u8>, Diagnostic> {
    let world = scene.world;
    let document = &*world.corpus.documents[index];
    let versions = &document.front_matter.versions;
    let (version, following) = (&versions[at], versions.get(at + 1));
    let former = world.texts.version(index, at)?;
    let (newer, next) = match following {
        Some(next) => (world.texts.version(index, at + 1)?, version_address(document, next)),
        None => (world.texts.text(index)?.tree, document.address.clone()),
    };
    // Without citations: those of a former text are not known.
    let side = |document| Side { document, citations: Vec::new() };
    let comparison = compare(&side(&former), &side(&newer));
    let places = (
        ComparedPlace { address: &page.address, sections: &former.sections },
        ComparedPlace { address: &next, sections: &newer.sections },
    );
    let title = views::document_title(world, document);
    let view = view(scene, document, version, (&next, places), &comparison);
    let heading = scene.fill("page-version-heading", &[("date", &view.line.from.text), ("title", &title)]);
    let above = [
        (address::DOCUMENTS, scene.text("page-nav-documents")),
        (document.address.as_str(), &document.front_matter.title),
    ];
    let here = scene.fill("page-version-of", &[("date", &view.line.from.text)]);
    let mut frame = renderer.frame(scene, page, &heading).below(scene, &above, here);
    frame.canonical = Some(absolute(&world.config.base_url, &document.address));
    frame.noindex = true;
    let counts = BTreeMap::new();
    let body = Body {
        document: &former,
        shown: None,
        links: &[],
        notes: &[],
        counts: &counts,
        labels: Labels::of(scene.language()),
        address: &|target| target.to_owned(),
    };
    let body = body.html();
    let html = [("body", body.signed.as_str()), ("annexes", &body.annexes)];
    renderer.templates.render("version.html", &frame, "version", &view, &html)
}

fn view<'a>(
    scene: Scene<'a>,
    document: &'a HeldDocument,
    version: &'a Version,
    (next, places): (&str, (ComparedPlace<'a>, ComparedPlace<'a>)),
    comparison: &'a Comparison,
) -> VersionView<'a> {
    let too_little = comparison.is_too_little();
    let count = |is: fn(&ComparisonRow) -> bool| comparison.rows.iter().filter(|row| is(row)).count();
    VersionView {
        document: Link {
            href: Some(scene.links.to(&document.address)),
            text: Cow::Owned(views::document_title(scene.world, document)),
        },
        line: line(scene, document, version),
        next: scene.links.to(next),
        rows: if too_little { Vec::new() } else { changed_rows(scene, places, comparison) },
        too_little,
        changed: count(|row| matches!(row, ComparisonRow::Changed { .. })),
        added: count(|row| matches!(row, ComparisonRow::Added(_))),
        dropped: count(|row| matches!(row, ComparisonRow::Dropped(_))),
        address: absolute(&scene.world.config.base_url, &version_address(document, version)),
    }
}
