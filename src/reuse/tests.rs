//! What counts as a passage, where it leads, what is left out; every passage is found.

use super::text::ParagraphMark;
use super::*;
use crate::document;
use crate::source::{Source, Span};
use proptest::prelude::*;
use std::collections::BTreeSet;

fn text(markdown: &str) -> ReuseText {
    let source = Source::new("a.md", markdown.to_owned());
    ReuseText::of(&document::parse(&source, Span::new(0, markdown.len()), &mut Vec::new()))
}

fn index(texts: &[ReuseText]) -> ReuseIndex {
    let words = texts.iter().map(ReuseText::len).sum();
    ReuseIndex::new(texts.len(), words, &|number| Some(texts[number].to_bytes()))
}

/// What document `number` shares with those that the index names.
fn found_in(texts: &[ReuseText], number: usize) -> SharedPassages {
    let index = index(texts);
    let others: Vec<(usize, ReuseText)> =
        index.others(number).iter().map(|other| (*other as usize, texts[*other as usize].clone())).collect();
    found(&texts[number], &others, &index)
}

const SHARED: &str = "các trường chủ động rà soát điều kiện dạy học của từng lớp";

#[test]
fn eight_words_are_a_passage_and_seven_are_none() {
    for (shared, is_one) in [("một hai ba bốn năm sáu bảy tám", true), ("một hai ba bốn năm sáu bảy", false)]
    {
        let texts = [text(&format!("Mở đầu {shared} hết.\n")), text(&format!("Khác hẳn {shared} rồi thôi.\n"))];
        let found = found_in(&texts, 0);
        assert_eq!(!found.passages.is_empty(), is_one, "{shared}");
        if is_one {
            assert_eq!(found.passages[0].words, std::slice::from_ref(&(2..10)));
            assert_eq!(found.shared[0].here.shared, 8);
        }
    }
}

#[test]
fn case_tones_and_commas_do_not_count() {
    let texts = [
        text("Uỷ ban, hoà bình, “khoẻ” mạnh và vui vẻ nhé.\n"),
        text("ủy ban hòa bình \"khỏe\" mạnh, và vui vẻ, nhé\n"),
    ];
    assert_eq!(found_in(&texts, 1).shared[0].here.percent(), 100);
}

#[test]
fn a_passage_leads_to_its_anchor_in_the_other_document() {
    let texts = [
        text(&format!("## I. MỤC\n\nĐoạn đầu.\n\nVà {SHARED}.\n")),
        text(&format!("## I. MỘT\n\nTrước.\n\n## II. HAI\n\n- Gạch một.\n- Năm nay {SHARED} và còn nữa.\n")),
    ];
    let found = found_in(&texts, 0);
    let passage = &found.passages[0];
    assert_eq!((found.passages.len(), &*passage.anchor, passage.section), (1, "muc-i-doan-2", 1));
    let also = &passage.also[0];
    assert_eq!((also.document, &*also.anchor, also.section, also.words), (1, "muc-ii-gach-2", 2, 13));
    assert_eq!(passage.words, std::slice::from_ref(&(1..14)));
}

#[test]
fn no_passage_goes_from_paragraph_to_paragraph() {
    let texts = [text("một hai ba bốn\n\nnăm sáu bảy tám\n"), text("một hai ba bốn\n\nnăm sáu bảy tám\n")];
    assert_eq!(found_in(&texts, 0), SharedPassages::default());
}

#[test]
fn what_stands_in_any_document_is_left_out() {
    for formula in [
        "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015 của Quốc hội;",
        "Chánh Văn phòng và Giám đốc các sở chịu trách nhiệm thi hành Chỉ thị này từ hôm nay.",
        "Quyết định số 131/QĐ-TTg ngày 25/01/2022 của Thủ tướng Chính phủ phê duyệt Đề án Tăng cường ứng dụng công nghệ thông tin;",
        "Đề án “Xây dựng văn hóa học đường cho trẻ em và học sinh trong cả nước”",
        "Chỉ thị này có hiệu lực kể từ ngày ký ban hành và thay cho Chỉ thị cũ.",
    ] {
        let texts = [text(&format!("{formula}\n")), text(&format!("{formula}\n"))];
        assert_eq!(found_in(&texts, 0), SharedPassages::default(), "{formula}");
        // Beside words of their own they are quoted with them.
        let texts = [text(&format!("Năm nay {SHARED}. {formula}\n")), text(&format!("Từ nay {SHARED}. {formula}\n"))];
        assert_eq!(found_in(&texts, 0).passages.len(), 1, "{formula}");
    }
}

#[test]
fn what_very_many_documents_have_is_a_formula() {
    let with = |count: usize| -> Vec<ReuseText> {
        let own = |number: usize| format!("{number}a {number}b {number}c {number}d");
        (0..count).map(|number| text(&format!("{} {SHARED} {}\n", own(number), own(number + 1000)))).collect()
    };
    // Up to sixteen all know of each other.
    let texts = with(16);
    let passage = &found_in(&texts, 3).passages[0];
    assert_eq!((passage.also.len(), passage.documents), (15, 15));
    assert_eq!(found_in(&with(17), 3), SharedPassages::default());
}

#[test]
fn of_many_documents_with_a_passage_the_earliest_are_told() {
    let texts: Vec<ReuseText> =
        (0..1000).map(|n| text(&if n % 50 == 7 { format!("{n}x {SHARED}\n") } else { format!("{n}\n") })).collect();
    let found = found_in(&texts, 507);
    let also: Vec<usize> = found.passages[0].also.iter().map(|also| also.document).collect();
    assert_eq!(also, [7, 57, 107, 157]);
    assert_eq!(found.passages[0].documents, 19);
}

#[test]
fn bytes_come_back_as_they_were() {
    let text = text(&format!("## I. MỤC\n\n{SHARED}\n\n- Một\n- Hai\n"));
    assert_eq!(ReuseText::from_bytes(&text.to_bytes()), Some(text.clone()));
    let bytes = text.to_bytes();
    for cut in 0..bytes.len() {
        // Never a panic; what is cut between two paragraphs cannot be told.
        let _ = ReuseText::from_bytes(&bytes[..cut]);
    }
    assert_eq!(ReuseText::from_bytes(&[255; 4]), None);
}

#[test]
fn one_word_a_hundred_thousand_times_is_no_trouble() {
    let long = text(&"giáo dục ".repeat(50_000));
    let texts = [long.clone(), long];
    let found = found_in(&texts, 0);
    assert_eq!(found.shared[0].here.shared, 100_000);
    assert_eq!(found.passages[0].words, std::slice::from_ref(&(0..100_000)));
}

#[test]
fn equal_documents_cost_no_more_than_others() {
    let one = text(&format!("{SHARED}. {}\n", (0..200).map(|n| format!("w{n} ")).collect::<String>()));
    let texts = vec![one; 10_000];
    let index = index(&texts);
    // In ten thousand of ten thousand it is a formula.
    assert!((0..texts.len()).all(|number| index.others(number).is_empty()));
}

/// The plain definition: for every pair, every paragraph and every word, whether eight words from here
/// stand in the other.
fn plain(texts: &[ReuseText], number: usize) -> BTreeSet<(usize, usize)> {
    let own = &texts[number];
    let mut shared = BTreeSet::new();
    for (other_number, other) in texts.iter().enumerate().filter(|(other, _)| *other != number) {
        let others: BTreeSet<u64> =
            other.runs().enumerate().filter(|(at, _)| other.counts(*at)).map(|(_, run)| run).collect();
        for (at, run) in own.runs().enumerate() {
            if own.counts(at) && others.contains(&run) {
                shared
                    .insert((own.marks.iter().rposition(|mark| mark.first as usize <= at).unwrap_or(0), other_number));
            }
        }
    }
    shared
}

proptest! {
    #[test]
    fn every_passage_is_found(words in prop::collection::vec(prop::collection::vec((0..4u32, prop::bool::weighted(0.02)), 0..120), 2..12)) {
        let texts: Vec<ReuseText> = words.iter().map(|words| {
            let mut text = ReuseText::default();
            for (at, (word, opens)) in words.iter().enumerate() {
                if at == 0 || *opens {
                    text.marks.push(ParagraphMark { first: at as u32, section: 0, anchor: format!("doan-{at}").into() });
                }
                text.words.push(*word);
            }
            let mut end = text.words.len();
            for mark in text.marks.iter().rev() {
                super::text::bar(&mut text.words[mark.first as usize..end], &vec![false; end - mark.first as usize]);
                end = mark.first as usize;
            }
            text
        }).collect();
        for number in 0..texts.len() {
            let found = found_in(&texts, number);
            let got: BTreeSet<(usize, usize)> = found.passages.iter()
                .flat_map(|passage| passage.also.iter().map(|also| (passage.paragraph, also.document))).collect();
            prop_assert_eq!(got, plain(&texts, number));
        }
    }
}

#[test]
fn the_number_of_ranges_changes_nothing() {
    // The first document has one passage in common with each of so many that it must forget some of them.
    let passage = |number: usize| (0..10).map(|word| format!("từ{number}x{word}")).collect::<Vec<_>>().join(" ");
    let passages: Vec<String> = (1..150).map(passage).collect();
    let mut texts = vec![text(&passages.join("\n\n"))];
    texts.extend(passages.iter().map(|passage| text(passage)));
    let of = |ranges| {
        let index = ReuseIndex::by_ranges(texts.len(), ranges, 0, &|number| Some(texts[number].to_bytes()));
        (0..texts.len()).map(|number| index.others(number).to_vec()).collect::<Vec<_>>()
    };
    for ranges in [2, 3, 7] {
        assert_eq!(of(ranges), of(1), "{ranges}");
    }
}

/// A site whose documents are edited: each has a place in the order, and some of a few passages.
#[derive(Clone, Default)]
struct Edited {
    /// Place and text; sorted.
    documents: Vec<(u32, ReuseText)>,
}

impl AllWords for Edited {
    fn look(&self, look: Look<'_>) -> Option<Vec<u64>> {
        let mut found = Vec::new();
        self.documents.iter().enumerate().for_each(|(number, (_, text))| look(number, text.words(), &mut found));
        Some(found)
    }

    fn of(&self, number: usize) -> Option<Vec<u32>> {
        self.documents.get(number).map(|(_, text)| text.words().to_vec())
    }
}

impl Edited {
    fn put(&mut self, place: u32, text: ReuseText) {
        self.take(place);
        let at = self.documents.partition_point(|(other, _)| *other < place);
        self.documents.insert(at, (place, text));
    }

    fn take(&mut self, place: u32) {
        self.documents.retain(|(other, _)| *other != place);
    }

    fn index(&self) -> ReuseIndex {
        index(&self.documents.iter().map(|(_, text)| text.clone()).collect::<Vec<_>>())
    }

    /// What has become of the documents since `before`.
    fn since(&self, before: &Self) -> EditedDocuments {
        let words = |number: usize, text: &ReuseText| (number as u32, text.words().to_vec());
        let at = |documents: &[(u32, ReuseText)], place: u32| documents.iter().position(|(other, _)| *other == place);
        let mut edited = EditedDocuments { count: self.documents.len(), ..EditedDocuments::default() };
        for (number, (place, text)) in before.documents.iter().enumerate() {
            let now = at(&self.documents, *place);
            edited.numbers.push(now.map(|now| now as u32));
            if now.is_none_or(|now| self.documents[now].1 != *text) {
                edited.former.push(words(number, text));
            }
        }
        for (number, (place, text)) in self.documents.iter().enumerate() {
            if at(&before.documents, *place).is_none_or(|then| before.documents[then].1 != *text) {
                edited.fresh.push(words(number, text));
            }
        }
        edited
    }
}

/// A text of these passages, each a paragraph.
fn of_passages(passages: &[u32]) -> ReuseText {
    let words = |passage: &u32| (0..8 + passage % 3).map(|word| format!("w{passage}x{word} ")).collect::<String>();
    text(&passages.iter().map(words).collect::<Vec<_>>().join("\n\n"))
}

proptest! {
    #[test]
    fn an_edited_index_is_one_that_is_made_anew(
        first in prop::collection::vec((0..90_u32, prop::collection::vec(0..9_u32, 0..6)), 0..60),
        edits in prop::collection::vec(prop::collection::vec((0..90_u32, prop::option::of(prop::collection::vec(0..9_u32, 0..6))), 1..4), 1..6),
    ) {
        let mut site = Edited::default();
        first.iter().for_each(|(place, passages)| site.put(*place, of_passages(passages)));
        let mut index = site.index();
        for edits in edits {
            let before = site.clone();
            for (place, passages) in edits {
                match passages {
                    Some(passages) => site.put(place, of_passages(&passages)),
                    None => site.take(place),
                }
            }
            let next = index.edited(&site.since(&before), &site);
            index = site.index();
            prop_assert_eq!(next.as_ref(), Some(&index));
        }
    }
}

#[test]
fn one_more_document_can_make_a_formula_a_passage() {
    let mut site = Edited::default();
    // Seventeen of 849 have the first passage: a formula. Of 850 it is none. The second stays one.
    for number in 0..849 {
        let own = 1000 + number;
        site.put(
            number,
            of_passages(&if number < 17 {
                vec![1, 2, own]
            } else if number < 100 {
                vec![2, own]
            } else {
                vec![own]
            }),
        );
    }
    let before = site.clone();
    let index = site.index();
    assert!(index.others(3).is_empty());
    site.put(849, of_passages(&[5000]));
    let next = index.edited(&site.since(&before), &site);
    assert_eq!(next.as_ref(), Some(&site.index()));
    assert_eq!(next.unwrap().others(3), [0, 1, 2]);
    // And back.
    let (before, index) = (site.clone(), site.index());
    site.take(500);
    assert_eq!(index.edited(&site.since(&before), &site), Some(site.index()));
}

#[test]
fn what_many_share_is_made_anew() {
    let mut site = Edited::default();
    for number in 0..100 {
        site.put(number, of_passages(&[1]));
    }
    let before = site.clone();
    (0..90).for_each(|number| site.take(number));
    // All ten that stay have a run that is no formula any more.
    assert_eq!(before.index().edited(&site.since(&before), &site), Some(site.index()));
    let (before, index) = (site.clone(), site.index());
    (0..200).for_each(|number| site.put(100 + number, of_passages(&[number])));
    let next = index.edited(&site.since(&before), &site);
    assert!(next.is_none_or(|next| next == site.index()));
}
