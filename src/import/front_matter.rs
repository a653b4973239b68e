//! The front matter of an imported document: every value with where it was read, every gap and doubt as a line `# TODO`
//! with its reason. Nothing is invented.

use super::AttachedOriginal;
use super::flow::{FileSignature, ImportLoss, ImportPlace};
use super::found::{OfficialLayout, ReadValue};
use super::issuer::{IssuingBody, title_of};
use super::letterhead::printed;
use super::themes::Proposal;
use crate::catalogue::{Language, fill, text};
use crate::text::number::Number;
use crate::text::slug;

/// A value that a person has to supply or check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Todo {
    /// Key of the front matter.
    pub key: &'static str,
    /// Key of the reason in the catalogue.
    pub reason: &'static str,
    /// Where the doubtful words stand.
    pub at: Option<ImportPlace>,
    /// The doubtful words.
    pub quoted: String,
}

/// What the front matter is made of.
pub(super) struct FrontMatterFacts<'a> {
    pub(super) layout: &'a OfficialLayout,
    pub(super) issuer: Option<ReadValue<IssuingBody>>,
    /// For a document without number or date.
    pub(super) id: Option<String>,
    pub(super) school_year: Option<String>,
    pub(super) themes: &'a [Proposal],
    pub(super) source: &'a str,
    pub(super) attached: Option<&'a AttachedOriginal>,
    /// The file says that it is one.
    pub(super) is_draft: bool,
    pub(super) losses: &'a [ImportLoss],
    pub(super) signatures: &'a [FileSignature],
    pub(super) language: Language,
}

/// The front matter between its two lines, and what is left to do.
pub(super) struct WrittenFrontMatter {
    pub(super) text: String,
    pub(super) todos: Vec<Todo>,
}

/// Letters of the last part of an id made of a title.
const LONGEST_ID_PART: usize = 60;

/// Writes the front matter.
pub(super) fn write(sheet: &FrontMatterFacts<'_>) -> WrittenFrontMatter {
    let mut writer = FrontMatterWriter { out: String::from("---\n"), todos: Vec::new(), language: sheet.language };
    let head = fill(text(sheet.language, "import-head-comment"), &[("file", sheet.source)]);
    writer.out.push_str(&format!("# {}\n", one_line(&head)));
    writer.identity(sheet);
    writer.description(sheet);
    writer.signer_and_recipients(sheet.layout);
    writer.files(sheet);
    writer.out.push_str("---\n");
    WrittenFrontMatter { text: writer.out, todos: writer.todos }
}

struct FrontMatterWriter {
    out: String,
    todos: Vec<Todo>,
    language: Language,
}

impl FrontMatterWriter {
    /// id, type, number, date, issuer, title.
    fn identity(&mut self, sheet: &FrontMatterFacts<'_>) {
        let layout = sheet.layout;
        if let Some(id) = &sheet.id {
            self.line("id", id, "");
            self.todo("id", "import-todo-id", None);
        }
        self.value("type", layout.kind.as_ref(), |kind| kind.clone(), "import-todo-type", None);
        let blank = layout.number_blank.as_ref();
        let quoted = layout.number.as_ref().map(|number| number.quoted.clone()).unwrap_or_default();
        let printed = |number: &Number| quote(printed(number, &quoted));
        self.value("number", layout.number.as_ref(), printed, "import-todo-number", blank);
        self.value("date", layout.date.as_ref(), ToString::to_string, "import-todo-date", layout.date_blank.as_ref());
        let note = match (layout.number.is_none(), layout.date.is_none()) {
            (true, true) => Some("import-note-number-and-date"),
            (true, false) => Some("import-note-number"),
            (false, true) => Some("import-note-date"),
            (false, false) => None,
        };
        if let Some(note) = note {
            // A remark on the page, which is Vietnamese.
            self.line("date_note", text(Language::Vietnamese, note), "");
        }
        let issuer = sheet.issuer.as_ref();
        self.value("issuer", issuer, |body| body.issuer.key.clone(), "import-todo-issuer", None);
        if let Some(title) = issuer.and_then(|body| title_of(&layout.issuer_lines, &body.value.issuer)) {
            self.line("issuer_title", &quote(&title), "");
        }
        self.value("title", layout.title.as_ref(), |title| quote(title), "import-todo-title", None);
    }

    fn description(&mut self, sheet: &FrontMatterFacts<'_>) {
        if let (Some(year), Some(title)) = (&sheet.school_year, &sheet.layout.title) {
            self.line("school_year", year, &self.where_read(title.at, ""));
        }
        if let Some(place) = &sheet.layout.place {
            self.line("place", &quote(&place.value), &self.where_read(place.at, ""));
        }
        if let Some(day) = &sheet.layout.adopted {
            self.line("adopted", &day.value.to_string(), &self.where_read(day.at, &day.quoted));
        } else if let Some(blank) = &sheet.layout.adopted_blank {
            self.todo("adopted", "import-todo-adopted", Some(blank));
        }
        if let Some(sentence) = &sheet.layout.adoption {
            self.line("adoption", &quote(&sentence.value), &self.where_read(sentence.at, ""));
        }
        if let Some(day) = &sheet.layout.effective_from {
            self.line("effective_from", &day.value.to_string(), &self.where_read(day.at, &day.quoted));
        }
        if sheet.themes.is_empty() {
            return;
        }
        self.out.push_str("themes:\n");
        self.todo("themes", "import-todo-themes", None);
        for proposal in sheet.themes {
            let words: Vec<String> = proposal.words.iter().map(|(word, n)| format!("“{word}” ×{n}")).collect();
            let sections = match proposal.sections.as_slice() {
                [] => String::new(),
                sections => format!(": [{}]", sections.join(", ")),
            };
            self.out.push_str(&format!("  - {}{sections} # {}\n", proposal.theme, words.join(", ")));
        }
    }

    fn signer_and_recipients(&mut self, layout: &OfficialLayout) {
        match &layout.signature {
            Some(signature) => {
                self.out.push_str(&format!("signer: # {}\n", self.where_read(signature.at, "")));
                let signer = &signature.value;
                for (key, value) in [("authority", &signer.authority), ("position", &signer.position)] {
                    if let Some(value) = value {
                        self.out.push_str(&format!("  {key}: {}\n", quote(value)));
                    }
                }
                self.out.push_str(&format!("  name: {}\n", quote(&signer.name)));
                self.doubt("signer", signature);
            }
            None => self.todo("signer", "import-todo-signer", None),
        }
        match &layout.recipients {
            Some(recipients) => {
                self.out.push_str(&format!("recipients: # {}\n", self.where_read(recipients.at, "")));
                for recipient in unique(&recipients.value) {
                    self.out.push_str(&format!("  - {}\n", quote(recipient)));
                }
            }
            None => self.todo("recipients", "import-todo-recipients", None),
        }
        if let Some(archive) = &layout.archive {
            self.line("archive", &quote(&archive.value), &self.where_read(archive.at, ""));
        }
    }

    fn files(&mut self, sheet: &FrontMatterFacts<'_>) {
        for signature in sheet.signatures {
            self.out.push_str(&format!("# {}\n", one_line(&signed(self.language, signature))));
        }
        if let Some(attached) = sheet.attached {
            self.out.push_str("attachments:\n");
            self.out.push_str(&format!("  - file: {} # SHA-256 {}\n", quote(&attached.file), attached.sha256));
            let title = text(Language::Vietnamese, "import-attachment-title");
            self.out.push_str(&format!("    title: {}\n", quote(&fill(title, &[("format", &attached.format)]))));
            if !sheet.signatures.is_empty() {
                self.out.push_str("    signed: true\n");
            }
        }
        // What could not be kept at a place of the text, and that a machine read it: there is no other line for it.
        for loss in sheet.losses {
            match (loss.at, loss.code) {
                (Some(at), code) => self.todo("text", loss_words(code), Some(&(at, loss.what.clone()))),
                (None, "import-converted") => self.todo("text", "import-loss-converted", None),
                (None, "import-recognised") => self.todo("text", "import-loss-recognised", None),
                (None, _) => {}
            }
        }
        if sheet.is_draft {
            self.line("draft", "true", text(self.language, "import-draft-remark"));
        }
        self.todo("published", "import-todo-published", None);
        self.line("source", &quote(sheet.source), "");
    }

    /// One line of a value, or what to do about it.
    fn value<T>(
        &mut self,
        key: &'static str,
        found: Option<&ReadValue<T>>,
        show: impl Fn(&T) -> String,
        missing: &'static str,
        blank: Option<&(ImportPlace, String)>,
    ) {
        match found {
            Some(found) => {
                let place = self.where_read(found.at, &found.quoted);
                self.line(key, &show(&found.value), &place);
                self.doubt(key, found);
            }
            None => self.todo(key, missing, blank),
        }
    }

    fn line(&mut self, key: &str, value: &str, comment: &str) {
        let comment = if comment.is_empty() { String::new() } else { format!(" # {comment}") };
        self.out.push_str(&format!("{key}: {value}{comment}\n"));
    }

    fn doubt<T>(&mut self, key: &'static str, found: &ReadValue<T>) {
        if let Some(reason) = found.doubt {
            self.todo(key, reason, Some(&(found.at, found.quoted.clone())));
        }
    }

    fn todo(&mut self, key: &'static str, reason: &'static str, at: Option<&(ImportPlace, String)>) {
        let words = match at {
            Some((at, quoted)) => format!(" ({})", self.where_read(*at, quoted)),
            None => String::new(),
        };
        self.out.push_str(&format!("# TODO {key}: {}{words}\n", text(self.language, reason)));
        let (at, quoted) = at.map_or((None, String::new()), |(at, quoted)| (Some(*at), quoted.clone()));
        self.todos.push(Todo { key, reason, at, quoted });
    }

    fn where_read(&self, at: ImportPlace, quoted: &str) -> String {
        let place = place_words(self.language, at);
        if quoted.is_empty() { place } else { one_line(&format!("{place}: “{quoted}”")) }
    }
}

/// Key of the words for a loss of this code at a place.
fn loss_words(code: &str) -> &'static str {
    match code {
        "import-struck" => "import-loss-struck",
        "import-raised" => "import-loss-raised",
        "import-formula" | "import-formula-object" => "import-loss-formula",
        "import-symbol" | "import-letters-unmapped" => "import-loss-symbol",
        "import-prompt" => "import-loss-prompt",
        "import-note-lost" => "import-loss-note",
        "import-number-format" => "import-loss-number",
        "import-unsure" => "import-loss-unsure",
        _ => "import-loss-text",
    }
}

/// "Tệp có chữ ký số của …, ngày …": what the file says, and no word about whether it is true.
fn signed(language: Language, signature: &FileSignature) -> String {
    let day = signature.day.map(crate::text::date::vietnamese_day).unwrap_or_default();
    let key = match (signature.who.is_empty(), day.is_empty()) {
        (false, false) => "import-signed",
        (false, true) => "import-signed-by",
        (true, false) => "import-signed-on",
        (true, true) => "import-signed-at-all",
    };
    fill(text(language, key), &[("who", &signature.who), ("day", &day)])
}

/// "trang 2, dòng 5".
pub fn place_words(language: Language, at: ImportPlace) -> String {
    let number = |key: &'static str, n: u32| fill(text(language, key), &[("n", &n.to_string())]);
    let parts = [
        at.page.map(|n| number("import-place-page", n)),
        at.line.map(|n| number("import-place-line", n)),
        at.paragraph.map(|n| number("import-place-paragraph", n)),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// A comment is one line, and not long.
fn one_line(text: &str) -> String {
    const LONGEST: usize = 160;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

fn unique(list: &[String]) -> Vec<&String> {
    let mut seen = std::collections::BTreeSet::new();
    list.iter().filter(|one| seen.insert(one.as_str())).collect()
}

/// An id for a document without number or date: issuer, type and title. Others need none.
pub(super) fn make_id(layout: &OfficialLayout, issuer: Option<&ReadValue<IssuingBody>>) -> Option<String> {
    if layout.number.is_some() && layout.date.is_some() {
        return None;
    }
    let issuer = &issuer?.value.issuer.key;
    let kind = &layout.kind.as_ref()?.value;
    Some(format!("{issuer}/{kind}/{}", short_slug(&layout.title.as_ref()?.value)))
}

/// A slug cut between words.
pub fn short_slug(text: &str) -> String {
    let slug = slug(text);
    if slug.len() <= LONGEST_ID_PART {
        return slug;
    }
    let cut = &slug[..LONGEST_ID_PART];
    cut.rsplit_once('-').map_or(cut, |(start, _)| start).to_owned()
}

/// A YAML scalar on one line: plain where it may be, else in double quotes.
pub fn quote(value: &str) -> String {
    let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
    let first = value.chars().next().unwrap_or(' ');
    let risky = !(first.is_alphabetic() || first.is_ascii_digit() || first == '(')
        || value.contains(": ")
        || value.contains(" #")
        || value.ends_with(':')
        || value.chars().any(char::is_control)
        || matches!(
            value.to_ascii_lowercase().as_str(),
            "true" | "false" | "yes" | "no" | "on" | "off" | "null" | "y" | "n"
        )
        || first.is_ascii_digit() && value.chars().all(|c| c.is_ascii_digit() || "._-+eE:xo".contains(c));
    if !risky {
        return value;
    }
    let mut quoted = String::from("\"");
    for c in value.chars().filter(|c| !c.is_control()) {
        if matches!(c, '"' | '\\') {
            quoted.push('\\');
        }
        quoted.push(c);
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_quoted_where_yaml_would_read_something_else() {
        for (value, written) in [
            ("Về nhiệm vụ trọng tâm", "Về nhiệm vụ trọng tâm"),
            ("TT: TU, HĐND", "\"TT: TU, HĐND\""),
            ("V, C, CB", "V, C, CB"),
            ("06/CT-UBND", "06/CT-UBND"),
            ("1234", "\"1234\""),
            ("2024-08-31", "\"2024-08-31\""),
            ("no", "\"no\""),
            ("- x", "\"- x\""),
            ("“Trích”", "\"“Trích”\""),
            ("a # b", "\"a # b\""),
            ("\"a\\b\"", "\"\\\"a\\\\b\\\"\""),
            ("nhiều   khoảng\n trắng", "nhiều khoảng trắng"),
        ] {
            assert_eq!(quote(value), written, "{value}");
        }
    }
}
