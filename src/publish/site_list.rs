//! `.congbao-addresses.tsv` in the output folder: the site's own list of its permanent addresses. It comes with the
//! switch, so it is never ahead of the site and never behind it, whatever happens to the ledger.
//!
//! ```text
//! congbao-addresses ⇥ 1 ⇥ promised
//! address ⇥ kind ⇥ label
//! address ⇥ document ⇥ title ⇥ SHA-256 of the path of its file ⇥ SHA-256 of its text ⇥ number
//! ```
//!
//! Where there are many, the lines stand in parts, `.congbao-addresses/`, and the list has their paths instead (version 2):
//! an edit changes one of them.
//!
//! In: the output folder with its manifest. Out: [`PublishedSite`]; and the text of the next list ([`texts`]).
//! `not-promised` instead of `promised`: a site with drafts, or one that is not online yet. Its addresses bind nobody.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use sha2::{Digest, Sha256};

use super::error::PublishError;
use super::ledger;
use super::manifest::{MANIFEST, PublishManifest};
use super::parts;
use crate::address::KnownAddress;
use crate::address::hex::{hex, unhex};
use crate::address::published::{FileDigest, PublishedSite, PublishedText, permanent};
use crate::disk;

/// Its name in the output folder.
pub const SITE_LIST: &str = ".congbao-addresses.tsv";

const MAGIC: &str = "congbao-addresses";
const VERSION: &str = "1";
const IN_PARTS: &str = "2";
/// The folder of the parts in the output folder.
const PARTS: &str = ".congbao-addresses";
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
    parse(&read_text(output, files, SITE_LIST)?, &|part| read_text(output, files, part))
}

/// The text of a list, if it is the one that was published.
fn read_text(output: &Path, files: &BTreeMap<String, FileDigest>, path: &str) -> Option<String> {
    let digest = files.get(path)?;
    let file = output.join(path);
    if fs::symlink_metadata(&file).ok().filter(fs::Metadata::is_file)?.len() != digest.size {
        return None;
    }
    let bytes = disk::bytes(&file, disk::LARGEST_LIST).ok()?;
    let is_ours = <[u8; 32]>::from(Sha256::digest(&bytes)) == digest.sha256;
    String::from_utf8(bytes).ok().filter(|_| is_ours)
}

/// `None`: no list of ours; `Some(None)`: nothing in it is a promise. `part`: the text of a part.
fn parse(text: &str, part: &dyn Fn(&str) -> Option<String>) -> Option<Option<PublishedSite>> {
    let mut lines = text.lines();
    let mut site = PublishedSite::default();
    match lines.next()?.split('\t').collect::<Vec<_>>()[..] {
        [MAGIC, VERSION, PROMISED] => add_lines(&mut site, lines)?,
        [MAGIC, IN_PARTS, PROMISED] => {
            for path in lines {
                add_lines(&mut site, part(path)?.lines())?;
            }
            site.addresses.sort_unstable_by(|one, other| one.address.cmp(&other.address));
        }
        [MAGIC, VERSION | IN_PARTS, NOT_PROMISED] => return Some(None),
        _ => return None,
    }
    Some(Some(site))
}

/// `None`: a line that is none of ours.
fn add_lines<'a>(site: &mut PublishedSite, lines: impl Iterator<Item = &'a str>) -> Option<()> {
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
    Some(())
}

/// The list, and its parts where it is long, by their paths. `addresses`: sorted; `texts`, `numbers`: by address of the
/// document.
pub fn texts<'a>(
    is_promised: bool,
    addresses: impl ExactSizeIterator<Item = &'a KnownAddress> + Clone,
    texts: &BTreeMap<&str, PublishedText>,
    numbers: &BTreeMap<String, u32>,
) -> BTreeMap<String, String> {
    let promise = if is_promised { PROMISED } else { NOT_PROMISED };
    let line = |known: &'a KnownAddress| (known.address.as_str(), line(known, texts, numbers));
    let mut parts = parts::divided(PARTS, addresses.clone().map(line), addresses.len());
    let version = if parts.is_empty() { VERSION } else { IN_PARTS };
    let mut list = format!("{MAGIC}\t{version}\t{promise}\n");
    parts.keys().for_each(|path| list.extend([path, "\n"]));
    if parts.is_empty() {
        addresses.for_each(|known| list.push_str(&line(known).1));
    }
    parts.insert(SITE_LIST.to_owned(), list);
    parts
}

fn line(known: &KnownAddress, texts: &BTreeMap<&str, PublishedText>, numbers: &BTreeMap<String, u32>) -> String {
    let KnownAddress { address, kind, label } = known;
    let mut line = format!("{address}\t{kind}\t{}", ledger::plain(label));
    // Writing to a `String` cannot fail.
    if let Some(PublishedText { file, text }) = texts.get(address.as_str()) {
        let _ = write!(line, "\t{}\t{}", hex(*file), hex(*text));
        if let Some(number) = numbers.get(address) {
            let _ = write!(line, "\t{number}");
        }
    }
    line.push('\n');
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(address: &str, kind: &str, label: &str) -> KnownAddress {
        KnownAddress { address: address.into(), kind: kind.into(), label: label.into() }
    }

    fn whole(
        is_promised: bool,
        addresses: &[KnownAddress],
        of: &BTreeMap<&str, PublishedText>,
        numbers: &BTreeMap<String, u32>,
    ) -> String {
        texts(is_promised, addresses.iter(), of, numbers).remove(SITE_LIST).unwrap()
    }

    #[test]
    fn what_is_written_is_read_back() {
        let addresses = [line("/a/", "document", "một\t hai"), line("/b/", "work", "")];
        let stands = PublishedText::of("content/a b.md", [7; 32]);
        let texts = BTreeMap::from([("/a/", stands)]);
        let numbers = BTreeMap::from([("/a/".to_owned(), 17)]);
        let written = whole(true, &addresses, &texts, &numbers);
        let site = parse(&written, &|_| None).unwrap().unwrap();
        assert_eq!(site.addresses, [line("/a/", "document", "một hai"), line("/b/", "work", "")]);
        assert_eq!(site.texts, BTreeMap::from([("/a/".to_owned(), stands)]));
        assert_eq!(site.numbers, numbers);
        let before = whole(true, &addresses, &texts, &BTreeMap::new());
        assert_eq!(parse(&before, &|_| None).unwrap().unwrap().texts, site.texts, "of a state that knew no numbers");
        assert!(parse(&whole(false, &addresses, &texts, &numbers), &|_| None).unwrap().is_none());
    }

    #[test]
    fn a_long_list_is_read_back_from_its_parts() {
        let addresses: Vec<KnownAddress> = (10..40).map(|at| line(&format!("/{at}/"), "work", "Một")).collect();
        let lists = texts(true, addresses.iter(), &BTreeMap::new(), &BTreeMap::new());
        assert!(lists.len() > 10);
        let read = |path: &str| lists.get(path).cloned();
        assert_eq!(parse(&lists[SITE_LIST], &read).unwrap().unwrap().addresses, addresses);
        assert!(parse(&lists[SITE_LIST], &|_| None).is_none(), "a part is missing");
        let more: Vec<KnownAddress> = (10..41).map(|at| line(&format!("/{at}/"), "work", "Một")).collect();
        let next = texts(true, more.iter(), &BTreeMap::new(), &BTreeMap::new());
        assert_eq!(next.iter().filter(|(path, text)| lists.get(*path) != Some(text)).count(), 1);
    }

    #[test]
    fn a_list_of_another_making_is_none() {
        for text in ["", "congbao-addresses\t3\tpromised\n", "congbao-addresses\t1\tpromised\na\twork\tA\n", "x"] {
            assert!(parse(text, &|_| None).is_none(), "{text:?}");
        }
    }

    #[test]
    fn a_list_that_was_altered_is_not_trusted_and_its_files_are() {
        let folder = tempfile::tempdir().unwrap();
        let written = whole(true, &[line("/a/", "work", "A")], &BTreeMap::new(), &BTreeMap::new());
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
