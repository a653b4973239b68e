//! The front matter of a new document, in the order in which people write it.

use super::references::{DraftReference, ReferenceState};
use super::{DraftOrigin, DraftRequest, Title};
use crate::catalogue::{Language, fill, text};
use crate::content::front_matter::{FrontMatter, ThemeTag};
use crate::content::registry::{Level, System};
use crate::corpus::HeldDocument;
use crate::import::quote;

/// What the front matter is made of.
pub(super) struct DraftFacts<'a> {
    pub(super) request: &'a DraftRequest<'a>,
    pub(super) id: &'a str,
    pub(super) title: &'a Title,
    pub(super) school_year: Option<&'a str>,
    pub(super) references: &'a [DraftReference],
}

/// The front matter between its two lines.
pub(super) struct WrittenDraft {
    pub(super) text: String,
    pub(super) todos: usize,
}

/// References that are listed; front matter has a limit, and more cannot be reviewed in one go.
const MOST_REFERENCES: usize = 100;
/// Letters of a remark.
const LONGEST_REMARK: usize = 240;
/// Sections named with one reference.
const MOST_SECTIONS: usize = 4;

/// Writes the front matter.
pub(super) fn write(sheet: &DraftFacts<'_>) -> WrittenDraft {
    let language = sheet.request.language;
    let mut writer = DraftWriter { written: WrittenDraft { text: String::from("---\n"), todos: 0 }, language };
    match sheet.request.basis {
        Some((document, _)) => {
            writer
                .remark("", &fill(text(language, "new-head-from"), &[("file", &document.path), ("id", &document.id)]));
        }
        None => writer.remark("", text(language, "new-head")),
    }
    writer.identity(sheet);
    writer.description(sheet);
    writer.signer_and_recipients(sheet);
    if let Some((document, _)) = sheet.request.basis {
        writer.relations(document, sheet.references);
    }
    if let Some(series) = sheet.request.basis.and_then(|(document, _)| document.front_matter.series.as_ref()) {
        writer.line("series", series);
    }
    writer.todo("published", "new-todo-published", &[]);
    writer.line("draft", "true");
    writer.written.text.push_str("---\n");
    writer.written
}

struct DraftWriter {
    written: WrittenDraft,
    language: Language,
}

impl DraftWriter {
    /// id, type, number, date, issuer, title, school_year.
    fn identity(&mut self, sheet: &DraftFacts<'_>) {
        let request = sheet.request;
        let basis = request.basis.map(|(document, _)| &*document.front_matter);
        self.todo("id", "new-todo-id", &[]);
        self.line("id", sheet.id);
        self.line("type", &request.kind.key);
        let old = basis.and_then(|old| old.number.as_ref()).map(|number| number.value.as_str());
        let form = number_form(request);
        match old {
            Some(old) => self.todo("number", "new-todo-number-after", &[("form", &form), ("old", old)]),
            None => self.todo("number", "new-todo-number", &[("form", &form)]),
        }
        self.todo("date", "new-todo-date", &[]);
        // A remark on the page, which is Vietnamese.
        self.line("date_note", text(Language::Vietnamese, "new-date-note"));
        if request.regime().is_some_and(|regime| regime.adopted) {
            self.todo("adopted", "new-todo-adopted", &[]);
            self.todo("adoption", "new-todo-adoption", &[]);
        }
        self.line("issuer", &request.issuer.key);
        if let Some(title) =
            basis.filter(|old| old.issuer.value == request.issuer.key).and_then(|old| old.issuer_title.as_ref())
        {
            self.line("issuer_title", &quote(title));
        }
        let old = basis.map_or("", |old| old.title.as_str());
        match sheet.title.origin {
            DraftOrigin::Given => {}
            DraftOrigin::Moved => self.todo("title", "new-todo-title-moved", &[("old", old)]),
            DraftOrigin::Carried => self.todo("title", "new-todo-title-carried", &[]),
            DraftOrigin::Missing => self.todo("title", "new-todo-title", &[]),
        }
        let shown = if sheet.title.text.is_empty() { "…" } else { &sheet.title.text };
        self.line("title", &quote(shown));
        if let Some(year) = sheet.school_year {
            self.line("school_year", year);
        }
    }

    /// place, themes.
    fn description(&mut self, sheet: &DraftFacts<'_>) {
        let request = sheet.request;
        let issuer = request.issuer;
        let own = || issuer.place.clone().filter(|_| issuer.level == Level::Province);
        if let Some(place) = basis(request).and_then(|old| old.place.clone()).or_else(own) {
            self.line("place", &quote(&place));
        }
        let themes = basis(request).map(|old| old.themes.as_slice()).unwrap_or_default();
        if themes.is_empty() {
            self.todo("themes", "new-todo-themes", &[]);
            return;
        }
        self.todo("themes", "new-todo-themes-carried", &[]);
        self.written.text.push_str("themes:\n");
        for tag in themes {
            self.written.text.push_str(&theme_line(tag));
        }
    }

    /// signer, recipients, archive.
    fn signer_and_recipients(&mut self, sheet: &DraftFacts<'_>) {
        let old = basis(sheet.request);
        match old.and_then(|old| old.signer.as_ref()) {
            Some(signer) => {
                self.todo("signer", "new-todo-signer-carried", &[]);
                self.written.text.push_str("signer:\n");
                for (key, value) in [("authority", &signer.authority), ("position", &signer.position)] {
                    if let Some(value) = value {
                        self.line(&format!("  {key}"), &quote(value));
                    }
                }
                self.line("  name", &quote(&signer.name));
            }
            None => self.todo("signer", "new-todo-signer", &[]),
        }
        match old.map(|old| old.recipients.as_slice()).unwrap_or_default() {
            [] => self.todo("recipients", "new-todo-recipients", &[]),
            recipients => {
                self.todo("recipients", "new-todo-recipients-carried", &[]);
                self.written.text.push_str("recipients:\n");
                for recipient in recipients {
                    self.written.text.push_str(&format!("  - {}\n", quote(recipient)));
                }
            }
        }
        if let Some(archive) = old.and_then(|old| old.archive.as_ref()) {
            self.line("archive", &quote(archive));
        }
    }

    /// The relations that may be declared, and what the basis cites: remarks alone.
    fn relations(&mut self, document: &HeldDocument, references: &[DraftReference]) {
        self.todo("relations", "new-todo-relations", &[]);
        self.remark("", "relations:");
        self.remark("  ", &format!("replaces: [{}]", document.id));
        for declared in &document.front_matter.relations {
            let (relation, target) = (declared.relation.key(), &declared.target.value);
            let newer = references.iter().find(|reference| reference.key.as_ref() == Some(target));
            match newer.and_then(|reference| reference.newer.as_ref()).and_then(|(_, key)| key.as_ref()) {
                Some(newer) => {
                    let was = fill(text(self.language, "new-relation-was"), &[("id", target)]);
                    self.remark("  ", &format!("{relation}: [{newer}]  # {was}"));
                }
                None => self.remark("  ", &format!("{relation}: [{target}]")),
            }
        }
        if references.is_empty() {
            return;
        }
        self.todo("citations", "new-todo-citations", &[("count", &references.len().to_string())]);
        for reference in references.iter().take(MOST_REFERENCES) {
            let line = self.reference(reference);
            self.remark("  - ", &line);
        }
        if references.len() > MOST_REFERENCES {
            let more = (references.len() - MOST_REFERENCES).to_string();
            self.remark("  ", &fill(text(self.language, "new-references-more"), &[("count", &more)]));
        }
    }

    /// "Quyết định 2457/QĐ-BGDĐT ngày 23/8/2023 [2457-qd-bgddt-2023] (muc-i-1): có văn bản mới hơn: …".
    fn reference(&self, reference: &DraftReference) -> String {
        let words = |key, arguments: &[(&str, &str)]| fill(text(self.language, key), arguments);
        let mut line = reference.name.clone();
        if let Some(key) = &reference.key {
            line.push_str(&format!(" [{key}]"));
        }
        let more = if reference.sections.len() > MOST_SECTIONS { ", …" } else { "" };
        let sections: Vec<&str> = reference.sections.iter().take(MOST_SECTIONS).map(String::as_str).collect();
        line.push_str(&format!(" ({}{more}): ", sections.join(", ")));
        let by = reference.ended_by.join("; ");
        line.push_str(&match reference.state {
            ReferenceState::Ended if by.is_empty() => words("new-reference-ended", &[]),
            ReferenceState::Ended => words("new-reference-ended-by", &[("by", &by)]),
            ReferenceState::Newer => String::new(),
            ReferenceState::Ambiguous => words("new-reference-ambiguous", &[]),
            ReferenceState::Unknown => words("new-reference-unknown", &[]),
            ReferenceState::Held => words("new-reference-held", &[]),
            ReferenceState::NotHeld => words("new-reference-not-held", &[]),
        });
        if let Some((name, key)) = &reference.newer {
            let key = key.as_ref().map(|key| format!(" [{key}]")).unwrap_or_default();
            let separator = if reference.state == ReferenceState::Newer { "" } else { "; " };
            line.push_str(&format!(
                "{separator}{}",
                words("new-reference-newer", &[("name", &format!("{name}{key}"))])
            ));
        }
        line
    }

    fn line(&mut self, key: &str, value: &str) {
        self.written.text.push_str(&format!("{key}: {value}\n"));
    }

    fn remark(&mut self, indent: &str, words: &str) {
        self.written.text.push_str(&format!("# {indent}{}\n", one_line(words)));
    }

    fn todo(&mut self, key: &str, reason: &'static str, arguments: &[(&str, &str)]) {
        let reason = fill(text(self.language, reason), arguments);
        self.remark("", &format!("TODO {key}: {reason}"));
        self.written.todos += 1;
    }
}

fn basis<'a>(request: &DraftRequest<'a>) -> Option<&'a FrontMatter> {
    request.basis.map(|(document, _)| &*document.front_matter)
}

fn theme_line(tag: &ThemeTag) -> String {
    match tag.sections.as_slice() {
        [] => format!("  - {}\n", tag.theme.value),
        sections => {
            let anchors: Vec<&str> = sections.iter().map(|anchor| anchor.value.as_str()).collect();
            format!("  - {}: [{}]\n", tag.theme.value, anchors.join(", "))
        }
    }
}

/// How the number will look (Nghị định 30/2020/NĐ-CP, Phụ lục I, II.3; the Party's manner for its bodies): `…/CT-UBND`.
fn number_form(request: &DraftRequest<'_>) -> String {
    let issuer = request.issuer;
    let body = issuer.codes.first().map_or("…", String::as_str);
    let kind = request.kind.codes(issuer.system).first();
    let normative = request.kind.normative || request.normative || request.regime().is_some();
    match (kind, issuer.system, normative) {
        (Some(kind), System::Party, _) => format!("…-{kind}/{body}"),
        (None, System::Party, _) => format!("…-CV/{body}"),
        (Some(kind), _, true) => format!("…/…/{kind}-{body}"),
        (Some(kind), _, false) => format!("…/{kind}-{body}"),
        (None, ..) => format!("…/{body}-…"),
    }
}

/// A remark is one line, and not long.
fn one_line(words: &str) -> String {
    let line: String = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let line: String = line.chars().filter(|c| !c.is_control()).collect();
    match line.char_indices().nth(LONGEST_REMARK) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}
