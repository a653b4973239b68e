//! The page of one portion of a long document: a chapter, a section, a run of articles; the whole stays at its own
//! address with every anchor.
//!
//! In: a document of the corpus and which of its portions. Out: when the page exists, its bytes. Search engines are told
//! by the canonical link that the whole is the document; the sitemap has the whole alone. A portion that is no more leads to
//! the whole, as all that lies below a page does.

use crate::address;
use crate::corpus::portions::Portion;
use crate::corpus::{DocumentIndex, HeldDocument};
use crate::diagnostic::Diagnostic;
use crate::document::SectionIndex;
use crate::render::links::absolute;
use crate::render::names::{section_name, section_run};
use crate::site::address::list_address;
use crate::site::pages::document::marks::{self, ShownText, blocks_of};
use crate::site::pages::document::{ContentsEntry, Lists, SignerView, contents, counts, fold_deeper, signer};
use crate::site::plan::Planner;
use crate::site::views::parts::Link;
use crate::site::views::state::{self, ForceLine};
use crate::site::views::{self, Scene};
use crate::site::{Job, ListKind, Page, Renderer};
use serde::Serialize;
use std::borrow::Cow;
use std::collections::BTreeSet;

/// Address of portion `at` of a document: made of numbering, as its anchor is.
pub fn portion_address(document: &HeldDocument, at: usize) -> String {
    format!("{}{}/", document.address, document.portions.all()[at].anchor)
}

/// The pages of the portions of a document.
pub fn portion_pages(index: DocumentIndex, document: &HeldDocument) -> impl Iterator<Item = (String, Job)> {
    (0..document.portions.all().len()).map(move |at| (portion_address(document, at), Job::Portion(index, at)))
}

/// The pages of all long documents.
pub(super) fn plan(planner: &mut Planner<'_>) {
    for (index, document) in planner.input.corpus.documents.iter().enumerate() {
        for (address, job) in portion_pages(index, document) {
            planner.add(address, job);
        }
    }
}

/// The page of a portion.
#[derive(Debug, Serialize)]
pub struct PortionView<'a> {
    /// "Luật 38/2019/QH14: Luật Giáo dục", with the page of the whole.
    pub document: Link<'a>,
    /// The whole, at the place where the portion begins.
    pub whole: String,
    /// Chapters and parts around it, from the outermost.
    pub above: Vec<String>,
    /// Whether the document is in force.
    pub force: ForceLine<'a>,
    /// Its name.
    pub name: String,
    /// From 1.
    pub number: usize,
    /// Portions in all.
    pub total: usize,
    /// What stands in it; empty where that is one section.
    pub contents: Vec<ContentsEntry<'a>>,
    /// All portions, nested.
    pub portions: Vec<ContentsEntry<'a>>,
    /// The one before.
    pub previous: Option<Link<'a>>,
    /// The one after.
    pub next: Option<Link<'a>>,
    /// What stands at the end of the signed text, where the portion has it.
    pub closing: Option<ClosingView<'a>>,
    /// Not published yet.
    pub draft: bool,
    /// Its permanent address, as text.
    pub address: String,
    /// An attachment is the signed original.
    pub signed: bool,
}

/// The end of the signed text.
#[derive(Debug, Serialize)]
pub struct ClosingView<'a> {
    /// Who adopted it, and when.
    pub adoption: Option<&'a str>,
    /// Who signed.
    pub signer: Option<SignerView<'a>>,
    /// Nơi nhận.
    pub recipients: &'a [String],
    /// Lưu.
    pub archive: Option<&'a str>,
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
    let document = &world.corpus.documents[index];
    let front_matter = &document.front_matter;
    let tree = world.texts.text(index)?.tree;
    let shared = world.texts.shared(index, &tree);
    let lists = Lists::of(scene, index);
    let view = view(scene, document, at, &tree);
    let title = views::document_title(world, document);
    let kind = world.kind_of(document);
    let kind_address = list_address(&ListKind::Type(front_matter.kind.value.clone()));
    let short = front_matter.number.as_ref().map_or(front_matter.title.as_str(), |number| number.value.as_str());
    let above = [
        (address::DOCUMENTS, scene.text("page-nav-documents")),
        (kind_address.as_str(), kind),
        (document.address.as_str(), short),
    ];
    let name = view.name.clone();
    let mut frame = renderer
        .frame(scene, page, &format!("{name} – {title}"))
        .below(scene, &above, name)
        .cited_as(&world.corpus.works[document.work].id);
    frame.canonical = Some(absolute(&world.config.base_url, &document.address));
    frame.noindex |= view.draft;
    frame.previous = view.previous.as_ref().and_then(|link| link.href.clone());
    frame.next = view.next.as_ref().and_then(|link| link.href.clone());
    let counts = counts(scene, index, &lists, true);
    let text = ShownText { index, tree: &tree, shared: &shared, portion: Some(at) };
    let body = marks::body(scene, text, &counts, &lists);
    let html = [("body", body.signed.as_str()), ("annexes", &body.annexes)];
    renderer.templates.render("portion.html", &frame, "portion", &view, &html)
}

fn view<'a>(
    scene: Scene<'a>,
    document: &'a HeldDocument,
    at: usize,
    tree: &crate::document::Document,
) -> PortionView<'a> {
    let front_matter = &document.front_matter;
    let all = document.portions.all();
    let portion = &all[at];
    let sections = &document.sections[portion.sections.clone()];
    let blocks = blocks_of(tree, &portion.sections);
    let (signed, _) = tree.signed_and_annexed();
    let ends_here = blocks.start < signed.len() && signed.len() <= blocks.end;
    let neighbour = |at: usize| {
        let name = all.get(at).map(|portion| portion_name(scene, document, portion))?;
        Some(Link { href: Some(scene.links.to(&portion_address(document, at))), text: Cow::Owned(name) })
    };
    PortionView {
        document: Link {
            href: Some(scene.links.to(&document.address)),
            text: Cow::Owned(views::document_title(scene.world, document)),
        },
        whole: scene.links.to_anchor(&document.address, &portion.anchor),
        above: ancestors(document, portion.named)
            .map(|at| section_name(scene.language(), &document.sections[at]))
            .collect(),
        force: state::line(scene, document.work),
        name: portion_name(scene, document, portion),
        number: at + 1,
        total: all.len(),
        contents: if sections.len() > 2 { contents(scene, sections.iter()) } else { Vec::new() },
        portions: portions(scene, document),
        previous: at.checked_sub(1).and_then(neighbour),
        next: neighbour(at + 1),
        closing: ends_here.then(|| ClosingView {
            adoption: front_matter.adoption.as_deref(),
            signer: signer(document),
            recipients: &front_matter.recipients,
            archive: front_matter.archive.as_deref(),
        }),
        draft: front_matter.draft,
        address: absolute(&scene.world.config.base_url, &portion_address(document, at)),
        signed: front_matter.attachments.iter().any(|attachment| attachment.signed),
    }
}

/// "Chương II. Tổ chức", "Điều 21–40".
pub fn portion_name(scene: Scene<'_>, document: &HeldDocument, portion: &Portion) -> String {
    let first = &document.sections[portion.named];
    match portion.last {
        Some(last) => section_run(first, &document.sections[last]),
        None => section_name(scene.language(), first),
    }
}

/// The same in a list: a run says with what it begins, too.
fn listed_name(scene: Scene<'_>, document: &HeldDocument, portion: &Portion) -> String {
    let name = portion_name(scene, document, portion);
    let title = &document.sections[portion.named].title;
    match portion.last {
        Some(_) if !title.is_empty() => format!("{name}. {title}\u{a0}…"),
        _ => name,
    }
}

/// The sections around one, from the outermost.
fn ancestors(document: &HeldDocument, section: SectionIndex) -> impl Iterator<Item = SectionIndex> {
    let above = std::iter::successors(document.sections[section].parent, |at| document.sections[*at].parent);
    above.collect::<Vec<_>>().into_iter().rev()
}

/// The list of all portions: below the chapter or part that is divided, those of it.
pub fn portions<'a>(scene: Scene<'a>, document: &'a HeldDocument) -> Vec<ContentsEntry<'a>> {
    let mut listed = BTreeSet::new();
    let mut entries: Vec<(u8, ContentsEntry<'a>)> = Vec::new();
    let mut add = |section: SectionIndex, text: String, href: String| {
        let level = document.sections[section].level;
        fold_deeper(&mut entries, level);
        entries.push((level, ContentsEntry { href, text: Cow::Owned(text), children: Vec::new() }));
    };
    for (at, portion) in document.portions.all().iter().enumerate() {
        let href = scene.links.to(&portion_address(document, at));
        for above in ancestors(document, portion.named).filter(|above| listed.insert(*above)) {
            add(above, section_name(scene.language(), &document.sections[above]), href.clone());
        }
        add(portion.named, listed_name(scene, document, portion), href);
    }
    fold_deeper(&mut entries, 0);
    entries.into_iter().map(|(_, entry)| entry).collect()
}
