//! The list of recipients: "Nơi nhận:", one to a line or several in one, and "Lưu".
//!
//! In: lines of a foot, or of a head with the list in its corner. Out: recipients, and where the document is kept. A line
//! that can be no recipient ends the list: a sentence, a heading, what follows a list that was closed by a full stop.

use super::flow::ImportPlace;
use super::found::ReadValue;
use super::join::bullet_text;
use crate::document::label;
use crate::text::name_key;

/// Lines that one recipient may take.
const MOST_LINES: usize = 3;
/// Letters of a line without a list's sign that may still be a recipient.
const LONGEST: usize = 160;

/// A list that is being read.
#[derive(Default)]
pub(super) struct RecipientList {
    recipients: Vec<String>,
    pub(super) archive: Option<ReadValue<String>>,
    /// The last recipient may go on in the next line.
    open: bool,
    /// The last recipient ended in a semicolon: another one follows.
    separated: bool,
    /// Lines of the last recipient.
    lines: usize,
    /// All recipients stood in the line "Nơi nhận: …".
    closed: bool,
}

impl RecipientList {
    /// The line "Nơi nhận:", and what stands in it.
    pub(super) fn begin(&mut self, text: &str, at: ImportPlace) {
        let rest = text.split_once([':', '.']).map_or("", |(_, rest)| rest).trim();
        if rest.is_empty() {
            return;
        }
        for part in rest.split(';').map(str::trim).filter(|part| !part.is_empty()) {
            self.add(bullet_text(part).unwrap_or(part), at, text);
        }
        self.open = false;
        self.closed = !rest.ends_with([';', ',']);
    }

    /// Whether nothing more can follow.
    pub(super) fn is_whole(&self) -> bool {
        self.archive.is_some() || !self.open && !self.recipients.is_empty()
    }

    pub(super) const fn is_open(&self) -> bool {
        self.open
    }

    /// Takes a line; `bullet` is what follows the sign of a list. False where it can be no recipient.
    pub(super) fn take(&mut self, bullet: Option<&str>, text: &str, at: ImportPlace) -> bool {
        if let Some(archive) = self.archive.as_mut() {
            // The line of the archive may be full.
            let goes_on = bullet.is_none() && archive.value.ends_with(',');
            if goes_on {
                archive.value = trimmed(&format!("{} {text}", archive.value)).to_owned();
            }
            return goes_on;
        }
        if let Some(words) = bullet {
            self.add(words, at, text);
            return true;
        }
        if text.starts_with("Lưu") && archive_of(text).is_some() {
            self.add(text, at, text);
            return true;
        }
        let sentence = text.chars().count() > LONGEST || text.ends_with(':') || label::of_heading(text).is_some();
        if sentence {
            return false;
        }
        if self.open && self.lines < MOST_LINES {
            self.lines += 1;
            if let Some(last) = self.recipients.last_mut() {
                last.push(' ');
                last.push_str(text);
            }
            self.close(text);
            return true;
        }
        let last = self.recipients.is_empty() || self.separated;
        if self.closed || !last || text.contains(". ") {
            return false;
        }
        self.add(text, at, text);
        true
    }

    fn add(&mut self, words: &str, at: ImportPlace, quoted: &str) {
        if let Some(kept) = archive_of(words) {
            let kept = if kept.ends_with(',') { kept } else { trimmed(kept) };
            self.archive = Some(ReadValue::sure(kept.to_owned(), at, quoted));
            self.open = false;
            return;
        }
        self.recipients.push(words.to_owned());
        self.lines = 1;
        self.close(words);
    }

    fn close(&mut self, words: &str) {
        self.open = !words.ends_with([';', '.']);
        self.separated = words.ends_with(';');
        if let Some(last) = self.recipients.last_mut().filter(|_| !self.open) {
            *last = trimmed(last).to_owned();
        }
    }

    /// Recipients and archive.
    pub(super) fn finish(self) -> (Vec<String>, Option<ReadValue<String>>) {
        let list = self.recipients.iter().map(|one| trimmed(one).to_owned()).filter(|one| !one.is_empty());
        (list.collect(), self.archive)
    }
}

/// "Nơi nhận:", alone or with recipients after it.
pub(super) fn is_recipients_line(text: &str) -> bool {
    let key = name_key(text);
    key.strip_prefix("nơi nhận").is_some_and(|rest| rest.is_empty() || rest.trim_start().starts_with([':', '.']))
}

/// What follows "Lưu:", "Lưu VT", "Lưu Văn phòng".
fn archive_of(text: &str) -> Option<&str> {
    let rest = text.strip_prefix("Lưu").or_else(|| text.strip_prefix("lưu"))?;
    let kept = rest.trim_start();
    let kept = match kept.strip_prefix(':') {
        Some(kept) => kept,
        None if rest.len() > kept.len() => kept,
        None => return None,
    };
    Some(kept.trim())
}

fn trimmed(text: &str) -> &str {
    text.trim().trim_end_matches([';', ',', '.']).trim_end()
}
