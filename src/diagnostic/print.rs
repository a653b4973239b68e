//! Puts a diagnostic into words: for a terminal (with the quoted line and a mark under the text) or as
//! one JSON object a line.

use super::Diagnostic;
use crate::catalogue::Language;

/// The message in one sentence, without place.
pub fn message(_diagnostic: &Diagnostic, _language: Language) -> String {
    todo!()
}

/// What to do about it, where the catalogue says so.
pub fn hint(_diagnostic: &Diagnostic, _language: Language) -> Option<String> {
    todo!()
}

/// Several lines for a person: severity and message, `file:line:column`, the line quoted with a mark, the hint.
pub fn human(_diagnostic: &Diagnostic, _language: Language, _colour: bool) -> String {
    todo!()
}

/// One JSON object: `severity`, `code`, `message`, `hint`, `file`, `line`, `column`, `length`, `text`.
pub fn json(_diagnostic: &Diagnostic, _language: Language) -> String {
    todo!()
}
