//! Whether a case is read as it should be. In: a [`Case`]. Out: what differs, for people.

use super::case::{Case, Expectation, Paper};
use super::meaning::{Written, described};
use crate::support::{SiteTest, records};
use congbao::content::registry::Registries;
use congbao::corpus::{HeldDocument, Resolution, ResolvedCitation, Work};
use congbao::diagnostic::{Diagnostic, Severity};
use congbao::pipeline::{self, BuildOptions, CheckedSite, LoadError, Snapshot};
use congbao::source::Source;
use congbao::text::{name_key, slug};
use regex::Regex;
use std::fmt::Write as _;
use std::ops::Range;

const SPEAKS: &str = "content/speaks.md";

/// Reads the case as a build reads its site.
///
/// # Errors
/// What was expected and what came instead, a line each.
pub fn judge(case: &Case, writer: &Writer) -> Result<(), String> {
    let site = writer.site(case);
    let options = BuildOptions { without_passages: true, infos: true, ..BuildOptions::default() };
    let loaded = pipeline::load(site.root(), &options).map_err(|error| match error {
        LoadError::Unreadable(error) => error.to_string(),
        LoadError::Unusable(problems) => errors(&problems),
    })?;
    let said = errors(&loaded.1.diagnostics);
    if !said.is_empty() {
        return Err(said);
    }
    let seen = Seen::new(case, &site, &loaded);
    let mut report = String::new();
    for expectation in &case.expectations {
        if let Err(why) = seen.holds(expectation) {
            let _ = writeln!(report, "  {}.txt:{}: → {}\n{why}", case.file, expectation.line, expectation.words);
        }
    }
    if report.is_empty() { Ok(()) } else { Err(report) }
}

fn errors(problems: &[Diagnostic]) -> String {
    let errors = problems.iter().filter(|problem| problem.severity == Severity::Error);
    errors.map(|problem| format!("  the site does not build: {} {:?}\n", problem.code, problem.arguments)).collect()
}

/// Writes cases as sites.
pub struct Writer(Registries);

impl Writer {
    /// With the built-in types.
    pub fn new() -> Self {
        Self(Registries::built_in())
    }

    fn site(&self, case: &Case) -> SiteTest {
        let site = SiteTest::new();
        let registries = ["issuers", "works", "themes"].map(|name| format!("content/{name}.yaml"));
        for path in &registries {
            site.file(path, "");
        }
        for (path, line) in &case.files {
            let before = if site.exists(path) { site.read(path) } else { String::new() };
            site.file(path, format!("{before}{line}\n"));
        }
        for path in registries.iter().filter(|path| site.read(path).is_empty()) {
            site.file(path, "[]\n");
        }
        for (label, paper) in &case.held {
            let text = format!("{}\nVăn bản {label}.\n", self.front_matter(paper));
            site.file(&format!("content/held-{label}.md"), text);
        }
        site.file(SPEAKS, format!("{}\n{}\n", self.front_matter(&case.document), case.text));
        site
    }

    fn front_matter(&self, paper: &Paper) -> String {
        // A document that says nothing of itself is one that no text cites.
        let (kind, number) =
            paper.numbered.clone().unwrap_or_else(|| ("Thông báo".to_owned(), "9999/TB-ABC".to_owned()));
        let row = self.0.types.iter().find(|row| name_key(&row.name) == name_key(&kind));
        let kind = row.unwrap_or_else(|| panic!("no type “{kind}”")).key.clone();
        let date = match paper.date {
            Some(date) => format!("date: {date}"),
            None => "id: khong-ghi-ngay\ndate_note: không ghi ngày".to_owned(),
        };
        let issuer = slug(&paper.issuer);
        format!(
            "---\ntype: {kind}\nnumber: {number}\nissuer: {issuer}\n{date}\ntitle: Về việc thử\npublished: 2026-01-02\n---\n"
        )
    }
}

/// What was read.
struct Seen<'a> {
    case: &'a Case,
    snapshot: &'a Snapshot,
    checked: &'a CheckedSite,
    document: &'a HeldDocument,
    source: Source,
    /// `resolution.by` of each citation.
    by: Vec<Option<String>>,
}

impl<'a> Seen<'a> {
    fn new(case: &'a Case, site: &SiteTest, (snapshot, checked): &'a (Snapshot, CheckedSite)) -> Self {
        let document = snapshot.corpus.documents.iter().find(|document| &*document.path == SPEAKS);
        let document = document.expect("the document that speaks");
        let shards = snapshot.site.pages.iter().filter(|page| page.address.starts_with("/data/citations/"));
        let data: Vec<serde_json::Value> = shards
            .flat_map(|page| records(&snapshot.make(page).unwrap_or_else(|problem| panic!("{page:?}: {problem:?}"))))
            .collect();
        let own = data.iter().filter(|record| record["document"] == *document.id);
        let by = own.map(|record| record["resolution"]["by"].as_str().map(str::to_owned)).collect();
        Self { case, snapshot, checked, document, source: Source::new(SPEAKS, site.read(SPEAKS)), by }
    }

    /// Whether an expectation holds.
    fn holds(&self, expectation: &Expectation) -> Result<(), String> {
        let place = self.place(expectation)?;
        let index = self.citation_at(&place);
        let got = match index {
            Some(index) => self.meaning(&self.document.citations[index]),
            None => "no citation".to_owned(),
        };
        if !expectation.meanings.iter().any(|meaning| self.means(meaning, index)) {
            let expected = expectation.meanings.join(" | ");
            return Err(format!("    expected {expected}\n    got      {got}\n"));
        }
        expectation.more.iter().try_for_each(|more| self.also(more, index, &place))
    }

    /// Where the words stand.
    fn place(&self, expectation: &Expectation) -> Result<Range<usize>, String> {
        let words: Vec<String> = expectation.words.split_whitespace().map(regex::escape).collect();
        let pattern = Regex::new(&words.join(r"\s+")).expect("escaped words");
        let text = &self.source.text()[self.document.text.body.start..];
        let all: Vec<Range<usize>> = pattern
            .find_iter(text)
            .map(|found| found.start() + self.document.text.body.start..found.end() + self.document.text.body.start)
            .collect();
        let nth = match (expectation.nth, all.len()) {
            (_, 0) => return Err("    these words do not stand in the text\n".to_owned()),
            (None, 1) => 1,
            (None, many) => return Err(format!("    these words stand {many} times: say [1], [2] … or [last]\n")),
            (Some(0), many) => many,
            (Some(nth), _) => nth,
        };
        all.get(nth - 1).cloned().ok_or_else(|| format!("    these words stand only {} times\n", all.len()))
    }

    /// The citation that shares most with a place.
    fn citation_at(&self, place: &Range<usize>) -> Option<usize> {
        let shared = |resolved: &ResolvedCitation| {
            let span = resolved.citation.span;
            span.end.min(place.end).saturating_sub(span.start.max(place.start))
        };
        let citations = &self.document.citations;
        let best = (0..citations.len()).max_by_key(|index| (shared(&citations[*index]), usize::MAX - index))?;
        (shared(&citations[best]) > 0).then_some(best)
    }

    fn means(&self, meaning: &str, index: Option<usize>) -> bool {
        if let Some(other) = meaning.strip_prefix("not ") {
            return !self.means(other, index);
        }
        let resolution = index.map(|index| &self.document.citations[index].resolution);
        match (meaning, resolution) {
            ("unlinked", None | Some(Resolution::Unknown | Resolution::Ambiguous(_))) => true,
            ("no citation", None) | ("unknown", Some(Resolution::Unknown)) | ("self", Some(Resolution::Own)) => true,
            ("ambiguous", Some(Resolution::Ambiguous(_))) => true,
            ("unlinked" | "no citation" | "unknown" | "self" | "ambiguous", _) => false,
            (_, Some(Resolution::Work(work, _))) => self.is(meaning, &self.snapshot.corpus.works[*work]),
            _ => false,
        }
    }

    /// A label of a held document, or a work in words.
    fn is(&self, meaning: &str, work: &Work) -> bool {
        if self.case.held.iter().any(|(label, _)| label == meaning) {
            return self.label(work) == Some(meaning);
        }
        Written::parse(meaning).is(work)
    }

    fn label<'w>(&'w self, work: &Work) -> Option<&'w str> {
        let path = &self.snapshot.corpus.documents[work.held?].path;
        path.strip_prefix("content/held-")?.strip_suffix(".md")
    }

    /// What a citation means, in words.
    fn meaning(&self, resolved: &ResolvedCitation) -> String {
        let works = &self.snapshot.corpus.works;
        let named = |index: usize| {
            let label = self.label(&works[index]).map_or_else(String::new, |label| format!("{label} = "));
            format!("{label}{}", described(&works[index]))
        };
        match &resolved.resolution {
            Resolution::Work(index, _) => named(*index),
            Resolution::Ambiguous(all) => {
                format!("ambiguous: {}", all.iter().map(|index| named(*index)).collect::<Vec<_>>().join("; "))
            }
            Resolution::Own => "self".to_owned(),
            Resolution::Unknown => "unknown".to_owned(),
        }
    }

    /// `exact`, `by …`, `reported`, `reported CODE`, `not reported`.
    fn also(&self, more: &str, index: Option<usize>, place: &Range<usize>) -> Result<(), String> {
        let reported = self.reported(place);
        match more.split_once(' ').unwrap_or((more, "")) {
            ("exact", "") => {
                let wanted = self.source.text()[place.clone()].split_whitespace().collect::<Vec<_>>().join(" ");
                let text = index.map_or("", |index| self.document.citations[index].citation.text());
                let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
                if text == wanted { Ok(()) } else { Err(format!("    its words are “{text}”\n")) }
            }
            ("by", wanted) => match index.and_then(|index| self.by.get(index)?.as_deref()) {
                Some(by) if by == wanted => Ok(()),
                by => Err(format!("    expected by {wanted}\n    got      by {}\n", by.unwrap_or("nothing"))),
            },
            ("reported", "") if reported.iter().any(|problem| problem.severity != Severity::Info) => Ok(()),
            ("reported", "") => Err("    nothing is reported there\n".to_owned()),
            ("reported", code) if reported.iter().any(|problem| problem.code == code) => Ok(()),
            ("reported", code) => {
                let codes: Vec<&str> = reported.iter().map(|problem| problem.code).collect();
                Err(format!("    expected {code} to be reported there\n    got      {codes:?}\n"))
            }
            ("not", "reported") => match reported.iter().find(|problem| problem.severity != Severity::Info) {
                Some(problem) => Err(format!("    {} is reported there\n", problem.code)),
                None => Ok(()),
            },
            _ => Err(format!("    “{more}” is not known\n")),
        }
    }

    /// Problems at a place.
    fn reported(&self, place: &Range<usize>) -> Vec<&Diagnostic> {
        let text = self.source.text();
        let problems = self.checked.diagnostics.iter().filter(|problem| {
            let Some(at) = problem.place.as_ref().filter(|at| &*at.file == SPEAKS && at.column > 0) else {
                return false;
            };
            let start = self.source.line_start(at.line);
            let columns = text[start..].char_indices().map(|(byte, _)| start + byte);
            let byte = columns.clone().nth(at.column as usize - 1).unwrap_or(text.len());
            let end = columns.clone().nth((at.column + at.length) as usize - 1).unwrap_or(text.len());
            byte < place.end && place.start < end
        });
        problems.collect()
    }
}
