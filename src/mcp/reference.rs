//! Which work somebody means who writes a reference.
//!
//! In: the words as typed, the works of a site. Out: [`Reference`]. Among several that fit none is chosen; the only one that
//! fits is no answer by itself, since numbers begin again every year and names come back; and a work that the site does
//! not know may exist all the same.

use super::library::{Library, WorkRow};
use crate::citation::{Citation, Pinpoint};
use crate::corpus::Meaning;
use crate::pipeline::texts::{Speaker, TextCiter, Writing};
use crate::source::Source;
use crate::text::fold;
use crate::text::number::Number;

/// Works that are named at most.
const MOST: usize = 20;

/// A reference, read.
pub(super) struct Reference<'a> {
    /// The work.
    pub known: Known<'a>,
    /// The units that it names: "khoản 2 Điều 5".
    pub pinpoint: Vec<Pinpoint>,
    /// They are units of what the work promulgates.
    pub in_attached: bool,
}

/// What a site knows of a reference.
pub(super) enum Known<'a> {
    /// The work.
    One(&'a WorkRow),
    /// The only work of the site that fits, by a number that is without a year or by a name: another may be meant.
    Perhaps(&'a WorkRow),
    /// Several bear this number or name.
    Several(Vec<&'a WorkRow>),
    /// These bear the number, but another date.
    OtherDate(Vec<&'a WorkRow>, String),
    /// These are named like it, or bear the number but are of another type or issuer.
    Similar(Vec<&'a WorkRow>),
    /// The site knows none; it may exist.
    Unknown,
    /// The words name no work.
    NoReference,
}

/// The work that `words` name: an id, an address, a number with or without type and date, a name.
pub(super) fn known<'a>(library: &'a Library, citer: &TextCiter, words: &str) -> Reference<'a> {
    let words = words.trim();
    let is_named = |work: &&WorkRow| work.id == words || work.url == words || work.document.as_deref() == Some(words);
    if let Some(work) = library.works.iter().find(is_named) {
        return Reference { known: Known::One(work), pinpoint: Vec::new(), in_attached: false };
    }
    let cited = first_citation(citer, words);
    // A number alone is read as it is where a word stands before it.
    let cited = cited.or_else(|| first_citation(citer, &format!("Văn bản số {}", number_in(words)?)));
    let Some((citation, meaning)) = cited else {
        return Reference { known: bare(library, words), pinpoint: Vec::new(), in_attached: false };
    };
    // A number that is without a year is not certain here, though a list of works has it but once.
    let is_dated = |number: &Number| citation.date.is_some() || number.own_year().is_some();
    let meant = match &meaning {
        Meaning::Work(work) if citation.number.as_ref().is_none_or(is_dated) => library.work(&work.id),
        _ => None,
    };
    let known = match (meant, &citation.number) {
        (Some(work), _) => Known::One(work),
        (None, Some(number)) => by_number(library, &number.key(), Some(&citation)),
        (None, None) => named(library, &citation.words(), Known::Unknown),
    };
    Reference { known, pinpoint: citation.pinpoint().to_vec(), in_attached: citation.in_attached() }
}

fn first_citation(citer: &TextCiter, words: &str) -> Option<(Citation, Meaning)> {
    let source = Source::new("-", words);
    let cited = citer.cite(&source, Writing::Plain, &Speaker::default(), &mut citer.works(), None);
    cited.citations.into_iter().zip(cited.meanings).next()
}

/// The word of a number without anything around it.
fn number_in(words: &str) -> Option<&str> {
    let is_number = |word: &&str| {
        word.starts_with(|c: char| c.is_ascii_digit()) && word.contains(['/', '-']) && word.chars().count() > 3
    };
    words.split_whitespace().find(is_number).map(|word| word.trim_end_matches([',', '.', ';']))
}

/// A number that no rule reads, or a name.
fn bare<'a>(library: &'a Library, words: &str) -> Known<'a> {
    match number_in(words).and_then(Number::parse) {
        Some(number) => by_number(library, &number.key(), None),
        None => named(library, words, Known::NoReference),
    }
}

fn by_number<'a>(library: &'a Library, key: &str, citation: Option<&Citation>) -> Known<'a> {
    let has_number =
        |work: &&WorkRow| work.number.as_deref().and_then(Number::parse).is_some_and(|number| number.key() == key);
    let all: Vec<&WorkRow> = library.works.iter().filter(has_number).collect();
    if all.is_empty() {
        return Known::Unknown;
    }
    let issuer = citation.and_then(|citation| citation.issuer.as_ref()).map(|issuer| issuer.name.as_str());
    let kind = citation.and_then(|citation| citation.type_word.as_deref()).filter(|word| *word != "Văn bản");
    let is_alike = |work: &&WorkRow| may_be(work.issuer.as_deref(), issuer) && may_be(work.kind.as_deref(), kind);
    let alike: Vec<&WorkRow> = all.iter().copied().filter(is_alike).collect();
    if alike.is_empty() {
        return Known::Similar(first_of(all));
    }
    let written = citation.and_then(|citation| citation.date).map(|date| date.to_string());
    let Some(date) = written else {
        let has_year = Number::parse(key).is_some_and(|number| number.own_year().is_some());
        return several(alike, has_year && issuer.is_some());
    };
    let (of_date, others): (Vec<&WorkRow>, Vec<&WorkRow>) =
        alike.into_iter().partition(|work| agree(work.date.as_deref(), &date));
    if of_date.is_empty() {
        return Known::OtherDate(first_of(others), date);
    }
    let is_dated = of_date.iter().all(|work| work.date.is_some());
    several(of_date, is_dated && issuer.is_some())
}

/// Whether nothing speaks against it.
fn may_be(known: Option<&str>, written: Option<&str>) -> bool {
    known.zip(written).is_none_or(|(known, written)| fold(known) == fold(written))
}

/// Whether a date may be the other: a year is that of the day.
fn agree(known: Option<&str>, written: &str) -> bool {
    known.is_none_or(|known| known.starts_with(written) || written.starts_with(known))
}

fn named<'a>(library: &'a Library, words: &str, otherwise: Known<'a>) -> Known<'a> {
    let wanted = fold(words);
    if wanted.split_whitespace().count() < 2 {
        return otherwise;
    }
    let is_title = |work: &&WorkRow| work.title.as_deref().is_some_and(|title| fold(title) == wanted);
    let equal: Vec<&WorkRow> = library.works.iter().filter(is_title).collect();
    if !equal.is_empty() {
        return several(equal, false);
    }
    let has = |work: &&WorkRow| fold(&work.label).contains(&wanted);
    let like: Vec<&WorkRow> = library.works.iter().filter(has).collect();
    if like.is_empty() { otherwise } else { Known::Similar(first_of(like)) }
}

/// `is_sure`: one that is alone is the one that is meant.
fn several(works: Vec<&WorkRow>, is_sure: bool) -> Known<'_> {
    match works.as_slice() {
        [] => Known::Unknown,
        [one] if is_sure => Known::One(one),
        [one] => Known::Perhaps(one),
        _ => Known::Several(first_of(works)),
    }
}

fn first_of(mut works: Vec<&WorkRow>) -> Vec<&WorkRow> {
    works.truncate(MOST);
    works
}
