//! Automatic numbers: what Word prints before a paragraph and does not keep in its text (`word/numbering.xml`).

use crate::foreign::xml::{XmlNode, walk};
use crate::import::problem::Problem;
use std::collections::BTreeMap;

#[derive(Clone, Debug, Default)]
struct ListLevel {
    format: String,
    text: String,
    start: u32,
}

/// Lists and how far each has counted.
#[derive(Default)]
pub(super) struct DocxLists {
    /// Abstract list → its levels.
    lists: BTreeMap<u32, BTreeMap<usize, ListLevel>>,
    /// List of the document → abstract list.
    used: BTreeMap<u32, u32>,
    /// Numbers that a list of the document begins with instead.
    starts: BTreeMap<(u32, usize), u32>,
    counts: BTreeMap<u32, Vec<u32>>,
    begun: std::collections::BTreeSet<(u32, usize)>,
}

/// Levels of a list.
const LEVELS: usize = 9;

impl DocxLists {
    pub(super) fn read(part: &str) -> Result<Self, Problem> {
        let mut numbering = Self::default();
        let mut list: Option<u32> = None;
        let mut used: Option<u32> = None;
        let mut level: Option<usize> = None;
        let number = |value: Option<String>| value.and_then(|value| value.parse::<u32>().ok());
        walk::<Problem>(part, |node| {
            let element = match node {
                XmlNode::Open(element) => element,
                XmlNode::Close(name) => {
                    match name.as_str() {
                        "abstractNum" => list = None,
                        "num" => used = None,
                        "lvl" | "lvlOverride" => level = None,
                        _ => {}
                    }
                    return Ok(());
                }
                XmlNode::Text(_) => return Ok(()),
            };
            match element.name.as_str() {
                "abstractNum" => list = number(element.attribute("abstractNumId")),
                "num" => used = number(element.attribute("numId")),
                "abstractNumId" => {
                    if let (Some(used), Some(list)) = (used, number(element.value())) {
                        numbering.used.insert(used, list);
                    }
                }
                "lvl" | "lvlOverride" => {
                    level =
                        element.attribute("ilvl").and_then(|value| value.parse().ok()).filter(|level| *level < LEVELS);
                }
                "startOverride" => {
                    if let (Some(used), Some(level), Some(start)) = (used, level, number(element.value())) {
                        numbering.starts.insert((used, level), start);
                    }
                }
                "numFmt" | "lvlText" | "start" => {
                    if let (Some(list), Some(level)) = (list, level) {
                        let entry = numbering
                            .lists
                            .entry(list)
                            .or_default()
                            .entry(level)
                            .or_insert_with(|| ListLevel { start: 1, ..ListLevel::default() });
                        match element.name.as_str() {
                            "numFmt" => entry.format = element.value().unwrap_or_default(),
                            "lvlText" => entry.text = element.value().unwrap_or_default(),
                            _ => entry.start = number(element.value()).unwrap_or(1),
                        }
                    }
                }
                _ => {}
            }
            Ok(())
        })?;
        Ok(numbering)
    }

    /// The label of the next paragraph of list `used` at `level`; `None` where the list prints none.
    pub(super) fn next(&mut self, used: u32, level: usize) -> Option<String> {
        let list = *self.used.get(&used)?;
        let levels = self.lists.get(&list)?;
        let own = levels.get(&level)?;
        let counts = self.counts.entry(list).or_insert_with(|| vec![0; LEVELS]);
        // A list that begins anew says so once.
        let restart = self.starts.get(&(used, level)).filter(|_| self.begun.insert((used, level)));
        match restart {
            Some(start) => counts[level] = *start,
            None if counts[level] == 0 => counts[level] = own.start,
            None => counts[level] = counts[level].saturating_add(1),
        }
        counts[level + 1..].fill(0);
        if own.format == "none" {
            return None;
        }
        if own.format == "bullet" {
            let sign = own.text.chars().next().unwrap_or('-');
            return Some(if sign == '+' { "+" } else { "-" }.to_owned());
        }
        let mut label = String::new();
        let mut signs = own.text.chars();
        while let Some(c) = signs.next() {
            let digit = (c == '%').then(|| signs.next()).flatten().and_then(|digit| digit.to_digit(10));
            match digit {
                Some(n @ 1..=9) => {
                    let at = n as usize - 1;
                    let format = levels.get(&at).map_or("decimal", |level| level.format.as_str());
                    label.push_str(&written(counts[at].max(1), format));
                }
                _ if c == '%' => {}
                _ => label.push(c),
            }
        }
        let label = label.trim().to_owned();
        (!label.is_empty()).then_some(label)
    }
}

fn written(n: u32, format: &str) -> String {
    let letters = |first: u8| {
        let index = (n - 1) % 26;
        let times = ((n - 1) / 26 + 1).min(8) as usize;
        String::from_utf8(vec![first + index as u8; times]).unwrap_or_default()
    };
    match format {
        "lowerLetter" => letters(b'a'),
        "upperLetter" => letters(b'A'),
        "lowerRoman" => roman(n).to_lowercase(),
        "upperRoman" => roman(n),
        "decimalZero" => format!("{n:02}"),
        _ => n.to_string(),
    }
}

fn roman(n: u32) -> String {
    const SIGNS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    let mut rest = n.min(3999);
    let mut text = String::new();
    for (value, sign) in SIGNS {
        while rest >= value {
            text.push_str(sign);
            rest -= value;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const LISTS: &str = r#"<w:numbering xmlns:w="w">
        <w:abstractNum w:abstractNumId="7">
          <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1."/></w:lvl>
          <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2."/></w:lvl>
          <w:lvl w:ilvl="2"><w:start w:val="3"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%3)"/></w:lvl>
          <w:lvl w:ilvl="3"><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/></w:lvl>
        </w:abstractNum>
        <w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>
        <w:num w:numId="2"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="9"/></w:lvlOverride></w:num>
      </w:numbering>"#;

    #[test]
    fn labels_are_what_word_prints() {
        let mut lists = DocxLists::read(LISTS).expect("lists");
        for ((list, level), label) in [
            ((1, 0), Some("I.")),
            ((1, 1), Some("I.1.")),
            ((1, 1), Some("I.2.")),
            ((1, 2), Some("c)")),
            ((1, 2), Some("d)")),
            ((1, 0), Some("II.")),
            ((1, 1), Some("II.1.")),
            ((1, 3), Some("-")),
            ((2, 0), Some("IX.")),
            ((2, 0), Some("X.")),
            ((1, 5), None),
            ((3, 0), None),
        ] {
            assert_eq!(lists.next(list, level).as_deref(), label, "{list} {level}");
        }
    }
}
