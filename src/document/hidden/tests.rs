//! Remarks in every shape and place, and what is none.
//!
//! In: bodies of documents. Out: nothing of a remark on the page, in the Markdown, in the flows.

use super::*;
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::{flow, parse};
use proptest::prelude::*;

/// What is published of a body, line by line without its trailing spaces, and the codes of what is said of it.
fn read(body: &str) -> (String, String, Vec<&'static str>) {
    let whole = Span::new(0, body.len());
    let source = hide(Source::new("a.md", body), whole);
    let markdown = published(&source, whole);
    assert_eq!(markdown.chars().count(), body.chars().count(), "offsets stay right: {body}");
    assert_eq!(source.text().len(), body.len(), "{body}");
    assert_eq!(markdown.lines().count(), body.lines().count(), "{body}");
    let mut problems = Vec::new();
    let tree = parse(&source, whole, &mut problems);
    let page: Vec<String> = flow::flows(&tree).into_iter().map(|flow| flow.text).collect();
    let page = format!("{} {tree:?}", page.join(" / "));
    let codes = problems.iter().map(|problem: &Diagnostic| problem.code).collect();
    (markdown, page, codes)
}

/// The flows of a body.
fn flows_of(body: &str) -> Vec<String> {
    let whole = Span::new(0, body.len());
    let tree = parse(&Source::new("a.md", body), whole, &mut Vec::new());
    flow::flows(&tree).into_iter().map(|flow| flow.text).collect()
}

const REMARKS: &[&str] = &[
    "[//]: # (KÍN)",
    "[//]: # 'KÍN'",
    "[//]: # \"KÍN\"",
    "[//]: # “KÍN”",
    "[//]: <> (KÍN)",
    "[//]:# (KÍN)",
    "[//]: <#> (KÍN)",
    "[//]: #(KÍN)",
    "[//] : # (KÍN)",
    "[ // ]: # (KÍN)",
    "[///]: # (KÍN)",
    "[//]: https://a.vn/x (KÍN)",
    "[//]: <a b> (KÍN)",
    "[//]: (KÍN)",
    "[//]: KÍN",
    "[comment]: # (KÍN)",
    "[Comment]: <> (KÍN)",
    "[comment]: KÍN",
    "[ghi chú]: # (KÍN)",
    "[_metadata_:author]: # \"KÍN\"",
    "[//]: # (KÍN (hỏi lại) 😀)",
    "[//]: # (KÍN) và (nữa)",
    "[//]: # (KÍN).",
    "[//]: # \"KÍN \"nữa\" đấy\"",
    "[//]: # 'it's KÍN'",
    "[//]: # (KÍN \\) nữa)",
    "[//]: # (KÍN <!-- x -->)",
    "<!-- KÍN -->",
    "<!--KÍN-->",
    "<!-- [//]: # (KÍN) -->",
    "<!-- ``` KÍN -->",
];

/// What stands before and behind a remark: `{}`.
const PLACES: &[&str] = &[
    "{}",
    "{}\n\nHai.\n",
    "Một.\n\n{}\n\nHai.\n",
    "Một.\n{}\nHai.\n",
    "Một.\r\n{}\r\nHai.\r\n",
    "Một.\n{}",
    "Một.\n  {}\nHai.\n",
    "Một.\n\t{}\nHai.\n",
    "Một.\n        {}\nHai.\n",
    "## Mục\n{}\nHai.\n",
    "- một\n{}\n- hai\n",
    "- một\n  {}\n- hai\n",
    "- {}\n- hai\n",
    "- {}\n  hai\n",
    "1. {}\n2. hai\n",
    "1. một\n\n   {}\n\n2. hai\n",
    "> một\n> {}\n> hai\n",
    "> {}\n",
    "> - {}\n> - hai\n",
    "> một\n>\n> {}\n\nHai.\n",
    "> một\n{}\nhai\n",
    "| a | b |\n|---|---|\n| 1 | 2 |\n{}\n| 3 | 4 |\n",
    "| a | b |\n{}\n|---|---|\n| 1 | 2 |\n",
    "Một[^1].\n\n[^1]: hai\n{}\n",
    "Một[^1].\n\n[^1]: hai\n\n    {}\n",
    "Một[^1].\n\n[^1]: {}\n    hai\n",
    "```\nmã\n```\n{}\nHai.\n",
    "> ```\n> mã\n\n{}\n",
    "- ```\n  mã\n\n{}\n",
    "Một `mã\n{}\nmã` hai.\n",
    "Một ` một.\n{}\nHai ` hai.\n",
    "<div>\n{}\n</div>\n",
    "Một\n{}\n===\n",
    "***\n{}\n***\n",
    "Xem [//] và [ghi chú] và [comment].\n{}\n",
];

#[test]
fn a_remark_is_hidden_wherever_a_line_begins() {
    for place in PLACES {
        for remark in REMARKS {
            let body = place.replace("{}", remark);
            let (markdown, page, codes) = read(&body);
            assert!(!markdown.contains("KÍN"), "Markdown of {body:?}: {markdown:?}");
            assert!(!page.contains("KÍN") && !page.contains("]:"), "page of {body:?}: {page}");
            assert!(!codes.contains(&"remark-unsure"), "{body:?}");
            for word in ["Một", "một", "Hai", "hai"] {
                assert_eq!(markdown.contains(word), body.contains(word), "{body:?}");
                assert!(page.contains(word) || !body.contains(word), "{word} of {body:?}: {page}");
            }
        }
    }
}

#[test]
fn a_remark_goes_on_to_its_closing_sign() {
    for (open, close) in [("[//]: # (", ")"), ("[//]: # \"", "\""), ("[comment]: <> '", "'"), ("<!--", "-->")] {
        for body in [
            format!("Một.\n{open}KÍN\nKÍN\nKÍN{close}\nHai.\n"),
            format!("Một.\r\n\r\n{open}KÍN\r\nKÍN{close}\r\n\r\nHai.\r\n"),
            format!("> Một.\n> {open}KÍN\n> KÍN{close}\n> Hai.\n"),
            format!("- Một.\n  {open}KÍN\n  - KÍN\n  KÍN{close}\n- Hai.\n"),
            format!("| Một |\n|---|\n{open}KÍN\nKÍN{close}\n| Hai |\n"),
        ] {
            let (markdown, page, codes) = read(&body);
            assert!(!markdown.contains("KÍN") && !page.contains("KÍN"), "{body:?}: {markdown:?} {page}");
            assert!(codes.is_empty() && markdown.contains("Hai") && page.contains("Hai"), "{body:?} {codes:?}");
        }
    }
    for body in ["Một <!-- KÍN\n\n```\nKÍN -->\n\n[//]: # (KÍN)\n\nHai.\n", "<!--\n\nKÍN\n\n    KÍN\n-->\nHai.\n"]
    {
        let (markdown, page, codes) = read(body);
        assert!(!markdown.contains("KÍN") && !page.contains("KÍN"), "{body:?}: {markdown:?} {page}");
        assert!(codes.is_empty() && page.contains("Hai"), "{body:?}");
    }
}

#[test]
fn the_text_around_a_remark_is_read_as_if_it_were_not_there() {
    for (body, flows) in [
        ("Một\n[//]: # (x)\nhai.\n", &["Một hai."][..]),
        ("Một <!-- x --> hai.\n", &["Một hai."]),
        ("Mộ<!-- x -->t hai.\n", &["Một hai."]),
        ("<!-- x -->   Một.\n", &["Một."]),
        ("Một  <!-- x -->\nhai.\n", &["Một hai."]),
        ("| a |\n|---|\n| 1 |\n[//]: # (x)\n| 2 |\n", &["a", "1", "2"]),
        ("| a <!-- x | y --> |\n|---|\n| 1 |\n", &["a", "1"]),
        ("- một\n- [//]: # (x)\n- hai\n", &["một", "hai"]),
        ("<!-- x --> [//]: # (y)\nMột.\n", &["Một."]),
    ] {
        assert_eq!(flows_of(body), flows, "{body:?}");
    }
    // Two lists stay two where something stood between them.
    let lists = |body: &str| {
        let tree = parse(&Source::new("a.md", body), Span::new(0, body.len()), &mut Vec::new());
        tree.blocks.len()
    };
    assert_eq!(lists("- một\n\n[//]: # (x)\n\n- hai\n"), 2);
    assert_eq!(lists("- một\n\n<!-- x -->\n\n- hai\n"), 2);
    assert_eq!(lists("- một\n- [//]: # (x)\n- hai\n"), 1);
}

#[test]
fn code_and_text_hide_nothing() {
    for body in [
        "```\n[//]: # (LỘ)\n<!-- LỘ -->\n```\n",
        "~~~ md\n\n[//]: # (LỘ)\n~~~\n",
        "> ```\n> [//]: # (LỘ)\n> ```\n",
        "- một\n\n  ```\n  [//]: # (LỘ)\n  ```\n",
        "Một.\n\n    [//]: # (LỘ)\n",
        "Viết `[//]: # (LỘ)` hoặc `<!-- LỘ -->`.\n",
        "\\[//]: # (LỘ)\n",
        "\\<!-- LỘ -->\n",
        "&lt;!-- LỘ --&gt;\n",
        "[//](https://a.vn/LỘ)\n",
        "[LỘ]: là chữ của văn bản\n",
        "A --> LỘ\n",
        "[^//]: # (LỘ)\n\nMột[^//].\n",
        "Một <!DOCTYPE LỘ>\n",
    ] {
        let (markdown, page, codes) = read(body);
        assert_eq!(markdown, body);
        assert!(page.contains("LỘ"), "{body:?}: {page}");
        assert!(!codes.contains(&"remark-unsure"), "{body:?}");
    }
    // A link that is used keeps its definition.
    let body = "Xem [một][a] và ![hai][b].\n\n[a]: https://a.vn/ \"Tên\"\n[B]: anh.png\n";
    assert_eq!(read(body).0, body);
}

#[test]
fn a_definition_that_no_link_uses_is_hidden_everywhere() {
    for body in [
        "Một.\n\n[a]: https://a.vn/ \"KÍN\"\n",
        "Một [a].\n\n[a]: /một\n[a]: /hai \"KÍN\"\n",
        "Một.\n\n[a]:\n/x\n'KÍN\nKÍN'\n\nHai.\n",
        "> Một.\n>\n> [a]: /x (KÍN)\n",
    ] {
        let (markdown, page, codes) = read(body);
        assert!(!markdown.contains("KÍN") && !page.contains("KÍN"), "{body:?}: {markdown:?} {page}");
        assert_eq!(codes, ["link-definition-unused"], "{body:?}");
        assert!(page.contains("Một") && markdown.contains("Một"), "{body:?}");
    }
}

#[test]
fn what_nobody_can_be_sure_of_is_refused_and_hidden() {
    for body in [
        "[//]: # (KÍN\n\nHai.\n",
        "[//]: # (KÍN\nMột.\n",
        "Một.\n[//]: # \"KÍN\n\nHai.\n",
        "[//]: # KÍN không ngoặc\n",
        "[comment]: KÍN không ngoặc\n",
        "[//]: # (KÍN) và chữ\n",
        "[//] # (KÍN)\n",
        "[//] (KÍN)\n",
        "[//]:\nKÍN\n",
        "[//]: #\n(KÍN)\n",
        "[ghi chú]: # KÍN\n",
        "[ghi chú] : # (KÍN)\n",
        "Một [//]: # (KÍN)\n",
        "Một [ghi chú]: <> (KÍN)\n",
        "| [//]: # (KÍN) | b |\n|---|---|\n| 1 | 2 |\n",
        "## [//]: # (KÍN)\n",
        "1.[//]: # (KÍN)\n",
        "Một\r[//]: # (KÍN)\rHai\n",
        "<!-- KÍN\n\nHai.\n",
        "<!-- KÍN <!-- x -->\n",
        "< !-- KÍN -->\n",
        "<!- KÍN ->\n",
        "<!– KÍN –>\n",
        "Một `mã <!-- KÍN` KÍN -->\n",
        "```\n\n```\n[//]: # (KÍN\n```\n[//]: # (x)\n```\n",
    ] {
        let (markdown, page, codes) = read(body);
        assert!(codes.contains(&"remark-unsure"), "{body:?} {codes:?}");
        assert!(!markdown.contains("KÍN") && !page.contains("KÍN"), "{body:?}: {markdown:?} {page}");
    }
}

#[test]
fn the_line_of_a_remark_is_quoted_and_the_front_matter_is_searched() {
    let text = "---\ntitle: A # KÍN\nnotes:\n  - text: |\n      [//]: # (x)\n---\nMột.\n[//]: # (KÍN\n";
    let body = text.find("Một").unwrap_or_default();
    let span = Span::new(body, text.len());
    let source = hide(Source::new("a.md", text), span);
    assert!(!published(&source, span).contains("KÍN"));
    let mut problems = Vec::new();
    parse(&source, span, &mut problems);
    let said: Vec<_> = problems.iter().map(|problem| (problem.code, problem.arguments[0].1.as_str())).collect();
    assert_eq!(said, [("remark-unsure", "[//]: # (x)"), ("remark-unsure", "[//]: # (KÍN")]);
    let lines: Vec<_> = problems.iter().filter_map(|problem| Some(problem.place.as_ref()?.line)).collect();
    assert_eq!(lines, [5, 8]);
    assert!(problems.iter().all(|problem| problem.severity == Severity::Error));
    // The same, where the file was not searched before.
    let raw = Source::new("a.md", text);
    assert!(!published(&raw, span).contains("KÍN"));
}

#[test]
fn hostile_texts_are_read_in_linear_time() {
    for unit in [
        "<!--",
        "<!-- x -->",
        "[//]: # (",
        "]:",
        "[a]: x\n",
        "[a]:\n",
        "[//]: # x\n",
        "<!-- `",
        "`<!--",
        "]: ",
        "[//\\",
        "[x]: #\n(\n\n",
    ] {
        let body = unit.repeat(50_000 / unit.len());
        let start = std::time::Instant::now();
        read(&body);
        assert!(start.elapsed().as_secs() < 10, "{unit:?} takes {:?}", start.elapsed());
    }
}

/// Lines of Markdown in any order.
fn line() -> impl Strategy<Value = &'static str> {
    prop::sample::select(
        &[
            "",
            "",
            "Một đoạn văn.",
            "## Mục",
            "- gạch",
            "  tiếp",
            "    thụt",
            "1. một",
            "> trích",
            "> - gạch",
            ">",
            "```",
            "~~~",
            "> ```",
            "- ```",
            "  ```",
            "| a | b |",
            "|---|---|",
            "***",
            "===",
            "---",
            "`mã",
            "mã`",
            "<div>",
            "</div>",
            "[^1]: chú",
            "Xem[^1].",
            "[a]: /x",
            "[a]",
            "\t- gạch",
            "      sâu",
            "*nghiêng",
            "**đậm**",
            "&amp; \\[ \\<",
        ][..],
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]
    #[test]
    fn no_remark_outside_code_leaks(
        lines in prop::collection::vec((line(), any::<bool>()), 1..14),
        remark in prop::sample::select(REMARKS),
        before in prop::sample::select(&["", " ", "   ", "> ", "- ", "1. ", "> - "][..]),
    ) {
        let mut body = String::new();
        for (line, with_remark) in lines {
            body.push_str(line);
            body.push('\n');
            if with_remark {
                body.push_str(&format!("{before}{remark}\n"));
            }
        }
        let whole = Span::new(0, body.len());
        let source = hide(Source::new("a.md", body.as_str()), whole);
        let tree = parse(&source, whole, &mut Vec::new());
        // Code alone may show it.
        let shown: String = flow::flows(&tree).into_iter().map(|flow| flow.text).collect();
        prop_assert!(!shown.contains("KÍN"), "{body}\n{shown}");
        // What the Markdown shows is what the page shows, and reading it again finds nothing.
        let markdown = published(&source, whole);
        let code = format!("{tree:?}").matches("KÍN").count();
        prop_assert_eq!(markdown.matches("KÍN").count(), code, "{}\n{}", body, markdown);
    }
}
