//! Reads plain text into [`ImportedText`]: lines as they stand, form feeds as page breaks, `**bold**` as
//! written by other tools.
//!
//! UTF-8, or UTF-16 with its mark. Other encodings (TCVN3, VNI) are refused: to guess one would change wording.

use super::flow::{ImportPlace, ImportedItem, ImportedText, Paragraph, StyledRun};
use super::limits;
use super::problem::Problem;

/// Reads the file's bytes.
///
/// # Errors
/// Where the bytes are no Unicode text, or too many.
pub fn read(bytes: &[u8]) -> Result<ImportedText, Problem> {
    let text = decode(bytes)?;
    let mut flow = ImportedText { wrapped: true, ..ImportedText::default() };
    let mut gap = 0_u8;
    for (index, line) in text.split('\n').enumerate() {
        if index >= limits::MOST_PARAGRAPHS {
            return Err(Problem::too_complex("import-limit-lines", limits::MOST_PARAGRAPHS));
        }
        let at = ImportPlace::line(index as u32 + 1);
        for (i, part) in line.split('\u{c}').enumerate() {
            if i > 0 {
                flow.items.push(ImportedItem::PageBreak);
            }
            let part = part.trim_end_matches('\r');
            if part.trim().is_empty() {
                gap = gap.saturating_add(u8::from(i == 0));
                continue;
            }
            let runs = bold_runs(part);
            flow.items.push(ImportedItem::Paragraph(Paragraph { runs, gap, at, ..Paragraph::default() }));
            gap = 0;
        }
    }
    Ok(flow)
}

/// The text of bytes in UTF-8 or, with its mark, UTF-16; without the mark.
///
/// # Errors
/// Where the bytes are neither.
pub fn decode(bytes: &[u8]) -> Result<String, Problem> {
    // UTF-16 has two bytes a letter.
    if bytes.len() > 2 * limits::LONGEST_TEXT {
        return Err(Problem::too_complex("import-limit-text", limits::LONGEST_TEXT));
    }
    unlimited(bytes)
}

/// As [`decode`], for parts of a file that were measured already.
///
/// # Errors
/// Where the bytes are no Unicode text.
pub fn unlimited(bytes: &[u8]) -> Result<String, Problem> {
    crate::foreign::unicode(bytes).ok_or_else(|| Problem::new("import-encoding"))
}

/// `a **b** c` as three runs; a lone `**` stays what it is.
fn bold_runs(line: &str) -> Vec<StyledRun> {
    let parts: Vec<&str> = line.split("**").collect();
    if parts.len() < 3 || parts.len().is_multiple_of(2) || parts.iter().skip(1).step_by(2).any(|part| part.is_empty()) {
        return vec![StyledRun { text: line.to_owned(), ..StyledRun::default() }];
    }
    let runs = parts.iter().enumerate().filter(|(_, part)| !part.is_empty());
    runs.map(|(i, part)| StyledRun { text: (*part).to_owned(), bold: i % 2 == 1, ..StyledRun::default() }).collect()
}
