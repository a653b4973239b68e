//! The page of a document of the site: the official head, the card, contents, what it cites and who cites it.
//!
//! In: a document of the corpus. Out: [`DocumentView`].

pub(in crate::render) mod citing;
mod files;
mod formats;
mod official;
mod outline;

pub use citing::{
    CitedByPage, CitedByView, CitedSection, CitedWork, CitesPage, CitesView, Lists, MarkView, Marks,
    UnresolvedCitation, all_cited_by, cited_by, cites, counts, perhaps_cited_by,
};
pub use files::AttachmentView;
pub use formats::FormatView;
pub use official::{Head, NoteView, SignerView, head as official_head};
pub use outline::{ContentsEntry, SectionMark, ThemeView};

use super::Scene;
use super::meaning::{self, MeaningView};
use super::parts::{CitationView, DocumentLine, Fact, RelationGroup, relation_groups};
use super::picture::picture_link;
use super::reuse::{self, ReuseSummary};
use crate::corpus::DocumentIndex;
use crate::render::citing::{self as official_citing};
use crate::render::links::absolute;
use crate::render::qr::{QrCode, qr_code};
use crate::reuse::SharedPassages;
use crate::site::address::news_address;
use citing::{first_cited_by, marks};
use files::attachments;
use formats::formats;
use official::{card, head, notes, report, signer};
use outline::{contents, themes};
use serde::Serialize;

/// The page of a document.
#[derive(Debug, Serialize)]
pub struct DocumentView<'a> {
    /// Official head.
    pub head: Head<'a>,
    /// Card of attributes.
    pub card: Vec<Fact<'a>>,
    /// Contents list, nested; empty where the text has no sections.
    pub contents: Vec<ContentsEntry<'a>>,
    /// Remarks on the document as a whole; those on a section stand beside it.
    pub notes: Vec<NoteView<'a>>,
    /// Nơi nhận.
    pub recipients: &'a [String],
    /// Lưu.
    pub archive: Option<&'a str>,
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
    /// Document before it in the series.
    pub previous: Option<DocumentLine<'a>>,
    /// Who must do what: how many tasks, and their page.
    pub tasks: Option<super::tasks::TasksHere>,
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
    pub marks: Marks,
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
        card: card(scene, document),
        contents: contents(scene, &document.sections),
        notes: notes(scene, document),
        recipients: &front_matter.recipients,
        archive: front_matter.archive.as_deref(),
        signer: signer(document),
        citation: CitationView::new(scene, official_citing::citation(scene, work)),
        cites: cites(scene, index, lists, false),
        picture: picture_link(scene, &document.address),
        relations: relation_groups(scene, &work.relations),
        meaning: meaning::view(scene, document.work),
        cited_by: first_cited_by(scene, index, lists),
        perhaps: perhaps_cited_by(scene, document.work, true),
        themes: themes(scene, document),
        attachments: attachments(scene, index),
        formats: formats(scene, document),
        previous: document.previous.map(|other| DocumentLine::new(scene, other)),
        tasks: super::tasks::here(scene, document),
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

/// The page of what is new in the document at `address`, where there is one.
fn news(scene: Scene<'_>, address: &str) -> Option<String> {
    scene.world.site.find(&news_address(address)).map(|page| scene.links.to(&page.address))
}
