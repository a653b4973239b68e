//! Lists are divided by their own time: one entry more changes its page and the first.

use super::*;
use jiff::ToSpan;
use jiff::civil::date;
use proptest::prelude::*;
use std::collections::BTreeMap;

const SIZE: BlockSize = BlockSize { first: 50, largest: 100 };

fn entry((member, day): (usize, Date)) -> Entry {
    Entry { member, moment: Moment::of(Some(day), None), times: None }
}

/// Entries of these days, newest first; members are numbered as given.
fn list(days: &[Date]) -> Vec<Entry> {
    let mut entries: Vec<Entry> = days.iter().copied().enumerate().map(entry).collect();
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.moment));
    entries
}

fn by_slug(days: &[Date]) -> BTreeMap<String, Block> {
    let blocks = pages(&list(days), Members::Documents, SIZE);
    blocks.into_iter().map(|block| (block.name.span.slug(), block)).collect()
}

/// `count` days from 2005 on, `step` days apart.
fn days(count: usize, step: i64) -> Vec<Date> {
    (0..count as i64).map(|at| date(2005, 1, 5).saturating_add((at * step).days())).collect()
}

#[test]
fn a_short_list_is_one_page() {
    for count in [0, 1, 50, 100] {
        let blocks = pages(&list(&days(count, 30)), Members::Documents, SIZE);
        assert_eq!(blocks.len(), 1, "{count}");
        assert_eq!(blocks[0].members.len(), count);
        assert_eq!((&blocks[0].newer, &blocks[0].older), (&None, &None));
    }
}

#[test]
fn pages_are_named_by_their_time() {
    let of = |count, step| by_slug(&days(count, step)).into_keys().collect::<Vec<_>>();
    assert_eq!(of(120, 60), ["", "1984-2015"], "named by the calendar, not by what stands there");
    assert_eq!(by_slug(&days(120, 60))["1984-2015"].name.years, Some((2005, 2015)));
    assert_eq!(of(300, 2), ["", "2005-quy-1", "2005-quy-2", "2005-quy-3", "2005-quy-4", "2006-quy-1"]);
}

#[test]
fn a_full_month_is_three_pages_and_not_thirty() {
    let four_a_day = (1..=31).flat_map(|day| [date(2005, 1, day); 4]);
    let days: Vec<Date> = four_a_day.chain([date(2006, 1, 1); 60]).collect();
    let slugs: Vec<String> = by_slug(&days).into_keys().collect();
    assert_eq!(slugs, ["", "2005-01-ky-1", "2005-01-ky-2", "2005-01-ky-3"]);
}

#[test]
fn one_more_changes_the_first_page_and_its_own() {
    let mut days = days(2000, 2);
    let before = by_slug(&days);
    for day in [date(2005, 3, 3), date(2009, 9, 9), date(2015, 12, 31), date(2026, 1, 1)] {
        days.push(day);
        let after = by_slug(&days);
        let changed = after.iter().filter(|(slug, block)| before.get(*slug) != Some(block)).count();
        assert!(changed <= 2, "{day}: {changed}");
        days.pop();
    }
}

#[test]
fn a_day_with_too_many_is_counted_from_the_oldest() {
    let blocks = by_slug(&vec![date(2024, 9, 5); 230]);
    let sizes: Vec<(String, usize)> = blocks.iter().map(|(slug, block)| (slug.clone(), block.members.len())).collect();
    let expected = [("", 130), ("2024-09-05-phan-1", 100)];
    assert_eq!(sizes, expected.map(|(slug, size)| (slug.to_owned(), size)));
}

#[test]
fn works_are_divided_by_how_often_they_are_cited() {
    let cited = |at: usize| Entry { times: Some(1 + 400 / (at + 1)), ..entry((at, date(2020, 1, 1))) };
    let blocks = pages(&(0..300).map(cited).collect::<Vec<_>>(), Members::Works, SIZE);
    let slugs: Vec<String> = blocks.iter().map(|block| block.name.span.slug()).collect();
    assert_eq!(slugs, ["", "lan-4-7", "lan-3", "lan-2"]);
}

#[test]
fn numbered_parts_count_forward_for_readers_and_keep_their_addresses() {
    let day = Some(jiff::civil::date(2024, 5, 1));
    let entries: Vec<Entry> =
        (0..9).map(|member| Entry { member, moment: Moment::of(day, None), times: None }).collect();
    let parts = |count: usize| -> Vec<(String, Option<(usize, usize)>)> {
        let blocks = pages(&entries[9 - count..], Members::Documents, BlockSize { first: 1, largest: 2 });
        blocks.iter().skip(1).map(|block| (block.name.span.slug(), block.name.part)).collect()
    };
    let slug = |nth: usize| format!("2024-05-01-phan-{nth}");
    let expected = [(4, 2), (3, 3), (2, 4), (1, 5)].map(|(nth, part)| (slug(nth), Some((part, 5))));
    assert_eq!(parts(9), expected);
    assert_eq!(parts(4), [(slug(1), Some((2, 2)))]);
}

proptest! {
    #[test]
    fn every_entry_stands_on_one_page_in_order(
        places in prop::collection::vec((1990i16..2030, 1i8..13, 1i8..29, 0u8..9), 0..500),
        least in 1usize..40,
    ) {
        let mut entries: Vec<Entry> = places.iter().enumerate().map(|(member, (year, month, day, what))| {
            let moment = match what {
                0 => Moment::of(None, None),
                1 => Moment::of(None, Some(*year)),
                _ => Moment::of(Some(date(*year, *month, *day)), None),
            };
            Entry { member, moment, times: None }
        }).collect();
        entries.sort_by_key(|entry| std::cmp::Reverse(entry.moment));
        let blocks = pages(&entries, Members::Documents, BlockSize { first: least, largest: 2 * least });
        let shown: Vec<usize> = blocks.iter().flat_map(|block| block.members().collect::<Vec<_>>()).collect();
        prop_assert_eq!(shown, entries.iter().map(|entry| entry.member).collect::<Vec<_>>());
        let mut slugs: Vec<String> = blocks.iter().map(|block| block.name.span.slug()).collect();
        slugs.sort();
        slugs.dedup();
        prop_assert_eq!(slugs.len(), blocks.len());
        prop_assert!(blocks[0].members.len() >= least.min(entries.len()));
        prop_assert!(blocks[1..].iter().all(|block| (1..=2 * least).contains(&block.members.len())));
        prop_assert!(blocks.windows(2).all(|pair| pair[0].older.as_ref() == Some(&pair[1].name)));
    }
}
