//! Rows of one name: several that an editor dated, or one that stands for two bodies, because its province was merged.
//!
//! In: rows. Out: the bodies that they mean, those of one name together, oldest first.

use super::issuers::{Issuer, Issuers, Level};
use super::tenure::{split, split_key};
use crate::text::{name_key, slug};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// A body, and whether a row lists it; false: it is made of the row beside it.
pub(super) type NamesakeBody = (Issuer, bool);

/// What rows must have in common to be of one name: name and place.
pub(super) fn name_of(row: &Issuer) -> (String, String) {
    let place = row.province.as_ref().or(row.place.as_ref());
    (name_key(&row.name), place.map(|place| name_key(place)).unwrap_or_default())
}

/// Whether both rows cover a day.
pub(super) fn overlap(a: &Issuer, b: &Issuer) -> bool {
    let before = |a: &Issuer, b: &Issuer| a.valid_to.zip(b.valid_from).is_some_and(|(last, first)| last < first);
    !before(a, b) && !before(b, a)
}

impl Issuers {
    /// The bodies that rows mean.
    pub(super) fn same_names(&self, rows: Vec<Issuer>) -> Vec<Vec<NamesakeBody>> {
        let mut groups: BTreeMap<(String, String), Vec<Issuer>> = BTreeMap::new();
        for row in rows {
            groups.entry(name_of(&row)).or_default().push(row);
        }
        groups.into_values().map(|rows| self.dated(rows)).collect()
    }

    /// The bodies of one name.
    fn dated(&self, mut rows: Vec<Issuer>) -> Vec<NamesakeBody> {
        rows.sort_by_key(|row| (row.valid_from, row.valid_to));
        let anew = rows.first().and_then(|row| self.begins_anew(row));
        for at in 0..rows.len() {
            let same_key = rows[..at].iter().any(|older| older.key == rows[at].key);
            // The plain key is that of the body before the merger, whether a row lists it or not.
            let takes_plain = at == 0 && anew.is_some_and(|anew| rows[at].valid_from.is_some_and(|from| from >= anew));
            let from = rows[at].valid_from.filter(|_| split_key(&rows[at].key).1.is_none());
            if let Some(from) = from.filter(|_| same_key || takes_plain) {
                let to = rows[at].valid_to;
                rows[at] = Issuer { valid_to: to, ..rows[at].clone().since(from) };
            }
        }
        let mut bodies: Vec<NamesakeBody> = rows.into_iter().map(|row| (row, true)).collect();
        if let Some(anew) = anew {
            self.complete(&mut bodies, anew);
        }
        bodies
    }

    /// Adds the body before or since the merger, where no row is about it.
    fn complete(&self, bodies: &mut Vec<NamesakeBody>, anew: Date) {
        let eve = anew.yesterday().ok();
        if let Some((first, _)) = bodies.first()
            && first.valid_from.is_some_and(|from| from >= anew)
        {
            let key = split_key(&first.key).0.to_owned();
            let successor = Some(first.key.clone());
            let known = self.get(&key).map(|known| known.predecessors.clone()).unwrap_or_default();
            let old = Issuer { key, valid_from: None, valid_to: eve, successor, predecessors: known, ..first.clone() };
            bodies.insert(0, (old, false));
        }
        if let Some((last, _)) = bodies.last_mut()
            && last.valid_from.is_none_or(|from| from < anew)
            && last.valid_to.is_none_or(|to| to < anew)
        {
            let base = Issuer { key: split_key(&last.key).0.to_owned(), ..last.clone() };
            let mut young = Issuer { successor: None, ..base.since(anew) };
            let known = self.get(&young.key).map(|known| known.predecessors.clone()).filter(|keys| !keys.is_empty());
            young.predecessors = known.unwrap_or_else(|| vec![last.key.clone()]);
            last.valid_to = last.valid_to.or(eve);
            last.successor.get_or_insert_with(|| young.key.clone());
            bodies.push((young, false));
        }
    }

    /// The day on which the body of this name in a merged province began to number from 01 again.
    fn begins_anew(&self, row: &Issuer) -> Option<Date> {
        let is_dated = row.valid_from.is_some() || row.valid_to.is_some();
        // A row of a commune is the only one of its name, unless its editor dated it: no data of ours know another.
        if row.level == Level::Central || row.level == Level::Commune && !is_dated {
            return None;
        }
        let anew = self.provinces().split_of(row.province.as_deref()?)?;
        (split(&row.key, Some(row.level), anew).len() > 1).then_some(anew)
    }

    /// The key that a body below a province has by rule, where a row gives it another one.
    pub(super) fn key_by_rule(&self, row: &Issuer) -> Option<String> {
        let province = row.province.as_deref()?;
        if !matches!(row.level, Level::District | Level::Commune) {
            return None;
        }
        let key = slug(&self.with_province(self.without_province(&row.name, province), province));
        (key != row.key).then_some(key)
    }
}
