//! What one edit changes of the index, and that an index which is made of what the last run kept is the one that is made
//! of nothing.

use super::{Pieces, pieces};
use crate::address::published::FileDigest;
use crate::pipeline::{BuildOptions, LEDGER, Snapshot, load};
use crate::search::IndexKeeper;
use sha2::{Digest, Sha256};
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use tempfile::TempDir;

const DOCUMENTS: usize = 140;
const WORDS: [&str; 24] = [
    "giáo",
    "dục",
    "đào",
    "tạo",
    "chuyển",
    "đổi",
    "số",
    "học",
    "sinh",
    "trường",
    "tăng",
    "cường",
    "quản",
    "lý",
    "nhà",
    "nước",
    "an",
    "toàn",
    "thông",
    "tin",
    "kế",
    "hoạch",
    "năm",
    "báo",
];

/// Numbers that look drawn and are the same everywhere.
struct Draw(u64);

impl Draw {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }
}

/// Text of a document: number, year, body.
#[derive(Clone)]
struct Text {
    year: usize,
    title: String,
    body: String,
}

struct TestSite {
    folder: TempDir,
    texts: BTreeMap<usize, Text>,
    reads: AtomicUsize,
}

impl TestSite {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir(folder.path().join("content")).expect("a folder");
        let config = "title: Thử\nbase_url: https://thu.vn/\nlanguage: vi\n";
        fs::write(folder.path().join("congbao.yaml"), config).expect("written");
        let mut site = Self { folder, texts: BTreeMap::new(), reads: AtomicUsize::new(0) };
        let mut draw = Draw(1);
        for number in 1..=DOCUMENTS {
            let text = site.text(&mut draw, 2000 + number / 8);
            site.put(number, text);
        }
        site
    }

    fn text(&self, draw: &mut Draw, year: usize) -> Text {
        let words = |draw: &mut Draw, count: usize| {
            (0..count).map(|_| WORDS[draw.below(WORDS.len())]).collect::<Vec<_>>().join(" ")
        };
        let mut body = String::new();
        for section in 1..=2 + draw.below(3) {
            let length = 20 + draw.below(60);
            let _ = write!(body, "## {section}. {}\n\n{}.\n\n", words(draw, 4), words(draw, length));
        }
        if draw.below(3) == 0 {
            let _ = writeln!(
                body,
                "Căn cứ Quyết định số {}/QĐ-TTg ngày 02/3/2001 của Thủ tướng Chính phủ.",
                1 + draw.below(9)
            );
        }
        if draw.below(40) == 0 {
            // Several passages.
            let _ = writeln!(body, "\n{}.", words(draw, 9_000));
        }
        Text { year, title: words(draw, 5), body }
    }

    fn put(&mut self, number: usize, text: Text) {
        let Text { year, title, body } = &text;
        let matter = format!(
            "type: ke-hoach\nnumber: {number}/KH-UBND\ndate: {year}-02-0{}\nissuer: ubnd-tinh-lao-cai",
            1 + number % 8
        );
        let whole = format!("---\n{matter}\ntitle: {title}\npublished: 2026-01-02\n---\n\n{body}");
        fs::write(self.folder.path().join(format!("content/{number}.md")), whole).expect("written");
        self.texts.insert(number, text);
    }

    fn remove(&mut self, number: usize) {
        fs::remove_file(self.folder.path().join(format!("content/{number}.md"))).expect("removed");
        self.texts.remove(&number);
    }

    /// Loads it, and completes its ledger as a build does.
    fn load(&self) -> Snapshot {
        let (snapshot, checked) = load(self.folder.path(), &BuildOptions::default()).expect("a site");
        let mut ledger = String::new();
        let numbers = snapshot.document_numbers().by_address(&snapshot.corpus);
        let mut known: BTreeMap<String, u32> = snapshot.base.numbers.as_ref().clone();
        known.extend(numbers);
        for (address, entry) in &checked.permanent {
            let number = known.get(address).map(|number| format!("\t{number}")).unwrap_or_default();
            let _ = writeln!(ledger, "{address}\t{}\t{}{number}", entry.kind, entry.label);
        }
        fs::write(self.folder.path().join(LEDGER), ledger).expect("written");
        snapshot
    }

    fn index(&self, snapshot: &Snapshot, keeper: Option<&dyn IndexKeeper>) -> Pieces {
        let numbers = snapshot.document_numbers();
        let text = |document: usize| {
            self.reads.fetch_add(1, Ordering::Relaxed);
            let source = snapshot.kept(document).expect("a text");
            Some(snapshot.tree(document, &source))
        };
        pieces(snapshot.index_sources(&numbers).expect("a search"), keeper, &text)
    }
}

/// What a build keeps, in memory.
#[derive(Default)]
struct Kept {
    values: Mutex<BTreeMap<String, Vec<u8>>>,
    published: Pieces,
    taken: Mutex<BTreeSet<String>>,
    /// Files whose paths begin so were changed by somebody.
    touched: Option<&'static str>,
}

impl IndexKeeper for Kept {
    fn read(&self, name: &str) -> Option<Vec<u8>> {
        self.values.lock().expect("no panic").get(name).cloned()
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        self.values.lock().expect("no panic").insert(name.to_owned(), bytes.to_vec());
    }

    fn keep(&self, path: &str, file: &FileDigest) -> bool {
        let stands = self.published(path, file).is_some();
        if stands {
            self.taken.lock().expect("no panic").insert(path.to_owned());
        }
        stands
    }

    fn published(&self, path: &str, file: &FileDigest) -> Option<Vec<u8>> {
        let is_touched = self.touched.is_some_and(|start| path.starts_with(start));
        let bytes = self.published.get(path).filter(|_| !is_touched)?;
        (<[u8; 32]>::from(Sha256::digest(bytes)) == file.sha256).then(|| bytes.clone())
    }
}

impl Kept {
    /// Makes the next index; what stands is taken from the last one.
    fn publish(&mut self, site: &TestSite, snapshot: &Snapshot) -> usize {
        self.taken.lock().expect("no panic").clear();
        let reads = site.reads.load(Ordering::Relaxed);
        let mut next = site.index(snapshot, Some(self));
        for path in self.taken.lock().expect("no panic").iter() {
            let before = next.insert(path.clone(), self.published[path].clone());
            assert!(before.is_none(), "{path} is kept and written");
        }
        self.published = next;
        site.reads.load(Ordering::Relaxed) - reads
    }
}

fn changed(before: &Pieces, after: &Pieces) -> Vec<String> {
    let paths: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    paths.into_iter().filter(|path| before.get(*path) != after.get(*path)).cloned().collect()
}

#[test]
fn an_index_of_what_was_kept_is_the_one_made_of_nothing() {
    let mut site = TestSite::new();
    let mut kept = Kept::default();
    let mut draw = Draw(7);
    site.load();
    let most = Cell::new(0);
    let rounds = std::env::var("CONGBAO_ROUNDS").ok().and_then(|count| count.parse().ok()).unwrap_or(10);
    for round in 0..rounds {
        let numbers: Vec<usize> = site.texts.keys().copied().collect();
        let one = numbers[draw.below(numbers.len())];
        match round % 8 {
            0 => {}
            1 => {
                let mut text = site.texts[&one].clone();
                text.body = text.body.replacen("giáo", "hoàn", 1);
                site.put(one, text);
            }
            2 | 3 => {
                let year = if round % 8 == 2 { 1990 } else { 2030 };
                let text = site.text(&mut draw, year);
                let next = numbers.last().map_or(1, |last| last + 1);
                site.put(next, text);
            }
            4 => site.remove(one),
            5 => {
                let year = site.texts[&one].year;
                let text = site.text(&mut draw, year);
                site.put(one, text);
            }
            6 => kept.touched = Some(["", "m/", "t/0", "s/", "n/"][draw.below(5)]),
            // The newest become part of the base.
            _ => {
                for next in 1..=60 {
                    let text = site.text(&mut draw, 2031);
                    site.put(numbers.last().map_or(next, |last| last + next), text);
                }
            }
        }
        let snapshot = site.load();
        let reads = kept.publish(&site, &snapshot);
        if round % 8 == 1 && round > 8 {
            most.set(reads.max(most.get()));
        }
        assert!(round % 8 != 7 || reads <= 2 * 63 + 60, "{reads} documents were read for 60 new ones");
        kept.touched = None;
        assert_eq!(changed(&kept.published, &site.index(&snapshot, None)), Vec::<String>::new(), "round {round}");
    }
    assert!(rounds < 10 || (1..=12 + 63).contains(&most.get()), "{} documents were read for one word", most.get());
}

#[test]
fn values_that_are_damaged_change_no_byte() {
    let site = TestSite::new();
    let mut kept = Kept::default();
    site.load();
    let snapshot = site.load();
    kept.publish(&site, &snapshot);
    let whole = kept.published.clone();
    let names: Vec<String> = kept.values.lock().expect("no panic").keys().cloned().collect();
    assert!(names.len() > 20, "{names:?}");
    for name in [&names[0], &names[names.len() - 1], &names[7]] {
        kept.values.lock().expect("no panic").remove(name);
        kept.publish(&site, &snapshot);
        assert_eq!(changed(&kept.published, &whole), Vec::<String>::new(), "{name}");
    }
    assert_eq!(kept.publish(&site, &snapshot), 0, "nothing changed: nothing is read");
}

#[test]
fn an_edit_makes_no_container_whose_content_stays() {
    let mut site = TestSite::new();
    let mut kept = Kept::default();
    site.load();
    kept.publish(&site, &site.load());
    let mut text = site.texts[&3].clone();
    text.body = text.body.replacen("học", "hành", 1);
    site.put(3, text);
    let reads = kept.publish(&site, &site.load());
    let taken: Vec<String> = kept.taken.lock().expect("no panic").iter().cloned().collect();
    assert_eq!((reads, taken), (1, ["m/0.bin", "n/0.bin"].map(str::to_owned).to_vec()));
}

#[test]
fn one_edit_changes_few_files() {
    let mut site = TestSite::new();
    site.load();
    let before = site.index(&site.load(), None);
    assert_eq!(before.keys().collect::<Vec<_>>(), ["f/0.bin", "goc.bin", "m/0.bin", "n/0.bin", "s/0.bin", "t/0.bin"]);
    let mut text = site.texts[&3].clone();
    text.body = text.body.replacen("học", "hành", 1);
    site.put(3, text);
    let after = site.index(&site.load(), None);
    assert_eq!(changed(&before, &after), ["f/0.bin", "goc.bin", "s/0.bin", "t/0.bin"], "one word of an old document");
    let new = site.text(&mut Draw(5), 1990);
    site.put(DOCUMENTS + 1, new);
    let with = site.index(&site.load(), None);
    assert_eq!(
        changed(&after, &with),
        ["f/0.bin", "goc.bin", "m/0.bin", "n/0.bin", "t/0.bin"],
        "a document that is older than all"
    );
}
