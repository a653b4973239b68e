//! What was recognised of the official layout: every value with the place and the words it was read
//! from, and every doubt.

use super::flow::{ImportDoubt, ImportPlace};
use crate::text::number::Number;
use jiff::civil::Date;

/// A value with where it was read.
#[derive(Clone, Debug, PartialEq)]
pub struct ReadValue<T> {
    /// The value.
    pub value: T,
    /// Where.
    pub at: ImportPlace,
    /// The words it was read from.
    pub quoted: String,
    /// Key of the catalogue that says why it is not sure; the value must then be checked by a person.
    pub doubt: Option<&'static str>,
}

impl<T> ReadValue<T> {
    /// A value that is printed there.
    pub fn sure(value: T, at: ImportPlace, quoted: impl Into<String>) -> Self {
        Self { value, at, quoted: quoted.into(), doubt: None }
    }

    /// A value that a person must check.
    pub fn doubtful(value: T, at: ImportPlace, quoted: impl Into<String>, why: &'static str) -> Self {
        Self { value, at, quoted: quoted.into(), doubt: Some(why) }
    }
}

/// A person's signature, as printed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signature {
    /// `KT. CHỦ TỊCH`.
    pub authority: Option<String>,
    /// `PHÓ CHỦ TỊCH`.
    pub position: Option<String>,
    /// Họ tên.
    pub name: String,
}

/// The official layout of one document (Nghị định 30/2020/NĐ-CP, Phụ lục I, mục II), as far as it was found.
#[derive(Clone, Debug, Default)]
pub struct OfficialLayout {
    /// Key of the type.
    pub kind: Option<ReadValue<String>>,
    /// Số, ký hiệu.
    pub number: Option<ReadValue<Number>>,
    /// Where a number should stand and does not: the blank form.
    pub number_blank: Option<(ImportPlace, String)>,
    /// Ngày ban hành.
    pub date: Option<ReadValue<Date>>,
    /// Where a date should stand and does not.
    pub date_blank: Option<(ImportPlace, String)>,
    /// Địa danh.
    pub place: Option<ReadValue<String>>,
    /// The lines that name the issuing body and the one above it, as printed.
    pub issuer_lines: Vec<(ImportPlace, String)>,
    /// Trích yếu.
    pub title: Option<ReadValue<String>>,
    /// Ngày thông qua, of the sentence at the end.
    pub adopted: Option<ReadValue<Date>>,
    /// Where that day should stand and does not.
    pub adopted_blank: Option<(ImportPlace, String)>,
    /// The sentence, where it stood apart from the articles and was taken out of the text.
    pub adoption: Option<ReadValue<String>>,
    /// Ngày có hiệu lực, of the table that databases of law put before a text.
    pub effective_from: Option<ReadValue<Date>>,
    /// Who signed.
    pub signature: Option<ReadValue<Signature>>,
    /// Nơi nhận.
    pub recipients: Option<ReadValue<Vec<String>>>,
    /// Lưu.
    pub archive: Option<ReadValue<String>>,
    /// Names and values of the table that databases of law put before a text.
    pub database: Vec<String>,
    /// Lines of head and foot that nothing was made of.
    pub left_out: Vec<(ImportPlace, String)>,
}

impl<T> ReadValue<T> {
    /// Takes over the first doubt that concerns it, where it has none of its own.
    pub(super) fn doubt_by(&mut self, doubts: &[ImportDoubt]) {
        let here = |doubt: &&ImportDoubt| {
            let page = doubt.page.is_none() || doubt.page == self.at.page;
            page && doubt.words.as_ref().is_none_or(|words| has_words(&self.quoted, words))
        };
        self.doubt = self.doubt.or_else(|| doubts.iter().find(here).map(|doubt| doubt.why));
    }
}

/// Whether `text` has these words whole: a field with "7" does not put "76/NQ-CP" in doubt.
fn has_words(text: &str, words: &str) -> bool {
    text.match_indices(words).any(|(at, found)| {
        let ends = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
        ends(text[..at].chars().next_back()) && ends(text[at + found.len()..].chars().next())
    })
}

impl OfficialLayout {
    /// Takes over what the reader doubts.
    pub(super) fn doubt_by(&mut self, doubts: &[ImportDoubt]) {
        fn one<T>(value: &mut Option<ReadValue<T>>, doubts: &[ImportDoubt]) {
            value.iter_mut().for_each(|value| value.doubt_by(doubts));
        }
        one(&mut self.kind, doubts);
        one(&mut self.number, doubts);
        one(&mut self.date, doubts);
        one(&mut self.place, doubts);
        one(&mut self.title, doubts);
        one(&mut self.adopted, doubts);
        one(&mut self.adoption, doubts);
        one(&mut self.effective_from, doubts);
        one(&mut self.signature, doubts);
        one(&mut self.recipients, doubts);
        one(&mut self.archive, doubts);
    }
}
