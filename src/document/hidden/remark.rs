//! One remark: `[//]: # (…)`.
//!
//! In: a text and a place in it where a line of text begins. Out: where the remark there ends, if it is one.

use super::signs;
use super::visible::STAND_IN;

/// What stands at the beginning of a line.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Remark {
    /// Its end.
    pub end: usize,
    /// Nobody can be sure that it ends there.
    pub doubtful: bool,
}

/// Labels of remarks, whatever they lead to.
const LABELS: [&str; 4] = ["//", "///", "comment", "comments"];

/// The remark at byte `at` of `text`.
pub(super) fn read(text: &str, at: usize) -> Option<Remark> {
    let line_end = line_end(text, at);
    let line = &text[at..line_end];
    let (label, rest) = label(line)?;
    if label.starts_with('^') || line.trim_end() == STAND_IN {
        return None;
    }
    let is_ours = LABELS.contains(&&*label.trim().to_lowercase());
    let doubtful = || Some(Remark { end: paragraph_end(text, at), doubtful: true });
    let spaced = rest.trim_start_matches([' ', '\t']);
    let Some(target) = spaced.strip_prefix(':').filter(|_| is_ours || spaced.len() == rest.len()) else {
        return if signs::first(line) == Some(0) { doubtful() } else { None };
    };
    let target = target.trim_start_matches([' ', '\t']);
    let title = match nowhere(target) {
        Some(title) => title,
        None if !is_ours => return None,
        None if target.is_empty() => return doubtful(),
        None if closing(target).is_some() => target,
        None => {
            let inside = target.strip_prefix('<').and_then(|inner| inner.split_once('>')).map(|(_, behind)| behind);
            inside.or_else(|| target.split_once([' ', '\t']).map(|(_, behind)| behind)).unwrap_or_default()
        }
    };
    let title = title.trim_start_matches([' ', '\t']);
    if title.trim_end().is_empty() {
        // Markdown takes a bracket on the next line for a part of it; a person may not.
        let goes_on = text
            .get(line_end..)
            .and_then(|rest| rest.lines().nth(1))
            .is_some_and(|next| closing(next.trim_start_matches([' ', '\t', '>'])).is_some());
        return if goes_on { doubtful() } else { Some(Remark { end: at + line.trim_end().len(), doubtful: false }) };
    }
    match closing(title) {
        Some(_) => Some(titled(text, line_end - title.len())),
        None => doubtful(),
    }
}

/// The label of a line that begins with one, and what follows it.
pub(super) fn label(line: &str) -> Option<(&str, &str)> {
    let inner = line.strip_prefix('[')?;
    let end = inner.match_indices(']').map(|(end, _)| end).find(|end| !signs::is_escaped(inner, *end))?;
    (!inner[..end].contains('[')).then(|| (&inner[..end], &inner[end + 1..]))
}

/// What follows a target that leads to `#` or to nothing.
fn nowhere(target: &str) -> Option<&str> {
    let rest = ["<#>", "<>", "#"].into_iter().find_map(|nothing| target.strip_prefix(nothing))?;
    (rest.is_empty() || rest.starts_with([' ', '\t']) || closing(rest).is_some()).then_some(rest)
}

/// What closes the bracket or quote that a text begins with.
fn closing(text: &str) -> Option<char> {
    match text.chars().next()? {
        '(' => Some(')'),
        '“' => Some('”'),
        quote @ ('"' | '\'') => Some(quote),
        _ => None,
    }
}

/// The remark whose bracket or quote opens at byte `open`.
fn titled(text: &str, open: usize) -> Remark {
    let Some(close) = closing(&text[open..]) else { return Remark { end: paragraph_end(text, open), doubtful: true } };
    let mut depth = 0_usize;
    let mut chars = text[open..].char_indices();
    while let Some((at, c)) = chars.next() {
        let at = open + at;
        match c {
            '\\' => drop(chars.next()),
            '\n' if is_blank(&text[at + 1..line_end(text, at + 1)]) => break,
            '(' if close == ')' => depth += 1,
            _ if c == close && (at > open || close == ')') => {
                depth = depth.saturating_sub(1);
                if depth > 0 {
                    continue;
                }
                let rest = text[at..line_end(text, at)].trim_end();
                let behind = &rest[close.len_utf8()..];
                let ends = behind.trim_end_matches(['.', ',', ';', '!', '?', '…']);
                // "(a) and (b)", `"a "b" c"`: what stands in it closes it too early.
                let doubtful = !ends.trim().is_empty() && !ends.ends_with(close);
                let end = if doubtful { paragraph_end(text, at) } else { at + rest.len() };
                return Remark { end, doubtful };
            }
            _ => {}
        }
    }
    Remark { end: paragraph_end(text, open), doubtful: true }
}

/// The end of the line that byte `at` stands in, without its sign.
pub(super) fn line_end(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |end| at + end)
}

/// The end of the last line before an empty one.
fn paragraph_end(text: &str, at: usize) -> usize {
    let mut end = line_end(text, at);
    while end < text.len() {
        let next = line_end(text, end + 1);
        if is_blank(&text[end + 1..next]) {
            break;
        }
        end = next;
    }
    text[..end].trim_end().len().max(at)
}

/// Whether a line is empty, in a quotation, too.
pub(super) fn is_blank(line: &str) -> bool {
    line.trim_matches([' ', '\t', '\r', '>']).is_empty()
}
