//! Which works that have a number stand in which shard of the table that the linker reads (`site/pages/linker`): by
//! the hash of the number, so that a page asks for the numbers that it names and an edit touches one shard.
//!
//! In: the corpus. Out: members of shards among those of the data (`site/shards`). The name of a shard is the lowest
//! bits of the hash, lowest first; the only one has an empty name.

use super::shards::Shards;
use crate::corpus::{Corpus, Work, WorkIndex};
use crate::search::hash;
use crate::text::number::Number;
use std::collections::BTreeMap;

/// What the keys of these shards begin with.
pub const FOLDER: &str = "lien-ket/";
/// Works up to which the table is one file.
const UNDIVIDED: usize = 1_000;
/// Bytes of a shard, unpacked, about.
const LARGEST: usize = 96_000;
/// Halves of halves.
const DEEPEST: usize = 24;

/// The number that tells a work in any text: with a symbol.
pub fn number_of(work: &Work) -> Option<&Number> {
    work.number.as_ref().filter(|number| !number.symbol().is_empty())
}

/// A work with the hash of its number.
struct Member {
    hash: u32,
    key: String,
    at: WorkIndex,
    weight: usize,
}

/// Adds the shards of the table.
pub(super) fn divide(corpus: &Corpus, shards: &mut Shards) {
    let member = |at: WorkIndex| {
        let work = &corpus.works[at];
        let key = number_of(work)?.key();
        let words = [work.title.as_deref(), work.issuer_name.as_deref(), Some(&work.address)];
        let weight = 120 + words.into_iter().flatten().map(str::len).sum::<usize>();
        Some(Member { hash: hash(&key), key, at, weight })
    };
    let members: Vec<Member> = corpus.works_by_address().filter_map(member).collect();
    let largest = if members.len() <= UNDIVIDED { usize::MAX } else { LARGEST };
    split(String::new(), members, largest, &mut |name, mut members| {
        members
            .sort_by(|one, other| (&one.key, &corpus.works[one.at].id).cmp(&(&other.key, &corpus.works[other.at].id)));
        let works: Vec<WorkIndex> = members.into_iter().map(|member| member.at).collect();
        shards.works.insert(format!("{FOLDER}{name}"), works);
    });
}

fn split(name: String, members: Vec<Member>, largest: usize, give: &mut impl FnMut(String, Vec<Member>)) {
    let whole: usize = members.iter().map(|member| member.weight).sum();
    let depth = name.len();
    if whole <= largest || depth == DEEPEST {
        return give(name, members);
    }
    let (ones, zeros): (Vec<_>, Vec<_>) = members.into_iter().partition(|member| member.hash >> depth & 1 == 1);
    for (sign, half) in [('0', zeros), ('1', ones)] {
        split(format!("{name}{sign}"), half, largest, give);
    }
}

/// The works of a shard by the key of their number, in order.
pub fn by_number<'w>(corpus: &'w Corpus, works: &[WorkIndex]) -> BTreeMap<String, Vec<(WorkIndex, &'w Work)>> {
    let mut found: BTreeMap<String, Vec<(WorkIndex, &Work)>> = BTreeMap::new();
    for at in works {
        let work = &*corpus.works[*at];
        if let Some(number) = number_of(work) {
            found.entry(number.key()).or_default().push((*at, work));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(count: usize, weight: usize) -> BTreeMap<String, usize> {
        let mut names = BTreeMap::new();
        let member = |at: usize| {
            let key = format!("{at}/qd-ttg");
            Member { hash: hash(&key), key, at, weight }
        };
        let members = (0..count).map(member).collect();
        split(String::new(), members, LARGEST, &mut |name, members| {
            names.insert(name, members.len());
        });
        names
    }

    #[test]
    fn a_number_has_one_shard_whatever_others_there_are() {
        assert_eq!(names(100, 100), BTreeMap::from([(String::new(), 100)]));
        let (before, after) = (names(5_000, 300), names(5_001, 300));
        assert!(before.len() > 15 && before.values().all(|count| count * 300 <= LARGEST), "{before:?}");
        assert_eq!(before.values().sum::<usize>(), 5_000);
        let changed = after.iter().filter(|(name, count)| before.get(*name) != Some(*count)).count();
        assert!(changed <= 2, "{before:?} {after:?}");
    }
}
