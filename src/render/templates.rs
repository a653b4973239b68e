//! The site theme's templates. The only room that names Tera.
//!
//! In: the built-in templates, a site's own files over them (name → text), the texts of the interface. Out:
//! [`Templates::render`], a view → HTML. Templates end in `.html`, which Tera escapes by itself; the one string that is
//! already HTML (the body of a document) comes in beside the view and is put in unescaped once.
//!
//! A site's own templates have limits of steps and of bytes for a page ([`meter`]), by questions that are put into their
//! text ([`metered`]). What is wrong with them is asked of a second engine that has the text as it was written, so that
//! words and places are those that the editor sees.

mod meter;
mod metered;
mod reach;

use super::escape::{escape_into, escaped};
use crate::catalogue::{self, Language};
use crate::content::config::Config;
use crate::diagnostic::Diagnostic;
use crate::source::{Source, Span};
use crate::text::date::{WorkDate, vietnamese_day};
use crate::trace::{kinds, note_all, note_key};
use meter::{Bounded, LARGEST_PAGE, Limit, MOST_STEPS, Meter};
use serde::Serialize;
use std::collections::BTreeMap;
use std::ops::Range;
use tera::{Context, Error, ErrorKind, Kwargs, State, Tera, Value};

/// What every page of a site shares.
#[derive(Serialize)]
struct SiteView<'a> {
    title: &'a str,
    portal: &'a str,
    language: &'static str,
    /// ` lang="vi"` where the interface is not Vietnamese: titles and texts of documents always are.
    vi: &'static str,
    generator: &'static str,
    contact: Option<ContactView<'a>>,
    /// Until the site is public, every page says that it is not.
    not_online: bool,
}

#[derive(Serialize)]
struct ContactView<'a> {
    href: String,
    text: &'a str,
}

/// Compiled templates with the texts of one language.
#[derive(Debug)]
pub struct Templates {
    /// As they are written.
    tera: Tera,
    /// The same with the site's own metered; `None`: the site has none.
    metered: Option<MeteredTemplates>,
    theme: String,
    /// The site's own files, to quote the line that a problem is about.
    own: BTreeMap<String, String>,
    /// For each template, what it takes in of the site's own; empty where there are none.
    values: BTreeMap<String, u64>,
}

/// A limit, and the file and byte of the place that asked last.
type Reached<'a> = (Limit, Option<&'a (String, usize)>);

/// Templates that ask a meter.
#[derive(Debug)]
struct MeteredTemplates {
    tera: Tera,
    meter: Meter,
    /// Where the questions stand: the file, the byte in it.
    places: Vec<(String, usize)>,
}

impl Templates {
    /// Compiles the templates `built_in` with `own` (file name → text) over them.
    ///
    /// # Errors
    /// `template-error` for a file of the site that Tera cannot read, with its line and what Tera says.
    pub fn new(config: &Config, built_in: &[(&str, &str)], own: &BTreeMap<String, String>) -> Result<Self, Diagnostic> {
        let mut tera = engine(config);
        let mut texts: BTreeMap<&str, &str> = built_in.iter().copied().collect();
        texts.extend(own.iter().map(|(name, text)| (name.as_str(), text.as_str())));
        tera.add_raw_templates(texts.clone()).map_err(|error| problem(&error, &config.theme, own))?;
        let values = reach::values(&texts, own);
        let metered = (!own.is_empty()).then(|| MeteredTemplates::new(engine(config), texts, own)).flatten();
        Ok(Self { tera, metered, theme: config.theme.clone(), own: own.clone(), values })
    }

    /// The site's own templates (file name → text).
    pub const fn own(&self) -> &BTreeMap<String, String> {
        &self.own
    }

    /// What a template is made of, as a number: another where it, or one that it takes in, has another text.
    pub fn value(&self, name: &str) -> u64 {
        self.values.get(name).copied().unwrap_or_default()
    }

    /// Fills the template `name`: `page` is the frame, `view` stands under `key`, and each of `html` is
    /// put in as it is.
    ///
    /// # Errors
    /// `template-error` where a template of the site asks for something that is not there.
    pub fn render(
        &self,
        name: &str,
        page: &impl Serialize,
        key: &'static str,
        view: &impl Serialize,
        html: &[(&'static str, &str)],
    ) -> Result<Vec<u8>, Diagnostic> {
        note_key(kinds::TEMPLATE, name);
        // It has the texts of the interface and what the configuration says of the site.
        note_all(kinds::CONFIG);
        let mut context = Context::new();
        context.insert("page", page);
        context.insert(key, view);
        for (key, text) in html {
            context.insert_value(*key, Value::safe_string(text));
        }
        let given = html.iter().map(|(_, text)| text.len()).sum::<usize>();
        let mut bytes = Vec::with_capacity(24 * 1024 + given);
        if let Some(metered) = &self.metered {
            match metered.render(name, &context, &mut bytes, LARGEST_PAGE as usize + 2 * given) {
                Ok(()) => return Ok(bytes),
                Err(Some((limit, place))) => return Err(self.endless(name, limit, place)),
                // Another mistake, which ends the page here as well.
                Err(None) => bytes.clear(),
            }
        }
        let mut bounded = Bounded::new(&mut bytes, LARGEST_PAGE as usize + 2 * given);
        match self.tera.render_to(name, &context, &mut bounded) {
            Ok(()) => Ok(bytes),
            Err(_) if bounded.is_full => Err(self.endless(name, Limit::Bytes, None)),
            Err(error) => Err(problem(&error, &self.theme, &self.own)),
        }
    }

    /// What to say of templates that would not end, or fill the disk, at the place that asked last.
    fn endless(&self, name: &str, limit: Limit, place: Option<&(String, usize)>) -> Diagnostic {
        let (code, most) = match limit {
            Limit::Steps => ("template-endless", MOST_STEPS),
            Limit::Bytes => ("template-flood", LARGEST_PAGE >> 20),
        };
        let problem = Diagnostic::error(code).with("limit", most.to_string());
        let path = |name: &str| format!("themes/{}/templates/{name}", self.theme);
        let Some((name, at)) = place else { return problem.in_file(path(name)) };
        let text = self.own.get(name).map_or("", String::as_str);
        let end = text[*at..].find('\n').map_or(text.len(), |length| at + length);
        let ends = ["%}", "}}"].map(|mark| text[*at..end].find(mark).map(|length| at + length));
        let tag = ends.into_iter().flatten().min().map_or(end, |at| at + 2);
        problem.at(&Source::new(path(name), text), Span::new(*at, tag))
    }
}

impl MeteredTemplates {
    /// `None` where the engine cannot read the metered form of a text that it can read: an expression was as long as it
    /// may be. Then only what is put out is bounded.
    fn new(mut tera: Tera, texts: BTreeMap<&str, &str>, own: &BTreeMap<String, String>) -> Option<Self> {
        let mut places = Vec::new();
        let mut metered: BTreeMap<&str, String> = BTreeMap::new();
        for (name, text) in texts {
            let found = own.contains_key(name).then(|| metered::metered(text, places.len())).flatten();
            let (text, new) = found.map_or((text.to_owned(), Vec::new()), |found| (found.text, found.places));
            metered.insert(name, text);
            places.extend(new.into_iter().map(|at| (name.to_owned(), at)));
        }
        let meter = Meter::default();
        meter.register(&mut tera);
        tera.add_raw_templates(metered).ok()?;
        Some(Self { tera, meter, places })
    }

    /// Renders, or says which limit was reached, and the place that asked last; `None`: something else is wrong.
    fn render(
        &self,
        name: &str,
        context: &Context,
        bytes: &mut Vec<u8>,
        limit: usize,
    ) -> Result<(), Option<Reached<'_>>> {
        self.meter.begin();
        let mut bounded = Bounded::new(bytes, limit);
        let rendered = self.tera.render_to(name, context, &mut bounded);
        let is_full = bounded.is_full;
        let (reached, last) = self.meter.end();
        let reached = reached.or(is_full.then_some(Limit::Bytes));
        match (rendered, reached) {
            (Ok(()), _) => Ok(()),
            (Err(_), Some(reached)) => Err(Some((reached, last.and_then(|place| self.places.get(place))))),
            (Err(_), None) => Err(None),
        }
    }
}

/// An engine without templates.
fn engine(config: &Config) -> Tera {
    let language = config.language;
    let mut tera = Tera::new();
    tera.set_escape_fn(escape);
    tera.register_filter("fill", move |pattern: &str, arguments: Kwargs, _: &State| fill(language, pattern, arguments));
    tera.register_filter("count", move |value: u64, _: Kwargs, _: &State| catalogue::count(language, value));
    tera.register_filter("whole", |text: &str, _: Kwargs, _: &State| Value::safe_string(&whole(text)));
    tera.register_filter("date", move |iso: &str, _: Kwargs, _: &State| date(language, iso));
    let context = tera.global_context();
    context.insert("t", &interface(language));
    context.insert_value("site", site(config));
    tera
}

fn site(config: &Config) -> Value {
    let contact = config.contact.as_deref().map(|text| ContactView { href: contact_address(text), text });
    Value::from_serializable(&SiteView {
        title: &config.title,
        portal: &config.portal,
        language: config.language.tag(),
        vi: if config.language == Language::Vietnamese { "" } else { "vi" },
        generator: concat!("congbao ", env!("CARGO_PKG_VERSION")),
        contact,
        not_online: !config.online,
    })
}

/// A mail address gets `mailto:`; a web address stays.
pub fn contact_address(contact: &str) -> String {
    if contact.contains('@') && !contact.contains("://") && !contact.starts_with("mailto:") {
        format!("mailto:{contact}")
    } else {
        contact.to_owned()
    }
}

/// The catalogue's `page-…` texts by the name templates use: `page-cited-by` is `t.cited_by`.
fn interface(language: Language) -> BTreeMap<String, &'static str> {
    catalogue::entries()
        .filter_map(|(key, entry)| {
            let name = key.strip_prefix("page-")?.replace('-', "_");
            Some((name, if language == Language::Vietnamese { entry.vi } else { entry.en }))
        })
        .collect()
}

fn escape(text: &str, out: &mut dyn std::io::Write) -> std::io::Result<()> {
    escape_into(text, out)
}

/// `{{ t.cited_times | fill(n=3) }}`: puts the arguments where `{n}` stands; numbers are counts.
fn fill(language: Language, pattern: &str, arguments: Kwargs) -> String {
    let written = |value: &Value| value.as_u64().map_or_else(|| value.to_string(), |n| catalogue::count(language, n));
    let values: Vec<(String, String)> =
        arguments.iter().map(|(key, value)| (key.to_string(), written(value))).collect();
    let pairs: Vec<(&str, &str)> = values.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
    catalogue::fill(pattern, &pairs)
}

/// `{{ document.title | whole }}`: as HTML, where no line ends between the years of "2024-2025" or "2023 - 2024".
fn whole(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + 32);
    let mut done = 0;
    for (at, _) in text.match_indices(['-', '–']) {
        let Some(range) = years_around(text, at).filter(|range| range.start >= done) else { continue };
        html.push_str(&escaped(&text[done..range.start]));
        html.push_str("<span class=\"keep\">");
        html.push_str(&text[range.clone()]);
        html.push_str("</span>");
        done = range.end;
    }
    html.push_str(&escaped(&text[done..]));
    html
}

/// Four digits before and after the dash at `at`, with a space on either side or none.
fn years_around(text: &str, at: usize) -> Option<Range<usize>> {
    const YEAR: usize = 4;
    let before = &text.as_bytes()[..at];
    let before = before.strip_suffix(b" ").unwrap_or(before);
    let dash = text[at..].chars().next().map_or(1, char::len_utf8);
    let after = &text.as_bytes()[at + dash..];
    let after = after.strip_prefix(b" ").unwrap_or(after);
    let is_year = |digits: &[u8]| digits.len() == YEAR && digits.iter().all(u8::is_ascii_digit);
    let start = before.len().checked_sub(YEAR).filter(|start| is_year(&before[*start..]))?;
    let is_whole = !before[..start].last().is_some_and(u8::is_ascii_digit);
    let ends = after.get(..YEAR).is_some_and(is_year) && !after.get(YEAR).is_some_and(u8::is_ascii_digit);
    (is_whole && ends).then(|| start..text.len() - after.len() + YEAR)
}

/// `2024-08-31` as people read it; other text stays as it is.
fn date(language: Language, iso: &str) -> String {
    WorkDate::parse_iso(iso).map_or_else(|| iso.to_owned(), |day| written(language, day))
}

/// A day as the site's language writes it: `31/8/2024`, `31 August 2024`.
pub fn written(language: Language, date: WorkDate) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    match (language, date) {
        (_, WorkDate::Year(year)) => year.to_string(),
        (Language::Vietnamese, WorkDate::Day(day)) => vietnamese_day(day),
        (Language::English, WorkDate::Day(day)) => {
            let month = MONTHS[usize::from(day.month().unsigned_abs()).saturating_sub(1).min(11)];
            format!("{} {month} {}", day.day(), day.year())
        }
    }
}

/// `home.html:1:21` as a part of the file.
fn place_drawn<'a>(place: &str, own: &'a BTreeMap<String, String>) -> Option<(&'a str, Range<usize>)> {
    let mut parts = place.rsplitn(3, ':');
    let (column, line): (usize, u32) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    let (name, text) = own.get_key_value(parts.next()?)?;
    let source = Source::new(name.as_str(), text.as_str());
    let within = source.line(line).char_indices().nth(column.saturating_sub(1))?;
    let start = source.line_start(line) + within.0;
    Some((name, start..start + within.1.len_utf8()))
}

/// What Tera says, as a problem with file and line.
fn problem(error: &Error, theme: &str, own: &BTreeMap<String, String>) -> Diagnostic {
    let (name, part, message) = match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            (Some(report.filename()), Some(report.span().range.clone()), report.message().to_owned())
        }
        ErrorKind::MissingParent { current, .. } => (Some(current.as_str()), None, error.to_string()),
        ErrorKind::CircularExtend { tpl, .. } | ErrorKind::CircularInclude { tpl, .. } => {
            (Some(tpl.as_str()), None, error.to_string())
        }
        _ => (None, None, error.to_string()),
    };
    // Some come as a drawing: "error: …", then "--> home.html:1:21" and the line.
    let drawn = message.split_once("--> ").filter(|_| name.is_none());
    let drawn = drawn.and_then(|(_, rest)| place_drawn(rest.split_whitespace().next()?, own));
    let first = message.lines().next().unwrap_or_default();
    let message = if drawn.is_some() { first.trim_start_matches("error: ").to_owned() } else { message };
    let (name, part) = drawn.map_or((name, part), |(name, part)| (Some(name), Some(part)));
    let problem = Diagnostic::error("template-error").with("message", message.trim_end_matches('.'));
    let Some(name) = name else { return problem };
    let path = format!("themes/{theme}/templates/{name}");
    match (own.get(name), part) {
        (Some(text), Some(part)) if part.end <= text.len() && text.is_char_boundary(part.start) => {
            problem.at(&Source::new(path, text.as_str()), Span::new(part.start, part.end))
        }
        _ => problem.in_file(path),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn years_stand_on_one_line() {
        for (text, html) in [
            ("năm học 2024-2025", "năm học <span class=\"keep\">2024-2025</span>"),
            ("2023 - 2024 & <b>", "<span class=\"keep\">2023 - 2024</span> &amp; &lt;b&gt;"),
            ("2021–2030-2040", "<span class=\"keep\">2021–2030</span>-2040"),
            ("12345-2024, 2024-20251, 06-2024, -, 2024-", "12345-2024, 2024-20251, 06-2024, -, 2024-"),
        ] {
            assert_eq!(whole(text), html);
        }
    }

    #[test]
    fn templates_ask_only_for_texts_that_the_catalogue_has() {
        let known = interface(Language::Vietnamese);
        let mut missing = BTreeSet::new();
        for (name, text) in crate::site::TEMPLATES {
            for after in text.split("t.").skip(1).zip(text.split("t.")).filter_map(|(after, before)| {
                (!before.ends_with(|c: char| c.is_alphanumeric() || c == '_')).then_some(after)
            }) {
                let key: String = after.chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect();
                if !known.contains_key(&key) {
                    missing.insert(format!("{name}: {key}"));
                }
            }
        }
        assert!(known.len() > 100, "{missing:?}");
        assert!(missing.is_empty(), "{missing:?}");
    }

    #[test]
    fn days_are_written_as_the_language_does() {
        for (language, iso, text) in [
            (Language::Vietnamese, "2024-09-05", "05/9/2024"),
            (Language::English, "2024-09-05", "5 September 2024"),
            (Language::English, "2013", "2013"),
            (Language::Vietnamese, "hôm qua", "hôm qua"),
        ] {
            assert_eq!(date(language, iso), text);
        }
    }

    #[test]
    fn counts_are_written_as_the_language_does() {
        let vietnamese = |count| catalogue::count(Language::Vietnamese, count);
        assert_eq!([0, 999, 1234, 1_234_567].map(vietnamese), ["0", "999", "1.234", "1.234.567"]);
        assert_eq!(catalogue::count(Language::English, 12_345), "12,345");
    }

    #[test]
    fn contacts_become_addresses() {
        assert_eq!(contact_address("a@b.vn"), "mailto:a@b.vn");
        assert_eq!(contact_address("https://b.vn/@a"), "https://b.vn/@a");
    }
}
