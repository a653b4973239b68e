//! When the bodies of one name existed. The province merged on 01/7/2025 has the name of one of those that it is made
//! of, and all its bodies number from 01 again: "UBND tỉnh Lào Cai" is two bodies, one to 30/6/2025 and one since.
//!
//! In: the key of a body and its name. Out: its [`Tenure`]s, oldest first. Bodies of one name share a *base*: the key
//! of the oldest. A younger one's key is the base, `-tu-` and its first day.

use super::issuers::{Issuer, Issuers, Level};
use crate::text::date::{WorkDate, vietnamese_day};
use crate::text::{name_key, slug};
use hashbrown::HashMap;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::fmt;

/// One body among those of its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tenure {
    /// Its key.
    pub key: String,
    /// First day.
    pub from: Option<Date>,
    /// Last day.
    pub to: Option<Date>,
}

/// Stands between the base and the first day of a younger body.
const SINCE: &str = "-tu-";

/// The key of the body of the name with this base that exists since `from`.
pub fn key_since(base: &str, from: Date) -> String {
    format!("{base}{SINCE}{from}")
}

/// A key's base, and the first day where the key has one: `ubnd-tinh-lao-cai-tu-2025-07-01`.
pub fn split_key(key: &str) -> (&str, Option<Date>) {
    let Some((base, day)) = key.rsplit_once(SINCE) else { return (key, None) };
    match day.parse::<Date>() {
        Ok(from) if day.len() == "2025-07-01".len() => (base, Some(from)),
        _ => (key, None),
    }
}

/// Words in the longest name of a province, signs counted: "Bà Rịa - Vũng Tàu".
const LONGEST_PROVINCE: usize = 5;

/// Whether works of a body that exists since `from` can have been confused, in this year, with those of the body
/// before it: both existed in it.
pub fn is_shared_year(from: Date, year: i16) -> bool {
    year < from.year() || year == from.year() && (from.month(), from.day()) != (1, 1)
}

impl Tenure {
    /// Whether the body existed on this day, or some day of this year.
    pub fn holds(&self, date: WorkDate) -> bool {
        let from = self.from.is_none_or(|from| !WorkDate::Day(from).is_after(date));
        from && self.to.is_none_or(|to| !date.is_after(WorkDate::Day(to)))
    }

    /// Whether the body had begun by this day, or by the end of this year.
    pub fn began_by(&self, date: WorkDate) -> bool {
        self.from.is_none_or(|from| !WorkDate::Day(from).is_after(date))
    }
}

/// The tenures of every name that has several, or whose key is not what the name says.
#[derive(Default)]
pub(super) struct Tenures {
    by_base: HashMap<String, Vec<Tenure>>,
    /// Key of a younger body → base, where the key itself does not say it.
    bases: HashMap<String, String>,
    /// Key by rule, with its province → key of the row that a registry has for this body.
    rows: HashMap<String, String>,
}

/// In order, so that equal tenures are told alike: the value of a fact is made of it.
impl fmt::Debug for Tenures {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { by_base, bases, rows } = self;
        let (by_base, bases, rows) = (sorted(by_base), sorted(bases), sorted(rows));
        formatter.debug_tuple("Tenures").field(&by_base).field(&bases).field(&rows).finish()
    }
}

fn sorted<V>(map: &HashMap<String, V>) -> BTreeMap<&String, &V> {
    map.iter().collect()
}

impl Tenures {
    /// Notes the bodies of one name, oldest first.
    pub fn set(&mut self, tenures: Vec<Tenure>) {
        let Some(base) = tenures.first().map(|oldest| oldest.key.clone()) else { return };
        for tenure in &tenures[1..] {
            self.bases.insert(tenure.key.clone(), base.clone());
        }
        self.by_base.insert(base, tenures);
    }

    pub fn set_row(&mut self, by_rule: String, key: &str) {
        self.rows.insert(by_rule, key.to_owned());
    }
}

impl Issuers {
    /// The key of the oldest body of the name that the body with `key` has.
    pub fn base_of<'a>(&'a self, key: &'a str) -> &'a str {
        if let Some(base) = self.tenures.bases.get(key) {
            return base;
        }
        // A row that an editor keyed so by chance, alone, is its own base.
        let (base, from) = split_key(key);
        if from.is_some() && self.has_row(key) && !self.tenures.by_base.contains_key(base) { key } else { base }
    }

    /// All bodies that have the name of the body with `key`, oldest first. `name` tells the place where
    /// no registry lists it.
    pub fn tenures(&self, key: &str, name: &str) -> Vec<Tenure> {
        let base = self.base_of(key);
        if let Some(tenures) = self.tenures.by_base.get(base) {
            return tenures.clone();
        }
        let alone = Tenure { key: base.to_owned(), from: None, to: None };
        if self.get(base).is_some() {
            return vec![alone];
        }
        let Some(from) = self.province_named(name).and_then(|province| self.provinces().split_of(province)) else {
            return vec![alone];
        };
        split(base, self.level_of(base, name), from)
    }

    /// The one body of the name with `key` that a document of this date is of: the one that existed then.
    /// Without a date `key` says which.
    pub fn on(&self, key: &str, name: &str, date: Option<WorkDate>) -> String {
        let tenures = self.tenures(key, name);
        let holding = |date: WorkDate| {
            let mut all = tenures.iter().filter(|tenure| tenure.holds(date));
            all.next().filter(|_| all.next().is_none())
        };
        match date.filter(|_| tenures.len() > 1).and_then(holding) {
            Some(tenure) => tenure.key.clone(),
            None => key.to_owned(),
        }
    }

    /// The base of the series in which the body with `key` is numbered: the same for all bodies of one name.
    pub fn series<'a>(&'a self, key: &'a str) -> &'a str {
        self.base_of(self.numbering(self.base_of(key)))
    }

    /// The key of the series in which a work of this date of the body with `key` is numbered.
    pub fn series_on(&self, key: &str, name: &str, date: Option<WorkDate>) -> String {
        let series = self.series(key);
        match split_key(self.on(key, name, date).as_str()) {
            (_, Some(from)) => {
                let mut tenures = self.tenures(series, name).into_iter();
                tenures.find(|tenure| tenure.from == Some(from)).map_or_else(|| series.to_owned(), |tenure| tenure.key)
            }
            _ => self.on(series, name, date),
        }
    }

    /// The row that a registry has for the body whose key by rule is `key`.
    pub fn row_key<'a>(&'a self, key: &'a str) -> &'a str {
        self.tenures.rows.get(key).map_or(key, String::as_str)
    }

    /// The name with the dates that tell the body from others of its name: "UBND tỉnh Lào Cai (đến
    /// 30/6/2025)". `None`: no other body has it.
    pub fn dated_name(&self, key: &str, name: &str) -> Option<String> {
        let tenures = self.tenures(key, name);
        let own = tenures.iter().find(|tenure| tenure.key == key).filter(|_| tenures.len() > 1);
        match own? {
            Tenure { to: Some(to), .. } => Some(format!("{name} (đến {})", vietnamese_day(*to))),
            Tenure { from: Some(from), .. } => Some(format!("{name} (từ {})", vietnamese_day(*from))),
            _ => None,
        }
    }

    /// The province that ends a name: "Sở Xây dựng tỉnh Lào Cai", "UBND xã Tân Lập, tỉnh Thái Nguyên",
    /// "Thành ủy Hà Nội".
    pub fn province_named(&self, name: &str) -> Option<&str> {
        let name = name_key(name);
        let spaces = name.rmatch_indices(' ').map(|(at, _)| at);
        let (before, province) = spaces.take(LONGEST_PROVINCE).find_map(|at| {
            let province = self.provinces().of_key(&name[at + 1..])?;
            Some((&name[..at], province))
        })?;
        let city = province.unit_word == "thành phố";
        let words: &[&str] = if city { &["thành phố", "thành ủy"] } else { &["tỉnh", "tỉnh ủy"] };
        words.iter().any(|word| before.ends_with(word)).then_some(&province.name)
    }

    /// Keys under which works of the body with `key` may have been published when less was known of it: without its
    /// first day, without its province, by the rule that made it before a registry had a row for it.
    pub fn former_keys(&self, key: &str, name: &str) -> Vec<String> {
        let base = self.base_of(key);
        let mut keys = vec![base.to_owned(), split_key(key).0.to_owned()];
        let row = self.get(base);
        let province = row.map_or_else(|| self.province_named(name), |row| row.province.as_deref());
        let level = row.map(|row| row.level).or_else(|| self.level_of(base, name));
        if let (Some(province), Some(Level::District | Level::Commune)) = (province, level) {
            let bare = self.without_province(row.map_or(name, |row| &row.name), province);
            let by_rule = slug(&self.with_province(bare, province));
            keys.extend(self.provinces().split_of(province).map(|from| key_since(&by_rule, from)));
            keys.push(by_rule);
            keys.push(slug(bare));
        }
        keys.sort();
        keys.dedup();
        keys.retain(|former| former != key);
        keys
    }

    /// "UBND xã Tân Lập" → "UBND xã Tân Lập, tỉnh Thái Nguyên".
    pub(super) fn with_province(&self, bare: &str, province: &str) -> String {
        let unit_word = self.provinces().get(province).map_or("tỉnh", |row| &row.unit_word);
        format!("{bare}, {unit_word} {province}")
    }

    /// The name before ", tỉnh Thái Nguyên".
    pub(super) fn without_province<'n>(&self, name: &'n str, province: &str) -> &'n str {
        let bare = name.strip_suffix(province).and_then(|rest| {
            let rest = rest.trim_end();
            let rest = ["tỉnh", "thành phố"].iter().find_map(|word| rest.strip_suffix(word))?;
            Some(rest.trim_end_matches([' ', ',']))
        });
        bare.unwrap_or(name)
    }
}

/// The bodies of one name below or in a province that was merged on the day before `from`. Districts ended then and đặc
/// khu began, so their names have one body each.
pub(super) fn split(base: &str, level: Option<Level>, from: Date) -> Vec<Tenure> {
    let eve = from.yesterday().ok();
    let old = Tenure { key: base.to_owned(), from: None, to: eve };
    if level == Some(Level::District) || base.contains("-thi-tran-") {
        return vec![old];
    }
    if base.contains("-dac-khu-") {
        return vec![Tenure { key: base.to_owned(), from: Some(from), to: None }];
    }
    vec![old, Tenure { key: key_since(base, from), from: Some(from), to: None }]
}

/// A row with its dates, as [`Issuer`] has them.
pub(super) fn of_row(row: &Issuer) -> Tenure {
    Tenure { key: row.key.clone(), from: row.valid_from, to: row.valid_to }
}
