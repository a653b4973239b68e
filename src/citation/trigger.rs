//! The words that announce relations: `triggers.tsv`, compiled in. In: folded text. Out: where they stand in it.

use super::folded::Folded;
use super::phrases::Phrases;
use crate::content::front_matter::Relation;
use crate::text::name_key;
use std::ops::Range;
use std::sync::LazyLock;

/// How trigger words are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TriggerReading {
    /// An actor does this to the work that follows.
    Acts(Relation),
    /// The work that follows does this to one named before.
    ActedUponBy(Relation),
    /// The work that follows is referred to.
    Refers,
    /// Nothing: they only keep a part of themselves from being read.
    Nothing,
    /// The work before has lost its force, all of it or in part.
    Ends {
        /// In part.
        partly: bool,
    },
}

/// One line of the file.
#[derive(Debug)]
pub(super) struct TriggerRow {
    /// As the reader knows them.
    key: String,
    pub reading: TriggerReading,
    /// How many places the words hold over.
    pub reach: usize,
}

const NEAR: usize = 70;
const CLAUSE: usize = 110;
const FAR: usize = 220;

static FILE: &str = include_str!("triggers.tsv");

static TABLE: LazyLock<Phrases<TriggerRow>> = LazyLock::new(|| Phrases::new(FILE.lines().filter_map(words)));

fn words(line: &'static str) -> Option<(&'static str, TriggerRow)> {
    if line.starts_with('#') {
        return None;
    }
    let mut cells = line.split('\t');
    let (text, relation, reach) = (cells.next()?, cells.next()?, cells.next()?);
    let reach = match reach {
        "near" => NEAR,
        "clause" => CLAUSE,
        _ => FAR,
    };
    Some((text, TriggerRow { key: name_key(text), reading: reading(relation)?, reach }))
}

fn reading(word: &str) -> Option<TriggerReading> {
    let relation = |key: &str| Relation::ALL.into_iter().find(|relation| relation.key() == key);
    match word {
        "cites" => Some(TriggerReading::Refers),
        "nothing" => Some(TriggerReading::Nothing),
        "ends" => Some(TriggerReading::Ends { partly: false }),
        "ends-partly" => Some(TriggerReading::Ends { partly: true }),
        _ => match word.strip_prefix("by-") {
            Some(key) => relation(key).map(TriggerReading::ActedUponBy),
            None => relation(word).map(TriggerReading::Acts),
        },
    }
}

/// One place where trigger words stand.
#[derive(Clone, Debug)]
pub(super) struct Trigger {
    pub places: Range<usize>,
    pub reading: TriggerReading,
    pub reach: usize,
}

/// All triggers of a flow, in order, none overlapping. One pass.
pub(super) fn triggers(folded: &Folded<'_>) -> Vec<Trigger> {
    TABLE
        .find_apart(folded)
        .into_iter()
        .map(|hit| (hit.places, hit.means))
        .filter(|(_, words)| words.reading != TriggerReading::Nothing)
        .filter(|(places, words)| is_spelled(folded, places, &words.key))
        .map(|(places, words)| Trigger { places, reading: words.reading, reach: words.reach })
        .collect()
}

/// Marks count where the text has any: "cần cù" is not "căn cứ".
fn is_spelled(folded: &Folded<'_>, places: &Range<usize>, key: &str) -> bool {
    let written = folded.slice(places.start, places.end);
    written.is_ascii() || folded.spells(places, key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_file_can_be_read_and_stands_once() {
        let mut seen = std::collections::BTreeSet::new();
        for line in FILE.lines().filter(|line| !line.starts_with('#')) {
            assert_eq!(line.split('\t').count(), 4, "words, relation, reach, note: {line}");
            assert!(words(line).is_some(), "{line}");
            assert!(seen.insert(line.split('\t').next()), "twice: {line}");
        }
        for relation in Relation::ALL.into_iter().filter(|relation| *relation != Relation::Cites) {
            assert!(TABLE.meanings().any(|words| words.reading == TriggerReading::Acts(relation)), "{relation:?}");
        }
    }
}
