//! Issuing bodies: who they are, where, how texts spell them, which symbols they use, when they existed.
//! Built in: the central bodies of state and Party, the 34 provinces of 2025 and the 63 before them (for which the usual
//! bodies UBND, HĐND, Tỉnh ủy, Sở … are made by rule). The site's own rows: `content/issuers.yaml`.

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

/// All bodies known before the texts are read.
#[derive(Debug, Default)]
pub struct Issuers {
    by_key: BTreeMap<String, Issuer>,
}

impl Issuers {
    /// From rows with unique keys.
    pub fn new(rows: Vec<Issuer>) -> Self {
        Self { by_key: rows.into_iter().map(|row| (row.key.clone(), row)).collect() }
    }

    /// All rows, by key.
    pub fn iter(&self) -> impl Iterator<Item = &Issuer> {
        self.by_key.values()
    }

    /// By key.
    pub fn get(&self, key: &str) -> Option<&Issuer> {
        self.by_key.get(key)
    }

    /// The body in whose series `key` is numbered.
    pub fn numbering<'a>(&'a self, key: &'a str) -> &'a str {
        self.get(key).and_then(|issuer| issuer.numbers_with.as_deref()).unwrap_or(key)
    }
}
