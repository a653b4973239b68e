//! What can be cited by a name alone, and how much a text must say before its words are a name. In: folded text. Out: the
//! places of type words, each with its [`Rule`].
//!
//! Included are the administrative types of Nghị định 30/2020/NĐ-CP and what decisions approve (quy hoạch, chiến lược, bộ
//! quy tắc); a phong trào, cuộc vận động, chuyên đề or mô hình is no document.

use super::super::folded::{Folded, pattern};
use super::super::phrases::Phrases;
use super::spelled;
use aho_corasick::AhoCorasick;
use std::sync::LazyLock;

/// How a word's names are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
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
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// The word as written.
    pub words: &'static str,
    /// How its names are read.
    pub reading: Reading,
    /// A small letter will do where a period follows: "đề án phát triển … giai đoạn 2021-2025".
    pub small: bool,
    /// A capital and the first words of a title will do, without a period.
    pub bare: bool,
    /// Texts tell their readers to make one ("xây dựng Kế hoạch …"): not every one that is named exists.
    pub ordered: bool,
}

const fn programme(words: &'static str, small: bool, bare: bool, ordered: bool) -> Rule {
    Rule { words, reading: Reading::Programme, small, bare, ordered }
}

const fn of(reading: Reading, words: &'static str) -> Rule {
    Rule { words, reading, small: false, bare: false, ordered: false }
}

/// All type words.
pub const RULES: [Rule; 22] = [
    programme("đề án", true, true, false),
    programme("chương trình", true, true, false),
    programme("chiến lược", true, true, false),
    programme("quy hoạch", true, false, false),
    programme("kế hoạch", false, false, true),
    programme("phương án", false, false, true),
    programme("dự án", false, false, false),
    programme("quy chế", false, false, true),
    programme("bộ quy tắc", false, true, true),
    programme("bộ tiêu chí", false, true, true),
    of(Reading::Congress, "nghị quyết đại hội"),
    of(Reading::Congress, "nghị quyết của đại hội"),
    of(Reading::Congress, "nghị quyết trung ương"),
    of(Reading::Congress, "nghị quyết hội nghị"),
    of(Reading::Congress, "kết luận hội nghị"),
    of(Reading::Congress, "kết luận trung ương"),
    of(Reading::OfYear, "chỉ thị"),
    of(Reading::OfYear, "hướng dẫn"),
    of(Reading::Short, "CTGDPT"),
    of(Reading::Short, "CT GDPT"),
    of(Reading::Short, "CTMTQG"),
    of(Reading::Short, "CT MTQG"),
];

static PHRASES: LazyLock<Phrases<&Rule>> = LazyLock::new(|| Phrases::new(RULES.iter().map(|rule| (rule.words, rule))));

/// The abbreviations, folded: what follows may be joined to them ("CTGDPT2018").
static ABBREVIATIONS: LazyLock<Vec<(String, &Rule)>> = LazyLock::new(|| {
    RULES.iter().filter(|rule| rule.reading == Reading::Short).map(|rule| (pattern(rule.words), rule)).collect()
});

/// A type word in a text.
#[derive(Clone, Copy, Debug)]
pub struct TypeWord {
    /// Where it starts.
    pub start: usize,
    /// The place after it.
    pub end: usize,
    /// What its names need.
    pub rule: &'static Rule,
    /// First letter capital.
    pub capital: bool,
    /// All letters capital: a heading.
    pub shouted: bool,
}

/// All type words of a flow, in order.
pub fn all<'f>(folded: &'f Folded<'_>) -> impl Iterator<Item = TypeWord> + 'f {
    let mut found: Vec<(usize, usize, &'static Rule)> =
        PHRASES.find_apart(folded).into_iter().map(|hit| (hit.places.start, hit.places.end, *hit.means)).collect();
    let whole = found.len();
    found.extend(abbreviations(folded));
    if found.len() > whole {
        found.sort_by_key(|(start, ..)| *start);
    }
    found.into_iter().filter_map(|(start, end, rule)| {
        if !spelled(folded, start, end, rule.words) {
            return None;
        }
        let capital = folded.is_upper(start);
        Some(TypeWord { start, end, rule, capital, shouted: capital && folded.is_upper(start + 1) })
    })
}

/// Abbreviations with something joined to them.
fn abbreviations<'f>(folded: &'f Folded<'_>) -> impl Iterator<Item = (usize, usize, &'static Rule)> + 'f {
    let starts = folded.words.iter().map(|word| word.start as usize);
    starts.filter(|start| folded.bytes[*start..].starts_with(b"ct")).filter_map(|start| {
        let rest = &folded.bytes[start..];
        let (words, rule) = ABBREVIATIONS.iter().find(|(words, _)| rest.starts_with(words.as_bytes()))?;
        let end = start + words.len();
        folded.is_word(end).then_some((start, end, *rule))
    })
}

/// Raw pieces of the type words, for texts that hold no digit: a flow without any of them is not worth folding.
static RAW: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let pieces = [
        "ề án",
        "ương trình",
        "ế hoạch",
        "iến lược",
        "ự án",
        "ương án",
        "quy tắc",
        "tiêu chí",
        "uy chế",
        "uy hoạch",
        "ại hội",
        "ung ương",
        "ội nghị",
        "GDPT",
    ];
    AhoCorasick::new(pieces).expect("a small fixed set of patterns")
});

/// Whether a text without digits may hold a name all the same.
pub fn may_hold(text: &str) -> bool {
    // Decomposed letters ("ê" + U+0301) would hide the pieces.
    text.bytes().any(|byte| matches!(byte, 0xcc | 0xcd)) || RAW.is_match(text)
}
