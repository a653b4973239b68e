//! A build that keeps the pages of which nothing has changed makes the bytes of one that makes all of them, whatever was
//! edited before: texts, front matter, registries, configuration, templates, names of files, images, attachments.

use crate::preview::live::{Edit, Edited, Text, edit, text};
use crate::support::{CONFIG, ISSUERS, repository, tree};
use congbao::content::Settings;
use congbao::diagnostic::Diagnostic;
use congbao::pipeline::{self, BuildOptions, Explained, Given, Kept, Memory, Promise, Published};
use congbao::publish::{PublishOptions, Stage};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::path::Path;

/// Texts for `congbao.yaml`, beside what it always has.
const CONFIGS: [&str; 8] = [
    "",
    "contact: vanban@example.vn\n",
    "formats: [txt, akn]\n",
    "search: false\n",
    "online: false\n",
    "offline: false\n",
    "redirects:\n  /cu/hai/: /van-ban/\n",
    "gone:\n  - address: /van-ban/cu/\n    reason: Đăng nhầm\n    date: 2026-02-03\n",
];

const THEMES: [&str; 3] = [
    "- {key: chuyen-doi-so, name: Chuyển đổi số, description: Máy tính}\n- {key: ngoai-ngu, name: Ngoại ngữ, description: Tiếng nước ngoài}\n",
    "- {key: chuyen-doi-so, name: Số hóa, description: Máy tính}\n- {key: ngoai-ngu, name: Ngoại ngữ, description: Tiếng nước ngoài, parent: chuyen-doi-so}\n",
    "- {key: chuyen-doi-so, name: Chuyển đổi số, description: Dữ liệu, synonyms: [CNTT]}\n- {key: ngoai-ngu, name: Tiếng Anh, description: Tiếng nước ngoài}\n- {key: an-toan, name: An toàn, description: Trường học}\n",
];

/// One more document, with what the others have not.
const SPECIAL: [&str; 6] = [
    "",
    "attachments:\n  - file: tep.pdf\n    title: Bản ký\n    signed: true\n",
    "attachments:\n  - file: tep.pdf\n    title: Bản sao\nsigner: {name: Nguyễn Văn A, position: Chủ tịch}\n",
    "notes:\n  - date: 2026-01-05\n    text: Bản này thiếu phụ lục.\nstatus: in-force\n",
    "aliases: [Kế hoạch riêng]\nrecipients: [Sở Giáo dục và Đào tạo, Các trường]\n",
    "series: rieng\nupdated: 2026-02-02\nplace: Lào Cai\n",
];

const SPECIAL_TEXTS: [&str; 4] = [
    "Thực hiện Quyết định số 131/QĐ-TTg ngày 25/01/2022 của Thủ tướng Chính phủ.\n\n## I. Nhiệm vụ\n\nSở Giáo dục và Đào tạo chủ trì, phối hợp với Sở Tài chính tổ chức thực hiện trước ngày 15/3/2024.\n",
    "Theo Chỉ thị số 02/CT-UBND ngày 02/02/2024 của UBND tỉnh Lào Cai.\n\n## I. Nhiệm vụ\n\nSở Tài chính bố trí kinh phí trước ngày 20/4/2024. Xem [tệp](tep.pdf).\n\n## II. Tổ chức\n\nCác trường tổ chức thực hiện; trách nhiệm thuộc về hiệu trưởng các trường học trên địa bàn toàn tỉnh trong năm học này.\n",
    "Các trường tổ chức thực hiện; trách nhiệm thuộc về hiệu trưởng các trường học trên địa bàn toàn tỉnh trong năm học này.\n\nLuật Giáo dục ngày 14 tháng 6 năm 2019.\n",
    "Kế hoạch số 90/KH-UBND ngày 06/6/2023 của UBND tỉnh Lào Cai thay thế Kế hoạch số 84/KH-UBND ngày 01/02/2023 của UBND tỉnh Lào Cai. Trách nhiệm thuộc về hiệu trưởng các trường học trên địa bàn toàn tỉnh trong năm học này.\n",
];

#[derive(Clone, Debug)]
enum Change {
    Document(Edit),
    Config(usize),
    Themes(usize),
    /// The name of the issuer.
    Issuer(usize),
    /// A template of the site's own, or none.
    Template(usize),
    /// The document with what the others have not: front matter, text.
    Special(usize, usize),
    Attachment(u8),
    Image(u8),
    /// The next page is as its file says, but somebody wrote into the output.
    Output(usize),
    /// A file of the store is gone, or cut.
    Store(usize),
    /// `congbao check` runs before the build.
    Check,
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        7 => edit().prop_map(|edit| Change::Document(edit.calm())),
        1 => edit().prop_map(Change::Document),
        1 => (0..CONFIGS.len()).prop_map(Change::Config),
        1 => (0..THEMES.len()).prop_map(Change::Themes),
        1 => (0..4_usize).prop_map(Change::Issuer),
        1 => (0..4_usize).prop_map(Change::Template),
        3 => (0..SPECIAL.len(), 0..SPECIAL_TEXTS.len()).prop_map(|(front, text)| Change::Special(front, text)),
        1 => (0..3_u8).prop_map(Change::Attachment),
        1 => (0..3_u8).prop_map(Change::Image),
        1 => (0..400_usize).prop_map(Change::Output),
        1 => (0..100_usize).prop_map(Change::Store),
        2 => Just(Change::Check),
    ]
}

impl Change {
    fn apply(&self, edited: &mut Edited, output: &Path) {
        match self {
            Self::Document(edit) => drop(edited.apply(edit)),
            Self::Config(which) => {
                edited.site.file("congbao.yaml", format!("{CONFIG}{}", CONFIGS[*which]));
            }
            Self::Themes(which) => {
                edited.site.file("content/themes.yaml", THEMES[*which]);
            }
            Self::Issuer(which) => {
                let official = [
                    "Ủy ban nhân dân tỉnh Lào Cai",
                    "UBND tỉnh Lào Cai",
                    "Ủy ban Nhân dân Lào Cai",
                    "ỦY BAN NHÂN DÂN TỈNH LÀO CAI",
                ][*which];
                let name = ["UBND tỉnh Lào Cai", "UBND Lào Cai", "UBND tỉnh Lào Cai", "UBND tỉnh Lào Cai"][*which];
                let text = ISSUERS
                    .replace("official_name: Ủy ban nhân dân tỉnh Lào Cai", &format!("official_name: {official}"));
                edited.site.file(
                    "content/issuers.yaml",
                    text.replace("name: UBND tỉnh Lào Cai\n", &format!("name: {name}\n")),
                );
            }
            Self::Template(which) => {
                let name = ["home.html", "parts.html", "document.html", ""][*which];
                for known in ["home.html", "parts.html", "document.html"] {
                    let path = format!("themes/default/templates/{known}");
                    if edited.site.exists(&path) {
                        edited.site.remove(&path);
                    }
                }
                if !name.is_empty() {
                    let built_in = repository().join("themes/default/templates").join(name);
                    let text = std::fs::read_to_string(built_in).expect("a template");
                    let text = text.replacen("</p>", "</p><!-- riêng -->", 1).replacen(
                        "{%- endcomponent",
                        " <!-- riêng -->{%- endcomponent",
                        1,
                    );
                    edited.site.file(&format!("themes/default/templates/{name}"), text);
                }
            }
            Self::Special(front, text) => {
                let head = "type: ke-hoach\nnumber: 90/KH-UBND\ndate: 2023-06-06\nissuer: ubnd-tinh-lao-cai\ntitle: Kế hoạch riêng\npublished: 2026-01-09\n";
                edited
                    .site
                    .file("content/rieng.md", format!("---\n{head}{}---\n\n{}", SPECIAL[*front], SPECIAL_TEXTS[*text]));
            }
            Self::Attachment(which) => {
                edited.site.file("content/tep.pdf", format!("%PDF-1.4\n% {which}\n%%EOF\n"));
            }
            Self::Image(which) => {
                let mut image =
                    *b"GIF89a\x03\0\x02\0\x80\0\0\0\0\0\xff\xff\xff\x2c\0\0\0\0\x03\0\x02\0\0\x02\x02\x84\x5f\0\x3b";
                (image[6], image[15]) = (3 + which, 255 - which);
                edited.site.file("content/anh.gif", image);
            }
            Self::Store(which) => {
                let store = output.with_file_name("store");
                let values: Vec<String> = tree(&store).into_keys().filter(|name| name.contains('s')).collect();
                let Some(name) = values.get(which % values.len().max(1)) else { return };
                match which % 2 {
                    0 => std::fs::remove_file(store.join(name)).expect("removed"),
                    _ => std::fs::write(store.join(name), "congbao").expect("written"),
                }
            }
            Self::Check => {}
            Self::Output(which) => {
                if !output.exists() {
                    return;
                }
                let files: Vec<String> = tree(output).into_keys().filter(|path| path.ends_with(".html")).collect();
                if let Some(path) = files.get(which % files.len().max(1)) {
                    std::fs::write(output.join(path), "khác").expect("written");
                }
            }
        }
    }
}

/// What a build did; `None` where errors forbid publishing.
fn built(root: &Path, output: &Path, memory: &Memory<'_>) -> Option<Published> {
    publish(root, output, &Kept::default(), memory).0
}

/// Builds as `congbao build` does, with all that is kept between runs: what was published, and what was found wrong.
fn publish(root: &Path, output: &Path, kept: &Kept, memory: &Memory<'_>) -> (Option<Published>, Vec<Diagnostic>) {
    let given = Given { kept: kept.clone(), ..Given::default() };
    let (snapshot, checked) = pipeline::load_with(root, Settings::read(root), &options(false), given).expect("a site");
    if checked.has_errors() {
        return (None, checked.diagnostics);
    }
    let stage = Stage::begin(output, PublishOptions { flush: false, ..PublishOptions::default() }).expect("a stage");
    let promise = Promise { permanent: &checked.permanent, grows_ledger: false };
    let published = pipeline::publish(&snapshot, stage, promise, memory, &|_| [0; 32], &pipeline::Progress::default());
    (Some(published.unwrap_or_else(|refusal| panic!("{refusal:?}"))), checked.diagnostics)
}

/// `congbao check` uses the same store.
fn check(root: &Path, kept: &Kept) -> Vec<Diagnostic> {
    pipeline::load_kept(root, &options(true), kept.clone()).expect("a site").1.diagnostics
}

fn options(without_passages: bool) -> BuildOptions {
    BuildOptions { clock: Some(jiff::civil::date(2026, 7, 1)), without_passages, ..BuildOptions::default() }
}

/// The output without what no reader opens: the list of what the files hold, with their times.
fn shown(output: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = tree(output);
    files.retain(|path, _| !path.starts_with('.') && !path.ends_with("/.congbao"));
    files
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), max_shrink_iters: 60, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_edited_a_build_makes_what_a_fresh_one_makes(
        texts in prop::collection::vec(text().prop_map(Text::calm), 1..6),
        changes in prop::collection::vec(prop::collection::vec(change(), 1..3), 1..6),
    ) {
        let mut edited = Edited::new(texts);
        edited.site.file("content/tep.pdf", "%PDF-1.4\n%%EOF\n");
        Change::Special(1, 0).apply(&mut edited, Path::new(""));
        let root = edited.root();
        let beside = tempfile::tempdir().expect("a folder");
        let output = beside.path().join("output");
        let store = beside.path().join("store");
        let mut count = 0;
        for (at, changes) in std::iter::once(&Vec::new()).chain(&changes).enumerate() {
            let mut is_checked = false;
            for change in changes {
                change.apply(&mut edited, &output);
                is_checked |= matches!(change, Change::Check);
            }
            // As another run of the program: nothing but the store is known.
            let kept = Kept::in_folder(&store).expect("a store");
            if is_checked {
                prop_assert_eq!(check(&root, &kept), check(&root, &Kept::default()), "after {}: {:?}", at, changes);
                kept.save(&root);
            }
            let kept = Kept::in_folder(&store).expect("a store");
            let (published, said) = publish(&root, &output, &kept, &Memory::of(&kept, "traces", None));
            kept.save(&root);
            let fresh = beside.path().join(format!("fresh-{at}"));
            let (anew, said_anew) = publish(&root, &fresh, &Kept::default(), &Memory::default());
            prop_assert_eq!(said, said_anew, "after {}: {:?}", at, changes);
            let Some(published) = published else {
                prop_assert!(anew.is_none());
                continue;
            };
            let (one, other) = (shown(&output), shown(&fresh));
            let _ = std::fs::remove_dir_all(&fresh);
            let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
            prop_assert_eq!(names(&one), names(&other), "after {}: {:?}", at, changes);
            for (path, bytes) in &one {
                if bytes != &other[path] {
                    let (bytes, other) = (String::from_utf8_lossy(bytes), String::from_utf8_lossy(&other[path]));
                    let differs = bytes.lines().zip(other.lines()).find(|(a, b)| a != b);
                    prop_assert!(false, "{} after {}: {:?}\n{:#?}", path, at, changes, differs);
                }
            }
            prop_assert!(published.made <= one.len());
            count += 1;
        }
        if std::env::var_os("CONGBAO_EDIT_CASES").is_some() {
            println!("{count} of {} builds published", changes.len() + 1);
        }
    }
}

fn cases() -> u32 {
    std::env::var("CONGBAO_EDIT_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(10)
}

/// A site of a few documents, and where it is built.
struct Small {
    edited: Edited,
    beside: tempfile::TempDir,
}

impl Small {
    fn new() -> Self {
        let edited = Edited::new(Vec::new());
        for number in 1..9 {
            let body = format!(
                "Thực hiện Quyết định số 131/QĐ-TTg ngày 25/01/2022 của Thủ tướng Chính phủ.\n\n## I. Việc {number}\n\nTheo Kế hoạch số {number}/KH-UBND ngày 0{number}/02/2023 của UBND tỉnh Lào Cai.\n"
            );
            let text = crate::support::directive(&format!("0{number}/CT-UBND"), &format!("2024-0{number}-01"), &body);
            edited.site.file(&format!("content/{number}.md"), text);
        }
        Self { edited, beside: tempfile::tempdir().expect("a folder") }
    }

    fn build(&self, asked: &str) -> (usize, Explained) {
        let memory = Memory::in_folder(&self.beside.path().join("store"), Some(asked)).expect("a store");
        let published = built(&self.edited.root(), &self.beside.path().join("output"), &memory).expect("published");
        (published.made, published.explained.expect("asked"))
    }

    fn change(&self, path: &str, from: &str, to: &str) {
        let text = self.edited.site.read(path);
        assert!(text.contains(from), "{text}");
        self.edited.site.file(path, text.replacen(from, to, 1));
    }
}

#[test]
fn only_pages_are_made_that_read_what_has_changed_and_it_is_told_why() {
    let site = Small::new();
    let page = "van-ban/ubnd-tinh-lao-cai/chi-thi/2024/03-ct-ubnd/index.html";
    let (all, why) = site.build(page);
    assert_eq!(why, Explained::New);
    assert_eq!(site.build(page), (0, Explained::Kept));
    assert_eq!(site.build("khong-co/").1, Explained::Unknown);

    site.change("content/3.md", "Việc 3", "Việc ba");
    let (made, why) = site.build(page);
    let Explained::Facts(facts) = why else { panic!("{why:?}") };
    assert!(facts.contains(&("fact-text", "ubnd-tinh-lao-cai/chi-thi/2024/03-ct-ubnd".to_owned())), "{facts:?}");
    assert!(made > 1 && made < all / 2, "{made} of {all}");

    // A page of a document that has nothing to do with it.
    site.change("content/3.md", "Việc ba", "Việc thứ ba");
    assert_eq!(site.build("/van-ban/ubnd-tinh-lao-cai/chi-thi/2024/07-ct-ubnd/").1, Explained::Kept);
    assert_eq!(site.build(page).0, 0);

    // A page that says how large others are is made each time; it counts where it holds something else.
    let sizes = "data/site.json";
    assert_eq!(site.build(sizes), (0, Explained::Kept));
    site.change("content/3.md", "2024-03-01", "2024-03-02");
    assert_eq!(site.build(sizes).1, Explained::Sizes);

    std::fs::write(site.beside.path().join("output").join(page), "khác").expect("written");
    assert_eq!(site.build(page), (1, Explained::File));
}

#[test]
fn a_document_more_about_a_work_leaves_those_as_they_are_that_name_it_too() {
    let site = Small::new();
    let page = "van-ban/ubnd-tinh-lao-cai/chi-thi/2024/03-ct-ubnd";
    site.build(page);
    // All name one decision; the page says that it has been replaced, not how often that is said.
    for (at, (body, is_news)) in [
        ("Thực hiện Quyết định 131/QĐ-TTg ngày 25/01/2022, các đơn vị phân công cán bộ.\n", false),
        ("Quyết định 131/QĐ-TTg ngày 25/01/2022 bị thay thế bởi Quyết định 5/QĐ-TTg ngày 02/3/2023.\n", true),
        ("Nay Quyết định 131/QĐ-TTg ngày 25/01/2022 được thay thế bởi Quyết định 5/QĐ-TTg ngày 02/3/2023.\n", false),
    ]
    .into_iter()
    .enumerate()
    {
        let (number, date) = (format!("{}/CT-UBND", 21 + at), format!("2024-11-{}", 10 + at));
        let text = crate::support::directive(&number, &date, body).replace("Về việc thử", "Về việc riêng");
        site.edited.site.file(&format!("content/more-{at}.md"), text);
        let (made, why) = site.build(page);
        assert_eq!(why != Explained::Kept, is_news, "{made} made after: {body}\n{why:?}");
    }
}
