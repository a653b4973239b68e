//! What only the editors of a file may read, and what becomes of it: nothing. This is the one place that decides what
//! is hidden; every page, form, list and index is made of what it leaves.
//!
//! In: a file as read. Out: the same file with blanks in the place of what is hidden.
//!
//! ## What is hidden
//!
//! - `[//]: # (…)` at the beginning of a line, in quotations, lists and tables, too, directly below a paragraph or not;
//!   with `"…"` or `'…'`, with `<>` or another target, over several lines; any label that leads to `#` or `<>`, and
//!   `[//]` or `[comment]` that leads anywhere (`remark`).
//! - `<!-- … -->` anywhere, over several lines.
//! - Definitions of links that no link uses: Markdown shows nothing of them.
//! - `# …` in the front matter (`front_matter`).
//!
//! Code (blocks of it, and words between backticks) hides nothing. What looks like a remark and is not closed, or has
//! text behind it, is hidden and refused: its end is a guess (`signs`).
//!
//! ## How
//!
//! What is code only Markdown's parser can tell, and what it tells changes with what is taken away: the text is read
//! again until nothing more is found (`search`). Nearly all files hold nothing that could be a remark and are not read.

mod front_matter;
mod remark;
mod search;
mod signs;
#[cfg(test)]
mod tests;
mod visible;

pub(super) use visible::Visible;

use crate::source::{HiddenPart, Source, Span};

/// The file with blanks in the place of what only its editors may read, front matter included.
#[must_use]
pub fn hide(source: Source, body: Span) -> Source {
    let head = &source.text()[..body.start];
    let whole = |range: std::ops::Range<usize>, code| {
        let span = Span::new(range.start, range.end);
        HiddenPart { span, cut: span, stands: false, code }
    };
    let mut parts = Vec::new();
    if head.contains('#') {
        parts.extend(front_matter::remarks(head).into_iter().map(|range| whole(range, None)));
    }
    if signs::first(head).is_some() {
        parts.extend(front_matter::doubtful(head).into_iter().map(|range| whole(range, Some(signs::DOUBTFUL))));
        parts.sort_by_key(|part| part.span);
    }
    parts.extend(of_body(&source, body));
    source.conceal(parts)
}

/// The file with blanks in its body alone: its front matter can still be read.
pub fn hide_in_body(source: &Source, body: Span) -> Source {
    source.clone().conceal(of_body(source, body))
}

/// The text of a file as it is published: exactly as many characters, a space for each one that is hidden, so that
/// offsets in the data count in it.
pub fn published(source: &Source, body: Span) -> String {
    let whole = Span::new(0, source.text().len());
    if source.hidden().is_some() {
        return source.shown(whole).into_owned();
    }
    hide(source.clone(), body).shown(whole).into_owned()
}

fn of_body(source: &Source, body: Span) -> Vec<HiddenPart> {
    let moved = |span: Span| Span::new(body.start + span.start, body.start + span.end);
    let parts = search::hidden(source.slice(body)).into_iter();
    parts.map(|part| HiddenPart { span: moved(part.span), cut: moved(part.cut), ..part }).collect()
}
