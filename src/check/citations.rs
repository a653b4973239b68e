//! Rules over the citations of one document.
//!
//! In: the corpus and one of its documents. Out: [`Finding`]s, in source order.

use super::Ends;
use super::closing;
use super::laws;
use super::policy::Policy;
use super::spelling;
use super::variants::{against_symbol, names_any};
use super::written;
use crate::citation::{Citation, Form};
use crate::content::front_matter::{Relation, Status};
use crate::content::registry::types::NumberYear;
use crate::content::registry::{Level, Registries};
use crate::corpus::{Corpus, DocumentIndex, Finding, HeldDocument, Resolution, Work, WorkIndex, quote};
use crate::diagnostic::{Diagnostic, Severity};
use crate::text::date::WorkDate;
use crate::text::letters;
use crate::text::number::Number;
use hashbrown::{HashMap, HashSet};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// When works ended, and what says so.
pub(super) type EndedWorks = BTreeMap<WorkIndex, Vec<WorkEnd>>;

/// The end of a work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct WorkEnd {
    /// The first day on which it counts no more, or the last on which it did.
    date: Date,
    /// The work that says so; `None`: its own front matter.
    by: Option<WorkIndex>,
}

/// The ends that the corpus knows: `effective_to` of documents marked as expired, and works that replace
/// or repeal others.
pub(super) fn ended(corpus: &Corpus) -> EndedWorks {
    let mut ended = EndedWorks::new();
    for (index, work) in corpus.works.iter().enumerate() {
        if let Some(held) = work.held.map(|held| &corpus.documents[held].front_matter)
            && matches!(held.status, Status::Expired | Status::Withdrawn)
            && let Some(date) = held.effective_to
        {
            ended.entry(index).or_default().push(WorkEnd { date, by: None });
        }
        for relation in &work.relations {
            let ends = matches!(relation.relation, Relation::Replaces | Relation::Repeals) && !relation.outgoing;
            if let (true, Some(WorkDate::Day(date))) = (ends, corpus.works[relation.other].date) {
                ended.entry(index).or_default().push(WorkEnd { date, by: Some(relation.other) });
            }
        }
    }
    ended
}

/// Abbreviation → the one central body that has had it; `None`: several have.
pub(super) type CodeOwners = HashMap<String, Option<String>>;

/// The owners of all abbreviations of central bodies.
pub(super) fn code_owners(registries: &Registries) -> CodeOwners {
    let mut owners = CodeOwners::new();
    for row in registries.issuers.iter().filter(|row| row.level == Level::Central) {
        for code in &row.codes {
            let owner = owners.entry(code.clone()).or_insert_with(|| Some(row.key.clone()));
            if owner.as_ref().is_some_and(|owner| *owner != row.key) {
                *owner = None;
            }
        }
    }
    owners
}

/// Checks all citations of one document.
pub(super) fn check(
    corpus: &Corpus,
    registries: &Registries,
    ends: &Ends,
    document: DocumentIndex,
    policy: &Policy<'_>,
) -> Vec<Finding> {
    let held = &corpus.documents[document];
    let mut found = DocumentFindings { held, findings: Vec::new() };
    let mut said: BTreeSet<(&str, String)> = BTreeSet::new();
    // Most are written as before: no key need be made of them.
    let mut written: HashSet<(Option<&str>, &Number)> = HashSet::new();
    let date = held.front_matter.date.as_ref().map(|date| date.value);
    // "Nghị định này" says nothing new.
    for resolved in held.citations.iter().filter(|resolved| resolved.citation.reference().is_none()) {
        let citation = &resolved.citation;
        let work = match resolved.resolution {
            Resolution::Work(work, _) => Some(work),
            _ => None,
        };
        if let Some(date) = date {
            later(&mut found, citation, work.map(|work| &*corpus.works[work]), date);
            if let Some(work) = work {
                no_longer_in_force(&mut found, corpus, &ends.works, citation, work, date);
            }
        }
        spelt(&mut found, citation, policy);
        let Some(number) = &citation.number else { continue };
        // The same slip in the same document is said once.
        let kind = citation.kind.as_deref();
        if number.symbol().is_empty()
            || !written.insert((kind, number))
            || !said.insert((kind.unwrap_or(""), number.key()))
        {
            continue;
        }
        type_against_symbol(&mut found, registries, citation, number);
        issuer_against_symbol(&mut found, (registries, &ends.owners), citation, number);
        if policy.wants("number-year-unusual", Severity::Info) {
            let written = citation.date.or_else(|| corpus.works[work?].date);
            let kind = citation.kind.as_deref();
            if let Some(problem) = kind.and_then(|kind| unusual_year(registries, kind, number, written)) {
                found.at(citation, problem);
            }
        }
    }
    laws::check(&mut found, corpus, registries, ends.data_day, policy);
    if policy.wants("citation-first-incomplete", Severity::Info) {
        completeness(&mut found, registries);
    }
    if policy.wants("cited-not-held", Severity::Info) {
        not_held(&mut found, corpus);
    }
    own_number(&mut found, registries, policy);
    found.findings
}

/// What was found in one document.
pub(super) struct DocumentFindings<'a> {
    pub held: &'a HeldDocument,
    findings: Vec<Finding>,
}

impl DocumentFindings<'_> {
    /// A problem of the document as a whole.
    pub fn of_document(&mut self, problem: Diagnostic) {
        let path = &self.held.path;
        let span = self.held.front_matter.kind.span;
        self.findings.push(Finding::new(problem.in_file(Arc::clone(path)), path.clone(), span));
    }

    /// A problem at a citation, which it quotes as `{text}`.
    pub fn at(&mut self, citation: &Citation, problem: Diagnostic) {
        let problem = problem.with("text", citation.words()).placed(Some(quote(&self.held.path, citation)));
        self.findings.push(Finding::new(problem, self.held.path.clone(), citation.span));
    }
}

/// C04.
fn later(found: &mut DocumentFindings<'_>, citation: &Citation, work: Option<&Work>, own: Date) {
    let Some(date) = citation.date.or_else(|| work.and_then(|work| work.date)) else { return };
    let later = match date {
        WorkDate::Day(day) => day > own,
        WorkDate::Year(year) => year > own.year(),
    };
    if later {
        let own = WorkDate::Day(own).vietnamese();
        found.at(citation, Diagnostic::warning("cited-date-later").with("date", date.vietnamese()).with("own", own));
    }
}

/// C07. To amend or replace a work is the one good reason to cite it after its end.
fn no_longer_in_force(
    found: &mut DocumentFindings<'_>,
    corpus: &Corpus,
    ended: &EndedWorks,
    citation: &Citation,
    work: WorkIndex,
    own: Date,
) {
    let relation = citation.relation.0;
    if matches!(relation, Relation::Amends | Relation::Replaces | Relation::Repeals | Relation::Corrects) {
        return;
    }
    let ends = ended.get(&work).map(Vec::as_slice).unwrap_or_default();
    let Some(end) = ends.iter().find(|end| end.date < own && end.by != Some(found.held.work)) else { return };
    let by = match end.by {
        Some(by) => name(&corpus.works[by]),
        None => corpus.works[work].held.map_or_else(String::new, |held| corpus.documents[held].path.to_string()),
    };
    let date = WorkDate::Day(end.date).vietnamese();
    found.at(citation, Diagnostic::warning("cited-no-longer-in-force").with("date", date).with("by", by));
}

/// C03, T02 where letters of another script look Latin, and T03 where a line ends inside the symbol.
fn spelt(found: &mut DocumentFindings<'_>, citation: &Citation, policy: &Policy<'_>) {
    if let (Some(written), Some(number)) = (citation.misspelt(), &citation.number) {
        let letters = letters::foreign(written).join(", ");
        let problem = match letters.as_str() {
            "" => Diagnostic::warning("symbol-slip"),
            _ => Diagnostic::warning("symbol-look-alike").with("letters", letters),
        };
        found.at(citation, problem.with("written", written).with("right", number.as_str()));
    }
    if !policy.wants("symbol-spelling", Severity::Info) && !citation.text().contains(['\n', '\r']) {
        return;
    }
    if let Some(number) = spelling::number(citation) {
        let problem =
            if number.broken { Diagnostic::warning("symbol-broken") } else { Diagnostic::info("symbol-spelling") };
        let written = number.text.split_whitespace().collect::<Vec<_>>().join(" ");
        found.at(citation, problem.with("written", written).with("right", number.right));
    }
    if let Some((written, right)) = spelling::date(citation) {
        found.at(citation, Diagnostic::info("date-spelling").with("written", written).with("right", right));
    }
}

/// M03, for citations: `355-CT/TU` called "Chương trình hành động".
fn type_against_symbol(
    found: &mut DocumentFindings<'_>,
    registries: &Registries,
    citation: &Citation,
    number: &Number,
) {
    let (Some(kind), Some(word)) = (citation.kind.as_deref(), citation.type_word.as_deref()) else { return };
    if names_any(word) {
        return;
    }
    if let Some((_, named)) = against_symbol(registries, number, std::iter::once(kind)) {
        let code = number.symbol_parts().next().unwrap_or("").to_owned();
        let problem = Diagnostic::warning("cited-type-against-symbol");
        found.at(citation, problem.with("written", word).with("code", code).with("named", named));
    }
}

/// C01: "Quyết định số 30/2021/QĐ-TTg của Chính phủ". Only for abbreviations that one central body has had.
fn issuer_against_symbol(
    found: &mut DocumentFindings<'_>,
    (registries, owners): (&Registries, &CodeOwners),
    citation: &Citation,
    number: &Number,
) {
    let Some(issuer) = citation.issuer.as_deref().filter(|issuer| issuer.stated) else { return };
    let (Some(_), Some(code), None) = three(number.symbol_parts()) else { return };
    let issuers = &registries.issuers;
    let owner = owners.get(code).and_then(|owner| issuers.get(owner.as_deref()?));
    let Some(owner) = owner else { return };
    let stated = issuers.get(&issuer.key);
    let central = stated.is_some_and(|stated| stated.level == Level::Central);
    let follows = |a: &str, b: &str| issuers.get(a).is_some_and(|row| row.successor.as_deref() == Some(b));
    if central
        && issuers.series(&owner.key) != issuers.series(&issuer.key)
        && !follows(&owner.key, &issuer.key)
        && !follows(&issuer.key, &owner.key)
    {
        let problem = Diagnostic::warning("cited-issuer-against-symbol");
        found.at(
            citation,
            problem.with("written", issuer.name.clone()).with("code", code).with("named", owner.name.clone()),
        );
    }
}

fn three<'a>(mut parts: impl Iterator<Item = &'a str>) -> (Option<&'a str>, Option<&'a str>, Option<&'a str>) {
    (parts.next(), parts.next(), parts.next())
}

/// C08. Which numbers of nghị quyết, quyết định and chỉ thị carry their year depends on what they are.
pub(super) fn unusual_year(
    registries: &Registries,
    kind: &str,
    number: &Number,
    date: Option<WorkDate>,
) -> Option<Diagnostic> {
    /// The law on normative documents of 1996 brought the year into their numbers.
    const FIRST: i16 = 1997;
    let row = registries.types.get(kind)?;
    let has_year = number.own_year().is_some();
    let new = || date.is_some_and(|date| date.year() >= FIRST);
    let unusual = match row.numbers.year {
        NumberYear::Always => !has_year && new() && !number.is_party_shaped(),
        NumberYear::Sometimes => false,
        NumberYear::Never => has_year,
    };
    let problem = unusual.then(|| Diagnostic::info("number-year-unusual"));
    Some(problem?.with("number", number.as_str()).with("kind", row.name.clone()))
}

fn own_number(found: &mut DocumentFindings<'_>, registries: &Registries, policy: &Policy<'_>) {
    let front_matter = &found.held.front_matter;
    let Some(number) = front_matter.number.as_ref().filter(|_| policy.wants("number-year-unusual", Severity::Info))
    else {
        return;
    };
    let date = front_matter.date.as_ref().map(|date| WorkDate::Day(date.value));
    if let Some(problem) = unusual_year(registries, &front_matter.kind.value, &number.value, date) {
        let problem = problem.with("text", number.value.as_str());
        found.findings.push(Finding::new(problem, found.held.path.clone(), number.span));
    }
}

/// C02. Laws and ordinances are cited by name alone.
fn completeness(found: &mut DocumentFindings<'_>, registries: &Registries) {
    let types = &registries.types;
    let undated = !closing::regime_of(found.held, registries).is_none_or(|regime| regime.dated);
    let mut seen: BTreeSet<WorkIndex> = BTreeSet::new();
    let mut repeated: BTreeSet<WorkIndex> = BTreeSet::new();
    let held = found.held;
    for (at, resolved) in held.citations.iter().enumerate() {
        let citation = &resolved.citation;
        let Resolution::Work(work, _) = resolved.resolution else { continue };
        if citation.form == Form::Titled
            || citation.number.is_none()
            || citation.kind.as_deref().is_some_and(|kind| types.named(kind).is_some())
        {
            continue;
        }
        let first = seen.insert(work);
        if !first && repeated.contains(&work) {
            continue;
        }
        let stated = citation.issuer.as_deref().is_some_and(|issuer| issuer.stated);
        let titled = || {
            let next = held.citations.get(at + 1).map(|next| &next.citation);
            written::after(citation, next).title.is_some()
        };
        if first {
            let mut missing = Vec::new();
            missing.extend(citation.type_word.is_none().then_some("type"));
            let dated = undated && citation.number.as_ref().is_some_and(|number| number.own_year().is_some());
            missing.extend((citation.date.is_none() && !dated).then_some("date"));
            missing.extend((!stated).then_some("issuer"));
            missing.extend((!titled()).then_some("title"));
            if !missing.is_empty() {
                found.at(citation, Diagnostic::info("citation-first-incomplete").with("missing", missing.join(", ")));
            }
        } else if citation.date.is_some() && stated && titled() {
            repeated.insert(work);
            found.at(citation, Diagnostic::info("citation-repeated-in-full"));
        }
    }
}

/// C06, one for a document: a note for each of a million citations is of no use.
fn not_held(found: &mut DocumentFindings<'_>, corpus: &Corpus) {
    const NAMED: usize = 3;
    let absent: BTreeSet<WorkIndex> = found
        .held
        .citations
        .iter()
        .filter_map(|resolved| match resolved.resolution {
            Resolution::Work(work, _) if corpus.works[work].held.is_none() && corpus.works[work].url.is_none() => {
                Some(work)
            }
            _ => None,
        })
        .collect();
    if absent.is_empty() {
        return;
    }
    let mut most_cited: Vec<WorkIndex> = absent.iter().copied().collect();
    most_cited.sort_by_key(|work| (std::cmp::Reverse(corpus.works[*work].cited_by.len()), *work));
    let names: Vec<String> = most_cited.iter().take(NAMED).map(|work| name(&corpus.works[*work])).collect();
    let problem =
        Diagnostic::info("cited-not-held").with("count", absent.len().to_string()).with("names", names.join("; "));
    found.of_document(problem);
}

/// `Quyết định 2457/QĐ-BGDĐT`, or type and title.
pub(super) fn name(work: &Work) -> String {
    match (&work.number, &work.title) {
        (Some(number), _) => format!("{} {number}", work.kind_name),
        (None, Some(title)) => title.clone(),
        (None, None) => work.kind_name.clone(),
    }
}
