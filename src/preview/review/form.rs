//! The form: one small form a field, doubtful ones first, each with its reason and the place in the original.
//!
//! In: a file as it is now. Out: HTML that the script puts into the page; it carries the hash of the file, the address of
//! its page and how much is left.

use super::{Choices, NEW_ISSUER, ReviewFiles, ReviewedFile, label};
use crate::diagnostic::{Diagnostic, Severity};
use crate::import::place_words;
use crate::preview::panel::{Scribe, escaped};
use crate::writing::review::{FieldValue, ReadAt, ReviewField};

/// The form of a file.
pub(super) fn form(files: &dyn ReviewFiles, index: usize, scribe: Scribe<'_>) -> String {
    match files.look(index) {
        Ok(file) => whole(&file, &files.choices(), scribe),
        Err(problems) => {
            let path = files.paths().get(index).cloned().unwrap_or_default();
            let link = scribe.link(&path, 0, 0, &escaped(&path));
            format!("<div id=\"sheet\" data-left=\"0\">{}<p>{link}</p></div>", listed(&problems, scribe))
        }
    }
}

fn whole(file: &ReviewedFile, choices: &Choices, scribe: Scribe<'_>) -> String {
    let (doubtful, sure): (Vec<_>, Vec<_>) =
        file.sheet.fields.iter().partition::<Vec<&ReviewField>, _>(|field| !field.doubts.is_empty());
    let fields = |fields: &[&ReviewField]| fields.iter().map(|one| field(one, choices, scribe)).collect::<String>();
    let heading = match file.left() {
        0 => scribe.text("review.left-none", &[]),
        left => scribe.text("review.left", &[("count", &left.to_string())]),
    };
    let mut html = format!(
        "<div id=\"sheet\" data-seen=\"{}\" data-address=\"{}\" data-left=\"{}\"><h2 id=\"left\" tabindex=\"-1\">{heading}</h2>",
        escaped(&file.seen),
        escaped(file.address.as_deref().unwrap_or_default()),
        file.left()
    );
    html.push_str(&file.issuer_row.as_ref().map(|row| new_issuer(row, scribe)).unwrap_or_default());
    html.push_str(&fields(&doubtful));
    if file.problems.iter().any(|problem| problem.severity != Severity::Info) {
        html.push_str(&format!("<h3>{}</h3>{}", scribe.text("review.problems", &[]), listed(&file.problems, scribe)));
    }
    if !sure.is_empty() {
        let open = if file.left() == 0 { " open" } else { "" };
        let words = scribe.text("review.sure", &[("count", &sure.len().to_string())]);
        html.push_str(&format!("<details{open}><summary>{words}</summary>{}</details>", fields(&sure)));
    }
    html + "</div>"
}

/// The row that makes the issuer known, to be completed by the person.
fn new_issuer(row: &str, scribe: Scribe<'_>) -> String {
    format!(
        "<form id=\"f-new-issuer\" class=\"field doubt\" data-name=\"{NEW_ISSUER}\" autocomplete=\"off\" novalidate><div>\
         <label for=\"v-new-issuer\">{}</label><div class=\"about\" id=\"w-new-issuer\"><p class=\"why\">{}</p></div>\
         <textarea id=\"v-new-issuer\" name=\"value\" rows=\"3\" aria-describedby=\"w-new-issuer e-new-issuer\">{}</textarea>\
         <p class=\"do\"><button class=\"main\">{}</button></p></div><div class=\"wrong\" id=\"e-new-issuer\" role=\"alert\"></div></form>",
        scribe.text("review.new-issuer", &[]),
        scribe.text("review.new-issuer-why", &[]),
        escaped(row),
        scribe.text("review.add", &[])
    )
}

/// Problems as a list; empty without any.
pub(super) fn listed(problems: &[Diagnostic], scribe: Scribe<'_>) -> String {
    let shown = problems.iter().filter(|problem| problem.severity != Severity::Info);
    let items: String = shown.map(|problem| scribe.item(problem, false)).collect();
    if items.is_empty() { items } else { format!("<ul>{items}</ul>") }
}

fn field(field: &ReviewField, choices: &Choices, scribe: Scribe<'_>) -> String {
    let id = field.name.replace('/', "-");
    let is_doubtful = !field.doubts.is_empty();
    let why: String = field.doubts.iter().map(|words| format!("<p class=\"why\">{}</p>", escaped(words))).collect();
    let place = field.read_at.as_ref().map(|read_at| place(read_at, scribe)).unwrap_or_default();
    let (inputs, is_group) = inputs(field, &id, choices, scribe);
    let name = label(&field.key, scribe);
    let title =
        if is_group { format!("<legend>{name}</legend>") } else { format!("<label for=\"v-{id}\">{name}</label>") };
    let tag = if is_group { "fieldset" } else { "div" };
    let class = if is_doubtful { "field doubt" } else { "field" };
    format!(
        "<form id=\"f-{id}\" class=\"{class}\" data-name=\"{}\" autocomplete=\"off\" novalidate>\
         <{tag}>{title}<div class=\"about\" id=\"w-{id}\">{why}{place}</div>{inputs}\
         <p class=\"do\">{}</p></{tag}><div class=\"wrong\" id=\"e-{id}\" role=\"alert\"></div></form>",
        escaped(&field.name),
        buttons(field, is_doubtful, scribe)
    )
}

fn buttons(field: &ReviewField, is_doubtful: bool, scribe: Scribe<'_>) -> String {
    let is_missing = match &field.value {
        FieldValue::Line(text) | FieldValue::Day(text) | FieldValue::Kind(text) | FieldValue::Issuer(text) => {
            text.is_empty()
        }
        FieldValue::Lines(lines) => lines.is_empty(),
        FieldValue::Signer(parts) => parts.iter().all(String::is_empty),
        FieldValue::Themes(_) | FieldValue::Remark => false,
    };
    let checked = |key| format!("<button name=\"checked\" value=\"1\">{}</button>", scribe.text(key, &[]));
    if matches!(field.value, FieldValue::Remark) {
        return checked("review.checked");
    }
    let save = match (is_doubtful, is_missing) {
        (true, false) => "review.confirm",
        _ => "review.save",
    };
    let mut html = format!("<button class=\"main\">{}</button>", scribe.text(save, &[]));
    if is_doubtful && is_missing && !field.required {
        html.push_str(&checked("review.absent"));
    }
    html
}

/// The place in the original as a button that leads there.
fn place(read_at: &ReadAt, scribe: Scribe<'_>) -> String {
    let number = |number: Option<u32>| number.map(|number| number.to_string()).unwrap_or_default();
    let at = read_at.at;
    let mut words = escaped(&place_words(scribe.language, at));
    if !read_at.quoted.is_empty() {
        words = format!("{words}: <q>{}</q>", escaped(&read_at.quoted));
    }
    format!(
        "<button type=\"button\" class=\"go\" data-page=\"{}\" data-line=\"{}\" data-paragraph=\"{}\" data-words=\"{}\">{words}</button>",
        number(at.page),
        number(at.line),
        number(at.paragraph),
        escaped(&read_at.quoted)
    )
}

/// The inputs of a field, and whether they are more than one.
fn inputs(field: &ReviewField, id: &str, choices: &Choices, scribe: Scribe<'_>) -> (String, bool) {
    let input = |name: &str, id: &str, value: &str, more: &str| {
        format!(
            "<input id=\"v-{id}\" name=\"{name}\" value=\"{}\" aria-describedby=\"w-{id} e-{id}\"{more}>",
            escaped(value)
        )
    };
    match &field.value {
        FieldValue::Line(value) => (input("value", id, value, ""), false),
        FieldValue::Day(value) => {
            // What is proposed is written only when the person says so.
            let proposed = if value.is_empty() && field.key == "published" { &choices.today } else { value };
            (input("value", id, proposed, " inputmode=\"numeric\" placeholder=\"31/8/2024\""), false)
        }
        FieldValue::Kind(value) => (select(id, "value", value, &choices.kinds, scribe), false),
        FieldValue::Issuer(value) => {
            let name = choices.issuers.iter().find(|(key, _)| key == value).map_or(value, |(_, name)| name);
            (input("value", id, name, " list=\"issuers\""), false)
        }
        FieldValue::Lines(lines) => {
            let rows = (lines.len() + 1).clamp(2, 8);
            let html = format!(
                "<textarea id=\"v-{id}\" name=\"value\" rows=\"{rows}\" aria-describedby=\"w-{id} e-{id}\">{}</textarea>",
                escaped(&lines.join("\n"))
            );
            (html, false)
        }
        FieldValue::Signer(parts) => {
            let names = ["authority", "position", "name"];
            let part = |(name, value): (&str, &String)| {
                let inner = format!("{id}-{name}");
                let words = label(&format!("signer-{name}"), scribe);
                format!(
                    "<p class=\"part\"><label for=\"v-{inner}\">{words}</label><input id=\"v-{inner}\" name=\"{name}\" \
                     value=\"{}\" aria-describedby=\"w-{id} e-{id}\"></p>",
                    escaped(value)
                )
            };
            (names.into_iter().zip(parts).map(part).collect(), true)
        }
        FieldValue::Themes(themes) => (themes_of(themes, id, choices, scribe), true),
        FieldValue::Remark => (String::new(), true),
    }
}

fn select(id: &str, name: &str, value: &str, choices: &[(String, String)], scribe: Scribe<'_>) -> String {
    let mut html = format!("<select id=\"v-{id}\" name=\"{name}\" aria-describedby=\"w-{id} e-{id}\">");
    let is_known = choices.iter().any(|(key, _)| key == value);
    if !is_known {
        let words = if value.is_empty() { scribe.text("review.choose", &[]) } else { escaped(value) };
        html.push_str(&format!("<option value=\"{}\" selected>{words}</option>", escaped(value)));
    }
    for (key, words) in choices {
        let selected = if key == value { " selected" } else { "" };
        html.push_str(&format!("<option value=\"{}\"{selected}>{}</option>", escaped(key), escaped(words)));
    }
    html + "</select>"
}

fn themes_of(themes: &[(String, String)], id: &str, choices: &Choices, scribe: Scribe<'_>) -> String {
    let name = |key: &str| {
        let found = choices.themes.iter().find(|(known, _)| known == key);
        escaped(found.map_or(key, |(_, name)| name))
    };
    let mut html = String::new();
    for (at, (key, remark)) in themes.iter().enumerate() {
        html.push_str(&format!(
            "<p class=\"theme\"><label><input type=\"checkbox\" id=\"v-{id}-{at}\" name=\"theme\" value=\"{}\" checked> {}\
             <small>{}</small></label></p>",
            escaped(key),
            name(key),
            escaped(remark)
        ));
    }
    let others: Vec<(String, String)> =
        choices.themes.iter().filter(|(key, _)| !themes.iter().any(|(own, _)| own == key)).cloned().collect();
    if !others.is_empty() {
        let add = scribe.text("review.add-theme", &[]);
        html.push_str(&format!("<p class=\"part\"><label for=\"v-{id}-add\">{add}</label>"));
        html.push_str(&select(&format!("{id}-add"), "theme", "", &others, scribe));
        html.push_str("</p>");
    }
    html
}
