//! What the configured output folder says is published now.
//!
//! In: [`crate::publish::published`] reads it, once a run. Out: a value for all rooms that must keep what was published:
//! none of them asks the disk.

use super::KnownAddress;
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

/// The published site. Empty where nothing is published, or nothing that is a promise: drafts, a site not yet online.
#[derive(Clone, Debug, Default)]
pub struct PublishedSite {
    /// All files that we wrote, by path within the output folder: `van-ban/…/index.html`, `assets/….css`.
    pub files: Arc<BTreeMap<String, FileDigest>>,
    /// Addresses that must answer for ever, sorted. The state before wrote no such list: then those that can be told
    /// by their place ([`permanent`]).
    pub addresses: Vec<KnownAddress>,
    /// Which text stands at the address of a document. Empty for a site that the state before has published.
    pub texts: BTreeMap<String, PublishedText>,
    /// In which order documents came, by address.
    pub numbers: BTreeMap<String, u32>,
}

impl PublishedSite {
    /// Whether a file stands at this path within the output folder.
    pub fn has(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }
}

/// The addresses that must answer for ever among `files`, by where they stand: of a site published by a state that
/// wrote no list of them. Their labels are not known; the address stands for them.
pub fn permanent(files: &BTreeMap<String, FileDigest>) -> Vec<KnownAddress> {
    let pages = files.keys().filter_map(|path| path.strip_suffix("/index.html"));
    let known = pages.filter_map(|folder| Some((folder, kind_of(folder, files)?)));
    let known = known.map(|(folder, kind)| {
        let address = format!("/{folder}/");
        KnownAddress { label: address.clone(), address, kind: kind.to_owned() }
    });
    known.collect()
}

/// Pages that every site has, and what stands below them: lists that are counted, not promised.
const OWN: [&str; 9] =
    ["nhiem-vu", "moi-dang", "gioi-thieu", "kiem-tra", "ngoai-tuyen", "tim-kiem", "du-lieu", "data", "assets"];
/// What stands below the page of a work.
const BELOW_WORK: [&str; 3] = ["luoc-do", "trang", "duoc-vien-dan"];

/// What stands at the page of `folder`; `None`: nothing that is promised by itself.
fn kind_of(folder: &str, files: &BTreeMap<String, FileDigest>) -> Option<&'static str> {
    let parts: Vec<&str> = folder.split('/').collect();
    let (root, below) = parts.split_first()?;
    let root = format!("/{root}/");
    let of_list = |kind| (below.len() == 1).then_some(kind);
    match root.as_str() {
        super::DOCUMENTS => {
            let is_document = |folder: &str| files.contains_key(&format!("{folder}/van-ban.json"));
            let mut above = folder.match_indices('/').map(|(at, _)| &folder[..at]);
            match below {
                [] | ["trang", ..] => None,
                _ if is_document(folder) => Some("document"),
                _ if above.any(is_document) => None,
                _ => Some("redirect"),
            }
        }
        super::WORKS => {
            let is_below = below.iter().any(|part| BELOW_WORK.contains(part));
            (!below.is_empty() && !is_below).then_some("work")
        }
        super::THEMES => of_list("theme"),
        super::ISSUERS => of_list("issuer"),
        super::TYPES => of_list("type"),
        super::SCHOOL_YEARS => of_list("school-year"),
        _ => (!OWN.contains(&parts[0])).then_some("page"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_older_state_promised_is_told_by_its_place() {
        let paths = [
            "404.html",
            "index.html",
            "chu-de/a/index.html",
            "chu-de/a/trang/2/index.html",
            "chu-de/index.html",
            "co-quan/b/index.html",
            "co-quan/b/nhiem-vu/index.html",
            "cu/x/index.html",
            "loai/chi-thi/index.html",
            "moi-dang/index.html",
            "nam-hoc/2024-2025/index.html",
            "van-ban/a/chi-thi/2024/1/index.html",
            "van-ban/a/chi-thi/2024/1/nhiem-vu/2/index.html",
            "van-ban/a/chi-thi/2024/1/tep/a.pdf",
            "van-ban/a/chi-thi/2024/1/van-ban.json",
            "van-ban/a/chi-thi/2024/2/index.html",
            "van-ban/index.html",
            "van-ban/trang/3/index.html",
            "vien-dan/a/1-qd/2024/index.html",
            "vien-dan/a/1-qd/2024/luoc-do/index.html",
            "vien-dan/ten/luat/index.html",
            "vien-dan/trang/2/index.html",
        ];
        let digest = FileDigest { size: 0, sha256: [0; 32] };
        let files = paths.iter().map(|path| ((*path).to_owned(), digest)).collect();
        let found: Vec<String> =
            permanent(&files).into_iter().map(|known| format!("{} {}", known.kind, known.address)).collect();
        assert_eq!(
            found,
            [
                "theme /chu-de/a/",
                "issuer /co-quan/b/",
                "page /cu/x/",
                "type /loai/chi-thi/",
                "school-year /nam-hoc/2024-2025/",
                "document /van-ban/a/chi-thi/2024/1/",
                "redirect /van-ban/a/chi-thi/2024/2/",
                "work /vien-dan/a/1-qd/2024/",
                "work /vien-dan/ten/luat/",
            ]
        );
    }
}
