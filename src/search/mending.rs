//! Writes the containers of terms that changed documents change, out of what the last run kept.
//!
//! In: a part of the alphabet as it was kept, and its terms in the documents that changed. Out: the terms that have other
//! passages now ([`changes`]), the part with them ([`next_part`]), and the container ([`container`]): terms that are not
//! among these keep their bytes, and shards in which nothing changed are taken from the published file as they stand, so
//! that what costs, packing, is done for a few shards. The bytes are those of a container that is made of nothing.

use super::Passage;
use super::keeping::{PartReader, PartWriter, postings};
use super::pack::{IndexFile, IndexForm};
use super::postings::{TermPassages, encode};
use super::shards::{ContainerWriter, StandingShard, TermLayout, WrittenContainer, is_word};
use std::collections::BTreeSet;
use std::ops::Range;

/// The terms of a part that have other passages than before; without any, a term is gone. `fresh`: the terms of the
/// `changed` documents, all of them; both are sorted.
pub(super) fn changes(part: &[u8], fresh: &[TermPassages], changed: &BTreeSet<u32>) -> Vec<TermPassages> {
    let Some(last) = changed.last() else { return Vec::new() };
    let first = changed.first().unwrap_or(last);
    let mut found = Vec::new();
    let mut fresh = fresh.iter().peekable();
    let mut reader = PartReader::new(part);
    let mut old = Vec::new();
    while let Some((text, bytes)) = reader.next() {
        while let Some(new) = fresh.next_if(|(other, _)| other.as_str() < text) {
            found.push(new.clone());
        }
        old.clear();
        for (passage, impact) in postings(bytes).take_while(|(passage, _)| passage.document <= *last) {
            if passage.document >= *first && changed.contains(&passage.document) {
                old.push((passage, impact));
            }
        }
        let new = fresh.next_if(|(other, _)| other == text).map_or(&[][..], |(_, new)| new);
        if old != new {
            let mut all: Vec<(Passage, u8)> =
                postings(bytes).filter(|(passage, _)| !changed.contains(&passage.document)).collect();
            all.extend(new);
            all.sort_unstable();
            found.push((text.to_owned(), all));
        }
    }
    found.extend(fresh.cloned());
    found
}

/// A term of a container.
struct Step<'a> {
    text: String,
    /// It was there before.
    was: bool,
    /// Its passages, unless it is gone.
    now: Option<Passages<'a>>,
}

enum Passages<'a> {
    /// The same as before, as they are kept.
    Kept(&'a [u8]),
    New(&'a [(Passage, u8)]),
}

impl Step<'_> {
    const fn is_same(&self) -> bool {
        matches!(self.now, Some(Passages::Kept(_)))
    }
}

/// The terms of a part, before and now, sorted.
fn steps<'a>(part: &'a [u8], changes: &'a [TermPassages], mut each: impl FnMut(Step<'a>)) {
    let mut changes = changes.iter().peekable();
    let changed = |(text, postings): &'a TermPassages, was| {
        let now = Some(Passages::New(postings)).filter(|_| !postings.is_empty());
        Step { text: text.clone(), was, now }
    };
    let mut reader = PartReader::new(part);
    while let Some((text, bytes)) = reader.next() {
        while let Some(new) = changes.next_if(|(other, _)| other.as_str() < text) {
            each(changed(new, false));
        }
        each(match changes.next_if(|(other, _)| other == text) {
            Some(new) => changed(new, true),
            None => Step { text: text.to_owned(), was: true, now: Some(Passages::Kept(bytes)) },
        });
    }
    changes.for_each(|new| each(changed(new, false)));
}

/// The part with its changes.
pub(super) fn next_part(part: &[u8], changes: &[TermPassages]) -> PartWriter {
    let mut next = PartWriter::default();
    steps(part, changes, |step| match step.now {
        Some(Passages::Kept(bytes)) => next.push_bytes(&step.text, bytes),
        Some(Passages::New(postings)) => next.push(&step.text, postings),
        None => {}
    });
    next
}

/// A container as it stands.
pub(super) struct StandingContainer<'a> {
    pub container: &'a WrittenContainer,
    pub bytes: Vec<u8>,
}

/// The container at `at` of the cuts, of its parts with their changes; `None` where it has no term any more. `standing`:
/// the container before, if it can be read and is laid out alike.
pub(super) fn container<'a>(
    layout: &TermLayout,
    at: usize,
    parts: impl Iterator<Item = (&'a [u8], &'a [TermPassages])>,
    standing: Option<&StandingContainer<'_>>,
) -> Option<(WrittenContainer, Vec<IndexFile>)> {
    let mut all: Vec<Step<'a>> = Vec::new();
    parts.for_each(|(part, changes)| steps(part, changes, |step| all.push(step)));
    let reusable = standing.map(|standing| reusable(standing, &all)).unwrap_or_default();
    let mut reusable = reusable.into_iter().peekable();
    let mut writer = ContainerWriter::new(layout, at, IndexForm::Ranges);
    let mut next = 0;
    while let Some(step) = all.get(next) {
        while reusable.next_if(|(terms, ..)| terms.start < next).is_some() {}
        let begins_shard = reusable.peek().is_some_and(|(terms, ..)| terms.start == next);
        let Some(now) = &step.now else {
            next += 1;
            continue;
        };
        let passages: Vec<(Passage, u8)>;
        let passages = match now {
            Passages::New(new) => *new,
            Passages::Kept(_) if begins_shard && writer.is_between_shards() => &[],
            Passages::Kept(bytes) => {
                passages = postings(bytes).collect();
                &passages
            }
        };
        let encoded = encode(passages, layout);
        if begins_shard
            && writer.begins(&step.text, encoded.first.len())
            && let Some((terms, shard, words)) = reusable.next()
        {
            let last = &all[terms.end - 1].text;
            writer.take(shard, &step.text, last, words);
            next = terms.end;
            continue;
        }
        writer.push(&step.text, passages.len(), encoded);
        next += 1;
    }
    writer.close()
}

/// The terms of a shard, by their place in the container, the shard, and its words.
type ReusableShard<'a> = (Range<usize>, StandingShard<'a>, &'a [(String, u32)]);

/// The shards that stand as they are if the shard before them ends where it did: no term of theirs changed, nor the one
/// behind them, which ends them.
fn reusable<'a>(standing: &'a StandingContainer<'_>, steps: &[Step<'_>]) -> Vec<ReusableShard<'a>> {
    let StandingContainer { container, bytes } = standing;
    let directory = &container.directory;
    let mut starts: Vec<usize> = Vec::with_capacity(directory.lengths.len() + 1);
    let mut from = 0;
    for first in directory.first.split('\n') {
        from += steps[from..].iter().take_while(|step| !step.was || step.text.as_str() < first).count();
        starts.push(from);
    }
    starts.push(steps.len());
    let mut found = Vec::new();
    let (mut at, mut words) = (container.head, container.words.as_slice());
    for (number, length) in directory.lengths.iter().enumerate() {
        let further = directory.further.get(number).copied().unwrap_or_default();
        let split = at + length;
        let shard = bytes.get(at..split).zip(bytes.get(split..split + further));
        at = split + further;
        let terms = starts[number]..starts[number + 1];
        let of_words = steps[terms.clone()].iter().filter(|step| step.was && is_word(&step.text)).count();
        let (own, rest) = words.split_at(of_words.min(words.len()));
        words = rest;
        let is_same = !terms.is_empty() && steps[terms.start..steps.len().min(terms.end + 1)].iter().all(Step::is_same);
        if let Some((packed, further)) = shard.filter(|_| is_same) {
            found.push((terms, StandingShard { packed, further }, own));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::keeping::IndexKeeper;
    use super::super::shards::cuts;
    use super::*;
    use crate::address::published::FileDigest;
    use std::sync::Mutex;

    /// Keeps the last value.
    #[derive(Default)]
    struct Last(Mutex<Vec<u8>>);

    impl IndexKeeper for Last {
        fn read(&self, _: &str) -> Option<Vec<u8>> {
            None
        }

        fn write(&self, _: &str, bytes: &[u8]) {
            *self.0.lock().expect("no panic") = bytes.to_vec();
        }

        fn keep(&self, _: &str, _: &FileDigest) -> bool {
            false
        }

        fn published(&self, _: &str, _: &FileDigest) -> Option<Vec<u8>> {
            None
        }
    }

    fn term(number: u32, impact: u8) -> TermPassages {
        (format!("chu{number:04}"), vec![(Passage { document: number % 10, place: 0 }, impact)])
    }

    #[test]
    fn shards_in_which_nothing_changed_are_taken_as_they_stand() {
        let layout = TermLayout { letter: "s", cuts: cuts(0), shard: (60, 120), top: 10 };
        let made = |part: &[u8], changes: &[TermPassages], standing: Option<&StandingContainer<'_>>| {
            container(&layout, 0, std::iter::once((part, changes)), standing).expect("it has terms")
        };
        // Enough for several segments of a directory.
        let terms: Vec<TermPassages> = (0..3000).map(|number| term(number, 3)).collect();
        let last = Last::default();
        next_part(&[], &terms).keep(0, &last);
        let part = last.0.into_inner().expect("no panic");
        let (before, files) = made(&[], &terms, None);
        assert!(before.segments.len() > 1, "{:?}", before.directory);
        let change = |standing: &StandingContainer<'_>, number: u32, impact: u8| {
            let mut now = terms.clone();
            now.retain(|(text, _)| *text != term(number, 1).0);
            let changes = if impact == 0 { vec![(term(number, 1).0, Vec::new())] } else { vec![term(number, impact)] };
            now.extend(changes.iter().filter(|(_, passages)| !passages.is_empty()).cloned());
            now.sort();
            let mended = made(&part, &changes, Some(standing));
            (mended.1 == made(&[], &now, None).1, mended)
        };
        let bytes = files[0].bytes.clone();
        let mut standing = StandingContainer { container: &before, bytes };
        for (number, impact) in [(90, 5), (0, 1), (99, 0), (0, 0), (50, 0), (3000, 2), (37, 7)] {
            assert!(change(&standing, number, impact).0, "{number} {impact}");
        }
        // A byte of the first shard that no packing gives.
        standing.bytes[before.head + 4] ^= 0xff;
        let (is_fresh, (after, files)) = change(&standing, 90, 5);
        assert!(!is_fresh);
        assert_eq!(files[0].bytes[after.head + 4], standing.bytes[before.head + 4]);
    }
}
