//! Makes anchors of labels: stable, unique, made of numbering, never of wording.
//!
//! In: a label and the anchors around it. Out: names such as `muc-ii-2` and `dieu-3-khoan-2-diem-a`, each given once.

use super::label::{Label, Unit};
use crate::text::slug;
use std::collections::BTreeMap;

/// The numbering as a part of an anchor: `ii`, `2`, `3a`, `thu-nhat`, `1-2`. "Điều 01" is Điều 1. Điểm đ follows
/// điểm d and must differ from it: it is `dd`, as Vietnamese keyboards type it.
pub fn numbering(label: &str) -> String {
    let plain = label.trim_start_matches('0');
    let plain = if plain.starts_with(|c: char| c.is_ascii_digit()) { plain } else { label };
    match plain.strip_prefix(['đ', 'Đ']) {
        Some(rest) if !rest.starts_with(char::is_alphabetic) => format!("dd{}", slug(rest)),
        _ => slug(plain),
    }
}

/// `dieu-3`, `muc-ii`: the unit and its numbering.
pub(super) fn part(label: &Label) -> String {
    let unit = match label.unit {
        Unit::Part => "phan",
        Unit::Chapter => "chuong",
        Unit::Item => "muc",
        Unit::SubItem => "tieu-muc",
        Unit::Article => "dieu",
        Unit::Clause => "khoan",
        Unit::Point => "diem",
        Unit::Annex => "phu-luc",
    };
    join(unit, &numbering(&label.text))
}

/// `muc-i` + `2` → `muc-i-2`; an empty side adds nothing.
pub(super) fn join(base: &str, rest: &str) -> String {
    match (base, rest) {
        ("", only) | (only, "") => only.to_owned(),
        _ => format!("{base}-{rest}"),
    }
}

/// The anchors given so far, each with the byte of what has it.
#[derive(Default)]
pub(super) struct Anchors {
    given: BTreeMap<String, usize>,
    /// How many times a name was asked for again; keeps 100,000 equal labels linear.
    repeats: BTreeMap<String, usize>,
}

impl Anchors {
    /// Whether nothing has `anchor` yet.
    pub(super) fn is_free(&self, anchor: &str) -> bool {
        !self.given.contains_key(anchor)
    }

    /// Gives `anchor` to what stands at `byte`.
    pub(super) fn give(&mut self, anchor: &str, byte: usize) {
        self.given.insert(anchor.to_owned(), byte);
    }

    /// `anchor`, or `anchor-lan-2` … where it is taken, and then the byte of the first that has it.
    pub(super) fn claim(&mut self, anchor: String, byte: usize) -> (String, Option<usize>) {
        let Some(first) = self.given.get(&anchor).copied() else {
            self.give(&anchor, byte);
            return (anchor, None);
        };
        let repeat = self.repeats.entry(anchor.clone()).or_insert(1);
        loop {
            *repeat += 1;
            let again = format!("{anchor}-lan-{repeat}");
            if !self.given.contains_key(&again) {
                self.given.insert(again.clone(), byte);
                return (again, Some(first));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbering_is_plain_and_tells_d_from_dd() {
        for (label, expected) in [
            ("II", "ii"),
            ("2", "2"),
            ("02", "2"),
            ("3a", "3a"),
            ("1.2", "1-2"),
            ("d", "d"),
            ("đ", "dd"),
            ("Đ", "dd"),
            ("đ1", "dd1"),
            ("thứ nhất", "thu-nhat"),
            ("THỨ MƯỜI", "thu-muoi"),
            ("", ""),
        ] {
            assert_eq!(numbering(label), expected, "{label}");
        }
    }

    #[test]
    fn each_anchor_is_given_once() {
        let mut anchors = Anchors::default();
        assert_eq!(anchors.claim("dieu-1".into(), 5), ("dieu-1".into(), None));
        assert_eq!(anchors.claim("dieu-1".into(), 9), ("dieu-1-lan-2".into(), Some(5)));
        assert_eq!(anchors.claim("dieu-1".into(), 12), ("dieu-1-lan-3".into(), Some(5)));
    }
}
