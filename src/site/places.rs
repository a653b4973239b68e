//! Where the page at an address stands. Links ask a hundred times a page; a search through sorted addresses, which
//! begin alike, compares long texts in far-off memory sixteen times.
//!
//! In: the pages of a site, which stay as they are from the first question on. Out: the place of one.

use super::Page;
use hashbrown::{DefaultHashBuilder, HashTable};
use std::hash::BuildHasher;
use std::sync::OnceLock;

/// The places of pages by the hashes of their addresses, gathered when the first is asked for.
#[derive(Clone, Debug, Default)]
pub(super) struct Places(OnceLock<Table>);

#[derive(Clone, Debug)]
struct Table {
    hasher: DefaultHashBuilder,
    places: HashTable<u32>,
}

impl Places {
    /// The page at `address` among `pages`, which are the same each time.
    pub fn find<'p>(&self, pages: &'p [Page], address: &str) -> Option<&'p Page> {
        let Table { hasher, places } = self.0.get_or_init(|| Table::of(pages));
        let at = places.find(hasher.hash_one(address), |at| pages[*at as usize].address == address)?;
        pages.get(*at as usize)
    }
}

impl Table {
    fn of(pages: &[Page]) -> Self {
        let hasher = DefaultHashBuilder::default();
        let hash = |at: &u32| hasher.hash_one(pages[*at as usize].address.as_str());
        let mut places = HashTable::with_capacity(pages.len());
        for at in 0..pages.len() as u32 {
            places.insert_unique(hash(&at), at, hash);
        }
        Self { hasher, places }
    }
}
