//! Finds the place of the cited document to which a pinpoint leads: the innermost unit named that has an anchor.
//!
//! In: units, the document that holds the work. Out: an anchor that is there, or `None`. Where branches part ("khoản 1
//! và khoản 2 Điều 5") the way ends at what they share; where they share nothing, it leads to the first.

use super::HeldDocument;
use crate::citation::{Citation, Pinpoint, Speaks, speaks};
use crate::content::registry::DocumentTypes;
use crate::document::{Destinations, SectionIndex, Unit, numbering};

/// Where a document cites itself from.
#[derive(Clone, Copy, Debug)]
pub struct CitingPlace<'a> {
    /// The citing section.
    pub section: SectionIndex,
    /// The types of the site, which say what the document may promulgate.
    pub types: &'a DocumentTypes,
}

/// Where the pinpoint of `citation` leads in `target`. `from`: when a document cites itself.
pub fn destination(target: &HeldDocument, citation: &Citation, from: Option<CitingPlace<'_>>) -> Option<String> {
    if citation.pinpoint().is_empty() {
        return None;
    }
    let way = way(citation.pinpoint());
    let own_kind = &target.front_matter.kind.value;
    let said = citation.kind.as_deref().unwrap_or_default();
    let attached =
        citation.in_attached() || from.is_some_and(|from| speaks(from.types, own_kind, said) == Speaks::Attached);
    // An annex is the work's own, of whichever part.
    if !attached || way[0].unit == "phu-luc" {
        return deepest(&target.destinations, "", &way);
    }
    let bases = attached_texts(target);
    match from {
        // "Điều 5 của Quy chế này" inside the Quy chế.
        Some(CitingPlace { section, .. }) => {
            let around = ancestors(target, section).find(|at| bases.contains(at));
            match around {
                Some(base) => deepest(&target.destinations, &target.sections[base].anchor, &way),
                None if bases.is_empty() => deepest(&target.destinations, "", &way),
                None => None,
            }
        }
        None => match bases.as_slice() {
            [base] => deepest(&target.destinations, &target.sections[*base].anchor, &way),
            _ => None,
        },
    }
}

/// Where a pinpoint leads among the places of a text that is of no site, such as one that was fetched.
pub fn place_of(target: &Destinations, pinpoint: &[Pinpoint]) -> Option<String> {
    if pinpoint.is_empty() { None } else { deepest(target, "", &way(pinpoint)) }
}

/// The units in one line from the outermost, up to where branches part.
fn way(pinpoint: &[Pinpoint]) -> Vec<&Pinpoint> {
    let mut way: Vec<&Pinpoint> = Vec::new();
    for siblings in pinpoint.chunk_by(|a, b| a.unit == b.unit) {
        match siblings {
            [only] => way.push(only),
            [first, ..] if way.is_empty() => return vec![first],
            _ => break,
        }
    }
    way
}

/// Sections that begin a text with articles of its own: a regulation in the file of its decision.
fn attached_texts(target: &HeldDocument) -> Vec<SectionIndex> {
    let begins = |(_, section): &(usize, &crate::document::Section)| {
        let unlabelled = section.label.as_ref().is_none_or(|label| label.unit == Unit::Annex);
        section.level > 0 && unlabelled && target.destinations.has(&format!("{}-dieu-1", section.anchor))
    };
    target.sections.iter().enumerate().filter(begins).map(|(index, _)| index).collect()
}

fn ancestors(target: &HeldDocument, section: SectionIndex) -> impl Iterator<Item = SectionIndex> {
    std::iter::successors(Some(section), |at| target.sections.get(*at).and_then(|section| section.parent))
}

/// What numbers and letters mean where the way has come to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum InsideUnit {
    /// Nothing yet, a part, a chapter, an annex.
    Frame,
    /// Items of an administrative document: numbering follows numbering.
    Item,
    /// An article.
    Article,
}

/// The anchor of the innermost unit that has one, below `base`.
fn deepest(target: &Destinations, base: &str, way: &[&Pinpoint]) -> Option<String> {
    // Articles count through the whole text, in all chapters; annexes begin again.
    let article = way.iter().position(|unit| unit.unit == "dieu");
    let is_frame = |unit: &&Pinpoint| matches!(unit.unit, "phan" | "chuong" | "muc" | "tieu-muc");
    let inner: Vec<&Pinpoint> = match article {
        Some(article) => {
            let frameless = way[..article].iter().filter(|unit| !is_frame(unit)).chain(&way[article..]);
            frameless.copied().collect()
        }
        None => way.to_vec(),
    };
    let found = walk(target, base, &inner);
    match (found, article) {
        // The article is not there, but its chapter may be.
        (None, Some(article)) => walk(target, base, &way[..article]),
        (found, _) => found,
    }
}

fn walk(target: &Destinations, base: &str, way: &[&Pinpoint]) -> Option<String> {
    let mut at = base.to_owned();
    let mut inside = InsideUnit::Frame;
    let mut found = None;
    for unit in way {
        let steps = steps(unit, &at, inside);
        let Some((next, now)) = steps.into_iter().find(|(anchor, _)| target.has(anchor)) else { break };
        (at, inside) = (next.clone(), now);
        found = Some(next);
    }
    found
}

/// The anchors that `unit` may have inside `at`, likelier ones first.
fn steps(unit: &Pinpoint, at: &str, inside: InsideUnit) -> Vec<(String, InsideUnit)> {
    let join = |rest: &str| match (at, rest) {
        ("", rest) => rest.to_owned(),
        (at, "") => at.to_owned(),
        (at, rest) => format!("{at}-{rest}"),
    };
    let named = |word: &str, number: &str| join(format!("{word}-{number}").trim_end_matches('-'));
    let mut steps = Vec::new();
    for number in numberings(unit) {
        match (unit.unit, inside) {
            ("muc" | "tieu-muc" | "khoan" | "diem" | "tiet", InsideUnit::Item) => {
                steps.push((join(&number), InsideUnit::Item));
                if unit.unit == "tieu-muc" {
                    steps.push((named("tieu-muc", &number), InsideUnit::Item));
                }
            }
            ("phan", _) => {
                steps.push((named("phan", &number), InsideUnit::Frame));
                // "A." of an administrative document is called a part as often as an item.
                steps.push((named("muc", &number), InsideUnit::Item));
            }
            ("muc", _) => steps.push((named("muc", &number), InsideUnit::Item)),
            // "điểm 2 Chỉ thị" is its item 2; "điểm a" of nothing is nowhere.
            ("diem" | "khoan", InsideUnit::Frame) if number.starts_with(|c: char| c.is_ascii_digit()) => {
                steps.push((named("muc", &number), InsideUnit::Item));
            }
            ("dieu", _) => steps.push((named("dieu", &number), InsideUnit::Article)),
            ("khoan" | "diem", InsideUnit::Article) => steps.push((named(unit.unit, &number), InsideUnit::Article)),
            ("chuong" | "tieu-muc" | "phu-luc", _) => steps.push((named(unit.unit, &number), InsideUnit::Frame)),
            _ => {}
        }
    }
    steps
}

/// A label as anchors write it; parts, chapters and annexes are called I or 1 as it comes.
fn numberings(unit: &Pinpoint) -> Vec<String> {
    let written = numbering(&unit.label);
    let other = match unit.unit {
        "phan" | "chuong" | "muc" | "phu-luc" => other_numerals(&written),
        _ => None,
    };
    std::iter::once(written).chain(other).collect()
}

const ROMAN: [&str; 30] = [
    "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv", "xvi", "xvii",
    "xviii", "xix", "xx", "xxi", "xxii", "xxiii", "xxiv", "xxv", "xxvi", "xxvii", "xxviii", "xxix", "xxx",
];

fn other_numerals(number: &str) -> Option<String> {
    if let Some(value) = ROMAN.iter().position(|roman| *roman == number) {
        return Some((value + 1).to_string());
    }
    let value: usize = number.parse().ok()?;
    ROMAN.get(value.checked_sub(1)?).map(|roman| (*roman).to_owned())
}
