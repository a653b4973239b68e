//! Markdown and citations → HTML; and what must hold for any text.

use super::*;
use crate::document::parse;
use crate::source::Source;
use proptest::prelude::*;
use std::collections::BTreeSet;

struct TestPage {
    source: Source,
    document: Document,
}

impl TestPage {
    fn new(text: &str) -> Self {
        let source = Source::new("a.md", text);
        let document = parse(&source, Span::new(0, text.len()), &mut Vec::new());
        Self { source, document }
    }

    /// Citations of the given texts, in order, each of the kind that `mark` makes of its number.
    fn links(&self, texts: &[&str], mark: impl Fn(usize) -> CitationMark) -> Vec<BodyLink> {
        let mut from = 0;
        let mut links = Vec::new();
        for (index, text) in texts.iter().enumerate() {
            let start = from + self.source.text()[from..].find(text).expect("the text has it");
            from = start + text.len();
            let span = Span::new(start, from);
            links.push(BodyLink { number: index + 1, span, mark: mark(index + 1) });
        }
        links
    }

    fn html(&self, links: &[BodyLink], notes: &[BodyNote]) -> String {
        let labels = Labels::of(Language::Vietnamese);
        let counts = BTreeMap::new();
        let address = &|target: &str| relative(target);
        let BodyHtml { signed, annexes } =
            Body { document: &self.document, shown: None, links, notes, labels, address, counts: &counts }.html();
        let html = signed + &annexes;
        check(&html);
        html
    }
}

fn relative(target: &str) -> String {
    target.strip_prefix('/').map_or_else(|| target.to_owned(), |inside| format!("../{inside}"))
}

fn held(_: usize) -> CitationMark {
    CitationMark::Held { href: "../x/".to_owned(), label: "Về \"x\", 2020".to_owned(), inferred: false }
}

/// The HTML of `text` without the frame of `mo-dau` and without permalinks.
fn plain(text: &str) -> String {
    let html = TestPage::new(text).html(&[], &[]);
    let mut rest = html.trim_start_matches("<div id=\"mo-dau\">").replace("</div>\n", "").trim_end().to_owned();
    while let Some(start) = rest.find("<a class=\"permalink\"") {
        let end = start + rest[start..].find("</a>").expect("it ends") + "</a>".len();
        rest.replace_range(start..end, "");
    }
    rest
}

/// A small reader of HTML: elements are balanced and nested as HTML allows, ids are unique, attributes quoted.
fn check(html: &str) {
    const VOID: [&str; 3] = ["br", "hr", "img"];
    let mut open: Vec<&str> = Vec::new();
    let mut ids = BTreeSet::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        assert!(!rest[..at].contains('>'), "a bare > in {html}");
        rest = &rest[at + 1..];
        let end = rest.find('>').expect("a tag ends");
        let tag = &rest[..end];
        rest = &rest[end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "in {html}");
            continue;
        }
        let name = tag.split(' ').next().unwrap();
        assert!(name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()), "{name:?} in {html}");
        assert_eq!(tag.matches('"').count() % 2, 0, "quotes in {tag:?}");
        for attribute in ["style=", " on"] {
            assert!(!tag.split('"').step_by(2).any(|part| part.contains(attribute)), "{tag}");
        }
        if let Some(id) = tag.split(" id=\"").nth(1).and_then(|rest| rest.split('"').next()) {
            assert!(ids.insert(id.to_owned()), "id {id} twice in {html}");
        }
        let inside = |names: &[&str]| open.iter().any(|open| names.contains(open));
        match name {
            "a" => assert!(!inside(&["a"]), "a link in a link: {html}"),
            "p" | "div" | "ul" | "ol" | "pre" | "table" | "blockquote" | "aside" | "hr" | "section" => {
                assert!(!inside(&["p", "a", "span", "em", "strong", "h2", "h3"]), "{name} in {open:?}: {html}");
            }
            "li" => assert!(matches!(open.last(), Some(&"ul" | &"ol")), "{html}"),
            _ => {}
        }
        if !VOID.contains(&name) {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "{open:?} open at the end of {html}");
    for target in html.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
        let known = ids.contains(target) || target.contains(|c: char| !c.is_ascii_alphanumeric() && c != '-');
        assert!(known || !html.contains("class=\"back\""), "#{target} leads nowhere in {html}");
    }
}

/// The text a reader sees.
fn visible(html: &str) -> String {
    let mut text = String::new();
    for part in html.split('<') {
        text.push_str(part.split(" alt=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or(""));
        text.push_str(part.split_once('>').map_or("", |(_, after)| after));
    }
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

#[test]
fn blocks() {
    for (text, expected) in [
        ("a & b < c > d \"e\"\n", r#"<p id="mo-dau-doan-1">a &amp; b &lt; c &gt; d &quot;e&quot;</p>"#),
        (
            "*a* **b** ~~c~~ `d<`\n",
            r#"<p id="mo-dau-doan-1"><em>a</em> <strong>b</strong> <del>c</del> <code>d&lt;</code></p>"#,
        ),
        ("a\nb\\\nc\n", "<p id=\"mo-dau-doan-1\">a\nb<br>\nc</p>"),
        ("- a\n- b\n", "<ul class=\"dash\">\n<li id=\"mo-dau-gach-1\">a</li>\n<li id=\"mo-dau-gach-2\">b</li>\n</ul>"),
        ("+ a\n", "<ul class=\"plus\">\n<li id=\"mo-dau-gach-1\">a</li>\n</ul>"),
        ("* a\n", "<ul>\n<li id=\"mo-dau-gach-1\">a</li>\n</ul>"),
        (
            "2. a\n3. b\n7. c\n",
            "<ol start=\"2\">\n<li id=\"muc-2\">a</li>\n<li id=\"muc-3\">b</li>\n<li id=\"muc-7\" value=\"7\">c</li>\n</ol>",
        ),
        ("1) a\n", "<ol class=\"parenthesis\">\n<li id=\"mo-dau-gach-1\">a</li>\n</ol>"),
        (
            "- a\n\n  b\n  - c\n",
            "<ul class=\"dash\">\n<li id=\"mo-dau-gach-1\"><p>a</p>\n<p id=\"mo-dau-gach-1-doan-1\">b</p>\n<ul class=\"dash\">\n\
             <li id=\"mo-dau-gach-1-gach-1\">c</li>\n</ul>\n</li>\n</ul>",
        ),
        (
            "- a\n  - b\n",
            "<ul class=\"dash\">\n<li id=\"mo-dau-gach-1\">a\n<ul class=\"dash\">\n<li id=\"mo-dau-gach-1-gach-1\">b</li>\n</ul>\n</li>\n</ul>",
        ),
        ("> a\n", "<blockquote>\n<p id=\"mo-dau-doan-1\">a</p>\n</blockquote>"),
        ("***\n", "<hr>"),
        ("```\na <b>\n\nc\n```\n", "<pre><code>a &lt;b&gt;\n\nc</code></pre>"),
        ("<script>alert(1)</script>\n", "<pre class=\"raw\"><code>&lt;script&gt;alert(1)&lt;/script&gt;</code></pre>"),
        ("a <b onclick=\"x\">\n", r#"<p id="mo-dau-doan-1">a &lt;b onclick=&quot;x&quot;&gt;</p>"#),
        ("[a](/b/?c=1&d=2 \"t\")\n", r#"<p id="mo-dau-doan-1"><a href="../b/?c=1&amp;d=2" title="t">a</a></p>"#),
        ("[a](javascript:alert(1))\n", r#"<p id="mo-dau-doan-1">a</p>"#),
        ("![sơ đồ](/a.png)\n", r#"<p id="mo-dau-doan-1"><img src="../a.png" alt="sơ đồ" loading="lazy"></p>"#),
        ("**Điều 1.** Ban hành.\n", ""),
        ("a\u{7}b\n", "<p id=\"mo-dau-doan-1\">a\u{fffd}b</p>"),
    ] {
        if !expected.is_empty() {
            assert_eq!(plain(text), expected, "{text}");
        }
    }
    assert!(
        TestPage::new("**Điều 1.** Ban hành.\n")
            .html(&[], &[])
            .contains(r#"<p id="dieu-1" class="article"><strong>Điều 1.</strong>"#)
    );
}

/// The plain link of a numbered paragraph; positions have none, and none stands in the way of the tab key.
#[test]
fn numbers_have_permalinks() {
    let html = TestPage::new("## Điều 3. Hiệu lực\n\nMột.\n\n1. Hai\n2. Ba\n\n   a) Bốn\n\n- Năm\n").html(&[], &[]);
    for expected in [
        "aria-label=\"§ Điều 3\">§</a></div>",
        "Hai<a class=\"permalink\" href=\"#dieu-3-khoan-1\" tabindex=\"-1\">§</a></p>",
        "Ba<a class=\"permalink\" href=\"#dieu-3-khoan-2\" tabindex=\"-1\">§</a></p>",
        "Một.</p>",
        "Năm</li>",
    ] {
        assert!(html.contains(expected), "{expected} in {html}");
    }
}

#[test]
fn counts_stand_beside_the_heading_they_are_about() {
    let page = TestPage::new("Đầu\n\n## I. Một\n\n### 1. Ba: {.run-in}\n\nBốn\n\nĐiều 5. Năm.\n");
    let count = |text: &str, href: &str| vec![Count { text: text.to_owned(), href: href.to_owned() }];
    let counts = ["mo-dau", "muc-i", "muc-i-1", "dieu-5"].map(|anchor| (anchor.to_owned(), count("dẫn <1>", "#d")));
    let labels = Labels::of(Language::Vietnamese);
    let address = &|target: &str| relative(target);
    let counts = BTreeMap::from(counts);
    let html = Body { document: &page.document, shown: None, links: &[], notes: &[], labels, address, counts: &counts }
        .html()
        .signed;
    check(&html);
    for expected in [
        "<div id=\"mo-dau\"><div class=\"counts\"> <a href=\"#d\">dẫn &lt;1&gt;</a></div><p",
        "§</a><span class=\"counts\"> <a href=\"#d\">dẫn &lt;1&gt;</a></span></div>",
        "Bốn</p><span class=\"counts\">",
        "aria-label=\"§ Điều 5\">§</a><span class=\"counts\">",
    ] {
        assert!(html.contains(expected), "{expected} in {html}");
    }
}

#[test]
fn headings_have_permalinks_and_run_in_headings_stay_headings() {
    let html = TestPage::new("Đầu\n\n## I. *Một* & hai\n\n### 1. Ba: {.run-in}\n\nBốn\n").html(&[], &[]);
    assert_eq!(
        html,
        "<div id=\"mo-dau\"><p id=\"mo-dau-doan-1\">Đầu</p>\n</div>\n\
         <div class=\"heading\"><h2 id=\"muc-i\">I. <em>Một</em> &amp; hai</h2>\
         <a class=\"permalink\" href=\"#muc-i\" aria-label=\"§ Mục I\">§</a></div>\n\
         <div class=\"run-in\"><h3 id=\"muc-i-1\">1. Ba:</h3>\
         <a class=\"permalink\" href=\"#muc-i-1\" aria-label=\"§ khoản 1 Mục I\">§</a> \
         <p id=\"muc-i-1-doan-1\">Bốn</p></div>\n"
    );
}

#[test]
fn tables_have_a_name_and_headers_only_where_there_are_some() {
    assert_eq!(
        plain("| a | |\n|:--|--:|\n| b | c |\n\n| | |\n|-|:-:|\n| d | e |\n").replace('\n', ""),
        "<div class=\"table\" tabindex=\"0\" role=\"region\" aria-label=\"Bảng 1\"><table>\
         <thead><tr><th scope=\"col\" class=\"left\">a</th><td class=\"right\"></td></tr></thead>\
         <tbody><tr><td class=\"left\">b</td><td class=\"right\">c</td></tr></tbody></table>\
         <div class=\"table\" tabindex=\"0\" role=\"region\" aria-label=\"Bảng 2\"><table>\
         <tbody><tr><td>d</td><td class=\"center\">e</td></tr></tbody></table>"
    );
}

#[test]
fn footnotes_lead_there_and_back() {
    let html = TestPage::new("a[^x] b[^x] [c[^x]](/d)\n\n[^x]: e\n").html(&[], &[]);
    assert!(html.contains(
        "a<sup class=\"footnote\"><a id=\"chu-thich-1-dan-1\" href=\"#chu-thich-1\" role=\"doc-noteref\" aria-label=\"Chú thích 1\">1</a></sup>"
    ));
    assert!(html.contains("<section class=\"footnotes\" role=\"doc-endnotes\" aria-label=\"Chú thích\">\n<ol>\n<li id=\"chu-thich-1\"><p id=\"chu-thich-1-doan-1\">e</p>\n<a class=\"back\" href=\"#chu-thich-1-dan-1\""));
    assert_eq!(html.matches("class=\"back\"").count(), 3);
}

#[test]
fn a_footnote_inside_a_link_is_no_link_in_a_link() {
    // Markdown makes no such link, but the tree could hold one.
    let mut page = TestPage::new("x[^1]\n\n[^1]: y\n");
    if let Block::Paragraph { content, .. } = &mut page.document.blocks[0] {
        let content_of_link = std::mem::take(content);
        content.push(Inline::Link {
            target: "/d".into(),
            title: String::new(),
            content: content_of_link,
            span: Span::default(),
        });
    }
    let html = page.html(&[], &[]);
    let expected = "<a href=\"../d\">x<sup class=\"footnote\"><span id=\"chu-thich-1-dan-1\">1</span></sup></a>";
    assert!(html.contains(expected), "{html}");
}

#[test]
fn citations_are_links_named_by_what_is_written_and_described_by_what_it_means() {
    let page = TestPage::new("theo Nghị quyết số 29-NQ/TW và Luật Trẻ em.\n");
    let links = page.links(&["Nghị quyết số 29-NQ/TW", "Luật Trẻ em"], held);
    assert_eq!(
        page.html(&links, &[]),
        "<div id=\"mo-dau\"><p id=\"mo-dau-doan-1\">theo <a class=\"cite held\" id=\"vd-1\" href=\"../x/\" title=\"Về &quot;x&quot;, 2020\">Nghị quyết số 29-NQ/TW</a> và <a class=\"cite held\" id=\"vd-2\" \
         href=\"../x/\" title=\"Về &quot;x&quot;, 2020\">Luật Trẻ em</a>.</p>\n</div>\n"
    );
}

#[test]
fn each_meaning_has_its_mark() {
    let page = TestPage::new("a b c d e f g h i k\n");
    let label = || "nhãn".to_owned();
    let marks = [
        CitationMark::Held { href: "h/".into(), label: label(), inferred: false },
        CitationMark::NotHeld { href: "n/".into(), label: label(), inferred: false },
        CitationMark::Unknown { label: label() },
        CitationMark::Ambiguous { label: label() },
        CitationMark::Own { href: None, label: label() },
        CitationMark::Own { href: Some("#dieu-5".into()), label: label() },
        CitationMark::Named { label: label() },
        CitationMark::Held { href: "h/".into(), label: label(), inferred: true },
        CitationMark::NotHeld { href: "n/".into(), label: label(), inferred: true },
        CitationMark::Elsewhere { href: "https://a.vn/".into(), label: label(), inferred: false },
    ];
    let html = page.html(
        &page.links(&["a", "b", "c", "d", "e", "f", "g", "h", "i", "k"], |number| marks[number - 1].clone()),
        &[],
    );
    for expected in [
        "<a class=\"cite held\" id=\"vd-1\" href=\"h/\" title=\"nhãn\">a</a>",
        "<a class=\"cite not-held\" id=\"vd-2\" href=\"n/\" title=\"nhãn\">b</a>",
        "<span class=\"cite unknown\" id=\"vd-3\" title=\"nhãn\">c</span>",
        "<span class=\"cite ambiguous\" id=\"vd-4\" title=\"nhãn\">d</span>",
        "<span class=\"cite own\" id=\"vd-5\" title=\"nhãn\">e</span>",
        "<a class=\"cite own\" id=\"vd-6\" href=\"#dieu-5\" title=\"nhãn\">f</a>",
        "<span class=\"cite named\" id=\"vd-7\" title=\"nhãn\">g</span>",
        "<a class=\"cite held inferred\" id=\"vd-8\" href=\"h/\" title=\"nhãn\">h</a>",
        "<a class=\"cite not-held inferred\" id=\"vd-9\" href=\"n/\" title=\"nhãn\">i</a>",
        "<a class=\"cite not-held elsewhere\" id=\"vd-10\" href=\"https://a.vn/\" rel=\"external\" title=\"nhãn\">k</a>",
    ] {
        assert!(html.contains(expected), "{expected} in {html}");
    }
}

#[test]
fn no_link_stands_in_a_link() {
    for text in ["[<https://a.vn>](b/)", "[x *y <https://a.vn>* z](b/)", "[![ảnh](https://a.vn/a.png)](b/)"] {
        let page = TestPage::new(text);
        let html = page.html(&[], &[]);
        assert_eq!(html.matches("<a ").count(), 1, "{html}");
        assert!(html.contains("href=\"b/\""), "{html}");
    }
}

/// `[` and `]` for the tags of a citation's link, in the inner HTML of the only paragraph.
fn pieces(text: &str, cited: &str) -> String {
    let page = TestPage::new(text);
    let html = page.html(
        &page.links(&[cited], |_| CitationMark::Held { href: "x".into(), label: "y".into(), inferred: false }),
        &[],
    );
    let first = "<a class=\"cite held\" id=\"vd-1\" href=\"x\" title=\"y\">";
    let html = html.replace(first, "[1 ").replace("<a class=\"cite held\" href=\"x\">", "[").replace("</a>", "]");
    let start = html.find("<p").and_then(|at| html[at..].find('>').map(|end| at + end + 1)).unwrap();
    html[start..html.find("</p>").unwrap()].to_owned()
}

#[test]
fn a_citation_across_elements_stays_balanced() {
    for (text, cited, expected) in [
        ("a số\n12/NQ b\n", "số\n12/NQ", "a [1 số\n12/NQ] b"),
        ("a số\\\n12/NQ b\n", "số\\\n12/NQ", "a [1 số<br>\n12/NQ] b"),
        ("a **Nghị định** số 5 b\n", "Nghị định** số 5", "a [1 <strong>Nghị định</strong> số 5] b"),
        ("a số **5/NQ** ngày 1 b\n", "số **5/NQ** ngày 1", "a [1 số <strong>5/NQ</strong> ngày 1] b"),
        ("**a số 5** ngày 1 b\n", "số 5** ngày 1", "<strong>a [1 số 5]</strong>[ ngày 1] b"),
        ("a số **5 b** c\n", "số **5", "a [1 số ]<strong>[5] b</strong> c"),
        ("**a** số 5\n", "số 5", "<strong>a</strong> [1 số 5]"),
        ("a ***số* 5** b\n", "số* 5", "a [1 <strong><em>số</em> 5</strong>] b"),
        ("a **b *số* 5** c\n", "số* 5", "a <strong>b [1 <em>số</em> 5]</strong> c"),
        ("**số 5**\n", "số 5", "[1 <strong>số 5</strong>]"),
        ("a số&nbsp;5 b\n", "số&nbsp;5", "a [1 số\u{a0}5] b"),
        ("[a số 5](/x) b\n", "số 5", "<a href=\"../x\">a số 5] b"),
    ] {
        assert_eq!(pieces(text, cited), expected.replace("&nbsp;", "\u{a0}"), "{text}");
    }
}

#[test]
fn a_footnote_inside_a_citation_is_no_link_in_a_link() {
    let page = TestPage::new("a số 5[^1] ngày 1 b\n\n[^1]: số 6\n");
    let links = page.links(&["số 5[^1] ngày 1", "số 6"], held);
    let html = page.html(&links, &[]);
    assert_eq!(html.matches("href=\"../x/\"").count(), 3);
    assert!(html.contains("id=\"vd-2\""));
}

#[test]
fn footnotes_may_stand_before_the_text_that_refers_to_them() {
    let page = TestPage::new("[^1]: số 6\n\na số 5[^1]\n");
    let links = page.links(&["số 6", "số 5"], held);
    let html = page.html(&links, &[]);
    assert!(html.contains(">số 5</a>"), "{html}");
    assert!(html.contains(">số 6</a>"), "{html}");
}

#[test]
fn notes_stand_beside_the_text_never_in_it() {
    let page =
        TestPage::new("Đầu số 5 và\n\n## I. X\n\n### 1. Y: {.run-in}\n\nZ\n\n- a số 6\n- b\n\n| số 7 |\n|-|\n| c |\n");
    let at = |text: &str| Beside::Byte(page.source.text().find(text).unwrap());
    let anchor = |anchor: &str| Beside::Anchor(anchor.to_owned());
    let note = |beside: Beside, html: &str| BodyNote {
        beside,
        html: html.to_owned(),
        label: "Ghi chú".to_owned(),
        class: "note",
    };
    let notes = [
        note(at("số 5"), "n1"),
        note(anchor("muc-i"), "n2"),
        note(at("Z"), "n3"),
        note(anchor("muc-i-1"), "n4"),
        note(at("số 6"), "n5"),
        note(anchor("muc-i-1-gach-2"), "n6"),
        note(at("số 7"), "n7"),
        note(anchor("không-có"), "n8"),
        note(anchor("mo-dau"), "n9"),
    ];
    let html = page.html(&[], &notes);
    let text = visible(&html).replace(['\n', '§'], " ");
    let order: Vec<&str> =
        text.split_whitespace().filter(|word| word.len() < 7 && !["chú", "Ghi"].contains(word)).collect();
    assert_eq!(order.join(" "), "n9 Đầu số 5 và n1 I. X n2 1. Y: Z n4 n3 a số 6 n5 b n6 số 7 c n7 n8");
    assert!(html.contains("<aside class=\"note\" role=\"note\"><p><b class=\"note-label\">Ghi chú</b> n1</p></aside>"));
}

#[test]
fn hostile_texts_are_written_in_linear_time() {
    crate::document::tests::linear(|text| {
        let page = TestPage::new(text);
        let starts = text.char_indices().map(|(at, _)| at).step_by(8);
        let ends = text.char_indices().map(|(at, _)| at).skip(4).step_by(8);
        let links: Vec<BodyLink> = starts
            .zip(ends)
            .enumerate()
            .map(|(at, (start, end))| BodyLink { number: at + 1, span: Span::new(start, end), mark: held(at) })
            .collect();
        let labels = Labels::of(Language::Vietnamese);
        let counts = BTreeMap::new();
        let address = &|_: &str| String::new();
        drop(
            Body { document: &page.document, shown: None, links: &links, notes: &[], labels, address, counts: &counts }
                .html(),
        );
    });
}

/// Citations change no character of what is read, and every character of the tree is there, in order (marks of
/// footnotes and permalinks come between).
fn assert_nothing_is_lost(text: &str, mut cuts: Vec<usize>) {
    let page = TestPage::new(text);
    cuts.iter_mut().for_each(|cut| *cut = (*cut).min(text.len()));
    cuts.sort_unstable();
    cuts.dedup();
    let links: Vec<BodyLink> = cuts
        .chunks_exact(2)
        .enumerate()
        .map(|(at, pair)| BodyLink { number: at + 1, span: Span::new(pair[0], pair[1]), mark: held(at) })
        .collect();
    let html = page.html(&links, &[]);
    assert_eq!(visible(&page.html(&[], &[])), visible(&html));
    let mut seen = visible(&html).chars().collect::<Vec<_>>().into_iter();
    for c in crate::document::tests::all_text(&page.document).chars().filter(|c| !c.is_whitespace()) {
        let c = if c.is_control() { '\u{fffd}' } else { c };
        assert!(seen.any(|other| other == c), "{c:?} of {text:?} in {html:?}");
    }
}

#[test]
fn an_address_as_the_text_of_a_link_is_kept() {
    assert_nothing_is_lost("[<https://a.vn>](2) ", Vec::new());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn any_text_with_any_citations_is_valid(
        text in crate::document::tests::markdown(),
        cuts in prop::collection::vec(0..400usize, 0..12),
    ) {
        assert_nothing_is_lost(&text, cuts);
    }
}

#[test]
fn a_portion_has_its_own_notes_and_no_numbers_that_count_through_the_text() {
    let text = "Đầu[^a]\n\n## I. Một\n\nHai số 5/CT[^b]\n\n## II. Ba\n\nBốn[^a]\n\n[^a]: chung\n\n[^b]: xem[^c]\n\n[^c]: sâu\n";
    let page = TestPage::new(text);
    let at = text.find("số 5").expect("the citation");
    let links = [BodyLink { number: 7, span: Span::new(at, at + 9), mark: held(0) }];
    let (labels, address, counts) = (Labels::of(Language::Vietnamese), &|_: &str| String::new(), BTreeMap::new());
    let html = |shown| {
        Body { document: &page.document, shown, links: &links, notes: &[], labels, address, counts: &counts }.html()
    };
    let BodyHtml { signed, annexes } = html(Some(1..3));
    check(&signed);
    assert!(signed.starts_with("<div class=\"heading\"><h2 id=\"muc-i\">") && annexes.is_empty(), "{signed}");
    assert!(signed.contains("value=\"2\"") && signed.contains("value=\"3\">"), "{signed}");
    assert!(!signed.contains("chung") && !signed.contains("id=\"vd-7\"") && !signed.contains("Bốn"), "{signed}");
    let last = html(Some(3..5)).signed;
    assert!(last.contains("chung") && last.contains("dan-2\"") && !last.contains("#chu-thich-1-dan-1"), "{last}");
    assert!(html(None).signed.contains("id=\"vd-7\""));
}
