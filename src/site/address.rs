//! Where lists, their pages and their feeds stand, and the parts of a page that goes on: spelled once,
//! for the plan and for links.
//!
//! In: what is listed, and which page of it. Out: an address within the site.

use super::ListKind;
use crate::address::{DOCUMENTS, ISSUERS, SCHOOL_YEARS, THEMES, TYPES};

/// Address of a list's first page.
pub fn list_address(kind: &ListKind) -> String {
    match kind {
        ListKind::Theme(key) => format!("{THEMES}{key}/"),
        ListKind::Issuer(key) => issuer_address(key),
        ListKind::Type(key) => format!("{TYPES}{key}/"),
        ListKind::SchoolYear(year) => format!("{SCHOOL_YEARS}{year}/"),
        ListKind::All => DOCUMENTS.to_owned(),
    }
}

/// Address of the page of an issuer.
pub fn issuer_address(key: &str) -> String {
    format!("{ISSUERS}{key}/")
}

/// Address of page `number` (from 1) of what begins at `first`.
pub fn page_address(first: &str, number: usize) -> String {
    if number <= 1 { first.to_owned() } else { format!("{first}trang/{number}/") }
}
