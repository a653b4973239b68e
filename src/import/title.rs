//! Trích yếu: the lines under the type of a document. In: the paragraphs after the type line. Out: the
//! title, taken away from them.

use super::flow::{Paragraph, ParagraphAlignment};
use super::found::{OfficialLayout, ReadValue};
use super::join::{ends_sentence, is_capitals, squeezed};
use super::repair::is_rule;
use crate::document::label;
use crate::text::name_key;
use regex::Regex;
use std::collections::{BTreeMap, VecDeque};
use std::sync::LazyLock;

/// Paragraphs that a title may be set in.
const MOST_PARAGRAPHS: usize = 4;
/// Letters of a title. Of 2,218 laws and decrees one has more than 700.
const LONGEST: usize = 900;

/// Takes the title from the front of `paragraphs`; `set`: they were set in lines, and a title may have several that its
/// author ended early.
pub(super) fn take(paragraphs: &mut VecDeque<Paragraph>, set: bool, layout: &mut OfficialLayout) {
    let mut taken: Vec<Paragraph> = Vec::new();
    while taken.len() < MOST_PARAGRAPHS {
        let Some(next) = paragraphs.front() else { break };
        if is_rule(&next.text()) {
            paragraphs.pop_front();
            if taken.is_empty() {
                continue;
            }
            break;
        }
        let after = paragraphs.iter().skip(1).find(|after| !is_rule(&after.text()));
        let sentence = taken.is_empty() && is_one_sentence(next, after);
        if !sentence && !belongs(&taken, next, set) {
            break;
        }
        taken.extend(paragraphs.pop_front());
        if sentence {
            break;
        }
    }
    let Some(first) = taken.first() else { return };
    let text = squeezed(&taken.iter().map(Paragraph::text).collect::<Vec<_>>().join(" "));
    layout.title = Some(ReadValue::sure(text.clone(), first.at, text));
}

/// Some titles end in a full stop. One sentence is a title where the text surely begins after it.
fn is_one_sentence(first: &Paragraph, next: Option<&Paragraph>) -> bool {
    let text = squeezed(&first.text());
    let begins = next.is_some_and(|next| {
        let key = name_key(&next.text());
        label::of_heading(&key).is_some_and(|found| found.named)
            || key.starts_with("căn cứ")
            || key.starts_with("kính gửi")
            || key.ends_with(" điện:")
            || is_capitals(&squeezed(&next.text())) && is_authority(&key)
    });
    let one = !text.trim_end_matches('.').contains(". ") && !text.contains(':');
    begins && one && text.ends_with('.') && text.chars().count() <= LONGEST && label::of_heading(&text).is_none()
}

fn belongs(taken: &[Paragraph], next: &Paragraph, set: bool) -> bool {
    let text = squeezed(&next.text());
    let length: usize = taken.iter().map(|one| one.text().chars().count()).sum();
    let key = name_key(&text);
    if text.is_empty()
        || length + text.chars().count() > LONGEST
        || ends_sentence(&text)
        || text.ends_with(';')
        || text.ends_with(',') && next.alignment != Some(ParagraphAlignment::Centre) && !key.starts_with("về việc")
        || text.starts_with('(')
        || label::of_heading(&text).is_some()
        || ["kính gửi", "căn cứ", "theo đề nghị", "thực hiện nghị quyết số", "thực hiện quyết định số"]
            .iter()
            .any(|start| key.starts_with(start))
    {
        return false;
    }
    let Some(first) = taken.first() else { return true };
    let capitals = is_capitals(&squeezed(&first.text()));
    // "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH": who decides, under the title of a decision.
    if is_capitals(&text) && (!capitals || is_authority(&key)) {
        return false;
    }
    if capitals && !is_capitals(&text) {
        return false;
    }
    let centred = |paragraph: &Paragraph| paragraph.alignment == Some(ParagraphAlignment::Centre);
    if centred(first) {
        return centred(next);
    }
    set || capitals || text.starts_with(char::is_lowercase)
}

fn is_authority(key: &str) -> bool {
    const BEGINNINGS: [&str; 14] = [
        "chủ tịch",
        "bộ trưởng",
        "giám đốc",
        "thủ tướng",
        "ủy ban",
        "hội đồng",
        "chính phủ",
        "quốc hội",
        "hiệu trưởng",
        "trưởng",
        "tổng",
        "chánh",
        "ban ",
        "viện trưởng",
    ];
    BEGINNINGS.iter().any(|beginning| key.starts_with(beginning))
}

/// A title printed in capitals, in the case that the document itself writes the same words in; what it does not
/// write otherwise is lower case. The title is then to be checked.
pub(super) fn restore_case(layout: &mut OfficialLayout, body: &str) {
    let Some(title) = layout.title.as_mut().filter(|title| is_capitals(&title.value)) else { return };
    let cases = cases_of(body, &title.value);
    let lower: Vec<String> = title.value.split(' ').map(str::to_lowercase).collect();
    let mut words: Vec<String> = Vec::with_capacity(lower.len());
    for (at, word) in lower.iter().enumerate() {
        let with = |other: Option<&String>, after: bool| {
            let other = other?;
            let pair = if after { format!("{word} {other}") } else { format!("{other} {word}") };
            cases.get(&pair).map(|pair| pair.split(' ').nth(usize::from(!after)).unwrap_or(word).to_owned())
        };
        let written =
            with(lower.get(at + 1), true).or_else(|| with(at.checked_sub(1).and_then(|i| lower.get(i)), false));
        words.push(written.unwrap_or_else(|| word.clone()));
    }
    let text = words.join(" ");
    let mut letters = text.chars();
    if let Some(first) = letters.next() {
        title.value = first.to_uppercase().collect::<String>() + letters.as_str();
    }
    title.doubt = Some("import-doubt-title-case");
}

/// Pairs of words of the title → how the body writes them most often, sentence beginnings aside.
fn cases_of(body: &str, title: &str) -> BTreeMap<String, String> {
    let lower = title.to_lowercase();
    let title_words: Vec<&str> = lower.split(' ').collect();
    let wanted: std::collections::BTreeSet<String> = title_words.windows(2).map(|pair| pair.join(" ")).collect();
    let mut counts: BTreeMap<(String, String), usize> = BTreeMap::new();
    for line in body.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        for at in 1..words.len().saturating_sub(1) {
            let begins = at == 0 || ends_sentence(words[at - 1]) || words[at - 1].ends_with(';');
            if begins {
                continue;
            }
            let pair = format!("{} {}", words[at], words[at + 1].trim_end_matches([',', '.', ';', ':', '”', ')']));
            let key = pair.to_lowercase();
            if wanted.contains(&key) && !is_capitals(&pair) {
                *counts.entry((key, pair)).or_default() += 1;
            }
        }
    }
    let mut best: BTreeMap<String, (usize, String)> = BTreeMap::new();
    for ((key, pair), count) in counts {
        let entry = best.entry(key).or_default();
        if count > entry.0 {
            *entry = (count, pair);
        }
    }
    best.into_iter().map(|(key, (_, pair))| (key, pair)).collect()
}

/// The school year that a title names: "năm học 2023 - 2024".
pub fn school_year(title: &str) -> Option<String> {
    static YEARS: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(?i)năm học\s+(\d{4})\s*[-–—]\s*(\d{4})").expect("a pattern of this file"));
    let found = YEARS.captures(title)?;
    let (first, second): (u16, u16) = (found[1].parse().ok()?, found[2].parse().ok()?);
    (second == first + 1).then(|| format!("{first}-{second}"))
}
