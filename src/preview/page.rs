//! What the preview adds to a page: the script that reloads it and the panel of problems. What a build would write is left
//! as it is.

use super::BuildResult;
use crate::catalogue::{self, Language};
use crate::diagnostic::{Severity, print};

/// Everything of ours is below this address, which no site uses.
pub(super) const OURS: &str = "/__congbao/";
/// The script that reloads: a file of its own, so that a page with a strict content security policy allows it.
pub(super) const SCRIPT: &str = include_str!("reload.js");
/// The look of the panel.
pub(super) const STYLE: &str = include_str!("problems.css");

/// The content type of the file at `address`, by its ending; a page where it ends in `/`.
pub fn content_type(address: &str) -> &'static str {
    let file = address.rsplit('/').next().unwrap_or(address);
    let ending = file.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    match ending.as_deref() {
        None if file.is_empty() => "text/html; charset=utf-8",
        Some("html" | "htm") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("json" | "map" | "webmanifest") => "application/json; charset=utf-8",
        Some("xml" | "xsl") => "application/xml; charset=utf-8",
        Some("atom") => "application/atom+xml; charset=utf-8",
        Some("txt" | "md" | "tsv" | "csv") => "text/plain; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("gif") => "image/gif",
        Some("webp") => "image/webp",
        Some("avif") => "image/avif",
        Some("ico") => "image/x-icon",
        Some("woff2") => "font/woff2",
        Some("wasm") => "application/wasm",
        Some("pdf") => "application/pdf",
        Some("doc") => "application/msword",
        Some("docx") => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        Some("xls") => "application/vnd.ms-excel",
        Some("xlsx") => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        Some("odt") => "application/vnd.oasis.opendocument.text",
        Some("zip") => "application/zip",
        _ => "application/octet-stream",
    }
}

/// As many problems as a page carries.
const MOST_PROBLEMS: usize = 50;

/// The panel above a page; `None` when there is nothing to say. `none_yet`: there is no page below it.
pub(super) fn panel(result: &BuildResult, none_yet: bool, language: Language) -> Option<String> {
    let died = result.snapshot.is_none() && result.problems.is_empty();
    if result.problems.is_empty() && !died {
        return None;
    }
    let count = |severity| result.problems.iter().filter(|problem| problem.severity == severity).count();
    let errors = count(Severity::Error) + usize::from(died);
    let (some, warnings) = (errors.to_string(), count(Severity::Warning).to_string());
    let counts = catalogue::text(language, "preview.problems");
    let counts = catalogue::fill(counts, &[("errors", &some), ("warnings", &warnings)]);
    let below = match (none_yet, result.snapshot.is_some()) {
        // A build that failed without a word has died.
        _ if died => catalogue::text(language, "preview.broken"),
        (true, _) => catalogue::text(language, "preview.none-yet"),
        (false, false) => catalogue::text(language, "preview.last-good"),
        (false, true) => "",
    };
    let kind = if errors > 0 { "errors" } else { "warnings" };
    // Errors stand open; warnings, which publish, only say how many they are. The number is all that a screen reader must
    // hear at once.
    let open = if errors > 0 { " open" } else { "" };
    let mut problems = String::new();
    for problem in result.problems.iter().take(MOST_PROBLEMS) {
        problems.push_str("<li><pre>");
        escape(&print::human(problem, language, false), &mut problems);
        problems.push_str("</pre></li>");
    }
    Some(format!(
        "<link rel=\"stylesheet\" href=\"{OURS}problems.css\">\
         <details id=\"congbao-problems\" class=\"{kind}\" lang=\"{lang}\"{open}>\
         <summary role=\"alert\">{counts}</summary><p>{below}</p><ul>{problems}</ul></details>",
        lang = language.tag(),
    ))
}

/// Appends `text` to `html`.
fn escape(text: &str, html: &mut String) {
    for c in text.chars() {
        match c {
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '&' => html.push_str("&amp;"),
            '"' => html.push_str("&quot;"),
            c => html.push(c),
        }
    }
}

/// A whole page with nothing on it, to carry the panel.
pub(super) fn bare(language: Language, text: &str) -> Vec<u8> {
    format!(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>congbao</title>\n</head>\n\
         <body>\n<p>{text}</p>\n</body>\n</html>\n",
        language.tag()
    )
    .into_bytes()
}

/// `html` with the panel at the start of its body and the script at the end. `version` is the name of what the page shows.
pub(super) fn equip(html: &[u8], panel: Option<&str>, version: &str) -> Vec<u8> {
    let script = format!("<script src=\"{OURS}reload.js\" data-since=\"{version}\" defer></script>");
    let start = body_start(html);
    let end = last(html, b"</body").filter(|end| *end >= start).unwrap_or(html.len());
    let mut page = Vec::with_capacity(html.len() + panel.map_or(0, str::len) + script.len());
    page.extend_from_slice(&html[..start]);
    page.extend_from_slice(panel.unwrap_or_default().as_bytes());
    page.extend_from_slice(&html[start..end]);
    page.extend_from_slice(script.as_bytes());
    page.extend_from_slice(&html[end..]);
    page
}

/// The byte after `<body …>`; the start where there is none, as in a hand-written file.
fn body_start(html: &[u8]) -> usize {
    let tag = b"<body";
    let is_tag = |at: &usize| html.get(at + tag.len()).is_some_and(|b| *b == b'>' || b.is_ascii_whitespace());
    let mut starts = (0..html.len()).filter(|at| starts_with(&html[*at..], tag));
    let Some(start) = starts.find(is_tag) else { return 0 };
    let mut quote = None;
    for (offset, byte) in html[start..].iter().enumerate() {
        match (quote, *byte) {
            (None, b'>') => return start + offset + 1,
            (None, b'"' | b'\'') => quote = Some(*byte),
            (Some(open), byte) if byte == open => quote = None,
            _ => {}
        }
    }
    0
}

fn last(html: &[u8], tag: &[u8]) -> Option<usize> {
    (0..html.len()).rev().find(|at| starts_with(&html[*at..], tag))
}

fn starts_with(bytes: &[u8], tag: &[u8]) -> bool {
    bytes.get(..tag.len()).is_some_and(|start| start.eq_ignore_ascii_case(tag))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Diagnostic;
    use crate::preview::{Answer, Snapshot};
    use std::sync::Arc;

    struct Nothing;

    impl Snapshot for Nothing {
        fn page(&self, address: &str) -> Answer {
            Answer::Redirect(address.to_owned())
        }
    }

    fn equipped(html: &str) -> String {
        String::from_utf8(equip(html.as_bytes(), Some("[panel]"), "v"))
            .unwrap()
            .replace("<script src=\"/__congbao/reload.js\" data-since=\"v\" defer></script>", "[script]")
    }

    #[test]
    fn panel_and_script_stand_inside_the_body() {
        for (html, expected) in [
            ("<html><body><p>a</body></html>", "<html><body>[panel]<p>a[script]</body></html>"),
            ("<BODY class=\"a>b\" data-x='>'>a</BODY >", "<BODY class=\"a>b\" data-x='>'>[panel]a[script]</BODY >"),
            ("<bodyguard><body\n>a", "<bodyguard><body\n>[panel]a[script]"),
            ("<p>no body", "[panel]<p>no body[script]"),
            ("</body><body>", "</body><body>[panel][script]"),
            ("<body>a</body>b</body>", "<body>[panel]a</body>b[script]</body>"),
            ("<body", "[panel]<body[script]"),
            ("", "[panel][script]"),
        ] {
            assert_eq!(equipped(html), expected, "{html}");
        }
    }

    #[test]
    fn content_types_go_by_the_ending() {
        for (address, expected) in [
            ("/van-ban/a/", "text/html; charset=utf-8"),
            ("/a.HTML", "text/html; charset=utf-8"),
            ("/a.b/c", "application/octet-stream"),
            ("/style.0a1b.css", "text/css; charset=utf-8"),
            ("/tep/Kế hoạch.PDF", "application/pdf"),
            ("/feed.atom", "application/atom+xml; charset=utf-8"),
        ] {
            assert_eq!(content_type(address), expected, "{address}");
        }
    }

    #[test]
    fn there_is_no_panel_without_problems() {
        let snapshot: Arc<dyn Snapshot> = Arc::new(Nothing);
        let good = BuildResult { snapshot: Some(snapshot), ..BuildResult::default() };
        assert_eq!(panel(&good, false, Language::Vietnamese), None);
        let problem = Diagnostic::warning("serve-port-taken").with("port", "<1>");
        let warned = BuildResult { problems: vec![problem; 2].into(), ..good };
        let shown = panel(&warned, false, Language::English).unwrap();
        assert!(shown.contains("errors: 0, warnings: 2") && shown.contains("port &lt;1&gt;"), "{shown}");
    }
}
