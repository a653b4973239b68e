//! Applies what editors want reported: levels of rules for the site, findings silenced in one document. Errors are what
//! the contracts forbid to publish; nothing silences them.
//!
//! In: all problems of a run, settings and silencings. Out: [`Judged`]: what is reported, what was silenced and why.

use crate::catalogue::rules;
use crate::content::config::CONFIG_FILE;
use crate::content::rules::{RuleSetting, Silencing};
use crate::corpus::{Corpus, Finding};
use crate::diagnostic::{Diagnostic, Severity};
use std::collections::BTreeMap;

/// Levels of rules, and whether findings of level info are wanted at all.
#[derive(Clone, Copy, Debug)]
pub struct Policy<'a> {
    settings: &'a [RuleSetting],
    infos: bool,
    brief: bool,
}

/// A finding that an editor has silenced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Silenced {
    /// The finding.
    pub diagnostic: Diagnostic,
    /// The editor's reason.
    pub reason: String,
}

/// The problems of a run after editors had their say.
#[derive(Debug, Default)]
pub struct Judged {
    /// What is said, in the order given.
    pub diagnostics: Vec<Diagnostic>,
    /// What is not.
    pub silenced: Vec<Silenced>,
    /// Silencings that silence nothing, or try to silence an error; the lines are still to be quoted.
    pub findings: Vec<Finding>,
}

impl<'a> Policy<'a> {
    /// `infos`: findings of level info are wanted.
    pub const fn new(settings: &'a [RuleSetting], infos: bool) -> Self {
        Self { settings, infos, brief: false }
    }

    /// Of warnings that are alike the first are enough, and the number of the others: a person reads no million.
    #[must_use]
    pub const fn brief(mut self, brief: bool) -> Self {
        self.brief = brief;
        self
    }

    /// See [`Policy::brief`].
    pub const fn is_brief(&self) -> bool {
        self.brief
    }

    /// Whether the site has another level for findings of this code.
    pub fn has_setting(&self, code: &str) -> bool {
        self.setting(code).is_some()
    }

    /// The setting for a code: one for the code itself before one for its rule.
    fn setting(&self, code: &str) -> Option<usize> {
        let find = |id: &str| self.settings.iter().position(|setting| setting.id.value == id);
        find(code).or_else(|| find(rules::of_code(code)?.id))
    }

    /// Whether a finding of this code is worth looking for. One that is switched off is looked for as long as it could
    /// turn out that there is nothing to switch off.
    pub fn wants(&self, code: &str, usual: Severity) -> bool {
        let level = self.setting(code).and_then(|setting| self.settings[setting].level).unwrap_or(usual);
        self.infos || level < Severity::Info
    }

    /// Whether dossiers are wanted: they are with all findings.
    pub const fn keeps_dossiers(&self) -> bool {
        self.infos
    }

    /// Applies settings and silencings to all problems of a run.
    pub fn judge(&self, diagnostics: Vec<Diagnostic>, corpus: &Corpus) -> Judged {
        let mut by_path: BTreeMap<&str, Vec<(&Silencing, Use)>> = BTreeMap::new();
        for document in corpus.documents.iter().filter(|document| !document.front_matter.rules.is_empty()) {
            let silencings = document.front_matter.rules.iter().map(|silencing| (silencing, Use::None)).collect();
            by_path.insert(&document.path, silencings);
        }
        let mut used = vec![false; self.settings.len()];
        let mut judged = Judged::default();
        let says = |mut diagnostic: Diagnostic| {
            if let Some(reason) = silenced_in_document(&diagnostic, &mut by_path) {
                judged.silenced.push(Silenced { diagnostic, reason });
                return None;
            }
            let setting = self.setting(diagnostic.code).filter(|_| diagnostic.severity != Severity::Error);
            if let Some(index) = setting {
                used[index] = true;
                let setting = &self.settings[index];
                let Some(level) = setting.level else {
                    judged.silenced.push(Silenced { diagnostic, reason: setting.reason.clone() });
                    return None;
                };
                diagnostic.severity = level;
            }
            (self.infos || diagnostic.severity != Severity::Info).then_some(diagnostic)
        };
        // In place: a large site has a million.
        judged.diagnostics = diagnostics.into_iter().filter_map(says).collect();
        self.unused(&used, &by_path, &mut judged.findings);
        judged
    }

    /// A silencing that matches nothing hides the next mistake: it is reported, no louder than what it would silence.
    fn unused(&self, used: &[bool], by_path: &BTreeMap<&str, Vec<(&Silencing, Use)>>, findings: &mut Vec<Finding>) {
        for (path, silencings) in by_path {
            for (silencing, used) in silencings {
                let id = &silencing.id;
                let problem = match used {
                    Use::Good => continue,
                    Use::Refused => Diagnostic::error("silence-refused").with("rule", id.value.clone()),
                    Use::None => {
                        let severity = usual(&id.value);
                        let problem = Diagnostic { severity, ..Diagnostic::warning("silence-unmatched") };
                        let problem = problem.with("rule", id.value.clone());
                        match &silencing.text {
                            Some(text) => problem.with("text", text.clone()),
                            None => problem.with("text", "…"),
                        }
                    }
                };
                findings.push(Finding::new(problem, *path, id.span));
            }
        }
        for (setting, used) in self.settings.iter().zip(used) {
            // Switched off for good: that nothing is there today is worth no warning.
            if setting.level.is_none() && !used {
                let problem = Diagnostic::info("silence-unmatched").with("rule", setting.id.value.clone());
                findings.push(Finding::new(problem.with("text", "…"), CONFIG_FILE, setting.id.span));
            }
        }
        findings.retain(|finding| self.infos || finding.diagnostic.severity != Severity::Info);
    }
}

/// What became of a silencing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Use {
    None,
    Good,
    Refused,
}

/// The gravest level below error of a rule; a warning for a bare code.
fn usual(id: &str) -> Severity {
    match rules::find(id) {
        Some(rule) if !rule.levels.contains(&"warning") => Severity::Info,
        _ => Severity::Warning,
    }
}

fn silenced_in_document(
    diagnostic: &Diagnostic,
    by_path: &mut BTreeMap<&str, Vec<(&Silencing, Use)>>,
) -> Option<String> {
    let path = diagnostic.place.as_ref()?.file.as_ref();
    let rule = rules::of_code(diagnostic.code).map_or("", |rule| rule.id);
    let (silencing, used) = by_path.get_mut(path)?.iter_mut().find(|(silencing, _)| {
        [rule, diagnostic.code].contains(&silencing.id.value.as_str()) && is_about(silencing, diagnostic)
    })?;
    if diagnostic.severity == Severity::Error {
        *used = Use::Refused;
        return None;
    }
    *used = Use::Good;
    Some(silencing.reason.clone())
}

/// The silencing quotes what the finding is about, or more or less of it.
fn is_about(silencing: &Silencing, diagnostic: &Diagnostic) -> bool {
    let Some(wanted) = silencing.text.as_deref().map(spaced) else { return true };
    let quoted = diagnostic.arguments.iter().find(|(name, _)| *name == "text").map(|(_, value)| spaced(value));
    let marked = diagnostic.place.as_ref().map(|place| spaced(&place.marked()));
    [quoted, marked]
        .into_iter()
        .flatten()
        .any(|found| !found.is_empty() && (found.contains(&wanted) || wanted.contains(&found)))
}

fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
