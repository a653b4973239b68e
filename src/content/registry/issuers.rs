//! Issuing bodies: who they are, where, how texts spell them, which symbols they use, when they existed. Built in: the
//! central bodies of state and Party, the 34 provinces of 2025 and the 63 before them (for which the usual bodies UBND,
//! HĐND, Tỉnh ủy, Sở … are made by rule). The site's own rows: `content/issuers.yaml`.

use super::level;
use super::local::LocalBody;
use super::local_bodies::{LOCAL_BODIES, LocalRow};
use super::provinces::{Province, Provinces};
use super::tenure::{self, Tenures};
use crate::text::slug;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Which numbering rules a body follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum System {
    /// Nhà nước.
    State,
    /// Đảng.
    Party,
    /// Mặt trận, công đoàn and other unions.
    Union,
}

/// Level of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Trung ương.
    Central,
    /// Tỉnh, thành phố trực thuộc trung ương.
    Province,
    /// Huyện, quận, thị xã (to 30/6/2025).
    District,
    /// Xã, phường, thị trấn, đặc khu.
    Commune,
    /// Trường, cơ sở giáo dục.
    School,
}

/// One issuing body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issuer {
    /// `ubnd-tinh-lao-cai`.
    pub key: String,
    /// Canonical short name with place, the one in data and lists: "UBND tỉnh Lào Cai",
    /// "Sở Giáo dục và Đào tạo tỉnh Lào Cai", "Bộ Giáo dục và Đào tạo".
    pub name: String,
    /// Name as the official head prints it: "Ủy ban nhân dân tỉnh Lào Cai".
    pub official_name: String,
    /// Spellings and titles in texts, with place: "Chủ tịch UBND tỉnh Lào Cai", "Bộ trưởng Bộ GDĐT".
    pub spellings: Vec<String>,
    /// Abbreviations in symbols: `["BGDĐT", "BGD&ĐT"]`, `["UBND"]`.
    pub codes: Vec<String>,
    /// Level.
    pub level: Level,
    /// System.
    pub system: System,
    /// Province, or district or commune ("Lào Cai", "Văn Lãng"); `None` for central bodies.
    pub place: Option<String>,
    /// The province that `place` lies in ("Lạng Sơn" for Văn Lãng); same as `place` at province level.
    pub province: Option<String>,
    /// Cơ quan chủ quản (key), for the official head and for "UBND tỉnh" seen from a district.
    pub parent: Option<String>,
    /// The body in whose number series its documents are counted; itself where `None`. Bộ Chính trị, Ban Bí thư and
    /// Ban Chấp hành Trung ương share one (`TW`); Ban Thường vụ Tỉnh ủy numbers with Tỉnh ủy (`TU`).
    pub numbers_with: Option<String>,
    /// First day.
    pub valid_from: Option<Date>,
    /// Last day.
    pub valid_to: Option<Date>,
    /// Keys of the bodies that it took over from.
    pub predecessors: Vec<String>,
    /// Key of the body that took over.
    pub successor: Option<String>,
    /// False for rows made by rule for a place that no registry lists.
    pub registered: bool,
}

impl System {
    /// The keys in data files.
    pub const ALL: [(&'static str, Self); 3] = [("state", Self::State), ("party", Self::Party), ("union", Self::Union)];
}

impl Level {
    /// The keys in data files.
    pub const ALL: [(&'static str, Self); 5] = [
        ("central", Self::Central),
        ("province", Self::Province),
        ("district", Self::District),
        ("commune", Self::Commune),
        ("school", Self::School),
    ];
}

/// The bodies that every province has, known without a row.
const USUAL_BODIES: [LocalBody<'static>; 6] = [
    LocalBody::PeoplesCommittee,
    LocalBody::PeoplesCouncil,
    LocalBody::PartyCommittee,
    LocalBody::PartyStandingCommittee,
    LocalBody::Office,
    LocalBody::Department("Sở Giáo dục và Đào tạo"),
];

/// Those, and the boards and centres that every province has.
fn usual_bodies() -> impl Iterator<Item = LocalBody<'static>> {
    USUAL_BODIES.into_iter().chain(LOCAL_BODIES.iter().filter_map(LocalRow::of_province))
}

impl Issuer {
    /// The body of the same name that exists since `from`.
    pub(super) fn since(self, from: Date) -> Self {
        Self { key: tenure::key_since(&self.key, from), valid_from: Some(from), valid_to: None, ..self }
    }
}

/// All bodies known before the texts are read.
#[derive(Debug, Default)]
pub struct Issuers {
    by_key: BTreeMap<String, Issuer>,
    /// The usual bodies of every province, which need no row, and the younger bodies of names that are split.
    by_rule: BTreeMap<String, Issuer>,
    provinces: Provinces,
    /// Which bodies share a name.
    pub(super) tenures: Tenures,
}

impl Issuers {
    /// From rows with unique keys; no province is known.
    #[cfg(test)]
    pub fn new(rows: Vec<Issuer>) -> Self {
        Self::with_provinces(rows, Provinces::default())
    }

    /// From rows with unique keys, and the usual bodies of every province.
    pub fn with_provinces(rows: Vec<Issuer>, provinces: Provinces) -> Self {
        let mut issuers = Self { provinces, ..Self::default() };
        let provinces: Vec<Province> = issuers.provinces.rows().cloned().collect();
        for province in &provinces {
            let bodies = issuers.bodies_of(province);
            issuers.by_rule.extend(bodies.into_iter().map(|issuer| (issuer.key.clone(), issuer)));
        }
        for province in provinces.iter().filter(|province| province.valid_to.is_some()) {
            let Some(from) = issuers.provinces.split_of(&province.name) else { continue };
            for body in usual_bodies() {
                let base = issuers.of_province(body, province).key;
                issuers.tenures.set(tenure::split(&base, Some(Level::Province), from));
            }
        }
        issuers.extend(rows);
        issuers
    }

    fn of_province(&self, body: LocalBody<'_>, province: &Province) -> Issuer {
        let mut issuer = self.local(body, Level::Province, &province.unit_word, &province.name);
        if let Some(from) = province.valid_from {
            issuer = issuer.since(from);
        }
        issuer.valid_to = province.valid_to;
        issuer
    }

    fn bodies_of(&self, province: &Province) -> Vec<Issuer> {
        let successor = province.successor.as_deref().and_then(|name| self.provinces.get(name));
        // Where the name ended, a predecessor has another name, and its row is the only one.
        let before: Vec<&Province> = province
            .predecessors
            .iter()
            .filter_map(|name| self.provinces.named(name).find(|row| row.successor.is_some()))
            .collect();
        let made = |body: LocalBody<'_>| {
            let mut issuer = self.of_province(body, province);
            issuer.successor = successor.map(|next| self.of_province(body, next).key);
            issuer.predecessors = before.iter().map(|row| self.of_province(body, row).key).collect();
            issuer
        };
        usual_bodies().map(made).collect()
    }

    /// Whether a registry lists `key`; false for the bodies made by rule.
    pub fn has_row(&self, key: &str) -> bool {
        self.by_key.contains_key(key)
    }

    /// Adds rows; a row with the key of one made by rule takes its place. A row without dates of a body in a province
    /// that was merged stands for both bodies of its name.
    pub(super) fn extend(&mut self, rows: Vec<Issuer>) {
        let parents: BTreeMap<String, Issuer> = rows.iter().map(|row| (row.key.clone(), row.clone())).collect();
        let with_province = |mut row: Issuer| {
            let above = |key: &str| parents.get(key).or_else(|| self.get(key));
            row.province = level::province_above(&row, above).map(str::to_owned);
            row
        };
        let rows: Vec<Issuer> = rows.into_iter().map(with_province).collect();
        for bodies in self.same_names(rows) {
            let Some((oldest, _)) = bodies.first() else { continue };
            if let Some(by_rule) = self.key_by_rule(oldest) {
                self.tenures.set_row(by_rule, &oldest.key);
            }
            if bodies.len() > 1 {
                self.tenures.set(bodies.iter().map(|(body, _)| tenure::of_row(body)).collect());
            }
            for (body, is_row) in bodies {
                let rows = if is_row { &mut self.by_key } else { &mut self.by_rule };
                rows.insert(body.key.clone(), body);
            }
        }
    }

    /// All rows of the registries, by key. The bodies made by rule are not among them: a search through names and codes
    /// would find each of them 64 times.
    pub fn iter(&self) -> impl Iterator<Item = &Issuer> {
        self.by_key.values()
    }

    /// All rows, and the usual bodies of all provinces: thousands, for a person to choose from.
    pub fn every(&self) -> impl Iterator<Item = &Issuer> {
        self.by_key.values().chain(self.by_rule.values())
    }

    /// By key: a row, or one of the usual bodies of a province.
    pub fn get(&self, key: &str) -> Option<&Issuer> {
        self.by_key.get(key).or_else(|| self.by_rule.get(key))
    }

    /// The body in whose series `key` is numbered.
    pub fn numbering<'a>(&'a self, key: &'a str) -> &'a str {
        match self.get(key) {
            Some(issuer) => issuer.numbers_with.as_deref().unwrap_or(key),
            // Ban Thường vụ of a committee that no registry lists.
            None => key.strip_prefix("ban-thuong-vu-").unwrap_or(key),
        }
    }

    /// The body above `issuer` that an official head prints (cơ quan chủ quản). A people's committee or council stands
    /// alone in its head; what is above it only tells its place. So do ministries: the Government is no body that they
    /// belong to in this sense.
    pub fn printed_above(&self, issuer: &Issuer) -> Option<&Issuer> {
        const ALONE: [&str; 4] = ["Ủy ban nhân dân", "Hội đồng nhân dân", "UBND", "HĐND"];
        let parent = issuer.parent.as_deref().filter(|parent| *parent != "chinh-phu")?;
        let alone = ALONE.iter().any(|word| issuer.official_name.starts_with(word));
        self.get(parent).filter(|_| !alone)
    }

    /// The provinces of 2025 and those before them.
    pub const fn provinces(&self) -> &Provinces {
        &self.provinces
    }

    /// The key that someone meant who wrote a name, a spelling or a key with a mistake.
    pub fn meant(&self, written: &str) -> Option<&str> {
        let name = slug(written);
        if let Some(issuer) = self.get(&name) {
            return Some(&issuer.key);
        }
        let all = || self.every();
        let spelled = |issuer: &&Issuer| {
            slug(&issuer.official_name) == name || issuer.spellings.iter().any(|spelling| slug(spelling) == name)
        };
        all()
            .find(spelled)
            .map(|issuer| issuer.key.as_str())
            .or_else(|| crate::text::suggest::nearest(written, all().map(|issuer| issuer.key.as_str())))
    }
}
