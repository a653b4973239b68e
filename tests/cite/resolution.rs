//! A link is right or it is not there: tables of sentences and what their citations mean.

use crate::support::{ISSUERS, SiteTest, directive};

const WORKS: &str = "\
- key: 2457-qd-bgddt-2023
  type: quyet-dinh
  number: 2457/QĐ-BGDĐT
  date: 2023-08-23
  issuer: bo-giao-duc-va-dao-tao
  title: Kế hoạch nhiệm vụ
- key: 29-nq-tw-2013
  type: nghi-quyet
  number: 29-NQ/TW
  date: 2013-11-04
  issuer: ban-chap-hanh-trung-uong
  title: Về đổi mới căn bản, toàn diện giáo dục và đào tạo
- key: 30-2021-qd-ttg
  type: quyet-dinh
  number: 30/2021/QĐ-TTg
  issuer: thu-tuong-chinh-phu
  title: Định mức phân bổ
";

fn site(body: &str) -> SiteTest {
    let site = SiteTest::new();
    site.file("content/issuers.yaml", ISSUERS).file("content/works.yaml", WORKS);
    site.file("content/a.md", directive("05/CT-UBND", "2024-05-06", body));
    site
}

/// kind:id of each citation.
fn meanings(body: &str) -> Vec<String> {
    let site = site(body);
    site.build();
    site.data("citations")
        .iter()
        .map(|citation| {
            let resolution = &citation["resolution"];
            let id = resolution["id"].as_str().unwrap_or("-");
            format!("{}:{id}", resolution["kind"].as_str().expect("a kind"))
        })
        .collect()
}

#[test]
fn what_each_mention_means() {
    for (body, expected) in [
        // Exactly the verified row.
        (
            "Theo Quyết định số 2457/QĐ-BGDĐT ngày 23/8/2023 của Bộ Giáo dục và Đào tạo.",
            vec!["work:2457-qd-bgddt-2023"],
        ),
        // The same number in another year is another work.
        ("Theo Quyết định số 2457/QĐ-BGDĐT ngày 02/3/2021.", vec!["work:bo-giao-duc-va-dao-tao/2457-qd-bgddt/2021"]),
        // Another day of the same year contradicts.
        ("Theo Quyết định số 2457/QĐ-BGDĐT ngày 24/8/2023.", vec!["ambiguous:-"]),
        // A Party number carries no year: another date contradicts.
        ("Theo Nghị quyết số 29-NQ/TW ngày 04/11/2023 của Ban Chấp hành Trung ương.", vec!["ambiguous:-"]),
        // Undated: the one row of works.yaml.
        ("Theo Quyết định số 2457/QĐ-BGDĐT.", vec!["work:2457-qd-bgddt-2023"]),
        // Undated: dated elsewhere in the same document.
        (
            "Theo Quyết định số 99/QĐ-BGDĐT ngày 02/3/2021. Quyết định số 99/QĐ-BGDĐT nêu rõ.",
            vec!["work:bo-giao-duc-va-dao-tao/99-qd-bgddt/2021"; 2],
        ),
        // Undated, two dates in the same document: a tie.
        (
            "Quyết định số 99/QĐ-BGDĐT ngày 02/3/2021. Quyết định số 99/QĐ-BGDĐT ngày 02/3/2022. Quyết định số 99/QĐ-BGDĐT.",
            vec![
                "work:bo-giao-duc-va-dao-tao/99-qd-bgddt/2021",
                "work:bo-giao-duc-va-dao-tao/99-qd-bgddt/2022",
                "ambiguous:-",
            ],
        ),
        // The bare ordinal after the full form; never before it, never between two.
        (
            "Theo Quyết định số 99/QĐ-BGDĐT ngày 02/3/2021. Quyết định số 99 của Bộ Giáo dục và Đào tạo nêu rõ.",
            vec!["work:bo-giao-duc-va-dao-tao/99-qd-bgddt/2021"; 2],
        ),
        (
            "Theo Quyết định số 99 của Bộ Giáo dục và Đào tạo. Quyết định số 99/QĐ-BGDĐT ngày 02/3/2021.",
            vec!["unknown:-", "work:bo-giao-duc-va-dao-tao/99-qd-bgddt/2021"],
        ),
        (
            "Quyết định số 99/2020/QĐ-TTg, Quyết định số 99/2021/QĐ-TTg. Quyết định số 99 của Thủ tướng Chính phủ.",
            vec!["work:thu-tuong-chinh-phu/99-2020-qd-ttg", "work:thu-tuong-chinh-phu/99-2021-qd-ttg", "ambiguous:-"],
        ),
        (
            "Quyết định số 99/2020/QĐ-TTg. Quyết định số 99 của Bộ Giáo dục và Đào tạo.",
            vec!["work:thu-tuong-chinh-phu/99-2020-qd-ttg", "unknown:-"],
        ),
        // Pointing back; to what is doubtful, nothing points.
        (
            "Theo Quyết định số 99/QĐ-BGDĐT ngày 02/3/2021. Quyết định nêu trên quy định rõ.",
            vec!["work:bo-giao-duc-va-dao-tao/99-qd-bgddt/2021"; 2],
        ),
        ("Theo Kế hoạch số 12/KH-UBND ngày 01/02/2024. Kế hoạch nêu trên quy định rõ.", vec!["unknown:-"]),
        // "This" is the text itself where it is of that type.
        (
            "Theo Mục II Chỉ thị này và Mục II của Nghị định này.",
            vec!["self:ubnd-tinh-lao-cai/chi-thi/2024/05-ct-ubnd"],
        ),
        // Its own year needs no date.
        ("Thông tư 12/2022/TT-BGDĐT.", vec!["work:bo-giao-duc-va-dao-tao/12-2022-tt-bgddt"]),
        ("Quyết định số 30/2021/QĐ-TTg ngày 10/10/2021 của Thủ tướng Chính phủ.", vec!["work:30-2021-qd-ttg"]),
        // A joint circular is counted by the body that stands first in its symbol, is a circular, and is
        // written with `/` or `-`.
        (
            "Thông tư liên tịch số 41/2014/TTLT-BYT-BTC của Bộ Tài chính và Thông tư số 41/2014/TTLT/BYT-BTC.",
            vec!["work:bo-y-te/41-2014-ttlt-byt-btc"; 2],
        ),
        // Who approves is not who issues.
        ("Tại Nghị định số 45/2012/NĐ-CP do Bộ Công Thương phê duyệt.", vec!["work:chinh-phu/45-2012-nd-cp"]),
        ("Theo Nghị định số 45/2012/NĐ-CP do Chính phủ ban hành.", vec!["work:chinh-phu/45-2012-nd-cp"]),
        // A bare UBND is never an issuer.
        ("Kế hoạch số 12/KH-UBND ngày 01/02/2024.", vec!["unknown:-"]),
        // UBND tỉnh takes its province from the citing document.
        ("Kế hoạch số 12/KH-UBND ngày 01/02/2024 của UBND tỉnh.", vec!["work:ubnd-tinh-lao-cai/12-kh-ubnd/2024"]),
        // One number, one sentence, two works.
        (
            "Kế hoạch số 90/KH-UBND ngày 24/4/2022 của UBND tỉnh và Kế hoạch số 90/KH-UBND ngày 01/3/2023 của UBND huyện Văn Lãng.",
            vec!["work:ubnd-tinh-lao-cai/90-kh-ubnd/2022", "work:ubnd-huyen-van-lang-tinh-lao-cai/90-kh-ubnd/2023"],
        ),
        // Itself.
        (
            "Chỉ thị số 05/CT-UBND ngày 06/5/2024 của UBND tỉnh Lào Cai.",
            vec!["self:ubnd-tinh-lao-cai/chi-thi/2024/05-ct-ubnd"],
        ),
        // The same number of another province.
        (
            "Chỉ thị số 05/CT-UBND ngày 06/5/2024 của UBND tỉnh Lạng Sơn.",
            vec!["work:ubnd-tinh-lang-son/05-ct-ubnd/2024"],
        ),
    ] {
        assert_eq!(meanings(body), expected, "{body}");
    }
}

/// A site with the one row (type, date) for `100/2015/QH13`: kind:id of the one citation.
fn meaning_beside_row(kind: &str, date: &str, body: &str) -> String {
    let row = format!(
        "- {{key: so-100, type: {kind}, number: 100/2015/QH13, date: {date}, issuer: quoc-hoi, title: Hình sự}}\n"
    );
    let site = SiteTest::new();
    site.file("content/works.yaml", row).file("content/issuers.yaml", ISSUERS);
    site.file("content/a.md", directive("05/CT-UBND", "2024-05-06", body));
    site.build();
    let citations = site.data("citations");
    let resolution = &citations[0]["resolution"];
    format!("{}:{}", resolution["kind"].as_str().expect("a kind"), resolution["id"].as_str().unwrap_or("-"))
}

#[test]
fn laws_and_resolutions_of_one_number_are_told_apart() {
    for (kind, body, expected) in [
        // A code is a law, and often called so.
        ("bo-luat", "Theo Luật số 100/2015/QH13.", "work:so-100"),
        ("bo-luat", "Theo Bộ luật số 100/2015/QH13.", "work:so-100"),
        ("nghi-quyet", "Theo Luật số 100/2015/QH13.", "work:quoc-hoi/100-2015-qh13/luat"),
        // Without a type word only the day tells.
        ("bo-luat", "Các văn bản gồm: số 100/2015/QH13 về tội phạm.", "ambiguous:-"),
        ("bo-luat", "Các văn bản gồm: số 100/2015/QH13 ngày 27/11/2015 về tội phạm.", "work:so-100"),
    ] {
        assert_eq!(meaning_beside_row(kind, "2015-11-27", body), expected, "{kind}: {body}");
    }
}

#[test]
fn a_bare_name_of_a_law_means_the_one_named_in_full_before() {
    const LAWS: &str = "\
- {key: gd-2005, type: luat, number: 38/2005/QH11, date: 2005-06-14, issuer: quoc-hoi, title: Luật Giáo dục}
- {key: gd-2019, type: luat, number: 43/2019/QH14, date: 2019-06-14, issuer: quoc-hoi, title: Luật Giáo dục}
";
    for (body, expected) in [
        ("Căn cứ Luật Giáo dục ngày 14 tháng 6 năm 2019. Theo Luật Giáo dục.", vec!["gd-2019", "gd-2019"]),
        ("Căn cứ Luật Giáo dục số 43/2019/QH14. Theo Luật Giáo dục.", vec!["gd-2019", "gd-2019"]),
        ("Căn cứ Luật Thanh niên số 57/2020/QH14. Theo Luật Thanh niên.", vec!["quoc-hoi/57-2020-qh14/luat"; 2]),
        // Before its full name, the bare one may be that of another law.
        ("Theo Luật Giáo dục. Bằng cấp theo Luật Giáo dục năm 2005 được công nhận.", vec!["-", "gd-2005"]),
        // Two laws of one name.
        ("Luật Giáo dục năm 2005 và Luật Giáo dục năm 2019. Theo Luật Giáo dục.", vec!["gd-2005", "gd-2019", "-"]),
        // A law that ends is not the one in force.
        (
            "Văn bản này thay thế Luật Thanh niên số 53/2005/QH11. Theo Luật Thanh niên.",
            vec!["quoc-hoi/53-2005-qh11/luat", "-"],
        ),
        // In the title of an older circular the name is that of the law of its time.
        (
            "Căn cứ Luật Dược số 105/2016/QH13. Bãi bỏ Thông tư số 02/2007/TT-BYT hướng dẫn thi hành Luật Dược.",
            vec!["quoc-hoi/105-2016-qh13/luat", "bo-y-te/02-2007-tt-byt", "quoc-hoi/34-2005-qh11/luat"],
        ),
        (
            "Căn cứ Luật Dược số 105/2016/QH13 (sau đây gọi tắt là Luật Dược). Thông tư số 02/2017/TT-BYT thi hành Luật Dược.",
            // The name where it is given is no citation.
            vec!["quoc-hoi/105-2016-qh13/luat", "bo-y-te/02-2017-tt-byt", "quoc-hoi/105-2016-qh13/luat"],
        ),
        (
            "Căn cứ Luật Dược số 105/2016/QH13 (sau đây gọi tắt là Luật Dược). Bãi bỏ Thông tư số 02/2007/TT-BYT thi hành Luật Dược.",
            vec!["quoc-hoi/105-2016-qh13/luat", "bo-y-te/02-2007-tt-byt", "quoc-hoi/34-2005-qh11/luat"],
        ),
        // A consolidated text: the words are older than the law.
        ("Căn cứ Luật Thanh niên số 57/2030/QH18. Theo Luật Thanh niên.", vec!["quoc-hoi/57-2030-qh18/luat", "-"]),
    ] {
        let site = SiteTest::new();
        site.file("content/issuers.yaml", ISSUERS).file("content/works.yaml", LAWS);
        site.file("content/a.md", directive("05/CT-UBND", "2024-05-06", body));
        site.build();
        let citations = site.data("citations");
        let found: Vec<&str> =
            citations.iter().map(|citation| citation["resolution"]["id"].as_str().unwrap_or("-")).collect();
        assert_eq!(found, expected, "{body}");
    }
}

#[test]
fn a_document_whose_number_and_date_contradict_is_linked_only_from_its_date() {
    let row = "- {key: b, type: thong-tu, number: 03/2017/TT-BTTTT, date: 2016-07-01, issuer: bo-thong-tin-va-truyen-thong, title: B}\n";
    for (held, body, expected) in [
        (true, "Thông tư số 03/2017/TT-BTTTT.", "ambiguous"),
        (true, "Thông tư số 03/2017/TT-BTTTT ngày 24/4/2017.", "ambiguous"),
        (true, "Thông tư số 03/2017/TT-BTTTT ngày 01/7/2016.", "document"),
        // A row of works.yaml is verified.
        (false, "Thông tư số 03/2017/TT-BTTTT.", "work"),
    ] {
        let site = SiteTest::new();
        site.file("content/issuers.yaml", ISSUERS);
        site.file("content/a.md", directive("05/CT-UBND", "2024-05-06", body));
        if held {
            let text = directive("03/2017/TT-BTTTT", "2016-07-01", "Không viện dẫn.");
            let text = text.replace("type: chi-thi", "type: thong-tu");
            let issuer = text.lines().find(|line| line.starts_with("issuer:")).expect("an issuer").to_owned();
            site.file("content/b.md", text.replace(&issuer, "issuer: bo-thong-tin-va-truyen-thong"));
        } else {
            site.file("content/works.yaml", row);
        }
        site.build();
        let citations = site.data("citations");
        assert_eq!(citations[0]["resolution"]["kind"], expected, "{held}: {body}");
    }
}

#[test]
fn an_undated_mention_is_never_resolved_because_the_site_knows_only_one() {
    let site = site("Theo Chỉ thị số 07/CT-UBND của UBND tỉnh Lào Cai.");
    site.file("content/b.md", directive("07/CT-UBND", "2023-03-04", "Chỉ thị thứ bảy."));
    site.build();
    let citations = site.data("citations");
    assert_eq!(citations[0]["resolution"]["kind"], "ambiguous");
    assert_eq!(citations[0]["resolution"]["candidates"][0], "ubnd-tinh-lao-cai/chi-thi/2023/07-ct-ubnd");
    assert_eq!(site.codes(), ["citation-undated"]);
}

#[test]
fn a_held_document_is_linked_from_the_one_that_cites_it_and_knows_the_passage() {
    let site = site("## I. CHUNG\n\nTheo Chỉ thị số 07/CT-UBND ngày 04/3/2023 của UBND tỉnh Lào Cai.");
    site.file("content/b.md", directive("07/CT-UBND", "2023-03-04", "Chỉ thị thứ bảy."));
    site.build();
    let citing = site.read("output/van-ban/ubnd-tinh-lao-cai/chi-thi/2024/05-ct-ubnd/index.html");
    assert!(citing.contains("href=\"../../2023/07-ct-ubnd/\""), "{citing}");
    let cited = site.read("output/van-ban/ubnd-tinh-lao-cai/chi-thi/2023/07-ct-ubnd/index.html");
    assert!(cited.contains("../../2024/05-ct-ubnd/#vd-1"), "{cited}");
    assert_eq!(site.data("citations")[0]["section"], "muc-i");
}

#[test]
fn a_decision_that_matches_nothing_is_an_error() {
    let site = site("Theo Quyết định số 2457/QĐ-BGDĐT ngày 24/8/2023.");
    let text = site.read("content/a.md");
    let decided = |text_of: &str| {
        text.replace(
            "published:",
            &format!("citations:\n  - text: {text_of}\n    work: 2457-qd-bgddt-2023\npublished:"),
        )
    };
    site.file("content/a.md", decided("Quyết định số 2457/QĐ-BGDĐT ngày 25/8/2023"));
    assert_eq!(site.codes(), ["decision-unmatched", "citation-date-contradicts"]);
    site.file("content/a.md", decided("Quyết định số 2457/QĐ-BGDĐT ngày 24/8/2023"));
    assert_eq!(site.codes(), Vec::<String>::new());
    site.build();
    assert_eq!(site.data("citations")[0]["resolution"]["id"], "2457-qd-bgddt-2023");
}

#[test]
fn two_files_for_one_document_are_an_error() {
    let site = site("Chỉ thị.");
    site.file(
        "content/b.md",
        directive("5/CT-UBND", "2024-06-07", "Bản sao.").replace("number", "id: ban-sao\nnumber"),
    );
    assert_eq!(site.codes(), ["document-duplicate"]);
    site.file("content/b.md", directive("05/CT-UBND", "2024-05-06", "Bản sao."));
    assert_eq!(site.codes(), ["document-duplicate"]);
    let id = "id: ubnd-tinh-lao-cai/chi-thi/2024/05-ct-ubnd\nnumber";
    site.file("content/b.md", directive("06/CT-UBND", "2024-05-06", "Bản sao.").replace("number", id));
    assert_eq!(site.codes(), ["id-duplicate"]);
}

#[test]
fn names_lead_to_works_and_a_work_without_number_has_a_page_of_its_own() {
    let site = site("Thực hiện Luật Trẻ em và Chương trình “Sức khỏe học đường giai đoạn 2021 - 2025”.");
    let rows = "- key: luat-tre-em\n  type: luat\n  number: 102/2016/QH13\n  date: 2016-04-05\n  issuer: quoc-hoi\n  title: Luật Trẻ em\n  aliases: [Luật Trẻ em]\n\
                - key: suc-khoe-hoc-duong\n  type: chuong-trinh\n  title: Sức khỏe học đường giai đoạn 2021-2025\n  aliases: ['Chương trình “Sức khỏe học đường giai đoạn 2021 - 2025”']\n";
    site.file("content/works.yaml", rows);
    site.build();
    let ids: Vec<String> = site
        .data("citations")
        .iter()
        .map(|citation| citation["resolution"]["id"].as_str().expect("an id").to_owned())
        .collect();
    assert_eq!(ids, ["luat-tre-em", "suc-khoe-hoc-duong"]);
    assert!(site.data("citations").iter().all(|citation| citation["form"] == "titled"));
    assert!(site.exists("output/vien-dan/ten/suc-khoe-hoc-duong/index.html"));
    assert!(site.exists("output/vien-dan/quoc-hoi/102-2016-qh13/luat/index.html"));
}

#[test]
fn names_of_documents_count_in_their_province() {
    let site = site("Thực hiện Chỉ thị năm học cũ.");
    let named = directive("07/CT-UBND", "2023-03-04", "Chỉ thị.")
        .replace("published:", "aliases: [Chỉ thị năm học cũ]\npublished:");
    site.file("content/b.md", named);
    site.build();
    assert_eq!(site.data("citations")[0]["resolution"]["id"], "ubnd-tinh-lao-cai/chi-thi/2023/07-ct-ubnd");
}

#[test]
fn the_section_of_a_citation_is_the_nearest_numbered_heading() {
    let text = "Theo Thông tư 1/2022/TT-BGDĐT.\n\n## Mở đầu\n\nTheo Thông tư 2/2022/TT-BGDĐT.\n\n## I. CHUNG\n\nTheo Thông tư \
                3/2022/TT-BGDĐT.\n\n### Không số\n\nTheo Thông tư 4/2022/TT-BGDĐT.\n\n### 1. Mục\n\nTheo Thông tư 5/2022/TT-BGDĐT.";
    let site = site(text);
    site.build();
    let sections: Vec<String> = site
        .data("citations")
        .iter()
        .map(|citation| citation["section"].as_str().expect("an anchor").to_owned())
        .collect();
    assert_eq!(sections, ["mo-dau", "mo-dau", "muc-i", "muc-i", "muc-i-1"]);
}
