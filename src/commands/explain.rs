//! `congbao check --explain`: a rule or a message in words. In: the id of a rule, a code, or `all`. Out: what it means,
//! what to do, an example; for `all` a page of Markdown with every message, which a release has beside the program.

use super::Exit;
use super::report::Reporter;
use super::rules;
use crate::catalogue::{self, Language, examples};
use crate::text::suggest;
use serde_json::json;

/// Explains every message.
const ALL: &str = "all";
/// Codes that are proposed for one that does not exist.
const MOST_PROPOSED: usize = 3;

/// Prints what `id` means.
pub(super) fn run(reporter: &Reporter, id: &str) -> Exit {
    let language = reporter.language();
    if id == ALL {
        reporter.result(&page(language));
    } else if let Some(rule) = catalogue::rules::find(id) {
        rules::explain(reporter, rule);
    } else if let Some(message) = ExplainedMessage::find(id, language) {
        reporter.result(&if reporter.is_json() { message.json() } else { message.text() });
    } else {
        return unknown(reporter, id);
    }
    Exit::Good
}

fn unknown(reporter: &Reporter, id: &str) -> Exit {
    let ids = catalogue::rules::all().iter().map(|rule| rule.id);
    let near = suggest::nearest_few(id, ids.chain(catalogue::codes()), MOST_PROPOSED).join("”, “");
    let mut arguments = vec![("text", id), ("key", "check")];
    if !near.is_empty() {
        arguments.push(("nearest", near.as_str()));
    }
    reporter.failure("rule-unknown", &arguments);
    Exit::Usage
}

/// One code with all its words.
struct ExplainedMessage {
    code: &'static str,
    language: Language,
    /// How grave it is, in words; none where neither a broken site nor a rule says so.
    severities: Vec<&'static str>,
    rule: Option<&'static catalogue::rules::LintRule>,
    text: &'static str,
    /// One for each case in which something else is to be done.
    hints: Vec<&'static str>,
    example: Option<&'static str>,
}

impl ExplainedMessage {
    fn find(code: &str, language: Language) -> Option<Self> {
        let code = catalogue::codes().find(|known| *known == code)?;
        let (example, rule) = (examples::of(code), catalogue::rules::of_code(code));
        let severities = match (example, rule) {
            (Some(example), _) => example.severities.to_vec(),
            (None, Some(rule)) => rule.levels.clone(),
            (None, None) => Vec::new(),
        };
        Some(Self {
            code,
            language,
            severities,
            rule,
            text: catalogue::text(language, code),
            hints: catalogue::hints(language, code).collect(),
            example: example.map(|example| example.text(language)),
        })
    }

    /// `error, warning · rule M04: …`; empty where nothing is known.
    fn head(&self) -> String {
        let severities: Vec<&str> =
            self.severities.iter().map(|level| rules::level_word(level, self.language)).collect();
        let rule = self.rule.map(|rule| {
            let words = catalogue::text(self.language, "check-explain-rule");
            catalogue::fill(words, &[("rule", rule.id), ("what", rule.what(self.language))])
        });
        let parts = [(!severities.is_empty()).then(|| severities.join(", ")), rule];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
    }

    /// What it says and what to do, a line each, without the example.
    fn words(&self, before: &str, mark: &str) -> Vec<String> {
        let line = |key, text: &str| {
            let text = format!("{mark}{text}{mark}");
            before.to_owned() + &catalogue::fill(catalogue::text(self.language, key), &[("text", &text)])
        };
        let mut lines = vec![line("check-explain-message", self.text)];
        lines.extend(self.hints.iter().map(|hint| line("check-explain-to-do", hint)));
        lines
    }

    fn text(&self) -> String {
        let mut lines = vec![format!("{}  {}", self.code, self.head()).trim_end().to_owned()];
        lines.extend(self.words("  ", ""));
        if let Some(example) = self.example {
            lines.push(format!("  {}", catalogue::text(self.language, "check-explain-example")));
            lines.extend(example.lines().map(|line| format!("    {line}")));
        }
        lines.join("\n")
    }

    fn json(&self) -> String {
        json!({
            "code": self.code, "severities": self.severities, "rule": self.rule.map(|rule| rule.id), "message": self.text,
            "hints": self.hints, "example": self.example,
        })
        .to_string()
    }

    fn markdown(&self) -> String {
        let mut text = format!("### {}\n\n", self.code);
        let head = self.head();
        if !head.is_empty() {
            text += &format!("{head}\n\n");
        }
        text += &(self.words("- ", "`").join("\n") + "\n");
        if let Some(example) = self.example {
            text += &format!("\n```text\n{}\n```\n", example.replace("```", "'''"));
        }
        text
    }
}

/// Every message, a heading each.
fn page(language: Language) -> String {
    let (title, intro) =
        (catalogue::text(language, "check-explain-title"), catalogue::text(language, "check-explain-intro"));
    let messages = catalogue::codes().filter_map(|code| ExplainedMessage::find(code, language));
    let parts: Vec<String> = messages.map(|message| message.markdown()).collect();
    format!("# {title}\n\n{intro}\n\n{}", parts.join("\n")).trim_end().to_owned()
}
