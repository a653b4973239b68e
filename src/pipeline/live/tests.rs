//! In: a small site with a store. Out: whether a preview that opens with it shows what one without it shows, and keeps
//! what it reads.

use super::*;
use crate::pipeline::{CheckedSite, load_kept};
use crate::store::{self, Store};
use std::fs;
use tempfile::TempDir;

const CONFIG: &str = "title: Trang thử\nbase_url: https://vanban.example.vn/\nportal: Cổng thử\nlanguage: vi\n";

struct Site(TempDir);

impl Site {
    fn new() -> Self {
        let site = Self(tempfile::tempdir().unwrap());
        fs::create_dir(site.root().join("content")).unwrap();
        fs::write(site.root().join("congbao.yaml"), CONFIG).unwrap();
        for number in 1..=3 {
            let alias = if number == 1 { "aliases: [Đề án Sao Mai]\n" } else { "" };
            site.document(number, alias, "Căn cứ Chỉ thị số 01/CT-TTg ngày 01 tháng 02 năm 2024 và Đề án Sao Mai.");
        }
        site
    }

    fn root(&self) -> &Path {
        self.0.path()
    }

    fn document(&self, number: usize, more: &str, body: &str) -> PathBuf {
        let path = self.root().join(format!("content/{number}.md"));
        let head = format!("type: chi-thi\nnumber: 0{number}/CT-TTg\ndate: 2024-02-0{number}\n{more}");
        let text = format!("---\n{head}issuer: thu-tuong-chinh-phu\ntitle: Về việc thử\n---\n\n{body}\n");
        fs::write(&path, text).unwrap();
        path
    }

    fn kept(&self) -> Kept {
        Kept::of(Store::open(&store::beside(self.root()), store::program()).unwrap())
    }

    /// As `congbao check` does it.
    fn check(&self) -> CheckedSite {
        load_kept(self.root(), &BuildOptions::default(), self.kept()).unwrap().1
    }

    fn live(&self) -> Live {
        Live::new(self.root(), &BuildOptions { preview: true, ..BuildOptions::default() })
    }

    /// Whether the words stand in the store.
    fn has(&self, words: &str) -> bool {
        let files =
            fs::read_dir(store::beside(self.root())).unwrap().map(|entry| fs::read(entry.unwrap().path()).unwrap());
        files.into_iter().any(|bytes| bytes.windows(words.len()).any(|part| part == words.as_bytes()))
    }
}

fn settled(live: &mut Live) -> Update {
    while live.settle(&|| false).is_some() {}
    live.update()
}

/// What is said, and every page.
fn shown(update: &Update) -> (Vec<Diagnostic>, Vec<(String, Vec<u8>)>) {
    let moment = update.moment.as_ref().unwrap();
    let pages = moment.snapshot.site.pages.iter();
    let pages = pages.map(|page| (page.address.clone(), moment.make(page).unwrap())).collect();
    (update.problems.to_vec(), pages)
}

#[test]
fn a_preview_shares_what_is_kept() {
    let site = Site::new();
    assert_eq!((site.check().documents_read, site.check().documents_read), (3, 0));
    let mut live = site.live().keeping(site.kept());
    assert!(live.follow(&[]).unread.is_none(), "all is known at once");
    let mut plain = site.live();
    assert!(plain.follow(&[]).unread.is_some());
    assert_eq!(shown(&settled(&mut live)), shown(&settled(&mut plain)));
    // What it reads, others need not read.
    let words = "Quyết định số 77/QĐ-TTg ngày 07 tháng 7 năm 2023";
    let path = site.document(2, "", &format!("Căn cứ {words}."));
    live.follow(std::slice::from_ref(&path));
    settled(&mut live);
    assert!(site.has(words));
    assert_eq!(site.check().documents_read, 0);
    // A name that a document gives itself: the others are found by it.
    let named = site.document(2, "aliases: [Đề án Sao Hôm]\n", &format!("Căn cứ {words}."));
    live.follow(&[named]);
    settled(&mut live);
    assert_eq!(site.check().documents_read, 0);
    let mut again = site.live().keeping(site.kept());
    again.follow(&[]);
    let mut plain = site.live();
    plain.follow(&[]);
    assert_eq!(shown(&settled(&mut again)), shown(&settled(&mut plain)));
    // A text that must not be shown leaves at once.
    site.document(2, "", &format!("TỐI MẬT\n\nCăn cứ {words}."));
    assert!(live.follow(&[path]).refused);
    settled(&mut live);
    assert!(!site.has(words));
}

#[test]
fn what_is_shown_as_it_was_is_told_and_nothing_else() {
    let site = Site::new();
    let address = "/van-ban/thu-tuong-chinh-phu/chi-thi/2024/02-ct-ttg/";
    fs::write(site.root().join("content/addresses.tsv"), format!("{address}\tdocument\tChỉ thị số 02/CT-TTg\n"))
        .unwrap();
    let mut live = site.live();
    live.follow(&[]);
    let held = |live: &mut Live, changed: &Path| {
        live.follow(&[changed.to_owned()]);
        let update = settled(live);
        (update.held, update.problems.iter().any(|problem| problem.severity == crate::diagnostic::Severity::Error))
    };
    let path = site.document(2, "tpye: x\n", "Chỉ thị.");
    assert_eq!(held(&mut live, &path), (Held::Files(vec!["content/2.md".into()]), true));
    let config = site.root().join("congbao.yaml");
    fs::write(&config, "title: a: b\n").unwrap();
    assert_eq!(held(&mut live, &config), (Held::Everything, true));
    fs::write(&config, CONFIG).unwrap();
    site.document(2, "", "Chỉ thị.");
    assert_eq!(held(&mut live, &config), (Held::Files(Vec::new()), false));
    // Its address was promised, so nothing can be published; what is shown is the site without it all the same.
    fs::remove_file(&path).unwrap();
    assert_eq!(held(&mut live, &path), (Held::Files(Vec::new()), true));
}

#[test]
fn a_preview_fills_an_empty_store() {
    let site = Site::new();
    let mut live = site.live().keeping(site.kept());
    live.follow(&[]);
    settled(&mut live);
    assert_eq!(site.check().documents_read, 0);
    // Nobody told the preview: what it opens with is compared with the files.
    site.document(3, "", "Căn cứ Luật Giáo dục.");
    let mut live = site.live().keeping(site.kept());
    live.follow(&[]);
    settled(&mut live);
    assert_eq!(site.check().documents_read, 0);
}
