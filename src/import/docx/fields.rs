//! Fields: what Word computes. Their result stands in the file and is text; what makes it is none. Some have no result,
//! such as ticks of forms.
//!
//! In: `w:fldChar`, `w:instrText`, `w:fldSimple` and the data of form fields. Out: what to print where a field ends.

use super::formula;
use crate::foreign::xml::Element;
use crate::import::symbols::{self, Letter};

/// A field that is open.
#[derive(Default)]
struct Field {
    instruction: String,
    /// Its result has begun.
    result: bool,
    /// The result has words.
    words: bool,
    /// Paragraphs that were open where it began.
    depth: usize,
    form: FormField,
}

/// The data of a field of a form.
#[derive(Default)]
struct FormField {
    /// As the person left it, and as the form came.
    checked: Option<bool>,
    checked_at_first: bool,
    /// The words to choose from, and which is chosen.
    entries: Vec<String>,
    chosen: usize,
}

/// All open fields, the innermost last.
#[derive(Default)]
pub(super) struct Fields {
    open: Vec<Field>,
    /// Open fields whose result has not begun.
    unready: usize,
    /// Open lists of contents.
    contents: usize,
}

/// What a field without a result prints.
pub(super) enum Printed {
    Words(String),
    /// A fraction, a sign, and their like: words, and what the field says.
    Formula(String, String),
    /// A place that nobody filled in; its prompt.
    Blank(String),
    /// It cannot be told what: the field's words.
    Unknown(String),
}

impl Fields {
    /// Whether words are part of a field's instruction.
    pub(super) const fn hides_words(&self) -> bool {
        self.unready > 0
    }

    /// Whether the reader is in a list of contents.
    pub(super) const fn is_contents(&self) -> bool {
        self.contents > 0
    }

    /// `w:fldChar`: the beginning, middle or end of a field.
    pub(super) fn sign(&mut self, element: &Element<'_>, depth: usize) -> Option<Printed> {
        match element.attribute("fldCharType").as_deref() {
            Some("begin") => {
                self.open.push(Field { depth, ..Field::default() });
                self.unready += 1;
            }
            Some("separate") => self.result(),
            Some("end") => return self.end(),
            _ => {}
        }
        None
    }

    /// `w:fldSimple`: an instruction, its result inside.
    pub(super) fn simple(&mut self, element: &Element<'_>) {
        let instruction = element.attribute("instr").unwrap_or_default();
        self.open.push(Field { instruction, ..Field::default() });
        self.unready += 1;
        self.result();
    }

    fn result(&mut self) {
        let Some(field) = self.open.last_mut().filter(|field| !field.result) else { return };
        field.result = true;
        self.unready -= 1;
        self.contents += usize::from(field.is_contents());
    }

    /// Words of the innermost field's instruction.
    pub(super) fn instruction(&mut self, text: &str) {
        if let Some(field) = self.open.last_mut().filter(|field| !field.result) {
            field.instruction.push_str(text);
        }
    }

    /// A paragraph ends: no instruction goes on in the next one, or all words after a damaged field would be hidden. What
    /// it hid.
    pub(super) fn end_paragraph(&mut self, depth: usize) -> Option<Printed> {
        let field = self.open.pop_if(|field| !field.result && field.depth == depth)?;
        self.unready -= 1;
        Some(Printed::Unknown(field.instruction))
    }

    /// Words of a result were read.
    pub(super) fn words(&mut self, text: &str) {
        if let Some(field) = self.open.last_mut() {
            field.words |= !text.trim().is_empty();
        }
    }

    /// Data of a form's field.
    pub(super) fn form(&mut self, element: &Element<'_>) {
        let Some(field) = self.open.last_mut().filter(|field| !field.result) else { return };
        let form = &mut field.form;
        match element.name.as_str() {
            "checked" => form.checked = Some(element.is_on()),
            "default" if form.entries.is_empty() => form.checked_at_first = element.is_on(),
            "default" | "result" => form.chosen = element.value().and_then(|n| n.parse().ok()).unwrap_or(0),
            "listEntry" => form.entries.extend(element.value()),
            _ => {}
        }
    }

    /// The end of the innermost field.
    pub(super) fn end(&mut self) -> Option<Printed> {
        let field = self.open.pop()?;
        self.unready -= usize::from(!field.result);
        self.contents -= usize::from(field.result && field.is_contents());
        if let Some(outer) = self.open.last_mut() {
            outer.words |= field.words;
        }
        field.printed()
    }
}

impl Field {
    fn name(&self) -> String {
        self.instruction.split_whitespace().next().unwrap_or_default().to_uppercase()
    }

    fn is_contents(&self) -> bool {
        matches!(self.name().as_str(), "TOC" | "INDEX" | "TOA")
    }

    fn printed(self) -> Option<Printed> {
        if self.words {
            return None;
        }
        match self.name().as_str() {
            "FORMCHECKBOX" => {
                let ticked = self.form.checked.unwrap_or(self.form.checked_at_first);
                Some(Printed::Words(if ticked { "☑" } else { "☐" }.to_owned()))
            }
            "FORMDROPDOWN" => {
                let chosen = self.form.entries.get(self.form.chosen).cloned();
                Some(chosen.map_or_else(|| Printed::Blank(self.name()), Printed::Words))
            }
            "FORMTEXT" | "FILLIN" | "MACROBUTTON" => Some(Printed::Blank(self.name())),
            "EQ" => Some(match formula::fraction_of_field(&self.instruction) {
                Some(words) => Printed::Formula(words, self.instruction),
                None => Printed::Unknown(self.instruction),
            }),
            "SYMBOL" => Some(match symbol(&self.instruction) {
                Some(sign) => Printed::Words(sign.to_string()),
                None => Printed::Unknown(self.instruction),
            }),
            "AUTONUM" | "AUTONUMLGL" | "AUTONUMOUT" | "LISTNUM" | "MERGEFIELD" | "REF" | "SEQ" | "DATE" | "IF"
            | "DOCPROPERTY" | "DOCVARIABLE" | "INCLUDETEXT" | "=" => Some(Printed::Unknown(self.instruction)),
            _ => None,
        }
    }
}

/// `SYMBOL 179 \f "Symbol"`, `SYMBOL 0xF0B3 \f Symbol`.
fn symbol(instruction: &str) -> Option<char> {
    let mut words = instruction.split_whitespace().skip(1);
    let code = words.next()?;
    let code = match code.strip_prefix("0x").or_else(|| code.strip_prefix("0X")) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => code.parse().ok()?,
    };
    let font = instruction.split_once("\\f").map(|(_, rest)| rest.trim_start());
    let font = font.map(|rest| match rest.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next().unwrap_or_default(),
        None => rest.split_whitespace().next().unwrap_or_default(),
    });
    match symbols::letter(font, code) {
        Letter::Plain(sign) | Letter::Sign(sign) => Some(sign),
        Letter::Unknown => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_of_a_sign_is_the_sign() {
        for (instruction, sign) in [
            ("SYMBOL 179 \\f \"Symbol\" \\s 12", Some('≥')),
            ("SYMBOL 0xF0FE \\f Wingdings", Some('☑')),
            ("SYMBOL x", None),
        ] {
            assert_eq!(symbol(instruction), sign, "{instruction}");
        }
    }
}
