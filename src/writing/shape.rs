//! What each key of the files that editors write must hold, in terms that a schema and a formatter can use.
//!
//! In: the tables of keys and words that the readers of `content` know. Out: [`MappingShape`]s in the order of those
//! tables, so that no key can be known here that is not known there.

use crate::content::front_matter::{self, Relation};
use crate::content::registry::{
    ACCESSIBILITY_KEYS, ALIAS_KEYS, AXE_KEYS, FOUND_KEYS, ISSUER_KEYS, LAW_KEYS, Level, System, THEME_KEYS, TRIAL_KEYS,
    TRIAL_STATES, TYPE_KEYS, WORK_KEYS, types,
};
use crate::content::rules;
use crate::content::{attachments, config, license, neighbours};

/// A kind of file that editors write, and the schema that describes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FileKind {
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
    /// `content/types.yaml`.
    Types,
    /// `content/accessibility.yaml`.
    Accessibility,
}

impl FileKind {
    /// All, with the words of the command line.
    pub const ALL: [(&'static str, Self); 8] = [
        ("document", Self::Document),
        ("config", Self::Config),
        ("works", Self::Works),
        ("issuers", Self::Issuers),
        ("themes", Self::Themes),
        ("laws", Self::Laws),
        ("types", Self::Types),
        ("accessibility", Self::Accessibility),
    ];

    /// The word of the command line.
    pub const fn word(self) -> &'static str {
        Self::ALL[self as usize].0
    }

    /// What the file holds: one record, or a list of them.
    pub fn shape(self) -> ValueShape {
        match self {
            Self::Document => ValueShape::Record(document()),
            Self::Config => ValueShape::Record(configuration()),
            Self::Works => ValueShape::list(ValueShape::Record(work())),
            Self::Issuers => ValueShape::list(ValueShape::Record(issuer())),
            Self::Themes => ValueShape::list(ValueShape::Record(theme())),
            Self::Laws => ValueShape::list(ValueShape::Record(law())),
            Self::Types => ValueShape::list(ValueShape::Record(document_type())),
            Self::Accessibility => ValueShape::Record(accessibility()),
        }
    }
}

/// What a value must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ValueShape {
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
    /// An address that a page had, or what an old portal answered.
    OldAddress,
    /// `https://…`.
    Url,
    /// A mail or web address.
    Contact,
    /// An offset from universal time.
    Offset,
    /// `2024-2025`.
    SchoolYear,
    /// 1, 2, 3 …
    Position,
    /// Key of a document type.
    Type,
    /// Key of a document type that is cited by name.
    NamedType,
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
    Record(MappingShape),
    /// One record, or the text that is its first key's value.
    TextOr(MappingShape),
    /// Old address → new address.
    Redirects,
    /// Id of a rule → its setting.
    Settings(MappingShape),
}

impl ValueShape {
    fn list(of: Self) -> Self {
        Self::List(Box::new(of))
    }
}

/// One mapping.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MappingShape {
    /// Its name in the catalogue: `schema.<name>.<key>` describes a key.
    pub name: &'static str,
    /// Its keys, in the order of the guide.
    pub fields: Vec<KeyShape>,
}

/// One key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyShape {
    /// The key.
    pub key: &'static str,
    /// Must be there.
    pub required: bool,
    /// What it holds.
    pub shape: ValueShape,
}

impl MappingShape {
    /// The keys of one of `content`'s tables.
    fn new(name: &'static str, keys: &[&'static str], required: &[&str], shape: impl Fn(&str) -> ValueShape) -> Self {
        let field = |key: &&'static str| KeyShape { key, required: required.contains(key), shape: shape(key) };
        Self { name, fields: keys.iter().map(field).collect() }
    }

    /// What `key` holds.
    pub fn get(&self, key: &str) -> Option<&ValueShape> {
        self.fields.iter().find(|field| field.key == key).map(|field| &field.shape)
    }

    /// Where `key` stands in the order; unknown keys after all others.
    pub fn position(&self, key: &str) -> usize {
        self.fields.iter().position(|field| field.key == key).unwrap_or(self.fields.len())
    }
}

/// Front matter.
pub fn document() -> MappingShape {
    let required = ["type", "issuer", "title"];
    MappingShape::new("document", &front_matter::KEYS, &required, |key| match key {
        "id" => ValueShape::Id,
        "type" => ValueShape::Type,
        "number" => ValueShape::Number,
        "date" | "adopted" | "effective_from" | "effective_to" | "published" | "updated" => ValueShape::Day,
        "issuer" => ValueShape::Issuer,
        "school_year" => ValueShape::SchoolYear,
        "status" => ValueShape::Choice(words(&front_matter::STATUSES)),
        "themes" => ValueShape::list(ValueShape::ThemeTag),
        "signer" => {
            ValueShape::Record(MappingShape::new("signer", &front_matter::SIGNER_KEYS, &["name"], |_| ValueShape::Text))
        }
        "recipients" | "aliases" => ValueShape::list(ValueShape::Text),
        "relations" => ValueShape::Record(relations()),
        "citations" => ValueShape::list(ValueShape::Record(citation())),
        "tasks" => ValueShape::list(ValueShape::Record(task())),
        "notes" => ValueShape::list(ValueShape::Record(note())),
        "attachments" => ValueShape::list(ValueShape::Record(attachment())),
        "versions" => ValueShape::list(ValueShape::Record(version())),
        "series" => ValueShape::Key,
        "redirect_from" => ValueShape::list(ValueShape::OldAddress),
        "draft" => ValueShape::Boolean,
        "rules" => ValueShape::list(ValueShape::Record(silencing())),
        "secrecy" => ValueShape::Empty,
        _ => ValueShape::Text,
    })
}

fn words<T>(choices: &[(&'static str, T)]) -> Vec<&'static str> {
    choices.iter().map(|(word, _)| *word).collect()
}

fn relations() -> MappingShape {
    MappingShape::new("relations", &Relation::ALL.map(Relation::key), &[], |_| ValueShape::list(ValueShape::Id))
}

fn citation() -> MappingShape {
    MappingShape::new("citation", &front_matter::CITATION_KEYS, &["text"], |key| match key {
        "section" => ValueShape::Key,
        "nth" => ValueShape::Position,
        "work" => ValueShape::Id,
        "not_a_citation" => ValueShape::Boolean,
        "note" => ValueShape::Prose,
        _ => ValueShape::Text,
    })
}

fn task() -> MappingShape {
    MappingShape::new("task", &front_matter::TASK_KEYS, &["section"], |key| match key {
        "section" => ValueShape::Key,
        "nth" => ValueShape::Position,
        "not_a_task" => ValueShape::Boolean,
        "verb" => ValueShape::Choice(words(&front_matter::Verb::ALL)),
        "note" => ValueShape::Prose,
        _ => ValueShape::Text,
    })
}

fn note() -> MappingShape {
    MappingShape::new("note", &front_matter::NOTE_KEYS, &["date", "text"], |key| match key {
        "date" => ValueShape::Day,
        "section" => ValueShape::Key,
        _ => ValueShape::Prose,
    })
}

fn attachment() -> MappingShape {
    MappingShape::new("attachment", &front_matter::ATTACHMENT_KEYS, &["file", "title"], |key| match key {
        "signed" => ValueShape::Boolean,
        _ => ValueShape::Text,
    })
}

fn version() -> MappingShape {
    let required = ["date", "until", "file", "reason"];
    MappingShape::new("version", &front_matter::VERSION_KEYS, &required, |key| match key {
        "date" | "until" => ValueShape::Day,
        "reason" => ValueShape::Choice(words(&front_matter::ChangeReason::ALL)),
        "by" => ValueShape::Id,
        "note" => ValueShape::Prose,
        _ => ValueShape::Text,
    })
}

fn silencing() -> MappingShape {
    MappingShape::new("silencing", &rules::SILENCING_KEYS, &["id", "reason"], |key| match key {
        "id" => ValueShape::Rule,
        "reason" => ValueShape::Prose,
        _ => ValueShape::Text,
    })
}

fn configuration() -> MappingShape {
    let required = ["title", "base_url"];
    MappingShape::new("config", &config::KEYS, &required, |key| match key {
        "base_url" => ValueShape::Url,
        "issuer" => ValueShape::Issuer,
        "contact" => ValueShape::Contact,
        "language" => ValueShape::Choice(words(&config::LANGUAGES)),
        "search" | "byte_ranges" | "online" | "offline" => ValueShape::Boolean,
        "timezone" => ValueShape::Offset,
        "data_as_of" => ValueShape::Day,
        "formats" => ValueShape::list(ValueShape::Choice(words(&config::FORMATS))),
        "feeds" => ValueShape::Choice(words(&config::FEEDS)),
        "license" => ValueShape::TextOr(MappingShape::new("license", &license::KEYS, &[], |_| ValueShape::Url)),
        "neighbours" => ValueShape::list(ValueShape::Record(MappingShape::new(
            "neighbour",
            &neighbours::KEYS,
            &neighbours::KEYS,
            |key| if key == "address" { ValueShape::Url } else { ValueShape::Text },
        ))),
        "embed" | "lookup" => ValueShape::list(ValueShape::Text),
        "redirects" => ValueShape::Redirects,
        "gone" => ValueShape::list(ValueShape::Record(MappingShape::new(
            "gone",
            &config::GONE_KEYS,
            &["address", "reason"],
            |key| match key {
                "address" => ValueShape::Address,
                "date" => ValueShape::Day,
                _ => ValueShape::Prose,
            },
        ))),
        "attachments" => {
            ValueShape::Record(MappingShape::new("served", &attachments::SETTING_KEYS, &[], |key| match key {
                "published" => ValueShape::list(ValueShape::Record(MappingShape::new(
                    "kept",
                    &attachments::KEPT_KEYS,
                    &attachments::KEPT_KEYS,
                    |_| ValueShape::Text,
                ))),
                _ => ValueShape::list(ValueShape::Text),
            }))
        }
        "renumbered" => ValueShape::list(ValueShape::Record(MappingShape::new(
            "renumbered",
            &config::RENUMBERED_KEYS,
            &["address", "reason"],
            |key| if key == "reason" { ValueShape::Prose } else { ValueShape::Address },
        ))),
        "rules" => {
            ValueShape::Settings(MappingShape::new("setting", &rules::SETTING_KEYS, &rules::SETTING_KEYS, |key| {
                if key == "level" { ValueShape::Choice(words(&rules::LEVELS)) } else { ValueShape::Prose }
            }))
        }
        _ => ValueShape::Text,
    })
}

fn work() -> MappingShape {
    MappingShape::new("work", &WORK_KEYS, &["key", "type", "title"], |key| match key {
        "key" => ValueShape::Id,
        "type" => ValueShape::Type,
        "number" => ValueShape::Number,
        "date" => ValueShape::DayOrYear,
        "issuer" => ValueShape::Issuer,
        "url" => ValueShape::Url,
        "aliases" => ValueShape::list(ValueShape::TextOr(alias())),
        "note" => ValueShape::Prose,
        "relations" => ValueShape::Record(relations()),
        _ => ValueShape::Text,
    })
}

fn law() -> MappingShape {
    MappingShape::new("law", &LAW_KEYS, &["type", "title", "source"], |key| match key {
        "type" => ValueShape::NamedType,
        "number" | "replaced_by" => ValueShape::Number,
        "issued" | "effective" => ValueShape::Day,
        "closed" => ValueShape::Boolean,
        _ => ValueShape::Text,
    })
}

fn document_type() -> MappingShape {
    let choices = |words| ValueShape::list(ValueShape::Choice(words));
    MappingShape::new("type", &TYPE_KEYS, &["key"], |key| match key {
        "key" => ValueShape::Key,
        "like" | "called" => ValueShape::Type,
        "aliases" | "state" | "party" | "symbols" | "whole_titles" | "not_after" | "title_words" => {
            ValueShape::list(ValueShape::Text)
        }
        "normative" | "joint" | "short_name" | "letter" | "consolidates" | "implementation" => ValueShape::Boolean,
        "year" => ValueShape::Choice(words(&types::NumberYear::ALL)),
        "short" => choices(words(&types::ShortForm::ALL)),
        "ministry" => ValueShape::Choice(words(&types::Ministry::ALL)),
        "named" => ValueShape::Choice(words(&types::NamedBy::ALL)),
        "titled" => choices(words(&types::Titled::ALL)),
        "ends_name" => choices(words(&types::EndsName::ALL)),
        "this" => choices(words(&types::This::ALL)),
        "attached" => choices(words(&types::Attached::ALL)),
        "carries" => ValueShape::Choice(words(&types::Carries::ALL)),
        "amended_by" => ValueShape::list(ValueShape::Type),
        "issuer" => ValueShape::Issuer,
        "layout" => ValueShape::Choice(words(&types::TypeLayout::ALL)),
        "akoma" => ValueShape::Choice(words(&types::AkomaElement::ALL)),
        _ => ValueShape::Text,
    })
}

fn alias() -> MappingShape {
    MappingShape::new("alias", &ALIAS_KEYS, &["text"], |key| match key {
        "issuer" => ValueShape::Issuer,
        "province" => ValueShape::Province,
        _ => ValueShape::Text,
    })
}

fn issuer() -> MappingShape {
    let required = ["key", "name", "level", "system"];
    MappingShape::new("issuer", &ISSUER_KEYS, &required, |key| match key {
        "key" => ValueShape::Key,
        "spellings" | "codes" => ValueShape::list(ValueShape::Text),
        "level" => ValueShape::Choice(words(&Level::ALL)),
        "system" => ValueShape::Choice(words(&System::ALL)),
        "province" => ValueShape::Province,
        "parent" | "numbers_with" | "successor" => ValueShape::Issuer,
        "predecessors" => ValueShape::list(ValueShape::Issuer),
        "valid_from" | "valid_to" => ValueShape::Day,
        _ => ValueShape::Text,
    })
}

fn theme() -> MappingShape {
    MappingShape::new("theme", &THEME_KEYS, &["key", "name", "description"], |key| match key {
        "key" => ValueShape::Key,
        "description" => ValueShape::Prose,
        "parent" => ValueShape::Theme,
        "synonyms" => ValueShape::list(ValueShape::Text),
        _ => ValueShape::Text,
    })
}

fn accessibility() -> MappingShape {
    let found = MappingShape::new("axe-finding", &FOUND_KEYS, &["rule", "what"], |key| match key {
        "what" => ValueShape::Prose,
        _ => ValueShape::Text,
    });
    let axe = MappingShape::new("axe", &AXE_KEYS, &["day", "version", "browser", "pages", "found"], |key| match key {
        "day" => ValueShape::Day,
        "views" | "pages" => ValueShape::list(ValueShape::Text),
        "found" => ValueShape::list(ValueShape::Record(found.clone())),
        _ => ValueShape::Text,
    });
    let trial = MappingShape::new("trial", &TRIAL_KEYS, &["day", "who", "with", "tried", "state"], |key| match key {
        "day" => ValueShape::Day,
        "tried" | "found" => ValueShape::Prose,
        "state" => ValueShape::Choice(words(&TRIAL_STATES)),
        _ => ValueShape::Text,
    });
    MappingShape::new("accessibility", &ACCESSIBILITY_KEYS, &[], |key| match key {
        "axe" => ValueShape::Record(axe.clone()),
        _ => ValueShape::list(ValueShape::Record(trial.clone())),
    })
}
