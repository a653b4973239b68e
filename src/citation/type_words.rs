//! The words of document types, compiled for the matchers that ask what a type may do in a text.
//!
//! In: the types of a site, `papers.tsv`. Out: [`TypeWords`], built once per site as a part of the lexicon. Which type
//! may do what is a column of `types.yaml`; no type is named here.

use super::folded::{Folded, pattern};
use super::titled::TitleWords;
use crate::content::registry::types::{Attached, Carries, EndsName, This};
use crate::content::registry::{DocumentType, DocumentTypes};
use crate::text::slug;
use aho_corasick::{AhoCorasick, MatchKind};
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// What has no row among the types and is promulgated, or acts, under its own name.
#[derive(Debug)]
pub struct Paper {
    /// Key, made of the word: `dieu-le`.
    pub key: String,
    /// The word, folded.
    pub folded: String,
    /// "Điều 5 của Điều lệ này".
    pub points: bool,
    /// "Điều 5 Điều lệ … ban hành kèm theo Quyết định …".
    pub between: bool,
    acts: bool,
}

/// All rows of `papers.tsv`.
pub static PAPERS: LazyLock<Vec<Paper>> = LazyLock::new(|| {
    let rows = include_str!("papers.tsv").lines().filter(|line| !line.starts_with('#'));
    let paper = |(word, may): (&str, &str)| {
        let may = |what: &str| may.split(' ').any(|word| word == what);
        Paper {
            key: slug(word),
            folded: pattern(word),
            points: may("points"),
            between: may("between"),
            acts: may("acts"),
        }
    };
    rows.filter_map(|line| line.split_once('\t')).map(paper).collect()
});

/// The words of a site's types.
#[derive(Debug, Default)]
pub struct TypeWords {
    /// What may open a short name that a text defines.
    openers: Option<AhoCorasick>,
    /// The last words of what can be pointed to, folded.
    pointing: BTreeSet<Vec<u8>>,
    /// What acts when "này" follows, folded.
    acting: Vec<String>,
    /// "quyết định này": what speaks of its own annexes.
    own: Vec<String>,
    /// What may stand between a pinpoint and its work, folded.
    between: Vec<String>,
    /// Inside a name: where a capital begins a citation, and where the next item of a list does. Folded.
    inner: (Vec<String>, Vec<String>),
    /// What is changed by works of certain types: its word, folded, and the key of its family.
    changed: Vec<(String, String)>,
    /// First abbreviations of the numbers of laws.
    law_symbols: Vec<String>,
    /// What is cited by name, and what several bodies issue, folded.
    named: Vec<String>,
    joint: Vec<String>,
    /// What announces a name.
    pub titles: TitleWords,
}

impl TypeWords {
    /// Compiles the columns of `types`.
    pub fn new(types: &DocumentTypes) -> Self {
        let folded = |has: &dyn Fn(&DocumentType) -> bool| -> Vec<String> {
            types.iter().filter(|row| has(row)).map(|row| pattern(&row.name)).collect()
        };
        let paper = |has: fn(&Paper) -> bool| PAPERS.iter().filter(move |row| has(row)).map(|row| row.folded.clone());
        let openers = folded(&|row| row.names.short_name);
        let pointing = folded(&|row| row.texts.this.contains(&This::Points)).into_iter().chain(paper(|row| row.points));
        let mut between = folded(&|row| row.texts.attached.contains(&Attached::Between));
        between.extend(paper(|row| row.between));
        let mut acting = folded(&|row| row.texts.this.contains(&This::Acts));
        acting.extend(paper(|row| row.acts));
        // Any document may call itself so.
        acting.push("van ban".to_owned());
        let ends = |how: EndsName| folded(&move |row| row.names.ends_name.contains(&how));
        let several = ends(EndsName::Several).into_iter().map(|word| format!("cac {word}"));
        let changed = types.iter().filter(|row| !row.texts.amended_by.is_empty());
        let numbered = types.iter().filter(|row| !row.numbers.symbols.is_empty());
        let carries = |row: &&DocumentType| row.texts.carries.is_some();
        Self {
            openers: matcher(&openers),
            pointing: pointing.map(|word| word.rsplit(' ').next().unwrap_or_default().as_bytes().to_vec()).collect(),
            acting,
            own: types.iter().filter(carries).map(|row| format!("{} này", row.name.to_lowercase())).collect(),
            between,
            inner: (ends(EndsName::Capital), ends(EndsName::Listed).into_iter().chain(several).collect()),
            changed: changed.map(|row| (pattern(&row.name), types.family(&row.key).to_owned())).collect(),
            law_symbols: numbered.flat_map(|row| row.numbers.symbols.iter().chain(&row.state_codes)).cloned().collect(),
            named: folded(&|row| row.names.named.is_some()),
            joint: folded(&|row| row.numbers.joint),
            titles: TitleWords::new(types),
        }
    }

    /// Where words stand that may open a short name; each start, the longest word of a place.
    pub fn openers<'f>(&'f self, folded: &'f Folded<'_>) -> impl Iterator<Item = usize> + 'f {
        self.openers.iter().flat_map(|openers| openers.find_iter(&folded.bytes)).map(|hit| hit.start())
    }

    /// Whether a word (folded) may end the name of what is pointed to; almost all others are refused.
    pub fn may_point(&self, word: &[u8]) -> bool {
        self.pointing.contains(word)
    }

    /// Whether these words (folded) are exactly what acts when "này" follows.
    pub fn is_acting(&self, words: &str) -> bool {
        self.acting.iter().any(|known| known == words)
    }

    /// Whether these words (folded) end with what acts.
    pub fn ends_acting(&self, words: &str) -> bool {
        self.acting.iter().any(|known| words.ends_with(known.as_str()))
    }

    /// The ways in which a document that carries others calls itself: "quyết định này".
    pub fn own(&self) -> &[String] {
        &self.own
    }

    /// Whether a word stands at `place` that may stand between a pinpoint and its work.
    pub fn is_between(&self, folded: &Folded<'_>, place: usize) -> bool {
        self.between.iter().any(|word| folded.words_at(place, word).is_some())
    }

    /// Whether another citation begins at `place`, inside a name. `listed`: after a comma or "và".
    pub fn begins_citation(&self, folded: &Folded<'_>, place: usize, listed: bool) -> bool {
        let here = |word: &String| folded.words_at(place, word).is_some();
        folded.is_upper(place) && self.inner.0.iter().any(here) || listed && self.inner.1.iter().any(here)
    }

    /// The family of the type that is named first in `words` (folded), of those that only certain types change.
    pub fn first_changed(&self, words: &str) -> Option<&str> {
        let found = self.changed.iter().filter_map(|(word, key)| Some((words.find(word.as_str())?, word, key)));
        found.min().map(|(_, _, key)| key.as_str())
    }

    /// Whether a number with this first abbreviation belongs to a law or ordinance.
    pub fn is_law_symbol(&self, code: &str) -> bool {
        let bare = code.trim_end_matches(|c: char| c.is_ascii_digit());
        self.law_symbols.iter().any(|known| known == bare)
    }

    /// The type words that a name may part from a number: those of laws ("Luật Đấu thầu số …").
    pub fn named(&self) -> &[String] {
        &self.named
    }

    /// Those of what several bodies issue ("Thông tư liên tịch Bộ Y tế - Bộ Nội vụ số …").
    pub fn joint(&self) -> &[String] {
        &self.joint
    }
}

/// Whether a document of this type promulgates works of others.
pub fn carries_works(row: &DocumentType) -> bool {
    row.texts.carries == Some(Carries::Works)
}

fn matcher(words: &[String]) -> Option<AhoCorasick> {
    AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(words).ok()
}
