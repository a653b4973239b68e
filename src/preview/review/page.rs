//! The page around original, form and page.
//!
//! In: which file of the list. Out: HTML. The form is in it already; the original is asked for by the script, since
//! reading it may take a moment.

use super::{FOLDER, ReviewFiles, form};
use crate::preview::panel::{OURS, Scribe, escaped};
use crate::preview::state::PreviewState;

pub(super) const SCRIPT: &str = include_str!("review.js");
pub(super) const STYLE: &str = include_str!("review.css");

/// The page of a file.
pub(super) fn page(files: &dyn ReviewFiles, index: usize, paths: &[String], state: &PreviewState) -> String {
    let scribe = Scribe::of(state);
    let say = |key: &'static str| scribe.text(key, &[]);
    let path = &paths[index];
    let (at, all) = ((index + 1).to_string(), paths.len().to_string());
    let title = scribe.text("review.title", &[("file", path)]);
    let issuers: String = files
        .choices()
        .issuers
        .iter()
        .map(|(key, name)| format!("<option value=\"{}\">{}</option>", escaped(name), escaped(key)))
        .collect();
    format!(
        "<!DOCTYPE html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{at}/{all} – {title}</title>\n\
         <link rel=\"icon\" href=\"data:,\">\n<link rel=\"stylesheet\" href=\"{OURS}{FOLDER}review.css\">\n\
         <script type=\"module\" src=\"{OURS}{FOLDER}review.js\"></script>\n</head>\n\
         <body data-key=\"{key}\" data-said=\"{said}\" data-done=\"{done}\" data-failed=\"{failed}\">\n<header>\n\
         <h1>{title}</h1>\n{nav}\n<p id=\"said\" role=\"status\"></p>\n<p class=\"keys\">{keys}</p>\n</header>\n<main>\n\
         <section id=\"original\" aria-label=\"{original}\" tabindex=\"0\"><p>{loading}</p></section>\n\
         <div id=\"right\">\n<section id=\"form\" aria-label=\"{form_label}\">{form}</section>\n\
         <section id=\"page\" aria-label=\"{page}\"><p class=\"none\" hidden>{none}</p>\
         <iframe title=\"{page}\" hidden></iframe></section>\n</div>\n</main>\n\
         <datalist id=\"issuers\">{issuers}</datalist>\n</body>\n</html>\n",
        lang = scribe.language.tag(),
        key = state.secret(),
        said = say("review.said"),
        done = say("review.done"),
        failed = say("review.failed"),
        nav = nav(index, paths, scribe),
        keys = say("review.keys"),
        original = say("review.original"),
        loading = say("review.loading"),
        form_label = say("review.form"),
        form = form::form(files, index, scribe),
        page = say("review.page"),
        none = say("review.page-none"),
    )
}

/// Links to the files before and after.
fn nav(index: usize, paths: &[String], scribe: Scribe<'_>) -> String {
    let (at, all) = ((index + 1).to_string(), paths.len().to_string());
    let here = scribe.text("review.at", &[("file", &at), ("files", &all)]);
    let link = |number: usize, id: &str, key: &'static str| {
        format!("<a id=\"{id}\" href=\"{OURS}{FOLDER}{number}/\">{}</a>", scribe.text(key, &[]))
    };
    let before = if index > 0 { link(index, "before", "review.before") } else { String::new() };
    let after = if index + 1 < paths.len() { link(index + 2, "next", "review.next") } else { String::new() };
    format!("<nav aria-label=\"{here}\">{before}<span>{here}</span>{after}</nav>")
}
