//! What a form sends becomes a change of the file.
//!
//! In: the body of a request, checked to come from our own page. Out: the form as it is then; or what is wrong, as HTML
//! to be put at the field, with a status that tells the script what to do: 409 the file changed, 422 the value.

use super::{HTML, NEW_ISSUER, ReviewFiles, SaveRefused, form};
use crate::preview::http::Reply;
use crate::preview::panel::Scribe;
use crate::writing::review::{Change, FieldValue, ReviewField};
use percent_encoding::percent_decode_str;

/// Names and values of a form. One form has as many pairs as there are themes, plus some.
const MOST_PAIRS: usize = 1000;

/// Saves.
pub(super) fn answer(files: &dyn ReviewFiles, index: usize, body: &[u8], scribe: Scribe<'_>) -> Reply {
    let Some(sent) = SentForm::read(body) else { return Reply::plain(400, "not a form") };
    let (seen, name) = (sent.one("seen"), sent.one("field"));
    let refused = |refused: &SaveRefused| {
        let status = if matches!(refused, SaveRefused::Changed) { 409 } else { 422 };
        Reply::ok(HTML, words(refused, scribe)).with_status(status)
    };
    if name == NEW_ISSUER {
        return match files.add_issuer(sent.one("value")) {
            Ok(()) => Reply::ok(HTML, form::form(files, index, scribe)),
            Err(why) => refused(&why),
        };
    }
    let file = match files.look(index) {
        Ok(file) => file,
        Err(_) => return refused(&SaveRefused::Changed),
    };
    let Some(field) = file.sheet.field(name).filter(|_| file.seen == seen) else {
        return refused(&SaveRefused::Changed);
    };
    let change = match sent.change(field) {
        Ok(change) => change,
        Err(why) => return refused(&why),
    };
    match files.save(index, seen, name, change) {
        Ok(()) => Reply::ok(HTML, form::form(files, index, scribe)),
        Err(why) => refused(&why),
    }
}

fn words(refused: &SaveRefused, scribe: Scribe<'_>) -> String {
    let said = |key: &'static str, arguments: &[(&str, &str)]| format!("<p>{}</p>", scribe.text(key, arguments));
    match refused {
        SaveRefused::Changed => said("review.changed", &[]),
        SaveRefused::ByHand => said("review.by-hand", &[]),
        SaveRefused::Empty(false) => said("review.empty", &[]),
        SaveRefused::Empty(true) => said("review.empty-required", &[]),
        SaveRefused::Unwritable(reason) => said("review.unwritable", &[("reason", reason)]),
        SaveRefused::Wrong(problems) => form::listed(problems, scribe),
    }
}

/// The pairs of a form.
struct SentForm(Vec<(String, String)>);

impl SentForm {
    fn read(body: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(body).ok()?;
        let decoded = |text: &str| Some(percent_decode_str(&text.replace('+', " ")).decode_utf8().ok()?.into_owned());
        let pairs = text.split('&').filter(|pair| !pair.is_empty()).take(MOST_PAIRS).map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            Some((decoded(name)?, decoded(value)?))
        });
        pairs.collect::<Option<Vec<_>>>().map(Self)
    }

    fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    fn one<'a>(&'a self, name: &'a str) -> &'a str {
        self.all(name).next().unwrap_or_default()
    }

    /// What the form says of `field`.
    fn change(&self, field: &ReviewField) -> Result<Change, SaveRefused> {
        if self.one("checked") == "1" {
            let is_needed = field.required && !matches!(field.value, FieldValue::Remark);
            return if is_needed { Err(SaveRefused::Empty(true)) } else { Ok(Change::Checked) };
        }
        let value = || self.one("value").to_owned();
        let sent = match &field.value {
            FieldValue::Line(_) => FieldValue::Line(value()),
            FieldValue::Day(_) => FieldValue::Day(value()),
            FieldValue::Kind(_) => FieldValue::Kind(value()),
            FieldValue::Issuer(_) => FieldValue::Issuer(value()),
            FieldValue::Lines(_) => FieldValue::Lines(self.one("value").lines().map(str::to_owned).collect()),
            FieldValue::Signer(_) => {
                FieldValue::Signer(["authority", "position", "name"].map(|name| self.one(name).to_owned()))
            }
            FieldValue::Themes(_) => {
                let chosen = self.all("theme").filter(|key| !key.is_empty());
                FieldValue::Themes(chosen.map(|key| (key.to_owned(), String::new())).collect())
            }
            FieldValue::Remark => return Err(SaveRefused::ByHand),
        };
        // Enter in a field that is still empty says nothing about the original; a button does.
        let is_doubtful = !field.doubts.is_empty();
        if is_empty(&sent) && (field.required || is_doubtful && is_empty(&field.value)) {
            return Err(SaveRefused::Empty(field.required));
        }
        Ok(Change::Value(sent))
    }
}

fn is_empty(value: &FieldValue) -> bool {
    match value {
        FieldValue::Line(text) | FieldValue::Day(text) | FieldValue::Kind(text) | FieldValue::Issuer(text) => {
            text.trim().is_empty()
        }
        FieldValue::Lines(lines) => lines.iter().all(|line| line.trim().is_empty()),
        FieldValue::Signer(parts) => parts.iter().all(|part| part.trim().is_empty()),
        FieldValue::Themes(_) | FieldValue::Remark => false,
    }
}
