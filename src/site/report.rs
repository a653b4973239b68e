//! The editors' report: dossiers of works cited inconsistently, findings by rule, what was silenced. One page that
//! stands by itself, not part of the site.

use crate::catalogue::rules::{self, LintRule};
use crate::catalogue::{self, Language};
use crate::check::{AspectVariants, Dossier, Silenced, Variant, VariantPlace};
use crate::content::config::Config;
use crate::corpus::{CitationCounts, Corpus};
use crate::diagnostic::{Diagnostic, Place, Severity, print};
use crate::render::templates::Templates;
use crate::site::TEMPLATES;
use crate::site::views::parts::{AROUND, excerpt};
use crate::text::date::WorkDate;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeMap;

/// Places shown for one variant or one rule; a page that no phone can open is of no use.
const MOST_PLACES: usize = 200;
/// Works shown.
const MOST_DOSSIERS: usize = 2000;

/// What the report is made of.
#[derive(Clone, Copy, Debug)]
pub struct ReportInput<'a> {
    /// Documents and works.
    pub corpus: &'a Corpus,
    /// Works cited inconsistently.
    pub dossiers: &'a [Dossier],
    /// Problems of all levels.
    pub diagnostics: &'a [Diagnostic],
    /// What editors have silenced.
    pub silenced: &'a [Silenced],
    /// The day it was made, where one was given.
    pub today: Option<Date>,
    /// The report's language.
    pub language: Language,
}

/// The page.
#[derive(Debug, Serialize)]
pub struct ReportView<'a> {
    day: Option<String>,
    documents: usize,
    citations: CountsView,
    errors: usize,
    warnings: usize,
    infos: usize,
    silenced_count: usize,
    dossiers: Vec<DossierView<'a>>,
    dossiers_more: usize,
    rules: Vec<RuleView>,
    silenced: Vec<SilencedView>,
    silenced_more: usize,
}

#[derive(Debug, Serialize)]
struct CountsView {
    found: usize,
}

#[derive(Debug, Serialize)]
struct DossierView<'a> {
    anchor: String,
    name: String,
    title: Option<&'a str>,
    suspected: bool,
    aspects: Vec<AspectView<'a>>,
}

#[derive(Debug, Serialize)]
struct AspectView<'a> {
    name: &'static str,
    /// The sentence about the verified value, or that there is none.
    verdict: String,
    verified: bool,
    variants: Vec<VariantView<'a>>,
}

#[derive(Debug, Serialize)]
struct VariantView<'a> {
    text: &'a str,
    state: &'static str,
    class: &'static str,
    by_symbol: bool,
    places: String,
    lines: Vec<LineView<'a>>,
    more: usize,
}

#[derive(Debug, Serialize)]
struct LineView<'a> {
    place: String,
    before: String,
    mark: &'a str,
    after: String,
    decided: bool,
    note: Option<&'a str>,
    silenced: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct RuleView {
    id: &'static str,
    anchor: String,
    what: &'static str,
    why: Option<&'static str>,
    source: Option<&'static str>,
    count: usize,
    findings: Vec<FindingView>,
    more: usize,
}

#[derive(Debug, Serialize)]
struct FindingView {
    class: &'static str,
    level: &'static str,
    message: String,
    place: Option<String>,
    before: String,
    mark: String,
    after: String,
    hint: Option<String>,
}

#[derive(Debug, Serialize)]
struct SilencedView {
    rule: &'static str,
    message: String,
    place: Option<String>,
    reason: String,
}

/// The view of a report.
pub fn view<'a>(input: &ReportInput<'a>) -> ReportView<'a> {
    let count = |severity| input.diagnostics.iter().filter(|problem| problem.severity == severity).count();
    let CitationCounts { found, .. } = input.corpus.count_citations();
    let shown = input.dossiers.iter().take(MOST_DOSSIERS).enumerate();
    ReportView {
        day: input.today.map(|day| crate::render::templates::written(input.language, WorkDate::Day(day))),
        documents: input.corpus.documents.len(),
        citations: CountsView { found },
        errors: count(Severity::Error),
        warnings: count(Severity::Warning),
        infos: count(Severity::Info),
        silenced_count: input.silenced.len(),
        dossiers: shown.map(|(index, dossier)| dossier_view(input, index, dossier)).collect(),
        dossiers_more: input.dossiers.len().saturating_sub(MOST_DOSSIERS),
        rules: rule_views(input),
        silenced: input.silenced.iter().take(MOST_PLACES).map(|silenced| silenced_view(input, silenced)).collect(),
        silenced_more: input.silenced.len().saturating_sub(MOST_PLACES),
    }
}

fn dossier_view<'a>(input: &ReportInput<'a>, index: usize, dossier: &'a Dossier) -> DossierView<'a> {
    let work = &input.corpus.works[dossier.works[0]];
    DossierView {
        anchor: format!("w{}", index + 1),
        name: dossier.name(input.corpus),
        title: work.number.as_ref().and(work.title.as_deref()),
        suspected: dossier.suspected,
        aspects: dossier.aspects.iter().map(|aspect| aspect_view(input, aspect)).collect(),
    }
}

fn aspect_view<'a>(input: &ReportInput<'a>, aspect: &'a AspectVariants) -> AspectView<'a> {
    let text = |key| catalogue::text(input.language, key);
    let verdict = match &aspect.verified {
        Some(verified) => {
            let key = if verified.row { "page-check-verified-row" } else { "page-check-verified-held" };
            catalogue::fill(text(key), &[("source", &verified.source), ("text", &verified.text)])
        }
        None => text("page-check-verified-none").to_owned(),
    };
    AspectView {
        name: text(aspect.aspect.key()),
        verdict,
        verified: aspect.verified.is_some(),
        variants: aspect.variants.iter().map(|variant| variant_view(input, variant)).collect(),
    }
}

fn variant_view<'a>(input: &ReportInput<'a>, variant: &'a Variant) -> VariantView<'a> {
    let count = variant.lines.len().to_string();
    VariantView {
        text: &variant.text,
        state: catalogue::text(input.language, variant.state_key()),
        class: match variant.right {
            Some(true) => "right",
            Some(false) => "wrong",
            None => "open",
        },
        by_symbol: variant.by_symbol,
        places: catalogue::fill(catalogue::text(input.language, "page-check-places"), &[("n", &count)]),
        lines: variant.lines.iter().take(MOST_PLACES).map(|line| line_view(input, line)).collect(),
        more: variant.lines.len().saturating_sub(MOST_PLACES),
    }
}

fn line_view<'a>(input: &ReportInput<'a>, line: &'a VariantPlace) -> LineView<'a> {
    let document = &input.corpus.documents[line.passage.document];
    let resolved = &document.citations[line.passage.citation];
    let citation = &resolved.citation;
    let (before, mark, after) = excerpt(&citation.sentence, &citation.in_sentence.range(), AROUND);
    LineView {
        place: format!("{}:{}", document.path, citation.at.line),
        before,
        mark,
        after,
        decided: line.decided,
        note: resolved.note.as_deref(),
        silenced: line.silenced.as_deref(),
    }
}

/// Findings by rule, the gravest rules first; what belongs to no rule last.
fn rule_views(input: &ReportInput<'_>) -> Vec<RuleView> {
    let mut by_rule: BTreeMap<(bool, Severity, &str), Vec<&Diagnostic>> = BTreeMap::new();
    let mut gravest: BTreeMap<&str, Severity> = BTreeMap::new();
    let id_of = |problem: &Diagnostic| rules::of_code(problem.code).map_or("", |rule| rule.id);
    for problem in input.diagnostics {
        let severity = gravest.entry(id_of(problem)).or_insert(problem.severity);
        *severity = problem.severity.min(*severity);
    }
    for problem in input.diagnostics {
        let id = id_of(problem);
        let severity = gravest.get(id).copied().unwrap_or(problem.severity);
        by_rule.entry((id.is_empty(), severity, id)).or_default().push(problem);
    }
    by_rule.into_iter().map(|((_, _, id), problems)| rule_view(input, rules::find(id), problems)).collect()
}

fn rule_view(input: &ReportInput<'_>, rule: Option<&'static LintRule>, mut problems: Vec<&Diagnostic>) -> RuleView {
    let text = |key| catalogue::text(input.language, key);
    problems.sort_by_key(|problem| problem.severity);
    RuleView {
        id: rule.map_or("", |rule| rule.id),
        anchor: rule.map_or_else(|| "khac".to_owned(), |rule| rule.id.to_lowercase()),
        what: rule.map_or_else(|| text("page-check-other"), |rule| rule.what(input.language)),
        why: rule.map(|rule| rule.why(input.language)),
        source: rule.map(|rule| rule.source().unwrap_or_else(|| text("page-check-own"))),
        count: problems.len(),
        findings: problems.iter().take(MOST_PLACES).map(|problem| finding_view(input, problem)).collect(),
        more: problems.len().saturating_sub(MOST_PLACES),
    }
}

fn finding_view(input: &ReportInput<'_>, problem: &Diagnostic) -> FindingView {
    let (before, mark, after) = problem.place.as_ref().map(quotation).unwrap_or_default();
    let key = match problem.severity {
        Severity::Error => "severity.error",
        Severity::Warning => "severity.warning",
        Severity::Info => "severity.info",
    };
    FindingView {
        class: problem.severity.word(),
        level: catalogue::text(input.language, key),
        message: print::message(problem, input.language),
        place: problem.place.as_ref().map(print::place_text),
        before,
        mark,
        after,
        hint: print::hint(problem, input.language),
    }
}

/// The quoted line in three parts; empty where no text is marked.
fn quotation(place: &Place) -> (String, String, String) {
    if place.column == 0 {
        return Default::default();
    }
    let before = (place.column - place.line_text_column.min(place.column)) as usize;
    let mut chars = place.line_text.chars();
    let head: String = chars.by_ref().take(before).collect();
    let mark: String = chars.by_ref().take(place.length as usize).collect();
    let lead = if place.line_text_column > 1 { "…" } else { "" };
    let tail = if place.line_text.chars().count() >= Place::LONGEST_LINE { "…" } else { "" };
    (format!("{lead}{head}"), mark, format!("{}{tail}", chars.as_str()))
}

fn silenced_view(input: &ReportInput<'_>, silenced: &Silenced) -> SilencedView {
    SilencedView {
        rule: rules::of_code(silenced.diagnostic.code).map_or("", |rule| rule.id),
        message: print::message(&silenced.diagnostic, input.language),
        place: silenced.diagnostic.place.as_ref().map(print::place_text),
        reason: silenced.reason.clone(),
    }
}

/// The editors' report, one page that stands by itself: no file beside it, no script, no request. Made with the
/// built-in templates, in the language asked for.
///
/// # Errors
/// `template-error`, which a test keeps from happening.
pub fn report(config: &Config, input: &ReportInput<'_>) -> Result<Vec<u8>, Diagnostic> {
    let config = Config { language: input.language, ..config.clone() };
    let templates = Templates::new(&config, TEMPLATES, &BTreeMap::new())?;
    templates.render("check-report.html", &(), "report", &view(input), &[])
}
