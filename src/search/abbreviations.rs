//! Short forms both ways: a search for GDĐT finds "giáo dục và đào tạo", and the other way round.
//!
//! In: `abbreviations.tsv` and `lay.tsv` (compiled in) and the site's own lines of the same shape. Out: which runs of folded
//! words mean the same, each group under one term `~gddt`; what people say for words of the law ("tiền học" for "học phí"),
//! and question words ("bao nhiêu"), which only queries are read by: no term is made of them.

use super::words::{folded, folded_text, typed_text};
use std::collections::BTreeMap;

const BUILT_IN: &str = include_str!("abbreviations.tsv");
const LAY: &str = include_str!("lay.tsv");

/// All words of a form, and the short form that it means.
pub(super) type AbbreviationForm = (Vec<String>, String);

/// Groups of words that mean the same: a short form and its readings.
#[derive(Debug, Default)]
pub struct Abbreviations {
    /// Folded short form → its readings, with their marks.
    groups: BTreeMap<String, Vec<String>>,
    /// First words, sorted, and what begins with each: all words and the short form, longest first.
    by_first: Vec<(String, Vec<AbbreviationForm>)>,
    /// Folded words of people → those of the law, with their marks; none: they weigh nothing.
    lay: BTreeMap<String, Vec<String>>,
}

impl Abbreviations {
    /// The built-in ones and those of `own`, the text of the site's `content/abbreviations.tsv` (may be empty). Lines
    /// without a tab, and those that begin with `#`, are nothing. What has a space before the tab is what people say.
    pub fn new(own: &str) -> Self {
        let mut groups: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut lay: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for line in BUILT_IN.lines().chain(LAY.lines()).chain(own.lines()).filter(|line| !line.starts_with('#')) {
            let Some((short, words)) = line.split_once('\t') else { continue };
            let said = folded_text(short);
            if said.contains(' ') {
                let readings: Vec<String> =
                    words.split(';').map(typed_text).filter(|words| !words.is_empty()).collect();
                lay.entry(said).or_default().extend(readings);
                continue;
            }
            let (short, words) = (folded_text(short).replace(' ', ""), typed_text(words));
            let readings = groups.entry(short.clone()).or_default();
            if !short.is_empty() && words.contains(' ') && !readings.contains(&words) {
                readings.push(words);
            }
        }
        groups.retain(|_, readings| !readings.is_empty());
        let mut by_first: BTreeMap<String, Vec<AbbreviationForm>> = BTreeMap::new();
        for (short, readings) in &groups {
            for form in std::iter::once(short).chain(readings) {
                let words: Vec<String> = form.split(' ').map(folded).collect();
                by_first.entry(words[0].clone()).or_default().push((words, short.clone()));
            }
        }
        for forms in by_first.values_mut() {
            forms.sort_by(|(a, _), (b, _)| b.len().cmp(&a.len()).then(a.cmp(b)));
        }
        Self { groups, by_first: by_first.into_iter().collect(), lay }
    }

    /// Where the forms stand that begin with a folded word.
    pub(super) fn place(&self, word: &str) -> Option<usize> {
        self.by_first.binary_search_by(|(first, _)| first.as_str().cmp(word)).ok()
    }

    /// The forms at a place, all words of each and the short form that it means; none where there is no such place.
    pub(super) fn at(&self, place: usize) -> &[AbbreviationForm] {
        self.by_first.get(place).map_or(&[], |(_, forms)| forms.as_slice())
    }

    /// What people say, folded, and what the law says; without the latter it weighs nothing.
    pub(super) fn lay(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.lay.iter().map(|(said, readings)| (said.as_str(), readings.as_slice()))
    }

    /// Folded short form and readings, by short form.
    pub(super) fn groups(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.groups.iter().map(|(short, readings)| (short.as_str(), readings.as_slice()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn beginning<'a>(abbreviations: &'a Abbreviations, word: &str) -> &'a [AbbreviationForm] {
        abbreviations.place(word).map_or(&[], |place| abbreviations.at(place))
    }

    #[test]
    fn a_site_adds_its_own() {
        let abbreviations = Abbreviations::new("# ours\nDHTN\tĐại học Thái Nguyên\nnothing\n");
        let forms: Vec<&str> =
            beginning(&abbreviations, "dai").iter().map(|(_, short)| short.as_str()).filter(|s| *s == "dhtn").collect();
        assert_eq!(forms, ["dhtn"]);
        assert_eq!(beginning(&abbreviations, "dhtn").len(), 1);
    }

    #[test]
    fn what_people_say_has_words_of_the_law_or_none() {
        let abbreviations = Abbreviations::new("thầy u\tgiáo viên; nhà giáo\n");
        let of =
            |said: &str| abbreviations.lay().find(|(words, _)| *words == said).map(|(_, readings)| readings.to_vec());
        assert_eq!(of("thay u"), Some(vec!["giáo viên".to_owned(), "nhà giáo".to_owned()]));
        assert_eq!(of("tien hoc"), Some(vec!["học phí".to_owned()]));
        assert_eq!(of("bao nhieu"), Some(Vec::new()));
        assert!(beginning(&abbreviations, "tien").iter().all(|(form, _)| form.join(" ") != "tien hoc"));
    }

    #[test]
    fn several_readings_are_one_group() {
        let abbreviations = Abbreviations::new("");
        let (_, readings) = abbreviations.groups().find(|(short, _)| *short == "gddt").expect("GDĐT");
        assert_eq!(readings, ["giáo dục và đào tạo", "giáo dục đào tạo"]);
        assert!(abbreviations.groups().all(|(short, _)| !short.contains(' ')));
    }
}
