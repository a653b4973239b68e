//! Markdown → outline, anchors, flows, problems; and what must hold for any text.

use super::*;
use crate::diagnostic::Severity;
use proptest::prelude::*;
use std::collections::BTreeSet;

fn read(text: &str) -> (Source, Document, Vec<Diagnostic>) {
    let source = Source::new("a.md", format!("---\ntype: x\n---\n{text}"));
    let body = Span::new("---\ntype: x\n---\n".len(), source.text().len());
    let mut diagnostics = Vec::new();
    let document = parse(&source, body, &mut diagnostics);
    (source, document, diagnostics)
}

fn anchors(document: &Document) -> Vec<String> {
    let mut anchors = vec![OPENING_ANCHOR.to_owned()];
    for block in &document.blocks {
        collect_anchors(block, &document.sections, &mut anchors);
    }
    for footnote in &document.footnotes {
        footnote.blocks.iter().for_each(|block| collect_anchors(block, &document.sections, &mut anchors));
    }
    anchors
}

fn collect_anchors(block: &Block, sections: &[Section], anchors: &mut Vec<String>) {
    match block {
        Block::Heading { section, .. } => anchors.push(sections[*section].anchor.to_string()),
        Block::Paragraph { anchor, .. } => anchors.extend(anchor.clone()),
        Block::List { items, .. } => {
            for item in items {
                anchors.push(item.anchor.clone());
                item.blocks.iter().for_each(|block| collect_anchors(block, sections, anchors));
            }
        }
        Block::Quote(inner) => inner.iter().for_each(|block| collect_anchors(block, sections, anchors)),
        _ => {}
    }
}

/// `level anchor | title`, a line a section after `mo-dau`.
fn outline(text: &str) -> Vec<String> {
    let (_, document, _) = read(text);
    document.sections[1..].iter().map(|s| format!("{} {} | {}", s.level, s.anchor, s.title)).collect()
}

fn codes(text: &str) -> Vec<&'static str> {
    read(text).2.iter().map(|diagnostic| diagnostic.code).collect()
}

fn flow_texts(text: &str) -> Vec<String> {
    flows(&read(text).1).into_iter().map(|flow| flow.text).collect()
}

#[test]
fn administrative_outline() {
    assert_eq!(
        outline(
            "Mở đầu\n\n## I. NHIỆM VỤ\n### 1. Tăng cường: {.run-in}\n\nText\n\n### 2. Tiếp tục.\n#### a) Một\n#### đ) Hai\n\
             #### d) Ba\n## II. TỔ CHỨC...\n### 1. Sở\n#### 1.2. Phòng\n"
        ),
        [
            "1 muc-i | NHIỆM VỤ",
            "2 muc-i-1 | Tăng cường",
            "2 muc-i-2 | Tiếp tục",
            "3 muc-i-2-a | Một",
            "3 muc-i-2-dd | Hai",
            "3 muc-i-2-d | Ba",
            "1 muc-ii | TỔ CHỨC...",
            "2 muc-ii-1 | Sở",
            "3 muc-ii-1-2 | Phòng",
        ]
    );
    assert_eq!(outline("## 1. Một\n\n## 7. **Bảy**\n"), ["1 muc-1 | Một", "1 muc-7 | Bảy"]);
}

#[test]
fn legal_outline() {
    assert_eq!(
        outline(
            "## Phần thứ nhất\n## Chương I. CHUNG\n### Mục 1. A\n#### Tiểu mục 1. B\n##### Điều 1. Phạm vi\n###### 1. Khoản\n\
             ###### a) Điểm\n## Chương II\n### Điều 2. Đối tượng\n#### Khoản 1\n##### Điểm đ\n## Phụ lục I\n### I. Một\n\
             #### 1. Hai\n### Điều 1. Khác\n## Phụ lục II\n## Chương I\n"
        ),
        [
            "1 phan-thu-nhat | ",
            "1 chuong-i | CHUNG",
            "2 chuong-i-muc-1 | A",
            "3 chuong-i-muc-1-tieu-muc-1 | B",
            "4 dieu-1 | Phạm vi",
            "5 dieu-1-khoan-1 | Khoản",
            "5 dieu-1-khoan-1-diem-a | Điểm",
            "1 chuong-ii | ",
            "2 dieu-2 | Đối tượng",
            "3 dieu-2-khoan-1 | ",
            "4 dieu-2-khoan-1-diem-dd | ",
            "1 phu-luc-i | ",
            "2 phu-luc-i-muc-i | Một",
            "3 phu-luc-i-muc-i-1 | Hai",
            "2 phu-luc-i-dieu-1 | Khác",
            "1 phu-luc-ii | ",
            "1 phu-luc-ii-chuong-i | ",
        ]
    );
}

#[test]
fn articles_may_be_paragraphs() {
    let text = "Căn cứ\n\nĐiều 1. Phê duyệt Đề án.\n\n1. Mục tiêu:\n\na) Chung;\n\nb) Riêng.\n\n2. Kinh phí\n\nNhư sau\n\n\
                **Điều 2. Hiệu lực** Quyết định này\n\nĐiều 3. Trách nhiệm thi hành\n\na) Một\n";
    assert_eq!(outline(text), ["1 dieu-1 | ", "1 dieu-2 | Hiệu lực", "1 dieu-3 | Trách nhiệm thi hành"]);
    assert_eq!(
        anchors(&read(text).1),
        [
            "mo-dau",
            "mo-dau-doan-1",
            "dieu-1",
            "dieu-1-khoan-1",
            "dieu-1-khoan-1-diem-a",
            "dieu-1-khoan-1-diem-b",
            "dieu-1-khoan-2",
            "dieu-1-khoan-2-doan-1",
            "dieu-2",
            "dieu-3",
            "dieu-3-diem-a",
        ]
    );
}

#[test]
fn clauses_are_list_items_or_paragraphs() {
    let text = "## Điều 3. X\n\n1. Một\n2. Hai:\n\n   a) nhỏ\n\n   b) nhỏ\n\n2a. Chen\n\na) của 2a\n\n- gạch\n";
    let (_, document, diagnostics) = read(text);
    assert_eq!(
        anchors(&document),
        [
            "mo-dau",
            "dieu-3",
            "dieu-3-khoan-1",
            "dieu-3-khoan-2",
            "dieu-3-khoan-2-diem-a",
            "dieu-3-khoan-2-diem-b",
            "dieu-3-khoan-2a",
            "dieu-3-khoan-2a-diem-a",
            "dieu-3-khoan-2a-diem-a-gach-1",
        ]
    );
    assert_eq!(diagnostics, []);
}

#[test]
fn positions_inside_sections() {
    let text = "Một\n\nHai\n\n## I. X\n\nBa\n\n- a\n  + b\n\n    c\n- d\n\n> e\n\n## Không số\n\nBốn\n\n### Nữa\n\n## Không số\n";
    assert_eq!(
        anchors(&read(text).1),
        [
            "mo-dau",
            "mo-dau-doan-1",
            "mo-dau-doan-2",
            "muc-i",
            "muc-i-doan-1",
            "muc-i-gach-1",
            "muc-i-gach-1-gach-1",
            "muc-i-gach-1-gach-1-doan-1",
            "muc-i-gach-2",
            "muc-i-doan-2",
            "tieu-de-1",
            "tieu-de-1-doan-1",
            "tieu-de-1-tieu-de-1",
            "tieu-de-2",
        ]
    );
}

#[test]
fn numbers_and_letters_of_administrative_documents_have_labels_too() {
    // The same anchors as when an editor makes headings of them later.
    let text = "## II. X\n\n1. Một\n\na) Hai\n\n- Ba\n\n1. Lại\n\n## III. Y\n### 1. Z\n\na) Bốn\n\n1. Năm\n";
    let (_, document, diagnostics) = read(text);
    assert_eq!(
        anchors(&document),
        [
            "mo-dau",
            "muc-ii",
            "muc-ii-1",
            "muc-ii-1-a",
            "muc-ii-1-a-gach-1",
            "muc-ii-1-a-gach-2",
            "muc-iii",
            "muc-iii-1",
            "muc-iii-1-a",
            "muc-iii-1-1",
        ]
    );
    assert_eq!(diagnostics, []);
}

#[test]
fn duplicate_labels_are_reported_with_both_lines() {
    let (_, document, diagnostics) = read("## I. A\n\n## I. B\n\n## Điều 1\n\n1. x\n\n- y\n\n1. z\n\n## I. C\n");
    let anchors: Vec<&str> = document.sections.iter().map(|section| section.anchor.as_ref()).collect();
    assert_eq!(anchors, ["mo-dau", "muc-i", "muc-i-lan-2", "dieu-1", "muc-i-lan-3"]);
    let said: Vec<String> = diagnostics
        .iter()
        .map(|d| format!("{} {:?} {:?}", d.code, d.place.as_ref().map(|p| p.line), d.arguments))
        .collect();
    assert_eq!(
        said,
        [
            r#"duplicate-label Some(6) [("label", "I"), ("line", "4"), ("anchor", "muc-i-lan-2")]"#,
            r#"duplicate-label Some(16) [("label", "I"), ("line", "4"), ("anchor", "muc-i-lan-3")]"#,
            r#"duplicate-label Some(14) [("label", "Khoản 1"), ("line", "10"), ("anchor", "dieu-1-khoan-1-lan-2")]"#,
        ]
    );
}

#[test]
fn an_attached_regulation_counts_its_articles_again() {
    let text = "Điều 1. Ban hành Quy chế.\n\nĐiều 2. Hiệu lực.\n\n## QUY CHẾ\n### Chương I\n#### Điều 1. A\n#### Điều 2. B\n#### Điều 3. C\n";
    let (_, document, diagnostics) = read(text);
    let anchors: Vec<&str> = document.sections[1..].iter().map(|section| section.anchor.as_ref()).collect();
    assert_eq!(
        anchors,
        ["dieu-1", "dieu-2", "tieu-de-1", "chuong-i", "tieu-de-1-dieu-1", "tieu-de-1-dieu-2", "tieu-de-1-dieu-3"]
    );
    assert!(diagnostics.iter().all(|diagnostic| diagnostic.code != "duplicate-label"), "{diagnostics:?}");
}

#[test]
fn labels_inside_a_quotation_are_not_labels_of_this_document() {
    let text = "Điều 1. Sửa đổi\n\n1. Sửa Điều 3:\n\n“Điều 3. Mới\n\n1. Một\n\na) Hai\n\nĐiều 4. “Ba””.\n\n2. Sửa Điều 7:\n\n“1. Bốn\n\n\
                2. Năm”.\n\n3. Bỏ “Điều 9\n\n4. Hết\n\nĐiều 2. Hiệu lực\n";
    let (_, document, diagnostics) = read(text);
    let sections: Vec<&str> = document.sections.iter().map(|section| section.anchor.as_ref()).collect();
    assert_eq!(sections, ["mo-dau", "dieu-1", "dieu-2"]);
    let anchors = anchors(&document);
    for clause in 1..=4 {
        assert!(anchors.contains(&format!("dieu-1-khoan-{clause}")), "{clause} in {anchors:?}");
    }
    assert_eq!(diagnostics, []);
}

#[test]
fn anchors_do_not_depend_on_wording() {
    let shape = "## I. {}\n\n{} {}\n\n### 1. {}: {.run-in}\n\n{}\n\n- {}\n\n## {}\n\n{}\n\n### a) {}\n";
    let one = shape.replace("{}", "Nhiệm vụ");
    let other = shape.replace("{}", "Điểm mới, chi tiết hơn");
    assert_eq!(anchors(&read(&one).1), anchors(&read(&other).1));
}

#[test]
fn a_run_in_heading_reads_on_in_its_paragraph() {
    let text = "## I. X\n\n### 1. Thực hiện: {.run-in}\n\nQuyết định số\n12/QĐ-UBND &amp; khác\n";
    let (source, document, diagnostics) = read(text);
    assert_eq!(diagnostics, []);
    let flows = flows(&document);
    assert_eq!(flows[1].text, "1. Thực hiện: Quyết định số 12/QĐ-UBND & khác");
    assert_eq!(flows[1].section, 2);
    let at = flows[1].text.find("Quyết").unwrap();
    let span = flows[1].source_span(Span::new(at, at + "Quyết định số 12/QĐ-UBND".len()));
    assert_eq!(source.slice(span), "Quyết định số\n12/QĐ-UBND");
    let at = flows[1].text.find('&').unwrap();
    assert_eq!(source.slice(flows[1].source_span(Span::new(at, at + 1))), "&amp;");
    assert_eq!(source.slice(flows[1].source_span(Span::new(at, flows[1].text.len()))), "&amp; khác");
}

#[test]
fn flows_are_what_a_reader_reads_across() {
    assert_eq!(
        flow_texts(
            "a `b` [c](/d) <i>e</i> \\*f\\*[^1]g\\\nh\n\n> i\n\n- j\n\n  k\n\n| l | m |\n|---|---|\n| n | |\n\n    o\n\n<p>\n\n[^1]: chú\n"
        ),
        ["a \u{fffc} \u{fffc} e *f*g h", "i", "j", "k", "l", "m", "n", "chú"]
    );
    // Breaks and quotes inside words of the source are mapped back whole.
    let (source, document, _) = read("> Nghị định **số\n> 30**/2020\n");
    let flow = &flows(&document)[0];
    assert_eq!(flow.text, "Nghị định số 30/2020");
    assert_eq!(source.slice(flow.source_span(Span::new(0, flow.text.len()))), "Nghị định **số\n> 30**/2020");
}

#[test]
fn footnotes_are_numbered_as_they_are_met() {
    let (_, document, diagnostics) = read(
        "[^b]: hai, xem [^c]\n\n## I. X\n\nMột[^a] hai[^B] lại[^a] không[^z]\n\n[^a]: một\n\n[^c]: ba\n\n[^d]: thừa\n\n[^a]: lặp\n",
    );
    let notes: Vec<(&str, usize, usize)> =
        document.footnotes.iter().map(|note| (note.label.as_str(), note.references, note.section)).collect();
    assert_eq!(notes, [("a", 2, 1), ("b", 1, 1), ("c", 1, 1), ("d", 0, 0), ("a", 0, 0)]);
    let codes: Vec<&str> = diagnostics.iter().map(|diagnostic| diagnostic.code).collect();
    assert_eq!(codes, ["footnote-twice", "footnote-unused", "footnote-unused"]);
}

#[test]
fn annexes_begin_where_nothing_but_annexes_follows() {
    for (text, expected) in [
        ("Đầu\n\n## Phụ lục I\n\na\n\n## PHỤ LỤC II\n\nb\n", "Phụ lục I; PHỤ LỤC II"),
        ("## I. Một\n\na\n\n## DANH SÁCH {.annex}\n\n### I. A\n\n## BIỂU\n\nb\n", "DANH SÁCH"),
        (
            "Điều 1. A.\n\nĐiều 2. B.\n\n## QUY CHẾ\n\n### Chương I\n\n#### Điều 1. C\n\n## Phụ lục\n",
            "QUY CHẾ; Phụ lục",
        ),
        ("Đầu\n\n## DANH SÁCH\n\na\n", ""),
        ("## Phụ lục\n\nMột phụ lục đăng riêng.\n", ""),
        ("## Một\n\n### Phụ lục kèm theo: A\n\na\n\n## Hai\n\nb\n", ""),
    ] {
        let document = read(text).1;
        let titles = document.annexes.iter().map(|at| match &document.blocks[*at] {
            Block::Heading { content, .. } => text_of(content),
            other => panic!("{other:?}"),
        });
        assert_eq!(titles.collect::<Vec<_>>().join("; "), expected, "{text}");
    }
}

#[test]
fn problems_and_their_codes() {
    for (text, expected) in [
        ("# Tên\n", "heading-level-one"),
        ("## I. A\n\n#### 1. B\n", "heading-jump"),
        ("### 1. B\n", "heading-jump"),
        ("## I. A {#x}\n", "heading-id"),
        ("## Tập {A, B}\n", "heading-attribute"),
        ("##\n", "heading-empty"),
        ("> ## I. A\n", "heading-nested"),
        ("ỦY BAN\n-------\n", "heading-underlined"),
        ("### 1. A: {.run-in}\n\n- b\n", "run-in-alone heading-jump"),
        ("a <b>x</b>\n", "raw-html raw-html"),
        ("<div>\nx\n</div>\n", "raw-html"),
        ("<!-- x -->\n", ""),
        ("[a](javascript:alert(1))\n", "link-refused"),
        ("[a](&#106;avascript:alert(1))\n", "link-refused"),
        ("[a](java&Tab;script:x)\n", "link-refused"),
        ("[a]\n\n[a]: data:text/html,x\n", "link-refused"),
        ("<javascript:alert(1)>\n", "link-refused"),
        ("[](https://a.vn)\n", "link-without-text"),
        ("![](/a.png)\n", "image-without-alt"),
        ("![a](https://a.vn/a.png)\n", "image-elsewhere"),
        ("![a](data:image/png;base64,x)\n", "link-refused"),
        ("[1]: mất\n", "link-definition-unused"),
        ("a\n\n    thụt\n", "indented-code"),
        ("| a |\n|---|\n| b | c |\n", "table-row-too-long"),
        ("[a](/x) <a@b.vn> ![s](/a.png) [^1] <https://a.vn>\n\n[^1]: x\n\n***\n\n```\n<b>\n```\n", ""),
    ] {
        assert_eq!(codes(text).join(" "), expected, "{text}");
    }
    assert_eq!(read("![](/a.png)\n").2[0].severity, Severity::Error);
}

#[test]
fn every_problem_has_its_words() {
    let source = concat!(
        include_str!("tree.rs"),
        include_str!("parse.rs"),
        include_str!("outline.rs"),
        include_str!("footnote.rs")
    );
    let said = source.split(".warn(\"").chain(source.split(".error(\"")).skip(1);
    let codes: BTreeSet<&str> =
        said.filter_map(|rest| rest.split('"').next()).filter(|code| !code.contains(' ')).collect();
    assert!(codes.len() > 15, "{codes:?}");
    for code in codes {
        for key in [code.to_owned(), format!("{code}.hint")] {
            assert!(crate::catalogue::find(crate::catalogue::Language::English, &key).is_some(), "{key}");
        }
    }
}

#[test]
fn nothing_is_lost() {
    for (text, kept) in [
        ("## Tập {A, B}\n", "Tập {A, B}"),
        ("[chữ](javascript:x)\n", "chữ"),
        ("![ảnh](data:x)\n", "ảnh"),
        ("[](https://a.vn)\n", "[](https://a.vn)"),
        ("| a |\n|---|\n| b | mất |\n", "b | mất |"),
        ("x[^không có]\n", "x[^không có]"),
        ("> # Trong *trích dẫn*\n", "Trong trích dẫn"),
        ("&nbsp;&copy; 1\\. &lt;b&gt;\n", "\u{a0}© 1. <b>"),
    ] {
        let texts = flow_texts(text).join("\n");
        assert!(texts.contains(kept), "{kept:?} in {texts:?}");
    }
}

#[test]
fn markers_stay_as_written() {
    let (_, document, _) = read("- a\n\n+ b\n\n* c\n\n3) d\n5) e\n\n01. f\n");
    let lists: Vec<(ListMarker, Vec<Option<u64>>)> = document
        .blocks
        .iter()
        .filter_map(|block| match block {
            Block::List { kind, items, .. } => Some((*kind, items.iter().map(|item| item.number).collect())),
            _ => None,
        })
        .collect();
    assert_eq!(
        lists,
        [
            (ListMarker::Bullet('-'), vec![None]),
            (ListMarker::Bullet('+'), vec![None]),
            (ListMarker::Bullet('*'), vec![None]),
            (ListMarker::Ordered(')'), vec![Some(3), Some(5)]),
            (ListMarker::Ordered('.'), vec![Some(1)]),
        ]
    );
}

#[test]
fn problems_of_a_kind_are_counted_not_listed() {
    let (_, _, diagnostics) = read(&"<b>".repeat(1000));
    assert_eq!(diagnostics.len(), 31);
    assert_eq!(diagnostics[30].code, "more-of-the-same");
    assert_eq!(diagnostics[30].arguments[0], ("count", "970".to_owned()));
}

/// Texts that grow with `n` and are hostile in every way we know of.
fn hostile(n: usize) -> Vec<(&'static str, String)> {
    vec![
        ("quotes", ">".repeat(n)),
        ("quotes and lazy lines", "> ".repeat(n / 4) + &"x\n".repeat(n / 4)),
        ("lists and lazy lines", "- ".repeat(n / 4) + &"x\n".repeat(n / 4)),
        ("notes and lazy lines", "[^a]:".repeat(n / 10) + &"x\n".repeat(n / 4)),
        ("lists and blank lines", "- ".repeat(n / 4) + "x" + &"\n".repeat(n / 2)),
        ("numbers", "1. ".repeat(n / 3)),
        ("stars", "*".repeat(n)),
        ("emphasis", "*a ".repeat(n / 6) + &"b* ".repeat(n / 6)),
        ("mixed emphasis", "**a *b ".repeat(n / 7)),
        ("brackets", "[".repeat(n)),
        ("images", "![".repeat(n / 2)),
        ("links", "[a](".repeat(n / 4)),
        ("refused links", "[a](x:b) ".repeat(n / 9)),
        ("tags", "<b>".repeat(n / 3)),
        ("entities", "&amp;".repeat(n / 5)),
        ("equal headings", "## I. A\n".repeat(n / 8)),
        ("equal articles", "Điều 1. A\n\n".repeat(n / 12)),
        ("equal clauses", "## Điều 1\n\n".to_owned() + &"1. a\n\n- b\n\n".repeat(n / 11)),
        ("chapters", "## Chương I\n".repeat(n / 14)),
        ("headings", "## A\n### B\n".repeat(n / 11)),
        ("footnotes", (0..n / 20).map(|i| format!("a[^{i}]\n\n[^{i}]: b\n\n")).collect()),
        ("notes in notes", (0..n / 20).map(|i| format!("[^{i}]: b[^{}]\n\n", i + 1)).collect()),
        ("one word", "Điều".repeat(n / 6)),
        ("table", "|a".repeat(n / 20) + "\n" + &"|-".repeat(n / 20) + "\n" + &"|\n".repeat(n / 20)),
        ("code", "`".repeat(n / 2) + "a" + &"`".repeat(n / 2)),
        ("attributes", "## a {".to_owned() + &"b ".repeat(n / 2) + "}"),
        ("definitions", (0..n / 10).map(|i| format!("[a{i}]: /x\n")).collect()),
    ]
}

#[test]
fn hostile_texts_take_linear_time() {
    linear(|text| drop(flows(&read(text).1)));
}

/// Runs `work` on every hostile text. No clock: a step that is not linear would take hours on these, and the run would
/// be stopped. The growth itself is shown by `benches/`.
pub(crate) fn linear(work: impl Fn(&str)) {
    for (_, text) in hostile(60_000) {
        work(&text);
    }
}

#[test]
fn hostile_texts_keep_their_words() {
    for text in [
        "> ".repeat(500) + "lời",
        "- ".repeat(500) + "lời",
        "1. ".repeat(500) + "lời",
        "*".repeat(0) + &"*a ".repeat(200) + "lời" + &" b*".repeat(200),
        "[".repeat(500) + "lời",
    ] {
        assert!(flow_texts(&text).concat().contains("lời"), "{text}");
    }
}

fn check_spans(content: &[Inline], source: &Source, body: Span) {
    for inline in content {
        match inline {
            Inline::Text { text, span } => {
                assert!(body.start <= span.start);
                assert!(span.start <= span.end);
                assert!(span.end <= body.end);
                let slice = source.text().get(span.range()).expect("on character boundaries");
                assert!(text.len() != slice.len() || text == slice || slice.contains('&'), "{text:?} {slice:?}");
            }
            Inline::SoftBreak(span) | Inline::HardBreak(span) => assert!(source.text().get(span.range()).is_some()),
            Inline::Emphasis(inner) | Inline::Strong(inner) | Inline::Strikethrough(inner) => {
                check_spans(inner, source, body);
            }
            Inline::Link { content, .. } => check_spans(content, source, body),
            _ => {}
        }
    }
}

fn check_blocks(blocks: &[Block], source: &Source, body: Span) {
    for block in blocks {
        match block {
            Block::Heading { content, .. } | Block::Paragraph { content, .. } => check_spans(content, source, body),
            Block::List { items, .. } => items.iter().for_each(|item| check_blocks(&item.blocks, source, body)),
            Block::Quote(inner) => check_blocks(inner, source, body),
            Block::Table(table) => {
                table.head.iter().chain(table.rows.iter().flatten()).for_each(|cell| check_spans(cell, source, body));
            }
            _ => {}
        }
    }
}

/// Any text, with much of what Markdown and our labels give a meaning to.
pub(crate) fn markdown() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[a-zđêộ ]{1,6}",
        1 => "\\PC{1,3}",
        6 => prop::sample::select(vec![
            "\n", "\n\n", "\n\n", "## ", "### ", "# ", "I. ", "1. ", "2) ", "a) ", "Điều 1. ", "Khoản 2. ", "Chương I", "Phụ lục",
            "- ", "+ ", "> ", "*", "**", "_", "~~", "`", "```\n", "[", "](", ")", "![", "<b>", "</b>", "<div>\n", "&amp;", "&nGg;",
            "\\", "|", "\n|---|---|\n", "[^1]", "\n[^1]: ", " {.run-in}\n\n", " {#x}", "    ", "\t", "\r\n", "---\n", "https://a.vn",
            "javascript:", "<https://a.vn>", "\u{0}", "\u{1a}",
        ]).prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn any_text_is_a_document(text in markdown()) {
        let (source, document, _) = read(&text);
        let body = Span::new("---\ntype: x\n---\n".len(), source.text().len());
        check_blocks(&document.blocks, &source, body);
        document.footnotes.iter().for_each(|note| check_blocks(&note.blocks, &source, body));
        let anchors = anchors(&document);
        let unique: BTreeSet<&String> = anchors.iter().collect();
        prop_assert_eq!(unique.len(), anchors.len(), "{:?}", anchors);
        for (index, section) in document.sections.iter().enumerate() {
            prop_assert!(section.parent.is_none_or(|parent| parent < index));
        }
        for flow in flows(&document) {
            prop_assert!(flow.runs.is_sorted_by_key(|run| run.flat));
            prop_assert!(flow.runs.is_sorted_by_key(|run| run.source.start), "{:?}", flow);
            for (at, c) in flow.text.char_indices() {
                let span = flow.source_span(Span::new(at, at + c.len_utf8()));
                prop_assert!(span.start <= span.end);
prop_assert!(span.end <= source.text().len());
            }
        }
    }

    #[test]
    fn no_word_is_lost(words in prop::collection::vec("[a-z]{3,8}", 1..30), signs in prop::collection::vec(0..12usize, 30)) {
        let mut text = String::new();
        for (word, sign) in words.iter().zip(&signs) {
            text.push_str(["\n\n- ", " ", " **", "** ", " *", "\n", "\n\n", "\n\n## ", "\n\n> ", " [", "](/x) ", "\n\n1. "][*sign]);
            text.push_str(word);
        }
        let (_, document, _) = read(&text);
        let seen = crate::document::tests::all_text(&document);
        for word in &words {
            prop_assert!(seen.contains(word.as_str()), "{} in {} of {}", word, seen, text);
        }
    }
}

/// Everything a reader sees, links and code included.
pub(crate) fn all_text(document: &Document) -> String {
    fn blocks(list: &[Block], out: &mut String) {
        for block in list {
            match block {
                Block::Heading { content, .. } | Block::Paragraph { content, .. } => out.push_str(&text_of(content)),
                Block::List { items, .. } => items.iter().for_each(|item| blocks(&item.blocks, out)),
                Block::Quote(inner) => blocks(inner, out),
                Block::Table(table) => {
                    table.head.iter().chain(table.rows.iter().flatten()).for_each(|cell| out.push_str(&text_of(cell)));
                }
                Block::Code(text) | Block::RawHtml { text, .. } => out.push_str(text),
                Block::Rule => {}
            }
            out.push('\n');
        }
    }
    let mut text = String::new();
    blocks(&document.blocks, &mut text);
    document.footnotes.iter().for_each(|note| blocks(&note.blocks, &mut text));
    text
}
