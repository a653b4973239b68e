//! The list of all files of a site: a small root and shards, so that an edit changes the root and the shards of the
//! files that it changed.
//!
//! In: paths, sizes, SHA-256. Out: the texts of root and shards ([`texts`]); and the way back ([`Root::parse`],
//! [`parse_shard`]), which trusts nothing, since they come from a server.
//!
//! ```text
//! /van-ban/a/chi-thi/2024/06-ct-a/        a folder (the site's own is /), then its files
//! index.html ⇥ size in bytes ⇥ SHA-256
//! ```
//!
//! Which shard has a file is told by the hash of what changes together: the folder of a document or work; for the
//! search index, the data and the files at the top, which nearly every edit changes, the site; lists, which change by the
//! dozen, share a few shards, and so do works. There are as many shards as a power of two near the root of the number of
//! files, so root and shards are of about one size, and a site that grows divides them when it is four times as large.

use super::{OWN, SHARDS, is_of_list};
use crate::address::hex::{hex, unhex};
use crate::address::path;
use crate::address::published::FileDigest;
use crate::address::{DOCUMENTS, SEARCH, WORKS};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// What the root says first.
const FORMAT: &str = "congbao-manifest 1";
/// The files whose paths do not stand below this are those of the data.
const DATA: &str = "data/";
/// Where the shards of lists begin, and those of works: anywhere, apart.
const LISTS: u32 = 0x2000;
const CITED: u32 = 0xa000;
/// No root is larger: 65,536 shards.
pub const LARGEST_ROOT: u64 = 8 << 20;
/// No shard is larger.
pub const LARGEST_SHARD: u64 = 64 << 20;

/// What the root says of the site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// Name and version of the program.
    pub program: String,
    /// Base address of the site, which ends in `/`.
    pub site: String,
    /// The day of which the site tells: `data_as_of`, never the clock.
    pub day: Option<String>,
    /// The commit of the sources, where they are just as committed.
    pub commit: Option<String>,
}

/// The texts of the list, by path. `files`: all of the site, sorted; those that no reader gets are left out.
pub fn texts<'a>(files: impl Iterator<Item = (&'a str, FileDigest)>, about: &About) -> BTreeMap<String, String> {
    let listed: Vec<(&str, FileDigest)> =
        files.filter(|(path, _)| !path.starts_with(OWN) && !is_of_list(path)).collect();
    let bits = bits(listed.len());
    let mut shards: BTreeMap<String, Shard<'a>> = BTreeMap::new();
    for (path, content) in &listed {
        let name = format!("{:04x}", place(path, bits) >> (16 - bits));
        shards.entry(name).or_default().push(path, content);
    }
    let root = root_text(&listed, &shards, about);
    let mut texts: BTreeMap<String, String> =
        shards.into_iter().map(|(name, shard)| (shard_path(&name), shard.text)).collect();
    texts.insert(super::ROOT.to_owned(), root);
    texts
}

/// The path of the shard with this name.
pub fn shard_path(name: &str) -> String {
    format!("{SHARDS}{name}.tsv")
}

/// How many bits of the hash tell the shard of a file, where there are so many files.
fn bits(count: usize) -> u32 {
    (count.max(1).ilog2().div_ceil(2)).clamp(1, 16)
}

/// The 16 bits that tell the shard of a file, the first `bits` of which count. A document that comes changes dozens of
/// lists and of works, so all lists share one shard of 32, and all works one of 64.
fn place(path: &str, bits: u32) -> u32 {
    let hash = |text: &str| {
        let hash = Sha256::digest(text);
        u32::from(hash[0]) << 8 | u32::from(hash[1])
    };
    let own = hash(together(path));
    // Neighbours, as many as the bits tell.
    let among = |first: u32, bits_of_few: u32| (first + ((own >> (16 - bits_of_few)) << (16 - bits))) & 0xffff;
    match () {
        () if is_list(path) => among(LISTS, bits.saturating_sub(5)),
        () if is_below(path, WORKS) => among(CITED, bits.saturating_sub(6)),
        () => own,
    }
}

/// What is neither of a document or work, nor of the search, of the data, or at the top.
fn is_list(path: &str) -> bool {
    let aside = [DOCUMENTS, WORKS, SEARCH].into_iter().chain([DATA]);
    path.contains('/') && !aside.into_iter().any(|folder| is_below(path, folder))
}

fn is_below(path: &str, address: &str) -> bool {
    path.starts_with(address.trim_start_matches('/'))
}

/// What files have in common that change together; empty: the site.
fn together(path: &str) -> &str {
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let depth = match () {
        () if is_below(path, DOCUMENTS) || is_below(path, WORKS) => 5,
        // Where the index is many small files.
        () if is_below(path, SEARCH) && folder.matches('/').count() >= 3 => usize::MAX,
        () if is_below(path, SEARCH) || path.starts_with(DATA) => return "",
        () => 2,
    };
    folder.match_indices('/').nth(depth - 1).map_or(folder, |(end, _)| &folder[..end])
}

/// One shard while it is written.
#[derive(Default)]
struct Shard<'a> {
    text: String,
    folder: Option<&'a str>,
    files: u64,
}

impl<'a> Shard<'a> {
    fn push(&mut self, path: &'a str, content: &FileDigest) {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        // Writing to a `String` cannot fail.
        if self.folder != Some(folder) {
            let end = if folder.is_empty() { "" } else { "/" };
            let _ = writeln!(self.text, "/{folder}{end}");
            self.folder = Some(folder);
        }
        let _ = writeln!(self.text, "{name}\t{}\t{}", content.size, hex(content.sha256));
        self.files += 1;
    }
}

/// Written line by line, so that a change of one shard is a change of one line.
fn root_text(listed: &[(&str, FileDigest)], shards: &BTreeMap<String, Shard<'_>>, about: &About) -> String {
    let About { program, site, day, commit } = about;
    let mut text = String::from("{\n");
    let facts = [("format", Some(FORMAT)), ("program", Some(program)), ("site", Some(site))];
    let facts = facts.into_iter().chain([("day", day.as_deref()), ("commit", commit.as_deref())]);
    for (key, value) in facts.filter_map(|(key, value)| Some((key, value?))) {
        let _ = writeln!(text, "\"{key}\": {},", serde_json::Value::from(value));
    }
    let bytes: u64 = listed.iter().map(|(_, content)| content.size).sum();
    let _ = write!(text, "\"files\": {},\n\"bytes\": {bytes},\n\"shards\": {{", listed.len());
    for (at, (name, shard)) in shards.iter().enumerate() {
        let digest = hex(Sha256::digest(&shard.text).into());
        let comma = if at == 0 { "" } else { "," };
        let _ = write!(text, "{comma}\n\"{name}\": [\"{digest}\", {}, {}]", shard.text.len(), shard.files);
    }
    text.push_str("\n}\n}\n");
    text
}

/// A root that was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Root {
    /// What it says of the site.
    pub about: About,
    /// Number of files.
    pub files: u64,
    /// Their size.
    pub bytes: u64,
    /// The shards: name, what the file holds, how many files it lists.
    pub shards: Vec<(String, FileDigest, u64)>,
}

#[derive(Deserialize)]
struct WrittenRoot {
    format: String,
    program: String,
    site: String,
    day: Option<String>,
    commit: Option<String>,
    files: u64,
    bytes: u64,
    shards: BTreeMap<String, (String, u64, u64)>,
}

impl Root {
    /// Reads a root; `None`: it is none, or of a format that this program does not know.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let WrittenRoot { format, program, site, day, commit, files, bytes, shards } =
            serde_json::from_slice(bytes).ok()?;
        if format != FORMAT {
            return None;
        }
        let is_name = |name: &str| name.len() == 4 && name.bytes().all(|digit| digit.is_ascii_hexdigit());
        let shards = shards.into_iter().map(|(name, (sha256, size, files))| {
            let content = FileDigest { size, sha256: unhex(&sha256)? };
            (is_name(&name) && size <= LARGEST_SHARD).then_some((name, content, files))
        });
        let shards: Vec<_> = shards.collect::<Option<_>>()?;
        let sum = shards.iter().try_fold(0_u64, |sum, (.., files)| sum.checked_add(*files))?;
        let about = About { program, site, day, commit };
        (sum == files).then_some(Self { about, files, bytes, shards })
    }
}

/// The files that a shard lists; `None`: it is none.
pub fn parse_shard(bytes: &[u8]) -> Option<Vec<(String, FileDigest)>> {
    let text = std::str::from_utf8(bytes).ok()?;
    let mut folder = None;
    let mut files = Vec::new();
    for line in text.lines() {
        if let Some(named) = line.strip_prefix('/') {
            folder = Some(named);
            continue;
        }
        let mut cells = line.split('\t');
        let path = format!("{}{}", folder?, cells.next()?);
        let size = cells.next()?.parse().ok()?;
        let sha256 = cells.next().and_then(unhex)?;
        if cells.next().is_some() || path::check(&path).is_err() || path.starts_with(OWN) {
            return None;
        }
        files.push((path, FileDigest { size, sha256 }));
    }
    Some(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digest(at: usize) -> FileDigest {
        FileDigest { size: at as u64, sha256: [at as u8; 32] }
    }

    fn about() -> About {
        About {
            program: "congbao 1".into(),
            site: "https://a.vn/".into(),
            day: Some("2026-01-02".into()),
            commit: None,
        }
    }

    #[test]
    fn what_is_written_is_read_back() {
        let paths = [".congbao-x", "data/a", "data/manifest.json", "index.html", "van-ban/a/b/2024/1/index.html"];
        let texts = texts(paths.iter().enumerate().map(|(at, path)| (*path, digest(at))), &about());
        let root = Root::parse(texts[super::super::ROOT].as_bytes()).unwrap();
        assert_eq!((root.about, root.files, root.bytes), (about(), 3, 8));
        let mut files = Vec::new();
        for (name, content, count) in &root.shards {
            let text = texts[&shard_path(name)].as_bytes();
            assert_eq!(content.sha256, <[u8; 32]>::from(Sha256::digest(text)));
            let listed = parse_shard(text).unwrap();
            assert_eq!((listed.len() as u64, text.len() as u64), (*count, content.size));
            files.extend(listed);
        }
        files.sort_by(|one, other| one.0.cmp(&other.0));
        let expected = [(1, "data/a"), (3, "index.html"), (4, "van-ban/a/b/2024/1/index.html")];
        assert_eq!(files, expected.map(|(at, path)| (path.to_owned(), digest(at))));
    }

    #[test]
    fn what_a_server_made_up_is_no_list() {
        let hash = hex([1; 32]);
        for text in [
            "a\t1\t2".to_owned(),
            format!("a\t1\t{hash}"),
            format!("/\n../a\t1\t{hash}"),
            format!("/../\na\t1\t{hash}"),
            format!("//\na\t1\t{hash}"),
            format!("/\n.congbao-a\t1\t{hash}"),
            format!("/\na\t1\t{hash}\tb"),
            format!("/\na\t-1\t{hash}"),
        ] {
            assert_eq!(parse_shard(text.as_bytes()), None, "{text}");
        }
        assert_eq!(parse_shard(format!("/\na\t1\t{hash}\n").as_bytes()).unwrap().len(), 1);
        let good = texts([("a", digest(1))].into_iter(), &about()).remove(super::super::ROOT).unwrap();
        for (from, to) in
            [("manifest 1", "manifest 2"), ("\": [", "/x\": ["), (", 1]", ", 2]"), ("\"files\": 1", "\"files\": 2")]
        {
            assert_eq!(Root::parse(good.replace(from, to).as_bytes()), None, "{from}");
        }
    }

    #[test]
    fn what_changes_together_stands_together() {
        for (path, expected) in [
            ("index.html", ""),
            ("data/site.json", ""),
            ("data/archive/2024.zip", ""),
            ("tim-kiem/chi-muc/f/0.bin", ""),
            ("tim-kiem/chi-muc/t/e2a79de006/1.bin", "tim-kiem/chi-muc/t/e2a79de006"),
            ("co-quan/a/nhiem-vu/trang/2020/index.html", "co-quan/a"),
            ("van-ban/a/chi-thi/2024/06-ct-a/index.html", "van-ban/a/chi-thi/2024/06-ct-a"),
            ("van-ban/a/chi-thi/2024/06-ct-a/nhiem-vu/index.html", "van-ban/a/chi-thi/2024/06-ct-a"),
            ("van-ban/trang/2019/index.html", "van-ban/trang/2019"),
        ] {
            assert_eq!(together(path), expected, "{path}");
        }
    }

    #[test]
    fn one_edit_changes_one_shard_and_the_root_and_the_number_of_shards_is_steady() {
        let list = |count: usize, edited: usize| {
            let paths: Vec<String> = (0..count).map(|at| format!("van-ban/a/b/2024/{at:05}/index.html")).collect();
            let digest = |at: usize| if at == edited { digest(999) } else { digest(at) };
            texts(paths.iter().enumerate().map(|(at, path)| (path.as_str(), digest(at))), &about())
        };
        let (before, after) = (list(600, 700), list(600, 17));
        assert_eq!(before.len(), 33);
        let changed: Vec<&String> =
            after.iter().filter(|(path, text)| before[*path] != **text).map(|it| it.0).collect();
        assert_eq!(changed.len(), 2);
        assert!(changed.contains(&&super::super::ROOT.to_owned()));
        let more = list(601, 700);
        assert_eq!(more.iter().filter(|(path, text)| before.get(*path) != Some(text)).count(), 2);
        assert_eq!([1, 300, 1200, 8_000, 40_000, 400_000].map(|count| 1 << bits(count)), [2, 16, 32, 64, 256, 512]);
    }

    #[test]
    fn lists_and_works_change_few_shards() {
        let list = |edited: &str| {
            let agencies = (0..400).map(|at| format!("co-quan/{at:03}/index.html"));
            let works = (0..400).map(|at| format!("vien-dan/a/{at:03}-qd-a/2024/index.html"));
            let documents = (0..8000).map(|at| format!("van-ban/a/b/2024/{at:04}/index.html"));
            let paths: Vec<String> = agencies.chain(documents).chain(works).collect();
            let content = |path: &str| digest(usize::from(path.starts_with(edited)));
            texts(paths.iter().map(|path| (path.as_str(), content(path))), &about())
        };
        let before = list("nothing");
        for (edited, shards) in [("co-quan/", 4), ("vien-dan/", 2)] {
            let changed = list(edited).iter().filter(|(path, text)| before[*path] != **text).count();
            assert_eq!(changed, shards + 1, "{edited}: the root, too");
        }
    }

    #[test]
    fn a_file_costs_its_hash_and_half_a_path() {
        let paths: Vec<String> = (0..400)
            .flat_map(|at| {
                let folder = format!("van-ban/ubnd-tinh-lao-cai/quyet-dinh/2024/{at:04}-qd-ubnd");
                ["index.html", "nhiem-vu/index.html", "van-ban.json", "van-ban.md"]
                    .map(|name| format!("{folder}/{name}"))
            })
            .collect();
        let files = paths.iter().map(|path| (path.as_str(), FileDigest { size: 48_000, sha256: [7; 32] }));
        let bytes: usize = texts(files, &about()).values().map(String::len).sum();
        let each = bytes / paths.len();
        assert!(each <= 130, "{each}");
    }
}
