//! The portions of a long document: each has a page of its own beside the whole, since no phone shows a law of 300
//! articles at once.
//!
//! In: the outline of a document and where its text stands in the file. Out: [`Portions`]. A portion is a part, a chapter,
//! a section of one that is too long, or a run of articles. It is named by the anchor of its first heading, which is
//! made of numbering, and the ends of a run depend on numbers, not on bytes: words that come or go move no address.

use crate::document::{Section, SectionIndex, Unit};
use crate::source::Span;
use std::ops::Range;
use std::sync::Arc;

/// Bytes of a text with chapters that is divided.
const LONG_WITH_CHAPTERS: usize = 48_000;
/// Chapters and parts of such a text.
const CHAPTERS: usize = 3;
/// Bytes of any text that is divided.
const LONG: usize = 150_000;
/// Bytes of a portion that is not divided further.
const PORTION: usize = 48_000;
/// Bytes of a run, about.
const RUN: usize = 32_000;
/// How many articles a run may have.
const RUNS: [usize; 8] = [50, 40, 30, 20, 10, 5, 2, 1];
/// More portions than that are none: each of their pages lists all of them. No law has a quarter of it.
const MOST: usize = 400;
/// Bytes of a heading that stands above others without text of its own.
const HEADING_ALONE: usize = 600;

/// A stretch of the outline that has a page of its own.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Portion {
    /// Its sections.
    pub sections: Range<SectionIndex>,
    /// The section whose name it has: a heading above the first chapter stands on the page of that chapter.
    pub named: SectionIndex,
    /// The anchor of that section: the last part of its address.
    pub anchor: Arc<str>,
    /// Of a run: the last of the sections that are named like the first.
    pub last: Option<SectionIndex>,
}

/// The portions of a document; none of one that is read as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Portions {
    /// In the order of the text: each section belongs to one of them.
    list: Box<[Portion]>,
    /// The portion in which a section stands, by its anchor; sorted.
    places: Box<[(Arc<str>, u32)]>,
}

impl Portions {
    /// Of an outline; the text stands in the file at `body`.
    pub fn of(sections: &[Section], body: Span) -> Self {
        let length = body.end - body.start;
        let is_chapter = |section: &&Section| section.label.as_ref().is_some_and(|label| is_above_articles(label.unit));
        let has_chapters = || sections.iter().filter(is_chapter).take(CHAPTERS).count() == CHAPTERS;
        if length < LONG_WITH_CHAPTERS || length < LONG && !has_chapters() {
            return Self::default();
        }
        let mut divider = Divider { sections, children: children(sections), end: body.end, found: Vec::new() };
        divider.divide(0..sections.len(), None);
        if !(2..=MOST).contains(&divider.found.len()) {
            return Self::default();
        }
        let list: Box<[Portion]> = divider.found.into();
        let places = (0u32..).zip(list.iter()).flat_map(|(at, portion)| {
            sections[portion.sections.clone()].iter().map(move |section| (Arc::clone(&section.anchor), at))
        });
        let mut places: Vec<(Arc<str>, u32)> = places.collect();
        places.sort_unstable();
        Self { list, places: places.into() }
    }

    /// Whether the document is read as a whole.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// All, in the order of the text.
    pub fn all(&self) -> &[Portion] {
        &self.list
    }

    /// The portion that has `anchor`, of a section or of a paragraph in one.
    pub fn at(&self, anchor: &str) -> Option<usize> {
        let mut anchor = anchor;
        while !self.places.is_empty() {
            if let Ok(found) = self.places.binary_search_by(|(known, _)| (**known).cmp(anchor)) {
                return Some(self.places[found].1 as usize);
            }
            anchor = anchor.rsplit_once('-')?.0;
        }
        None
    }

    /// The portion in which section `index` stands.
    pub fn of_section(&self, index: SectionIndex) -> Option<usize> {
        let found = self.list.partition_point(|portion| portion.sections.end <= index);
        (found < self.list.len()).then_some(found)
    }
}

/// Phần, Chương: what articles stand in.
fn is_above_articles(unit: Unit) -> bool {
    matches!(unit, Unit::Part | Unit::Chapter)
}

/// The sections inside each section, and at the end those inside none.
fn children(sections: &[Section]) -> Vec<Vec<SectionIndex>> {
    let mut children = vec![Vec::new(); sections.len() + 1];
    for (index, section) in sections.iter().enumerate().filter(|(_, section)| section.level > 0) {
        children[section.parent.unwrap_or(sections.len())].push(index);
    }
    children
}

struct Divider<'a> {
    sections: &'a [Section],
    children: Vec<Vec<SectionIndex>>,
    /// Where the text ends.
    end: usize,
    found: Vec<Portion>,
}

impl Divider<'_> {
    fn bytes(&self, range: &Range<SectionIndex>) -> usize {
        let at = |index: usize| self.sections.get(index).map_or(self.end, |section| section.span.start);
        at(range.end).saturating_sub(at(range.start))
    }

    /// Divides what stands in `above`, or the whole text: the sections of `range`.
    fn divide(&mut self, range: Range<SectionIndex>, above: Option<SectionIndex>) {
        let inside = std::mem::take(&mut self.children[above.unwrap_or(self.sections.len())]);
        let runs = self.runs(&inside, range.end);
        let mut start = range.start;
        for (at, run) in runs.iter().enumerate() {
            let end = runs.get(at + 1).map_or(range.end, |next| inside[next.start]);
            let named = inside[run.start];
            let is_alone = run.len() == 1;
            if is_alone && self.bytes(&(named..end)) > PORTION && self.children[named].len() > 1 {
                self.divide(start..end, Some(named));
            } else if is_alone && at + 1 < runs.len() && self.is_heading_alone(&(named..end)) {
                continue;
            } else {
                let last = (!is_alone).then(|| inside[run.end - 1]);
                let anchor = Arc::clone(&self.sections[named].anchor);
                self.found.push(Portion { sections: start..end, named, anchor, last });
            }
            start = end;
        }
    }

    /// The title of an attached text, above its first chapter.
    fn is_heading_alone(&self, range: &Range<SectionIndex>) -> bool {
        range.len() == 1 && self.sections[range.start].label.is_none() && self.bytes(range) < HEADING_ALONE
    }

    /// The sections that share a page, as stretches of `inside`: articles and items do, by their numbers; parts, chapters,
    /// annexes and what has no number share none.
    fn runs(&self, inside: &[SectionIndex], end: SectionIndex) -> Vec<Range<usize>> {
        let unit = |index: &SectionIndex| self.sections[*index].label.as_ref().map(|label| label.unit);
        let mut runs: Vec<Range<usize>> = Vec::new();
        let mut first = 0;
        for group in inside.chunk_by(|a, b| unit(a) == unit(b)) {
            let after = inside.get(first + group.len()).copied().unwrap_or(end);
            let shares = unit(&group[0]).is_some_and(|unit| !is_above_articles(unit) && unit != Unit::Annex);
            let each = self.bytes(&(group[0]..after)) / group.len();
            let most = RUNS.into_iter().find(|most| shares && most * each <= RUN).unwrap_or(1);
            let begin = self.number(group[0]);
            let page = |at: usize| match (self.number(group[at]), begin) {
                (Some(number), Some(begin)) => number.saturating_sub(begin) / most,
                _ => at / most,
            };
            for at in 0..group.len() {
                match runs.last_mut().filter(|_| at > 0 && most > 1 && page(at) == page(at - 1)) {
                    Some(run) => run.end += 1,
                    None => runs.push(first + at..first + at + 1),
                }
            }
            first += group.len();
        }
        runs
    }

    /// The number of a section, where it is written in digits.
    fn number(&self, index: SectionIndex) -> Option<usize> {
        let label = self.sections[index].label.as_ref()?;
        let digits = label.text.find(|c: char| !c.is_ascii_digit()).unwrap_or(label.text.len());
        label.text[..digits].parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Label;

    /// An outline: level, unit, number and bytes of each section.
    fn outline(rows: &[(u8, Unit, &str, usize)]) -> (Vec<Section>, Span) {
        let mut at = 100;
        let opening = Section {
            anchor: "mo-dau".into(),
            level: 0,
            label: None,
            title: "".into(),
            parent: None,
            span: Span::new(at, at),
        };
        let mut sections = vec![opening];
        at += 500;
        for (level, unit, number, bytes) in rows {
            let parent =
                (0..sections.len()).rev().find(|above| sections[*above].level < *level).filter(|above| *above > 0);
            let word = match unit {
                Unit::Part => "phan",
                Unit::Chapter => "chuong",
                Unit::Article => "dieu",
                Unit::Annex => "phu-luc",
                _ => "muc",
            };
            sections.push(Section {
                anchor: format!("{word}-{}", number.to_lowercase()).into(),
                level: *level,
                label: Some(Label { unit: *unit, text: (*number).into() }),
                title: "Tên".into(),
                parent,
                span: Span::new(at, at + 10),
            });
            at += bytes;
        }
        (sections, Span::new(100, at))
    }

    fn names(rows: &[(u8, Unit, &str, usize)]) -> Vec<String> {
        let (sections, body) = outline(rows);
        let portions = Portions::of(&sections, body);
        let list = portions.all();
        assert_eq!(list.first().map_or(0, |portion| portion.sections.start), 0);
        assert!(list.windows(2).all(|two| two[0].sections.end == two[1].sections.start), "each section has one page");
        assert!(list.last().is_none_or(|last| last.sections.end == sections.len()));
        for (at, section) in sections.iter().enumerate().filter(|_| !list.is_empty()) {
            assert_eq!(portions.at(&section.anchor), portions.of_section(at));
            assert_eq!(portions.at(&format!("{}-khoan-2-diem-a", section.anchor)), portions.of_section(at));
        }
        let name = |portion: &Portion| match portion.last {
            Some(last) => format!("{}..{}", sections[portion.named].anchor, sections[last].anchor),
            None => sections[portion.named].anchor.to_string(),
        };
        list.iter().map(name).collect()
    }

    /// `count` articles from `first` on, of `bytes` each.
    fn articles(level: u8, first: usize, count: usize, bytes: usize) -> Vec<(u8, Unit, &'static str, usize)> {
        let number = |number: usize| &*Box::leak(number.to_string().into_boxed_str());
        (first..first + count).map(|at| (level, Unit::Article, number(at), bytes)).collect()
    }

    #[test]
    fn a_short_text_is_not_divided() {
        let chapter = |number| (1, Unit::Chapter, number, 5_000);
        assert!(names(&[chapter("I"), chapter("II"), chapter("III"), chapter("IV")]).is_empty());
        assert!(names(&articles(1, 1, 40, 2_000)).is_empty(), "80 kB without chapters");
    }

    #[test]
    fn chapters_have_a_page_each_and_a_long_one_is_divided() {
        let mut rows = vec![(1, Unit::Chapter, "I", 300)];
        rows.extend(articles(2, 1, 4, 1_000));
        rows.push((1, Unit::Chapter, "II", 300));
        rows.extend(articles(2, 5, 60, 1_200));
        rows.push((1, Unit::Chapter, "III", 20_000));
        rows.push((1, Unit::Annex, "I", 200));
        rows.push((1, Unit::Annex, "II", 200));
        let expected = [
            "chuong-i",
            "dieu-5..dieu-24",
            "dieu-25..dieu-44",
            "dieu-45..dieu-64",
            "chuong-iii",
            "phu-luc-i",
            "phu-luc-ii",
        ];
        assert_eq!(names(&rows), expected);
        // More words in an article move nothing.
        rows[7].3 += 3_000;
        assert_eq!(names(&rows), expected);
    }

    #[test]
    fn a_part_that_is_too_long_goes_by_its_chapters_with_its_heading_on_the_first() {
        let mut rows = vec![(1, Unit::Part, "1", 300)];
        for chapter in ["I", "II"] {
            rows.push((2, Unit::Chapter, chapter, 40_000));
        }
        rows.push((1, Unit::Part, "2", 10_000));
        let (sections, body) = outline(&rows);
        let portions = Portions::of(&sections, body);
        let found: Vec<_> = portions.all().iter().map(|one| (one.sections.clone(), one.named)).collect();
        assert_eq!(found, [(0..3, 2), (3..4, 3), (4..5, 4)]);
    }

    /// Each page of a portion lists all portions: 10,000 of them would be a gigabyte of lists.
    #[test]
    fn a_text_with_more_headings_than_any_law_is_not_divided() {
        let annexes = |count: usize| -> Vec<(u8, Unit, &'static str, usize)> {
            articles(1, 1, count, 500)
                .into_iter()
                .map(|(level, _, number, bytes)| (level, Unit::Annex, number, bytes))
                .collect()
        };
        assert_eq!(names(&annexes(400)).len(), 400);
        assert!(names(&annexes(401)).is_empty());
    }

    #[test]
    fn a_long_text_without_chapters_goes_by_runs() {
        assert_eq!(names(&articles(1, 1, 60, 3_000)).len(), 6);
        let items = ["I", "II", "III", "IV"].map(|number| (1, Unit::Item, number, 40_000));
        assert_eq!(names(&items), ["muc-i", "muc-ii", "muc-iii", "muc-iv"]);
        assert!(names(&[(1, Unit::Item, "I", 200_000)]).is_empty(), "one portion is the whole");
    }
}
