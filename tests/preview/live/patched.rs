//! What is right at once, before anything is settled: the document, all lists and feeds, and every work
//! that it cites or cited.

use super::{assert_names, assert_page, options, pages_of, settled, shown};
use crate::support::SiteTest;
use congbao::pipeline;
use congbao::pipeline::live::Live;

/// A document of 2024 with lines put into its front matter and its body.
fn document(number: u32, head: &str, body: &str) -> String {
    let title = if head.starts_with("title:") || head.contains("\ntitle:") {
        ""
    } else {
        "title: Về nhiệm vụ năm học 2024-2025\n"
    };
    let date = if head.contains("date:") { String::new() } else { format!("date: 2024-0{number}-0{number}\n") };
    format!(
        "---\ntype: chi-thi\nnumber: 0{number}/CT-UBND\nissuer: ubnd-tinh-lao-cai\npublished: 2026-01-0{number}\n{title}{date}{head}---\n\n{body}\n"
    )
}

const KNOWN: &str = "Căn cứ Quyết định số 131/QĐ-TTg ngày 25/01/2022 của Thủ tướng Chính phủ.";
const OWN: &str = "Thực hiện Thông tư số 32/2018/TT-BGDĐT ngày 26/12/2018 của Bộ trưởng Bộ Giáo dục và Đào tạo.";
const OTHER: &str = "Theo Chỉ thị số 02/CT-UBND ngày 02/02/2024 của UBND tỉnh Lào Cai.";
const NEW: &str = "Thực hiện Nghị định số 15/2020/NĐ-CP ngày 03/02/2020 của Chính phủ.";
const STATES: &str = "Kế hoạch số 84/KH-UBND ngày 01/02/2023 của UBND tỉnh Lào Cai thực hiện Quyết định số 131/QĐ-TTg ngày 25/01/2022 của Thủ tướng Chính phủ.";
const ENDS: &str = "Chỉ thị này thay thế Chỉ thị số 02/CT-UBND ngày 02/02/2024 của UBND tỉnh Lào Cai.";
const TORN: &str = "Thực hiện Quyết định số 131/QĐ-TTg của Thủ tướng Chính phủ.";

fn site() -> SiteTest {
    let site = SiteTest::new();
    site.file("content/themes.yaml", super::THEMES)
        .file("content/works.yaml", super::WORKS[1])
        .file("content/tệp.pdf", "%PDF-1.4\n")
        .file("content/1.md", document(1, "school_year: 2024-2025\nthemes: [chuyen-doi-so]\n", &first()))
        .file("content/2.md", document(2, "school_year: 2023-2024\n", &format!("{KNOWN}\n\n{STATES}")))
        .file(
            "content/3.md",
            document(3, "title: Về nhiệm vụ năm học 2023-2024\n", &format!("{TORN}\n\n{OTHER}\n\n{ENDS}")),
        )
        .file("content/4.md", document(4, "", &format!("{KNOWN}\n\n## I. Một\n\n{KNOWN}\n\n{OTHER}")));
    site
}

fn first() -> String {
    format!("{KNOWN}\n\n{OWN}\n\n## I. Nhiệm vụ\n\n{OTHER}\n\n## II. Giải pháp\n\nKhông.")
}

fn many_works() -> String {
    let works = (1..=25).map(|n| format!("Thực hiện Nghị định số {n}/2020/NĐ-CP ngày 03/02/2020 của Chính phủ."));
    works.collect::<Vec<_>>().join("\n\n")
}

#[test]
fn an_edited_document_is_right_everywhere_at_once() {
    let same = "school_year: 2024-2025\nthemes: [chuyen-doi-so]\n";
    let cases = [
        ("a line", same, format!("{}\n\nMột dòng mới.", first())),
        ("a citation of a known work", same, format!("{}\n\n{KNOWN}", first())),
        ("a citation before all others", same, format!("{KNOWN}\n\n{}", first())),
        ("a citation of a new work", same, format!("{}\n\n{NEW}", first())),
        ("a citation of a row", same, format!("{}\n\n{}", first(), super::SENTENCES[0])),
        ("a citation less", same, first().replace(KNOWN, "")),
        ("a work that is not cited any more", same, first().replace(OWN, "")),
        ("nothing cited", same, "Hết.".to_owned()),
        ("more works than a page shows", same, many_works()),
        ("more passages than a page shows", same, format!("{}\n\n{}", first(), [OTHER; 25].join("\n\n"))),
        ("another order", same, format!("{OTHER}\n\n{OWN}\n\n{NEW}\n\n{KNOWN}")),
        ("a reported relation", same, format!("{}\n\n{STATES}", first())),
        ("a replacement", same, format!("{}\n\n{ENDS}", first())),
        ("an undated mention", same, format!("{}\n\n{TORN}", first())),
        ("a title", "school_year: 2024-2025\nthemes: [chuyen-doi-so]\ntitle: Tựa mới\n", first()),
        ("a series", "school_year: 2024-2025\nthemes: [chuyen-doi-so]\nseries: rieng\n", first()),
        ("a school year", "school_year: 2022-2023\nthemes: [chuyen-doi-so]\n", first()),
        ("no school year", "themes: [chuyen-doi-so]\n", first()),
        ("themes", "school_year: 2024-2025\nthemes: [ngoai-ngu]\n", first()),
        ("a theme of a section", "school_year: 2024-2025\nthemes:\n  - chuyen-doi-so: [muc-ii]\n", first()),
        ("another day", "school_year: 2024-2025\nthemes: [chuyen-doi-so]\ndate: 2024-03-05\n", first()),
        (
            "a declared relation",
            "themes: [chuyen-doi-so]\nschool_year: 2024-2025\nrelations:\n  guides: [nd-24]\n",
            first(),
        ),
        (
            "a declared end",
            "themes: [chuyen-doi-so]\nschool_year: 2024-2025\nrelations:\n  replaces: [ubnd-tinh-lao-cai/chi-thi/2024/02-ct-ubnd]\n",
            first(),
        ),
        (
            "a status",
            "school_year: 2024-2025\nthemes: [chuyen-doi-so]\nstatus: expired\neffective_to: 2024-12-31\n",
            first(),
        ),
        ("a redirect", "school_year: 2024-2025\nthemes: [chuyen-doi-so]\nredirect_from: [/cu/1/]\n", first()),
        (
            "a file",
            "school_year: 2024-2025\nthemes: [chuyen-doi-so]\nattachments:\n  - {file: tệp.pdf, title: Bản ký}\n",
            first(),
        ),
        (
            "a decision",
            "school_year: 2024-2025\nthemes: [chuyen-doi-so]\ncitations:\n  - {text: Thông tư số 32/2018/TT-BGDĐT ngày 26/12/2018, work: nd-24, note: Nhầm}\n",
            first(),
        ),
    ];
    let site = site();
    let root = site.root().canonicalize().expect("a folder");
    for (what, head, body) in cases {
        site.file("content/1.md", document(1, same, &first()));
        let mut live = Live::new(&root, &options());
        live.follow(&[]);
        settled(&mut live);
        site.file("content/1.md", document(1, head, &body));
        let update = live.follow(&[root.join("content/1.md")]);
        assert!(!update.refused);
        check(&site, &update.moment.expect("a site"), what);
        // And back.
        site.file("content/1.md", document(1, same, &first()));
        let update = live.follow(&[root.join("content/1.md")]);
        check(&site, &update.moment.expect("a site"), &format!("{what}, and back"));
    }
}

/// Everything but the data files is what a fresh look at the files makes of it.
fn check(site: &SiteTest, moment: &congbao::pipeline::live::Moment, what: &str) {
    let fresh = pipeline::load(&site.root().canonicalize().expect("a folder"), &options());
    let (fresh, checked) = fresh.expect("a site");
    assert!(!checked.has_errors(), "{what}: {:?}", checked.diagnostics);
    let (shown, fresh) = (shown(moment), pages_of(&fresh));
    assert_names(&shown, &fresh, what);
    for (address, bytes) in shown.iter().filter(|(address, _)| !address.starts_with("/data/")) {
        assert_page(address, bytes, &fresh[address], what);
    }
}

#[test]
fn a_new_document_and_a_moved_one_are_there_at_once() {
    let site = site();
    let root = site.root().canonicalize().expect("a folder");
    let mut live = Live::new(&root, &options());
    live.follow(&[]);
    settled(&mut live);
    site.file("content/mới.md", document(9, "date: 2024-09-09\n", &format!("{KNOWN}\n\n{NEW}")));
    let moment = live.follow(&[root.join("content/mới.md")]).moment.expect("a site");
    check(&site, &moment, "a new document");
    site.remove("content/1.md").file("content/năm/1.md", document(1, "title: Khác\n", &first()));
    let moment = live.follow(&[root.join("content/1.md"), root.join("content/năm")]).moment.expect("a site");
    check(&site, &moment, "a moved document");
}

#[test]
fn a_broken_document_stays_as_it_was_and_a_secret_one_shows_nothing() {
    let site = site();
    let root = site.root().canonicalize().expect("a folder");
    let path = [root.join("content/1.md")];
    let address = "/van-ban/ubnd-tinh-lao-cai/chi-thi/2024/01-ct-ubnd/";
    let mut live = Live::new(&root, &options());
    live.follow(&[]);
    let first_look = settled(&mut live).expect("settled");
    let moment = first_look.moment.expect("a site");
    let page = |moment: &congbao::pipeline::live::Moment| {
        moment.make(moment.find(address).expect("a page")).map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
    };
    let good = page(&moment).expect("a page");
    site.file("content/1.md", document(1, "nope: [\n", &first()));
    let broken = live.follow(&path);
    let codes = |update: &congbao::pipeline::live::Update| -> Vec<&str> {
        let of_file = update.problems.iter().filter(|problem| {
            problem.severity == congbao::diagnostic::Severity::Error
                && problem.place.as_ref().is_some_and(|place| &*place.file == "content/1.md")
        });
        of_file.map(|problem| problem.code).collect()
    };
    assert!(!codes(&broken).is_empty());
    assert_eq!(page(&broken.moment.expect("a site")).expect("its last page"), good);
    let still = live.settle(&|| false).unwrap_or_else(|| live.follow(&path));
    assert_eq!(page(&still.moment.expect("a site")).expect("its last page"), good);
    site.file("content/1.md", document(1, "secrecy: Mật\n", &first()));
    assert!(live.follow(&path).refused);
    site.file("content/1.md", document(1, "title: Đã sửa\n", &first()));
    let mended = live.follow(&path);
    assert!(!mended.refused, "{:?}", codes(&mended));
    assert!(codes(&mended).is_empty(), "{:?}", codes(&mended));
    assert!(page(&mended.moment.expect("a site")).expect("a page").contains("Đã sửa"));
}

#[test]
fn before_all_is_read_a_document_that_is_looked_at_is() {
    let site = site();
    let root = site.root().canonicalize().expect("a folder");
    let mut live = Live::new(&root, &options());
    let opened = live.follow(&[]);
    assert_eq!(opened.unread, Some((0, 4)));
    let moment = opened.moment.expect("a site");
    let address = "/van-ban/ubnd-tinh-lao-cai/chi-thi/2024/01-ct-ubnd/";
    let page = moment.make(moment.find(address).expect("a page")).expect("made");
    let page = String::from_utf8_lossy(&page);
    assert!(page.contains("131/QĐ-TTg"), "{page}");
    assert!(page.contains("../02-ct-ubnd/"), "{page}");
    assert_eq!(moment.files_of(address), ["content/1.md"]);
    for form in ["van-ban.md", "van-ban.json"] {
        let form = format!("{address}{form}");
        assert_eq!(moment.files_of(&form), ["content/1.md"]);
        let bytes = moment.make(moment.find(&form).expect("planned")).expect("made");
        assert!(String::from_utf8_lossy(&bytes).contains("131"), "{form}");
    }
    assert_eq!(moment.files_of("/feed.json").len(), 4);
    site.file("content/2.md", document(2, "title: Sửa ngay\n", KNOWN));
    let update = live.follow(&[root.join("content/2.md")]);
    assert_eq!(update.unread, Some((1, 4)));
    let moment = update.moment.expect("a site");
    let list = moment.make(moment.find("/van-ban/").expect("a list")).expect("made");
    assert!(String::from_utf8_lossy(&list).contains("Sửa ngay"));
    let update = settled(&mut live).expect("settled");
    assert_eq!(update.unread, None);
    check(&site, &update.moment.expect("a site"), "settled");
}

#[test]
fn the_search_index_follows() {
    let site = site();
    let root = site.root().canonicalize().expect("a folder");
    let mut live = Live::new(&root, &options());
    live.follow(&[]);
    let moment = settled(&mut live).expect("settled").moment.expect("a site");
    let first = moment.search_piece("/tim-kiem/chi-muc/goc.bin").expect("an index");
    site.file("content/2.md", document(2, "title: Những chữ hoàn toàn khác hẳn\n", KNOWN));
    live.follow(&[root.join("content/2.md")]);
    let moment = settled(&mut live).expect("settled").moment.expect("a site");
    let second = moment.search_piece("/tim-kiem/chi-muc/goc.bin").expect("an index");
    assert_ne!(first, second);
    let mut anew = Live::new(&root, &options());
    anew.follow(&[]);
    let fresh = settled(&mut anew).expect("settled").moment.expect("a site");
    assert_eq!(fresh.search_piece("/tim-kiem/chi-muc/goc.bin").expect("an index"), second);
}

#[test]
fn a_link_to_a_file_that_was_moved_is_judged_again() {
    let site = site();
    site.file("content/1.md", document(1, "", "Xem [văn bản năm](5.md)."))
        .file("content/5.md", document(5, "draft: true\n", KNOWN));
    let root = site.root().canonicalize().expect("a folder");
    let mut live = Live::new(&root, &options());
    live.follow(&[]);
    settled(&mut live);
    site.remove("content/5.md").file("content/6.md", document(5, "draft: true\n", KNOWN));
    let patched = live.follow(&[root.join("content/5.md"), root.join("content/6.md")]);
    let update = settled(&mut live).unwrap_or(patched);
    let (_, fresh) = pipeline::load(&root, &options()).expect("a site");
    assert_eq!(*update.problems, *fresh.diagnostics);
    assert!(update.problems.iter().any(|problem| problem.code == "link-file-missing"), "{:?}", update.problems);
}
