//! An index of lists: all themes, issuers, types, school years.

use crate::address;
use crate::content::registry::{ISSUERS_FILE, THEMES_FILE};
use crate::diagnostic::Diagnostic;
use crate::site::address::list_address;
use crate::site::plan::Planner;
use crate::site::sources::PageSources;
use crate::site::views::Scene;
use crate::site::{IndexKind, Job, ListKind, Page, Renderer};
use serde::Serialize;
use std::collections::BTreeSet;

/// Address of an index.
pub const fn index_address(kind: IndexKind) -> &'static str {
    match kind {
        IndexKind::Themes => address::THEMES,
        IndexKind::Issuers => address::ISSUERS,
        IndexKind::Types => address::TYPES,
        IndexKind::SchoolYears => address::SCHOOL_YEARS,
    }
}

/// The indexes that lead to something: the navigation of every page names those that exist.
pub(super) fn plan(planner: &mut Planner<'_>) {
    let corpus = planner.input.corpus;
    let holds = [
        (IndexKind::Themes, !corpus.by_theme.is_empty()),
        (IndexKind::Issuers, true),
        (IndexKind::Types, !corpus.by_type.is_empty()),
        (IndexKind::SchoolYears, !corpus.by_school_year.is_empty()),
    ];
    for (kind, _) in holds.into_iter().filter(|(_, holds)| *holds) {
        planner.add(index_address(kind), Job::Index(kind));
    }
}

/// What the page is made of.
pub(super) fn sources(kind: IndexKind) -> PageSources {
    match kind {
        IndexKind::Themes => PageSources::files([THEMES_FILE]),
        IndexKind::Issuers => PageSources::files([ISSUERS_FILE]),
        // Of the whole site.
        IndexKind::Types | IndexKind::SchoolYears => PageSources::default(),
    }
}

/// The bytes of the page.
///
/// # Errors
/// See [`crate::site::MakeError`].
pub(super) fn make(renderer: &Renderer, scene: Scene<'_>, page: &Page, kind: IndexKind) -> Result<Vec<u8>, Diagnostic> {
    let view = view(scene, kind);
    let frame = renderer.frame(scene, page, view.heading).below(scene, &[], view.heading);
    renderer.templates.render("index.html", &frame, "index", &view, &[])
}

/// An index.
#[derive(Debug, Serialize)]
pub struct IndexView<'a> {
    /// "Chủ đề".
    pub heading: &'static str,
    /// Groups of entries; a group without a name stands alone.
    pub groups: Vec<Group<'a>>,
}

/// Entries under one heading.
#[derive(Debug, Serialize)]
pub struct Group<'a> {
    /// "Cơ quan có văn bản trên trang"; empty: no heading.
    pub name: &'static str,
    /// Entries.
    pub entries: Vec<IndexEntry<'a>>,
}

/// A list in an index.
#[derive(Debug, Serialize)]
pub struct IndexEntry<'a> {
    /// Its page.
    pub href: Option<String>,
    /// Its name.
    pub text: &'a str,
    /// What a type is in English, where the site is.
    pub gloss: Option<&'a str>,
    /// What belongs there.
    pub description: Option<&'a str>,
    /// Documents.
    pub documents: usize,
    /// Works cited but not held.
    pub works: usize,
    /// Tasks of an agency.
    pub tasks: usize,
    /// Narrower entries.
    pub children: Vec<IndexEntry<'a>>,
}

/// The index `kind`.
pub fn view(scene: Scene<'_>, kind: IndexKind) -> IndexView<'_> {
    let corpus = scene.world.corpus;
    let (heading, groups) = match kind {
        IndexKind::Themes => ("page-nav-themes", vec![Group { name: "", entries: themes(scene, None, 0) }]),
        IndexKind::Issuers => ("page-nav-issuers", issuers(scene)),
        IndexKind::Types => {
            let keys = corpus.by_type.iter();
            let mut entries: Vec<IndexEntry<'_>> = keys
                .map(|(key, documents)| {
                    let text = scene.world.type_name(key);
                    let entry = entry(scene, &ListKind::Type(key.clone()), text, documents.len(), 0);
                    IndexEntry { gloss: scene.world.type_gloss(key), ..entry }
                })
                .collect();
            entries.sort_by(|a, b| {
                (std::cmp::Reverse(a.documents), a.text).cmp(&(std::cmp::Reverse(b.documents), b.text))
            });
            ("page-nav-types", vec![Group { name: "", entries }])
        }
        IndexKind::SchoolYears => {
            let years = corpus.by_school_year.iter().rev();
            let entries = years
                .map(|(year, documents)| entry(scene, &ListKind::SchoolYear(year.clone()), year, documents.len(), 0))
                .collect();
            ("page-nav-years", vec![Group { name: "", entries }])
        }
    };
    IndexView { heading: scene.text(heading), groups }
}

fn entry<'a>(scene: Scene<'a>, kind: &ListKind, text: &'a str, documents: usize, works: usize) -> IndexEntry<'a> {
    let href = scene.world.link(scene.links, &list_address(kind));
    IndexEntry { href, text, gloss: None, description: None, documents, works, tasks: 0, children: Vec::new() }
}

/// Themes below `parent`, in the order of the vocabulary.
pub fn themes<'a>(scene: Scene<'a>, parent: Option<&str>, depth: usize) -> Vec<IndexEntry<'a>> {
    // The registry refuses cycles; the limit only keeps a mistake there from hanging a page.
    if depth > 8 {
        return Vec::new();
    }
    let rows = scene.world.registries.themes.iter().filter(|theme| theme.parent.as_deref() == parent);
    rows.map(|theme| {
        let documents = scene.world.corpus.by_theme.get(&theme.key).map_or(0, |list| list.documents.len());
        let mut entry = entry(scene, &ListKind::Theme(theme.key.clone()), &theme.name, documents, 0);
        entry.description = Some(theme.description.as_str()).filter(|text| !text.is_empty());
        entry.children = themes(scene, Some(&theme.key), depth + 1);
        entry
    })
    .collect()
}

fn issuers(scene: Scene<'_>) -> Vec<Group<'_>> {
    let corpus = scene.world.corpus;
    let keys: BTreeSet<&String> = corpus
        .issuer_names
        .keys()
        .chain(corpus.by_issuer.keys())
        .chain(corpus.works_by_issuer.keys())
        .chain(corpus.tasks.by_agent.keys())
        .collect();
    // Keys are folded names, so their order is the alphabet's without marks.
    let mut own = Vec::new();
    let mut cited = Vec::new();
    let mut told = Vec::new();
    for key in keys {
        let documents = corpus.by_issuer.get(key).map_or(0, Vec::len);
        let works = corpus.works_by_issuer.get(key).map_or(0, Vec::len);
        let mut entry = entry(scene, &ListKind::Issuer(key.clone()), scene.world.body_name(key), documents, works);
        entry.tasks = corpus.tasks.count(key);
        let list = match (documents, entry.tasks) {
            (1.., _) => &mut own,
            (0, 1..) if works == 0 => &mut told,
            _ => &mut cited,
        };
        list.push(entry);
    }
    let mut groups = Vec::new();
    if !own.is_empty() {
        groups.push(Group { name: scene.text("page-issuers-own"), entries: own });
    }
    if !cited.is_empty() {
        groups.push(Group { name: scene.text("page-issuers-cited"), entries: cited });
    }
    if !told.is_empty() {
        groups.push(Group { name: scene.text("page-issuers-told"), entries: told });
    }
    groups
}
