//! Values that note their own reading.
//!
//! In: a value, its kind (a parameter of its type), its place where it has one. Out: the value; each reading
//! is noted for the page that is being made. Code that may change a value reads it in silence: pages change nothing.

use super::{EVERYTHING, Kind, kinds, note, note_all, note_key};
use std::collections::BTreeMap;
use std::fmt;
use std::ops::{Bound, Deref, DerefMut, Index};

/// One fact of a document, a work or the site.
#[derive(Clone)]
pub struct Noted<T, const KIND: Kind> {
    value: T,
    at: u32,
}

impl<T, const KIND: Kind> Noted<T, KIND> {
    /// Says whose fact it is: the place of a document or a work in the corpus.
    pub fn placed(&mut self, at: usize) {
        self.at = u32::try_from(at).unwrap_or(EVERYTHING);
    }

    /// The value in silence: for what decides about facts, never for a page.
    pub const fn quietly(&self) -> &T {
        &self.value
    }

    /// The value alone.
    pub fn into_inner(self) -> T {
        self.value
    }
}

impl<T, const KIND: Kind> Noted<Vec<T>, KIND> {
    /// How many there are: a fact of its own.
    pub fn len(&self) -> usize {
        note(kinds::counted(KIND), self.at);
        self.value.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl<T, const KIND: Kind> From<T> for Noted<T, KIND> {
    fn from(value: T) -> Self {
        Self { value, at: EVERYTHING }
    }
}

impl<T: Default, const KIND: Kind> Default for Noted<T, KIND> {
    fn default() -> Self {
        T::default().into()
    }
}

impl<T, const KIND: Kind> Deref for Noted<T, KIND> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        note(KIND, self.at);
        &self.value
    }
}

impl<T, const KIND: Kind> DerefMut for Noted<T, KIND> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.value
    }
}

impl<'a, T, const KIND: Kind> IntoIterator for &'a Noted<T, KIND>
where
    &'a T: IntoIterator,
{
    type Item = <&'a T as IntoIterator>::Item;
    type IntoIter = <&'a T as IntoIterator>::IntoIter;

    fn into_iter(self) -> Self::IntoIter {
        (&**self).into_iter()
    }
}

impl<T: fmt::Debug, const KIND: Kind> fmt::Debug for Noted<T, KIND> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(formatter)
    }
}

impl<T: PartialEq, const KIND: Kind> PartialEq for Noted<T, KIND> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl<T: Eq, const KIND: Kind> Eq for Noted<T, KIND> {}

/// A key and its fact.
pub type Entry<'a, V> = (&'a String, &'a V);

/// Facts by key.
#[derive(Clone)]
pub struct Keyed<V, const KIND: Kind>(BTreeMap<String, V>);

impl<V, const KIND: Kind> Keyed<V, KIND> {
    /// The fact with this key.
    pub fn get(&self, key: &str) -> Option<&V> {
        note_key(KIND, key);
        self.0.get(key)
    }

    /// Whether there is one with this key.
    pub fn contains_key(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// All of them, by key.
    pub fn iter(&self) -> std::collections::btree_map::Iter<'_, String, V> {
        note_all(KIND);
        self.0.iter()
    }

    /// All keys.
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &String> {
        self.iter().map(|(key, _)| key)
    }

    /// All values, by key.
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &V> {
        self.iter().map(|(_, value)| value)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.iter().len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The one before a key, and the one after it.
    pub fn beside(&self, key: &str) -> (Option<Entry<'_, V>>, Option<Entry<'_, V>>) {
        note_all(KIND);
        let before = self.0.range::<str, _>((Bound::Unbounded, Bound::Excluded(key))).next_back();
        (before, self.0.range::<str, _>((Bound::Excluded(key), Bound::Unbounded)).next())
    }

    /// The map in silence: for what decides about facts, never for a page.
    pub const fn quietly(&self) -> &BTreeMap<String, V> {
        &self.0
    }

    /// The map, to change it.
    pub const fn open(&mut self) -> &mut BTreeMap<String, V> {
        &mut self.0
    }

    /// Puts a fact in.
    pub fn insert(&mut self, key: String, value: V) {
        self.0.insert(key, value);
    }
}

impl<V, const KIND: Kind> Default for Keyed<V, KIND> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<V, const KIND: Kind> From<BTreeMap<String, V>> for Keyed<V, KIND> {
    fn from(map: BTreeMap<String, V>) -> Self {
        Self(map)
    }
}

impl<'a, V, const KIND: Kind> IntoIterator for &'a Keyed<V, KIND> {
    type Item = (&'a String, &'a V);
    type IntoIter = std::collections::btree_map::Iter<'a, String, V>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<V: fmt::Debug, const KIND: Kind> fmt::Debug for Keyed<V, KIND> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// Facts of some documents or works, by their place in the corpus.
#[derive(Clone)]
pub struct Indexed<V, const KIND: Kind>(BTreeMap<usize, V>);

impl<V, const KIND: Kind> Indexed<V, KIND> {
    /// That of the document or work `at`.
    pub fn get(&self, at: usize) -> Option<&V> {
        note(KIND, u32::try_from(at).unwrap_or(EVERYTHING));
        self.0.get(&at)
    }

    /// The map in silence: for what decides about facts, never for a page.
    pub const fn quietly(&self) -> &BTreeMap<usize, V> {
        &self.0
    }

    /// The map, to change it.
    pub const fn open(&mut self) -> &mut BTreeMap<usize, V> {
        &mut self.0
    }
}

impl<V, const KIND: Kind> Default for Indexed<V, KIND> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<V, const KIND: Kind> From<BTreeMap<usize, V>> for Indexed<V, KIND> {
    fn from(map: BTreeMap<usize, V>) -> Self {
        Self(map)
    }
}

impl<V: fmt::Debug, const KIND: Kind> fmt::Debug for Indexed<V, KIND> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// All documents, or all works. To ask for one by its place reads nothing yet: its parts note their own reading, and who
/// has the place has it from another fact. To count or list them reads which there are.
#[derive(Clone)]
pub struct Table<T, const KIND: Kind>(Vec<T>);

impl<T, const KIND: Kind> Table<T, KIND> {
    /// The one at a place.
    pub fn get(&self, at: usize) -> Option<&T> {
        self.0.get(at)
    }

    /// All of them.
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        note_all(KIND);
        self.0.iter()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.iter().len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All in silence: for what decides about facts or makes them, never for a page.
    pub fn quietly(&self) -> &[T] {
        &self.0
    }

    /// All, to change them.
    pub const fn open(&mut self) -> &mut Vec<T> {
        &mut self.0
    }
}

impl<T, const KIND: Kind> Index<usize> for Table<T, KIND> {
    type Output = T;

    fn index(&self, at: usize) -> &T {
        &self.0[at]
    }
}

impl<T, const KIND: Kind> Default for Table<T, KIND> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T, const KIND: Kind> From<Vec<T>> for Table<T, KIND> {
    fn from(all: Vec<T>) -> Self {
        Self(all)
    }
}

impl<'a, T, const KIND: Kind> IntoIterator for &'a Table<T, KIND> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<T: fmt::Debug, const KIND: Kind> fmt::Debug for Table<T, KIND> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// A registry whose rows are facts of their own: who asks for one by its key has read that row alone. All else that is
/// asked of the registry reads it as a whole.
#[derive(Default)]
pub struct Rows<T, const WHOLE: Kind, const ROW: Kind>(T);

/// Rows that have a key.
pub trait ByKey {
    /// A row.
    type Row;

    /// The row with this key.
    fn row(&self, key: &str) -> Option<&Self::Row>;
}

impl<T: ByKey, const WHOLE: Kind, const ROW: Kind> Rows<T, WHOLE, ROW> {
    /// The row with this key.
    pub fn get(&self, key: &str) -> Option<&T::Row> {
        note_key(ROW, key);
        self.0.row(key)
    }
}

impl<T, const WHOLE: Kind, const ROW: Kind> From<T> for Rows<T, WHOLE, ROW> {
    fn from(rows: T) -> Self {
        Self(rows)
    }
}

impl<T, const WHOLE: Kind, const ROW: Kind> Deref for Rows<T, WHOLE, ROW> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        note_all(WHOLE);
        &self.0
    }
}

impl<T, const WHOLE: Kind, const ROW: Kind> DerefMut for Rows<T, WHOLE, ROW> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}

impl<T: fmt::Debug, const WHOLE: Kind, const ROW: Kind> fmt::Debug for Rows<T, WHOLE, ROW> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}
