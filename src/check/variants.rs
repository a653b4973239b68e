//! Dossiers: per work, the variants of date, issuer, type word, title and period with the places that carry them.
//!
//! In: the corpus. Out: a [`Dossier`] for each work (or works that may be one) that texts cite inconsistently. Where a
//! row of `works.yaml` or the held document itself gives the fact, that is right, even against the majority; without
//! one no variant is called right.

use super::component::{Component, components, contradicted, is_verified};
use super::titles::{Likeness, TitleKey};
use super::written::{self, WrittenPeriod, WrittenTitle};
use crate::citation::{Citation, Form};
use crate::content::registry::{Registries, System};
use crate::corpus::{Corpus, Passage, Resolution, Work, WorkIndex};
use crate::text::date::WorkDate;
use crate::text::name_key;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// What texts disagree about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Aspect {
    /// Date of issue.
    Date,
    /// Issuing body.
    Issuer,
    /// Type word, against other texts or against the symbol.
    Type,
    /// Title.
    Title,
    /// Period that the title names.
    Period,
}

/// A place that carries a variant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VariantPlace {
    /// Document and citation.
    pub passage: Passage,
    /// An editor's decision ties it to the work all the same.
    pub decided: bool,
    /// An editor has silenced the finding, with this reason.
    pub silenced: Option<String>,
}

/// One way of writing it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variant {
    /// As it is shown: `04/11/2013`, a body's name, a title as written.
    pub text: String,
    /// It is what the verified source says; `None` without one.
    pub right: Option<bool>,
    /// The wording alone differs, or the end of the title is not known for sure.
    pub mild: bool,
    /// No text writes it: the symbol itself says it.
    pub by_symbol: bool,
    /// Where, by document and place.
    pub lines: Vec<VariantPlace>,
}

/// What an editor has looked up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// The right value.
    pub text: String,
    /// Key of the row of `works.yaml`, or the path of the held document.
    pub source: String,
    /// It is a row of `works.yaml`.
    pub row: bool,
}

/// The variants of one aspect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AspectVariants {
    /// Which.
    pub aspect: Aspect,
    /// The verified value, where there is one.
    pub verified: Option<Verified>,
    /// Most places first.
    pub variants: Vec<Variant>,
}

/// One work (or several that may be one) that texts cite inconsistently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dossier {
    /// The works; the first is the verified one, where there is one.
    pub works: Vec<WorkIndex>,
    /// Only a suspicion: the works differ in the year alone.
    pub suspected: bool,
    /// What texts disagree about.
    pub aspects: Vec<AspectVariants>,
}

impl Aspect {
    /// Key of its name in the catalogue.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Date => "page-check-aspect-date",
            Self::Issuer => "page-check-aspect-issuer",
            Self::Type => "page-check-aspect-type",
            Self::Title => "page-check-aspect-title",
            Self::Period => "page-check-aspect-period",
        }
    }
}

impl Variant {
    /// Key of the word for what it is: right, different, or open where no editor has looked it up.
    pub const fn state_key(&self) -> &'static str {
        match self.right {
            Some(true) => "page-check-right",
            Some(false) => "page-check-wrong",
            None => "page-check-open",
        }
    }
}

impl Dossier {
    /// `Nghị quyết 29-NQ/TW – Ban Chấp hành Trung ương`.
    pub fn name(&self, corpus: &Corpus) -> String {
        let Some(work) = self.works.first().map(|work| &corpus.works[*work]) else { return String::new() };
        let name = super::citations::name(work);
        match &work.issuer_name {
            Some(issuer) => format!("{name} – {issuer}"),
            None => name,
        }
    }

    /// Only a suspicion, or differences of wording.
    fn is_mild(&self) -> bool {
        let mut variants = self.aspects.iter().flat_map(|aspect| &aspect.variants);
        self.suspected || variants.all(|variant| variant.mild || variant.right == Some(true))
    }

    /// Everything that speaks against what is known (or, where nothing is known, every place) is silenced.
    pub fn is_silenced(&self) -> bool {
        self.aspects
            .iter()
            .flat_map(|aspect| &aspect.variants)
            .filter(|variant| variant.right != Some(true))
            .flat_map(|variant| &variant.lines)
            .all(|line| line.silenced.is_some())
            && self
                .aspects
                .iter()
                .flat_map(|aspect| &aspect.variants)
                .any(|variant| variant.lines.iter().any(|line| line.silenced.is_some()))
    }
}

/// More ways of writing one title than this are not compared with each other.
const MOST_TITLES: usize = 40;

/// All dossiers, by address of their first work, each as `make` wants it: one names every place where its works are
/// cited, and they need not all be in memory at a time.
pub(super) fn each_dossier<T: Send>(
    corpus: &Corpus,
    registries: &Registries,
    make: impl Fn(Dossier) -> T + Sync,
) -> Vec<T> {
    let dossier = |component| Gathered::new(corpus, registries, component).dossier().map(&make);
    components(corpus, registries).into_par_iter().filter_map(dossier).collect()
}

/// All dossiers; suspicions and differences of wording alone come last.
pub(super) fn dossiers(corpus: &Corpus, registries: &Registries) -> Vec<Dossier> {
    let mut dossiers = each_dossier(corpus, registries, |dossier| dossier);
    dossiers.sort_by_key(Dossier::is_mild);
    dossiers
}

/// The mentions of one component.
struct Gathered<'a> {
    corpus: &'a Corpus,
    registries: &'a Registries,
    component: Component,
    verified: Option<WorkIndex>,
    passages: Vec<Passage>,
}

/// Variants of one aspect while they are gathered: by what they are compared by.
type GatheredVariants<K> = BTreeMap<K, Variant>;

impl<'a> Gathered<'a> {
    fn new(corpus: &'a Corpus, registries: &'a Registries, component: Component) -> Self {
        let mut passages: Vec<Passage> = Vec::new();
        for work in component.works.iter().map(|work| &corpus.works[*work]) {
            passages.extend(&work.cited_by);
            let contradicts = |passage: &&Passage| {
                contradicted(corpus, &corpus.documents[passage.document].citations[passage.citation]).is_some()
            };
            passages.extend(work.perhaps_cited_by.iter().filter(contradicts));
        }
        // "Nghị định này" says nothing of it.
        passages.retain(|passage| {
            corpus.documents[passage.document].citations[passage.citation].citation.reference().is_none()
        });
        passages.sort_unstable();
        passages.dedup();
        let verified = component.works.iter().copied().find(|work| is_verified(&corpus.works[*work]));
        Self { corpus, registries, component, verified, passages }
    }

    fn citation(&self, passage: Passage) -> &'a Citation {
        &self.corpus.documents[passage.document].citations[passage.citation].citation
    }

    fn add<K: Ord>(
        &self,
        found: &mut GatheredVariants<K>,
        key: K,
        text: impl FnOnce() -> String,
        right: Option<bool>,
        at: Passage,
    ) {
        let line = VariantPlace { passage: at, decided: false, silenced: None };
        let variant = found.entry(key).or_insert_with(|| Variant {
            text: text(),
            right,
            mild: false,
            by_symbol: false,
            lines: Vec::new(),
        });
        variant.lines.push(line);
    }

    fn known(&self) -> Option<&'a Work> {
        self.verified.map(|work| &*self.corpus.works[work])
    }

    /// A verified value with where it comes from.
    fn source(&self, text: String) -> Option<Verified> {
        let work = self.known()?;
        match (&work.row, work.held) {
            (_, Some(document)) => {
                Some(Verified { text, source: self.corpus.documents[document].path.to_string(), row: false })
            }
            (Some(row), None) => Some(Verified { text, source: row.clone(), row: true }),
            (None, None) => None,
        }
    }

    fn dossier(mut self) -> Option<Dossier> {
        if self.passages.is_empty() {
            return None;
        }
        let mut aspects: Vec<AspectVariants> = self.dates().into_iter().collect();
        if !self.component.suspected {
            aspects.extend(self.issuers());
            aspects.extend(self.types());
            aspects.extend(self.titles_and_periods());
        }
        if aspects.is_empty() {
            return None;
        }
        let verified = self.verified;
        self.component.works.sort_by_key(|work| (Some(*work) != verified, *work));
        Some(Dossier { works: self.component.works, suspected: self.component.suspected, aspects })
    }

    /// The dates that texts write.
    fn dates(&self) -> Option<AspectVariants> {
        let known = self.known().and_then(|work| work.date);
        let written = self.passages.iter().filter_map(|passage| self.citation(*passage).date);
        if are_alike(written, |date| known.is_none_or(|known| known.agrees_with(date))) {
            return None;
        }
        let mut found: GatheredVariants<WorkDate> = BTreeMap::new();
        for passage in &self.passages {
            let Some(date) = self.citation(*passage).date else { continue };
            let right = known.map(|known| known.agrees_with(date));
            self.add(&mut found, date, || date.vietnamese(), right, *passage);
        }
        for line in found.values_mut().filter(|variant| variant.right == Some(false)).flat_map(|wrong| &mut wrong.lines)
        {
            let resolved = &self.corpus.documents[line.passage.document].citations[line.passage.citation];
            // Nothing but a decision links a citation against the day that is known.
            line.decided = matches!(resolved.resolution, Resolution::Work(work, _) if self.verified == Some(work));
        }
        // A year alone says nothing against the days in it.
        let years: BTreeSet<i16> = found.keys().filter_map(|date| Some(date.day()?.year())).collect();
        found.retain(|date, _| matches!(date, WorkDate::Day(_)) || !years.contains(&date.year()));
        let verified = known.and_then(|known| self.source(known.vietnamese()));
        settled(Aspect::Date, verified, found.into_values().collect())
    }

    fn issuers(&self) -> Option<AspectVariants> {
        let issuers = &self.registries.issuers;
        let known = self.known().and_then(|work| Some((work.issuer.as_deref()?, work.issuer_name.as_deref()?)));
        let stated = |passage: &Passage| self.citation(*passage).issuer.as_deref().filter(|issuer| issuer.stated);
        let written = self.passages.iter().filter_map(stated).map(|issuer| issuer.key.as_str());
        if are_alike(written, |key| known.is_none_or(|(known, _)| self.same_issuer(known, key))) {
            return None;
        }
        let mut found: GatheredVariants<&str> = BTreeMap::new();
        for passage in &self.passages {
            let Some(issuer) = stated(passage) else { continue };
            let right = known.map(|(key, _)| self.same_issuer(key, &issuer.key));
            self.add(&mut found, issuer.key.as_str(), || issuer.name.clone(), right, *passage);
        }
        if known.is_none() {
            // "Tỉnh ủy" said of what its standing committee issued is less exact, not wrong.
            let general: BTreeSet<String> = found
                .keys()
                .map(|key| (issuers.series(key), *key))
                .filter(|(general, key)| general != key)
                .map(|(general, _)| general.to_owned())
                .collect();
            if found.len() > 1 {
                found.retain(|key, _| !general.contains(*key));
            }
        }
        let verified = known.and_then(|(_, name)| self.source(name.to_owned()));
        settled(Aspect::Issuer, verified, found.into_values().collect())
    }

    /// The same body, the one in whose series it is numbered, or one that took over from the other.
    fn same_issuer(&self, a: &str, b: &str) -> bool {
        let issuers = &self.registries.issuers;
        let follows = |a: &str, b: &str| issuers.get(a).is_some_and(|issuer| issuer.successor.as_deref() == Some(b));
        let (a, b) = (issuers.base_of(a), issuers.base_of(b));
        a == b || issuers.series(a) == b || issuers.series(b) == a || follows(a, b) || follows(b, a)
    }

    /// The type that the citation at `passage` names, with its word.
    fn named_type(&self, passage: Passage) -> Option<(&'a str, &'a str)> {
        let citation = self.citation(passage);
        let (kind, word) = (citation.kind.as_deref()?, citation.type_word.as_deref()?);
        (citation.form != Form::Titled && !names_any(word)).then_some((kind, word))
    }

    /// The type that the symbol of one of the works abbreviates, where it is none of `kinds`.
    fn against_symbol<'k>(&self, kinds: impl Iterator<Item = &'k str> + Clone) -> Option<(String, String)> {
        self.component.works.iter().find_map(|work| {
            let number = self.corpus.works[*work].number.as_ref()?;
            against_symbol(self.registries, number, kinds.clone())
        })
    }

    fn types(&self) -> Option<AspectVariants> {
        let known = self.known();
        let is_right = |kind: &str| known.and_then(|work| Some(work.kind.as_deref()? == kind));
        let written = self.passages.iter().filter_map(|passage| self.named_type(*passage)).map(|(kind, _)| kind);
        let is_plain = |kind| is_right(kind) != Some(false) && self.against_symbol(std::iter::once(kind)).is_none();
        if are_alike(written, is_plain) {
            return None;
        }
        let mut found: GatheredVariants<&str> = BTreeMap::new();
        for passage in &self.passages {
            let Some((kind, word)) = self.named_type(*passage) else { continue };
            self.add(&mut found, kind, || word.to_owned(), is_right(kind), *passage);
        }
        let by_symbol = self.against_symbol(found.keys().copied());
        let verified = known.and_then(|work| self.source(work.kind_name.clone()));
        let mut variants: Vec<Variant> = found.into_values().collect();
        let Some((_, name)) = by_symbol else { return settled(Aspect::Type, verified, variants) };
        if !variants.iter().any(|variant| variant.text == name) {
            let right = verified.as_ref().map(|verified| verified.text == name);
            variants.push(Variant { text: name, right, mild: false, by_symbol: true, lines: Vec::new() });
        }
        Some(sorted(AspectVariants { aspect: Aspect::Type, verified, variants }))
    }

    fn titles_and_periods(&self) -> Vec<AspectVariants> {
        let known_period = self.known().and_then(|work| written::period(work.title.as_deref()?));
        let mut written: Vec<(Passage, WrittenTitle)> = Vec::new();
        let mut periods: GatheredVariants<WrittenPeriod> = BTreeMap::new();
        for passage in &self.passages {
            let citations = &self.corpus.documents[passage.document].citations;
            let citation = &citations[passage.citation].citation;
            let after = written::after(citation, citations.get(passage.citation + 1).map(|next| &next.citation));
            if let Some(period) = after.period {
                let comparable = known_period.as_ref().filter(|known| known.word == period.word);
                let right = comparable.map(|known| *known == period);
                // A verified title that leaves the period open calls none of them right.
                if known_period.is_none() || comparable.is_some() {
                    self.add(&mut periods, period.clone(), || period.text(), right, *passage);
                }
            }
            written.extend(after.title.map(|title| (*passage, title)));
        }
        let period = known_period.and_then(|period| self.source(period.text()));
        [self.titles(&written), settled(Aspect::Period, period, of_one_kind(periods))].into_iter().flatten().collect()
    }

    /// The titles that texts write, in the order of their places.
    fn titles(&self, written: &[(Passage, WrittenTitle)]) -> Option<AspectVariants> {
        let known = self.known().and_then(|work| work.title.as_deref());
        let known_key = known.map(TitleKey::new);
        let mut keys: BTreeMap<&str, (TitleKey, Option<Likeness>)> = BTreeMap::new();
        // Most texts copy a title word for word.
        for (_, title) in written {
            keys.entry(&title.text).or_insert_with(|| {
                let key = TitleKey::new(&title.text);
                let likeness = known_key.as_ref().map(|known| known.likeness(&key));
                (key, likeness)
            });
        }
        let is_alike = match known {
            Some(_) => keys.values().all(|(_, likeness)| *likeness == Some(Likeness::Same)),
            None => keys.len() <= 1 && written.iter().all(|(_, title)| title.quoted == written[0].1.quoted),
        };
        if is_alike {
            return None;
        }
        let mut titles: GatheredVariants<(&TitleKey, bool)> = BTreeMap::new();
        for (passage, title) in written {
            let (key, likeness) = &keys[title.text.as_str()];
            let right = likeness.map(|likeness| likeness == Likeness::Same);
            let shown = || match &known_key {
                Some(known) if !title.quoted => begun(&title.text, known.len() + RUN_ON),
                _ => title.text.clone(),
            };
            self.add(&mut titles, (key, title.quoted), shown, right, *passage);
            if let Some(variant) = titles.get_mut(&(key, title.quoted)) {
                variant.mild = !title.quoted || *likeness == Some(Likeness::Drifted);
            }
        }
        settled(Aspect::Title, known.and_then(|title| self.source(title.to_owned())), distinct(titles))
    }
}

/// Whether all values are one, and `is_right` has nothing against it: most works are written alike wherever they are
/// cited, and nothing need be gathered of them.
fn are_alike<T: PartialEq>(mut values: impl Iterator<Item = T>, is_right: impl FnOnce(T) -> bool) -> bool {
    let Some(first) = values.next() else { return true };
    values.all(|other| other == first) && is_right(first)
}

/// Words shown of an unquoted title beyond the length of the verified one: the sentence may go on behind it.
const RUN_ON: usize = 6;

/// The first `words` words.
fn begun(text: &str, words: usize) -> String {
    match text.split_inclusive(char::is_whitespace).map(str::len).take(words).sum::<usize>() {
        end if end < text.len() => format!("{}…", &text[..end]),
        _ => text.to_owned(),
    }
}

/// "Văn bản số …" may be of any type.
const ANY_DOCUMENT: &str = "văn bản";

/// Whether a type word says no more than that it is a document.
pub(super) fn names_any(word: &str) -> bool {
    // No other word begins so, and most words are compared in vain.
    word.starts_with(['v', 'V']) && name_key(word) == ANY_DOCUMENT
}

/// The type that a symbol abbreviates (key and name), where it is none of `kinds`.
pub(super) fn against_symbol<'k>(
    registries: &Registries,
    number: &crate::text::number::Number,
    kinds: impl Iterator<Item = &'k str>,
) -> Option<(String, String)> {
    let system = if number.is_party_shaped() { System::Party } else { System::State };
    let mut parts = number.symbol_parts();
    let code = parts.next()?;
    // Alone it abbreviates a body ("119-CP"), or the type of a law, which is not told by it.
    parts.next()?;
    let codes = |kind: &str| registries.types.get(kind).map(|row| row.codes(system)).unwrap_or_default();
    // A type without abbreviation (công văn) has the issuer's in its symbol, which may look like a type's. Nearly every
    // symbol is right, so that the table of types is searched for few.
    let mut doubtful =
        kinds.filter(|kind| !codes(kind).is_empty() && !codes(kind).iter().any(|own| own == code)).peekable();
    doubtful.peek()?;
    let named = registries.types.by_code(code, system)?;
    let kind = doubtful.find(|kind| named.key != **kind);
    kind.map(|_| (named.key.clone(), named.name.clone()))
}

/// The variants where there is a contradiction: against the verified value, or of two variants.
fn settled(aspect: Aspect, verified: Option<Verified>, variants: Vec<Variant>) -> Option<AspectVariants> {
    let contradicts = match verified {
        Some(_) => variants.iter().any(|variant| variant.right == Some(false)),
        None => variants.len() > 1,
    };
    contradicts.then(|| sorted(AspectVariants { aspect, verified, variants }))
}

/// Most places first, then by the words.
fn sorted(mut aspect: AspectVariants) -> AspectVariants {
    aspect.variants.sort_by(|a, b| (b.lines.len(), &a.text).cmp(&(a.lines.len(), &b.text)));
    aspect
}

/// Titles that say different things: one that is a part of another, or that agrees with the verified one, joins it.
fn distinct(found: GatheredVariants<(&TitleKey, bool)>) -> Vec<Variant> {
    let mut kept: Vec<(&TitleKey, Variant)> = Vec::new();
    let mut by_length: Vec<((&TitleKey, bool), Variant)> = found.into_iter().collect();
    by_length.sort_by(|a, b| b.0.0.len().cmp(&a.0.0.len()).then_with(|| a.0.cmp(&b.0)));
    for ((key, _), variant) in by_length {
        let same = kept.iter_mut().take(MOST_TITLES).find(|(other, known)| {
            known.right == Some(true) && variant.right == Some(true)
                || known.right == variant.right && other.likeness(key) == Likeness::Same
        });
        match same {
            Some((_, known)) => {
                known.lines.extend(variant.lines);
                known.lines.sort_by_key(|line| line.passage);
                known.mild &= variant.mild;
            }
            None => {
                let differs = variant.right != Some(true)
                    && kept.iter().take(MOST_TITLES).any(|(other, _)| other.likeness(key) != Likeness::Same);
                let mild =
                    variant.mild || differs && kept.iter().any(|(other, _)| other.likeness(key) == Likeness::Drifted);
                kept.push((key, Variant { mild, ..variant }));
            }
        }
    }
    kept.into_iter().map(|(_, variant)| variant).collect()
}

/// Periods of the kind that most texts name; "năm học 2023-2024" does not contradict "giai đoạn 2021-2025".
fn of_one_kind(found: GatheredVariants<WrittenPeriod>) -> Vec<Variant> {
    let mut by_word: BTreeMap<String, Vec<Variant>> = BTreeMap::new();
    for (period, variant) in found {
        by_word.entry(period.word).or_default().push(variant);
    }
    let wrong = |variants: &Vec<Variant>| variants.iter().any(|variant| variant.right == Some(false));
    by_word.into_values().max_by_key(|variants| (wrong(variants), variants.len())).unwrap_or_default()
}
