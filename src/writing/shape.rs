//! What each key of the files that people write must hold, in words that a schema and a formatter can use.
//!
//! In: the tables of keys and words that the readers of `content` know. Out: [`Record`]s in the order of those tables,
//! so that nothing can be known here that is not known there.

use crate::content::config;
use crate::content::front_matter::{self, Relation};
use crate::content::registry::{ALIAS_KEYS, ISSUER_KEYS, LAW_KEYS, LAW_TYPES, Level, System, THEME_KEYS, WORK_KEYS};
use crate::content::rules;

/// A kind of file that people write, and the schema that describes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Front matter of a document.
    Document,
    /// `congbao.yaml`.
    Config,
    /// `content/works.yaml`.
    Works,
    /// `content/issuers.yaml`.
    Issuers,
    /// `content/themes.yaml`.
    Themes,
    /// `content/laws.yaml`.
    Laws,
}

impl Kind {
    /// All, with the words of the command line.
    pub const ALL: [(&'static str, Self); 6] = [
        ("document", Self::Document),
        ("config", Self::Config),
        ("works", Self::Works),
        ("issuers", Self::Issuers),
        ("themes", Self::Themes),
        ("laws", Self::Laws),
    ];

    /// The word of the command line.
    pub const fn word(self) -> &'static str {
        Self::ALL[self as usize].0
    }

    /// What the file holds: one record, or a list of them.
    pub fn shape(self) -> Shape {
        match self {
            Self::Document => Shape::Record(document()),
            Self::Config => Shape::Record(configuration()),
            Self::Works => Shape::list(Shape::Record(work())),
            Self::Issuers => Shape::list(Shape::Record(issuer())),
            Self::Themes => Shape::list(Shape::Record(theme())),
            Self::Laws => Shape::list(Shape::Record(law())),
        }
    }
}

/// What a value must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Text in one line.
    Text,
    /// Text that may have several lines.
    Prose,
    /// `2024-08-31`.
    Day,
    /// `2024-08-31` or `2024`.
    DayOrYear,
    /// `true` or `false`.
    Boolean,
    /// Số, ký hiệu.
    Number,
    /// A slug.
    Key,
    /// Slugs with `/` between them.
    Id,
    /// `/van-ban/1/`.
    Address,
    /// `https://…`.
    Url,
    /// A mail or web address.
    Contact,
    /// `2024-2025`.
    SchoolYear,
    /// 1, 2, 3 …
    Position,
    /// Key of a document type.
    Type,
    /// Key of an issuing body.
    Issuer,
    /// Key of a theme.
    Theme,
    /// Key of a theme, alone or with anchors of sections.
    ThemeTag,
    /// Name of a province.
    Province,
    /// Id of a rule.
    Rule,
    /// Must stay empty.
    Empty,
    /// One of a few words.
    Choice(Vec<&'static str>),
    /// A list.
    List(Box<Self>),
    /// Keys and values.
    Record(Record),
    /// One record, or the text that is its first key's value.
    TextOr(Record),
    /// Old address → new address.
    Redirects,
    /// Id of a rule → its setting.
    Settings(Record),
}

impl Shape {
    fn list(of: Self) -> Self {
        Self::List(Box::new(of))
    }
}

/// One mapping.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Its name in the catalogue: `schema.<name>.<key>` describes a key.
    pub name: &'static str,
    /// Its keys, in the order in which people write them.
    pub fields: Vec<Field>,
}

/// One key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// The key.
    pub key: &'static str,
    /// Must be there.
    pub required: bool,
    /// What it holds.
    pub shape: Shape,
}

impl Record {
    /// The keys of one of `content`'s tables.
    fn new(name: &'static str, keys: &[&'static str], required: &[&str], shape: impl Fn(&str) -> Shape) -> Self {
        let field = |key: &&'static str| Field { key, required: required.contains(key), shape: shape(key) };
        Self { name, fields: keys.iter().map(field).collect() }
    }

    /// What `key` holds.
    pub fn get(&self, key: &str) -> Option<&Shape> {
        self.fields.iter().find(|field| field.key == key).map(|field| &field.shape)
    }

    /// Where `key` stands in the order; unknown keys after all others.
    pub fn position(&self, key: &str) -> usize {
        self.fields.iter().position(|field| field.key == key).unwrap_or(self.fields.len())
    }
}

/// Front matter.
pub fn document() -> Record {
    let required = ["type", "issuer", "title"];
    Record::new("document", &front_matter::KEYS, &required, |key| match key {
        "id" => Shape::Id,
        "type" => Shape::Type,
        "number" => Shape::Number,
        "date" | "effective_from" | "effective_to" | "published" | "updated" => Shape::Day,
        "issuer" => Shape::Issuer,
        "school_year" => Shape::SchoolYear,
        "status" => Shape::Choice(words(&front_matter::STATUSES)),
        "themes" => Shape::list(Shape::ThemeTag),
        "signer" => Shape::Record(Record::new("signer", &front_matter::SIGNER_KEYS, &["name"], |_| Shape::Text)),
        "recipients" | "aliases" => Shape::list(Shape::Text),
        "relations" => Shape::Record(relations()),
        "citations" => Shape::list(Shape::Record(citation())),
        "tasks" => Shape::list(Shape::Record(task())),
        "notes" => Shape::list(Shape::Record(note())),
        "attachments" => Shape::list(Shape::Record(attachment())),
        "series" => Shape::Key,
        "redirect_from" => Shape::list(Shape::Address),
        "draft" => Shape::Boolean,
        "rules" => Shape::list(Shape::Record(silencing())),
        "secrecy" => Shape::Empty,
        _ => Shape::Text,
    })
}

fn words<T>(choices: &[(&'static str, T)]) -> Vec<&'static str> {
    choices.iter().map(|(word, _)| *word).collect()
}

fn relations() -> Record {
    Record::new("relations", &Relation::ALL.map(Relation::key), &[], |_| Shape::list(Shape::Id))
}

fn citation() -> Record {
    Record::new("citation", &front_matter::CITATION_KEYS, &["text"], |key| match key {
        "section" => Shape::Key,
        "nth" => Shape::Position,
        "work" => Shape::Id,
        "not_a_citation" => Shape::Boolean,
        "note" => Shape::Prose,
        _ => Shape::Text,
    })
}

fn task() -> Record {
    Record::new("task", &front_matter::TASK_KEYS, &["section"], |key| match key {
        "section" => Shape::Key,
        "nth" => Shape::Position,
        "not_a_task" => Shape::Boolean,
        "verb" => Shape::Choice(words(&front_matter::Verb::ALL)),
        "note" => Shape::Prose,
        _ => Shape::Text,
    })
}

fn note() -> Record {
    Record::new("note", &front_matter::NOTE_KEYS, &["date", "text"], |key| match key {
        "date" => Shape::Day,
        "section" => Shape::Key,
        _ => Shape::Prose,
    })
}

fn attachment() -> Record {
    Record::new("attachment", &front_matter::ATTACHMENT_KEYS, &["file", "title"], |key| match key {
        "signed" => Shape::Boolean,
        _ => Shape::Text,
    })
}

fn silencing() -> Record {
    Record::new("silencing", &rules::SILENCING_KEYS, &["id", "reason"], |key| match key {
        "id" => Shape::Rule,
        "reason" => Shape::Prose,
        _ => Shape::Text,
    })
}

fn configuration() -> Record {
    let required = ["title", "base_url"];
    Record::new("config", &config::KEYS, &required, |key| match key {
        "base_url" => Shape::Url,
        "issuer" => Shape::Issuer,
        "contact" => Shape::Contact,
        "language" => Shape::Choice(words(&config::LANGUAGES)),
        "search" | "offline" => Shape::Boolean,
        "redirects" => Shape::Redirects,
        "gone" => {
            Shape::list(Shape::Record(Record::new(
                "gone",
                &config::GONE_KEYS,
                &["address", "reason"],
                |key| match key {
                    "address" => Shape::Address,
                    "date" => Shape::Day,
                    _ => Shape::Prose,
                },
            )))
        }
        "rules" => Shape::Settings(Record::new("setting", &rules::SETTING_KEYS, &rules::SETTING_KEYS, |key| {
            if key == "level" { Shape::Choice(words(&rules::LEVELS)) } else { Shape::Prose }
        })),
        _ => Shape::Text,
    })
}

fn work() -> Record {
    Record::new("work", &WORK_KEYS, &["key", "type", "title"], |key| match key {
        "key" => Shape::Id,
        "type" => Shape::Type,
        "number" => Shape::Number,
        "date" => Shape::DayOrYear,
        "issuer" => Shape::Issuer,
        "url" => Shape::Url,
        "aliases" => Shape::list(Shape::TextOr(alias())),
        "note" => Shape::Prose,
        "relations" => Shape::Record(relations()),
        _ => Shape::Text,
    })
}

fn law() -> Record {
    Record::new("law", &LAW_KEYS, &["type", "title", "source"], |key| match key {
        "type" => Shape::Choice(words(&LAW_TYPES)),
        "number" | "replaced_by" => Shape::Number,
        "issued" | "effective" => Shape::Day,
        "closed" => Shape::Boolean,
        _ => Shape::Text,
    })
}

fn alias() -> Record {
    Record::new("alias", &ALIAS_KEYS, &["text"], |key| match key {
        "issuer" => Shape::Issuer,
        "province" => Shape::Province,
        _ => Shape::Text,
    })
}

fn issuer() -> Record {
    let required = ["key", "name", "level", "system"];
    Record::new("issuer", &ISSUER_KEYS, &required, |key| match key {
        "key" => Shape::Key,
        "spellings" | "codes" => Shape::list(Shape::Text),
        "level" => Shape::Choice(words(&Level::ALL)),
        "system" => Shape::Choice(words(&System::ALL)),
        "province" => Shape::Province,
        "parent" | "numbers_with" | "successor" => Shape::Issuer,
        "predecessors" => Shape::list(Shape::Issuer),
        "valid_from" | "valid_to" => Shape::Day,
        _ => Shape::Text,
    })
}

fn theme() -> Record {
    Record::new("theme", &THEME_KEYS, &["key", "name", "description"], |key| match key {
        "key" => Shape::Key,
        "description" => Shape::Prose,
        "parent" => Shape::Theme,
        "synonyms" => Shape::list(Shape::Text),
        _ => Shape::Text,
    })
}
