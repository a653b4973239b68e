//! Doors of a built site: what home claims, tabs that lead to something, lists that are narrowed without a script.

use crate::support::{CONFIG, ISSUERS, SiteTest, directive};

const ANOTHER: &str =
    "- {key: so-thu, name: Sở Thử, level: province, system: state, place: Lào Cai, province: Lào Cai}\n";

/// So many directives of UBND tỉnh, one a day, and half as many decisions of a department.
fn site(directives: usize) -> SiteTest {
    let site = SiteTest::new();
    site.file("content/issuers.yaml", format!("{ISSUERS}{ANOTHER}"));
    for at in 0..directives {
        let (number, day) = (at + 10, format!("{}-05-{:02}", 2020 + at / 20, at % 20 + 1));
        site.file(&format!("content/a{at}.md"), directive(&format!("{number}/CT-UBND"), &day, "Nội dung."));
        if at % 2 == 0 {
            let decision = directive(&format!("{number}/QĐ-ST"), &day, "Nội dung.");
            let decision = decision.replace("type: chi-thi", "type: quyet-dinh").replace("ubnd-tinh-lao-cai", "so-thu");
            site.file(&format!("content/b{at}.md"), decision);
        }
    }
    site
}

#[test]
fn a_long_list_is_narrowed_by_links() {
    let site = site(60);
    let withdrawn = site.read("content/a3.md").replace("---\n\nNội", "status: withdrawn\n---\n\nNội");
    site.file("content/a3.md", &withdrawn).file("content/a4.md", withdrawn.replace("13/CT", "14/CT"));
    assert_eq!(site.build().status, 0);
    let all = site.read("output/van-ban/index.html");
    // A type and an issuer have lists of their own.
    for link in ["href=\"../loai/quyet-dinh/\"", "href=\"../co-quan/so-thu/\"", "href=\"loc/hieu-luc-withdrawn/\""] {
        assert!(all.contains(link), "{link}: {all}");
    }
    assert!(all.contains("<a href=\"../loai/chi-thi/\">Chỉ thị</a> <span class=\"count\">60</span>"), "{all}");
    assert!(all.contains("#nam-2020\">2020</a>"), "years are jumps: {all}");
    let narrowed = site.read("output/van-ban/loc/hieu-luc-withdrawn/index.html");
    assert!(narrowed.contains("13/CT-UBND") && narrowed.contains("14/CT-UBND") && !narrowed.contains("12/CT-UBND"));
    assert!(narrowed.contains("href=\"../../\">Bỏ lọc</a>"), "{narrowed}");
    // Nearly all are of unknown force: that narrows nothing.
    assert!(!all.contains("hieu-luc-unknown") && !site.exists("output/van-ban/loc/hieu-luc-unknown"), "{all}");
    // The list of one issuer is one page: thirty decisions.
    assert!(!site.read("output/co-quan/so-thu/index.html").contains("href=\"loc/"));
    assert!(!site.exists("output/co-quan/so-thu/loc"));
    assert_eq!(site.codes(), Vec::<String>::new());
}

#[test]
fn a_narrowed_list_describes_the_newest_and_names_the_others() {
    let site = site(100);
    assert_eq!(site.build().status, 0);
    let list = site.read("output/loai/quyet-dinh/index.html");
    assert!(!list.contains("href=\"loc/"), "fifty are one page: {list}");
    site.file("content/themes.yaml", "- {key: t, name: Chủ đề, description: Mô tả}\n");
    for at in 0..100 {
        for name in [format!("content/a{at}.md"), format!("content/b{at}.md")] {
            if site.exists(&name) {
                site.file(&name, site.read(&name).replacen("published", "themes: [t]\npublished", 1));
            }
        }
    }
    assert_eq!(site.build().status, 0);
    let narrowed = site.read("output/chu-de/t/loc/loai-quyet-dinh/index.html");
    assert_eq!(narrowed.matches("class=\"title\"").count(), 10, "{narrowed}");
    assert!(narrowed.contains("/10-qd-st/\">Quyết định 10/QĐ-ST</a> 01/5/2020</li>"), "{narrowed}");
    assert!(!site.exists("output/chu-de/t/loc/loai-quyet-dinh/trang"), "all fifty on one page");
}

#[test]
fn what_a_filter_shows_follows_one_document_alone() {
    let site = site(90);
    assert_eq!(site.build().status, 0);
    // Another type is another address; the former leads there.
    let moved = |text: &str, from: &str| {
        text.replacen("---\n", &format!("---\nredirect_from: [/van-ban/ubnd-tinh-lao-cai/{from}/]\n"), 1)
    };
    let unlike = |at: usize| {
        let text = site.read(&format!("content/a{at}.md"));
        let other = text.replace("type: chi-thi", "type: thong-bao").replace("/CT", "/TB");
        moved(&other, &format!("chi-thi/2020/1{at}-ct-ubnd"))
    };
    let as_it_was = moved(&site.read("content/a8.md"), "thong-bao/2020/18-tb-ubnd");
    site.file("content/a7.md", unlike(7)).file("content/a8.md", unlike(8));
    assert_eq!(site.build().status, 0);
    let notices = site.read("output/co-quan/ubnd-tinh-lao-cai/loc/loai-thong-bao/index.html");
    assert!(notices.contains("17/TB-UBND") && notices.contains("18/TB-UBND"), "{notices}");
    // One alone needs no page: the filter leads to it.
    site.file("content/a8.md", as_it_was);
    assert_eq!(site.build().status, 0);
    let issuer = site.read("output/co-quan/ubnd-tinh-lao-cai/index.html");
    assert!(issuer.contains("/2020/17-tb-ubnd/\">Thông báo</a>"), "{issuer}");
}

#[test]
fn home_counts_what_is_a_link_and_leads_to_what_is_there() {
    let site = SiteTest::new();
    let body = "Theo Chỉ thị số 10/CT-UBND ngày 01/8/2022 của UBND tỉnh Lào Cai, Luật Trẻ em và Quyết định số 7/QĐ-TTg \
                ngày 25/01/2022 của Thủ tướng Chính phủ; Kế hoạch số 5.";
    site.file("content/a.md", directive("10/CT-UBND", "2022-08-01", "Nội dung."));
    site.file("content/b.md", directive("11/CT-UBND", "2023-08-01", body));
    assert_eq!(site.build().status, 0);
    let home = site.read("output/index.html");
    assert!(home.contains("4 chỗ viện dẫn: 3 chỗ có liên kết, trong đó 1 chỗ đến văn bản có toàn văn"), "{home}");
    assert!(home.contains("1 chỗ chưa có liên kết"), "{home}");
    assert!(!home.contains("là một liên kết đã kiểm tra"));
    let examples = &home[home.find("class=\"examples\"").expect("suggestions")..];
    let law = examples.find(">Luật Trẻ em</a>").expect("the law by its name");
    assert!(law < examples.find("/QĐ-TTg</a>").expect("a number"), "{home}");
    assert!(!home.contains("?q="), "a suggestion leads to a page, not to a search");
    // No theme, no school year: no tab, no page.
    for tab in ["chu-de", "nam-hoc"] {
        assert!(
            !home.contains(&format!("href=\"{tab}/\"")) && !site.exists(&format!("output/{tab}/index.html")),
            "{tab}"
        );
    }
    assert!(home.contains("href=\"loai/\""));
}

#[test]
fn topics_take_one_screen_and_lead_on() {
    let site = SiteTest::new();
    let rows: String = (0..20).map(|at| format!("- {{key: t{at}, name: Chủ đề {at}, description: Mô tả}}\n")).collect();
    site.file("content/themes.yaml", rows);
    let tags = |from: usize| (from..20).map(|at| format!("  - t{at}\n")).collect::<String>();
    for (at, from) in [(10, 0), (11, 5)] {
        let text = directive(&format!("{at}/CT-UBND"), "2022-08-01", "Nội dung.");
        let keys = format!("themes:\n{}published", tags(from));
        site.file(&format!("content/{at}.md"), text.replacen("published", &keys, 1));
    }
    assert_eq!(site.build().status, 0);
    let home = site.read("output/index.html");
    let shown = home.matches("<li><a href=\"chu-de/t").count();
    assert_eq!(shown, 12, "{home}");
    assert!(home.contains("<li><a href=\"chu-de/t5/\">") && !home.contains("<li><a href=\"chu-de/t4/\">"));
    assert!(home.contains("<a class=\"more\" href=\"chu-de/\">Tất cả chủ đề</a>"));
}

#[test]
fn long_titles_open_on_demand_and_stand_once() {
    let site = SiteTest::new();
    let title = "Về việc tăng cường công tác quản lý và nâng cao chất lượng hoạt động giáo dục ".repeat(4);
    let text = directive("10/CT-UBND", "2022-08-01", "Nội dung.").replace("Về việc thử", title.trim());
    site.file("content/a.md", text);
    assert_eq!(site.build().status, 0);
    for page in ["output/moi-dang/index.html", "output/van-ban/index.html"] {
        let page = site.read(page);
        assert_eq!(page.matches(title.trim()).count(), 1, "{page}");
        assert!(page.contains("<details class=\"opener long\"><summary>Xem cả tên</summary></details>"), "{page}");
    }
}

#[test]
fn a_number_is_looked_up_where_the_site_says() {
    let site = SiteTest::new();
    site.file("congbao.yaml", format!("{CONFIG}lookup: [\"https://tra.example.vn/tim?so={{number}}\"]\n"));
    let row =
        "- {key: 7-qd, type: quyet-dinh, number: 7/QĐ-TTg, date: 2022-01-25, issuer: thu-tuong-chinh-phu, title: T}\n";
    site.file("content/works.yaml", row);
    let body = "Theo Quyết định số 7/QĐ-TTg ngày 25/01/2022 của Thủ tướng Chính phủ.";
    site.file("content/a.md", directive("10/CT-UBND", "2022-08-01", body));
    assert_eq!(site.build().status, 0);
    let page = || site.read("output/vien-dan/thu-tuong-chinh-phu/07-qd-ttg/2022/index.html");
    let address = "https://tra.example.vn/tim?so=07%2FQ%C4%90-TTg";
    assert!(page().contains(&format!("href=\"{address}\">Tìm trên tra.example.vn</a>")), "{}", page());
    assert!(page().contains("chưa kiểm tra"));
    let found = site.run(&["cite", "--find", "7/QĐ-TTg"]);
    assert!(found.stdout.contains(&format!("tìm thử (chưa kiểm tra): {address}")), "{}", found.stdout);
    // An official address that editors have checked needs no search.
    site.file("content/works.yaml", row.replace("title: T", "title: T, url: \"https://a.example.vn/7\""));
    assert_eq!(site.build().status, 0);
    assert!(page().contains("https://a.example.vn/7") && !page().contains("tra.example.vn"));
}

#[test]
fn types_have_a_gloss_in_english_alone() {
    let site = SiteTest::new();
    site.file("content/a.md", directive("10/CT-UBND", "2022-08-01", "Nội dung."));
    assert_eq!(site.build().status, 0);
    assert!(!site.read("output/loai/index.html").contains("Directive"));
    site.file("congbao.yaml", CONFIG.replace("language: vi", "language: en"));
    assert_eq!(site.build().status, 0);
    assert!(site.read("output/loai/index.html").contains("(Directive)"));
    assert!(
        site.read("output/van-ban/ubnd-tinh-lao-cai/chi-thi/2022/10-ct-ubnd/index.html")
            .contains("Chỉ thị (Directive)")
    );
}
