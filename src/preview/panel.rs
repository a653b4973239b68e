//! The panel of problems at the foot of every page, and how one problem is written there and in the list.
//!
//! In: the problems of the last build, and the files that the page is made of. Out: HTML for a shadow tree, which the
//! site's own style cannot change. It carries the problems of this page and a few of the site's, never all: a large
//! site has hundreds of thousands.

use super::editor::percent;
use super::problems::{Counts, PageStanding, Problems};
use super::state::PreviewState;
use crate::catalogue::{self, Language};
use crate::diagnostic::{Diagnostic, Place, Severity, print};

/// Everything of ours is below this address, which no site uses.
pub(super) const OURS: &str = "/__congbao/";
/// Problems of this page that the panel carries.
const OF_PAGE: usize = 50;
/// Problems of the rest of the site that it carries.
const OF_SITE: usize = 10;

/// Writes words and links in the person's language.
#[derive(Clone, Copy)]
pub(super) struct Scribe<'a> {
    /// Language of all words.
    pub language: Language,
    /// Stands in links that open the editor; none without an editor.
    pub key: Option<&'a str>,
}

impl<'a> Scribe<'a> {
    /// For what `state` serves.
    pub fn of(state: &'a PreviewState) -> Self {
        Self { language: state.language(), key: state.key() }
    }

    /// A text of the catalogue, escaped.
    pub fn text(self, key: &'static str, arguments: &[(&str, &str)]) -> String {
        escaped(&catalogue::fill(catalogue::text(self.language, key), arguments))
    }

    /// "2 lỗi, 3 cảnh báo".
    pub fn counts(self, counts: Counts) -> String {
        let (errors, warnings) = (number(counts.errors, self.language), number(counts.warnings, self.language));
        let key = match (counts.errors, counts.warnings) {
            (0, 0) => "preview.problems-none",
            (_, 0) => "preview.problems-errors",
            (0, _) => "preview.problems-warnings",
            _ => "preview.problems",
        };
        self.text(key, &[("errors", &errors), ("warnings", &warnings)])
    }

    /// One problem as an item of a list. `with_file`: the name of the file stands in it.
    pub fn item(self, problem: &Diagnostic, with_file: bool) -> String {
        let (kind, word) = match problem.severity {
            Severity::Error => ("error", "severity.error"),
            Severity::Warning => ("warning", "severity.warning"),
            Severity::Info => ("info", "severity.info"),
        };
        let message = escaped(&print::message(problem, self.language));
        let mut html = format!(
            "<li class=\"{kind}\"><p class=\"message\"><b>{}</b> {message} <code>{}</code></p>",
            self.text(word, &[]),
            problem.code
        );
        if let Some(place) = &problem.place {
            html.push_str(&format!("<p class=\"place\">{}</p>", self.place(place, with_file)));
            html.push_str(&quoted(place));
        }
        if let Some(hint) = print::hint(problem, self.language) {
            html.push_str(&format!(
                "<p class=\"hint\"><b>{}</b> {}</p>",
                self.text("severity.hint", &[]),
                escaped(&hint)
            ));
        }
        html.push_str("</li>");
        html
    }

    /// `content/a.md:3:7`, as a link that opens the editor there.
    fn place(self, place: &Place, with_file: bool) -> String {
        let words = match (with_file, place.line) {
            (true, _) | (false, 0) => escaped(&print::place_text(place)),
            (false, line) => self.text("preview.line", &[("line", &line.to_string())]),
        };
        self.link(&place.file, place.line, place.column, &words)
    }

    /// `words` (escaped already) as a link that opens `file` in the editor.
    pub fn link(self, file: &str, line: u32, column: u32, words: &str) -> String {
        match self.key {
            None => words.to_owned(),
            Some(key) => format!(
                "<a href=\"{OURS}open?file={}&amp;line={line}&amp;column={column}&amp;key={key}\" title=\"{}\">{words}</a>",
                percent(file),
                self.text("preview.open", &[])
            ),
        }
    }
}

/// The panel of a page made of `sources`: the inside of its shadow tree.
pub(super) fn panel(problems: &Problems, sources: &[String], scribe: Scribe<'_>) -> String {
    let style = format!("<link rel=\"stylesheet\" href=\"{OURS}preview.css\">");
    if problems.is_silent() {
        return format!("{style}<p id=\"said\" role=\"status\"></p>");
    }
    let own = || sources.iter().flat_map(|file| problems.of_file(file));
    let (counts, own_counts) = (problems.counts(), Counts::of(own()));
    let kind = if counts.errors > 0 { "errors" } else { "warnings" };
    // Errors stand open; warnings, which publish, only say how many they are.
    let open = if counts.errors > 0 { " open" } else { "" };
    let mut summary = scribe.counts(counts);
    if !own_counts.is_zero() && own_counts != counts {
        summary = format!(
            "{summary} <span>{}</span>",
            scribe.text("preview.of-page", &[("counts", &scribe.counts(own_counts))])
        );
    }
    if counts.is_zero()
        && let Some(unfinished) = problems.unfinished
    {
        let done = format!("{}/{}", number(unfinished.done, scribe.language), number(unfinished.all, scribe.language));
        summary = scribe.text("preview.reading", &[("done", &done)]);
    }
    let mut body = standing(problems, scribe);
    let held: Vec<String> = sources.iter().filter(|file| problems.holds(file)).map(|file| escaped(file)).collect();
    if !held.is_empty() {
        let words = scribe.text("preview.last-good-file", &[]).replace("{file}", &held.join(", "));
        body.push_str(&format!("<p class=\"standing\">{words}</p>"));
    }
    body.push_str(&of_page(own, own_counts, sources, scribe));
    body.push_str(&of_site(problems, sources, own_counts, scribe));
    format!(
        "{style}<p id=\"said\" role=\"status\"></p><section aria-label=\"{label}\"><details class=\"{kind}\"{open}>\
         <summary>{summary}</summary><div class=\"body\">{body}</div></details></section>",
        label = scribe.text("preview.label", &[]),
    )
}

/// What the page below is, where it is not the site as the files have it.
pub(super) fn standing(problems: &Problems, scribe: Scribe<'_>) -> String {
    let mut html = String::new();
    let mut say = |words: String| html.push_str(&format!("<p class=\"standing\">{words}</p>"));
    if problems.died {
        say(scribe.text("preview.broken", &[]));
    }
    match problems.standing {
        PageStanding::Current => {}
        PageStanding::LastGood => say(scribe.text("preview.last-good", &[])),
        PageStanding::NoneYet if problems.unfinished.is_some() => {}
        PageStanding::NoneYet => say(scribe.text("preview.none-yet", &[])),
    }
    if let Some(unfinished) = problems.unfinished {
        let (done, all) = (number(unfinished.done, scribe.language), number(unfinished.all, scribe.language));
        say(scribe.text("preview.unfinished", &[("done", &done), ("all", &all)]));
    }
    html
}

fn of_page<'a, I: Iterator<Item = &'a Diagnostic>>(
    own: impl Fn() -> I,
    counts: Counts,
    sources: &[String],
    scribe: Scribe<'_>,
) -> String {
    if counts.is_zero() {
        return String::new();
    }
    let heading = scribe.text("preview.heading-page", &[("counts", &scribe.counts(counts))]);
    let mut html = format!("<h2>{heading}</h2><ul>");
    own().take(OF_PAGE).for_each(|problem| html.push_str(&scribe.item(problem, true)));
    html.push_str("</ul>");
    let left = (counts.errors + counts.warnings).saturating_sub(OF_PAGE);
    if left > 0 {
        let query = sources.first().map(|file| format!("?file={}", percent(file))).unwrap_or_default();
        let words = scribe.text("preview.more", &[("count", &number(left, scribe.language))]);
        html.push_str(&format!("<p><a href=\"{OURS}problems{query}\">{words}</a></p>"));
    }
    html
}

/// Errors anywhere, since they keep the whole site from being published; on a page without problems of its own, the
/// first warnings too.
fn of_site(problems: &Problems, sources: &[String], own: Counts, scribe: Scribe<'_>) -> String {
    let counts = problems.counts();
    if counts.is_zero() {
        return String::new();
    }
    let is_elsewhere = |problem: &&Diagnostic| {
        problem.place.as_ref().is_none_or(|place| !sources.iter().any(|file| *file == *place.file))
    };
    let elsewhere = || problems.all().iter().filter(is_elsewhere);
    let errors = elsewhere().filter(|problem| problem.severity == Severity::Error).take(OF_SITE);
    // Errors that do not exist are not looked for among hundreds of thousands of warnings.
    let mut some: Vec<&Diagnostic> = if counts.errors > own.errors { errors.collect() } else { Vec::new() };
    if own.is_zero() {
        let rest = elsewhere().filter(|problem| problem.severity != Severity::Error);
        some.extend(rest.take(OF_SITE - some.len()));
    }
    let mut html = String::new();
    if !some.is_empty() {
        html = format!("<h2>{}</h2><ul>", scribe.text("preview.heading-site", &[]));
        some.iter().for_each(|problem| html.push_str(&scribe.item(problem, true)));
        html.push_str("</ul>");
    }
    let words = scribe.text("preview.all", &[("counts", &scribe.counts(counts))]);
    format!("{html}<p class=\"all\"><a href=\"{OURS}problems\">{words}</a></p>")
}

/// The line as it stands in the file, with the text that is meant marked in it.
fn quoted(place: &Place) -> String {
    if place.line == 0 || place.column == 0 || place.line_text.trim().is_empty() {
        return String::new();
    }
    let before = place.column.saturating_sub(place.line_text_column) as usize;
    let part = |from: usize, count: usize| {
        let text: String = place.line_text.chars().skip(from).take(count).collect();
        escaped(&print::plain(&text))
    };
    let marked = place.length as usize;
    let cut_left = if place.line_text_column > 1 { "…" } else { "" };
    let cut_right = if place.line_text.chars().count() >= Place::LONGEST_LINE { "…" } else { "" };
    format!(
        "<pre><code>{cut_left}{}<mark>{}</mark>{}{cut_right}</code></pre>",
        part(0, before),
        part(before, marked),
        part(before + marked, usize::MAX)
    )
}

/// With thousands apart, as each language writes them.
pub(super) fn number(value: usize, language: Language) -> String {
    let digits = value.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(if language == Language::Vietnamese { '.' } else { ',' });
        }
        text.push(digit);
    }
    text
}

/// Text as HTML, in elements and in quoted attributes.
pub(super) fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '&' => html.push_str("&amp;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            c => html.push(c),
        }
    }
    html
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preview::{Answer, BuildResult, Held, ServedPages};
    use crate::source::{Source, Span};
    use std::sync::Arc;

    struct Nothing;

    impl ServedPages for Nothing {
        fn page(&self, address: &str) -> Answer {
            Answer::Redirect(address.to_owned())
        }
    }

    const SCRIBE: Scribe<'static> = Scribe { language: Language::English, key: Some("k") };

    fn shown(problems: Vec<Diagnostic>, sources: &[&str]) -> String {
        let snapshot: Arc<dyn ServedPages> = Arc::new(Nothing);
        let result = BuildResult { snapshot: Some(snapshot), problems: problems.into(), ..BuildResult::default() };
        let sources: Vec<String> = sources.iter().map(|file| (*file).to_owned()).collect();
        panel(&Problems::of(&result, false), &sources, SCRIBE)
    }

    fn problem(file: &str, text: &str) -> Diagnostic {
        let source = Source::new(file, text.to_owned());
        Diagnostic::warning("serve-port-taken").with("port", "<1>").at(&source, Span { start: 2, end: 5 })
    }

    #[test]
    fn a_silent_panel_has_only_the_place_for_words() {
        assert!(shown(Vec::new(), &[]).ends_with("<p id=\"said\" role=\"status\"></p>"));
    }

    #[test]
    fn an_older_version_is_claimed_only_where_one_is_shown() {
        let html = |held: Held, file: &str| {
            let snapshot: Arc<dyn ServedPages> = Arc::new(Nothing);
            let problems = vec![Diagnostic::error("serve-io").with("reason", "grave")].into();
            let result = BuildResult { snapshot: Some(snapshot), problems, held, ..BuildResult::default() };
            panel(&Problems::of(&result, false), &[file.to_owned()], SCRIBE)
        };
        let held = Held::Files(vec!["content/a.md".into()]);
        let own = html(held.clone(), "content/a.md");
        assert!(own.contains("content/a.md has errors; this page shows the last good version"), "{own}");
        // After a deletion the site cannot be published, and what is shown is the site without the document.
        let others = html(held, "content/b.md");
        assert!(!others.contains("class=\"standing\""), "{others}");
        let all = html(Held::Everything, "content/b.md");
        assert!(all.contains("last one that could be built"), "{all}");
    }

    #[test]
    fn a_problem_has_place_quotation_and_advice() {
        let html = shown(vec![problem("content/a b.md", "a <b>&c\n")], &["content/a b.md"]);
        for part in [
            "<summary>warnings: 1</summary>",
            "port &lt;1&gt; is used",
            "<a href=\"/__congbao/open?file=content/a%20b.md&amp;line=1&amp;column=3&amp;key=k\"",
            ">content/a b.md:1:3</a>",
            "<pre><code>a <mark>&lt;b&gt;</mark>&amp;c</code></pre>",
            "<b>hint</b> perhaps another preview",
        ] {
            assert!(html.contains(part), "{part} in {html}");
        }
        assert!(!html.contains(" open>"), "warnings do not cover the page");
    }

    #[test]
    fn the_pages_own_problems_come_first_and_the_number_is_bounded() {
        let mut problems: Vec<Diagnostic> = (0..5000).map(|_| problem("content/a.md", "a quoted line\n")).collect();
        problems.extend((0..5000).map(|_| problem("content/b.md", "another line\n")));
        let html = shown(problems.clone(), &["content/b.md"]);
        assert_eq!(html.matches("<li ").count(), OF_PAGE);
        assert!(html.contains(">oth<"));
        assert!(!html.contains(">quo<"));
        assert!(html.contains("href=\"/__congbao/problems?file=content/b.md\">4,950 more"), "{html}");
        problems.insert(0, Diagnostic::error("serve-io").with("reason", "grave"));
        let html = shown(problems.clone(), &["content/b.md"]);
        assert!(html.find(">oth<").unwrap() < html.find("grave").unwrap());
        let html = shown(problems, &[]);
        assert_eq!(html.matches("<li ").count(), OF_SITE);
        assert!(html.find("grave").unwrap() < html.find(">quo<").unwrap());
    }

    #[test]
    fn numbers_are_written_as_in_the_language() {
        for (value, vi, en) in [(7, "7", "7"), (1234, "1.234", "1,234"), (300_000, "300.000", "300,000")] {
            assert_eq!(number(value, Language::Vietnamese), vi);
            assert_eq!(number(value, Language::English), en);
        }
    }
}
