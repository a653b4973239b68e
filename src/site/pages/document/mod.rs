//! The page of a document of the site: the official head, the card, contents, what it cites and who cites it.
//!
//! In: a document of the corpus. Out: [`DocumentView`].
//!
//! ## How the page is made
//!
//! `corpus::listed` puts what a document cites in order, `corpus::placed` who cites it by the place that their
//! pinpoints mean; the plan and the page read the same, so a list longer than `site::SHOWN` has its page and the counts
//! beside sections lead where the entries are. `render::citing` is the one place that writes a work or a section as
//! official texts cite it. `reading.js` adds what only a script can: it reads the facts of a card from the list that
//! stands on the page, writes no style but a card's place, and moves nothing. The budgets (a page at most its words and
//! 12 KB compressed, style 12, scripts of reading 4) are `tests/browser/weight.test.mjs`, on the committed site and on
//! `hard.mjs`; `benches/reading/run` measures the first paint on a slow phone. Kinds of pages for all browser tests are
//! found by the shape of their addresses (`site.mjs`).

pub(crate) mod citing;
mod files;
mod formats;
pub(crate) mod marks;
mod official;
mod outline;

pub use citing::{
    CitedByPage, CitedByView, CitesPage, CitesView, Lists, TextMarks, all_cited_by, cites, counts, perhaps_cited_by,
};
pub use files::AttachmentView;
pub use formats::FormatView;
pub use official::{FormerlyView, Head, NoteView, SignerView, head as official_head, signer};
pub use outline::{ContentsEntry, ThemeView, contents, fold_deeper};

use crate::address;
use crate::corpus::{DocumentIndex, HeldDocument, WorkRelation};
use crate::diagnostic::Diagnostic;
use crate::render::body::BodyHtml;
use crate::render::links::absolute;
use crate::render::qr::{QrCode, qr_code};
use crate::render::{citing as official_citing, names};
use crate::reuse::SharedPassages;
use crate::site::address::list_address;
use crate::site::pages::cites::has_long_cites;
use crate::site::pages::feeds::follow::{followed_at, series_at};
use crate::site::pages::feeds::recent::opening;
use crate::site::pages::news::news_address;
use crate::site::pages::picture::picture_link;
use crate::site::pages::portion::portions;
use crate::site::pages::reuse::{self, ReuseSummary};
use crate::site::pages::versions::{VersionLine, versions};
use crate::site::plan::Planner;
use crate::site::views::meaning::{self, MeaningView};
use crate::site::views::parts::{CitationView, DocumentLine, Fact, RelationGroup, relation_groups};
use crate::site::views::state::{self, ForceLine};
use crate::site::views::{self, Scene, legislation};
use crate::site::{Job, ListKind, Page, Renderer};
use citing::{first_cited_by, marks};
use files::attachments;
use formats::formats;
use marks::ShownText;
use official::{card, formerly, head, notes, report};
use outline::themes;
use serde::Serialize;
use std::borrow::Cow;
use std::cell::LazyCell;
use std::collections::BTreeMap;

/// A page for each document.
pub(super) fn plan(planner: &mut Planner<'_>) {
    let corpus = planner.input.corpus;
    // A document that moved keeps the label of its line, by which the two lines are known to be of one document.
    let moved = corpus.former.iter().filter(|former| former.kind == "document");
    let labels: BTreeMap<usize, &str> =
        moved.flat_map(|former| former.candidates.iter().map(|work| (*work, former.label.as_str()))).collect();
    for (index, document) in corpus.documents.iter().enumerate() {
        let label = labels.get(&document.work).copied().unwrap_or(&document.front_matter.title);
        planner.add_permanent(&document.address, "document", label, Job::Document(index));
    }
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
) -> Result<Vec<u8>, Diagnostic> {
    let document = &scene.world.corpus.documents[index];
    let tree = scene.world.texts.text(index)?.tree;
    let shared = scene.world.texts.shared(index, &tree);
    let title = views::document_title(scene.world, document);
    let lists = Lists::of(scene, index);
    let view = view(scene, index, &lists, &shared);
    let kind = scene.world.kind_of(document);
    let kind_address = list_address(&ListKind::Type(document.front_matter.kind.value.clone()));
    let short = document
        .front_matter
        .number
        .as_ref()
        .map_or_else(|| Cow::Borrowed(document.front_matter.title.as_str()), |n| Cow::Borrowed(n.value.as_str()));
    let above = [(address::DOCUMENTS, scene.text("page-nav-documents")), (kind_address.as_str(), kind)];
    let mut frame = renderer
        .frame(scene, page, &title)
        .below(scene, &above, short)
        .described(&names::label_of(scene.language(), &scene.world.corpus.works[document.work]))
        .cited_as(&scene.world.corpus.works[document.work].id);
    frame.noindex |= view.draft;
    frame = frame.followed_by(view.follow.clone(), &document.front_matter.title);
    frame.previous = view.previous.as_ref().map(|line| line.href.clone());
    frame.next = view.next.as_ref().map(|line| line.href.clone());
    let counts = counts(scene, index, &lists, false);
    let text = ShownText { index, tree: &tree, shared: &shared, portion: None };
    let mut body = marks::body(scene, text, &counts, &lists);
    // A site's own template may be older than this place: nothing of the text is lost.
    if renderer.own_templates().get("document.html").is_some_and(|own| !own.contains("annexes")) {
        body = BodyHtml { signed: body.signed + &body.annexes, annexes: String::new() };
    }
    let legislation = legislation::json_ld(scene.world, document.work);
    let html = [("body", body.signed.as_str()), ("annexes", &body.annexes), ("legislation", &legislation)];
    renderer.templates.render("document.html", &frame, "document", &view, &html)
}

/// The page of a document.
#[derive(Debug, Serialize)]
pub struct DocumentView<'a> {
    /// Official head.
    pub head: Head<'a>,
    /// Whether it is in force.
    pub force: ForceLine<'a>,
    /// Card of attributes.
    pub card: Vec<Fact<'a>>,
    /// Contents list, nested; empty where the text has no sections.
    pub contents: Vec<ContentsEntry<'a>>,
    /// Pages of its portions, nested; empty where it is short.
    pub portions: Vec<ContentsEntry<'a>>,
    /// Said above the text where another document had this address before.
    pub formerly: Option<FormerlyView<'a>>,
    /// Former texts, the newest first.
    pub versions: Vec<VersionLine<'a>>,
    /// Remarks on the document as a whole; those on a section stand beside it.
    pub notes: Vec<NoteView<'a>>,
    /// Nơi nhận.
    pub recipients: &'a [String],
    /// Lưu.
    pub archive: Option<&'a str>,
    /// The sentence at its end that says who adopted it, and when.
    pub adoption: Option<&'a str>,
    /// Who signed.
    pub signer: Option<SignerView<'a>>,
    /// How official texts cite it.
    pub citation: CitationView,
    /// Works cited, and citations that no work could be told for.
    pub cites: CitesView<'a>,
    /// The picture of what stands around it, where there is one.
    pub picture: Option<String>,
    /// Relations to other works.
    pub relations: Vec<RelationGroup<'a>>,
    /// What other documents say of it.
    pub meaning: MeaningView<'a>,
    /// Who cites it.
    pub cited_by: CitedByView<'a>,
    /// Who may cite it.
    pub perhaps: CitedByView<'a>,
    /// Themes, with the sections about each.
    pub themes: Vec<ThemeView<'a>>,
    /// Files.
    pub attachments: Vec<AttachmentView<'a>>,
    /// Other forms of it.
    pub formats: Vec<FormatView>,
    /// The feed of who cites and changes it.
    pub follow: Option<String>,
    /// The feed of its series.
    pub follow_series: Option<String>,
    /// Document before it in the series.
    pub previous: Option<DocumentLine<'a>>,
    /// Who must do what: how many tasks, and their page.
    pub tasks: Option<crate::site::pages::tasks::TasksHere<'a>>,
    /// The page that says what is new beside the one before.
    pub news: Option<String>,
    /// The page that says what is new in the one after.
    pub next_news: Option<String>,
    /// Document after it in the series.
    pub next: Option<DocumentLine<'a>>,
    /// Not published yet: a banner says so, on paper too.
    pub draft: bool,
    /// An attachment is the signed original.
    pub signed: bool,
    /// Where to report an error.
    pub report: Option<String>,
    /// The permanent address, as text.
    pub address: String,
    /// The same as a QR code, for paper; a draft has none, since nothing answers there yet.
    pub qr: Option<QrCode>,
    /// Passages that other documents have, too.
    pub reuse: Option<ReuseSummary<'a>>,
    /// Which marks the legend must explain.
    pub marks: TextMarks,
}

/// The view of document `index`, which shares `shared` with others.
pub fn view<'a>(scene: Scene<'a>, index: DocumentIndex, lists: &Lists, shared: &SharedPassages) -> DocumentView<'a> {
    let document = &scene.world.corpus.documents[index];
    let work = &scene.world.corpus.works[document.work];
    let front_matter = &document.front_matter;
    let signed = front_matter.attachments.iter().any(|attachment| attachment.signed);
    let head = head(scene, document);
    let address = absolute(&scene.world.config.base_url, &document.address);
    DocumentView {
        force: state::line(scene, document.work),
        card: card(scene, document),
        contents: contents(scene, document.sections.iter()),
        portions: portions(scene, document),
        formerly: formerly(scene, &document.address),
        versions: versions(scene, document),
        notes: notes(scene, document),
        recipients: &front_matter.recipients,
        archive: front_matter.archive.as_deref(),
        adoption: front_matter.adoption.as_deref(),
        signer: signer(document),
        citation: CitationView::new(scene, official_citing::citation(scene.world.registries, work)),
        cites: cites(scene, index, lists, false),
        picture: picture_link(scene, &document.address),
        relations: relation_groups(scene, &unlisted(document, &work.relations)),
        meaning: meaning::view(scene, document.work),
        cited_by: first_cited_by(scene, index, lists),
        perhaps: perhaps_cited_by(scene, document.work),
        themes: themes(scene, document),
        attachments: attachments(scene, index),
        formats: formats(scene, document),
        follow: scene.world.link(scene.links, &followed_at(&document.address)),
        follow_series: follow_series(scene, index),
        previous: document.previous.map(|other| DocumentLine::new(scene, other)),
        tasks: crate::site::pages::tasks::here(scene, document),
        news: news(scene, &document.address),
        next_news: document.next.and_then(|next| news(scene, &scene.world.corpus.documents[next].address)),
        next: document.next.map(|other| DocumentLine::new(scene, other)),
        draft: front_matter.draft,
        signed,
        report: report(scene, document, &address),
        qr: if front_matter.draft { None } else { qr_code(&address) },
        address,
        reuse: reuse::summary(scene, index, shared),
        marks: marks(scene, document),
        head,
    }
}

/// Relations that the list of what the document cites does not say: it does, where it is whole, of those that the text
/// itself names.
fn unlisted(document: &HeldDocument, relations: &[WorkRelation]) -> Vec<WorkRelation> {
    // Asked once: to put citations in order for each relation of a document takes minutes where it cites thousands.
    let is_long = LazyCell::new(|| has_long_cites(document));
    let is_listed = |found: &WorkRelation| found.outgoing && !found.declared && !*is_long;
    relations.iter().filter(|found| !is_listed(found)).copied().collect()
}

/// The feed of the series, which stands below the document that opens it.
fn follow_series(scene: Scene<'_>, index: DocumentIndex) -> Option<String> {
    let corpus = scene.world.corpus;
    let opening = opening(corpus, index)?;
    scene.world.link(scene.links, &series_at(&corpus.documents[opening].address))
}

/// The page of what is new in the document at `address`, where there is one.
fn news(scene: Scene<'_>, address: &str) -> Option<String> {
    scene.world.site.find(&news_address(address)).map(|page| scene.links.to(&page.address))
}
