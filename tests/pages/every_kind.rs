//! A site that has every kind of page: planned and made as any other, by the one door.

use crate::support::{CONFIG, SiteTest, repository};
use congbao::pipeline::{BuildOptions, load};
use congbao::site::{Job, RedirectFormat};
use std::collections::BTreeSet;

/// Words that two documents share.
const SHARED: &str = "Tiếp tục đổi mới công tác quản lý giáo dục theo hướng tăng quyền tự chủ gắn với trách nhiệm giải trình, \
     bảo đảm dân chủ trong nhà trường và nâng cao hiệu quả kiểm tra, đánh giá ở tất cả các cấp học trên địa bàn tỉnh.";

/// What makes a picture of the two.
const AMENDS: &str = "relations:\n  amends: [ubnd-tinh-lao-cai/chi-thi/2022/10-ct-ubnd]\n";

/// Two documents of one series, the newer with a long list of what it cites, of who must do what, and of
/// passages on the older.
fn site() -> SiteTest {
    let site = SiteTest::new();
    let gone = "gone:\n  - address: /van-ban/cu/\n    reason: Đăng nhầm\nembed: [portal.example.vn]\n\
        neighbours: [{address: \"https://b.example.vn/\", name: Trang B}]\n";
    site.file("congbao.yaml", format!("{CONFIG}formats: [txt, akn]\n{gone}"));
    site.file(
        "content/addresses.tsv",
        "/data/works.json\tbelow\t/data/site.json\n\
         /vien-dan/thu-tuong-chinh-phu/131-qd-ttg/\twork\tQuyết định 131/QĐ-TTg\n\
         /vien-dan/thu-tuong-chinh-phu/999-qd-ttg/2020/\twork\tQuyết định 999/QĐ-TTg\n",
    );
    site.file("content/ban-ky.pdf", b"%PDF-1.4\n%%EOF\n");
    site.file(
        "content/accessibility.yaml",
        "by_hand:\n  - {day: 2026-11-30, who: Biên tập viên, with: Bàn phím, tried: Tìm một văn bản, state: good}\n",
    );
    let image = b"GIF89a\x03\0\x02\0\x80\0\0\0\0\0\xff\xff\xff\x2c\0\0\0\0\x03\0\x02\0\0\x02\x02\x84\x5f\0\x3b";
    site.file("content/so-do.gif", image);
    let attached = "attachments:\n  - file: ban-ky.pdf\n    title: Bản ký\nredirect_from: [/cu/bai/, /van-ban/bai-cu/]\n\
         versions: [{date: 2026-01-02, until: 2026-01-03, file: cu.ban/2026-01-02.md, reason: copying}]\n";
    site.file("content/cu.ban/2026-01-02.md", "Tiếp tục đổi mới.\n");
    site.file("content/cu.md", document("10/CT-UBND", "2022-08-01", "2022-2023", attached, SHARED));
    let mut body = format!("{SHARED}\n\n");
    for number in 0..32 {
        body.push_str("Theo Chỉ thị số 10/CT-UBND ngày 01/8/2022 của UBND tỉnh Lào Cai.\n\n");
        body.push_str(&format!(
            "Theo Quyết định số {}/QĐ-TTg ngày 25/01/2022 của Thủ tướng Chính phủ.\n\n",
            130 + number
        ));
        body.push_str(&format!(
            "Giao Sở Giáo dục và Đào tạo xây dựng kế hoạch số {number} trình UBND tỉnh ban hành trước ngày 15/9/2023.\n\n"
        ));
    }
    body.push_str("Theo Quyết định số 131/QĐ-TTg ngày 26/02/2023 của Thủ tướng Chính phủ. ![Sơ đồ](so-do.gif)\n");
    // Long enough for pages of its chapters.
    let chapter =
        |number: &str| format!("## Chương {number}. Quy định\n\n{}\n\n", "Các trường học tốt. ".repeat(1_000));
    let chapters = ["I", "II", "III"].map(chapter).concat();
    site.file("content/dai.md", document("12/CT-UBND", "2021-08-01", "2021-2022", "", &chapters));
    site.file("content/moi.md", document("11/CT-UBND", "2023-08-01", "2023-2024", AMENDS, &body));
    // So many numbers that the table of them is divided.
    let row = |number: usize| {
        format!(
            "- {{key: quyet-dinh-{number}, type: quyet-dinh, number: {number}/QĐ-TTg, date: 2019-01-02, issuer: thu-tuong-chinh-phu, \
             title: Về việc thứ {number}}}\n"
        )
    };
    site.file("content/works.yaml", (1..=1_000).map(row).collect::<String>());
    // A list that is long enough to be narrowed.
    for number in 1..=90 {
        let (kind, sign) = if number % 2 == 0 { ("ke-hoach", "KH") } else { ("quyet-dinh", "QĐ") };
        let other = document(&format!("{number}/{sign}-UBND"), "2021-08-01", "2021-2022", "", "Nội dung.");
        let other = other.replace("type: chi-thi", &format!("type: {kind}")).replace("series: nhiem-vu-nam-hoc\n", "");
        site.file(&format!("content/so-{number}.md"), other);
    }
    site
}

fn document(number: &str, date: &str, year: &str, keys: &str, body: &str) -> String {
    format!(
        "---\ntype: chi-thi\nnumber: {number}\ndate: {date}\nissuer: ubnd-tinh-lao-cai\ntitle: Về nhiệm vụ năm học {year}\n\
         school_year: {year}\nseries: nhiem-vu-nam-hoc\npublished: 2026-01-02\n{keys}---\n\n{body}\n"
    )
}

/// The names of all variants of `kind` in `file`, read from the one list of them: a new one fails here until the site
/// above has it.
fn variants(file: &str, kind: &str) -> BTreeSet<String> {
    let list = std::fs::read_to_string(repository().join(file)).expect("the list of variants");
    let start = list.find(&format!("pub enum {kind} {{")).expect("the variants");
    let end = start + list[start..].find("\n}").expect("their end");
    let lines = list[start..end].lines().skip(1).map(str::trim).filter(|line| !line.starts_with("//"));
    lines.map(|line| line.split(['(', ',']).next().unwrap_or(line).to_owned()).collect()
}

#[test]
fn a_site_has_every_kind_of_page_and_one_door_makes_them() {
    let site = site();
    let (snapshot, checked) = load(site.root(), &BuildOptions::default()).expect("a site");
    assert!(!checked.has_errors(), "{:?}", checked.diagnostics);
    let (mut seen, mut formats) = (BTreeSet::new(), BTreeSet::new());
    for page in &snapshot.site.pages {
        let bytes = snapshot.make(page).unwrap_or_else(|problem| panic!("{}: {problem:?}", page.address));
        assert!(!bytes.is_empty() || page.job == Job::RedirectList(RedirectFormat::Gone), "{} is empty", page.address);
        if let Job::Format(_, format) = page.job {
            formats.insert(format!("{format:?}"));
        }
        let kind = format!("{:?}", page.job);
        seen.insert(kind.split('(').next().unwrap_or(&kind).to_owned());
    }
    let kinds = variants("src/site/pages/mod.rs", "Job");
    assert!(kinds.len() > 40, "{kinds:?}");
    let missing: Vec<&String> = kinds.difference(&seen).collect();
    assert!(missing.is_empty(), "the site has no page of these kinds: {missing:?}");
    assert_eq!(formats, variants("src/site/format.rs", "Format"), "a format is missing in `Format::ALL`");
}
