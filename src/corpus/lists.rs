//! Lists of documents (by theme, issuer, type, school year), newest first, and the series of yearly directives.

use super::{Corpus, DocumentIndex, HeldDocument, ThemeList, Work, WorkIndex};
use crate::content::front_matter::FrontMatter;
use crate::content::registry::Registries;
use crate::content::registry::tenure::split_key;
use crate::text::slug;
use jiff::civil::{Date, date};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// When a document counts as made, for ordering alone: its date; a document without one stands at the first of
/// September of its school year, else before all others. Never shown.
pub fn order_key(front_matter: &FrontMatter) -> Date {
    if let Some(date) = &front_matter.date {
        return date.value;
    }
    let year = front_matter.school_year.as_deref().and_then(|year| year.get(..4)).and_then(|year| year.parse().ok());
    year.map_or(date(1, 1, 1), |year: i16| Date::new(year.clamp(1, 9999), 9, 1).unwrap_or(date(1, 1, 1)))
}

/// Newest first; documents of one day by id.
pub(super) fn newest_first(documents: &[Arc<HeldDocument>]) -> Vec<DocumentIndex> {
    let mut order: Vec<DocumentIndex> = (0..documents.len()).collect();
    order.sort_by_key(|index| Reverse(order_key(&documents[*index].front_matter)));
    order
}

impl Corpus {
    /// All lists of documents, of the documents as they are.
    pub(super) fn list_documents(&mut self) {
        let documents = self.documents.quietly();
        self.newest = newest_first(documents).into();
        let by = |key: fn(&HeldDocument) -> Option<&str>| group(documents, &self.newest, key);
        self.by_issuer = by(|document| Some(&document.front_matter.issuer.value)).into();
        self.by_type = by(|document| Some(&document.front_matter.kind.value)).into();
        self.by_school_year = by(|document| document.front_matter.school_year.as_deref()).into();
        self.list_themes();
    }

    /// The lists of themes alone.
    pub(super) fn list_themes(&mut self) {
        self.by_theme = group_themes(self.documents.quietly(), &self.newest).into();
    }

    /// Names the body that issued a work. True: it had no name before.
    pub(super) fn name_issuer(&mut self, registries: &Registries, work: &Work) -> bool {
        let (Some(key), Some(name)) = (&work.issuer, &work.issuer_name) else { return false };
        if self.issuer_names.contains_key(key) {
            return false;
        }
        let name = registries.issuers.get(key).map_or(name, |issuer| &issuer.name);
        if let Some(dated) = registries.issuers.dated_name(key, name) {
            self.dated_names.insert(key.clone(), dated);
        }
        self.issuer_names.insert(key.clone(), name.clone());
        true
    }
}

/// Documents under each key.
fn group<'a>(
    documents: &'a [Arc<HeldDocument>],
    order: &[DocumentIndex],
    key: impl Fn(&'a HeldDocument) -> Option<&'a str>,
) -> BTreeMap<String, Vec<DocumentIndex>> {
    let mut lists: BTreeMap<String, Vec<DocumentIndex>> = BTreeMap::new();
    for index in order {
        if let Some(key) = key(&documents[*index]) {
            lists.entry(key.to_owned()).or_default().push(*index);
        }
    }
    lists
}

/// Documents and sections of each theme.
fn group_themes(documents: &[Arc<HeldDocument>], order: &[DocumentIndex]) -> BTreeMap<String, ThemeList> {
    let mut lists: BTreeMap<String, ThemeList> = BTreeMap::new();
    for index in order {
        let document = &documents[*index];
        for tag in &document.front_matter.themes {
            let sections = (0..document.sections.len())
                .filter(|at| tag.sections.iter().any(|anchor| anchor.value == *document.sections[*at].anchor))
                .collect();
            lists.entry(tag.theme.value.clone()).or_default().documents.push((*index, sections));
        }
    }
    lists
}

/// Works without a text here, under each issuer, by address.
pub(super) fn works_by_issuer(works: &[Work]) -> BTreeMap<String, Vec<WorkIndex>> {
    let mut lists: BTreeMap<String, Vec<WorkIndex>> = BTreeMap::new();
    for (index, work) in works.iter().enumerate() {
        if let (Some(issuer), None) = (&work.issuer, work.held) {
            lists.entry(issuer.clone()).or_default().push(index);
        }
    }
    lists
}

/// The series a document belongs to: the editor's, else issuer + type + title less the school year.
pub(super) fn series_of(front_matter: &FrontMatter) -> String {
    if let Some(series) = &front_matter.series {
        return series.clone();
    }
    series_key(&front_matter.issuer.value, &front_matter.kind.value, &front_matter.title)
}

/// The series of a work that nobody has named: issuer, type and title less the school year.
pub fn series_key(issuer: &str, kind: &str, title: &str) -> String {
    // A series goes on where a body goes on under its name.
    let (issuer, _) = split_key(issuer);
    format!("{issuer}/{kind}/{}", slug(&without_years(title)))
}

/// Drops `2023-2024`, `2023 - 2024` and the like.
pub fn without_years(title: &str) -> String {
    let letters: Vec<char> = title.chars().collect();
    let mut kept = String::with_capacity(title.len());
    let mut at = 0;
    while at < letters.len() {
        match span_of_years(&letters[at..]) {
            Some(length) if at == 0 || !letters[at - 1].is_ascii_digit() => at += length,
            _ => {
                kept.push(letters[at]);
                at += 1;
            }
        }
    }
    kept
}

fn span_of_years(letters: &[char]) -> Option<usize> {
    let digits = |from: usize| letters[from..].iter().take_while(|c| c.is_ascii_digit()).count();
    if digits(0) != 4 {
        return None;
    }
    let mut at = 4;
    let gap = letters[at..].iter().take_while(|c| c.is_whitespace() || matches!(c, '-' | '–')).count();
    if !letters[at..at + gap].iter().any(|c| matches!(c, '-' | '–')) {
        return None;
    }
    at += gap;
    (digits(at) == 4).then_some(at + 4)
}

/// Ties each document to the one before and after it in its series. Two documents of one school year (or day) are
/// neighbours in the order of their ids.
pub(super) fn chain(documents: &mut [HeldDocument]) {
    let mut series: BTreeMap<String, BTreeSet<(Date, String, DocumentIndex)>> = BTreeMap::new();
    for (index, document) in documents.iter().enumerate() {
        let place = (order_key(&document.front_matter), document.id.clone(), index);
        series.entry(document.series.clone()).or_default().insert(place);
    }
    for members in series.values() {
        let chain: Vec<DocumentIndex> = members.iter().map(|(_, _, index)| *index).collect();
        for pair in chain.windows(2) {
            documents[pair[0]].next = Some(pair[1]);
            documents[pair[1]].previous = Some(pair[0]);
        }
    }
}

/// The documents of a series, in their order.
pub(super) fn series_members(documents: &[Arc<HeldDocument>], series: &str) -> Vec<DocumentIndex> {
    let mut members: Vec<DocumentIndex> = (0..documents.len()).filter(|at| documents[*at].series == series).collect();
    members.sort_by_key(|at| (order_key(&documents[*at].front_matter), documents[*at].id.as_str(), *at));
    members
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn school_years_do_not_tell_series_apart() {
        let bare = "Về nhiệm vụ trọng tâm năm học ";
        assert_eq!(without_years("Về nhiệm vụ trọng tâm năm học 2023-2024"), bare);
        assert_eq!(without_years("Về nhiệm vụ trọng tâm năm học 2024 – 2025"), bare);
        assert_eq!(without_years("Đề án 06 năm 2023"), "Đề án 06 năm 2023");
        assert_eq!(without_years("số 12023-2024"), "số 12023-2024");
    }
}
