//! Laws, codes, ordinances and constitutions are cited by name and date, mostly without their number: "Luật Giáo dục ngày
//! 14 tháng 6 năm 2005", "Bộ luật Lao động năm 2019" (Nghị định 30/2020/NĐ-CP, Phụ lục I, mục II.6.a asks for no more than
//! the name). In: what was written. Out: a key under which a document or a row of `works.yaml` with that type and title is
//! found. Without a date a name means nothing: there are three laws called Luật Giáo dục.

use super::work_table::WorkTable;
use super::{Work, WorkIndex};
use crate::citation::{Citation, Form};
use crate::text::date::WorkDate;
use crate::text::name_key;
use std::collections::{BTreeMap, BTreeSet};

/// Types that are cited by name.
const NAMED_TYPES: [&str; 4] = ["luat", "bo-luat", "phap-lenh", "hien-phap"];

/// The key of a work: its type and title in words. `None`: works of this type are not cited by name alone.
pub(super) fn key_of(work: &Work) -> Option<String> {
    let kind = work.kind.as_deref().filter(|kind| NAMED_TYPES.contains(kind))?;
    let title = name_key(work.title.as_deref()?);
    let word = name_key(&work.kind_name);
    // "Luật Luật sư" is a law named "Luật sư"; a title that repeats the type with a name after it has it already.
    let has_word = title.strip_prefix(word.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
    let whole = has_word && !(kind == "luat" && title == "luật sư");
    Some(if whole { title } else { format!("{word} {title}") })
}

/// The key that a citation names, without its date. `None`: it is no citation of a law by name.
fn named(citation: &Citation) -> Option<String> {
    let kind = citation.kind.as_deref()?;
    if citation.form != Form::Titled || !NAMED_TYPES.contains(&kind) {
        return None;
    }
    let key = name_key(&citation.text);
    let end = citation.date.map_or(key.len(), |date| before_date(&key, date.year()));
    Some(key[..end].trim_end_matches([' ', ',', '(']).to_owned())
}

/// Where "ngày …", "năm …" or the bare year begins at the end of a key.
fn before_date(key: &str, year: i16) -> usize {
    let marks = [" ngày ", " tháng ", " năm "];
    let first = marks.iter().filter_map(|mark| key.rfind(mark)).min();
    first.or_else(|| key.strip_suffix(&format!(" {year}")).map(str::len)).unwrap_or(key.len())
}

/// The dates that one document writes after each name.
pub(super) type NamedDates = BTreeMap<String, BTreeSet<WorkDate>>;

/// Notes the date of a citation by name.
pub(super) fn note_date(dates: &mut NamedDates, citation: &Citation) {
    if let (Some(date), Some(name)) = (citation.date, named(citation)) {
        dates.entry(name).or_default().insert(date);
    }
}

/// The works that a name means: those whose date agrees with the date written, or, for a mention without one, with all
/// the dates that the same document writes after this name.
pub(super) fn meant(table: &WorkTable, dates: &NamedDates, citation: &Citation) -> Vec<WorkIndex> {
    let Some(name) = named(citation) else { return Vec::new() };
    let written: Vec<WorkDate> = match citation.date {
        Some(date) => vec![date],
        None => dates.get(&name).into_iter().flatten().copied().collect(),
    };
    if written.is_empty() {
        return Vec::new();
    }
    let agrees = |work: &WorkIndex| {
        let known = table.entries[*work].work.date;
        known.is_some_and(|known| written.iter().all(|date| date.agrees_with(known)))
    };
    let kind_fits = |work: &WorkIndex| table.entries[*work].work.kind.as_deref() == citation.kind.as_deref();
    table.named(&name).iter().copied().filter(kind_fits).filter(agrees).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn work(kind: &str, kind_name: &str, title: &str) -> Work {
        Work {
            kind: Some(kind.to_owned()),
            kind_name: kind_name.to_owned(),
            title: Some(title.to_owned()),
            ..Work::empty()
        }
    }

    #[test]
    fn titles_with_and_without_the_type_word_are_one_name() {
        for (kind, kind_name, title, key) in [
            ("luat", "Luật", "Giáo dục", Some("luật giáo dục")),
            ("luat", "Luật", "Luật Giáo dục", Some("luật giáo dục")),
            ("luat", "Luật", "Luật sư", Some("luật luật sư")),
            ("bo-luat", "Bộ luật", "Bộ Luật lao động", Some("bộ luật lao động")),
            ("hien-phap", "Hiến pháp", "Hiến pháp nước X", Some("hiến pháp nước x")),
            ("chi-thi", "Chỉ thị", "Về việc thử", None),
        ] {
            assert_eq!(key_of(&work(kind, kind_name, title)).as_deref(), key, "{title}");
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
