//! Links of texts, registries, notes and templates lead somewhere, or nothing is published and the nearest address that
//! answers is named.

use crate::support::{CONFIG, SiteTest, directive};

const PAGE: &str = "/van-ban/ubnd-tinh-lao-cai/chi-thi/2024/05-ct-ubnd/";

/// Two documents; the first has the body given.
fn site(body: &str) -> SiteTest {
    let site = SiteTest::new();
    site.file("content/a.md", directive("05/CT-UBND", "2024-05-06", body));
    let other = "## I. Nhiệm vụ\n\nĐoạn một.\n\nĐoạn hai[^1].\n\n- gạch\n\n## II. Tổ chức\n\nx\n\n[^1]: chú thích\n";
    site.file("content/b.md", directive("06/CT-UBND", "2024-05-07", other));
    site
}

/// `code target → nearest` of each problem that is none of level info.
fn said(site: &SiteTest) -> Vec<String> {
    let problems = site.problems();
    let grave = problems.iter().filter(|problem| problem["severity"] != "info");
    let line = |problem: &serde_json::Value| {
        let hint = problem["hint"].as_str().unwrap_or_default();
        let near = hint.split(['“', '”']).nth(1).unwrap_or_default();
        format!("{} {near}", problem["code"].as_str().expect("a code"))
    };
    grave.map(line).collect()
}

#[test]
fn what_leads_somewhere_is_published_and_leads_there() {
    let body = format!(
        "## I. Một\n\nXem [1]({PAGE}), [2](../06-ct-ubnd/#muc-i), [3](#muc-i), [4](../06-ct-ubnd), [5]({PAGE}index.html), \
         [6](https://vanban.example.vn/van-ban/?x=1#noi-dung), [7](/tim-kiem/?q=a), [8](van-ban.md), \
         [9](../06-ct-ubnd/#muc-i-doan-2), [10](../06-ct-ubnd/#chu-thich-1), [11](/gioi-thieu/#ky-hieu), [12](/cu/), \
         [13](mailto:a@b.vn), [14](?x), [15](#), [16](#muc-i-doan-1), [17](/atom.xml), [18](/van-ban/%75bnd-tinh-lao-cai/chi-thi/2024/05-ct-ubnd/#muc-i)"
    );
    let site = site(&body);
    site.file("congbao.yaml", format!("{CONFIG}redirects:\n  /cu/: {PAGE}\n"));
    site.build();
    assert_eq!(site.codes(), Vec::<String>::new());
    let page = site.read(&format!("output{PAGE}index.html"));
    for link in [
        "<a href=\"./\">1</a>",
        "<a href=\"../06-ct-ubnd/#muc-i\">2</a>",
        "<a href=\"#muc-i\">3</a>",
        "<a href=\"../06-ct-ubnd/\">4</a>",
        "<a href=\"./\">5</a>",
        "<a href=\"https://vanban.example.vn/van-ban/?x=1#noi-dung\">6</a>",
        "<a href=\"van-ban.md\">8</a>",
    ] {
        assert!(page.contains(link), "{link}");
    }
}

#[test]
fn a_dead_link_names_the_nearest_address() {
    let body = "[1](/van-ban/ubnd-tinh-lao-cai/chi-thi/2024/06-ct-ubn/) [2](../06-ct-ubn/) [3](/van-ban/ubnd-tinh-lao-cai/chi-thi/2023/06-ct-ubnd/) \
        [4](b.md) [5](khong.pdf) [6](#muc-9) [7](../06-ct-ubnd/#muc-iii) [8](https://vanban.example.vn/gioi-thiu/) [9][x] </van-ban/khong-co/> <https://vanban.example.vn/khong/>\n\n[x]: /co-quang/ \"x\"\n";
    let site = site(body);
    assert_eq!(site.run(&["build"]).status, 1);
    assert!(!site.exists("output/index.html"));
    let other = "/van-ban/ubnd-tinh-lao-cai/chi-thi/2024/06-ct-ubnd/";
    let mut expected = [1, 2, 3, 4].map(|_| format!("link-dead {other}")).to_vec();
    expected.extend(
        ["link-file-missing ", "link-anchor-dead ", "link-anchor-dead #muc-ii", "link-dead /gioi-thieu/"]
            .map(str::to_owned),
    );
    expected.extend(["link-dead /co-quan/", "link-dead "].map(str::to_owned));
    let mut said = said(&site);
    // An anchor without a near one has a hint without an address.
    said.iter_mut()
        .filter(|line| line.starts_with("link-anchor-dead #mo"))
        .for_each(|line| *line = "link-anchor-dead ".to_owned());
    assert_eq!(said, expected);
}

#[test]
fn registries_notes_and_the_configuration_are_looked_at() {
    let text = directive("05/CT-UBND", "2024-05-06", "x").replace(
        "published:",
        "notes:\n  - {date: 2024-06-01, text: \"Xem /van-ban/khong-co/ và [x](/khac/).\"}\npublished:",
    );
    let site = SiteTest::new();
    site.file("content/a.md", text);
    site.file("content/themes.yaml", "- key: a\n  name: A\n  description: xem https://vanban.example.vn/chu-de/b/\n");
    site.file("content/works.yaml", "# https://vanban.example.vn/khong-ai-doc/\n- key: luat-a\n  type: luat\n  number: 43/2019/QH14\n  date: 2019-06-14\n  issuer: quoc-hoi\n  title: Luật A\n  url: https://vanban.example.vn/van-ban/mat/\n");
    site.file("congbao.yaml", format!("{CONFIG}contact: https://vanban.example.vn/lien-he/\n"));
    let places: Vec<(String, u64)> = site
        .problems()
        .iter()
        .filter(|problem| problem["code"] == "link-dead")
        .map(|problem| {
            (problem["file"].as_str().expect("a file").to_owned(), problem["line"].as_u64().expect("a line"))
        })
        .collect();
    let expected = [
        ("congbao.yaml", 5),
        ("content/a.md", 8),
        ("content/a.md", 8),
        ("content/themes.yaml", 3),
        ("content/works.yaml", 8),
    ];
    assert_eq!(places, expected.map(|(file, line)| (file.to_owned(), line)));
}

#[test]
fn templates_of_the_site_are_looked_at_where_they_stand() {
    let site = site("x");
    site.file("congbao.yaml", format!("{CONFIG}theme: rieng\n"));
    let foot = "<p><a href=\"{{ page.home }}gioi-thieu/\">một</a>\n<a href=\"{{ page.home }}gioi-thieu-x/\">hai</a>\n<a href=\"#khong-co\">ba</a>\n<img src=\"/logo.png\" alt=\"\"></p>\n";
    let base = include_str!("../../themes/default/templates/base.html").replace("</body>", &format!("{foot}</body>"));
    site.file("themes/rieng/templates/base.html", &base);
    let problems = site.problems();
    let dead: Vec<_> = problems
        .iter()
        .filter(|problem| problem["code"].as_str().is_some_and(|code| code.starts_with("link-")))
        .collect();
    assert_eq!(
        dead.iter().map(|problem| &problem["code"]).collect::<Vec<_>>(),
        ["link-dead", "link-anchor-dead", "link-dead"]
    );
    let line = base.lines().position(|line| line.contains("gioi-thieu-x")).expect("there") as u64 + 1;
    assert!(dead.iter().all(|problem| problem["file"] == "themes/rieng/templates/base.html"), "{dead:?}");
    assert_eq!(dead[0]["line"].as_u64(), Some(line));
    assert!(dead[0]["hint"].as_str().is_some_and(|hint| hint.contains("/gioi-thieu/")), "{dead:?}");
}

#[test]
fn one_document_with_errors_is_not_what_other_links_are_blamed_for() {
    let site = site("[1](/van-ban/ubnd-tinh-lao-cai/chi-thi/2024/06-ct-ubnd/) [2](b.md) [3](/khong-co/)");
    let broken = site.read("content/b.md").replace("title: Về việc thử", "title:");
    site.file("content/b.md", broken);
    let codes = site.codes();
    assert_eq!(codes.iter().filter(|code| *code == "link-dead").count(), 1, "{codes:?}");
}

#[test]
fn a_site_below_a_folder_of_its_host_knows_its_own_addresses() {
    let body = format!(
        "[1](/cb{PAGE}) [2]({PAGE}) [3](https://vanban.example.vn/tin-tuc/) [4](https://vanban.example.vn/cb/tin/)"
    );
    let site = site(&body);
    site.file("congbao.yaml", CONFIG.replace("example.vn/", "example.vn/cb/"));
    assert_eq!(said(&site), ["link-dead "]);
}

#[test]
fn a_file_of_another_document_is_named_by_its_address() {
    let site = site("[1](ky.pdf) [2](phu-luc.pdf)");
    let attached = "attachments: [{file: ky.pdf, title: Bản ký}]\npublished:";
    site.file("content/b.md", site.read("content/b.md").replacen("published:", attached, 1));
    site.file("content/ky.pdf", "%PDF-1.4\n%%EOF\n").file("content/phu-luc.pdf", "%PDF-1.4\n%%EOF\n");
    let expected =
        ["link-dead /van-ban/ubnd-tinh-lao-cai/chi-thi/2024/06-ct-ubnd/tep/ky.pdf", "link-file-unattached phu-luc.pdf"];
    assert_eq!(said(&site), expected);
}

#[test]
fn thousands_of_dead_links_are_thirty_of_each_and_a_number() {
    let body: String = (0..1000)
        .map(|number| format!("[{number}](/khong-co-{number}/) ![a](khong.png) [z](#khong-{number})\n"))
        .collect();
    let codes = site(&body).codes();
    assert_eq!(codes.iter().filter(|code| code.starts_with("link-")).count(), 60, "{codes:?}");
    assert_eq!(codes.iter().filter(|code| *code == "more-of-the-same").count(), 2, "{codes:?}");
}

#[test]
fn a_name_with_a_number_sign_or_decomposed_letters_is_found() {
    let body = "Xem [một](<Phụ lục #1.pdf>), [hai](<Biểu?.pdf>), [ba](<Phụ lục #1.pdf#page=2>), [bốn](<Phụ%20lục%20%231.pdf#page=2>).";
    let site = site(body);
    let attachments =
        "attachments:\n  - {file: \"Phụ lục #1.pdf\", title: A}\n  - {file: \"Biểu?.pdf\", title: B}\npublished:";
    site.file("content/a.md", site.read("content/a.md").replace("published:", attachments));
    // As a Mac writes names.
    site.file("content/Phu\u{323} lu\u{323}c #1.pdf", "%PDF-1.4\n").file("content/Biểu?.pdf", "%PDF-1.4\n");
    assert_eq!(said(&site), [format!("link-dead {PAGE}")]);
    site.file(
        "content/a.md",
        site.read("content/a.md").replace("[ba](<Phụ lục #1.pdf#page=2>)", "[ba](<Phụ lục #1.pdf>)"),
    );
    site.build();
    let page = site.read(&format!("output{PAGE}index.html"));
    for link in [
        "<a href=\"tep/phu-luc-1.pdf\">một</a>",
        "<a href=\"tep/bieu.pdf\">hai</a>",
        "<a href=\"tep/phu-luc-1.pdf\">ba</a>",
        "<a href=\"tep/phu-luc-1.pdf#page=2\">bốn</a>",
    ] {
        assert!(page.contains(link), "{link}");
    }
    assert!(site.exists(&format!("output{PAGE}tep/phu-luc-1.pdf")));
}

#[test]
fn an_old_address_with_a_query_in_front_matter_is_a_redirect_and_no_link() {
    let site = site("x");
    let old = "redirect_from: [\"/van-ban/chitiet.aspx?id=1234\"]\npublished:";
    site.file("content/a.md", site.read("content/a.md").replace("published:", old));
    site.build();
    let map = site.read("output/queries.map");
    assert!(map.contains("/van-ban/chitiet.aspx?id=1234\""), "{map}");
}
