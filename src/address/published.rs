//! What the configured output folder says is published now.
//!
//! In: [`crate::publish::published`] reads it, once a run. Out: a value for all rooms that must keep what was published:
//! none of them asks the disk.

use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileDigest {
    /// Size in bytes.
    pub size: u64,
    /// SHA-256 of the bytes.
    pub sha256: [u8; 32],
}

/// Which text stands at the address of a document. Digests alone: a list of them lies on the web server, and the name
/// of a file may say more than its page does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublishedText {
    /// SHA-256 of the path of its file, relative to the site's root, with `/`: of `content/a.md`.
    pub file: [u8; 32],
    /// SHA-256 of the file without its front matter.
    pub text: [u8; 32],
}

impl PublishedText {
    /// The text of the file at `path` (relative to the site's root, with `/`), whose SHA-256 is `text`.
    pub fn of(path: &str, text: [u8; 32]) -> Self {
        Self { file: Sha256::digest(path).into(), text }
    }
}

/// A line of the site's own list of permanent addresses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishedAddress {
    /// Address within the site: `/van-ban/…/`.
    pub address: String,
    /// `document`, `work` …: what answered there first.
    pub kind: String,
    /// The title when it was first published.
    pub label: String,
}

/// The published site. Empty where nothing is published, or nothing that is a promise: drafts, a site not yet online.
#[derive(Clone, Debug, Default)]
pub struct PublishedSite {
    /// All files that we wrote, by path within the output folder: `van-ban/…/index.html`, `assets/….css`.
    pub files: Arc<BTreeMap<String, FileDigest>>,
    /// Addresses that must answer for ever, sorted. The state before wrote no such list: then those that can be told
    /// by their place, and without labels.
    pub addresses: Vec<PublishedAddress>,
    /// Which text stands at the address of a document. Empty for a site that the state before has published.
    pub texts: BTreeMap<String, PublishedText>,
}

impl PublishedSite {
    /// Whether a file stands at this path within the output folder.
    pub fn has(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }
}
