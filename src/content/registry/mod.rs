//! Dated data about the world: document types, issuing bodies, themes, works. Built-in rows (types, central bodies,
//! provinces) are YAML files compiled in; the site's own stand in `content/{types,issuers,themes,works,laws}.yaml`.
//!
//! In: the site's root folder. Out: [`Registries`], cross-checked.

mod accessibility;
mod departments;
mod issuer_rows;
pub mod issuers;
pub mod laws;
mod level;
pub mod local;
mod local_bodies;
pub mod provinces;
mod regimes;
mod same_names;
pub mod tenure;
pub mod themes;
pub mod types;
mod units;
pub mod works;

pub use accessibility::{
    AXE_KEYS, Accessibility, AxeRun, FOUND_KEYS, KEYS as ACCESSIBILITY_KEYS, STATES as TRIAL_STATES, TRIAL_KEYS, Trial,
    TrialState,
};
pub use departments::{DEPARTMENTS, DepartmentRow};
pub use issuer_rows::KEYS as ISSUER_KEYS;
pub use issuers::{Issuer, Issuers, Level, System};
pub use laws::{KEYS as LAW_KEYS, LawEnd, LawRow, Laws};
pub use local::LocalBody;
pub use local_bodies::{LOCAL_BODIES, LocalKind, LocalRow};
pub use provinces::Provinces;
pub use regimes::{Regime, regime};
pub use tenure::Tenure;
pub use themes::{KEYS as THEME_KEYS, Theme, Themes};
pub use types::{DocumentType, DocumentTypes, KEYS as TYPE_KEYS};
pub use units::{UNITS, level_of_unit};
pub use works::{ALIAS_KEYS, KEYS as WORK_KEYS, Scope, WorkRow, Works};

use super::files;
use super::front_matter::{Located, parse_what_can_be_read, parse_yaml};
use super::neighbours::Elsewhere;
use super::node::Node;
use super::reader::ValueReader;
use crate::diagnostic::Diagnostic;
use crate::source::{Source, Span};
use crate::trace::{ByKey, Keyed, Noted, Rows, kinds};
use std::collections::BTreeMap;
use std::path::Path;

/// All registries of a site, cross-checked.
#[derive(Debug, Default)]
pub struct Registries {
    /// Document types.
    pub types: Rows<DocumentTypes, { kinds::TYPES }, { kinds::TYPE_ROW }>,
    /// Issuing bodies.
    pub issuers: Rows<Issuers, { kinds::ISSUERS }, { kinds::ISSUER_ROW }>,
    /// Themes.
    pub themes: Rows<Themes, { kinds::THEMES }, { kinds::THEME_ROW }>,
    /// Works that the editors have verified.
    pub works: Noted<Works, { kinds::WORK_ROWS }>,
    /// National laws and their dates.
    pub laws: Noted<Laws, { kinds::LAWS }>,
    /// What is known of the accessibility of the site.
    pub accessibility: Noted<Accessibility, { kinds::ACCESSIBILITY }>,
    /// What neighbours hold, by its identity.
    pub elsewhere: Keyed<Elsewhere, { kinds::ELSEWHERE }>,
}

impl ByKey for DocumentTypes {
    type Row = DocumentType;

    fn row(&self, key: &str) -> Option<&DocumentType> {
        self.get(key)
    }
}

impl ByKey for Issuers {
    type Row = Issuer;

    fn row(&self, key: &str) -> Option<&Issuer> {
        self.get(key)
    }
}

impl ByKey for Themes {
    type Row = Theme;

    fn row(&self, key: &str) -> Option<&Theme> {
        self.get(key)
    }
}

impl Registries {
    /// The compiled-in rows alone: types, central bodies, provinces with their usual bodies.
    pub fn built_in() -> Self {
        let rows = built_in("issuers.yaml", include_str!("built_in/issuers.yaml"), issuer_rows::read);
        let provinces = built_in("provinces.yaml", include_str!("built_in/provinces.yaml"), provinces::read);
        let issuers = rows.into_iter().map(|row| row.issuer).collect();
        Self {
            types: built_in_types().into(),
            issuers: Issuers::with_provinces(issuers, Provinces::new(provinces)).into(),
            themes: Rows::default(),
            works: Noted::default(),
            laws: Laws::built_in().into(),
            accessibility: Noted::default(),
            elsewhere: Keyed::default(),
        }
    }
}

impl Registries {
    /// The built-in rows and those of the site's files below `content/`, all of which may be missing. Problems go to
    /// `diagnostics`; a row with an error is left out, so that the documents can still be read and checked.
    pub fn read(root: &Path, diagnostics: &mut Vec<Diagnostic>) -> Self {
        let mut registries = Self::built_in();
        if let Some((source, node)) = site_file(root, ISSUERS_FILE, diagnostics) {
            let reader = &mut ValueReader::new(&source, diagnostics);
            let rows = issuer_rows::read(reader, &node);
            issuer_rows::add_site_rows(reader, &mut registries.issuers, rows);
        }
        if let Some((source, node)) = site_file(root, TYPES_FILE, diagnostics) {
            let reader = &mut ValueReader::new(&source, diagnostics);
            registries.types = types::take(reader, &node, &registries.types, &registries.issuers).into();
        }
        if let Some((source, node)) = site_file(root, THEMES_FILE, diagnostics) {
            registries.themes = themes::read(&mut ValueReader::new(&source, diagnostics), &node).into();
        }
        if let Some((source, node)) = site_file(root, WORKS_FILE, diagnostics) {
            let reader = &mut ValueReader::new(&source, diagnostics);
            registries.works = works::read(reader, &node, &registries.types, &registries.issuers).into();
        }
        if let Some((source, node)) = site_file(root, LAWS_FILE, diagnostics) {
            registries.laws.take(&mut ValueReader::new(&source, diagnostics), &node, &registries.types);
        }
        if let Some((source, node)) = site_file(root, ACCESSIBILITY_FILE, diagnostics) {
            registries.accessibility = accessibility::read(&mut ValueReader::new(&source, diagnostics), &node).into();
        }
        registries
    }
}

impl Registries {
    /// Problems of the text of `content/issuers.yaml`, before it is written.
    pub fn check_issuers(text: &str) -> Vec<Diagnostic> {
        let (source, mut diagnostics) = (Source::new(ISSUERS_FILE, text), Vec::new());
        let node = parse_what_can_be_read(&source, files::without_mark(&source), &mut diagnostics);
        if let Some(node) = node.filter(|node| !node.is_null()) {
            let reader = &mut ValueReader::new(&source, &mut diagnostics);
            let rows = issuer_rows::read(reader, &node);
            issuer_rows::add_site_rows(reader, &mut Self::built_in().issuers, rows);
        }
        diagnostics
    }

    /// Takes the works of another file instead of the site's.
    pub fn take_works(&mut self, folder: &Path, file: &str, diagnostics: &mut Vec<Diagnostic>) {
        self.works = Noted::default();
        if let Some((source, node)) = site_file(folder, file, diagnostics) {
            let reader = &mut ValueReader::new(&source, diagnostics);
            self.works = works::read(reader, &node, &self.types, &self.issuers).into();
        }
    }
}

/// The site's issuing bodies.
pub const ISSUERS_FILE: &str = "content/issuers.yaml";
/// What the site adds to the document types.
pub const TYPES_FILE: &str = "content/types.yaml";
/// The site's themes.
pub const THEMES_FILE: &str = "content/themes.yaml";
/// The works that the editors have verified.
pub const WORKS_FILE: &str = "content/works.yaml";
/// What the site adds to the national laws.
pub const LAWS_FILE: &str = "content/laws.yaml";
/// What is known of the accessibility of the site.
pub const ACCESSIBILITY_FILE: &str = "content/accessibility.yaml";
/// All of them.
pub const FILES: [&str; 6] = [ISSUERS_FILE, TYPES_FILE, THEMES_FILE, WORKS_FILE, LAWS_FILE, ACCESSIBILITY_FILE];

/// One of the site's files as a tree; `None` where it is missing, empty or has an error.
fn site_file(root: &Path, path: &str, diagnostics: &mut Vec<Diagnostic>) -> Option<(Source, Node)> {
    let source = files::read_optional(root, path, diagnostics)?;
    let node = parse_what_can_be_read(&source, files::without_mark(&source), diagnostics)?;
    (!node.is_null()).then_some((source, node))
}

/// Keys of one file, to find those that stand twice.
#[derive(Default)]
struct SeenKeys(BTreeMap<String, Span>);

impl SeenKeys {
    /// Remembers `key`; reports it where it was there before.
    fn is_new(&mut self, reader: &mut ValueReader<'_>, key: &Located<String>) -> bool {
        if let Some(first) = self.0.get(&key.value) {
            let line = reader.source().line_column(first.start).line.to_string();
            reader.error("row-twice", key.span, &[("text", &key.value), ("line", &line)]);
            return false;
        }
        self.0.insert(key.value.clone(), key.span);
        true
    }

    fn contains(&self, key: &str) -> bool {
        self.0.contains_key(key)
    }
}

fn built_in_types() -> DocumentTypes {
    DocumentTypes::new(built_in("types.yaml", include_str!("built_in/types.yaml"), types::built_in))
}

/// Reads a compiled-in file. A test sees to it that these have no mistake.
fn built_in<T>(name: &str, text: &str, read: fn(&mut ValueReader<'_>, &Node) -> Vec<T>) -> Vec<T> {
    let source = Source::new(name, text);
    let mut diagnostics: Vec<Diagnostic> = Vec::new();
    let node = parse_yaml(&source, Span::new(0, text.len()), &mut diagnostics);
    let rows = node.map(|node| read(&mut ValueReader::new(&source, &mut diagnostics), &node)).unwrap_or_default();
    debug_assert!(diagnostics.is_empty(), "{name}: {diagnostics:?}");
    rows
}

/// Nothing real has so many levels above it; a longer chain counts as a circle, so that a hostile file costs no
/// quadratic time.
const LONGEST_CHAIN: usize = 64;

/// Whether following `next` from `start` comes back to `start`.
pub(super) fn is_in_cycle(start: &str, next: impl Fn(&str) -> Option<String>) -> bool {
    let mut seen = std::collections::BTreeSet::new();
    let mut at = next(start);
    while let Some(key) = at {
        if key == start || seen.len() >= LONGEST_CHAIN {
            return true;
        }
        at = next(&key);
        if !seen.insert(key) {
            return false;
        }
    }
    false
}

#[cfg(test)]
mod site_tests;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::slug;

    #[test]
    fn built_in_rows_are_whole_and_refer_to_each_other() {
        let registries = Registries::built_in();
        assert!(registries.types.iter().count() > 45);
        assert!(registries.issuers.iter().count() > 45);
        for issuer in registries.issuers.iter() {
            assert_eq!(issuer.key, slug(&issuer.name));
            for reference in [&issuer.parent, &issuer.numbers_with, &issuer.successor].into_iter().flatten() {
                assert!(registries.issuers.get(reference).is_some(), "{} → {reference}", issuer.key);
            }
        }
    }

    #[test]
    fn the_authors_of_the_party_s_central_documents_share_one_series() {
        let issuers = Registries::built_in().issuers;
        for key in ["ban-chap-hanh-trung-uong", "bo-chinh-tri", "ban-bi-thu"] {
            assert_eq!(issuers.numbering(key), "trung-uong-dang");
        }
        assert_eq!(issuers.get("trung-uong-dang").map(|issuer| issuer.codes.as_slice()), Some(&["TW".to_owned()][..]));
        assert_eq!(issuers.numbering("ban-thuong-vu-tinh-uy-lao-cai"), "tinh-uy-lao-cai");
        assert_eq!(issuers.numbering("chinh-phu"), "chinh-phu");
    }

    #[test]
    fn no_code_of_a_central_body_stands_for_two() {
        let issuers = Registries::built_in().issuers;
        let mut seen = std::collections::BTreeMap::new();
        for issuer in issuers.iter() {
            for code in &issuer.codes {
                if let Some(first) = seen.insert((code, issuer.system), &issuer.key) {
                    panic!("{code}: {first} and {}", issuer.key);
                }
            }
        }
    }

    #[test]
    fn provinces_have_their_usual_bodies_without_a_row() {
        let issuers = Registries::built_in().issuers;
        assert_eq!(issuers.get("ubnd-tinh-lang-son").map(|issuer| issuer.name.as_str()), Some("UBND tỉnh Lạng Sơn"));
        let former = issuers.get("ubnd-tinh-yen-bai").expect("a former province has its bodies");
        assert_eq!(former.successor.as_deref(), Some("ubnd-tinh-lao-cai-tu-2025-07-01"));
        assert_eq!(
            issuers.get("tinh-uy-binh-duong").and_then(|issuer| issuer.successor.as_deref()),
            Some("thanh-uy-ho-chi-minh-tu-2025-07-01")
        );
        assert!(!former.registered);
        assert!(issuers.iter().all(|issuer| issuer.registered));
        for (written, meant) in [
            ("ubnd-tinh-lao-cay", "ubnd-tinh-lao-cai"),
            ("UBND tỉnh Lào Cai", "ubnd-tinh-lao-cai"),
            ("Bộ GD&ĐT", "bo-giao-duc-va-dao-tao"),
            ("Ban Chấp hành Trung ương Đảng", "ban-chap-hanh-trung-uong"),
        ] {
            assert_eq!(issuers.meant(written), Some(meant), "{written}");
        }
    }

    #[test]
    fn cycles_are_seen_and_do_not_hang() {
        let next = |key: &str| match key {
            "a" => Some("b".to_owned()),
            "b" => Some("a".to_owned()),
            "c" => Some("a".to_owned()),
            _ => None,
        };
        assert!(is_in_cycle("a", next));
        assert!(!is_in_cycle("c", next));
        assert!(!is_in_cycle("d", next));
    }
}
