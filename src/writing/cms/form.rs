//! The keys of front matter as fields of a form.
//!
//! In: [`MappingShape`], the table that the schemas and the formatter follow, the registries, the documents that can be
//! meant. Out: the part `fields` of the configuration, and the kind of each value for `format.mjs`.

use super::CmsRequest;
use super::yaml::Tree;
use crate::catalogue::{self, rules};
use crate::content::front_matter;
use crate::content::registry::Issuer;
use crate::writing::schema::{ADDRESS, ID, OLD_ADDRESS, POSITION, SCHOOL_YEAR, SLUG, WEB};
use crate::writing::shape::{self, KeyShape, MappingShape, ValueShape};
use std::collections::BTreeSet;

/// More choices than these are no help; the value is typed.
const MOST_CHOICES: usize = 5_000;
/// Letters of a choice.
const LONGEST_CHOICE: usize = 120;

/// What nearly every document has, as its head is printed; the text follows, and then what few have.
const FIRST: [&str; 10] =
    ["type", "number", "date", "issuer", "title", "school_year", "signer", "recipients", "archive", "themes"];

/// The fields.
pub(super) fn fields(request: &CmsRequest<'_>) -> Tree {
    let form = Form { request };
    let record = shape::document();
    let place = |field: &KeyShape| FIRST.iter().position(|key| *key == field.key).unwrap_or(FIRST.len());
    let (mut first, rest): (Vec<&KeyShape>, Vec<&KeyShape>) =
        record.fields.iter().partition(|field| place(field) < FIRST.len());
    first.sort_by_key(|field| place(field));
    let body = Tree::record([
        ("name", Tree::text("body")),
        ("label", Tree::text(form.words("cms-body"))),
        ("hint", Tree::text(form.words("cms-body-hint"))),
        // The letters of a document are kept as they were typed: an editor of styled text would write them anew.
        ("widget", Tree::text("richtext")),
        ("modes", Tree::texts(["raw"])),
    ]);
    let shown = |fields: Vec<&KeyShape>| form.shown(&record, fields.into_iter());
    let mut fields = shown(first);
    fields.push(body);
    fields.extend(shown(rest));
    Tree::List(fields)
}

/// What each key holds, as `format.mjs` has to know it.
pub(super) fn kinds(record: &MappingShape) -> Tree {
    Tree::Record(record.fields.iter().map(|field| (field.key.to_owned(), kind(&field.shape))).collect())
}

fn kind(shape: &ValueShape) -> Tree {
    match shape {
        ValueShape::List(of) => Tree::List(vec![kind(of)]),
        ValueShape::Record(record) => kinds(record),
        ValueShape::ThemeTag => Tree::text("theme"),
        ValueShape::Boolean => Tree::text("boolean"),
        ValueShape::Day => Tree::text("day"),
        ValueShape::Position => Tree::text("position"),
        ValueShape::SchoolYear => Tree::text("year"),
        ValueShape::Address | ValueShape::OldAddress | ValueShape::Url => Tree::text("address"),
        _ => Tree::text("text"),
    }
}

struct Form<'a> {
    request: &'a CmsRequest<'a>,
}

impl Form<'_> {
    fn words(&self, key: &str) -> &'static str {
        catalogue::find(self.request.language, key).unwrap_or_default()
    }

    /// All keys of a record but those that must stay empty.
    fn record(&self, record: &MappingShape) -> Vec<Tree> {
        self.shown(record, record.fields.iter())
    }

    fn shown<'f>(&self, record: &MappingShape, fields: impl Iterator<Item = &'f KeyShape>) -> Vec<Tree> {
        fields.filter(|field| field.shape != ValueShape::Empty).map(|field| self.field(record, field)).collect()
    }

    fn field(&self, record: &MappingShape, field: &KeyShape) -> Tree {
        let words = self.words(&format!("schema.{}.{}", record.name, field.key));
        let (label, hint) = label(words);
        let mut tree = Tree::record([("name", Tree::text(field.key)), ("label", Tree::text(label))]);
        if let Some(hint) = hint {
            tree = tree.with("hint", Tree::text(hint));
        }
        if !field.required {
            tree = tree.with("required", Tree::flag(false));
        }
        if record.name == "document" && field.key != "title" {
            // Beside the form stands the text as it will look: between two columns of fields it would not be found.
            tree = tree.with("preview", Tree::flag(false));
        }
        let is_issuer = field.key == "issuer";
        if let Some(issuer) = self.request.issuer.filter(|_| is_issuer) {
            tree = tree.with("default", Tree::text(issuer));
        }
        if record.name == "document" && field.key == "id" {
            // A document's own id is made up; all others are those of what exists.
            return tree.with("widget", Tree::text("string")).with("pattern", Tree::texts([ID, words]));
        }
        self.widget(tree, &field.shape, words)
    }

    fn widget(&self, tree: Tree, shape: &ValueShape, words: &str) -> Tree {
        let widget = |tree: Tree, name: &str| tree.with("widget", Tree::text(name));
        let typed = |tree: Tree, pattern: &str| widget(tree, "string").with("pattern", Tree::texts([pattern, words]));
        match shape {
            ValueShape::Prose => widget(tree, "text"),
            ValueShape::Day => {
                widget(tree, "datetime").with("type", Tree::text("date")).with("format", Tree::text("YYYY-MM-DD"))
            }
            ValueShape::Boolean => widget(tree, "boolean"),
            ValueShape::Number => typed(tree, "^[0-9]"),
            ValueShape::Position => typed(tree, POSITION),
            ValueShape::Key => typed(tree, SLUG),
            ValueShape::Address => typed(tree, ADDRESS),
            ValueShape::OldAddress => typed(tree, OLD_ADDRESS),
            ValueShape::Url => typed(tree, WEB),
            ValueShape::SchoolYear => typed(tree, SCHOOL_YEAR),
            ValueShape::Id if self.works().is_none() => typed(tree, ID),
            ValueShape::List(of) => self.list(tree, of, words),
            ValueShape::Record(record) => widget(tree, "object")
                .with("collapsed", Tree::text("auto"))
                .with("fields", Tree::List(self.record(record))),
            _ => match self.choices(shape) {
                Some(choices) => widget(tree, "select").with("options", choices),
                None => widget(tree, "string"),
            },
        }
    }

    fn list(&self, tree: Tree, of: &ValueShape, words: &str) -> Tree {
        let item = self.words("cms-item");
        let list = |tree: Tree| tree.with("widget", Tree::text("list")).with("label_singular", Tree::text(item));
        let complex = |tree: Tree, summary: &str, fields: Vec<Tree>| {
            list(tree)
                .with("collapsed", Tree::flag(true))
                .with("summary", Tree::text(summary))
                .with("fields", Tree::List(fields))
        };
        match of {
            ValueShape::ThemeTag => {
                let theme =
                    Tree::record([("name", Tree::text("theme")), ("label", Tree::text(self.words("cms-theme")))]);
                let sections = Tree::record([
                    ("name", Tree::text("sections")),
                    ("label", Tree::text(self.words("cms-sections"))),
                    ("hint", Tree::text(self.words("cms-sections-hint"))),
                    ("required", Tree::flag(false)),
                    ("widget", Tree::text("list")),
                ]);
                complex(tree, "{{theme}}", vec![self.widget(theme, &ValueShape::Theme, words), sections])
            }
            ValueShape::Record(record) => {
                let first = record.fields.iter().find(|field| field.required).or(record.fields.first());
                let summary = first.map(|field| format!("{{{{{}}}}}", field.key)).unwrap_or_default();
                complex(tree, &summary, self.record(record))
            }
            _ => match self.choices(of) {
                Some(choices) => tree
                    .with("widget", Tree::text("select"))
                    .with("multiple", Tree::flag(true))
                    .with("dropdown_threshold", Tree::number(0))
                    .with("options", choices),
                None => list(tree),
            },
        }
    }

    /// What can be chosen; `None`: it is typed.
    fn choices(&self, shape: &ValueShape) -> Option<Tree> {
        let registries = self.request.registries;
        let choices: Vec<Tree> = match shape {
            ValueShape::Type => registries.types.iter().map(|row| choice(&row.name, &row.key)).collect(),
            ValueShape::Issuer => self.issuers().map(|row| choice(&row.name, &row.key)).collect(),
            ValueShape::Theme => registries.themes.iter().map(|row| choice(&row.name, &row.key)).collect(),
            ValueShape::Rule => {
                let language = self.request.language;
                rules::all()
                    .iter()
                    .map(|rule| choice(&format!("{}: {}", rule.id, rule.what(language)), rule.id))
                    .collect()
            }
            ValueShape::Choice(words) => words.iter().map(|word| choice(self.choice_words(word), word)).collect(),
            ValueShape::Id => return self.works(),
            _ => return None,
        };
        (!choices.is_empty()).then_some(Tree::List(choices))
    }

    /// Bodies of the registries, and those that every province has by rule, of the site's own province.
    fn issuers(&self) -> impl Iterator<Item = &Issuer> {
        let issuers = &self.request.registries.issuers;
        let province = self.request.issuer.and_then(|key| issuers.get(key)?.province.clone());
        let rows: BTreeSet<&str> = issuers.iter().map(|row| row.key.as_str()).collect();
        let of_province = issuers
            .every()
            .filter(move |row| row.province.is_some() && row.province == province && !rows.contains(row.key.as_str()));
        issuers.iter().chain(of_province)
    }

    /// Documents of the site, and the rows of works.yaml.
    fn works(&self) -> Option<Tree> {
        let held = self.request.documents.iter().map(|(id, name)| choice(name, id));
        let rows = self.request.registries.works.iter().map(|row| {
            let number = row.number.as_ref().map(|number| format!("{}: ", number.as_str())).unwrap_or_default();
            choice(&format!("{number}{}", row.title), &row.key.value)
        });
        let choices: Vec<Tree> = held.chain(rows).collect();
        (1..=MOST_CHOICES).contains(&choices.len()).then_some(Tree::List(choices))
    }

    fn choice_words<'w>(&self, word: &'w str) -> &'w str {
        let status = front_matter::STATUSES.iter().find(|(known, _)| *known == word).map(|(_, status)| *status);
        match status.map(front_matter::Status::word) {
            Some(Some(key)) => catalogue::text(self.request.language, key),
            Some(None) => catalogue::text(self.request.language, "cms-status-unknown"),
            None => word,
        }
    }
}

fn choice(label: &str, value: &str) -> Tree {
    let short = match label.char_indices().nth(LONGEST_CHOICE) {
        Some((end, _)) => format!("{}…", &label[..end]),
        None => label.to_owned(),
    };
    Tree::record([("label", Tree::text(short)), ("value", Tree::text(value))])
}

/// A description's first words name the field; where there are more, all of it helps to fill it in.
fn label(words: &str) -> (String, Option<&str>) {
    let words = words.strip_prefix("true: ").unwrap_or(words);
    let ends = words.match_indices([':', ',', ';', '(']).map(|(at, _)| at);
    let end = ends.chain(words.find(". ")).min().unwrap_or(words.len());
    let mut letters = words[..end].trim().chars();
    let label = letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default();
    (label, (end < words.len()).then_some(words))
}
