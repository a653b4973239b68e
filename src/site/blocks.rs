//! A list in the order of time → its pages. A document that is published must not move all others from
//! page to page: an address that a reader kept would show other documents the day after, and a build would
//! write every page of the list anew.
//!
//! So full pages are counted from the oldest document on, and the newest documents, as many as fill no page yet and
//! the page before them, stand at the list's own address. In: how long the list is. Out: which pages there are,
//! which documents stand on each.

use std::ops::Range;

/// The page at the address of the list itself.
pub const FRONT: usize = 0;

/// Full pages behind the front page: `1` is the oldest.
pub fn full_pages(items: usize, size: usize) -> usize {
    (items / size.max(1)).saturating_sub(1)
}

/// The numbers of all pages, newest first: [`FRONT`], then the full ones.
pub fn pages(items: usize, size: usize) -> impl Iterator<Item = usize> {
    std::iter::once(FRONT).chain((1..=full_pages(items, size)).rev())
}

/// The places of page `number` in the list, newest first. Empty where there is no such page.
pub fn places(items: usize, size: usize, number: usize) -> Range<usize> {
    let full = full_pages(items, size);
    match number {
        FRONT => 0..items - full * size,
        _ if number > full => 0..0,
        _ => items - number * size..items - (number - 1) * size,
    }
}

/// The page on which the place `at` stands.
pub fn page_of(items: usize, size: usize, at: usize) -> usize {
    let full = full_pages(items, size);
    if at < items - full * size { FRONT } else { (items - 1 - at.min(items - 1)) / size + 1 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_short_list_is_one_page() {
        for items in [0, 1, 50, 99] {
            assert_eq!(pages(items, 50).collect::<Vec<_>>(), [FRONT], "{items}");
            assert_eq!(places(items, 50, FRONT), 0..items);
        }
    }

    #[test]
    fn a_new_document_moves_no_full_page() {
        // Newest first: the document numbered 0 is the oldest.
        let list = |items: usize| (0..items).rev().collect::<Vec<usize>>();
        let page = |items: usize, number| list(items)[places(items, 50, number)].to_vec();
        assert_eq!(page(234, 1), (0..50).rev().collect::<Vec<_>>());
        assert_eq!(page(234, 1), page(235, 1));
        assert_eq!(page(249, 3), page(250, 3));
        assert_eq!(pages(249, 50).collect::<Vec<_>>(), [0, 3, 2, 1]);
        assert_eq!(pages(250, 50).collect::<Vec<_>>(), [0, 4, 3, 2, 1]);
        assert_eq!(places(250, 50, 9), 0..0);
    }

    proptest! {
        #[test]
        fn every_document_stands_on_one_page_in_order(items in 0usize..400, size in 1usize..60) {
            let mut seen = 0;
            for number in pages(items, size) {
                for at in places(items, size, number) {
                    prop_assert_eq!(at, seen);
                    prop_assert_eq!(page_of(items, size, at), number);
                    seen += 1;
                }
            }
            prop_assert_eq!(seen, items);
        }
    }
}
