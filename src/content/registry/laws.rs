//! National laws, codes, ordinances and constitutions with their dates: which instrument a name can mean, and when.
//! Built-in rows are `built_in/laws.tsv`; `content/laws.yaml` adds rows, corrects them and closes them.
//!
//! In: both files. Out: [`Laws`], looked up by name and by number.

use super::{DocumentType, DocumentTypes, SeenKeys};
use crate::content::front_matter::Located;
use crate::content::node::Node;
use crate::content::reader::ValueReader;
use crate::text::date::parse_day;
use crate::text::name_key;
use crate::text::number::Number;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

/// How well a row is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Evidence {
    /// General knowledge: it decides nothing.
    Memory,
    /// Only the number was read: it decides nothing.
    Number,
    /// The date of issue was read; the day of effect is general knowledge.
    Date,
    /// Date of issue and day of effect were read, or the site's editors vouch for them.
    DateAndEffect,
}

/// One instrument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LawRow {
    /// Key of a type that is cited by name ([`types::NameFacts::named`](super::types::NameFacts::named)): `luat`.
    pub kind: Arc<str>,
    /// Type word and title: "Luật Giáo dục".
    pub name: String,
    /// Số/ký hiệu; older instruments have none, or none is known.
    pub number: Option<Number>,
    /// Day of issue.
    pub issued: Option<Date>,
    /// Day of effect.
    pub effective: Option<Date>,
    /// Number of the instrument that took its place.
    pub replaced_by: Option<Number>,
    /// How well this is known.
    pub evidence: Evidence,
}

/// Keys of a row of `content/laws.yaml`.
pub const KEYS: [&str; 8] = ["type", "title", "number", "issued", "effective", "replaced_by", "closed", "source"];

/// All rows.
#[derive(Clone, Debug, Default)]
pub struct Laws {
    /// [`law_key`] of the name → its instruments, the oldest first.
    by_name: BTreeMap<String, Vec<Arc<LawRow>>>,
    /// [`number_key`] → instruments; two types may share a number.
    by_number: BTreeMap<String, Vec<Arc<LawRow>>>,
    /// Numbers that editors have closed: by name and number.
    closed: Vec<(String, String)>,
}

static BUILT_IN: LazyLock<Laws> = LazyLock::new(|| Laws::new(built_in_rows().map(Arc::new).collect()));

impl Laws {
    /// The compiled-in rows.
    pub fn built_in() -> Self {
        BUILT_IN.clone()
    }

    fn new(rows: Vec<Arc<LawRow>>) -> Self {
        let mut laws = Self::default();
        for row in rows {
            laws.insert(row);
        }
        laws
    }

    fn insert(&mut self, row: Arc<LawRow>) {
        if let Some(number) = &row.number {
            self.by_number.entry(number_key(number)).or_default().push(Arc::clone(&row));
        }
        let rows = self.by_name.entry(law_key(&row.name)).or_default();
        let place = rows.partition_point(|other| age(other) <= age(&row));
        rows.insert(place, row);
    }

    fn remove(&mut self, row: &LawRow) {
        let is_same = |other: &Arc<LawRow>| is_same(other, row);
        if let Some(rows) = self.by_name.get_mut(&law_key(&row.name)) {
            rows.retain(|other| !is_same(other));
        }
        if let Some(rows) = row.number.as_ref().and_then(|number| self.by_number.get_mut(&number_key(number))) {
            rows.retain(|other| !is_same(other));
        }
    }

    /// The key of the name whose instruments a text means that writes `key` ([`law_key`]): as it stands, or as texts
    /// vary it ("Luật Dân sự" for the code, with or without "Việt Nam"). `None`: no row has such a name.
    pub fn name(&self, key: &str) -> Option<String> {
        if self.by_name.contains_key(key) {
            return Some(key.to_owned());
        }
        let code = key.strip_prefix("luật ").map(|rest| format!("bộ luật {rest}"));
        let country = key.strip_suffix(" việt nam").map_or_else(|| format!("{key} việt nam"), str::to_owned);
        [code, Some(country)].into_iter().flatten().find(|key| self.by_name.contains_key(key))
    }

    /// The instruments of a name ([`Self::name`]), the oldest first.
    pub fn named(&self, key: &str) -> &[Arc<LawRow>] {
        self.by_name.get(key).map_or(&[], Vec::as_slice)
    }

    /// Where a row stands among those of its name.
    pub fn place_of(&self, row: &Arc<LawRow>) -> Option<usize> {
        self.named(&law_key(&row.name)).iter().position(|other| Arc::ptr_eq(other, row))
    }

    /// The row of the name of a law ([`LawRow::name`]) at a place that [`Laws::place_of`] gave.
    pub fn at(&self, name: &str, place: usize) -> Option<&Arc<LawRow>> {
        self.named(&law_key(name)).get(place)
    }

    /// The instrument of this type and number.
    pub fn numbered(&self, kind: &str, number: &Number) -> Option<&Arc<LawRow>> {
        self.by_number.get(&number_key(number))?.iter().find(|row| &*row.kind == kind)
    }

    /// The instrument that took the place of a law, by its number alone.
    pub fn successor(&self, law: &LawRow) -> Option<&Arc<LawRow>> {
        let number = law.replaced_by.as_ref()?;
        self.by_number.get(&number_key(number))?.iter().find(|row| ***row != *law)
    }

    /// Since when, by `day`, a checked instrument has had the place of the law with this number; `None`: none has.
    pub fn end_of(&self, kind: &str, number: &Number, day: Date) -> Option<LawEnd> {
        let row = self.numbered(kind, number)?;
        let issued = row.issued?;
        let newer =
            self.named(&law_key(&row.name)).iter().filter(|other| other.issued.is_some_and(|other| other > issued));
        let known = newer.chain(self.successor(row)).filter(|other| other.evidence >= Evidence::Date);
        let all: Vec<&Arc<LawRow>> = known.filter(|other| other.effective.is_some_and(|from| from <= day)).collect();
        let from = all.iter().filter_map(|other| other.effective).min()?;
        let by = all.into_iter().max_by_key(|other| (other.effective, other.issued))?;
        Some(LawEnd { from, by: Arc::clone(by) })
    }

    /// Whether some longer name goes on with `word`.
    pub fn has_longer_name(&self, key: &str, word: &str) -> bool {
        let longer = format!("{key} {word}");
        let mut names = self.by_name.range(longer.clone()..).take_while(|(name, _)| name.starts_with(&longer));
        names.any(|(name, _)| matches!(name.as_bytes().get(longer.len()), None | Some(b' ')))
    }

    /// Whether rows or editors know this number under this name.
    pub fn knows(&self, key: &str, number: &Number) -> bool {
        let number = number_key(number);
        let has = |row: &Arc<LawRow>| row.number.as_ref().is_some_and(|own| number_key(own) == number);
        self.named(key).iter().any(has) || self.has_closed(key, &number)
    }

    /// Whether editors have closed this number ([`number_key`]) under this name.
    pub fn has_closed(&self, key: &str, number: &str) -> bool {
        self.closed.iter().any(|closed| (closed.0.as_str(), closed.1.as_str()) == (key, number))
    }

    /// Takes the rows of `content/laws.yaml`: each has the place of the built-in row with its type, title and number.
    pub(super) fn take(&mut self, reader: &mut ValueReader<'_>, node: &Node, types: &DocumentTypes) {
        let mut seen = SeenKeys::default();
        for item in reader.items("laws", node) {
            let Some(SiteRow { row, identity, closed }) = read_row(reader, item, types) else { continue };
            if !seen.is_new(reader, &identity) {
                continue;
            }
            self.remove(&row);
            match row.number.as_ref().filter(|_| closed) {
                Some(number) => self.closed.push((law_key(&row.name), number_key(number))),
                None if closed => {}
                None => self.insert(Arc::new(row)),
            }
        }
    }
}

/// The end of a law.
#[derive(Clone, Debug)]
pub struct LawEnd {
    /// The first day on which it counts no more.
    pub from: Date,
    /// The newest instrument that has its place.
    pub by: Arc<LawRow>,
}

impl LawEnd {
    /// What took the law's place: "Luật Giáo dục số 43/2019/QH14".
    pub fn name(&self) -> String {
        match &self.by.number {
            Some(number) => format!("{} số {number}", self.by.name),
            None => self.by.name.clone(),
        }
    }
}

/// Whether two rows are one instrument: its number, or where none is known its day.
fn is_same(a: &LawRow, b: &LawRow) -> bool {
    a.kind == b.kind
        && law_key(&a.name) == law_key(&b.name)
        && match (&a.number, &b.number) {
            (Some(a), Some(b)) => number_key(a) == number_key(b),
            (None, None) => a.issued == b.issued,
            _ => a.issued.is_some() && a.issued == b.issued,
        }
}

impl LawRow {
    /// The year of issue, as far as date or number tell it.
    pub fn year(&self) -> Option<i16> {
        self.issued.map(Date::year).or_else(|| self.number.as_ref()?.own_year())
    }

    /// Whether `self` may have been issued after `other`. Numbers of one body run through the year.
    pub fn may_follow(&self, other: &Self) -> bool {
        if let (Some(own), Some(other)) = (self.issued, other.issued) {
            return own > other;
        }
        let (Some(own), Some(year)) = (self.year(), other.year()) else { return true };
        let ordinals = self.number.as_ref().zip(other.number.as_ref()).filter(|(a, b)| a.symbol() == b.symbol());
        match ordinals.map(|(a, b)| (a.ordinal().parse::<u32>(), b.ordinal().parse::<u32>())) {
            Some((Ok(a), Ok(b))) if own == year => a > b,
            _ => own >= year,
        }
    }
}

fn age(row: &LawRow) -> (Option<i16>, Option<Date>) {
    (row.year(), row.issued)
}

/// A key by which names of laws are compared: signs and "và" between words, "về" after the type word and y for i do not
/// count; all names of the country's constitution are one.
pub fn law_key(name: &str) -> String {
    law_key_of(&name_key(name))
}

/// The same for a name that is a [`name_key`] already.
pub fn law_key_of(plain: &str) -> String {
    const CONSTITUTIONS: [&str; 5] = [
        "nước cộng hòa xã hội chủ nghĩa việt nam",
        "của nước cộng hòa xã hội chủ nghĩa việt nam",
        "nước chxhcn việt nam",
        "cộng hòa xã hội chủ nghĩa việt nam",
        "việt nam",
    ];
    // Letters of Vietnamese first: the tables of Unicode are dear.
    let of_word = |c: char| matches!(c, '\u{1ea0}'..='\u{1ef9}') || c.is_alphanumeric() || crate::text::is_mark(c);
    let words: Vec<&str> = plain.split(|c| !of_word(c)).filter(|word| !word.is_empty() && *word != "và").collect();
    let mut key = String::with_capacity(plain.len());
    let mut word_count = 0;
    for word in words {
        if word == "về" && matches!(key.as_str(), "luật" | "bộ luật" | "pháp lệnh") {
            continue;
        }
        if word_count > 0 {
            key.push(' ');
        }
        push_one_i(&mut key, word);
        word_count += 1;
    }
    match key.strip_prefix("hiến pháp ") {
        Some(rest) if CONSTITUTIONS.iter().any(|known| one_i(known) == rest) => "hiến pháp".to_owned(),
        _ => key,
    }
}

fn one_i(words: &str) -> String {
    let mut key = String::new();
    for (at, word) in words.split(' ').enumerate() {
        if at > 0 {
            key.push(' ');
        }
        push_one_i(&mut key, word);
    }
    key
}

/// "Quản lí", "Sỹ quan": a final y after a consonant sounds and counts as i.
fn push_one_i(key: &mut String, word: &str) {
    const SAME: [(char, char); 6] = [('y', 'i'), ('ý', 'í'), ('ỳ', 'ì'), ('ỷ', 'ỉ'), ('ỹ', 'ĩ'), ('ỵ', 'ị')];
    let mut letters = word.chars().rev();
    let last = letters.next();
    let vowel = |c: char| "aeiou".contains(crate::text::fold_char(c)) && c != 'đ';
    let same = SAME.iter().find(|(y, _)| last == Some(*y)).filter(|_| letters.next().is_some_and(|c| !vowel(c)));
    match (same, last) {
        (Some((_, i)), Some(last)) => {
            key.push_str(&word[..word.len() - last.len_utf8()]);
            key.push(*i);
        }
        _ => key.push_str(word),
    }
}

/// Compares numbers of laws: texts write `38/2001/PL-UBTVQH10` and `38/2001/UBTVQH10` for one ordinance.
pub fn number_key(number: &Number) -> String {
    number.key().replace("/pl-", "/")
}

/// Type words with their keys.
fn named_words() -> BTreeMap<String, Arc<str>> {
    super::built_in_types().named_types().map(|row| (row.name.clone(), row.key.as_str().into())).collect()
}

fn built_in_rows() -> impl Iterator<Item = LawRow> {
    let types = named_words();
    let lines = include_str!("built_in/laws.tsv").lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(move |line| built_in_row(&types, line))
}

/// `None` for the line of column names, and for names without an instrument.
fn built_in_row(types: &BTreeMap<String, Arc<str>>, line: &str) -> Option<LawRow> {
    let cells: Vec<&str> = line.split('\t').collect();
    let [word, title, number, issued, effective, replaced_by, evidence, _source] = cells[..] else { return None };
    let kind = Arc::clone(types.get(word)?);
    let evidence = match evidence {
        "date+effect" => Evidence::DateAndEffect,
        "date" => Evidence::Date,
        "number" => Evidence::Number,
        "memory" => Evidence::Memory,
        _ => return None,
    };
    Some(LawRow {
        kind,
        name: format!("{word} {title}"),
        number: Number::parse(number),
        issued: parse_day(issued),
        effective: parse_day(effective),
        replaced_by: Number::parse(replaced_by),
        evidence,
    })
}

struct SiteRow {
    row: LawRow,
    /// What no other row of the file may be.
    identity: Located<String>,
    closed: bool,
}

fn read_row(reader: &mut ValueReader<'_>, node: &Node, types: &DocumentTypes) -> Option<SiteRow> {
    let fields = reader.fields("laws", node, &KEYS)?;
    let types: Vec<(&str, &DocumentType)> = types.named_types().map(|row| (row.key.as_str(), row)).collect();
    let kind = reader.required(&fields, "type").and_then(|node| reader.choice("type", node, &types));
    let title = reader.required(&fields, "title").and_then(|node| reader.text("title", node));
    let number = fields.get("number").and_then(|node| reader.number("number", node));
    let issued = fields.get("issued").and_then(|node| reader.date("issued", node));
    let effective = fields.get("effective").and_then(|node| reader.date("effective", node));
    let replaced_by = fields.get("replaced_by").and_then(|node| reader.number("replaced_by", node));
    let closed = fields.get("closed").and_then(|node| reader.boolean("closed", node)).unwrap_or_default();
    let source = reader.required(&fields, "source").and_then(|node| reader.text("source", node));
    reader.check_order(("issued", issued.as_ref()), ("effective", effective.as_ref()));
    if number.is_none() && !fields.has("number") {
        reader.required(&fields, "issued");
    }
    let (kind, title, _) = (kind?, title?, source?);
    let has_word = kind.begins_title(&name_key(&title.value));
    let name = if has_word { title.value.clone() } else { format!("{} {}", kind.name, title.value) };
    let told = number.as_ref().map(|number| number_key(&number.value));
    let told = told.or_else(|| issued.as_ref().map(|issued| issued.value.to_string()))?;
    let row = LawRow {
        kind: kind.key.as_str().into(),
        number: number.map(|number| number.value),
        issued: issued.map(|date| date.value),
        effective: effective.map(|date| date.value),
        replaced_by: replaced_by.map(|number| number.value),
        evidence: Evidence::DateAndEffect,
        name,
    };
    let identity = Located { value: format!("{} {told}", row.name), span: title.span };
    Some(SiteRow { row, identity, closed })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_one_however_they_are_written() {
        for (name, key) in [
            ("Luật Phòng, chống tham nhũng", "luật phòng chống tham nhũng"),
            ("Luật phòng chống tham nhũng", "luật phòng chống tham nhũng"),
            ("Luật Khiếu nại và tố cáo", "luật khiếu nại tố cáo"),
            ("LUẬT QUẢN LÍ THUẾ", "luật quản lí thuế"),
            ("Luật Quản lý  thuế", "luật quản lí thuế"),
            ("Luật Thi đua - khen thưởng", "luật thi đua khen thưởng"),
            ("Pháp lệnh về người tàn tật", "pháp lệnh người tàn tật"),
            ("Luật Thuỷ lợi", "luật thủy lợi"),
            ("Luật Luật sư", "luật luật sư"),
            ("Hiến pháp nước Cộng hoà xã hội chủ nghĩa Việt Nam", "hiến pháp"),
            ("Hiến pháp nước CHXHCN Việt Nam", "hiến pháp"),
            ("Hiến pháp", "hiến pháp"),
        ] {
            assert_eq!(law_key(name), key, "{name}");
            assert_eq!(law_key(key), key, "{name}");
        }
    }

    #[test]
    fn the_built_in_rows_are_whole() {
        let lines = include_str!("built_in/laws.tsv").lines().filter(|line| !line.starts_with('#')).skip(1);
        let mut seen = std::collections::BTreeSet::new();
        let types = named_words();
        for line in lines {
            let cells: Vec<&str> = line.split('\t').collect();
            if cells.get(6) == Some(&"name") {
                continue;
            }
            let row = built_in_row(&types, line).unwrap_or_else(|| panic!("{line}"));
            assert_eq!(row.number.is_none(), cells[2].is_empty(), "{line}");
            assert_eq!(row.issued.is_none(), cells[3].is_empty(), "{line}");
            assert_eq!(row.effective.is_none(), cells[4].is_empty(), "{line}");
            assert_eq!(row.replaced_by.is_none(), cells[5].is_empty(), "{line}");
            assert!(row.number.is_some() || row.issued.is_some(), "{line}");
            assert!(
                row.effective.is_none_or(|effective| row.issued.is_none_or(|issued| issued <= effective)),
                "{line}"
            );
            let checked = row.evidence < Evidence::Date || row.issued.is_some();
            assert!(checked, "{line}");
            if let Some(number) = &row.number {
                assert!(seen.insert((row.kind, number_key(number))), "{line}");
                assert!(row.issued.zip(number.own_year()).is_none_or(|(day, year)| day.year() == year), "{line}");
            }
        }
    }

    #[test]
    fn names_are_found_as_texts_vary_them() {
        let laws = Laws::built_in();
        for (name, key) in [
            ("Luật Dân sự", Some("bộ luật dân sự")),
            ("Bộ luật Dân sự", Some("bộ luật dân sự")),
            ("Luật Giáo dục Việt Nam", Some("luật giáo dục")),
            ("Luật Hàng không dân dụng", Some("luật hàng không dân dụng việt nam")),
            ("Luật Không có thật", None),
        ] {
            assert_eq!(laws.name(&law_key(name)).as_deref(), key, "{name}");
        }
        assert!(laws.has_longer_name("luật giáo dục", "nghề"));
        assert!(!laws.has_longer_name("luật giáo dục", "và"));
    }
}
