//! `congbao.yaml`: the site as a whole.
//!
//! In: the root folder. Out: [`Config`].

use super::addresses::without_anchor;
use super::attachments::{self, AttachmentSettings};
use super::embed;
use super::files;
use super::front_matter::{Located, parse_what_can_be_read};
use super::license::{self, Licenses};
use super::nearby::{Nearby, nearby};
use super::neighbours::{self, NeighbourSite};
use super::node::{Node, Scalar, Value};
use super::reader::{Fields, ValueReader, is_web_address};
use super::registry::{Issuers, is_in_cycle};
use super::rules::{self, RuleSetting};
use super::theme::THEMES_FOLDER;
use crate::catalogue::Language;
use crate::diagnostic::{Diagnostic, Place};
use crate::signing::KEY_FILE;
use crate::signing::key::PublicKey;
use crate::trace::{Noted, kinds};
use jiff::civil::Date;
use jiff::tz::Offset;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The configuration, complete and valid.
#[derive(Clone, Debug)]
pub struct Config {
    /// Site title.
    pub title: String,
    /// Base address, ends in `/`: `https://vanban.laocai.edu.vn/`.
    pub base_url: String,
    /// The portal's name.
    pub portal: String,
    /// Who runs it: key of the issuing body.
    pub issuer: Option<Located<String>>,
    /// Where readers report errors: a mail address or a web address.
    pub contact: Option<String>,
    /// Language of the interface.
    pub language: Language,
    /// Name of the site theme: `themes/<name>/` over the built-in one.
    pub theme: String,
    /// Output folder, relative to the root.
    pub output: String,
    /// Whether the site has a search of its own: box, page and index.
    pub search: bool,
    /// Whether the host sends parts of files to those who ask for parts. Else the index is many small files.
    pub byte_ranges: bool,
    /// Whether the site is public. Until then no address is promised, pages say so, and robots are kept out.
    pub online: bool,
    /// Whether readers' browsers keep the pages they opened, to be read without a network.
    pub offline: bool,
    /// In which time the site's day begins, as an offset from universal time.
    pub timezone: Offset,
    /// The day at which the site tells whether works are in force; `None`: the newest `updated` or `published`.
    pub data_as_of: Option<Date>,
    /// Forms of documents that the site offers beside the usual ones, none twice.
    pub formats: Vec<ChosenForm>,
    /// Which documents have a feed of their own; `None`: each, on a site of a moderate size.
    pub feeds: Option<FeedChoice>,
    /// Under which licence the data is offered. None is assumed.
    pub license: Licenses,
    /// Who may show `/nhung/` in a frame: sources of a `frame-ancestors` directive, none twice.
    pub embed: Vec<String>,
    /// Other sites to which citations of what this one does not hold lead, the first that has it.
    pub neighbours: Vec<NeighbourSite>,
    /// Where a number can be looked up on the web: patterns with `{number}`, none twice. None is built in.
    pub lookup: Vec<String>,
    /// Old address → new address, both within the site.
    pub redirects: Noted<Vec<Redirect>, { kinds::REDIRECTS }>,
    /// Addresses whose page stays without the text, with the reason.
    pub gone: Noted<Vec<Gone>, { kinds::GONE }>,
    /// Attachments beside the usual kinds.
    pub attachments: AttachmentSettings,
    /// Addresses of documents at which another document was published before.
    pub renumbered: Noted<Vec<Renumbered>, { kinds::RENUMBERED }>,
    /// Levels of rules that differ from the usual ones.
    pub rules: Noted<Vec<RuleSetting>, { kinds::RULES }>,
    /// By which readers check signatures of the site: the file `congbao.pub` beside this one.
    pub public_key: Option<PublicKey>,
}

/// A word of `formats:`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChosenForm {
    /// The source; every site has it.
    Markdown,
    /// What is known of the document; every site has it.
    Json,
    /// Plain text.
    Text,
    /// Akoma Ntoso.
    AkomaNtoso,
}

/// `feeds:`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FeedChoice {
    /// Each document.
    All,
    /// Those to which something has happened.
    Events,
}

/// `redirects:`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirect {
    /// Old address: a page, a file, or what an old portal answered, perhaps with a query.
    pub from: Located<String>,
    /// New address: a page or a file, perhaps with an anchor.
    pub to: Located<String>,
    /// Where the new address stands, for the message that nothing is there.
    pub place: Place,
}

impl Redirect {
    /// The new address without its anchor.
    pub fn page(&self) -> &str {
        without_anchor(&self.to.value).0
    }
}

/// `gone:`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gone {
    /// Address of a page or a file.
    pub address: Located<String>,
    /// Why, shown to readers.
    pub reason: String,
    /// When it was taken down; without it feeds say nothing of it.
    pub date: Option<Date>,
}

/// `renumbered:`: the officer knows that another document stood at the address of this one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renumbered {
    /// Address of the document that stands there now.
    pub address: Located<String>,
    /// Address of the document that stood there, where the site still has it.
    pub before: Option<Located<String>>,
    /// Why, shown to readers.
    pub reason: String,
}

/// The file, at the root of a site.
pub const CONFIG_FILE: &str = "congbao.yaml";

/// Folders that hold what people write: the output must never be put there.
const SOURCE_FOLDERS: [&str; 2] = [files::CONTENT_FOLDER, THEMES_FOLDER];

/// The time of Viet Nam (Quyết định 121/CP năm 1975): no summer time.
pub const VIET_NAM: Offset = jiff::tz::offset(7);

/// All keys, in the order in which people write them.
pub const KEYS: [&str; 25] = [
    "title",
    "base_url",
    "portal",
    "issuer",
    "contact",
    "language",
    "theme",
    "output",
    "search",
    "byte_ranges",
    "online",
    "offline",
    "timezone",
    "data_as_of",
    "formats",
    "feeds",
    "license",
    "embed",
    "neighbours",
    "lookup",
    "redirects",
    "gone",
    "attachments",
    "renumbered",
    "rules",
];

/// Keys of an item of `gone`.
pub const GONE_KEYS: [&str; 3] = ["address", "reason", "date"];

/// Keys of an item of `renumbered`.
pub const RENUMBERED_KEYS: [&str; 3] = ["address", "before", "reason"];

/// Words of `formats`: the endings of the files.
pub const FORMATS: [(&str, ChosenForm); 4] = [
    ("md", ChosenForm::Markdown),
    ("json", ChosenForm::Json),
    ("txt", ChosenForm::Text),
    ("akn", ChosenForm::AkomaNtoso),
];

/// Words of `feeds`.
pub const FEEDS: [(&str, FeedChoice); 2] = [("all", FeedChoice::All), ("events", FeedChoice::Events)];

/// Words of `language`.
pub const LANGUAGES: [(&str, Language); 2] = [("vi", Language::Vietnamese), ("en", Language::English)];

/// Reads the configuration. A value with an error is reported and replaced by a default, so that the run can go on
/// to find what else is wrong. `None` where there is no configuration at all or it is no YAML. What neighbours hold stands
/// in files of its own.
pub fn read(root: &Path, issuers: &Issuers, diagnostics: &mut Vec<Diagnostic>) -> Option<(Config, neighbours::Held)> {
    let errors = diagnostics.len();
    let Some(source) = files::read_optional(root, CONFIG_FILE, diagnostics) else {
        if diagnostics.len() == errors {
            diagnostics.push(Diagnostic::error("config-missing").in_file(CONFIG_FILE));
        }
        return None;
    };
    let node = parse_what_can_be_read(&source, files::without_mark(&source), diagnostics)?;
    let reader = &mut ValueReader::new(&source, diagnostics);
    let fields = reader.fields(CONFIG_FILE, &node, &KEYS)?;
    let title = required(reader, &fields, "title");
    let issuer = fields.get("issuer").and_then(|node| reader.text("issuer", node));
    if let Some(issuer) = &issuer {
        issuers.check(reader, "issuer", issuer);
    }
    let sites = fields.get("neighbours").map(|node| neighbours::sites(reader, node)).unwrap_or_default();
    let config = Config {
        base_url: base_url(reader, &fields),
        portal: text(reader, &fields, "portal").unwrap_or_else(|| title.clone()),
        title,
        issuer,
        contact: contact(reader, &fields),
        language: fields
            .get("language")
            .and_then(|node| reader.choice("language", node, &LANGUAGES))
            .unwrap_or_default(),
        theme: theme(root, reader, &fields),
        output: output(reader, &fields),
        search: fields.get("search").and_then(|node| reader.boolean("search", node)).unwrap_or(true),
        byte_ranges: fields.get("byte_ranges").and_then(|node| reader.boolean("byte_ranges", node)).unwrap_or(true),
        online: fields.get("online").and_then(|node| reader.boolean("online", node)).unwrap_or(true),
        offline: fields.get("offline").and_then(|node| reader.boolean("offline", node)).unwrap_or(true),
        timezone: timezone(reader, &fields),
        data_as_of: fields.get("data_as_of").and_then(|node| reader.date("data_as_of", node)).map(|date| date.value),
        formats: formats(reader, &fields),
        feeds: fields.get("feeds").and_then(|node| reader.choice("feeds", node, &FEEDS)),
        license: fields.get("license").map(|node| license::read(reader, node)).unwrap_or_default(),
        embed: fields.get("embed").map(|node| embed::read(reader, node)).unwrap_or_default(),
        neighbours: sites.iter().map(|(site, _)| site.clone()).collect(),
        lookup: lookup(reader, &fields),
        redirects: redirects(reader, &fields).into(),
        gone: gone(reader, &fields).into(),
        attachments: fields.get("attachments").map(|node| attachments::settings(reader, node)).unwrap_or_default(),
        renumbered: renumbered(reader, &fields).into(),
        rules: fields.get("rules").map(|node| rules::settings(reader, node)).unwrap_or_default().into(),
        public_key: public_key(root, diagnostics),
    };
    Some((config, neighbours::read(root, &source, &sites, diagnostics)))
}

impl Config {
    /// What stands in for a configuration that is missing or no YAML, so that the run can go on to find what else is
    /// wrong; the error that was reported keeps the site from being published.
    pub fn stand_in() -> Self {
        Self {
            title: String::new(),
            base_url: "http://localhost/".to_owned(),
            portal: String::new(),
            issuer: None,
            contact: None,
            language: Language::default(),
            theme: "default".to_owned(),
            output: "output".to_owned(),
            search: true,
            byte_ranges: true,
            online: true,
            offline: true,
            timezone: VIET_NAM,
            data_as_of: None,
            formats: Vec::new(),
            feeds: None,
            license: Licenses::default(),
            embed: Vec::new(),
            neighbours: Vec::new(),
            lookup: Vec::new(),
            redirects: Noted::default(),
            gone: Noted::default(),
            attachments: AttachmentSettings::default(),
            renumbered: Noted::default(),
            rules: Noted::default(),
            public_key: None,
        }
    }
}

/// The language that the configuration names, as far as it can be read: messages about a broken one must be said, too.
pub fn language(root: &Path) -> Option<Language> {
    let source = files::read_optional(root, CONFIG_FILE, &mut Vec::new())?;
    source.text().lines().find_map(|line| {
        let value = line.strip_prefix("language:")?.split('#').next()?;
        Language::parse(value.trim().trim_matches(['"', '\'']))
    })
}

/// The office's public key, where it has one.
fn public_key(root: &Path, diagnostics: &mut Vec<Diagnostic>) -> Option<PublicKey> {
    let source = files::read_optional(root, KEY_FILE, diagnostics)?;
    let key = PublicKey::parse(source.text());
    if key.is_none() {
        diagnostics.push(Diagnostic::error("public-key-invalid").in_file(KEY_FILE));
    }
    key
}

fn text(reader: &mut ValueReader<'_>, fields: &Fields<'_>, key: &str) -> Option<String> {
    fields.get(key).and_then(|node| reader.text(key, node)).map(|text| text.value)
}

fn required(reader: &mut ValueReader<'_>, fields: &Fields<'_>, key: &str) -> String {
    let text = reader.required(fields, key).and_then(|node| reader.text(key, node));
    text.map(|text| text.value).unwrap_or_default()
}

/// http or https, without query and fragment; `/` at its end is added.
fn base_url(reader: &mut ValueReader<'_>, fields: &Fields<'_>) -> String {
    let url = reader.required(fields, "base_url").and_then(|node| reader.text("base_url", node));
    let Some(url) = url else { return "http://localhost/".to_owned() };
    match normal_base_url(&url.value) {
        Some(normal) => normal,
        None => {
            reader.error("base-url-invalid", url.span, &[("text", &url.value)]);
            "http://localhost/".to_owned()
        }
    }
}

/// The base address in normal form, where it is one: `https://vanban.laocai.edu.vn` → `https://vanban.laocai.edu.vn/`.
/// The command line checks `--base-url` with it.
pub fn normal_base_url(written: &str) -> Option<String> {
    let fits = is_web_address(written) && !written.contains(['?', '#']);
    let dots = written.split('/').skip(3).any(|part| part == "." || part == "..");
    (fits && !dots).then(|| format!("{}/", written.trim_end_matches('/')))
}

/// `+07:00`. Names of zones are not taken: their rules change, and would have to come from the machine.
fn timezone(reader: &mut ValueReader<'_>, fields: &Fields<'_>) -> Offset {
    let text = fields.get("timezone").and_then(|node| reader.text("timezone", node));
    let Some(text) = text else { return VIET_NAM };
    offset(&text.value).unwrap_or_else(|| {
        reader.error("timezone-invalid", text.span, &[("text", &text.value)]);
        VIET_NAM
    })
}

/// An offset from universal time: `+07:00`, `-03:30`; at most 14 hours.
fn offset(text: &str) -> Option<Offset> {
    let sign = match text.chars().next()? {
        '+' => 1,
        '-' => -1,
        _ => return None,
    };
    let (hours, minutes) = text[1..].split_once(':')?;
    let number = |digits: &str| {
        let fits = digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit());
        digits.parse::<i32>().ok().filter(|_| fits)
    };
    let (hours, minutes) = (number(hours)?, number(minutes).filter(|minutes| *minutes < 60)?);
    let seconds = hours * 3600 + minutes * 60;
    (seconds <= 14 * 3600).then(|| Offset::from_seconds(sign * seconds).ok())?
}

/// A mail address or a web address.
fn contact(reader: &mut ValueReader<'_>, fields: &Fields<'_>) -> Option<String> {
    let text = reader.text("contact", fields.get("contact")?)?;
    let is_mail = text.value.split_once('@').is_some_and(|(name, host)| {
        let plain = |c: char| c.is_alphanumeric() || "._%+-".contains(c);
        !name.is_empty()
            && name.chars().all(plain)
            && host.contains('.')
            && is_web_address(&format!("https://{host}"))
            && !host.contains(['/', ':', '?', '#'])
    });
    if is_mail || is_web_address(&text.value) {
        return Some(text.value);
    }
    reader.error("contact-invalid", text.span, &[("text", &text.value)]);
    None
}

/// A plain folder name, of a folder that is there.
fn theme(root: &Path, reader: &mut ValueReader<'_>, fields: &Fields<'_>) -> String {
    const DEFAULT: &str = "default";
    let Some(text) = fields.get("theme").and_then(|node| reader.text("theme", node)) else { return DEFAULT.to_owned() };
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    let themes = root.join(THEMES_FOLDER);
    if !text.value.chars().all(plain) {
        reader.error("theme-name-invalid", text.span, &[("text", &text.value)]);
    } else if text.value == DEFAULT || themes.join(&text.value).is_dir() {
        return text.value;
    } else if let Some(Nearby::Path(near) | Nearby::Decomposed(near)) = nearby(&themes, &text.value) {
        reader.error("theme-missing", text.span, &[("theme", &text.value), ("nearest", &near)]);
    } else {
        reader.error("theme-missing", text.span, &[("theme", &text.value)]);
    }
    DEFAULT.to_owned()
}

/// A folder below the root, none of those that hold sources.
fn output(reader: &mut ValueReader<'_>, fields: &Fields<'_>) -> String {
    const DEFAULT: &str = "output";
    let Some(text) = fields.get("output").and_then(|node| reader.text("output", node)) else {
        return DEFAULT.to_owned();
    };
    let folder = text.value.trim_end_matches('/');
    let mut parts = folder.split('/');
    let inside = parts.clone().all(|part| !part.is_empty() && part != "." && part != "..");
    let own = parts.next().is_some_and(|first| !SOURCE_FOLDERS.contains(&first) && !first.starts_with('.'));
    if inside && own && !folder.contains(['\\', ':']) {
        return folder.to_owned();
    }
    reader.error("output-invalid", text.span, &[("text", &text.value)]);
    DEFAULT.to_owned()
}

fn formats(reader: &mut ValueReader<'_>, fields: &Fields<'_>) -> Vec<ChosenForm> {
    let Some(node) = fields.get("formats") else { return Vec::new() };
    let mut list: Vec<ChosenForm> = Vec::new();
    for item in reader.items("formats", node) {
        let Some(form) = reader.choice("formats", item, &FORMATS) else { continue };
        if list.contains(&form) {
            let word = reader.text("formats", item).map(|text| text.value).unwrap_or_default();
            reader.error("value-twice", item.span, &[("key", "formats"), ("text", &word)]);
            continue;
        }
        list.push(form);
    }
    list
}

/// What stands in a pattern of `lookup` where a number goes.
pub const LOOKUP_NUMBER: &str = "{number}";

/// Web addresses with `{number}` in them.
fn lookup(reader: &mut ValueReader<'_>, fields: &Fields<'_>) -> Vec<String> {
    let Some(node) = fields.get("lookup") else { return Vec::new() };
    let mut patterns = Vec::new();
    for pattern in reader.texts("lookup", node) {
        let host = pattern.value.split('/').nth(2).unwrap_or_default();
        let has_place = pattern.value.contains(LOOKUP_NUMBER) && !host.contains(LOOKUP_NUMBER);
        if has_place && is_web_address(&pattern.value.replace(LOOKUP_NUMBER, "1")) {
            patterns.push(pattern.value);
        } else {
            reader.error("lookup-invalid", pattern.span, &[("text", &pattern.value)]);
        }
    }
    patterns
}

fn redirects(reader: &mut ValueReader<'_>, fields: &Fields<'_>) -> Vec<Redirect> {
    let Some(node) = fields.get("redirects") else { return Vec::new() };
    if reader.is_broken(node) {
        return Vec::new();
    }
    let Value::Mapping(entries) = &node.value else {
        reader.error("expected-redirects", node.span, &[]);
        return Vec::new();
    };
    let mut redirects: Vec<Redirect> = Vec::new();
    let mut seen: BTreeMap<&str, u32> = BTreeMap::new();
    let mut kept: BTreeMap<String, u32> = BTreeMap::new();
    for (from, to) in entries {
        let line = reader.source().line_column(from.span.start).line;
        if let Some(first) = seen.insert(&from.value, line) {
            reader.error("key-twice", from.span, &[("text", &from.value), ("line", &first.to_string())]);
            continue;
        }
        let key = Scalar { text: from.value.clone(), verbatim: false };
        let from = reader.old_address("redirects", &Node { value: Value::Scalar(key), span: from.span });
        let to = reader.target("redirects", to);
        let (Some(from), Some(to)) = (from, to) else { continue };
        if let Some(first) = kept.insert(from.value.clone(), line) {
            // The same address, once with percent codes and once without.
            reader.error("key-twice", from.span, &[("text", &from.value), ("line", &first.to_string())]);
            continue;
        }
        if from.value == without_anchor(&to.value).0 {
            reader.error("redirect-to-itself", to.span, &[("text", &to.value)]);
            continue;
        }
        let place = Place::of(reader.source(), to.span);
        redirects.push(Redirect { from, to, place });
    }
    let next: BTreeMap<&str, &str> =
        redirects.iter().map(|redirect| (redirect.from.value.as_str(), redirect.page())).collect();
    for redirect in &redirects {
        if is_in_cycle(&redirect.from.value, |at| next.get(at).map(|to| (*to).to_owned())) {
            let arguments = [("from", redirect.from.value.as_str()), ("to", &redirect.to.value)];
            reader.error("redirect-cycle", redirect.to.span, &arguments);
        }
    }
    redirects
}

fn gone(reader: &mut ValueReader<'_>, fields: &Fields<'_>) -> Vec<Gone> {
    let Some(node) = fields.get("gone") else { return Vec::new() };
    let mut list = Vec::new();
    let mut seen = BTreeSet::new();
    for item in reader.items("gone", node) {
        let Some(fields) = reader.fields("gone", item, &GONE_KEYS) else { continue };
        let address = reader.required(&fields, "address").and_then(|node| reader.page_or_file("address", node));
        let reason = reader.required(&fields, "reason").and_then(|node| reader.long_text("reason", node));
        let (Some(address), Some(reason)) = (address, reason) else { continue };
        if !seen.insert(address.value.clone()) {
            reader.error("value-twice", address.span, &[("key", "gone"), ("text", &address.value)]);
            continue;
        }
        let date = fields.get("date").and_then(|node| reader.date("date", node)).map(|date| date.value);
        list.push(Gone { address, reason: reason.value, date });
    }
    list
}

fn renumbered(reader: &mut ValueReader<'_>, fields: &Fields<'_>) -> Vec<Renumbered> {
    let Some(node) = fields.get("renumbered") else { return Vec::new() };
    let mut list = Vec::new();
    let mut seen = BTreeSet::new();
    for item in reader.items("renumbered", node) {
        let Some(fields) = reader.fields("renumbered", item, &RENUMBERED_KEYS) else { continue };
        let address = reader.required(&fields, "address").and_then(|node| reader.page_or_file("address", node));
        let before = fields.get("before").and_then(|node| reader.page_or_file("before", node));
        let reason = reader.required(&fields, "reason").and_then(|node| reader.long_text("reason", node));
        let (Some(address), Some(reason)) = (address, reason) else { continue };
        if seen.insert(address.value.clone()) {
            list.push(Renumbered { address, before, reason: reason.value });
        } else {
            reader.error("value-twice", address.span, &[("key", "renumbered"), ("text", &address.value)]);
        }
    }
    list
}
