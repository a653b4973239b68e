//! PDF files: comments, the author's name, scripts and files inside, text that is drawn unseen, and the lines.
//!
//! The layer of text that recognition puts behind a scan is not hidden: the page shows the same words. The name in a
//! signature is what the signature is for.

use super::traces::Traces;
use super::{Level, Sort, properties};
use crate::foreign::Unreadable;
use crate::import::{self, PdfTraces};

/// Looks at a PDF.
pub(super) fn look(bytes: &[u8], traces: &mut Traces) -> Result<(), Unreadable> {
    let found: PdfTraces = match import::pdf_traces(bytes) {
        Ok(found) => found,
        Err(problem) if problem.code == "import-pdf-not-built" => {
            traces.add(Sort::Unread, Vec::new(), "inspect.not-built");
            return Ok(());
        }
        Err(problem) if problem.code == "import-encrypted" => return Err(Unreadable::Locked),
        Err(problem) if problem.code == "import-too-complex" => return Err(Unreadable::Unpacked),
        Err(problem) => return Err(Unreadable::damaged(problem.code)),
    };
    for name in &found.authors {
        properties::name(name, traces);
    }
    if let Some(title) = found.title.filter(|title| properties::is_path(title)) {
        traces.add(Sort::Origin, vec![(Level::Properties, String::new())], &title);
    }
    for comment in &found.comments {
        let spot = vec![(Level::Page, comment.page.to_string())];
        let quoted = match comment.author.as_str() {
            "" => comment.text.clone(),
            author => format!("{author}: {}", comment.text),
        };
        traces.add(Sort::Comment, spot.clone(), &quoted);
        traces.aside(spot, &comment.text);
    }
    for (page, text) in &found.hidden {
        let spot = vec![(Level::Page, page.to_string())];
        traces.add(Sort::Hidden, spot.clone(), text);
    }
    for what in &found.active {
        traces.add(Sort::Active, vec![(Level::Inside, what.clone())], what);
    }
    for (page, line, text) in &found.lines {
        traces.line(vec![(Level::Page, page.to_string()), (Level::Line, line.to_string())], text);
    }
    Ok(())
}
