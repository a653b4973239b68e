//! The sentence at the end of a resolution or a law that says who adopted it, in which term and session, and when.
//!
//! In: the parts before the signature. Out: the day, the day from which it applies where the sentence names it, and the
//! sentence itself, which belongs to no article. Layout: resolutions of councils and laws of the National Assembly
//! (gazettes since 1996; Nghị định 78/2025/NĐ-CP).

use super::flow::ImportPlace;
use super::found::{OfficialLayout, ReadValue};
use super::markdown;
use super::outline::BodyPart;
use crate::document::label;
use crate::text::date::civil;
use crate::text::name_key;
use jiff::civil::Date;
use regex::{Captures, Regex};
use std::sync::LazyLock;

/// Paragraphs before the signature among which the sentence may stand.
const REACH: usize = 8;

/// "Nghị quyết này đã được Hội đồng nhân dân tỉnh … khóa …, kỳ họp …, thông qua ngày …"; the day may be blank.
static SENTENCE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:bộ luật|luật|pháp lệnh|nghị quyết)(?: này)? (?:đã )?được (?:hội đồng nhân dân|hđnd|quốc hội|(?:ủy|uỷ) ban thường vụ quốc hội).{0,300}?thông qua(?:[^.;]|\.\d|; ?(?:và )?có hiệu lực){0,160}",
    )
});
static DAY: LazyLock<Regex> = LazyLock::new(|| pattern(&format!("(?i){DAY_WORDS}")));
static EFFECT: LazyLock<Regex> =
    LazyLock::new(|| pattern(&format!(r"(?i)có hiệu lực(?: thi hành)? (?:từ|kể từ|vào) {DAY_WORDS}")));
static EFFECT_AT_ONCE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)có hiệu lực(?: thi hành)? (?:từ|kể từ) (?:ngày|khi)(?: được)?(?: hội đồng nhân dân\D*)? thông qua")
});
const DAY_WORDS: &str = r"ngày\s+(\d{1,2})\s*(?:tháng|/|-|\.)\s*(\d{1,2})\s*(?:năm|/|-|\.)\s*(\d{4})";

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a pattern of this file")
}

/// Reads the sentence, and takes it out of the text where it is no text of a numbered unit.
pub(super) fn take(parts: &mut Vec<BodyPart>, layout: &mut OfficialLayout) {
    let from = parts.len().saturating_sub(REACH);
    for at in (from..parts.len()).rev() {
        let BodyPart::Paragraph(paragraph) = &parts[at] else { continue };
        let text = paragraph.text();
        let Some(found) = SENTENCE.find(&text) else { continue };
        if !["khóa", "khoá", "kỳ họp", "phiên họp"].iter().any(|word| name_key(found.as_str()).contains(word))
        {
            continue;
        }
        let begins = text[..found.start()].trim_end();
        let own = begins.is_empty() || begins.ends_with(['.', ';', '/']);
        // "Điều 4. Nghị quyết này đã được …" is text of an article; "… theo Nghị quyết này đã được …" is another sentence.
        let after_label =
            label::of_heading(&text).is_some_and(|label| text[label.rest..found.start()].trim().is_empty());
        let labelled = begins.is_empty() && paragraph.label.is_some() || after_label;
        if !own && !labelled {
            continue;
        }
        read(found.as_str(), paragraph.at, layout);
        let goes_on = !text[found.end()..].trim_matches(|c: char| "./ ”)*".contains(c)).is_empty();
        if labelled || goes_on {
            return;
        }
        let sentence = text[found.start()..].trim();
        let words = sentence.trim_start_matches(['(', '“']).trim_end_matches(['/', ' ', ')', '”', '*']);
        layout.adoption = Some(ReadValue::sure(words.to_owned(), paragraph.at, sentence));
        if begins.is_empty() {
            parts.remove(at);
        } else if let BodyPart::Paragraph(paragraph) = &mut parts[at] {
            paragraph.runs = markdown::split(&paragraph.runs, found.start()).0;
        }
        return;
    }
}

fn read(sentence: &str, at: ImportPlace, layout: &mut OfficialLayout) {
    let passed = sentence.to_lowercase().find("thông qua").unwrap_or(0);
    let passed = if sentence.is_char_boundary(passed) { passed } else { 0 };
    let effect = EFFECT.captures(sentence);
    let until = effect.as_ref().and_then(|found| found.get(0)).map_or(sentence.len(), |found| found.start());
    // "thông qua tại kỳ họp thứ 5 ngày …", or the day of the session before the word.
    let day = DAY.captures(&sentence[passed.min(until)..until]).or_else(|| DAY.captures(&sentence[..until]));
    match day.as_ref().and_then(date) {
        Some(day) => layout.adopted = Some(ReadValue::sure(day, at, sentence)),
        None => layout.adopted_blank = Some((at, sentence.to_owned())),
    }
    let effect = effect.as_ref().and_then(date);
    let at_once = || layout.adopted.as_ref().map(|day| day.value).filter(|_| EFFECT_AT_ONCE.is_match(sentence));
    if let Some(day) = effect.or_else(at_once).filter(|_| layout.effective_from.is_none()) {
        layout.effective_from = Some(ReadValue::sure(day, at, sentence));
    }
}

/// A law prints no day of issue: it is cited by the day on which it was adopted.
pub(super) fn date_by_it(layout: &mut OfficialLayout) {
    let adopted = layout.adopted.as_ref().filter(|_| layout.date.is_none() && layout.date_blank.is_none());
    if let Some(adopted) = adopted {
        let date = ReadValue::doubtful(adopted.value, adopted.at, &adopted.quoted, "import-doubt-date-adopted");
        layout.date = Some(date);
    }
}

fn date(found: &Captures<'_>) -> Option<Date> {
    civil(found[3].parse().ok()?, found[2].parse().ok()?, found[1].parse().ok()?)
}
