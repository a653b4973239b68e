//! "Ai phải làm gì" on built sites: the site's own province first, newest first, what a line introduces, themes and
//! deadlines.

use crate::support::{CONFIG, SiteTest, directive};

const ISSUER: &str = "issuer: so-giao-duc-va-dao-tao-tinh-lao-cai\n";

fn by(issuer: &str, number: &str, day: &str, body: &str) -> String {
    directive(number, day, body).replace("issuer: ubnd-tinh-lao-cai", &format!("issuer: {issuer}"))
}

#[test]
fn the_own_province_comes_first_then_who_has_most() {
    let site = SiteTest::new();
    site.remove("content/issuers.yaml");
    let own = "issuer: ubnd-tinh-lao-cai\n";
    site.file("congbao.yaml", format!("{CONFIG}{own}"));
    let told = "Giao Sở Giáo dục và Đào tạo xây dựng kế hoạch.";
    site.file("content/a.md", by("ubnd-tinh-lao-cai", "10/CT-UBND", "2022-08-01", told));
    site.file("content/b.md", by("ubnd-tinh-lai-chau", "11/CT-UBND", "2023-08-01", &format!("{told}\n\n{told}")));
    let central = "Giao Bộ Giáo dục và Đào tạo xây dựng đề án.\n\n".repeat(5);
    site.file("content/c.md", by("thu-tuong-chinh-phu", "12/CT-TTg", "2023-09-01", &central));
    assert_eq!(site.build().status, 0);
    let door = site.read("output/nhiem-vu/index.html");
    let at = |place: &str| door.find(&format!("<h2 id=\"noi-{place}\"")).unwrap_or_else(|| panic!("{place}: {door}"));
    assert!(at("lao-cai") < at("trung-uong") && at("trung-uong") < at("lai-chau"), "{door}");
    assert!(door.contains("href=\"#noi-lai-chau\""), "a jump: {door}");
    assert!(door.contains("mới nhất: <span>Chỉ thị 10/CT-UBND, 01/8/2022</span>"), "{door}");
    assert!(door.contains("việc nói bằng lời khác"), "it says what it may miss: {door}");
}

#[test]
fn tasks_stand_under_years_with_what_they_introduce() {
    let site = SiteTest::new();
    site.file("congbao.yaml", format!("{CONFIG}{ISSUER}"));
    site.file("content/themes.yaml", "- {key: day-them, name: Dạy thêm, description: Mô tả}\n");
    let old = "Giao Sở Giáo dục và Đào tạo báo cáo trước ngày 15/9/2022.\n\nGiao Sở Giáo dục và Đào tạo tổng hợp.";
    let new =
        "Giao Sở Giáo dục và Đào tạo thực hiện các nhiệm vụ sau:\n\n- rà soát trường, lớp;\n- báo cáo UBND tỉnh.\n";
    let themed = directive("11/CT-UBND", "2023-08-01", new).replacen("published", "themes: [day-them]\npublished", 1);
    site.file("content/a.md", directive("10/CT-UBND", "2022-08-01", old)).file("content/b.md", themed);
    assert_eq!(site.build().status, 0);
    let agency = site.read("output/co-quan/so-giao-duc-va-dao-tao-tinh-lao-cai/index.html");
    let (newer, older) = (agency.find(">Năm 2023</h3>"), agency.find(">Năm 2022</h3>"));
    assert!(newer.is_some() && newer < older, "{agency}");
    assert!(agency.contains("<li>rà soát trường, lớp;</li><li>báo cáo UBND tỉnh.</li>"), "{agency}");
    let dated = site.read("output/nhiem-vu/co-thoi-han/index.html");
    assert!(dated.contains("trước ngày 15/9/2022") && !dated.contains("tổng hợp."), "{dated}");
    assert!(dated.contains("Giao cho:"), "{dated}");
    let themed = site.read("output/nhiem-vu/chu-de/day-them/index.html");
    assert!(themed.contains("các nhiệm vụ sau") && !themed.contains("tổng hợp."), "{themed}");
    assert!(!themed.contains("văn bản mới nhất trong"), "all are there: {themed}");
    let door = site.read("output/nhiem-vu/index.html");
    assert!(door.contains("href=\"co-thoi-han/\"") && door.contains("href=\"chu-de/day-them/\""), "{door}");
}

#[test]
fn the_newest_tasks_of_a_theme_stand_there_and_where_the_others_are() {
    let site = SiteTest::new();
    site.file("content/themes.yaml", "- {key: day-them, name: Dạy thêm, description: Mô tả}\n");
    let told = "Giao Sở Giáo dục và Đào tạo báo cáo trước ngày 15/9/2022.\n\n".repeat(6);
    for at in 10..22 {
        let text = directive(&format!("{at}/CT-UBND"), &format!("2022-08-{at}"), &told);
        site.file(&format!("content/{at}.md"), text.replacen("published", "themes: [day-them]\npublished", 1));
    }
    assert_eq!(site.build().status, 0);
    let page = site.read("output/nhiem-vu/chu-de/day-them/index.html");
    assert!(page.contains("10 văn bản mới nhất trong 12 văn bản"), "{page}");
    assert!(page.contains("href=\"../../../chu-de/day-them/\">Mọi văn bản của chủ đề</a>"), "{page}");
    assert!(page.contains("21/CT-UBND") && page.contains("12/CT-UBND") && !page.contains("11/CT-UBND"), "{page}");
    assert_eq!(page.matches("<blockquote").count(), 40, "four of each: {page}");
    assert!(!site.exists("output/nhiem-vu/chu-de/day-them/trang"));
    // The door counts all; what has a deadline is all there.
    let door = site.read("output/nhiem-vu/index.html");
    let counted = &door[door.find("chu-de/day-them/").expect("the theme")..];
    assert!(counted[..120].contains("12"), "{counted}");
    let all = |page: &str| (10..22).all(|at| page.contains(&format!("{at}/CT-UBND")));
    assert!(all(&site.read("output/nhiem-vu/co-thoi-han/index.html")));
}

#[test]
fn an_issuer_s_own_documents_come_before_its_tasks() {
    let site = SiteTest::new();
    let told = "Giao Ủy ban nhân dân tỉnh Lào Cai xây dựng kế hoạch.";
    site.file("content/a.md", by("thu-tuong-chinh-phu", "12/CT-TTg", "2023-09-01", told));
    site.file("content/b.md", directive("10/CT-UBND", "2022-08-01", "Nội dung."));
    assert_eq!(site.build().status, 0);
    let page = site.read("output/co-quan/ubnd-tinh-lao-cai/index.html");
    let at = |id: &str| page.find(&format!("<h2 id=\"{id}\">")).unwrap_or_else(|| panic!("{id}: {page}"));
    assert!(at("van-ban") < at("nhiem-vu"), "{page}");
    assert!(page.contains("href=\"#nhiem-vu\""), "{page}");
}
