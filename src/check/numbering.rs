//! S02: the numbering of headings. In: the outline. Out: places where it jumps or goes back (Nghị định
//! 30/2020/NĐ-CP, Phụ lục I, Phần I, mục II.6.đ: Roman for mục, Arabic for điều and khoản, letters of the
//! Vietnamese alphabet for điểm).

use super::lint::LintedText;
use crate::diagnostic::Diagnostic;
use crate::document::{SectionIndex, Unit};
use std::collections::BTreeMap;

/// What a label counts with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum NumeralStyle {
    Arabic,
    Roman,
    Letter,
}

/// Letters that number điểm: those of the Vietnamese alphabet without ă, â, ê, ô, ơ, ư.
const LETTERS: &str = "abcdđeghiklmnopqrstuvxy";
/// One document reports so many at most.
const MOST: usize = 20;

/// Reports items whose number is not the one after the last of their kind under the same heading. A new beginning with
/// 1 is none: annexes number their articles anew.
pub(super) fn check(text: &LintedText<'_>, problems: &mut Vec<Diagnostic>) {
    let mut last: BTreeMap<(SectionIndex, Unit, NumeralStyle), (u32, &str)> = BTreeMap::new();
    let mut reported = 0;
    for section in &text.document.sections {
        let Some(label) = &section.label else { continue };
        // Articles run through all chapters.
        let parent = if label.unit == Unit::Article { 0 } else { section.parent.unwrap_or(0) };
        let readings = readings(&label.text);
        if readings.is_empty() {
            continue;
        }
        let before = |style| last.get(&(parent, label.unit, style)).copied();
        // "C." after "B." is a letter, after nothing a hundred in Roman: the reading that goes on counts.
        let next =
            readings.iter().find(|(style, value)| before(*style).is_some_and(|(before, _)| before + 1 == *value));
        let known = readings.iter().find(|(style, _)| before(*style).is_some());
        let first = readings.iter().find(|(_, value)| *value == 1);
        let (style, value) = *next.or(known).or(first).unwrap_or(&readings[0]);
        if next.is_none() && value != 1 && reported < MOST {
            let previous = before(style);
            // "1a" is put in between by an amendment.
            let same = previous.is_some_and(|(before, _)| before == value);
            if !same && let Some((_, previous)) = previous {
                reported += 1;
                let problem = Diagnostic::warning("heading-number-gap").at(text.source, section.span);
                problems.push(problem.with("found", &*label.text).with("previous", previous));
            }
        }
        last.insert((parent, label.unit, style), (value, &*label.text));
    }
}

/// The values that a label can have.
fn readings(label: &str) -> Vec<(NumeralStyle, u32)> {
    let last = label.rsplit('.').find(|part| !part.is_empty()).unwrap_or(label);
    let digits = last.trim_end_matches(|c: char| c.is_lowercase());
    if let Ok(value) = digits.parse() {
        return vec![(NumeralStyle::Arabic, value)];
    }
    let mut readings = Vec::new();
    if let Some(value) = roman(last) {
        readings.push((NumeralStyle::Roman, value));
    }
    let lower = last.to_lowercase();
    let mut chars = lower.chars();
    if let (Some(letter), None) = (chars.next(), chars.next())
        && let Some(at) = LETTERS.chars().position(|known| known == letter)
    {
        readings.push((NumeralStyle::Letter, at as u32 + 1));
    }
    readings
}

/// The value of a Roman number in capitals, up to 399.
fn roman(text: &str) -> Option<u32> {
    if text.is_empty() || text.len() > 12 {
        return None;
    }
    let value = |c| match c {
        'I' => Some(1),
        'V' => Some(5),
        'X' => Some(10),
        'L' => Some(50),
        'C' => Some(100),
        _ => None,
    };
    let values: Vec<u32> = text.chars().map(value).collect::<Option<_>>()?;
    let mut sum = 0;
    for (at, value) in values.iter().enumerate() {
        if values.get(at + 1).is_some_and(|next| next > value) { sum -= *value as i32 } else { sum += *value as i32 }
    }
    u32::try_from(sum).ok().filter(|sum| *sum > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_have_values() {
        for (label, values) in [
            ("2", vec![(NumeralStyle::Arabic, 2)]),
            ("1.3", vec![(NumeralStyle::Arabic, 3)]),
            ("1a", vec![(NumeralStyle::Arabic, 1)]),
            ("IV", vec![(NumeralStyle::Roman, 4)]),
            ("XIX", vec![(NumeralStyle::Roman, 19)]),
            ("đ", vec![(NumeralStyle::Letter, 5)]),
            ("C", vec![(NumeralStyle::Roman, 100), (NumeralStyle::Letter, 3)]),
            ("thứ nhất", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(readings(label), values, "{label}");
        }
    }
}
