//! The empty body of a new document, by its regime, else by the layout of its type.
//!
//! In: a layout. Out: Markdown with `…` where something is to be written.

use crate::content::registry::types::TypeLayout;

/// What the bodies look like (Nghị định 30/2020/NĐ-CP, Phụ lục III): in articles, mẫu 1.1 to 1.3; a letter, mẫu 1.5 and
/// 1.6, and others that are addressed to somebody, mẫu 1.7; minutes, mẫu 1.10; all other types with a name, mẫu 1.4.
const ARTICLES: &str = include_str!("../layouts/articles.md");
const LETTER: &str = include_str!("../layouts/letter.md");
const MINUTES: &str = include_str!("../layouts/minutes.md");
/// Since 2025, as learnt from the gazette (`regimes.tsv`).
const COUNCIL: &str = include_str!("../layouts/council.md");
const COMMITTEE: &str = include_str!("../layouts/committee.md");
const NAMED: &str = include_str!("../layouts/named.md");

/// The body that a regime names.
pub(super) fn of_regime(name: &str) -> Option<&'static str> {
    match name {
        "council" => Some(COUNCIL),
        "committee" => Some(COMMITTEE),
        _ => None,
    }
}

/// The body of a layout.
pub(super) const fn body(layout: TypeLayout) -> &'static str {
    match layout {
        TypeLayout::Articles => ARTICLES,
        TypeLayout::Letter => LETTER,
        TypeLayout::Minutes => MINUTES,
        TypeLayout::Headings => NAMED,
    }
}
