//! A long list of documents narrowed by type, issuer or force: pages of their own, so that a filter is a link and needs
//! no script.
//!
//! In: a list and its documents. Out: when the pages exist, the links that lead to them, their view and bytes. A list
//! of one page has none, nor has a value that nearly all of its documents share. A document stands on a page for each
//! value that it has, in each list: the newest are described, the others named. A type and an issuer have lists of
//! their own, which are the filters of all documents; what one document alone fits leads to that document. Years are
//! headings within a list (`list`).

use crate::catalogue;
use crate::corpus::status::{Force, force};
use crate::corpus::{Corpus, DocumentIndex};
use crate::diagnostic::Diagnostic;
use crate::site::address::list_address;
use crate::site::blocks::{self, BlockSize, ListPage, Span, planned};
use crate::site::pages::list::{ListView, jumps, years};
use crate::site::sources::PageSources;
use crate::site::views::parts::Pager;
use crate::site::views::{self, Scene};
use crate::site::world::World;
use crate::site::{Job, LIST_PAGE, ListKind, Page, Renderer};
use serde::Serialize;
use std::borrow::Cow;
use std::collections::HashMap;

/// What a list is narrowed by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Filter {
    /// The type (key).
    Type(String),
    /// The issuer (key).
    Issuer(String),
    /// Whether documents are in force (key of the state).
    State(&'static str),
}

/// Lists with no more documents have no filters: they are one page.
const FILTERED_FROM: usize = LIST_PAGE.largest;
/// Documents that a page describes, and how many it has in all.
const FILTERED_PAGE: BlockSize = BlockSize { first: 10, largest: 300 };
/// Values of one kind: those with most documents.
const MOST_VALUES: usize = 60;

impl Filter {
    fn slug(&self) -> String {
        match self {
            Self::Type(key) => format!("loai-{key}"),
            Self::Issuer(key) => format!("co-quan-{key}"),
            Self::State(key) => format!("hieu-luc-{key}"),
        }
    }

    fn name<'a>(&'a self, scene: Scene<'a>) -> Cow<'a, str> {
        match self {
            Self::Type(key) => Cow::Borrowed(scene.world.type_name(key)),
            Self::Issuer(key) => Cow::Borrowed(scene.world.body_name(key)),
            Self::State(key) => {
                let word = catalogue::find(scene.language(), &format!("page-state-{key}"));
                Cow::Borrowed(word.unwrap_or(key))
            }
        }
    }

    const fn term(&self) -> &'static str {
        match self {
            Self::Type(_) => "page-type",
            Self::Issuer(_) => "page-issuer",
            Self::State(_) => "page-status",
        }
    }
}

/// Address of a list that is narrowed.
pub fn filtered_address(list: &ListKind, filter: &Filter) -> String {
    format!("{}loc/{}/", list_address(list), filter.slug())
}

/// The pages of the filters of a list, whose documents are the newest first.
pub(super) fn pages(corpus: &Corpus, list: &ListKind, documents: &[DocumentIndex]) -> Vec<ListPage> {
    let kinds = kinds(list, documents.len());
    let values = kinds.into_iter().flat_map(|kind| values(corpus, kind, documents));
    let own = values.filter(|(filter, fitting)| fitting.len() > 1 && !has_list(list, filter));
    own.flat_map(|(filter, fitting)| pages_of(corpus, list, &filter, fitting)).collect()
}

fn pages_of(corpus: &Corpus, list: &ListKind, filter: &Filter, fitting: Vec<DocumentIndex>) -> Vec<ListPage> {
    let blocks = blocks::of_documents(corpus, fitting.into_iter(), FILTERED_PAGE);
    planned(&filtered_address(list, filter), blocks, |span| Job::Filtered(list.clone(), filter.clone(), span))
}

/// A kind of filter.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Type,
    Issuer,
    State,
}

impl Kind {
    fn filter(self, key: &str) -> Filter {
        match self {
            Self::Type => Filter::Type(key.to_owned()),
            Self::Issuer => Filter::Issuer(key.to_owned()),
            Self::State => Filter::State(Force::ALL.map(Force::key).into_iter().find(|one| *one == key).unwrap_or("")),
        }
    }
}

/// The kinds of filters that may tell the documents of a list apart.
fn kinds(list: &ListKind, documents: usize) -> Vec<Kind> {
    let is_long = documents > FILTERED_FROM;
    let kinds: &[Kind] = match list {
        ListKind::All if !is_long => &[Kind::Type, Kind::Issuer],
        _ if !is_long => &[],
        ListKind::Type(_) => &[Kind::Issuer, Kind::State],
        ListKind::Issuer(_) => &[Kind::Type, Kind::State],
        ListKind::Theme(_) | ListKind::SchoolYear(_) | ListKind::All => &[Kind::Type, Kind::Issuer, Kind::State],
    };
    kinds.to_vec()
}

/// Whether the documents that fit have a list of their own, wherever they stand.
fn has_list(list: &ListKind, filter: &Filter) -> bool {
    *list == ListKind::All && !matches!(filter, Filter::State(_))
}

/// The values of a kind with the documents that fit, those with most first; none that nearly all documents have.
fn values(corpus: &Corpus, kind: Kind, documents: &[DocumentIndex]) -> Vec<(Filter, Vec<DocumentIndex>)> {
    let mut found: HashMap<&str, Vec<DocumentIndex>> = HashMap::new();
    for index in documents {
        let document = &corpus.documents[*index];
        let key = match kind {
            Kind::Type => document.front_matter.kind.value.as_str(),
            Kind::Issuer => document.front_matter.issuer.value.as_str(),
            Kind::State => force(corpus, document.work).key(),
        };
        found.entry(key).or_default().push(*index);
    }
    let narrows = |fitting: &Vec<DocumentIndex>| fitting.len() * 10 <= documents.len() * 9;
    let fitting = found.into_iter().filter(|(_, fitting)| narrows(fitting));
    let mut values: Vec<(Filter, Vec<DocumentIndex>)> =
        fitting.map(|(key, fitting)| (kind.filter(key), fitting)).collect();
    values.sort_by(|(one, own), (other, of_other)| of_other.len().cmp(&own.len()).then_with(|| one.cmp(other)));
    values.truncate(MOST_VALUES);
    values
}

/// Filters of one kind.
#[derive(Debug, Serialize)]
pub struct FilterGroup<'a> {
    /// "Loại văn bản".
    pub name: &'static str,
    /// The values are names of the site's data.
    pub vi: bool,
    /// Those with most documents first.
    pub values: Vec<FilterValue<'a>>,
}

/// One filter.
#[derive(Debug, Serialize)]
pub struct FilterValue<'a> {
    /// The narrowed list.
    pub href: String,
    /// "Quyết định".
    pub text: Cow<'a, str>,
    /// Documents that fit.
    pub documents: usize,
}

/// The filters of a list, as links.
pub(super) fn groups<'a>(scene: Scene<'a>, list: &ListKind, documents: &[DocumentIndex]) -> Vec<FilterGroup<'a>> {
    let corpus = scene.world.corpus;
    let kinds = kinds(list, documents.len());
    let group = |kind: Kind| {
        let values = values(corpus, kind, documents);
        let name = scene.text(values.first()?.0.term());
        let value = |(filter, fitting): (Filter, Vec<DocumentIndex>)| {
            let href = match (&filter, &fitting[..]) {
                (Filter::Type(key), _) if *list == ListKind::All => {
                    scene.world.list_link(scene.links, &ListKind::Type(key.clone()))?
                }
                (Filter::Issuer(key), _) if *list == ListKind::All => {
                    scene.world.list_link(scene.links, &ListKind::Issuer(key.clone()))?
                }
                (_, [alone]) => scene.links.to(&corpus.documents[*alone].address),
                _ => scene.world.link(scene.links, &filtered_address(list, &filter))?,
            };
            let text = Cow::Owned(filter.name(scene).into_owned());
            Some(FilterValue { href, text, documents: fitting.len() })
        };
        let values: Vec<FilterValue<'a>> = values.into_iter().filter_map(value).collect();
        (!values.is_empty()).then_some(FilterGroup { name, vi: kind != Kind::State, values })
    };
    kinds.into_iter().filter_map(group).collect()
}

/// That a list is narrowed.
#[derive(Debug, Serialize)]
pub struct Narrowed<'a> {
    /// "Loại văn bản".
    pub term: &'static str,
    /// "Quyết định".
    pub value: Cow<'a, str>,
    /// The value is a name of the site's data.
    pub vi: bool,
    /// The whole list.
    pub whole: Option<String>,
}

fn shown(world: &World<'_>, list: &ListKind, filter: &Filter, span: &Span) -> Vec<DocumentIndex> {
    let block = world.block(&filtered_address(list, filter), span);
    block.map_or_else(Vec::new, |block| block.members().collect())
}

/// What the page is made of.
pub(super) fn sources(world: &World<'_>, list: &ListKind, filter: &Filter, span: &Span) -> PageSources {
    PageSources::documents(shown(world, list, filter, span))
}

/// The bytes of the page.
///
/// # Errors
/// See [`crate::site::MakeError`].
pub(super) fn make(
    renderer: &Renderer,
    scene: Scene<'_>,
    page: &Page,
    (list, filter): (&ListKind, &Filter),
    span: &Span,
) -> Result<Vec<u8>, Diagnostic> {
    let first = filtered_address(list, filter);
    let block = scene.world.block(&first, span);
    let shown = shown(scene.world, list, filter, span);
    let mut view = ListView::new(scene, list, Pager::by_span(scene, &first, block));
    let value = filter.name(scene);
    let heading = views::dated(scene, &format!("{}: {value}", view.heading), block);
    if *span == Span::Front {
        let all = all(scene, &first, block);
        view.total = all.len();
        view.jumps = jumps(scene, &first, &all);
    }
    view.years = years(scene, &shown, true);
    let described = if *span == Span::Front { FILTERED_PAGE.first } else { 0 };
    let lines = view.years.iter_mut().flat_map(|year| year.documents.iter_mut());
    lines.skip(described).for_each(|line| line.brief = true);
    view.narrowed = Some(Narrowed {
        term: scene.text(filter.term()),
        value: value.clone(),
        vi: !matches!(filter, Filter::State(_)),
        whole: scene.world.list_link(scene.links, list),
    });
    let whole = list_address(list);
    let name = view.heading.to_string();
    let mut frame = renderer.frame(scene, page, &heading).below(scene, &[(&whole, &name)], value.clone());
    frame.noindex = true;
    if let Some(pager) = &view.pager {
        (frame.previous, frame.next) = (pager.previous.clone(), pager.next.clone());
    }
    renderer.templates.render("list.html", &frame, "list", &view, &[])
}

/// All documents of a narrowed list, from its first page on.
fn all(scene: Scene<'_>, first: &str, block: Option<&blocks::Block>) -> Vec<DocumentIndex> {
    let older = |block: &&blocks::Block| scene.world.block(first, &block.older.as_ref()?.span);
    std::iter::successors(block, older).flat_map(|block| block.members()).collect()
}
