//! `.congbao-addresses.tsv` in the output folder: the site's own list of its permanent addresses. It comes with the
//! switch, so it is never ahead of the site and never behind it, whatever happens to the ledger.
//!
//! ```text
//! congbao-addresses ⇥ 1 ⇥ promised
//! address ⇥ kind ⇥ label
//! address ⇥ document ⇥ title ⇥ SHA-256 of the path of its file ⇥ SHA-256 of its text ⇥ number
//! ```
//!
//! In: the output folder with its manifest. Out: [`PublishedSite`]; and the text of the next list ([`text`]).
//! `not-promised` instead of `promised`: a site with drafts, or one that is not online yet. Its addresses bind nobody.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use sha2::{Digest, Sha256};

use super::error::PublishError;
use super::hex::{hex, unhex};
use super::ledger;
use super::manifest::{MANIFEST, PublishManifest};
use crate::address::KnownAddress;
use crate::address::published::{FileDigest, PublishedSite, PublishedText, permanent};
use crate::disk;

/// Its name in the output folder.
pub const SITE_LIST: &str = ".congbao-addresses.tsv";

const MAGIC: &str = "congbao-addresses";
const VERSION: &str = "1";
const PROMISED: &str = "promised";
const NOT_PROMISED: &str = "not-promised";

/// By what another list of what is published is told from the last one: where it stands, its size and time.
pub type Stamp = (PathBuf, u64, SystemTime);

/// The stamp of what the folder `output` says is published; `None`: nothing is.
pub fn stamp(output: &Path) -> Option<Stamp> {
    let manifest = output.join(MANIFEST);
    let metadata = fs::metadata(&manifest).ok()?;
    Some((manifest, metadata.len(), metadata.modified().ok()?))
}

/// What the folder `output` says is published; an empty site where there is none. Only reads, and takes no lock.
///
/// # Errors
/// The manifest cannot be read, or not be trusted.
pub fn published(output: &Path) -> Result<PublishedSite, PublishError> {
    match PublishManifest::read(output)? {
        Some(manifest) => Ok(read(output, manifest.files)),
        None => Ok(PublishedSite::default()),
    }
}

/// The site in `output` whose manifest lists `files`. A list that is not the one that was published is not trusted:
/// the addresses are told by their place, as for a site that has no list.
pub(super) fn read(output: &Path, files: Arc<BTreeMap<String, FileDigest>>) -> PublishedSite {
    match read_list(output, &files) {
        Some(Some(list)) => PublishedSite { files, ..list },
        Some(None) => PublishedSite::default(),
        None => PublishedSite { addresses: permanent(&files), files, ..PublishedSite::default() },
    }
}

fn read_list(output: &Path, files: &BTreeMap<String, FileDigest>) -> Option<Option<PublishedSite>> {
    let digest = files.get(SITE_LIST)?;
    let file = output.join(SITE_LIST);
    if fs::symlink_metadata(&file).ok().filter(fs::Metadata::is_file)?.len() != digest.size {
        return None;
    }
    let bytes = disk::bytes(&file, disk::LARGEST_LIST).ok()?;
    let is_ours = <[u8; 32]>::from(Sha256::digest(&bytes)) == digest.sha256;
    parse(std::str::from_utf8(&bytes).ok().filter(|_| is_ours)?)
}

/// `None`: no list of ours; `Some(None)`: nothing in it is a promise.
fn parse(text: &str) -> Option<Option<PublishedSite>> {
    let mut lines = text.lines();
    match lines.next()?.split('\t').collect::<Vec<_>>()[..] {
        [MAGIC, VERSION, PROMISED] => {}
        [MAGIC, VERSION, NOT_PROMISED] => return Some(None),
        _ => return None,
    }
    let mut site = PublishedSite::default();
    for line in lines {
        let mut cells = line.splitn(4, '\t');
        let [address, kind, label] = [cells.next()?, cells.next()?, cells.next()?];
        if !ledger::is_line(address, kind) {
            return None;
        }
        if let Some(more) = cells.next() {
            let (file, text) = more.split_once('\t')?;
            // States before wrote no number.
            let (text, number) = text.split_once('\t').map_or((text, None), |(text, number)| (text, Some(number)));
            if let Some(number) = number {
                site.numbers.insert(address.to_owned(), number.parse().ok()?);
            }
            site.texts.insert(address.to_owned(), PublishedText { file: unhex(file)?, text: unhex(text)? });
        }
        let [address, kind, label] = [address, kind, label].map(str::to_owned);
        site.addresses.push(KnownAddress { address, kind, label });
    }
    Some(Some(site))
}

/// The text of the list. `addresses`: sorted; `texts`, `numbers`: by address of the document.
pub fn text<'a>(
    is_promised: bool,
    addresses: impl Iterator<Item = &'a KnownAddress>,
    texts: &BTreeMap<&str, PublishedText>,
    numbers: &BTreeMap<String, u32>,
) -> String {
    let promise = if is_promised { PROMISED } else { NOT_PROMISED };
    let mut list = format!("{MAGIC}\t{VERSION}\t{promise}\n");
    for KnownAddress { address, kind, label } in addresses {
        // Writing to a `String` cannot fail.
        let _ = write!(list, "{address}\t{kind}\t{}", ledger::plain(label));
        if let Some(PublishedText { file, text }) = texts.get(address.as_str()) {
            let _ = write!(list, "\t{}\t{}", hex(*file), hex(*text));
            if let Some(number) = numbers.get(address) {
                let _ = write!(list, "\t{number}");
            }
        }
        list.push('\n');
    }
    list
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(address: &str, kind: &str, label: &str) -> KnownAddress {
        KnownAddress { address: address.into(), kind: kind.into(), label: label.into() }
    }

    #[test]
    fn what_is_written_is_read_back() {
        let addresses = [line("/a/", "document", "một\t hai"), line("/b/", "work", "")];
        let stands = PublishedText::of("content/a b.md", [7; 32]);
        let texts = BTreeMap::from([("/a/", stands)]);
        let numbers = BTreeMap::from([("/a/".to_owned(), 17)]);
        let written = text(true, addresses.iter(), &texts, &numbers);
        let site = parse(&written).unwrap().unwrap();
        assert_eq!(site.addresses, [line("/a/", "document", "một hai"), line("/b/", "work", "")]);
        assert_eq!(site.texts, BTreeMap::from([("/a/".to_owned(), stands)]));
        assert_eq!(site.numbers, numbers);
        let before = text(true, addresses.iter(), &texts, &BTreeMap::new());
        assert_eq!(parse(&before).unwrap().unwrap().texts, site.texts, "of a state that knew no numbers");
        assert!(parse(&text(false, addresses.iter(), &texts, &numbers)).unwrap().is_none());
    }

    #[test]
    fn a_list_of_another_making_is_none() {
        for text in ["", "congbao-addresses\t2\tpromised\n", "congbao-addresses\t1\tpromised\na\twork\tA\n", "x"] {
            assert!(parse(text).is_none(), "{text:?}");
        }
    }

    #[test]
    fn a_list_that_was_altered_is_not_trusted_and_its_files_are() {
        let folder = tempfile::tempdir().unwrap();
        let written = text(true, [line("/a/", "work", "A")].iter(), &BTreeMap::new(), &BTreeMap::new());
        let other = FileDigest { size: 0, sha256: [0; 32] };
        let digest = FileDigest { size: written.len() as u64, sha256: Sha256::digest(&written).into() };
        let files = [(SITE_LIST.to_owned(), digest), ("vien-dan/c/1/index.html".to_owned(), other)];
        let files = Arc::new(BTreeMap::from(files));
        fs::write(folder.path().join(SITE_LIST), &written).unwrap();
        assert_eq!(read(folder.path(), Arc::clone(&files)).addresses, [line("/a/", "work", "A")]);
        fs::write(folder.path().join(SITE_LIST), written.replace("/a/", "/b/")).unwrap();
        let site = read(folder.path(), files);
        assert_eq!(site.addresses, [line("/vien-dan/c/1/", "work", "/vien-dan/c/1/")]);
        assert!(site.has(SITE_LIST));
    }
}
