//! Bodies of any place, made by rule: "UBND" + "tỉnh" + "Lào Cai" is a body with a key, names, spellings and codes,
//! whether or not a registry lists it. Their keys are the slugs of their canonical names.

use super::departments::department_named;
use super::issuers::{Issuer, Issuers, Level, System};
use super::local_bodies::LOCAL_BODIES;
use super::units::unit_at_level;
use crate::text::slug;

/// What kind of body of a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LocalBody<'a> {
    /// Ủy ban nhân dân.
    PeoplesCommittee,
    /// Hội đồng nhân dân.
    PeoplesCouncil,
    /// Tỉnh ủy, Thành ủy, Huyện ủy, Thị ủy, Quận ủy, Đảng ủy xã; "Ban Chấp hành Đảng bộ tỉnh" is the same body.
    PartyCommittee,
    /// Ban Thường vụ of the Party committee.
    PartyStandingCommittee,
    /// Văn phòng UBND.
    Office,
    /// Sở or Phòng: its name without the place, "Sở Giáo dục và Đào tạo".
    Department(&'a str),
    /// A board of the Party committee: its name without the committee, "Ban Tổ chức".
    Board(&'a str),
    /// Another body: its name without the place, "Trung tâm Phục vụ hành chính công".
    Named(&'a str, System),
}

impl LocalBody<'static> {
    /// The bodies that any place may have and whose keys a text may give without a row: a school's department is the
    /// one Phòng that texts of districts speak from.
    pub const USUAL: [Self; 6] = [
        Self::PeoplesCommittee,
        Self::PeoplesCouncil,
        Self::PartyCommittee,
        Self::PartyStandingCommittee,
        Self::Office,
        Self::Department("Phòng Giáo dục và Đào tạo"),
    ];
}

/// A place with its unit word: "tỉnh", "Lào Cai".
struct PlaceUnit<'a> {
    level: Level,
    word: &'a str,
    place: &'a str,
}

impl Issuers {
    /// The body `body` of the place: `local(PeoplesCommittee, Province, "tỉnh", "Lào Cai")` is UBND tỉnh Lào Cai.
    /// `unit_word` is the word before the place's name (tỉnh, thành phố, huyện, quận, thị xã, xã, phường, thị trấn, đặc
    /// khu), in any case. For a place below the province, `province` stays `None`: the name does not tell it
    /// ([`Self::local_named`] does).
    pub fn local(&self, body: LocalBody<'_>, level: Level, unit_word: &str, place: &str) -> Issuer {
        let word = unit_word.to_lowercase();
        let unit = PlaceUnit { level, word: &word, place };
        let mut issuer = unit.issuer(body);
        match body {
            LocalBody::PeoplesCommittee => {
                peoples_body(&mut issuer, &unit, ["UBND", "Ủy ban nhân dân", "Chủ tịch", "Ủy ban Nhân dân"]);
            }
            LocalBody::PeoplesCouncil => {
                peoples_body(&mut issuer, &unit, ["HĐND", "Hội đồng nhân dân", "Thường trực", "Hội đồng Nhân dân"]);
            }
            LocalBody::PartyCommittee => party_committee(&mut issuer, &unit),
            LocalBody::PartyStandingCommittee => party_standing_committee(&mut issuer, &unit),
            LocalBody::Office => office(&mut issuer, &unit),
            LocalBody::Department(name) => department(&mut issuer, &unit, name),
            LocalBody::Board(name) => board(&mut issuer, &unit, name),
            LocalBody::Named(name, system) => named(&mut issuer, &unit, name, system),
        }
        issuer
    }
}

impl Issuers {
    /// Key, name and system of the body of a place that lies in `area` ("tỉnh Lạng Sơn", "huyện Văn Quan, tỉnh Lạng
    /// Sơn"): there are several xã Tân Lập, so the area belongs to name and key. Texts name such a body in every other
    /// sentence, and how else it may be spelt is not asked there.
    pub fn local_named(
        body: LocalBody<'_>,
        level: Level,
        unit_word: &str,
        place: &str,
        area: Option<&str>,
    ) -> (String, String, System) {
        let word = unit_word.to_lowercase();
        let (mut name, system) = PlaceUnit { level, word: &word, place }.name_of(body);
        let mut key = slug(&name);
        if let Some(area) = area.filter(|_| matches!(level, Level::District | Level::Commune)) {
            key.push('-');
            key.push_str(&slug(area));
            name.push_str(", ");
            name.push_str(area);
        }
        (key, name, system)
    }
}

impl PlaceUnit<'_> {
    /// What a body is called, and to what it belongs.
    fn name_of(&self, body: LocalBody<'_>) -> (String, System) {
        let (word, place) = (self.word, self.place);
        match body {
            LocalBody::PeoplesCommittee => (format!("UBND {word} {place}"), System::State),
            LocalBody::PeoplesCouncil => (format!("HĐND {word} {place}"), System::State),
            LocalBody::PartyCommittee => (self.party_name(), System::Party),
            LocalBody::PartyStandingCommittee => (format!("Ban Thường vụ {}", self.party_name()), System::Party),
            LocalBody::Office => (format!("Văn phòng UBND {word} {place}"), System::State),
            LocalBody::Department(name) => (format!("{name} {word} {place}"), System::State),
            LocalBody::Board(name) => (format!("{name} {}", self.party_name()), System::Party),
            LocalBody::Named(name, system) => (format!("{name} {word} {place}"), system),
        }
    }

    fn issuer(&self, body: LocalBody<'_>) -> Issuer {
        let (name, system) = self.name_of(body);
        Issuer {
            key: slug(&name),
            official_name: name.clone(),
            name,
            spellings: Vec::new(),
            codes: Vec::new(),
            level: self.level,
            system,
            place: Some(self.place.to_owned()),
            province: (self.level == Level::Province).then(|| self.place.to_owned()),
            parent: None,
            numbers_with: None,
            valid_from: None,
            valid_to: None,
            predecessors: Vec::new(),
            successor: None,
            registered: false,
        }
    }

    fn peoples_committee_key(&self) -> String {
        slug(&format!("UBND {} {}", self.word, self.place))
    }

    /// Word and code of the Party committee: TU, HU, ThU, QU, ĐU. A unit word that is not one of its level
    /// counts as the level's usual one.
    fn party_word(&self) -> (&'static str, &'static str) {
        let usual = || match self.level {
            Level::Province | Level::Central => unit_at_level("tỉnh", Level::Province),
            Level::District => unit_at_level("huyện", Level::District),
            Level::Commune | Level::School => unit_at_level("xã", Level::Commune),
        };
        let row = unit_at_level(self.word, self.level).or_else(usual);
        row.map_or(("", ""), |row| (row.committee, row.committee_code))
    }

    /// "Tỉnh ủy Lào Cai", "Đảng ủy xã Bảo Hà".
    fn party_name(&self) -> String {
        let (word, _) = self.party_word();
        if self.level == Level::Commune {
            format!("{word} {} {}", self.word, self.place)
        } else {
            format!("{word} {}", self.place)
        }
    }
}

/// UBND and HĐND: a short name, a long one, and the person or group that signs for the body.
fn peoples_body(issuer: &mut Issuer, unit: &PlaceUnit<'_>, [short, long, head, other_case]: [&str; 4]) {
    let (word, place) = (unit.word, unit.place);
    issuer.official_name = format!("{long} {word} {place}");
    issuer.spellings = vec![
        issuer.official_name.clone(),
        format!("{head} {short} {word} {place}"),
        format!("{head} {long} {word} {place}"),
        format!("{other_case} {word} {place}"),
    ];
    issuer.codes = vec![short.to_owned()];
}

fn party_committee(issuer: &mut Issuer, unit: &PlaceUnit<'_>) {
    let (word, place) = (unit.word, unit.place);
    issuer.spellings = vec![format!("Ban Chấp hành Đảng bộ {word} {place}"), format!("BCH Đảng bộ {word} {place}")];
    let (party_word, code) = unit.party_word();
    if unit.level != Level::Commune {
        issuer.spellings.push(format!("{party_word} {word} {place}"));
    }
    issuer.codes = vec![code.to_owned()];
}

fn party_standing_committee(issuer: &mut Issuer, unit: &PlaceUnit<'_>) {
    let committee = unit.party_name();
    issuer.spellings = vec![format!("BTV {committee}")];
    issuer.parent = Some(slug(&committee));
    issuer.numbers_with = Some(slug(&committee));
}

/// "Ban Tổ chức Tỉnh ủy Lào Cai", `BTCTU`.
fn board(issuer: &mut Issuer, unit: &PlaceUnit<'_>, name: &str) {
    let committee = unit.party_name();
    let row = LOCAL_BODIES.iter().find(|row| row.is_board() && row.name == name);
    let (_, code) = unit.party_word();
    for row in row.into_iter() {
        issuer.spellings = row.spellings.iter().map(|short| format!("{short} {committee}")).collect();
        issuer.codes = row.codes.iter().map(|own| format!("{own}{code}")).collect();
    }
    issuer.parent = Some(slug(&committee));
}

/// "Trung tâm Phục vụ hành chính công tỉnh Lào Cai", "Đảng ủy các cơ quan Đảng tỉnh Lào Cai".
fn named(issuer: &mut Issuer, unit: &PlaceUnit<'_>, name: &str, system: System) {
    let (word, place) = (unit.word, unit.place);
    let row = LOCAL_BODIES.iter().find(|row| row.name == name);
    for row in row.into_iter() {
        issuer.spellings = row.spellings.iter().map(|other| format!("{other} {word} {place}")).collect();
        issuer.codes = row.codes.iter().map(|code| (*code).to_owned()).collect();
    }
    issuer.parent = Some(match system {
        System::Party => slug(&unit.party_name()),
        System::State | System::Union => unit.peoples_committee_key(),
    });
}

fn office(issuer: &mut Issuer, unit: &PlaceUnit<'_>) {
    let (word, place) = (unit.word, unit.place);
    issuer.official_name = format!("Văn phòng Ủy ban nhân dân {word} {place}");
    issuer.spellings = vec![
        issuer.official_name.clone(),
        format!("VP UBND {word} {place}"),
        format!("Chánh Văn phòng UBND {word} {place}"),
    ];
    issuer.codes = vec!["VPUBND".to_owned()];
    issuer.parent = Some(unit.peoples_committee_key());
}

fn department(issuer: &mut Issuer, unit: &PlaceUnit<'_>, name: &str) {
    let (word, place) = (unit.word, unit.place);
    let (first, field) = name.split_once(' ').unwrap_or((name, ""));
    let (head, letter) = match first.to_lowercase().as_str() {
        "phòng" => ("Trưởng phòng", "P"),
        "ban" => ("Trưởng ban", "B"),
        _ => ("Giám đốc Sở", "S"),
    };
    issuer.spellings = vec![format!("{name} {place}"), format!("{head} {field} {word} {place}")];
    if let Some(row) = department_named(field) {
        for short in &row.short_names {
            issuer.spellings.push(format!("{first} {short} {word} {place}"));
            issuer.spellings.push(format!("{first} {short} {place}"));
        }
        issuer.codes = row.symbols.iter().map(|code| format!("{letter}{code}")).collect();
    }
    issuer.parent = Some(unit.peoples_committee_key());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn local(body: LocalBody<'_>, level: Level, word: &str, place: &str) -> Issuer {
        Issuers::default().local(body, level, word, place)
    }

    #[test]
    fn keys_are_slugs_of_canonical_names() {
        use LocalBody::{Department, Office, PartyCommittee, PartyStandingCommittee, PeoplesCommittee, PeoplesCouncil};
        for (body, level, word, place, key, name, codes) in [
            (PeoplesCommittee, Level::Province, "tỉnh", "Lào Cai", "ubnd-tinh-lao-cai", "UBND tỉnh Lào Cai", "UBND"),
            (
                PeoplesCommittee,
                Level::District,
                "Huyện",
                "Văn Lãng",
                "ubnd-huyen-van-lang",
                "UBND huyện Văn Lãng",
                "UBND",
            ),
            (PeoplesCouncil, Level::Province, "tỉnh", "Lào Cai", "hdnd-tinh-lao-cai", "HĐND tỉnh Lào Cai", "HĐND"),
            (PartyCommittee, Level::Province, "tỉnh", "Lào Cai", "tinh-uy-lao-cai", "Tỉnh ủy Lào Cai", "TU"),
            (PartyCommittee, Level::Province, "thành phố", "Hà Nội", "thanh-uy-ha-noi", "Thành ủy Hà Nội", "TU"),
            (PartyCommittee, Level::District, "huyện", "Văn Lãng", "huyen-uy-van-lang", "Huyện ủy Văn Lãng", "HU"),
            (PartyCommittee, Level::District, "thị xã", "Sa Pa", "thi-uy-sa-pa", "Thị ủy Sa Pa", "ThU"),
            (PartyCommittee, Level::District, "quận", "Ba Đình", "quan-uy-ba-dinh", "Quận ủy Ba Đình", "QU"),
            (PartyCommittee, Level::Commune, "xã", "Bảo Hà", "dang-uy-xa-bao-ha", "Đảng ủy xã Bảo Hà", "ĐU"),
            (
                PartyStandingCommittee,
                Level::Province,
                "tỉnh",
                "Lào Cai",
                "ban-thuong-vu-tinh-uy-lao-cai",
                "Ban Thường vụ Tỉnh ủy Lào Cai",
                "",
            ),
            (
                Department("Sở Giáo dục và Đào tạo"),
                Level::Province,
                "tỉnh",
                "Lào Cai",
                "so-giao-duc-va-dao-tao-tinh-lao-cai",
                "Sở Giáo dục và Đào tạo tỉnh Lào Cai",
                "SGDĐT SGD&ĐT SGD-ĐT",
            ),
            (
                Department("Phòng Giáo dục và Đào tạo"),
                Level::District,
                "huyện",
                "Văn Lãng",
                "phong-giao-duc-va-dao-tao-huyen-van-lang",
                "Phòng Giáo dục và Đào tạo huyện Văn Lãng",
                "PGDĐT PGD&ĐT PGD-ĐT",
            ),
            (
                Office,
                Level::Province,
                "tỉnh",
                "Lào Cai",
                "van-phong-ubnd-tinh-lao-cai",
                "Văn phòng UBND tỉnh Lào Cai",
                "VPUBND",
            ),
        ] {
            let issuer = local(body, level, word, place);
            assert_eq!(
                (issuer.key.as_str(), issuer.name.as_str(), issuer.codes.join(" ").as_str()),
                (key, name, codes)
            );
            assert_eq!(issuer.key, slug(&issuer.name));
        }
    }

    #[test]
    fn a_body_that_is_only_named_has_the_same_name() {
        let bodies = [LocalBody::Board("Ban Tổ chức"), LocalBody::Named("Trung tâm Y tế", System::State)];
        for body in LocalBody::USUAL.into_iter().chain(bodies) {
            for (level, word) in [(Level::Province, "Tỉnh"), (Level::District, "huyện"), (Level::Commune, "xã")] {
                let Issuer { key, name, system, .. } = local(body, level, word, "Tân An");
                assert_eq!(Issuers::local_named(body, level, word, "Tân An", None), (key, name, system));
            }
        }
        let committee = |level, word| {
            let (key, name, _) =
                Issuers::local_named(LocalBody::PeoplesCommittee, level, word, "Tân An", Some("huyện A"));
            [key, name]
        };
        assert_eq!(committee(Level::Commune, "xã"), ["ubnd-xa-tan-an-huyen-a", "UBND xã Tân An, huyện A"]);
        assert_eq!(committee(Level::Province, "tỉnh"), ["ubnd-tinh-tan-an", "UBND tỉnh Tân An"]);
    }

    #[test]
    fn names_by_which_texts_call_them() {
        let committee = local(LocalBody::PeoplesCommittee, Level::Province, "tỉnh", "Lào Cai");
        assert_eq!(committee.official_name, "Ủy ban nhân dân tỉnh Lào Cai");
        assert!(committee.spellings.contains(&"Chủ tịch UBND tỉnh Lào Cai".to_owned()));
        let party = local(LocalBody::PartyCommittee, Level::Province, "tỉnh", "Lào Cai");
        assert!(party.spellings.contains(&"Ban Chấp hành Đảng bộ tỉnh Lào Cai".to_owned()));
        let standing = local(LocalBody::PartyStandingCommittee, Level::Province, "tỉnh", "Lào Cai");
        assert_eq!(standing.numbers_with.as_deref(), Some("tinh-uy-lao-cai"));
        let department = local(LocalBody::Department("Sở Giáo dục và Đào tạo"), Level::Province, "tỉnh", "Lào Cai");
        assert!(department.spellings.contains(&"Sở GD&ĐT tỉnh Lào Cai".to_owned()));
        assert_eq!(department.parent.as_deref(), Some("ubnd-tinh-lao-cai"));
        assert_eq!(department.province.as_deref(), Some("Lào Cai"));
        let district = local(LocalBody::PeoplesCommittee, Level::District, "huyện", "Văn Lãng");
        assert_eq!((district.place.as_deref(), district.province), (Some("Văn Lãng"), None));
    }
}
