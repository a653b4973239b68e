//! The rules that content is checked by: id, levels, the codes of the problems that each one reports, a sentence why,
//! its source. Data, compiled in (`rules.tsv`): what prints or silences a problem looks its rule up here.
//!
//! In: `rules.tsv`, a rule a line. Out: [`all`], [`find`], [`of_code`].

use super::Language;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// One rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LintRule {
    /// `C04`. Letters: M metadata, C citations, T text, S structure, A accessibility.
    pub id: &'static str,
    /// The severities of its problems: `error`, `warning`, `info`; the gravest first.
    pub levels: Vec<&'static str>,
    /// Codes of its problems.
    pub codes: Vec<&'static str>,
    what: [&'static str; 2],
    why: [&'static str; 2],
    source: &'static str,
}

impl LintRule {
    /// What it looks for.
    pub const fn what(&self, language: Language) -> &'static str {
        self.what[language as usize]
    }

    /// Why it matters.
    pub const fn why(&self, language: Language) -> &'static str {
        self.why[language as usize]
    }

    /// Decree and article; `None` where the rule is this project's own.
    pub fn source(&self) -> Option<&'static str> {
        (self.source != "own").then_some(self.source)
    }

    /// All its problems are errors, which the contracts forbid to publish: nothing can silence it.
    pub fn is_fixed(&self) -> bool {
        self.levels == ["error"]
    }
}

static RULES: LazyLock<Vec<LintRule>> = LazyLock::new(|| {
    include_str!("rules.tsv").lines().filter(|line| !line.starts_with('#')).filter_map(parse_line).collect()
});

static BY_CODE: LazyLock<BTreeMap<&'static str, usize>> = LazyLock::new(|| {
    let rules = RULES.iter().enumerate();
    rules.flat_map(|(index, rule)| rule.codes.iter().map(move |code| (*code, index))).collect()
});

fn parse_line(line: &'static str) -> Option<LintRule> {
    let cells: Vec<&str> = line.split('\t').collect();
    let [id, levels, codes, what_vi, what_en, why_vi, why_en, source] = cells[..] else { return None };
    Some(LintRule {
        id,
        levels: levels.split(',').collect(),
        codes: codes.split(' ').collect(),
        what: [what_vi, what_en],
        why: [why_vi, why_en],
        source,
    })
}

/// All rules, in the order of the file.
pub fn all() -> &'static [LintRule] {
    &RULES
}

/// The rule with this id, in any case.
pub fn find(id: &str) -> Option<&'static LintRule> {
    RULES.iter().find(|rule| rule.id.eq_ignore_ascii_case(id))
}

/// The rule that a problem with this code breaks.
pub fn of_code(code: &str) -> Option<&'static LintRule> {
    BY_CODE.get(code).map(|index| &RULES[*index])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue;
    use std::collections::BTreeSet;

    #[test]
    fn every_line_is_a_rule_and_every_code_has_its_words() {
        let lines = include_str!("rules.tsv").lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!(all().len(), lines);
        let mut seen = BTreeSet::new();
        for rule in all() {
            assert!(rule.levels.iter().all(|level| ["error", "warning", "info"].contains(level)), "{}", rule.id);
            for code in rule.codes.iter().copied().chain([rule.id]) {
                assert!(seen.insert(code), "{code} twice");
            }
            for code in &rule.codes {
                assert!(catalogue::find(Language::Vietnamese, code).is_some(), "{}: {code} has no message", rule.id);
            }
            for text in rule.what.iter().chain(&rule.why).chain([&rule.source]) {
                assert!(!text.is_empty(), "{}: {text}", rule.id);
                assert!(!text.ends_with('.'), "{}: {text}", rule.id);
            }
        }
    }

    #[test]
    fn rules_are_found_by_id_and_by_code() {
        assert_eq!(find("c05").map(|rule| rule.id), Some("C05"));
        assert_eq!(of_code("citation-undated").map(|rule| rule.id), Some("C05"));
        assert_eq!((find("C99"), of_code("yaml-tab")), (None, None));
        assert!(find("M05").is_some_and(LintRule::is_fixed));
        assert!(!find("M03").is_some_and(LintRule::is_fixed));
    }
}
