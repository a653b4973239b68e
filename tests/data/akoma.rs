//! The Akoma Ntoso of documents: well formed, nothing of the text lost or said twice, every reference inside a file
//! leads somewhere, the levels are those of the numbering; and valid against the schema of the standard, where
//! `CONGBAO_AKN_SCHEMA` names it (`tests/data/akn/schema` fetches it) and `xmllint` is installed.

use crate::support::{SiteTest, tree};
use congbao::document::{self, Block, Document, ListItem, ListMarker, text_of};
use congbao::source::{Source, Span};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

/// What a test wants to know of one file.
#[derive(Default)]
struct Parsed {
    /// Text of the body and its annexes, without white space.
    text: String,
    /// Text of each footnote, by its number.
    notes: BTreeMap<String, String>,
    eids: Vec<String>,
    /// Targets inside the file.
    targets: Vec<String>,
    /// Elements of the hierarchy: name, eId.
    levels: Vec<(String, String)>,
    /// `href` of every `ref`.
    references: Vec<String>,
    root: String,
}

const LEVELS: [&str; 9] =
    ["part", "chapter", "section", "subsection", "article", "paragraph", "point", "hcontainer", "attachment"];

fn attributes(tag: &BytesStart<'_>) -> BTreeMap<String, String> {
    tag.attributes()
        .map(|attribute| {
            let attribute = attribute.expect("well formed");
            let key: &str = attribute.key.into_inner();
            (key.to_owned(), quick_xml::escape::unescape(&attribute.value).expect("well formed").into_owned())
        })
        .collect()
}

fn parse(path: &str, xml: &str) -> Parsed {
    let mut parsed = Parsed::default();
    let mut reader = Reader::from_str(xml);
    let mut open: Vec<String> = Vec::new();
    let mut note: Option<String> = None;
    loop {
        let event = reader.read_event().unwrap_or_else(|error| panic!("{path}: {error}"));
        let is_empty = matches!(event, Event::Empty(_));
        match event {
            Event::Eof => break,
            Event::Start(tag) | Event::Empty(tag) => {
                let name = tag.name().into_inner().to_owned();
                let known = attributes(&tag);
                parsed.eids.extend(known.get("eId").cloned());
                for key in ["href", "refersTo", "source", "placementBase"] {
                    let inside = known.get(key).and_then(|value| value.strip_prefix('#'));
                    parsed.targets.extend(inside.map(str::to_owned));
                }
                if LEVELS.contains(&name.as_str()) {
                    parsed.levels.push((name.clone(), known.get("eId").cloned().unwrap_or_default()));
                }
                if name == "ref" {
                    parsed.references.push(known["href"].clone());
                }
                if name == "authorialNote" {
                    note = Some(known["marker"].clone());
                }
                if name == "img" {
                    add(&mut parsed, &open, note.as_ref(), &known["alt"]);
                }
                if open.len() == 1 {
                    parsed.root.clone_from(&name);
                }
                if !is_empty {
                    open.push(name);
                }
            }
            Event::End(_) => {
                let ended = open.pop();
                note = note.filter(|_| ended.as_deref() != Some("authorialNote"));
            }
            Event::Text(text) => {
                let text = text.xml10_content().into_owned();
                add(&mut parsed, &open, note.as_ref(), &text);
            }
            Event::GeneralRef(entity) => {
                let entity = format!("&{};", entity.into_inner());
                let text = quick_xml::escape::unescape(&entity).expect("an entity of XML").into_owned();
                add(&mut parsed, &open, note.as_ref(), &text);
            }
            _ => {}
        }
    }
    assert!(open.is_empty(), "{path}: {open:?} stay open");
    parsed
}

fn add(parsed: &mut Parsed, open: &[String], note: Option<&String>, text: &str) {
    let is_in = |name: &str| open.iter().any(|element| element == name);
    let text = text.chars().filter(|c| !c.is_whitespace());
    match note {
        Some(number) => parsed.notes.entry(number.clone()).or_default().extend(text),
        None if is_in("meta") || is_in("preface") || is_in("conclusions") => {}
        None => parsed.text.extend(text),
    }
}

/// The text of blocks as a reader of the page meets it, marks of lists included, without white space.
fn said(blocks: &[Block]) -> String {
    let mut text = String::new();
    blocks.iter().for_each(|block| say(block, &mut text));
    clean(&text)
}

/// What XML cannot hold is a replacement character, a carriage return a line end.
fn clean(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() && !c.is_whitespace() && c < ' ' { '\u{fffd}' } else { c })
        .map(|c| if matches!(c, '\u{fffe}' | '\u{ffff}') { '\u{fffd}' } else { c })
        .map(|c| if matches!(c, '\u{b}' | '\u{c}') { '\u{fffd}' } else { c })
        .filter(|c| !c.is_whitespace())
        .collect()
}

fn say(block: &Block, text: &mut String) {
    match block {
        Block::Heading { content, .. } | Block::Paragraph { content, .. } => text.push_str(&text_of(content)),
        Block::List { kind, items, .. } => items.iter().for_each(|item| say_item(*kind, item, text)),
        Block::Quote(blocks) => blocks.iter().for_each(|block| say(block, text)),
        Block::Code(code) | Block::RawHtml { text: code, .. } => text.push_str(code),
        Block::Table(table) => {
            let cells = table.head.iter().chain(table.rows.iter().flatten());
            cells.for_each(|cell| text.push_str(&text_of(cell)));
        }
        Block::Rule => {}
    }
    text.push(' ');
}

fn say_item(kind: ListMarker, item: &ListItem, text: &mut String) {
    match (kind, item.number) {
        (ListMarker::Bullet(sign), _) => text.push(sign),
        (ListMarker::Ordered(sign), number) => text.push_str(&format!("{}{sign}", number.unwrap_or_default())),
    }
    item.blocks.iter().for_each(|block| say(block, text));
}

fn tree_of(file: &str) -> Document {
    let start = file.match_indices("---\n").nth(1).map_or(0, |(at, _)| at + 4);
    document::parse(&Source::new("a.md", file.to_owned()), Span::new(start, file.len()), &mut Vec::new())
}

/// Files of the built site, by path.
fn built(site: &SiteTest) -> BTreeMap<String, String> {
    let files = tree(&site.root().join("output")).into_iter();
    files
        .filter(|(path, _)| path.ends_with(".akn.xml"))
        .map(|(path, bytes)| (path, String::from_utf8(bytes).expect("UTF-8")))
        .collect()
}

/// Holds of the file of every document.
fn check(path: &str, xml: &str, file: &str) -> Parsed {
    let parsed = parse(path, xml);
    let tree = tree_of(file);
    assert_eq!(parsed.text, said(&tree.blocks), "{path}: the text is another");
    for (index, footnote) in tree.footnotes.iter().enumerate() {
        let found = parsed.notes.get(&(index + 1).to_string());
        assert_eq!(found.map_or("", String::as_str), said(&footnote.blocks), "{path}: note {}", index + 1);
    }
    let unique: BTreeSet<&String> = parsed.eids.iter().collect();
    assert_eq!(unique.len(), parsed.eids.len(), "{path}: an eId stands twice");
    for target in &parsed.targets {
        assert!(unique.contains(target), "{path}: #{target} leads nowhere");
    }
    parsed
}

/// With the schema at hand, all files must be valid.
fn validate(folder: &Path, files: &BTreeMap<String, String>) {
    let Some(schema) = std::env::var_os("CONGBAO_AKN_SCHEMA") else { return };
    let mut paths = files.keys().map(|path| folder.join(path)).collect::<Vec<_>>();
    while !paths.is_empty() {
        let some = paths.split_off(paths.len().saturating_sub(100));
        let mut command = Command::new("xmllint");
        command.args(["--noout", "--nonet", "--schema"]).arg(&schema).args(some);
        let output = command.output().expect("xmllint is installed where CONGBAO_AKN_SCHEMA is set");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn the_committed_directives_are_whole_and_their_references_lead_somewhere() {
    let site = SiteTest::committed();
    site.build();
    let files = built(&site);
    assert_eq!(files.len(), 5);
    let mut sources = tree(&site.root().join("content"));
    sources.retain(|path, _| path.ends_with(".md"));
    for (path, xml) in &files {
        let id = path.trim_start_matches("van-ban/").trim_end_matches("/van-ban.akn.xml");
        let mut texts = sources.values().map(|bytes| String::from_utf8_lossy(bytes).into_owned());
        let source = texts.find(|text| {
            text.contains(&format!("\nid: {id}\n"))
                || text.contains("\nnumber: 06/CT-UBND\n") && id.ends_with("06-ct-ubnd")
        });
        let source = source.expect("its source");
        let parsed = check(path, xml, &source);
        assert_eq!(parsed.root, "doc");
        assert!(parsed.references.iter().all(|href| href.starts_with("/akn/vn/") || href.starts_with("https://")));
    }
    validate(&site.root().join("output"), &files);
}

/// A decree with all levels, an amending sentence, a table, a note, a link, an annex.
const DECREE: &str = "---
type: nghi-dinh
number: 30/2020/NĐ-CP
date: 2020-03-05
issuer: chinh-phu
title: Về công tác văn thư
published: 2026-01-02
signer: {authority: TM. CHÍNH PHỦ, position: THỦ TƯỚNG, name: Nguyễn Văn A}
recipients: [Ban Bí thư]
notes:
  - {date: 2026-01-03, section: dieu-1, text: Ghi chú thử.}
---

*Căn cứ Luật Tổ chức Chính phủ ngày 19 tháng 6 năm 2015;*

Theo đề nghị của Bộ trưởng Bộ Nội vụ;

Chính phủ ban hành Nghị định về công tác văn thư.

## Chương I. QUY ĐỊNH CHUNG

### Điều 1. Phạm vi điều chỉnh

1. Nghị định này quy định về công tác văn thư[^1].

2. Gồm:

a) Soạn thảo;

b) Ký.

Trường hợp khác do Bộ Nội vụ quy định.

### Điều 2. Hiệu lực

Nghị định này thay thế Nghị định số 110/2004/NĐ-CP ngày 08 tháng 4 năm 2004; xem điểm a khoản 2 Điều 1 Nghị định này.

| Cột | Số |
|---|--:|
| Một | 1 |

- Mục không số & <thẻ>

## Phụ lục I. Mẫu

Nội dung [mẫu](<https://a.vn/x y>).

[^1]: Chú thích **đậm**.
";

#[test]
fn a_decree_has_the_levels_of_its_numbering() {
    let site = SiteTest::new();
    site.every_form().file("content/nd.md", DECREE);
    site.build();
    let files = built(&site);
    let (path, xml) = files.iter().next().expect("a file");
    let parsed = check(path, xml, DECREE);
    let levels: Vec<(&str, &str)> = parsed.levels.iter().map(|(name, eid)| (name.as_str(), eid.as_str())).collect();
    assert_eq!(
        levels,
        [
            ("chapter", "chp_i"),
            ("article", "art_1"),
            ("paragraph", "art_1__para_1"),
            ("paragraph", "art_1__para_2"),
            ("point", "art_1__para_2__point_a"),
            ("point", "art_1__para_2__point_b"),
            ("article", "art_2"),
            ("attachment", "att_i"),
        ]
    );
    assert_eq!(parsed.root, "act");
    for expected in [
        "<FRBRthis value=\"/akn/vn/act/nghi-dinh/chinh-phu/2020/30-2020-nd-cp/!main\"/>",
        "<FRBRuri value=\"/akn/vn/act/nghi-dinh/chinh-phu/2020/30-2020-nd-cp/vie@2020-03-05\"/>",
        "<citation><p><i>Căn cứ ",
        "<formula name=\"ban-hanh\">\n<p>Chính phủ ban hành",
        "<num>Điều 1.</num><heading>Phạm vi điều chỉnh</heading>",
        "<num>a)</num><content>\n<p>Soạn thảo;</p>",
        "<textualMod type=\"replacement\"><source href=\"#ref_",
        "<destination href=\"/akn/vn/act/nghi-dinh/chinh-phu/2004/110-2004-nd-cp\"/>",
        "<passiveRef",
        "<ref href=\"#art_1__para_2__point_a\"",
        "<authorialNote eId=\"authorialNote_1\"",
        "<td class=\"right\"><p>1</p></td>",
        "&amp; &lt;thẻ&gt;",
        "placementBase=\"#art_1\"",
        "<a href=\"https://a.vn/x%20y\">mẫu</a>",
        "<role refersTo=\"#role_signer\">THỦ TƯỚNG</role>",
    ] {
        let wanted = expected != "<passiveRef";
        assert_eq!(xml.contains(expected), wanted, "{expected}\n{xml}");
    }
    validate(&site.root().join("output"), &files);
}

#[test]
fn a_doubtful_citation_is_no_reference() {
    let site = SiteTest::new();
    let body = "Theo Kế hoạch số 5/KH-UBND và Quyết định số 7/QĐ-XYZ.";
    site.every_form().file("content/a.md", crate::support::directive("01/CT-UBND", "2024-05-06", body));
    site.build();
    let files = built(&site);
    let (path, xml) = files.iter().next().expect("a file");
    let parsed = parse(path, xml);
    assert_eq!(parsed.references, Vec::<String>::new(), "{xml}");
    assert!(xml.contains("<span class=\"citation "), "{xml}");
}

/// Pieces of Markdown that documents are put together from, odd ones among them.
const PIECES: [&str; 48] = [
    "## I. Mục một",
    "## II. Mục **hai**[^a]",
    "### 1. Một. {.run-in}",
    "### 2. Hai",
    "#### a) Ba",
    "## Điều 1. Phạm vi",
    "## Điều 1. Lặp",
    "### Điều 2",
    "**Điều 3.** Chữ đậm trước.",
    "**Điều 4. Tên** và phần sau",
    "Điều 5. Tên điều",
    "Điều 6. Một câu.",
    "## Chương I",
    "## CHƯƠNG II. Tên",
    "### Mục 1. Trong chương",
    "## Phần thứ nhất CHUNG",
    "## Phụ lục I",
    "## Phụ lục",
    "## Không số",
    "### Khoản 2. X",
    "## 2. X",
    "1. Một\n2. Hai\n\n   a) trong\n\n   - gạch",
    "3) Ba\n4) Bốn",
    "- gạch\n  - trong\n\n    đoạn",
    "+ cộng",
    "* sao\n*",
    "a) điểm",
    "b) điểm có `mã` và <b>thẻ</b>",
    "1a. chèn",
    "Đoạn thường & < > \" ' có Nghị định số 30/2020/NĐ-CP ngày 05/3/2020 của Chính phủ.",
    "Theo **Quyết định** số 5/QĐ-TTg ngày\n06/7/2021 của *Thủ tướng Chính phủ*[^a], [^b].",
    "điểm a khoản 1 Điều 1 Chỉ thị này",
    "> trích\n>\n> - gạch",
    "```\nmã\n  thụt\n```",
    "<div>\nhtml\n</div>",
    "| a | b |\n|---|:-:|\n| 1 | **2** |\n| | |",
    "| | |\n|---|---|",
    "---",
    "![ảnh](/a/b c.png)",
    "![ảnh](http://[x)",
    "[liên kết](http://a:b/)",
    "[trong](/van-ban/#noi-dung)",
    "[^a]: Chú thích một, xem [^b].",
    "[^b]: Hai.\n\n    Đoạn hai [^c].",
    "[^c]: Ba, vòng [^a].",
    "[^d]: Không ai dẫn.",
    "chữ \u{1}\u{b}\u{fffe}\u{ffff}\u{85} điều khiển",
    "dòng một  \ndòng hai\\\ndòng ba ~~bỏ~~",
];

/// Put together at random, but the same every time.
fn shuffled(seed: u64, count: usize) -> String {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut body = String::new();
    for _ in 0..count {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        body.push_str(PIECES[(state % PIECES.len() as u64) as usize]);
        body.push_str("\n\n");
    }
    body
}

#[test]
fn no_text_is_lost_or_said_twice_whatever_the_markdown() {
    let site = SiteTest::new();
    site.every_form();
    let mut sources = BTreeMap::new();
    let kinds = ["chi-thi", "quyet-dinh", "cong-van", "nghi-quyet"];
    for number in 1..=160u64 {
        let kind = kinds[(number % 4) as usize];
        let text = format!(
            "---\ntype: {kind}\nnumber: {number:02}/XX-UBND\ndate: 2024-05-06\nissuer: ubnd-tinh-lao-cai\ntitle: Về & <thử>\npublished: 2026-01-02\n---\n\n{}\n",
            shuffled(number, 1 + (number % 24) as usize)
        );
        site.file(&format!("content/{number}.md"), &text);
        sources.insert(format!("van-ban/ubnd-tinh-lao-cai/{kind}/2024/{number:02}-xx-ubnd/van-ban.akn.xml"), text);
    }
    site.build();
    let files = built(&site);
    assert_eq!(files.keys().collect::<Vec<_>>(), sources.keys().collect::<Vec<_>>());
    for (path, xml) in &files {
        check(path, xml, &sources[path]);
    }
    validate(&site.root().join("output"), &files);
}
