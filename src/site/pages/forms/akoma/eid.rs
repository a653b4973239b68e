//! Anchors of the site → `eId`s as Akoma Ntoso's Naming Convention makes them (section 5: `art_3__para_2__point_a`).
//!
//! In: an anchor. Out: an `eId`, made of the anchor alone, so that a reference into another document needs no look at
//! its text; and with it the element that the anchor names.

use std::collections::BTreeSet;

/// A level of the hierarchy, or a place in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AkomaLevel {
    Part,
    Chapter,
    Section,
    Subsection,
    Article,
    Paragraph,
    Point,
    Annex,
    /// A heading without a label.
    Heading,
    /// A place without a level of its own: a paragraph, an item of a list, a footnote.
    Place,
}

/// Units as anchors write them, with the short names of the Naming Convention (table in section 5.2).
const UNITS: [(&[&str], &str, AkomaLevel); 12] = [
    (&["phu", "luc"], "att", AkomaLevel::Annex),
    (&["phan"], "part", AkomaLevel::Part),
    (&["chuong"], "chp", AkomaLevel::Chapter),
    (&["tieu", "muc"], "subsec", AkomaLevel::Subsection),
    (&["dieu"], "art", AkomaLevel::Article),
    (&["khoan"], "para", AkomaLevel::Paragraph),
    (&["diem"], "point", AkomaLevel::Point),
    (&["tieu", "de"], "hcontainer", AkomaLevel::Heading),
    (&["doan"], "p", AkomaLevel::Place),
    (&["gach"], "item", AkomaLevel::Place),
    (&["chu", "thich"], "authorialNote", AkomaLevel::Place),
    // "Mục", which also stands for the bare `I.`, `1.`, `a)` of administrative documents: one step a number.
    (&["muc"], "", AkomaLevel::Section),
];

/// The `eId` of what has `anchor`, and the level it names.
pub(super) fn of(anchor: &str) -> (String, AkomaLevel) {
    let words: Vec<&str> = anchor.split('-').collect();
    let mut eid = String::with_capacity(anchor.len() + 16);
    let mut level = AkomaLevel::Place;
    let mut at = 0;
    while at < words.len() {
        if words[at] == "lan" && !eid.is_empty() {
            // The second of two equal labels: `dieu-3-lan-2`.
            eid.push_str("-lan");
            at += 1;
            for word in number(&words, &mut at) {
                eid.push('-');
                eid.push_str(word);
            }
            continue;
        }
        let Some((unit, name, named)) = unit_at(&words, at) else {
            step(&mut eid, "hcontainer", words[at]);
            (level, at) = (AkomaLevel::Heading, at + 1);
            continue;
        };
        at += unit.len();
        if !name.is_empty() {
            step(&mut eid, name, &number(&words, &mut at).join("-"));
            level = named;
            continue;
        }
        let mut inside_frame = matches!(level, AkomaLevel::Part | AkomaLevel::Chapter);
        let mut is_first = true;
        for word in number(&words, &mut at) {
            let (name, named) = match word.starts_with(|c: char| c.is_ascii_digit()) {
                _ if inside_frame => ("sec", AkomaLevel::Section),
                true => ("para", AkomaLevel::Paragraph),
                false if is_first => ("sec", AkomaLevel::Section),
                false => ("point", AkomaLevel::Point),
            };
            step(&mut eid, name, word);
            (level, inside_frame, is_first) = (named, false, false);
        }
    }
    (eid, level)
}

fn step(eid: &mut String, name: &str, number: &str) {
    if !eid.is_empty() {
        eid.push_str("__");
    }
    eid.push_str(name);
    if !number.is_empty() {
        eid.push('_');
        eid.push_str(number);
    }
}

fn unit_at(words: &[&str], at: usize) -> Option<(&'static [&'static str], &'static str, AkomaLevel)> {
    UNITS.into_iter().find(|(unit, ..)| words[at..].starts_with(unit))
}

/// The words up to the next unit.
fn number<'a>(words: &'a [&'a str], at: &mut usize) -> &'a [&'a str] {
    let start = *at;
    while *at < words.len() && words[*at] != "lan" && unit_at(words, *at).is_none() {
        *at += 1;
    }
    &words[start..*at]
}

/// The `eId`s given in one file: the schema wants each once.
#[derive(Default)]
pub(super) struct Given(BTreeSet<String>);

impl Given {
    /// `eid`, or with a number after it where it is taken: "Khoản 2" and a bare "2." beside it read alike.
    pub(super) fn give(&mut self, eid: String) -> String {
        let mut unique = eid.clone();
        let mut number = 2;
        while !self.0.insert(unique.clone()) {
            unique = format!("{eid}-{number}");
            number += 1;
        }
        unique
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_become_eids_of_the_naming_convention() {
        for (anchor, eid, level) in [
            ("dieu-3-khoan-2-diem-a", "art_3__para_2__point_a", AkomaLevel::Point),
            ("chuong-iv", "chp_iv", AkomaLevel::Chapter),
            ("chuong-iv-muc-1", "chp_iv__sec_1", AkomaLevel::Section),
            ("chuong-iv-muc-1-tieu-muc-2", "chp_iv__sec_1__subsec_2", AkomaLevel::Subsection),
            ("phan-thu-nhat", "part_thu-nhat", AkomaLevel::Part),
            ("muc-ii", "sec_ii", AkomaLevel::Section),
            ("muc-ii-2", "sec_ii__para_2", AkomaLevel::Paragraph),
            ("muc-ii-2-a", "sec_ii__para_2__point_a", AkomaLevel::Point),
            ("muc-2", "para_2", AkomaLevel::Paragraph),
            ("muc-2-tieu-de-1", "para_2__hcontainer_1", AkomaLevel::Heading),
            ("phu-luc-ii-muc-1", "att_ii__para_1", AkomaLevel::Paragraph),
            ("phu-luc", "att", AkomaLevel::Annex),
            ("tieu-de-1-dieu-1", "hcontainer_1__art_1", AkomaLevel::Article),
            ("dieu-3-lan-2", "art_3-lan-2", AkomaLevel::Article),
            ("dieu-3-lan-2-khoan-1", "art_3-lan-2__para_1", AkomaLevel::Paragraph),
            ("muc-i-2-doan-3", "sec_i__para_2__p_3", AkomaLevel::Place),
        ] {
            assert_eq!(of(anchor), (eid.to_owned(), level), "{anchor}");
        }
    }

    #[test]
    fn an_eid_is_given_once() {
        let mut given = Given::default();
        assert_eq!(given.give("para_2".into()), "para_2");
        assert_eq!(given.give("para_2".into()), "para_2-2");
        assert_eq!(given.give("para_2".into()), "para_2-3");
    }
}
