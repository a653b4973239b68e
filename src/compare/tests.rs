//! The comparison on small texts, and on the two directives of one province.

use super::*;
use crate::document::parse;
use crate::source::Source;
use proptest::prelude::*;

fn tree(text: &str) -> Document {
    let source = Source::new("t.md", text);
    parse(&source, Span::new(0, text.len()), &mut Vec::new())
}

fn compared(old: &str, new: &str) -> Comparison {
    let (old, new) = (tree(old), tree(new));
    let side = |document| Side { document, citations: Vec::new() };
    compare(&side(&old), &side(&new))
}

/// `= kept`, `~ old [-dropped-] [+added+]`, `+ added`, `- dropped`, `>` before what was moved.
fn shown(comparison: &Comparison) -> Vec<String> {
    let moved = |moved: bool| if moved { ">" } else { "" };
    let row = |row: &ComparisonRow| match row {
        ComparisonRow::Kept { new, moved: m, .. } => format!("{}= {}", moved(*m), comparison.newer[*new].text),
        ComparisonRow::Changed { pieces, moved: m, .. } => {
            let words = pieces.iter().map(|piece| match piece.change {
                WordChange::Kept => piece.text.clone(),
                WordChange::Dropped => format!("[-{}-]", piece.text),
                WordChange::Added => format!("[+{}+]", piece.text),
            });
            format!("{}~ {}", moved(*m), words.collect::<Vec<_>>().join(" "))
        }
        ComparisonRow::Added(new) => format!("+ {}", comparison.newer[*new].text),
        ComparisonRow::Dropped(old) => format!("- {}", comparison.older[*old].text),
    };
    comparison.rows.iter().map(row).collect()
}

const ONE: &str = "Nâng cao chất lượng giáo dục toàn diện ở các trường phổ thông dân tộc nội trú.";
const TWO: &str = "Tổ chức tốt công tác tư vấn, đối thoại trực tiếp với cha mẹ học sinh và nhân dân.";
const THREE: &str = "Hoàn thiện và đưa vào khai thác cơ sở dữ liệu ngành, thống nhất số hóa dữ liệu.";

#[test]
fn paragraphs_are_kept_changed_added_dropped_moved() {
    for (old, new, expected) in [
        (vec![ONE, TWO], vec![ONE, TWO], vec![format!("= {ONE}"), format!("= {TWO}")]),
        (vec![ONE, TWO], vec![ONE, THREE], vec![format!("= {ONE}"), format!("+ {THREE}"), format!("- {TWO}")]),
        (
            vec![ONE, TWO, THREE],
            vec![THREE, ONE, TWO],
            vec![format!(">= {THREE}"), format!("= {ONE}"), format!("= {TWO}")],
        ),
        (
            vec!["Phấn đấu 68 % trường đạt chuẩn quốc gia trong năm học này của tỉnh."],
            vec!["Phấn đấu 72 % trường đạt chuẩn quốc gia trong năm học này của tỉnh."],
            vec!["~ Phấn đấu [-68-] [+72+] % trường đạt chuẩn quốc gia trong năm học này của tỉnh.".to_owned()],
        ),
        // Tone placement, case and commas are no change of words.
        (
            vec!["Sức khoẻ học đường, văn hoá đọc trong nhà trường."],
            vec!["Sức khỏe học đường văn hóa đọc trong Nhà trường."],
            vec!["= Sức khỏe học đường văn hóa đọc trong Nhà trường.".to_owned()],
        ),
    ] {
        assert_eq!(shown(&compared(&old.join("\n\n"), &new.join("\n\n"))), expected);
    }
}

#[test]
fn figures_are_what_is_counted_not_dates_nor_names() {
    let same = "Phấn đấu đến hết năm học này có ít nhất";
    let old =
        format!("{same} 68% trường đạt chuẩn, lớp 10, ngày 5 tháng 9 năm 2023, giai đoạn 2021-2025, 12 phòng học.");
    let new = format!(
        "{same} 72% trường đạt chuẩn, lớp 11, ngày 6 tháng 9 năm 2024, giai đoạn 2021-2030, 12 phòng học, 3.000 máy tính."
    );
    let figures = compared(&old, &new).figures;
    let texts = |figures: &[Figure]| figures.iter().map(|figure| figure.text.clone()).collect::<Vec<_>>();
    let changed: Vec<_> = figures.changed.iter().map(|(a, b)| (a.text.as_str(), b.text.as_str())).collect();
    assert_eq!(changed, [("68%", "72%")]);
    assert_eq!((texts(&figures.new), texts(&figures.gone)), (vec!["3.000 máy".to_owned()], vec![]));
}

#[test]
fn texts_that_share_nothing_say_so() {
    assert!(compared(ONE, THREE).is_too_little());
    assert!(!compared(ONE, ONE).is_too_little());
    assert!(compared("", "").rows.is_empty());
}

/// Nothing is lost and nothing invented: each unit of both documents stands in exactly one row.
fn assert_every_unit_stands_in_one_row(old: &str, new: &str) {
    let comparison = compared(old, new);
    let (mut olds, mut news) = (Vec::new(), Vec::new());
    for row in &comparison.rows {
        match row {
            ComparisonRow::Kept { old, new, .. } => {
                olds.push(*old);
                news.push(*new);
            }
            ComparisonRow::Changed { old, new, pieces, .. } => {
                olds.push(*old);
                news.push(*new);
                let side = |without: WordChange| {
                    let pieces = pieces.iter().filter(|piece| piece.change != without);
                    pieces.map(|piece| piece.text.clone()).collect::<Vec<_>>().join(" ")
                };
                assert_eq!(side(WordChange::Dropped), comparison.newer[*new].text.clone());
            }
            ComparisonRow::Added(new) => news.push(*new),
            ComparisonRow::Dropped(old) => olds.push(*old),
        }
    }
    assert_eq!(news, (0..comparison.newer.len()).collect::<Vec<_>>());
    olds.sort_unstable();
    assert_eq!(olds, (0..comparison.older.len()).collect::<Vec<_>>());
}

#[test]
fn a_unit_that_became_an_item_of_a_list_stands_in_one_row() {
    assert_every_unit_stands_in_one_row(
        "\n\n## I.  giáo giáo giáo năm \n\n giáo \n\n",
        "\n\n## I.  năm năm giáo dục dục \n\n-  giáo \n\n",
    );
}

proptest! {
    #[test]
    fn every_unit_stands_in_one_row(old in any_text(), new in any_text()) {
        assert_every_unit_stands_in_one_row(&old, &new);
    }
}

fn any_text() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "giáo",
        "dục",
        "Đào",
        "tạo,",
        "68",
        "%",
        "năm",
        "học",
        "2024",
        "trường",
        "\n\n",
        "\n\n## I. ",
        "\n\n- ",
    ]);
    prop::collection::vec(word, 0..60).prop_map(|words| words.join(" "))
}
