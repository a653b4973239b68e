//! Reads rows of document types: the built-in ones and those of `content/types.yaml`.
//!
//! In: a list of rows. Out: types. A site's row with a new key adds a type; one with a built-in key changes the columns
//! that it gives. A row with `like` starts with the facts of another type instead of the defaults.

use super::columns::{
    AkomaElement, Attached, Carries, EndsName, FormFacts, KEYS, Ministry, NameFacts, NamedBy, NumberFacts, NumberYear,
    ShortForm, TextFacts, This, Titled, TypeLayout,
};
use super::{DocumentType, DocumentTypes};
use crate::content::front_matter::Located;
use crate::content::node::Node;
use crate::content::reader::{Fields, ValueReader};
use crate::content::registry::{Issuers, SeenKeys};
use crate::text::name_key;

/// Reads the built-in file.
pub(in crate::content::registry) fn built_in(reader: &mut ValueReader<'_>, node: &Node) -> Vec<DocumentType> {
    add(reader, node, Vec::new(), None)
}

/// The built-in types with the site's rows taken in. `issuers`: the bodies that a row may name.
pub(in crate::content::registry) fn take(
    reader: &mut ValueReader<'_>,
    node: &Node,
    types: &DocumentTypes,
    issuers: &Issuers,
) -> DocumentTypes {
    DocumentTypes::new(add(reader, node, types.iter().cloned().collect(), Some(issuers)))
}

fn add(
    reader: &mut ValueReader<'_>,
    node: &Node,
    mut rows: Vec<DocumentType>,
    issuers: Option<&Issuers>,
) -> Vec<DocumentType> {
    let mut seen = SeenKeys::default();
    let mut references = Vec::new();
    for item in reader.items("types", node) {
        let Some(row) = read_row(reader, item, &rows, issuers.is_some()) else { continue };
        if !seen.is_new(reader, &row.key) || issuers.is_some() && is_taken(reader, &rows, &row) {
            continue;
        }
        references.extend(row.references);
        match rows.iter_mut().find(|known| known.key == row.made.key) {
            Some(known) => *known = row.made,
            None => rows.push(row.made),
        }
    }
    for (column, key) in references {
        match issuers {
            Some(issuers) if column == "issuer" => issuers.check(reader, column, &key),
            None if column == "issuer" => {}
            _ => check(reader, &rows, column, &key),
        }
    }
    rows
}

fn find<'r>(rows: &'r [DocumentType], key: &str) -> Option<&'r DocumentType> {
    rows.iter().find(|row| row.key == key)
}

/// Reports the value of a column that names no type.
fn check(reader: &mut ValueReader<'_>, rows: &[DocumentType], column: &'static str, key: &Located<String>) {
    if find(rows, &key.value).is_none() {
        let types = DocumentTypes::new(rows.to_vec());
        reader.unknown_key("type-unknown", column, key, types.meant(&key.value));
    }
}

struct Row {
    made: DocumentType,
    key: Located<String>,
    /// Column and key of what the row refers to.
    references: Vec<(&'static str, Located<String>)>,
    /// Names and abbreviations that the row gives.
    words: Vec<Located<String>>,
}

fn read_row(reader: &mut ValueReader<'_>, node: &Node, rows: &[DocumentType], of_site: bool) -> Option<Row> {
    let fields = reader.fields("types", node, &KEYS)?;
    let key = reader.required(&fields, "key").and_then(|node| reader.key("key", node));
    let known = key.as_ref().and_then(|key| find(rows, &key.value)).filter(|_| of_site);
    let name = match known {
        Some(_) => fields.get("name").and_then(|node| reader.text("name", node)),
        None => reader.required(&fields, "name").and_then(|node| reader.text("name", node)),
    };
    let like = fields.get("like").and_then(|node| reader.key("like", node));
    if let Some(like) = &like {
        check(reader, rows, "like", like);
    }
    let english = fields.get("english").and_then(|node| reader.text("english", node)).map(|text| text.value);
    let (key, name) = (key?, name.or_else(|| Some(Located { value: known?.name.clone(), span: fields.span }))?);
    let mut columns = Columns { reader, fields: &fields, references: Vec::new(), words: Vec::new() };
    let normative = columns.flag("normative");
    let base = like.as_ref().and_then(|like| find(rows, &like.value)).or(known);
    let mut made = match base {
        Some(base) => base.clone(),
        None => DocumentType::new(&key.value, &name.value, normative.unwrap_or_default()),
    };
    // Words are the type's own; everything else can be as it is with another.
    if let Some(own) = like.as_ref().and(known) {
        (made.aliases, made.state_codes, made.party_codes) =
            (own.aliases.clone(), own.state_codes.clone(), own.party_codes.clone());
    } else if like.is_some() {
        (made.aliases, made.state_codes, made.party_codes) = Default::default();
    }
    (made.key, made.name) = (key.value.clone(), name.value.clone());
    made.normative = normative.unwrap_or(made.normative);
    made.english = english.or(if like.is_none() { made.english } else { None });
    columns.own_words(&mut made);
    columns.numbers(&mut made.numbers);
    columns.names(&mut made.names);
    columns.texts(&mut made.texts);
    columns.form(&mut made.form);
    let (references, mut words) = (columns.references, columns.words);
    if fields.has("name") {
        words.push(name);
    }
    Some(Row { made, key, references, words })
}

/// Whether another type has one of the names or abbreviations that a row gives; reported. The built-in rows may share
/// an abbreviation (Party `QĐ`): the first of them is meant.
fn is_taken(reader: &mut ValueReader<'_>, rows: &[DocumentType], row: &Row) -> bool {
    let mut taken = false;
    for word in &row.words {
        let name = name_key(&word.value);
        let has_name = |other: &DocumentType| {
            std::iter::once(&other.name).chain(&other.aliases).any(|known| name_key(known) == name)
        };
        let both = |made: &[String], other: &[String]| made.contains(&word.value) && other.contains(&word.value);
        let has_code = |other: &DocumentType| {
            both(&row.made.state_codes, &other.state_codes) || both(&row.made.party_codes, &other.party_codes)
        };
        let mut others = rows.iter().filter(|other| other.key != row.made.key);
        if let Some(other) = others.find(|other| has_name(other) || has_code(other)) {
            reader.error("type-word-taken", word.span, &[("text", &word.value), ("type", &other.key)]);
            taken = true;
        }
    }
    taken
}

/// The columns of one row.
struct Columns<'r, 'f, 's> {
    reader: &'r mut ValueReader<'s>,
    fields: &'f Fields<'f>,
    references: Vec<(&'static str, Located<String>)>,
    words: Vec<Located<String>>,
}

impl Columns<'_, '_, '_> {
    fn own_words(&mut self, made: &mut DocumentType) {
        for (column, words) in
            [("aliases", &mut made.aliases), ("state", &mut made.state_codes), ("party", &mut made.party_codes)]
        {
            let Some(node) = self.fields.get(column) else { continue };
            let given = self.reader.texts(column, node);
            *words = given.iter().map(|word| word.value.clone()).collect();
            self.words.extend(given);
        }
    }

    fn numbers(&mut self, facts: &mut NumberFacts) {
        self.one("year", &NumberYear::ALL).into_iter().for_each(|year| facts.year = year);
        self.some("short", &ShortForm::ALL).into_iter().for_each(|short| facts.short = short);
        self.words_of("symbols").into_iter().for_each(|symbols| facts.symbols = symbols);
        self.flag("joint").into_iter().for_each(|joint| facts.joint = joint);
        self.one("ministry", &Ministry::ALL).into_iter().for_each(|ministry| facts.ministry = ministry);
    }

    fn names(&mut self, facts: &mut NameFacts) {
        self.one("named", &NamedBy::ALL).into_iter().for_each(|named| facts.named = named);
        self.words_of("whole_titles").into_iter().for_each(|titles| facts.whole_titles = titles);
        self.words_of("not_after").into_iter().for_each(|words| facts.not_after = words);
        self.some("titled", &Titled::ALL).into_iter().for_each(|titled| facts.titled = titled);
        self.words_of("title_words").into_iter().for_each(|words| facts.title_words = words);
        self.flag("short_name").into_iter().for_each(|short| facts.short_name = short);
        self.some("ends_name", &EndsName::ALL).into_iter().for_each(|ends| facts.ends_name = ends);
    }

    fn texts(&mut self, facts: &mut TextFacts) {
        facts.called = self.reference("called").or(facts.called.take());
        self.some("this", &This::ALL).into_iter().for_each(|this| facts.this = this);
        self.some("attached", &Attached::ALL).into_iter().for_each(|attached| facts.attached = attached);
        self.one("carries", &Carries::ALL).into_iter().for_each(|carries| facts.carries = carries);
        let Some(node) = self.fields.get("amended_by") else { return };
        let keys = self.reader.texts("amended_by", node);
        facts.amended_by = keys.iter().map(|key| key.value.clone()).collect();
        self.references.extend(keys.into_iter().map(|key| ("amended_by", key)));
    }

    fn form(&mut self, facts: &mut FormFacts) {
        facts.issuer = self.reference("issuer").or(facts.issuer.take());
        self.one("layout", &TypeLayout::ALL).into_iter().for_each(|layout| facts.layout = layout);
        self.one("akoma", &AkomaElement::ALL).into_iter().for_each(|element| facts.akoma = element);
        self.flag("letter").into_iter().for_each(|letter| facts.letter = letter);
        self.flag("consolidates").into_iter().for_each(|consolidates| facts.consolidates = consolidates);
        self.flag("implementation").into_iter().for_each(|says| facts.implementation = says);
    }

    fn flag(&mut self, column: &'static str) -> Option<bool> {
        self.fields.get(column).and_then(|node| self.reader.boolean(column, node))
    }

    fn one<T: Copy>(&mut self, column: &'static str, choices: &[(&'static str, T)]) -> Option<T> {
        self.fields.get(column).and_then(|node| self.reader.choice(column, node, choices))
    }

    /// A list of a few words. `None`: the row does not give the column.
    fn some<T: Copy>(&mut self, column: &'static str, choices: &[(&'static str, T)]) -> Option<Vec<T>> {
        let node = self.fields.get(column)?;
        let items = self.reader.items(column, node);
        Some(items.iter().filter_map(|item| self.reader.choice(column, item, choices)).collect())
    }

    fn words_of(&mut self, column: &'static str) -> Option<Vec<String>> {
        let node = self.fields.get(column)?;
        Some(self.reader.texts(column, node).into_iter().map(|text| text.value).collect())
    }

    fn reference(&mut self, column: &'static str) -> Option<String> {
        let node = self.fields.get(column)?;
        let key = self.reader.key(column, node)?;
        self.references.push((column, key.clone()));
        Some(key.value)
    }
}
