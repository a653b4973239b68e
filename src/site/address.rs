//! Where lists, their pages and their feeds stand: spelled once, for the plan that makes the pages and for the links that
//! lead to them.
//!
//! In: what is listed, and which page of it. Out: an address within the site.

use super::{DataFile, Format, ListKind, Table};

/// All texts and data in one file.
pub const ARCHIVE: &str = "/data/congbao.zip";
/// The page that explains the data.
pub const DATA_PAGE: &str = "/du-lieu/";

/// Address of the page that shows what the reader's browser keeps.
pub const OFFLINE: &str = "/ngoai-tuyen/";

/// Address of a list's first page.
pub fn list_address(kind: &ListKind) -> String {
    match kind {
        ListKind::Theme(key) => format!("/chu-de/{key}/"),
        ListKind::Issuer(key) => format!("/co-quan/{key}/"),
        ListKind::Type(key) => format!("/loai/{key}/"),
        ListKind::SchoolYear(year) => format!("/nam-hoc/{year}/"),
        ListKind::All => "/van-ban/".to_owned(),
    }
}

/// Address of a list's feed.
pub fn feed_address(kind: &ListKind) -> String {
    match kind {
        ListKind::All => "/atom.xml".to_owned(),
        other => format!("{}atom.xml", list_address(other)),
    }
}

/// Address of a list's feed in JSON.
pub fn json_feed_address(kind: &ListKind) -> String {
    match kind {
        ListKind::All => "/feed.json".to_owned(),
        other => format!("{}feed.json", list_address(other)),
    }
}

/// Address of a document in another form.
pub fn format_address(document: &str, format: Format) -> String {
    format!("{document}van-ban.{}", format.ending())
}

/// Address of a table for the office.
pub fn table_address(table: Table) -> String {
    format!("/data/{}.csv", table.data().name())
}

/// Address of the schema of a file of data.
pub fn schema_address(file: DataFile) -> String {
    format!("/data/schema/{}.json", file.name())
}

/// Address of page `number` (from 1) of what begins at `first`.
pub fn page_address(first: &str, number: usize) -> String {
    if number <= 1 { first.to_owned() } else { format!("{first}trang/{number}/") }
}

/// Address of the timeline of an issuer.
pub fn timeline_address(issuer: &str) -> String {
    format!("/co-quan/{issuer}/dong-thoi-gian/")
}

/// Address of page `number` of the list of documents at `first`, as [`super::blocks`] counts them.
pub fn block_address(first: &str, number: usize) -> String {
    if number == super::blocks::FRONT { first.to_owned() } else { format!("{first}trang/{number}/") }
}

/// Address of the page that says what is new in a document beside the one before it.
pub fn news_address(document: &str) -> String {
    format!("{document}co-gi-moi/")
}

/// Address of the picture of what stands around the work or document at `address`.
pub fn picture_address(address: &str) -> String {
    format!("{address}luoc-do/")
}

/// Address of the page of passages that other documents have, too.
pub fn reuse_address(document: &str) -> String {
    format!("{document}doan-chung/")
}

/// Address of the page that says who must do what in a document.
pub fn document_tasks_address(document: &str) -> String {
    format!("{document}nhiem-vu/")
}

/// Address of the page with all tasks of an agency.
pub fn agency_tasks_address(key: &str) -> String {
    format!("/co-quan/{key}/nhiem-vu/")
}

/// Address of the page that lists all that a document cites.
pub fn cites_address(document: &str) -> String {
    format!("{document}vien-dan/")
}

/// Address of page `number` (from 1) of all passages that cite a document of the site.
pub fn cited_by_address(document: &str, number: usize) -> String {
    if number <= 1 { format!("{document}duoc-vien-dan/") } else { format!("{document}duoc-vien-dan/{number}/") }
}
