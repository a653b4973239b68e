//! Addresses that several rooms spell: where documents, works and lists stand on the site. The address of a single kind
//! of page stands in the file of that kind, `site/pages/<kind>.rs`, below one of these.
//!
//! In: ids and keys. Out: addresses within the site, from `/` on. They are for ever. [`published`] is what stands there
//! now.

pub mod hex;
pub mod path;
pub mod published;

use crate::text::slug;

/// A permanent address: one line of the ledger, or of the site's own list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownAddress {
    /// Address within the site: `/van-ban/…/`.
    pub address: String,
    /// `document`, `work` …: what answered there first.
    pub kind: String,
    /// The title when it was first published.
    pub label: String,
}

/// The front page.
pub const HOME: &str = "/";
/// All documents; each stands below it.
pub const DOCUMENTS: &str = "/van-ban/";
/// All works that are cited; each that the site does not hold stands below it.
pub const WORKS: &str = "/vien-dan/";
/// Works that have a name and no number.
const NAMED_WORKS: &str = "/vien-dan/ten/";
/// All themes.
pub const THEMES: &str = "/chu-de/";
/// All issuers.
pub const ISSUERS: &str = "/co-quan/";
/// All types of documents.
pub const TYPES: &str = "/loai/";
/// All school years.
pub const SCHOOL_YEARS: &str = "/nam-hoc/";
/// The page of results of the search.
pub const SEARCH: &str = "/tim-kiem/";
/// The folder of the search index.
pub const SEARCH_INDEX: &str = "/tim-kiem/chi-muc/";
/// Addresses of works in Akoma Ntoso, which a web server answers by a rule.
pub const BY_RULE: &str = "/akn/";
/// The folder of the theme's files.
pub const ASSETS: &str = "/assets/";

/// Lists of addresses, which web servers read and readers need not get.
pub const FOR_SERVERS: [&str; 6] =
    ["_redirects", "redirects.map", "queries.map", "gone.map", "frames.map", "neighbours.map"];

/// The folder of a document's attachments, below it.
pub const ATTACHMENTS: &str = "tep/";

/// Whether an attachment stands at `address`: a file of others, which is no page of the site.
pub fn is_attachment(address: &str) -> bool {
    let parts = address.rsplit_once('/');
    parts.is_some_and(|(folder, file)| !file.is_empty() && format!("{folder}/").ends_with(&format!("/{ATTACHMENTS}")))
}

/// The file that answers at `address`, within the output folder: `van-ban/…/index.html`, `sitemap.xml`.
pub fn file_of(address: &str) -> String {
    let path = address.trim_start_matches('/');
    if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path.to_owned() }
}

/// The name under which an attachment is served: its own without folders, made plain. Only its last stop stays one.
pub fn attachment_name(file: &str) -> String {
    let name = file.rsplit('/').next().unwrap_or(file);
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    let (stem, ending) = (slug(stem), slug(ending));
    if ending.is_empty() { stem } else { format!("{stem}.{ending}") }
}

/// Where the document with this id stands.
pub fn document(id: &str) -> String {
    format!("{DOCUMENTS}{id}/")
}

/// Where the work with this id stands that the site does not hold.
pub fn work(id: &str) -> String {
    format!("{WORKS}{id}/")
}

/// Where a work with a name and no number stands, by the key of its row.
pub fn named_work(key: &str) -> String {
    format!("{NAMED_WORKS}{key}/")
}

/// The id of the work that stands at `address`.
pub fn id_of_work(address: &str) -> &str {
    address.trim_start_matches(WORKS).trim_end_matches('/')
}
