//! Meanings as they are written, and whether a work is what is meant. In:
//! `Luật 31/2024/QH15 Quốc hội 18/01/2024`. Out: yes or no.

use super::case::date;
use congbao::corpus::Work;
use congbao::text::date::WorkDate;
use congbao::text::number::Number;
use congbao::text::{name_key, slug};

/// A work, as far as it is written.
#[derive(Debug)]
pub struct Written {
    kind: String,
    number: Option<String>,
    issuer: String,
    date: Option<WorkDate>,
}

impl Written {
    /// Type, number, issuer and date, in this order, each may be missing.
    pub fn parse(text: &str) -> Self {
        let mut words: Vec<&str> = text.split_whitespace().collect();
        let date = words.last().and_then(|last| date(last));
        if date.is_some() {
            words.pop();
        }
        let is_number = |word: &&str| word.starts_with(|c: char| c.is_ascii_digit()) && word.contains(['/', '-']);
        let at = words.iter().position(is_number);
        let (kind, rest) = words.split_at(at.unwrap_or(0));
        let number = at.and_then(|_| Number::parse(rest[0])).map(|number| number.key());
        let issuer = if at.is_some() { &rest[1..] } else { rest };
        Self { kind: kind.join(" "), number, issuer: issuer.join(" "), date }
    }

    /// Whether nothing that is written contradicts the work.
    pub fn is(&self, work: &Work) -> bool {
        let number = work.number.as_ref().map(Number::key);
        let date = self.date.is_none_or(|date| match (date, work.date) {
            (WorkDate::Day(day), known) => known.and_then(WorkDate::day) == Some(day),
            (year, Some(known)) => year.agrees_with(known),
            (year, None) => work.number.as_ref().and_then(Number::own_year) == Some(year.year()),
        });
        let kind = self.kind.is_empty() || name_key(&self.kind) == name_key(&work.kind_name);
        (self.number.is_none() || self.number == number) && date && kind && self.is_of(work)
    }

    fn is_of(&self, work: &Work) -> bool {
        if self.issuer.is_empty() {
            return true;
        }
        let wanted = place(&slug(&self.issuer));
        let known = [work.issuer.as_deref(), work.issuer_name.as_deref()];
        known.into_iter().flatten().any(|known| place(&slug(known)) == wanted)
    }
}

/// A key without what tells rows of one name apart (`-tu-2025-07-01`), and without the word for a province, which some
/// names have and others not.
fn place(key: &str) -> String {
    let is_day = |rest: &str| rest.len() == 10 && rest.chars().all(|c| c.is_ascii_digit() || c == '-');
    let key = key.rsplit_once("-tu-").filter(|(_, day)| is_day(day)).map_or(key, |(key, _)| key);
    key.replace("-thanh-pho-", "-").replace("-tinh-", "-")
}

/// A work in the same words.
pub fn described(work: &Work) -> String {
    let number = work.number.as_ref().map(|number| number.as_str().to_owned());
    let date = work.date.map(|date| date.to_string());
    let parts = [Some(work.kind_name.clone()), number, work.issuer_name.clone(), date];
    parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}
