//! A document's text, cut into passages, is whole; postings come best first and nothing is lost between pieces.

use super::passages::{cut, sections};
use crate::document::parse;
use crate::source::{Source, Span};

fn texts(body: &str) -> Vec<Vec<(usize, String)>> {
    let source = Source::new("a.md", body.to_owned());
    let tree = parse(&source, Span::new(0, body.len()), &mut Vec::new());
    let passages = cut(sections(&tree));
    passages.into_iter().map(|parts| parts.into_iter().map(|part| (part.section, part.text)).collect()).collect()
}

#[test]
fn sections_have_their_headings_tables_links_and_notes() {
    let body = "Mở đầu[^1].\n\n## I. Chung\n\n### 1. Học bổng: {.run-in}\n\ncấp cho **học sinh**\ngiỏi.\n\n- gạch [liên kết](https://a.vn/)\n\n| a | b |\n|---|---|\n| c | d |\n\n[^1]: Chú thích.\n";
    let all: Vec<(usize, String)> = texts(body).concat();
    let shown: Vec<&str> = all.iter().map(|(_, text)| text.as_str()).collect();
    assert_eq!(
        shown,
        ["Mở đầu.\nChú thích.", "I. Chung", "1. Học bổng: cấp cho học sinh giỏi.\ngạch liên kết\na · b\nc · d"]
    );
}

#[test]
fn long_documents_are_cut_and_nothing_is_lost() {
    let paragraph = "Tăng cường chuyển đổi số trong giáo dục và đào tạo. ".repeat(40);
    let body = format!("## I. Một\n\n{}## II. Hai\n\n{}", format!("{paragraph}\n\n").repeat(9), paragraph.repeat(20));
    let passages = texts(&body);
    let sizes: Vec<usize> = passages.iter().map(|parts| parts.iter().map(|(_, text)| text.len()).sum()).collect();
    assert!(passages.len() > 3, "{sizes:?}");
    assert!(sizes.iter().all(|size| *size < 20_000), "{sizes:?}");
    let words = |text: &str| text.split_whitespace().filter(|word| *word == "số").count();
    let found: usize = passages.iter().flatten().map(|(_, text)| words(text)).sum();
    assert_eq!(found, words(&body));
    assert_eq!(texts("").len(), 1);
}
