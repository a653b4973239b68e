//! Laws, codes, ordinances and constitutions are cited by name and date, mostly without their number: "Luật Giáo dục
//! ngày 14 tháng 6 năm 2005", "Bộ luật Lao động năm 2019" (Nghị định 30/2020/NĐ-CP, Phụ lục I, mục II.6.a asks for no
//! more than the name). In: what was written. Out: a key under which a document or a row of `works.yaml` with that type
//! and title is found. By itself a name without date means nothing (there are three laws called Luật Giáo dục); after a
//! full mention in the same document it means what that one means, unless something around it is older than that law.

use super::work_table::WorkTable;
use super::{Work, WorkIndex};
use crate::citation::{Citation, Form};
use crate::content::front_matter::Relation;
use crate::content::registry::laws::{law_key, law_key_of, number_key};
use crate::content::registry::{DocumentTypes, LawRow, Registries};
use crate::text::date::WorkDate;
use crate::text::name_key;
use crate::text::number::Number;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Whether a citation is of a type that is cited by name.
pub(super) fn is_law(types: &DocumentTypes, citation: &Citation) -> bool {
    citation.kind.as_deref().is_some_and(|kind| types.named(kind).is_some())
}

/// The key of a work: its type and title in words. `None`: works of this type are not cited by name alone.
pub(super) fn key_of(types: &DocumentTypes, work: &Work) -> Option<String> {
    let kind = types.get(work.kind.as_deref()?).filter(|row| row.names.named.is_some())?;
    let title = name_key(work.title.as_deref()?);
    // "Luật Luật sư" is a law named "Luật sư"; a title that repeats the type with a name after it has it already.
    let whole = kind.begins_title(&title);
    Some(law_key(&if whole { title } else { format!("{} {title}", name_key(&kind.name)) }))
}

/// The key that a citation names, without its date. `None`: it is no citation of a law by name.
pub(super) fn named(types: &DocumentTypes, citation: &Citation) -> Option<String> {
    if !is_named(types, citation) {
        return None;
    }
    let key = name_key(citation.text());
    let end = citation.date.map_or(key.len(), |date| before_date(&key, date.year()));
    Some(law_key_of(&key[..end]))
}

/// Whether a citation is of a law by name, with a date or without.
pub(super) fn is_named(types: &DocumentTypes, citation: &Citation) -> bool {
    citation.form == Form::Titled && is_law(types, citation)
}

/// Whether it is a name that stands alone, without number or date.
pub(super) fn is_bare(types: &DocumentTypes, citation: &Citation) -> bool {
    citation.date.is_none() && citation.reference().is_none() && is_named(types, citation)
}

/// Where "ngày …", "năm …" or the bare year begins at the end of a key.
fn before_date(key: &str, year: i16) -> usize {
    let marks = [" ngày ", " tháng ", " năm "];
    let first = marks.iter().filter_map(|mark| key.rfind(mark)).min();
    first.or_else(|| key.strip_suffix(&format!(" {year}")).map(str::len)).unwrap_or(key.len())
}

/// How one document names a law in full, and whether a bare name after that means the same.
#[derive(Debug, Default)]
pub(super) struct Ways {
    /// One citation for each way: by date, or by number.
    full: Vec<Full>,
    /// The bare name stands before any full one, or one of the full ones is of a law that ends: then a bare name may be
    /// that of another law.
    open: bool,
    /// More ways than are kept.
    many: bool,
}

impl Ways {
    /// The document names no law so.
    pub const fn none() -> Self {
        Self { full: Vec::new(), open: false, many: false }
    }

    /// Whether all full names are alike in something.
    pub fn all(&self, alike: impl Fn(&Full) -> bool) -> bool {
        !self.many && self.full.iter().all(alike)
    }

    /// The numbers written with the name, comparable.
    pub fn numbers(&self) -> impl Iterator<Item = &str> {
        self.full.iter().filter_map(|full| full.number.as_deref())
    }
}

/// One way in which a law is named in full.
#[derive(Debug)]
pub(super) struct Full {
    at: usize,
    date: Option<WorkDate>,
    number: Option<String>,
    year: i16,
}

/// Whether a full name can be this instrument's.
pub(super) fn agrees(full: &Full, law: &LawRow) -> bool {
    match (&full.number, &law.number) {
        (Some(written), Some(number)) => *written == number_key(number),
        (Some(_), None) => false,
        (None, _) => match (full.date, law.issued) {
            (Some(date), Some(issued)) => date.agrees_with(WorkDate::Day(issued)),
            _ => law.year() == Some(full.year),
        },
    }
}

/// The name of a law in a citation, to compare by.
#[derive(Debug)]
pub(super) struct LawNameKey {
    /// As written, without date and number.
    pub written: String,
    /// As the registry has it, where it has it.
    pub listed: Option<String>,
}

impl LawNameKey {
    /// The key in [`NamedLaws`].
    pub fn key(&self) -> &str {
        self.listed.as_ref().unwrap_or(&self.written)
    }
}

/// The names of laws in one document: each way to write one is read once, since a document writes it hundreds of times.
#[derive(Default)]
pub(super) struct LawNames<'c> {
    /// Words and the year that may stand at their end.
    titled: BTreeMap<(&'c str, Option<i16>), Arc<LawNameKey>>,
    /// Words before a number.
    numbered: BTreeMap<&'c str, Option<Arc<LawNameKey>>>,
}

impl<'c> LawNames<'c> {
    /// The name in a citation of a law, by name or by number with a name before it.
    pub fn of(&mut self, registries: &Registries, citation: &'c Citation) -> Option<Arc<LawNameKey>> {
        let (laws, types) = (&registries.laws, &registries.types);
        let read = |written: String| {
            let listed = laws.name(&written);
            Arc::new(LawNameKey { written, listed })
        };
        if is_named(types, citation) {
            let words = (citation.text(), citation.date.map(WorkDate::year));
            if let Some(known) = self.titled.get(&words) {
                return Some(Arc::clone(known));
            }
            let name = read(named(types, citation)?);
            self.titled.insert(words, Arc::clone(&name));
            return Some(name);
        }
        let words = words_before_number(types, citation)?;
        self.numbered.entry(words).or_insert_with(|| name_in(words).map(read)).clone()
    }
}

/// Law's name → how the document names it.
pub(super) type NamedLaws = BTreeMap<String, Ways>;

/// Different ways that are kept; a document that knows more laws of one name means none of them by the bare name.
const MOST_WAYS: usize = 8;

/// Hears of a citation with the name of a law, in the order of the document. Names count as the registry has them.
pub(super) fn note(named_laws: &mut NamedLaws, name: &LawNameKey, at: usize, citation: &Citation) {
    if !named_laws.contains_key(name.key()) {
        named_laws.insert(name.key().to_owned(), Ways::default());
    }
    let Some(ways) = named_laws.get_mut(name.key()) else { return };
    let Some(year) = year_of(citation) else {
        ways.open |= ways.full.is_empty();
        return;
    };
    ways.open |= matches!(citation.relation.0, Relation::Replaces | Relation::Repeals);
    let full = Full { at, date: citation.date, number: citation.number.as_ref().map(number_key), year };
    if ways.full.iter().any(|known| (known.date, &known.number) == (full.date, &full.number)) {
        return;
    }
    if ways.full.len() > MOST_WAYS {
        ways.open = true;
        ways.many = true;
    } else {
        ways.full.push(full);
    }
}

/// The name in "Luật Quản lý thuế số 38/2019/QH14".
pub(super) fn before_number(types: &DocumentTypes, citation: &Citation) -> Option<String> {
    name_in(words_before_number(types, citation)?)
}

/// What a numbered citation of a law writes before its first digits.
fn words_before_number<'c>(types: &DocumentTypes, citation: &'c Citation) -> Option<&'c str> {
    if citation.number.is_none() || !is_law(types, citation) {
        return None;
    }
    let text = citation.text();
    let starts_word = |at: &usize| text[..*at].chars().next_back().is_none_or(char::is_whitespace);
    let digit = text.match_indices(|c: char| c.is_ascii_digit()).map(|(at, _)| at).find(starts_word)?;
    Some(&text[..digit])
}

/// The key of the name in the words before a number.
fn name_in(words: &str) -> Option<String> {
    let key = name_key(words);
    let mut words: Vec<&str> = key.split(' ').collect();
    while words.last().is_some_and(|word| matches!(word.trim_matches([',', ':', '(']), "" | "số" | "ngày")) {
        words.pop();
    }
    // "Luật số 38/2019/QH14", "Bộ luật số …"
    let bare = matches!(words.as_slice(), [] | ["luật"] | ["bộ", "luật"] | ["pháp", "lệnh"]);
    (!bare).then(|| law_key_of(&words.join(" ")))
}

/// The works with this name whose date agrees with the date written.
pub(super) fn dated(table: &WorkTable, name: Option<&LawNameKey>, citation: &Citation) -> Vec<WorkIndex> {
    let (Some(name), Some(date)) = (name, citation.date) else { return Vec::new() };
    let fits = |work: &WorkIndex| {
        let work = &table.entries[*work].work;
        work.date.is_some_and(|known| date.agrees_with(known)) && work.kind.as_deref() == citation.kind.as_deref()
    };
    table.named(&name.written).iter().copied().filter(fits).collect()
}

/// The earlier citations that a bare name means: the document has named the law in full before, always the
/// same one, and nothing says that the words around it are older than that law. `own`: the document's date;
/// `name`: of the bare name `at`.
pub(super) fn earlier(
    laws: &NamedLaws,
    name: &LawNameKey,
    own: Option<WorkDate>,
    citations: &[Citation],
    at: usize,
) -> Vec<usize> {
    let ways = laws.get(name.key());
    let Some(ways) = ways.filter(|ways| !ways.open) else { return Vec::new() };
    let one = |a: &Full, b: &Full| {
        let dates = a.date.zip(b.date).is_none_or(|(a, b)| a.agrees_with(b));
        a.year == b.year && dates && a.number.as_ref().zip(b.number.as_ref()).is_none_or(|(a, b)| a == b)
    };
    if !ways.full.iter().all(|a| ways.full.iter().all(|b| one(a, b))) {
        return Vec::new();
    }
    // Consolidated texts name laws that came after their own words.
    let older = |law: i16| own.is_some_and(|own| law > own.year()) || follows_older(citations, at, law);
    if ways.full.first().is_none_or(|full| older(full.year)) {
        return Vec::new();
    }
    let before = || ways.full.iter().filter(|full| full.at < at);
    let numbered: Vec<usize> = before().filter(|full| full.number.is_some()).map(|full| full.at).collect();
    if numbered.is_empty() { before().map(|full| full.at).collect() } else { numbered }
}

/// Characters within which a name may stand in the title of the work cited before it.
const TITLE: usize = 400;

/// Whether a work older than `year` is cited shortly before: "Thông tư số 02/2007/TT-BYT hướng dẫn thi hành Luật dược"
/// means the law of its own time.
fn follows_older(citations: &[Citation], at: usize, year: i16) -> bool {
    years_before(citations, at).any(|other| other < year)
}

/// Whether the bare name of a law, which the document ties to its citation `full`, stands in the title
/// of an older work.
pub(super) fn in_older_title(types: &DocumentTypes, citations: &[Citation], at: usize, full: usize) -> bool {
    let bare = citations[at].date.is_none() && is_named(types, &citations[at]);
    let year = year_of(&citations[full]).filter(|_| bare);
    year.is_some_and(|year| years_before(citations, at).next().is_some_and(|nearest| nearest < year))
}

/// The years of the citations shortly before, the nearest first.
fn years_before(citations: &[Citation], at: usize) -> impl Iterator<Item = i16> {
    let citation = &citations[at];
    let near = move |other: &&Citation| {
        other.section == citation.section && other.chars.end() + TITLE > citation.chars.start()
    };
    citations[..at].iter().rev().take_while(near).filter_map(year_of)
}

/// The year that a citation writes.
fn year_of(citation: &Citation) -> Option<i16> {
    citation.number.as_ref().and_then(Number::own_year).or(citation.date.map(WorkDate::year))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::WorkHead;

    fn work(kind: &str, kind_name: &str, title: &str) -> Work {
        let (kind, kind_name) = (Some(kind.to_owned()), kind_name.to_owned());
        WorkHead { kind, kind_name, title: Some(title.to_owned()), ..WorkHead::empty() }.into()
    }

    #[test]
    fn titles_with_and_without_the_type_word_are_one_name() {
        let types = Registries::built_in().types;
        for (kind, kind_name, title, key) in [
            ("luat", "Luật", "Giáo dục", Some("luật giáo dục")),
            ("luat", "Luật", "Luật Giáo dục", Some("luật giáo dục")),
            ("luat", "Luật", "Luật sư", Some("luật luật sư")),
            ("bo-luat", "Bộ luật", "Bộ Luật lao động", Some("bộ luật lao động")),
            ("hien-phap", "Hiến pháp", "Hiến pháp nước X", Some("hiến pháp nước x")),
            ("chi-thi", "Chỉ thị", "Về việc thử", None),
        ] {
            assert_eq!(key_of(&types, &work(kind, kind_name, title)).as_deref(), key, "{title}");
        }
    }

    #[test]
    fn dates_are_cut_off_a_key() {
        for (key, year, name) in [
            ("luật giáo dục ngày 14 tháng 6 năm 2005", 2005, "luật giáo dục"),
            ("bộ luật lao động năm 2019", 2019, "bộ luật lao động"),
            ("luật trẻ em 2016", 2016, "luật trẻ em"),
            ("luật trẻ em", 2016, "luật trẻ em"),
        ] {
            assert_eq!(&key[..before_date(key, year)], name);
        }
    }
}
