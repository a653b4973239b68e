//! Issuing bodies: who they are, where, how texts spell them, which symbols they use, when they existed.
//! Built in: the central bodies of state and Party, the 34 provinces of 2025 and the 63 before them (for which the usual
//! bodies UBND, HĐND, Tỉnh ủy, Sở … are made by rule). The site's own rows: `content/issuers.yaml`.

use super::local::LocalBody;
use super::local_bodies::{LOCAL_BODIES, LocalRow};
use super::provinces::{Province, Provinces};
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
    pub const ALL: [(&'static str, Self); 4] = [
        ("central", Self::Central),
        ("province", Self::Province),
        ("district", Self::District),
        ("commune", Self::Commune),
    ];
}

/// All bodies known before the texts are read.
#[derive(Debug, Default)]
pub struct Issuers {
    by_key: BTreeMap<String, Issuer>,
    /// The usual bodies of every province, which need no row.
    by_rule: BTreeMap<String, Issuer>,
    provinces: Provinces,
}

impl Issuers {
    /// From rows with unique keys; no province is known.
    pub fn new(rows: Vec<Issuer>) -> Self {
        Self::with_provinces(rows, Provinces::default())
    }

    /// From rows with unique keys, and the usual bodies of every province.
    pub fn with_provinces(rows: Vec<Issuer>, provinces: Provinces) -> Self {
        let by_key = rows.into_iter().map(|row| (row.key.clone(), row)).collect();
        let bare = Self { by_key, ..Self::default() };
        let by_rule = provinces
            .iter()
            .flat_map(|province| bare.bodies_of(province, &provinces))
            .map(|issuer| (issuer.key.clone(), issuer))
            .collect();
        Self { by_rule, provinces, ..bare }
    }

    fn bodies_of(&self, province: &Province, provinces: &Provinces) -> Vec<Issuer> {
        const BODIES: [LocalBody<'_>; 6] = [
            LocalBody::PeoplesCommittee,
            LocalBody::PeoplesCouncil,
            LocalBody::PartyCommittee,
            LocalBody::PartyStandingCommittee,
            LocalBody::Office,
            LocalBody::Department("Sở Giáo dục và Đào tạo"),
        ];
        let successor = province.successor.as_deref().and_then(|name| provinces.get(name));
        let made = |body: LocalBody<'_>| {
            let mut issuer = self.local(body, Level::Province, &province.unit_word, &province.name);
            issuer.valid_to = province.valid_to;
            issuer.successor = successor.map(|next| self.local(body, Level::Province, &next.unit_word, &next.name).key);
            issuer
        };
        let boards = LOCAL_BODIES.iter().filter_map(LocalRow::of_province);
        BODIES.into_iter().chain(boards).map(made).collect()
    }

    /// Whether a registry lists `key`; false for the bodies made by rule.
    pub fn has_row(&self, key: &str) -> bool {
        self.by_key.contains_key(key)
    }

    /// Adds rows; a row with the key of one made by rule takes its place.
    pub(super) fn extend(&mut self, rows: Vec<Issuer>) {
        self.by_key.extend(rows.into_iter().map(|row| (row.key.clone(), row)));
    }

    /// All rows of the registries, by key. The bodies made by rule are not among them: a search through names and codes
    /// would find each of them 64 times.
    pub fn iter(&self) -> impl Iterator<Item = &Issuer> {
        self.by_key.values()
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
        let all = || self.by_key.values().chain(self.by_rule.values());
        let spelled = |issuer: &&Issuer| {
            slug(&issuer.official_name) == name || issuer.spellings.iter().any(|spelling| slug(spelling) == name)
        };
        all()
            .find(spelled)
            .map(|issuer| issuer.key.as_str())
            .or_else(|| crate::text::suggest::nearest(written, all().map(|issuer| issuer.key.as_str())))
    }
}
