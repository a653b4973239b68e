//! Document types: names, symbols, aliases. State and Party kept apart (Nghị định 30/2020/NĐ-CP, Phụ lục III;
//! Hướng dẫn 36-HD/VPTW): `QĐ` is Quyết định for the state, Quyết định and Quy định for the Party.
//!
//! In: `built_in/types.yaml` and the site's `content/types.yaml`. Out: [`DocumentTypes`], looked up by key, name and
//! symbol. All that the program knows of a type is a column of these files: no other place names one by its key.

pub mod columns;
mod read;

pub use columns::{
    AkomaElement, Attached, Carries, EndsName, FormFacts, KEYS, Ministry, NameFacts, NamedBy, NumberFacts, NumberYear,
    ShortForm, TextFacts, This, Titled, TypeLayout,
};
pub(super) use read::{built_in, take};

use super::System;
use crate::content::front_matter::Located;
use crate::content::reader::ValueReader;
use crate::text::{fold, name_key, nfc};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// One type of document. `content/types.yaml` and the built-in file have a row for each; see [`columns`] for what the
/// columns say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentType {
    /// `chi-thi`.
    pub key: String,
    /// "Chỉ thị".
    pub name: String,
    /// `english`: what it is in English, for pages in that language: "Directive". Default: no gloss.
    pub english: Option<String>,
    /// Other names in texts: "Chương trình hành động" for chuong-trinh, "Văn bản" for cong-van.
    pub aliases: Vec<String>,
    /// Symbol per system: state `CTr`, Party `CTr`. Empty for công văn, laws.
    pub state_codes: Vec<String>,
    /// Symbols in the Party's system.
    pub party_codes: Vec<String>,
    /// Normative (its number carries the year).
    pub normative: bool,
    /// How its numbers look and are cited.
    pub numbers: NumberFacts,
    /// How it is cited by name.
    pub names: NameFacts,
    /// What texts say of it.
    pub texts: TextFacts,
    /// How a document of this type looks.
    pub form: FormFacts,
}

impl DocumentType {
    /// A type with all columns at their defaults.
    pub fn new(key: &str, name: &str, normative: bool) -> Self {
        Self {
            key: key.to_owned(),
            name: name.to_owned(),
            english: None,
            aliases: Vec::new(),
            state_codes: Vec::new(),
            party_codes: Vec::new(),
            normative,
            numbers: NumberFacts::default_of(normative),
            names: NameFacts::default(),
            texts: TextFacts::default(),
            form: FormFacts::default_of(normative),
        }
    }

    /// The abbreviations in `system`. Unions write as the state does.
    pub fn codes(&self, system: System) -> &[String] {
        match system {
            System::Party => &self.party_codes,
            System::State | System::Union => &self.state_codes,
        }
    }

    /// Whether a title (a [`name_key`]) has the type's word in front of a name: "luật giáo dục". "Luật sư" is all name.
    pub fn begins_title(&self, title: &str) -> bool {
        let rest = title.strip_prefix(name_key(&self.name).as_str());
        let begins = rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
        begins && !self.names.whole_titles.iter().any(|whole| name_key(whole) == title)
    }
}

/// What of an abbreviation is compared.
type Comparable = for<'c> fn(&'c str) -> Cow<'c, str>;

/// All types; in the order of the data file. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct DocumentTypes {
    rows: Arc<[DocumentType]>,
    by_key: Arc<BTreeMap<String, usize>>,
    /// Name and aliases → row.
    by_name: Arc<BTreeMap<String, usize>>,
    by_code: Arc<BTreeMap<System, CodeTables>>,
}

/// Abbreviations of one system → row, by what is compared, from the strictest to the loosest; `None`: two of them look
/// alike.
type CodeTables = [BTreeMap<String, Option<usize>>; COMPARISONS.len()];

/// A loose comparison counts only where it fits one abbreviation: "DA" and "ĐA" are two types, but no other type is
/// called "QD".
const COMPARISONS: [Comparable; 3] =
    [|code| Cow::Borrowed(code), |code| code.to_lowercase().into(), |code| fold(code).into()];

fn code_tables(rows: &[DocumentType], system: System) -> CodeTables {
    COMPARISONS.map(|comparable| {
        let mut table = BTreeMap::new();
        let mut first: BTreeMap<String, &str> = BTreeMap::new();
        for (at, row) in rows.iter().enumerate() {
            for code in row.codes(system) {
                let compared = comparable(code).into_owned();
                match first.get(&compared) {
                    None => {
                        first.insert(compared.clone(), code);
                        table.insert(compared, Some(at));
                    }
                    Some(other) if other == code => {}
                    Some(_) => {
                        table.insert(compared, None);
                    }
                }
            }
        }
        table
    })
}

impl DocumentTypes {
    /// From rows with unique keys.
    pub fn new(rows: Vec<DocumentType>) -> Self {
        let by_key = rows.iter().enumerate().map(|(i, row)| (row.key.clone(), i)).collect();
        let mut by_name = BTreeMap::new();
        for (i, row) in rows.iter().enumerate() {
            for name in std::iter::once(&row.name).chain(&row.aliases) {
                by_name.entry(name_key(name)).or_insert(i);
            }
        }
        let systems = [System::State, System::Party, System::Union];
        let by_code = systems.into_iter().map(|system| (system, code_tables(&rows, system))).collect();
        Self { rows: rows.into(), by_key: Arc::new(by_key), by_name: Arc::new(by_name), by_code: Arc::new(by_code) }
    }

    /// All rows.
    pub fn iter(&self) -> impl Iterator<Item = &DocumentType> {
        self.rows.iter()
    }

    /// The type whose documents carry neither a type word nor a symbol of their own: công văn. The first such row.
    pub fn letter(&self) -> Option<&DocumentType> {
        self.rows.iter().find(|row| row.form.letter)
    }

    /// The type that texts may call by the same word as `key`: that of a thông tư liên tịch is thông tư, since it says
    /// "Thông tư này". `key` itself where no row says another.
    pub fn family<'a>(&'a self, key: &'a str) -> &'a str {
        self.get(key).and_then(|row| row.texts.called.as_deref()).unwrap_or(key)
    }

    /// The types that are cited by name.
    pub fn named_types(&self) -> impl Iterator<Item = &DocumentType> {
        self.rows.iter().filter(|row| row.names.named.is_some())
    }

    /// How documents of the type `key` are cited by name, if they are.
    pub fn named(&self, key: &str) -> Option<NamedBy> {
        self.get(key)?.names.named
    }

    /// Whether several bodies issue together what has this abbreviation (`TTLT`).
    pub fn is_joint_code(&self, code: &str) -> bool {
        let joint = self.rows.iter().filter(|row| row.numbers.joint);
        joint.flat_map(|row| row.state_codes.iter().chain(&row.party_codes)).any(|known| known == code)
    }

    /// By its place in the order of the rows.
    pub fn at(&self, index: usize) -> Option<&DocumentType> {
        self.rows.get(index)
    }

    /// By key.
    pub fn get(&self, key: &str) -> Option<&DocumentType> {
        self.by_key.get(key).map(|i| &self.rows[*i])
    }

    /// The type that a symbol's first abbreviation names in `system` (`QĐ` → quyet-dinh), where there is one.
    /// Case and Đ/D are folded except where that would merge two types (`CT`/`CTr`, `ĐA`/`DA`, `HĐ`/`HD`, `QĐ`/`QyĐ`).
    /// Where one abbreviation stands for two types (Party `QĐ`), the first row of the data file is meant.
    pub fn by_code(&self, code: &str, system: System) -> Option<&DocumentType> {
        let code = nfc(code.trim());
        if code.is_empty() {
            return None;
        }
        let found = self.by_code.get(&system)?.iter().zip(COMPARISONS);
        let row =
            |(table, comparable): (&BTreeMap<String, Option<usize>>, Comparable)| *table.get(&*comparable(&code))?;
        found.filter_map(row).next().map(|at| &self.rows[at])
    }

    /// Reports the value of `type` where it names no type. A name ("Chỉ thị") gets its key as the hint.
    pub fn check(&self, reader: &mut ValueReader<'_>, written: &Located<String>) {
        if self.get(&written.value).is_none() {
            reader.unknown_key("type-unknown", "type", written, self.meant(&written.value));
        }
    }

    /// The key that someone meant who wrote a name or a key with a mistake.
    pub fn meant(&self, written: &str) -> Option<&str> {
        let named = self.by_name(written).map(|row| row.key.as_str());
        let keys = self.rows.iter().map(|row| row.key.as_str());
        named.or_else(|| crate::text::suggest::nearest(written, keys))
    }

    /// The type of a name or alias as written in a text ("chỉ thị", "Chương trình hành động").
    pub fn by_name(&self, name: &str) -> Option<&DocumentType> {
        self.by_name.get(&name_key(name)).map(|i| &self.rows[*i])
    }
}

#[cfg(test)]
mod tests {
    use super::super::Registries;
    use super::*;

    #[test]
    fn symbols_name_types_in_their_system() {
        let types = Registries::built_in().types;
        for (code, system, key) in [
            ("QĐ", System::State, Some("quyet-dinh")),
            ("QD", System::State, Some("quyet-dinh")),
            ("qđ", System::State, Some("quyet-dinh")),
            ("QyĐ", System::State, Some("quy-dinh")),
            ("QĐ", System::Party, Some("quyet-dinh")),
            ("ĐA", System::State, Some("de-an")),
            ("ĐA", System::Party, Some("de-an")),
            ("DA", System::State, Some("du-an")),
            ("da", System::State, Some("du-an")),
            ("HD", System::State, Some("huong-dan")),
            ("HĐ", System::State, Some("hop-dong")),
            ("CT", System::State, Some("chi-thi")),
            ("CTr", System::State, Some("chuong-trinh")),
            ("CTR", System::Party, Some("chuong-trinh")),
            ("TT", System::State, Some("thong-tu")),
            ("TT", System::Party, Some("thong-tri")),
            ("TTr", System::State, Some("to-trinh")),
            ("KL", System::Party, Some("ket-luan")),
            ("NĐ", System::State, Some("nghi-dinh")),
            ("NĐ", System::Party, None),
            ("TTLT", System::State, Some("thong-tu-lien-tich")),
            ("UBND", System::State, None),
            ("", System::State, None),
            ("N\u{110}", System::Union, Some("nghi-dinh")),
        ] {
            assert_eq!(types.by_code(code, system).map(|row| row.key.as_str()), key, "{code} {system:?}");
        }
    }

    #[test]
    fn names_and_aliases_in_any_case_and_tone_placement() {
        let types = Registries::built_in().types;
        for (name, key) in [
            ("chỉ thị", "chi-thi"),
            ("Chương trình hành động", "chuong-trinh"),
            ("VĂN BẢN", "cong-van"),
            ("Bản thoả thuận", "ban-thoa-thuan"),
            ("Quy  hoạch", "quy-hoach"),
            ("Thông tư liên tịch", "thong-tu-lien-tich"),
        ] {
            assert_eq!(types.by_name(name).map(|row| row.key.as_str()), Some(key), "{name}");
        }
        assert_eq!(types.by_name("chi thi"), None, "marks count");
    }

    #[test]
    fn every_administrative_type_of_the_decree_is_there_with_its_symbol() {
        // Nghị định 30/2020/NĐ-CP, Phụ lục III.
        const DECREE: &str = "Nghị quyết NQ|Quyết định QĐ|Chỉ thị CT|Quy chế QC|Quy định QyĐ|Thông cáo TC|Thông báo TB|\
            Hướng dẫn HD|Chương trình CTr|Kế hoạch KH|Phương án PA|Đề án ĐA|Dự án DA|Báo cáo BC|Biên bản BB|Tờ trình TTr|\
            Hợp đồng HĐ|Công điện CĐ|Bản ghi nhớ BGN|Bản thỏa thuận BTT|Giấy uỷ quyền GUQ|Giấy mời GM|Giấy giới thiệu GGT|\
            Giấy nghỉ phép GNP|Phiếu gửi PG|Phiếu chuyển PC|Phiếu báo PB|Bản sao y SY|Bản trích sao TrS|Bản sao lục SL";
        let types = Registries::built_in().types;
        for entry in DECREE.split('|') {
            let (name, code) = entry.trim().rsplit_once(' ').expect("name and code");
            let row = types.by_name(name).unwrap_or_else(|| panic!("{name} is missing"));
            assert_eq!(row.state_codes, [code], "{name}");
        }
    }

    #[test]
    fn no_abbreviation_of_the_state_stands_for_two_types() {
        let types = Registries::built_in().types;
        for row in types.iter() {
            for code in &row.state_codes {
                assert_eq!(types.by_code(code, System::State).map(|found| &found.key), Some(&row.key), "{code}");
            }
        }
    }
}
