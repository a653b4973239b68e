//! Automatic numbers: what Word prints before a paragraph and does not keep in its text (`word/numbering.xml`;
//! ECMA-376, 17.9).
//!
//! In: the part; then, paragraph by paragraph, list and level. Out: labels.

use super::number_format;
use super::styles::Styles;
use crate::foreign::xml::{Element, XmlNode, walk};
use crate::import::problem::Problem;
use std::collections::{BTreeMap, BTreeSet};

/// Levels of a list.
pub(super) const LEVELS: usize = 9;

#[derive(Clone, Debug, Default)]
struct ListLevel {
    format: String,
    text: String,
    /// What it begins with, where that is said.
    start: Option<u32>,
    /// It begins anew after levels before this one; 0: never.
    restart: Option<usize>,
    /// The style whose paragraphs are of this level.
    style: Option<String>,
    /// Every number in the label is written in figures.
    legal: bool,
    /// Nothing stands between label and text.
    tight: bool,
    /// The label is hidden text.
    hidden: bool,
}

/// A list as it is defined.
#[derive(Default)]
struct AbstractList {
    levels: BTreeMap<usize, ListLevel>,
    /// The style of lists that this is the list of.
    style: Option<String>,
    /// The style of lists that says what this list is like.
    like: Option<String>,
}

/// A list of the document.
#[derive(Default)]
struct UsedList {
    of: u32,
    /// Levels of its own.
    levels: BTreeMap<usize, ListLevel>,
    /// Numbers that it begins with instead.
    starts: BTreeMap<usize, u32>,
}

/// A label, as Word prints it before a paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Label {
    pub(super) text: String,
    /// Nothing stands between it and the text.
    pub(super) tight: bool,
    /// A sign, no number.
    pub(super) bullet: bool,
    /// The name of a format that is not known; the number is written in figures instead.
    pub(super) unknown: Option<String>,
}

/// Lists and how far each has counted.
#[derive(Default)]
pub(super) struct DocxLists {
    lists: BTreeMap<u32, AbstractList>,
    used: BTreeMap<u32, UsedList>,
    /// How far each defined list has counted: lists of the document that are made after the same one go on counting.
    counts: BTreeMap<u32, [Option<u32>; LEVELS]>,
    begun: BTreeSet<(u32, usize)>,
}

impl DocxLists {
    pub(super) fn read(part: &str) -> Result<Self, Problem> {
        let mut reader = ListReader::default();
        walk::<Problem>(part, |node| {
            match node {
                XmlNode::Open(element) => reader.opens(&element),
                XmlNode::Close(name) => reader.closes(&name),
                XmlNode::Text(_) => {}
            }
            Ok(())
        })?;
        Ok(reader.lists)
    }

    /// Lists that only name a style of lists are what the list of that style is (17.9.21).
    pub(super) fn link(&mut self, styles: &Styles) {
        let by_style: BTreeMap<String, u32> =
            self.lists.iter().filter_map(|(id, list)| Some((list.style.clone()?, *id))).collect();
        let target = |name: &str| {
            let listed = styles.list_of(name).and_then(|used| self.used.get(&used)).map(|used| used.of);
            listed.or_else(|| by_style.get(name).copied())
        };
        let links: Vec<(u32, u32)> = self
            .lists
            .iter()
            .filter(|(_, list)| list.levels.is_empty())
            .filter_map(|(id, list)| Some((*id, target(list.like.as_deref()?)?)))
            .filter(|(id, other)| id != other)
            .collect();
        for (id, other) in links {
            for used in self.used.values_mut().filter(|used| used.of == id) {
                used.of = other;
            }
        }
    }

    fn level<'a>(&'a self, used: &'a UsedList, level: usize) -> Option<&'a ListLevel> {
        used.levels.get(&level).or_else(|| self.lists.get(&used.of)?.levels.get(&level))
    }

    /// The level that list `used` ties to one of `styles`, the paragraph's own first (17.9.23).
    pub(super) fn level_of_style<'s>(&self, used: u32, styles: impl Iterator<Item = &'s str>) -> Option<usize> {
        let used = self.used.get(&used)?;
        let is_tied = |level: usize, style: &str| {
            self.level(used, level).is_some_and(|level| level.style.as_deref() == Some(style))
        };
        styles.into_iter().find_map(|style| (0..LEVELS).find(|level| is_tied(*level, style)))
    }

    /// The label of the next paragraph of list `used` at `level`; `None` where the list prints none.
    pub(super) fn next(&mut self, used: u32, level: usize) -> Option<Label> {
        let list = self.used.get(&used)?;
        let own = self.level(list, level)?.clone();
        // A list that begins anew says so once.
        let anew = list.starts.get(&level).copied().filter(|_| self.begun.insert((used, level)));
        let counts = self.counts.get(&list.of).copied().unwrap_or_default();
        let next = match (anew, counts[level]) {
            (Some(start), _) => start,
            (None, Some(count)) => count.saturating_add(1),
            (None, None) => list.starts.get(&level).copied().or(own.start).unwrap_or(1),
        };
        let mut counts = counts;
        counts[level] = Some(next);
        for (deeper, count) in counts.iter_mut().enumerate().skip(level + 1) {
            // Usually after any level above; "never" is 0, else after the named level and those above it.
            let restart = self.level(list, deeper).and_then(|deeper| deeper.restart).unwrap_or(deeper);
            if level < restart {
                *count = None;
            }
        }
        let label = self.label(list, &own, &counts);
        let of = list.of;
        self.counts.insert(of, counts);
        label
    }

    fn label(&self, list: &UsedList, own: &ListLevel, counts: &[Option<u32>; LEVELS]) -> Option<Label> {
        if own.hidden {
            return None;
        }
        if own.format == "bullet" {
            let sign = own.text.chars().next()?;
            let text = if sign == '+' { "+" } else { "-" }.to_owned();
            return Some(Label { text, tight: false, bullet: true, unknown: None });
        }
        let mut unknown = None;
        let mut label = String::new();
        let mut signs = own.text.chars();
        while let Some(c) = signs.next() {
            let digit = (c == '%').then(|| signs.next()).flatten().and_then(|digit| digit.to_digit(10));
            match digit {
                Some(n @ 1..=9) => {
                    let at = n as usize - 1;
                    let level = self.level(list, at);
                    let format = level.map_or("decimal", |level| level.format.as_str());
                    let format = if own.legal && format != "none" { "decimal" } else { format };
                    // A level that no paragraph had yet counts as begun.
                    let count = counts[at].or_else(|| level?.start).unwrap_or(1);
                    label.push_str(&number_format::written(count, format).unwrap_or_else(|| {
                        unknown = Some(format.to_owned());
                        count.to_string()
                    }));
                }
                _ if c == '%' => {}
                _ => label.push(c),
            }
        }
        let text = label.trim().to_owned();
        (!text.is_empty()).then_some(Label { text, tight: own.tight, bullet: false, unknown })
    }
}

/// Where the reader of the part is.
#[derive(Default)]
struct ListReader {
    lists: DocxLists,
    list: Option<u32>,
    used: Option<u32>,
    /// The level that an override is about.
    overridden: Option<usize>,
    level: Option<usize>,
    /// Inside alternative contents that were read before.
    fallback: usize,
}

fn number<T: std::str::FromStr>(value: Option<String>) -> Option<T> {
    value.and_then(|value| value.trim().parse().ok())
}

impl ListReader {
    fn opens(&mut self, element: &Element<'_>) {
        let name = element.name.as_str();
        if self.fallback > 0 || name == "Fallback" {
            self.fallback += 1;
            return;
        }
        let level = || number(element.attribute("ilvl")).filter(|level: &usize| *level < LEVELS);
        match name {
            "abstractNum" => {
                self.list = number(element.attribute("abstractNumId"));
                self.lists.lists.extend(self.list.map(|list| (list, AbstractList::default())));
            }
            "num" => {
                self.used = number(element.attribute("numId"));
                self.lists.used.extend(self.used.map(|used| (used, UsedList::default())));
            }
            "lvlOverride" => self.overridden = level(),
            "lvl" => {
                self.level = level();
                if let Some(levels) = self.levels() {
                    levels.0.insert(levels.1, ListLevel::default());
                }
            }
            _ => self.property(element),
        }
    }

    /// The levels that are being defined, and the one that is open.
    fn levels(&mut self) -> Option<(&mut BTreeMap<usize, ListLevel>, usize)> {
        let level = self.level?;
        let levels = match (self.list, self.used) {
            (Some(list), _) => &mut self.lists.lists.get_mut(&list)?.levels,
            (None, Some(used)) => &mut self.lists.used.get_mut(&used)?.levels,
            (None, None) => return None,
        };
        Some((levels, level))
    }

    fn property(&mut self, element: &Element<'_>) {
        let name = element.name.as_str();
        if let Some(used) = self.used.and_then(|used| self.lists.used.get_mut(&used)) {
            match (name, self.overridden) {
                ("abstractNumId", _) => used.of = number(element.value()).unwrap_or_default(),
                ("startOverride", Some(level)) => {
                    used.starts.insert(level, number(element.value()).unwrap_or(0));
                }
                _ => {}
            }
        } else if let Some(list) = self.list.and_then(|list| self.lists.lists.get_mut(&list)) {
            match name {
                "styleLink" => list.style = element.value(),
                "numStyleLink" => list.like = element.value(),
                _ => {}
            }
        }
        let Some((levels, level)) = self.levels() else { return };
        let level = levels.entry(level).or_default();
        match name {
            "numFmt" => {
                let format = element.value().unwrap_or_default();
                level.format = element.attribute("format").filter(|_| format == "custom").unwrap_or(format);
            }
            "lvlText" => level.text = element.value().unwrap_or_default(),
            "start" => level.start = number(element.value()),
            "lvlRestart" => level.restart = number(element.value()),
            "pStyle" => level.style = element.value(),
            "isLgl" => level.legal = element.is_on(),
            "suff" => level.tight = element.value().as_deref() == Some("nothing"),
            "vanish" => level.hidden = element.is_on(),
            _ => {}
        }
    }

    fn closes(&mut self, name: &str) {
        if self.fallback > 0 {
            self.fallback -= 1;
            return;
        }
        match name {
            "abstractNum" => self.list = None,
            "num" => self.used = None,
            "lvlOverride" => self.overridden = None,
            "lvl" => self.level = None,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Levels as `format|text|more`, from the outermost.
    fn levels(levels: &[&str]) -> String {
        let level = |(at, level): (usize, &&str)| {
            let mut parts = level.split('|');
            let (format, text) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
            format!(
                r#"<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{format}"/>{}<w:lvlText w:val="{text}"/></w:lvl>"#,
                parts.next().unwrap_or_default()
            )
        };
        levels.iter().enumerate().map(level).collect()
    }

    fn lists(part: &str) -> DocxLists {
        DocxLists::read(&format!(r#"<w:numbering xmlns:w="w">{part}</w:numbering>"#)).expect("lists")
    }

    fn list(id: u32, inner: &str) -> String {
        format!(r#"<w:abstractNum w:abstractNumId="{id}">{inner}</w:abstractNum>"#)
    }

    fn used(id: u32, of: u32, inner: &str) -> String {
        format!(r#"<w:num w:numId="{id}"><w:abstractNumId w:val="{of}"/>{inner}</w:num>"#)
    }

    /// The labels of paragraphs of `list` at these levels; "" for none.
    fn labels(lists: &mut DocxLists, paragraphs: &[(u32, usize)]) -> String {
        let label = |(list, level): &(u32, usize)| lists.next(*list, *level).map_or(String::new(), |label| label.text);
        paragraphs.iter().map(label).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn labels_are_what_word_prints() {
        let four = levels(&["upperRoman|%1.", "decimal|%1.%2.", "lowerLetter|%3)", "bullet|•"]);
        let start = r#"<w:lvlOverride w:ilvl="0"><w:startOverride w:val="9"/></w:lvlOverride>"#;
        let mut all = lists(&(list(7, &four) + &used(1, 7, "") + &used(2, 7, start)));
        let first = [(1, 0), (1, 1), (1, 1), (1, 2), (1, 2), (1, 0), (1, 1), (1, 3)];
        assert_eq!(labels(&mut all, &first), "I. I.1. I.2. a) b) II. II.1. -");
        assert_eq!(labels(&mut all, &[(2, 0), (2, 0), (1, 0), (1, 5), (3, 0)]), "IX. X. XI.  ");
    }

    #[test]
    fn a_level_begins_anew_as_its_list_says() {
        let never =
            levels(&["upperRoman|Chương %1", r#"decimal|Điều %2.|<w:lvlRestart w:val="0"/>"#, "lowerLetter|%3)"]);
        let mut all = lists(&(list(1, &never) + &used(1, 1, "")));
        let paragraphs = [(1, 0), (1, 1), (1, 1), (1, 2), (1, 0), (1, 1), (1, 2)];
        assert_eq!(labels(&mut all, &paragraphs), "Chương I Điều 1. Điều 2. a) Chương II Điều 3. a)");
        let after_first = levels(&["decimal|%1.", "decimal|%1.%2.", r#"lowerLetter|%3)|<w:lvlRestart w:val="1"/>"#]);
        let mut all = lists(&(list(1, &after_first) + &used(1, 1, "")));
        let paragraphs = [(1, 0), (1, 1), (1, 2), (1, 1), (1, 2), (1, 0), (1, 2)];
        assert_eq!(labels(&mut all, &paragraphs), "1. 1.1. a) 1.2. b) 2. a)");
    }

    #[test]
    fn a_list_may_have_levels_of_its_own() {
        let own = r#"<w:lvlOverride w:ilvl="0"><w:lvl w:ilvl="0"><w:start w:val="3"/><w:numFmt w:val="upperLetter"/><w:lvlText w:val="Phần %1."/></w:lvl></w:lvlOverride>"#;
        let mut all =
            lists(&(list(1, &levels(&["decimal|%1.", "decimal|%1.%2"])) + &used(1, 1, own) + &used(2, 1, "")));
        assert_eq!(labels(&mut all, &[(1, 0), (1, 1), (1, 0)]), "Phần C. C.1 Phần D.");
        assert_eq!(labels(&mut all, &[(2, 0)]), "5.");
    }

    #[test]
    fn figures_for_all_and_levels_not_begun() {
        let legal = levels(&["upperRoman|%1.", "decimal|%1.%2.|<w:isLgl/>", "none|Ghi chú:"]);
        let mut all = lists(&(list(1, &legal) + &used(1, 1, "")));
        assert_eq!(labels(&mut all, &[(1, 1), (1, 0), (1, 1), (1, 2)]), "1.1. I. 1.1. Ghi chú:");
        let zero = r#"<w:lvl w:ilvl="0"><w:start w:val="0"/><w:numFmt w:val="decimalZero"/><w:suff w:val="nothing"/><w:lvlText w:val="%1"/></w:lvl>"#;
        let mut all = lists(&(list(1, zero) + &used(1, 1, "")));
        assert_eq!(labels(&mut all, &[(1, 0), (1, 0)]), "00 01");
        assert!(all.next(1, 0).is_some_and(|label| label.tight));
    }

    #[test]
    fn a_format_that_is_not_known_is_told() {
        let mut all = lists(&(list(1, &levels(&["cardinalText|%1.", "russianLower|%2"])) + &used(1, 1, "")));
        let label = all.next(1, 0).expect("a label");
        assert_eq!((label.text.as_str(), label.unknown.as_deref()), ("1.", Some("cardinalText")));
        let custom = r#"<w:lvl w:ilvl="0"><mc:AlternateContent><mc:Choice Requires="w14"><w:numFmt w:val="custom" w:format="001, 002, 003, ..."/></mc:Choice><mc:Fallback><w:numFmt w:val="decimal"/></mc:Fallback></mc:AlternateContent><w:lvlText w:val="%1"/></w:lvl>"#;
        let mut all = lists(&(list(1, custom) + &used(1, 1, "")));
        assert_eq!(labels(&mut all, &[(1, 0), (1, 0)]), "001 002");
    }
}
