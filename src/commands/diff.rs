//! `congbao diff A B`: what is new in the second of two documents of the site.
//!
//! In: two documents, by id, address, file or number. Out: on standard output how much they share, references kept, new
//! and gone, figures, and the texts sentence by sentence; exit status 0 however they differ.

use super::document_finder::DocumentFinder;
use super::report::Reporter;
use super::{Exit, SiteArguments, is_site, not_loaded};
use crate::catalogue::{fill, text};
use crate::compare::{ComparedReference, Comparison, ComparisonRow, Figure, UnitIndex, WordChange, WordRun};
use crate::corpus::{Corpus, DocumentIndex};
use crate::pipeline::{self, BuildOptions};
use clap::Args;
use serde_json::{Value, json};

/// Arguments of `congbao diff`.
#[derive(Clone, Debug, Args)]
pub struct DiffArguments {
    /// The older document: its id, address, file or number
    #[arg(value_name = "A")]
    older: String,
    /// The newer one
    #[arg(value_name = "B")]
    newer: String,
    /// Leave out the sentences that both have
    #[arg(long)]
    short: bool,
    #[command(flatten)]
    site: SiteArguments,
}

/// Compares.
pub fn run(arguments: &DiffArguments) -> Exit {
    let reporter = Reporter::new(&arguments.site);
    let root = &arguments.site.root;
    if !is_site(root, &reporter) {
        return Exit::Usage;
    }
    let options = BuildOptions { without_passages: true, ..arguments.site.options() };
    let snapshot = match pipeline::load(root, &options) {
        Ok((snapshot, _)) => snapshot,
        Err(error) => return not_loaded(root, &error, &reporter),
    };
    let finder = DocumentFinder { root, base_url: &snapshot.config().base_url, corpus: &snapshot.corpus };
    let (Some(older), Some(newer)) =
        (one(&finder, &arguments.older, &reporter), one(&finder, &arguments.newer, &reporter))
    else {
        return Exit::Usage;
    };
    match snapshot.compare(older, newer) {
        Ok(comparison) => {
            let printer =
                Printer { reporter: &reporter, corpus: &snapshot.corpus, older, newer, comparison: &comparison };
            if reporter.is_json() {
                reporter.result(&printer.json().to_string());
            } else {
                printer.text(arguments.short);
            }
            Exit::Good
        }
        Err(problem) => {
            reporter.problems(&[problem]);
            Exit::Content
        }
    }
}

/// The one document that is meant; said, where there is none or several.
pub(super) fn one(finder: &DocumentFinder<'_>, typed: &str, reporter: &Reporter) -> Option<DocumentIndex> {
    let found = finder.named(typed);
    match found.as_slice() {
        [only] => return Some(*only),
        [] => {
            let near = finder.nearest(typed);
            let mut arguments = vec![("text", typed)];
            arguments.extend(near.as_deref().map(|near| ("nearest", near)));
            reporter.failure("diff-unknown", &arguments);
        }
        several => {
            let ids: Vec<&str> =
                several.iter().take(8).map(|index| finder.corpus.documents[*index].id.as_str()).collect();
            reporter.failure("diff-several", &[("text", typed), ("ids", &ids.join(", "))]);
        }
    }
    None
}

struct Printer<'a> {
    reporter: &'a Reporter,
    corpus: &'a Corpus,
    older: DocumentIndex,
    newer: DocumentIndex,
    comparison: &'a Comparison,
}

impl Printer<'_> {
    fn line(&self, line: &str) {
        self.reporter.result(&crate::diagnostic::print::plain(line));
    }

    fn word(&self, key: &'static str) -> &'static str {
        text(self.reporter.language(), key)
    }

    fn name(&self, document: DocumentIndex) -> String {
        let document = &self.corpus.documents[document];
        let number = document.front_matter.number.as_ref().map(|number| format!("{} – ", number.value));
        format!("{}{} [{}]", number.unwrap_or_default(), document.front_matter.title, document.id)
    }

    fn text(&self, short: bool) {
        let comparison = self.comparison;
        self.line(&format!("A: {}", self.name(self.older)));
        self.line(&format!("B: {}", self.name(self.newer)));
        let (older, newer) =
            (comparison.older_overlap.percent().to_string(), comparison.newer_overlap.percent().to_string());
        self.line(&fill(self.word("diff-overlap"), &[("older", &older), ("newer", &newer)]));
        self.references();
        self.figures();
        self.line("");
        if comparison.is_too_little() {
            self.line(self.word("diff-too-little"));
            return;
        }
        self.line(&format!("{}:", self.word("page-news-text")));
        for row in
            comparison.rows.iter().filter(|row| !(short && matches!(row, ComparisonRow::Kept { moved: false, .. })))
        {
            self.line(&self.row(row));
        }
    }

    fn references(&self) {
        let references = &self.comparison.references;
        let count = |list: &[ComparedReference]| list.len().to_string();
        let (kept, fresh, gone) = (count(&references.kept), count(&references.new), count(&references.gone));
        let counts =
            fill(self.word("page-news-references-count"), &[("kept", &kept), ("fresh", &fresh), ("gone", &gone)]);
        self.line("");
        self.line(&format!("{}: {counts}", self.word("page-news-references")));
        for (sign, list, of_older) in
            [('=', &references.kept, false), ('+', &references.new, false), ('-', &references.gone, true)]
        {
            for (at, reference) in list.iter().enumerate() {
                let places: Vec<String> = reference.units.iter().map(|unit| self.place(*unit, of_older)).collect();
                let before = references.followed.iter().find(|(_, new)| sign == '+' && *new == at);
                let follows = before.map_or_else(String::new, |(old, _)| {
                    format!(" ({} {})", self.word("page-news-follows").to_lowercase(), references.gone[*old].text)
                });
                self.line(&format!("  {sign} {}{follows}  {}", reference.text, places.join(" ")));
            }
        }
    }

    fn figures(&self) {
        let figures = &self.comparison.figures;
        if figures.changed.is_empty() && figures.new.is_empty() && figures.gone.is_empty() {
            return;
        }
        self.line("");
        self.line(&format!("{}:", self.word("page-news-figures")));
        for (old, new) in &figures.changed {
            self.line(&format!("  ~ {} → {}  {}", old.text, new.text, self.place(new.unit, false)));
        }
        for (sign, list, of_older) in [('+', &figures.new, false), ('-', &figures.gone, true)] {
            for figure in list {
                let unit = if of_older { &self.comparison.older } else { &self.comparison.newer };
                self.line(&format!(
                    "  {sign} {} – “{}”  {}",
                    figure.text,
                    unit[figure.unit].text,
                    self.place(figure.unit, of_older)
                ));
            }
        }
    }

    fn place(&self, unit: UnitIndex, of_older: bool) -> String {
        let units = if of_older { &self.comparison.older } else { &self.comparison.newer };
        format!("#{}", units[unit].anchor)
    }

    /// `= kept`, `~ with [-dropped-] and {+added+} words` (as `wdiff` marks them), `+ added`,
    /// `- dropped`; `>` for moved.
    fn row(&self, row: &ComparisonRow) -> String {
        let comparison = self.comparison;
        let sign = |sign: char, moved: bool| if moved { format!("{sign}>") } else { format!("{sign} ") };
        match row {
            ComparisonRow::Kept { new, moved, .. } => {
                format!("  {} {}", sign('=', *moved), comparison.newer[*new].text)
            }
            ComparisonRow::Changed { moved, pieces, .. } => {
                let words: Vec<String> = pieces.iter().map(marked).collect();
                format!("  {} {}", sign('~', *moved), words.join(" "))
            }
            ComparisonRow::Added(new) => format!("  {} {}", sign('+', false), comparison.newer[*new].text),
            ComparisonRow::Dropped(old) => format!("  {} {}", sign('-', false), comparison.older[*old].text),
        }
    }

    fn json(&self) -> Value {
        let comparison = self.comparison;
        let document = |index: DocumentIndex| {
            let document = &self.corpus.documents[index];
            json!({"id": document.id, "url": document.address, "title": document.front_matter.title})
        };
        let references = |list: &[ComparedReference], of_older: bool| -> Vec<Value> {
            let one = |reference: &ComparedReference| {
                let anchors: Vec<String> = reference.units.iter().map(|unit| self.place(*unit, of_older)).collect();
                json!({"work": reference.work, "text": reference.text, "anchors": anchors})
            };
            list.iter().map(one).collect()
        };
        let figure = |figure: &Figure, of_older: bool| {
            let units = if of_older { &comparison.older } else { &comparison.newer };
            json!({"text": figure.text, "sentence": units[figure.unit].text, "anchor": self.place(figure.unit, of_older)})
        };
        let followed: Vec<Value> = comparison
            .references
            .followed
            .iter()
            .map(|(old, new)| json!({"from": comparison.references.gone[*old].work, "to": comparison.references.new[*new].work}))
            .collect();
        json!({
            "older": document(self.older),
            "newer": document(self.newer),
            "shared": {"older": comparison.older_overlap.percent(), "newer": comparison.newer_overlap.percent(),
                "too_little": comparison.is_too_little()},
            "references": {"kept": references(&comparison.references.kept, false),
                "new": references(&comparison.references.new, false),
                "gone": references(&comparison.references.gone, true), "followed": followed},
            "figures": {
                "changed": comparison.figures.changed.iter()
                    .map(|(old, new)| json!({"from": figure(old, true), "to": figure(new, false)})).collect::<Vec<_>>(),
                "new": comparison.figures.new.iter().map(|one| figure(one, false)).collect::<Vec<_>>(),
                "gone": comparison.figures.gone.iter().map(|one| figure(one, true)).collect::<Vec<_>>()},
            "rows": comparison.rows.iter().map(|row| self.json_row(row)).collect::<Vec<_>>(),
        })
    }

    fn json_row(&self, row: &ComparisonRow) -> Value {
        let piece = |piece: &WordRun| {
            let change = match piece.change {
                WordChange::Kept => "kept",
                WordChange::Added => "added",
                WordChange::Dropped => "dropped",
            };
            json!([change, piece.text])
        };
        let (change, moved, old, new, pieces) = match row {
            ComparisonRow::Kept { old, new, moved } => ("kept", *moved, Some(*old), Some(*new), None),
            ComparisonRow::Changed { old, new, moved, pieces } => {
                ("changed", *moved, Some(*old), Some(*new), Some(pieces.iter().map(piece).collect::<Vec<_>>()))
            }
            ComparisonRow::Added(new) => ("added", false, None, Some(*new), None),
            ComparisonRow::Dropped(old) => ("dropped", false, Some(*old), None, None),
        };
        json!({
            "change": change,
            "moved": moved,
            "older": old.map(|at| json!({"anchor": self.place(at, true), "text": self.comparison.older[at].text})),
            "newer": new.map(|at| json!({"anchor": self.place(at, false), "text": self.comparison.newer[at].text})),
            "pieces": pieces,
        })
    }
}

fn marked(piece: &WordRun) -> String {
    match piece.change {
        WordChange::Kept => piece.text.clone(),
        WordChange::Dropped => format!("[-{}-]", piece.text),
        WordChange::Added => format!("{{+{}+}}", piece.text),
    }
}
