//! The page `/__congbao/problems`: all problems of the site, by file, some at a time.
//!
//! In: the problems of the last build and the query of the address. Out: a page that needs no script.

use super::editor::percent;
use super::panel::{OURS, Scribe, escaped, number, standing};
use super::problems::Problems;
use crate::diagnostic::{Diagnostic, Severity, print};
use percent_encoding::percent_decode_str;

/// Problems on one page of the list.
const PAGE: usize = 100;
/// Codes that can be chosen from a list; a site theme's errors are few, and rules some dozens.
const MOST_CODES: usize = 200;

/// What of the list is wanted.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Wanted {
    /// `error`, `warning`; anything else is all.
    severity: Option<Severity>,
    code: String,
    /// Part of the file's path.
    file: String,
    /// From 1.
    page: usize,
}

impl Wanted {
    /// Of the query of an address, without `?`.
    pub fn parse(query: &str) -> Self {
        let mut wanted = Self { page: 1, ..Self::default() };
        for pair in query.split('&').take(20) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let value = percent_decode_str(&value.replace('+', " ")).decode_utf8_lossy().trim().to_owned();
            match name {
                "severity" => {
                    wanted.severity =
                        Severity::ALL.iter().find(|(word, _)| *word == value).map(|(_, severity)| *severity);
                }
                "code" => wanted.code = value,
                "file" => wanted.file = value,
                "page" => wanted.page = value.parse().unwrap_or(1).max(1),
                _ => {}
            }
        }
        wanted
    }

    fn has(&self, problem: &Diagnostic) -> bool {
        self.severity.is_none_or(|severity| problem.severity == severity)
            && (self.code.is_empty() || problem.code == self.code)
            && (self.file.is_empty() || problem.place.as_ref().is_some_and(|place| place.file.contains(&self.file)))
    }

    /// The address of another page of the same list.
    fn address(&self, page: usize) -> String {
        let severity = self.severity.map_or("", Severity::word);
        format!(
            "{OURS}problems?severity={severity}&amp;code={}&amp;file={}&amp;page={page}",
            percent(&self.code),
            percent(&self.file)
        )
    }
}

/// The page.
pub(super) fn page(problems: &Problems, wanted: &Wanted, scribe: Scribe<'_>) -> Vec<u8> {
    let all = || problems.all().iter().filter(|problem| wanted.has(problem));
    let found = all().count();
    let at = wanted.page.min(found.div_ceil(PAGE)).max(1);
    let some: Vec<&Diagnostic> = all().skip((at - 1) * PAGE).take(PAGE).collect();
    let title = scribe.text("preview.list-title", &[]);
    let mut html = format!(
        "<!DOCTYPE html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{counts} – {title}</title>\n\
         <link rel=\"icon\" href=\"data:,\">\n\
         <link rel=\"stylesheet\" href=\"{OURS}preview.css\">\n</head>\n<body class=\"list\">\n<main>\n\
         <p><a href=\"/\">{home}</a></p>\n<h1>{title}</h1>\n<p class=\"counts\">{counts}</p>\n{standing}\n{form}",
        lang = scribe.language.tag(),
        counts = scribe.counts(problems.counts()),
        home = scribe.text("preview.list-home", &[]),
        standing = standing(problems, scribe) + &held(problems, scribe),
        form = form(problems, wanted, scribe),
    );
    let total = number(found, scribe.language);
    html.push_str(&format!("<p role=\"status\">{}</p>\n", scribe.text("preview.list-found", &[("count", &total)])));
    html.push_str(&by_file(&some, scribe));
    html.push_str(&pages(wanted, at, found.div_ceil(PAGE), scribe));
    html.push_str("</main>\n</body>\n</html>\n");
    html.into_bytes()
}

/// How many files are shown as they were before they had errors.
fn held(problems: &Problems, scribe: Scribe<'_>) -> String {
    match problems.held().len() {
        0 => String::new(),
        count => {
            let count = number(count, scribe.language);
            format!("<p class=\"standing\">{}</p>", scribe.text("preview.last-good-files", &[("count", &count)]))
        }
    }
}

/// The problems under the names of their files.
fn by_file(problems: &[&Diagnostic], scribe: Scribe<'_>) -> String {
    let file = |problem: &Diagnostic| problem.place.as_ref().map(|place| place.file.clone());
    let mut html = String::new();
    for some in problems.chunk_by(|one, next| file(one) == file(next)) {
        let heading = match &some[0].place {
            Some(place) => scribe.link(&place.file, 0, 0, &escaped(&print::plain(&place.file))),
            None => scribe.text("preview.heading-site", &[]),
        };
        html.push_str(&format!("<section>\n<h2>{heading}</h2>\n<ul>\n"));
        some.iter().for_each(|problem| html.push_str(&scribe.item(problem, false)));
        html.push_str("</ul>\n</section>\n");
    }
    html
}

fn form(problems: &Problems, wanted: &Wanted, scribe: Scribe<'_>) -> String {
    let option = |value: &str, words: &str, chosen: bool| {
        let chosen = if chosen { " selected" } else { "" };
        format!("<option value=\"{}\"{chosen}>{words}</option>", escaped(value))
    };
    let all = scribe.text("preview.list-all", &[]);
    let mut severities = option("", &all, wanted.severity.is_none());
    for (severity, word) in [(Severity::Error, "severity.error"), (Severity::Warning, "severity.warning")] {
        severities.push_str(&option(severity.word(), &scribe.text(word, &[]), wanted.severity == Some(severity)));
    }
    let mut codes = option("", &all, wanted.code.is_empty());
    for (code, count) in problems.codes().iter().take(MOST_CODES) {
        let words = format!("{code} ({})", number(*count, scribe.language));
        codes.push_str(&option(code, &words, wanted.code == *code));
    }
    format!(
        "<form action=\"{OURS}problems\">\n\
         <label>{severity} <select name=\"severity\">{severities}</select></label>\n\
         <label>{code} <select name=\"code\">{codes}</select></label>\n\
         <label>{file} <input name=\"file\" value=\"{value}\" maxlength=\"300\"></label>\n\
         <button>{filter}</button>\n</form>\n",
        severity = scribe.text("preview.list-severity", &[]),
        code = scribe.text("preview.list-code", &[]),
        file = scribe.text("preview.list-file", &[]),
        value = escaped(&wanted.file),
        filter = scribe.text("preview.list-filter", &[]),
    )
}

fn pages(wanted: &Wanted, at: usize, last: usize, scribe: Scribe<'_>) -> String {
    if last < 2 {
        return String::new();
    }
    let link =
        |page: usize, key: &'static str| format!("<a href=\"{}\">{}</a> ", wanted.address(page), scribe.text(key, &[]));
    let before = if at > 1 { link(at - 1, "preview.list-previous") } else { String::new() };
    let after = if at < last { link(at + 1, "preview.list-next") } else { String::new() };
    let (page, all) = (number(at, scribe.language), number(last, scribe.language));
    let here = scribe.text("preview.list-page", &[("page", &page), ("pages", &all)]);
    format!("<nav aria-label=\"{here}\">{before}<span>{here}</span> {after}</nav>\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Language;
    use crate::preview::BuildResult;

    fn listed(query: &str) -> String {
        let mut problems = vec![Diagnostic::error("serve-io").with("reason", "<r>")];
        for n in 0..250 {
            problems.push(Diagnostic::warning("serve-port-taken").with("port", n.to_string()).in_file("content/a.md"));
        }
        problems.push(Diagnostic::error("serve-io").with("reason", "last").in_file("content/b&c.md"));
        let result = BuildResult { problems: problems.into(), ..BuildResult::default() };
        let scribe = Scribe { language: Language::English, key: None };
        String::from_utf8(page(&Problems::of(&result, false), &Wanted::parse(query), scribe)).unwrap()
    }

    #[test]
    fn the_list_is_filtered_and_divided_into_pages() {
        for (query, items, found, contains) in [
            ("", 100, "252", "page 1 of 3"),
            ("page=3", 52, "252", "page 3 of 3"),
            ("page=9", 52, "252", "page 3 of 3"),
            ("page=99999999999999999999&severity=nonsense", 100, "252", "page 1 of 3"),
            ("severity=error", 2, "2", "&lt;r&gt;"),
            ("code=serve-io&file=b%26c", 1, "1", "value=\"b&amp;c\""),
            ("file=%3Cscript%3E%22", 0, "0", "value=\"&lt;script&gt;&quot;\""),
            ("severity=warning&page=2", 100, "250", "page=3\">"),
        ] {
            let html = listed(query);
            assert_eq!(html.matches("<li ").count(), items, "{query}");
            assert!(html.contains(&format!("<p role=\"status\">{found} ")), "{query}: {html}");
            assert!(html.contains(contains), "{query}: {html}");
        }
    }
}
