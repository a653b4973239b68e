//! Holds a query against the corpus: the works that fit, passages whose work is not known, and near misses.
//!
//! In: a [`Query`], the site. Out: [`Matches`], in an order that depends on the content alone. Nothing is chosen: where
//! several works fit, all are there, with what tells them apart.

use super::LookupSite;
use super::query::{Query, QueryWord, is_filler};
use crate::citation::Citation;
use crate::content::registry::Registries;
use crate::corpus::{Corpus, Passage, Resolution, Work, WorkIndex};
use crate::search::number_terms;
use crate::search::words::{folded_text, typed_text};
use crate::text::date::WorkDate;
use crate::text::number::Number;
use crate::text::suggest::distance;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// What fits a query.
#[derive(Debug, Default)]
pub(super) struct Matches {
    /// Works that fit, best first.
    pub works: Vec<WorkIndex>,
    /// In what the works of one number differ; empty for one work or a name.
    pub differs: Vec<Difference>,
    /// What texts call works that are not known, and where.
    pub mentions: Vec<OpenMention>,
    /// Works that fit but for something.
    pub near: Vec<(WorkIndex, Vec<Difference>)>,
}

/// What can tell two works, or a work and a query, apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Difference {
    /// The digits, or a letter after them.
    Number,
    /// Type, symbol or name.
    Words,
    /// Type.
    Type,
    /// Day or year.
    Date,
    /// Issuing body.
    Issuer,
}

impl Difference {
    /// The key in JSON; `find-differs-<key>` is its word in the catalogue.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Words => "words",
            Self::Type => "type",
            Self::Date => "date",
            Self::Issuer => "issuer",
        }
    }
}

/// Words that texts use for a work that is not known, or that may be one of several.
#[derive(Debug)]
pub(super) struct OpenMention {
    /// As written, white space single.
    pub text: String,
    /// Several works fit (else none is known).
    pub ambiguous: bool,
    /// Where.
    pub passages: Vec<Passage>,
}

/// NearMiss misses that are named.
const MOST_NEAR: usize = 6;
/// Words taken together when a number is matcher for among them: `88 2014 qh 13`, `66 2012 ttlt btc bgddt`.
const LONGEST_RUN: usize = 8;

/// Everything that fits.
pub(super) fn matches(query: &Query, site: LookupSite<'_>) -> Matches {
    let LookupSite { corpus, registries, .. } = site;
    let phrase = query.phrase();
    let codes = registries.types.iter().flat_map(|kind| kind.state_codes.iter().chain(&kind.party_codes));
    let matcher = Matcher {
        query,
        corpus,
        registries,
        kind: leading_type(&phrase, registries),
        codes: codes.map(|code| folded_text(code)).collect(),
        phrase,
    };
    let mut fits: Vec<(MatchRank, WorkIndex)> = Vec::new();
    let mut near: Vec<(Vec<Difference>, WorkIndex)> = Vec::new();
    for index in 0..corpus.works.len() {
        match matcher.by_number(index) {
            Some((rank, missing)) if missing.is_empty() => fits.push((rank, index)),
            Some((_, missing)) => near.push((missing, index)),
            None => {}
        }
    }
    let numbered = !fits.is_empty();
    if query.has_name() {
        let known: BTreeSet<WorkIndex> = fits.iter().map(|(_, index)| *index).collect();
        let named = (0..corpus.works.len()).filter(|index| !known.contains(index));
        fits.extend(named.filter_map(|index| matcher.by_name(index, numbered).map(|rank| (rank, index))));
    }
    let order = |index: WorkIndex| matcher.order(index);
    fits.sort_by_cached_key(|(rank, index)| (*rank, order(*index)));
    let works: Vec<WorkIndex> = fits.into_iter().map(|(_, index)| index).collect();
    near.retain(|(_, index)| !works.contains(index));
    if works.is_empty() {
        near.extend(matcher.misspelt());
        let least = near.iter().map(|(missing, _)| missing.len()).min();
        near.retain(|(missing, _)| Some(missing.len()) == least);
    } else {
        // Beside works that fit, only the same number of another day is worth a look.
        near.retain(|(missing, _)| missing == &[Difference::Date]);
    }
    near.sort_by_cached_key(|(missing, index)| (missing.contains(&Difference::Words), order(*index)));
    near.truncate(MOST_NEAR);
    Matches {
        differs: if numbered { differs(corpus, &works) } else { Vec::new() },
        mentions: matcher.mentions(),
        works,
        near: near.into_iter().map(|(missing, index)| (index, missing)).collect(),
    }
}

/// How well a work fits: the smaller the better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct MatchRank {
    /// The whole number, part of it; the whole name, its beginning, words of it.
    tier: u8,
    /// The day fits, the year alone does, nothing is known.
    date: u8,
    /// The marks typed are not the work's own.
    unmarked: bool,
}

struct Matcher<'a> {
    query: &'a Query,
    corpus: &'a Corpus,
    registries: &'a Registries,
    phrase: String,
    /// The name of a type with which the query begins, folded: "quyet dinh".
    kind: Option<String>,
    /// Abbreviations of all types, folded: in a query they say which type, and are no words of a title.
    codes: BTreeSet<String>,
}

impl Matcher<'_> {
    /// Verified works first, then the most cited, then the newest.
    fn order(&self, index: WorkIndex) -> (bool, Reverse<usize>, Reverse<Option<WorkDate>>, &str) {
        let work = &self.corpus.works[index];
        let verified = work.held.is_some() || work.row.is_some();
        (!verified, Reverse(work.cited_by.len()), Reverse(work.date), &work.address)
    }

    /// Whether the query names the work's number, and what else of the query speaks against it.
    fn by_number(&self, index: WorkIndex) -> Option<(MatchRank, Vec<Difference>)> {
        let work = &self.corpus.works[index];
        let number = work.number.as_ref()?;
        let (run, whole) = numbered_by(&self.query.words, number)?;
        let rest: Vec<&QueryWord> =
            self.query.words.iter().enumerate().filter(|(at, _)| !run.contains(at)).map(|(_, word)| word).collect();
        let mut missing = BTreeSet::new();
        if !self.is_of_type(work) {
            missing.insert(Difference::Words);
        }
        let unknown = unknown_words(&rest, &self.known(index, number), &self.codes);
        if unknown.iter().any(|word| word.year().is_some()) {
            missing.insert(Difference::Date);
        }
        if unknown.iter().any(|word| word.year().is_none()) {
            missing.insert(Difference::Words);
        }
        let date = match date_rank(self.query.date, work.date.or_else(|| number.own_year().map(WorkDate::Year))) {
            Some(rank) => rank,
            None => {
                missing.insert(Difference::Date);
                2
            }
        };
        let symbol = symbol_words(number);
        let tier = u8::from(!(whole || rest.iter().all(|word| symbol.contains(&word.text))));
        Some((MatchRank { tier, date, unmarked: false }, missing.into_iter().collect()))
    }

    /// What the work offers for the words of a query that are not its number.
    fn known(&self, index: WorkIndex, number: &Number) -> KnownWords {
        let work = &self.corpus.works[index];
        let kind = work.kind.as_deref().and_then(|key| self.registries.types.get(key));
        let codes = kind.into_iter().flat_map(|kind| kind.state_codes.iter().chain(&kind.party_codes));
        let symbol = symbol_words(number).into_iter().chain(codes.map(|code| folded_text(code))).collect();
        KnownWords { symbol, others: self.words_of(index), years: years(work) }
    }

    /// Whether the work can be what the query calls it; a code is a law, a joint circular a circular.
    fn is_of_type(&self, work: &Work) -> bool {
        let (Some(wanted), Some(kind)) = (&self.kind, work.kind.as_deref()) else { return true };
        let row = self.registries.types.get(kind);
        let aliases = row.into_iter().flat_map(|row| row.aliases.iter().map(String::as_str));
        std::iter::once(work.kind_name.as_str()).chain(aliases).any(|name| has_words(&folded_text(name), wanted))
            || self.aliases(work).any(|alias| has_words(&folded_text(alias), wanted))
    }

    /// Folded words by which a work is known: type, issuer, title, names.
    fn words_of(&self, index: WorkIndex) -> BTreeSet<String> {
        let work = &self.corpus.works[index];
        let mut texts: Vec<&str> = vec![&work.kind_name];
        if let Some(kind) = work.kind.as_deref().and_then(|key| self.registries.types.get(key)) {
            texts.extend(kind.aliases.iter().map(String::as_str));
        }
        texts.extend(work.issuer_name.as_deref());
        texts.extend(work.title.as_deref());
        if let Some(issuer) = work.issuer.as_deref().and_then(|key| self.registries.issuers.get(key)) {
            texts.push(&issuer.official_name);
            texts.extend(issuer.spellings.iter().chain(&issuer.codes).map(String::as_str));
        }
        texts.extend(self.aliases(work));
        texts.iter().flat_map(|text| folded_text(text).split(' ').map(str::to_owned).collect::<Vec<_>>()).collect()
    }

    fn aliases<'w>(&'w self, work: &'w Work) -> impl Iterator<Item = &'w str> {
        let row = work.row.as_deref().and_then(|key| self.registries.works.get(key));
        let own = work.held.map(|index| &self.corpus.documents[index].front_matter.aliases);
        let rows = row.into_iter().flat_map(|row| row.aliases.iter().map(|alias| alias.text.as_str()));
        rows.chain(own.into_iter().flatten().map(String::as_str))
    }

    /// Whether the query is a name of the work or, unless a number was found (`whole_only`), words of it.
    fn by_name(&self, index: WorkIndex, whole_only: bool) -> Option<MatchRank> {
        let work = &self.corpus.works[index];
        let date = date_rank(self.query.date, work.date)?;
        let mut names: Vec<String> = self.aliases(work).map(str::to_owned).collect();
        if let Some(title) = &work.title {
            names.push(format!("{} {title}", work.kind_name));
            names.push(title.clone());
        }
        // "luật giáo dục 2019": the year tells which.
        let year = self.query.words.last().and_then(QueryWord::year).filter(|_| self.query.words.len() > 1);
        let by_year = year.filter(|year| work.date.is_some_and(|date| date.year() == *year));
        let bare = by_year.and_then(|year| self.phrase.strip_suffix(&format!(" {year}"))).unwrap_or(&self.phrase);
        let tier = names.iter().filter_map(|name| name_tier(&folded_text(name), bare)).min();
        let tier = match (tier, whole_only) {
            (Some(2), _) => 2,
            (_, true) => return None,
            (Some(tier), false) => tier,
            (None, false) => self.all_words(index, by_year.is_some()).then_some(5)?,
        };
        let marked = by_year.and_then(|year| self.query.marked.strip_suffix(&format!(" {year}")));
        let marked = marked.unwrap_or(&self.query.marked);
        let unmarked = !names.iter().any(|name| typed_text(name).contains(marked));
        Some(MatchRank { tier, date, unmarked })
    }

    fn all_words(&self, index: WorkIndex, year_known: bool) -> bool {
        let words: Vec<&QueryWord> = self.query.words.iter().filter(|word| !is_filler(&word.text)).collect();
        let words = if year_known { &words[..words.len().saturating_sub(1)] } else { &words[..] };
        if words.is_empty() || words.iter().any(|word| word.tied) || !self.is_of_type(&self.corpus.works[index]) {
            return false;
        }
        let known = self.words_of(index);
        words.iter().all(|word| known.contains(&word.text))
    }

    /// Works whose number or name is nearly what was typed.
    fn misspelt(&self) -> Vec<(Vec<Difference>, WorkIndex)> {
        let mut found = Vec::new();
        for (index, work) in self.corpus.works.iter().enumerate() {
            if self.nearly_numbered(index, work) {
                found.push((vec![Difference::Number], index));
            } else if self.nearly_named(work) {
                found.push((vec![Difference::Words], index));
            }
        }
        found
    }

    /// One digit wrong, missing, too many or swapped, all the rest as typed.
    fn nearly_numbered(&self, index: WorkIndex, work: &Work) -> bool {
        let Some(number) = &work.number else { return false };
        let ordinal = folded_text(number.ordinal()).replace(' ', "");
        let ordinal = ordinal.trim_start_matches('0');
        let typed = self.query.words.iter().enumerate().find(|(_, word)| word.is_numeric());
        let Some((at, typed)) = typed else { return false };
        let wanted = typed.text.trim_start_matches('0');
        // With a digit or two every number is near.
        if wanted.len() < 3 || wanted.len().abs_diff(ordinal.len()) > 1 || distance(wanted, ordinal) != 1 {
            return false;
        }
        let rest: Vec<&QueryWord> =
            self.query.words.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, word)| word).collect();
        unknown_words(&rest, &self.known(index, number), &self.codes).is_empty()
            && date_rank(self.query.date, work.date).is_some()
            && self.is_of_type(work)
    }

    fn nearly_named(&self, work: &Work) -> bool {
        let Some(title) = work.title.as_deref().filter(|_| self.query.has_name()) else { return false };
        let typed = self.phrase.chars().count();
        let near = |name: &str| {
            let name = folded_text(name);
            // A beginning of the name as long as what was typed: titles are rarely typed to their end.
            let start: String = name.chars().take(typed).collect();
            typed >= 6 && distance(&self.phrase, &start) <= typed / 6
        };
        near(title) || near(&format!("{} {title}", work.kind_name))
    }

    /// Passages whose work is not known, by what is written.
    fn mentions(&self) -> Vec<OpenMention> {
        let mut found: BTreeMap<(String, bool), Vec<Passage>> = BTreeMap::new();
        for (document, held) in self.corpus.documents.iter().enumerate() {
            for (at, resolved) in held.citations.iter().enumerate() {
                let ambiguous = match resolved.resolution {
                    Resolution::Ambiguous(_) => true,
                    Resolution::Unknown => false,
                    Resolution::Work(_, _) | Resolution::Own => continue,
                };
                if self.is_mentioned(&resolved.citation) {
                    let text = resolved.citation.text().split_whitespace().collect::<Vec<_>>().join(" ");
                    found.entry((text, ambiguous)).or_default().push(Passage { document, citation: at });
                }
            }
        }
        let mut mentions: Vec<OpenMention> =
            found.into_iter().map(|((text, ambiguous), passages)| OpenMention { text, ambiguous, passages }).collect();
        mentions.sort_by_key(|mention| Reverse(mention.passages.len()));
        mentions
    }

    fn is_mentioned(&self, citation: &Citation) -> bool {
        if date_rank(self.query.date, citation.date).is_none() {
            return false;
        }
        let text = folded_text(citation.text());
        match &citation.number {
            Some(number) => {
                let Some((run, _)) = numbered_by(&self.query.words, number) else { return false };
                let rest: Vec<&QueryWord> =
                    self.query.words.iter().enumerate().filter(|(at, _)| !run.contains(at)).map(|(_, w)| w).collect();
                let others = text.split(' ').map(str::to_owned).collect();
                let years = citation.date.map(WorkDate::year).into_iter().collect();
                unknown_words(&rest, &KnownWords { symbol: symbol_words(number), others, years }, &self.codes)
                    .is_empty()
            }
            None => self.query.has_name() && !self.phrase.is_empty() && has_words(&text, &self.phrase),
        }
    }
}

/// The longest name of a type, or another word for it, with which the phrase begins and after which it goes on.
fn leading_type(phrase: &str, registries: &Registries) -> Option<String> {
    let names = registries.types.iter().flat_map(|kind| std::iter::once(&kind.name).chain(&kind.aliases));
    let names = names.map(|name| folded_text(name));
    names
        .filter(|name| phrase.strip_prefix(name.as_str()).is_some_and(|rest| rest.starts_with(' ')))
        .max_by_key(String::len)
}

/// The words that a work offers, folded; what a query says beyond them speaks against the work.
struct KnownWords {
    symbol: BTreeSet<String>,
    others: BTreeSet<String>,
    years: Vec<i16>,
}

/// The words that speak against the work. Words tied to the number must be in its symbol.
fn unknown_words<'q>(rest: &[&'q QueryWord], known: &KnownWords, codes: &BTreeSet<String>) -> Vec<&'q QueryWord> {
    let fits = |word: &&QueryWord| {
        let is_year = word.year().is_some_and(|year| known.years.contains(&year));
        let of_symbol = known.symbol.contains(&word.text);
        let of_title = !codes.contains(&word.text) && known.others.contains(&word.text);
        let free = !word.tied && (is_filler(&word.text) || of_title);
        is_year || of_symbol || free
    };
    rest.iter().copied().filter(|word| !fits(word)).collect()
}

fn years(work: &Work) -> Vec<i16> {
    work.number.as_ref().and_then(Number::own_year).into_iter().chain(work.date.map(WorkDate::year)).collect()
}

/// The abbreviations of a symbol, each by itself: `qd`, `bgddt`.
fn symbol_words(number: &Number) -> BTreeSet<String> {
    let parts = number.symbol_parts().flat_map(|part| {
        let part = folded_text(part);
        let digits = part.find(|c: char| c.is_ascii_digit()).filter(|at| *at > 0).unwrap_or(part.len());
        [part[..digits].to_owned(), part[digits..].to_owned()]
    });
    parts.filter(|part| !part.is_empty()).collect()
}

/// The places of the words that are this number, as many of it as stand together; and whether that is the whole of it.
fn numbered_by(words: &[QueryWord], number: &Number) -> Option<(Range<usize>, bool)> {
    // The digits before anything else of the ordinal: they spare most works the rest.
    let digits = number.ordinal().trim_start_matches('0');
    let digits = &digits[..digits.bytes().take_while(u8::is_ascii_digit).count()];
    let begins = |word: &QueryWord| word.is_numeric() && word.text.trim_start_matches('0').starts_with(digits);
    if !words.iter().any(begins) {
        return None;
    }
    let terms = number_terms(number);
    let mut best: Option<(Range<usize>, bool)> = None;
    for (from, word) in words.iter().enumerate().filter(|(_, word)| begins(word)) {
        let mut joined = String::from("#");
        joined.push_str(word.text.trim_start_matches('0'));
        for to in from + 1..=words.len().min(from + LONGEST_RUN) {
            if to > from + 1 {
                joined.push_str(&words[to - 1].text);
            }
            if terms.contains(&joined) && best.as_ref().is_none_or(|(run, _)| run.len() < to - from) {
                let whole = terms.first() == Some(&joined) && !number.symbol().is_empty();
                best = Some((from..to, whole));
            }
        }
    }
    best
}

/// 0: nothing asked, or the very day; 1: the year alone agrees; 2: the work's date is not known; `None`: another date.
fn date_rank(asked: Option<WorkDate>, known: Option<WorkDate>) -> Option<u8> {
    match (asked, known) {
        (None, _) => Some(0),
        (Some(_), None) => Some(2),
        (Some(asked), Some(known)) if !asked.agrees_with(known) => None,
        (Some(WorkDate::Day(_)), Some(WorkDate::Day(_))) => Some(0),
        _ => Some(1),
    }
}

/// 2: the whole name; 3: its beginning; 4: words on end in it.
fn name_tier(name: &str, phrase: &str) -> Option<u8> {
    match name.find(phrase) {
        Some(0) if name.len() == phrase.len() => Some(2),
        Some(0) if name[phrase.len()..].starts_with(' ') => Some(3),
        Some(_) if has_words(name, phrase) => Some(4),
        _ => None,
    }
}

/// Whether `phrase` stands in `text`, from word to word.
fn has_words(text: &str, phrase: &str) -> bool {
    text.match_indices(phrase).any(|(at, _)| {
        let end = at + phrase.len();
        (at == 0 || text[..at].ends_with(' ')) && (end == text.len() || text[end..].starts_with(' '))
    })
}

/// In what works of one number differ.
fn differs(corpus: &Corpus, works: &[WorkIndex]) -> Vec<Difference> {
    let varies = |fact: &dyn Fn(&Work) -> Option<String>| {
        let facts: BTreeSet<Option<String>> = works.iter().map(|index| fact(&corpus.works[*index])).collect();
        facts.len() > 1
    };
    let mut differs = Vec::new();
    if varies(&|work| work.number.as_ref().map(Number::key)) {
        differs.push(Difference::Number);
    }
    if varies(&|work| Some(work.kind_name.clone())) {
        differs.push(Difference::Type);
    }
    if varies(&|work| work.date.map(|date| date.to_string())) {
        differs.push(Difference::Date);
    }
    if varies(&|work| work.issuer_name.clone()) {
        differs.push(Difference::Issuer);
    }
    differs
}
