//! Collects what is found in one file: the first few of each sort, the count of all; and its lines, in which marks of
//! secrecy and numbers of persons are looked for at the end, by the same rules as in documents.

use super::{Inspection, Level, Sort, Spot, Trace};
use crate::content::secrecy::check_secrecy;
use crate::diagnostic::Severity;
use crate::foreign::limits;
use crate::source::{Source, Span};

/// Findings of one sort that are quoted.
const MOST_QUOTED: usize = 3;
/// Scalar values of a quotation.
const LONGEST_QUOTE: usize = 80;
/// Lines from the beginning among which a mark of secrecy is one: it stands on the first page. Further down it may be a
/// word of a table ("Độ mật: Mật").
const FRONT_LINES: usize = 60;
/// Letters of a line in a head: "Lào Cai, ngày 05 tháng 9 năm 2024".
const LONGEST_OF_HEAD: usize = 40;

/// What was found so far.
#[derive(Default)]
pub(super) struct Traces {
    found: Vec<(Sort, Spot, String)>,
    counts: [u32; Sort::ALL.len()],
    /// The text of all lines, a line end after each.
    text: String,
    spots: Vec<LineSpot>,
    /// Lines of the text itself so far.
    body_lines: usize,
    /// A line was longer than any of a head: a table from here on is no head.
    begun: bool,
}

struct LineSpot {
    spot: Spot,
    /// Marks of secrecy may stand here.
    front: bool,
}

impl Traces {
    /// Adds a finding.
    pub(super) fn add(&mut self, sort: Sort, spot: Spot, quoted: &str) {
        let count = &mut self.counts[sort as usize];
        *count += 1;
        if *count as usize <= MOST_QUOTED {
            self.found.push((sort, spot, shortened(quoted)));
        }
    }

    /// How many there are of a sort.
    pub(super) fn count(&self, sort: Sort) -> u32 {
        self.counts[sort as usize]
    }

    /// Adds a line of the text.
    pub(super) fn line(&mut self, spot: Spot, text: &str) {
        let front = self.body_lines < FRONT_LINES || spot.iter().any(|(level, n)| *level == Level::Page && n == "1");
        self.body_lines += usize::from(!text.trim().is_empty());
        self.begun |= text.chars().count() > LONGEST_OF_HEAD && text.chars().any(char::is_lowercase);
        self.keep(spot, text, front);
    }

    /// Adds a line of a cell: a table behind the first sentence may be about marks, and bears none.
    pub(super) fn cell(&mut self, spot: Spot, text: &str) {
        let front = !self.begun && self.body_lines < FRONT_LINES;
        self.body_lines += usize::from(!text.trim().is_empty());
        self.keep(spot, text, front);
    }

    /// Adds a line that stands in the margin of every page, where marks of secrecy stand, too.
    pub(super) fn margin(&mut self, spot: Spot, text: &str) {
        self.keep(spot, text, true);
    }

    /// Adds a line that is no part of the text: of a comment, of what was deleted.
    pub(super) fn aside(&mut self, spot: Spot, text: &str) {
        self.keep(spot, text, false);
    }

    fn keep(&mut self, spot: Spot, text: &str, front: bool) {
        for part in text.lines().map(str::trim).filter(|part| !part.is_empty()) {
            if self.text.len() + part.len() > limits::LONGEST_TEXT {
                return;
            }
            self.text.push_str(part);
            self.text.push('\n');
            self.spots.push(LineSpot { spot: spot.clone(), front });
        }
    }

    /// Looks at the lines and puts all in order.
    pub(super) fn finish(mut self) -> Inspection {
        let source = Source::new("", std::mem::take(&mut self.text));
        let mut problems = Vec::new();
        check_secrecy(&source, Span::new(0, source.text().len()), &mut problems);
        let spots = std::mem::take(&mut self.spots);
        for problem in problems {
            let line = problem.place.as_ref().map_or(0, |place| place.line as usize);
            let Some(at) = spots.get(line.wrapping_sub(1)) else { continue };
            let text = problem.arguments.iter().find(|(name, _)| *name == "text").map_or("", |(_, text)| text);
            match (problem.severity, at.front) {
                (Severity::Error, true) => self.add(Sort::Secret, at.spot.clone(), text),
                (Severity::Error, false) => self.add(Sort::SecretWords, at.spot.clone(), text),
                _ => self.add(Sort::PersonalData, at.spot.clone(), &masked(text)),
            }
        }
        let mut findings = Vec::new();
        for sort in Sort::ALL {
            let of_sort = self.found.iter().filter(|(found, _, _)| *found == sort);
            findings.extend((1..).zip(of_sort).map(|(nth, (_, spot, quoted))| Trace {
                sort,
                spot: spot.clone(),
                quoted: quoted.clone(),
                nth,
                count: self.counts[sort as usize],
            }));
        }
        Inspection { findings }
    }
}

/// On one line and not long.
fn shortened(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(LONGEST_QUOTE) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

/// Messages go into logs that others read: of a number no more is shown than is needed to find it.
fn masked(number: &str) -> String {
    let digits = number.chars().filter(char::is_ascii_digit).count();
    let mut at = 0;
    let mask = |c: char| {
        if !c.is_ascii_digit() {
            return c;
        }
        at += 1;
        if at <= 3 || at > digits.saturating_sub(3) { c } else { '*' }
    };
    number.chars().map(mask).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn of_a_number_no_more_is_shown_than_is_needed_to_find_it() {
        for (number, shown) in [("010203004567", "010******567"), ("063.123.456", "063.***.456"), ("12", "12")] {
            assert_eq!(super::masked(number), shown);
        }
    }
}
