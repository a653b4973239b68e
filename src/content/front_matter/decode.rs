//! Decodes a YAML tree into [`FrontMatter`].

use super::{
    Attachment, ChangeReason, CitationDecision, Decision, DeclaredRelation, FrontMatter, Located, Measure, Note,
    Relation, Signer, Split, Status, TaskDecision, ThemeTag, Verb, Version,
};
use crate::content::attachments::MeasuredFile;
use crate::content::node::{Node, Value};
use crate::content::reader::{Fields, ValueReader};
use crate::content::rules;
use crate::content::secrecy;
use crate::diagnostic::Diagnostic;
use crate::source::{Source, Span};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// All keys, in the order in which people write them and data files show them.
pub const KEYS: [&str; 34] = [
    "id",
    "type",
    "number",
    "date",
    "date_note",
    "issuer",
    "issuer_title",
    "title",
    "school_year",
    "place",
    "adopted",
    "adoption",
    "effective_from",
    "effective_to",
    "status",
    "themes",
    "signer",
    "recipients",
    "archive",
    "relations",
    "citations",
    "tasks",
    "notes",
    "attachments",
    "versions",
    "aliases",
    "series",
    "published",
    "updated",
    "redirect_from",
    "draft",
    "rules",
    "secrecy",
    "source",
];

/// Keys of `signer`.
pub const SIGNER_KEYS: [&str; 3] = ["authority", "position", "name"];
/// Keys of an item of `citations`.
pub const CITATION_KEYS: [&str; 6] = ["text", "section", "nth", "work", "not_a_citation", "note"];
/// Keys of an item of `tasks`.
pub const TASK_KEYS: [&str; 7] = ["section", "nth", "agency", "not_a_task", "verb", "deadline", "note"];
/// Keys of an item of `notes`.
pub const NOTE_KEYS: [&str; 3] = ["date", "text", "section"];
/// Keys of an item of `attachments`.
pub const ATTACHMENT_KEYS: [&str; 3] = ["file", "title", "signed"];

/// Keys of an item of `versions`.
pub const VERSION_KEYS: [&str; 6] = ["date", "until", "file", "reason", "by", "note"];

/// Words of `status`.
pub const STATUSES: [(&str, Status); 7] = [
    ("in-force", Status::InForce),
    ("expired", Status::Expired),
    ("partly-expired", Status::PartlyExpired),
    ("not-yet", Status::NotYet),
    ("suspended", Status::Suspended),
    ("withdrawn", Status::Withdrawn),
    ("unknown", Status::Unknown),
];

/// Decodes `node`, the front matter of `source`; `None` after an error.
pub(super) fn decode(
    source: &Source,
    split: &Split,
    node: &Node,
    measure: Measure<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<FrontMatter> {
    let mut decoder = Decoder { reader: ValueReader::new(source, diagnostics), measure };
    if node.is_null() {
        let opening = source.text()[..split.yaml.start].trim_end();
        let span = Span::new(opening.len().saturating_sub(3), opening.len());
        decoder.reader.error("front-matter-empty", span, &[]);
        return None;
    }
    if !matches!(node.value, Value::Mapping(_)) {
        decoder.reader.error("front-matter-shape", node.span, &[]);
        return None;
    }
    let fields = decoder.reader.fields("front matter", node, &KEYS)?;
    let front_matter = decoder.front_matter(&fields);
    if decoder.reader.has_failed() { None } else { front_matter }
}

struct Decoder<'a> {
    reader: ValueReader<'a>,
    measure: Measure<'a>,
}

impl Decoder<'_> {
    fn front_matter(&mut self, fields: &Fields<'_>) -> Option<FrontMatter> {
        let kind = self.required(fields, "type");
        let issuer = self.required(fields, "issuer");
        let title = self.required(fields, "title");
        let number = fields.get("number").and_then(|node| self.reader.number("number", node));
        let date = self.located_date(fields, "date");
        let date_note = self.text(fields, "date_note");
        self.check_date_note(fields);
        let adopted = self.located_date(fields, "adopted");
        let effective_from = self.located_date(fields, "effective_from");
        let effective_to = self.located_date(fields, "effective_to");
        let first = ("effective_from", effective_from.as_ref());
        self.reader.check_order(first, ("effective_to", effective_to.as_ref()));
        let published = self.located_date(fields, "published");
        let updated = self.located_date(fields, "updated");
        self.reader.check_order(("published", published.as_ref()), ("updated", updated.as_ref()));
        let draft = self.boolean(fields, "draft");
        if published.is_none() && !draft && !fields.has("published") {
            let warning = Diagnostic::warning("published-missing").at(self.reader.source(), fields.span);
            self.reader.report(warning);
        }
        self.check_secrecy(fields);
        Some(FrontMatter {
            id: fields.get("id").and_then(|node| self.reader.id("id", node)),
            number,
            date_note,
            issuer_title: self.text(fields, "issuer_title"),
            school_year: self.school_year(fields),
            place: self.text(fields, "place"),
            adopted: adopted.map(|date| date.value),
            adoption: self.text(fields, "adoption"),
            effective_from: effective_from.map(|date| date.value),
            effective_to: effective_to.map(|date| date.value),
            status: self.status(fields),
            themes: self.themes(fields),
            signer: self.signer(fields),
            recipients: self.texts(fields, "recipients"),
            archive: self.text(fields, "archive"),
            relations: self.relations(fields),
            citations: self.list(fields, "citations", Self::citation),
            tasks: self.list(fields, "tasks", Self::task),
            notes: self.list(fields, "notes", Self::note),
            attachments: self.list(fields, "attachments", Self::attachment),
            versions: self.versions(fields),
            aliases: self.texts(fields, "aliases"),
            series: fields.get("series").and_then(|node| self.reader.key("series", node)).map(|key| key.value),
            published: published.map(|date| date.value),
            updated: updated.map(|date| date.value),
            redirect_from: self
                .list(fields, "redirect_from", |decoder, node| decoder.reader.old_address("redirect_from", node)),
            draft,
            rules: self.list(fields, "rules", |decoder, node| rules::silencing(&mut decoder.reader, node)),
            source: self.text(fields, "source"),
            date,
            kind: kind?,
            issuer: issuer?,
            title: title?.value,
        })
    }

    fn required(&mut self, fields: &Fields<'_>, key: &str) -> Option<Located<String>> {
        self.reader.required(fields, key).and_then(|node| self.reader.text(key, node))
    }

    fn text(&mut self, fields: &Fields<'_>, key: &str) -> Option<String> {
        fields.get(key).and_then(|node| self.reader.text(key, node)).map(|text| text.value)
    }

    fn texts(&mut self, fields: &Fields<'_>, key: &str) -> Vec<String> {
        let Some(node) = fields.get(key) else { return Vec::new() };
        self.reader.texts(key, node).into_iter().map(|text| text.value).collect()
    }

    fn located_date(&mut self, fields: &Fields<'_>, key: &str) -> Option<Located<Date>> {
        fields.get(key).and_then(|node| self.reader.date(key, node))
    }

    fn boolean(&mut self, fields: &Fields<'_>, key: &str) -> bool {
        fields.get(key).and_then(|node| self.reader.boolean(key, node)).unwrap_or(false)
    }

    fn list<T>(&mut self, fields: &Fields<'_>, key: &str, read: impl Fn(&mut Self, &Node) -> Option<T>) -> Vec<T> {
        let Some(node) = fields.get(key) else { return Vec::new() };
        self.reader.items(key, node).iter().filter_map(|item| read(self, item)).collect()
    }

    /// A document without number or date says why: an invented value is worse than none.
    fn check_date_note(&mut self, fields: &Fields<'_>) {
        let missing: Vec<&str> = ["number", "date"].into_iter().filter(|key| !fields.has(key)).collect();
        if !missing.is_empty() && !fields.has("date_note") {
            let empty = missing.iter().find_map(|key| fields.place(key));
            self.reader.error("date-note-missing", empty.unwrap_or(fields.span), &[("keys", &missing.join(", "))]);
        }
    }

    /// Contract: a document with a degree of secrecy is never published, drafts included.
    fn check_secrecy(&mut self, fields: &Fields<'_>) {
        if let Some(node) = fields.get("title")
            && let Some(text) = node.text()
            && let Some(rule) = secrecy::refused_value(text)
        {
            let arguments: Vec<_> = [("text", text)].into_iter().chain(rule).collect();
            self.reader.error("secrecy-mark", node.span, &arguments);
        }
        let Some(node) = fields.get("secrecy") else { return };
        match &node.value {
            Value::Scalar(scalar) if scalar.text.trim().is_empty() => {}
            Value::Sequence(items) if items.is_empty() => {}
            // What cannot be read may be a degree of secrecy.
            _ => {
                let [law, from] = secrecy::law();
                self.reader.error("secrecy-set", node.span, &[("text", node.text().unwrap_or("…")), law, from]);
            }
        }
    }

    fn status(&mut self, fields: &Fields<'_>) -> Status {
        let Some(node) = fields.get("status") else { return Status::default() };
        self.reader.choice("status", node, &STATUSES).unwrap_or_default()
    }

    /// `2023-2024`: two years that follow each other.
    fn school_year(&mut self, fields: &Fields<'_>) -> Option<String> {
        let text = self.reader.text("school_year", fields.get("school_year")?)?;
        let years: Vec<&str> =
            text.value.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
        let first = match years[..] {
            // 24-25
            [first, last] if first.len() == 2 && last.len() == 2 => format!("20{first}").parse().ok(),
            _ => years.first().filter(|year| year.len() == 4).and_then(|year| year.parse::<u16>().ok()),
        };
        let meant = first.map(|first| format!("{first}-{}", first + 1));
        if meant.as_ref() == Some(&text.value) {
            return meant;
        }
        self.reader.unknown_key("school-year-invalid", "school_year", &text, meant.as_deref());
        None
    }

    fn signer(&mut self, fields: &Fields<'_>) -> Option<Signer> {
        let node = fields.get("signer")?;
        let fields = self.reader.fields("signer", node, &SIGNER_KEYS)?;
        let name = self.required(&fields, "name");
        let (authority, position) = (self.text(&fields, "authority"), self.text(&fields, "position"));
        Some(Signer { authority, position, name: name?.value })
    }

    /// `- chuyen-doi-so`, or `- chuyen-doi-so: [muc-i-7]` for sections.
    fn themes(&mut self, fields: &Fields<'_>) -> Vec<ThemeTag> {
        let mut tags: Vec<ThemeTag> = Vec::new();
        let mut seen = BTreeSet::new();
        for tag in self.list(fields, "themes", Self::theme) {
            if seen.insert(tag.theme.value.clone()) {
                tags.push(tag);
            } else {
                let (key, text) = ("themes", &tag.theme.value);
                self.reader.error("value-twice", tag.theme.span, &[("key", key), ("text", text)]);
            }
        }
        tags
    }

    fn theme(&mut self, node: &Node) -> Option<ThemeTag> {
        let Value::Mapping(entries) = &node.value else {
            let theme = self.reader.text("themes", node)?;
            return Some(ThemeTag { theme, sections: Vec::new() });
        };
        let [(theme, sections)] = entries.as_slice() else {
            self.reader.error("theme-shape", node.span, &[]);
            return None;
        };
        let mut anchors = Vec::new();
        for item in self.reader.items(&theme.value, sections) {
            anchors.extend(self.reader.key(&theme.value, item));
        }
        Some(ThemeTag { theme: theme.clone(), sections: anchors })
    }

    fn relations(&mut self, fields: &Fields<'_>) -> Vec<DeclaredRelation> {
        let Some(node) = fields.get("relations") else { return Vec::new() };
        let names = Relation::ALL.map(Relation::key);
        let Some(lists) = self.reader.fields("relations", node, &names) else { return Vec::new() };
        let mut relations = Vec::new();
        for relation in Relation::ALL {
            for target in self.list(&lists, relation.key(), |decoder, node| decoder.reader.id(relation.key(), node)) {
                relations.push(DeclaredRelation { relation, target });
            }
        }
        relations
    }

    fn citation(&mut self, node: &Node) -> Option<CitationDecision> {
        let fields = self.reader.fields("citations", node, &CITATION_KEYS)?;
        let text = self.required(&fields, "text");
        let section = self.section(&fields);
        let nth = fields.get("nth").and_then(|node| self.position(node));
        let note = fields.get("note").and_then(|node| self.reader.long_text("note", node)).map(|text| text.value);
        let work = fields.get("work").and_then(|node| self.reader.id("work", node));
        let decision = match (fields.get("work"), self.boolean(&fields, "not_a_citation")) {
            (Some(_), false) => work.map(Decision::Work),
            (None, true) => Some(Decision::NotACitation),
            _ => {
                self.reader.error("citation-undecided", fields.span, &[]);
                None
            }
        };
        Some(CitationDecision { text: text?, section, nth, decision: decision?, note })
    }

    fn task(&mut self, node: &Node) -> Option<TaskDecision> {
        let fields = self.reader.fields("tasks", node, &TASK_KEYS)?;
        let section = self.reader.required(&fields, "section").and_then(|node| self.reader.key("section", node));
        let nth = fields.get("nth").and_then(|node| self.position(node));
        let agency = fields.get("agency").and_then(|node| self.reader.text("agency", node));
        let verb = fields.get("verb").and_then(|node| self.reader.choice("verb", node, &Verb::ALL));
        let not_a_task = self.boolean(&fields, "not_a_task");
        let note = fields.get("note").and_then(|node| self.reader.long_text("note", node)).map(|text| text.value);
        let deadline = self.text(&fields, "deadline");
        let says = ["agency", "verb", "deadline"].iter().any(|key| fields.has(key));
        if not_a_task == says {
            self.reader.error("task-undecided", fields.span, &[]);
            return None;
        }
        Some(TaskDecision { section: section?, nth, agency, not_a_task, verb, deadline, note })
    }

    /// A position from 1.
    fn position(&mut self, node: &Node) -> Option<u32> {
        if self.reader.is_broken(node) {
            return None;
        }
        let position = node.text().and_then(|text| text.parse().ok()).filter(|position| *position > 0);
        if position.is_none() {
            self.reader.error("expected-position", node.span, &[("key", "nth"), ("text", node.text().unwrap_or(""))]);
        }
        position
    }

    fn section(&mut self, fields: &Fields<'_>) -> Option<Located<String>> {
        fields.get("section").and_then(|node| self.reader.key("section", node))
    }

    fn note(&mut self, node: &Node) -> Option<Note> {
        let fields = self.reader.fields("notes", node, &NOTE_KEYS)?;
        let date = self.reader.required(&fields, "date").and_then(|node| self.reader.date("date", node));
        let text = self.reader.required(&fields, "text").and_then(|node| self.reader.long_text("text", node));
        let section = self.section(&fields);
        Some(Note { date: date?.value, section, text: text?.value })
    }

    /// The oldest first, one behind the other.
    fn versions(&mut self, fields: &Fields<'_>) -> Vec<Version> {
        let versions = self.list(fields, "versions", Self::version);
        for pair in versions.windows(2) {
            if pair[1].date.value < pair[0].until {
                self.reader.error("date-order", pair[1].date.span, &[("first", "until"), ("last", "date")]);
            }
        }
        versions
    }

    fn version(&mut self, node: &Node) -> Option<Version> {
        let fields = self.reader.fields("versions", node, &VERSION_KEYS)?;
        let date = self.reader.required(&fields, "date").and_then(|node| self.reader.date("date", node));
        let until = self.reader.required(&fields, "until").and_then(|node| self.reader.date("until", node));
        let reason = self.reader.required(&fields, "reason");
        let reason = reason.and_then(|node| self.reader.choice("reason", node, &ChangeReason::ALL));
        let file = self.required(&fields, "file");
        let by = fields.get("by").and_then(|node| self.reader.id("by", node));
        let note = fields.get("note").and_then(|node| self.reader.long_text("note", node)).map(|text| text.value);
        let (date, until) = (date?, until?);
        if until.value <= date.value {
            self.reader.error("date-order", until.span, &[("first", "date"), ("last", "until")]);
        }
        Some(Version { date, until: until.value, file: file?, reason: reason?, by, note, text: None })
    }

    fn attachment(&mut self, node: &Node) -> Option<Attachment> {
        let fields = self.reader.fields("attachments", node, &ATTACHMENT_KEYS)?;
        let file = self.required(&fields, "file");
        let title = self.required(&fields, "title");
        let signed = self.boolean(&fields, "signed");
        let file = file?;
        match (self.measure)(self.reader.source(), &file) {
            Ok(measured) => {
                let kept = measured.kept.is_some();
                if let Some(warning) = measured.kept {
                    self.reader.report(warning);
                }
                let MeasuredFile { sha256, size, stands_as, signatures, .. } = measured;
                let file = Located { value: stands_as.unwrap_or(file.value), span: file.span };
                Some(Attachment { file, title: title?.value, signed, sha256, size, kept, signatures })
            }
            Err(diagnostic) => {
                self.reader.report(diagnostic);
                None
            }
        }
    }
}
