//! What can be cited by a name alone, and how much a text must say before its words are a name. In: the types of a
//! site, `words.tsv`, folded text. Out: the places of type words, each with its [`Rule`].
//!
//! Included are the administrative types of Nghị định 30/2020/NĐ-CP and what decisions approve (quy hoạch, chiến lược,
//! bộ quy tắc); a phong trào, cuộc vận động, chuyên đề or mô hình is no document.

use super::super::folded::{Folded, pattern};
use super::super::phrases::Phrases;
use super::spelled;
use crate::content::registry::types::Titled;
use crate::content::registry::{DocumentType, DocumentTypes};
use aho_corasick::AhoCorasick;

/// How a word's names are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameReading {
    /// A programme, a plan, a project: quoted, or named with its period.
    Programme,
    /// The resolution of a congress or a plenum.
    Congress,
    /// A directive or a guidance known by the school year: "Chỉ thị nhiệm vụ trọng tâm năm học 2023-2024".
    OfYear,
    /// "CTGDPT 2018": an abbreviation that holds type and name.
    Short,
}

/// A type word and what its names need.
#[derive(Clone, Debug)]
pub struct Rule {
    /// The word as written.
    pub words: String,
    /// How its names are read.
    pub reading: NameReading,
    /// The type's column `titled`.
    is: Vec<Titled>,
    /// Words that begin a name (folded).
    pub title_words: Vec<String>,
    /// What an abbreviation stands for.
    pub stands_for: Option<StandsFor>,
}

/// What an abbreviation stands for.
#[derive(Clone, Debug)]
pub struct StandsFor {
    /// Key of the type.
    pub kind: String,
    /// The type word.
    pub type_word: String,
    /// How many of the abbreviation's last letters belong to the name.
    pub letters: usize,
}

impl Rule {
    /// Whether the type's names are of this sort.
    pub fn is(&self, titled: Titled) -> bool {
        self.is.contains(&titled)
    }

    /// The rule of a type that has names.
    fn of(row: &DocumentType) -> Option<Self> {
        let is = row.names.titled.clone();
        let reading = match (is.contains(&Titled::Programme), is.contains(&Titled::SchoolYear)) {
            (true, _) => NameReading::Programme,
            (false, true) => NameReading::OfYear,
            (false, false) => return None,
        };
        let title_words = row.names.title_words.iter().map(|words| pattern(words)).collect();
        Some(Self { words: row.name.to_lowercase(), reading, is, title_words, stands_for: None })
    }

    /// A row of `words.tsv`.
    fn of_line(line: &str) -> Option<Self> {
        let mut cells = line.split('\t');
        let words = cells.next()?.to_owned();
        let reading = if cells.next()? == "short" { NameReading::Short } else { NameReading::Congress };
        let mut stands_for = || {
            Some(StandsFor {
                kind: cells.next()?.to_owned(),
                type_word: cells.next()?.to_owned(),
                letters: cells.next()?.len(),
            })
        };
        Some(Self { words, reading, stands_for: stands_for(), is: Vec::new(), title_words: Vec::new() })
    }
}

/// All type words that announce a name.
#[derive(Debug, Default)]
pub struct TitleWords {
    rules: Vec<Rule>,
    /// Each stands for the index of its rule.
    phrases: Phrases<usize>,
    /// The abbreviations, folded: what follows may be joined to them ("CTGDPT2018").
    abbreviations: Vec<(String, usize)>,
    /// Raw pieces of the type words, for texts that hold no digit: a flow without any of them is not worth folding.
    raw: Option<AhoCorasick>,
}

/// Pieces of the resolutions of congresses, and of abbreviations.
const RAW: [&str; 4] = ["ại hội", "ung ương", "ội nghị", "GDPT"];

impl TitleWords {
    /// Those of a site's types and those of `words.tsv`.
    pub fn new(types: &DocumentTypes) -> Self {
        let lines = include_str!("words.tsv").lines().filter(|line| !line.starts_with('#'));
        let rules: Vec<Rule> = types.iter().filter_map(Rule::of).chain(lines.filter_map(Rule::of_line)).collect();
        let numbered = || rules.iter().enumerate();
        // The first letter may be small or a capital.
        let programmes = rules.iter().filter(|rule| rule.reading == NameReading::Programme);
        let pieces = programmes.filter_map(|rule| rule.words.char_indices().nth(1).map(|(at, _)| &rule.words[at..]));
        let raw = AhoCorasick::new(pieces.chain(RAW)).ok();
        let short = numbered().filter(|(_, rule)| rule.reading == NameReading::Short);
        Self {
            phrases: Phrases::new(numbered().map(|(index, rule)| (rule.words.as_str(), index))),
            abbreviations: short.map(|(index, rule)| (pattern(&rule.words), index)).collect(),
            raw,
            rules,
        }
    }

    /// All type words of a flow, in order.
    pub fn all<'f>(&'f self, folded: &'f Folded<'_>) -> impl Iterator<Item = NameTypeWord<'f>> + 'f {
        let hits = self.phrases.find_apart(folded).into_iter();
        let mut found: Vec<(usize, usize, usize)> =
            hits.map(|hit| (hit.places.start, hit.places.end, *hit.means)).collect();
        let whole = found.len();
        found.extend(self.joined(folded));
        if found.len() > whole {
            found.sort_by_key(|(start, ..)| *start);
        }
        found.into_iter().filter_map(|(start, end, rule)| {
            let rule = &self.rules[rule];
            if !spelled(folded, start, end, &rule.words) {
                return None;
            }
            let capital = folded.is_upper(start);
            Some(NameTypeWord { start, end, rule, capital, shouted: capital && folded.is_upper(start + 1) })
        })
    }

    /// Abbreviations with something joined to them.
    fn joined<'f>(&'f self, folded: &'f Folded<'_>) -> impl Iterator<Item = (usize, usize, usize)> + 'f {
        let starts = folded.words.iter().map(|word| word.start as usize);
        starts.filter(|start| folded.bytes[*start..].starts_with(b"ct")).filter_map(|start| {
            let rest = &folded.bytes[start..];
            let (words, rule) = self.abbreviations.iter().find(|(words, _)| rest.starts_with(words.as_bytes()))?;
            let end = start + words.len();
            folded.is_word(end).then_some((start, end, *rule))
        })
    }

    /// Whether a text without digits may hold a name all the same.
    pub fn may_hold(&self, text: &str) -> bool {
        // Decomposed letters ("ê" + U+0301) would hide the pieces.
        text.bytes().any(|byte| matches!(byte, 0xcc | 0xcd)) || self.raw.as_ref().is_some_and(|raw| raw.is_match(text))
    }
}

/// A type word in a text.
#[derive(Clone, Copy, Debug)]
pub struct NameTypeWord<'r> {
    /// Where it starts.
    pub start: usize,
    /// The place after it.
    pub end: usize,
    /// What its names need.
    pub rule: &'r Rule,
    /// First letter capital.
    pub capital: bool,
    /// All letters capital: a heading.
    pub shouted: bool,
}
