//! Refuses what must not be published.
//!
//! In: the imported text. Out: an error where it bears a mark of secrecy or of internal circulation, by the rules for documents;
//! a warning for the words of one in a table behind the first sentence.

use super::flow::{ImportedItem, ImportedText, Paragraph};
use super::join::squeezed;
use super::letterhead;
use super::problem::Problem;
use crate::content::secrecy::{self, check_secrecy};
use crate::diagnostic::Severity;
use crate::source::{Source, Span};

/// Contract: what must not be published is refused, and a mark in the head must not get lost with the head. In a cell of a
/// table far from the head the words of a mark are pointed out: a table may be about marks.
pub(super) fn refuse(flow: &ImportedText, problems: &mut Vec<Problem>) -> Result<(), Problem> {
    /// Items that the head of a document may have, and letters of a line in it.
    const HEAD: (usize, usize) = (12, 40);
    let mut begun = false;
    for (nth, item) in flow.items.iter().enumerate() {
        let far = nth >= HEAD.0 || begun;
        let (paragraphs, far): (Vec<&Paragraph>, bool) = match item {
            ImportedItem::Paragraph(paragraph) => {
                let text = paragraph.text();
                begun |= text.chars().count() > HEAD.1 && !letterhead::is_letterhead_line(&squeezed(&text));
                (vec![paragraph], false)
            }
            ImportedItem::Table(table) => (table.rows.iter().flatten().flatten().collect(), far),
            ImportedItem::PageBreak => continue,
        };
        for paragraph in paragraphs {
            let Some(mark) = mark_of(paragraph) else { continue };
            let [(law, number), _] = secrecy::law();
            let code = if far { "import-mark-in-table" } else { "import-secret" };
            let problem = Problem::new(code).with("text", mark.clone()).with(law, number).at(paragraph.at, mark);
            if !far {
                return Err(problem);
            }
            problems.push(Problem { severity: Severity::Warning, ..problem });
        }
    }
    // Headers and footers stand on every page.
    match flow.margins.iter().find_map(|paragraph| Some((paragraph.at, mark_of(paragraph)?))) {
        Some((at, mark)) => {
            let [(law, number), _] = secrecy::law();
            Err(Problem::new("import-secret").with("text", mark.clone()).with(law, number).at(at, mark))
        }
        None => Ok(()),
    }
}

/// The mark of secrecy that a paragraph or a part of one is.
fn mark_of(paragraph: &Paragraph) -> Option<String> {
    let text = paragraph.text();
    text.lines().flat_map(letterhead::wide_parts).map(str::trim).find_map(|part| {
        let source = Source::new("", part);
        let mut diagnostics = Vec::new();
        check_secrecy(&source, Span::new(0, source.text().len()), &mut diagnostics);
        let refused = diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
        refused.then(|| part.to_owned())
    })
}
