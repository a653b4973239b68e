//! Prints the rules: `--rules`, `--explain` of a rule, and findings of level info grouped by rule.

use super::Exit;
use super::report::Reporter;
use crate::catalogue::rules::{self, LintRule};
use crate::catalogue::{self, Language};
use crate::diagnostic::{Diagnostic, Severity, print};
use serde_json::json;
use std::collections::BTreeMap;

/// The rule whose notes the dossiers show.
const DOSSIERS: &str = "C01";
/// Notes of one rule that are listed; `--only` lists them all.
const MOST_NOTES: usize = 5;

/// Whether `id` is a rule or a code that one reports.
pub(super) fn exists(id: &str) -> bool {
    rules::find(id).or_else(|| rules::of_code(id)).is_some()
        || catalogue::find(Language::English, &format!("{id}.hint")).is_some()
}

/// Whether a problem with `code` belongs to the rule (or is the code) `id`.
pub(super) fn is_meant(id: &str, code: &str) -> bool {
    id == code || rules::of_code(code).is_some_and(|rule| rule.id.eq_ignore_ascii_case(id))
}

/// `--rules`.
pub(super) fn list(reporter: &Reporter) -> Exit {
    for rule in rules::all() {
        if reporter.is_json() {
            reporter.result(&json(rule, reporter.language()));
        } else {
            let levels = levels(rule, reporter.language());
            reporter.result(&format!("{}  {levels:<18}  {}", rule.id, rule.what(reporter.language())));
        }
    }
    Exit::Good
}

/// `--explain` of a rule.
pub(super) fn explain(reporter: &Reporter, rule: &LintRule) {
    let language = reporter.language();
    if reporter.is_json() {
        reporter.result(&json(rule, language));
        return;
    }
    let text = |key| catalogue::text(language, key);
    let filled = |key, name, value: &str| catalogue::fill(text(key), &[(name, value)]);
    let mut lines = vec![
        format!("{}  {}", rule.id, rule.what(language)),
        format!("  {}", filled("check-rule-levels", "levels", &levels(rule, language))),
        format!("  {} {}", text("page-check-why"), rule.why(language)),
        format!("  {} {}", text("page-check-source"), source(rule, language)),
        format!("  {}", filled("check-rule-codes", "codes", "")).trim_end().to_owned(),
    ];
    for code in &rule.codes {
        lines.push(format!("    {code}: {}", catalogue::find(language, code).unwrap_or_default()));
    }
    if rule.is_fixed() {
        lines.push(format!("  {}", text("check-rule-fixed")));
    }
    reporter.result(&lines.join("\n"));
}

/// There is no such rule.
pub(super) fn unknown(reporter: &Reporter, id: &str) -> Exit {
    let ids = rules::all().iter().flat_map(|rule| rule.codes.iter().copied().chain([rule.id]));
    let mut arguments = vec![("text", id), ("key", "check")];
    let nearest = crate::text::suggest::nearest(id, ids);
    arguments.extend(nearest.map(|nearest| ("nearest", nearest)));
    reporter.failure("rule-unknown", &arguments);
    Exit::Usage
}

fn levels(rule: &LintRule, language: Language) -> String {
    let words: Vec<&str> = rule.levels.iter().map(|level| level_word(level, language)).collect();
    words.join(", ")
}

/// How `error`, `warning`, `info` are called.
pub(super) fn level_word(level: &str, language: Language) -> &'static str {
    let key = match level {
        "error" => "severity.error",
        "warning" => "severity.warning",
        _ => "severity.info",
    };
    catalogue::text(language, key)
}

fn source(rule: &LintRule, language: Language) -> &'static str {
    rule.source().unwrap_or_else(|| catalogue::text(language, "page-check-own"))
}

fn json(rule: &LintRule, language: Language) -> String {
    let (what, why) = (rule.what(language), rule.why(language));
    json!({
        "id": rule.id, "levels": rule.levels, "codes": rule.codes, "what": what, "why": why, "source": rule.source(),
        "fixed": rule.is_fixed(),
    })
    .to_string()
}

/// Findings of level info, a rule after the other, a line each: they must not drown what has to be done.
pub(super) fn print_infos(reporter: &Reporter, problems: &[Diagnostic]) {
    let language = reporter.language();
    let mut by_rule: BTreeMap<&str, Vec<&Diagnostic>> = BTreeMap::new();
    for problem in problems.iter().filter(|problem| problem.severity == Severity::Info) {
        let id = rules::of_code(problem.code).map_or(problem.code, |rule| rule.id);
        // Those are in the dossiers, with all their places.
        if id == DOSSIERS {
            continue;
        }
        by_rule.entry(id).or_default().push(problem);
    }
    let count: usize = by_rule.values().map(Vec::len).sum();
    if count == 0 {
        return;
    }
    reporter.say("check-infos", &[("count", &count.to_string())]);
    for (id, notes) in by_rule {
        let what = rules::find(id).map_or_else(String::new, |rule| format!("  {}", rule.what(language)));
        reporter.result(&format!("  {id}{what} ({})", notes.len()));
        for note in notes.iter().take(MOST_NOTES) {
            let place = note.place.as_ref().map(print::place_text).unwrap_or_default();
            reporter.result(&format!("    {place}: {}", print::message(note, language)));
        }
        if notes.len() > MOST_NOTES {
            let more = (notes.len() - MOST_NOTES).to_string();
            let line = catalogue::text(language, "check-infos-more");
            reporter.result(&format!("    {}", catalogue::fill(line, &[("count", &more), ("rule", id)])));
        }
    }
}
