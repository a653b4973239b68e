//! The preview's site follows its files: after any changes, in any order, it is what a fresh look at the same
//! files makes of them.

mod patched;

use crate::support::{CONFIG, SiteTest};
use congbao::diagnostic::{Diagnostic, Severity};
use congbao::pipeline::live::{Live, Moment, Update};
use congbao::pipeline::{self, BuildOptions, Snapshot};
use congbao::site::Job;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Documents that may be there.
const SLOTS: usize = 6;

const THEMES: &str = "- {key: chuyen-doi-so, name: Chuyển đổi số, description: Máy tính}\n- {key: ngoai-ngu, name: Ngoại ngữ, description: Tiếng nước ngoài}\n";

const WORKS: [&str; 3] = [
    "[]\n",
    "- key: nd-24\n  type: nghi-dinh\n  number: 24/2021/NĐ-CP\n  date: 2021-03-23\n  issuer: chinh-phu\n  title: Quy định việc quản lý trong cơ sở giáo dục\n",
    "- key: de-an-06\n  type: de-an\n  title: Đề án 06\n  date: 2022-01-06\n  aliases:\n    - text: Đề án 06\n- key: luat-gd\n  type: luat\n  number: 43/2019/QH14\n  date: 2019-06-14\n  issuer: quoc-hoi\n  title: Luật Giáo dục\n",
];

const SENTENCES: [&str; 21] = [
    "Căn cứ Nghị định số 24/2021/NĐ-CP ngày 23/3/2021 của Chính phủ.",
    "Căn cứ Quyết định số 131/QĐ-TTg ngày 25/01/2022 của Thủ tướng Chính phủ.",
    "Thực hiện Quyết định số 131/QĐ-TTg của Thủ tướng Chính phủ.",
    "Thực hiện Quyết định số 131/QĐ-TTg năm 2022 của Thủ tướng Chính phủ.",
    "Theo Chỉ thị số 02/CT-UBND ngày 02/02/2024 của UBND tỉnh Lào Cai.",
    "Theo Chỉ thị số 03/CT-UBND ngày 03/3/2024 của UBND tỉnh Lào Cai.",
    "Chỉ thị này thay thế Chỉ thị số 03/CT-UBND ngày 03/3/2024 của UBND tỉnh Lào Cai.",
    "Theo Chỉ thị số 05/CT-UBND của UBND tỉnh Lào Cai.",
    "Nghị quyết số 29-NQ/TW ngày 04/11/2013 của Ban Chấp hành Trung ương.",
    "Nghị quyết số 29-NQ/TW ngày 04/11/2023 của Ban Chấp hành Trung ương.",
    "Kế hoạch số 84/KH-UBND ngày 01/02/2023 của UBND tỉnh Lào Cai thực hiện Quyết định số 131/QĐ-TTg ngày 25/01/2022 của Thủ tướng Chính phủ.",
    "Thông tư số 32/2018/TT-BGDĐT ngày 26/12/2018 của Bộ trưởng Bộ Giáo dục và Đào tạo; theo khoản 2 Điều 5 Thông tư này.",
    "Luật Giáo dục ngày 14 tháng 6 năm 2019.",
    "Thực hiện Đề án 06 và Chỉ thị năm học mới.",
    "Kế hoạch số 90/KH-UBND ngày 05/5/2023 của UBND tỉnh Lạng Sơn; Kế hoạch số 90/KH-UBND ngày 06/6/2023 của UBND tỉnh Lào Cai.",
    "Bãi bỏ Quyết định số 11/QĐ-UBND ngày 11/11/2020 của UBND tỉnh Lào Cai kể từ ngày Chỉ thị này có hiệu lực.",
    "Liên hệ ông A, 0912345678.",
    "Các trường tổ chức thực hiện.",
    "Xem [văn bản hai](/van-ban/ubnd-tinh-lao-cai/chi-thi/2024/02-ct-ubnd/) và [mục một](#muc-i).",
    "Xem [văn bản ba](../03-ct-ubnd/#muc-i) và [tệp](2.md).",
    "![Sơ đồ](anh.gif)",
];

/// A document as it stands in its file.
#[derive(Clone, Debug)]
pub struct Text {
    title: usize,
    date: usize,
    school_year: usize,
    themes: usize,
    extra: usize,
    sections: Vec<Vec<usize>>,
    broken: bool,
    draft: bool,
}

impl Text {
    /// The same without what is an error, here or beside most other texts.
    pub fn calm(mut self) -> Self {
        self.sections.iter_mut().for_each(|sentences| sentences.retain(|at| !(18..20).contains(at)));
        let extra = if [2, 3, 6].contains(&self.extra) { 0 } else { self.extra };
        Self { broken: false, extra, ..self }
    }

    fn written(&self, slot: usize) -> String {
        let titles =
            ["Về nhiệm vụ năm học 2023-2024", "Về nhiệm vụ năm học 2024-2025", "Về chuyển đổi số", "Tăng cường"];
        let dates = [format!("2024-0{0}-0{0}", slot + 1), format!("2023-1{}-15", slot % 3)];
        let themes = [
            "",
            "themes: [chuyen-doi-so]\n",
            "themes: [ngoai-ngu, chuyen-doi-so]\n",
            "themes:\n  - ngoai-ngu: [mo-dau]\n",
        ];
        let years = ["", "school_year: 2023-2024\n", "school_year: 2024-2025\n"];
        let extras = [
            "",
            "aliases: [Chỉ thị năm học mới]\n",
            "relations:\n  replaces: [nd-24]\n",
            "citations:\n  - text: \"Quyết định số 131/QĐ-TTg\"\n    not_a_citation: true\n",
            "status: expired\neffective_to: 2024-12-31\n",
            "rules:\n  - id: personal-data\n    reason: số công khai\n",
            "redirect_from: [/cu/bai/]\n",
        ];
        let broken = if self.broken { "nope: [\n" } else { "" };
        let draft = if self.draft { "draft: true\n" } else { "" };
        let mut text = format!(
            "---\ntype: chi-thi\nnumber: 0{}/CT-UBND\ndate: {}\nissuer: ubnd-tinh-lao-cai\ntitle: {}\npublished: 2026-01-0{}\n{}{}{}{broken}{draft}---\n\n",
            slot + 1,
            dates[self.date],
            titles[self.title],
            slot + 1,
            years[self.school_year],
            themes[self.themes],
            extras[self.extra],
        );
        for (at, sentences) in self.sections.iter().enumerate() {
            if at > 0 {
                text.push_str(&format!("## {}. Nhiệm vụ\n\n", ["I", "II", "III"][at - 1]));
            }
            for sentence in sentences {
                text.push_str(SENTENCES[*sentence]);
                text.push_str("\n\n");
            }
        }
        text
    }
}

pub fn text() -> impl Strategy<Value = Text> {
    let sections = prop::collection::vec(prop::collection::vec(0..SENTENCES.len(), 0..5), 1..4);
    let often_nothing = prop_oneof![3 => Just(0_usize), 2 => 0..7_usize];
    (
        0..4_usize,
        prop_oneof![4 => Just(0_usize), 1 => Just(1)],
        0..3_usize,
        0..4_usize,
        often_nothing,
        sections,
        0..12_u8,
        0..12_u8,
    )
        .prop_map(|(title, date, school_year, themes, extra, sections, broken, draft)| Text {
            title,
            date,
            school_year,
            themes,
            extra,
            sections,
            broken: broken == 0,
            draft: draft == 0,
        })
}

/// What somebody does to the files.
#[derive(Clone, Debug)]
pub enum Edit {
    Write(usize, Text),
    Delete(usize),
    /// To another name or folder, and back.
    Move(usize),
    Works(usize),
    Config(usize),
}

impl Edit {
    /// The same, with a text that forbids no publishing by itself.
    pub fn calm(self) -> Self {
        match self {
            Self::Write(slot, text) => Self::Write(slot, text.calm()),
            other => other,
        }
    }
}

pub fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        8 => (0..SLOTS, text()).prop_map(|(slot, text)| Edit::Write(slot, text)),
        1 => (0..SLOTS).prop_map(Edit::Delete),
        1 => (0..SLOTS).prop_map(Edit::Move),
        1 => (0..WORKS.len()).prop_map(Edit::Works),
        1 => (0..2_usize).prop_map(Edit::Config),
    ]
}

/// A site that is edited, and what is known of its files.
pub struct Edited {
    pub site: SiteTest,
    paths: [String; SLOTS],
    texts: [Option<Text>; SLOTS],
}

impl Edited {
    pub fn new(texts: Vec<Text>) -> Self {
        let site = SiteTest::new();
        site.file("content/themes.yaml", THEMES).file("content/works.yaml", WORKS[0]);
        let image = b"GIF89a\x03\0\x02\0\x80\0\0\0\0\0\xff\xff\xff\x2c\0\0\0\0\x03\0\x02\0\0\x02\x02\x84\x5f\0\x3b";
        site.file("content/anh.gif", image).file("content/khác/anh.gif", image);
        let mut edited = Self { site, paths: Default::default(), texts: Default::default() };
        edited.paths = std::array::from_fn(|slot| format!("content/{slot}.md"));
        for (slot, text) in texts.into_iter().enumerate() {
            edited.apply(&Edit::Write(slot, Text { broken: false, ..text }));
        }
        edited
    }

    pub fn root(&self) -> PathBuf {
        self.site.root().canonicalize().expect("a folder")
    }

    /// Applies an edit; the paths that changed.
    pub fn apply(&mut self, edit: &Edit) -> Vec<PathBuf> {
        let changed: Vec<String> = match edit {
            Edit::Write(slot, text) => {
                self.site.file(&self.paths[*slot], text.written(*slot));
                self.texts[*slot] = Some(text.clone());
                vec![self.paths[*slot].clone()]
            }
            Edit::Delete(slot) => match self.texts[*slot].take() {
                Some(_) => {
                    self.site.remove(&self.paths[*slot]);
                    vec![self.paths[*slot].clone()]
                }
                None => Vec::new(),
            },
            Edit::Move(slot) => {
                let old = self.paths[*slot].clone();
                let name = format!("content/{slot}.md");
                let new = if old == name { format!("content/khác/{slot}.md") } else { name };
                self.paths[*slot] = new.clone();
                if let Some(text) = &self.texts[*slot] {
                    self.site.remove(&old).file(&new, text.written(*slot));
                }
                vec![old, new]
            }
            Edit::Works(which) => {
                self.site.file("content/works.yaml", WORKS[*which]);
                vec!["content/works.yaml".to_owned()]
            }
            Edit::Config(which) => {
                self.site
                    .file("congbao.yaml", if *which == 0 { CONFIG.to_owned() } else { CONFIG.replace("thử", "khác") });
                vec!["congbao.yaml".to_owned()]
            }
        };
        let mut changed: Vec<PathBuf> = changed.iter().map(|path| self.root().join(path)).collect();
        changed.sort();
        changed
    }

    /// What a fresh look makes of the files. Broken ones count as they were when they were good last.
    fn fresh(&self, last_good: &[Option<Text>; SLOTS]) -> (Vec<Diagnostic>, BTreeMap<String, Vec<u8>>) {
        for (slot, text) in self.texts.iter().enumerate() {
            match (text, &last_good[slot]) {
                (Some(text), Some(good)) if text.broken => {
                    self.site.file(&self.paths[slot], good.written(slot));
                }
                _ => {}
            }
        }
        let (snapshot, checked) = pipeline::load(&self.root(), &options()).expect("a site");
        let pages = pages_of(&snapshot);
        for (slot, text) in self.texts.iter().enumerate() {
            if let Some(text) = text.as_ref().filter(|text| text.broken) {
                self.site.file(&self.paths[slot], text.written(slot));
            }
        }
        (checked.diagnostics, pages)
    }
}

fn options() -> BuildOptions {
    BuildOptions { clock: jiff_day(), ..BuildOptions::default() }
}

fn jiff_day() -> Option<jiff::civil::Date> {
    Some(jiff::civil::date(2026, 7, 1))
}

fn settled(live: &mut Live) -> Option<Update> {
    let mut last = None;
    for _ in 0..20 {
        match live.settle(&|| false) {
            Some(update) => last = Some(update),
            None => return last,
        }
    }
    panic!("it never settles");
}

/// All pages, by address, with their bytes.
fn pages_of(snapshot: &Snapshot) -> BTreeMap<String, Vec<u8>> {
    let page = |page: &congbao::site::Page| (page.address.clone(), snapshot.make(page).expect("a page"));
    snapshot.site.pages.iter().filter(|page| !matches!(page.job, Job::Asset(_))).map(page).collect()
}

fn shown(moment: &Moment) -> BTreeMap<String, Vec<u8>> {
    let page = |page: &congbao::site::Page| {
        (page.address.clone(), moment.make(page).unwrap_or_else(|problem| format!("{problem:?}").into_bytes()))
    };
    moment.pages().iter().filter(|page| !matches!(page.job, Job::Asset(_))).map(page).collect()
}

fn assert_same(shown: &BTreeMap<String, Vec<u8>>, fresh: &BTreeMap<String, Vec<u8>>, when: &str) {
    assert_names(shown, fresh, when);
    for (address, bytes) in shown {
        assert_page(address, bytes, &fresh[address], when);
    }
}

fn assert_names(shown: &BTreeMap<String, Vec<u8>>, fresh: &BTreeMap<String, Vec<u8>>, when: &str) {
    let less = |a: &BTreeMap<String, Vec<u8>>, b: &BTreeMap<String, Vec<u8>>| -> Vec<String> {
        a.keys().filter(|address| !b.contains_key(*address)).cloned().collect()
    };
    assert_eq!((less(shown, fresh), less(fresh, shown)), (Vec::new(), Vec::new()), "only shown, only fresh; {when}");
}

fn assert_page(address: &str, shown: &[u8], fresh: &[u8], when: &str) {
    if shown != fresh {
        let (shown, fresh) = (String::from_utf8_lossy(shown), String::from_utf8_lossy(fresh));
        let differs = shown.lines().zip(fresh.lines()).find(|(a, b)| a != b);
        panic!("{address} differs {when}: {differs:#?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_edited_the_settled_site_is_a_fresh_one(
        texts in prop::collection::vec(text(), SLOTS),
        edits in prop::collection::vec((edit(), any::<bool>()), 1..6),
    ) {
        let mut edited = Edited::new(texts);
        let mut live = Live::new(&edited.root(), &options());
        let mut update = live.follow(&[]);
        let mut last_good = edited.texts.clone();
        if let Some(better) = settled(&mut live) {
            update = better;
        }
        let (problems, fresh) = edited.fresh(&last_good);
        let codes = ["reference-unknown", "section-unknown", "decision-unmatched", "id-duplicate", "document-duplicate", "address-clash",
            "link-dead", "link-anchor-dead", "link-file-missing"];
        let wrong = |problem: &&Diagnostic| {
            problem.severity == Severity::Error && !codes.contains(&problem.code)
        };
        let wrong: Vec<_> = problems.iter().filter(wrong).collect();
        assert!(wrong.is_empty(), "the texts of this test are good ones: {wrong:?}");
        assert_same(&shown(&update.moment.expect("a site")), &fresh, "at first");
        for (at, (edit, hurried)) in edits.iter().enumerate() {
            let changed = edited.apply(edit);
            if changed.is_empty() {
                continue;
            }
            for (good, text) in last_good.iter_mut().zip(&edited.texts) {
                match text {
                    Some(text) if !text.broken => *good = Some(text.clone()),
                    None => *good = None,
                    _ => {}
                }
            }
            // What was broken before a move was never read under its new name.
            if let Edit::Move(slot) = edit
                && edited.texts[*slot].as_ref().is_some_and(|text| text.broken)
            {
                last_good[*slot] = None;
            }
            let patched = live.follow(&changed);
            prop_assert!(patched.moment.is_some());
            if *hurried && at + 1 < edits.len() {
                // The next change comes before this one is settled; a site as small as this may be done all the same.
                let _ = live.settle(&|| true);
                continue;
            }
            let update = settled(&mut live).unwrap_or(patched);
            let (problems, fresh) = edited.fresh(&last_good);
            let errors: Vec<_> = problems.iter().filter(|problem| problem.severity == Severity::Error).collect();
            let when = format!("after {at}: {edit:?}, {errors:?}");
            assert_same(&shown(&update.moment.expect("a site")), &fresh, &when);
            if edited.texts.iter().flatten().all(|text| !text.broken) {
                prop_assert_eq!(&*update.problems, &*problems, "{}", when);
            }
        }
    }
}

fn cases() -> u32 {
    std::env::var("CONGBAO_LIVE_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(12)
}
