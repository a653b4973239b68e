//! Automatic numbers: labels as Word counts them.
//!
//! In: the label of one paragraph after the other, as it is to be printed. Out: the list of each, and the part
//! `numbering.xml`. A label that does not follow the one before begins its list anew with its own number.

use crate::document::label::{self, FoundLabel};
use crate::render::xml::Xml;
use std::collections::BTreeMap;

/// A label: what stands before the number, how the number is written, what stands behind it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Pattern {
    before: String,
    format: &'static str,
    after: String,
}

/// A label that Word can count, and the byte of the text where what follows it begins.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Counted {
    pattern: Pattern,
    value: u32,
    pub(super) rest: usize,
}

/// Numbered paragraphs so far.
#[derive(Default)]
pub(super) struct Lists {
    /// Pattern → its list of Word, counted from 1; its last number, and the list of the document that has it.
    patterns: BTreeMap<Pattern, (usize, u32, usize)>,
    /// Lists of the document: list of Word, and the number that it begins with where it begins anew.
    used: Vec<(usize, Option<u32>)>,
    bullets: Option<usize>,
}

/// The label at the beginning of the text of a heading or (`strict`) of a paragraph.
pub(super) fn counted(text: &str, strict: bool) -> Option<Counted> {
    let found = if strict { label::of_paragraph(text) } else { label::of_heading(text) }?;
    let FoundLabel { label, rest, .. } = &found;
    let printed = text[..*rest].trim_end();
    // One space stands between label and text, or it is no label that Word would print.
    let text_begins = printed.len() + 1;
    let follows = text.get(printed.len()..text_begins)? == " " && !text.get(text_begins..)?.starts_with(' ');
    let at = printed.find(&*label.text).filter(|_| !label.text.is_empty() && follows)?;
    let (format, value) = format_of(&label.text)?;
    let before = printed[..at].to_owned();
    let after = printed[at + label.text.len()..].to_owned();
    let plain = |text: &str| !text.contains('%') && !text.starts_with(char::is_whitespace);
    (plain(&before) && plain(&after) && !text[text_begins..].is_empty()).then_some(Counted {
        pattern: Pattern { before, format, after },
        value,
        rest: text_begins,
    })
}

/// The label of an item of a numbered list.
pub(super) fn of_item(number: u64, sign: char) -> Option<Counted> {
    let value = u32::try_from(number).ok()?;
    let pattern = Pattern { before: String::new(), format: "decimal", after: sign.to_string() };
    Some(Counted { pattern, value, rest: 0 })
}

/// How Word writes this number, and which it is.
fn format_of(text: &str) -> Option<(&'static str, u32)> {
    let value: Option<u32> = text.parse().ok();
    if let Some(value) = value.filter(|value| value.to_string() == text) {
        return Some(("decimal", value));
    }
    let mut letters = text.chars();
    if let (Some(letter @ 'a'..='z'), None) = (letters.next(), letters.next()) {
        return Some(("lowerLetter", letter as u32 - 'a' as u32 + 1));
    }
    if let Some(value) = (1..=60).find(|value| roman(*value) == text) {
        return Some(("upperRoman", value));
    }
    let mut letters = text.chars();
    match (letters.next(), letters.next()) {
        (Some(letter @ 'A'..='Z'), None) => Some(("upperLetter", letter as u32 - 'A' as u32 + 1)),
        _ => None,
    }
}

/// Numbers up to 60, as chapters and parts have.
fn roman(value: u32) -> String {
    const SIGNS: [(u32, &str); 7] = [(50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")];
    let (mut rest, mut text) = (value, String::new());
    for (worth, sign) in SIGNS {
        while rest >= worth {
            text.push_str(sign);
            rest -= worth;
        }
    }
    text
}

impl Lists {
    /// The list of the document whose next paragraph Word prints this label before.
    pub(super) fn list(&mut self, counted: &Counted) -> usize {
        let next = self.patterns.len() + 1;
        let entry = self.patterns.get(&counted.pattern).copied();
        let list = match entry {
            Some((_, last, list)) if counted.value == last + 1 => list,
            Some((of, ..)) => self.new_list(of, Some(counted.value)),
            None => self.new_list(next, Some(counted.value).filter(|value| *value != 1)),
        };
        let of = entry.map_or(next, |(of, ..)| of);
        self.patterns.insert(counted.pattern.clone(), (of, counted.value, list));
        list
    }

    fn new_list(&mut self, of: usize, start: Option<u32>) -> usize {
        self.used.push((of, start));
        self.used.len()
    }

    /// The list of signs: a dash, and a plus below it.
    pub(super) fn bullets(&mut self) -> usize {
        match self.bullets {
            Some(list) => list,
            None => {
                self.used.push((0, None));
                *self.bullets.insert(self.used.len())
            }
        }
    }

    /// `word/numbering.xml`.
    pub(super) fn part(&self) -> Vec<u8> {
        let mut xml = Xml::new();
        xml.open("w:numbering", &[("xmlns:w", super::parts::WORD)]);
        xml.open("w:abstractNum", &[("w:abstractNumId", "0")]);
        xml.empty("w:multiLevelType", &[("w:val", "hybridMultilevel")]);
        level(&mut xml, "0", "bullet", "-", "720");
        level(&mut xml, "1", "bullet", "+", "720");
        xml.close();
        let mut patterns: Vec<_> = self.patterns.iter().map(|(pattern, (of, ..))| (*of, pattern)).collect();
        patterns.sort();
        for (of, pattern) in patterns {
            xml.open("w:abstractNum", &[("w:abstractNumId", &of.to_string())]);
            xml.empty("w:multiLevelType", &[("w:val", "singleLevel")]);
            level(&mut xml, "0", pattern.format, &format!("{}%1{}", pattern.before, pattern.after), "720");
            xml.close();
        }
        for (at, (of, start)) in self.used.iter().enumerate() {
            xml.open("w:num", &[("w:numId", &(at + 1).to_string())]);
            xml.empty("w:abstractNumId", &[("w:val", &of.to_string())]);
            if let Some(start) = start {
                xml.open("w:lvlOverride", &[("w:ilvl", "0")]);
                xml.empty("w:startOverride", &[("w:val", &start.to_string())]);
                xml.close();
            }
            xml.close();
        }
        xml.close();
        xml.end()
    }
}

fn level(xml: &mut Xml, at: &str, format: &str, text: &str, indent: &str) {
    xml.open("w:lvl", &[("w:ilvl", at)]);
    xml.empty("w:start", &[("w:val", "1")]);
    xml.empty("w:numFmt", &[("w:val", format)]);
    xml.empty("w:suff", &[("w:val", "space")]);
    xml.empty("w:lvlText", &[("w:val", text)]);
    xml.empty("w:lvlJc", &[("w:val", "left")]);
    xml.open("w:pPr", &[]);
    xml.empty("w:ind", &[("w:left", "0"), ("w:firstLine", indent)]);
    xml.close();
    xml.close();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_patterns_that_word_counts() {
        for (text, strict, expected) in [
            ("I. MỤC ĐÍCH", false, Some(("", "upperRoman", ".", 1))),
            ("Điều 3. Phạm vi", false, Some(("Điều ", "decimal", ".", 3))),
            ("a) Một", true, Some(("", "lowerLetter", ")", 1))),
            ("7. Bảy", true, Some(("", "decimal", ".", 7))),
            ("đ) Bốn", true, None),
            ("1.1. Nhỏ", false, None),
            ("7.  Hai chỗ trống", true, None),
            ("Không có số", false, None),
        ] {
            let found = counted(text, strict);
            let found = found.as_ref().map(|counted| {
                let Pattern { before, format, after } = &counted.pattern;
                (before.as_str(), *format, after.as_str(), counted.value)
            });
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn a_number_out_of_order_begins_its_list_anew() {
        let mut lists = Lists::default();
        let list = |lists: &mut Lists, number| lists.list(&of_item(number, '.').expect("a number"));
        let seen: Vec<usize> = [1, 2, 7, 8, 2].map(|number| list(&mut lists, number)).to_vec();
        assert_eq!(seen, [1, 1, 2, 2, 3]);
        assert_eq!(lists.used, [(1, None), (1, Some(7)), (1, Some(2))]);
    }
}
