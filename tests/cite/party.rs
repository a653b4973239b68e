//! Party numbers start anew with each term: what the dates beside them decide, and what a misprinted one does.

use crate::support::{ISSUERS, SiteTest, directive};

/// A site of documents of 2024 with these bodies; `works.yaml` as given.
fn site(works: &str, bodies: &[&str]) -> SiteTest {
    let site = SiteTest::new();
    site.file("content/issuers.yaml", ISSUERS).file("content/works.yaml", works);
    for (at, body) in bodies.iter().enumerate() {
        let number = format!("0{}/CT-UBND", at + 1);
        site.file(&format!("content/{at}.md"), directive(&number, "2024-05-06", body));
    }
    site
}

/// What each citation means, `-` for no link; `39-NQ/TW` of a day is its last part.
fn meanings(site: &SiteTest) -> Vec<String> {
    site.build();
    let id = |citation: &serde_json::Value| {
        let id = citation["resolution"]["id"].as_str().unwrap_or("-");
        id.rsplit('/').next().unwrap_or(id).to_owned()
    };
    site.data("citations").iter().map(id).collect()
}

const ROW_2013: &str = "- {key: nq-29, type: nghi-quyet, number: 29-NQ/TW, date: 2013-11-04, issuer: ban-chap-hanh-trung-uong, title: Đổi mới}\n";
const ROW_2015: &str =
    "- {key: nq-39, type: nghi-quyet, number: 39-NQ/TW, date: 2015-04-17, issuer: bo-chinh-tri, title: Biên chế}\n";

#[test]
fn a_full_date_names_one_of_two_terms() {
    for (works, body, expected) in [
        (
            "[]\n",
            "Nghị quyết số 39-NQ/TW ngày 17 tháng 4 năm 2015 và Nghị quyết số 39-NQ/TW ngày 15 tháng 01 năm 2019 của Bộ Chính trị.",
            vec!["2015-04-17", "2019-01-15"],
        ),
        // The other way round, with more between, and in the words of the Party.
        (
            "[]\n",
            "Kết luận số 51-KL/TW, ngày 30/5/2019 của Ban Bí thư. Đã có Kết luận số 51-KL/TW, ngày 06/9/2012 và Kết luận số 51-KL/TW, ngày 30-5-2019.",
            vec!["2019-05-30", "2012-09-06", "2019-05-30"],
        ),
        // Undated beside both: either.
        (
            "[]\n",
            "Nghị quyết số 39-NQ/TW ngày 17/4/2015. Nghị quyết số 39-NQ/TW ngày 15/01/2019. Theo Nghị quyết số 39-NQ/TW.",
            vec!["2015-04-17", "2019-01-15", "-"],
        ),
        // The row is of one term, the text cites both.
        (
            ROW_2015,
            "Nghị quyết số 39-NQ/TW ngày 17/4/2015 và Nghị quyết số 39-NQ/TW ngày 15/01/2019 của Bộ Chính trị.",
            vec!["nq-39", "2019-01-15"],
        ),
        // Within a term the row contradicts, and so does the same day of another year.
        (ROW_2015, "Nghị quyết số 39-NQ/TW ngày 14/7/2015 và Nghị quyết số 39-NQ/TW ngày 17/4/2005.", vec!["-", "-"]),
        (ROW_2013, "Nghị quyết số 29-NQ/TW ngày 04/11/2023 của Ban Chấp hành Trung ương.", vec!["-"]),
        // A province's committee, on both sides of its congress.
        (
            "[]\n",
            "Nghị quyết số 12-NQ/TU ngày 20/5/2017 và Nghị quyết số 12-NQ/TU ngày 15/8/2022 của Tỉnh ủy Lào Cai.",
            vec!["2017-05-20", "2022-08-15"],
        ),
        ("[]\n", "Nghị quyết số 12-NQ/TU ngày 20/5/2022 và Nghị quyết số 12-NQ/TU ngày 15/8/2023.", vec!["-", "-"]),
    ] {
        assert_eq!(meanings(&site(works, &[body])), expected, "{body}");
    }
}

#[test]
fn one_misprinted_date_leaves_the_others_linked() {
    for (works, bodies, expected) in [
        // What most places write; the undated mention means it, too.
        (
            "[]\n",
            vec![
                "Nghị quyết số 29-NQ/TW ngày 04/11/2013. Nghị quyết số 29-NQ/TW ngày 04/11/2023. Nghị quyết số 29-NQ/TW. Nghị quyết số 29-NQ/TW ngày 04/11/2013.",
            ],
            vec!["2013-11-04", "-", "2013-11-04", "2013-11-04"],
        ),
        // One against one: either may be the slip.
        (
            "[]\n",
            vec!["Nghị quyết số 29-NQ/TW ngày 04/11/2013 và Nghị quyết số 29-NQ/TW ngày 04/11/2014."],
            vec!["-", "-"],
        ),
        // A document of 2024 cannot know a work of 2031.
        (
            "[]\n",
            vec!["Nghị quyết số 29-NQ/TW ngày 04/11/2031 và Nghị quyết số 29-NQ/TW ngày 04/11/2013."],
            vec!["-", "2013-11-04"],
        ),
        // The row.
        (
            ROW_2013,
            vec![
                "Nghị quyết số 29-NQ/TW ngày 04/11/2023. Nghị quyết số 29-NQ/TW ngày 04/11/2023. Nghị quyết số 29-NQ/TW ngày 04/11/2013. Nghị quyết số 29-NQ/TW.",
            ],
            vec!["-", "-", "nq-29", "nq-29"],
        ),
        // A date made of two others: both of them can be right without it.
        (
            "[]\n",
            vec![
                "Nghị quyết số 39-NQ/TW ngày 17/4/2015, Nghị quyết số 39-NQ/TW ngày 15/01/2019, Nghị quyết số 39-NQ/TW ngày 17/4/2019.",
            ],
            vec!["2015-04-17", "2019-01-15", "-"],
        ),
        // Two documents against one, however often that one says it.
        (
            "[]\n",
            vec![
                "Nghị quyết số 29-NQ/TW ngày 14/11/2013. Nghị quyết số 29-NQ/TW ngày 14/11/2013. Nghị quyết số 29-NQ/TW ngày 14/11/2013.",
                "Nghị quyết số 29-NQ/TW ngày 04/11/2013.",
                "Nghị quyết số 29-NQ/TW ngày 04/11/2013.",
            ],
            vec!["-", "-", "-", "2013-11-04", "2013-11-04"],
        ),
        // Nine dates of one number in one term: none is to be believed.
        (
            "[]\n",
            vec![
                "Số 29-NQ/TW ngày 01/11/2013, số 29-NQ/TW ngày 02/11/2013, số 29-NQ/TW ngày 03/11/2013, số 29-NQ/TW ngày 04/11/2013, số 29-NQ/TW ngày 05/11/2013, số 29-NQ/TW ngày 06/11/2013, số 29-NQ/TW ngày 07/11/2013, số 29-NQ/TW ngày 08/11/2013, số 29-NQ/TW ngày 09/11/2013, số 29-NQ/TW ngày 09/11/2013.",
            ],
            vec!["-"; 10],
        ),
    ] {
        assert_eq!(meanings(&site(works, &bodies)), expected, "{bodies:?}");
    }
}

#[test]
fn what_editors_are_told_does_not_contradict_itself() {
    for (works, body, codes) in [
        (
            "[]\n",
            "Nghị quyết số 39-NQ/TW ngày 17/4/2015 và Nghị quyết số 39-NQ/TW ngày 15/01/2019 của Bộ Chính trị.",
            vec![],
        ),
        (
            "[]\n",
            "Nghị quyết số 29-NQ/TW ngày 04/11/2013. Nghị quyết số 29-NQ/TW ngày 04/11/2013. Nghị quyết số 29-NQ/TW ngày 04/11/2014.",
            vec!["citation-dates-conflict"],
        ),
        (ROW_2013, "Nghị quyết số 29-NQ/TW ngày 04/11/2023.", vec!["citation-date-contradicts"]),
        // The second has no date that could contradict anything.
        (
            ROW_2013,
            "Nghị quyết số 29-NQ/TW ngày 04/11/2023. Theo Nghị quyết số 29-NQ/TW.",
            vec!["citation-date-contradicts", "citation-undated"],
        ),
    ] {
        let site = site(works, &[body]);
        site.build();
        let mut found = site.codes();
        found.retain(|code| code.starts_with("citation-"));
        assert_eq!(found, codes, "{body}");
    }
}
