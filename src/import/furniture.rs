//! What belongs to the pages and not to the text: running heads with their page numbers, on left and right pages alike,
//! heads of the gazette, the stamp of an electronic signature.
//!
//! In: the flow of a text set in lines (the reader of PDFs asks line by line, before it looks for columns). Out: the same
//! without them, and a [`Repair`] for each.

use super::flow::{ImportedItem, ImportedText};
use super::join::squeezed;
use super::repair::{Repair, RepairKind, page_number};
use regex::Regex;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// Lines of the stamp of a signature.
const LONGEST_STAMP: usize = 6;

/// "CÔNG BÁO/Số 302 + 303/Ngày 15-5-2024", with or without the number of the page. No sentence reads like that.
static GAZETTE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)^(\d{1,5}\s+)?công báo(\s[\p{L}\s.-]{1,40}?)?\s*/?\s*số\s*\d+(\s*[+&,-]\s*\d+)*\s*/?\s*(ngày\s*)?\d{1,2}\s*[-/.]\s*\d{1,2}\s*[-/.]\s*\d{4}(\s+\d{1,5})?$",
    )
    .expect("a pattern of this file")
});

/// A running head of the gazette.
pub(super) fn is_gazette_head(text: &str) -> bool {
    text.len() < 200 && GAZETTE.is_match(&squeezed(text))
}

/// Words that belong to the pages wherever they stand: numbers alone, or with a head of the gazette.
#[cfg(feature = "pdf")]
pub(super) fn is_of_pages(text: &str) -> bool {
    let number = |word: &&str| word.bytes().all(|byte| byte.is_ascii_digit());
    let words: Vec<&str> = text.split_whitespace().collect();
    let begin = words.iter().take_while(|word| number(word)).count();
    let end = words.iter().rev().take_while(|word| number(word)).count();
    match words.get(begin..words.len().saturating_sub(end)) {
        Some(inner) if !inner.is_empty() => is_gazette_head(&inner.join(" ")),
        _ => true,
    }
}

/// A line of the stamp that signing programs print: `Some(true)`: its first line.
pub(super) fn is_stamp(text: &str) -> Option<bool> {
    let text = squeezed(text).to_lowercase();
    let begins = |words: &[&str]| words.iter().any(|word| text.starts_with(word));
    if begins(&["ký bởi:", "người ký:", "được ký bởi:", "signed by:", "digitally signed by"]) {
        Some(true)
    } else if begins(&["email:", "cơ quan:", "thời gian ký:", "ngày ký:", "chức vụ:", "đơn vị:", "date:"])
    {
        Some(false)
    } else {
        None
    }
}

/// Ends of stamps among lines: each with its first and last line.
pub(super) fn stamps<'t>(lines: impl Iterator<Item = std::borrow::Cow<'t, str>>) -> Vec<(usize, usize)> {
    let mut found: Vec<(usize, usize)> = Vec::new();
    let mut open: Option<(usize, usize)> = None;
    for (at, line) in lines.enumerate() {
        let kind = is_stamp(&line);
        open = match (open, kind) {
            (_, Some(true)) => Some((at, at)),
            (Some((first, last)), Some(false)) if at == last + 1 && at - first < LONGEST_STAMP => Some((first, at)),
            _ => None,
        };
        if let Some((first, last)) = open.filter(|(first, last)| first < last) {
            found.retain(|(other, _)| *other != first);
            found.push((first, last));
        }
    }
    found
}

/// The line with every number alike, without the numbers at its ends: left and right pages have theirs on other sides.
pub(super) fn shape(text: &str) -> String {
    let mut shape = String::new();
    for c in squeezed(text).chars() {
        if !c.is_ascii_digit() {
            shape.push(c);
        } else if !shape.ends_with('0') {
            shape.push('0');
        }
    }
    let inner = shape.trim_start_matches("0 ").trim_end_matches(" 0").trim();
    // Forms and annexes begin pages of their own.
    const UNITS: [&str; 9] = ["phu luc", "mau ", "bieu ", "dieu ", "chuong ", "muc ", "phan ", "danh sach", "so:"];
    let folded = crate::text::fold(inner);
    if UNITS.iter().any(|unit| folded.starts_with(unit)) {
        return String::new();
    }
    if inner.chars().any(char::is_alphabetic) { inner.to_owned() } else { String::new() }
}

/// Whether a line that stands on so many of `count` pages belongs to the pages. Left and right pages may have heads of
/// their own.
pub(super) const fn is_usual(times: usize, count: usize) -> bool {
    times >= 3 && times * 5 >= count * 2
}

/// Drops all of it.
pub(super) fn drop(flow: &mut ImportedText, repairs: &mut Vec<Repair>) {
    drop_running_heads(flow, repairs);
    let mut gone: BTreeMap<usize, RepairKind> = BTreeMap::new();
    let line = |item: &ImportedItem| item.paragraph().map(|paragraph| paragraph.text()).unwrap_or_default();
    for (first, last) in stamps(flow.items.iter().map(|item| line(item).into())) {
        gone.extend((first..=last).map(|at| (at, RepairKind::Stamp)));
    }
    for (at, item) in flow.items.iter().enumerate() {
        if is_gazette_head(&line(item)) {
            gone.insert(at, RepairKind::RunningHead);
            // Its number stands on a line of its own, before or after it.
            let beside = [at.checked_sub(1), Some(at + 1)].into_iter().flatten();
            let number = beside.filter(|at| flow.items.get(*at).is_some_and(|item| page_number(&line(item)).is_some()));
            gone.extend(number.map(|at| (at, RepairKind::PageNumber)));
        }
    }
    let mut kept = Vec::with_capacity(flow.items.len());
    for (at, item) in std::mem::take(&mut flow.items).into_iter().enumerate() {
        match (gone.get(&at), item) {
            (Some(kind), ImportedItem::Paragraph(paragraph)) => {
                repairs.push(Repair::new(*kind, paragraph.at, &squeezed(&paragraph.text()), ""));
                // A page began or ended here.
                if *kind != RepairKind::Stamp && kept.last() != Some(&ImportedItem::PageBreak) {
                    kept.push(ImportedItem::PageBreak);
                }
            }
            (_, item) => kept.push(item),
        }
    }
    flow.items = kept;
}

/// Lines that stand first or last on most pages.
fn drop_running_heads(flow: &mut ImportedText, repairs: &mut Vec<Repair>) {
    let pages: Vec<&[ImportedItem]> = flow.items.split(|item| *item == ImportedItem::PageBreak).collect();
    if pages.len() < 3 {
        return;
    }
    let mut seen: BTreeMap<(bool, String), usize> = BTreeMap::new();
    for page in &pages {
        let ends = [(true, page.first()), (false, page.last())];
        let shapes: BTreeSet<(bool, String)> = ends
            .iter()
            .filter_map(|(top, item)| Some((*top, shape(&(*item)?.paragraph()?.text()))))
            .filter(|(_, shape)| !shape.is_empty())
            .collect();
        for key in shapes {
            *seen.entry(key).or_default() += 1;
        }
    }
    let count = pages.len();
    let repeated = |top: bool, text: &str| seen.get(&(top, shape(text))).is_some_and(|times| is_usual(*times, count));
    let mut kept = Vec::with_capacity(flow.items.len());
    for (index, page) in pages.iter().enumerate() {
        if index > 0 {
            kept.push(ImportedItem::PageBreak);
        }
        for (at, item) in page.iter().enumerate() {
            if let ImportedItem::Paragraph(paragraph) = item {
                let text = paragraph.text();
                let is_border = at == 0 && repeated(true, &text) || at + 1 == page.len() && repeated(false, &text);
                if is_border && page_number(&text).is_none() {
                    repairs.push(Repair::new(RepairKind::RunningHead, paragraph.at, &squeezed(&text), ""));
                    continue;
                }
            }
            kept.push(item.clone());
        }
    }
    flow.items = kept;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_of_the_gazette() {
        for (text, is) in [
            ("CÔNG BÁO/Số 302 + 303/Ngày 15-5-2024", true),
            ("CÔNG BÁO/Số 302/Ngày 15-5-2024     45", true),
            ("44   CÔNG BÁO/Số 302 + 303/Ngày 15-5-2024", true),
            ("CÔNG BÁO/Số 12/Ngày 05 - 6 - 2023", true),
            ("CÔNG BÁO LÀO CAI/Số 05+06/Ngày 15/5/2025", true),
            ("Công báo số 12 ngày 05-6-2023 đăng toàn văn Nghị định này", false),
            ("đăng trên CÔNG BÁO/Số 302/Ngày 15-5-2024", false),
            ("CÔNG BÁO", false),
        ] {
            assert_eq!(is_gazette_head(text), is, "{text}");
        }
    }

    #[test]
    fn stamps_have_a_first_line() {
        let lines = [
            "Điều 1.",
            "Người ký: CỔNG",
            "Email: a@b.vn",
            "Thời gian ký: 07.01.2025",
            "Cơ quan: nêu trên",
            "Ngày ký: x",
        ];
        assert_eq!(stamps(lines.iter().map(|line| (*line).into())), [(1, 5)]);
        assert_eq!(stamps(["Cơ quan: A", "Email: b"].iter().map(|line| (*line).into())), []);
    }

    #[test]
    fn heads_of_left_and_right_pages_have_one_shape() {
        assert_eq!(shape("12   Kỷ yếu 2024"), shape("Kỷ yếu 2025    13"));
        assert_eq!(shape("- 5 -"), "");
        assert_eq!(shape("Mẫu số 01"), "");
    }
}
